//! What the record of a request reads like as documents: the confirmation letter and the acceptance report.
//!
//! Structured, so that clients print them as they like; every sentence in them is already on record elsewhere.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use liaison_domain::request as domain;
use liaison_domain::request::signature::SignOffPurpose;
use liaison_domain::request::status::RequestStatus as DomainStatus;
use serde_json::Value;

use super::acceptance::RequestAcceptance;
use super::party::RequestParty;
use super::revision::RequestRevision;
use super::sign_off::SignOff;
use crate::graphql::directory::{Department, Person};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::DateTime;

/// The aspect: documents.
#[derive(Clone)]
pub struct RequestDocuments(pub(super) Arc<domain::Request>);

/// 需求确认函: what was agreed, by whom, with their signatures.
#[derive(SimpleObject)]
pub struct ConfirmationLetter {
    /// The code of the request.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// The department that started it.
    pub initiating_department: Option<Department>,
    /// Who started it.
    pub initiator: Option<Person>,
    /// The revision that was agreed; its `content` is what the letter says.
    pub revision: RequestRevision,
    /// The parties with their answers to it.
    pub parties: Vec<RequestParty>,
    /// The signatures that count.
    pub sign_offs: Vec<SignOff>,
    /// When the last signature was given.
    pub confirmed_at: DateTime,
}

/// One task in an acceptance report.
#[derive(SimpleObject)]
pub struct AcceptedTask {
    /// Its code.
    pub code: String,
    /// Whether it was cancelled and delivered nothing.
    pub cancelled: bool,
    /// What it delivered, the newest version of each.
    pub deliverables: Vec<AcceptedDeliverable>,
}

/// One delivered thing in an acceptance report.
#[derive(SimpleObject)]
pub struct AcceptedDeliverable {
    /// What it is called.
    pub name: String,
    /// The SHA-256 of its bytes; null for what lies at a place that is only named.
    pub sha256: Option<String>,
}

/// 验收报告: what was delivered and accepted, with the signature over it.
#[derive(SimpleObject)]
pub struct AcceptanceReport {
    /// The code of the request.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// The department that started it.
    pub initiating_department: Option<Department>,
    /// The revision against which it was accepted.
    pub revision: Option<RequestRevision>,
    /// The tasks, by code.
    pub tasks: Vec<AcceptedTask>,
    /// The acceptance with its signature.
    pub acceptance: RequestAcceptance,
    /// When everything was delivered.
    pub delivered_at: Option<DateTime>,
}

/// The aspect "documents" of a request.
#[Object]
impl RequestDocuments {
    /// Department, date of its end and code, as shared folders file it: `市场部-2024-05-30-MT202405001`. Null before it ends.
    async fn archive_path(&self, ctx: &Context<'_>) -> OrNull<String> {
        let ended = self.0.times.ended_at.is_some() && self.0.code.is_some();
        OrNull::known(ctx, |scope| {
            scope.decide_on(&*self.0, |decision| ended.then(|| self.0.archive_path(decision)))
        })
    }

    /// 需求确认函, made from the record; null until every signature is given, and again while signatures are owed anew.
    async fn confirmation_letter(&self, ctx: &Context<'_>) -> OrNull<ConfirmationLetter> {
        OrNull::known(ctx, |scope| {
            let request = &self.0;
            let confirmed = request.agreement == DomainStatus::Confirmed;
            let confirmed_at = request.times.confirmed_at.filter(|_| confirmed)?;
            let revision = RequestRevision::all(request).pop()?;
            let parties = request.parties.iter().enumerate().filter(|(_, party)| party.is_present());
            let signed = request.signatures.iter().zip(SignOff::all(request));
            let counting = signed.filter(|(one, _)| one.counts() && one.purpose == SignOffPurpose::Agreement);
            Some(ConfirmationLetter {
                code: request.code.clone().unwrap_or_default(),
                title: request.form.title.to_string(),
                initiating_department: Department::by_id(scope, request.department),
                initiator: Person::by_id(scope, request.initiator),
                revision,
                parties: parties.map(|(index, _)| RequestParty::new(Arc::clone(request), index)).collect(),
                sign_offs: counting.map(|(_, shown)| shown).collect(),
                confirmed_at: DateTime(confirmed_at),
            })
        })
    }

    /// 验收报告, made from the record; null until the delivery is accepted.
    async fn acceptance_report(&self, ctx: &Context<'_>) -> OrNull<AcceptanceReport> {
        OrNull::known(ctx, |scope| {
            let request = &self.0;
            let Some(record) = &request.acceptance else { return None };
            let acceptance = RequestAcceptance::of(scope, request)?;
            let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
            let number = content.get("revision").and_then(Value::as_u64);
            let revision = request.revisions.iter().position(|one| Some(u64::from(one.number)) == number);
            let tasks = content.get("tasks").and_then(Value::as_array).into_iter().flatten();
            Some(AcceptanceReport {
                code: request.code.clone().unwrap_or_default(),
                title: request.form.title.to_string(),
                initiating_department: Department::by_id(scope, request.department),
                revision: revision.and_then(|index| RequestRevision::all(request).into_iter().nth(index)),
                tasks: tasks.map(AcceptedTask::of).collect(),
                acceptance,
                delivered_at: request.times.delivered_at.map(DateTime),
            })
        })
    }
}

impl AcceptedTask {
    /// The task as the signed acceptance names it.
    fn of(task: &Value) -> Self {
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let deliverables = task.get("deliverables").and_then(Value::as_array).into_iter().flatten();
        Self {
            code: text(task, "code").unwrap_or_default(),
            cancelled: task.get("cancelled").and_then(Value::as_bool).unwrap_or_default(),
            deliverables: deliverables
                .map(|one| AcceptedDeliverable {
                    name: text(one, "name").unwrap_or_default(),
                    sha256: text(one, "sha256"),
                })
                .collect(),
        }
    }
}

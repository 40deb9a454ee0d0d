//! When something would be due: a length from a start by a calendar, with its reasons. Nothing is stored.

use async_graphql::{Context, InputObject, Object, OneofObject, SimpleObject};
use liaison_domain::calendar as domain;
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::{DepartmentId, kind};
use liaison_domain::pack::Pack;

use super::WorkingCalendar;
use super::explanation::Explanation;
use crate::graphql::error::Fault;
use crate::graphql::nullable::OrNull;
use crate::graphql::pack::length::{DeadlineWarning, DeadlineWarningInput, Length, LengthInput};
use crate::graphql::pack::{DeadlineKind, ProcessPackVersion};
use crate::graphql::payload::UserError;
use crate::graphql::request::{Priority, RequestKind};
use crate::graphql::scalars::{DateTime, Key};
use crate::graphql::scope::Scope;

/// What a pack says about one kind of deadline.
#[derive(InputObject)]
pub struct DeadlinePolicyReference {
    /// What is owed.
    pub kind: DeadlineKind,
    /// At which priority.
    pub priority: Priority,
    /// The pack, in its newest version; the one that governs the department's requests now where absent.
    pub pack: Option<String>,
    /// The kind of request by which the governing pack is found.
    pub request_kind: Option<RequestKind>,
}

/// How long it may take: exactly one of the fields.
#[derive(OneofObject)]
pub enum DeadlineLength {
    /// This long.
    Length(LengthInput),
    /// As long as a pack says.
    Policy(DeadlinePolicyReference),
}

/// A question about a due time.
#[derive(InputObject)]
pub struct DeadlinePreviewInput {
    /// When it begins; now where absent. For `BEFORE`, the event.
    pub start_at: Option<DateTime>,
    /// How long it may take.
    pub span: DeadlineLength,
    /// When to warn; as the pack says, or at 75 in a hundred, where absent.
    pub warning: Option<DeadlineWarningInput>,
    /// Whose calendar counts, and whose pack where the length is a policy: who owes. The organisation's where absent.
    pub department: Option<Key<kind::Department>>,
}

/// When something would be due.
#[derive(SimpleObject)]
pub struct DeadlinePreview {
    /// When it is due; null where it could not be reckoned.
    pub due_at: Option<DateTime>,
    /// When to warn of it; null where there is no time to.
    pub warn_at: Option<DateTime>,
    /// How long it may take.
    pub length: Option<Length>,
    /// When to warn.
    pub warning: Option<DeadlineWarning>,
    /// The calendar by which it was counted.
    pub calendar: Option<WorkingCalendar>,
    /// The pack whose policy was taken.
    pub pack: Option<ProcessPackVersion>,
    /// How the due time came about.
    pub explanation: Option<Explanation>,
    /// What is wrong with the question; empty where it was answered.
    pub user_errors: Vec<UserError>,
}

impl DeadlinePreview {
    fn refused(scope: &Scope, refusal: &Refusal) -> Self {
        Self {
            due_at: None,
            warn_at: None,
            length: None,
            warning: None,
            calendar: None,
            pack: None,
            explanation: None,
            user_errors: UserError::of_refusal(scope.locale(), &["input"], refusal),
        }
    }
}

/// The root field for asking.
#[derive(Default)]
pub struct DeadlinePreviewQuery;

#[Object]
impl DeadlinePreviewQuery {
    /// When something would be due, and why: a length, or what a pack says, counted from a start by the calendar of who owes.
    /// Nothing is stored; it costs no statement. Everybody signed in may ask.
    async fn deadline_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] input: DeadlinePreviewInput,
    ) -> OrNull<DeadlinePreview> {
        let found = async {
            let scope = Scope::of(ctx)?;
            Ok::<_, Fault>(
                preview(scope, input).unwrap_or_else(|refusal| DeadlinePreview::refused(scope, &refusal)),
            )
        };
        OrNull::some(found).await
    }
}

/// What is asked, once it is known to hold.
struct Question {
    length: domain::Length,
    warning: domain::Warning,
    pack: Option<ProcessPackVersion>,
}

fn preview(scope: &Scope, input: DeadlinePreviewInput) -> Result<DeadlinePreview, Refusal> {
    let mut found = Violations::default();
    let department = input.department.map(|key| key.0);
    let known = department.is_none_or(|department| scope.directory().department(department).is_some());
    found.check(known, "department", Rule::Unknown);
    let asked = question(scope, input.span, department, &mut found);
    let warning = input.warning.and_then(|warning| warning.decode(&mut found, "warning"));
    found.finish()?;
    let Some(Question { length, warning: of_pack, pack }) = asked else { return Err(Refusal::NotFound) };
    let warning = warning.unwrap_or(of_pack);
    let start = input.start_at.map_or(scope.now(), |at| at.0);
    let calendar = WorkingCalendar::held(scope, department, scope.now()).ok_or(Refusal::NotFound)?;
    let by = calendar.calendar();
    let told = by.explain(start, &length).map_err(|reason| Refusal::from(reason.at("startAt")))?;
    // What lies before an event is due before its start: there is nothing to take a share of.
    let ahead = told.due > start;
    let warn_at = if ahead {
        let point = by.warning_point(warning, &length, start, told.due, 0);
        point.map_err(|reason| Refusal::from(reason.at("warning")))?
    } else {
        None
    };
    let explanation = Explanation::of(scope.locale(), by, &told);
    Ok(DeadlinePreview {
        due_at: Some(DateTime(told.due)),
        warn_at: warn_at.map(DateTime),
        length: Some(Length(length)),
        warning: Some(warning.into()),
        explanation: Some(explanation),
        calendar: Some(calendar),
        pack,
        user_errors: Vec::new(),
    })
}

fn question(
    scope: &Scope,
    span: DeadlineLength,
    department: Option<DepartmentId>,
    found: &mut Violations,
) -> Option<Question> {
    let policy = match span {
        DeadlineLength::Length(length) => {
            let length = length.decode(found, "span.length")?;
            return Some(Question { length, warning: domain::Warning::default(), pack: None });
        }
        DeadlineLength::Policy(policy) => policy,
    };
    let policies = scope.policies();
    let packs = policies.packs();
    let kind = policy.request_kind.map(Into::into);
    let pack: Option<&Pack> = match &policy.pack {
        Some(name) => packs.newest(name).map(|newest| newest.pack.as_ref()),
        None => Some(packs.governing(kind, department, &scope.directory())),
    };
    let Some(pack) = pack else {
        found.add("span.policy.pack", Reason::of(Rule::Unknown));
        return None;
    };
    let owed = policy.kind.into();
    let Some(length) = pack.length(owed, policy.priority.into()) else {
        // Not owed under this pack, or at the record's own date.
        found.add("span.policy.kind", Reason::of(Rule::NotOwed).with("pack", &pack.name));
        return None;
    };
    let version = ProcessPackVersion::of(scope, &pack.reference());
    Some(Question { length, warning: pack.warning(owed), pack: version })
}

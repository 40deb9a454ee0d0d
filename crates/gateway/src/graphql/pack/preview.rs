//! What another pack would have changed over a past period.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use liaison_domain::authority::administers;
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::kind;
use liaison_domain::pack::{self as domain, Comparison, PackRef};
use liaison_domain::time::Date as CivilDate;
use liaison_persistence::paging::{Direction, Filter, MAX_PAGE, Request as PageRequest, Scalar, Size, Test};
use liaison_persistence::request::{self as stored, RequestField, RequestLeaf, RequestOrder};

use super::{DeadlineKind, ProcessPackVersion};
use crate::graphql::error::Fault;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::UserError;
use crate::graphql::scalars::{Date, Key};
use crate::graphql::scope::Scope;

/// Most requests that are compared.
const MOST_REQUESTS: usize = 500;

/// Which requests are compared, and with what.
#[derive(InputObject)]
pub struct PackPreviewInput {
    /// The name of the other pack.
    pub pack: String,
    /// Its version; the newest where absent.
    pub version: Option<u32>,
    /// The first date of submission, in the organisation's zone.
    pub from: Date,
    /// The last date of submission.
    pub to: Date,
    /// Only requests that this department started.
    pub department: Option<Key<kind::Department>>,
}

/// How often one kind of thing was owed and came late, and how often it would have under the other pack.
#[derive(SimpleObject)]
pub struct PackPreviewKind {
    /// What is owed.
    pub kind: DeadlineKind,
    /// How often it was owed by the pack of each request.
    pub owed_now: u32,
    /// How often it would have been owed under the other pack.
    pub owed_under: u32,
    /// How often it came late, or is late at present.
    pub breached_now: u32,
    /// How often it would have.
    pub breached_under: u32,
}

/// What another pack would have changed.
#[derive(SimpleObject)]
pub struct PackPreview {
    /// The other pack; null where the question was refused.
    pub pack: Option<ProcessPackVersion>,
    /// How many requests were compared, the latest 500 at most.
    pub requests: u32,
    /// Whether these are all of the period that the viewer may see.
    pub complete: bool,
    /// The comparison, by kind: first reviews, first answers, plans of high priority, signatures and acceptances, as far as the
    /// requests' own instants date them. Pauses are left out on both sides.
    pub kinds: Vec<PackPreviewKind>,
    /// Why the question was refused; empty where it was answered.
    pub user_errors: Vec<UserError>,
}

/// The root field for asking.
#[derive(Default)]
pub struct PackPreviewQuery;

#[Object]
impl PackPreviewQuery {
    /// What would have been due, and late, if the requests submitted in a period had been governed by another pack: the latest
    /// 500 of those that the viewer may see. Nothing is stored. Costs up to 20 statements. For administrators.
    async fn pack_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests, and which pack.")] input: PackPreviewInput,
    ) -> OrNull<PackPreview> {
        let found = async {
            let scope = Scope::of(ctx)?;
            match asked(scope, &input) {
                Ok((other, filter)) => compare(scope, &other, filter).await,
                Err(refusal) => Ok(PackPreview {
                    pack: None,
                    requests: 0,
                    complete: false,
                    kinds: Vec::new(),
                    user_errors: UserError::of_refusal(scope.locale(), &["input"], &refusal),
                }),
            }
        };
        OrNull::some(found).await
    }
}

/// The pack and the requests that are asked about.
fn asked(
    scope: &Scope,
    input: &PackPreviewInput,
) -> Result<(Arc<domain::ProcessPack>, Filter<RequestLeaf>), Refusal> {
    scope.decide(administers)?;
    let mut found = Violations::default();
    let policies = scope.policies();
    let other = match input.version {
        Some(version) => policies.packs().published(&PackRef { name: input.pack.clone(), version }),
        None => policies.packs().newest(&input.pack),
    };
    found.check(other.is_some(), "pack", Rule::Unknown);
    found.check(input.from <= input.to, "to", Rule::OutsideWindow);
    if let Some(Key(department)) = input.department {
        let known = scope.directory().department(department).is_some();
        found.check(known, "department", Rule::Unknown);
    }
    let midnight = |date: CivilDate| {
        liaison_domain::time::Instant::at(date, jiff::civil::Time::midnight(), policies.hours().zone())
    };
    let ends = found.take("to", input.to.0.tomorrow().map_err(|_| Reason::of(Rule::OutOfRange)));
    found.finish()?;
    let (Some(other), Some(ends)) = (other, ends) else { return Err(Refusal::NotFound) };
    let at = |date| Scalar::Int(midnight(date).micros());
    let leaf = |field, test| Filter::Leaf(RequestLeaf::Field(field, test));
    let mut parts = vec![
        leaf(RequestField::SubmittedAt, Test::Gte(at(input.from.0))),
        leaf(RequestField::SubmittedAt, Test::Lt(at(ends))),
    ];
    if let Some(Key(department)) = input.department {
        parts.push(leaf(RequestField::InitiatingDepartment, Test::Eq(Scalar::Id(department.uuid()))));
    }
    Ok((Arc::clone(other), Filter::All(parts)))
}

async fn compare(
    scope: &Scope,
    other: &Arc<domain::ProcessPack>,
    filter: Filter<RequestLeaf>,
) -> Result<PackPreview, Fault> {
    let (policies, directory) = (scope.policies(), scope.directory());
    let mut comparison = Comparison::default();
    let (mut requests, mut after, mut complete) = (0_usize, None, false);
    while !complete && requests < MOST_REQUESTS {
        let size = Size::first(MAX_PAGE).ok_or_else(|| Fault::internal("a page above its own limit"))?;
        let page = PageRequest { size, after: after.take(), before: None };
        let order = RequestOrder::CreatedAt(Direction::Descending);
        let page = stored::page(&scope.db(), scope.viewer(), &filter, order, &page).await?;
        requests += page.edges.len();
        complete = !page.has_next;
        for edge in page.edges {
            comparison.add(&edge.node, &other.pack, &policies, &directory, scope.now());
            after = Some(edge.cursor);
        }
    }
    let kinds = comparison.tallies().iter().map(|(kind, tally)| PackPreviewKind {
        kind: (*kind).into(),
        owed_now: tally.owed_now,
        owed_under: tally.owed_under,
        breached_now: tally.breached_now,
        breached_under: tally.breached_under,
    });
    Ok(PackPreview {
        pack: Some(ProcessPackVersion(Arc::clone(other))),
        requests: u32::try_from(requests).unwrap_or(u32::MAX),
        complete,
        kinds: kinds.collect(),
        user_errors: Vec::new(),
    })
}

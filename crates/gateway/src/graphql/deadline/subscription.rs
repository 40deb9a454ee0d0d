//! Live reading of deadlines.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::{Context, InputObject, Result, Subscription};
use futures_util::stream::Stream;
use liaison_domain::access::Actor;
use liaison_domain::deadline::{self as domain, DeadlineBrief};
use liaison_domain::directory::Directory;
use liaison_domain::event::{Envelope, FieldChange, SubjectKind};
use liaison_domain::ids::{DepartmentId, RequestId, kind};
use serde::Deserialize;
use uuid::Uuid;

use super::{Deadline, DeadlineKind};
use crate::graphql::error::Fault;
use crate::graphql::node::AnyId;
use crate::graphql::scalars::{Cursor, Key};
use crate::graphql::scope::Scope;
use crate::graphql::subscription::changes::{self, ChangeFilter, set};
use crate::graphql::subscription::{Fresh, message::Change};

/// Which changes of deadlines; everything that is set has to hold. Decided from the change itself, without reading anything.
#[derive(InputObject, Default)]
pub struct DeadlineChangeFilter {
    #[graphql(flatten)]
    change: ChangeFilter,
    /// Of what the viewer owes, before the change or after it: by name, or because they decide for the department that does.
    #[graphql(default)]
    pub mine: bool,
    /// Of what one of these departments answers for, before the change or after it; at most 100.
    pub owing_departments: Option<Vec<Key<kind::Department>>>,
    /// Of one of these requests, their tasks and problems included; at most 100.
    pub requests: Option<Vec<Key<kind::Request>>>,
    /// About one of these requests, tasks or problems; at most 100.
    pub subjects: Option<Vec<AnyId>>,
    /// Of one of these obligations.
    pub deadline_kinds: Option<Vec<DeadlineKind>>,
}

/// The part of the filter that speaks of deadlines, with its lists as sets.
struct Wanted {
    mine: bool,
    owing: Option<HashSet<DepartmentId>>,
    requests: Option<HashSet<RequestId>>,
    subjects: Option<HashSet<Uuid>>,
    kinds: Option<HashSet<domain::DeadlineKind>>,
}

/// What the first event of a change says of the deadline, and of who owed it before.
#[derive(Deserialize)]
struct Said {
    data: DeadlineBrief,
    changes: Vec<FieldChange>,
}

impl Said {
    /// Who owes, and who did.
    fn owners(&self) -> [domain::Owner; 2] {
        let before = |field: &str| self.changes.iter().find(|change| change.field == field);
        let mut earlier = self.data.owner;
        if let Some(change) = before("owner") {
            earlier.person = serde_json::from_value(change.from.clone()).unwrap_or_default();
        }
        if let Some(change) = before("department") {
            earlier.department = serde_json::from_value(change.from.clone()).unwrap_or(earlier.department);
        }
        [self.data.owner, earlier]
    }
}

impl Wanted {
    fn of(filter: &mut DeadlineChangeFilter) -> Result<Self, Fault> {
        Ok(Self {
            mine: filter.mine,
            owing: set(filter.owing_departments.take(), |key| key.0)?,
            requests: set(filter.requests.take(), |key| key.0)?,
            subjects: set(filter.subjects.take(), AnyId::uuid)?,
            kinds: set(filter.deadline_kinds.take(), domain::DeadlineKind::from)?,
        })
    }

    const fn says_nothing(&self) -> bool {
        !self.mine
            && self.owing.is_none()
            && self.requests.is_none()
            && self.subjects.is_none()
            && self.kinds.is_none()
    }

    fn has(&self, actor: &Actor, event: &Envelope, directory: impl FnOnce() -> Arc<Directory>) -> bool {
        if self.says_nothing() {
            return true;
        }
        let Ok(said) = serde_json::from_str::<Said>(&event.payload) else { return false };
        let (deadline, owners) = (&said.data, said.owners());
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&deadline.kind))
            && self.subjects.as_ref().is_none_or(|subjects| subjects.contains(&deadline.subject.uuid()))
            && self
                .requests
                .as_ref()
                .is_none_or(|requests| deadline.request.is_some_and(|request| requests.contains(&request)))
            && self
                .owing
                .as_ref()
                .is_none_or(|owing| owners.iter().any(|owner| owing.contains(&owner.department)))
            && (!self.mine || owes(actor, owners, &directory()))
    }
}

fn owes(actor: &Actor, owners: [domain::Owner; 2], directory: &Directory) -> bool {
    let Some(person) = actor.person() else { return false };
    owners.iter().any(|owner| owner.reached(directory).contains(&person))
}

/// The root field.
#[derive(Default)]
pub struct DeadlineSubscription;

#[Subscription]
impl DeadlineSubscription {
    /// Every committed change of a deadline that the viewer may see, in order and without gap: begun, warned of, paused,
    /// resumed, moved, kept, breached, gone up its chain, fulfilled after all, cancelled.
    async fn deadline_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<DeadlineChangeFilter>,
        #[graphql(desc = "Only what comes after this cursor; from now on where absent.")] after: Option<
            Cursor,
        >,
    ) -> Result<impl Stream<Item = Result<Fresh<Change<Deadline>>>>> {
        let mut filter = filter.unwrap_or_default();
        let (wanted, app) = (Wanted::of(&mut filter)?, Scope::of(ctx)?.app().clone());
        let also =
            move |actor: &Actor, event: &Envelope| wanted.has(actor, event, || app.directory().latest());
        Ok(changes::of_which(ctx, SubjectKind::Deadline, Some(filter.change), after.as_ref(), also)?)
    }
}

//! `requestChanged`, `taskChanged` and their like: one loop, one filter, typed by the node.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::{Context, InputObject, Result};
use futures_util::stream::Stream;
use liaison_domain::access::Actor;
use liaison_domain::event::{Envelope, SubjectKind};
use liaison_domain::ids::{DepartmentId, PersonId, kind};
use uuid::Uuid;

use super::message::{Change, ChangeKind, Changing, judge};
use super::{Fresh, watch};
use crate::graphql::error::Fault;
use crate::graphql::node::{AnyId, MOST_IDS};
use crate::graphql::scalars::{Cursor, Key};

/// Which changes; everything that is set has to hold. Decided from the change itself, without reading anything.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ChangeFilter {
    /// Of one of these nodes; at most 100.
    pub ids: Option<Vec<AnyId>>,
    /// Of what concerns one of these departments, on either side; at most 100.
    pub departments: Option<Vec<Key<kind::Department>>>,
    /// Made by one of these people, or in their name by a system; at most 100.
    pub actors: Option<Vec<Key<kind::Person>>>,
    /// Of one of these fields, as the schema names them, such as `status`; at most 100.
    pub changed_fields: Option<Vec<String>>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<ChangeKind>>,
}

/// A list of a filter as a set.
///
/// # Errors
/// `BAD_USER_INPUT` for one that is too long.
pub fn set<T, U: Eq + std::hash::Hash>(
    list: Option<Vec<T>>,
    each: impl Fn(T) -> U,
) -> Result<Option<HashSet<U>>, Fault> {
    match list {
        Some(list) if list.len() > MOST_IDS => Err(Fault::list_too_long("filter", MOST_IDS)),
        list => Ok(list.map(|list| list.into_iter().map(each).collect())),
    }
}

/// The filter with its lists as sets.
#[derive(Debug, Default)]
struct Wanted {
    ids: Option<HashSet<Uuid>>,
    departments: Option<HashSet<DepartmentId>>,
    actors: Option<HashSet<PersonId>>,
    changed_fields: Option<HashSet<String>>,
    kinds: Option<HashSet<ChangeKind>>,
}

impl Wanted {
    fn of(filter: ChangeFilter) -> Result<Self, Fault> {
        Ok(Self {
            ids: set(filter.ids, AnyId::uuid)?,
            departments: set(filter.departments, |key| key.0)?,
            actors: set(filter.actors, |key| key.0)?,
            changed_fields: set(filter.changed_fields, |field| field)?,
            kinds: set(filter.kinds, |kind| kind)?,
        })
    }

    fn has(&self, event: &Envelope, kind: ChangeKind) -> bool {
        let before = event.audience_before.iter().flat_map(|audience| &audience.departments);
        let mut departments = event.audience.departments.iter().chain(before);
        self.ids.as_ref().is_none_or(|ids| ids.contains(&event.subject))
            && self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
            && self.departments.as_ref().is_none_or(|wanted| departments.any(|one| wanted.contains(one)))
            && self
                .actors
                .as_ref()
                .is_none_or(|actors| event.doer().is_some_and(|actor| actors.contains(&actor)))
            && self
                .changed_fields
                .as_ref()
                .is_none_or(|fields| event.changed_fields().iter().any(|field| fields.contains(field)))
    }
}

/// The changes of nodes of one kind that the caller may see.
///
/// # Errors
/// As [`watch`]; `BAD_USER_INPUT` for a filter that is too long.
pub fn of<N: Changing + 'static>(
    ctx: &Context<'_>,
    subject: SubjectKind,
    filter: Option<ChangeFilter>,
    after: Option<&Cursor>,
) -> Result<impl Stream<Item = Result<Fresh<Change<N>>>> + Send + use<N>, Fault> {
    of_which(ctx, subject, filter, after, |_, _| true)
}

/// Those of the changes of [`of`] for which `also` holds, which is asked last: a noun's own part of the filter.
///
/// # Errors
/// As [`of`].
pub fn of_which<N: Changing + 'static, A>(
    ctx: &Context<'_>,
    subject: SubjectKind,
    filter: Option<ChangeFilter>,
    after: Option<&Cursor>,
    also: A,
) -> Result<impl Stream<Item = Result<Fresh<Change<N>>>> + Send + use<N, A>, Fault>
where
    A: Fn(&Actor, &Envelope) -> bool + Send + 'static,
{
    let wanted = Wanted::of(filter.unwrap_or_default())?;
    watch(ctx, after, move |actor: &Actor, event: &Arc<Envelope>| {
        let kind = (event.subject_kind == subject).then(|| judge(actor, event)).flatten()?;
        (wanted.has(event, kind) && also(actor, event)).then(|| Change::of(event, kind))
    })
}

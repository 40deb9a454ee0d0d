//! Who may see what, by the policy function and the stored audiences alone.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::access::{Actor, Audience, may_see};
use liaison_domain::event::{Envelope, SubjectKind};
use liaison_gateway::graphql::node;
use liaison_persistence::store::Statements;
use liaison_persistence::visibility;
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use super::world::{Caller, WORD};
use crate::support::app::TestApp;
use crate::support::record;

/// Every record with its audience, and every event.
pub(super) struct Truth {
    records: BTreeMap<(SubjectKind, Uuid), Audience>,
    /// The records that the word stands in now.
    worded: BTreeSet<Uuid>,
    events: Vec<Envelope>,
}

fn text(kind: SubjectKind, id: Uuid) -> String {
    node::id_of(kind, id).to_string()
}

impl Truth {
    pub(super) async fn read(app: &TestApp) -> Self {
        let db = app.app().store().read(&Statements::default());
        let sql = "SELECT kind, id FROM subject";
        let rows =
            db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("rows");
        let kinds: Vec<(SubjectKind, Uuid)> = rows
            .iter()
            .map(|row| {
                let kind: String = row.try_get("", "kind").expect("a kind");
                (SubjectKind::parse(&kind).expect("a known kind"), row.try_get("", "id").expect("an ID"))
            })
            .collect();
        let ids: Vec<Uuid> = kinds.iter().map(|(_, id)| *id).collect();
        let audiences = visibility::audiences(&db, &ids).await.expect("audiences");
        let records = kinds.into_iter().map(|(kind, id)| ((kind, id), audiences[&id].clone())).collect();
        let events = record::check(app.app().store(), app.app().hub().feed()).await;
        let worded = events.iter().filter(|event| event.payload.contains(WORD)).map(|event| event.subject);
        Self { records, worded: worded.collect(), events }
    }

    /// Who the caller is to the policy.
    pub(super) fn actor(&self, app: &TestApp, caller: &Caller) -> Actor {
        let directory = app.app().directory().latest();
        match (&caller.by_key, caller.on_behalf_of) {
            (None, _) => directory.actor(app.person(&caller.name)).expect("active"),
            (Some(key), None) => Actor::Key(key.clone()),
            (Some(key), Some(number)) => {
                directory.actor_through(app.person(number), key.clone()).expect("an employee")
            }
        }
    }

    fn those(&self, of: impl Fn(SubjectKind, Uuid, &Audience) -> bool) -> BTreeSet<String> {
        let all = self.records.iter().filter(|((kind, id), audience)| of(*kind, *id, audience));
        all.map(|((kind, id), _)| text(*kind, *id)).collect()
    }

    /// The records of these kinds that the actor may see.
    pub(super) fn seen(&self, actor: &Actor, of: impl Fn(SubjectKind) -> bool) -> BTreeSet<String> {
        self.those(|kind, _, audience| of(kind) && may_see(actor, audience))
    }

    /// All records of these kinds.
    pub(super) fn ids(&self, of: impl Fn(SubjectKind) -> bool) -> Vec<String> {
        self.those(|kind, _, _| of(kind)).into_iter().collect()
    }

    /// The records that the word stands in and that the actor may see.
    pub(super) fn with_word(&self, actor: &Actor) -> BTreeSet<String> {
        self.those(|_, id, audience| self.worded.contains(&id) && may_see(actor, audience))
    }

    /// The events after `start` that the actor is told: allowed by the audience of their time, and by that of today.
    pub(super) fn told(&self, actor: &Actor, start: &str, app: &TestApp) -> BTreeSet<String> {
        let start = app.app().hub().feed().position(start).expect("a cursor");
        let now = |event: &Envelope| {
            let audience = self.records.get(&(event.subject_kind, event.subject));
            audience.is_some_and(|audience| may_see(actor, audience))
        };
        let told = self.events.iter().filter(|event| event.position > start);
        let told = told.filter(|event| may_see(actor, &event.audience) && now(event));
        let told = told.filter(|event| !event.payload.contains(super::world::LAST));
        told.map(|event| event.id.to_string()).collect()
    }
}

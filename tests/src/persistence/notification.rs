//! What people are told, on both databases: once for each event, folded where it is too much, handed out without gap.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::access::Actor;
use liaison_domain::command::Change;
use liaison_domain::directory::department::DepartmentFact;
use liaison_domain::directory::person::PersonFact;
use liaison_domain::directory::{AccountState, Department, Directory, Person};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{DepartmentId, IdSource as _, NotificationId, PersonId};
use liaison_domain::notice::{NoticeCode, Params};
use liaison_domain::text::{Code, Line};
use liaison_domain::time::Instant;
use liaison_persistence::error::{Conflict, Error};
use liaison_persistence::feed::Feed;
use liaison_persistence::notification::arrival::{self, Place};
use liaison_persistence::notification::{self as stored, Marked, Seen, Told, mark_read};
use liaison_persistence::paging::{Filter, Request, Size};
use liaison_persistence::store::{Statements, Store};
use liaison_persistence::unit_of_work::{Subject, UnitOfWork};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::support::{Db, Thing, at, on_both, origin};

on_both! {
    what_is_told_stands_in_the_inbox_of_one_person;
    nothing_is_told_twice_of_one_event_x18;
    many_reminders_of_an_hour_become_a_digest_x17;
    nodes_that_remind_one_person_at_once_fold_alike;
    a_reader_gets_everything_once_from_any_place;
    channels_read_what_everybody_is_told;
}

/// Two people of one department.
struct Readers {
    people: [PersonId; 2],
    actors: [Actor; 2],
}

async fn readers(db: &Db) -> Readers {
    let department = Department {
        id: DepartmentId::from_uuid(db.ids.next()),
        version: 0,
        code: Code::new("MT").expect("a code"),
        name: Line::new("市场部").expect("a name"),
        short_name: Line::new("市场").expect("a name"),
        parent: None,
        head: None,
        executive: None,
        closed_at: None,
        successor: None,
    };
    let people = [0, 1].map(|number| Person {
        id: PersonId::from_uuid(db.ids.next()),
        version: 0,
        employee_number: Code::new(&format!("MT{number}")).expect("a code"),
        name: Line::new("王明").expect("a name"),
        position: None,
        department: department.id,
        roles: BTreeSet::new(),
        department_roles: BTreeMap::new(),
        state: AccountState::Active,
        locale: None,
        erased_at: None,
    });
    let mut work = db.begin().await;
    let founded = Change::created(department.clone(), vec![DepartmentFact::DepartmentCreated]);
    work.record(&founded).await.expect("records");
    for person in &people {
        let change = Change::created(person.clone(), vec![PersonFact::PersonCreated]);
        work.record(&change).await.expect("records");
    }
    work.commit().await.expect("commits");
    let directory = Directory::new(1, [department], people.clone());
    let ids = people.map(|person| person.id);
    Readers { people: ids, actors: ids.map(|id| directory.actor(id).expect("active")) }
}

fn told(to: PersonId, code: NoticeCode, thing: &Thing, deliver_at: Instant) -> Told {
    Told {
        to,
        fact: 0,
        code,
        params: Params::new(),
        subject: Subject { kind: SubjectKind::Resource, id: thing.id },
        named: None,
        critical: false,
        deliver_at,
    }
}

/// Records a thing that tells this, at that second.
async fn tell(db: &Db, now: i64, make: impl FnOnce(&Thing) -> Vec<Told>) -> (Thing, i64) {
    tell_at(&db.store, db.ids.next(), now, make).await
}

async fn tell_at(store: &Store, id: Uuid, now: i64, make: impl FnOnce(&Thing) -> Vec<Told>) -> (Thing, i64) {
    let mut work = store.begin(origin(None), at(now), &Statements::default()).await.expect("begins");
    let thing = record(&mut work, id, make).await;
    let position = work.commit().await.expect("commits").expect("a position");
    (thing, position)
}

async fn record(work: &mut UnitOfWork, id: Uuid, make: impl FnOnce(&Thing) -> Vec<Told>) -> Thing {
    let made = Thing::made(id, "a");
    work.record(&made).await.expect("records");
    work.tell(made.state.id, made.state.version, make(&made.state)).expect("it was recorded");
    made.state
}

async fn inbox(db: &Db, actor: &Actor, now: i64) -> Vec<Seen> {
    let request = Request { size: Size::first(100).expect("a page"), after: None, before: None };
    let page = stored::page(&db.read(), actor, &Filter::default(), at(now), &request).await.expect("a page");
    page.edges.into_iter().map(|edge| edge.node).collect()
}

fn codes(seen: &[Seen]) -> Vec<NoticeCode> {
    seen.iter().map(|seen| seen.record.code).collect()
}

async fn what_is_told_stands_in_the_inbox_of_one_person(db: &Db) {
    let readers = readers(db).await;
    let [me, other] = readers.people;
    let before = db.statements.count();
    let mut work = db.begin().await;
    record(&mut work, db.ids.next(), |_| Vec::new()).await;
    work.commit().await.expect("commits");
    let silent = db.statements.count() - before;
    let mut work = db.begin().await;
    let thing = record(&mut work, db.ids.next(), |thing| {
        let soon = told(me, NoticeCode::RequestAgreed, thing, at(0));
        vec![
            soon,
            told(me, NoticeCode::RequestConfirmed, thing, at(60)),
            told(other, NoticeCode::RequestClosed, thing, at(0)),
        ]
    })
    .await;
    work.commit().await.expect("commits");
    assert_eq!(db.statements.count() - before, 2 * silent + 1, "one statement for all that a unit tells");

    let mine = inbox(db, &readers.actors[0], 0).await;
    assert_eq!(codes(&mine), [NoticeCode::RequestAgreed], "what waits is not there yet");
    let record = &mine[0].record;
    assert_eq!((record.person, record.created_at, record.deliver_at), (me, at(0), at(0)));
    assert_eq!(record.subject, Some(Subject { kind: SubjectKind::Resource, id: thing.id }));
    assert!(mine[0].visible && mine[0].name.is_none());
    let later = inbox(db, &readers.actors[0], 60).await;
    assert_eq!(codes(&later), [NoticeCode::RequestConfirmed, NoticeCode::RequestAgreed], "newest first");
    assert_eq!(codes(&inbox(db, &readers.actors[1], 60).await), [NoticeCode::RequestClosed]);
    assert!(inbox(db, &Actor::Server, 60).await.is_empty(), "the server has no inbox");

    let unread =
        async |now| stored::unread(&db.read(), &readers.actors[0], at(now), 10).await.expect("counts").value;
    assert_eq!((unread(0).await, unread(60).await), (1, 2));
    let mark = async |person, which, now| {
        let mut work = db.store.begin(origin(None), at(now), &db.statements).await.expect("begins");
        let marked = mark_read(&mut work, person, &which).await.expect("marks");
        work.commit().await.expect("commits");
        marked
    };
    let ids: Vec<NotificationId> = later.iter().map(|seen| seen.record.id).collect();
    assert_eq!(mark(other, Marked::These(ids.clone()), 60).await, 0, "of others' nothing is changed");
    assert_eq!(mark(other, Marked::UpTo(ids[0]), 60).await, 0);
    assert_eq!(mark(me, Marked::These(ids.clone()), 30).await, 1, "what waits cannot have been read");
    assert_eq!(mark(me, Marked::UpTo(ids[1]), 60).await, 0);
    assert_eq!(mark(me, Marked::UpTo(ids[0]), 60).await, 1);
    assert_eq!(mark(me, Marked::UpTo(ids[0]), 60).await, 0, "once");
    assert_eq!(unread(60).await, 0);
}

async fn nothing_is_told_twice_of_one_event_x18(db: &Db) {
    let readers = readers(db).await;
    let mut work = db.begin().await;
    record(&mut work, db.ids.next(), |thing| {
        let once = told(readers.people[0], NoticeCode::RequestAgreed, thing, at(0));
        vec![once.clone(), once]
    })
    .await;
    let refused = work.commit().await.expect_err("the same twice");
    assert!(matches!(refused, Error::Conflict(Conflict::Duplicate { .. })), "{refused:?}");
    let mut work = db.begin().await;
    let thing = record(&mut work, db.ids.next(), |_| Vec::new()).await;
    let stray = told(readers.people[0], NoticeCode::RequestAgreed, &thing, at(0));
    let refused = work.tell(thing.id, thing.version + 1, vec![stray]);
    assert!(matches!(refused, Err(Error::Corrupt { .. })), "nothing is told of what was not recorded");
}

fn reminders(me: PersonId, deliver_at: i64) -> impl FnOnce(&Thing) -> Vec<Told> {
    move |thing| vec![told(me, NoticeCode::DeadlineNear, thing, at(deliver_at))]
}

async fn items(db: &Db, actor: &Actor, digest: NotificationId, now: i64) -> Vec<NotificationId> {
    let request = Request { size: Size::first(100).expect("a page"), after: None, before: None };
    let pages =
        stored::pages_of_digests(&db.read(), actor, &[digest], at(now), &request).await.expect("pages");
    pages[&digest].edges.iter().map(|edge| edge.node.record.id).collect()
}

async fn many_reminders_of_an_hour_become_a_digest_x17(db: &Db) {
    let readers = readers(db).await;
    let ([me, other], [actor, _]) = (readers.people, &readers.actors);
    for minute in 0..10 {
        tell(db, minute * 60, reminders(me, minute * 60)).await;
    }
    tell(db, 0, reminders(other, 0)).await;
    tell(db, 60, |thing| vec![told(me, NoticeCode::RequestAgreed, thing, at(60))]).await;
    assert_eq!(inbox(db, actor, 3_600).await.len(), 11, "ten stand by themselves");
    let single: Vec<_> = inbox(db, actor, 3_600).await.into_iter().map(|seen| seen.record.id).collect();

    tell(db, 700, reminders(me, 700)).await;
    let folded = inbox(db, actor, 3_600).await;
    assert_eq!(codes(&folded), [NoticeCode::ReminderDigest, NoticeCode::RequestAgreed]);
    let digest = folded[0].record.id;
    let under = items(db, actor, digest, 3_600).await;
    assert_eq!(under.len(), 11);
    assert!(
        single.iter().filter(|id| **id != folded[1].record.id).all(|id| under.contains(id)),
        "nothing is lost"
    );
    let still = stored::by_ids(&db.read(), actor, &single, at(3_600)).await.expect("reads");
    assert_eq!(still.len(), 11, "folded ones are read by ID");

    // The hour after it goes under it, what is critical does not, the hour after that begins anew.
    tell(db, 4_000, reminders(me, 4_000)).await;
    let critical =
        |thing: &Thing| vec![Told { critical: true, ..told(me, NoticeCode::DeadlineNear, thing, at(4_100)) }];
    tell(db, 4_100, critical).await;
    tell(db, 4_300, reminders(me, 4_300)).await;
    let codes = codes(&inbox(db, actor, 9_000).await);
    let [near, digest_code, agreed] =
        [NoticeCode::DeadlineNear, NoticeCode::ReminderDigest, NoticeCode::RequestAgreed];
    assert_eq!(codes, [near, near, digest_code, agreed]);
    assert_eq!(items(db, actor, digest, 9_000).await.len(), 12);
    let count = stored::counts_of_digests(&db.read(), actor, &[digest], at(9_000), 10).await.expect("counts");
    assert_eq!((count[&digest].value, count[&digest].exact), (10, false));
    assert!(items(db, &readers.actors[1], digest, 9_000).await.is_empty(), "of others' nothing is seen");

    // All at once, in one unit: its own rows are folded as they are written. Reading the digest reads its reminders.
    let mut work = db.store.begin(origin(None), at(30_000), &db.statements).await.expect("begins");
    for _ in 0..30 {
        record(&mut work, db.ids.next(), reminders(me, 30_000)).await;
    }
    work.commit().await.expect("commits");
    let newest = inbox(db, actor, 30_000).await;
    assert_eq!(newest[0].record.code, NoticeCode::ReminderDigest);
    assert_eq!(items(db, actor, newest[0].record.id, 30_000).await.len(), 30);
    let mut work = db.store.begin(origin(None), at(30_000), &db.statements).await.expect("begins");
    let marked = mark_read(&mut work, me, &Marked::These(vec![newest[0].record.id])).await.expect("marks");
    work.commit().await.expect("commits");
    assert_eq!(marked, 31, "the digest and what is under it");
}

async fn nodes_that_remind_one_person_at_once_fold_alike(db: &Db) {
    let readers = readers(db).await;
    let me = readers.people[0];
    let nodes = [db.node().await, db.node().await];
    let writing = (0..30).map(|number| {
        let (store, id) = (&nodes[number % 2], db.ids.next());
        async move {
            store
                .transact(|| async {
                    let mut work = store.begin(origin(None), at(0), &Statements::default()).await?;
                    record(&mut work, id, reminders(me, 0)).await;
                    work.commit().await
                })
                .await
                .expect("commits")
        }
    });
    futures_util::future::join_all(writing).await;
    let found = inbox(db, &readers.actors[0], 0).await;
    assert_eq!(codes(&found), [NoticeCode::ReminderDigest], "one digest");
    assert_eq!(items(db, &readers.actors[0], found[0].record.id, 0).await.len(), 30, "nothing is lost");
    for node in nodes {
        node.close().await.expect("closes");
    }
}

/// Whatever the order in which positions and clocks move on, with whatever breaks between.
async fn a_reader_gets_everything_once_from_any_place(db: &Db) {
    let readers = readers(db).await;
    let ([me, other], [actor, _]) = (readers.people, &readers.actors);
    let feed = Feed::open(&db.store).await.expect("opens");
    let mut runner = TestRunner::deterministic();
    let start = db.number("SELECT max(position) AS number FROM event").await;
    let delays = proptest::collection::vec(0_i64..40, 60);
    let delays = delays.new_tree(&mut runner).expect("a list").current();
    let (mut positions, mut expected) = (vec![start], BTreeSet::new());
    for delay in &delays {
        // Many are due at the same instant, and one event may tell two things.
        let due = at(delay / 4 * 4);
        let (_, position) = tell(db, 0, |thing| {
            vec![
                told(me, NoticeCode::RequestAgreed, thing, due),
                told(other, NoticeCode::RequestAgreed, thing, due),
                told(me, NoticeCode::RequestConfirmed, thing, at(0)),
            ]
        })
        .await;
        positions.push(position);
    }
    for seen in inbox(db, actor, 100).await.into_iter().chain(rest(db, actor, 100).await) {
        expected.insert(seen.record.id);
    }
    assert_eq!(expected.len(), 120);
    let steps = proptest::collection::vec((0_usize..=60, 0_i64..=40, 1_usize..7), 25);
    for _ in 0..8 {
        let mut steps = steps.new_tree(&mut runner).expect("a list").current();
        steps.push((60, 100, 7));
        let (mut place, mut until, mut got) =
            (Place::at(start, at(-1)), Place::at(start, at(-1)), Vec::new());
        for (index, second, limit) in steps {
            until = until.forward(Place::at(positions[index], at(second)));
            loop {
                // As a client that lost its stream after any message.
                place = Place::read(&place.cursor(&feed), &feed, &db.read()).await.expect("our own cursor");
                let found = arrival::arrived(&db.read(), actor, place, until, limit).await.expect("reads");
                let Some((_, last)) = found.last() else { break };
                place = *last;
                got.extend(found.iter().map(|(seen, _)| seen.record.id));
            }
            place = until;
        }
        assert_eq!(got.len(), 120, "each once");
        assert_eq!(got.into_iter().collect::<BTreeSet<_>>(), expected);
    }
    // A place of the feed alone is what had come when its event was committed.
    let place =
        Place::read(&feed.cursor(positions[30]).to_string(), &feed, &db.read()).await.expect("a cursor");
    assert_eq!(place, Place::at(positions[30], at(0)));
    assert!(Place::read("nonsense", &feed, &db.read()).await.is_err());
    assert!(Place::read(&format!("{}.AA", feed.cursor(1)), &feed, &db.read()).await.is_err());
}

/// What lies behind the first page.
async fn rest(db: &Db, actor: &Actor, now: i64) -> Vec<Seen> {
    let size = Size::first(100).expect("a page");
    let first = Request { size, after: None, before: None };
    let page = stored::page(&db.read(), actor, &Filter::default(), at(now), &first).await.expect("a page");
    let after = page.edges.last().map(|edge| edge.cursor.clone());
    let next = Request { size, after, before: None };
    let page = stored::page(&db.read(), actor, &Filter::default(), at(now), &next).await.expect("a page");
    page.edges.into_iter().map(|edge| edge.node).collect()
}

/// A channel outside reads by place what everybody is told, with all that a message needs; a node knows whom to wake.
async fn channels_read_what_everybody_is_told(db: &Db) {
    let readers = readers(db).await;
    let [me, other] = readers.people;
    let (_, start) = tell(db, 0, |_| Vec::new()).await;
    let (thing, first) = tell(db, 10, |thing| vec![told(me, NoticeCode::RequestAgreed, thing, at(10))]).await;
    let (_, second) = tell(db, 20, |thing| vec![told(other, NoticeCode::RequestClosed, thing, at(50))]).await;
    let (seen, until) = (Place::at(start, at(0)), Place::at(second, at(20)));
    let sent = arrival::outgoing(&db.read(), seen, until, 10).await.expect("reads");
    let [(message, place)] = sent.as_slice() else { panic!("one is due: {sent:?}") };
    assert_eq!(
        (message.record.person, message.record.subject.map(|subject| subject.id)),
        (me, Some(thing.id))
    );
    assert!(message.audience.is_some() && message.name.is_none());
    assert_eq!(place.position(), first);
    let later = arrival::outgoing(&db.read(), until, Place::at(second, at(50)), 10).await.expect("reads");
    assert_eq!(later.iter().map(|(message, _)| message.record.person).collect::<Vec<_>>(), [other]);

    let people = [me, other];
    let stirred =
        async |seen, until| arrival::stirred(&db.read(), &people, seen, until).await.expect("reads");
    assert_eq!(stirred(seen, until).await, [me]);
    assert_eq!(stirred(until, Place::at(second, at(50))).await, [other]);
    assert_eq!(stirred(seen, seen).await, []);
    let alone = arrival::stirred(&db.read(), &[other], seen, until).await.expect("reads");
    assert_eq!(alone, [], "only who is asked for");
    let due = async |after| arrival::next_due(&db.read(), after).await.expect("reads");
    assert_eq!((due(at(10)).await, due(at(50)).await), (Some(at(50)), None));
}

//! Packs, assignments and calendars on both databases: every version is kept, and the picture's version rises with each change.

use liaison_domain::access::Actor;
use liaison_domain::calendar::{
    CalendarChanges, CalendarRecord, CalendarRef, Calendars, SetCalendar, WorkingCalendar,
};
use liaison_domain::command::Context;
use liaison_domain::directory::Directory;
use liaison_domain::pack::{
    AssignPack, AssignmentScope, Pack, PackAssignment, PackRef, ProcessPack, PublishPack,
};
use liaison_domain::policies::Policies;
use liaison_domain::request::kind::RequestKind;
use liaison_domain::text::Text;
use liaison_persistence::{pictures, policies};
use sea_orm::ConnectionTrait as _;

use super::support::{Db, at, on_both};

on_both! {
    nothing_stored_is_what_is_shipped;
    every_version_is_kept;
    a_body_that_does_not_parse_is_named;
    changes_come_one_after_the_other;
}

/// What the server decides in at this second.
struct Desk {
    directory: Directory,
    pack: Pack,
    hours: WorkingCalendar,
    calendars: Calendars,
}

impl Desk {
    fn new() -> Self {
        Self {
            directory: Directory::new(0, Vec::new(), Vec::new()),
            pack: Pack::default(),
            hours: WorkingCalendar::default(),
            calendars: Calendars::default(),
        }
    }

    fn context<'a>(&'a self, db: &'a Db, seconds: i64) -> Context<'a> {
        Context {
            actor: &Actor::Server,
            now: at(seconds),
            ids: &*db.ids,
            directory: &self.directory,
            pack: &self.pack,
            hours: &self.hours,
            calendars: &self.calendars,
        }
    }
}

async fn publish(db: &Db, pack: Pack, seconds: i64) {
    let desk = Desk::new();
    let mut work = db.begin().await;
    let held = policies::load_for_change(&mut work).await.expect("loads");
    let note = Some(Text::new("试行").expect("a note"));
    let change = ProcessPack::publish(&desk.context(db, seconds), held.packs(), PublishPack { pack, note });
    work.record(&change.expect("published")).await.expect("records");
    work.commit().await.expect("commits");
}

async fn set(db: &Db, zone: &str, seconds: i64) {
    let desk = Desk::new();
    let mut work = db.begin().await;
    let held = policies::load_for_change(&mut work).await.expect("loads");
    let changes = CalendarChanges { zone: Some(zone.to_owned()), ..CalendarChanges::default() };
    let input: SetCalendar =
        changes.apply(None, held.calendars(), &desk.directory, at(seconds)).expect("nothing to refuse");
    let change = CalendarRecord::set(&desk.context(db, seconds), held.calendars(), input).expect("set");
    work.record(&change).await.expect("records");
    work.commit().await.expect("commits");
}

async fn assign(db: &Db, scope: AssignmentScope, pack: Option<&str>, seconds: i64) {
    let desk = Desk::new();
    let mut work = db.begin().await;
    let held = policies::load_for_change(&mut work).await.expect("loads");
    let input = AssignPack { scope, pack: pack.map(str::to_owned) };
    let change = PackAssignment::assign(&desk.context(db, seconds), held.packs(), input).expect("assigned");
    work.record(&change).await.expect("records");
    work.commit().await.expect("commits");
}

async fn load(db: &Db) -> Policies {
    policies::load(&db.read()).await.expect("loads")
}

async fn nothing_stored_is_what_is_shipped(db: &Db) {
    let held = load(db).await;
    assert_eq!((held.version(), held.packs().count()), (0, 5));
    assert_eq!(held.packs().organization().name, "default");
    assert_eq!(held.hours().definition().version, 1);
    let versions = pictures::versions(&db.read()).await.expect("reads");
    assert_eq!((versions.directory, versions.policies), (0, 0));
}

async fn every_version_is_kept(db: &Db) {
    let short = Pack { critical_shortcut: false, ..Pack::default() };
    publish(db, short, 1).await;
    publish(db, Pack::default(), 2).await;
    let resources = AssignmentScope { department: None, kind: Some(RequestKind::Resource) };
    assign(db, resources, Some("platform"), 3).await;
    assign(db, resources, Some("register"), 4).await;
    set(db, "Asia/Tokyo", 5).await;
    set(db, "Europe/Berlin", 6).await;
    let held = load(db).await;
    assert_eq!(held.version(), 6, "each change raises it");
    let shortcut = |version| {
        let reference = PackRef { name: "default".to_owned(), version };
        held.packs().version(&reference).map(|pack| pack.critical_shortcut)
    };
    assert_eq!([1, 2, 3, 4].map(shortcut), [Some(true), Some(false), Some(true), None]);
    let newest = held.packs().newest("default").expect("there is one");
    let published = newest.published.as_ref().expect("it was published");
    assert_eq!((newest.version, published.at, published.by), (2, at(2), None));
    assert_eq!(published.note.as_ref().map(Text::as_str), Some("试行"));
    let assigned = held.packs().assignment(resources).expect("there is one");
    assert_eq!(
        (assigned.version, assigned.pack.as_deref(), assigned.assigned_at),
        (2, Some("register"), at(4))
    );
    let zone = |version| {
        let calendar = held.calendars().version(CalendarRef { department: None, version })?;
        Some(calendar.definition().zone.clone())
    };
    let zones = [1, 2, 3, 4].map(zone);
    assert_eq!(
        zones.each_ref().map(Option::as_deref),
        [Some("Asia/Shanghai"), Some("Asia/Tokyo"), Some("Europe/Berlin"), None]
    );
    assert_eq!(held.calendars().at(&[], at(5)).reference().version, 2, "what held then");
}

async fn a_body_that_does_not_parse_is_named(db: &Db) {
    publish(db, Pack { rated: true, critical_shortcut: false, ..Pack::default() }, 1).await;
    let broken = "UPDATE process_pack_version SET body = '{}'";
    let raw = sea_orm::Database::connect(&db.url).await.expect("connects");
    raw.execute_unprepared(broken).await.expect("breaks it");
    raw.close().await.expect("closes");
    let error = policies::load(&db.read()).await.expect_err("corrupt");
    let told = format!("{error:?}");
    assert!(told.contains("process_pack_version") && told.contains("body"), "{told}");
}

/// Two publications at once are two versions, none lost.
async fn changes_come_one_after_the_other(db: &Db) {
    let pack = |name: &str| Pack { name: name.to_owned(), ..Pack::default() };
    let edited = |on| Pack { executive_amount: Some(on), ..pack("sales") };
    tokio::join!(publish(db, edited(1), 1), publish(db, edited(2), 1), publish(db, edited(3), 1));
    let held = load(db).await;
    let mut amounts: Vec<_> = held.packs().versions("sales").map(|one| one.pack.executive_amount).collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [Some(1), Some(2), Some(3)]);
    assert_eq!(held.version(), 3);
}

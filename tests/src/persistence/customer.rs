//! Customers as rows: every step of a life reads back, values are sealed beside their contacts, lists hide what filters may not
//! tell, and a page of interactions costs the same however many there are.

use std::time::{Duration, Instant as Watch};

use liaison_domain::command::{Aggregate as _, Context};
use liaison_domain::customer::contact::{ContactPatch, NewContact};
use liaison_domain::customer::interaction::{Channel, NewInteraction, Recorded};
use liaison_domain::customer::masking::Masker;
use liaison_domain::customer::personal::{PersonName, Phone};
use liaison_domain::customer::{
    Contact, Customer, CustomerPatch, CustomerState, HandOver, Interaction, NewCustomer,
};
use liaison_domain::ids::{CustomerId, PersonId};
use liaison_domain::patch::Patch;
use liaison_domain::task::NewDue;
use liaison_domain::text::Line;
use liaison_persistence::customer::{
    self as stored, CustomerField, CustomerLeaf, CustomerOrder, contact, interaction,
};
use liaison_persistence::paging::{Direction, Filter, Request, Scalar, Size, Test};
use liaison_persistence::sealed;
use sea_orm::{ConnectionTrait as _, Statement};

use super::request::company::{Company, text};
use super::support::{Db, Kind, at, on_both};
use crate::scale;

on_both! {
    every_step_of_a_life_reads_back;
    values_lie_beside_their_contacts;
    lists_hide_what_lies_behind_the_card;
    a_page_of_interactions_costs_the_same_for_any_number;
}

fn line<const MAX: usize>(raw: &str) -> Line<MAX> {
    Line::new(raw).expect("a line")
}

fn new(name: &str, tags: &[&str]) -> NewCustomer {
    NewCustomer {
        id: None,
        name: line(name),
        industry: Some(line("电子制造")),
        level: None,
        owner: None,
        department: None,
        tags: tags.iter().map(|tag| line(tag)).collect(),
    }
}

fn said(next: Option<NewDue>) -> NewInteraction {
    NewInteraction {
        id: None,
        at: None,
        channel: Channel::Online,
        subject: line("新产品采购咨询"),
        wants: Some(text("询问产品交付周期")),
        measures: Vec::new(),
        follow_up_by: None,
        plan: None,
        next_contact: next,
        confirm_masked: false,
    }
}

/// What `decide` answers as this person, and the customer it leaves, written and read back.
async fn does(
    db: &Db,
    company: &Company,
    who: PersonId,
    decide: impl FnOnce(&Context<'_>) -> liaison_domain::command::Change<Customer>,
) -> Customer {
    let actor = company.actor(who);
    let change = decide(&company.context(&actor, db.ids.as_ref(), at(0)));
    let mut work = db.begin().await;
    work.record(&change).await.expect("records");
    work.commit().await.expect("commits");
    let mut work = db.begin().await;
    let found = stored::find_for_change(&mut work, change.state.record().id).await.expect("reads");
    let found = found.expect("it is there");
    assert_eq!(found, change.state);
    found
}

async fn customer(db: &Db, company: &Company, name: &str, tags: &[&str]) -> Customer {
    does(db, company, company.members[0], |ctx| {
        Customer::create(ctx, new(name, tags), false).expect("created")
    })
    .await
}

async fn every_step_of_a_life_reads_back(db: &Db) {
    let company = Company::found(db).await;
    let [owner, other, _] = company.members;
    let mut now = customer(db, &company, "ABC科技有限公司", &["重点", "华东"]).await;
    let patch = CustomerPatch {
        tags: Patch::Set(vec![line("华东"), line("新")]),
        level: Patch::Set(line("A")),
        industry: Patch::Clear,
        ..CustomerPatch::default()
    };
    now = does(db, &company, owner, |ctx| now.update(ctx, patch, false).expect("updated")).await;
    let tags = db.number("SELECT count(*) AS number FROM customer_tag").await;
    assert_eq!(tags, 2);
    let next = Some(NewDue::On("2024-05-12".parse().expect("a date")));
    let actor = company.actor(owner);
    let recorded = {
        let ctx = company.context(&actor, db.ids.as_ref(), at(0));
        Interaction::record_with(&ctx, &now, &Masker::default(), said(next)).expect("recorded")
    };
    let Recorded { interaction: change, customer: contacted } = recorded;
    let mut work = db.begin().await;
    work.record(&change).await.expect("records");
    work.record(&contacted).await.expect("records");
    work.commit().await.expect("commits");
    let id = change.state.record().id;
    let found = interaction::by_ids(&db.read(), &actor, &[id]).await.expect("reads");
    assert_eq!(found.get(&id), Some(change.state.record()));
    now = contacted.state;
    let over = HandOver { owner: other, department: None, reason: text("转岗") };
    now = does(db, &company, owner, |ctx| now.hand_over(ctx, over).expect("handed over")).await;
    let found = interaction::by_ids(&db.read(), &actor, &[id]).await.expect("reads");
    assert!(found.is_empty(), "the former owner's department sees it no more");
    assert_eq!(stored::of_owner(&db.read(), other).await.expect("reads"), [now.record().id]);
    let archived = CustomerPatch { state: Patch::Set(CustomerState::Archived), ..CustomerPatch::default() };
    does(db, &company, other, |ctx| now.update(ctx, archived, false).expect("archived")).await;
    assert!(stored::of_owner(&db.read(), other).await.expect("reads").is_empty());
    let name = line("ABC科技有限公司");
    assert!(stored::taken(&db.read(), &name, None).await.expect("reads"));
    assert!(!stored::taken(&db.read(), &name, Some(now.record().id)).await.expect("reads"));
    assert_eq!(stored::of_department(&db.read(), company.departments[1]).await.expect("reads").len(), 1);
}

/// Values that are still there, those of people among them.
const KEPT: &str = "SELECT count(*) AS number FROM sealed_value WHERE value IS NOT NULL";

async fn values_lie_beside_their_contacts(db: &Db) {
    let company = Company::found(db).await;
    let customer = customer(db, &company, "ABC科技有限公司", &[]).await;
    let actor = company.actor(company.members[0]);
    let new = NewContact {
        id: None,
        name: PersonName::new("周琦").expect("a name"),
        title: None,
        phone: Some(Phone::new("13800138000").expect("a number")),
        mail: None,
        handles: Vec::new(),
    };
    let added = {
        let ctx = company.context(&actor, db.ids.as_ref(), at(0));
        Contact::add(&ctx, &customer, 0, &new).expect("added")
    };
    let id = added.state.record().id;
    let before = db.number(KEPT).await;
    let mut work = db.begin().await;
    work.record(&added).await.expect("records");
    work.commit().await.expect("commits");
    let read =
        async || contact::by_ids(&db.read(), &actor, &[id]).await.expect("reads").remove(&id).expect("there");
    let found = read().await;
    assert_eq!((found.record(), found.shown()), (added.state.record(), added.state.shown()));
    let stranger = company.actor(company.members[1]);
    assert!(contact::by_ids(&db.read(), &stranger, &[id]).await.expect("reads").is_empty());
    assert!(
        contact::of_customers(&db.read(), &stranger, &[customer.record().id])
            .await
            .expect("reads")
            .is_empty()
    );
    let phone = ContactPatch {
        phone: Patch::Set(Phone::new("13900139000").expect("a number")),
        ..ContactPatch::default()
    };
    let updated = found.update(&company.context(&actor, db.ids.as_ref(), at(5)), phone).expect("updated");
    let mut work = db.begin().await;
    work.record(&updated).await.expect("records");
    work.commit().await.expect("commits");
    assert_eq!(read().await.shown().phone.as_deref(), Some("13900139000"));
    let former = found.record().values.phone.as_ref().expect("sealed").id;
    assert!(
        sealed::by_ids(&db.read(), &[former]).await.expect("reads").is_empty(),
        "what was replaced is erased"
    );
    let erased_at = db.number("SELECT max(erased_at) AS number FROM sealed_value").await;
    assert_eq!(erased_at, at(5).micros());
    let head = company.actor(company.heads[0]);
    let erased =
        read().await.erase(&company.context(&head, db.ids.as_ref(), at(9)), text("要求")).expect("erased");
    let mut work = db.begin().await;
    work.record(&erased).await.expect("records");
    work.commit().await.expect("commits");
    assert_eq!(db.number(KEPT).await, before, "what is left is the people's");
    assert!(read().await.shown().name.is_none());
    assert!(contact::listed(&db.read(), customer.circle()).await.expect("reads").is_empty());
}

async fn lists_hide_what_lies_behind_the_card(db: &Db) {
    let company = Company::found(db).await;
    for (name, tags) in [("赵氏", &["重点"][..]), ("李记", &[]), ("Adam", &["重点"])] {
        customer(db, &company, name, tags).await;
    }
    let [member, stranger, _] = company.members.map(|person| company.actor(person));
    let tagged = || Filter::Leaf(CustomerLeaf::Tag(Test::Eq(Scalar::Text("重点".to_owned()))));
    let none = || Filter::Leaf(CustomerLeaf::NextContactAt(Test::IsNull(true)));
    let named = || {
        let test = Test::Contains("ada".to_owned());
        Filter::Leaf(CustomerLeaf::Field(CustomerField::Name, test))
    };
    let page = Request { size: Size::first(10).expect("a page"), after: None, before: None };
    for (actor, filter, expected) in [
        (&member, Filter::default(), "Adam 李记 赵氏"),
        (&stranger, Filter::default(), "Adam 李记 赵氏"),
        (&member, tagged(), "Adam 赵氏"),
        (&stranger, tagged(), ""),
        (&stranger, Filter::Not(Box::new(tagged())), "Adam 李记 赵氏"),
        (&stranger, none(), "Adam 李记 赵氏"),
        (&stranger, named(), "Adam"),
    ] {
        let order = CustomerOrder::Name(Direction::Ascending);
        let found = stored::page(&db.read(), actor, &filter, order, &page).await.expect("a page");
        let names: Vec<_> = found.edges.iter().map(|edge| edge.node.name.to_string()).collect();
        assert_eq!(names.join(" "), expected, "{filter:?}");
        let count = stored::count(&db.read(), actor, &filter, 100).await.expect("counts");
        assert_eq!(usize::try_from(count.value).expect("few"), names.len(), "{filter:?}");
    }
}

/// Rows of the plainest kind, as many as `record` would write in an hour.
async fn fill(db: &Db, customer: CustomerId, count: usize) {
    let (id, bytes) = match db.kind {
        Kind::Sqlite => ("unhex(printf('%032x', n))", format!("unhex('{}')", customer.uuid().simple())),
        Kind::Postgres => ("lpad(to_hex(n), 32, '0')::uuid", format!("'{}'::uuid", customer.uuid())),
    };
    let numbers = format!(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
    );
    let truth = if db.kind == Kind::Sqlite { "0" } else { "FALSE" };
    let body = r#"{"form":1,"measures":[]}"#;
    let work = db.begin().await;
    for sql in [
        format!(
            "{numbers} INSERT INTO subject (id, kind, version, digest, audience_of, reach, escalated) SELECT {id}, 'INTERACTION', 1, '', {bytes}, 'PRIVATE', {truth} FROM numbers"
        ),
        format!(
            "{numbers} INSERT INTO interaction (id, version, customer, occurred_at, channel, subject, recorded_at, body) SELECT {id}, 1, {bytes}, n, 'PHONE', '咨询', n, '{body}' FROM numbers"
        ),
        "ANALYZE".to_owned(),
    ] {
        let statement = Statement::from_string(work.db().get_database_backend(), sql);
        work.db().execute_raw(statement).await.expect("the database takes it");
    }
    work.commit().await.expect("commits");
}

/// The time that the quickest of some attempts takes: the others were disturbed.
async fn quickest(attempt: impl AsyncFn() -> usize) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..7 {
        let watch = Watch::now();
        assert_eq!(attempt().await, 25);
        best = best.min(watch.elapsed());
    }
    best
}

/// From both ends and from the middle, alone and below the customer: no dearer than the same page of a few.
async fn a_page_of_interactions_costs_the_same_for_any_number(db: &Db) {
    let company = Company::found(db).await;
    let (few, many) = (customer(db, &company, "少", &[]).await, customer(db, &company, "多", &[]).await);
    let actor = company.actor(company.members[0]);
    for number in 0..30 {
        let ctx = company.context(&actor, db.ids.as_ref(), at(number));
        let recorded =
            Interaction::record_with(&ctx, &few, &Masker::default(), said(None)).expect("recorded");
        let mut work = db.begin().await;
        work.record(&recorded.interaction).await.expect("records");
        work.commit().await.expect("commits");
    }
    let count = scale::INTERACTIONS.get();
    fill(db, many.record().id, count).await;
    let of = |customer: &Customer| {
        let id = Scalar::Id(customer.uuid());
        Filter::Leaf(interaction::InteractionLeaf::Field(
            interaction::InteractionField::Customer,
            Test::Eq(id),
        ))
    };
    let newest = Direction::Descending;
    let size = Size::first(25).expect("a page");
    let start = Request { size, after: None, before: None };
    let everything = async |customer: &Customer, page: &Request| {
        interaction::page(&db.read(), &actor, &of(customer), newest, page).await.expect("a page")
    };
    let below = async |customer: &Customer, beside: &[CustomerId], page: &Request| {
        let (db, id) = (db.read(), customer.record().id);
        let (ids, all) = ([beside, &[id]].concat(), Filter::default());
        let pages = interaction::pages_of_customers(&db, &actor, &ids, &all, newest, page).await;
        let pages = pages.expect("pages");
        assert!(pages.values().all(|page| page.edges.len() == 25));
        pages[&id].edges.len()
    };
    let base = quickest(async || everything(&few, &start).await.edges.len()).await;
    let last = Request { size: Size::last(25).expect("a page"), after: None, before: None };
    let first = everything(&many, &start).await;
    let mut place = first.edges.last().expect("a row").cursor.clone();
    for _ in 0..3 {
        let next = Request { size: Size::first(100).expect("a page"), after: Some(place), before: None };
        let page = everything(&many, &next).await;
        place = page.edges.last().map(|edge| edge.cursor.clone()).expect("a row");
    }
    let middle = Request { size, after: Some(place), before: None };
    for (what, page) in [("newest", &start), ("oldest", &last), ("further on", &middle)] {
        let alone = quickest(async || everything(&many, page).await.edges.len()).await;
        println!("{what} of {count}: {alone:?}, of 30: {base:?}");
        assert!(alone < base * 8 + Duration::from_millis(8), "{what}: {alone:?} of {count}, {base:?} of 30");
    }
    for beside in [&[][..], &[few.record().id][..]] {
        let under = quickest(async || below(&many, beside, &start).await).await;
        println!("below the customer, with {} beside it: {under:?}", beside.len());
        assert!(under < base * 8 + Duration::from_millis(8), "below its customer: {under:?}, {base:?} of 30");
    }
}

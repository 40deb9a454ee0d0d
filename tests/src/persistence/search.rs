//! Search as rows: both databases find what the domain's rule says, whoever sees little of much finds it as fast as whoever sees
//! much, and what is made anew is what was there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant as Watch};

use liaison_domain::access::Actor;
use liaison_domain::customer::personal::PersonName;
use liaison_domain::customer::{Contact, Customer, NewCustomer, contact::NewContact};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::SealedId;
use liaison_domain::search::{KINDS, Query, Searchable};
use liaison_domain::text::Line;
use liaison_persistence::paging::{Request, Size};
use liaison_persistence::search::{self as stored, Hit, Search};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use super::request::company::Company;
use super::support::{Db, Kind, at, on_both};
use crate::scale;

on_both! {
    random_texts_are_found_by_the_rule;
    words_are_found_among_many_by_whoever_sees_much_or_little;
    what_is_made_anew_is_what_was_there;
}

fn search(query: &str, kinds: &[SubjectKind]) -> Search {
    Search::new(Query::read(query).expect("something to look for"), kinds.iter().copied())
}

fn first(rows: u32, after: Option<String>) -> Request {
    Request { size: Size::first(rows).expect("a page"), after, before: None }
}

async fn run(db: &Db, sql: &str) {
    let work = db.begin().await;
    let statement = Statement::from_string(work.db().get_database_backend(), sql);
    work.db().execute_raw(statement).await.expect("the database takes it");
    work.commit().await.expect("commits");
}

async fn customer(db: &Db, company: &Company, name: &str) -> Customer {
    let actor = company.actor(company.members[0]);
    let new = NewCustomer {
        id: None,
        name: Line::new(name).expect("a line"),
        industry: None,
        level: None,
        owner: None,
        department: None,
        tags: Vec::new(),
    };
    let change =
        Customer::create(&company.context(&actor, db.ids.as_ref(), at(0)), new, false).expect("created");
    let mut work = db.begin().await;
    work.record(&change).await.expect("records");
    work.commit().await.expect("commits");
    change.state
}

/// Every hit, page by page from the start; the same backwards, and as many as are counted.
async fn all(db: &Db, actor: &Actor, search: &Search) -> Vec<Hit> {
    let (mut hits, mut after) = (Vec::new(), None);
    loop {
        let page = stored::page(&db.read(), actor, search, &first(7, after)).await.expect("a page");
        after = page.edges.last().map(|edge| edge.cursor.clone());
        hits.extend(page.edges.into_iter().map(|edge| edge.node));
        if !page.has_next {
            break;
        }
    }
    let last = Request { size: Size::last(5).expect("a page"), after: None, before: None };
    let last = stored::page(&db.read(), actor, search, &last).await.expect("a page");
    let last: Vec<Hit> = last.edges.into_iter().map(|edge| edge.node).collect();
    assert_eq!(last, hits[hits.len().saturating_sub(5)..], "the same from the end");
    let count = stored::count(&db.read(), actor, search, 10_000).await.expect("counts");
    assert_eq!((usize::try_from(count.value).expect("few"), count.exact), (hits.len(), true));
    hits
}

/// Han, letters, digits, full-width forms and signs of both query languages, as few different ones as make matches likely.
fn mixed(random: &mut StdRng, most: usize) -> String {
    let letters: Vec<char> = "需求需求产品单aAbq3３Ｑé-.·，\"'*:&|!()\\ カ".chars().collect();
    (0..random.random_range(1..=most)).map(|_| *letters.choose(random).expect("there are some")).collect()
}

/// Both databases are held against the same rule, so they find the same.
async fn random_texts_are_found_by_the_rule(db: &Db) {
    let company = Company::found(db).await;
    let mut random = StdRng::seed_from_u64(scale::seed());
    let mut customers = Vec::new();
    for number in 0..scale::SEARCHED_TEXTS.get() {
        let name = format!("{number:05} {}", mixed(&mut random, 12));
        customers.push((customer(db, &company, name.trim()).await, name));
    }
    customers.reverse();
    let stranger = company.actor(company.members[1]);
    let mut found = 0;
    for _ in 0..scale::SEARCH_QUERIES.get() {
        let text = mixed(&mut random, 5);
        let Ok(query) = Query::read(&text) else { continue };
        let searched = Search::new(query.clone(), KINDS);
        let hits: Vec<Uuid> = all(db, &stranger, &searched).await.into_iter().map(|hit| hit.id).collect();
        let matching =
            customers.iter().filter(|(_, name)| query.finds(&Searchable::of([name.as_str()]).tokens()));
        let expected: Vec<Uuid> = matching.map(|(customer, _)| customer.record().id.uuid()).collect();
        assert_eq!(hits, expected, "{text:?}");
        found += hits.len();
    }
    assert!(found > 0, "something is found at all");
}

/// Rows that are written at once, within the time that a statement may take.
const ROWS: usize = 5_000;

/// How many records there are for each word: 项目 stands in all, 一成 in every tenth, 稀有 in every thousandth, a code in one. The
/// newest half is of another kind.
async fn fill(db: &Db, company: &Company, count: usize) {
    let id = match db.kind {
        Kind::Sqlite => "unhex(printf('%032x', n))",
        Kind::Postgres => "lpad(to_hex(n), 32, '0')::uuid",
    };
    let [_, crowd, few] = company.departments.map(|department| bytes(db, department.uuid()));
    let truth = if db.kind == Kind::Sqlite { "0" } else { "FALSE" };
    let kind = format!("CASE WHEN n > {} THEN 'TASK' ELSE 'REQUEST' END", count / 2);
    let filler =
        (1..=30).map(|i| format!("'t' || ((n * {i}) % 3001)")).collect::<Vec<_>>().join(" || ' ' || ");
    let words = format!(
        "'项目 目 xt' || n || CASE WHEN n % 10 = 0 THEN ' 一成' ELSE '' END || CASE WHEN n % 1000 = 0 THEN ' 稀有' ELSE '' END
         || ' ' || {filler} || ' \u{E000}' || lower({kind})"
    );
    let tokens = match db.kind {
        Kind::Sqlite => format!("' ' || {words} || ' '"),
        Kind::Postgres => format!("array_to_tsvector(string_to_array({words}, ' '))"),
    };
    for from in (1..=count).step_by(ROWS) {
        let until = count.min(from + ROWS - 1);
        let numbers = format!(
            "WITH RECURSIVE numbers(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM numbers WHERE n < {until})"
        );
        for insert in [
            format!(
                "subject (id, kind, version, digest, audience_of, reach, escalated) SELECT {id}, {kind}, 1, '', {id}, 'DEPARTMENTS', {truth}"
            ),
            format!(
                "visibility_department (subject, department) SELECT {id}, CASE WHEN n % 1000 = 0 THEN {few} ELSE {crowd} END"
            ),
            format!("search_entry (subject, kind, tokens) SELECT {id}, {kind}, {tokens}"),
        ] {
            run(db, &format!("{numbers} INSERT INTO {insert} FROM numbers ORDER BY n")).await;
        }
    }
    // What PostgreSQL does by itself, SQLite where somebody says so.
    run(db, if db.kind == Kind::Postgres { "ANALYZE" } else { "SELECT 1" }).await;
}

/// What the quickest of some searches takes: the others were disturbed.
async fn quickest(db: &Db, actor: &Actor, search: &Search) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..7 {
        let watch = Watch::now();
        stored::page(&db.read(), actor, search, &first(25, None)).await.expect("a page");
        best = best.min(watch.elapsed());
    }
    best
}

/// Longest that a search may take here, where other things run beside it; measured figures are printed.
const GENEROUS: Duration = Duration::from_millis(250);

/// Whether somebody sees the record of this number.
type Sees = fn(usize) -> bool;
/// Whether a word stands in the record of this number, of so many.
type Has = fn(usize, usize) -> bool;

/// Hits that are compared with what is expected: more than two pages.
const PAGED: usize = 60;

/// The first hits, page by page.
async fn newest(db: &Db, actor: &Actor, search: &Search) -> Vec<Uuid> {
    let (mut hits, mut after) = (Vec::new(), None);
    while hits.len() < PAGED {
        let page = stored::page(&db.read(), actor, search, &first(25, after)).await.expect("a page");
        after = page.edges.last().map(|edge| edge.cursor.clone());
        hits.extend(page.edges.into_iter().map(|edge| edge.node.id));
        if !page.has_next {
            break;
        }
    }
    hits.truncate(PAGED);
    hits
}

async fn words_are_found_among_many_by_whoever_sees_much_or_little(db: &Db) {
    let company = Company::found(db).await;
    let count = scale::SEARCHED.get();
    fill(db, &company, count).await;
    let [nobody, crowd, few] = company.members.map(|person| company.actor(person));
    let sees_all = |_: usize| true;
    let readers: [(&str, Actor, Sees); 4] = [
        ("the server", Actor::Server, sees_all),
        ("who sees nearly all", crowd, |n| n % 1000 != 0),
        ("who sees a thousandth", few, |n| n % 1000 == 0),
        ("who sees nothing", nobody, |_| false),
    ];
    let code = format!("xt{}", count / 2);
    let words: [(&str, Has); 5] = [
        ("项目", |_, _| true),
        ("一成", |n, _| n % 10 == 0),
        ("稀有", |n, _| n % 1000 == 0),
        (&code, |n, count| n == count / 2),
        ("没有", |_, _| false),
    ];
    let kinds: [&[SubjectKind]; 2] = [&KINDS, &[SubjectKind::Request]];
    for (who, actor, sees) in &readers {
        for (word, has) in words {
            for kinds in kinds {
                let searched = search(word, kinds);
                let of_kind = |n: usize| kinds.len() > 1 || n <= count / 2;
                let expected = (1..=count).rev().filter(|n| sees(*n) && has(*n, count) && of_kind(*n));
                let expected: Vec<Uuid> = expected.map(|n| Uuid::from_u128(n as u128)).take(PAGED).collect();
                let hits = newest(db, actor, &searched).await;
                assert_eq!(hits, expected, "{word} of {} kinds by {who}", kinds.len());
                let took = quickest(db, actor, &searched).await;
                println!("{word} among {count}, {} kinds, {who}: {took:?}", kinds.len());
                assert!(took < GENEROUS, "{word} by {who}: {took:?}");
            }
        }
        let all = search("项目", &KINDS);
        let counted = stored::count(&db.read(), actor, &all, 1_000).await.expect("counts");
        let seen = (1..=count).filter(|n| sees(*n)).count();
        assert_eq!(usize::try_from(counted.value).expect("few"), seen.min(1_000), "{who}");
        assert_eq!(counted.exact, seen <= 1_000, "{who}");
    }
    // What a department takes part in later is found by it from then on, and by the other no more.
    let [_, crowd, few] = company.departments.map(|department| bytes(db, department.uuid()));
    let swap = format!("department = CASE WHEN department = {few} THEN {crowd} ELSE {few} END");
    let newest = bytes(db, Uuid::from_u128(count as u128 - 9));
    run(db, &format!("UPDATE visibility_department SET {swap} WHERE subject >= {newest}")).await;
    let (_, few, _) = &readers[2];
    let found =
        stored::page(&db.read(), few, &search("项目", &KINDS), &first(3, None)).await.expect("a page");
    let found: Vec<Uuid> = found.edges.iter().map(|edge| edge.node.id).collect();
    let newest = (1..=count).rev().filter(|n| n % 1000 != 0).take(3).map(|n| Uuid::from_u128(n as u128));
    assert_eq!(found, newest.collect::<Vec<_>>());
}

fn bytes(db: &Db, id: Uuid) -> String {
    match db.kind {
        Kind::Sqlite => format!("unhex('{}')", id.simple()),
        Kind::Postgres => format!("'{id}'::uuid"),
    }
}

/// Makes everything anew; in how many steps.
async fn make_anew(db: &Db) -> usize {
    let (mut last, mut steps) = (None, 0);
    while let Some(done) = db.store.reindex(last, &db.statements).await.expect("a step") {
        last = Some(done);
        steps += 1;
    }
    steps
}

/// `liaison reindex`: step by step everything is there as before, in the same order, and nothing that is gone.
async fn what_is_made_anew_is_what_was_there(db: &Db) {
    let company = Company::found(db).await;
    let mut customers = Vec::new();
    for number in 0..210 {
        customers.push(customer(db, &company, &format!("华东客户{number}")).await);
    }
    let owner = company.actor(company.members[0]);
    let added = |name: &str| {
        let new = NewContact {
            id: None,
            name: PersonName::new(name).expect("a name"),
            title: None,
            phone: None,
            mail: None,
            handles: Vec::new(),
        };
        Contact::add(&company.context(&owner, db.ids.as_ref(), at(0)), &customers[0], 0, &new).expect("added")
    };
    let (kept, gone) = (added("周琦"), added("周正"));
    let mut work = db.begin().await;
    work.record(&kept).await.expect("records");
    work.record(&gone).await.expect("records");
    work.commit().await.expect("commits");
    company.submitted(db, company.form("华东推广")).await;
    let sealed: Vec<SealedId> = gone.state.record().values.ids().collect();
    assert_eq!(all(db, &owner, &search("周正", &KINDS)).await.len(), 1);
    db.store.erase_sealed(&sealed, at(5), &db.statements).await.expect("erases");
    assert!(
        all(db, &owner, &search("周正", &KINDS)).await.is_empty(),
        "erased with the value whose words they were"
    );

    let asked = ["华东", "客户", "周琦", "王明", "第1部", "d1", "接口文档", "周正"];
    let mut before = Vec::new();
    for query in asked {
        before.push(all(db, &Actor::Server, &search(query, &KINDS)).await);
    }
    let kinds: BTreeSet<SubjectKind> = before.iter().flatten().map(|hit| hit.kind).collect();
    assert!(kinds.len() >= 5 && before[7].is_empty(), "{kinds:?}");
    for lost in ["", "DELETE FROM search_entry", "DELETE FROM search_sealed"] {
        if !lost.is_empty() {
            run(db, lost).await;
        }
        assert!(make_anew(db).await > 1, "in more than one step");
        for (query, before) in asked.iter().zip(&before) {
            assert_eq!(
                &all(db, &Actor::Server, &search(query, &KINDS)).await,
                before,
                "{query} after {lost:?}"
            );
        }
    }
    let sealed: Vec<SealedId> = kept.state.record().values.ids().collect();
    db.store.erase_sealed(&sealed, at(9), &db.statements).await.expect("erases");
    assert!(
        all(db, &owner, &search("周琦", &KINDS)).await.is_empty(),
        "what was made anew is erased as well"
    );
    let rows = db.number("SELECT count(*) AS number FROM search_sealed").await;
    assert_eq!(rows, 0);
}

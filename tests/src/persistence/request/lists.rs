//! Pages, filters and competing requests; what a list shows is what `may_see` says.

use liaison_domain::access::{self, Actor};
use liaison_domain::command::Aggregate as _;
use liaison_domain::ids::{IdSource as _, ResourceId};
use liaison_domain::patch::Patch;
use liaison_domain::request::Request;
use liaison_domain::request::fill::NeedInput;
use liaison_domain::request::kind::Visibility;
use liaison_domain::resource::ResourceKind;
use liaison_domain::text::{Line, Text};
use liaison_persistence::paging::{self, Direction, Filter, Quantifier, Scalar, Size, Test};
use liaison_persistence::request::{self, PartyField, PartyLeaf, RequestField, RequestLeaf, RequestOrder};

use super::company::Company;
use crate::persistence::support::{Db, on_both};

on_both! {
    a_list_shows_what_may_be_seen;
    filters_reach_fields_labels_and_parties;
    competing_requests_find_each_other;
}

fn first(rows: u32) -> paging::Request {
    paging::Request { size: Size::first(rows).expect("a size"), after: None, before: None }
}

async fn titles(db: &Db, actor: &Actor, filter: Filter<RequestLeaf>, order: RequestOrder) -> Vec<String> {
    let page = request::page(&db.read(), actor, &filter, order, &first(50)).await.expect("a page");
    let count = request::count(&db.read(), actor, &filter, 100).await.expect("a count");
    assert_eq!(count.value, page.edges.len() as u64);
    page.edges.into_iter().map(|edge| edge.node.form.title.to_string()).collect()
}

async fn a_list_shows_what_may_be_seen(db: &Db) {
    let company = Company::found(db).await;
    let mut all: Vec<Request> = vec![company.draft(db, company.form("草稿")).await];
    for (number, visibility) in Visibility::ALL.iter().enumerate() {
        let mut form = company.form(&format!("需求{number}"));
        form.particulars.visibility = Patch::Set(*visibility);
        form.parties.truncate(1);
        form.particulars.watchers = Patch::Set(vec![company.members[2]]);
        if number == 1 {
            form.particulars.watchers = Patch::Keep;
        }
        all.push(company.submitted(db, form).await);
    }
    for person in company.heads.into_iter().chain(company.members) {
        let actor = company.actor(person);
        let order = RequestOrder::CreatedAt(Direction::Ascending);
        let mut shown = titles(db, &actor, Filter::default(), order).await;
        let mut expected: Vec<String> = all
            .iter()
            .filter(|request| access::may_see(&actor, &request.audience()))
            .map(|request| request.form.title.to_string())
            .collect();
        shown.sort();
        expected.sort();
        assert_eq!(shown, expected, "{person}");
    }
}

async fn filters_reach_fields_labels_and_parties(db: &Db) {
    let company = Company::found(db).await;
    for (title, due, tag) in
        [("乙", "2024-05-20", "新品"), ("甲", "2024-05-10", "官网"), ("丙", "2024-06-30", "新品")]
    {
        let mut form = company.form(title);
        form.content.due_on = Patch::Set(due.parse().expect("a date"));
        form.particulars.tags = Patch::Set(vec![Line::new(tag).expect("a tag")]);
        if title == "丙" {
            form.parties.truncate(1);
        }
        company.submitted(db, form).await;
    }
    let actor = company.actor(company.members[0]);
    let by_due = RequestOrder::DueOn(Direction::Descending);
    let tagged = Filter::Leaf(RequestLeaf::Tag(Test::Eq(Scalar::Text("新品".to_owned()))));
    assert_eq!(titles(db, &actor, tagged, by_due).await, ["丙", "乙"]);
    let department = Test::Eq(Scalar::Id(company.departments[2].uuid()));
    let leaf = Filter::Leaf(PartyLeaf::Field(PartyField::Department, department));
    let with = |quantifier| Filter::Leaf(RequestLeaf::Parties(quantifier, leaf.clone()));
    let by_title = RequestOrder::Title(Direction::Ascending);
    assert_eq!(titles(db, &actor, with(Quantifier::Some), by_due).await, ["乙", "甲"]);
    assert_eq!(titles(db, &actor, with(Quantifier::None), by_due).await, ["丙"]);
    let early = Test::Lt(Scalar::Text("2024-06-01".to_owned()));
    let early = Filter::Leaf(RequestLeaf::Field(RequestField::DueOn, early));
    assert_eq!(titles(db, &actor, early, by_title).await, ["甲", "乙"], "jia before yi");
    let mine = Filter::Leaf(RequestLeaf::Involves(company.members[2]));
    assert_eq!(titles(db, &actor, mine, by_title).await, ["甲", "乙"]);
}

/// Resolution 53: the same person in overlapping days, from submission to work.
async fn competing_requests_find_each_other(db: &Db) {
    let company = Company::found(db).await;
    let wants = |from: &str, until: &str| NeedInput {
        id: None,
        kind: ResourceKind::People,
        description: Text::new("设计").expect("a text"),
        quantity: None,
        amount: None,
        purpose: None,
        expected_benefit: None,
        from_on: Some(from.parse().expect("a date")),
        until_on: Some(until.parse().expect("a date")),
        from_department: None,
        person: Some(company.members[1]),
        // A need may name both; either makes it compete.
        resource: Some(ResourceId::from_uuid(db.ids.next())),
    };
    let mut ids = Vec::new();
    for (from, until) in
        [("2024-05-08", "2024-05-15"), ("2024-05-15", "2024-05-20"), ("2024-05-16", "2024-05-18")]
    {
        let mut form = company.form("争用");
        form.content.resource_needs = Patch::Set(vec![wants(from, until)]);
        ids.push(company.submitted(db, form).await.id);
    }
    let mut draft = company.form("草稿");
    draft.content.resource_needs = Patch::Set(vec![wants("2024-05-08", "2024-05-20")]);
    company.draft(db, draft).await;
    let found = request::competing(&db.read(), &ids).await.expect("reads");
    let of = |number: usize| -> Vec<_> {
        found.get(&ids[number]).into_iter().flatten().map(|request| request.id).collect()
    };
    assert_eq!((of(0), of(1), of(2)), (vec![ids[1]], vec![ids[0], ids[2]], vec![ids[1]]));
    let end = |request: &Request, ctx: &liaison_domain::command::Context<'_>| {
        request.withdraw(ctx, super::company::text("取消"))
    };
    company.does(db, ids[1], company.members[0], end).await;
    assert!(request::competing(&db.read(), &ids).await.expect("reads").is_empty());
}

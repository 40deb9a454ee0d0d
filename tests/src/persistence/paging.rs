//! Keyset pages, filters, counts and the first children of each parent, alike on both databases.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::access::Actor;
use liaison_domain::directory::{AccountState, Department, Person};
use liaison_domain::ids::{DepartmentId, IdSource as _, PersonId};
use liaison_domain::text::{Code, Line};
use liaison_persistence::directory::{
    self, DepartmentField, DepartmentLeaf, DepartmentOrder, PersonField, PersonLeaf, PersonOrder,
};
use liaison_persistence::error::Error;
use liaison_persistence::feed::{self, EventFilter};
use liaison_persistence::paging::{Count, Direction, Filter, Page, Request, Scalar, Size, Test};
use uuid::Uuid;

use super::support::{Db, Thing, on_both};

on_both! {
    pages_meet_from_both_ends;
    a_cursor_belongs_to_its_list;
    filters_mean_the_same;
    counts_stop_at_their_bound;
    histories_are_cut_per_subject;
}

fn request(size: Option<Size>, after: Option<&str>, before: Option<&str>) -> Request {
    Request {
        size: size.expect("a size within bounds"),
        after: after.map(ToOwned::to_owned),
        before: before.map(ToOwned::to_owned),
    }
}

/// Thirty people with few names, so that pages end inside of equal keys.
async fn company(db: &Db) -> Vec<Person> {
    let department = DepartmentId::from_uuid(db.ids.next());
    let home = Department {
        id: department,
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
    let mut work = db.begin().await;
    let founded = vec![liaison_domain::directory::department::DepartmentFact::DepartmentCreated];
    work.record(&liaison_domain::command::Change::created(home, founded)).await.expect("records");
    let mut people = Vec::new();
    for number in 0..30 {
        let person = Person {
            id: PersonId::from_uuid(db.ids.next()),
            version: 0,
            employee_number: Code::new(&format!("E{number:02}")).expect("a code"),
            name: Line::new(["张三", "李四", "Adam", "adam_b", "王五", "İnci%"][number % 6]).expect("a name"),
            position: (number % 4 != 0).then(|| Line::new("专员").expect("a position")),
            department,
            roles: BTreeSet::new(),
            department_roles: BTreeMap::new(),
            state: if number % 5 == 0 { AccountState::Disabled } else { AccountState::Active },
            locale: None,
            erased_at: None,
        };
        let made = vec![liaison_domain::directory::person::PersonFact::PersonCreated];
        let change = liaison_domain::command::Change::created(person, made);
        work.record(&change).await.expect("records");
        people.push(change.state);
    }
    work.commit().await.expect("commits");
    people
}

async fn people(db: &Db, order: PersonOrder, request: &Request) -> Page<PersonId> {
    directory::people(&db.read(), &Filter::default(), order, request).await.expect("a page")
}

async fn pages_meet_from_both_ends(db: &Db) {
    let mut expected = company(db).await;
    for direction in [Direction::Ascending, Direction::Descending] {
        expected.sort_by_key(|person| (liaison_domain::text::sort_key(person.name.as_str()), person.id));
        if direction == Direction::Descending {
            expected.reverse();
        }
        let expected: Vec<PersonId> = expected.iter().map(|person| person.id).collect();
        let order = PersonOrder::Name(direction);
        let (mut forward, mut after) = (Vec::new(), None);
        loop {
            let page = people(db, order, &request(Size::first(7), after.as_deref(), None)).await;
            assert_eq!(page.has_previous, after.is_some());
            forward.extend(page.edges.iter().map(|edge| edge.node));
            after = page.edges.last().map(|edge| edge.cursor.clone());
            if !page.has_next {
                break;
            }
        }
        assert_eq!(forward, expected);
        let (mut backward, mut before) = (Vec::new(), None);
        loop {
            let page = people(db, order, &request(Size::last(7), None, before.as_deref())).await;
            backward.splice(0..0, page.edges.iter().map(|edge| edge.node));
            before = page.edges.first().map(|edge| edge.cursor.clone());
            if !page.has_previous {
                break;
            }
        }
        assert_eq!(backward, expected);
        let whole = people(db, order, &request(Size::first(100), None, None)).await;
        let between = request(Size::first(100), Some(&whole.edges[3].cursor), Some(&whole.edges[9].cursor));
        let page = people(db, order, &between).await;
        assert_eq!(page.edges.iter().map(|edge| edge.node).collect::<Vec<_>>(), expected[4..9]);
    }
    assert_eq!(Size::first(101), None);
    assert!(
        people(db, PersonOrder::Name(Direction::Ascending), &request(Size::first(0), None, None))
            .await
            .has_next
    );
}

async fn a_cursor_belongs_to_its_list(db: &Db) {
    company(db).await;
    let by_name = PersonOrder::Name(Direction::Ascending);
    let page = people(db, by_name, &request(Size::first(2), None, None)).await;
    let cursor = page.edges[1].cursor.as_str();
    let filter = Filter::Leaf(PersonLeaf::Field(PersonField::Name, Test::StartsWith("a".to_owned())));
    let all = Filter::default();
    for (order, filter, cursor) in [
        (PersonOrder::Name(Direction::Descending), &all, cursor),
        (PersonOrder::EmployeeNumber(Direction::Ascending), &all, cursor),
        (by_name, &filter, cursor),
        (by_name, &all, "nonsense"),
        (by_name, &all, ""),
    ] {
        let refused =
            directory::people(&db.read(), filter, order, &request(Size::first(2), Some(cursor), None)).await;
        assert!(matches!(refused, Err(Error::InvalidCursor(_))), "{order:?} {cursor}");
    }
}

async fn filters_mean_the_same(db: &Db) {
    let people = company(db).await;
    let text = |text: &str| Scalar::Text(text.to_owned());
    let field = |field, test| Filter::Leaf(PersonLeaf::Field(field, test));
    let position = |test| field(PersonField::Position, test);
    let name = |test| field(PersonField::Name, test);
    let cases: Vec<(Filter<PersonLeaf>, usize)> = vec![
        (Filter::default(), 30),
        (Filter::Any(vec![]), 0),
        (name(Test::Eq(text("张三"))), 5),
        (name(Test::Ne(text("张三"))), 25),
        (name(Test::In(vec![text("张三"), text("李四")])), 10),
        (name(Test::In(vec![])), 0),
        (name(Test::NotIn(vec![])), 30),
        (name(Test::Contains("AD".to_owned())), 10),
        (name(Test::Contains("%".to_owned())), 5),
        (name(Test::Contains("_".to_owned())), 5),
        (name(Test::StartsWith("adam".to_owned())), 10),
        (name(Test::StartsWith("i".to_owned())), 0),
        (name(Test::StartsWith("张".to_owned())), 5),
        (position(Test::IsNull(true)), 8),
        (position(Test::IsNull(false)), 22),
        (position(Test::Ne(text("专员"))), 8),
        (position(Test::NotIn(vec![text("专员")])), 8),
        (Filter::Not(Box::new(position(Test::Eq(text("专员"))))), 8),
        (Filter::Not(Box::new(position(Test::Contains("专".to_owned())))), 8),
        (field(PersonField::EmployeeNumber, Test::Lt(text("E10"))), 10),
        (field(PersonField::EmployeeNumber, Test::Gte(text("E10"))), 20),
        (
            field(
                PersonField::Id,
                Test::In(vec![Scalar::Id(people[3].id.uuid()), Scalar::Id(people[4].id.uuid())]),
            ),
            2,
        ),
        (
            Filter::All(vec![
                field(PersonField::State, Test::Eq(text("ACTIVE"))),
                position(Test::IsNull(false)),
            ]),
            18,
        ),
        (Filter::Leaf(PersonLeaf::Role(liaison_domain::access::OrganizationRole::Member)), 30),
        (Filter::Leaf(PersonLeaf::Role(liaison_domain::access::OrganizationRole::Hr)), 0),
    ];
    for (filter, expected) in cases {
        let order = PersonOrder::EmployeeNumber(Direction::Ascending);
        let page = directory::people(&db.read(), &filter, order, &request(Size::first(100), None, None))
            .await
            .expect("a page");
        assert_eq!(page.edges.len(), expected, "{filter:?}");
    }
    let open = Filter::Leaf(DepartmentLeaf::Field(DepartmentField::ClosedAt, Test::IsNull(true)));
    let order = DepartmentOrder::Code(Direction::Ascending);
    let page = directory::departments(&db.read(), &open, order, &request(Size::last(5), None, None)).await;
    assert_eq!(page.expect("a page").edges.len(), 1);
}

async fn counts_stop_at_their_bound(db: &Db) {
    company(db).await;
    let count = |max| async move { directory::count_people(&db.read(), &Filter::default(), max).await };
    assert_eq!(count(29).await.expect("counts"), Count { value: 29, exact: false });
    assert_eq!(count(30).await.expect("counts"), Count { value: 30, exact: true });
    assert_eq!(count(0).await.expect("counts"), Count { value: 0, exact: false });
    let events = EventFilter { types: vec!["PersonCreated".to_owned()], ..EventFilter::default() };
    let counted = feed::count(&db.read(), &Actor::Server, &events, 1_000).await.expect("counts");
    assert_eq!(counted, Count { value: 30, exact: true });
}

async fn histories_are_cut_per_subject(db: &Db) {
    let subjects: Vec<Uuid> = (1..=4).map(Uuid::from_u128).collect();
    for (index, subject) in subjects.iter().enumerate() {
        let mut thing = Thing::made(*subject, "0");
        for version in 0..=index {
            let mut work = db.begin().await;
            work.record(&thing).await.expect("records");
            work.commit().await.expect("commits");
            thing = thing.state.named(&version.to_string());
        }
    }
    let before = db.statements.count();
    let asked: Vec<Uuid> = subjects.iter().copied().chain([Uuid::from_u128(99)]).collect();
    let found = feed::history(&db.read(), &asked, 3).await.expect("reads");
    assert_eq!(db.statements.count() - before, 1);
    let told = |subject: &Uuid| {
        found[subject].iter().map(|event| (event.version, event.ordinal)).collect::<Vec<_>>()
    };
    assert_eq!(told(&subjects[0]), [(1, 1)]);
    assert_eq!(told(&subjects[1]), [(2, 2), (2, 1), (1, 1)]);
    assert_eq!(told(&subjects[3]), [(4, 2), (4, 1), (3, 2)]);
    assert_eq!(found.len(), 4);

    let filter = EventFilter { subjects: vec![subjects[3]], ..EventFilter::default() };
    let request = request(Size::last(2), None, None);
    let page = feed::page(&db.read(), &Actor::Server, &filter, Direction::Ascending, &request).await;
    let page = page.expect("a page");
    let told: Vec<_> = page.edges.iter().map(|edge| (edge.node.version, edge.node.ordinal)).collect();
    assert_eq!(told, [(4, 1), (4, 2)]);
    assert!(page.has_previous && !page.has_next);
}

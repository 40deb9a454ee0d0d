//! Three departments with a head and a member each, as rows and as the picture that commands ask.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::access::Actor;
use liaison_domain::calendar::{Calendars, WorkingCalendar};
use liaison_domain::canonical::Digest;
use liaison_domain::command::{Change, Context};
use liaison_domain::directory::department::DepartmentFact;
use liaison_domain::directory::person::PersonFact;
use liaison_domain::directory::{AccountState, Department, Directory, Person};
use liaison_domain::error::Refusal;
use liaison_domain::ids::{DepartmentId, IdSource, PersonId, RequestId};
use liaison_domain::pack::Pack;
use liaison_domain::patch::Patch;
use liaison_domain::priority::Priority;
use liaison_domain::request::Request;
use liaison_domain::request::create::CreateRequest;
use liaison_domain::request::fill::{ContentPatch, ParticularsPatch};
use liaison_domain::request::form_template::FormDefinition;
use liaison_domain::request::kind::{PartyRole, RequestKind};
use liaison_domain::request::parties::PartyInput;
use liaison_domain::request::party::Answer;
use liaison_domain::request::respond::Respond;
use liaison_domain::request::signature::Signer;
use liaison_domain::request::ticket::TicketPatch;
use liaison_domain::text::{Code, Line, Text};
use liaison_domain::time::Instant;
use liaison_persistence::request;
use liaison_persistence::store::{Statements, Store};

use crate::persistence::support::{Db, at, origin};

/// A signer whose signature is the digest of the message.
pub(in crate::persistence) struct Key;

impl Signer for Key {
    fn kid(&self) -> &'static str {
        "test"
    }

    fn sign(&self, message: &[u8]) -> String {
        Digest::of(message).as_str().to_owned()
    }
}

/// The company, in the database and in memory.
pub(in crate::persistence) struct Company {
    pub(in crate::persistence) directory: Directory,
    /// The three departments.
    pub(in crate::persistence) departments: [DepartmentId; 3],
    /// Their heads.
    pub(in crate::persistence) heads: [PersonId; 3],
    /// A member of each.
    pub(in crate::persistence) members: [PersonId; 3],
    pack: Pack,
    hours: WorkingCalendar,
    calendars: Calendars,
}

fn line<const MAX: usize>(raw: &str) -> Line<MAX> {
    Line::new(raw).expect("a line")
}

pub(in crate::persistence) fn text(raw: &str) -> Text {
    Text::new(raw).expect("a text")
}

impl Company {
    pub(in crate::persistence) async fn found(db: &Db) -> Self {
        let (mut departments, mut people) = (Vec::new(), Vec::new());
        for number in 0..3 {
            let id = DepartmentId::from_uuid(db.ids.next());
            let [head, member] = [0, 1].map(|place| Person {
                id: PersonId::from_uuid(db.ids.next()),
                version: 0,
                employee_number: Code::new(&format!("E{number}{place}")).expect("a code"),
                name: line("王明"),
                position: None,
                department: id,
                roles: BTreeSet::new(),
                department_roles: BTreeMap::new(),
                state: AccountState::Active,
                locale: None,
                erased_at: None,
            });
            departments.push(Department {
                id,
                version: 0,
                code: Code::new(&format!("D{number}")).expect("a code"),
                name: line(&format!("第{number}部")),
                short_name: line(&format!("第{number}")),
                parent: None,
                head: Some(head.id),
                executive: None,
                closed_at: None,
                successor: None,
            });
            people.extend([head, member]);
        }
        let mut work = db.begin().await;
        for department in &departments {
            let change = Change::created(department.clone(), vec![DepartmentFact::DepartmentCreated]);
            work.record(&change).await.expect("records");
        }
        for person in &people {
            let change = Change::created(person.clone(), vec![PersonFact::PersonCreated]);
            work.record(&change).await.expect("records");
        }
        work.commit().await.expect("commits");
        Self {
            departments: [0, 1, 2].map(|number: usize| departments[number].id),
            heads: [0, 2, 4].map(|number: usize| people[number].id),
            members: [1, 3, 5].map(|number: usize| people[number].id),
            directory: Directory::new(1, departments, people),
            pack: Pack::default(),
            hours: WorkingCalendar::default(),
            calendars: Calendars::default(),
        }
    }

    pub(in crate::persistence) fn actor(&self, person: PersonId) -> Actor {
        self.directory.actor(person).expect("an active person")
    }

    pub(in crate::persistence) fn context<'a>(
        &'a self,
        actor: &'a Actor,
        ids: &'a dyn IdSource,
        now: Instant,
    ) -> Context<'a> {
        Context {
            actor,
            now,
            ids,
            directory: &self.directory,
            pack: &self.pack,
            hours: &self.hours,
            calendars: &self.calendars,
        }
    }

    /// What a complete form of department 0 for the two others asks for.
    pub(in crate::persistence) fn form(&self, title: &str) -> CreateRequest {
        let party = |number: usize| PartyInput {
            department: self.departments[number],
            role: PartyRole::Accepting,
            lead: number == 1,
            liaison: Some(self.members[number]),
            respond_by: None,
        };
        CreateRequest {
            id: None,
            title: line(title),
            kind: RequestKind::Collaboration,
            priority: Priority::High,
            content: ContentPatch {
                background: Patch::Set(text("为配合Q3新产品上市")),
                goal: Patch::Set(text("完成推广方案技术开发支持")),
                details: Patch::Set(text("1.提供技术接口文档")),
                due_on: Patch::Set("2024-05-30".parse().expect("a date")),
                ..ContentPatch::default()
            },
            particulars: ParticularsPatch::default(),
            parties: vec![party(1), party(2)],
            acceptors: Vec::new(),
            ticket: TicketPatch::default(),
        }
    }

    pub(in crate::persistence) async fn draft(&self, db: &Db, form: CreateRequest) -> Request {
        let actor = self.actor(self.members[0]);
        let ctx = self.context(&actor, db.ids.as_ref(), at(0));
        let change = Request::create(&ctx, form, &FormDefinition::default()).expect("created");
        let mut work = db.begin().await;
        work.record(&change).await.expect("records");
        work.commit().await.expect("commits");
        change.state
    }

    /// Locks and reads the request, gives the command, records what it did, reads it back and compares.
    pub(in crate::persistence) async fn does(
        &self,
        db: &Db,
        id: RequestId,
        who: PersonId,
        command: impl FnOnce(&Request, &Context<'_>) -> Result<Change<Request>, Refusal>,
    ) -> Request {
        let actor = self.actor(who);
        let ctx = self.context(&actor, db.ids.as_ref(), at(60));
        let mut work = db.begin().await;
        let before = request::find_for_change(&mut work, id).await.expect("reads").expect("there");
        let change = command(&before, &ctx).expect("the command goes through");
        work.record(&change).await.expect("records");
        work.commit().await.expect("commits");
        let server = Actor::Server;
        let read = request::by_ids(&db.read(), &server, &[id]).await.expect("reads").remove(&id);
        if !change.state.discarded {
            assert_eq!(read.as_ref(), Some(&change.state), "what was written is what is read");
        }
        change.state
    }

    /// Submits it in a unit of its own; `None` where the unit is dropped after the number was drawn.
    pub(in crate::persistence) async fn submit(
        &self,
        store: &Store,
        db: &Db,
        id: RequestId,
        keep: bool,
    ) -> Option<String> {
        let actor = self.actor(self.members[0]);
        let ctx = self.context(&actor, db.ids.as_ref(), at(30));
        let statements = Statements::default();
        let mut work = store.begin(origin(None), at(30), &statements).await.expect("begins");
        let before = request::find_for_change(&mut work, id).await.expect("reads").expect("there");
        let submission = before.prepare(&ctx, None, Vec::new(), None).expect("complete");
        let serial = work.next_number(&submission.scope().key()).await.expect("a number");
        let change = submission.complete(u64::try_from(serial).expect("from 1"));
        work.record(&change).await.expect("records");
        if !keep {
            return None;
        }
        work.commit().await.expect("commits");
        change.state.code.clone()
    }

    pub(in crate::persistence) async fn submitted(&self, db: &Db, form: CreateRequest) -> Request {
        let draft = self.draft(db, form).await;
        self.submit(&db.store, db, draft.id, true).await.expect("a code");
        let server = Actor::Server;
        let read = request::by_ids(&db.read(), &server, &[draft.id]).await.expect("reads");
        read.into_values().next().expect("there")
    }
}

pub(in crate::persistence) fn accepts() -> Respond {
    Respond {
        party: None,
        answer: Answer::Accepted,
        opinion: None,
        reason: None,
        proposed_due_on: None,
        proposed_resource_needs: Vec::new(),
        feasibility: None,
    }
}

//! What inputs of meetings have in common: agenda, attendees, minutes.

use async_graphql::InputObject;
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::link::Link;
use liaison_domain::meeting as domain;
use liaison_domain::text::{Line, Text};

use super::AttendeeRole;
use crate::graphql::decode::Decode as _;
use crate::graphql::scalars::{Date, DateTime, Key};
use crate::graphql::task::due;
use crate::operations::meeting::OnMeeting;

/// Something to read before a meeting.
#[derive(InputObject)]
pub struct AgendaMaterialInput {
    /// What it is, or where, at most 200 characters.
    pub name: String,
    /// Where it can be opened: an `https` or `http` address of at most 2,000 characters.
    pub link: Option<String>,
}

/// One topic of a meeting.
#[derive(InputObject)]
pub struct AgendaItemInput {
    /// What is spoken of, at most 200 characters.
    pub topic: String,
    /// Minutes allotted, from 1; all items together fit the meeting.
    pub minutes: Option<u32>,
    /// What is to come of it.
    pub goal: Option<String>,
    /// Who presents it.
    pub presenter: Option<Key<kind::Person>>,
    /// Questions to think about beforehand.
    pub questions: Option<String>,
    /// What to read beforehand, at most 50.
    pub materials: Option<Vec<AgendaMaterialInput>>,
}

impl AgendaItemInput {
    pub(super) fn all(found: &mut Violations, items: Vec<Self>) -> Option<Vec<domain::AgendaItem>> {
        found.each("agenda", items, |found, path, item: Self| {
            let at = |field: &str| format!("{path}.{field}");
            let topic = found.take(at("topic"), Line::new(&item.topic));
            let goal = found.take(at("goal"), Text::optional(item.goal.as_deref()));
            let questions = found.take(at("questions"), Text::optional(item.questions.as_deref()));
            let materials = item.materials.unwrap_or_default();
            let materials = found.each(&at("materials"), materials, |found, path, one| {
                let name = found.take(format!("{path}.name"), Line::new(&one.name));
                let link = found.take(format!("{path}.link"), Link::optional(one.link.as_deref()));
                Some(domain::Material { name: name?, link: link? })
            });
            Some(domain::AgendaItem {
                topic: topic?,
                minutes: item.minutes,
                goal: goal?,
                presenter: item.presenter.map(|key| key.0),
                questions: questions?,
                materials: materials?,
            })
        })
    }
}

/// Somebody to be asked to a meeting.
#[derive(InputObject)]
pub struct MeetingAttendeeInput {
    /// Who; the host is there without being asked.
    pub person: Key<kind::Person>,
    /// Whether the meeting needs them: their word on the minutes is asked for.
    #[graphql(default = true)]
    pub required: bool,
    /// What they are there for.
    #[graphql(default_with = "AttendeeRole::Executor")]
    pub role: AttendeeRole,
}

impl MeetingAttendeeInput {
    pub(super) fn all(attendees: Vec<Self>) -> Vec<domain::NewAttendee> {
        let asked = attendees.into_iter().map(|one| domain::NewAttendee {
            person: one.person.0,
            required: one.required,
            role: one.role.into(),
        });
        asked.collect()
    }
}

/// Whether somebody was there.
#[derive(InputObject)]
pub struct AttendanceInput {
    /// Who; one of those who were asked to come.
    pub person: Key<kind::Person>,
    /// Whether they were.
    pub attended: bool,
}

impl AttendanceInput {
    pub(super) fn all(list: Option<Vec<Self>>) -> Vec<domain::Attendance> {
        let each = |one: Self| domain::Attendance { person: one.person.0, attended: one.attended };
        list.unwrap_or_default().into_iter().map(each).collect()
    }
}

/// A decision as it is written down.
#[derive(InputObject)]
pub struct DecisionInput {
    /// In a correction, the decision of the version before that this is; without it the decision is a new one.
    pub id: Option<Key<kind::Decision>>,
    /// What was concluded.
    pub text: String,
    /// Who answers for it; they need not have been there. Without one it is done by being said.
    pub owner: Option<Key<kind::Person>>,
    /// The instant by which; not together with `dueOn`. An owned decision that no action item carries out needs one of the two.
    pub due_at: Option<DateTime>,
    /// The date by which: the end of that working day.
    pub due_on: Option<Date>,
}

/// An action item as it is written down.
#[derive(InputObject)]
pub struct ActionItemInput {
    /// In a correction, the task of the version before that this is; without it a new task is made.
    pub task: Option<Key<kind::Task>>,
    /// What is to be done, at most 200 characters.
    pub what: String,
    /// What it is measured against.
    pub standard: Option<String>,
    /// Who does it; needed when the minutes are published.
    pub who: Option<Key<kind::Person>>,
    /// The instant by which; not together with `dueOn`. One of the two is needed when the minutes are published.
    pub due_at: Option<DateTime>,
    /// The date by which: the end of that working day.
    pub due_on: Option<Date>,
    /// Which of the decisions of the same item it carries out, from 1.
    pub decision: Option<u32>,
}

/// What was said on one topic.
#[derive(InputObject)]
pub struct MinutesItemInput {
    /// Which item of the agenda, by its number; absent for what was not on it.
    pub number: Option<u32>,
    /// The points made.
    pub points: Option<String>,
    /// What was not agreed on.
    pub disagreements: Option<String>,
    /// What was decided.
    pub decisions: Option<Vec<DecisionInput>>,
    /// What somebody will do.
    pub action_items: Option<Vec<ActionItemInput>>,
}

/// Minutes of a meeting: at most 50 items, 50 decisions and 50 action items.
#[derive(InputObject)]
pub struct MinutesInput {
    /// Topic by topic.
    pub items: Vec<MinutesItemInput>,
    /// What else is to be said.
    pub remarks: Option<String>,
}

impl MinutesInput {
    pub(super) fn decode(self, found: &mut Violations) -> Option<domain::MinutesDraft> {
        let remarks = found.take("minutes.remarks", Text::optional(self.remarks.as_deref()));
        let items = found.each("minutes.items", self.items, |found, path, item: MinutesItemInput| {
            let at = |field: &str| format!("{path}.{field}");
            let points = found.take(at("points"), Text::optional(item.points.as_deref()));
            let disagreements =
                found.take(at("disagreements"), Text::optional(item.disagreements.as_deref()));
            let decisions = item.decisions.unwrap_or_default();
            let decisions =
                found.each(&at("decisions"), decisions, |found, path, one| one.decode(found, path));
            let actions = item.action_items.unwrap_or_default();
            let actions = found.each(&at("actionItems"), actions, |found, path, one| one.decode(found, path));
            Some(domain::ItemDraft {
                number: item.number,
                points: points?,
                disagreements: disagreements?,
                decisions: decisions?,
                actions: actions?,
            })
        });
        Some(domain::MinutesDraft { items: items?, remarks: remarks? })
    }
}

impl DecisionInput {
    fn decode(self, found: &mut Violations, path: &str) -> Option<domain::NewDecision> {
        let text = found.take(format!("{path}.text"), Text::new(&self.text));
        let due = due(found, &format!("{path}.due"), self.due_at, self.due_on);
        let (id, owner) = (self.id.map(|key| key.0), self.owner.map(|key| key.0));
        Some(domain::NewDecision { id, text: text?, owner, due: due? })
    }
}

impl ActionItemInput {
    fn decode(self, found: &mut Violations, path: &str) -> Option<domain::NewActionItem> {
        let what = found.take(format!("{path}.what"), Line::new(&self.what));
        let standard = found.take(format!("{path}.standard"), Text::optional(self.standard.as_deref()));
        let due = due(found, &format!("{path}.due"), self.due_at, self.due_on);
        Some(domain::NewActionItem {
            task: self.task.map(|key| key.0),
            what: what?,
            standard: standard?,
            who: self.who.map(|key| key.0),
            due: due?,
            decision: self.decision,
        })
    }
}

/// A meeting with one text.
pub(super) fn with_text(id: Key<kind::Meeting>, field: &str, raw: &str) -> Result<OnMeeting<Text>, Refusal> {
    let mut found = Violations::default();
    let text = found.take(field, Text::new(raw));
    found.all((text,)).map(|(text,)| OnMeeting { id: id.0, input: text })
}

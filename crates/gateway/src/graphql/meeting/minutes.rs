//! Minutes as they are shown: drafts and versions, topic by topic, with what was decided and handed out.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liaison_domain::meeting as domain;
use liaison_domain::text::Text;

use super::Decision;
use crate::graphql::directory::Person;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::scope::Scope;
use crate::graphql::task::Task;

type Record = Arc<domain::MeetingRecord>;

/// One version of the minutes.
#[derive(Clone)]
pub struct Minutes {
    meeting: Record,
    index: usize,
}

impl Minutes {
    pub(super) fn new(meeting: &Record, index: usize) -> Self {
        Self { meeting: Arc::clone(meeting), index }
    }

    fn part(&self) -> &domain::Minutes {
        &self.meeting.minutes[self.index]
    }

    /// The decision at this place among all of the version, from 0.
    fn decision(&self, place: usize) -> Decision {
        let minutes = self.part();
        let number = i64::try_from(place + 1).unwrap_or(i64::MAX);
        let decision = minutes.decisions().nth(place).expect("a place among the decisions").clone();
        Decision::of_minutes(decision, self.meeting.id, number, minutes.at)
    }
}

/// One version of the minutes (会议纪要). Never changed: a correction is another version, and every attendee is asked again.
#[Object]
impl Minutes {
    /// From 1.
    async fn version(&self) -> u32 {
        self.part().version
    }

    /// Topic by topic, at most 50.
    async fn items(&self) -> Vec<MinutesItem> {
        (0..self.part().items.len()).map(|place| MinutesItem { of: self.clone(), place }).collect()
    }

    /// What else is to be said.
    async fn remarks(&self) -> Option<&str> {
        self.part().remarks.as_ref().map(Text::as_str)
    }

    /// Why it corrects the version before; null for the first.
    async fn correction(&self) -> Option<&str> {
        self.part().correction.as_ref().map(Text::as_str)
    }

    /// Whether copies went out: with the publication, or with the last confirmation where all must sign.
    async fn distributed(&self) -> bool {
        self.part().distributed
    }

    /// Who published it.
    async fn published_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.part().by).await
    }

    /// When.
    async fn published_at(&self) -> DateTime {
        DateTime(self.part().at)
    }
}

/// What is on record of one topic.
pub struct MinutesItem {
    of: Minutes,
    place: usize,
}

impl MinutesItem {
    fn part(&self) -> &domain::ItemMinutes {
        &self.of.part().items[self.place]
    }
}

/// What is on record of one topic.
#[Object]
impl MinutesItem {
    /// Which item of the agenda, by its number; null for what was not on it.
    async fn number(&self) -> Option<u32> {
        self.part().number
    }

    /// The points made (讨论要点).
    async fn points(&self) -> Option<&str> {
        self.part().points.as_ref().map(Text::as_str)
    }

    /// What was not agreed on.
    async fn disagreements(&self) -> Option<&str> {
        self.part().disagreements.as_ref().map(Text::as_str)
    }

    /// What was decided, in this version's words.
    async fn decisions(&self) -> Vec<Decision> {
        let before: usize = self.of.part().items[..self.place].iter().map(|item| item.decisions.len()).sum();
        (before..before + self.part().decisions.len()).map(|place| self.of.decision(place)).collect()
    }

    /// What somebody will do (行动项).
    async fn action_items(&self) -> Vec<ActionItem> {
        let of = (&self.of, self.place);
        (0..self.part().actions.len())
            .map(|index| ActionItem { of: of.0.clone(), place: of.1, index })
            .collect()
    }
}

/// What somebody will do.
pub struct ActionItem {
    of: Minutes,
    place: usize,
    index: usize,
}

impl ActionItem {
    fn part(&self) -> &domain::ActionItem {
        &self.of.part().items[self.place].actions[self.index]
    }
}

/// What somebody will do (行动项), in the words of the minutes; the task is what is followed.
#[Object]
impl ActionItem {
    /// The task that it became; null where the viewer may not see it. Costs one batch.
    async fn task(&self, ctx: &Context<'_>) -> OrNull<Task> {
        OrNull::node(ctx, self.part().task).await
    }

    /// What was to be done.
    async fn what(&self) -> &str {
        self.part().what.as_str()
    }

    /// What it is measured against.
    async fn standard(&self) -> Option<&str> {
        self.part().standard.as_ref().map(Text::as_str)
    }

    /// Who was to do it.
    async fn who(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.part().who).await
    }

    /// The instant by which it was to be done.
    async fn due_at(&self) -> DateTime {
        DateTime(self.part().due.at)
    }

    /// The date by which it was to be done, where no time was named.
    async fn due_on(&self) -> Option<Date> {
        self.part().due.on.map(Date)
    }

    /// The decision that it carries out; null where it stands alone.
    async fn decision(&self) -> Option<Decision> {
        let decision = self.part().decision?;
        self.of.part().decisions().position(|one| one.id == decision).map(|place| self.of.decision(place))
    }
}

/// Minutes in the making.
pub struct MinutesDraft(Record);

impl MinutesDraft {
    pub(super) fn new(meeting: &Record) -> Option<Self> {
        meeting.draft.as_ref().map(|_| Self(Arc::clone(meeting)))
    }

    fn drafted(&self) -> &[domain::ItemDraft] {
        self.0.draft.as_ref().map(|draft| &draft.items[..]).unwrap_or_default()
    }
}

/// Minutes in the making; what is missing is asked for when they are published.
#[Object]
impl MinutesDraft {
    /// Topic by topic, at most 50.
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<DraftItem>> {
        let scope = Scope::of(ctx)?;
        Ok(self.drafted().iter().map(|item| DraftItem::of(scope, item)).collect())
    }

    /// What else is to be said.
    async fn remarks(&self) -> Option<&str> {
        self.0.draft.as_ref()?.remarks.as_ref().map(Text::as_str)
    }
}

/// What is written down of one topic.
#[derive(SimpleObject)]
#[graphql(name = "MinutesDraftItem")]
pub struct DraftItem {
    /// Which item of the agenda, by its number; null for what was not on it.
    pub number: Option<u32>,
    /// The points made.
    pub points: Option<String>,
    /// What was not agreed on.
    pub disagreements: Option<String>,
    /// What was decided.
    pub decisions: Vec<DraftDecision>,
    /// What somebody will do.
    pub action_items: Vec<DraftActionItem>,
}

/// A decision as it is written down.
#[derive(SimpleObject)]
#[graphql(name = "MinutesDraftDecision")]
pub struct DraftDecision {
    /// What was concluded.
    pub text: String,
    /// Who answers for it.
    pub owner: Option<Person>,
    /// The instant by which.
    pub due_at: Option<DateTime>,
    /// The date by which.
    pub due_on: Option<Date>,
}

/// An action item as it is written down.
#[derive(SimpleObject)]
#[graphql(name = "MinutesDraftActionItem")]
pub struct DraftActionItem {
    /// What is to be done.
    pub what: String,
    /// What it is measured against.
    pub standard: Option<String>,
    /// Who does it.
    pub who: Option<Person>,
    /// The instant by which.
    pub due_at: Option<DateTime>,
    /// The date by which.
    pub due_on: Option<Date>,
    /// Which of the decisions of the same item it carries out, from 1.
    pub decision: Option<u32>,
}

fn split(due: Option<liaison_domain::task::NewDue>) -> (Option<DateTime>, Option<Date>) {
    use liaison_domain::task::NewDue;
    match due {
        Some(NewDue::At(at)) => (Some(DateTime(at)), None),
        Some(NewDue::On(on)) => (None, Some(Date(on))),
        None => (None, None),
    }
}

impl DraftItem {
    fn of(scope: &Scope, item: &domain::ItemDraft) -> Self {
        let person = |id: Option<_>| id.and_then(|id| Person::by_id(scope, id));
        let decisions = item.decisions.iter().map(|decision| {
            let (due_at, due_on) = split(decision.due);
            let text = decision.text.to_string();
            DraftDecision { text, owner: person(decision.owner), due_at, due_on }
        });
        let actions = item.actions.iter().map(|action| {
            let (due_at, due_on) = split(action.due);
            DraftActionItem {
                what: action.what.to_string(),
                standard: action.standard.as_ref().map(Text::to_string),
                who: person(action.who),
                due_at,
                due_on,
                decision: action.decision,
            }
        });
        Self {
            number: item.number,
            points: item.points.as_ref().map(Text::to_string),
            disagreements: item.disagreements.as_ref().map(Text::to_string),
            decisions: decisions.collect(),
            action_items: actions.collect(),
        }
    }
}

/// What an attendee holds against the minutes.
pub struct Objection {
    meeting: Record,
    index: usize,
}

impl Objection {
    pub(super) fn new(meeting: &Record, index: usize) -> Self {
        Self { meeting: Arc::clone(meeting), index }
    }

    fn part(&self) -> &domain::Objection {
        &self.meeting.objections[self.index]
    }
}

/// What an attendee holds against one version of the minutes: they are not confirmed before it is settled.
#[Object(name = "MinutesObjection")]
impl Objection {
    /// Opaque; no node.
    async fn id(&self) -> ID {
        ID(self.part().id.to_string())
    }

    /// Who objects.
    async fn attendee(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.part().attendee).await
    }

    /// To which version of the minutes.
    async fn minutes_version(&self) -> u32 {
        self.part().version
    }

    /// What is wrong.
    async fn text(&self) -> &str {
        self.part().text.as_str()
    }

    /// When.
    async fn raised_at(&self) -> DateTime {
        DateTime(self.part().at)
    }

    /// When a corrected version answered it, or who objected confirmed after all; null while it is open.
    async fn settled_at(&self) -> Option<DateTime> {
        self.part().settled_at.map(DateTime)
    }
}

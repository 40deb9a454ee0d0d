//! Publishing minutes and correcting them: decisions go on record, action items become tasks (S1-29, C14, resolutions 59, 60).

use std::collections::BTreeSet;

use super::check::{at_most, worker};
use super::draft::{check_attendance, check_draft, note};
use super::{
    Action, ActionItem, Attendance, Decision, ItemDraft, ItemMinutes, MAX_ITEMS, Mark, Meeting, MeetingFact,
    MeetingRecord, MeetingStatus, Minutes, MinutesDraft, NewActionItem, NewDecision,
};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{DecisionId, PersonId, TaskId, fresh};
use crate::pack::MinutesRule;
use crate::task::{Due, ItemTask, NewDue};
use crate::text::{Line, MAX_LINE, Text};

/// What publishing does: the meeting's own change, and what follows for tasks, all in one transaction.
#[derive(Clone, Debug)]
pub struct Publication {
    /// The meeting with its minutes.
    pub change: Change<Meeting>,
    /// The tasks to make.
    pub tasks: Vec<ItemTask>,
    /// The tasks that a correction took out of the minutes: those not started are cancelled (resolution 62).
    pub dropped: Vec<TaskId>,
}

impl Meeting {
    /// Publishes `minutes`, or the draft where none are given. Emits `MinutesPublished`, and `MeetingConfirmed` where nobody's
    /// word is asked for.
    pub fn publish_minutes(
        &self,
        ctx: &Context<'_>,
        attendance: &[Attendance],
        minutes: Option<MinutesDraft>,
    ) -> Result<Publication, Refusal> {
        self.can(Action::PublishMinutes, ctx)?;
        let Some(minutes) = minutes.or_else(|| self.record.draft.clone()) else {
            return Err(Reason::of(Rule::Required).at("minutes").into());
        };
        self.put_out(ctx, attendance, minutes, None)
    }

    /// Publishes a corrected version; every attendee is asked again. What keeps its ID stays what it was. Emits
    /// `MinutesPublished`, and `MeetingConfirmed` where nobody's word is asked for.
    pub fn correct_minutes(
        &self,
        ctx: &Context<'_>,
        minutes: MinutesDraft,
        reason: Text,
    ) -> Result<Publication, Refusal> {
        self.can(Action::CorrectMinutes, ctx)?;
        self.put_out(ctx, &[], minutes, Some(reason))
    }

    fn put_out(
        &self,
        ctx: &Context<'_>,
        attendance: &[Attendance],
        draft: MinutesDraft,
        correction: Option<Text>,
    ) -> Result<Publication, Refusal> {
        let mut wrong = Violations::default();
        check_attendance(&self.record, attendance, &mut wrong);
        check_draft(&self.record, &draft, ctx, &mut wrong);
        wrong.finish()?;
        let mut making = Making::new(ctx, self.record.current());
        let MinutesDraft { items, remarks } = draft;
        let items: Vec<ItemMinutes> =
            (0..).zip(items).map(|(index, item)| making.item(index, item)).collect();
        let Making { tasks, wrong, .. } = making;
        wrong.finish()?;
        let version = self.record.current().map_or(1, |current| current.version + 1);
        let distributed = ctx.pack.meetings.confirmation == MinutesRule::BySilence;
        let by = ctx.actor.person();
        let minutes =
            Minutes { version, items, remarks, correction: correction.clone(), distributed, by, at: ctx.now };
        let kept: BTreeSet<TaskId> = minutes.actions().map(|action| action.task).collect();
        let before = self.record.current().into_iter().flat_map(Minutes::actions).map(|action| action.task);
        let dropped = before.filter(|task| !kept.contains(task)).collect();
        let fact = MeetingFact::MinutesPublished {
            version,
            decisions: u32::try_from(minutes.decisions().count()).unwrap_or(u32::MAX),
            tasks: tasks.iter().map(|task| task.id).collect(),
            correction,
        };
        let mut after = self.record.clone();
        note(&mut after, attendance);
        after.status = MeetingStatus::Minuted;
        after.draft = None;
        if distributed {
            distribute(&mut after, ctx);
        }
        for objection in after.objections.iter_mut().filter(|objection| objection.settled_at.is_none()) {
            objection.settled_at = Some(ctx.now);
        }
        // Whoever publishes stands by it.
        for attendee in after.attendees.iter_mut().filter(|attendee| Some(attendee.person) == by) {
            attendee.confirmed = Some(Mark { version, at: ctx.now });
        }
        after.minutes.push(minutes);
        let confirmed = after.confirm_if_complete(ctx);
        let facts = std::iter::once(fact).chain(confirmed).collect();
        Ok(Publication { change: self.change(facts, |meeting| *meeting = after), tasks, dropped })
    }
}

/// Copies go to those named, and to the heads whom the pack names (S2-31).
pub(super) fn distribute(meeting: &mut MeetingRecord, ctx: &Context<'_>) {
    let departments = ctx.pack.meetings.copies.iter();
    meeting.copies.extend(departments.filter_map(|department| ctx.directory.head(*department)));
}

/// Minutes on their way from a draft: what they keep of the version before, and the tasks that they make.
struct Making<'a> {
    ctx: &'a Context<'a>,
    before: Option<&'a Minutes>,
    tasks: Vec<ItemTask>,
    named: BTreeSet<uuid::Uuid>,
    wrong: Violations,
}

impl<'a> Making<'a> {
    fn new(ctx: &'a Context<'a>, before: Option<&'a Minutes>) -> Self {
        Self { ctx, before, tasks: Vec::new(), named: BTreeSet::new(), wrong: Violations::default() }
    }

    fn item(&mut self, index: usize, item: ItemDraft) -> ItemMinutes {
        let path = format!("minutes.items.{index}");
        let ItemDraft { number, points, disagreements, decisions, actions } = item;
        let carried_out: BTreeSet<u32> = actions.iter().filter_map(|action| action.decision).collect();
        let mut kept = Vec::new();
        let mut out = Vec::new();
        for (place, new) in (1_u32..).zip(decisions) {
            let path = format!("{path}.decisions.{}", place - 1);
            let decision = self.decision(&path, new, !carried_out.contains(&place));
            out.extend(decision.1);
            kept.push(decision.0);
        }
        for (place, new) in actions.into_iter().enumerate() {
            let of = new.decision.and_then(|place| kept.get((place as usize).checked_sub(1)?));
            let of = of.map(|decision| decision.id);
            out.extend(self.action(&format!("{path}.actionItems.{place}"), new, of));
        }
        at_most(self.tasks.len(), 2 * MAX_ITEMS, &path, &mut self.wrong);
        ItemMinutes { number, points, disagreements, decisions: kept, actions: out }
    }

    /// The decision, and where it has an owner and nothing else carries it out, the action item that does (resolution 59).
    fn decision(&mut self, path: &str, new: NewDecision, alone: bool) -> (Decision, Option<ActionItem>) {
        let known = new.id.and_then(|id| self.before?.decisions().find(|decision| decision.id == id));
        self.keep(path, "id", new.id.map(super::super::ids::Id::uuid), known.is_some());
        let id = known.map_or_else(|| fresh(self.ctx.ids), |known| known.id);
        if let Some(owner) = new.owner {
            worker(owner, &format!("{path}.owner"), self.ctx, &mut self.wrong);
        }
        let due = new.due.map(|due| self.due(path, due, known.and_then(|known| known.due)));
        let employed = new.owner.and_then(|owner| self.ctx.directory.person(owner));
        let department = employed.map(|person| person.department);
        let decision = Decision { id, text: new.text, owner: new.owner, department, due };
        let Some(owner) = decision.owner.filter(|_| alone) else { return (decision, None) };
        let Some(due) = new.due else {
            self.wrong.add(format!("{path}.due"), Reason::of(Rule::Required));
            return (decision, None);
        };
        let own = self.before.and_then(|before| {
            before.actions().find(|action| action.decision == Some(id) && action.who == owner)
        });
        let what = first_line(&decision.text);
        let action = if let Some(own) = own.filter(|own| Some(own.due) == decision.due) {
            ActionItem { what, ..own.clone() }
        } else {
            let long = decision.text.as_str() != what.as_str();
            let description = long.then(|| decision.text.clone());
            self.make(
                NewActionItem {
                    task: None,
                    what,
                    standard: None,
                    who: Some(owner),
                    due: Some(due),
                    decision: None,
                },
                owner,
                due,
                Some(id),
                description,
            )
        };
        (decision, Some(action))
    }

    fn action(&mut self, path: &str, new: NewActionItem, decision: Option<DecisionId>) -> Option<ActionItem> {
        let known = new.task.and_then(|task| self.before?.actions().find(|action| action.task == task));
        self.keep(path, "task", new.task.map(super::super::ids::Id::uuid), known.is_some());
        if let Some(known) = known {
            // What was handed out goes its own way; the minutes may find better words for it.
            let same_person = new.who.is_none_or(|who| who == known.who);
            let same_date = new.due.is_none_or(|due| due.settle(self.ctx) == known.due);
            if !same_person || !same_date {
                let field = if same_person { "due" } else { "who" };
                let reason = Reason::of(Rule::ChangeTheTask).with("task", known.task);
                self.wrong.add(format!("{path}.{field}"), reason);
            }
            let NewActionItem { what, standard, .. } = new;
            return Some(ActionItem { what, standard, decision, ..known.clone() });
        }
        let who = self.wrong.take(format!("{path}.who"), new.who.ok_or(Reason::of(Rule::Required)));
        let due = self.wrong.take(format!("{path}.due"), new.due.ok_or(Reason::of(Rule::Required)));
        if let Some(who) = who {
            worker(who, &format!("{path}.who"), self.ctx, &mut self.wrong);
        }
        if let Some(due) = due {
            self.due(path, due, None);
        }
        let (who, due) = (who?, due?);
        Some(self.make(new, who, due, decision, None))
    }

    fn make(
        &mut self,
        new: NewActionItem,
        who: PersonId,
        due: NewDue,
        decision: Option<DecisionId>,
        description: Option<Text>,
    ) -> ActionItem {
        let NewActionItem { what, standard, .. } = new;
        let task = fresh(self.ctx.ids);
        self.tasks.push(ItemTask {
            id: task,
            name: what.clone(),
            description,
            standard: standard.clone(),
            assignee: who,
            due,
            decision,
        });
        ActionItem { task, what, standard, who, due: due.settle(self.ctx), decision }
    }

    /// The due time; one that is not kept from the version before lies ahead.
    fn due(&mut self, path: &str, due: NewDue, known: Option<Due>) -> Due {
        let settled = due.settle(self.ctx);
        if let Some(reason) = due.past(self.ctx).filter(|_| known != Some(settled)) {
            self.wrong.add(format!("{path}.due"), reason);
        }
        settled
    }

    /// Notes an ID that is not of the version before, or is named twice.
    fn keep(&mut self, path: &str, field: &str, id: Option<uuid::Uuid>, known: bool) {
        let Some(id) = id else { return };
        let first = self.named.insert(id);
        self.wrong.check(known, format!("{path}.{field}"), Rule::Unknown);
        self.wrong.check(first, format!("{path}.{field}"), Rule::Duplicate);
    }
}

/// The first line of a text, as far as a name holds it.
fn first_line(text: &Text) -> Line {
    let line = text.as_str().lines().next().unwrap_or_default().replace(char::is_control, " ");
    let short: String =
        unicode_segmentation::UnicodeSegmentation::graphemes(line.as_str(), true).take(MAX_LINE).collect();
    Line::new(&short).unwrap_or_else(|_| Line::new("…").expect("one character is a line"))
}

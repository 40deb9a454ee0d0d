//! What the recorder notes before the minutes are published.

use super::check::{at_most, person};
use super::{Action, Attendance, MAX_ITEMS, Meeting, MeetingFact, MeetingRecord, MinutesDraft};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::link::Link;
use crate::patch::Patch;

impl Meeting {
    /// Notes who was there, writes on the minutes, or says where the recording is. A draft replaces the one before. Emits
    /// `MinutesDrafted`.
    pub fn draft_minutes(
        &self,
        ctx: &Context<'_>,
        attendance: &[Attendance],
        draft: Option<MinutesDraft>,
        recording: Patch<Link>,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::DraftMinutes, ctx)?;
        let mut wrong = Violations::default();
        check_attendance(&self.record, attendance, &mut wrong);
        if let Some(draft) = &draft {
            check_draft(&self.record, draft, ctx, &mut wrong);
        }
        wrong.finish()?;
        let mut after = self.record.clone();
        note(&mut after, attendance);
        after.draft = draft.or(after.draft);
        recording.apply_to(&mut after.recording);
        if after == self.record {
            return Err(Reason::of(Rule::NothingChanged).at("").into());
        }
        Ok(self.change(vec![MeetingFact::MinutesDrafted {}], |meeting| *meeting = after))
    }
}

/// Notes who is named and was never asked to come.
pub(super) fn check_attendance(meeting: &MeetingRecord, attendance: &[Attendance], wrong: &mut Violations) {
    if at_most(attendance.len(), MAX_ITEMS, "attendance", wrong) {
        for (index, one) in attendance.iter().enumerate() {
            let asked = meeting.attendee(one.person).is_some();
            wrong.check(asked, format!("attendance.{index}.person"), Rule::Unknown);
        }
    }
}

pub(super) fn note(meeting: &mut MeetingRecord, attendance: &[Attendance]) {
    for one in attendance {
        for attendee in meeting.attendees.iter_mut().filter(|attendee| attendee.person == one.person) {
            attendee.noted = Some(one.attended);
        }
    }
}

/// Notes what is wrong with minutes however unfinished: sizes, items that are not on the agenda, people that are unknown.
pub(super) fn check_draft(
    meeting: &MeetingRecord,
    draft: &MinutesDraft,
    ctx: &Context<'_>,
    wrong: &mut Violations,
) {
    if !at_most(draft.items.len(), MAX_ITEMS, "minutes.items", wrong) {
        return;
    }
    let decisions = draft.items.iter().map(|item| item.decisions.len()).sum();
    let actions = draft.items.iter().map(|item| item.actions.len()).sum();
    let few = at_most(decisions, MAX_ITEMS, "minutes.items.decisions", wrong);
    if !at_most(actions, MAX_ITEMS, "minutes.items.actionItems", wrong) || !few {
        return;
    }
    let mut seen = std::collections::BTreeSet::new();
    for (index, item) in draft.items.iter().enumerate() {
        let at = |field: &str| format!("minutes.items.{index}.{field}");
        if let Some(number) = item.number {
            let known = (1..=meeting.agenda.len()).contains(&(number as usize));
            wrong.check(known, at("number"), Rule::Unknown);
            wrong.check(seen.insert(number), at("number"), Rule::Duplicate);
        }
        for (place, decision) in item.decisions.iter().enumerate() {
            if let Some(owner) = decision.owner {
                person(owner, &at(&format!("decisions.{place}.owner")), ctx, wrong);
            }
        }
        for (place, action) in item.actions.iter().enumerate() {
            if let Some(who) = action.who {
                person(who, &at(&format!("actionItems.{place}.who")), ctx, wrong);
            }
            let decided =
                action.decision.is_none_or(|of| (1..=item.decisions.len()).contains(&(of as usize)));
            wrong.check(decided, at(&format!("actionItems.{place}.decision")), Rule::Unknown);
        }
    }
}

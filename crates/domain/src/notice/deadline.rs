//! Who is told of a deadline: whom the event itself names, resolved when it was decided.

use super::{About, NoticeCode, Noticed, Param, Telling};
use crate::command::Change;
use crate::deadline::{Deadline, DeadlineBrief, DeadlineFact, DeadlineKind, DeadlineSubject};
use crate::directory::Directory;
use crate::priority::Priority;

impl Noticed for Deadline {
    /// The record that owes: people work on that, not on the deadline. A comment has no name; the record at its root has.
    fn about(&self) -> About {
        let (subject, root) = (self.record().subject, self.record().root);
        let named = if matches!(subject, DeadlineSubject::Comment(_)) { root } else { subject.uuid() };
        About { kind: subject.kind(), id: subject.uuid(), named: Some(named) }
    }

    fn is_critical(&self) -> bool {
        self.record().priority == Priority::Critical
    }

    fn tell(change: &Change<Self>, fact: &DeadlineFact, _: &Directory) -> Vec<Telling> {
        use NoticeCode as Code;
        let due = change.state.record().due_at;
        let of = |code, deadline: &DeadlineBrief, told: &[_]| {
            Telling::new(code, told.iter().copied()).with("kind", Param::Kind(deadline.kind))
        };
        match fact {
            DeadlineFact::DeadlineStarted { deadline, due_at, told }
                if !is_told_by_the_record(deadline.kind) =>
            {
                let started = of(Code::DeadlineStarted, deadline, told);
                vec![started.due_at(due_at.unwrap_or(due))]
            }
            DeadlineFact::DeadlineWarned { deadline, due_at, told, .. } => {
                vec![of(Code::DeadlineNear, deadline, told).due_at(*due_at)]
            }
            DeadlineFact::DeadlineStepped { deadline, told, .. } => {
                vec![of(Code::DeadlineOverdue, deadline, told).due_at(due)]
            }
            DeadlineFact::DeadlineReminded { deadline, due_at, told } => {
                vec![of(Code::DeadlineReminded, deadline, told).due_at(*due_at)]
            }
            DeadlineFact::DeadlineRetargeted { deadline, to, told, .. } => {
                vec![of(Code::DeadlineMoved, deadline, told).due_at(*to)]
            }
            DeadlineFact::DeadlineReassigned { deadline, told, .. } => {
                vec![of(Code::DeadlineReassigned, deadline, told).due_at(due)]
            }
            // Nobody: what began with an event of the record, what people themselves brought about, and a breach, whose
            // first step follows it.
            DeadlineFact::DeadlineStarted { .. }
            | DeadlineFact::DeadlinePaused { .. }
            | DeadlineFact::DeadlineResumed { .. }
            | DeadlineFact::DeadlineMet { .. }
            | DeadlineFact::DeadlineBreached { .. }
            | DeadlineFact::DeadlineSettled { .. }
            | DeadlineFact::DeadlineCancelled { .. } => Vec::new(),
        }
    }
}

/// Whether the event of the record that began it tells who owes, or it comes back too often to be told: then its start is
/// told to nobody.
const fn is_told_by_the_record(kind: DeadlineKind) -> bool {
    match kind {
        DeadlineKind::Review
        | DeadlineKind::Response
        | DeadlineKind::Clarification
        | DeadlineKind::Reroute
        | DeadlineKind::Liaison
        | DeadlineKind::SignOff
        | DeadlineKind::RequestDue
        | DeadlineKind::Acceptance
        | DeadlineKind::Rating
        | DeadlineKind::TakeUp
        | DeadlineKind::WeeklyLook
        | DeadlineKind::WeeklyTracking
        | DeadlineKind::Acknowledge
        | DeadlineKind::Daily
        | DeadlineKind::TaskDue
        | DeadlineKind::Extension
        | DeadlineKind::Rework
        | DeadlineKind::ProblemResponse
        | DeadlineKind::ProblemResolution
        | DeadlineKind::ProblemConfirm
        | DeadlineKind::Minutes
        | DeadlineKind::MinutesConfirm
        | DeadlineKind::Correction
        | DeadlineKind::FollowUp
        | DeadlineKind::Answer => true,
        DeadlineKind::Plan
        | DeadlineKind::ResourceDecision
        | DeadlineKind::Completion
        | DeadlineKind::Breakdown
        | DeadlineKind::Ruling
        | DeadlineKind::DelayExplained
        // Who scheduled it without an agenda has been told nothing.
        | DeadlineKind::Notice => false,
    }
}

//! Who may do what with a meeting, and when: the Meeting table of `states.md` as one function.

use super::{Meeting, MeetingStatus};
use crate::access::may_see;
use crate::authority;
use crate::command::{Aggregate as _, Context};
use crate::comment::may_comment;
use crate::error::{Reason, Refusal, Rule, StateConflict};

/// What people can do with a meeting. Scheduling one is [`Meeting::schedule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Change time, place, agenda or people.
    Change,
    /// Answer the invitation.
    Reply,
    /// Open it.
    Start,
    /// End it.
    End,
    /// Note who was there and write on the minutes.
    DraftMinutes,
    /// Publish the minutes.
    PublishMinutes,
    /// Publish a corrected version of them.
    CorrectMinutes,
    /// Confirm them.
    ConfirmMinutes,
    /// Object to them.
    ObjectToMinutes,
    /// Mark them as read.
    MarkRead,
    /// Give it up.
    Cancel,
    /// Say something about it.
    Comment,
}

impl Action {
    /// Every action, in the order of life.
    pub const ALL: [Self; 12] = [
        Self::Change,
        Self::Reply,
        Self::Start,
        Self::End,
        Self::DraftMinutes,
        Self::PublishMinutes,
        Self::CorrectMinutes,
        Self::ConfirmMinutes,
        Self::ObjectToMinutes,
        Self::MarkRead,
        Self::Cancel,
        Self::Comment,
    ];

    /// The name that `abilities` and `allowedTransitions` show.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Change => "CHANGE",
            Self::Reply => "REPLY",
            Self::Start => "START",
            Self::End => "END",
            Self::DraftMinutes => "DRAFT_MINUTES",
            Self::PublishMinutes => "PUBLISH_MINUTES",
            Self::CorrectMinutes => "CORRECT_MINUTES",
            Self::ConfirmMinutes => "CONFIRM_MINUTES",
            Self::ObjectToMinutes => "OBJECT_TO_MINUTES",
            Self::MarkRead => "MARK_READ",
            Self::Cancel => "CANCEL",
            Self::Comment => "COMMENT",
        }
    }

    /// The statuses in which the table has anything but a dash.
    const fn admitted_in(self, status: MeetingStatus) -> bool {
        use MeetingStatus::{Confirmed, Held, Minuted, Scheduled};
        match self {
            Self::Change | Self::Reply | Self::Start | Self::End => matches!(status, Scheduled),
            Self::DraftMinutes | Self::Cancel => matches!(status, Scheduled | Held),
            Self::PublishMinutes => matches!(status, Held),
            Self::CorrectMinutes | Self::MarkRead => matches!(status, Minuted | Confirmed),
            Self::ConfirmMinutes | Self::ObjectToMinutes => matches!(status, Minuted),
            Self::Comment => true,
        }
    }
}

impl Meeting {
    /// Whether the actor may do this now: visible, then permitted, then the state. Content is each command's own.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        if !self.permits(action, ctx) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        self.admits(action, ctx).map_err(|missing| self.conflict(missing, ctx))
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }

    /// A refusal of this state, with what it does admit.
    pub(super) fn conflict(&self, missing: Vec<Reason>, ctx: &Context<'_>) -> Refusal {
        let allowed = Action::ALL
            .into_iter()
            .filter(|action| self.permits(*action, ctx) && self.admits(*action, ctx).is_ok())
            .map(Action::name)
            .collect();
        Refusal::State(StateConflict { status: self.status().name(), allowed, missing })
    }

    /// What only the server does, when time passes.
    pub(super) fn only_server(&self, ctx: &Context<'_>) -> Result<(), Refusal> {
        authority::only_server(ctx, &self.audience())
    }

    fn permits(&self, action: Action, ctx: &Context<'_>) -> bool {
        match action {
            Action::Change | Action::Start | Action::End | Action::Cancel => self.hosts(ctx),
            Action::DraftMinutes | Action::PublishMinutes => self.records(ctx) || self.hosts(ctx),
            Action::CorrectMinutes => self.records(ctx),
            Action::Reply | Action::ConfirmMinutes | Action::MarkRead => self.attends(ctx).is_some(),
            Action::ObjectToMinutes => self.attends(ctx).is_some_and(|attendee| attendee.required),
            Action::Comment => may_comment(ctx),
        }
    }

    fn admits(&self, action: Action, ctx: &Context<'_>) -> Result<(), Vec<Reason>> {
        if !action.admitted_in(self.status()) {
            return Err(Vec::new());
        }
        let missing = match action {
            Action::Start if self.record.opened_at.is_some() => Some(Rule::AlreadyOnRecord),
            // Whoever opened or ended it says that it took place (resolution 61).
            Action::Cancel if self.took_place() => Some(Rule::MeetingTookPlace),
            Action::ConfirmMinutes | Action::MarkRead => {
                let version = self.record.current().map(|minutes| minutes.version);
                let attendee = self.attends(ctx);
                let mark = attendee.and_then(|attendee| match action {
                    Action::ConfirmMinutes => attendee.confirmed,
                    _ => attendee.read,
                });
                (mark.map(|mark| mark.version) == version).then_some(Rule::AlreadyOnRecord)
            }
            _ => None,
        };
        missing.map_or(Ok(()), |rule| Err(vec![Reason::of(rule)]))
    }

    /// The host, or whoever decides for their department once they left.
    pub(super) fn hosts(&self, ctx: &Context<'_>) -> bool {
        authority::stands_for(self.record.host, self.record.department, ctx)
    }

    /// The recorder, or the host for one who left.
    fn records(&self, ctx: &Context<'_>) -> bool {
        let recorder = self.record.recorder;
        ctx.actor.is(recorder) || (!ctx.directory.is_active(recorder) && self.hosts(ctx))
    }

    fn attends(&self, ctx: &Context<'_>) -> Option<&super::Attendee> {
        self.record.attendee(ctx.actor.person()?)
    }

    fn took_place(&self) -> bool {
        self.record.opened_at.is_some() || self.record.ended.as_ref().is_some_and(|ended| ended.by.is_some())
    }
}

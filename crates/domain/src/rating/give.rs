//! Giving a rating, and changing it for a while (resolutions 23 and 57).

use serde::Serialize;

use super::{Rating, RatingFact, RatingRecord, Scores};
use crate::access::may_see;
use crate::authority;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict, Violations};
use crate::ids::{DepartmentId, RatingId, fresh};
use crate::patch::Patch;
use crate::request::frame::Frame;
use crate::request::status::RequestStatus;
use crate::text::Text;

/// A rating as the initiator gives it.
#[derive(Clone, Debug, Serialize)]
pub struct NewRating {
    /// An ID that the caller chose.
    pub id: Option<RatingId>,
    /// The party rated.
    pub department: DepartmentId,
    /// The three marks.
    pub scores: Scores,
    /// A remark.
    pub comment: Option<Text>,
}

/// What of a rating is to change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Revision {
    /// The three marks.
    pub scores: Option<Scores>,
    /// A remark.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub comment: Patch<Text>,
}

/// Whether the actor may rate this party now: visible, permitted, state.
pub fn may_rate(
    frame: &Frame,
    department: DepartmentId,
    rated: bool,
    ctx: &Context<'_>,
) -> Result<(), Refusal> {
    if !may_see(ctx.actor, &frame.audience) {
        return Err(Refusal::NotFound);
    }
    authority::rates(department, frame, ctx).map_err(Refusal::NotPermitted)?;
    let conflict =
        |missing| Refusal::State(StateConflict { status: frame.status.name(), allowed: Vec::new(), missing });
    if !ctx.pack.rated {
        return Err(conflict(vec![Reason::of(Rule::NotRated)]));
    }
    if !matches!(frame.status, RequestStatus::Accepted | RequestStatus::Closed) {
        return Err(conflict(Vec::new()));
    }
    if rated {
        return Err(conflict(vec![Reason::of(Rule::AlreadyRated)]));
    }
    Ok(())
}

impl Rating {
    /// Rates a party that had accepted, once; `rated` says whether it was. Late from `CLOSED` on. Emits `RatingGiven`.
    pub fn give(
        ctx: &Context<'_>,
        frame: &Frame,
        new: NewRating,
        rated: bool,
    ) -> Result<Change<Self>, Refusal> {
        may_rate(frame, new.department, rated, ctx)?;
        let Some(by) = ctx.actor.person() else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        let mut wrong = Violations::default();
        match authority::party(frame, new.department) {
            None => wrong.add("department", Reason::of(Rule::Unknown)),
            Some(party) => wrong.check(party.accepted, "department", Rule::PartyNotAccepted),
        }
        wrong.finish()?;
        let record = RatingRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            request: frame.request,
            department: new.department,
            scores: new.scores,
            comment: new.comment,
            late: frame.status == RequestStatus::Closed,
            by,
            at: ctx.now,
            revised_at: None,
        };
        let fact = RatingFact::RatingGiven {
            request: record.request,
            department: record.department,
            late: record.late,
        };
        Ok(Change::created(Self::restore(record, frame.clone()), vec![fact]))
    }

    /// Whether the actor may change it now: visible, permitted, and within the pack's time from giving (168 hours).
    pub fn can_revise(&self, ctx: &Context<'_>) -> Result<(), Refusal> {
        use crate::command::Aggregate as _;
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        authority::rates(self.record.department, &self.frame, ctx).map_err(Refusal::NotPermitted)?;
        let until = self.record.at.plus_seconds(ctx.pack.rating_change_seconds);
        if ctx.now > until || self.frame.status == RequestStatus::Archived {
            return Err(Refusal::State(StateConflict {
                status: self.frame.status.name(),
                allowed: Vec::new(),
                missing: vec![Reason::of(Rule::ChangePeriodOver).with("until", until)],
            }));
        }
        Ok(())
    }

    /// Changes it. Emits `RatingRevised`.
    pub fn revise(&self, ctx: &Context<'_>, revision: Revision) -> Result<Change<Self>, Refusal> {
        self.can_revise(ctx)?;
        let mut state = self.clone();
        if let Some(scores) = revision.scores {
            state.record.scores = scores;
        }
        state.record.comment = revision.comment.apply(state.record.comment);
        if state == *self {
            return Err(Reason::of(Rule::Unchanged).at("").into());
        }
        state.record.revised_at = Some(ctx.now);
        let fact =
            RatingFact::RatingRevised { request: self.record.request, department: self.record.department };
        Ok(Change::of(self, state, vec![fact]))
    }
}

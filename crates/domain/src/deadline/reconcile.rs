//! Moving the stored deadlines of one record to what it owes now.
//!
//! Called after every change of the record, in the same transaction, and again before a deadline fires, so that what fires
//! is still owed (X4). Both sides are matched by kind and part; what is not owed any more ends.

use uuid::Uuid;

use super::step::Moving;
use super::{Deadline, DeadlineState, DeadlineSubject, Owed, Standing, recurring};
use crate::access::Audience;
use crate::calendar::Length;
use crate::command::{Change, Context};
use crate::ids::RequestId;
use crate::pack::PackRef;

/// What all deadlines of one record share.
#[derive(Clone, Debug)]
pub struct About {
    /// The record.
    pub subject: DeadlineSubject,
    /// The request that it belongs to.
    pub request: Option<RequestId>,
    /// The record whose audience holds: the request, or what stands alone.
    pub root: Uuid,
    /// Who sees that record.
    pub audience: Audience,
    /// By which pack it is governed.
    pub pack: PackRef,
}

/// The changes that lead from `stored` to `owed`; none where they agree.
///
/// `stored` holds all live deadlines of the record, the last one of each kind and part, and for kinds that recur the one due
/// last, so that a new one continues the count of cycles. A Change per deadline, in the order of `owed`, what ends last.
pub fn reconcile(
    about: &About,
    stored: &[Deadline],
    owed: &[Owed],
    ctx: &Context<'_>,
) -> Vec<Change<Deadline>> {
    let mut changes = Vec::new();
    for one in owed {
        if let Standing::Recurs { through, also } = &one.standing {
            changes.extend(recurring::follow(about, stored, one, *through, also, ctx));
        } else {
            let last = stored
                .iter()
                .filter(|deadline| concerns(one, deadline))
                .max_by_key(|deadline| deadline.record.cycle);
            changes.extend(follow(about, last, one, ctx));
        }
    }
    let void = stored
        .iter()
        .filter(|deadline| deadline.record.is_live() && !owed.iter().any(|one| concerns(one, deadline)));
    changes.extend(void.filter_map(|deadline| {
        let mut moving = Moving::of(deadline, &about.audience, ctx);
        moving.cancel();
        moving.finish()
    }));
    changes
}

/// Whether the stored deadline is one of this obligation.
fn concerns(one: &Owed, deadline: &Deadline) -> bool {
    let record = &deadline.record;
    record.kind == one.kind && (record.part == one.part || one.kind.recurs())
}

/// Lets the last deadline of an obligation follow it, and begins another where it needs one.
fn follow<'a>(
    about: &About,
    last: Option<&Deadline>,
    one: &Owed,
    ctx: &'a Context<'a>,
) -> Vec<Change<Deadline>> {
    let cycle = last.map_or(1, |last| last.record.cycle + 1);
    // A date stands through a pause (resolution 30), but nobody is held to it while the word is the other side's (X11).
    let paused = match one.standing {
        Standing::Paused => one.length.own_time().is_some(),
        Standing::Answered => true,
        _ => false,
    };
    let begin = |since| Moving::start(about, one, since, cycle, paused, ctx).and_then(Moving::finish);
    let Some(live) = last.filter(|last| last.record.is_live()) else {
        // What is fulfilled already never ran; a date that was kept or missed is over until there is another (X5).
        let counted = matches!(one.length, Length::At { at } if last.is_some() && at <= ctx.now);
        return if one.standing == Standing::Met || counted {
            Vec::new()
        } else {
            begin(one.since).into_iter().collect()
        };
    };
    let mut moving = Moving::of(live, &about.audience, ctx);
    let again = match (live.record.state, &one.standing) {
        (_, Standing::Met) => {
            moving.fulfil();
            false
        }
        // A breach before the answer is settled; what comes after it is owed anew (X5).
        (DeadlineState::Running, Standing::Answered) if moving.is_past() => {
            moving.breach();
            moving.settle(false);
            true
        }
        (DeadlineState::Breached, Standing::Answered) => {
            moving.settle(false);
            true
        }
        // The later date came before anybody saw that the former had passed.
        (DeadlineState::Running, _) if moving.is_past() && has_a_later_date(live, one, ctx) => {
            moving.breach();
            moving.settle(one.excuses);
            true
        }
        (DeadlineState::Breached, _) => {
            let moved = has_a_later_date(live, one, ctx);
            if moved {
                moving.settle(one.excuses);
            } else {
                moving.reassign(one.owner);
            }
            moved
        }
        (state, _) => {
            adjust(&mut moving, about, one);
            match state {
                // What was due before the pause is breached in its own time.
                DeadlineState::Running if paused && !moving.is_past() => moving.pause(),
                DeadlineState::Paused if !paused => moving.resume(),
                _ => {}
            }
            false
        }
    };
    let anew = if again { begin(ctx.now) } else { None };
    moving.finish().into_iter().chain(anew).collect()
}

/// Owner and length of what goes on.
fn adjust(moving: &mut Moving<'_>, about: &About, one: &Owed) {
    moving.reassign(one.owner);
    moving.record.counterpart = one.counterpart;
    moving.record.priority = one.priority;
    moving.record.pack = about.pack.clone();
    if moving.record.length != one.length && !moving.is_past() {
        moving.retarget(one.length);
    }
}

/// Whether what was breached has another date now, which lies ahead.
fn has_a_later_date(live: &Deadline, one: &Owed, ctx: &Context<'_>) -> bool {
    live.record.length != one.length && matches!(one.length, Length::At { at } if at > ctx.now)
}

//! What another pack would have changed, over one request that went its way (`packPreview`).

use super::*;
use crate::calendar::CalendarBook;
use crate::deadline::DeadlineKind;
use crate::pack::{Comparison, Packs, Preset, Tally};
use crate::policies::Policies;
use crate::routing::Routes;

#[test]
fn a_request_is_counted_by_its_own_instants_under_both_packs() {
    let mut case = Case::at(RequestStatus::Submitted);
    let start = case.world.now.get();
    let hour = 3_600;
    // Monday 09:00 + 30 h: late under 24 h, in time under what the platform never asks.
    case.world.now.set(start.plus_seconds(30 * hour));
    case.agree();
    // Both parties and the initiator sign 50 h later, past the close of the next working day.
    case.world.now.set(start.plus_seconds(80 * hour));
    case.confirm();
    let policies = Policies::new(0, Packs::default(), CalendarBook::default(), Routes::default());
    let counted = |preset: Preset| {
        let mut comparison = Comparison::default();
        let (now, directory) = (start.plus_seconds(90 * hour), &case.world.directory);
        comparison.add(&case.request, &preset.pack(), &policies, directory, now);
        comparison
    };
    let tally = |comparison: &Comparison, kind| comparison.tallies().get(&kind).copied().unwrap_or_default();
    let all = |owed_now, breached_now, owed_under, breached_under| Tally {
        owed_now,
        owed_under,
        breached_now,
        breached_under,
    };
    let platform = counted(Preset::Platform);
    assert_eq!(tally(&platform, DeadlineKind::Response), all(2, 2, 0, 0));
    assert_eq!(tally(&platform, DeadlineKind::SignOff), all(3, 3, 0, 0));
    assert_eq!(tally(&platform, DeadlineKind::Review), all(2, 0, 0, 0), "by Tuesday's close");
    let coordination = counted(Preset::Coordination);
    assert_eq!(tally(&coordination, DeadlineKind::Response), all(2, 2, 2, 2), "24 h for urgent ones");
    assert_eq!(tally(&coordination, DeadlineKind::Plan), all(0, 0, 2, 0), "within 3 working days");
    assert_eq!(tally(&coordination, DeadlineKind::SignOff), all(3, 3, 1, 1), "one signature (resolution 4)");
    assert_eq!(tally(&coordination, DeadlineKind::Acceptance), Tally::default(), "nothing was delivered");
    let unanswered = Case::at(RequestStatus::Submitted);
    let mut open = Comparison::default();
    let soon = start.plus_seconds(hour);
    open.add(&unanswered.request, &Preset::Confirmation.pack(), &policies, &unanswered.world.directory, soon);
    assert_eq!(tally(&open, DeadlineKind::Response), all(2, 0, 2, 0), "not yet due");
    let mut draft = Comparison::default();
    draft.add(&Case::draft().request, &Preset::Register.pack(), &policies, &case.world.directory, soon);
    assert_eq!(draft, Comparison::default());
}

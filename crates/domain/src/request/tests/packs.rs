//! What the pack says about a request: its priorities, its closure gate, and moving to another pack (resolutions 2, 4, 48).

use super::tickets::{reception, whose};
use super::*;
use crate::pack::{PackRef, Preset, SignOffRule};
use crate::request::party::PartyState;
use crate::routing::Routes;

fn under(preset: Preset, priority: Priority, kind: RequestKind) -> Case {
    let world = World { pack: preset.pack(), ..World::new() };
    let ticket = if kind == RequestKind::CustomerTicket { whose() } else { TicketPatch::default() };
    Case::drafted(world, CreateRequest { kind, priority, ticket, ..draft_input() })
}

fn submitted(case: &Case) -> Result<(), Refusal> {
    let actor = case.world.actor(12);
    let routes = Routes::default();
    let reception = reception(&routes);
    case.request.prepare(&case.world.context(&actor), None, Vec::new(), Some(&reception)).map(|_| ())
}

/// Resolution 48: a pack of three levels refuses `CRITICAL`, tickets of customers apart.
#[test]
fn a_priority_that_the_pack_lacks_is_refused_resolution_48() {
    for preset in Preset::ALL {
        let four = preset == Preset::Default;
        let critical = under(preset, Priority::Critical, RequestKind::Collaboration);
        assert_eq!(submitted(&critical).is_ok(), four, "{preset:?}");
        if !four {
            let Err(Refusal::Invalid(found)) = submitted(&critical) else { panic!("{preset:?}") };
            assert_eq!((found[0].path.as_str(), found[0].reason.rule), ("priority", Rule::PriorityNotInPack));
        }
        let ticket = under(preset, Priority::Critical, RequestKind::CustomerTicket);
        assert_eq!(submitted(&ticket), Ok(()), "{preset:?}");
        let mut high = under(preset, Priority::High, RequestKind::Collaboration);
        high.submit();
        let raised = high.tries(12, |request, ctx| request.change_priority(ctx, Priority::Critical));
        assert_eq!(raised.is_ok(), four, "{preset:?}");
    }
}

/// S2-40: under `coordination` the acceptance carries the report, and closes, because nothing is rated.
#[test]
fn a_written_report_is_demanded_with_the_acceptance_s2_40() {
    let mut case = Case::at(RequestStatus::Delivered);
    case.world.pack = Preset::Coordination.pack();
    let missing = case.request.closing(&delivered(), &case.world.pack).missing;
    let missing: Vec<_> = missing.iter().map(|reason| reason.rule).collect();
    assert_eq!(missing, [Rule::NotAccepted, Rule::ReportMissing, Rule::TasksOpen]);
    let silent = AcceptRequest { note: None, ..acceptance() };
    let refused = case.tries(12, |request, ctx| request.accept(ctx, silent, &delivered(), &Key));
    let Err(Refusal::Invalid(found)) = refused else { panic!("accepted without a report") };
    assert_eq!((found[0].path.as_str(), found[0].reason.rule), ("note", Rule::ReportMissing));
    let report = AcceptRequest { note: Some(text("验收报告：全部达标")), ..acceptance() };
    let accepted = case.tries(12, |request, ctx| request.accept(ctx, report, &delivered(), &Key));
    assert_eq!(told(&accepted.expect("accepted")), ["RequestAccepted", "RequestClosed"]);
}

fn migrate(case: &Case, who: u128) -> Outcome_ {
    case.tries(who, |request, ctx| request.migrate(ctx, text("改用新流程")))
}

/// Resolution 2: a running request moves on purpose, on record; what signatures are worth is computed anew.
#[test]
fn a_running_request_moves_to_another_pack_resolution_2() {
    let mut case = Case::at(RequestStatus::Agreed);
    assert_eq!(case.request.signatures.len(), 0);
    case.world.pack = Preset::Platform.pack();
    let moved = migrate(&case, 98).expect("moved");
    assert_eq!(told(&moved), ["RequestMigrated", "RequestConfirmed"]);
    let platform = PackRef { name: "platform".to_owned(), version: 1 };
    assert_eq!(moved.state.pack, Some(platform));
    assert_eq!(moved.events()[0].data["from"]["name"], "default");
    let mut back = Case { request: moved.state, world: case.world };
    back.world.pack = Preset::Register.pack();
    let moved = migrate(&back, 98).expect("moved");
    assert_eq!(moved.state.status, RequestStatus::Agreed, "all heads sign under this one (resolution 4)");
    assert!(
        moved.state.parties.iter().all(|party| party.state == PartyState::Accepted),
        "nobody is asked again"
    );
    let again = migrate(&Case { request: moved.state, world: back.world }, 98);
    assert_eq!(rules(&again), [Rule::NothingChanged]);
}

#[test]
fn work_goes_on_while_another_pack_wants_signatures() {
    let mut case = Case::draft();
    case.world.pack.sign_off = SignOffRule::None;
    case.submit();
    case.agree();
    case.start();
    assert_eq!(case.status(), RequestStatus::InProgress);
    case.world.pack = Preset::Register.pack();
    let moved = migrate(&case, 98).expect("moved").state;
    assert_eq!((moved.status, moved.agreement_pending()), (RequestStatus::InProgress, true));
}

/// Resolution 23: an accepted request that moves to a pack without ratings waits for none.
#[test]
fn an_accepted_request_that_moves_waits_for_no_ratings() {
    let mut case = Case::at(RequestStatus::Accepted);
    case.world.pack = Preset::Confirmation.pack();
    let moved = migrate(&case, 98).expect("moved").state;
    let admin = case.world.actor(98);
    let closed = moved.settled(&case.world.context(&admin), &Settlement::default()).expect("closes");
    assert_eq!(closed.state.status, RequestStatus::Closed);
}

#[test]
fn drafts_and_what_has_ended_do_not_move_and_only_administrators_move() {
    for status in [RequestStatus::Closed, RequestStatus::Withdrawn] {
        let mut case = Case::at(status);
        case.world.pack = Preset::Register.pack();
        assert_eq!(rules(&migrate(&case, 98)), [Rule::PackFixed], "{status:?}");
    }
    let mut case = Case::at(RequestStatus::Submitted);
    case.world.pack = Preset::Register.pack();
    for who in [10, 12, 22, 99, 97] {
        assert!(matches!(migrate(&case, who), Err(Refusal::NotPermitted(_))), "{who}");
    }
    assert!(migrate(&case, 98).is_ok());
    case.request = under(Preset::Default, Priority::Critical, RequestKind::Collaboration).request;
    assert!(matches!(migrate(&case, 98), Err(Refusal::NotFound)), "a draft is its initiator's alone");
    let mut critical = under(Preset::Default, Priority::Critical, RequestKind::Collaboration);
    critical.submit();
    critical.world.pack = Preset::Register.pack();
    assert_eq!(rules(&migrate(&critical, 98)), [Rule::PriorityNotInPack]);
}

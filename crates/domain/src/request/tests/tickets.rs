//! Tickets: what they are submitted with, where they go, who sees them, what a large complaint owes, and the customer's score
//! (`customers.md`, Tickets; resolutions 26, 48, 64, 65, 66).

use super::owed::owed_now;
use super::*;
use crate::access::{Actor, PortalActor, may_see};
use crate::calendar::{Count, Length};
use crate::deadline::DeadlineKind;
use crate::ids::{CustomerId, PortalLinkId};
use crate::pack::Preset;
use crate::request::ability::Action;
use crate::request::ticket::Reception;
use crate::request::update::UpdateRequest;
use crate::routing::{Category, Routes, RoutingRule, SetRoute};
use crate::score::Score;
use crate::sealed::Sealed;

/// Who answers for the customer: an employee of department 4, which is no party.
const OWNER: u128 = 42;

fn customer() -> CustomerId {
    CustomerId::from_uuid(uuid::Uuid::from_u128(55))
}

fn link() -> PortalLinkId {
    PortalLinkId::from_uuid(uuid::Uuid::from_u128(66))
}

pub(super) fn whose() -> TicketPatch {
    TicketPatch { customer: Patch::Set(customer()), category: Patch::Set(line("售后问题")) }
}

pub(super) fn reception(routes: &Routes) -> Reception<'_> {
    Reception { customer: customer(), owner: person(OWNER), active: true, routes }
}

/// A rule that sends the category to the department.
fn routes(world: &World, category: Option<&str>, to: u128) -> Routes {
    let admin = world.actor(98);
    let input = SetRoute {
        category: category.map(|name| -> Category { line(name) }),
        department: Some(department(to)),
        in_force_from: None,
    };
    let set = RoutingRule::set(&world.context(&admin), &Routes::default(), input).expect("set");
    Routes::new([set.state])
}

fn input(parties: &[u128]) -> CreateRequest {
    let mut parties: Vec<_> = parties.iter().map(|number| super::input(*number, None)).collect();
    if let Some(first) = parties.first_mut() {
        first.lead = true;
    }
    CreateRequest {
        kind: RequestKind::CustomerTicket,
        parties,
        ticket: whose(),
        content: complete(),
        ..draft_input()
    }
}

fn drafted(parties: &[u128]) -> Case {
    Case::drafted(World::new(), input(parties))
}

fn submits(case: &Case, reception: Option<&Reception<'_>>) -> Outcome_ {
    case.tries(12, |request, ctx| Ok(request.prepare(ctx, None, Vec::new(), reception)?.complete(1)))
}

/// A ticket of the customer to departments 2 and 3, at this status.
pub(crate) fn ticket_at(status: RequestStatus) -> Case {
    let mut case = Case::drafted(
        World::new(),
        CreateRequest { kind: RequestKind::CustomerTicket, ticket: whose(), ..draft_input() },
    );
    case.go(status);
    case
}

fn found(outcome: Outcome_) -> Vec<(String, Rule)> {
    match outcome {
        Err(Refusal::Invalid(all)) => all.into_iter().map(|one| (one.path, one.reason.rule)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn without_a_party_it_goes_where_the_rule_in_force_says_resolution_65() {
    let case = drafted(&[]);
    let routes = routes(&case.world, Some("售后问题"), 2);
    let change = submits(&case, Some(&reception(&routes))).expect("submitted");
    let parties: Vec<_> = change.state.present().map(|party| (party.department, party.lead)).collect();
    assert_eq!(parties, [(department(2), true)]);
    assert_eq!(told(&change), ["RequestSubmitted", "TicketOpened"]);
    let ticket = change.state.ticket.as_deref().expect("a ticket");
    assert_eq!(ticket.route.map(|route| route.version), Some(1));
    let RequestFact::RequestSubmitted { parties, .. } = &change.facts[0] else { panic!("submitted first") };
    assert_eq!(parties.len(), 1, "the party is named where it is told");
    // A party on the form is asked as it stands there.
    let named = drafted(&[3]);
    let change = submits(&named, Some(&reception(&routes))).expect("submitted");
    assert_eq!(change.state.lead().map(|party| party.department), Some(department(3)));
    assert_eq!(change.state.ticket.as_deref().and_then(|ticket| ticket.route), None);
}

#[test]
fn it_may_go_to_the_department_that_registered_it_resolution_65() {
    let case = drafted(&[]);
    let routes = routes(&case.world, None, 1);
    let change = submits(&case, Some(&reception(&routes))).expect("submitted");
    assert_eq!(change.state.lead().map(|party| party.department), Some(department(1)));
}

#[test]
fn what_cannot_be_received_says_why() {
    let case = drafted(&[]);
    let none = Routes::default();
    assert_eq!(
        found(submits(&case, Some(&reception(&none)))),
        [("parties".to_owned(), Rule::NoRoute)],
        "no rule in force is one refusal"
    );
    let archived = Reception { active: false, ..reception(&none) };
    let refused = found(submits(&drafted(&[2]), Some(&archived)));
    assert_eq!(refused, [("customer".to_owned(), Rule::CustomerArchived)]);
    let unsaid = Case::drafted(World::new(), CreateRequest { ticket: TicketPatch::default(), ..input(&[2]) });
    let refused = found(submits(&unsaid, None));
    assert_eq!(refused, [("customer".to_owned(), Rule::Required), ("category".to_owned(), Rule::Required)]);
}

#[test]
fn only_tickets_have_a_customer_and_only_a_draft_changes_it() {
    let world = World::new();
    let actor = world.actor(12);
    let other = CreateRequest { ticket: whose(), ..draft_input() };
    let refused = Request::create(&world.context(&actor), other, &FormDefinition::default());
    assert_eq!(
        found(refused),
        [("customer".to_owned(), Rule::TicketsOnly), ("category".to_owned(), Rule::TicketsOnly)]
    );
    let update = |ticket, kind| UpdateRequest { kind, ticket, ..UpdateRequest::default() };
    let mut case = drafted(&[2]);
    let none = FormDefinition::default();
    case.did(12, |request, ctx| {
        let category = TicketPatch { category: Patch::Set(line("产品需求")), ..TicketPatch::default() };
        request.update(ctx, update(category, None), &none)
    });
    let category = case.request.ticket.as_deref().and_then(|ticket| ticket.category.clone());
    assert_eq!(category, Some(line("产品需求")));
    let turned = case.tries(12, |request, ctx| {
        request.update(ctx, update(TicketPatch::default(), Some(RequestKind::Collaboration)), &none)
    });
    assert_eq!(turned.expect("turned").state.ticket, None);
    let submitted = ticket_at(RequestStatus::Submitted);
    let late = submitted.tries(12, |request, ctx| request.update(ctx, update(whose(), None), &none));
    assert_eq!(rules(&late), [Rule::BindingField, Rule::BindingField]);
}

/// The customer's owner sees it whatever its departments are; the new one from the hand-over on, the former no more.
#[test]
fn the_owner_of_the_customer_sees_it() {
    let draft = drafted(&[2]);
    assert!(!may_see(&draft.world.actor(OWNER), &draft.request.audience()), "a draft is its initiator's");
    let mut case = ticket_at(RequestStatus::Submitted);
    let sees = |case: &Case, who| may_see(&case.world.actor(who), &case.request.audience());
    assert!(sees(&case, OWNER) && !sees(&case, 43));
    let over = |request: &Request, ctx: &Context<'_>| request.customer_handed_over(ctx, person(43));
    assert!(over(&case.request, &case.world.context(&case.world.actor(98))).is_err(), "the server's alone");
    let change = over(&case.request, &case.world.context(&Actor::Server)).expect("follows").expect("changes");
    assert_eq!(told(&change), ["TicketOwnerChanged"]);
    case.request = change.state;
    assert!(!sees(&case, OWNER) && sees(&case, 43));
    assert!(over(&case.request, &case.world.context(&Actor::Server)).expect("follows").is_none());
    let closed = ticket_at(RequestStatus::Closed);
    assert!(over(&closed.request, &closed.world.context(&Actor::Server)).expect("follows").is_none());
}

#[test]
fn parties_of_open_tickets_are_of_the_customers_circle_resolution_64() {
    let both = Some((customer(), [department(2), department(3)].into()));
    for status in RequestStatus::ALL {
        let case = ticket_at(status);
        let expected = if status.is_open() { both.clone() } else { None };
        assert_eq!(case.request.concerns(), expected, "{status:?}");
    }
    assert_eq!(Case::at(RequestStatus::Submitted).request.concerns(), None, "no ticket");
}

fn answer_within(preset: Preset, priority: Priority, kind: RequestKind) -> Option<Length> {
    let world = World { pack: preset.pack(), ..World::new() };
    let ticket = if kind == RequestKind::CustomerTicket { whose() } else { TicketPatch::default() };
    let mut case = Case::drafted(world, CreateRequest { kind, priority, ticket, ..draft_input() });
    case.submit();
    let owed = owed_now(&case);
    owed.iter().find(|owed| owed.kind == DeadlineKind::Response).map(|owed| owed.length)
}

/// 15 working minutes, under every pack; other priorities, and other requests, have what the pack says.
#[test]
fn a_large_complaint_is_answered_in_fifteen_minutes_under_every_pack() {
    let quarter = Some(Length::WorkingMinutes { count: Count::FIFTEEN });
    for preset in Preset::ALL {
        let ticket = |priority| answer_within(preset, priority, RequestKind::CustomerTicket);
        assert_eq!(ticket(Priority::Critical), quarter, "{preset:?}");
        let own = preset.pack().length(DeadlineKind::Response, Priority::High);
        assert_eq!(ticket(Priority::High), own, "{preset:?}");
    }
    let request = answer_within(Preset::Default, Priority::Critical, RequestKind::Collaboration);
    assert_eq!(request, quarter, "as the default pack has it");
}

/// Resolution 26: title, details and due date are enough, the party comes from the rule.
#[test]
fn a_large_complaint_needs_few_fields_resolution_26() {
    let short = ContentPatch { background: Patch::Keep, goal: Patch::Keep, ..complete() };
    let mut input = CreateRequest { priority: Priority::Critical, content: short, ..input(&[]) };
    let case = Case::drafted(World::new(), input.clone());
    let routes = routes(&case.world, None, 2);
    let change = submits(&case, Some(&reception(&routes))).expect("submitted");
    assert!(change.state.completion_owed);
    input.priority = Priority::High;
    let refused = found(submits(&Case::drafted(World::new(), input), Some(&reception(&routes))));
    assert_eq!(refused, [("background".to_owned(), Rule::Required), ("goal".to_owned(), Rule::Required)]);
}

/// Whoever holds a link of the ticket.
fn at_portal(request: RequestId) -> Actor {
    Actor::Portal(PortalActor { link: link(), request })
}

fn rates(case: &Case, of: RequestId, mark: i64) -> Outcome_ {
    let portal = at_portal(of);
    let ctx = case.world.context(&portal);
    let words = Sealed::of("很满意", &case.world.ids);
    case.request.rate_ticket(&ctx, Score::new(mark).expect("1 to 5"), Some(words.reference().clone()))
}

/// Resolution 66: once, from `DELIVERED` until archived, by the customer alone.
#[test]
fn the_customer_rates_once_from_delivered_until_archived_resolution_66() {
    for status in RequestStatus::ALL {
        let case = ticket_at(status);
        let admitted =
            matches!(status, RequestStatus::Delivered | RequestStatus::Accepted | RequestStatus::Closed);
        let outcome = rates(&case, case.request.id, 5);
        assert_eq!(outcome.is_ok(), admitted, "{status:?}");
        assert!(admitted || is_state(&outcome), "{status:?}: {outcome:?}");
    }
    let mut case = ticket_at(RequestStatus::Delivered);
    let change = rates(&case, case.request.id, 4).expect("rated");
    let event = &change.events()[0];
    assert_eq!((event.event_type.as_str(), event.external), ("TicketRated", true));
    assert!(!event.payload().contains("很满意"), "words of somebody outside stand beside the record");
    case.request = change.state;
    assert_eq!(rules(&rates(&case, case.request.id, 1)), [Rule::AlreadyRated]);
    for who in [12, 22, 20, 10, OWNER] {
        let employee = case.world.actor(who);
        let refused = case.request.can(Action::RateTicket, &case.world.context(&employee));
        assert!(matches!(refused, Err(Refusal::NotPermitted(_))), "{who}");
    }
}

/// The holder of a link can do the one thing, and nothing else is there for them: of this ticket or another.
#[test]
fn at_the_portal_nothing_else_is_there() {
    for status in RequestStatus::ALL {
        let case = ticket_at(status);
        let (own, other) = (at_portal(case.request.id), at_portal(RequestId::from_uuid(uuid::Uuid::nil())));
        for action in Action::ALL.iter().filter(|action| **action != Action::RateTicket) {
            for actor in [&own, &other] {
                let verdict = case.request.can(*action, &case.world.context(actor));
                assert_eq!(verdict, Err(Refusal::NotFound), "{status:?} {action:?}");
            }
        }
        let foreign = case.request.can(Action::RateTicket, &case.world.context(&other));
        assert_eq!(foreign, Err(Refusal::NotFound), "{status:?}");
        assert!(case.request.abilities(&case.world.context(&own)).is_empty());
    }
}

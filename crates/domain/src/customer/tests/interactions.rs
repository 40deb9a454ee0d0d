//! Interactions: worked example 6, what is refused, and what is masked on its way out.

use super::interaction::{InteractionPatch, MAX_MEASURES};
use super::*;
use crate::event::Fact;
use crate::progress_report::Linked;

#[test]
fn worked_example_6() {
    let world = World::new();
    let customer = created(&world);
    let Recorded { interaction, customer } =
        record(&world, OWNER, &customer, new_interaction()).expect("recorded");
    let record = interaction.state.record();
    assert_eq!((record.at, record.channel), (world.now.get(), Channel::Phone));
    assert_eq!(record.measures.len(), 2);
    // 2024-05-12 is a Sunday: due at the midnight that ends it, with a warning.
    assert_eq!(record.next_contact.map(|next| next.at), Some(instant("2024-05-13T00:00:00+08:00")));
    assert_eq!(interaction.warnings.iter().map(|one| one.rule).collect::<Vec<_>>(), [Rule::NotAWorkingDay]);
    assert_eq!(customer.state.record().latest.and_then(|latest| latest.next), record.next_contact);
    assert!(
        interaction.facts.iter().all(Fact::external) && interaction.events().iter().all(|one| one.external),
        "S1-37"
    );
    assert!(customer.events().iter().all(|one| !one.external));
}

type Spoil = fn(&mut NewInteraction);

#[test]
fn what_is_refused_names_its_place() {
    let world = World::new();
    let customer = created(&world);
    let rows: [(Spoil, &str, Rule); 7] = [
        (|new| new.at = Some(instant("2024-05-06T09:00:01+08:00")), "at", Rule::OutOfRange),
        (|new| new.measures[1].department = department(77), "measures.1.department", Rule::Unknown),
        (|new| new.measures = vec![new.measures[0].clone(); MAX_MEASURES + 1], "measures", Rule::TooMany),
        (|new| new.follow_up_by = Some(person(OTHER)), "followUpBy", Rule::OutsideDepartments),
        (|new| new.follow_up_by = Some(person(1_000)), "followUpBy", Rule::Unknown),
        (
            |new| new.next_contact = Some(NewDue::At(instant("2024-05-06T09:00:00+08:00"))),
            "nextContactAt",
            Rule::InThePast,
        ),
        (|new| new.plan = Some(text("联系 zhou.qi@abc.example")), "plan", Rule::ContainsMasked),
    ];
    for (spoil, path, rule) in rows {
        let mut new = new_interaction();
        spoil(&mut new);
        let refused = record(&world, OWNER, &customer, new).expect_err("refused");
        let Refusal::Invalid(found) = refused else { panic!("{refused:?}") };
        let found: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.reason.rule)).collect();
        assert_eq!(found, [(path, rule)]);
    }
}

/// S1-101: with `confirmMasked` it is recorded, and the value stands in no text and no event.
#[test]
fn what_is_confirmed_is_recorded_masked_s1_101() {
    let world = World::new();
    let customer = created(&world);
    let mut new = new_interaction();
    new.subject = line("回电13800138000");
    new.wants = Some(text("发到 ZHOU.QI@abc.example"));
    new.measures[0].matter = line("加微信zhouqi_abc");
    let refused = record(&world, OWNER, &customer, new.clone()).expect_err("refused");
    assert_eq!(rules(&refused), [Rule::ContainsMasked; 3]);
    new.confirm_masked = true;
    let change = record(&world, OWNER, &customer, new).expect("recorded").interaction;
    let record = change.state.record();
    assert_eq!(record.subject.as_str(), "回电138****8000");
    assert_eq!(record.wants.as_ref().map(ToString::to_string).as_deref(), Some("发到 z***@abc.example"));
    assert_eq!(record.measures[0].matter.as_str(), "加微信z***");
    let payload = change.events()[0].payload();
    assert!(!payload.contains("13800138000") && !payload.contains("zhouqi"), "{payload}");
}

#[test]
fn a_correction_moves_the_follow_up_of_the_latest_alone() {
    let world = World::new();
    let customer = created(&world);
    let first = record(&world, OWNER, &customer, new_interaction()).expect("recorded");
    let second = record(&world, OWNER, &first.customer.state, new_interaction()).expect("recorded");
    let (first, second, customer) =
        (first.interaction.state, second.interaction.state, second.customer.state);
    let masker = Masker::default();
    let update = |interaction: &Interaction, patch| {
        with(&world, EDITOR, |ctx| interaction.update(ctx, &customer, &masker, patch))
    };
    let on = |day: &str| Patch::Set(NewDue::On(day.parse().expect("a date")));
    let next = |next_contact| InteractionPatch { next_contact, ..InteractionPatch::default() };
    let updated = update(&second, next(on("2024-05-14"))).expect("moved");
    let latest = updated.customer.expect("the follow-up moved").state.record().latest.expect("there");
    assert_eq!(latest.next.map(|next| next.at), Some(instant("2024-05-14T18:00:00+08:00")));
    assert_eq!(rules(&update(&first, next(on("2024-05-14"))).expect_err("passed")), [Rule::FollowUpPassed]);
    assert_eq!(
        rules(&update(&second, next(on("2024-05-12"))).expect_err("the same")),
        [Rule::NothingChanged]
    );
    assert_eq!(rules(&update(&second, next(on("2024-05-01"))).expect_err("past")), [Rule::InThePast]);
    let cleared = update(&second, next(Patch::Clear)).expect("cleared").customer.expect("moved");
    assert_eq!(cleared.state.record().latest.and_then(|latest| latest.next), None);
    let told = InteractionPatch {
        wants: Patch::Set(text("交付周期已确认")),
        plan: Patch::Clear,
        ..InteractionPatch::default()
    };
    let updated = update(&first, told).expect("corrected");
    assert!(updated.customer.is_none() && updated.interaction.facts.iter().all(Fact::external));
    let subject = InteractionPatch { subject: Patch::Clear, ..InteractionPatch::default() };
    assert_eq!(rules(&update(&first, subject).expect_err("named")), [Rule::Required]);
    let other = with(&world, OTHER, |ctx| first.can(interaction::Action::Update, ctx));
    assert_eq!(other, Err(Refusal::NotFound));
}

fn task(number: u128) -> Linked {
    Linked::Task(crate::ids::TaskId::from_uuid(uuid::Uuid::from_u128(number)))
}

/// S1-89, resolution 74: once, by who keeps the customer or edits for the measure's department, while it is worked with.
#[test]
fn a_measure_becomes_something_once_s1_89() {
    let world = World::new();
    let customer = ticketed(&world);
    let interaction =
        record(&world, OWNER, &customer, new_interaction()).expect("recorded").interaction.state;
    let link = |interaction: &Interaction, who, number, ticket_of| {
        with(&world, who, |ctx| interaction.link(ctx, number, task(7), ticket_of))
    };
    for (who, allowed) in
        [(OWNER, true), (EDITOR, true), (HEAD, true), (PARTY, true), (VIEWER, false), (AUDITOR, false)]
    {
        let linked = link(&interaction, who, 1, None);
        assert_eq!(linked.is_ok(), allowed, "{who}");
        let refused = linked.err().into_iter().flat_map(|refused| rules(&refused));
        assert!(refused.eq((!allowed).then_some(Rule::RoleMissing)), "{who}");
    }
    assert_eq!(
        rules(&link(&interaction, PARTY, 2, None).expect_err("another department's")),
        [Rule::RoleMissing]
    );
    assert_eq!(link(&interaction, OTHER, 2, None).expect_err("unseen"), Refusal::NotFound);
    assert_eq!(rules(&link(&interaction, OWNER, 3, None).expect_err("no such measure")), [Rule::Unknown]);
    let elsewhere = Some(crate::ids::CustomerId::from_uuid(uuid::Uuid::from_u128(77)));
    let refused = link(&interaction, OWNER, 1, elsewhere).expect_err("another customer's ticket");
    assert_eq!(rules(&refused), [Rule::Unknown]);
    let change = link(&interaction, OWNER, 1, Some(customer.record().id)).expect("a ticket of this customer");
    assert_eq!(change.state.record().measures[0].linked, Some(task(7)));
    assert!(change.facts.iter().all(Fact::external), "S1-37");
    assert_eq!(rules(&link(&change.state, OWNER, 1, None).expect_err("once")), [Rule::AlreadyOnRecord]);
    let mut circle = interaction.circle().clone();
    circle.state = CustomerState::Archived;
    let archived = Interaction::restore(interaction.into_record(), circle);
    assert!(
        matches!(link(&archived, OWNER, 1, None), Err(Refusal::State(state)) if state.status == "ARCHIVED")
    );
}

/// A correction keeps the number of what stays and gives no number twice; what became something stays as it was.
#[test]
fn a_correction_keeps_what_a_measure_became_s1_89() {
    let world = World::new();
    let customer = created(&world);
    let recorded = record(&world, OWNER, &customer, new_interaction()).expect("recorded").interaction.state;
    let linked = with(&world, OWNER, |ctx| recorded.link(ctx, 1, task(7), None)).expect("linked").state;
    let update = |measures: Patch<Vec<NewMeasure>>| {
        let patch = InteractionPatch { measures, ..InteractionPatch::default() };
        with(&world, OWNER, |ctx| linked.update(ctx, &customer, &Masker::default(), patch))
    };
    let [first, second]: [NewMeasure; 2] = new_interaction().measures.try_into().expect("two");
    let other = NewMeasure { matter: line("回访客户"), ..second.clone() };
    for gone in [
        Patch::Clear,
        Patch::Set(vec![second.clone()]),
        Patch::Set(vec![NewMeasure { on: second.on, ..first.clone() }]),
    ] {
        assert_eq!(rules(&update(gone).expect_err("linked")), [Rule::AlreadyOnRecord]);
    }
    let updated = update(Patch::Set(vec![other, first.clone(), first])).expect("corrected").interaction.state;
    let shown: Vec<_> = updated.record().measures.iter().map(|one| (one.number, one.linked)).collect();
    assert_eq!(shown, [(3, None), (1, Some(task(7))), (4, None)]);
}

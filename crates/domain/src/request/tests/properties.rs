//! Random histories: whatever people do in whatever order, the invariants hold after every step.

use proptest::prelude::*;

use super::*;
use crate::request::decide_resource::DecideResource;
use crate::request::flow::back;
use crate::request::parties::{AddParty, RemoveParty, Reroute};
use crate::request::signature::SignOffPurpose;

/// Somebody does something; refused ones change nothing.
fn act(case: &mut Case, who: u128, what: u8, tally: &mut TaskTally) {
    let actor = case.world.actor(who);
    let ctx = case.world.context(&actor);
    let request = &case.request;
    let some_party =
        request.parties.get(usize::from(what) % request.parties.len().max(1)).map(|party| party.id);
    let (Some(party), Some(need)) = (some_party, request.form.content.resource_needs.first()) else { return };
    let reason = || text("理由");
    let outcome: Result<Option<Change<Request>>, Refusal> = match what % 20 {
        0..=2 => request.respond(&ctx, accepted()).map(Some),
        3 => request.respond(&ctx, changes()).map(Some),
        4 => request.respond(&ctx, declined()).map(Some),
        5 => request.revise(&ctx, goal(&format!("目标{}", request.version))).map(Some),
        6 => request.revise(&ctx, Revise { answer: Some(reason()), ..Revise::default() }).map(Some),
        7..=9 => request.sign(&ctx, Sign::default(), &Key).map(Some),
        10 => request.add_party(&ctx, AddParty { party: input(4, None), reason: None }).map(Some),
        11 => request
            .remove_party(
                &ctx,
                RemoveParty {
                    party,
                    new_lead: request.parties.last().map(|last| last.id),
                    reason: None,
                    open_tasks: 0,
                },
            )
            .map(Some),
        12 => {
            let to = input(4, None);
            request.reroute(&ctx, Reroute { party, to, reason: None, open_tasks: 0 }).map(Some)
        }
        13 => request.name_lead(&ctx, party).map(Some),
        14 => {
            tally.open += 1;
            let outcome = request.task_started(&ctx, task());
            if outcome.is_err() {
                tally.open -= 1;
            }
            outcome
        }
        15 if tally.open > 0 && request.has_begun() => {
            tally.open -= 1;
            tally.delivered += 1;
            request.tasks_changed(&ctx, *tally)
        }
        16 => request
            .decide_resource(&ctx, DecideResource { need: need.id, approved: true, note: None })
            .map(Some),
        17 => request.name_liaison(&ctx, NameLiaison { party: Some(party), liaison: person(who) }).map(Some),
        18 => request.block(&ctx, reason()).or_else(|_| request.unblock(&ctx, None)).map(Some),
        _ => request.accept(&ctx, acceptance(), &delivered(), &Key).map(Some),
    };
    if let Ok(Some(change)) = outcome {
        assert_eq!(change.state.version, case.request.version + 1);
        assert!(!change.facts.is_empty(), "no change without an event");
        case.request = change.state;
    }
}

fn holds(case: &Case, tally: &TaskTally) {
    let request = &case.request;
    let front = request.front(&case.world.pack);
    if request.status.is_open() {
        assert_eq!(request.agreement, front, "agreement is `front`");
        match request.status {
            RequestStatus::InProgress | RequestStatus::Delivered => {
                assert_eq!(request.status, back(*tally), "the status is `back`");
            }
            RequestStatus::Accepted => {}
            status => assert_eq!(status, front, "the status is `front`"),
        }
    }
    assert_eq!(
        request.present().filter(|party| party.lead).count(),
        usize::from(request.present().count() > 0)
    );
    let last_change = request.revisions.iter().rev().find(|one| one.kind == record::RevisionKind::Change);
    let agreed = request.signatures.iter().filter(|sign| sign.purpose == SignOffPurpose::Agreement);
    for sign in agreed {
        let old = last_change.is_some_and(|revision| sign.revision < revision.number);
        assert_eq!(sign.counts(), !old, "no signature survives a change of content");
    }
    let numbers: Vec<u32> = request.revisions.iter().map(|revision| revision.number).collect();
    assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<_>>());
    for revision in &request.revisions {
        assert_eq!(Digest::of(revision.content.as_bytes()), revision.digest);
    }
    let text = serde_json::to_string(&**request).expect("JSON");
    assert_eq!(serde_json::from_str::<Record>(&text).expect("the record reads back"), **request);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn invariants_hold_after_every_step(steps in prop::collection::vec((0_usize..9, 0_u8..80), 1..60)) {
        let people = [12, 22, 32, 10, 20, 30, 40, 42, 99];
        let mut case = Case::at(RequestStatus::Submitted);
        let mut tally = TaskTally::default();
        for (who, what) in steps {
            act(&mut case, people[who], what, &mut tally);
            holds(&case, &tally);
        }
    }
}

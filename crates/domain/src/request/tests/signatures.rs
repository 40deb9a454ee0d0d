//! Signatures: what they cover, whose they are, and that anybody can verify them (resolutions 8, 12, 54, 68).

use super::*;
use crate::request::content;
use crate::request::signature::{STATEMENT_CONTEXT, SignOff, SignOffPurpose, SignerRole};

/// Whoever reads content and statement can verify both without asking anything else.
#[test]
fn signatures_verify_from_what_can_be_read() {
    let case = Case::at(RequestStatus::Confirmed);
    assert_eq!(case.request.signatures.len(), 3);
    for sign in &case.request.signatures {
        let revision = &case.request.revisions[0];
        assert_eq!(Digest::of(revision.content.as_bytes()), sign.digest);
        let statement = sign.statement(case.request.id);
        assert!(statement.starts_with(STATEMENT_CONTEXT));
        assert_eq!(Digest::of(statement.as_bytes()).as_str(), sign.signature);
        let mut other = sign.clone();
        other.signer = person(13);
        assert_ne!(other.statement(case.request.id), statement);
    }
    let roles: Vec<_> = case.request.signatures.iter().map(|sign| sign.role).collect();
    assert_eq!(roles, [SignerRole::Head; 3]);
}

/// The signed fields are exactly those of resolution 8, with code and revision.
#[test]
fn exactly_the_content_is_signed() {
    let case = Case::at(RequestStatus::Submitted);
    let signed: serde_json::Value = serde_json::from_str(&case.request.revisions[0].content).expect("JSON");
    let names: Vec<_> = signed.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = [
        "background",
        "code",
        "customFields",
        "deliverables",
        "details",
        "dueOn",
        "goal",
        "milestones",
        "neededFromInitiator",
        "parties",
        "resourceNeeds",
        "revision",
        "startOn",
    ];
    assert_eq!(names, expected);
}

/// The digest does not depend on how a text was composed.
#[test]
fn the_digest_is_stable_under_normalisation() {
    let digest = |raw: &str| {
        let mut input = draft_input();
        input.content.goal = Patch::Set(text(raw));
        let mut case = Case::drafted(World::new(), input);
        case.go(RequestStatus::Submitted);
        let mut record = (*case.request).clone();
        record.form.content.resource_needs.clear();
        content::signed(&record, 1).1
    };
    assert_eq!(digest("caf\u{e9}"), digest("cafe\u{301}"));
    assert_ne!(digest("cafe"), digest("caf\u{e9}"));
}

/// Resolution 68: one person who heads two sides signs once for each; a deputy signs as deputy.
#[test]
fn one_signature_for_each_side() {
    let mut case = Case::at(RequestStatus::Agreed);
    case.did(11, |request, ctx| request.sign(ctx, Sign::default(), &Key));
    assert_eq!(case.request.signatures[0].role, SignerRole::Deputy);
    let twice = case.tries(10, |request, ctx| request.sign(ctx, Sign::default(), &Key));
    assert_eq!(rules(&twice), [Rule::AlreadySigned]);
    let foreign = Sign { department: Some(department(3)), revision: None };
    let refused = case.tries(20, |request, ctx| request.sign(ctx, foreign, &Key));
    assert_eq!(rules(&refused), [Rule::RoleMissing]);
    let stale = Sign { department: None, revision: Some(7) };
    assert_eq!(rules(&case.tries(20, |request, ctx| request.sign(ctx, stale, &Key))), [Rule::RevisionMoved]);
}

/// Resolution 12: the acceptance is signed over what was accepted.
#[test]
fn the_acceptance_is_signed() {
    let case = Case::at(RequestStatus::Accepted);
    let sign = case.request.signatures.last().expect("a signature");
    assert_eq!((sign.purpose, sign.role), (SignOffPurpose::Acceptance, SignerRole::Initiator));
    let acceptance = case.request.acceptance.as_ref().expect("accepted");
    assert_eq!(Digest::of(acceptance.content.as_bytes()), sign.digest);
}

/// Resolution 54: signatures stay as record when a request is withdrawn.
#[test]
fn withdrawal_keeps_signatures() {
    let mut case = Case::at(RequestStatus::Confirmed);
    case.did(12, |request, ctx| request.withdraw(ctx, text("预算取消")));
    assert!(case.request.signatures.iter().all(SignOff::counts));
}

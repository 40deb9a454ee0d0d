//! Links: who issues and revokes them, how long they hold, and that nothing of the secret is kept (resolution 66, X26).

use super::*;
use crate::access::Actor;
use crate::command::{Change, Context};
use crate::error::{Refusal, Rule};
use crate::ids::IdSource;
use crate::request::Request;
use crate::request::status::RequestStatus;
use crate::request::tests::Case;
use crate::request::tests::tickets::ticket_at;

const DAY: i64 = 86_400;

fn with<T>(case: &Case, who: u128, act: impl FnOnce(&Request, &Context<'_>) -> T) -> T {
    let actor = if who == 0 { Actor::Server } else { case.world.actor(who) };
    act(&case.request, &case.world.context(&actor))
}

fn issue(
    case: &Case,
    who: u128,
    expires_at: Option<Instant>,
) -> Result<(Change<PortalLink>, Token), Refusal> {
    let new = NewLink { id: None, expires_at };
    with(case, who, |ticket, ctx| PortalLink::issue(ctx, ticket, 0, &new))
}

fn issued(case: &Case) -> PortalLink {
    issue(case, 12, None).expect("issued").0.state
}

fn rules(refusal: &Refusal) -> Vec<Rule> {
    match refusal {
        Refusal::State(conflict) => conflict.missing.iter().map(|reason| reason.rule).collect(),
        Refusal::Invalid(all) => all.iter().map(|violation| violation.reason.rule).collect(),
        Refusal::NotPermitted(reason) => vec![reason.rule],
        Refusal::NotFound => Vec::new(),
    }
}

/// The initiator, the parties and the customer's owner; administrators revoke.
#[test]
fn who_issues_and_who_revokes() {
    let case = ticket_at(RequestStatus::Submitted);
    let link = issued(&case);
    for (who, issues, revokes) in [
        (12, true, true),
        (22, true, true),
        (20, true, true),
        (32, true, true),
        (42, true, true),
        (10, false, false),
        (13, false, false),
        (97, false, false),
        (98, false, true),
        (99, false, false),
    ] {
        assert_eq!(issue(&case, who, None).is_ok(), issues, "{who} issues");
        assert_eq!(
            with(&case, who, |ticket, ctx| link.can_revoke(ctx, ticket)).is_ok(),
            revokes,
            "{who} revokes"
        );
    }
    assert_eq!(issue(&case, 43, None).map(drop), Err(Refusal::NotFound));
    assert_eq!(with(&case, 43, |ticket, ctx| link.can_revoke(ctx, ticket)), Err(Refusal::NotFound));
    let request = Case::at(RequestStatus::Submitted);
    assert!(issue(&request, 12, None).is_err(), "tickets alone have a portal");
}

#[test]
fn the_secret_is_shown_and_only_its_digest_is_kept_x26() {
    let case = ticket_at(RequestStatus::Submitted);
    let (change, token) = issue(&case, 12, None).expect("issued");
    let text = token.reveal().to_owned();
    assert_eq!(text.len(), 47);
    assert_eq!(Token::parse(&text).map(|token| token.digest()), Some(change.state.record().digest.clone()));
    let kept = serde_json::to_string(change.state.record()).expect("JSON");
    assert!(!kept.contains(&text[4..]) && !format!("{token:?}").contains(&text[4..]));
    let told = change.events()[0].payload();
    assert!(!told.contains(&text[4..]) && !told.contains(change.state.record().digest.as_str()));
    for other in ["", "lpl_", "lpl_abc", &text[4..], &format!("{text}="), &text.replace("lpl_", "lpl ")] {
        assert_eq!(Token::parse(other), None, "{other}");
    }
    let hex = case.world.ids.secret();
    assert_eq!(hex.len(), 32, "256 bits");
}

/// To the second: what was chosen, a year, 90 days after the end, whichever comes first.
#[test]
fn it_ends_to_the_second() {
    let case = ticket_at(RequestStatus::Submitted);
    let now = case.world.now.get();
    let chosen = issue(&case, 12, Some(now.plus_seconds(100))).expect("issued").0.state;
    let record = chosen.record();
    assert!(record.opens(&case.request, now.plus_seconds(99)).is_some());
    assert!(record.opens(&case.request, now.plus_seconds(100)).is_none());
    assert_eq!(issued(&case).record().ends_at(&case.request), now.plus_seconds(365 * DAY));

    let closed = ticket_at(RequestStatus::Closed);
    let ended = closed.request.times.ended_at.expect("closed");
    let record = PortalLinkRecord { request: closed.request.id, ..issued(&case).into_record() };
    assert_eq!(record.ends_at(&closed.request), ended.plus_seconds(90 * DAY));
    assert!(record.opens(&closed.request, ended.plus_seconds(90 * DAY - 1)).is_some());
    assert!(record.opens(&closed.request, ended.plus_seconds(90 * DAY)).is_none());
    let other = PortalLinkRecord { request: crate::ids::fresh(&case.world.ids), ..record };
    assert!(other.opens(&closed.request, ended).is_none(), "of another ticket");
}

#[test]
fn how_long_a_link_can_be_asked_for() {
    let case = ticket_at(RequestStatus::Submitted);
    let now = case.world.now.get();
    for (seconds, rule) in [(0, Rule::InThePast), (-1, Rule::InThePast), (365 * DAY + 1, Rule::OutOfRange)] {
        let refused = issue(&case, 12, Some(now.plus_seconds(seconds))).expect_err("refused");
        assert_eq!(rules(&refused), [rule], "{seconds}");
    }
    let new = NewLink { id: None, expires_at: None };
    let many = with(&case, 12, |ticket, ctx| PortalLink::issue(ctx, ticket, MAX_LINKS, &new)).map(drop);
    assert_eq!(rules(&many.expect_err("refused")), [Rule::TooMany]);
    let closed = ticket_at(RequestStatus::Archived);
    let ended = closed.request.times.ended_at.expect("closed");
    let again = issue(&closed, 12, None).expect("re-issued after the end").0.state;
    assert_eq!(again.record().expires_at, ended.plus_seconds(90 * DAY));
    closed.world.now.set(ended.plus_seconds(90 * DAY));
    assert_eq!(rules(&issue(&closed, 12, None).expect_err("refused")), [Rule::PortalClosed]);
    assert!(issue(&ticket_at(RequestStatus::Draft), 12, None).is_err(), "a draft has no code to show");
}

#[test]
fn what_is_revoked_opens_nothing_and_stays_revoked() {
    let case = ticket_at(RequestStatus::Submitted);
    let link = issued(&case);
    let change = with(&case, 22, |ticket, ctx| link.revoke(ctx, ticket, None)).expect("revoked");
    assert_eq!(change.events()[0].changes[0].field, "revokedAt");
    let revoked = change.state;
    assert!(revoked.record().opens(&case.request, case.world.now.get()).is_none());
    let again = with(&case, 22, |ticket, ctx| revoked.revoke(ctx, ticket, None)).map(drop);
    assert_eq!(rules(&again.expect_err("refused")), [Rule::LinkEnded]);
}

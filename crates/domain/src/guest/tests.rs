//! Guests: who invites whom to what, for how long, who ends it, and what they say (`customers.md`, Guests; resolution 67; S1-34 to
//! S1-38; T21). What a scope opens is tested beside the policy (`access`).

use std::collections::BTreeMap;

use super::*;
use crate::command::Context;
use crate::comment::{Comment, NewComment, NewGuestComment, Place, SaidByGuest};
use crate::customer::masking::Masker;
use crate::customer::personal::{Mail, PersonName};
use crate::customer::{Customer, NewCustomer};
use crate::error::{Refusal, Rule};
use crate::event::Fact as _;
use crate::ids::RequestId;
use crate::patch::Patch;
use crate::request::Request;
use crate::request::kind::Visibility;
use crate::request::record::Record;
use crate::request::status::RequestStatus;
use crate::request::tests::Case;
use crate::task::tests::{rules, text, with};
use crate::testing::{World, line};

const DAY: i64 = 86_400;

/// What the server does with a guest by itself.
type Act<'a> = dyn Fn(&Context<'_>) -> Result<Option<Change<Guest>>, Refusal> + 'a;

/// Answers for the customer; of department 4, which is no party.
pub(crate) const OWNER: u128 = 42;
const NAME: &str = "周琦";
const MAIL: &str = "zhou.qi@abc.example";

/// The customer to whose archive the guests of these tests belong.
pub(crate) fn archive(world: &World) -> Customer {
    let new = NewCustomer {
        id: None,
        name: line("ABC科技有限公司"),
        industry: None,
        level: None,
        owner: None,
        department: None,
        tags: Vec::new(),
    };
    with(world, OWNER, |ctx| Customer::create(ctx, new, false)).expect("created").state
}

/// A guest whom somebody invited, whoever they are.
pub(crate) fn guest_of(world: &World, host: u128, customer: &Customer) -> Guest {
    let new = new(world, &[], &[customer]);
    let shared =
        Shared { requests: &[], customers: std::slice::from_ref(customer), guests: &BTreeMap::new() };
    let invited = with(world, OWNER, |ctx| Guest::invite(ctx, Some(customer), shared, &new));
    let mut record = invited.expect("invited").0.state.into_record();
    record.invited_by = crate::testing::person(host);
    Guest::restore(record, customer.circle())
}

fn new(world: &World, requests: &[&Request], customers: &[&Customer]) -> NewGuest {
    NewGuest {
        id: None,
        name: PersonName::new(NAME).expect("a name"),
        mail: Mail::new(MAIL).expect("an address"),
        customer: crate::ids::CustomerId::from_uuid(uuid::Uuid::nil()),
        requests: requests.iter().map(|request| request.id).collect(),
        customers: customers.iter().map(|customer| customer.record().id).collect(),
        expires_at: world.now.get().plus_seconds(30 * DAY),
    }
}

type Invited = Result<(Change<Guest>, Token), Refusal>;

/// Invites somebody to the request of the case.
fn invite(case: &Case, who: u128, alter: impl FnOnce(&mut NewGuest)) -> Invited {
    let customer = archive(&case.world);
    let mut new = new(&case.world, &[&case.request], &[]);
    alter(&mut new);
    let shared = Shared {
        requests: std::slice::from_ref(&case.request),
        customers: std::slice::from_ref(&customer),
        guests: &BTreeMap::new(),
    };
    with(&case.world, who, |ctx| Guest::invite(ctx, Some(&customer), shared, &new))
}

fn invited(case: &Case) -> Guest {
    let guest = invite(case, 12, |_| ()).expect("invited").0.state;
    Guest::restore(guest.record, guest.circle)
}

/// Changes what is stored of the request.
fn alter(case: &mut Case, change: impl FnOnce(&mut Record)) {
    let mut record = Record::clone(&case.request);
    change(&mut record);
    case.request = Request::restore(record);
}

fn refusal<T>(result: Result<T, Refusal>) -> Vec<Rule> {
    rules(&result.err().expect("refused"))
}

fn case() -> Case {
    Case::at(RequestStatus::Submitted)
}

/// The initiating department 1 and the party 2 with their liaisons, managers and editors; nobody else, auditors neither.
#[test]
fn who_invites_to_a_request() {
    let case = case();
    for who in [10, 11, 12, 13, 20, 21, 22, 23] {
        assert!(invite(&case, who, |_| ()).is_ok(), "{who}");
    }
    for who in [14, 24, 97, 98, 99] {
        assert_eq!(refusal(invite(&case, who, |_| ())), [Rule::RoleMissing], "{who}");
    }
    assert_eq!(invite(&case, 43, |_| ()).map(drop), Err(Refusal::NotFound), "who does not see it");
    let unknown = |new: &mut NewGuest| new.requests = vec![RequestId::from_uuid(uuid::Uuid::from_u128(5))];
    assert_eq!(invite(&case, 12, unknown).map(drop), Err(Refusal::NotFound), "answers the same");
}

/// Whoever keeps the customer shares what is said to it.
#[test]
fn who_invites_to_a_customer() {
    let world = World::new();
    let customer = archive(&world);
    let new = new(&world, &[], &[&customer]);
    let shared =
        Shared { requests: &[], customers: std::slice::from_ref(&customer), guests: &BTreeMap::new() };
    for (who, expected) in [(OWNER, true), (43, true), (40, true), (44, false), (12, false), (98, false)] {
        let invited = with(&world, who, |ctx| Guest::invite(ctx, Some(&customer), shared, &new));
        assert_eq!(invited.is_ok(), expected, "{who}");
    }
}

#[test]
fn nothing_confidential_is_shared() {
    let mut case = case();
    alter(&mut case, |record| record.form.visibility = Visibility::Participants);
    assert_eq!(refusal(invite(&case, 12, |_| ())), [Rule::Confidential]);
}

/// At most 90 days, to the second; a scope that is not empty; a customer that is worked with.
#[test]
fn what_an_invitation_has_to_say() {
    let case = case();
    let now = case.world.now.get();
    let until = |seconds| move |new: &mut NewGuest| new.expires_at = now.plus_seconds(seconds);
    assert!(invite(&case, 12, until(90 * DAY)).is_ok());
    assert_eq!(refusal(invite(&case, 12, until(90 * DAY + 1))), [Rule::OutOfRange]);
    assert_eq!(refusal(invite(&case, 12, until(0))), [Rule::InThePast]);
    assert_eq!(refusal(invite(&case, 12, |new| new.requests.clear())), [Rule::Required]);
    let twice = |new: &mut NewGuest| new.requests.push(new.requests[0]);
    assert_eq!(refusal(invite(&case, 12, twice)), [Rule::Duplicate]);
    let new = new(&case.world, &[&case.request], &[]);
    let try_in = |belongs_to: Option<&Customer>, guests: &BTreeMap<uuid::Uuid, usize>| {
        let shared = Shared { requests: std::slice::from_ref(&case.request), customers: &[], guests };
        with(&case.world, 12, |ctx| Guest::invite(ctx, belongs_to, shared, &new))
    };
    let (customer, none) = (archive(&case.world), BTreeMap::new());
    let full = BTreeMap::from([(case.request.id.uuid(), MAX_GUESTS)]);
    assert_eq!(refusal(try_in(None, &none)), [Rule::Unknown]);
    assert_eq!(refusal(try_in(Some(&customer), &full)), [Rule::TooMany]);
    let mut record = customer.into_record();
    record.state = crate::customer::CustomerState::Archived;
    let customer = Customer::restore(record);
    assert_eq!(refusal(try_in(Some(&customer), &none)), [Rule::CustomerArchived]);
}

/// Name and mail lie under seals, and nothing of the secret but its digest is kept (resolution 79, X26).
#[test]
fn nothing_personal_stands_in_an_event() {
    let (change, token) = invite(&case(), 12, |_| ()).expect("invited");
    let told = change.events()[0].payload();
    let kept = serde_json::to_string(change.state.record()).expect("JSON");
    for secret in [NAME, MAIL, "abc.example", &token.reveal()[4..]] {
        assert!(!told.contains(secret) && !kept.contains(secret), "{secret}");
    }
    assert!(!told.contains(change.state.record().digest.as_str()));
    assert_eq!(change.state.sealed().iter().map(Sealed::value).collect::<Vec<_>>(), [NAME, MAIL]);
    assert!(token.reveal().starts_with("lgt_") && Token::parse(token.reveal()) == Some(token));
    assert!(crate::portal::Token::parse("lgt_").is_none());
}

#[test]
fn it_ends_to_the_second() {
    let case = case();
    let guest = invited(&case);
    let (record, now) = (guest.record(), case.world.now.get());
    assert_eq!(record.status(now), GuestStatus::Invited);
    assert!(record.opens(record.expires_at.plus_seconds(-1)).is_some());
    assert!(record.opens(record.expires_at).is_none());
    assert_eq!(record.status(record.expires_at), GuestStatus::Expired);
    let server = |act: &Act<'_>| act(&case.world.context(&Actor::Server)).expect("the server may");
    let arrived = server(&|ctx| guest.arrived(ctx)).expect("once").state;
    assert_eq!(arrived.record().status(now), GuestStatus::Active);
    assert!(server(&|ctx| arrived.arrived(ctx)).is_none());
    let left = server(&|ctx| arrived.inviter_left(ctx)).expect("ends").state;
    assert_eq!((left.record().status(now), left.record().opens(now)), (GuestStatus::Revoked, None));
    assert!(server(&|ctx| left.inviter_left(ctx)).is_none());
    assert!(server(&|ctx| left.arrived(ctx)).is_none());
    assert!(with(&case.world, 12, |ctx| guest.arrived(ctx)).is_err());
    assert!(with(&case.world, 12, |ctx| guest.inviter_left(ctx)).is_err());
}

#[test]
fn who_changes_and_who_ends_it() {
    let case = case();
    let guest = invited(&case);
    for (who, update, revoke) in [
        (12, Ok(()), true),
        (OWNER, Err(Rule::RoleMissing), true),
        (98, Err(Rule::RoleMissing), true),
        (40, Err(Rule::RoleMissing), false),
        (97, Err(Rule::RoleMissing), false),
    ] {
        let can = |action| with(&case.world, who, |ctx| guest.can(action, ctx));
        assert_eq!(can(Action::Update).map_err(|refusal| rules(&refusal)[0]), update, "{who}");
        assert_eq!(can(Action::Revoke).is_ok(), revoke, "{who}");
    }
    for who in [10, 22, 32] {
        let seen = with(&case.world, who, |ctx| guest.can(Action::Revoke, ctx));
        assert_eq!(seen, Err(Refusal::NotFound), "{who} sees the guest through the request alone");
    }
    let ended = with(&case.world, OWNER, |ctx| guest.revoke(ctx, text("项目结束"))).expect("revoked");
    assert_eq!(ended.events()[0].changes[0].field, "revokedAt");
    assert_eq!(
        refusal(with(&case.world, 12, |ctx| ended.state.revoke(ctx, text("再次")))),
        [Rule::GuestEnded]
    );
    case.world.now.set(guest.record().expires_at);
    assert_eq!(refusal(with(&case.world, 12, |ctx| guest.revoke(ctx, text("到期")))), [Rule::GuestEnded]);
}

/// Never longer than 90 days from the invitation, however late it is asked.
#[test]
fn a_scope_changes_within_the_ninety_days() {
    let case = case();
    let guest = invited(&case);
    let begun = case.world.now.get();
    case.world.now.set(begun.plus_seconds(10 * DAY));
    let update = |patch| {
        let shared = Shared {
            requests: std::slice::from_ref(&case.request),
            customers: &[],
            guests: &BTreeMap::new(),
        };
        with(&case.world, 12, |ctx| guest.update(ctx, shared, patch))
    };
    let until =
        |seconds| GuestPatch { expires_at: Patch::Set(begun.plus_seconds(seconds)), ..GuestPatch::default() };
    assert!(update(until(90 * DAY)).is_ok() && update(until(11 * DAY)).is_ok());
    assert_eq!(refusal(update(until(90 * DAY + 1))), [Rule::OutOfRange]);
    assert_eq!(refusal(update(until(10 * DAY))), [Rule::InThePast]);
    assert_eq!(refusal(update(until(30 * DAY))), [Rule::NothingChanged]);
    let nothing = GuestPatch { requests: Patch::Clear, ..GuestPatch::default() };
    assert_eq!(refusal(update(nothing)), [Rule::Required]);
    let never = GuestPatch { expires_at: Patch::Clear, ..GuestPatch::default() };
    assert_eq!(refusal(update(never)), [Rule::Required]);
    let foreign =
        GuestPatch { customers: Patch::Set(vec![guest.record().customer]), ..GuestPatch::default() };
    assert_eq!(update(foreign).map(drop), Err(Refusal::NotFound));
}

fn says(
    case: &Case,
    guest: &Guest,
    as_guest: &Guest,
    parent: Option<&Comment>,
) -> Result<SaidByGuest, Refusal> {
    let caller = as_guest.record().opens(case.world.now.get()).expect("it holds");
    let actor = Actor::Guest(Box::new(caller));
    let ctx = case.world.context(&actor);
    let place = Place::from(&case.request);
    let new = NewGuestComment { id: None, text: text("请尽快回复") };
    let subject = line("MT202405001");
    Comment::add_by_guest(&ctx, guest, &place, parent, (&archive(&case.world), subject), &new)
}

/// Marked external, in the name of the guest, and archived on their customer without touching what was promised to it.
#[test]
fn what_they_say_is_external_and_archived() {
    let case = case();
    let guest = invited(&case);
    let said = says(&case, &guest, &guest, None).expect("said");
    let comment = said.comment.state.record();
    assert!(comment.external && said.comment.facts[0].external() && said.archived.facts[0].external());
    assert_eq!((comment.author.person(), comment.author.guest()), (None, Some(guest.record().id)));
    let words = said.archived.state.record().said.as_ref().expect("it archives words");
    assert_eq!((words.comment, &words.text), (comment.id, &comment.text().text));
    let told = [said.comment.events()[0].payload(), said.archived.events()[0].payload()].concat();
    assert!(!told.contains("请尽快回复"));
    let own = |who| with(&case.world, who, |ctx| said.comment.state.can(crate::comment::Action::Edit, ctx));
    assert!(own(12).is_err(), "nobody changes it, who invited them neither");
}

#[test]
fn they_say_nothing_elsewhere_or_afterwards() {
    let mut case = case();
    let guest = invited(&case);
    let other = invited(&case);
    assert_eq!(says(&case, &guest, &other, None).map(drop), Err(Refusal::NotFound), "as somebody else");
    let revoked = with(&case.world, 12, |ctx| guest.revoke(ctx, text("结束"))).expect("revoked").state;
    assert_eq!(says(&case, &revoked, &guest, None).map(drop), Err(Refusal::NotFound), "revoked meanwhile");
    let place = Place::from(&case.request);
    let written = |external| {
        let new = NewComment {
            id: None,
            text: text("内部"),
            mentions: Vec::new(),
            ask: None,
            external,
            confirm_masked: false,
        };
        let added = with(&case.world, 12, |ctx| Comment::add(ctx, &place, None, &Masker::nothing(), new));
        added.expect("added").comment.state
    };
    assert!(says(&case, &guest, &guest, Some(&written(true))).is_ok());
    assert_eq!(refusal(says(&case, &guest, &guest, Some(&written(false)))), [Rule::Unknown]);
    alter(&mut case, |record| record.form.visibility = Visibility::Participants);
    assert_eq!(says(&case, &guest, &guest, None).map(drop), Err(Refusal::NotFound), "confidential since");
    alter(&mut case, |record| {
        record.form.visibility = Visibility::Departments;
        record.status = RequestStatus::Archived;
    });
    assert!(matches!(says(&case, &guest, &guest, None), Err(Refusal::State(_))));
}

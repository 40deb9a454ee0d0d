//! Identifiers: one type per kind of thing, time-sortable, with a checked text form such as `req_0CJ3…`.
//!
//! Inside, an ID is a UUIDv7, so rows insert in order; outside, a short prefix says what it names and 26 letters of a
//! copy-safe alphabet (Crockford's base 32, lower case, no `i l o u`) carry the 128 bits. The gateway treats the text as
//! opaque `ID`; a wrong prefix is refused.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const DIGITS: usize = 26;

/// Says which things an [`Id`] names.
pub trait Kind: 'static {
    /// The letters before the underscore, lower case, unique among all kinds.
    const PREFIX: &'static str;
}

/// The identifier of one thing of kind `K`.
pub struct Id<K: Kind>(Uuid, PhantomData<fn() -> K>);

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $prefix:literal, $alias:ident;)+) => {
        /// The kinds of things that have IDs.
        pub mod kind {
            $(
                $(#[$doc])*
                #[derive(Clone, Copy, Debug)]
                pub enum $kind {}
                impl super::Kind for $kind {
                    const PREFIX: &'static str = $prefix;
                }
            )+
        }
        $(
            $(#[$doc])*
            pub type $alias = Id<kind::$kind>;
        )+

        /// Every prefix in use, so that a text can be told to be of a known kind before it is decoded.
        pub const PREFIXES: &[&str] = &[$($prefix),+];
    };
}

kinds! {
    /// A department of the directory.
    Department = "dep", DepartmentId;
    /// A person of the directory.
    Person = "per", PersonId;
    /// A request.
    Request = "req", RequestId;
    /// One department's part in a request.
    Party = "pty", PartyId;
    /// One party's answer in one round.
    Response = "res", ResponseId;
    /// One version of a request's binding content.
    Revision = "rev", RevisionId;
    /// One signature over a revision or an acceptance.
    SignOff = "sig", SignOffId;
    /// People, budget, equipment or data that a request asks for.
    ResourceNeed = "need", ResourceNeedId;
    /// A disagreement put before somebody higher.
    Escalation = "esc", EscalationId;
    /// A task.
    Task = "task", TaskId;
    /// One dated entry of a task's log.
    ProgressUpdate = "prog", ProgressUpdateId;
    /// What is handed over for a task.
    Deliverable = "dlv", DeliverableId;
    /// One verdict on a delivered task.
    Acceptance = "acc", AcceptanceId;
    /// A new date asked for.
    Extension = "ext", ExtensionId;
    /// An obstacle with its own resolution loop.
    Problem = "prob", ProblemId;
    /// One entry of a problem's log.
    ProblemUpdate = "pupd", ProblemUpdateId;
    /// What an initiator thinks of a party's work.
    Rating = "rat", RatingId;
    /// A periodic sheet of a request or project.
    ProgressReport = "rep", ProgressReportId;
    /// A form template.
    FormTemplate = "form", FormTemplateId;
    /// A registered resource that requests can ask for.
    Resource = "rsc", ResourceId;
    /// A process pack, the same in all its versions.
    ProcessPack = "pack", ProcessPackId;
    /// For which requests a process pack holds.
    PackAssignment = "pas", PackAssignmentId;
    /// A working calendar, the same in all its versions.
    WorkingCalendar = "cal", WorkingCalendarId;
    /// A dated obligation.
    Deadline = "ddl", DeadlineId;
    /// A meeting.
    Meeting = "mtg", MeetingId;
    /// Meetings that repeat.
    MeetingSeries = "mser", MeetingSeriesId;
    /// What a meeting concluded.
    Decision = "dec", DecisionId;
    /// What an attendee holds against minutes.
    Objection = "obj", ObjectionId;
    /// Somebody outside whom the company works for.
    Customer = "cus", CustomerId;
    /// A person at a customer.
    Contact = "con", ContactId;
    /// One contact with a customer.
    Interaction = "int", InteractionId;
    /// A secret address of a person's calendar.
    CalendarFeed = "cfd", CalendarFeedId;
    /// What one person was told.
    Notification = "ntf", NotificationId;
    /// One committed change.
    Event = "evt", EventId;
    /// One HTTP request or one job, for logs and the record.
    Call = "call", CallId;
    /// What somebody opened by signing in.
    Session = "ses", SessionId;
    /// A personal value beside the events.
    Sealed = "seal", SealedId;
    /// What somebody said about a record.
    Comment = "cmt", CommentId;
    /// Which department takes tickets of a category.
    RoutingRule = "rte", RoutingRuleId;
    /// A customer's way to the view of a ticket.
    PortalLink = "ptl", PortalLinkId;
    /// A person outside who reads and comments within a scope.
    Guest = "gst", GuestId;
    /// What a system calls by.
    ApiKey = "key", ApiKeyId;
}

impl<K: Kind> Id<K> {
    /// The ID over these 128 bits; kept as they are, whatever their version.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The 128 bits, as columns keep them.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<K: Kind> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K: Kind> Copy for Id<K> {}
impl<K: Kind> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K: Kind> Eq for Id<K> {}
impl<K: Kind> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K: Kind> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K: Kind> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0.as_u128();
        let mut digits = [0_u8; DIGITS];
        for (place, digit) in digits.iter_mut().enumerate() {
            let index = (bits >> (5 * (DIGITS - 1 - place))) & 31;
            *digit = ALPHABET[usize::try_from(index).unwrap_or_default()];
        }
        write!(f, "{}_{}", K::PREFIX, std::str::from_utf8(&digits).unwrap_or_default())
    }
}

/// A text that is not an ID of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ID that starts with {expected}_")]
pub struct InvalidId {
    /// The prefix that the kind asked for has.
    pub expected: &'static str,
}

impl<K: Kind> FromStr for Id<K> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let refused = InvalidId { expected: K::PREFIX };
        let digits = text.strip_prefix(K::PREFIX).and_then(|rest| rest.strip_prefix('_')).ok_or(refused)?;
        if digits.len() != DIGITS || digits.as_bytes()[0] > b'7' {
            return Err(refused);
        }
        let mut bits = 0_u128;
        for digit in digits.bytes() {
            let value = ALPHABET.iter().position(|letter| *letter == digit).ok_or(refused)?;
            bits = (bits << 5) | value as u128;
        }
        Ok(Self::from_uuid(Uuid::from_u128(bits)))
    }
}

impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// Where new IDs and salts come from. One real implementation lives in the gateway, seeded ones in tests.
pub trait IdSource: Send + Sync + 'static {
    /// A new UUIDv7; later calls give greater values within one source.
    fn next(&self) -> Uuid;

    /// 32 random bytes for salts and secrets.
    fn secret(&self) -> [u8; 32];
}

/// A new ID of kind `K` from `source`.
pub fn fresh<K: Kind>(source: &dyn IdSource) -> Id<K> {
    Id::from_uuid(source.next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_and_back(bits: u128) {
            let id = RequestId::from_uuid(Uuid::from_u128(bits));
            prop_assert_eq!(id.to_string().parse::<RequestId>(), Ok(id));
        }

        #[test]
        fn text_sorts_as_the_bits_do(a: u128, b: u128) {
            let (a, b) = (RequestId::from_uuid(Uuid::from_u128(a)), RequestId::from_uuid(Uuid::from_u128(b)));
            prop_assert_eq!(a.to_string().cmp(&b.to_string()), a.cmp(&b));
        }

        #[test]
        fn nonsense_is_refused(text in "[a-z0-9_]{0,40}") {
            if let Ok(id) = text.parse::<TaskId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn a_wrong_prefix_is_refused() {
        let id = RequestId::from_uuid(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse::<TaskId>(), Err(InvalidId { expected: "task" }));
    }

    #[test]
    fn prefixes_differ() {
        let mut seen = PREFIXES.to_vec();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), PREFIXES.len());
    }
}

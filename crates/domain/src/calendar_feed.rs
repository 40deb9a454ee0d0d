//! Calendar feeds (日历订阅): secret addresses under which a calendar application reads a person's meetings and deadlines.
//!
//! Owns who has how many, the secret and its end. Of a secret only the digest is kept: whoever reads the database cannot
//! read a feed. What a feed shows is put together by the gateway, with the eyes of its person.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::access::{Audience, Reach, may_see};
use crate::canonical::Digest;
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, CalendarFeedId, PersonId};
use crate::sealed;
use crate::secret::{Purpose, Secret};
use crate::text::Line;
use crate::time::Instant;

/// Most feeds that one person has at a time, one for each of their calendar applications.
pub const MAX_FEEDS: usize = 10;

/// What the address of a feed ends in: whoever has it reads the feed.
#[derive(Debug)]
pub enum Address {}

impl Purpose for Address {
    const PREFIX: &'static str = "lcf_";
}

/// The text in the address of a feed.
pub type FeedSecret = Secret<Address>;

/// A feed of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFeed {
    /// Its ID.
    pub id: CalendarFeedId,
    /// Its version, from 1.
    pub version: i64,
    /// Whose it is.
    pub person: PersonId,
    /// What its person calls it, such as 手机.
    pub name: Line,
    /// The digest of its secret.
    pub digest: Digest,
    /// When it was created.
    pub created_at: Instant,
    /// When it came to its end.
    pub revoked_at: Option<Instant>,
    /// The secret, in the moment in which it is made; known to nobody afterwards.
    pub secret: Option<FeedSecret>,
}

/// The events of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum CalendarFeedFact {
    /// It was created.
    CalendarFeedCreated,
    /// It came to its end: its address answers nothing any more.
    CalendarFeedRevoked,
    /// Its person was erased, and what they called it (resolution 79).
    CalendarFeedErased,
}

impl Fact for CalendarFeedFact {
    const SUBJECT: SubjectKind = SubjectKind::CalendarFeed;
}

/// A feed to be created.
#[derive(Clone, Debug, Serialize)]
pub struct NewCalendarFeed {
    /// The ID, if the caller chose one.
    pub id: Option<CalendarFeedId>,
    /// What its person calls it.
    pub name: Line,
}

/// What people can do with a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// End it.
    Revoke,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 1] = [Self::Revoke];

    /// The name that `abilities` and `allowedTransitions` show.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Revoke => "REVOKE",
        }
    }
}

impl CalendarFeed {
    /// Creates a feed for the caller, who has `live` others. Emits `CalendarFeedCreated`.
    pub fn create(ctx: &Context<'_>, live: usize, new: NewCalendarFeed) -> Result<Change<Self>, Refusal> {
        let Some(person) = ctx.actor.person() else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        if live >= MAX_FEEDS {
            return Err(Reason::of(Rule::TooMany).with("max", MAX_FEEDS).at("").into());
        }
        let secret = FeedSecret::fresh(ctx.ids);
        let feed = Self {
            id: new.id.unwrap_or_else(|| ids::fresh(ctx.ids)),
            version: 0,
            person,
            name: new.name,
            digest: secret.digest(),
            created_at: ctx.now,
            revoked_at: None,
            secret: Some(secret),
        };
        Ok(Change::created(feed, vec![CalendarFeedFact::CalendarFeedCreated]))
    }

    /// Ends it. Emits `CalendarFeedRevoked`.
    pub fn revoke(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::Revoke, ctx)?;
        let state = Self { revoked_at: Some(ctx.now), secret: None, ..self.clone() };
        Ok(Change::of(self, state, vec![CalendarFeedFact::CalendarFeedRevoked]))
    }

    /// Ends it for good because its person is erased; none where that was done. Emits `CalendarFeedErased`.
    pub fn erased(&self, ctx: &Context<'_>) -> Option<Change<Self>> {
        let name = sealed::nameless();
        let revoked_at = self.revoked_at.or(Some(ctx.now));
        let state = Self { name, revoked_at, secret: None, ..self.clone() };
        let change = || Change::of(self, state.clone(), vec![CalendarFeedFact::CalendarFeedErased]);
        (self.name != state.name || self.revoked_at != state.revoked_at).then(change)
    }

    /// Whether the actor may do this now: its person alone sees it, and ends it once.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        let Action::Revoke = action;
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        match self.revoked_at {
            None => Ok(()),
            Some(_) => Err(Refusal::State(StateConflict {
                status: "REVOKED",
                allowed: Vec::new(),
                missing: Vec::new(),
            })),
        }
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }
}

impl Aggregate for CalendarFeed {
    type Fact = CalendarFeedFact;

    fn uuid(&self) -> uuid::Uuid {
        self.id.uuid()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    fn audience(&self) -> Audience {
        Audience::new(Reach::Private, [], [self.person])
    }

    const PERSONAL: &'static [&'static str] = &["name"];

    fn personal_of(&self) -> uuid::Uuid {
        self.person.uuid()
    }

    /// The digest is left out: an event that named it would tell which feed a leaked address was.
    fn watched(&self) -> Map<String, Value> {
        let fields = json!({
            "name": self.name,
            "revokedAt": self.revoked_at.map(|at| at.to_string()),
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Actor;
    use crate::testing::{World, line};

    fn phone() -> NewCalendarFeed {
        NewCalendarFeed { id: None, name: line("手机") }
    }

    #[test]
    fn a_secret_is_known_once_and_found_by_its_digest() {
        let world = World::new();
        let actor = world.actor(12);
        let created = CalendarFeed::create(&world.context(&actor), 0, phone()).expect("created");
        let secret = created.state.secret.clone().expect("a secret");
        let read = FeedSecret::parse(secret.reveal()).expect("an address ends in it");
        assert_eq!(read.digest(), created.state.digest);
        let told = serde_json::to_string(
            &created.events().iter().map(|event| event.payload().clone()).collect::<Vec<_>>(),
        );
        let told = told.expect("JSON");
        assert!(!told.contains(secret.reveal()) && !told.contains(created.state.digest.as_str()), "{told}");
        assert!(!format!("{:?}", created.state).contains(secret.reveal()));
        for wrong in ["", "short", &secret.reveal().to_uppercase(), &secret.reveal()[..46]] {
            assert!(FeedSecret::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn its_person_alone_ends_it_and_once() {
        let world = World::new();
        let (owner, administrator) = (world.actor(12), world.actor(98));
        let feed = CalendarFeed::create(&world.context(&owner), 0, phone()).expect("created").state;
        assert_eq!(feed.revoke(&world.context(&administrator)).expect_err("hidden"), Refusal::NotFound);
        let ended = feed.revoke(&world.context(&owner)).expect("revoked").state;
        assert_eq!((ended.version, ended.secret.clone()), (2, None));
        assert!(matches!(ended.revoke(&world.context(&owner)), Err(Refusal::State(_))));
    }

    /// Resolution 79: ended or not, its name goes with its person, once.
    #[test]
    fn it_is_erased_with_its_person() {
        let world = World::new();
        let (owner, administrator) = (world.actor(12), world.actor(98));
        let created = CalendarFeed::create(&world.context(&owner), 0, phone()).expect("created");
        let (events, kept) = created.sealed_events(&crate::testing::Counted::default());
        assert!(!events[0].payload().contains("手机") && kept.len() == 1);
        let live = created.state;
        assert_eq!(live.personal_of(), live.person.uuid());
        let ended = live.revoke(&world.context(&owner)).expect("revoked").state;
        for feed in [live, ended] {
            let erased = feed.erased(&world.context(&administrator)).expect("erased").state;
            assert_eq!((erased.name.as_str(), erased.revoked_at.is_some()), ("—", true));
            assert!(erased.erased(&world.context(&administrator)).is_none());
        }
    }

    #[test]
    fn there_is_an_end_to_them_and_the_server_has_none() {
        let world = World::new();
        let owner = world.actor(12);
        assert!(CalendarFeed::create(&world.context(&owner), MAX_FEEDS - 1, phone()).is_ok());
        let one_more = CalendarFeed::create(&world.context(&owner), MAX_FEEDS, phone());
        assert!(matches!(one_more, Err(Refusal::Invalid(_))));
        let server = CalendarFeed::create(&world.context(&Actor::Server), 0, phone());
        assert!(matches!(server, Err(Refusal::NotPermitted(_))));
    }
}

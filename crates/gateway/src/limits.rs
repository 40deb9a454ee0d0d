//! Every bound of the gateway, in one struct: what a caller may send, hold open and cost.
//!
//! Owns [`Limits`] with defaults, units, environment names and reasons. The README's table, the metrics and the texts of
//! refusals are made from [`Limits::table`], so that no number stands anywhere twice. It refuses values outside a row's
//! range ([`InvalidLimit`]); other settings (addresses, keys, databases) are configuration, not limits.

use std::time::Duration;

/// So many values of introspection cost as much as one edge: they touch no data.
pub const INTROSPECTION_DISCOUNT: u64 = 100;

/// One row of the table of limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitRow {
    /// The field of [`Limits`], as metrics and error parameters spell it.
    pub name: &'static str,
    /// What the number counts.
    pub unit: &'static str,
    /// The value where nothing else is set.
    pub default: u64,
    /// The smallest value that is taken.
    pub least: u64,
    /// The greatest value that is taken; above it the server itself would be at risk.
    pub most: u64,
    /// The environment variable that sets it.
    pub env: &'static str,
    /// Why there is a bound, and why this one.
    pub reason: &'static str,
}

/// A setting that is no number or lies outside the range of its row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{env} must be a whole number of {unit} from {least} to {most}, not {value:?}")]
pub struct InvalidLimit {
    /// The environment variable.
    pub env: &'static str,
    /// What the number would count.
    pub unit: &'static str,
    /// The smallest value that is taken.
    pub least: u64,
    /// The greatest value that is taken.
    pub most: u64,
    /// What was set.
    pub value: String,
}

trait Amount: Copy {
    fn of(number: u64) -> Self;
    fn number(self) -> u64;
}

impl Amount for usize {
    fn of(number: u64) -> Self {
        Self::try_from(number).unwrap_or(Self::MAX)
    }
    fn number(self) -> u64 {
        self as u64
    }
}

impl Amount for u64 {
    fn of(number: u64) -> Self {
        number
    }
    fn number(self) -> u64 {
        self
    }
}

impl Amount for Duration {
    fn of(number: u64) -> Self {
        Self::from_millis(number)
    }
    fn number(self) -> u64 {
        u64::try_from(self.as_millis()).unwrap_or(u64::MAX)
    }
}

macro_rules! limits {
    ($($name:ident: $type:ty = $default:literal in $least:literal..=$most:literal, $unit:literal, $env:literal, $reason:literal;)+) => {
        /// What callers may send, hold open and cost. Durations are set in milliseconds.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $(#[doc = $reason] pub $name: $type,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: <$type>::of($default),)+ }
            }
        }

        const TABLE: &[LimitRow] = &[$(LimitRow {
            name: stringify!($name), unit: $unit, default: $default, least: $least, most: $most, env: $env, reason: $reason,
        },)+];

        impl Limits {
            /// The limits with every variable that `lookup` answers set over its default.
            ///
            /// # Errors
            /// The first variable that is no whole number inside its row's range, or that leaves no room for what another allows.
            pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, InvalidLimit> {
                let mut limits = Self::default();
                let mut rows = TABLE.iter();
                $(if let Some(row) = rows.next()
                    && let Some(value) = lookup($env)
                {
                    limits.$name = <$type>::of(row.parse(value)?);
                })+
                limits.agree()
            }

            /// The values in the order of [`Limits::table`].
            pub fn values(&self) -> Vec<u64> {
                vec![$(self.$name.number()),+]
            }
        }
    };
}

limits! {
    document_bytes: usize = 65_536 in 1_024..=1_048_576, "bytes", "LIAISON_DOCUMENT_BYTES",
        "Size of one GraphQL document; the longest generated documents we know stay below a quarter of it.";
    document_tokens: usize = 10_000 in 100..=100_000, "tokens", "LIAISON_DOCUMENT_TOKENS",
        "Tokens of one document, counted before it is parsed: what parsing costs is proportional to them.";
    document_nesting: usize = 64 in 8..=128, "levels", "LIAISON_DOCUMENT_NESTING",
        "Open braces, brackets and parentheses in a document, and selection sets once fragments are expanded: the parser and the executor recurse, and deep ones would overflow their stack.";
    json_nesting: usize = 64 in 8..=120, "levels", "LIAISON_JSON_NESTING",
        "Objects and lists inside each other in a JSON body; counted before it is parsed.";
    selections: usize = 5_000 in 100..=100_000, "selections", "LIAISON_SELECTIONS",
        "Fields of a document once its fragments are expanded: a kilobyte of fragments can stand for millions.";
    depth: usize = 12 in 4..=60, "levels", "LIAISON_DEPTH",
        "Fields inside each other; a page of a page of a relation needs eight.";
    aliases: usize = 50 in 0..=5_000, "aliases", "LIAISON_ALIASES",
        "Aliases of one document: the same field many times over is the cheapest way to make a costly document.";
    directives: usize = 5 in 2..=100, "directives", "LIAISON_DIRECTIVES",
        "Directives at one place of a document; only @include and @skip mean anything.";
    cost: u64 = 25_000 in 100..=10_000_000, "edges", "LIAISON_COST",
        "Objects that one call can reach at most: a page of 100 with a page of 100 and one relation below fits.";
    introspection_cost: u64 = 2_000_000 in 10_000..=100_000_000, "values", "LIAISON_INTROSPECTION_COST",
        "Values that one introspection answer can have; the documents of all known tools stay below a third of it.";
    rate_cost: u64 = 1_500_000 in 0..=1_000_000_000, "edges a minute", "LIAISON_RATE_COST",
        "Cost that one caller may spend on one node: the dearest call once a second and a minute's worth of it at once, hundreds of usual pages a second; 0 does not count.";
    rate_address: u64 = 15_000_000 in 0..=1_000_000_000, "edges a minute", "LIAISON_RATE_ADDRESS",
        "Cost that all callers from one address may spend on one node, with or without credentials: ten busy callers, since an office shares one; 0 does not count.";
    rate_request: u64 = 100 in 1..=10_000, "edges", "LIAISON_RATE_REQUEST",
        "What a request, or an operation of an open connection, costs its address at least, paid before it is read: floods of nonsense and of wrong credentials are slowed by it.";
    rate_buckets: u64 = 100_000 in 1_000..=10_000_000, "callers", "LIAISON_RATE_BUCKETS",
        "Callers, and addresses, whose spending is remembered; some 200 bytes each. Whoever called longest ago is forgotten first.";
    page_default: u64 = 25 in 1..=1_000, "items", "LIAISON_PAGE_DEFAULT",
        "Items of a page where the call names no number and the schema has no default; only for the cost.";
    list_assumed: u64 = 10 in 1..=100, "items", "LIAISON_LIST_ASSUMED",
        "Items of a list that is no page, whose length the call does not tell; only for the cost. Such lists never pass 50.";
    errors: usize = 20 in 1..=1_000, "errors", "LIAISON_ERRORS",
        "Errors of validation or of variables that one answer lists; the rest would say the same again.";
    body_bytes: usize = 1_048_576 in 1_024..=67_108_864, "bytes", "LIAISON_BODY_BYTES",
        "Size of one HTTP body; Chinese text takes three bytes a character.";
    request_timeout: Duration = 10_000 in 100..=600_000, "milliseconds", "LIAISON_REQUEST_TIMEOUT",
        "Time for one query or mutation from its first byte to its answer; what a mutation has begun still runs to its end.";
    header_timeout: Duration = 75_000 in 100..=600_000, "milliseconds", "LIAISON_HEADER_TIMEOUT",
        "Time for the head of a request, and of silence on a kept connection between two: longer than common proxies keep theirs, so that they close first.";
    batch_operations: usize = 0 in 0..=100, "operations", "LIAISON_BATCH_OPERATIONS",
        "Operations in one array; 0 switches arrays off. Each one counts against all other limits by itself.";
    message_bytes: usize = 262_144 in 1_024..=1_048_576, "bytes", "LIAISON_MESSAGE_BYTES",
        "Size of one WebSocket message from a client.";
    streams_per_socket: usize = 50 in 1..=1_000, "operations", "LIAISON_STREAMS_PER_SOCKET",
        "Operations open at once on one WebSocket or one event stream.";
    streams_per_caller: usize = 200 in 1..=10_000, "operations", "LIAISON_STREAMS_PER_CALLER",
        "Subscriptions open at once for one caller on one node, over all transports.";
    sockets: usize = 10_000 in 1..=1_000_000, "connections", "LIAISON_SOCKETS",
        "WebSocket connections and event streams open at once on one node.";
    stream_queue: usize = 64 in 2..=4_096, "messages", "LIAISON_STREAM_QUEUE",
        "Messages that wait for one connection; a full queue holds its own operations back and nobody else's.";
    checkpoint_interval: Duration = 30_000 in 10..=600_000, "milliseconds", "LIAISON_CHECKPOINT_INTERVAL",
        "Silence of a subscription after which it says how far it has come, so that its client can resume from there.";
    slow_reader: Duration = 10_000 in 50..=600_000, "milliseconds", "LIAISON_SLOW_READER",
        "How long a full queue may stay full before the reader is ended with an error that it can resume from.";
    connection_init: Duration = 3_000 in 10..=60_000, "milliseconds", "LIAISON_CONNECTION_INIT",
        "Time from opening a WebSocket to its first message, by which a client signs in; the usual value of the protocol's servers.";
    ping_interval: Duration = 12_000 in 10..=600_000, "milliseconds", "LIAISON_PING_INTERVAL",
        "Between two pings on a WebSocket and two comments on an event stream; below what common proxies take for idle.";
    ping_timeout: Duration = 30_000 in 20..=600_000, "milliseconds", "LIAISON_PING_TIMEOUT",
        "Silence of a WebSocket client, pongs included, after which it counts as gone.";
    token_recheck: Duration = 5_000 in 10..=600_000, "milliseconds", "LIAISON_TOKEN_RECHECK",
        "Between two checks that the token of an open connection still holds and its person may still sign in.";
    reservations_per_caller: usize = 10 in 1..=1_000, "reservations", "LIAISON_RESERVATIONS_PER_CALLER",
        "Event streams reserved or open at once for one caller in the single connection mode.";
    reservation_lifetime: Duration = 30_000 in 10..=600_000, "milliseconds", "LIAISON_RESERVATION_LIFETIME",
        "Time from reserving an event stream to connecting to it.";
    cached_documents_bytes: u64 = 16_777_216 in 65_536..=1_073_741_824, "bytes of text", "LIAISON_CACHED_DOCUMENTS_BYTES",
        "Texts of parsed and validated documents that are kept; a parsed document takes some ten times its text.";
    persisted_documents_bytes: u64 = 16_777_216 in 0..=1_073_741_824, "bytes of text", "LIAISON_PERSISTED_DOCUMENTS_BYTES",
        "Texts of documents that clients have sent with their hash, kept to be called by the hash alone; 0 keeps none. Registered ones are kept besides.";
    cached_introspection_bytes: u64 = 33_554_432 in 65_536..=1_073_741_824, "bytes", "LIAISON_CACHED_INTROSPECTION_BYTES",
        "Introspection answers that are kept; the usual one is about a megabyte.";
    cached_tokens: u64 = 10_000 in 16..=1_000_000, "tokens", "LIAISON_CACHED_TOKENS",
        "Verified tokens that are kept by their hash until they expire: one signature check is 32 microseconds.";
}

impl LimitRow {
    fn parse(&self, value: String) -> Result<u64, InvalidLimit> {
        match value.trim().parse::<u64>() {
            Ok(number) if (self.least..=self.most).contains(&number) => Ok(number),
            _ => Err(InvalidLimit {
                env: self.env,
                unit: self.unit,
                least: self.least,
                most: self.most,
                value,
            }),
        }
    }
}

impl Limits {
    /// Holds the limits against each other: what one call may cost has to fit into the bucket that it is paid from, and what one
    /// caller may spend, into that of their address.
    fn agree(self) -> Result<Self, InvalidLimit> {
        let dearest = self.cost + self.introspection_cost.div_ceil(INTROSPECTION_DISCOUNT);
        let checks = [
            ("rate_cost", self.rate_cost, dearest),
            ("rate_address", self.rate_address, dearest.max(self.rate_cost)),
        ];
        let below = |(name, value, least): &(&str, u64, u64)| {
            let row = TABLE.iter().find(|row| row.name == *name).filter(|_| (1..*least).contains(value))?;
            Some(InvalidLimit {
                env: row.env,
                unit: row.unit,
                least: *least,
                most: row.most,
                value: value.to_string(),
            })
        };
        checks.iter().find_map(below).map_or(Ok(self), Err)
    }

    /// Every limit with its default, unit, environment name and reason, in the order of the README's table.
    pub const fn table() -> &'static [LimitRow] {
        TABLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_and_defaults_lie_in_their_range() {
        for (index, row) in Limits::table().iter().enumerate() {
            assert!((row.least..=row.most).contains(&row.default), "{}", row.name);
            assert_eq!(row.env, format!("LIAISON_{}", row.name.to_uppercase()), "one rule for names");
            assert!(Limits::table()[..index].iter().all(|other| other.env != row.env), "{}", row.env);
        }
        assert_eq!(
            Limits::default().values(),
            Limits::table().iter().map(|row| row.default).collect::<Vec<_>>()
        );
    }

    #[test]
    fn the_environment_overrides_within_the_range() {
        let one = |name: &'static str, value: &'static str| {
            Limits::from_env(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert_eq!(one("LIAISON_DEPTH", "20").expect("in range").depth, 20);
        assert_eq!(
            one("LIAISON_SLOW_READER", " 50 ").expect("in range").slow_reader,
            Duration::from_millis(50)
        );
        let refused = one("LIAISON_JSON_NESTING", "9999").expect_err("above the range");
        assert_eq!(
            refused.to_string(),
            "LIAISON_JSON_NESTING must be a whole number of levels from 8 to 120, not \"9999\""
        );
        assert!(one("LIAISON_DEPTH", "twelve").is_err());
    }

    #[test]
    fn a_bucket_holds_the_dearest_call_or_is_refused() {
        let two = |cost: &'static str, rate: &'static str| {
            Limits::from_env(move |asked| match asked {
                "LIAISON_COST" => Some(cost.to_owned()),
                "LIAISON_RATE_COST" => Some(rate.to_owned()),
                _ => None,
            })
        };
        assert_eq!(two("100", "0").expect("not counted").rate_cost, 0);
        assert_eq!(two("100", "20100").expect("with the dearest introspection").rate_cost, 20_100);
        let refused = two("25000", "44999").expect_err("the dearest call would never be paid");
        assert_eq!((refused.env, refused.least), ("LIAISON_RATE_COST", 45_000));
        let refused = two("25000", "15000001").expect_err("more than the address has");
        assert_eq!((refused.env, refused.least), ("LIAISON_RATE_ADDRESS", 15_000_001));
    }
}

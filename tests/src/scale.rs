//! How much of everything: the everyday sizes, and the full ones that an issue is judged by (`tests/run --full`).
//!
//! A small size is printed, never a skip.

/// A number that has an everyday and a full value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    what: &'static str,
    everyday: usize,
    full: usize,
}

/// Whether this run is at full size; what is measured then has to hold, an everyday run shares its machine.
pub(crate) fn is_full() -> bool {
    std::env::var_os("LIAISON_TEST_FULL").is_some_and(|value| value != "0")
}

impl Size {
    const fn new(what: &'static str, everyday: usize, full: usize) -> Self {
        Self { what, everyday, full }
    }

    /// The value of this run; printed, so that a log says what was tried.
    pub(crate) fn get(self) -> usize {
        let full = is_full();
        let size = if full { self.full } else { self.everyday };
        println!("{}: {size}{}", self.what, if full { "" } else { " (everyday size)" });
        size
    }
}

/// Submissions by many clients at once, a fifth of them refused in between.
pub(crate) const SUBMISSIONS: Size = Size::new("submissions", 200, 1_000);
/// The clients that submit at once.
pub(crate) const SUBMITTERS: Size = Size::new("clients that submit at once", 16, 32);
/// Malformed or hostile documents and variables.
pub(crate) const HOSTILE_DOCUMENTS: Size = Size::new("hostile documents", 1_000, 10_000);
/// Writers into the feed at once.
pub(crate) const FEED_WRITERS: Size = Size::new("writers into the feed", 16, 32);
/// Transactions of each of these writers.
pub(crate) const FEED_TRANSACTIONS: Size = Size::new("transactions of each writer", 30, 200);
/// Deaths of a serving process under load.
pub(crate) const KILLS: Size = Size::new("kills of a serving process", 3, 20);
/// Deaths of a serving process while it publishes minutes.
pub(crate) const MINUTES_KILLS: Size = Size::new("kills during a publication of minutes", 4, 40);
/// Steps of deadlines that a server missed while it was down.
pub(crate) const MISSED_STEPS: Size = Size::new("missed steps of deadlines", 250, 10_000);
/// Deadlines that fall due within a minute while nodes die.
pub(crate) const DUE_DEADLINES: Size = Size::new("deadlines due within a minute", 150, 10_000);

/// Calls that race for the next number of a scope, per caller.
pub(crate) const NUMBERINGS: Size = Size::new("numbers drawn by each of 32 callers", 6, 32);

/// Events that readers follow live while they are written, some of them resuming at each one.
pub(crate) const STREAMED_EVENTS: Size = Size::new("events followed live", 30, 300);

/// Interactions with one customer, of which a page costs as much as of a few.
pub(crate) const INTERACTIONS: Size = Size::new("interactions with one customer", 20_000, 100_000);

/// Tickets that are routed by the rules of their time, while rules change.
pub(crate) const ROUTED_TICKETS: Size = Size::new("tickets that are routed", 120, 10_000);

/// Records among which words are found.
pub(crate) const SEARCHED: Size = Size::new("records among which words are found", 4_000, 100_000);
/// Records with random texts.
pub(crate) const SEARCHED_TEXTS: Size = Size::new("records with random texts", 120, 500);
/// Random queries over these.
pub(crate) const SEARCH_QUERIES: Size = Size::new("random queries", 60, 400);

/// Random worlds in which lists and the policy function have to agree.
pub(crate) const VISIBILITY_WORLDS: Size = Size::new("worlds of records and readers", 3, 30);

/// Random cases of each property of working time; all of them together are more than a million when full.
pub(crate) const WORKING_TIME_CASES: Size = Size::new("working-time cases", 2_000, 80_000);

/// The seed of random cases: `LIAISON_TEST_SEED`, else one fixed number; printed, so that a failure can be repeated.
pub(crate) fn seed() -> u64 {
    let seed =
        std::env::var("LIAISON_TEST_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_240_506);
    println!("seed: {seed} (LIAISON_TEST_SEED sets another)");
    seed
}

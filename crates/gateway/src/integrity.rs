//! Holds a whole record against its digests, its roots and the published keys, page by page: what `liaison verify` does.
//!
//! Nothing is changed and no key that signs is needed, so a copy of the database and the published keys are enough. Memory is that of
//! one page and one span; a page takes a fixed number of statements. Nodes may serve meanwhile: what is committed after the beginning
//! is left to the next time.
//!
//! The rules are the domain's (`integrity`); here is in which order they are asked, and what is told.

mod kept;
mod keys;
mod roots;
mod signatures;

use std::collections::{BTreeMap, HashMap};

use liaison_domain::event::Envelope;
use liaison_domain::integrity::{Break, Fault, Link, check_event};
use liaison_domain::time::Instant;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::feed::Feed;
use liaison_persistence::integrity as stored;
use liaison_persistence::store::{Connection, Statements, Store};
use uuid::Uuid;

pub use kept::{KeptRoots, NotRoots};
use keys::Checked;
pub use keys::KnownKeys;
use roots::Roots;

/// Events of one page.
const PAGE: u64 = 500;
/// Most unknown keys that are told apart: whoever writes into a database can invent any number.
const MOST_UNKNOWN: usize = 20;
/// What stands for the rest of them.
const OTHERS: &str = "others";

/// What was found in a record.
#[derive(Debug, Default)]
pub struct Report {
    /// How many events were held against their digests and chains.
    pub events: u64,
    /// How many roots were held against their events.
    pub roots: u64,
    /// How many of the kept roots were met.
    pub kept: u64,
    /// How many signatures of roots and sign-offs fit.
    pub signatures: u64,
    /// How many of the newest events no root covers yet.
    pub uncovered: u64,
    /// When the oldest of those occurred.
    pub uncovered_since: Option<Instant>,
    /// The IDs of keys that signed and are not among the known ones, with how many signatures name each: of these nothing can be
    /// said.
    pub unknown: BTreeMap<String, u64>,
    /// The first place that does not fit; nothing behind it was looked at.
    pub broken: Option<Break>,
}

impl Report {
    /// Whether everything fits and every signature could be checked.
    pub fn is_whole(&self) -> bool {
        self.broken.is_none() && self.unknown.is_empty()
    }

    /// Counts what became of a signature by this key; whether it may stand.
    fn counts(&mut self, checked: Checked, kid: &str) -> bool {
        match checked {
            Checked::Fits => self.signatures += 1,
            Checked::Broken => return false,
            Checked::UnknownKey => {
                let many = self.unknown.len() >= MOST_UNKNOWN && !self.unknown.contains_key(kid);
                *self.unknown.entry(if many { OTHERS } else { kid }.to_owned()).or_default() += 1;
            }
        }
        true
    }
}

/// Why the check of a record ended: the record is broken, or it could not be read.
enum End {
    Broken(Break),
    Store(StoreError),
}

impl From<Break> for End {
    fn from(broken: Break) -> Self {
        Self::Broken(broken)
    }
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt { table, column, .. } => {
                let fault = Fault::Unreadable { table, column: column.to_owned() };
                Self::Broken(Break { position: None, subject: None, fault })
            }
            other => Self::Store(other),
        }
    }
}

/// Holds the record of `store` against `keys` and against the roots that somebody kept.
///
/// # Errors
/// Where the database cannot be read; a record that is broken is no error.
pub async fn verify(store: &Store, keys: &KnownKeys, kept: &KeptRoots) -> Result<Report, StoreError> {
    let statements = Statements::default();
    let db = store.read(&statements);
    let mut report = Report::default();
    let ended = run(store, &db, keys, kept, &mut report).await;
    match ended {
        Ok(()) => Ok(report),
        Err(End::Broken(broken)) => Ok(Report { broken: Some(broken), ..report }),
        Err(End::Store(error)) => Err(error),
    }
}

async fn run(
    store: &Store,
    db: &Connection,
    keys: &KnownKeys,
    kept: &KeptRoots,
    report: &mut Report,
) -> Result<(), End> {
    // The roots first: what one of them is over was settled before.
    let last_root = stored::last_root(db).await?;
    let settled = *Feed::open(store).await?.horizon().borrow();
    let mut roots = Roots::new(db, keys, kept, last_root, settled);
    let mut after = 0;
    loop {
        let page = stored::events(db, after, settled, PAGE).await?;
        let read = page.len() as u64;
        after = check_page(db, page, &mut roots, report).await?.unwrap_or(after);
        if read < PAGE {
            break;
        }
    }
    roots.end(report).await?;
    signatures::check(db, keys, report).await
}

/// Holds a page of events against what was before it; the last position.
async fn check_page(
    db: &Connection,
    page: Vec<stored::Row<Envelope>>,
    roots: &mut Roots<'_>,
    report: &mut Report,
) -> Result<Option<i64>, End> {
    let readable: Vec<&Envelope> = page.iter().filter_map(|row| row.as_ref().ok()).collect();
    let Some(first) = readable.first().map(|event| event.position) else {
        return page
            .into_iter()
            .next()
            .map_or(Ok(None), |row| row.map(|event| Some(event.position)).map_err(End::from));
    };
    let mut subjects: Vec<Uuid> = readable.iter().map(|event| event.subject).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let mut links = stored::links(db, &subjects, first).await?;
    let mut last = None;
    for row in page {
        let event = row?;
        check_one(&mut links, &event)?;
        roots.event(&event, report).await?;
        report.events += 1;
        last = Some(event.position);
    }
    Ok(last)
}

fn check_one(links: &mut HashMap<Uuid, Option<Link>>, event: &Envelope) -> Result<(), Break> {
    let before = links.get(&event.subject);
    let fits = check_event(before.and_then(Option::as_ref), event);
    let fits = fits.and_then(|()| before.map(drop).ok_or(Fault::NoSubject));
    fits.map_err(|fault| Break::at(event, fault))?;
    links.insert(event.subject, Some(Link::of(event)));
    Ok(())
}

//! Pages and counts of what somebody finds.
//!
//! Two ways lead to what matches and may be seen. From the words: matches, newest first, each asked whether it may be seen. From
//! the reader: what they see, each asked whether it matches. The first is short where matches are few, or many of them may be
//! seen; the second where little may be seen. So a word with at most [`LOOK`] matches is followed to its end, if it does not stand
//! often in the newest entries. Of another these are looked at first; where they do not fill the page, the reader's way is taken
//! if it has at most [`FEW`] doors, else the words' way to its end. All answer the same rows, and all ask the policy of each of them. Statements are made so
//! that PostgreSQL has no choice to make by estimates, which know neither the words nor the reader.

use liaison_domain::access::{Actor, PersonActor};
use liaison_domain::api_key::KeyScope;
use liaison_domain::event::SubjectKind;
use liaison_domain::search::{self, Query as Words, Term};
use sea_orm::sea_query::{
    CaseStatement, ColumnRef, Expr, ExprTrait as _, IntoColumnRef as _, Query, SelectStatement, UnionType,
};
use sea_orm::{ConnectionTrait as _, QueryResult};
use uuid::Uuid;

use crate::dialect::{Dialect, Pattern};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Key, Order, Page, Request, Size, Window};
use crate::store::Connection;
use crate::visibility;

/// Up to how many matches are followed to their end, and how many of the newest are looked at.
const LOOK: u64 = 500;
/// How many of the newest entries are looked at for matches, of each kind where not all are wanted.
const STRETCH: u64 = 500;
/// From how many matches among the newest entries on nobody asks whether there are no more than [`LOOK`]: PostgreSQL's index
/// reads every match before it tells the first.
const OFTEN: u64 = 100;
/// From how many matches on they are looked for entry by entry and not by the index.
const MANY: u64 = 5_000;
/// Up to how many doors of a reader are few.
const FEW: u64 = 1_000;

/// What is looked for, and among what.
#[derive(Clone, Debug)]
pub struct Search {
    words: Words,
    kinds: Vec<SubjectKind>,
}

impl Search {
    /// Looks for `words` among records of these kinds; kinds that are never found are left out.
    pub fn new(words: Words, kinds: impl IntoIterator<Item = SubjectKind>) -> Self {
        let asked: Vec<SubjectKind> = kinds.into_iter().collect();
        let kinds = search::KINDS.into_iter().filter(|kind| asked.contains(kind)).collect();
        Self { words, kinds }
    }

    fn pattern(&self) -> Pattern<'_> {
        self.pattern_of(if self.kinds.len() == search::KINDS.len() { &[] } else { &self.kinds })
    }

    fn pattern_of<'a>(&'a self, kinds: &'a [SubjectKind]) -> Pattern<'a> {
        Pattern { terms: self.words.terms(), kinds }
    }

    /// What tells the pages of one search from those of another.
    fn stamp(&self) -> Vec<String> {
        let terms = self.words.terms().iter().map(|term| match term {
            Term::Token(token) => token.clone(),
            Term::Beginning(letter) => format!("{letter}*"),
        });
        terms.chain(self.kinds.iter().map(|kind| kind.name().to_owned())).collect()
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hit {
    /// What it is.
    pub kind: SubjectKind,
    /// The bits of its ID.
    pub id: Uuid,
}

/// A page of what matches and `actor` may see, newest first, in at most five statements: two where a word is rare, or where much
/// of what matches may be seen.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    actor: &Actor,
    search: &Search,
    request: &Request,
) -> Result<Page<Hit>, Error> {
    let finder = Finder { db, actor, search, request };
    let rows = finder.rows(u64::from(request.size.rows()) + 1).await?;
    let order = newest_first(number_of("entry"));
    finder.window(&order)?.finish(rows)?.try_map(|row| hit(&row))
}

/// How many records [`page`] pages through, counted up to `max`. Dear where very much matches and little of it may be seen.
///
/// # Errors
/// As every statement.
pub async fn count(db: &Connection, actor: &Actor, search: &Search, max: u64) -> Result<Count, Error> {
    let request = Request { size: Size::FILE, after: None, before: None };
    let finder = Finder { db, actor, search, request: &request };
    let rows = u64::try_from(finder.rows(max.saturating_add(1)).await?.len()).unwrap_or(u64::MAX);
    Ok(Count { value: Ord::min(rows, max), exact: rows <= max })
}

fn hit(row: &QueryResult) -> Result<Hit, Error> {
    let (id, kind): (Uuid, String) = (row.try_get("", "subject")?, row.try_get("", "kind")?);
    let kind = SubjectKind::parse(&kind).ok_or(Error::corrupt("search_entry", "kind", id))?;
    Ok(Hit { kind, id })
}

fn number_of(entry: &'static str) -> ColumnRef {
    (entry, "number").into_column_ref()
}

fn newest_first(number: ColumnRef) -> Order {
    Order::by_unique("NEWEST", Key::int(number, Direction::Descending))
}

/// The order of entries whose key was read already.
fn by_key(from: &'static str) -> Order {
    newest_first((from, "key_0").into_column_ref())
}

/// Whether `actor` belongs to the company: nobody else searches, because cards lie open to whoever does.
fn may_search(actor: &Actor) -> bool {
    match actor {
        Actor::Server | Actor::Person(_) => true,
        Actor::Key(key) => key.has(KeyScope::Read),
        Actor::Portal(_) | Actor::Guest(_) => false,
    }
}

/// What is read of an entry beside the key by which it is in order.
fn columns(from: &'static str) -> [(&'static str, &'static str); 2] {
    ["subject", "kind"].map(|column| (from, column))
}

struct Finder<'a> {
    db: &'a Connection,
    actor: &'a Actor,
    search: &'a Search,
    request: &'a Request,
}

impl Finder<'_> {
    fn dialect(&self) -> Dialect {
        self.db.dialect()
    }

    fn window<'o>(&self, order: &'o Order) -> Result<Window<'o>, Error> {
        Ok(self.request.of(order, &self.search.stamp())?)
    }

    /// The first `limit` rows of the window.
    async fn rows(&self, limit: u64) -> Result<Vec<QueryResult>, Error> {
        // A cursor of another search is refused, whatever is found.
        self.window(&newest_first(number_of("entry")))?;
        if !may_search(self.actor) || self.search.kinds.is_empty() {
            return Ok(Vec::new());
        }
        match self.few_matches().await? {
            Some(0) => return Ok(Vec::new()),
            Some(_) => return self.by_words(false, limit).await,
            None => {}
        }
        if limit <= LOOK {
            let newest = self.newest(limit).await?;
            if newest.len() as u64 >= limit {
                return Ok(newest);
            }
        }
        if let Actor::Person(person) = self.actor {
            let doors = self.doors(person).await?;
            if doors.len() as u64 <= FEW {
                return self.by_reader(&doors, limit).await;
            }
        }
        let matching = self.dialect().matching(&self.search.pattern(), false);
        let many = !paging::count(self.db, matching, MANY).await?.exact;
        self.by_words(many, limit).await
    }

    /// How many entries match, seen or not, where no more than [`LOOK`] do and fewer than [`OFTEN`] of the newest.
    async fn few_matches(&self) -> Result<Option<u64>, Error> {
        let rows = |select: SelectStatement, max: u64| Expr::from(paging::counted(select, max));
        let often = rows(self.among_newest()?, OFTEN).gte(OFTEN);
        let matching = self.dialect().matching(&self.search.pattern(), false);
        let all = CaseStatement::new().case(often, Expr::cust("NULL")).finally(rows(matching, LOOK + 1));
        let Some(row) = self.db.query_one(Query::select().expr_as(all, "rows")).await? else {
            return Ok(None);
        };
        let rows = row.try_get::<Option<i64>>("", "rows")?.and_then(|rows| u64::try_from(rows).ok());
        Ok(rows.filter(|rows| *rows <= LOOK))
    }

    /// The matches among the newest entries, as far as they may be seen.
    async fn newest(&self, limit: u64) -> Result<Vec<QueryResult>, Error> {
        let mut matching = self.among_newest()?;
        by_key("entry").apply(&mut matching, self.request.size.is_backwards());
        matching.limit(LOOK);
        self.seen(matching, limit).await
    }

    /// The matches among the newest entries.
    fn among_newest(&self) -> Result<SelectStatement, Error> {
        let every = self.search.kinds.len() == search::KINDS.len();
        let mut kinds = self.search.kinds.iter().copied().map(Some).filter(|_| !every);
        let mut stretch = self.stretch(kinds.next().flatten())?;
        for kind in kinds {
            stretch.union(UnionType::All, self.stretch(kind)?);
        }
        let mut matching = Query::select();
        matching
            .columns(columns("entry"))
            .column(("entry", "key_0"))
            .from_subquery(stretch, "entry")
            .and_where(self.dialect().has(&self.search.pattern()));
        Ok(matching)
    }

    /// The newest entries, of one kind where there is one.
    fn stretch(&self, kind: Option<SubjectKind>) -> Result<SelectStatement, Error> {
        let order = newest_first(number_of("entry"));
        let mut newest = Query::select();
        newest.columns(columns("entry")).column(("entry", "tokens")).from_as("search_entry", "entry");
        if let Some(kind) = kind.map(SubjectKind::name) {
            // Not by `=`: PostgreSQL would go through all entries backwards, as if the kinds came evenly.
            let of = ("entry", "kind");
            newest.and_where(Expr::col(of).between(kind, kind));
            newest.order_by(
                of,
                if self.request.size.is_backwards() { sea_orm::Order::Asc } else { sea_orm::Order::Desc },
            );
        }
        let mut newest = self.window(&order)?.ordered(newest);
        newest.limit(STRETCH);
        let mut part = Query::select();
        part.columns(columns("part")).columns([("part", "tokens"), ("part", "key_0")]);
        Ok(part.from_subquery(newest, "part").to_owned())
    }

    /// The matches to their end, as far as they may be seen.
    async fn by_words(&self, many: bool, limit: u64) -> Result<Vec<QueryResult>, Error> {
        let order = newest_first(self.dialect().number_of_match());
        let matching = self.dialect().matching(&self.search.pattern(), many);
        let mut matching = self.window(&order)?.ordered(matching);
        self.dialect().fence(&mut matching);
        self.seen(matching, limit).await
    }

    /// Through what the reader sees, one more than [`FEW`] at most.
    async fn doors(&self, person: &PersonActor) -> Result<Vec<Uuid>, Error> {
        // The directory is open to everybody, so nothing that is not is seen through it.
        let closed = |kind: &SubjectKind| !matches!(kind, SubjectKind::Department | SubjectKind::Person);
        let kinds: Vec<SubjectKind> = search::KINDS.into_iter().filter(closed).collect();
        let doors = visibility::doors(self.dialect(), person, &kinds, FEW + 1);
        let rows = self.db.query_all(&doors).await?;
        rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
    }

    /// What lies behind these doors and matches, and the open cards that match, as far as they may be seen.
    async fn by_reader(&self, doors: &[Uuid], limit: u64) -> Result<Vec<QueryResult>, Error> {
        let dialect = self.dialect();
        let order = newest_first(number_of("entry"));
        let window = self.window(&order)?;
        let mut inherited = Query::select();
        inherited.columns(columns("entry")).from_as("subject", "own").join_as(
            sea_orm::JoinType::InnerJoin,
            "search_entry",
            "entry",
            Expr::col(("entry", "subject")).equals(("own", "id")),
        );
        inherited.and_where(dialect.any_id(Expr::col(("own", "audience_of")), doors.iter().copied()));
        let mut named = Query::select();
        named
            .columns(columns("entry"))
            .from_as("search_entry", "entry")
            .and_where(dialect.any_id(Expr::col(("entry", "subject")), doors.iter().copied()));
        for near in [&mut inherited, &mut named] {
            near.and_where(dialect.has(&self.search.pattern()));
        }
        let mut near = window.bounded(inherited);
        near.union(UnionType::Distinct, window.bounded(named));
        let open: Vec<_> = self.search.kinds.iter().copied().filter(|kind| search::is_open(*kind)).collect();
        if !open.is_empty() {
            let order = newest_first(dialect.number_of_match());
            let cards = dialect.matching(&self.search.pattern_of(&open), false);
            let mut cards = self.window(&order)?.ordered(cards);
            cards.limit(limit);
            let mut first = Query::select();
            first.columns(columns("card")).column(("card", "key_0")).from_subquery(cards, "card");
            near.union(UnionType::Distinct, first);
        }
        let mut all = Query::select();
        all.columns(columns("entry")).column(("entry", "key_0")).from_subquery(near, "entry");
        by_key("entry").apply(&mut all, self.request.size.is_backwards());
        dialect.fence(&mut all);
        self.seen(all, limit).await
    }

    /// Of these entries, which are in order, the first that may be seen.
    async fn seen(&self, entries: SelectStatement, limit: u64) -> Result<Vec<QueryResult>, Error> {
        let open = search::KINDS.into_iter().filter(|kind| search::is_open(*kind)).map(SubjectKind::name);
        let open = Expr::col(("found", "kind")).is_in(open);
        let subject = Expr::col(("found", "subject"));
        let seen = open.or(visibility::condition(self.dialect(), self.actor, subject));
        let mut found = Query::select();
        found
            .columns(columns("found"))
            .column(("found", "key_0"))
            .from_subquery(entries, "found")
            .and_where(self.dialect().one_by_one(seen));
        by_key("found").apply(&mut found, self.request.size.is_backwards());
        found.limit(limit);
        Ok(self.db.query_all(&found).await?)
    }
}

//! Entries on their way into the table, and out of it.

use std::collections::BTreeMap;

use liaison_domain::command::Change;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::SealedId;
use liaison_domain::search::Searchable;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use uuid::Uuid;

use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::{Stored, Subject};

/// Rows in one statement.
const ROWS: usize = 200;

/// What a unit of work changes of what can be found, written once at its end.
#[derive(Debug, Default)]
pub(crate) struct Pending(BTreeMap<Uuid, Noted>);

#[derive(Debug)]
struct Noted {
    kind: SubjectKind,
    words: Searchable,
    /// Whether there may be an entry already.
    known: bool,
}

impl Pending {
    /// Notes what `change` leaves to be found, where that is not what it was.
    pub(crate) fn note<T: Stored>(&mut self, subject: Subject, change: &Change<T>) {
        let before = change.before.as_ref().map(T::searchable);
        let words = change.state.searchable();
        if before.as_ref().unwrap_or(&Searchable::nothing()) != &words {
            let known = before.is_some() && self.0.get(&subject.id).is_none_or(|noted| noted.known);
            self.0.insert(subject.id, Noted { kind: subject.kind, words, known });
        }
    }

    /// Writes what was noted: none where nothing was, else at most five statements for 200 records.
    pub(crate) async fn write(&mut self, db: &Connection) -> Result<(), Error> {
        let noted = std::mem::take(&mut self.0);
        let changed = noted.iter().filter(|(_, noted)| noted.known);
        let unsealed: Vec<Uuid> =
            changed.filter(|(_, noted)| is_sealed(noted.kind)).map(|(id, _)| *id).collect();
        unseal(db, &unsealed).await?;
        let words = noted.into_iter().map(|(id, noted)| (Subject { kind: noted.kind, id }, noted.words));
        write(db, words.collect()).await
    }
}

/// Whether the words of this kind are sealed values.
const fn is_sealed(kind: SubjectKind) -> bool {
    matches!(kind, SubjectKind::Contact | SubjectKind::Comment)
}

/// Writes the entries of these records, new or changed; those without words lose theirs.
pub(crate) async fn write(db: &Connection, words: Vec<(Subject, Searchable)>) -> Result<(), Error> {
    let mut rest = words.into_iter();
    loop {
        let some: Vec<_> = rest.by_ref().take(ROWS).collect();
        if some.is_empty() {
            return Ok(());
        }
        write_some(db, some).await?;
    }
}

async fn write_some(db: &Connection, words: Vec<(Subject, Searchable)>) -> Result<(), Error> {
    let dialect = db.dialect();
    let (mut gone, mut sealed) = (Vec::new(), Vec::new());
    let mut insert = Query::insert();
    insert.into_table("search_entry").columns(["subject", "kind", "tokens"]);
    let mut any = false;
    for (subject, words) in words {
        let tokens = words.tokens();
        if tokens.is_empty() {
            gone.push(subject.id);
            continue;
        }
        sealed.extend(words.values().iter().map(|value| (*value, subject.id)));
        insert.values_panic([
            subject.id.into(),
            subject.kind.name().into(),
            dialect.tokens(subject.kind, tokens),
        ]);
        any = true;
    }
    if !gone.is_empty() {
        let delete = Query::delete()
            .from_table("search_entry")
            .and_where(dialect.any_id(Expr::col("subject"), gone))
            .to_owned();
        db.execute(&delete).await?;
    }
    if any {
        insert.on_conflict(OnConflict::column("subject").update_column("tokens").to_owned());
        db.execute(&insert).await?;
    }
    seal(db, &sealed).await
}

/// Notes in which sealed values the words of these records lie.
async fn seal(db: &Connection, sealed: &[(SealedId, Uuid)]) -> Result<(), Error> {
    if sealed.is_empty() {
        return Ok(());
    }
    let mut insert = Query::insert();
    insert.into_table("search_sealed").columns(["sealed", "subject"]);
    for (value, subject) in sealed {
        insert.values_panic([value.uuid().into(), (*subject).into()]);
    }
    insert.on_conflict(OnConflict::columns(["sealed", "subject"]).do_nothing().to_owned());
    db.execute(&insert).await?;
    Ok(())
}

/// Forgets in which sealed values the words of these records lay.
async fn unseal(db: &Connection, subjects: &[Uuid]) -> Result<(), Error> {
    if subjects.is_empty() {
        return Ok(());
    }
    let delete = Query::delete()
        .from_table("search_sealed")
        .and_where(db.dialect().any_id(Expr::col("subject"), subjects.iter().copied()))
        .to_owned();
    db.execute(&delete).await?;
    Ok(())
}

/// Takes these records out; at most two statements.
pub(crate) async fn leave(db: &Connection, subjects: Vec<Uuid>) -> Result<(), Error> {
    if subjects.is_empty() {
        return Ok(());
    }
    unseal(db, &subjects).await?;
    let delete = Query::delete()
        .from_table("search_entry")
        .and_where(db.dialect().any_id(Expr::col("subject"), subjects))
        .to_owned();
    db.execute(&delete).await?;
    Ok(())
}

/// Takes out whatever has words of these sealed values, which are erased; two statements.
pub(crate) async fn forget(db: &Connection, values: &[SealedId]) -> Result<(), Error> {
    let erased = || db.dialect().any_of(Expr::col("sealed"), values.iter().copied());
    let has = Query::select().column("subject").from("search_sealed").and_where(erased()).to_owned();
    let delete = Query::delete()
        .from_table("search_entry")
        .and_where(Expr::col("subject").in_subquery(has))
        .to_owned();
    db.execute(&delete).await?;
    let delete = Query::delete().from_table("search_sealed").and_where(erased()).to_owned();
    db.execute(&delete).await?;
    Ok(())
}

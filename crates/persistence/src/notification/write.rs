//! What a unit of work tells, on its way into the table; and the folding of many reminders into one digest.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use liaison_domain::ids::{self, IdSource, NotificationId, PersonId};
use liaison_domain::notice::NoticeCode;
use liaison_domain::notice::digest::{self, Entry, Folding};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use uuid::Uuid;

use super::NewNotification;
use crate::entities::notification::{ActiveModel, Column, Entity};
use crate::error::Error;
use crate::store::Connection;

/// Rows in one statement: 15 columns each, well under SQLite's 32,766 parameters.
const ROWS: usize = 1_000;

/// What one unit of work tells.
#[derive(Debug, Default)]
pub(crate) struct Telling {
    new: Vec<NewNotification>,
    /// Rows that were there before, by the digest that takes them.
    folded: BTreeMap<NotificationId, Vec<Uuid>>,
}

/// The reminders of a person that stand by themselves, and their digests.
#[derive(Default)]
struct Earlier {
    reminders: Vec<Entry>,
    digests: Vec<Entry>,
}

impl Telling {
    pub(crate) fn add(&mut self, new: NewNotification) {
        self.new.push(new);
    }

    /// Folds reminders where there are too many of them. Costs nothing where none is told; otherwise one statement, and one
    /// more on PostgreSQL, where units that remind the same person take turns.
    pub(crate) async fn fold(&mut self, db: &Connection, source: &dyn IdSource) -> Result<(), Error> {
        let mut told: BTreeMap<(PersonId, Instant), Vec<usize>> = BTreeMap::new();
        for (index, new) in self.new.iter().enumerate().filter(|(_, new)| new.folds()) {
            told.entry((new.to, new.deliver_at)).or_default().push(index);
        }
        let Some(from) = told.keys().map(|(_, at)| *at).min() else { return Ok(()) };
        let people: BTreeSet<PersonId> = told.keys().map(|(person, _)| *person).collect();
        let mut earlier = earlier(db, &people, from.plus_seconds(-digest::WITHIN_SECONDS)).await?;
        for ((person, at), indices) in told {
            let of = earlier.entry(person).or_default();
            self.fold_one(at, &indices, of, source);
        }
        Ok(())
    }

    fn fold_one(&mut self, at: Instant, indices: &[usize], earlier: &mut Earlier, source: &dyn IdSource) {
        let under = match digest::fold(at, indices.len(), &earlier.reminders, &earlier.digests) {
            Folding::Nothing => {
                let stands = |index: &usize| Entry { id: self.new[*index].id.uuid(), deliver_at: at };
                earlier.reminders.extend(indices.iter().map(stands));
                return;
            }
            Folding::Under(digest) => NotificationId::from_uuid(digest),
            Folding::New(together) => {
                let digest = ids::fresh(source);
                earlier.digests.push(Entry { id: digest.uuid(), deliver_at: at });
                self.gather(digest, &together);
                let newest = &self.new[indices[indices.len() - 1]];
                let entry = NewNotification {
                    id: digest,
                    code: NoticeCode::ReminderDigest,
                    params: liaison_domain::notice::Params::new(),
                    subject: None,
                    named: None,
                    ..newest.clone()
                };
                self.new.push(entry);
                digest
            }
        };
        for index in indices {
            self.new[*index].digest = Some(under);
        }
    }

    /// Puts earlier reminders under the digest: rows that are there, and those of this unit.
    fn gather(&mut self, digest: NotificationId, together: &[Uuid]) {
        let mut stored: BTreeSet<Uuid> = together.iter().copied().collect();
        for new in &mut self.new {
            if stored.remove(&new.id.uuid()) {
                new.digest = Some(digest);
            }
        }
        if !stored.is_empty() {
            self.folded.insert(digest, stored.into_iter().collect());
        }
    }

    /// Writes everything, each row with the position of its event: one statement, and one for each new digest.
    pub(crate) async fn write(
        &mut self,
        db: &Connection,
        now: Instant,
        positions: &HashMap<Uuid, i64>,
    ) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(self.new.len());
        for new in self.new.drain(..) {
            let event = new.event.uuid();
            let position = positions.get(&event).ok_or(Error::corrupt("notification", "position", event))?;
            rows.push(ActiveModel::of(&new, now, *position));
        }
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(ROWS));
            Entity::insert_many(std::mem::replace(&mut rows, rest)).exec_without_returning(db).await?;
        }
        for (digest, reminders) in std::mem::take(&mut self.folded) {
            let update = Query::update()
                .table(Entity)
                .value(Column::Digest, digest.uuid())
                .and_where(db.dialect().any_id(Expr::col(Column::Id), reminders))
                .to_owned();
            db.execute(&update).await?;
        }
        Ok(())
    }
}

/// What these people were reminded of after `from`; nobody else reminds them until this unit ends.
async fn earlier(
    db: &Connection,
    people: &BTreeSet<PersonId>,
    from: Instant,
) -> Result<HashMap<PersonId, Earlier>, Error> {
    let dialect = db.dialect();
    if let Some(turns) = dialect.turns(people.iter().map(|person| person.uuid())) {
        db.query_all_raw(turns).await?;
    }
    let select = Query::select()
        .columns([Column::Person, Column::Id, Column::DeliverAt, Column::Reminder])
        .from(Entity)
        .and_where(dialect.any_of(Expr::col(Column::Person), people.iter().copied()))
        .and_where(Expr::col(Column::DeliverAt).gt(from.micros()))
        .and_where(Expr::col(Column::Digest).is_null())
        .and_where(
            Expr::col(Column::Reminder)
                .eq(true)
                .or(Expr::col(Column::Code).eq(NoticeCode::ReminderDigest.name())),
        )
        .to_owned();
    let mut found: HashMap<PersonId, Earlier> = HashMap::new();
    for row in db.query_all(&select).await? {
        let of = found.entry(PersonId::from_uuid(row.try_get("", "person")?)).or_default();
        let deliver_at = Instant::from_micros(row.try_get("", "deliver_at")?);
        let entry = Entry { id: row.try_get("", "id")?, deliver_at };
        if row.try_get::<bool>("", "reminder")? { of.reminders.push(entry) } else { of.digests.push(entry) }
    }
    Ok(found)
}

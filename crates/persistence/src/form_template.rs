//! Form templates: one row a kind of request, its newest version. Requests keep the version they were submitted under.

use liaison_domain::request::form_template::FormTemplate;
use liaison_domain::request::kind::RequestKind;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::entities::form_template;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};

impl Stored for FormTemplate {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let row = form_template::ActiveModel::from(state);
        if before.is_none() {
            form_template::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = form_template::Column::Id.eq(state.id.uuid());
            form_template::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

/// The template of this kind; none where nothing was published.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn current(db: &Connection, kind: RequestKind) -> Result<Option<FormTemplate>, Error> {
    let mine = form_template::Column::Kind.eq(kind.name());
    let row = form_template::Entity::find().filter(mine).one(db).await?;
    row.map(|row| row.template()).transpose()
}

/// [`current`], locked until the unit ends.
///
/// # Errors
/// As [`current`].
pub async fn current_for_change(
    work: &mut UnitOfWork,
    kind: RequestKind,
) -> Result<Option<FormTemplate>, Error> {
    let Some(template) = current(work.db(), kind).await? else { return Ok(None) };
    work.lock(template.id.uuid()).await?;
    current(work.db(), kind).await
}

/// All templates, at most one a kind, by kind.
///
/// # Errors
/// As [`current`].
pub async fn all(db: &Connection) -> Result<Vec<FormTemplate>, Error> {
    let rows = form_template::Entity::find().order_by_asc(form_template::Column::Kind).all(db).await?;
    rows.iter().map(form_template::Model::template).collect()
}

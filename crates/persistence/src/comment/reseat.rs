//! Who sees a comment follows who sees what it is about.

use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use uuid::Uuid;

use super::column;
use crate::entities::comment;
use crate::error::Error;
use crate::unit_of_work::UnitOfWork;

/// Gives the comments about these records, which the unit has written, the audience that these have now. It changes no comment,
/// so it leaves no event; three statements. Comments about a record with an audience of its own follow that by themselves.
///
/// # Errors
/// As every statement.
pub async fn reseat(work: &mut UnitOfWork, records: &[Uuid]) -> Result<(), Error> {
    let db = work.db();
    let of = |name: &'static str, column: &'static str| Expr::col((name, column));
    let about = || {
        let mut select = Query::select();
        select.from(comment::Entity).join_as(
            sea_orm::JoinType::InnerJoin,
            "subject",
            "parent",
            of("parent", "id").eq(column(comment::Column::About)),
        );
        select.and_where(db.dialect().any_id(column(comment::Column::About), records.iter().copied()));
        select
    };
    let mine = |mut select: SelectStatement| select.column((comment::Entity, comment::Column::Id)).to_owned();
    let mut root = about();
    root.expr(of("parent", "audience_of")).and_where(column(comment::Column::Id).equals(("subject", "id")));
    let update = Query::update()
        .table("subject")
        .value("audience_of", Expr::from(root))
        .and_where(Expr::col("id").in_subquery(mine(about())))
        .to_owned();
    db.execute(&update).await?;
    let delete = Query::delete()
        .from_table("visibility_person")
        .and_where(Expr::col("subject").in_subquery(mine(about())))
        .to_owned();
    db.execute(&delete).await?;
    let mut persons = mine(about());
    persons
        .expr(of("named", "person"))
        .join_as(
            sea_orm::JoinType::InnerJoin,
            "visibility_person",
            "named",
            of("named", "subject").eq(of("parent", "id")),
        )
        .and_where(of("parent", "audience_of").ne(of("parent", "id")));
    let mut insert = Query::insert();
    insert.into_table("visibility_person").columns(["subject", "person"]);
    insert.select_from(persons).map_err(|_| Error::corrupt("visibility_person", "person", Uuid::nil()))?;
    db.execute(&insert).await?;
    Ok(())
}

//! The way from a reader to what they see, for a list that begins there: where little is seen of much.
//!
//! [`doors`] gives no right: a little more lies behind them than the condition lets through, never less, and a list asks the
//! condition of each row all the same.

use std::collections::BTreeSet;

use liaison_domain::access::PersonActor;
use liaison_domain::event::SubjectKind;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement, UnionType};

use super::by_role;
use crate::dialect::Dialect;

/// The records through which `person` sees whatever they see, as `id`, at most `most`: those that name them, those that concern a
/// department of theirs, and those of `kinds` that their roles open. Whatever they see is among these, or has the audience of
/// one of these.
pub(crate) fn doors(
    dialect: Dialect,
    person: &PersonActor,
    kinds: &[SubjectKind],
    most: u64,
) -> SelectStatement {
    let named = Query::select()
        .expr_as(Expr::col(("named", "subject")), "id")
        .from_as("visibility_person", "named")
        .and_where(Expr::col(("named", "person")).eq(person.id.uuid()))
        .to_owned();
    let departments = person.member_of.iter().chain(&person.oversees).chain(&person.executive_of);
    let departments: BTreeSet<_> = departments.chain(&person.manages).copied().collect();
    let concerned = Query::select()
        .expr_as(Expr::col(("concerned", "subject")), "id")
        .from_as("visibility_department", "concerned")
        .and_where(dialect.any_of(Expr::col(("concerned", "department")), departments))
        .to_owned();
    let names: Vec<String> = kinds.iter().map(|kind| kind.name().to_owned()).collect();
    let opened = Query::select()
        .expr_as(Expr::col(("audience", "id")), "id")
        .from_as("subject", "audience")
        .and_where(by_role(person))
        .and_where(dialect.any_text(Expr::col(("audience", "kind")), &names))
        .to_owned();
    let part = |mut select: SelectStatement| {
        Query::select().column("id").from_subquery(select.limit(most).to_owned(), "part").to_owned()
    };
    let mut all = part(named);
    all.union(UnionType::Distinct, part(concerned)).union(UnionType::Distinct, part(opened));
    Query::select().column("id").from_subquery(all, "door").limit(most).to_owned()
}

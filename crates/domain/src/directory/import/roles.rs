//! The roles that a cell names, in either language.

use std::collections::BTreeSet;

use super::columns::plain;
use crate::access::{DepartmentRole, OrganizationRole};
use crate::error::{Reason, Rule};

/// What a cell says about roles; what it does not mention stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles {
    /// All roles in the organisation; `MEMBER` alone says: none beside it.
    pub(super) organization: Option<BTreeSet<OrganizationRole>>,
    /// The role in the home department.
    pub(super) home: Option<DepartmentRole>,
}

/// Reads names between `, ; / |`, their Chinese forms, or white space.
///
/// # Errors
/// `UNKNOWN` with the first name that is no role, `DUPLICATE` where two different roles at home are named.
pub(super) fn parse(cell: &str) -> Result<Roles, Reason> {
    let mut roles = Roles::default();
    let between =
        |letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | ';' | '；' | '、' | '/' | '|');
    for name in cell.split(between).filter(|name| !name.is_empty()) {
        let value = plain(name);
        if let Some(role) = organization_role(&value) {
            roles.organization.get_or_insert_default().insert(role);
        } else if let Some(role) = department_role(&value) {
            if roles.home.is_some_and(|named| named != role) {
                return Err(Reason::of(Rule::Duplicate).with("value", name));
            }
            roles.home = Some(role);
        } else {
            return Err(Reason::of(Rule::Unknown).with("value", name));
        }
    }
    Ok(roles)
}

fn organization_role(name: &str) -> Option<OrganizationRole> {
    Some(match name {
        "admin" | "系统管理员" => OrganizationRole::Admin,
        "hr" | "人事" | "人力资源" => OrganizationRole::Hr,
        "auditor" | "审计员" | "审计" => OrganizationRole::Auditor,
        "member" | "成员" | "员工" => OrganizationRole::Member,
        _ => return None,
    })
}

/// The levels of S1-8. A bare 管理员 is refused: it may mean the department's or the whole system's.
fn department_role(name: &str) -> Option<DepartmentRole> {
    Some(match name {
        "viewer" | "仅查看" | "查看者" => DepartmentRole::Viewer,
        "editor" | "可编辑" | "编辑者" => DepartmentRole::Editor,
        "manager" | "部门管理员" | "负责人" => DepartmentRole::Manager,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_and_any_separator() {
        let expected = Roles {
            organization: Some([OrganizationRole::Hr, OrganizationRole::Admin].into()),
            home: Some(DepartmentRole::Manager),
        };
        assert_eq!(parse("人事；系统管理员、部门管理员"), Ok(expected.clone()));
        assert_eq!(parse("hr, Admin  MANAGER"), Ok(expected));
        assert_eq!(parse(" "), Ok(Roles::default()));
        assert_eq!(parse("member").map(|roles| roles.organization.map(|set| set.len())), Ok(Some(1)));
        assert_eq!(parse("HR;boss"), Err(Reason::of(Rule::Unknown).with("value", "boss")));
        assert!(parse("管理员").is_err());
        assert_eq!(parse("viewer editor"), Err(Reason::of(Rule::Duplicate).with("value", "editor")));
    }
}

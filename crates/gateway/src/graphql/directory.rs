//! The directory in the schema: departments and people, read from memory, changed by administrators and HR.
//!
//! The exemplar of how a noun is written (see [`crate::graphql`]). Everybody who is signed in may read all of it.

pub mod department;
pub mod department_mutations;
pub mod import;
pub mod lists;
pub mod person;
pub mod person_mutations;

pub use department::Department;
pub use department_mutations::DepartmentMutation;
pub use import::ImportMutation;
pub use lists::DirectoryQuery;
pub use person::{DepartmentMembership, Person};
pub use person_mutations::PersonMutation;

use crate::schema_enum;

schema_enum! {
    /// What a person may do in the whole organisation.
    OrganizationRole of liaison_domain::access::OrganizationRole, filter "OrganizationRoleFilter" {
        /// Keeps settings, templates and the directory; reads all but drafts and what is for participants only.
        Admin = "ADMIN",
        /// Keeps the people of the directory.
        Hr = "HR",
        /// Reads all but drafts, changes nothing, and holds no other role.
        Auditor = "AUDITOR",
        /// Every employee.
        Member = "MEMBER",
    }
}

schema_enum! {
    /// What a person may do in one department.
    DepartmentRole of liaison_domain::access::DepartmentRole, filter "DepartmentRoleFilter" {
        /// Reads, comments, works on own tasks.
        Viewer = "VIEWER",
        /// Creates requests and tasks of the own party, takes up problems. Everybody's role at home unless another is set.
        Editor = "EDITOR",
        /// Head or deputy: signs and decides for the department.
        Manager = "MANAGER",
    }
}

schema_enum! {
    /// Whether an account works.
    AccountState of liaison_domain::directory::AccountState, filter "AccountStateFilter" {
        /// Signs in and acts.
        Active = "ACTIVE",
        /// Left: tokens, streams and keys have ended. The record keeps naming the person.
        Disabled = "DISABLED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::filter::NamedEnum as _;
    use crate::locale::Locale;

    #[test]
    fn every_value_has_a_label() {
        for locale in Locale::ALL {
            assert!(OrganizationRole::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(DepartmentRole::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(AccountState::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }
}

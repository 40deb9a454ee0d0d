//! What administrators do to departments.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::directory::department::{DepartmentPatch, NewDepartment};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::text::{Code, Line};

use super::Department;
use crate::graphql::decode::{Decode as _, patch_id};
use crate::graphql::mutation::{ActionOptions, UpdateOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::directory::{self, DepartmentMerge, DepartmentUpdate};
use crate::payload;

payload! {
    /// What `departmentCreate` answers.
    DepartmentCreatePayload {
        /// The new department.
        department: Department
    }
}

payload! {
    /// What `departmentUpdate` answers.
    DepartmentUpdatePayload {
        /// The department after the change.
        department: Department
    }
}

payload! {
    /// What `departmentMerge` answers.
    DepartmentMergePayload {
        /// The closed department; `successor` is the one that took over.
        department: Department
    }
}

/// A department to be founded.
#[derive(InputObject)]
pub struct DepartmentCreateInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Department>>,
    /// The code, such as `MT`: unique, 1 to 32 letters, digits, `-`, `_` and `.`, kept for good.
    pub code: String,
    /// The full name, at most 200 characters.
    pub name: String,
    /// The name in codes; the name without a final 部 where absent.
    pub short_name: Option<String>,
    /// The department above.
    pub parent: Option<Key<kind::Department>>,
    /// Who heads it.
    pub head: Option<Key<kind::Person>>,
    /// The executive in charge.
    pub executive: Option<Key<kind::Person>>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl DepartmentCreateInput {
    fn decode(self) -> (WriteOptions, Result<NewDepartment, Refusal>) {
        let mut found = Violations::default();
        let code = found.take("code", Code::new(&self.code));
        let name = found.take("name", Line::new(&self.name));
        let short_name = found.take("shortName", Line::optional(self.short_name.as_deref()));
        let input = found.all((code, name, short_name)).map(|(code, name, short_name)| NewDepartment {
            id: self.id.map(|key| key.0),
            code,
            name,
            short_name,
            parent: self.parent.map(|key| key.0),
            head: self.head.map(|key| key.0),
            executive: self.executive.map(|key| key.0),
        });
        (self.options, input)
    }
}

/// Changes of a department: an absent field keeps, null clears.
#[derive(InputObject)]
pub struct DepartmentUpdateInput {
    /// Which department.
    pub id: Key<kind::Department>,
    /// The full name, at most 200 characters.
    pub name: Option<String>,
    /// The name in codes.
    pub short_name: Option<String>,
    /// The department above.
    pub parent: MaybeUndefined<Key<kind::Department>>,
    /// Who heads it.
    pub head: MaybeUndefined<Key<kind::Person>>,
    /// The executive in charge.
    pub executive: MaybeUndefined<Key<kind::Person>>,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl DepartmentUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<DepartmentUpdate, Refusal>) {
        let mut found = Violations::default();
        let name = found.given("name", self.name, |raw| Line::new(&raw));
        let short_name = found.given("shortName", self.short_name, |raw| Line::new(&raw));
        let input = found.all((name, short_name)).map(|(name, short_name)| DepartmentUpdate {
            id: self.id.0,
            patch: DepartmentPatch {
                name,
                short_name,
                parent: patch_id(self.parent),
                head: patch_id(self.head),
                executive: patch_id(self.executive),
            },
        });
        (self.options, input)
    }
}

/// A department to be closed, and who takes over.
#[derive(InputObject)]
pub struct DepartmentMergeInput {
    /// Which department is closed.
    pub from: Key<kind::Department>,
    /// Which takes over: its people, roles and the departments below it move there; codes and signatures stay.
    pub into: Key<kind::Department>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// The root fields.
#[derive(Default)]
pub struct DepartmentMutation;

#[Object]
impl DepartmentMutation {
    /// Founds a department. For administrators.
    async fn department_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The department.")] input: DepartmentCreateInput,
    ) -> OrNull<DepartmentCreatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, directory::department_create).await
    }

    /// Changes a department. For administrators; a closed department does not change.
    async fn department_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: DepartmentUpdateInput,
    ) -> OrNull<DepartmentUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, directory::department_update).await
    }

    /// Closes a department in favour of another. For administrators. Departments are never deleted.
    async fn department_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and who takes over.")] input: DepartmentMergeInput,
    ) -> OrNull<DepartmentMergePayload> {
        let merge = DepartmentMerge { from: input.from.0, into: input.into.0 };
        run(ctx, input.options, Ok(merge), directory::department_merge).await
    }
}

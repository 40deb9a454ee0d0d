//! Changes of departments and people, alone and by file.
//!
//! Each locks the directory and decides on the whole of it, since most of its rules are about the whole.

mod csv;
pub mod import;

use liaison_domain::directory::department::{DepartmentPatch, NewDepartment};
use liaison_domain::directory::person::{NewPerson, PersonPatch};
use liaison_domain::directory::{Department, Person};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{DepartmentId, PersonId};
use liaison_domain::text::Text;
use liaison_persistence::calendar_feed;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use super::{Answer, Call, OperationError, Work};
use crate::app::App;

/// Founds a department.
pub async fn department_create(app: App, call: Call, input: NewDepartment) -> Answer<Department> {
    app.change(call, "departmentCreate", input, |work, input| {
        Box::pin(async move {
            work.lock_directory().await?;
            let change = Department::create(&work.context(), input.clone())?;
            work.record(change).await
        })
    })
    .await
}

/// A department and what is to change of it.
#[derive(Clone, Debug, Serialize)]
pub struct DepartmentUpdate {
    /// Which.
    pub id: DepartmentId,
    /// What.
    pub patch: DepartmentPatch,
}

/// Changes a department.
pub async fn department_update(app: App, call: Call, input: DepartmentUpdate) -> Answer<Department> {
    app.change(call, "departmentUpdate", input, |work, input| {
        Box::pin(async move {
            let department = department(work, input.id).await?;
            let change = department.update(&work.context(), input.patch.clone())?;
            work.record(change).await
        })
    })
    .await
}

/// A department and who takes over.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DepartmentMerge {
    /// Which is closed.
    pub from: DepartmentId,
    /// Which takes over.
    pub into: DepartmentId,
}

/// Closes a department in favour of another, with everything that moves (resolution 21). Answers the closed one.
pub async fn department_merge(app: App, call: Call, input: DepartmentMerge) -> Answer<Department> {
    app.change(call, "departmentMerge", input, |work, input| {
        Box::pin(async move {
            let department = department(work, input.from).await?;
            let merger = department.merge(&work.context(), input.into)?;
            let closed = work.record(merger.closed).await?;
            for change in merger.moved {
                work.record(change).await?;
            }
            for change in merger.people {
                work.record(change).await?;
            }
            Box::pin(super::request::department_merged(work, input.from, input.into)).await?;
            Box::pin(super::customer::department_merged(work, input.from, input.into)).await?;
            Box::pin(super::routing::department_merged(work, input.from, input.into)).await?;
            Ok(closed)
        })
    })
    .await
}

/// Takes a person on.
pub async fn person_create(app: App, call: Call, input: NewPerson) -> Answer<Person> {
    app.change(call, "personCreate", input, |work, input| {
        Box::pin(async move {
            work.lock_directory().await?;
            let change = Person::create(&work.context(), input.clone())?;
            work.record(change).await
        })
    })
    .await
}

/// A person and what is to change of them.
#[derive(Clone, Debug, Serialize)]
pub struct PersonUpdate {
    /// Who.
    pub id: PersonId,
    /// What.
    pub patch: PersonPatch,
}

/// Changes a person.
pub async fn person_update(app: App, call: Call, input: PersonUpdate) -> Answer<Person> {
    app.change(call, "personUpdate", input, |work, input| {
        Box::pin(async move {
            let before = person(work, input.id).await?;
            let change = before.update(&work.context(), input.patch.clone())?;
            let person = work.record(change).await?;
            if person.department != before.department || person.department_roles != before.department_roles {
                Box::pin(super::request::person_left(work, person.id)).await?;
                Box::pin(super::comment::person_left(work, person.id)).await?;
            }
            Ok(person)
        })
    })
    .await
}

/// Ends a person's account: from the commit on no call of theirs is answered, and their streams end.
pub async fn person_disable(app: App, call: Call, input: PersonId) -> Answer<Person> {
    app.change(call, "personDisable", input, |work, input| {
        Box::pin(async move {
            let person = person(work, *input).await?;
            let change = person.disable(&work.context())?;
            let person = work.record(change).await?;
            Box::pin(super::request::person_left(work, person.id)).await?;
            Box::pin(super::task::person_left(work, person.id)).await?;
            Box::pin(super::customer::person_left(work, person.id)).await?;
            Box::pin(super::comment::person_left(work, person.id)).await?;
            Box::pin(super::guest::person_left(work, person.id)).await?;
            super::api_key::person_left(work, person.id).await?;
            work.unit().sign_out(person.id).await?;
            Ok(person)
        })
    })
    .await
}

/// Who is to be erased, and why.
#[derive(Clone, Debug, Serialize)]
pub struct PersonErase {
    /// Who.
    pub id: PersonId,
    /// Why.
    pub reason: Text,
}

/// Erases everything personal of a person who left, with their calendar feeds and what they were told (resolution 79).
pub async fn person_erase(app: App, call: Call, input: PersonErase) -> Answer<Person> {
    app.change(call, "personErase", input, |work, input| {
        Box::pin(async move {
            let person = person(work, input.id).await?;
            let change = person.erase(&work.context(), input.reason.clone())?;
            work.unit().lock(input.id.uuid()).await?;
            work.unit().erase_account(input.id).await?;
            // Before the person: what their events say of the feeds goes with all that is kept of them.
            for feed in calendar_feed::all_of(work.unit(), input.id).await? {
                if let Some(change) = feed.erased(&work.context()) {
                    work.record(change).await?;
                }
            }
            let person = work.record(change).await?;
            work.unit().answers_with(Subject { kind: SubjectKind::Person, id: person.id.uuid() });
            Ok(person)
        })
    })
    .await
}

async fn department(work: &mut Work, id: DepartmentId) -> Result<Department, OperationError> {
    work.lock_directory().await?;
    let department = work.directory().department(id).map(|department| department.as_ref().clone());
    work.found(department).await
}

async fn person(work: &mut Work, id: PersonId) -> Result<Person, OperationError> {
    work.lock_directory().await?;
    let person = work.directory().person(id).map(|person| person.as_ref().clone());
    work.found(person).await
}

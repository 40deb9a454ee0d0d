//! The tables as the mapper sees them. Private: rooms hand out domain types.

pub(crate) mod deadline;
pub(crate) mod department;
pub(crate) mod event;
pub(crate) mod form_template;
pub(crate) mod notification;
pub(crate) mod pack_assignment;
pub(crate) mod person;
pub(crate) mod person_department_role;
pub(crate) mod problem;
pub(crate) mod problem_update;
pub(crate) mod process_pack;
pub(crate) mod process_pack_version;
pub(crate) mod progress_report;
pub(crate) mod progress_update;
pub(crate) mod rating;
pub(crate) mod request;
pub(crate) mod request_party;
pub(crate) mod request_revision;
pub(crate) mod request_tag;
pub(crate) mod resource;
pub(crate) mod resource_claim;
pub(crate) mod task;
pub(crate) mod task_collaborator;
pub(crate) mod task_dependency;
pub(crate) mod working_calendar;
pub(crate) mod working_calendar_version;

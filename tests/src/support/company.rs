//! The small company of the tests, founded through the same import as everybody's.
//!
//! Departments MT, JS, CP and YF lie below ZB. In each, `…0001` is the head, `…0002` a deputy, `…0003` and `…0004` are
//! members, `…0005` only views. ZB0001 is the executive in charge of all, [`ADMIN`], [`HR`] and [`AUDITOR`] sit in ZB.

use std::fmt::Write as _;

use liaison_domain::directory::import::Outcome as LineOutcome;
use liaison_gateway::app::App;
use liaison_gateway::operations::directory::import::{DirectoryImport, directory_import};
use liaison_gateway::operations::{Call, Outcome};
use liaison_persistence::store::Statements;

/// The employee number of the administrator.
pub(crate) const ADMIN: &str = "ZB0002";
/// The employee number of a person with the role `HR`.
pub(crate) const HR: &str = "ZB0003";
/// The employee number of the auditor.
pub(crate) const AUDITOR: &str = "ZB0004";
/// The executive in charge of all departments.
pub(crate) const EXECUTIVE: &str = "ZB0001";

/// The codes of the departments that work with each other.
pub(crate) const DEPARTMENTS: [&str; 4] = ["MT", "JS", "CP", "YF"];

const NAMES: [&str; 4] = ["市场部", "技术部", "产品部", "研发部"];

/// Takes the company in; every line has to be taken.
pub(crate) async fn found(app: &App) {
    let files = DirectoryImport { departments: Some(departments()), people: Some(people()) };
    let done =
        directory_import(app.clone(), Call::by_server(app), files).await.expect("the server may import");
    let Outcome::Changed(report) = done.outcome else { panic!("the first import changes something") };
    for line in report.departments.lines.iter().chain(&report.people.lines) {
        assert!(line.outcome == LineOutcome::Created && line.reasons.is_empty(), "{line:?}");
    }
    let db = app.store().read(&Statements::default());
    app.pictures().current(&db).await.expect("the directory can be read");
}

fn departments() -> String {
    let mut file = String::from("code,name,parent,head,executive\nZB,总经办,,ZB0001,ZB0001\n");
    for (code, name) in DEPARTMENTS.iter().zip(NAMES) {
        let _ = writeln!(file, "{code},{name},ZB,{code}0001,");
    }
    file
}

fn people() -> String {
    let mut file = String::from("employee_number,name,position,department,roles\n");
    for (number, name, roles) in [
        (EXECUTIVE, "分管副总", ""),
        (ADMIN, "管理员", "ADMIN"),
        (HR, "人事", "HR"),
        (AUDITOR, "审计", "AUDITOR"),
    ] {
        let _ = writeln!(file, "{number},{name},,ZB,{roles}");
    }
    for code in DEPARTMENTS {
        for (number, name, role) in
            [(1, "负责人", ""), (2, "副职", "MANAGER"), (3, "甲", ""), (4, "乙", ""), (5, "丙", "VIEWER")]
        {
            let _ = writeln!(file, "{code}{number:04},{code}{name},岗位{number},{code},{role}");
        }
    }
    file
}

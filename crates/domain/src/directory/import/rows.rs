//! Lines as typed rows: each cell by itself is sound, what it refers to is still a code.

use std::collections::HashMap;

use super::columns::{Column, DepartmentColumn, Header, PersonColumn};
use super::roles::{self, Roles};
use super::{FileReport, HEADER_LINE, LineReport, Outcome, Row, Table, reasons};
use crate::error::{Reason, Rule, Violation, Violations};
use crate::patch::Patch;
use crate::text::{Code, Line};

/// A line that still has to be decided on, with its place in the report.
pub(super) struct Pending<R> {
    pub(super) at: usize,
    pub(super) row: R,
}

/// A line of the departments' file.
pub(super) struct DepartmentRow {
    pub(super) code: Code,
    pub(super) name: Option<Line>,
    pub(super) short_name: Option<Line>,
    /// By code.
    pub(super) parent: Patch<Code>,
    /// By employee number.
    pub(super) head: Patch<Code>,
    /// By employee number.
    pub(super) executive: Patch<Code>,
}

/// A line of the people's file.
pub(super) struct PersonRow {
    pub(super) employee_number: Code,
    pub(super) name: Option<Line>,
    pub(super) position: Patch<Line>,
    /// By code.
    pub(super) department: Option<Code>,
    pub(super) roles: Roles,
    pub(super) locale: Patch<Line<16>>,
}

/// The lines of the departments' file that are sound in themselves.
pub(super) fn departments(table: &Table) -> (Vec<Pending<DepartmentRow>>, FileReport) {
    use DepartmentColumn as Column;
    read(table, |code, header: &Header<Column>, row, found| {
        Some(DepartmentRow {
            code,
            name: required(header, row, Column::Name, Line::new, found),
            short_name: header
                .cell(row, Column::ShortName)
                .and_then(|cell| found.take(Column::ShortName.field(), Line::optional(Some(cell))).flatten()),
            parent: nullable(header, row, Column::Parent, Code::new, found),
            head: nullable(header, row, Column::Head, Code::new, found),
            executive: nullable(header, row, Column::Executive, Code::new, found),
        })
    })
}

/// The lines of the people's file that are sound in themselves.
pub(super) fn people(table: &Table) -> (Vec<Pending<PersonRow>>, FileReport) {
    use PersonColumn as Column;
    read(table, |employee_number, header: &Header<Column>, row, found| {
        let given = header.cell(row, Column::Roles).unwrap_or_default();
        Some(PersonRow {
            employee_number,
            name: required(header, row, Column::Name, Line::new, found),
            position: nullable(header, row, Column::Position, Line::new, found),
            department: required(header, row, Column::Department, Code::new, found),
            roles: found.take(Column::Roles.field(), roles::parse(given))?,
            locale: nullable(header, row, Column::Locale, Line::new, found),
        })
    })
}

/// Reads the heading and each line that is not blank; what does not hold is refused in the report.
fn read<C: Column, R>(
    table: &Table,
    parse: impl Fn(Code, &Header<C>, &Row, &mut Violations) -> Option<R>,
) -> (Vec<Pending<R>>, FileReport) {
    let mut report = FileReport::default();
    let header = match Header::<C>::read(&table.header) {
        Ok((header, ignored)) => {
            report.ignored = ignored;
            header
        }
        Err(wrong) => {
            report.lines.push(refused(HEADER_LINE, String::new(), wrong));
            return (Vec::new(), report);
        }
    };
    let mut pending = Vec::new();
    let mut seen = HashMap::new();
    for row in table.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())) {
        let at = report.lines.len();
        let written = header.cell(row, C::KEY).unwrap_or_default().to_owned();
        let mut line =
            LineReport { line: row.line, key: written, outcome: Outcome::Unchanged, reasons: Vec::new() };
        match read_line(&header, row, &mut seen, &parse) {
            Ok(row) => pending.push(Pending { at, row }),
            Err(wrong) => line = refused(row.line, line.key, wrong),
        }
        report.lines.push(line);
    }
    (pending, report)
}

fn read_line<C: Column, R>(
    header: &Header<C>,
    row: &Row,
    seen: &mut HashMap<Code, u64>,
    parse: impl Fn(Code, &Header<C>, &Row, &mut Violations) -> Option<R>,
) -> Result<R, Vec<Violation>> {
    let key = C::KEY.field();
    header.fits(row).map_err(|reason| vec![reason.at("")])?;
    let code = Code::new(header.cell(row, C::KEY).unwrap_or_default());
    let code = code.map_err(|reason| vec![reason.at(key)])?;
    if let Some(first) = seen.get(&code) {
        return Err(vec![Reason::of(Rule::Duplicate).with("line", first).at(key)]);
    }
    seen.insert(code.clone(), row.line);
    let mut found = Violations::default();
    let parsed = parse(code, header, row, &mut found);
    found.finish().map_err(reasons)?;
    parsed.ok_or_else(|| vec![Reason::of(Rule::Malformed).at("")])
}

const fn refused(line: u64, key: String, reasons: Vec<Violation>) -> LineReport {
    LineReport { line, key, outcome: Outcome::Refused, reasons }
}

/// A cell that may be absent with its column, but not blank.
fn required<C: Column, T>(
    header: &Header<C>,
    row: &Row,
    column: C,
    check: impl FnOnce(&str) -> Result<T, Reason>,
    found: &mut Violations,
) -> Option<T> {
    header.cell(row, column).and_then(|cell| found.take(column.field(), check(cell)))
}

/// A cell that clears where it is blank.
fn nullable<C: Column, T>(
    header: &Header<C>,
    row: &Row,
    column: C,
    check: impl FnOnce(&str) -> Result<T, Reason>,
    found: &mut Violations,
) -> Patch<T> {
    match header.cell(row, column) {
        None => Patch::Keep,
        Some("") => Patch::Clear,
        Some(cell) => found.take(column.field(), check(cell)).map_or(Patch::Keep, Patch::Set),
    }
}

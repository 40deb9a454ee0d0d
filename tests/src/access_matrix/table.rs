//! `matrix.md` as values: the roles, and a line for each mutation and case with a cell for each role.

use std::fmt;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Role {
    /// The heading of the column.
    pub(super) key: String,
    /// The employee number; none for somebody who is not signed in.
    pub(super) employee: Option<String>,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// It would be done.
    Allowed,
    /// It is seen, and not the caller's to do.
    NotPermitted,
    /// The caller learns nothing of it.
    NotFound,
    /// Refused before execution.
    Unauthenticated,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The root field.
    pub(super) mutation: String,
    /// In which world; empty where there is one alone.
    pub(super) case: String,
    /// A cell for each role, in their order.
    pub(super) cells: Vec<Cell>,
    keys: Vec<String>,
}

/// The whole file.
#[derive(Debug)]
pub(super) struct Matrix {
    pub(super) roles: Vec<Role>,
    pub(super) rows: Vec<Row>,
}

/// How many columns stand before those of the roles: mutation, case, who.
const LEADING: usize = 3;

impl Matrix {
    /// Reads the file; every table has the same columns, a line occurs once.
    pub(super) fn read() -> Self {
        let mut tables = include_str!("matrix.md").split("\n\n").filter(|part| part.starts_with('|'));
        let roles = roles(tables.next().expect("the first table has the roles"));
        let keys: Vec<_> = roles.iter().map(|role| role.key.clone()).collect();
        let mut rows: Vec<Row> = Vec::new();
        for table in tables {
            let mut lines = table.lines().map(cells);
            let heading = lines.next().expect("a table has a heading");
            assert_eq!(heading[LEADING..], keys, "every table has a column for every role");
            for line in lines.skip(1) {
                let row = row(&line, &keys);
                let twice = rows.iter().any(|one| one.mutation == row.mutation && one.case == row.case);
                assert!(!twice, "{row} stands twice");
                rows.push(row);
            }
        }
        Self { roles, rows }
    }
}

fn cells(line: &str) -> Vec<String> {
    line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

fn roles(table: &str) -> Vec<Role> {
    let lines = table.lines().skip(2).map(cells);
    lines
        .map(|line| {
            let [key, _, employee] = line.as_slice() else { panic!("three columns: {line:?}") };
            let employee = Some(employee.clone()).filter(|employee| !employee.is_empty());
            Role { key: key.clone(), employee }
        })
        .collect()
}

fn row(line: &[String], keys: &[String]) -> Row {
    let cells: Vec<_> = line[LEADING..].iter().map(|cell| Cell::parse(cell)).collect();
    assert_eq!(cells.len(), keys.len(), "a cell for each role: {line:?}");
    Row { mutation: line[0].clone(), case: line[1].clone(), cells, keys: keys.to_vec() }
}

impl Cell {
    fn parse(text: &str) -> Self {
        match text {
            "+" => Self::Allowed,
            "-" => Self::NotPermitted,
            "o" => Self::NotFound,
            "401" => Self::Unauthenticated,
            other => panic!("no cell is {other:?}"),
        }
    }

    /// Whether the call would be done.
    pub(super) fn is_allowed(self) -> bool {
        self == Self::Allowed
    }
}

impl Row {
    /// The cell of this role.
    pub(super) fn cell(&self, role: &Role) -> Cell {
        let place = self.keys.iter().position(|key| *key == role.key).expect("every role has a column");
        self.cells[place]
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.key, self.employee.as_deref().unwrap_or("nobody"))
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Allowed => "allowed",
            Self::NotPermitted => "NotPermitted",
            Self::NotFound => "NotFound",
            Self::Unauthenticated => "401 UNAUTHENTICATED",
        })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::call::name(formatter, &self.mutation, &self.case)
    }
}

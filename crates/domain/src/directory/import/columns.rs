//! Which columns a file may have, and under which headings.

use unicode_normalization::UnicodeNormalization as _;

use super::Row;
use crate::error::{Reason, Rule, Violation};

/// The columns of one kind of file.
pub(super) trait Column: Copy + PartialEq + 'static {
    /// Every column.
    const ALL: &'static [Self];
    /// The one that says which record a line is about; no file is without it.
    const KEY: Self;

    /// Its English name, by which reports name it.
    fn field(self) -> &'static str;

    /// All its headings in the form of [`plain`].
    fn headings(self) -> &'static [&'static str];
}

/// A column of the departments' file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DepartmentColumn {
    Code,
    Name,
    ShortName,
    Parent,
    Head,
    Executive,
}

impl Column for DepartmentColumn {
    const ALL: &'static [Self] =
        &[Self::Code, Self::Name, Self::ShortName, Self::Parent, Self::Head, Self::Executive];
    const KEY: Self = Self::Code;

    fn field(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::ShortName => "short_name",
            Self::Parent => "parent",
            Self::Head => "head",
            Self::Executive => "executive",
        }
    }

    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Code => &["code", "departmentcode", "部门编码", "部门代码", "编码"],
            Self::Name => &["name", "departmentname", "名称", "部门名称"],
            Self::ShortName => &["shortname", "简称", "部门简称"],
            Self::Parent => &["parent", "parentcode", "上级部门", "上级部门编码"],
            Self::Head => &["head", "headnumber", "负责人工号", "部门负责人工号"],
            Self::Executive => &["executive", "executivenumber", "分管副总工号"],
        }
    }
}

/// A column of the people's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PersonColumn {
    EmployeeNumber,
    Name,
    Position,
    Department,
    Roles,
    Locale,
}

impl Column for PersonColumn {
    const ALL: &'static [Self] =
        &[Self::EmployeeNumber, Self::Name, Self::Position, Self::Department, Self::Roles, Self::Locale];
    const KEY: Self = Self::EmployeeNumber;

    fn field(self) -> &'static str {
        match self {
            Self::EmployeeNumber => "employee_number",
            Self::Name => "name",
            Self::Position => "position",
            Self::Department => "department",
            Self::Roles => "roles",
            Self::Locale => "locale",
        }
    }

    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::EmployeeNumber => &["employeenumber", "工号", "员工工号"],
            Self::Name => &["name", "姓名"],
            Self::Position => &["position", "岗位"],
            Self::Department => &["department", "departmentcode", "部门编码", "部门代码"],
            Self::Roles => &["roles", "role", "角色"],
            Self::Locale => &["locale", "language", "语言"],
        }
    }
}

/// Which column stands where in one file.
#[derive(Debug)]
pub(super) struct Header<C> {
    places: Vec<(C, usize)>,
    width: usize,
}

impl<C: Column> Header<C> {
    /// Reads the headings; also answers those that name no column.
    ///
    /// # Errors
    /// `REQUIRED` without the key column, `DUPLICATE` where two headings name the same column.
    pub(super) fn read(cells: &[String]) -> Result<(Self, Vec<String>), Vec<Violation>> {
        let mut header = Self { places: Vec::new(), width: cells.len() };
        let mut ignored = Vec::new();
        let mut wrong = Vec::new();
        for (place, cell) in cells.iter().enumerate() {
            let heading = plain(cell);
            match C::ALL.iter().find(|column| column.headings().contains(&heading.as_str())) {
                None => ignored.extend(Some(cell.trim().to_owned()).filter(|heading| !heading.is_empty())),
                Some(column) if header.place(*column).is_some() => {
                    wrong.push(Reason::of(Rule::Duplicate).at(column.field()));
                }
                Some(column) => header.places.push((*column, place)),
            }
        }
        if header.place(C::KEY).is_none() {
            wrong.push(Reason::of(Rule::Required).at(C::KEY.field()));
        }
        if wrong.is_empty() { Ok((header, ignored)) } else { Err(wrong) }
    }

    /// What this line has in `column`, trimmed; `None` where there is no such column.
    pub(super) fn cell<'r>(&self, row: &'r Row, column: C) -> Option<&'r str> {
        self.place(column).and_then(|place| row.cells.get(place)).map(|cell| cell.trim())
    }

    /// Checks that the line has a cell under each heading and none beside; else cells may stand under wrong ones.
    pub(super) fn fits(&self, row: &Row) -> Result<(), Reason> {
        if row.cells.len() == self.width {
            return Ok(());
        }
        Err(Reason::of(Rule::ColumnCount).with("found", row.cells.len()).with("expected", self.width))
    }

    fn place(&self, column: C) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == column).map(|(_, place)| *place)
    }
}

/// A heading or name without what people vary: width, case, white space, `_`, `-` and a byte order mark.
pub(super) fn plain(raw: &str) -> String {
    raw.nfkc()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-' | '\u{FEFF}'))
        .flat_map(char::to_lowercase)
        .collect()
}

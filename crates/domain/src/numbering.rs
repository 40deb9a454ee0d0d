//! Codes for people: patterns over department, date and a serial (编号规则, C6).
//!
//! Owns the pattern and its rendering. The counter itself is the database's: its scope is the rendered text around the
//! serial (resolution 47), drawn in the transaction that uses it (X19), so that codes are dense.

use std::fmt::Write as _;

use crate::directory::Department;
use crate::error::{Reason, Rule};
use crate::time::Date;

/// Longest pattern, in bytes.
const MAX_PATTERN: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Literal(String),
    Department,
    DepartmentName,
    Year,
    Month,
    Day,
}

/// A checked pattern such as `{dept}{yyyy}{mm}{seq:3}`, with exactly one serial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberingScheme {
    prefix: Vec<Token>,
    suffix: Vec<Token>,
    width: usize,
}

/// The text around a serial: what the counter is kept under, and what the serial is set into.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeScope {
    prefix: String,
    suffix: String,
    width: usize,
}

impl NumberingScheme {
    /// Reads a pattern over `{dept} {deptName} {yyyy} {mm} {dd} {seq:N}` and literal text.
    ///
    /// # Errors
    /// `MALFORMED` for an unknown or unclosed token, a width outside 1 to 9, or any number of serials but one;
    /// `TOO_LONG` above 100 bytes.
    pub fn parse(pattern: &str) -> Result<Self, Reason> {
        let malformed = |token: &str| Reason::of(Rule::Malformed).with("token", token);
        if pattern.len() > MAX_PATTERN {
            return Err(Reason::of(Rule::TooLong).with("max", MAX_PATTERN));
        }
        let (mut prefix, mut suffix, mut width) = (Vec::new(), Vec::new(), None);
        let mut rest = pattern;
        while !rest.is_empty() {
            let literal = rest.split_once(['{', '}']).map_or(rest, |(before, _)| before);
            let token = if literal.is_empty() {
                let (inside, after) = rest
                    .strip_prefix('{')
                    .and_then(|open| open.split_once('}'))
                    .ok_or_else(|| malformed(rest))?;
                rest = after;
                if let Some(digits) = inside.strip_prefix("seq:") {
                    let digits: usize = digits.parse().map_err(|_| malformed(inside))?;
                    if !(1..=9).contains(&digits) || width.replace(digits).is_some() {
                        return Err(malformed(inside));
                    }
                    continue;
                }
                Token::named(inside).ok_or_else(|| malformed(inside))?
            } else {
                rest = &rest[literal.len()..];
                Token::Literal(literal.to_owned())
            };
            if width.is_none() { &mut prefix } else { &mut suffix }.push(token);
        }
        let width = width.ok_or_else(|| malformed("seq"))?;
        Ok(Self { prefix, suffix, width })
    }

    /// The text around the serial for this department on this date (of the organisation's zone).
    pub fn scope(&self, department: &Department, on: Date) -> CodeScope {
        let render = |tokens: &[Token]| {
            tokens.iter().fold(String::new(), |mut text, token| {
                token.render(&mut text, department, on);
                text
            })
        };
        CodeScope { prefix: render(&self.prefix), suffix: render(&self.suffix), width: self.width }
    }
}

impl Token {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "dept" => Self::Department,
            "deptName" => Self::DepartmentName,
            "yyyy" => Self::Year,
            "mm" => Self::Month,
            "dd" => Self::Day,
            _ => return None,
        })
    }

    fn render(&self, text: &mut String, department: &Department, on: Date) {
        match self {
            Self::Literal(literal) => text.push_str(literal),
            Self::Department => text.push_str(department.code.as_str()),
            Self::DepartmentName => text.push_str(department.short_name.as_str()),
            // Writing to a `String` cannot fail.
            Self::Year => drop(write!(text, "{:04}", on.year())),
            Self::Month => drop(write!(text, "{:02}", on.month())),
            Self::Day => drop(write!(text, "{:02}", on.day())),
        }
    }
}

impl CodeScope {
    /// What the counter is kept under: both sides of the serial, told apart by a byte that no code has.
    pub fn key(&self) -> String {
        format!("{}\u{1}{}", self.prefix, self.suffix)
    }

    /// The code with this serial, from 1; a serial that outgrows the width takes more digits.
    pub fn code(&self, serial: u64) -> String {
        format!("{}{serial:0width$}{}", self.prefix, self.suffix, width = self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::DepartmentId;
    use crate::text::{Code, Line};
    use jiff::civil::date;

    fn marketing() -> Department {
        Department {
            id: DepartmentId::from_uuid(uuid::Uuid::from_u128(1)),
            version: 1,
            code: Code::new("MT").expect("a valid code"),
            name: Line::new("市场部").expect("a valid line"),
            short_name: Line::new("市场").expect("a valid line"),
            parent: None,
            head: None,
            executive: None,
            closed_at: None,
            successor: None,
        }
    }

    /// The three presets of `requests.md`, and the overflow.
    #[test]
    fn presets_render_as_written() {
        for (pattern, serial, code) in [
            ("{dept}{yyyy}{mm}{seq:3}", 1, "MT202405001"),
            ("XS{yyyy}{mm}{seq:2}", 1, "XS20240501"),
            ("{yyyy}-{deptName}-{seq:3}", 1, "2024-市场-001"),
            ("{dept}{yyyy}{mm}{seq:3}", 1_000, "MT2024051000"),
            ("{seq:1}/{dd}", 7, "7/06"),
        ] {
            let scheme = NumberingScheme::parse(pattern).expect("a valid pattern");
            assert_eq!(scheme.scope(&marketing(), date(2024, 5, 6)).code(serial), code);
        }
    }

    /// Resolution 47: the rendered text around the serial alone is the scope, whatever the scheme.
    #[test]
    fn the_scope_is_the_text_around_the_serial() {
        let scope = |pattern: &str, day| {
            NumberingScheme::parse(pattern).expect("a valid pattern").scope(&marketing(), day).key()
        };
        let may = date(2024, 5, 6);
        assert_eq!(scope("{dept}{yyyy}{mm}{seq:3}", may), scope("MT{yyyy}05{seq:4}", may));
        assert_ne!(scope("{dept}{yyyy}{mm}{seq:3}", may), scope("{dept}{yyyy}{mm}{seq:3}", date(2024, 6, 1)));
        assert_ne!(scope("A{seq:1}B", may), scope("AB{seq:1}", may));
    }

    #[test]
    fn nonsense_is_refused() {
        for pattern in [
            "",
            "MT",
            "{seq:0}",
            "{seq:10}",
            "{seq:x}",
            "{seq:2}{seq:2}",
            "{KIND}{seq:2}",
            "{dept",
            "}{seq:1}",
        ] {
            assert!(NumberingScheme::parse(pattern).is_err(), "{pattern}");
        }
    }
}

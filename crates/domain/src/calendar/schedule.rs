//! Official schedules as data: lines of `date,kind,reason`, and `hours` where a date has its own.
//!
//! China's for 2024 to 2026 is shipped in the same form that an administrator loads for later years. Decides on each line
//! by itself: one that does not hold is refused with its number and reason, and stops no other. How bytes become text is
//! decided where files come in (`liaison-gateway`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;

use super::definition::{CalendarDefinition, YEARS, out_of_range};
use super::exception::{DayKind, Exception};
use super::hours::DayHours;
use crate::error::{Reason, Rule, Violation};
use crate::text::Line;
use crate::time::Date;

/// The schedule of the State Council for 2024 to 2026: holidays, and the days that make up for them.
const CHINA: &str = include_str!("china.csv");

/// Dates that differ from their weekday, and the years they cover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// The dates.
    pub exceptions: BTreeMap<Date, Exception>,
    /// The years with at least one holiday in the file; make-up days and own hours alone do not make a year's schedule.
    pub years: BTreeSet<i16>,
}

/// A line of a file of which nothing was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedLine {
    /// Its number as an editor counts, from 1.
    pub line: u64,
    /// Why, by the column's English name; the line as a whole where the path is empty.
    pub reason: Violation,
}

impl CalendarDefinition {
    /// The dates that differ from their weekday, in the form that [`Schedule::parse`] reads. A reason that a spreadsheet would
    /// take for a formula begins with an apostrophe (X30).
    pub fn schedule_text(&self) -> String {
        let mut text = "date,kind,reason,hours\n".to_owned();
        for (date, exception) in &self.exceptions {
            let (kind, hours) = match &exception.kind {
                DayKind::Holiday => ("holiday", String::new()),
                DayKind::MakeUp => ("workday", String::new()),
                DayKind::OwnHours { hours } => (
                    "workday",
                    hours.intervals().iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
                ),
            };
            let reason = exception.label.as_ref().map_or("", Line::as_str);
            let mark = if reason.starts_with(FORMULA) { "'" } else { "" };
            let reason = format!("{mark}{reason}").replace('"', "\"\"");
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{date},{kind},\"{reason}\",{hours}");
        }
        text
    }
}

/// What makes a spreadsheet take a cell for a formula.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// A reason without the apostrophe that [`CalendarDefinition::schedule_text`] sets before it.
fn unmarked(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

impl Schedule {
    /// China's official schedule for 2024 to 2026.
    pub fn china() -> Self {
        Self::parse(CHINA).0
    }

    /// Reads a file: a heading line, then one date a line. A byte order mark, blank lines, cells in double quotes and columns
    /// in any order are fine; kinds are `holiday` (节假日) and `workday` (上班, 调休).
    ///
    /// A line is refused with `COLUMN_COUNT`, with `MALFORMED`, `OUT_OF_RANGE`, `DUPLICATE` or `UNKNOWN` for the cell that does
    /// not hold; the heading with `REQUIRED` for the column that is missing, `DUPLICATE` for one that is there twice, and then
    /// no line is read.
    pub fn parse(text: &str) -> (Self, Vec<RefusedLine>) {
        let mut schedule = Self::default();
        let mut refused = Vec::new();
        let mut header = None;
        let mut seen = BTreeMap::new();
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        for (number, line) in (1_u64..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let Some(header) = &header else {
                match cells(line).and_then(|cells| Header::read(&cells)) {
                    Ok(found) => header = Some(found),
                    Err(reason) => {
                        refused.push(RefusedLine { line: number, reason });
                        break;
                    }
                }
                continue;
            };
            match header.row(line, &mut seen, number) {
                Ok((date, exception)) => schedule.take(date, exception),
                Err(reason) => refused.push(RefusedLine { line: number, reason }),
            }
            if seen.len() > CalendarDefinition::MAX_EXCEPTIONS {
                let reason = Reason::of(Rule::TooMany).with("max", CalendarDefinition::MAX_EXCEPTIONS).at("");
                refused.push(RefusedLine { line: number, reason });
                break;
            }
        }
        if header.is_none() && refused.is_empty() {
            refused.push(RefusedLine { line: 1, reason: Reason::of(Rule::Required).at("date") });
        }
        (schedule, refused)
    }

    fn take(&mut self, date: Date, exception: Exception) {
        if exception.kind == DayKind::Holiday {
            self.years.insert(date.year());
        }
        self.exceptions.insert(date, exception);
    }
}

/// Which column stands where.
struct Header {
    width: usize,
    date: usize,
    kind: usize,
    reason: Option<usize>,
    hours: Option<usize>,
}

impl Header {
    fn read(cells: &[String]) -> Result<Self, Violation> {
        let headings: Vec<_> = cells.iter().map(|cell| plain(cell)).collect();
        let place = |field: &'static str, names: &[&str]| {
            let mut places =
                headings.iter().enumerate().filter(|(_, heading)| names.contains(&heading.as_str()));
            let first = places.next().map(|(place, _)| place);
            match places.next() {
                Some(_) => Err(Reason::of(Rule::Duplicate).at(field)),
                None => Ok(first),
            }
        };
        let required = |field| Reason::of(Rule::Required).at(field);
        Ok(Self {
            width: cells.len(),
            date: place("date", &["date", "日期"])?.ok_or_else(|| required("date"))?,
            kind: place("kind", &["kind", "类型"])?.ok_or_else(|| required("kind"))?,
            reason: place("reason", &["reason", "label", "原因", "名称", "节日"])?,
            hours: place("hours", &["hours", "工作时间", "时段"])?,
        })
    }

    fn row(
        &self,
        line: &str,
        seen: &mut BTreeMap<Date, u64>,
        number: u64,
    ) -> Result<(Date, Exception), Violation> {
        let cells = cells(line)?;
        if cells.len() != self.width {
            let reason =
                Reason::of(Rule::ColumnCount).with("found", cells.len()).with("expected", self.width);
            return Err(reason.at(""));
        }
        let cell = |place: Option<usize>| place.map_or("", |place| cells[place].trim());
        let date = date(cell(Some(self.date))).map_err(|reason| reason.at("date"))?;
        let hours: DayHours = cell(self.hours).parse().map_err(|reason: Reason| reason.at("hours"))?;
        let kind = match plain(cell(Some(self.kind))).as_str() {
            "holiday" | "节假日" | "假日" | "放假" | "休" if hours.is_empty() => DayKind::Holiday,
            "holiday" | "节假日" | "假日" | "放假" | "休" => {
                return Err(Reason::of(Rule::Malformed).at("hours"));
            }
            "workday" | "工作日" | "上班" | "调休" | "调休上班" | "班" if hours.is_empty() => {
                DayKind::MakeUp
            }
            "workday" | "工作日" | "上班" | "调休" | "调休上班" | "班" => {
                DayKind::OwnHours { hours }
            }
            _ => return Err(Reason::of(Rule::Unknown).at("kind")),
        };
        let label =
            Line::optional(Some(unmarked(cell(self.reason)))).map_err(|reason| reason.at("reason"))?;
        if let Some(first) = seen.get(&date) {
            return Err(Reason::of(Rule::Duplicate).with("line", first).at("date"));
        }
        seen.insert(date, number);
        Ok((date, Exception { kind, label }))
    }
}

/// A date as `2024-02-10`, also `2024/2/10`.
fn date(text: &str) -> Result<Date, Reason> {
    let malformed = || Reason::of(Rule::Malformed).with("text", text.chars().take(40).collect::<String>());
    let digits = |part: &str, length: &[usize]| {
        (length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    let parts: Vec<_> = text.split(['-', '/']).collect();
    let [year, month, day] = parts[..] else { return Err(malformed()) };
    let (year, month, day) = (digits(year, &[4]), digits(month, &[1, 2]), digits(day, &[1, 2]));
    let (Some(year), Some(month), Some(day)): (Option<i16>, Option<i16>, Option<i16>) = (year, month, day)
    else {
        return Err(malformed());
    };
    let small = |part: i16| i8::try_from(part).unwrap_or_default();
    let date = Date::new(year, small(month), small(day)).map_err(|_| malformed())?;
    if YEARS.contains(&date.year()) { Ok(date) } else { Err(out_of_range()) }
}

/// A heading or kind without what people vary: width, case, white space.
fn plain(raw: &str) -> String {
    raw.nfkc().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The cells of a line; inside double quotes a comma is a comma and two quotes are one.
fn cells(line: &str) -> Result<Vec<String>, Violation> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = cells.last_mut().expect("there is always a cell");
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cell.push(other),
        }
    }
    if quoted { Err(Reason::of(Rule::Malformed).at("")) } else { Ok(cells) }
}

#[cfg(test)]
mod tests;

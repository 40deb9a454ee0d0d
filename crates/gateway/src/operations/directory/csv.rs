//! From the text of a CSV file (RFC 4180, UTF-8) to the table that the domain plans over.

use csv::{ReaderBuilder, Trim};
use liaison_domain::directory::import::{Row, Table};
use liaison_domain::error::{Reason, Refusal, Rule};

/// Most lines of one file: more than any company of ours has people, and some seconds of work.
const MOST_LINES: usize = 20_000;

/// The cells of `text`, every line with its number; `path` names the file in a refusal.
///
/// # Errors
/// `Invalid` for a text without a heading, one that is no CSV, and one of more than 20,000 lines.
pub(super) fn table(path: &str, text: &str) -> Result<Table, Refusal> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let mut table = Table::default();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            Refusal::from(Reason::of(Rule::Malformed).with("line", line).at(path))
        })?;
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if table.header.is_empty() {
            table.header = cells;
        } else if table.rows.len() == MOST_LINES {
            return Err(Reason::of(Rule::TooMany).with("max", MOST_LINES).at(path).into());
        } else {
            table.rows.push(Row { line, cells });
        }
    }
    if table.header.is_empty() {
        return Err(Reason::of(Rule::Required).at(path).into());
    }
    Ok(table)
}

/// Counts lines as an editor does. The reader's own count is that of the line before where blank lines stand between.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which the record begins that the reader found at `byte`; offsets rise from call to call.
    fn at(&mut self, byte: u64) -> u64 {
        let found = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        let blank = self.text[found..].iter().take_while(|byte| **byte == b'\n').count();
        let start = found + blank;
        let passed = self.text.get(self.at..start).unwrap_or_default();
        self.line += passed.iter().fold(0, |count, byte| count + u64::from(*byte == b'\n'));
        self.at = start.max(self.at);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers() {
        let text = "\u{feff}code,name\r\nMT, 市场部 \r\n\r\nPR,\"公关\n部\"\nHR,人力部,extra\n";
        let table = table("departments", text).expect("a table");
        assert_eq!(table.header, ["code", "name"]);
        let lines: Vec<_> = table.rows.iter().map(|row| (row.line, row.cells.len())).collect();
        assert_eq!(lines, [(2, 2), (4, 2), (6, 3)]);
        assert_eq!(table.rows[0].cells[1], "市场部");
    }

    #[test]
    fn an_empty_text_is_no_file() {
        for text in ["", "\n", "\u{feff}"] {
            assert!(table("people", text).is_err(), "{text:?}");
        }
    }
}

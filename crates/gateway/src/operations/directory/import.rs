//! Departments and people from CSV files: how bytes become text, and the one change that takes what every line says.
//!
//! What a line means and which are refused is the domain's (`directory::import`). A file may be UTF-8 with or without a
//! byte-order mark, or GB18030, as spreadsheets in China write it (X29); it is read whole, so callers bound its size.

use liaison_domain::directory::import::{self, FileReport, Step};
use serde::Serialize;

use super::csv;
use crate::app::App;
use crate::operations::{Answer, Call};

/// Two files as text; either may be left out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DirectoryImport {
    /// The departments' file.
    pub departments: Option<String>,
    /// The people's file.
    pub people: Option<String>,
}

/// What became of every line.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// Of the departments' file.
    pub departments: FileReport,
    /// Of the people's file.
    pub people: FileReport,
}

/// Takes what the files say about departments and people, in one change: the good lines go in, the bad ones are reported.
/// Importing the same files again changes nothing.
pub async fn directory_import(app: App, call: Call, input: DirectoryImport) -> Answer<ImportReport> {
    app.change(call, "directoryImport", input, |work, input| {
        Box::pin(async move {
            import::can(&work.context())?;
            work.lock_directory().await?;
            let read = |path: &str, text: &Option<String>| {
                text.as_deref().map(|text| csv::table(path, text)).transpose()
            };
            let departments = read("departments", &input.departments)?;
            let people = read("people", &input.people)?;
            let plan = import::plan(&work.context(), departments.as_ref(), people.as_ref())?;
            for step in plan.steps {
                match step {
                    Step::Department(change) => drop(work.record(change).await?),
                    Step::Person(change) => drop(work.record(change).await?),
                }
            }
            Ok(ImportReport { departments: plan.departments, people: plan.people })
        })
    })
    .await
}

/// The bytes of a file are neither UTF-8 nor GB18030.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file is neither UTF-8 nor GB18030")]
pub struct NotText;

/// The text of a file: UTF-8, with or without a byte-order mark, else GB18030.
///
/// # Errors
/// [`NotText`] where it is neither.
pub fn decode(bytes: &[u8]) -> Result<String, NotText> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned).ok_or(NotText)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// X29: UTF-8 with and without a mark, and GB18030, are the same file.
    #[test]
    fn three_encodings_are_one_file() {
        let text = "工号,姓名\nMT0002,张\n";
        let marked = format!("\u{feff}{text}");
        let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
        for bytes in [text.as_bytes(), marked.as_bytes(), &gb18030] {
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
        assert_eq!(decode(b"\xff\xff\xff"), Err(NotText));
    }
}

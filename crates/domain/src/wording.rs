//! Wording that binds nobody: it is named in a warning where a date or a standard is due, never refused (S1-109).

use crate::error::{Reason, Rule};

/// Phrases that promise without a date or a measure. Latin ones are matched in lower case at word borders.
const VAGUE: &[&str] = &[
    "尽快",
    "尽早",
    "抓紧",
    "适时",
    "尽量",
    "择日",
    "近期",
    "及时",
    "as soon as possible",
    "asap",
    "as early as possible",
    "in due course",
    "when convenient",
];

/// The first phrase in `text` that binds nobody.
pub fn vague(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    VAGUE.iter().copied().find(|phrase| contains_word(&lower, phrase))
}

/// A warning where `text` (of the field `field`) binds nobody.
pub fn warning(field: &str, text: &str) -> Option<Reason> {
    vague(text).map(|phrase| Reason::of(Rule::VagueWording).with("field", field).with("phrase", phrase))
}

fn contains_word(text: &str, phrase: &str) -> bool {
    if !phrase.is_ascii() {
        return text.contains(phrase);
    }
    let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    text.match_indices(phrase).any(|(start, _)| {
        let bytes = text.as_bytes();
        let before = start.checked_sub(1).and_then(|index| bytes.get(index));
        !letter(before) && !letter(bytes.get(start + phrase.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_binds_nobody_s1_109() {
        assert_eq!(vague("请尽快提供接口文档"), Some("尽快"));
        assert_eq!(vague("Deliver As Soon As Possible, please"), Some("as soon as possible"));
        assert_eq!(vague("the NASAP report by 15 May"), None);
        assert_eq!(vague("5月15日前提供3版设计初稿"), None);
    }
}

//! Text that people and systems send in: normalised and limited at the border, so that nothing behind it has to ask.
//!
//! [`Line`] is one line (names, titles), [`Text`] may have several, [`Code`] is what machines compare (department codes,
//! employee numbers). All are Unicode NFC (codes NFKC and upper case), trimmed, and without control characters; a line
//! has no bidirectional overrides. Lengths are counted in user-perceived characters (S0-57, C28), never in bytes.

use std::borrow::Borrow;
use std::fmt;

use pinyin::ToPinyin as _;
use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::error::{Reason, Rule};

/// Longest name, title or other line that no narrower rule limits, in characters (resolution 81).
pub const MAX_LINE: usize = 200;
/// Longest free text that no narrower rule limits, in characters (resolution 81).
pub const MAX_TEXT: usize = 20_000;
/// Most bytes that one perceived character may take: a run of combining marks longer than this is an attack, not a word.
const MAX_BYTES_PER_CHARACTER: usize = 64;

/// How many characters a reader counts in `text`.
pub fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The key by which names sort: pinyin for Han characters, lower case for the rest; the name itself breaks ties.
///
/// Both databases compare it byte by byte, so a list in a name's order is the same on either.
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() * 2);
    for letter in name.chars() {
        match letter.to_pinyin() {
            Some(syllable) => key.push_str(syllable.plain()),
            None => key.extend(letter.to_lowercase()),
        }
    }
    key.push('\u{1}');
    key.push_str(name);
    key
}

fn clean(raw: &str, max: usize, one_line: bool) -> Result<String, Reason> {
    let limit = || Reason::of(Rule::TooLong).with("max", max);
    if raw.len() > max.saturating_mul(MAX_BYTES_PER_CHARACTER) {
        return Err(limit());
    }
    let text: String = raw.trim().replace("\r\n", "\n").nfc().collect();
    let banned = |letter: char| {
        let line_break = matches!(letter, '\n' | '\t');
        (letter.is_control() && (one_line || !line_break)) || (one_line && is_bidi_override(letter))
    };
    if let Some(letter) = text.chars().find(|letter| banned(*letter)) {
        return Err(
            Reason::of(Rule::ForbiddenCharacter).with("character", format!("U+{:04X}", u32::from(letter)))
        );
    }
    if length(&text) > max { Err(limit()) } else { Ok(text) }
}

const fn is_bidi_override(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $default:expr, $one_line:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name<const MAX: usize = { $default }>(String);

        impl<const MAX: usize> $name<MAX> {
            /// Normalises and checks `raw`.
            ///
            /// # Errors
            /// `REQUIRED` when nothing is left after trimming, `TOO_LONG` above `MAX` characters, `FORBIDDEN_CHARACTER`
            /// for control characters and, in a line, line breaks and bidirectional overrides.
            pub fn new(raw: &str) -> Result<Self, Reason> {
                let text = clean(raw, MAX, $one_line)?;
                if text.is_empty() { Err(Reason::of(Rule::Required)) } else { Ok(Self(text)) }
            }

            /// Like [`Self::new`], but blank text is no text.
            ///
            /// # Errors
            /// As [`Self::new`], without `REQUIRED`.
            pub fn optional(raw: Option<&str>) -> Result<Option<Self>, Reason> {
                let Some(raw) = raw else { return Ok(None) };
                let text = clean(raw, MAX, $one_line)?;
                Ok((!text.is_empty()).then_some(Self(text)))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<const MAX: usize> fmt::Display for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<const MAX: usize> fmt::Debug for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl<'de, const MAX: usize> Deserialize<'de> for $name<MAX> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = String::deserialize(deserializer)?;
                Self::new(&raw).map_err(|reason| de::Error::custom(reason.rule.code()))
            }
        }
    };
}

text_type! {
    /// One line of text, of at most `MAX` characters and at least one.
    Line, MAX_LINE, true
}
text_type! {
    /// Text of several lines, of at most `MAX` characters and at least one.
    Text, MAX_TEXT, false
}

/// What machines compare: a department code, an employee number. NFKC, upper case, 1 to 32 characters out of letters,
/// digits and `- _ .`; no space.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// Longest code, in characters.
    pub const MAX: usize = 32;

    /// Normalises and checks `raw`.
    ///
    /// # Errors
    /// `REQUIRED`, `TOO_LONG`, or `FORBIDDEN_CHARACTER` with the first character that a code may not have.
    pub fn new(raw: &str) -> Result<Self, Reason> {
        if raw.len() > Self::MAX * MAX_BYTES_PER_CHARACTER {
            return Err(Reason::of(Rule::TooLong).with("max", Self::MAX));
        }
        let code: String = raw.trim().nfkc().flat_map(char::to_uppercase).collect();
        if code.is_empty() {
            return Err(Reason::of(Rule::Required));
        }
        if let Some(letter) =
            code.chars().find(|letter| !letter.is_alphanumeric() && !matches!(letter, '-' | '_' | '.'))
        {
            return Err(Reason::of(Rule::ForbiddenCharacter)
                .with("character", format!("U+{:04X}", u32::from(letter))));
        }
        if length(&code) > Self::MAX {
            return Err(Reason::of(Rule::TooLong).with("max", Self::MAX));
        }
        Ok(Self(code))
    }

    /// The code that another system spells so. But for the case of ASCII letters it has to be spelled as the code is: what
    /// [`Self::new`] takes for the same may be two names there, and of two people.
    pub fn spelled(raw: &str) -> Option<Self> {
        Self::new(raw).ok().filter(|code| code.0.eq_ignore_ascii_case(raw))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Code {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::new(&raw).map_err(|reason| de::Error::custom(reason.rule.code()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_people_see_s0_57() {
        assert_eq!(length("为配合Q3新产品上市"), 10);
        assert_eq!(length("e\u{301}👨‍👩‍👧"), 2);
        assert!(Line::<3>::new("需求单").is_ok());
        assert_eq!(Line::<3>::new("需求单据").map_err(|reason| reason.rule), Err(Rule::TooLong));
    }

    #[test]
    fn normalises_and_trims() {
        assert_eq!(Line::<9>::new("  cafe\u{301} ").map(|line| line.to_string()), Ok("caf\u{e9}".to_owned()));
        assert_eq!(Code::new(" mt-０１ ").map(|code| code.to_string()), Ok("MT-01".to_owned()));
    }

    #[test]
    fn another_system_spells_a_code_as_it_is() {
        let spelled = |raw: &str| Code::spelled(raw).map(|code| code.to_string());
        for good in ["MT-01", "mt-01", "Mt-01"] {
            assert_eq!(spelled(good).as_deref(), Some("MT-01"), "{good}");
        }
        assert_eq!(spelled("市场01").as_deref(), Some("市场01"));
        // All of these are taken for MT-01 or I where somebody types them.
        for other in ["mt-０１", "ｍｔ-01", " MT-01", "MT-01 ", "ı", "", "MT 01"] {
            assert_eq!(spelled(other), None, "{other}");
        }
    }

    #[test]
    fn refuses_what_hides() {
        for raw in ["a\0b", "a\u{202E}b", "a\nb", "a\u{7}b"] {
            assert_eq!(
                Line::<9>::new(raw).map_err(|reason| reason.rule),
                Err(Rule::ForbiddenCharacter),
                "{raw:?}"
            );
        }
        assert!(Text::<9>::new("a\r\nb\tc").is_ok());
        assert_eq!(Text::<9>::new("a\0b").map_err(|reason| reason.rule), Err(Rule::ForbiddenCharacter));
    }

    #[test]
    fn blank_is_nothing() {
        assert_eq!(Line::<9>::new(" \u{3000} ").map_err(|reason| reason.rule), Err(Rule::Required));
        assert_eq!(Line::<9>::optional(Some("  ")), Ok(None));
    }

    #[test]
    fn a_heap_of_marks_is_too_long() {
        let heap = format!("a{}", "\u{301}".repeat(5_000));
        assert_eq!(Line::<9>::new(&heap).map_err(|reason| reason.rule), Err(Rule::TooLong));
    }

    #[test]
    fn names_sort_by_pinyin() {
        let mut names = ["赵", "李", "王", "张", "Adam"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Adam", "李", "王", "张", "赵"]);
    }
}

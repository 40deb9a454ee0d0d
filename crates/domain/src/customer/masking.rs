//! Masks: what is read in the place of a personal value (resolution 63), and how such a value is found in a text (S1-101).

use std::ops::Range;

use crate::named::named;

named! {
    /// What is masked.
    MaskedKind {
        /// A phone number.
        Phone = "PHONE",
        /// A mail address.
        Mail = "MAIL",
        /// What somebody is called in another service.
        Handle = "HANDLE",
        /// An amount that is marked internal.
        Amount = "AMOUNT",
    }
}

/// What stands for what is hidden; always as long, so that it tells no length.
const HIDDEN: &str = "****";
/// The same for words and amounts.
const WITHHELD: &str = "***";
/// Handles shorter than this are words too often to be looked for in a text.
const SHORTEST_HANDLE: usize = 4;
/// Numbers shorter than this are looked for between other letters only, as they stand inside longer ones too often.
const SURE_DIGITS: usize = 7;

/// The mask of a value: of a mobile number the first 3 and the last 4 digits, of others the last 4 (below 8 digits the last 2),
/// of a mail address the first letter and the domain, of a handle the first letter, of an amount nothing (resolution 63).
/// Never the whole value.
pub fn mask(kind: MaskedKind, value: &str) -> String {
    match kind {
        MaskedKind::Phone => number(value),
        MaskedKind::Mail => match value.rsplit_once('@') {
            Some((name, domain)) => format!("{}@{domain}", initial(name)),
            None => WITHHELD.to_owned(),
        },
        MaskedKind::Handle => initial(value),
        MaskedKind::Amount => WITHHELD.to_owned(),
    }
}

fn number(value: &str) -> String {
    let (digits, mobile) = national(value);
    let last = |count: usize| digits[digits.len() - count..].iter().collect::<String>();
    match digits.len() {
        11 if mobile => {
            format!("{}{HIDDEN}{}", digits[..3].iter().collect::<String>(), last(4))
        }
        8.. => format!("{HIDDEN}{}", last(4)),
        3..8 => format!("{HIDDEN}{}", last(2)),
        _ => HIDDEN.to_owned(),
    }
}

/// The first letter, unless it is the only one.
fn initial(word: &str) -> String {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(_)) => format!("{first}{WITHHELD}"),
        _ => WITHHELD.to_owned(),
    }
}

/// The digits of a number.
pub(super) fn digits(value: &str) -> Vec<char> {
    value.chars().map(fold).filter(char::is_ascii_digit).collect()
}

/// The digits, and whether they are a mobile number: 11 from 13 to 19, by themselves or after the country's own prefix, which is
/// left out.
fn national(value: &str) -> (Vec<char>, bool) {
    let digits = digits(value);
    let (code, rest) = digits.split_at(digits.len().saturating_sub(11));
    let abroad = value.trim_start().starts_with('+') && code != ['8', '6'];
    let mobile = matches!(rest, ['1', '3'..='9', ..]) && rest.len() == 11 && !abroad;
    match code {
        [] => (digits, mobile),
        ['0'] | ['8', '6'] | ['0', '0', '8', '6'] if mobile => (rest.to_vec(), true),
        _ => (digits, false),
    }
}

/// Full-width letters as the plain ones, capitals as the small.
fn fold(letter: char) -> char {
    let narrow = match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        '\u{3000}' => ' ',
        other => other,
    };
    narrow.to_lowercase().next().unwrap_or(narrow)
}

/// The masked values of a customer's contacts, to be found in what goes out.
#[derive(Default)]
pub struct Masker(Vec<(MaskedKind, String)>);

impl Masker {
    /// Looks for nothing.
    pub const fn nothing() -> Self {
        Self(Vec::new())
    }

    /// Looks for these values.
    pub fn of(values: impl IntoIterator<Item = (MaskedKind, String)>) -> Self {
        Self(values.into_iter().collect())
    }

    /// The text with each of these values masked; none where it holds none of them.
    pub fn mask(&self, text: &str) -> Option<String> {
        let letters: Vec<(usize, char)> =
            text.char_indices().map(|(at, letter)| (at, fold(letter))).collect();
        let mut found: Vec<(Range<usize>, String)> = Vec::new();
        for (kind, value) in &self.0 {
            let ranges = ranges(*kind, value, &letters).into_iter();
            found.extend(ranges.map(|range| (range, mask(*kind, value))));
        }
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let (mut masked, mut done) = (String::with_capacity(text.len()), 0);
        for (range, mask) in &found {
            let end = letters.get(range.end).map_or(text.len(), |(at, _)| *at);
            let start = letters[range.start].0;
            if start >= done {
                masked.push_str(&text[done..start]);
                masked.push_str(mask);
            }
            done = done.max(end);
        }
        masked.push_str(&text[done..]);
        (!found.is_empty()).then_some(masked)
    }
}

/// Where the value stands, by places of letters.
fn ranges(kind: MaskedKind, value: &str, letters: &[(usize, char)]) -> Vec<Range<usize>> {
    let (number, _) = national(value);
    let dialled =
        kind == MaskedKind::Phone || (number.len() >= SURE_DIGITS && number.len() == value.chars().count());
    let wanted: Vec<char> = if dialled { number } else { value.chars().map(fold).collect() };
    let alone = match kind {
        _ if dialled => wanted.len() < SURE_DIGITS,
        MaskedKind::Handle => true,
        MaskedKind::Phone | MaskedKind::Mail | MaskedKind::Amount => false,
    };
    let sought = match kind {
        MaskedKind::Handle => wanted.len() >= SHORTEST_HANDLE,
        MaskedKind::Phone | MaskedKind::Mail => true,
        MaskedKind::Amount => false,
    };
    let mut found = Vec::new();
    let mut start = 0;
    while sought && start < letters.len() {
        let end = spelled(&letters[start..], &wanted, dialled).map(|length| start + length);
        match end.filter(|end| !alone || stands_alone(letters, start..*end)) {
            Some(end) => {
                found.push(start..end);
                start = end;
            }
            None => start += 1,
        }
    }
    found
}

/// How many letters spell what is wanted from here on; between digits there may be the signs that people put there.
fn spelled(letters: &[(usize, char)], wanted: &[char], dialled: bool) -> Option<usize> {
    let mut left = wanted.iter();
    let mut next = left.next()?;
    for (index, (_, letter)) in letters.iter().enumerate() {
        if letter == next {
            match left.next() {
                Some(more) => next = more,
                None => return Some(index + 1),
            }
        } else if index == 0 || !(dialled && " -().+/\u{a0}".contains(*letter)) {
            return None;
        }
    }
    None
}

/// Whether no letter or digit of the same word stands beside it.
fn stands_alone(letters: &[(usize, char)], range: Range<usize>) -> bool {
    let word =
        |place: Option<&(usize, char)>| place.is_some_and(|(_, letter)| letter.is_ascii_alphanumeric());
    !word(range.start.checked_sub(1).and_then(|before| letters.get(before))) && !word(letters.get(range.end))
}

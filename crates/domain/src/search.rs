//! What can be searched for: how text is cut into tokens, what of a record is searched, and how a query is read (X25, X33).
//!
//! Text and queries are cut by the same rule on both databases, so both find the same. After NFKC and lower case, a run of Han,
//! kana or hangul becomes its overlapping pairs, with its last character alone; everything else becomes words, which end at
//! whatever is no letter and no digit. So 需求单 is 需求, 求单 and 单, and `MT202405001-01` is `mt202405001` and `01`. A record is
//! found where it has every token of the query, in any field and in any order: 需求单 is also found where 需求 and 求单 stand
//! apart. One character alone finds every run in which it stands; a word is found whole.
//!
//! What a record lets be searched its noun says, in `search.rs` of its room: nothing that is masked, and nothing that some of
//! its readers may not read.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use crate::event::SubjectKind;
use crate::ids::SealedId;
use crate::text;

/// Longest query, in characters.
pub const MAX_QUERY: usize = 200;
/// Longest token, in characters; of a longer word its beginning is kept, of text and query alike.
const MAX_TOKEN: usize = 40;
/// Most different tokens of one record; what follows is not found.
const MAX_TOKENS: usize = 20_000;
/// Most bytes of all tokens of one record together: half of what PostgreSQL takes in one value.
const MAX_BYTES: usize = 512 * 1024;

/// What can be found, in the order in which the API names it.
pub const KINDS: [SubjectKind; 10] = [
    SubjectKind::Request,
    SubjectKind::Task,
    SubjectKind::Problem,
    SubjectKind::Meeting,
    SubjectKind::Customer,
    SubjectKind::Contact,
    SubjectKind::Interaction,
    SubjectKind::Comment,
    SubjectKind::Department,
    SubjectKind::Person,
];

/// Whether every employee reads what of this kind is searched, whoever is in the record's audience: the directory, and the card
/// of a customer (resolution 64).
pub const fn is_open(kind: SubjectKind) -> bool {
    matches!(kind, SubjectKind::Department | SubjectKind::Person | SubjectKind::Customer)
}

/// What of a record can be found: its words, and the sealed values in which they lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searchable {
    text: String,
    sealed: Vec<SealedId>,
}

impl Searchable {
    /// Nothing: the record is not found.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// These texts, one after the other.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = String::new();
        for part in texts {
            text.push_str(part);
            text.push('\n');
        }
        Self { text, sealed: Vec::new() }
    }

    /// The same, with the sealed values whose words they are: it is found no longer than these are there (resolution 79).
    #[must_use]
    pub fn sealed(mut self, values: impl IntoIterator<Item = SealedId>) -> Self {
        self.sealed.extend(values);
        self
    }

    /// The sealed values whose words it has.
    pub fn values(&self) -> &[SealedId] {
        &self.sealed
    }

    /// Its tokens; none where nothing of it can be found.
    pub fn tokens(&self) -> BTreeSet<String> {
        let (mut tokens, mut bytes) = (BTreeSet::new(), 0);
        for token in cut(&self.text) {
            if tokens.len() == MAX_TOKENS || bytes + token.len() > MAX_BYTES {
                break;
            }
            let length = token.len();
            if tokens.insert(token) {
                bytes += length;
            }
        }
        tokens
    }
}

/// One thing that a record has to have to be found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// This token.
    Token(String),
    /// A token that begins with this character: it stands somewhere in a run.
    Beginning(char),
}

/// A query as it was read: at least one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
}

/// Why a query is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsearchable {
    /// It has more than [`MAX_QUERY`] characters.
    TooLong,
    /// It has no letter and no digit.
    Nothing,
}

impl Query {
    /// Reads what somebody looks for.
    ///
    /// # Errors
    /// [`Unsearchable`].
    pub fn read(raw: &str) -> Result<Self, Unsearchable> {
        if text::length(raw) > MAX_QUERY {
            return Err(Unsearchable::TooLong);
        }
        let mut terms = BTreeSet::new();
        for piece in pieces(raw) {
            match piece {
                Piece::Word(word) => {
                    terms.insert(Term::Token(word));
                }
                Piece::Run(run) => match run.as_slice() {
                    [one] => {
                        terms.insert(Term::Beginning(*one));
                    }
                    run => terms.extend(pairs(run).map(Term::Token)),
                },
            }
        }
        if terms.is_empty() {
            return Err(Unsearchable::Nothing);
        }
        Ok(Self { terms: terms.into_iter().collect() })
    }

    /// What a record has to have, every one of these; in the order of the terms, so that the same query reads the same.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether a record with these tokens is found.
    pub fn finds(&self, tokens: &BTreeSet<String>) -> bool {
        self.terms.iter().all(|term| match term {
            Term::Token(token) => tokens.contains(token),
            Term::Beginning(letter) => {
                tokens.range(letter.to_string()..).next().is_some_and(|token| token.starts_with(*letter))
            }
        })
    }
}

/// A stretch of text between what is no letter and no digit.
enum Piece {
    /// Letters and digits of a script that is written with spaces.
    Word(String),
    /// Han, kana or hangul: written without spaces, or with endings that hang on.
    Run(Vec<char>),
}

fn cut(text: &str) -> impl Iterator<Item = String> {
    pieces(text).into_iter().flat_map(|piece| match piece {
        Piece::Word(word) => vec![word],
        Piece::Run(run) => pairs(&run).chain(run.last().map(ToString::to_string)).collect(),
    })
}

fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    run.windows(2).map(|pair| pair.iter().collect())
}

fn pieces(text: &str) -> Vec<Piece> {
    let folded = text.nfkc().flat_map(char::to_lowercase).nfkc();
    let (mut pieces, mut open) = (Vec::new(), false);
    for letter in folded {
        if !letter.is_alphanumeric() {
            open = false;
            continue;
        }
        match (pieces.last_mut(), is_of_run(letter)) {
            (Some(Piece::Run(run)), true) if open => run.push(letter),
            (Some(Piece::Word(word)), false) if open => {
                if word.chars().count() < MAX_TOKEN {
                    word.push(letter);
                }
            }
            (_, true) => pieces.push(Piece::Run(vec![letter])),
            (_, false) => pieces.push(Piece::Word(letter.to_string())),
        }
        open = true;
    }
    pieces
}

/// Whether the letter belongs to a script that is searched by pairs (Unicode 17: Han, Hiragana, Katakana, Bopomofo, Hangul).
const fn is_of_run(letter: char) -> bool {
    matches!(letter,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3031}'..='\u{3035}' | '\u{3038}'..='\u{303B}' | '\u{3041}'..='\u{318F}' | '\u{31A0}'..='\u{31BF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{1AFF0}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests;

//! One file of code, cut into what the compiler reads as code and what stands in its strings.

use std::path::Path;

/// A file of Rust.
pub(super) struct Source {
    /// Its path from the root, with `/` on every system.
    pub(super) path: String,
    /// As it is.
    pub(super) text: String,
    /// The same lines without comments and without what stands in strings.
    pub(super) code: String,
    /// What stands in strings, one after the other.
    pub(super) strings: Vec<String>,
}

impl Source {
    pub(super) fn read(root: &Path, path: &str) -> Self {
        let text =
            std::fs::read_to_string(root.join(path)).expect("a tracked file of code is readable UTF-8");
        Self::of(path, text)
    }

    /// A file with this code and nothing else, for questions about a part of one.
    pub(super) fn part(code: &str) -> Self {
        Self { path: String::new(), text: String::new(), code: code.to_owned(), strings: Vec::new() }
    }

    fn of(path: &str, text: String) -> Self {
        let mut cutter = Cutter { letters: text.chars().collect(), ..Cutter::default() };
        cutter.run();
        Self { path: path.to_owned(), text, code: cutter.code, strings: cutter.strings }
    }

    /// Whether the code names `path` (`tokio`, `sea_orm`, `crate::http`) as a whole word.
    pub(super) fn names(&self, path: &str) -> bool {
        self.code.match_indices(path).any(|(start, _)| {
            let before = self.code[..start].chars().next_back();
            let after = self.code[start + path.len()..].chars().next();
            let part_of_word = |letter: Option<char>| letter.is_some_and(|l| l.is_alphanumeric() || l == '_');
            !part_of_word(before) && !part_of_word(after)
        })
    }

    /// Findings, one for each of `paths` that the code names.
    pub(super) fn naming(&self, paths: &[&str], why: &str) -> Vec<String> {
        let named = paths.iter().filter(|path| self.names(path));
        named.map(|path| format!("{}: names {path}: {why}", self.path)).collect()
    }
}

#[derive(Default)]
struct Cutter {
    letters: Vec<char>,
    at: usize,
    code: String,
    strings: Vec<String>,
}

impl Cutter {
    fn peek(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn run(&mut self) {
        while self.at < self.letters.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '/') => self.skip_while(|letter| letter != '\n'),
                ('/', '*') => self.skip_block(),
                ('"', _) => self.string(0, true),
                ('r', '"' | '#') if !self.inside_word() && self.raw_hashes().is_some() => {
                    let hashes = self.raw_hashes().unwrap_or_default();
                    self.at += 1 + hashes;
                    self.string(hashes, false);
                }
                ('\'', '\\') => {
                    self.at += 3;
                    self.skip_while(|letter| letter != '\'');
                    self.at += 1;
                }
                ('\'', _) if self.peek(2) == '\'' => self.at += 3,
                (letter, _) => {
                    self.code.push(letter);
                    self.at += 1;
                }
            }
        }
    }

    fn inside_word(&self) -> bool {
        self.code
            .chars()
            .next_back()
            .is_some_and(|letter| (letter.is_alphanumeric() && letter != 'b') || letter == '_')
    }

    /// How many `#` stand between the `r` here and its quote, if it opens a raw string at all.
    fn raw_hashes(&self) -> Option<usize> {
        let hashes = self.letters[self.at + 1..].iter().take_while(|letter| **letter == '#').count();
        (self.peek(1 + hashes) == '"').then_some(hashes)
    }

    fn skip_while(&mut self, holds: impl Fn(char) -> bool) {
        while self.at < self.letters.len() && holds(self.peek(0)) {
            self.at += 1;
        }
    }

    fn skip_block(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => (depth, self.at) = (depth + 1, self.at + 2),
                ('*', '/') => (depth, self.at) = (depth - 1, self.at + 2),
                ('\0', _) => return,
                (letter, _) => {
                    if letter == '\n' {
                        self.code.push('\n');
                    }
                    self.at += 1;
                }
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// From the opening quote to the closing one, which `hashes` follow.
    fn string(&mut self, hashes: usize, escapes: bool) {
        self.at += 1;
        let mut content = String::new();
        while self.at < self.letters.len() {
            let letter = self.peek(0);
            if letter == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#') {
                break;
            }
            if letter == '\n' {
                self.code.push('\n');
            }
            if escapes && letter == '\\' {
                self.at += 1;
            }
            content.push(self.peek(0));
            self.at += 1;
        }
        self.at += 1 + hashes;
        self.code.push_str("\"\"");
        self.strings.push(content);
    }
}

#[test]
fn code_is_told_from_comments_and_strings() {
    let text = concat!(
        "//! tokio in a comment\nuse a::b; /* axum /* nested */ */\n",
        "let x = \"sea_orm \\\" now()\"; let y = r#\"raw \"tokio\"\"#; let c = '\"'; let e = '\\''; fn f<'a>() {} // end\n"
    );
    let source = Source::of("x.rs", text.to_owned());
    assert!(
        source.names("a::b") && !source.names("tokio") && !source.names("axum") && !source.names("sea_orm")
    );
    assert_eq!(source.strings, ["sea_orm \" now()", "raw \"tokio\""]);
    assert!(source.code.contains("fn f<'a>() {}"));
    assert_eq!(source.code.lines().count(), text.lines().count());
}

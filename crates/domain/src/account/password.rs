//! What a password has to be. Guessing it is estimated, by a library that knows names, dates, keyboards and what is often chosen;
//! composition is not prescribed (NIST SP 800-63B). Birthdays, telephone numbers and what the company knows of the person are none
//! (S1-103).

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use crate::error::{Reason, Rule};

/// Fewest characters of a new password.
pub const SHORTEST: usize = 10;
/// Most characters of a password.
pub const LONGEST: usize = 128;
/// Fewest characters of something known that a password may not contain.
const KNOWN: usize = 4;
/// The least estimate that is taken, of 0 to 4: safely unguessable, 10⁸ guesses or more.
const LEAST: u8 = 3;

/// A password as somebody typed it. Shown nowhere and kept as a hash alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The password, the same on every keyboard: in normal form KC.
    ///
    /// # Errors
    /// `REQUIRED` for nothing, `TOO_LONG` above [`LONGEST`] characters.
    pub fn new(raw: &str) -> Result<Self, Reason> {
        if raw.is_empty() {
            return Err(Reason::of(Rule::Required));
        }
        let text: String = raw.nfkc().take(LONGEST + 1).collect();
        if text.chars().count() > LONGEST {
            return Err(Reason::of(Rule::TooLong).with("max", LONGEST));
        }
        Ok(Self(text))
    }

    /// Whether it may become the password of somebody of whom this is known: names, numbers, addresses.
    ///
    /// # Errors
    /// `PASSWORD_TOO_SHORT` below [`SHORTEST`] characters, `PASSWORD_GUESSABLE`.
    pub fn acceptable(&self, known: &[&str]) -> Result<(), Reason> {
        if self.0.chars().count() < SHORTEST {
            return Err(Reason::of(Rule::PasswordTooShort).with("min", SHORTEST));
        }
        let said = self.0.to_lowercase();
        let contains = |word: &str| word.chars().count() >= KNOWN && said.contains(word);
        let told = known.iter().any(|word| contains(&word.to_lowercase()));
        let digits = self.0.chars().all(|letter| letter.is_ascii_digit());
        let estimate = || u8::from(zxcvbn::zxcvbn(&self.0, known).score());
        if told || digits || estimate() < LEAST {
            return Err(Reason::of(Rule::PasswordGuessable));
        }
        Ok(())
    }

    /// What is hashed.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> Option<Rule> {
        let password = Password::new(text).expect("some text");
        password
            .acceptable(&["张伟", "MT0001", "zhang.wei@example.com", "zhang.wei"])
            .err()
            .map(|reason| reason.rule)
    }

    #[test]
    fn what_can_be_guessed_is_refused() {
        for (text, expected) in [
            ("kurz", Rule::PasswordTooShort),
            ("Tr0ub4dor", Rule::PasswordTooShort),
            ("password123", Rule::PasswordGuessable),
            ("qwertyuiop", Rule::PasswordGuessable),
            ("aaaaaaaaaaaaaaaa", Rule::PasswordGuessable),
            ("13800138000", Rule::PasswordGuessable),
            ("13800138000139", Rule::PasswordGuessable),
            ("1990-05-06", Rule::PasswordGuessable),
            ("xK9-MT0001-vQ2", Rule::PasswordGuessable),
            ("xK9-mt0001-vQ2", Rule::PasswordGuessable),
            ("zhang.wei@example.com", Rule::PasswordGuessable),
        ] {
            assert_eq!(verdict(text), Some(expected), "{text}");
        }
        for good in
            ["correct horse battery staple", "xK9-vQ2-pL7w", "锦瑟无端五十弦一弦一柱思华年", "ｘK9-vQ2-pL7w"]
        {
            assert_eq!(verdict(good), None, "{good}");
        }
    }

    #[test]
    fn every_keyboard_types_the_same() {
        let one = Password::new("ｘＫ９é").expect("text");
        assert_eq!(one, Password::new("xK9e\u{301}").expect("text"));
        assert_eq!(format!("{one:?}"), "Password(…)");
        assert_eq!(Password::new("").map_err(|reason| reason.rule), Err(Rule::Required));
        let long = "x".repeat(LONGEST);
        assert!(Password::new(&long).is_ok());
        assert_eq!(Password::new(&(long + "x")).map_err(|reason| reason.rule), Err(Rule::TooLong));
    }
}

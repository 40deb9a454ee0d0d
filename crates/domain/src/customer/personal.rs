//! A contact's values as people write them: checked at the border, shown by no log.

use std::fmt;

use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization as _;

use super::masking::digits;
use crate::error::{Reason, Rule};
use crate::text::Line;

/// Longest phone number, in characters.
pub const MAX_PHONE: usize = 40;
/// Longest mail address (RFC 5321, 4.5.3.1.3).
pub const MAX_MAIL: usize = 254;
/// Fewest digits of a phone number: service numbers such as 95588.
const FEWEST_DIGITS: usize = 5;
/// Most digits of a phone number (E.164 has 15) with an extension.
const MOST_DIGITS: usize = 22;

macro_rules! personal {
    ($($(#[$doc:meta])* $name:ident($line:ty) = $check:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name($line);

        impl $name {
            /// Normalises (NFKC) and checks `raw`.
            ///
            /// # Errors
            /// As [`Line::new`]; `MALFORMED` for what has not the form.
            pub fn new(raw: &str) -> Result<Self, Reason> {
                let folded: String = raw.nfkc().collect();
                let line = <$line>::new(&folded)?;
                let check: fn(&str) -> bool = $check;
                if check(line.as_str()) { Ok(Self(line)) } else { Err(Reason::of(Rule::Malformed)) }
            }

            /// The value.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    )+};
}

personal! {
    /// A phone number: digits, with the signs that people put between them.
    Phone(Line<MAX_PHONE>) = |text| {
        let sign = |letter: char| letter.is_ascii_digit() || " +-().#*/,x转".contains(letter);
        text.chars().all(sign) && (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits(text).len())
    };
    /// A mail address: one `@` with something on both sides, no space.
    Mail(Line<MAX_MAIL>) = |text| match text.split_once('@') {
        Some((name, domain)) => {
            let solid = |part: &str| !part.is_empty() && !part.contains(|letter: char| letter == '@' || letter.is_whitespace());
            solid(name) && solid(domain)
        }
        None => false,
    };
    /// What a contact is called in another service.
    Handle(Line<100>) = |_| true;
    /// The name of a person outside.
    PersonName(Line) = |_| true;
    /// What a person outside does there.
    Title(Line) = |_| true;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_have_their_form() {
        for good in
            ["138 0013 8000", "+86-13800138000", "（010）6655-8899转801", "95588", "１３８００１３８０００"]
        {
            assert!(Phone::new(good).is_ok(), "{good}");
        }
        for wrong in ["", "1234", "call me", "138001380001380013800138"] {
            assert!(Phone::new(wrong).is_err(), "{wrong}");
        }
        for (text, good) in [
            ("a@b.cn", true),
            ("a＠b.cn", true),
            ("a@b@c", false),
            ("@b", false),
            ("a@", false),
            ("a b@c", false),
        ] {
            assert_eq!(Mail::new(text).is_ok(), good, "{text}");
        }
        assert_eq!(format!("{:?}", Phone::new("13800138000")), "Ok(Phone)");
    }
}

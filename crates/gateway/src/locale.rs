//! The two languages of Liaison's messages, and which one a caller gets.
//!
//! Order of preference: `connection_init.locale`, `Accept-Language`, the person's setting, the organisation's. The texts
//! themselves stand beside what they speak of.

use std::fmt;
use std::str::FromStr;

/// A language in which every message exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locale {
    /// Simplified Chinese, the organisation's language where nothing else is set.
    #[default]
    ZhCn,
    /// English.
    En,
}

impl Locale {
    /// Both, in the order of declaration.
    pub const ALL: [Self; 2] = [Self::ZhCn, Self::En];

    /// The BCP 47 tag, as `Content-Language` prints it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// The best of both for an `Accept-Language` value (RFC 9110, 12.5.4); `None` where it names neither.
    ///
    /// A range matches by its primary subtag: `zh-Hant` and `zh` are read as zh-CN, `en-GB` as en, `*` as the default.
    pub fn negotiate(accept_language: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in accept_language.split(',') {
            let mut parts = range.split(';');
            let Some(locale) = parts.next().map(str::trim).and_then(Self::of_range) else { continue };
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1000, |text| weight(text).unwrap_or(0));
            if weight > 0 && best.is_none_or(|(so_far, _)| weight > so_far) {
                best = Some((weight, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }

    fn of_range(range: &str) -> Option<Self> {
        let primary = range.split('-').next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") {
            Some(Self::ZhCn)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else {
            (primary == "*").then(Self::default)
        }
    }
}

/// A quality value in thousandths: `0.5` is 500.
pub(crate) fn weight(text: &str) -> Option<u16> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse::<u16>().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A tag of a language in which there are no messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a language other than zh-CN and en")]
pub struct UnknownLocale;

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(text: &str) -> Result<Self, UnknownLocale> {
        if text == "*" { Err(UnknownLocale) } else { Self::of_range(text.trim()).ok_or(UnknownLocale) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_range_wins() {
        for (header, expected) in [
            ("en", Some(Locale::En)),
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Locale::ZhCn)),
            ("fr, en;q=0.3, zh;q=0.7", Some(Locale::ZhCn)),
            ("en-GB;q=0.5, *;q=0.1", Some(Locale::En)),
            ("fr, *;q=0.1", Some(Locale::ZhCn)),
            ("de", None),
            ("en;q=0", None),
            ("en;q=much", None),
            ("", None),
        ] {
            assert_eq!(Locale::negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn weights_have_three_digits_at_most() {
        assert_eq!(weight("0.5"), Some(500));
        assert_eq!(weight("1.000"), Some(1000));
        assert_eq!(weight("1.5"), None);
        assert_eq!(weight("0.0001"), None);
        assert_eq!(weight("-1"), None);
    }
}

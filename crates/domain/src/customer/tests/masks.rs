//! Masks and how a value is found in a text (resolution 63, S1-101).

use proptest::prelude::*;

use super::*;
use crate::customer::masking::{MaskedKind, mask};

#[test]
fn formats_of_resolution_63() {
    for (kind, value, expected) in [
        (MaskedKind::Phone, "13800135678", "138****5678"),
        (MaskedKind::Phone, "138-0013 5678", "138****5678"),
        (MaskedKind::Phone, "+86 138 0013 5678", "138****5678"),
        (MaskedKind::Phone, "008613800135678", "138****5678"),
        (MaskedKind::Phone, "010-66558899", "****8899"),
        (MaskedKind::Phone, "+1 415 555 0100", "****0100"),
        (MaskedKind::Phone, "95588", "****88"),
        (MaskedKind::Phone, "6655889", "****89"),
        (MaskedKind::Mail, "zhou.qi@abc.example", "z***@abc.example"),
        (MaskedKind::Mail, "z@abc.example", "***@abc.example"),
        (MaskedKind::Handle, "zhouqi_abc", "z***"),
        (MaskedKind::Handle, "周琦工作号", "周***"),
        (MaskedKind::Handle, "x", "***"),
        (MaskedKind::Amount, "120000.00", "***"),
    ] {
        assert_eq!(mask(kind, value), expected, "{value}");
    }
}

#[test]
fn values_are_found_however_they_are_written_s1_101() {
    let masker = Masker::of([
        (MaskedKind::Phone, "138 0013 8000".to_owned()),
        (MaskedKind::Phone, "95588".to_owned()),
        (MaskedKind::Mail, "Zhou.Qi@abc.example".to_owned()),
        (MaskedKind::Handle, "zhouqi_abc".to_owned()),
        (MaskedKind::Handle, "wx".to_owned()),
    ]);
    for (text, expected) in [
        ("电话13800138000，请回电", "电话138****8000，请回电"),
        ("+86 138-0013-8000", "+86 138****8000"),
        ("１３８００１３８０００", "138****8000"),
        ("(138)0013.8000 或 13800138000", "(138****8000 或 138****8000"),
        ("拨打95588", "拨打****88"),
        ("ZHOU.QI@ABC.EXAMPLE;", "Z***@abc.example;"),
        ("微信 ZhouQi_ABC。", "微信 z***。"),
    ] {
        assert_eq!(masker.mask(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["", "1380013800", "订单19558812", "zhouqi_abcd", "wx", "138，0013，8000", "qi@abc.example"]
    {
        assert_eq!(masker.mask(text), None, "{text}");
    }
}

proptest! {
    /// A mask shows less than the value: never the whole, never all its digits, and it is as long for long numbers as for short.
    #[test]
    fn a_mask_never_shows_the_value(digits in "[0-9]{5,22}", name in "[a-z]{1,12}", domain in "[a-z]{1,8}\\.cn") {
        let phone = mask(MaskedKind::Phone, &digits);
        let left = phone.chars().filter(char::is_ascii_digit).count();
        prop_assert!(left < digits.len() && phone.chars().count() <= 11, "{phone}");
        let mail = format!("{name}@{domain}");
        prop_assert!(mask(MaskedKind::Mail, &mail) != mail);
        let letters = mask(MaskedKind::Handle, &name);
        prop_assert!(letters.chars().filter(char::is_ascii_lowercase).count() < name.len() && letters != name);
    }

    /// Wherever a number stands in a text, it does not stand there afterwards, and the rest does.
    #[test]
    fn what_is_masked_is_gone(before in "[^0-9]{0,20}", after in "[^0-9]{0,20}", rest in "[0-9]{9}") {
        let phone = format!("13{rest}");
        let masker = Masker::of([(MaskedKind::Phone, phone.clone())]);
        let text = format!("{before}{phone}{after}");
        let masked = masker.mask(&text).expect("it stands there");
        prop_assert!(!masked.contains(&phone));
        prop_assert!(masked.starts_with(&before) && masked.ends_with(&after));
        prop_assert!(masker.mask(&masked).is_none());
    }

    /// A text without a value is left alone.
    #[test]
    fn what_is_not_there_is_not_found(text in "[a-c0-4 ,.@]{0,60}") {
        let masker = Masker::of([
            (MaskedKind::Phone, "13987654321".to_owned()),
            (MaskedKind::Mail, "z@z.cn".to_owned()),
            (MaskedKind::Handle, "zzzz".to_owned()),
        ]);
        prop_assert_eq!(masker.mask(&text), None);
    }
}

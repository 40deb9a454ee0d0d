//! Every sentence about the business that a caller can be shown, in zh-CN and en, and the labels of enum values.
//!
//! Codes and parameters come from the domain and never change with the language; here they become sentences. A noun has a
//! file of its own per language under `messages/`; `SOURCES` lists them. Sentences of top-level errors stand beside
//! their codes in `graphql/error`. Identifiers: `rule-CODE` for a domain rule, `refusal-CODE` for a kind of refusal,
//! `label-Enum-VALUE` for what a person reads instead of an enum value, `notice-CODE` for what a notification says.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use liaison_domain::directory::Person;
use liaison_domain::error::Reason;
use unic_langid::LanguageIdentifier;

use crate::locale::Locale;

/// The files of both languages: core first, then one a noun.
const SOURCES: &[(Locale, &str)] = &[
    (Locale::ZhCn, include_str!("messages/zh-CN/core.ftl")),
    (Locale::En, include_str!("messages/en/core.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/directory.ftl")),
    (Locale::En, include_str!("messages/en/directory.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/request.ftl")),
    (Locale::En, include_str!("messages/en/request.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/task.ftl")),
    (Locale::En, include_str!("messages/en/task.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/problem.ftl")),
    (Locale::En, include_str!("messages/en/problem.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/meeting.ftl")),
    (Locale::En, include_str!("messages/en/meeting.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/deadline.ftl")),
    (Locale::En, include_str!("messages/en/deadline.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/rating.ftl")),
    (Locale::En, include_str!("messages/en/rating.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/notification.ftl")),
    (Locale::En, include_str!("messages/en/notification.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/pack.ftl")),
    (Locale::En, include_str!("messages/en/pack.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/calendar.ftl")),
    (Locale::En, include_str!("messages/en/calendar.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/customer.ftl")),
    (Locale::En, include_str!("messages/en/customer.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/comment.ftl")),
    (Locale::En, include_str!("messages/en/comment.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/ticket.ftl")),
    (Locale::En, include_str!("messages/en/ticket.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/guest.ftl")),
    (Locale::En, include_str!("messages/en/guest.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/calendar_file.ftl")),
    (Locale::En, include_str!("messages/en/calendar_file.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/api_key.ftl")),
    (Locale::En, include_str!("messages/en/api_key.ftl")),
    (Locale::ZhCn, include_str!("messages/zh-CN/access_log.ftl")),
    (Locale::En, include_str!("messages/en/access_log.ftl")),
];

struct Catalogue {
    chinese: FluentBundle<FluentResource>,
    english: FluentBundle<FluentResource>,
}

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue { chinese: bundle(Locale::ZhCn), english: bundle(Locale::En) });

fn bundle(locale: Locale) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolating marks around values would be invisible characters in an API's text.
    bundle.set_use_isolating(false);
    for (_, source) in SOURCES.iter().filter(|(of, _)| *of == locale) {
        // A file that does not parse in full still gives what it can; a test refuses it.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn of(locale: Locale) -> &'static FluentBundle<FluentResource> {
    match locale {
        Locale::ZhCn => &CATALOGUE.chinese,
        Locale::En => &CATALOGUE.english,
    }
}

/// The sentence with this identifier; `None` where the catalogue has none.
pub fn find<'a>(
    locale: Locale,
    identifier: &str,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Option<String> {
    let bundle = of(locale);
    let pattern = bundle.get_message(identifier)?.value()?;
    let args: FluentArgs<'_> = params.into_iter().collect();
    let mut unresolved = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&args), &mut unresolved).into_owned())
}

/// The sentence with this identifier; the identifier itself where the catalogue has none, which a test excludes.
pub fn text<'a>(
    locale: Locale,
    identifier: &str,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    find(locale, identifier, params).unwrap_or_else(|| identifier.to_owned())
}

/// The sentence for a rule with its values.
pub fn reason(locale: Locale, reason: &Reason) -> String {
    let params = reason.params.iter().map(|(name, value)| (*name, value.as_str()));
    text(locale, &format!("rule-{}", reason.rule.code()), params)
}

/// What this person is called: by their name, or as everybody who was erased (resolution 79).
pub fn called(locale: Locale, person: &Person) -> String {
    match person.erased_at {
        None => person.name.to_string(),
        Some(_) => text(locale, "person-erased", []),
    }
}

/// What a person reads for `value` of the enum `kind`: `label(ZhCn, "RequestStatus", "DRAFT")` is 草稿. The value itself
/// where it has no label.
pub fn label(locale: Locale, kind: &str, value: &str) -> String {
    find(locale, &format!("label-{kind}-{value}"), []).unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use liaison_domain::error::Rule;

    use super::*;

    fn identifiers(locale: Locale) -> Vec<&'static str> {
        let sources = SOURCES.iter().filter(|(of, _)| *of == locale);
        let lines = sources.flat_map(|(_, source)| source.lines());
        let mut found: Vec<_> = lines
            .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
            .filter_map(|line| Some(line.split_once(" =")?.0))
            .collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn every_file_parses_and_repeats_nothing() {
        for (locale, source) in SOURCES {
            if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                panic!("{locale}: {errors:?}");
            }
        }
        for locale in Locale::ALL {
            let found = identifiers(locale);
            let twice: Vec<_> = found.windows(2).filter(|pair| pair[0] == pair[1]).collect();
            assert!(twice.is_empty(), "{locale}: {twice:?}");
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(identifiers(Locale::ZhCn), identifiers(Locale::En));
    }

    #[test]
    fn every_rule_has_its_sentence() {
        for locale in Locale::ALL {
            for rule in Rule::ALL {
                let identifier = format!("rule-{}", rule.code());
                assert!(find(locale, &identifier, []).is_some(), "{locale}: {identifier}");
            }
        }
    }

    #[test]
    fn values_stand_in_the_sentence() {
        let reason_of = |locale| reason(locale, &Reason::of(Rule::TooLong).with("max", 200));
        assert_eq!(reason_of(Locale::En), "At most 200 characters are allowed.");
        assert_eq!(reason_of(Locale::ZhCn), "最多允许 200 个字符。");
        assert_eq!(label(Locale::ZhCn, "AccountState", "ACTIVE"), "在职");
        assert_eq!(label(Locale::ZhCn, "AccountState", "NOTHING"), "NOTHING");
    }
}

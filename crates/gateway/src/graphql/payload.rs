//! What mutations answer: the changed object or typed user errors, warnings, and the place in the feed.
//!
//! A refusal of the domain becomes one of seven concrete types; it is never a top-level error. Faults of the system are
//! none of these; they leave the resolver as a [`Fault`](super::error::Fault).

use async_graphql::{Interface, SimpleObject};
use liaison_domain::error::{Reason as DomainReason, Refusal, StateConflict as DomainConflict};
use serde_json::{Map, Value};

use super::directory::Person;
use super::scalars::Json;
use crate::locale::Locale;
use crate::messages;

/// A rule with its sentence: why something is refused, missing, or worth a warning.
#[derive(SimpleObject, Clone, Debug, PartialEq)]
pub struct Reason {
    /// The rule, one of a closed list that does not depend on the language.
    pub code: String,
    /// The sentence in the caller's language.
    pub message: String,
    /// The values in the sentence, by name.
    pub params: Json,
}

impl Reason {
    /// The reason in this language.
    pub fn of(locale: Locale, reason: &DomainReason) -> Self {
        Self {
            code: reason.rule.code().to_owned(),
            message: messages::reason(locale, reason),
            params: params(&reason.params),
        }
    }

    /// Each of these reasons in this language.
    pub fn all(locale: Locale, reasons: &[DomainReason]) -> Vec<Self> {
        reasons.iter().map(|reason| Self::of(locale, reason)).collect()
    }
}

fn params(pairs: &[(&'static str, String)]) -> Json {
    let map: Map<String, Value> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str()))).collect();
    Json(Value::Object(map))
}

/// Something the viewer might do to an object, and whether they may now.
#[derive(SimpleObject, Clone, Debug)]
pub struct Ability {
    /// The action, as state conflicts name it too.
    pub action: &'static str,
    /// Whether it would be admitted now, its input aside.
    pub allowed: bool,
    /// Why not; null where it is.
    pub reason: Option<Reason>,
}

impl Ability {
    /// What a noun's `can` says of one of its actions.
    pub fn of(locale: Locale, action: &'static str, verdict: &Result<(), Refusal>) -> Self {
        let reason = verdict.as_ref().err().map(|refusal| first_reason(locale, refusal));
        Self { action, allowed: verdict.is_ok(), reason }
    }
}

fn first_reason(locale: Locale, refusal: &Refusal) -> Reason {
    use liaison_domain::error::Rule;
    let reason = match refusal {
        Refusal::NotFound => DomainReason::of(Rule::Unknown),
        Refusal::NotPermitted(reason) => reason.clone(),
        Refusal::State(conflict) => {
            conflict.missing.first().cloned().unwrap_or_else(|| DomainReason::of(Rule::WrongStatus))
        }
        Refusal::Invalid(violations) => {
            violations.first().map_or_else(|| DomainReason::of(Rule::Malformed), |one| one.reason.clone())
        }
    };
    Reason::of(locale, &reason)
}

macro_rules! user_errors {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })+) => {
        $(
            $(#[$doc])*
            #[derive(SimpleObject, Clone)]
            pub struct $name {
                /// What is wrong, one of a closed list that does not depend on the language.
                pub code: String,
                /// The sentence in the caller's language.
                pub message: String,
                /// Which part of the input, from `input` downwards, with list indexes from 0; empty where it is no part.
                pub path: Vec<String>,
                /// The values in the sentence, by name.
                pub params: Json,
                $($(#[$field_doc])* pub $field: $type,)*
            }
        )+

        /// Why a mutation changed nothing. New concrete types may come; the four fields stay.
        #[derive(Interface, Clone)]
        #[graphql(
            field(name = "code", ty = "&String",
                desc = "What is wrong, one of a closed list that does not depend on the language."),
            field(name = "message", ty = "&String", desc = "The sentence in the caller's language."),
            field(name = "path", ty = "&Vec<String>", desc = "Which part of the input, from `input` downwards, with list \
                indexes from 0; empty where it is no part."),
            field(name = "params", ty = "&Json", desc = "The values in the sentence, by name.")
        )]
        pub enum UserError {
            $($(#[$doc])* $name($name),)+
        }
    };
}

user_errors! {
    /// A field of the input does not hold.
    ValidationError {}
    /// The object has another version than the one that was expected.
    VersionConflict {
        /// The version it has now.
        current: i32,
        /// The fields that were changed since the expected version; as far back as the record tells.
        changed_fields: Vec<String>,
        /// Who changed it last; null for the server itself.
        changed_by: Option<Person>,
    }
    /// The object's status does not admit the action.
    StateConflict {
        /// The status it is in.
        status: String,
        /// The actions that this status admits now for the caller.
        allowed_transitions: Vec<String>,
        /// What still has to happen first; empty where the action is simply not of this status.
        missing: Vec<Reason>,
    }
    /// The caller sees the object and may not do this to it.
    NotPermitted {}
    /// The object is not there, or the caller may not know that it is.
    NotFound {}
    /// The idempotency key was used before with another input.
    IdempotencyMismatch {}
    /// More than a bound allows.
    LimitExceeded {
        /// The bound.
        limit: i32,
    }
}

/// The parts that all user errors have, for one of the kinds that no domain rule names.
macro_rules! said {
    ($type:ident, $locale:expr, $code:literal, [$(($param:literal, $value:expr)),*], {$($field:ident: $given:expr),*}) => {{
        let pairs: Vec<(&'static str, String)> = vec![$(($param, $value)),*];
        let borrowed = pairs.iter().map(|(name, value)| (*name, value.as_str()));
        UserError::$type($type {
            code: $code.to_owned(),
            message: messages::text($locale, concat!("refusal-", $code), borrowed),
            path: Vec::new(),
            params: params(&pairs),
            $($field: $given,)*
        })
    }};
}

impl UserError {
    /// The user errors that say this refusal in this language; `root` leads to the input (`input`, or `inputs` and an
    /// index in a bulk form).
    pub fn of_refusal(locale: Locale, root: &[&str], refusal: &Refusal) -> Vec<Self> {
        match refusal {
            Refusal::NotFound => vec![said!(NotFound, locale, "NOT_FOUND", [], {})],
            Refusal::NotPermitted(reason) => {
                let Reason { code, message, params } = Reason::of(locale, reason);
                vec![Self::NotPermitted(NotPermitted { code, message, path: Vec::new(), params })]
            }
            Refusal::State(conflict) => vec![Self::of_conflict(locale, conflict)],
            Refusal::Invalid(violations) => violations
                .iter()
                .map(|violation| {
                    let Reason { code, message, params } = Reason::of(locale, &violation.reason);
                    let path = input_path(root, &violation.path);
                    Self::ValidationError(ValidationError { code, message, path, params })
                })
                .collect(),
        }
    }

    fn of_conflict(locale: Locale, conflict: &DomainConflict) -> Self {
        said!(StateConflict, locale, "STATE_CONFLICT", [("status", conflict.status.to_owned())], {
            status: conflict.status.to_owned(),
            allowed_transitions: conflict.allowed.iter().map(|&action| action.to_owned()).collect(),
            missing: Reason::all(locale, &conflict.missing)
        })
    }

    /// The object has another version than expected.
    pub fn version_conflict(
        locale: Locale,
        current: i64,
        changed_fields: Vec<String>,
        changed_by: Option<Person>,
    ) -> Self {
        said!(VersionConflict, locale, "VERSION_CONFLICT", [("current", current.to_string())], {
            current: i32::try_from(current).unwrap_or(i32::MAX),
            changed_fields: changed_fields,
            changed_by: changed_by
        })
    }

    /// The idempotency key belongs to another input.
    pub fn idempotency_mismatch(locale: Locale) -> Self {
        said!(IdempotencyMismatch, locale, "IDEMPOTENCY_MISMATCH", [], {})
    }

    /// More than `limit` of something.
    pub fn limit_exceeded(locale: Locale, limit: usize) -> Self {
        said!(LimitExceeded, locale, "LIMIT_EXCEEDED", [("limit", limit.to_string())], {
            limit: i32::try_from(limit).unwrap_or(i32::MAX)
        })
    }
}

fn input_path(root: &[&str], dotted: &str) -> Vec<String> {
    let below = dotted.split('.').filter(|part| !part.is_empty());
    root.iter().copied().chain(below).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use liaison_domain::error::Rule;

    use super::*;

    #[test]
    fn every_violation_is_a_user_error_with_its_path() {
        let refusal = Refusal::Invalid(vec![
            DomainReason::of(Rule::TooLong).with("max", 20).at("form.milestones.2.name"),
            DomainReason::of(Rule::Required).at(""),
        ]);
        let errors = UserError::of_refusal(Locale::En, &["input"], &refusal);
        let UserError::ValidationError(first) = &errors[0] else { panic!("another type") };
        assert_eq!(first.code, "TOO_LONG");
        assert_eq!(first.path, ["input", "form", "milestones", "2", "name"]);
        assert_eq!(first.message, "At most 20 characters are allowed.");
        let UserError::ValidationError(second) = &errors[1] else { panic!("another type") };
        assert_eq!(second.path, ["input"]);
    }

    #[test]
    fn a_state_conflict_says_what_is_missing() {
        let conflict = DomainConflict {
            status: "AGREED",
            allowed: vec!["SIGN"],
            missing: vec![DomainReason::of(Rule::Required)],
        };
        let errors = UserError::of_refusal(Locale::En, &["input"], &Refusal::State(conflict));
        let UserError::StateConflict(conflict) = &errors[0] else { panic!("another type") };
        assert_eq!(conflict.code, "STATE_CONFLICT");
        assert_eq!(conflict.allowed_transitions, ["SIGN"]);
        assert_eq!(conflict.missing[0].code, "REQUIRED");
    }
}

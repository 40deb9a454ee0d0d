//! From the schema's inputs to the domain's: text is checked, every violation is noted, patches keep their three states.

use async_graphql::MaybeUndefined;
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::{Id, Kind};
use liaison_domain::patch::Patch;

use super::scalars::Key;

/// What decoders ask of [`Violations`].
pub trait Decode {
    /// The checked form of what was given; `Some(None)` where nothing was.
    fn given<T, U>(
        &mut self,
        path: &str,
        value: Option<T>,
        check: impl FnOnce(T) -> Result<U, Reason>,
    ) -> Option<Option<U>>;

    /// The checked form of a field that null clears.
    fn patched<T, U>(
        &mut self,
        path: &str,
        value: MaybeUndefined<T>,
        check: impl FnOnce(T) -> Result<U, Reason>,
    ) -> Option<Patch<U>>;

    /// Each item of a list, noted under its index; nothing where one of them was refused.
    fn each<T, U>(
        &mut self,
        path: &str,
        list: impl IntoIterator<Item = T>,
        decode: impl Fn(&mut Self, &str, T) -> Option<U>,
    ) -> Option<Vec<U>>;

    /// All parts that were taken, if nothing was noted.
    ///
    /// # Errors
    /// Everything that was noted.
    fn all<P: Taken>(self, parts: P) -> Result<P::Whole, Refusal>;
}

impl Decode for Violations {
    fn given<T, U>(
        &mut self,
        path: &str,
        value: Option<T>,
        check: impl FnOnce(T) -> Result<U, Reason>,
    ) -> Option<Option<U>> {
        match value {
            None => Some(None),
            Some(value) => self.take(path, check(value)).map(Some),
        }
    }

    fn patched<T, U>(
        &mut self,
        path: &str,
        value: MaybeUndefined<T>,
        check: impl FnOnce(T) -> Result<U, Reason>,
    ) -> Option<Patch<U>> {
        self.take(path, patch(value).try_map(check))
    }

    fn each<T, U>(
        &mut self,
        path: &str,
        list: impl IntoIterator<Item = T>,
        decode: impl Fn(&mut Self, &str, T) -> Option<U>,
    ) -> Option<Vec<U>> {
        // Every item is decoded, so that every violation is named.
        let decoded: Vec<Option<U>> = list
            .into_iter()
            .enumerate()
            .map(|(index, item)| decode(self, &format!("{path}.{index}"), item))
            .collect();
        decoded.into_iter().collect()
    }

    fn all<P: Taken>(self, parts: P) -> Result<P::Whole, Refusal> {
        self.finish()?;
        // Whoever takes nothing has noted why, so this is reached with every part there.
        parts.whole().ok_or_else(|| Refusal::Invalid(Vec::new()))
    }
}

/// A tuple of parts that may have been refused.
pub trait Taken {
    /// The tuple of what was taken.
    type Whole;

    /// Everything, if nothing was refused.
    fn whole(self) -> Option<Self::Whole>;
}

macro_rules! taken {
    ($($part:ident)+) => {
        impl<$($part),+> Taken for ($(Option<$part>,)+) {
            type Whole = ($($part,)+);

            #[expect(non_snake_case, reason = "the parts are named like their types")]
            fn whole(self) -> Option<Self::Whole> {
                let ($($part,)+) = self;
                Some(($($part?,)+))
            }
        }
    };
}

taken!(A);
taken!(A B);
taken!(A B C);
taken!(A B C D);
taken!(A B C D E);
taken!(A B C D E F);
taken!(A B C D E F G);
taken!(A B C D E F G H);
taken!(A B C D E F G H I);
taken!(A B C D E F G H I J);
taken!(A B C D E F G H I J K);
taken!(A B C D E F G H I J K L);

/// The domain's form of a field that may be absent, null or set.
pub fn patch<T>(value: MaybeUndefined<T>) -> Patch<T> {
    match value {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(value) => Patch::Set(value),
    }
}

/// [`patch`] of an ID.
pub fn patch_id<K: Kind>(value: MaybeUndefined<Key<K>>) -> Patch<Id<K>> {
    patch(value).map(|key| key.0)
}

/// The number of a part, from 1.
///
/// # Errors
/// `UNKNOWN`: no part has another.
pub fn number(given: i32) -> Result<u32, Reason> {
    u32::try_from(given).ok().filter(|number| *number > 0).ok_or(Reason::of(Rule::Unknown))
}

/// The domain's IDs of a list.
pub fn ids<K: Kind>(keys: impl IntoIterator<Item = Key<K>>) -> Vec<Id<K>> {
    keys.into_iter().map(|key| key.0).collect()
}

#[cfg(test)]
mod tests {
    use liaison_domain::error::Rule;
    use liaison_domain::text::Line;

    use super::*;

    #[test]
    fn every_violation_is_named_with_its_place() {
        let mut found = Violations::default();
        let name = found.given("name", Some(""), Line::<9>::new);
        let list =
            found.each("tags", ["a", "", "\0"], |found, path, raw| found.take(path, Line::<9>::new(raw)));
        let Err(Refusal::Invalid(noted)) = found.all((name, list)) else { panic!("taken") };
        let noted: Vec<_> = noted.iter().map(|one| (one.path.as_str(), one.reason.rule)).collect();
        let expected =
            [("name", Rule::Required), ("tags.1", Rule::Required), ("tags.2", Rule::ForbiddenCharacter)];
        assert_eq!(noted, expected);
    }

    #[test]
    fn absent_is_no_violation() {
        let mut found = Violations::default();
        let name = found.given("name", None::<&str>, Line::<9>::new);
        let note = found.patched("note", MaybeUndefined::<&str>::Null, Line::<9>::new);
        assert_eq!(found.all((name, note)), Ok((None, Patch::Clear)));
    }
}

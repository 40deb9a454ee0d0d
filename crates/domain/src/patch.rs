//! What an update says of one nullable field: keep it, clear it, or set it.

use serde::{Serialize, Serializer};

/// An absent field keeps, null clears (`graphql.md`, Writes). In a struct that is digested, skip it where
/// [`Patch::is_keep`], so that "absent" and "null" stay two inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// As it is.
    #[default]
    Keep,
    /// To nothing.
    Clear,
    /// To this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether nothing is to change.
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Whether the input mentions the field.
    pub const fn is_given(&self) -> bool {
        !self.is_keep()
    }

    /// Applies the intent to a field that may be empty.
    pub fn apply_to(self, field: &mut Option<T>) {
        *field = self.apply(field.take());
    }

    /// Applies the intent to a field whose emptiness is its default (lists, flags).
    pub fn apply_or_default(self, field: &mut T)
    where
        T: Default,
    {
        match self {
            Self::Keep => {}
            Self::Clear => *field = T::default(),
            Self::Set(value) => *field = value,
        }
    }

    /// What the field is afterwards.
    pub fn apply(self, current: Option<T>) -> Option<T> {
        match self {
            Self::Keep => current,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// The value to set, if one is.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// The same over what `change` makes of the value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(change(value)),
        }
    }

    /// The same over the checked form of the value.
    ///
    /// # Errors
    /// Whatever `check` refuses.
    pub fn try_map<U, E>(self, check: impl FnOnce(T) -> Result<U, E>) -> Result<Patch<U>, E> {
        Ok(match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(check(value)?),
        })
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<T> From<Option<Option<T>>> for Patch<T> {
    fn from(given: Option<Option<T>>) -> Self {
        match given {
            None => Self::Keep,
            Some(None) => Self::Clear,
            Some(Some(value)) => Self::Set(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_keeps_and_null_clears() {
        assert_eq!(Patch::Keep.apply(Some(1)), Some(1));
        assert_eq!(Patch::Clear.apply(Some(1)), None);
        assert_eq!(Patch::Set(2).apply(Some(1)), Some(2));
        assert_eq!(Patch::Set(2).try_map(|value: i32| Err::<i32, i32>(value)), Err(2));
    }
}

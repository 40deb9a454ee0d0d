//! Filters of lists: comparators per scalar, and how a noun's filter input becomes the store's [`Filter`].
//!
//! A noun's input has the three combinations `and`, `or`, `not`, one comparator a field, and `some`/`every`/`none` for
//! related things. [`Parts`] collects them. Depth and leaves are bounded here, once for all nouns.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::registry::Registry;
use async_graphql::{ID, InputObject, InputType, InputValueError, InputValueResult, TypeName, Value};
use liaison_domain::ids::{Id, Kind};
use liaison_persistence::paging::{Filter, Quantifier, Scalar, Test};

use super::error::Fault;
use super::scalars::{Date, DateTime, Key};

/// Combinations inside each other.
const MOST_DEPTH: usize = 8;
/// Comparisons of one filter, and values in their lists.
const MOST_LEAVES: usize = 500;

macro_rules! comparator {
    ($(#[$doc:meta])* $name:ident<$value:ty> as $scalar:expr; $($op:ident)+) => {
        $(#[$doc])*
        #[derive(InputObject, Clone, Debug, Default)]
        pub struct $name {
            /// Equal to this.
            pub eq: Option<$value>,
            /// Different from this, or nothing at all.
            pub ne: Option<$value>,
            /// One of these, at most 500.
            #[graphql(name = "in")]
            pub one_of: Option<Vec<$value>>,
            /// None of these, at most 500, or nothing at all.
            pub not_in: Option<Vec<$value>>,
            /// True for nothing there, false for anything.
            pub is_null: Option<bool>,
            $(
                #[doc = comparator!(@doc $op)]
                pub $op: Option<comparator!(@type $op $value)>,
            )*
        }

        impl Comparator for $name {
            fn tests(self) -> Vec<Test> {
                let scalar = $scalar;
                let mut tests = equalities(self.eq, self.ne, self.one_of, self.not_in, self.is_null, scalar);
                $(tests.extend(self.$op.map(|value| comparator!(@test $op scalar value)));)*
                tests
            }
        }
    };
    (@doc lt) => { "Less than this." };
    (@doc lte) => { "Less than this, or equal." };
    (@doc gt) => { "Greater than this." };
    (@doc gte) => { "Greater than this, or equal." };
    (@doc contains) => { "Contains this; A to Z and a to z are the same." };
    (@doc starts_with) => { "Begins with this; A to Z and a to z are the same." };
    (@type $op:ident $value:ty) => { $value };
    (@test lt $scalar:ident $value:ident) => { Test::Lt($scalar($value)) };
    (@test lte $scalar:ident $value:ident) => { Test::Lte($scalar($value)) };
    (@test gt $scalar:ident $value:ident) => { Test::Gt($scalar($value)) };
    (@test gte $scalar:ident $value:ident) => { Test::Gte($scalar($value)) };
    (@test contains $scalar:ident $value:ident) => { Test::Contains($value) };
    (@test starts_with $scalar:ident $value:ident) => { Test::StartsWith($value) };
}

/// What compares one field; all that is set has to hold.
pub trait Comparator {
    /// The comparisons that were set.
    fn tests(self) -> Vec<Test>;
}

comparator! {
    /// Compares text. All that is set has to hold.
    StringFilter<String> as Scalar::Text; contains starts_with lt lte gt gte
}
comparator! {
    /// Compares a whole number. All that is set has to hold.
    IntFilter<i32> as |value: i32| Scalar::Int(i64::from(value)); lt lte gt gte
}
comparator! {
    /// Compares an instant. All that is set has to hold.
    DateTimeFilter<DateTime> as |value: DateTime| Scalar::Int(value.0.micros()); lt lte gt gte
}
comparator! {
    /// Compares a date. All that is set has to hold.
    DateFilter<Date> as |value: Date| Scalar::Text(value.0.to_string()); lt lte gt gte
}

/// Compares a yes or no.
#[derive(InputObject, Clone, Copy, Debug, Default)]
pub struct BooleanFilter {
    /// Equal to this.
    pub eq: Option<bool>,
}

impl Comparator for BooleanFilter {
    fn tests(self) -> Vec<Test> {
        self.eq.map(|value| Test::Eq(Scalar::Bool(value))).into_iter().collect()
    }
}

/// An enum of the schema whose values are stored by their names.
pub trait NamedEnum: InputType + Clone {
    /// The name of its comparator's input type, such as `TaskStatusFilter`.
    const FILTER: &'static str;

    /// The value as columns keep it.
    fn stored(&self) -> &'static str;
}

/// Compares an enum. All that is set has to hold.
#[derive(InputObject, Clone, Debug)]
#[graphql(name_type)]
pub struct EnumFilter<E: NamedEnum> {
    /// Equal to this.
    pub eq: Option<E>,
    /// Different from this, or nothing at all.
    pub ne: Option<E>,
    /// One of these.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<E>>,
    /// None of these, or nothing at all.
    pub not_in: Option<Vec<E>>,
    /// True for nothing there, false for anything.
    pub is_null: Option<bool>,
}

impl<E: NamedEnum> TypeName for EnumFilter<E> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(E::FILTER)
    }
}

impl<E: NamedEnum> Comparator for EnumFilter<E> {
    fn tests(self) -> Vec<Test> {
        let scalar = |value: E| Scalar::Text(value.stored().to_owned());
        equalities(self.eq, self.ne, self.one_of, self.not_in, self.is_null, scalar)
    }
}

fn equalities<T>(
    eq: Option<T>,
    ne: Option<T>,
    one_of: Option<Vec<T>>,
    not_in: Option<Vec<T>>,
    is_null: Option<bool>,
    scalar: impl Fn(T) -> Scalar,
) -> Vec<Test> {
    let mut tests = Vec::new();
    tests.extend(eq.map(|value| Test::Eq(scalar(value))));
    tests.extend(ne.map(|value| Test::Ne(scalar(value))));
    tests.extend(one_of.map(|values| Test::In(values.into_iter().map(&scalar).collect())));
    tests.extend(not_in.map(|values| Test::NotIn(values.into_iter().map(&scalar).collect())));
    tests.extend(is_null.map(Test::IsNull));
    tests
}

/// Compares the ID of something. All that is set has to hold.
#[derive(InputObject, Clone, Debug, Default)]
#[graphql(name = "IDFilter")]
pub struct AnyIdFilter {
    /// Equal to this.
    pub eq: Option<ID>,
    /// Different from this, or nothing at all.
    pub ne: Option<ID>,
    /// One of these, at most 500.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<ID>>,
    /// None of these, at most 500, or nothing at all.
    pub not_in: Option<Vec<ID>>,
    /// True for nothing there, false for anything.
    pub is_null: Option<bool>,
}

/// An [`AnyIdFilter`] over IDs of one kind; those of another are `INVALID_ID`.
#[derive(Clone, Debug)]
pub struct IdFilter<K> {
    tests: Vec<Test>,
    kind: PhantomData<fn() -> K>,
}

impl<K: Kind> Comparator for IdFilter<K> {
    fn tests(self) -> Vec<Test> {
        self.tests
    }
}

impl<K: Kind> InputType for IdFilter<K> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        AnyIdFilter::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        AnyIdFilter::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let given = AnyIdFilter::parse(value).map_err(InputValueError::propagate)?;
        let all = given.eq.iter().chain(&given.ne);
        let listed = given.one_of.iter().chain(&given.not_in).flatten();
        if let Some(wrong) = all.chain(listed).find(|id| id.parse::<Id<K>>().is_err()) {
            let error = Key::<K>::parse(Some(Value::String(wrong.0.clone()))).err();
            return Err(
                error.map_or_else(|| InputValueError::custom("not an ID"), InputValueError::propagate)
            );
        }
        let scalar = |id: ID| Scalar::Id(id.parse::<Id<K>>().map(Id::uuid).unwrap_or_default());
        let tests = equalities(given.eq, given.ne, given.one_of, given.not_in, given.is_null, scalar);
        Ok(Self { tests, kind: PhantomData })
    }

    fn to_value(&self) -> Value {
        Value::Null
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// Collects what a noun's filter input says; everything in it has to hold.
#[derive(Debug)]
pub struct Parts<L>(Vec<Filter<L>>);

impl<L> Default for Parts<L> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<L> Parts<L> {
    /// The three combinations that every filter has; `build` makes a filter of one input.
    #[must_use]
    pub fn combined<F>(
        mut self,
        and: Option<Vec<F>>,
        or: Option<Vec<F>>,
        not: Option<Box<F>>,
        build: impl Fn(F) -> Filter<L>,
    ) -> Self {
        self.0.extend(and.into_iter().flatten().map(&build));
        self.0.extend(or.map(|inputs| Filter::Any(inputs.into_iter().map(&build).collect())));
        self.0.extend(not.map(|input| Filter::Not(Box::new(build(*input)))));
        self
    }

    /// The comparisons of one field.
    #[must_use]
    pub fn field(mut self, comparator: Option<impl Comparator>, leaf: impl Fn(Test) -> L) -> Self {
        let tests = comparator.map(Comparator::tests).unwrap_or_default();
        self.0.extend(tests.into_iter().map(|test| Filter::Leaf(leaf(test))));
        self
    }

    /// Anything that the noun says by itself, if it was given.
    #[must_use]
    pub fn leaf(mut self, leaf: Option<L>) -> Self {
        self.0.extend(leaf.map(Filter::Leaf));
        self
    }

    /// A whole filter that the noun says by itself, if it was given.
    #[must_use]
    pub fn part(mut self, part: Option<Filter<L>>) -> Self {
        self.0.extend(part);
        self
    }

    /// What holds for related things: the three quantifiers of one relation.
    #[must_use]
    pub fn related<F: RelatedInput, R>(
        mut self,
        relation: Option<Related<F>>,
        build: impl Fn(F) -> Filter<R>,
        leaf: impl Fn(Quantifier, Filter<R>) -> L,
    ) -> Self {
        let Some(Related { some, every, none }) = relation else { return self };
        let given = [(Quantifier::Some, some), (Quantifier::Every, every), (Quantifier::None, none)];
        for (quantifier, input) in given {
            self.0.extend(input.map(|input| Filter::Leaf(leaf(quantifier, build(input)))));
        }
        self
    }

    /// The whole.
    pub fn finish(self) -> Filter<L> {
        Filter::All(self.0)
    }
}

/// A filter input of a noun, as a relation to it is named.
pub trait RelatedInput: InputType {
    /// The name of the input type of relations to the noun, such as `TaskRelationFilter`.
    const RELATION: &'static str;
}

/// What has to hold for related things that the caller may see. All that is set has to hold.
#[derive(InputObject, Clone, Debug)]
#[graphql(name_type)]
pub struct Related<F: RelatedInput> {
    /// At least one of them matches.
    pub some: Option<F>,
    /// Every one of them matches; also where there are none.
    pub every: Option<F>,
    /// Not one of them matches.
    pub none: Option<F>,
}

impl<F: RelatedInput> TypeName for Related<F> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(F::RELATION)
    }
}

/// The filter of a list, checked against the bounds.
///
/// # Errors
/// `BAD_USER_INPUT` for one that is deeper or larger than a filter may be.
pub fn of<F, L>(input: Option<F>, build: impl Fn(F) -> Filter<L>) -> Result<Filter<L>, Fault> {
    let filter = input.map(build).unwrap_or_default();
    let mut leaves = 0;
    if !within(&filter, 0, &mut leaves) {
        return Err(Fault::filter_too_large("filter", MOST_DEPTH, MOST_LEAVES));
    }
    Ok(filter)
}

fn within<L>(filter: &Filter<L>, depth: usize, leaves: &mut usize) -> bool {
    match filter {
        Filter::All(parts) | Filter::Any(parts) => {
            depth < MOST_DEPTH && parts.iter().all(|part| within(part, depth + 1, leaves))
        }
        Filter::Not(part) => depth < MOST_DEPTH && within(part, depth + 1, leaves),
        Filter::Leaf(_) => {
            *leaves += 1;
            *leaves <= MOST_LEAVES
        }
    }
}

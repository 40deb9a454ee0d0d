//! Enums of the schema: the domain's own, under the same names, with what the schema has to say about each value.

/// Declares the schema's form of a domain enum: conversions both ways, the comparator that filters by it, and the label of
/// each value (`label-Name-VALUE` in the catalogues).
#[macro_export]
macro_rules! schema_enum {
    ($(#[$doc:meta])* $name:ident of $domain:ty, filter $filter:literal {
        $($(#[$value_doc:meta])* $value:ident = $stored:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$value_doc])* $value,)+
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                match value {
                    $(<$domain>::$value => Self::$value,)+
                }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$value => Self::$value,)+
                }
            }
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// What a person reads for the value.
            pub fn label(self, locale: $crate::locale::Locale) -> String {
                use $crate::graphql::filter::NamedEnum as _;
                $crate::messages::label(locale, stringify!($name), self.stored())
            }
        }

        impl $crate::graphql::filter::NamedEnum for $name {
            const FILTER: &'static str = $filter;

            fn stored(&self) -> &'static str {
                match self {
                    $(Self::$value => $stored,)+
                }
            }
        }
    };
}

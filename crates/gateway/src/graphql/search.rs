//! Full-text search: the one list over things of many kinds.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};
use liaison_domain::event::SubjectKind;
use liaison_domain::search::{KINDS, MAX_QUERY, Query, Unsearchable};
use liaison_persistence::search::{self as stored, Hit, Search};

use super::connection::{Connection, PageArgs, counter};
use super::error::Fault;
use super::node::{self, Node};
use super::nullable::OrNull;
use super::scalars::Cursor;
use super::scope::Scope;

/// Most hits on a page: each may be of another kind, and is loaded with the others of its kind.
const MOST_HITS: u32 = 50;

macro_rules! search_type {
    ($($(#[$doc:meta])* $kind:ident,)+) => {
        /// A kind of thing that can be found.
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SearchType {
            $($(#[$doc])* $kind,)+
        }

        impl From<SearchType> for SubjectKind {
            fn from(value: SearchType) -> Self {
                match value {
                    $(SearchType::$kind => Self::$kind,)+
                }
            }
        }

        impl SearchType {
            const ALL: [Self; KINDS.len()] = [$(Self::$kind),+];

            /// The type of what is of this kind.
            fn of(kind: SubjectKind) -> Option<Self> {
                Self::ALL.into_iter().find(|one| SubjectKind::from(*one) == kind)
            }
        }
    };
}

search_type! {
    /// Requests: code, title, labels, and what the form says in words.
    Request,
    /// Tasks: code, name, description, delivery standard.
    Task,
    /// Problems: description, impact, measures, result.
    Problem,
    /// Meetings: code, subject, agenda, and the minutes that hold.
    Meeting,
    /// Customers: name, industry, level.
    Customer,
    /// People at customers: name and title; never phone, mail or handles.
    Contact,
    /// Contacts with customers: subject, what was said, measures, plan.
    Interaction,
    /// Comments: the present text.
    Comment,
    /// Departments: code and name.
    Department,
    /// People of the directory: employee number and name.
    Person,
}

/// Something that was found, over where the store found it.
pub struct SearchHit {
    kind: SearchType,
    hit: Hit,
}

impl SearchHit {
    fn new(hit: Hit) -> Result<Self, Fault> {
        let kind = SearchType::of(hit.kind)
            .ok_or_else(|| Fault::internal("a hit of a kind that is not searched"))?;
        Ok(Self { kind, hit })
    }
}

/// Something that was found.
#[Object]
impl SearchHit {
    /// Of which kind it is.
    #[graphql(name = "type")]
    async fn kind(&self) -> SearchType {
        self.kind
    }

    /// What was found, to be selected by its type; null where it is gone since, or may not be seen any more. Costs what reading
    /// the things of that kind costs, once for all hits.
    async fn node(&self, ctx: &Context<'_>) -> OrNull<Node> {
        OrNull::found(async { node::of_subject(Scope::of(ctx)?, self.hit.kind, self.hit.id).await }).await
    }
}

/// The root field.
#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Full-text search over what the caller may see, newest first by when it was first found. A record is found where it has every
    /// word of the query somewhere; capitals and full-width forms make no difference. Chinese is found by any two characters
    /// that stand together, longer words by all their pairs; one character alone is found too, but costs more where it is
    /// frequent. Other words and codes are found whole. What is masked is not searched. At most five statements, whatever is
    /// found, and a batch for each kind that is read below.
    #[expect(clippy::too_many_arguments, reason = "query, types and the four arguments of a page")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look for, at most 200 characters; at least one letter or digit.")]
        query: String,
        #[graphql(desc = "Among what kinds of things; all where absent.")] types: Option<Vec<SearchType>>,
        #[graphql(desc = "How many from the start, at most 50; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 50; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<SearchHit>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let words = Query::read(&query)?;
            let kinds = types.unwrap_or_else(|| SearchType::ALL.to_vec()).into_iter().map(SubjectKind::from);
            let search = Arc::new(Search::new(words, kinds));
            let request = PageArgs::new(first, after, last, before).request(MOST_HITS)?;
            let page = stored::page(&scope.db(), scope.viewer(), &search, &request).await?;
            let counted = counter(scope, search, async |reader, search, max| {
                stored::count(&reader.db(), reader.actor(), &search, max).await
            });
            Ok(Connection::new(page.try_map(SearchHit::new)?, counted))
        };
        OrNull::some(found).await
    }
}

impl From<Unsearchable> for Fault {
    fn from(refused: Unsearchable) -> Self {
        match refused {
            Unsearchable::TooLong => Self::text_too_long("query", MAX_QUERY),
            Unsearchable::Nothing => Self::nothing_to_find("query"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_found_has_its_type() {
        assert_eq!(SearchType::ALL.map(SubjectKind::from), KINDS);
    }
}

//! The access log in the schema: what auditors read of it, and the witness that writes down what an answer shows.

mod witness;

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use liaison_domain::access_log;
use liaison_domain::ids::kind;
use liaison_persistence::access_log::{self as stored, AccessField, AccessLeaf, AccessRecord};
use liaison_persistence::paging::{Filter, Scalar, Test};

pub use witness::Overseen;

use super::connection::{Connection, MOST_ROWS, PageArgs, counter};
use super::directory::Person;
use super::error::Fault;
use super::event::SubjectKind;
use super::filter::{self, DateTimeFilter, EnumFilter, IdFilter, Parts, StringFilter};
use super::node::{self, AnyId, Node};
use super::nullable::OrNull;
use super::scalars::{Cursor, DateTime};
use super::scope::Scope;
use crate::schema_enum;

schema_enum! {
    /// What somebody did that has to be answered for.
    AccessKind of liaison_domain::access_log::AccessKind, filter "AccessKindFilter" {
        /// Read a record that they see by their role in the organisation alone.
        Read = "READ",
        /// Asked for a contact's values unmasked.
        Unmask = "UNMASK",
        /// Signed in with a password.
        SignIn = "SIGN_IN",
        /// Changed their password, or set it with a secret.
        PasswordChange = "PASSWORD_CHANGE",
        /// Made the secret with which somebody sets their password.
        PasswordResetIssue = "PASSWORD_RESET_ISSUE",
        /// Used a refresh token a second time: it was copied, and the session has ended.
        TokenReuse = "TOKEN_REUSE",
    }
}

/// Which entries of the access log; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct AccessLogFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By who did it.
    pub person: Option<IdFilter<kind::Person>>,
    /// By what they did.
    pub action: Option<EnumFilter<AccessKind>>,
    /// By the kind of what they did it to.
    pub subject_kind: Option<EnumFilter<SubjectKind>>,
    /// By what they did it to: the ID of a request, contact or other record.
    pub subject: Option<AnyId>,
    /// By the call.
    pub request_id: Option<StringFilter>,
    /// By when.
    pub at: Option<DateTimeFilter>,
}

impl AccessLogFilter {
    fn build(self) -> Filter<AccessLeaf> {
        let leaf = |field| move |test| AccessLeaf::Field(field, test);
        let subject = self.subject.map(|id| leaf(AccessField::Subject)(Test::Eq(Scalar::Id(id.uuid()))));
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.person, leaf(AccessField::Person))
            .field(self.action, leaf(AccessField::Kind))
            .field(self.subject_kind, leaf(AccessField::SubjectKind))
            .leaf(subject)
            .field(self.request_id, leaf(AccessField::RequestId))
            .field(self.at, leaf(AccessField::At))
            .finish()
    }
}

/// An entry of the access log.
pub struct AccessLogEntry(AccessRecord);

/// A read that has to be answered for (访问日志): who, what, when, in which call. Kept for 12 months.
#[Object]
impl AccessLogEntry {
    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who.
    async fn person(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.person).await
    }

    /// What they did.
    async fn action(&self) -> AccessKind {
        self.0.kind.into()
    }

    /// What people read for the action, in the language of the call.
    async fn action_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(AccessKind::from(self.0.kind).label(Scope::of(ctx)?.locale()))
    }

    /// The kind of what they did it to.
    async fn subject_kind(&self) -> SubjectKind {
        self.0.subject.kind.into()
    }

    /// The ID of what they did it to, also where that is gone.
    async fn subject_id(&self) -> ID {
        node::id_of(self.0.subject.kind, self.0.subject.id)
    }

    /// What they did it to, as it is now; null where it is gone or the viewer may not see it. Looking at it is written down too.
    async fn subject(&self, ctx: &Context<'_>) -> OrNull<Node> {
        let subject = self.0.subject;
        OrNull::found(async { node::of_subject(Scope::of(ctx)?, subject.kind, subject.id).await }).await
    }

    /// The call in which they did, as its answer's `X-Request-Id` and the log name it.
    async fn request_id(&self) -> &str {
        &self.0.request_id
    }
}

/// The root field.
#[derive(Default)]
pub struct AccessLogQuery;

#[Object]
impl AccessLogQuery {
    /// What auditors and administrators read by their role alone, and whom anybody unmasked, newest first. For auditors.
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<AccessLogFilter>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<AccessLogEntry>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            if !access_log::may_read(scope.viewer()) {
                return Err(Fault::forbidden("accessLog"));
            }
            let filter = Arc::new(filter::of(filter, AccessLogFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let page = stored::page(&scope.db(), &filter, &request).await?;
            Ok(Connection::new(
                page.map(AccessLogEntry),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::filter::NamedEnum as _;
    use crate::locale::Locale;

    #[test]
    fn every_value_has_a_label() {
        for locale in [Locale::ZhCn, Locale::En] {
            assert!(AccessKind::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }
}

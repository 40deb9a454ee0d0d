//! What a guest sees (resolution 67): made whole from their scope at this moment, of plain values that lead nowhere else.

use std::sync::Arc;

use async_graphql::{ID, MergedObject, Object, SimpleObject};
use liaison_domain::access::{Actor, GuestActor, Shareable, is_shared_with};
use liaison_domain::command::Aggregate as _;
use liaison_domain::comment::CommentSubject;
use liaison_domain::customer::{Customer, CustomerRecord};
use liaison_domain::guest::GuestRecord;
use liaison_domain::ids::{CustomerId, GuestId, RequestId};
use liaison_domain::request as domain;
use liaison_domain::text::Text;
use liaison_domain::time::Instant;
use liaison_persistence::{customer as stored_customers, request as stored_requests, sealed};

use super::GuestCall;
use super::talk::{GuestTalk, GuestTasks, Me};
use crate::graphql::error::Fault;
use crate::graphql::request::form::{DeliverableSpecification, Milestone};
use crate::graphql::request::{RequestKind, RequestStatus};
use crate::graphql::scalars::{Date, DateTime};
use crate::locale::Locale;

/// A request as a guest sees it, without what is said and done about it: no people, no departments, nothing internal.
#[derive(SimpleObject, Clone, Debug, PartialEq)]
pub struct GuestForm {
    /// Opaque; names the request in `guestCommentAdd`.
    id: ID,
    /// Its code, to be named on the phone.
    code: String,
    /// What it is called.
    title: String,
    /// What it is about.
    kind: RequestKind,
    /// Why.
    background: Option<String>,
    /// The result expected.
    goal: Option<String>,
    /// What is to be done.
    details: Option<String>,
    /// What is to be handed over, at most 50.
    deliverables: Vec<DeliverableSpecification>,
    /// 关键节点: named dates, at most 50.
    milestones: Vec<Milestone>,
    /// The first day of its window.
    start_on: Option<Date>,
    /// The last day of its window.
    due_on: Option<Date>,
    /// Where it is.
    status: RequestStatus,
    /// What people read for the status, in the language of the call.
    status_label: String,
}

impl GuestForm {
    fn of(request: &domain::Request, locale: Locale) -> Self {
        let content = &request.form.content;
        let text = |text: &Option<Text>| text.as_ref().map(Text::to_string);
        let status = RequestStatus::from(request.status);
        Self {
            id: ID(request.id.to_string()),
            code: request.code.as_ref().map(ToString::to_string).unwrap_or_default(),
            title: request.form.title.to_string(),
            kind: request.form.kind.into(),
            background: text(&content.background),
            goal: text(&content.goal),
            details: text(&content.details),
            deliverables: content.deliverables.iter().map(DeliverableSpecification::of).collect(),
            milestones: content.milestones.iter().map(Milestone::of).collect(),
            start_on: content.start_on.map(Date),
            due_on: content.due_on.map(Date),
            status,
            status_label: status.label(locale),
        }
    }
}

/// A customer as a guest sees it: its name alone.
#[derive(SimpleObject, Clone, Debug, PartialEq)]
pub struct GuestCard {
    /// Opaque; names the customer in `guestCommentAdd`.
    id: ID,
    /// What it is called.
    name: String,
}

/// A request of a guest's scope: its form and status, the names of its tasks, and what is said to the outside.
#[derive(MergedObject, Clone)]
pub struct GuestRequest(GuestForm, GuestTasks, GuestTalk);

/// A customer of a guest's scope: its name, and what is said to the outside.
#[derive(MergedObject, Clone)]
pub struct GuestCustomer(GuestCard, GuestTalk);

/// What a guest sees, and all that they see. A record of the scope that whoever invited them may not see any more, or that has
/// become confidential, is not there.
#[derive(Clone)]
pub struct GuestView {
    me: Arc<Me>,
    /// The records of the scope, shown or not: what may change what is shown.
    scope: GuestActor,
    ends_at: Instant,
    requests: Vec<(RequestId, GuestForm)>,
    customers: Vec<(CustomerId, GuestCard)>,
}

/// What a guest sees, and all that they see.
#[Object]
impl GuestView {
    /// What the guest is called; null once that was erased.
    async fn name(&self) -> Option<&str> {
        self.me.name.as_deref()
    }

    /// From when on they see nothing, to the second.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.ends_at)
    }

    /// The requests of their scope by code, at most 50.
    async fn requests(&self) -> Vec<GuestRequest> {
        let shown = self.requests.iter().map(|(id, form)| {
            let talk = GuestTalk::new(&self.me, Shareable::Request(*id));
            GuestRequest(form.clone(), GuestTasks::new(&self.me, *id), talk)
        });
        shown.collect()
    }

    /// The customers of their scope by name, at most 50.
    async fn customers(&self) -> Vec<GuestCustomer> {
        let shown = self.customers.iter().map(|(id, card)| {
            GuestCustomer(card.clone(), GuestTalk::new(&self.me, Shareable::Customer(*id)))
        });
        shown.collect()
    }
}

impl GuestView {
    /// All that the guest who calls sees now, in a fixed number of statements.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` once they are let in no more; those of the store.
    pub(super) async fn load(call: Arc<GuestCall>) -> Result<Self, Fault> {
        let scope = call.scope();
        scope.reader().catch_up().await?;
        let record = call.record().await?;
        let caller = record.opens(scope.app().clock().now()).ok_or_else(Fault::unauthenticated)?;
        let host = scope.directory().actor(caller.host);
        let (db, locale) = (scope.db(), scope.locale());
        let ids: Vec<RequestId> = caller.requests.iter().copied().collect();
        let found = stored_requests::by_ids(&db, &Actor::Server, &ids).await?;
        let shown = found.values().filter(|request| {
            let what = Shareable::Request(request.id);
            is_shared_with(&caller, host.as_ref(), what, &request.audience())
        });
        let mut requests: Vec<_> =
            shown.map(|request| (request.id, GuestForm::of(request, locale))).collect();
        requests.sort_unstable_by(|one, other| one.1.code.cmp(&other.1.code));
        let ids: Vec<CustomerId> = caller.customers.iter().copied().collect();
        let found = stored_customers::by_ids(&db, &ids).await?;
        let shown = found.into_values().filter(|customer| is_shown(&caller, host.as_ref(), customer));
        let mut customers: Vec<_> = shown
            .map(|customer| {
                (customer.id, GuestCard { id: ID(customer.id.to_string()), name: customer.name.to_string() })
            })
            .collect();
        customers.sort_unstable_by(|one, other| one.1.name.cmp(&other.1.name));
        let name = sealed::by_ids(&db, &[record.name.id]).await?.remove(&record.name.id);
        let GuestRecord { id: guest, expires_at: ends_at, .. } = record;
        let me = Arc::new(Me { call: Arc::clone(&call), guest, name });
        Ok(Self { me, scope: caller, ends_at, requests, customers })
    }

    /// Whose view it is.
    pub(super) fn guest(&self) -> GuestId {
        self.me.guest
    }

    /// What it was made from.
    pub(super) const fn scope(&self) -> &GuestActor {
        &self.scope
    }

    /// From when on there is nothing to see.
    pub(super) const fn ends_at(&self) -> Instant {
        self.ends_at
    }

    /// Whether this request is shown.
    pub(super) fn shows_request(&self, id: RequestId) -> bool {
        self.requests.iter().any(|(shown, _)| *shown == id)
    }

    /// Whether what is said about this is shown.
    pub(super) fn shows(&self, about: CommentSubject) -> bool {
        match about {
            CommentSubject::Request(id) => self.shows_request(id),
            CommentSubject::Customer(id) => self.customers.iter().any(|(shown, _)| *shown == id),
            CommentSubject::Task(_) | CommentSubject::Problem(_) | CommentSubject::Meeting(_) => false,
        }
    }

    /// Whether both show the same, what is said and the names of tasks aside.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let plain =
            |view: &Self| (view.me.name.clone(), view.ends_at, view.requests.clone(), view.customers.clone());
        plain(self) == plain(other)
    }

    /// The guest, for what is shown of comments.
    pub(super) fn me(&self) -> &Arc<Me> {
        &self.me
    }
}

fn is_shown(caller: &GuestActor, host: Option<&Actor>, customer: &CustomerRecord) -> bool {
    let audience = Customer::restore(customer.clone()).audience();
    is_shared_with(caller, host, Shareable::Customer(customer.id), &audience)
}

//! The schema: the roots that the nouns make up together, and its text.
//!
//! A noun adds its root objects to the three lists here and nothing else. `schema.graphql` at the top of the repository is
//! [`sdl`], byte for byte.

use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions, Schema, SchemaBuilder};

use super::access_log::AccessLogQuery;
use super::account::AccountMutation;
use super::api_key::{ApiKeyMutation, ApiKeyQuery};
use super::calendar::{CalendarMutation, CalendarQuery, DeadlinePreviewQuery};
use super::calendar_feed::CalendarFeedMutation;
use super::comment::{CommentMutation, CommentQuery, CommentSubscription};
use super::customer::{
    ContactMutation, CustomerMutation, CustomerQuery, CustomerSubscription, InteractionMutation,
    InteractionQuery,
};
use super::deadline::{DeadlineMutation, DeadlineQuery, DeadlineSubscription};
use super::directory::{DepartmentMutation, DirectoryQuery, ImportMutation, PersonMutation};
use super::error::code::ErrorQuery;
use super::event::lists::EventQuery;
use super::form_template::{FormTemplateMutation, FormTemplateQuery};
use super::guest::{GuestCommentMutation, GuestMutation, GuestSubscription};
use super::meeting::{
    DecisionQuery, MeetingHoldMutation, MeetingMinutesMutation, MeetingPlanMutation, MeetingQuery,
    MeetingSubscription,
};
use super::node::NodeQuery;
use super::notification::{NotificationMutation, NotificationQuery, NotificationSubscription};
use super::organization::OrganizationQuery;
use super::pack::{PackMigrateMutation, PackMutation, PackPreviewQuery, PackQuery};
use super::portal::{PortalLinkMutation, PortalQuery, PortalRatingMutation, PortalSubscription};
use super::problem::{ProblemMutation, ProblemQuery, ProblemSolveMutation};
use super::progress_report::ProgressReportMutation;
use super::rate_limit::RateLimitQuery;
use super::rating::{RatingMutation, RatingQuery};
use super::record_root::RecordRootQuery;
use super::request::{
    AnswerMutation, DraftMutation, EndMutation, EscalationMutation, FlowMutation, PartyMutation,
    RequestQuery, RequestSubscription,
};
use super::resource::{ResourceMutation, ResourceQuery};
use super::routing::{RoutingMutation, RoutingQuery};
use super::search::SearchQuery;
use super::subscription::events::EventSubscription;
use super::task::{TaskJudgeMutation, TaskPlanMutation, TaskQuery, TaskSubscription, TaskWorkMutation};
use super::ticket::TicketMutation;
use super::viewer::ViewerQuery;

/// Everything that can be asked. Nothing here changes anything.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQuery,
    ViewerQuery,
    OrganizationQuery,
    DirectoryQuery,
    EventQuery,
    RequestQuery,
    FormTemplateQuery,
    ResourceQuery,
    TaskQuery,
    ProblemQuery,
    RatingQuery,
    MeetingQuery,
    DecisionQuery,
    DeadlineQuery,
    NotificationQuery,
    PackQuery,
    PackPreviewQuery,
    CalendarQuery,
    DeadlinePreviewQuery,
    ErrorQuery,
    CustomerQuery,
    InteractionQuery,
    CommentQuery,
    RoutingQuery,
    PortalQuery,
    SearchQuery,
    AccessLogQuery,
    ApiKeyQuery,
    RateLimitQuery,
    RecordRootQuery,
);

/// Everything that can be done. Each field is one business action, run in the order of the document.
#[derive(MergedObject, Default)]
pub struct Mutation(
    DepartmentMutation,
    PersonMutation,
    ImportMutation,
    DraftMutation,
    AnswerMutation,
    PartyMutation,
    FlowMutation,
    EscalationMutation,
    EndMutation,
    FormTemplateMutation,
    ResourceMutation,
    TaskPlanMutation,
    TaskWorkMutation,
    TaskJudgeMutation,
    ProblemMutation,
    ProblemSolveMutation,
    RatingMutation,
    ProgressReportMutation,
    MeetingPlanMutation,
    MeetingHoldMutation,
    MeetingMinutesMutation,
    DeadlineMutation,
    NotificationMutation,
    PackMutation,
    PackMigrateMutation,
    CalendarMutation,
    CustomerMutation,
    ContactMutation,
    InteractionMutation,
    CommentMutation,
    TicketMutation,
    RoutingMutation,
    PortalLinkMutation,
    PortalRatingMutation,
    GuestMutation,
    GuestCommentMutation,
    CalendarFeedMutation,
    AccountMutation,
    ApiKeyMutation,
);

/// Everything that can be watched. One field a subscription.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    EventSubscription,
    RequestSubscription,
    TaskSubscription,
    MeetingSubscription,
    DeadlineSubscription,
    NotificationSubscription,
    CustomerSubscription,
    CommentSubscription,
    PortalSubscription,
    GuestSubscription,
);

/// The schema over the roots, before it is set up for serving.
pub fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
}

/// The schema as text: types and their members sorted, so that it changes only with its meaning.
pub fn sdl() -> String {
    let options =
        SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    builder().finish().sdl_with_options(options)
}

#[cfg(test)]
mod tests;

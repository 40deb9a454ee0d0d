//! Requests in the schema: what one shows, the lists of them, and a mutation for each thing that people do to them.
//!
//! The object is merged from aspects ([`object`]), each in a file of its own; nouns that hang on a request add theirs there.
//! People and departments come from memory, everything else of a request with its row, so that a page costs the same
//! whatever is selected of it, but for what is documented otherwise.

pub mod acceptance;
pub mod answer_mutations;
pub mod closing;
pub mod conflict;
pub mod documents;
pub mod draft_mutations;
pub mod duty;
pub mod end_mutations;
pub mod escalation;
pub mod escalation_mutations;
pub mod flow_mutations;
pub mod form;
pub mod form_inputs;
pub mod lists;
pub mod object;
pub mod party;
pub mod party_filter;
pub mod party_inputs;
pub mod party_mutations;
pub mod people;
pub mod progress;
pub mod record;
pub mod resource_need;
pub mod revision;
pub mod sign_off;
pub mod subscription;

pub use answer_mutations::AnswerMutation;
pub use draft_mutations::DraftMutation;
pub use end_mutations::EndMutation;
pub use escalation_mutations::EscalationMutation;
pub use flow_mutations::FlowMutation;
pub use lists::{RequestFilter, RequestQuery};
pub use object::{ById, Request, Settlements};
pub use party_mutations::PartyMutation;
pub use subscription::RequestSubscription;

use crate::schema_enum;

schema_enum! {
    /// Where a request is in its life. Computed from answers, signatures and tasks; nobody sets it.
    RequestStatus of liaison_domain::request::status::RequestStatus, filter "RequestStatusFilter" {
        /// 草稿: its initiator's alone, without a code.
        Draft = "DRAFT",
        /// 待确认: parties are asked.
        Submitted = "SUBMITTED",
        /// 沟通中: a party wants changes or declined; the initiator is to answer.
        Clarifying = "CLARIFYING",
        /// 已达成共识: every party has accepted.
        Agreed = "AGREED",
        /// 已确认: every signature is given.
        Confirmed = "CONFIRMED",
        /// 进行中: a task has started.
        InProgress = "IN_PROGRESS",
        /// 待验收: every task is delivered.
        Delivered = "DELIVERED",
        /// 已验收: the delivery was accepted.
        Accepted = "ACCEPTED",
        /// 已关闭.
        Closed = "CLOSED",
        /// 已归档: read-only.
        Archived = "ARCHIVED",
        /// 已退回.
        Declined = "DECLINED",
        /// 已撤回.
        Withdrawn = "WITHDRAWN",
    }
}

schema_enum! {
    /// The four columns of a board, derived from status and block.
    RequestStage of liaison_domain::request::status::Stage, filter "RequestStageFilter" {
        /// 待启动: submitted up to confirmed.
        Pending = "PENDING",
        /// 进行中: in progress or delivered.
        InProgress = "IN_PROGRESS",
        /// 受阻: flagged as blocked.
        Blocked = "BLOCKED",
        /// 已完成: accepted, closed, or archived after that.
        Done = "DONE",
    }
}

schema_enum! {
    /// How a request ended.
    RequestOutcome of liaison_domain::request::status::Outcome, filter "RequestOutcomeFilter" {
        /// Accepted and closed.
        Completed = "COMPLETED",
        /// Declined.
        Declined = "DECLINED",
        /// Withdrawn.
        Withdrawn = "WITHDRAWN",
    }
}

schema_enum! {
    /// What a request is about; a form template belongs to each kind.
    RequestKind of liaison_domain::request::kind::RequestKind, filter "RequestKindFilter" {
        /// 跨部门协作.
        Collaboration = "COLLABORATION",
        /// 资源协调: asks for people, budget, equipment or data, and is not agreed before these are decided.
        Resource = "RESOURCE",
        /// 流程优化.
        ProcessImprovement = "PROCESS_IMPROVEMENT",
        /// 争议协调.
        Dispute = "DISPUTE",
        /// 客户需求工单: may go to the initiating department itself.
        CustomerTicket = "CUSTOMER_TICKET",
    }
}

schema_enum! {
    /// How far a submitted request is seen. A draft is its initiator's alone.
    RequestVisibility of liaison_domain::request::kind::Visibility, filter "RequestVisibilityFilter" {
        /// Every active employee.
        Organization = "ORGANIZATION",
        /// The departments involved, those above them, and the participants.
        Departments = "DEPARTMENTS",
        /// Confidential: the participants and the managers of the departments.
        Participants = "PARTICIPANTS",
    }
}

schema_enum! {
    /// How pressing a matter is, most pressing first. Orders by priority put the most pressing first when ascending.
    Priority of liaison_domain::priority::Priority, filter "PriorityFilter" {
        /// 突发: may be submitted with few fields and started before its signatures.
        Critical = "CRITICAL",
        /// 高, 紧急.
        High = "HIGH",
        /// 中, 重要.
        Medium = "MEDIUM",
        /// 低, 常规.
        Low = "LOW",
    }
}

schema_enum! {
    /// A party's part.
    PartyRole of liaison_domain::request::kind::PartyRole, filter "PartyRoleFilter" {
        /// 承接方: its acceptance and signature are asked for.
        Accepting = "ACCEPTING",
        /// 支持方: it may answer; nothing waits for it.
        Supporting = "SUPPORTING",
    }
}

schema_enum! {
    /// Where a party's answer stands.
    PartyState of liaison_domain::request::party::PartyState, filter "PartyStateFilter" {
        /// Asked, not answered.
        Pending = "PENDING",
        /// 需调整: it wants changes.
        ChangesRequested = "CHANGES_REQUESTED",
        /// 已确认，可承接: it takes the request on.
        Accepted = "ACCEPTED",
        /// 未反馈视为默认: accepted by silence, signed by nobody.
        ByDefault = "BY_DEFAULT",
        /// It does not take the request on.
        Declined = "DECLINED",
        /// No longer a party.
        Removed = "REMOVED",
    }
}

schema_enum! {
    /// How a request relates to an earlier one.
    RequestLinkKind of liaison_domain::request::kind::LinkKind, filter "RequestLinkKindFilter" {
        /// It continues one that has ended; nothing is ever reopened.
        FollowUpOf = "FOLLOW_UP_OF",
        /// It has to do with it.
        RelatedTo = "RELATED_TO",
        /// It asks for the same.
        DuplicateOf = "DUPLICATE_OF",
    }
}

#[cfg(test)]
mod tests {
    use super::escalation::{EscalationLevel, RulingOutcome};
    use super::party::PartyAnswer;
    use super::resource_need::{ResourceNeedLevel, ResourceNeedState};
    use super::revision::RevisionKind;
    use super::sign_off::{SignOffPurpose, SignerRole};
    use super::*;
    use crate::graphql::filter::NamedEnum;
    use crate::graphql::form_template::{CustomFieldType, LimitedField, OptionalField};
    use crate::graphql::resource::ResourceKind;
    use crate::locale::Locale;

    fn check<E: NamedEnum>(values: &[E], label: impl Fn(E, Locale) -> String) {
        for locale in Locale::ALL {
            for value in values {
                assert_ne!(label(value.clone(), locale), value.stored(), "{} in {locale}", E::FILTER);
            }
        }
    }

    macro_rules! check_all {
        ($($kind:ident)+) => { $(check($kind::ALL, $kind::label);)+ };
    }

    #[test]
    fn every_value_has_a_label() {
        check_all! {
            RequestStatus RequestStage RequestOutcome RequestKind RequestVisibility RequestLinkKind Priority
            PartyRole PartyState PartyAnswer RevisionKind SignOffPurpose SignerRole EscalationLevel RulingOutcome
            ResourceKind ResourceNeedState ResourceNeedLevel CustomFieldType LimitedField OptionalField
        }
    }
}

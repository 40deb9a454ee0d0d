//! The small vocabularies of a request: its kind, how far it is seen, the parts of its parties, links.

use crate::named::named;

named! {
    /// What a request is about; a form template belongs to each kind.
    RequestKind {
        /// 跨部门协作.
        Collaboration = "COLLABORATION",
        /// 资源协调: asks for people, budget, equipment or data; not agreed before these are decided (resolution 52).
        Resource = "RESOURCE",
        /// 流程优化.
        ProcessImprovement = "PROCESS_IMPROVEMENT",
        /// 争议协调.
        Dispute = "DISPUTE",
        /// 客户需求工单: may go to the initiating department itself, without its own signature and rating (resolution 65).
        CustomerTicket = "CUSTOMER_TICKET",
    }
}

named! {
    /// How far a submitted request is seen (resolution 17). A draft is its initiator's alone.
    Visibility {
        /// Every active employee.
        Organization = "ORGANIZATION",
        /// The departments involved, those above them and the participants.
        Departments = "DEPARTMENTS",
        /// Confidential: the participants and the managers of the departments.
        Participants = "PARTICIPANTS",
    }
}

named! {
    /// A party's part (S3-7; resolution 73).
    PartyRole {
        /// 承接方: its acceptance and signature are asked for.
        Accepting = "ACCEPTING",
        /// 支持方: it may answer; nothing waits for it.
        Supporting = "SUPPORTING",
    }
}

named! {
    /// How a request relates to an earlier one (resolution 77).
    LinkKind {
        /// It continues one that has ended; nothing is ever reopened.
        FollowUpOf = "FOLLOW_UP_OF",
        /// It has to do with it.
        RelatedTo = "RELATED_TO",
        /// It asks for the same.
        DuplicateOf = "DUPLICATE_OF",
    }
}

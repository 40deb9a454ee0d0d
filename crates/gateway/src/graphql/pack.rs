//! Process packs in the schema: what they say, who published them, where they are assigned. Everybody reads them,
//! administrators keep them.
//!
//! Words stand here; lengths of time, as packs and previews say them, in [`length`].

pub mod assignment;
pub mod length;
pub mod lists;
pub mod meetings;
pub mod migrate_mutation;
pub mod mutations;
pub mod object;
pub mod policy;
pub mod policy_inputs;
pub mod preview;
pub mod version;

pub use assignment::PackAssignment;
pub use lists::PackQuery;
pub use migrate_mutation::PackMigrateMutation;
pub use mutations::PackMutation;
pub use object::ProcessPack;
pub use preview::PackPreviewQuery;
pub use version::ProcessPackVersion;

pub use super::deadline::DeadlineKind;

use crate::schema_enum;

schema_enum! {
    /// Whom a step after a breach tells.
    Told of liaison_domain::pack::Told, filter "ToldFilter" {
        /// Who owes.
        Owner = "OWNER",
        /// The head of the department that owes.
        Head = "HEAD",
        /// The heads of the department that owes and of the one it is owed to.
        BothHeads = "BOTH_HEADS",
        /// The executive in charge.
        Executive = "EXECUTIVE",
    }
}

schema_enum! {
    /// A fact that has to be there before a request is closed.
    ClosureDemand of liaison_domain::pack::ClosureDemand, filter "ClosureDemandFilter" {
        /// The delivery is accepted, by signature. Every pack demands it.
        Acceptance = "ACCEPTANCE",
        /// Every problem is confirmed or withdrawn. Every pack demands it.
        ProblemsConfirmed = "PROBLEMS_CONFIRMED",
        /// Every party that accepted is rated, or the time for it is over.
        Ratings = "RATINGS",
        /// The acceptance carries a written report: its note.
        Report = "REPORT",
    }
}

schema_enum! {
    /// Who has to accept before a request is agreed.
    AgreementRule of liaison_domain::pack::AgreementRule, filter "AgreementRuleFilter" {
        /// Every accepting party.
        All = "ALL",
        /// The lead alone.
        Lead = "LEAD",
    }
}

schema_enum! {
    /// Whose signatures confirm a request.
    SignOffRule of liaison_domain::pack::SignOffRule, filter "SignOffRuleFilter" {
        /// Nobody's: agreement confirms.
        None = "NONE",
        /// The initiating department's head.
        Initiator = "INITIATOR",
        /// The heads of the initiating department and of every accepting party.
        AllHeads = "ALL_HEADS",
    }
}

schema_enum! {
    /// When the minutes of a meeting count as confirmed.
    MinutesRule of liaison_domain::pack::MinutesRule, filter "MinutesRuleFilter" {
        /// When every required attendee has confirmed them or let the time pass.
        BySilence = "BY_SILENCE",
        /// When every required attendee has confirmed them; only then copies go out.
        AllSign = "ALL_SIGN",
    }
}

schema_enum! {
    /// What a party's silence means when its response deadline passes.
    SilenceRule of liaison_domain::pack::SilenceRule, filter "SilenceRuleFilter" {
        /// Who owes is reminded; the deadline stays breached.
        Remind = "REMIND",
        /// It goes up the chain.
        Escalate = "ESCALATE",
        /// It counts as agreed, marked as such, signed by nobody.
        DeemAgreed = "DEEM_AGREED",
    }
}

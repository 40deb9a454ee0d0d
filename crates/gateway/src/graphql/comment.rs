//! Comments in the schema: what was said about requests, tasks, problems, meetings and customers, and the answers it asks for.
//!
//! Texts are read apart from the rows, in one statement for all that are selected; whoever is shown a comment is shown its texts.

pub mod ask;
mod batches;
pub mod lists;
pub mod mutations;
pub mod object;
pub mod of_record;
pub mod subscription;

pub use batches::Texts;
pub use lists::{CommentFilter, CommentOrderField, CommentQuery};
pub use mutations::CommentMutation;
pub use object::Comment;
pub use of_record::{CustomerComments, MeetingComments, ProblemComments, RequestComments, TaskComments};
pub use subscription::CommentSubscription;

use crate::schema_enum;

schema_enum! {
    /// How soon a comment asks for an answer. How long that is, the process pack says.
    CommentUrgency of liaison_domain::comment::Urgency, filter "CommentUrgencyFilter" {
        /// 一般: within two working hours by the default pack.
        Ordinary = "ORDINARY",
        /// 紧急: within 15 working minutes by the default pack; told to the heads of those who are asked, too.
        Critical = "CRITICAL",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::filter::NamedEnum as _;
    use crate::locale::Locale;

    #[test]
    fn every_value_has_a_label() {
        for locale in Locale::ALL {
            assert!(CommentUrgency::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }
}

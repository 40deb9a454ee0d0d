//! Problems in the schema: what one shows, the lists of them, and a mutation for each thing that people do to them.

mod batches;
pub mod lists;
pub mod mutations;
pub mod object;
pub mod of_parent;
pub mod solve_mutations;

pub use lists::{ProblemFilter, ProblemOrderField, ProblemQuery};
pub use mutations::ProblemMutation;
pub use object::{Problem, ProblemUpdate};
pub use of_parent::{RequestProblems, TaskProblems};
pub use solve_mutations::ProblemSolveMutation;

use crate::schema_enum;

schema_enum! {
    /// Where a problem is. Only the last two count as settled.
    ProblemStatus of liaison_domain::problem::ProblemStatus, filter "ProblemStatusFilter" {
        /// 待解决: nobody has taken it up.
        Open = "OPEN",
        /// 解决中: taken up.
        Resolving = "RESOLVING",
        /// 已解决: the responsible side says so; the raiser has not confirmed.
        Resolved = "RESOLVED",
        /// 已关闭: the raiser confirmed the result.
        Confirmed = "CONFIRMED",
        /// 已撤销: taken back by the raiser, or ended with its request.
        Withdrawn = "WITHDRAWN",
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
            assert!(ProblemStatus::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }
}

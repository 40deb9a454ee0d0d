//! The states of a deadline.

use crate::named::named;

named! {
    /// Where a deadline is (`states.md`, Deadline).
    DeadlineState {
        /// 进行中.
        Running = "RUNNING",
        /// 已暂停: the rest is kept.
        Paused = "PAUSED",
        /// 按时完成.
        Met = "MET",
        /// 已逾期; it stays so when it is fulfilled late.
        Breached = "BREACHED",
        /// 已取消: nothing is owed any more.
        Cancelled = "CANCELLED",
    }
}

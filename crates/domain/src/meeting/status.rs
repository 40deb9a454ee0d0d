//! Where a meeting is.

use crate::named::named;

named! {
    /// The statuses of a meeting (`states.md`, Meeting).
    MeetingStatus {
        /// 已安排.
        Scheduled = "SCHEDULED",
        /// 已召开: ended, without minutes.
        Held = "HELD",
        /// 纪要已发布.
        Minuted = "MINUTED",
        /// 纪要已确认.
        Confirmed = "CONFIRMED",
        /// 已取消.
        Cancelled = "CANCELLED",
    }
}

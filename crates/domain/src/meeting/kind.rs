//! The kinds of meetings.

use crate::named::named;

named! {
    /// Which rules of notice, length and minutes hold (`meetings.md`).
    MeetingKind {
        /// 例会.
        Regular = "REGULAR",
        /// 跨部门协调会.
        Coordination = "COORDINATION",
        /// 简短沟通会 (S0-38).
        Sync = "SYNC",
        /// 即时会议 (S1-16).
        Instant = "INSTANT",
    }
}

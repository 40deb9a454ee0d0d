//! The digest: more than [`MOST`] reminders to one person within an hour become one entry (resolution 43, X17).
//!
//! Pure, and decided when reminders are written, so that the inbox, its count and its stream agree: the reminders of the hour
//! are folded under the digest, those that follow within the hour after it too. Nothing is lost, folded ones are read under
//! their digest. What is critical is never folded.

use uuid::Uuid;

use crate::time::Instant;

/// Most reminders that one person gets one by one within an hour.
pub const MOST: usize = 10;
/// The hour, in seconds.
pub const WITHIN_SECONDS: i64 = 3_600;

/// A reminder of one person, stored or about to be; or an earlier digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its ID.
    pub id: Uuid,
    /// When it is delivered.
    pub deliver_at: Instant,
}

/// What becomes of the reminders of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folding {
    /// They stay as they are.
    Nothing,
    /// Those that come now go under this digest.
    Under(Uuid),
    /// A new digest takes those that come now, and these of the hour before.
    New(Vec<Uuid>),
}

/// What becomes of `count` reminders delivered at `at`, after these `earlier` ones that stand by themselves and these
/// `digests` of the same person.
pub fn fold(at: Instant, count: usize, earlier: &[Entry], digests: &[Entry]) -> Folding {
    let hour = at.plus_seconds(-WITHIN_SECONDS);
    let recent = |entry: &&Entry| entry.deliver_at > hour && entry.deliver_at <= at;
    if let Some(digest) = digests.iter().filter(recent).max_by_key(|digest| (digest.deliver_at, digest.id)) {
        return Folding::Under(digest.id);
    }
    let together: Vec<Uuid> = earlier.iter().filter(recent).map(|entry| entry.id).collect();
    if together.len() + count > MOST { Folding::New(together) } else { Folding::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u128, minute: i64) -> Entry {
        Entry { id: Uuid::from_u128(number), deliver_at: Instant::from_micros(0).plus_seconds(minute * 60) }
    }

    fn at(minute: i64) -> Instant {
        entry(0, minute).deliver_at
    }

    #[test]
    fn ten_stay_and_the_eleventh_folds_them() {
        let nine: Vec<_> = (1..=9).map(|number| entry(number, 50)).collect();
        assert_eq!(fold(at(60), 1, &nine, &[]), Folding::Nothing);
        let ten: Vec<_> = (1..=10).map(|number| entry(number, 50)).collect();
        let all = ten.iter().map(|entry| entry.id).collect();
        assert_eq!(fold(at(60), 1, &ten, &[]), Folding::New(all));
        assert_eq!(fold(at(60), 11, &[], &[]), Folding::New(Vec::new()), "all at once");
    }

    #[test]
    fn what_is_an_hour_old_does_not_count() {
        let ten: Vec<_> = (1..=10).map(|number| entry(number, 0)).collect();
        assert_eq!(fold(at(60), 1, &ten, &[]), Folding::Nothing);
        assert!(matches!(fold(at(59), 1, &ten, &[]), Folding::New(folded) if folded.len() == 10));
        let waiting: Vec<_> = (1..=10).map(|number| entry(number, 90)).collect();
        assert_eq!(
            fold(at(60), 1, &waiting, &[]),
            Folding::Nothing,
            "those of the morning are of another hour"
        );
    }

    #[test]
    fn the_hour_after_a_digest_goes_under_it() {
        let digest = entry(7, 60);
        assert_eq!(fold(at(60), 1, &[], &[digest]), Folding::Under(digest.id));
        assert_eq!(fold(at(119), 3, &[], &[entry(6, 59), digest]), Folding::Under(digest.id));
        assert_eq!(fold(at(120), 1, &[], &[digest]), Folding::Nothing);
    }
}

//! A place in the feed as clients carry it: opaque text over the database's epoch and a position.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

/// Bytes of the epoch that a cursor carries: enough to tell two databases apart.
const EPOCH_BYTES: usize = 8;
const LENGTH: usize = EPOCH_BYTES + 8;

/// A place in the feed: after a position, in the database with this epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    epoch: [u8; EPOCH_BYTES],
    position: i64,
}

/// Why a cursor leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// Not one of ours, or of another order or filter.
    #[error("not a cursor")]
    Invalid,
    /// Of another database, or of the time before this one was restored.
    #[error("the cursor belongs to another time of this database")]
    Expired,
}

impl Cursor {
    /// The place after `position`.
    pub fn new(epoch: Uuid, position: i64) -> Self {
        Self { epoch: head(epoch), position }
    }

    /// Reads what [`fmt::Display`] wrote.
    ///
    /// # Errors
    /// [`CursorError::Invalid`].
    pub fn parse(text: &str) -> Result<Self, CursorError> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| CursorError::Invalid)?;
        let bytes: [u8; LENGTH] = bytes.try_into().map_err(|_| CursorError::Invalid)?;
        let mut epoch = [0; EPOCH_BYTES];
        let mut position = [0; 8];
        epoch.copy_from_slice(&bytes[..EPOCH_BYTES]);
        position.copy_from_slice(&bytes[EPOCH_BYTES..]);
        match i64::from_be_bytes(position) {
            position if position >= 0 => Ok(Self { epoch, position }),
            _ => Err(CursorError::Invalid),
        }
    }

    /// The position, if the cursor is of the database with this epoch.
    pub(super) fn position_in(self, epoch: Uuid) -> Result<i64, CursorError> {
        if self.epoch == head(epoch) { Ok(self.position) } else { Err(CursorError::Expired) }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.epoch, self.position.to_be_bytes()].concat();
        f.write_str(&BASE64URL_NOPAD.encode(&bytes))
    }
}

/// The tail of a UUIDv7 is random, its head a time.
fn head(epoch: Uuid) -> [u8; EPOCH_BYTES] {
    epoch.as_u64_pair().1.to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carries_epoch_and_position() {
        let here = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
        let there = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0002);
        let text = Cursor::new(here, 42).to_string();
        let cursor = Cursor::parse(&text).expect("a cursor");
        assert_eq!(cursor.position_in(here), Ok(42));
        assert_eq!(cursor.position_in(there), Err(CursorError::Expired));
        for nonsense in ["", "x", "AAAA", &text[1..], &format!("{text}A"), "gICAgICAgID__________w"] {
            assert_eq!(Cursor::parse(nonsense), Err(CursorError::Invalid), "{nonsense}");
        }
    }
}

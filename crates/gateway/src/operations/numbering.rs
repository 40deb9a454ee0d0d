//! Codes drawn by a pack's pattern, in the transaction that uses them (X19).

use liaison_domain::directory::Department;
use liaison_domain::error::{Reason, Rule};
use liaison_domain::numbering::NumberingScheme;

use super::{OperationError, Work};

/// Longest code: a department's of 32 characters, at most four bytes each, and what the pattern adds.
const MOST_CODE_BYTES: usize = 256;

/// The next `count` codes of this pattern for the department, today; others that draw of the same scope wait until the unit
/// ends.
///
/// # Errors
/// `TOO_LONG` for the department whose code makes too long ones.
pub(super) async fn codes(
    work: &mut Work,
    pattern: &str,
    department: &Department,
    count: u32,
) -> Result<Vec<String>, OperationError> {
    let scheme = NumberingScheme::parse(pattern)
        .map_err(|reason| OperationError::internal(format!("the pack's pattern {pattern}: {reason:?}")))?;
    let scope = scheme.scope(department, work.context().today());
    let serials = work.unit().next_numbers(&scope.key(), count).await?;
    let codes: Vec<String> =
        serials.map(|serial| scope.code(u64::try_from(serial).unwrap_or_default())).collect();
    if codes.iter().any(|code| code.len() > MOST_CODE_BYTES) {
        return Err(OperationError::Refused(Reason::of(Rule::TooLong).at("department").into()));
    }
    Ok(codes)
}

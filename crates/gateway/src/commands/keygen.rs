//! `liaison keygen`: a new signing key on standard output.

use std::process::ExitCode;

use liaison_gateway::auth::Keys;
use secrecy::ExposeSecret as _;

use super::{Outcome, print};

pub(super) fn run() -> Outcome {
    print(Keys::keygen()?.expose_secret())?;
    Ok(ExitCode::SUCCESS)
}

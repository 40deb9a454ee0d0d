//! `liaison schema`: the SDL on standard output, byte for byte `schema.graphql`.

use std::process::ExitCode;

use super::{Outcome, print};

pub(super) fn run() -> Outcome {
    print(&liaison_gateway::graphql::schema::sdl())?;
    Ok(ExitCode::SUCCESS)
}

//! The `liaison` binary: reads the command line and the environment, and calls the library.

mod commands;

/// About a quarter of a request's time is allocation; this allocator halves it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    commands::run()
}

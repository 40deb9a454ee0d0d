//! Working time over random calendars, zones, starts and lengths: what `deadlines.md` promises of the arithmetic.
//!
//! The table of cases and the single rules stand in the domain's room `calendar`; here is what needs many cases, which
//! `scale` numbers. What is compared with is either a property or a count by hand ([`naive`]) that knows no sums.

mod days;
mod draw;
mod far;
mod hours;
mod naive;
mod pauses;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::scale;

/// Tries `property` on as many values of `strategy` as `scale` says, from the printed seed.
fn always<S: Strategy>(strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let cases = u32::try_from(scale::WORKING_TIME_CASES.get()).expect("a number of cases");
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&scale::seed().to_le_bytes());
    // What a property leaves out is drawn again; half of the cases would be too many to leave out.
    let max_global_rejects = cases / 2;
    let config = Config { cases, failure_persistence: None, max_global_rejects, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    if let Err(failure) = runner.run(strategy, property) {
        panic!("{failure}");
    }
}

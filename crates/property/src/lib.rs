//! How properties are tried in the tests of the other crates: on a few cases, the same each time, and on ten
//! times as many fresh ones with `-- --ignored`.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

/// How many cases a property is tried on.
#[derive(Clone, Copy, Debug)]
pub enum Effort {
    /// The same few each time.
    Quick(u32),
    /// Ten times as many, fresh each time.
    Slow(u32),
}

/// Tries a property.
///
/// # Panics
/// With the smallest case found against it.
pub fn run<S: Strategy>(effort: Effort, strategy: &S, test: impl Fn(S::Value) -> TestCaseResult) {
    let (cases, rng_seed) = match effort {
        Effort::Quick(cases) => (cases, RngSeed::Fixed(20_190_503)),
        Effort::Slow(cases) => (cases * 10, RngSeed::Random),
    };
    let config = Config {
        cases,
        rng_seed,
        failure_persistence: None,
        max_shrink_iters: 4_096,
        ..Config::default()
    };
    if let Err(failure) = TestRunner::new(config).run(strategy, test) {
        panic!("{failure}");
    }
}

/// A property with its quick and its slow run.
#[macro_export]
macro_rules! property {
    ($(#[$doc:meta])* $name:ident, $cases:expr, $strategy:expr, |$arg:pat_param| $body:block) => {
        $(#[$doc])*
        mod $name {
            use super::*;

            fn check(effort: $crate::Effort) {
                $crate::run(effort, &$strategy, |$arg| {
                    $body
                    Ok(())
                });
            }

            #[test]
            fn quick() {
                check($crate::Effort::Quick($cases));
            }

            #[test]
            #[ignore = "slow: run with the slow profile"]
            fn slow() {
                check($crate::Effort::Slow($cases));
            }
        }
    };
}

//! Packages as a whole: published ones, our own signed ones, and attacks on them.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "published packages are files, and a test that finds none says so"
)]

mod big;
mod mutated;
mod oracles;
mod real;
mod samples;

use keyholder_packages::{Beside, Bounds, Given, Package, Source, examine};
use keyholder_signatures::Trust;
use keyholder_supply::gate::{CheckState, GateCheck};

/// Looks at a package in memory.
pub(crate) fn look(
    name: &str,
    bytes: &[u8],
    beside: &[Beside],
    trust: &Trust,
    now: i64,
) -> Package {
    let bytes = bytes.to_vec();
    look_at(name, &bytes, beside, trust, now)
}

/// Looks at a package wherever it is.
pub(crate) fn look_at(
    name: &str,
    source: &dyn Source,
    beside: &[Beside],
    trust: &Trust,
    now: i64,
) -> Package {
    let given = Given {
        name,
        source,
        beside,
        trust,
        now: jiff::Timestamp::from_second(now).expect("a moment"),
        bounds: Bounds::default(),
        progress: &|_| {},
    };
    let package = examine(&given).expect("bytes in memory can be read");
    well_formed(&package);
    package
}

/// Every check is answered once and in order, with words.
fn well_formed(package: &Package) {
    let checks: Vec<GateCheck> = package.answers.iter().map(|answer| answer.check).collect();
    let mut sorted = checks.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(checks, sorted);
    assert_eq!(checks.len(), 14);
    for answer in &package.answers {
        assert!(!answer.said.is_empty(), "{answer:?}");
    }
}

/// How a check ended.
pub(crate) fn state(package: &Package, check: GateCheck) -> CheckState {
    let answer = package.answers.iter().find(|answer| answer.check == check);
    answer.expect("every check is answered").state
}

/// What was said in a check.
pub(crate) fn said(package: &Package, check: GateCheck) -> String {
    let answer = package.answers.iter().find(|answer| answer.check == check);
    let said = answer.expect("every check is answered").said.iter();
    said.map(|said| said.what.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

//! The order of versions, with the tools of others as judges, and laws.
#![expect(
    clippy::print_stderr,
    reason = "a test says whom it asked, and whom it could not ask"
)]

use std::cmp::Ordering;
use std::process::Command;

use keyholder_boms::{Scheme, compare_versions};
use proptest::prelude::*;

/// Pieces that versions are made of.
const PIECES: &[&str] = &[
    "0", "1", "2", "9", "10", "007", ".", ".", ".", "-", "~", "+", "a", "b", "rc", "alpha", "dev",
    "post", "git", "^", "R", "A", "SNAPSHOT", "v", "_", ":", "!", "el8",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 1..8).prop_map(|pieces| pieces.concat())
}

/// Texts that are versions of Debian: they begin with a digit and hold what is allowed.
fn debian() -> impl Strategy<Value = String> {
    (
        "[0-9][0-9a-c.+~]{0,6}",
        prop::option::of("[0-9a-c.+~]{1,4}"),
        prop::option::of(0..3_u8),
    )
        .prop_map(|(upstream, revision, epoch)| {
            let revision = revision.map(|text| format!("-{text}")).unwrap_or_default();
            let epoch = epoch.map(|number| format!("{number}:")).unwrap_or_default();
            format!("{epoch}{upstream}{revision}")
        })
}

/// What dpkg says, if it is installed.
fn dpkg(a: &str, b: &str) -> Option<Ordering> {
    for (word, order) in [
        ("lt", Ordering::Less),
        ("eq", Ordering::Equal),
        ("gt", Ordering::Greater),
    ] {
        let status = Command::new("dpkg")
            .args(["--compare-versions", a, word, b])
            .output()
            .ok()?;
        if status.status.success() {
            return Some(order);
        }
    }
    None
}

#[test]
fn debian_versions_as_dpkg_orders_them() {
    if dpkg("1", "2").is_none() {
        eprintln!("not run: no dpkg to ask");
        return;
    }
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let pair = (debian(), debian());
    let mut asked = [0_usize; 3];
    for _ in 0..600 {
        let tree = pair.new_tree(&mut runner).expect("a pair");
        let (a, b) = proptest::strategy::ValueTree::current(&tree);
        let judge = dpkg(&a, &b);
        assert_eq!(compare_versions(Scheme::Deb, &a, &b), judge, "{a} and {b}");
        asked[match judge {
            Some(Ordering::Less) => 0,
            Some(Ordering::Equal) => 1,
            _ => 2,
        }] += 1;
    }
    eprintln!("dpkg was asked of {asked:?} pairs that were before, the same, after");
    assert!(asked[0] > 100 && asked[2] > 100);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn semantic_versions_as_the_crate_orders_them(
        a in "(0|[1-9][0-9]?)\\.(0|1|12)\\.(0|3)(-(alpha|rc|0|1|11)(\\.(x|0|2|11))?)?(\\+b)?",
        b in "(0|[1-9][0-9]?)\\.(0|1|12)\\.(0|3)(-(alpha|rc|0|1|11)(\\.(x|0|2|11))?)?(\\+b)?",
    ) {
        let parse = |text: &str| semver::Version::parse(text).expect("a version");
        let judge = parse(&a).cmp_precedence(&parse(&b));
        prop_assert_eq!(compare_versions(Scheme::Semver, &a, &b), Some(judge));
        let (go_a, go_b) = (format!("v{a}"), format!("v{b}"));
        prop_assert_eq!(compare_versions(Scheme::Semver, &go_a, &go_b), Some(judge));
    }

    #[test]
    fn any_two_texts_are_told_the_same_from_both_sides(a in text(), b in text(), wild in any::<String>()) {
        for scheme in Scheme::ALL {
            for (a, b) in [(&a, &b), (&a, &wild)] {
                let there = compare_versions(*scheme, a, b);
                let back = compare_versions(*scheme, b, a).map(Ordering::reverse);
                prop_assert_eq!(there, back, "{:?} {} {}", scheme, a, b);
            }
        }
    }

    #[test]
    fn what_is_before_what_is_before_is_before(a in text(), b in text(), c in text()) {
        for scheme in Scheme::ALL {
            let (Some(ab), Some(bc)) = (compare_versions(*scheme, &a, &b), compare_versions(*scheme, &b, &c)) else {
                continue;
            };
            // Of RPM a version alone stands for all its releases, so sameness is not handed on there; and what
            // nobody wrote down is told only where the form is the same.
            if matches!(scheme, Scheme::Rpm | Scheme::Natural) && (ab.is_eq() || bc.is_eq()) {
                continue;
            }
            if let Some(ac) = compare_versions(*scheme, &a, &c)
                && (ab == bc || ab.is_eq() || bc.is_eq())
            {
                let expected = if ab.is_eq() { bc } else { ab };
                prop_assert_eq!(ac, expected, "{:?} {} {} {}", scheme, a, b, c);
            }
        }
    }
}

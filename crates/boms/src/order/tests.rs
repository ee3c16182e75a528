//! Tables of versions in their order. The tools of others judge in `tests/it/versions.rs`.

use std::cmp::Ordering;

use super::{Scheme, SortKey, compare_versions};

/// Every version of a row is before every later one.
fn rising(scheme: Scheme, row: &[&str]) {
    for (at, a) in row.iter().enumerate() {
        for b in &row[at + 1..] {
            assert_eq!(
                compare_versions(scheme, a, b),
                Some(Ordering::Less),
                "{a} < {b}"
            );
            assert_eq!(
                compare_versions(scheme, b, a),
                Some(Ordering::Greater),
                "{b} > {a}"
            );
        }
    }
}

fn same(scheme: Scheme, row: &[&str]) {
    for a in row {
        for b in row {
            assert_eq!(
                compare_versions(scheme, a, b),
                Some(Ordering::Equal),
                "{a} = {b}"
            );
        }
    }
}

fn untold(scheme: Scheme, pairs: &[(&str, &str)]) {
    for (a, b) in pairs {
        assert_eq!(compare_versions(scheme, a, b), None, "{a} ? {b}");
        assert_eq!(compare_versions(scheme, b, a), None, "{b} ? {a}");
    }
}

#[test]
fn semantic_versions() {
    rising(
        Scheme::Semver,
        &[
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "1.2.0",
            "1.10.0",
            "2.0.0",
            "10.0.0",
            "99999999999999999999999.0.0",
        ],
    );
    rising(
        Scheme::Semver,
        &[
            "v0.0.0-20180910181607-0e37d006457b",
            "v0.0.0-20190308221718-c2843e01d9a2",
            "v0.0.1",
            "v0.1.1-0.20200101000000-aaaaaaaaaaaa",
            "v0.1.1",
            "v2.0.0+incompatible",
        ],
    );
    same(Scheme::Semver, &["1.2.0", "v1.2.0", "1.2", "1.2.0+build.7"]);
    untold(
        Scheme::Semver,
        &[
            ("1.x", "1.2"),
            ("latest", "1.0.0"),
            ("", "1.0.0"),
            ("1.0.0-", "1.0.0"),
        ],
    );
}

#[test]
fn debian_versions() {
    rising(
        Scheme::Deb,
        &[
            "1.0~beta1~svn1245",
            "1.0~beta1",
            "1.0~c",
            "1.0",
            "1.0-1~bpo10+1",
            "1.0-1",
            "1.0-1+deb11u1",
            "1.0-1.1",
            "1.0-2",
            "1.0a-1",
            "1.0+dfsg-1",
            "1.0.1-1",
            "1.2-1",
            "1.10-1",
            "1:0.1",
        ],
    );
    same(Scheme::Deb, &["1.0", "0:1.0", "1.0-0", "1.00"]);
    untold(
        Scheme::Deb,
        &[("1.0", "a:1.0"), ("1.0", "1.0-"), ("1 0", "1.0")],
    );
}

#[test]
fn rpm_versions() {
    rising(
        Scheme::Rpm,
        &[
            "1.0~rc1-1",
            "1.0-1",
            "1.0-1.el8",
            "1.0-1.el8_1",
            "1.0-2.el8",
            "1.0-10.el8",
            "1.0^git1-1",
            "1.0^git2-1",
            "1.0a-1",
            "1.0.1-1",
            "1.10-1",
            "2.0-1",
            "1:0.5-1",
        ],
    );
    same(Scheme::Rpm, &["1.0-1", "0:1.0-1", "1_0-1", "1.00-1"]);
    // A version alone stands for all its releases.
    same(Scheme::Rpm, &["1.0-1", "1.0"]);
    same(Scheme::Rpm, &["1.0-2", "1.0"]);
    untold(Scheme::Rpm, &[("x:1", "1")]);
}

#[test]
fn python_versions() {
    rising(
        Scheme::Pep440,
        &[
            "1.0.dev456",
            "1.0a1",
            "1.0a2.dev456",
            "1.0a12.dev456",
            "1.0a12",
            "1.0b1.dev456",
            "1.0b2",
            "1.0b2.post345.dev456",
            "1.0b2.post345",
            "1.0rc1.dev456",
            "1.0rc1",
            "1.0",
            "1.0+abc.5",
            "1.0+abc.7",
            "1.0+5",
            "1.0.post456.dev34",
            "1.0.post456",
            "1.0.15",
            "1.1.dev1",
            "1!0.1",
        ],
    );
    same(Scheme::Pep440, &["1.0", "1", "v1.0.0", "0!1.0"]);
    same(Scheme::Pep440, &["1.0a1", "1.0-alpha.1", "1.0_ALPHA1"]);
    same(Scheme::Pep440, &["1.0.post1", "1.0-1", "1.0-r1"]);
    same(Scheme::Pep440, &["1.0rc0", "1.0c", "1.0.preview"]);
    untold(
        Scheme::Pep440,
        &[
            ("1.0", "one"),
            ("1.0", "1.0foo"),
            ("1.0", "1.0a1b1"),
            ("1.0", "1..0"),
        ],
    );
}

#[test]
fn maven_versions() {
    rising(
        Scheme::Maven,
        &[
            "1-alpha-1",
            "1-alpha-2",
            "1-beta-1",
            "1-milestone-1",
            "1-rc-1",
            "1-SNAPSHOT",
            "1",
            "1-sp",
            "1-foo2",
            "1-foo10",
            "1-1",
            "1-2",
            "1.1",
            "1.10",
        ],
    );
    same(
        Scheme::Maven,
        &[
            "1",
            "1.0",
            "1.0.0",
            "1-ga",
            "1.ga",
            "1-0",
            "1.0-final",
            "1.0.RELEASE",
        ],
    );
    same(Scheme::Maven, &["1-a1", "1-alpha-1", "1.0-alpha1"]);
    same(Scheme::Maven, &["1.foo", "1-foo", "1.0.0-foo.0.0"]);
    same(Scheme::Maven, &["1-rc1", "1-cr-1"]);
    rising(Scheme::Maven, &["1-sp-1", "1-ga-1"]);
    rising(Scheme::Maven, &["1.0", "1.0.sp"]);
    rising(Scheme::Maven, &["1.0.RC2", "1.0-RC3", "1.0", "1.0.1"]);
    untold(Scheme::Maven, &[("1.0", "1 0")]);
}

#[test]
fn schemes_that_nobody_wrote_down() {
    rising(
        Scheme::Natural,
        &["R22A05", "R22A06", "R22A10", "R22B01", "R23A01", "R23AA01"],
    );
    rising(
        Scheme::Natural,
        &[
            "1.14.0-9",
            "1.14.0-12",
            "1.14.0-112",
            "1.14.1-1",
            "1.15.0-1",
        ],
    );
    rising(
        Scheme::Natural,
        &["1.14.0-rc1", "1.14.0", "1.14.0-1", "1.14.1"],
    );
    rising(Scheme::Natural, &["1.1.1", "1.1.1k", "1.1.1l", "1.1.2"]);
    rising(
        Scheme::Natural,
        &["23.4-alpha", "23.4-beta", "23.4-rc", "23.4", "23.4.1"],
    );
    rising(Scheme::Natural, &["21.Q4", "22.Q1", "22.Q2"]);
    rising(
        Scheme::Natural,
        &["V3R019C10SPC100", "V3R019C10SPC200", "V3R020C00"],
    );
    rising(Scheme::Natural, &["2026-01-31", "2026-02-01"]);
    rising(Scheme::Natural, &["23.4", "23.4-hf1", "23.4-hf2"]);
    same(Scheme::Natural, &["R22A05", "r22a05", "R22A5"]);
    untold(
        Scheme::Natural,
        &[
            ("R22A05", "22.5"),
            ("R22A05", "S22A05"),
            ("1.14-12", "1.14.12"),
            ("1.14.0", "1.14.0-special"),
            ("1.1", "1.1b2"),
            ("0c1d2e3", "1c1d2e3"),
            ("winter", "summer"),
            ("1.0-blue", "1.0-green"),
        ],
    );
}

#[test]
fn a_type_of_package_names_its_scheme() {
    for (kind, scheme) in [
        ("golang", Scheme::Semver),
        ("NPM", Scheme::Semver),
        ("deb", Scheme::Deb),
        ("rpm", Scheme::Rpm),
        ("pypi", Scheme::Pep440),
        ("maven", Scheme::Maven),
        ("generic", Scheme::Natural),
        ("", Scheme::Natural),
    ] {
        assert_eq!(Scheme::of_purl_type(kind), scheme, "{kind}");
    }
}

#[test]
fn the_order_for_pairing_counts_numbers_as_numbers() {
    let mut row = ["1.10", "1.9", "v2", "", "1.9-rc1"];
    row.sort_by_key(|version| SortKey::of(version));
    assert_eq!(row, ["", "v2", "1.9", "1.9-rc1", "1.10"]);
}

//! Small pairs of documents. Laws over random ones stand in `tests/it/laws.rs`.

use keyholder_supply::bom::{Bom, BomComponent, BomFormat};

use super::{Comparison, Difference, RenameGround, SupplierGround, compare};

fn bom(components: Vec<BomComponent>) -> Bom {
    Bom {
        components,
        ..Bom::new(BomFormat::CycloneDxJson, "1.6")
    }
}

/// A part by its package URL, which holds name and version.
fn part(purl: &str) -> BomComponent {
    let (base, rest) = purl.rsplit_once('@').unwrap_or((purl, ""));
    BomComponent {
        name: base.rsplit('/').next().unwrap_or_default().to_owned(),
        version: rest.split('?').next().unwrap_or_default().to_owned(),
        purl: Some(purl.to_owned()),
        ..BomComponent::default()
    }
}

fn named(name: &str, version: &str) -> BomComponent {
    BomComponent {
        name: name.to_owned(),
        version: version.to_owned(),
        ..BomComponent::default()
    }
}

fn hashed(mut part: BomComponent, digests: &[&str]) -> BomComponent {
    part.hashes = digests.iter().map(|digest| (*digest).to_owned()).collect();
    part
}

fn supplied(mut part: BomComponent, supplier: &str) -> BomComponent {
    part.supplier = Some(supplier.to_owned());
    part
}

fn sha256(digit: char) -> String {
    format!("SHA-256:{}", digit.to_string().repeat(64))
}

fn compared(before: Vec<BomComponent>, after: Vec<BomComponent>) -> Comparison {
    compare(Some(&bom(before)), &bom(after))
}

/// The differences of the one part that changed; nothing was added or removed.
fn only_change(before: BomComponent, after: BomComponent) -> Vec<Difference> {
    let comparison = compared(vec![before], vec![after]);
    assert!(comparison.added.is_empty() && comparison.removed.is_empty());
    let [changed] = comparison.changed.as_slice() else {
        assert!(comparison.changed.is_empty());
        return Vec::new();
    };
    changed.differences.clone()
}

#[test]
fn versions_go_up_and_down_by_the_scheme_of_the_package() {
    for (before, after, expected) in [
        (
            "pkg:golang/example.org/m@v1.9.0",
            "pkg:golang/example.org/m@v1.10.0",
            Difference::Upgraded,
        ),
        (
            "pkg:deb/debian/m@1.0-1",
            "pkg:deb/debian/m@1.0~rc1-1",
            Difference::Downgraded,
        ),
        (
            "pkg:generic/m@R22A05",
            "pkg:generic/m@R22B01",
            Difference::Upgraded,
        ),
        (
            "pkg:generic/m@winter",
            "pkg:generic/m@summer",
            Difference::OtherVersion,
        ),
        (
            "pkg:npm/m@1.0.0",
            "pkg:npm/m@1.0.0+build",
            Difference::OtherVersion,
        ),
    ] {
        assert_eq!(
            only_change(part(before), part(after)),
            [expected],
            "{before} {after}"
        );
    }
}

#[test]
fn a_part_without_a_package_url_is_its_name() {
    assert_eq!(
        only_change(named("core", "1.0"), named("core", "1.1")),
        [Difference::Upgraded]
    );
    let comparison = compared(vec![named("core", "1.0")], vec![named("other", "1.0")]);
    assert_eq!((comparison.added.len(), comparison.removed.len()), (1, 1));
}

#[test]
fn the_same_version_with_other_content_is_told() {
    let purl = "pkg:npm/m@1.0.0";
    let (a, b) = (sha256('a'), sha256('b'));
    let md5 = format!("MD5:{}", "c".repeat(32));
    for (before, after, expected) in [
        (
            vec![a.as_str()],
            vec![b.as_str()],
            vec![Difference::OtherContent],
        ),
        (vec![a.as_str()], vec![a.as_str(), md5.as_str()], vec![]),
        (
            vec![a.as_str()],
            vec![md5.as_str()],
            vec![Difference::OtherDigests],
        ),
        (vec![a.as_str()], vec![], vec![Difference::DigestLost]),
        (vec![], vec![a.as_str()], vec![Difference::DigestGained]),
        // One algorithm that agrees does not outweigh one that does not.
        (
            vec![md5.as_str(), a.as_str()],
            vec![md5.as_str(), b.as_str()],
            vec![Difference::OtherContent],
        ),
    ] {
        let found = only_change(hashed(part(purl), &before), hashed(part(purl), &after));
        assert_eq!(found, expected, "{before:?} {after:?}");
    }
}

#[test]
fn renamed_parts_are_told_with_their_ground() {
    let same = sha256('a');
    let digest = only_change(
        hashed(part("pkg:generic/ffmpeg@4.0"), &[&same]),
        hashed(part("pkg:generic/media@1.0"), &[&same]),
    );
    assert!(digest.contains(&Difference::Renamed(RenameGround::SameDigest)));
    assert_eq!(
        only_change(
            part("pkg:golang/example.org/one/m@v1.0.0"),
            part("pkg:golang/example.org/two/m@v1.1.0")
        ),
        [
            Difference::Upgraded,
            Difference::Renamed(RenameGround::OtherNamespace)
        ]
    );
    assert_eq!(
        only_change(
            part("pkg:npm/zlib@1.0.0"),
            part("pkg:deb/debian/zlib@1.0.0")
        ),
        [Difference::Renamed(RenameGround::OtherType)]
    );
    // A weak digest is no ground: anybody can make two files of one MD5.
    let md5 = format!("MD5:{}", "c".repeat(32));
    let weak = compared(
        vec![hashed(named("one", "1"), &[&md5])],
        vec![hashed(named("two", "1"), &[&md5])],
    );
    assert_eq!((weak.added.len(), weak.removed.len()), (1, 1));
    // Nor is a name that several have.
    let several = compared(
        vec![part("pkg:npm/%40a/m@1.0.0")],
        vec![part("pkg:npm/%40b/m@1.0.0"), part("pkg:npm/%40c/m@1.0.0")],
    );
    assert_eq!((several.added.len(), several.removed.len()), (2, 1));
}

#[test]
fn several_versions_of_one_package_are_paired_from_the_newest() {
    let purl = |version: &str| part(&format!("pkg:npm/m@{version}"));
    let comparison = compared(
        vec![purl("1.9.0"), purl("1.10.0"), purl("2.0.0")],
        vec![purl("1.10.0"), purl("2.1.0")],
    );
    assert_eq!(comparison.kept, 1);
    let pairs: Vec<(&str, &str)> = comparison
        .changed
        .iter()
        .map(|c| (c.before.version.as_str(), c.after.version.as_str()))
        .collect();
    assert_eq!(pairs, [("2.0.0", "2.1.0")]);
    assert_eq!(comparison.removed[0].version, "1.9.0");
}

#[test]
fn variants_keep_to_themselves() {
    let purl = |arch: &str, version: &str| part(&format!("pkg:deb/debian/m@{version}?arch={arch}"));
    let comparison = compared(
        vec![purl("amd64", "1"), purl("arm64", "1")],
        vec![purl("arm64", "1"), purl("amd64", "1")],
    );
    assert!(comparison.is_empty());
    assert_eq!(
        only_change(purl("amd64", "1"), purl("arm64", "1")),
        [Difference::OtherVariant]
    );
}

#[test]
fn suppliers_move_and_new_ones_are_named() {
    let purl = "pkg:npm/m@1.0.0";
    assert_eq!(
        only_change(
            supplied(part(purl), "Quince Works"),
            supplied(part(purl), "Medlar Ltd")
        ),
        [Difference::OtherSupplier]
    );
    assert_eq!(
        only_change(
            supplied(part(purl), "Quince Works"),
            supplied(part(purl), " quince  works")
        ),
        []
    );
    assert_eq!(
        only_change(supplied(part(purl), "Quince Works"), part(purl)),
        [Difference::SupplierLost]
    );
    let comparison = compared(
        vec![supplied(
            part("pkg:golang/example.org/a/m@v1.0.0"),
            "Quince Works",
        )],
        vec![
            supplied(part("pkg:golang/example.org/a/m@v1.0.0"), "QUINCE WORKS"),
            supplied(part("pkg:golang/example.org/b/n@v1.0.0"), "Medlar Ltd"),
            part("pkg:npm/lonely@1.0.0"),
        ],
    );
    let new: Vec<(SupplierGround, &str, usize)> = comparison
        .new_suppliers
        .iter()
        .map(|s| (s.ground, s.name.as_str(), s.parts.len()))
        .collect();
    assert_eq!(
        new,
        [
            (SupplierGround::Name, "Medlar Ltd", 1),
            (SupplierGround::Namespace, "golang/example.org/b", 1),
        ]
    );
}

#[test]
fn licences_that_change_are_told_and_gaps_are_not() {
    let with = |licence: Option<&str>| BomComponent {
        licence_declared: licence.map(ToOwned::to_owned),
        ..part("pkg:npm/m@1.0.0")
    };
    assert_eq!(
        only_change(with(Some("MIT")), with(Some("BUSL-1.1"))),
        [Difference::OtherLicence]
    );
    assert_eq!(only_change(with(None), with(Some("MIT"))), []);
}

#[test]
fn without_a_document_before_everything_is_added() {
    let comparison = compare(None, &bom(vec![named("a", "1"), named("b", "1")]));
    assert!(!comparison.has_before);
    assert_eq!(
        (comparison.added.len(), comparison.before, comparison.after),
        (2, 0, 2)
    );
}

#[test]
fn the_thing_described_is_compared_too() {
    let about = |version: &str| Bom {
        subject: Some(named("amf", version)),
        ..bom(Vec::new())
    };
    let comparison = compare(Some(&about("R22A05")), &about("R22A04"));
    let subject = comparison.subject.expect("it differs");
    assert_eq!(subject.differences, [Difference::Downgraded]);
    assert!(compare(Some(&about("1")), &about("1")).subject.is_none());
}

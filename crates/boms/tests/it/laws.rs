//! Laws of comparing, over random documents.

use std::collections::BTreeMap;

use keyholder_boms::{Comparison, Difference, compare};
use keyholder_supply::bom::{Bom, BomComponent, BomFormat};
use proptest::prelude::*;
use proptest::sample::select;

const VERSIONS: &[&str] = &[
    "1.0.0",
    "1.0.1",
    "1.10.0",
    "2.0.0-rc.1",
    "2.0.0",
    "R22A05",
    "winter",
    "",
];
const NAMES: &[&str] = &["a", "b", "core"];
const KINDS: &[&str] = &["npm", "deb", "golang", "generic"];

fn part() -> impl Strategy<Value = BomComponent> {
    let purl = prop::option::weighted(
        0.8,
        (
            select(KINDS),
            select(&["x", "y"][..]),
            prop::bool::weighted(0.2),
        ),
    );
    let digests = prop::collection::vec((select(&["MD5", "SHA-256"][..]), 0..4_u8), 0..3);
    let supplier = prop::option::of(select(&["Quince Works", "quince  works", "Medlar Ltd"][..]));
    let licence = prop::option::of(select(&["MIT", "ISC"][..]));
    (
        select(NAMES),
        select(VERSIONS),
        purl,
        digests,
        supplier,
        licence,
    )
        .prop_map(|(name, version, purl, digests, supplier, licence)| {
            let mut hashes: Vec<String> = digests
                .into_iter()
                .map(|(algorithm, digit)| {
                    let length = if algorithm == "MD5" { 32 } else { 64 };
                    format!("{algorithm}:{}", digit.to_string().repeat(length))
                })
                .collect();
            hashes.sort();
            hashes.dedup();
            BomComponent {
                name: name.to_owned(),
                version: version.to_owned(),
                purl: purl.map(|(kind, namespace, variant)| {
                    let variant = if variant { "?arch=arm64" } else { "" };
                    format!("pkg:{kind}/{namespace}/{name}{variant}")
                }),
                supplier: supplier.map(ToOwned::to_owned),
                hashes,
                licence_declared: licence.map(ToOwned::to_owned),
                ..BomComponent::default()
            }
        })
}

fn document() -> impl Strategy<Value = Bom> {
    (
        prop::collection::vec(part(), 0..12),
        prop::option::of(part()),
    )
        .prop_map(|(components, subject)| Bom {
            components,
            subject,
            ..Bom::new(BomFormat::CycloneDxJson, "1.6")
        })
}

/// A document and a relative of it: some parts the same, some gone, some new.
fn relatives() -> impl Strategy<Value = (Bom, Bom)> {
    (document(), document(), any::<u16>()).prop_map(|(before, mut after, kept)| {
        for (at, part) in before.components.iter().enumerate() {
            if kept & (1 << (at % 16)) != 0 {
                after.components.push(part.clone());
            }
        }
        (before, after)
    })
}

fn turned(difference: Difference) -> Difference {
    match difference {
        Difference::Upgraded => Difference::Downgraded,
        Difference::Downgraded => Difference::Upgraded,
        Difference::DigestLost => Difference::DigestGained,
        Difference::DigestGained => Difference::DigestLost,
        Difference::SupplierLost => Difference::SupplierGained,
        Difference::SupplierGained => Difference::SupplierLost,
        same => same,
    }
}

fn tally<'a>(parts: impl Iterator<Item = &'a BomComponent>) -> BTreeMap<&'a BomComponent, usize> {
    let mut tally = BTreeMap::new();
    for part in parts {
        *tally.entry(part).or_insert(0) += 1;
    }
    tally
}

/// Parts of one side of a comparison never exceed what is in the document.
fn within(told: &BTreeMap<&BomComponent, usize>, document: &Bom) -> bool {
    let all = tally(document.components.iter());
    told.iter()
        .all(|(part, count)| all.get(part).is_some_and(|most| count <= most))
}

fn accounts(comparison: &Comparison, before: &Bom, after: &Bom) -> Result<(), TestCaseError> {
    let changed = comparison.changed.len();
    prop_assert_eq!(comparison.before, before.components.len());
    prop_assert_eq!(comparison.after, after.components.len());
    prop_assert_eq!(
        comparison.before,
        comparison.kept + changed + comparison.removed.len()
    );
    prop_assert_eq!(
        comparison.after,
        comparison.kept + changed + comparison.added.len()
    );
    let was = comparison.changed.iter().map(|c| &c.before);
    prop_assert!(within(&tally(was.chain(&comparison.removed)), before));
    let is = comparison.changed.iter().map(|c| &c.after);
    prop_assert!(within(&tally(is.chain(&comparison.added)), after));
    prop_assert!(comparison.changed.iter().all(|c| !c.differences.is_empty()));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_does_not_differ_from_itself(document in document()) {
        let comparison = compare(Some(&document), &document);
        prop_assert!(comparison.is_empty(), "{:?}", comparison);
        prop_assert!(comparison.subject.is_none() && comparison.new_suppliers.is_empty());
        prop_assert_eq!(comparison.kept, document.components.len());
    }

    #[test]
    fn every_part_is_accounted_for((before, after) in relatives()) {
        accounts(&compare(Some(&before), &after), &before, &after)?;
        accounts(&compare(None, &after), &Bom::new(BomFormat::CycloneDxJson, "1.6"), &after)?;
    }

    #[test]
    fn turning_it_round_turns_every_difference((before, after) in relatives()) {
        let there = compare(Some(&before), &after);
        let back = compare(Some(&after), &before);
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.kept, back.kept);
        let mut changed: Vec<_> = back
            .changed
            .into_iter()
            .map(|change| {
                let mut differences: Vec<_> = change.differences.into_iter().map(turned).collect();
                differences.sort();
                (change.after, change.before, differences)
            })
            .collect();
        changed.sort();
        let there: Vec<_> = there
            .changed
            .into_iter()
            .map(|change| (change.before, change.after, change.differences))
            .collect();
        prop_assert_eq!(there, changed);
    }

    #[test]
    fn the_order_of_a_document_says_nothing(
        ((before, after), turn) in (relatives(), 0..12_usize),
    ) {
        let shuffled = |bom: &Bom| {
            let mut bom = bom.clone();
            bom.components.reverse();
            let turn = turn.min(bom.components.len());
            bom.components.rotate_left(turn);
            bom
        };
        prop_assert_eq!(
            compare(Some(&before), &after),
            compare(Some(&shuffled(&before)), &shuffled(&after))
        );
    }
}

#[test]
fn a_hundred_thousand_parts_take_no_time_that_grows() {
    let document = |version: usize| Bom {
        components: (0..100_000)
            .map(|n| BomComponent {
                name: format!("p{}", n % 50_000),
                version: format!("1.{}.{version}", n / 50_000),
                purl: Some(format!("pkg:npm/p{}", n % 50_000)),
                ..BomComponent::default()
            })
            .collect(),
        ..Bom::new(BomFormat::CycloneDxJson, "1.6")
    };
    let comparison = compare(Some(&document(1)), &document(2));
    assert_eq!(comparison.with(Difference::Upgraded).count(), 100_000);
}

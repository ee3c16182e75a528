//! Genuine packages with some bytes changed: nothing breaks, and no change to what is inside goes unseen.

use std::path::Path;

use proptest::prelude::*;

use keyholder_kit::{Expect, Sample, samples};
use keyholder_packages::Package;
use keyholder_signatures::Trust;
use keyholder_supply::gate::{CheckState, GateCheck};

use crate::samples::{looked, trust};
use crate::{look, state};

/// The checks that together say: these are the bytes of the supplier.
const GENUINE: [GateCheck; 6] = [
    GateCheck::Archive,
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::CertificatePath,
    GateCheck::EveryFile,
    GateCheck::ListedFiles,
];

fn genuine() -> Vec<Sample> {
    let csar = |sample: &Sample| {
        sample.expect == Expect::Genuine
            && sample.file.contains("amf")
            && sample.bytes.starts_with(b"PK")
    };
    let all: Vec<Sample> = samples().into_iter().filter(csar).collect();
    assert!(
        all.len() > 2,
        "{:?}",
        samples()
            .iter()
            .map(|sample| sample.name)
            .collect::<Vec<_>>()
    );
    all
}

fn passes(package: &Package) -> bool {
    GENUINE
        .iter()
        .all(|check| state(package, *check) == CheckState::Passed)
}

/// Files of the archive itself and of the package in it, without the manifest's own bytes behind its signature.
fn inside(package: &Package) -> Vec<(String, String)> {
    let files = package
        .files
        .iter()
        .filter(|file| !file.path.ends_with(".mf"));
    files
        .map(|file| (file.path.clone(), file.sha256.clone()))
        .collect()
}

fn changed_many(cases: u32) {
    let trust = trust();
    let samples = genuine();
    let before: Vec<Package> = samples
        .iter()
        .map(|sample| looked(sample, &trust))
        .collect();
    assert!(before.iter().any(passes));
    let change = (any::<prop::sample::Index>(), any::<u8>(), any::<bool>());
    let changes = proptest::collection::vec(change, 1..4);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
    let run = runner.run(
        &(any::<prop::sample::Index>(), changes),
        |(which, changes)| {
            let which = which.index(samples.len());
            let mut sample = samples[which].clone();
            for (at, value, insert) in changes {
                let at = at.index(sample.bytes.len());
                if insert {
                    sample.bytes.insert(at, value)
                } else {
                    sample.bytes[at] = value
                }
            }
            let package = looked(&sample, &trust);
            if passes(&package) {
                prop_assert_eq!(inside(&package), inside(&before[which]));
            }
            Ok(())
        },
    );
    run.expect("every change is seen");
}

#[test]
fn changes_are_seen() {
    changed_many(64);
}

#[test]
#[ignore = "slow: ten thousand harmed packages"]
fn changes_are_seen_in_ten_thousand_packages() {
    changed_many(10_000);
}

#[test]
fn published_packages_may_be_harmed() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/csar/vnfsdk-validation");
    let folder = folder.join("csarvalidation/src/test/resources/pnf/r130206");
    let Ok(list) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no folder {}", folder.display());
        return;
    };
    let mut step = 7_usize;
    for entry in list {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file");
        for _ in 0..6 {
            step = step
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let mut harmed = bytes.clone();
            let at = (step >> 20) % harmed.len();
            harmed[at] = harmed[at].wrapping_add(1);
            harmed.truncate(harmed.len() - (step >> 50) % 3);
            look("x", &harmed, &[], &Trust::default(), 1_795_557_600);
        }
    }
}

#[test]
fn every_byte_of_the_list_at_the_end_may_be_wrong() {
    let all = samples();
    let sample = all.iter().find(|sample| sample.name == "genuine-option-2");
    let sample = sample.expect("a sample of option 2");
    let length = sample.bytes.len();
    for at in length - 160..length {
        for value in [0, 0xff] {
            let mut harmed = sample.clone();
            harmed.bytes[at] = value;
            looked(&harmed, &Trust::default());
        }
    }
}

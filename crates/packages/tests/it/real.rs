//! All published packages that are there: none breaks anything, and an independent verifier agrees.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keyholder_packages::Package;
use keyholder_signatures::Trust;
use keyholder_supply::gate::{CheckState, GateCheck};

use crate::{look, said, state};

/// 2026-11-24T22:00:00Z.
const NOW: i64 = 1_795_557_600;

fn folder() -> Option<PathBuf> {
    let shared = std::env::var("KEYHOLDER_SHARED").map(|root| PathBuf::from(root).join("data"));
    let folder = shared
        .unwrap_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let folder = folder.join("csar");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no folder {}", folder.display());
    None
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let list = if path.is_dir() { &mut open } else { &mut files };
            list.push(path);
        }
    }
    files.sort();
    files
}

/// Every package by the name that the table of the other verifier uses.
fn packages(folder: &Path) -> BTreeMap<String, Package> {
    let mut all = BTreeMap::new();
    for path in files(folder) {
        let bytes = std::fs::read(&path).expect("a readable file");
        let name = path
            .strip_prefix(folder)
            .expect("below")
            .display()
            .to_string();
        let short = name
            .replace("csarvalidation/src/test/resources/", "")
            .replace("tests/resources/", "");
        let file = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        all.insert(short, look(&file, &bytes, &[], &Trust::default(), NOW));
    }
    all
}

#[test]
fn another_verifier_agrees_on_every_signature() {
    let Some(folder) = folder() else { return };
    let table =
        std::fs::read_to_string(folder.join("verified-with-openssl.txt")).expect("the table");
    let packages = packages(&folder);
    let mut compared = 0;
    let mut good = 0;
    let mut wrong = Vec::new();
    for line in table.lines() {
        let Some((name, outcome)) = line.split_once(" | ") else {
            continue;
        };
        let Some(package) = packages.get(name) else {
            eprintln!("not there: {name}");
            continue;
        };
        compared += 1;
        let theirs = outcome.contains("sig=OK") || outcome.contains("sig=['exact'");
        let failed = outcome.contains("sig=FAIL");
        let ours = state(package, GateCheck::Signature);
        good += usize::from(theirs);
        let agree = match ours {
            CheckState::Passed => theirs,
            CheckState::Failed => failed,
            CheckState::NotDone => !theirs,
        };
        if !agree {
            wrong.push(format!(
                "{name}: {ours:?} here ({}), there {outcome}",
                said(package, GateCheck::Signature)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        compared > 60 && good >= 5,
        "{compared} compared, {good} good"
    );
}

#[test]
fn nothing_unpinned_is_genuine() {
    let Some(folder) = folder() else { return };
    for (name, package) in packages(&folder) {
        assert_ne!(
            state(&package, GateCheck::CertificatePath),
            CheckState::Passed,
            "{name}"
        );
        assert!(
            package.signers.iter().all(|signer| signer.anchor.is_none()),
            "{name}"
        );
        if std::env::var("KEYHOLDER_TELL").is_ok() {
            eprintln!("== {name}: {}", package.format.word());
            for answer in &package.answers {
                eprintln!(
                    "   {:22} {:9} {}",
                    format!("{:?}", answer.check),
                    format!("{:?}", answer.state),
                    said(&package, answer.check)
                );
            }
            let claims: Vec<String> = package
                .claims
                .iter()
                .map(|claim| format!("{:?} {}", claim.kind, claim.value))
                .collect();
            eprintln!(
                "   claims {claims:?}; {} files, {} certificates, {} keys",
                package.files.len(),
                package.certificates.len(),
                package.keys.len()
            );
        }
    }
}

#[test]
fn a_meta_file_without_a_digest_is_not_covered() {
    let Some(folder) = folder() else { return };
    let packages = packages(&folder);
    let valid = &packages["vnfsdk-validation/pnf/r130206/csar-cert-in-cms-valid.csar"];
    assert_eq!(state(valid, GateCheck::Signature), CheckState::Passed);
    assert_eq!(state(valid, GateCheck::EveryFile), CheckState::Failed);
    assert!(
        said(valid, GateCheck::EveryFile)
            .contains("`TOSCA-Metadata/TOSCA.meta` is listed without a digest")
    );
    let readme = &packages["vnfsdk-validation/pnf/r787965/signature-and-certificate.zip"];
    assert!(said(readme, GateCheck::EveryFile).contains("`README` is neither"));
    let keys = &packages["vnfsdk-pkgtools/hpa.csar"];
    assert_eq!(keys.keys.len(), 1, "{:?}", keys.keys);
}

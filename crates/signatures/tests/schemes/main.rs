//! Signatures of people's tools, held against pinned keys: made here and by the tools themselves, whole and broken.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read and write files for the tools that they ask, and say when one is absent"
)]

mod authority;
mod dsse;
mod gpg;
mod hostile;
mod notation;
mod raw;
mod sigstore;
mod ssh;

use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use keyholder_signatures::{Anchor, AnchorKey, Purpose, Trust, Verified};
use keyholder_supply::gate::{CheckState, GateCheck};

/// A moment for what needs no clock.
fn now() -> Timestamp {
    "2026-11-26T00:00:00Z".parse().unwrap()
}

/// A trust with one pin for packages.
fn pinned(key: AnchorKey) -> Trust {
    trust(vec![anchor("supplier", key)])
}

fn trust(anchors: Vec<Anchor>) -> Trust {
    Trust {
        anchors,
        ..Trust::default()
    }
}

fn anchor(id: &str, key: AnchorKey) -> Anchor {
    Anchor {
        id: id.to_owned(),
        key,
        purpose: Purpose::Packages,
        from: None,
        until: None,
    }
}

/// Everything that was said of a check, with its state.
fn answer(verified: &Verified, check: GateCheck) -> (CheckState, String) {
    let found = verified
        .answers
        .iter()
        .find(|it| it.check == check)
        .unwrap_or_else(|| panic!("no answer for {check:?} in {verified:#?}"));
    let said: Vec<&str> = found.said.iter().map(|it| it.what.as_str()).collect();
    (found.state, said.join("; "))
}

/// Holds, and leads to the pin.
#[track_caller]
fn good(verified: &Verified, pin: &str) {
    for check in [
        GateCheck::Signature,
        GateCheck::SignerCertificate,
        GateCheck::CertificatePath,
    ] {
        let (state, said) = answer(verified, check);
        assert_eq!(state, CheckState::Passed, "{check:?}: {said}");
    }
    for check in [GateCheck::Revocation, GateCheck::Timestamp] {
        assert_eq!(answer(verified, check).0, CheckState::NotDone, "{check:?}");
    }
    assert!(
        verified
            .signers
            .iter()
            .any(|it| it.anchor.as_deref() == Some(pin)),
        "{verified:#?}"
    );
}

/// Fails at a check for a reason, and nobody leads to a pin.
#[track_caller]
fn bad(verified: &Verified, check: GateCheck, reason: &str) {
    let (state, said) = answer(verified, check);
    assert_eq!(state, CheckState::Failed, "{check:?}: {said}");
    assert!(said.contains(reason), "{said:?} does not hold {reason:?}");
    assert!(
        verified.signers.iter().all(|it| it.anchor.is_none()),
        "{verified:#?}"
    );
}

/// Whether a tool is there; says so if not.
fn has(tool: &str) -> bool {
    let there = Command::new(tool).arg("--help").output().is_ok();
    if !there {
        eprintln!("not run: `{tool}` is not installed");
    }
    there
}

/// Runs a tool in a folder and gives back whether it succeeded, and what it said.
fn run(folder: &Path, tool: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(tool)
        .args(arguments)
        .current_dir(folder)
        .env("GNUPGHOME", folder)
        .output()
        .unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.success(), said)
}

/// Runs a tool that must succeed.
#[track_caller]
fn must(folder: &Path, tool: &str, arguments: &[&str]) -> String {
    let (success, said) = run(folder, tool, arguments);
    assert!(success, "{tool} {arguments:?}: {said}");
    said
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    std::fs::write(folder.join(name), bytes).unwrap();
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}

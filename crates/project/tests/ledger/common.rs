//! Keys, entries and folders for these tests.

use std::path::{Path, PathBuf};

use keyholder_ledger::{Checkpoint, KeyKind, Note, PublicKey, SecretKey};
use keyholder_project::ledger::{Log, LogReport, verify};

pub(crate) const NAME: &str = "log.example/updates";

pub(crate) fn key() -> SecretKey {
    SecretKey::new(NAME, KeyKind::Log, &[1; 32]).expect("a key")
}

pub(crate) fn watcher(seed: u8) -> SecretKey {
    let name = format!("witness.example/w{seed}");
    SecretKey::new(&name, KeyKind::Witness, &[seed; 32]).expect("a key")
}

pub(crate) fn keys() -> Vec<PublicKey> {
    vec![key().public(), watcher(7).public()]
}

/// An entry that follows from its index.
pub(crate) fn entry(index: u64) -> Vec<u8> {
    format!("{{\"update\":{index}}}").into_bytes()
}

pub(crate) fn entries(from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(entry).collect()
}

/// A log in a temporary folder, grown in these steps.
pub(crate) fn grown(steps: &[u64]) -> (tempfile::TempDir, PathBuf, Log) {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("log");
    let mut log = Log::create(&folder, key()).expect("a log");
    let mut size = 0;
    for step in steps {
        let done = log.append(&entries(size, size + step)).expect("appended");
        assert_eq!(done.first, size);
        size += step;
        assert_eq!(done.checkpoint.tree.size, size);
    }
    (home, folder, log)
}

pub(crate) fn note(folder: &Path) -> Note {
    let bytes = std::fs::read(folder.join("checkpoint")).expect("read");
    Note::parse(&bytes).expect("a note")
}

pub(crate) fn size(folder: &Path) -> u64 {
    let checkpoint = Checkpoint::of(&note(folder)).expect("a checkpoint");
    checkpoint.tree.size
}

/// Verifies a log that must be whole.
pub(crate) fn sound(folder: &Path, remembered: Option<&Note>) -> LogReport {
    let report = verify(folder, &keys(), remembered);
    assert!(report.holds(), "{:#?}", report.faults);
    let size = report.checkpoint.as_ref().map(|c| c.tree.size);
    assert_eq!(size, Some(report.entries));
    report
}

/// All files of a folder, by path below it.
pub(crate) fn all(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).expect("listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("below");
                found.push(below.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn copy(from: &Path, to: &Path) {
    for path in all(from) {
        let target = to.join(&path);
        std::fs::create_dir_all(target.parent().expect("above")).expect("made");
        std::fs::copy(from.join(&path), target).expect("copied");
    }
}

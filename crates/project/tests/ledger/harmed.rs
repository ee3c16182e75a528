//! Whatever is changed in a log is named.

use std::path::Path;

use keyholder_ledger::{Checkpoint, KeyKind, SecretKey};
use keyholder_project::ledger::{LedgerError, Log, LogReport, prove_entry, verify, witness};

use crate::common::{all, copy, entries, grown, key, keys, note, size, sound, watcher};

fn named(report: &LogReport) -> Vec<&str> {
    report
        .faults
        .iter()
        .map(|fault| fault.path.as_str())
        .collect()
}

/// A log with a witness, partial files of older sizes, and two rows of tiles.
fn with_all() -> (tempfile::TempDir, std::path::PathBuf, Log) {
    let (home, folder, mut log) = grown(&[300]);
    let state = home.path().join("witness/state");
    let log_key = key().public();
    witness(&folder, &log_key, &state, &watcher(7), 1000).expect("signed");
    for (from, to) in [(300, 303), (303, 310)] {
        log.append(&entries(from, to)).expect("appended");
    }
    (home, folder, log)
}

#[test]
fn any_changed_byte_names_its_file() {
    let (_home, folder, _log) = with_all();
    let before = note(&folder);
    sound(&folder, Some(&before));
    let mut tried = 0;
    for path in all(&folder) {
        let whole = std::fs::read(folder.join(&path)).expect("read");
        let text = !path.starts_with("tile/");
        for at in (0..whole.len()).step_by(if text { 1 } else { 211 }) {
            for bit in if text { vec![0, 5] } else { vec![4] } {
                let mut harmed = whole.clone();
                harmed[at] ^= 1 << bit;
                std::fs::write(folder.join(&path), &harmed).expect("written");
                let report = verify(&folder, &keys(), Some(&before));
                // A size that was changed changes what every other file has to be.
                let about = named(&report).contains(&path.as_str());
                assert!(about, "{path} {at}: {:?}", named(&report));
                tried += 1;
            }
        }
        std::fs::write(folder.join(&path), &whole[..whole.len().saturating_sub(1)]).expect("cut");
        if !whole.is_empty() {
            assert!(named(&verify(&folder, &keys(), None)).contains(&path.as_str()));
        }
        std::fs::write(folder.join(&path), &whole).expect("mended");
    }
    println!("{tried} bytes changed");
    sound(&folder, Some(&before));
}

#[test]
fn missing_unreadable_and_strange_files_are_told() {
    let (_home, folder, _log) = with_all();
    for path in all(&folder) {
        let whole = std::fs::read(folder.join(&path)).expect("read");
        std::fs::remove_file(folder.join(&path)).expect("removed");
        let report = verify(&folder, &keys(), None);
        let needed = !path.starts_with("witness/")
            && path != "lock"
            && !["1.p/44", "1.p/47"].iter().any(|old| path.ends_with(old));
        assert_eq!(named(&report).contains(&path.as_str()), needed, "{path}");
        std::fs::create_dir(folder.join(&path)).expect("made");
        let report = verify(&folder, &keys(), None);
        if needed {
            assert!(named(&report).contains(&path.as_str()), "{path}");
        }
        std::fs::remove_dir(folder.join(&path)).expect("removed");
        std::fs::write(folder.join(&path), &whole).expect("mended");
    }
    std::fs::write(folder.join("tile/0/005"), b"beyond").expect("written");
    std::fs::write(folder.join("tile/readme"), b"?").expect("written");
    let report = sound(&folder, None);
    assert_eq!(report.left_over, ["tile/0/005"]);
    assert_eq!(report.strange, ["tile/readme"]);
    let nothing = verify(&folder.join("none"), &keys(), None);
    assert_eq!(named(&nothing), ["key.vkey", "checkpoint"]);
    assert!(!nothing.not_done.is_empty());
}

#[test]
fn a_rolled_back_log_is_noticed() {
    let (home, folder, log) = with_all();
    drop(log);
    let newest = note(&folder);
    // The folder as it was with fewer entries, and the checkpoint of then.
    let (_older_home, older, _) = grown(&[200]);
    let back = home.path().join("back");
    copy(&folder, &back);
    std::fs::copy(older.join("checkpoint"), back.join("checkpoint")).expect("copied");
    let report = verify(&back, &keys(), Some(&newest));
    let faults = named(&report);
    assert!(faults.contains(&"the remembered checkpoint"));
    assert!(faults.iter().any(|path| path.starts_with("witness/")));
    let error = Log::open(&back, key()).err().expect("refused");
    assert!(
        matches!(error, LedgerError::RolledBack(_, 300, 200)),
        "{error}"
    );
    // One that is open looks again before it grows.
    let mut log = Log::open(&folder, key()).expect("opened");
    std::fs::copy(older.join("checkpoint"), folder.join("checkpoint")).expect("copied");
    let error = log.append(&[b"x"]).expect_err("refused");
    assert!(
        matches!(error, LedgerError::RolledBack(_, 310, 200)),
        "{error}"
    );
    assert!(error.to_string().contains("rolled back"));
}

#[test]
fn a_forked_log_is_noticed() {
    let (_home, folder, _log) = with_all();
    let seen = note(&folder);
    // The same key, another history.
    let fork_home = tempfile::tempdir().expect("a folder");
    let fork = fork_home.path().join("log");
    let mut other = Log::create(&fork, key()).expect("a log");
    let mut history = entries(0, 400);
    history.swap(17, 18);
    other.append(&history).expect("appended");
    sound(&fork, None);
    let report = verify(&fork, &keys(), Some(&seen));
    assert_eq!(named(&report), ["the remembered checkpoint"]);
    assert!(report.faults[0].what.contains("forked"));
    copy(&folder.join("witness"), &fork.join("witness"));
    let report = verify(&fork, &keys(), None);
    assert_eq!(report.faults.len(), 1);
    assert!(matches!(
        Log::open(&fork, key()),
        Err(LedgerError::Forked(..))
    ));
}

#[test]
fn another_key_is_noticed() {
    let (_home, folder, _log) = with_all();
    let other = SecretKey::new(key().name(), KeyKind::Log, &[9; 32]).expect("a key");
    let report = verify(&folder, &[other.public()], None);
    let faults = named(&report);
    assert!(faults.contains(&"key.vkey") && faults.contains(&"checkpoint"));
    // Whoever has the folder and not the key can recompute everything but the signature.
    let (_forged_home, forged, _) = {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("log");
        let mut log = Log::create(&folder, other).expect("a log");
        log.append(&entries(0, 5)).expect("appended");
        (home, folder, ())
    };
    let report = verify(&forged, &keys(), None);
    assert_eq!(named(&report), ["key.vkey", "checkpoint"]);
    let report = verify(&folder, &[key().public()], None);
    assert!(report.holds());
    assert_eq!(
        report.not_done.len(),
        2,
        "witness and memory: {:?}",
        report.not_done
    );
}

#[test]
fn a_damaged_log_neither_grows_nor_proves() {
    let (_home, folder, mut log) = with_all();
    let before = std::fs::read(folder.join("checkpoint")).expect("read");
    let harm = |path: &Path| {
        let mut bytes = std::fs::read(path).expect("read");
        bytes[3] ^= 1;
        std::fs::write(path, bytes).expect("written");
    };
    harm(&folder.join("tile/0/001.p/54"));
    log.append(&[b"x"]).expect_err("a damaged edge");
    let error = prove_entry(&folder, 300, keyholder_project::ledger::Against::Newest);
    error.expect_err("nothing is proved from it");
    assert_eq!(
        std::fs::read(folder.join("checkpoint")).expect("read"),
        before
    );
    harm(&folder.join("tile/0/001.p/54"));
    harm(&folder.join("tile/entries/001.p/54"));
    log.append(&[b"x"]).expect_err("a damaged bundle");
    harm(&folder.join("tile/entries/001.p/54"));
    log.append(&[b"x"]).expect("mended");
    assert_eq!(size(&folder), 311);
    let checkpoint = Checkpoint::of(&note(&folder)).expect("a checkpoint");
    assert_eq!(checkpoint.tree, log.tree());
}

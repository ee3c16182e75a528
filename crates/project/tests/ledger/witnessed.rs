//! Outside witnesses: what they sign, what they refuse, and what their signatures are good for.

use keyholder_project::ledger::{Against, LedgerError, Log, Witnessed, prove_entry, witness};

use crate::common::{copy, entries, entry, grown, key, note, sound, watcher};

fn look(
    folder: &std::path::Path,
    state: &std::path::Path,
    now: u64,
) -> Result<Witnessed, LedgerError> {
    witness(folder, &key().public(), state, &watcher(7), now)
}

#[test]
fn signs_what_only_grew() {
    let (home, folder, mut log) = grown(&[10]);
    let state = home.path().join("away/state");
    let first = look(&folder, &state, 1000).expect("signed");
    assert_eq!(first.before, None);
    for (from, to, now) in [(10, 11, 1001), (11, 300, 1002), (300, 300, 1003)] {
        log.append(&entries(from, to)).expect("appended");
        let seen = look(&folder, &state, now).expect("signed");
        assert_eq!(seen.before.map(|tree| tree.size), Some(from));
        assert_eq!(seen.now.tree.size, to);
        let report = sound(&folder, None);
        let times = report
            .witnessed
            .iter()
            .map(|(held, size)| (held.time, *size));
        assert_eq!(times.collect::<Vec<_>>(), [(Some(now), to)]);
        let kept = std::fs::read(&state).expect("read");
        assert_eq!(kept, std::fs::read(&seen.path).expect("read"));
    }
}

#[test]
fn proofs_carry_their_signatures() {
    let (home, folder, mut log) = grown(&[10]);
    prove_entry(&folder, 3, Against::Witnessed).expect_err("no witness yet");
    for seed in [7, 8] {
        let state = home.path().join(format!("away{seed}/state"));
        witness(&folder, &key().public(), &state, &watcher(seed), 1000).expect("signed");
    }
    let log_key = key().public();
    let both = [watcher(7).public(), watcher(8).public()];
    for against in [Against::Newest, Against::Witnessed] {
        let proof = prove_entry(&folder, 3, against).expect("a proof");
        let held = proof.check(&entry(3), &log_key, &both, 2).expect("shown");
        assert_eq!(held.len(), 3);
    }
    log.append(&entries(10, 700)).expect("appended");
    let proof = prove_entry(&folder, 3, Against::Newest).expect("a proof");
    proof
        .check(&entry(3), &log_key, &both, 1)
        .expect_err("nobody saw it yet");
    let proof = prove_entry(&folder, 3, Against::Witnessed).expect("a proof");
    proof.check(&entry(3), &log_key, &both, 2).expect("shown");
    let error = prove_entry(&folder, 10, Against::Witnessed).expect_err("too new");
    assert!(matches!(error, LedgerError::NotWitnessed(10)));
}

#[test]
fn refuses_a_rollback_and_a_fork() {
    let (home, folder, mut log) = grown(&[200]);
    let state = home.path().join("away/state");
    let small = std::fs::read(folder.join("checkpoint")).expect("read");
    log.append(&entries(200, 310)).expect("appended");
    let large = std::fs::read(folder.join("checkpoint")).expect("read");
    look(&folder, &state, 1000).expect("signed");
    let kept = std::fs::read(&state).expect("read");
    std::fs::write(folder.join("checkpoint"), small).expect("written");
    let error = look(&folder, &state, 1001).expect_err("rolled back");
    assert!(
        matches!(error, LedgerError::RolledBack(_, 310, 200)),
        "{error}"
    );
    // Without its state, it knows its own signature in the log.
    std::fs::rename(&state, home.path().join("gone")).expect("moved");
    look(&folder, &state, 1001).expect_err("rolled back");
    std::fs::rename(home.path().join("gone"), &state).expect("moved");
    std::fs::write(folder.join("checkpoint"), large).expect("written");
    for size in [310, 400] {
        let fork_home = tempfile::tempdir().expect("a folder");
        let fork = fork_home.path().join("log");
        let mut other = Log::create(&fork, key()).expect("a log");
        let mut history = entries(0, size);
        history.swap(17, 18);
        other.append(&history).expect("appended");
        let error = look(&fork, &state, 1002).expect_err("a fork");
        assert!(matches!(error, LedgerError::Forked(_, 310)), "{error}");
        assert!(!fork.join("witness").exists());
        // The signature is of the other history, and the log that it lies in does not fit it.
        copy(&folder.join("witness"), &fork.join("witness"));
        witness(
            &fork,
            &key().public(),
            &fork_home.path().join("new"),
            &watcher(7),
            1003,
        )
        .expect_err("its own signature is of another history");
    }
    assert_eq!(
        std::fs::read(&state).expect("read"),
        kept,
        "nothing forgotten"
    );
    look(&folder, &state, 1004).expect("signed");
}

#[test]
fn refuses_what_is_not_the_log_or_not_its_own() {
    let (home, folder, _log) = grown(&[20]);
    let state = home.path().join("away/state");
    let other =
        keyholder_ledger::SecretKey::new(key().name(), keyholder_ledger::KeyKind::Log, &[9; 32])
            .expect("a key");
    let error = witness(&folder, &other.public(), &state, &watcher(7), 1).expect_err("refused");
    assert!(matches!(error, LedgerError::NotHeld(..)), "{error}");
    let error = witness(&folder, &key().public(), &state, &key(), 1).expect_err("refused");
    assert!(matches!(error, LedgerError::WrongKind(_)), "{error}");
    look(&folder, &state, 1).expect("signed");
    // A state that somebody changed, or that is of another witness, is not believed.
    let kept = std::fs::read_to_string(&state).expect("read");
    let changed = kept.replace("\n20\n", "\n10\n");
    for text in [changed.as_str(), &note(&folder).to_string(), "", "x\n"] {
        std::fs::write(&state, text).expect("written");
        look(&folder, &state, 2).expect_err("not its own");
    }
    std::fs::write(&state, kept).expect("written");
    // An edge that does not lead to the root is not signed.
    let tile = folder.join("tile/0/000.p/20");
    let mut bytes = std::fs::read(&tile).expect("read");
    bytes[0] ^= 1;
    std::fs::write(&tile, bytes).expect("written");
    look(&folder, &state, 3).expect_err("damaged");
}

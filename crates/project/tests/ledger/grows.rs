//! Creating, opening and appending; what is left over; and what the system refuses.

use std::process::Command;

use keyholder_ledger::{KeyKind, Prover, SecretKey, Tree};
use keyholder_project::ledger::{
    Against, LedgerError, Log, entries as read_entries, newest, prove_consistency, prove_entry,
    prove_growth,
};

use crate::common::{all, entries, entry, grown, key, note, size, sound, watcher};

#[test]
fn grows_and_proves() {
    let (_home, folder, mut log) = grown(&[1, 2, 253, 1, 300, 0, 20]);
    assert_eq!(size(&folder), 577);
    let report = sound(&folder, None);
    assert_eq!(report.left_over, [""; 0]);
    assert_eq!(report.strange, [""; 0]);
    for index in [0, 1, 255, 256, 576] {
        let proof = prove_entry(&folder, index, Against::Newest).expect("a proof");
        proof
            .check(&entry(index), &key().public(), &[], 0)
            .expect("shown");
    }
    prove_entry(&folder, 577, Against::Newest).expect_err("no such entry");
    let found = read_entries(&folder, 250..260).expect("entries");
    assert_eq!(found.len(), 10);
    assert!(found.iter().all(|(index, bytes)| *bytes == entry(*index)));
    assert_eq!(
        read_entries(&folder, 570..u64::MAX).expect("entries").len(),
        7
    );
    let between = prove_consistency(&folder, 100, 400).expect("a proof");
    assert_eq!((between.old.size, between.new.size), (100, 400));
    let growth = prove_growth(&folder, 100).expect("a proof");
    let now = growth.check(&between.old, &key().public()).expect("shown");
    assert_eq!(now, log.tree());
    prove_consistency(&folder, 100, 578).expect_err("never that large");
    prove_consistency(&folder, 101, 100).expect_err("backwards");
    let kept = std::fs::read_to_string(folder.join("key.vkey")).expect("read");
    assert_eq!(kept, format!("{}\n", key().public()));
    assert!(
        !folder.join("tile/0/000.p").exists(),
        "replaced by the full one"
    );
    log.append(&[vec![0; 65_536]]).expect_err("too long");
    assert_eq!(
        newest(&folder, &key().public()).expect("one").0,
        note(&folder)
    );
}

#[test]
fn is_created_once_and_opened_with_its_key() {
    let (home, folder, log) = grown(&[3]);
    drop(log);
    assert!(matches!(
        Log::create(&folder, key()),
        Err(LedgerError::Exists(_))
    ));
    let other = SecretKey::new(key().name(), KeyKind::Log, &[2; 32]).expect("a key");
    assert!(matches!(
        Log::open(&folder, other),
        Err(LedgerError::OtherKey(..))
    ));
    assert!(matches!(
        Log::open(&folder, watcher(7)),
        Err(LedgerError::OtherKey(..))
    ));
    let fresh = home.path().join("fresh");
    assert!(matches!(
        Log::create(&fresh, watcher(7)),
        Err(LedgerError::WrongKind(_))
    ));
    assert!(!fresh.exists());
    assert!(matches!(
        Log::open(&fresh, key()),
        Err(LedgerError::None(_))
    ));
    // Who took the checkpoint away does not get a new beginning.
    std::fs::remove_file(folder.join("checkpoint")).expect("removed");
    assert!(matches!(
        Log::create(&folder, key()),
        Err(LedgerError::NoCheckpoint(_))
    ));
    assert!(matches!(
        Log::open(&folder, key()),
        Err(LedgerError::NoCheckpoint(_))
    ));
}

#[test]
fn several_writers_take_turns() {
    let (_home, folder, _log) = grown(&[]);
    let writers: Vec<_> = (0..4)
        .map(|who| {
            let folder = folder.clone();
            std::thread::spawn(move || {
                let mut log = Log::open(&folder, key()).expect("opened");
                let all = (0..15).map(|n| {
                    let done = log.append(&[format!("{who} {n}")]).expect("appended");
                    done.first
                });
                all.collect::<Vec<u64>>()
            })
        })
        .collect();
    let places = writers.into_iter().flat_map(|w| w.join().expect("ended"));
    let mut places: Vec<u64> = places.collect();
    places.sort_unstable();
    assert_eq!(places, (0..60).collect::<Vec<u64>>());
    sound(&folder, None);
}

/// An append that was stopped after any number of its files, with a torn one behind them.
#[test]
fn whatever_an_append_left_over_is_written_over() {
    for base in [0, 5, 250, 256, 511] {
        let (_home, folder, log) = grown(&[base]);
        let before = note(&folder);
        let tree = log.tree();
        drop(log);
        let lost = Tree::append(&tree, &Disk(&folder), &entries(7_000_000, 7_000_300));
        let lost = lost.expect("appended").files;
        for stop in 0..=lost.len() {
            for (at, (path, bytes)) in lost.iter().enumerate().take(stop + 1) {
                let path = folder.join(path);
                std::fs::create_dir_all(path.parent().expect("above")).expect("made");
                let torn = if at == stop {
                    bytes.len() / 3
                } else {
                    bytes.len()
                };
                std::fs::write(&path, &bytes[..torn]).expect("written");
            }
            let report = sound(&folder, Some(&before));
            assert!(!report.left_over.is_empty());
            assert_eq!(size(&folder), base);
        }
        let mut log = Log::open(&folder, key()).expect("opened");
        for step in [1, 300, 299] {
            let from = size(&folder);
            log.append(&entries(from, from + step)).expect("appended");
            sound(&folder, Some(&before));
        }
        let prover = Disk(&folder);
        let prover = Prover::new(&prover, base + 600);
        assert_eq!(prover.entry(base).expect("an entry"), entry(base));
    }
}

struct Disk<'a>(&'a std::path::Path);

impl keyholder_ledger::Tiles for Disk<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(path)).ok()
    }
}

#[test]
fn what_is_in_the_way_is_named_and_nothing_changes() {
    for way in ["tile/1", "checkpoint"] {
        let (_home, folder, mut log) = grown(&[5]);
        let path = folder.join(way);
        if way == "checkpoint" {
            std::fs::remove_file(&path).expect("removed");
            std::fs::create_dir(&path).expect("made");
        } else {
            std::fs::write(&path, b"no folder").expect("written");
        }
        let error = log.append(&entries(5, 300)).expect_err("in the way");
        assert!(error.to_string().contains(way), "{error}");
        assert!(matches!(error, LedgerError::System { .. }), "{error:?}");
        assert!(!error.remedy().is_empty());
        if way != "checkpoint" {
            assert_eq!(size(&folder), 5);
        }
        let asides = all(&folder).into_iter();
        assert_eq!(
            asides.filter(|path| path.contains(".keyholder-")).count(),
            0
        );
    }
    for way in ["tile/0/000.p/6", "tile/entries/000.p/6"] {
        let (_home, folder, mut log) = grown(&[5]);
        std::fs::create_dir(folder.join(way)).expect("made");
        let error = log.append(&[b"x"]).expect_err("in the way");
        assert!(error.to_string().contains(way), "{error}");
        assert_eq!(size(&folder), 5);
        std::fs::remove_dir(folder.join(way)).expect("removed");
        log.append(&[entry(5)]).expect("appended");
        sound(&folder, None);
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (home, folder, mut log) = grown(&[5]);
    let elsewhere = home.path().join("elsewhere");
    std::fs::rename(folder.join("tile"), &elsewhere).expect("moved");
    std::os::unix::fs::symlink(&elsewhere, folder.join("tile")).expect("linked");
    let error = log.append(&[b"x"]).expect_err("a link");
    assert!(error.to_string().contains("link"), "{error}");
    let report = keyholder_project::ledger::verify(&folder, &[key().public()], None);
    assert!(
        report
            .faults
            .iter()
            .any(|fault| fault.what.contains("link"))
    );
}

#[cfg(unix)]
#[test]
fn a_folder_without_rights_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let (_home, folder, mut log) = grown(&[5]);
    let rights = |mode| {
        let rights = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.join("tile/0/000.p"), rights).expect("set");
    };
    rights(0o500);
    if std::fs::write(folder.join("tile/0/000.p/probe"), b"").is_ok() {
        eprintln!("not run: this user may write everywhere");
        return;
    }
    let error = log.append(&[b"x"]).expect_err("no right to write");
    rights(0o755);
    assert!(error.to_string().contains("tile/0/000.p"), "{error}");
    assert_eq!(size(&folder), 5);
    log.append(&[entry(5)]).expect("appended");
    sound(&folder, None);
}

/// A disk that takes no more than 4 KiB in one file: what a full one does, without being root.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_log() {
    let (_home, folder, log) = grown(&[20]);
    drop(log);
    let me = std::env::current_exe().expect("this program");
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.arg("-c").arg(limited).arg(me);
    let test = "grows::appends_much_onto_a_small_disk";
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command.env("KEYHOLDER_TEST_LOG", &folder);
    let said = command.output().expect("run");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("refused: cannot write"), "{said}");
    assert_eq!(size(&folder), 20);
    let report = sound(&folder, None);
    assert_eq!(report.strange, [""; 0]);
    let asides = all(&folder)
        .into_iter()
        .filter(|path| path.contains(".keyholder-"));
    assert_eq!(asides.count(), 0);
    let mut log = Log::open(&folder, key()).expect("opened");
    log.append(&entries(20, 700)).expect("appended");
    sound(&folder, None);
}

/// Not a test: what the one above runs under a limit.
#[test]
#[ignore = "runs when another test starts it"]
fn appends_much_onto_a_small_disk() {
    let Some(folder) = std::env::var_os("KEYHOLDER_TEST_LOG") else {
        return;
    };
    let mut log = Log::open(folder.as_ref(), key()).expect("opened");
    let error = log.append(&entries(20, 700)).expect_err("no room");
    println!("refused: {error}");
}

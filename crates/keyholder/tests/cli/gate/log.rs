//! The log: what was written stays, and whoever rewrites it is seen.

use std::path::Path;

use super::{AMF, EVENING, Place, json, said};

/// The public key of the log.
fn public(place: &Place) -> String {
    place.read("gate/log/key.vkey").trim().to_owned()
}

/// A copy of the log as it is now.
fn saved(place: &Place, name: &str) {
    super::copy(&place.file("gate/log"), &place.path(name));
}

/// The log as it was.
fn restored(place: &Place, name: &str) {
    std::fs::remove_dir_all(place.file("gate/log")).expect("removed");
    super::copy(&place.path(name), &place.file("gate/log"));
}

/// A key of a witness: its public half.
fn witness_key(place: &Place) -> String {
    let line = [
        "gate",
        "log",
        "witness-key",
        "witness.example.org",
        "--key",
        "witness.key",
    ];
    let made = super::keyholder(place.folder.path(), &line);
    let text = said(&made);
    let key = text
        .lines()
        .find_map(|line| line.strip_prefix("public key: "));
    key.unwrap_or_else(|| panic!("{text}")).to_owned()
}

fn witness(place: &Place) -> std::process::Output {
    let key = public(place);
    place.gate(&format!("log witness --log-public-key {key} --state seen --key witness.key --at 2026-11-25T00:00:00Z"))
}

#[test]
fn a_log_tells_what_happened_and_proves_it() {
    let place = Place::logged();
    let record = place.approved();
    let shown = place.done("log show");
    assert_eq!(
        shown.lines().filter(|line| !line.is_empty()).count(),
        3,
        "{shown}"
    );
    let entries = json(&place.gate("log show --format json"));
    assert_eq!(entries.as_array().map(Vec::len), Some(3));
    let key = public(&place);
    let verified = place.done(&format!("log verify --key {key}"));
    assert!(
        verified.contains("3 entries") && verified.contains("The log holds"),
        "{verified}"
    );
    // A proof, and the same without the log.
    place.done(&format!("log prove {record} --out proof.txt"));
    let alone = [
        "gate",
        "log",
        "verify",
        "--proof",
        "proof.txt",
        "--key",
        &key,
    ];
    let proved = super::keyholder(place.folder.path(), &alone);
    assert!(proved.status.success(), "{}", said(&proved));
    let entry = std::fs::read_to_string(place.path("proof.txt.entry")).expect("an entry");
    std::fs::write(
        place.path("proof.txt.entry"),
        entry.replace("\"admit\"", "\"refuse\""),
    )
    .expect("written");
    let changed = super::keyholder(place.folder.path(), &alone);
    assert_eq!(changed.status.code(), Some(1), "{}", said(&changed));
    let none = place.gate("log prove 99");
    assert!(!none.status.success(), "{}", said(&none));
}

#[test]
fn a_log_that_was_rolled_back_is_seen_by_who_remembers() {
    let place = Place::logged();
    place.checked();
    saved(&place, "early");
    place.approved();
    std::fs::copy(place.file("gate/log/checkpoint"), place.path("remembered")).expect("kept");
    assert!(
        place
            .done("log verify --remember remembered")
            .contains("The log holds")
    );
    restored(&place, "early");
    let back = place.gate("log verify --remember remembered");
    assert_eq!(back.status.code(), Some(1), "{}", said(&back));
    assert!(said(&back).contains("does not hold"), "{}", said(&back));
    // What was decided is not decided any more.
    let status = place.gate(&format!("status {AMF} --at 2026-11-24T22:30:00Z"));
    assert_eq!(status.status.code(), Some(11), "{}", said(&status));
}

#[test]
fn a_fork_is_seen_by_who_remembers() {
    let place = Place::logged();
    saved(&place, "early");
    place.approved();
    std::fs::copy(place.file("gate/log/checkpoint"), place.path("remembered")).expect("kept");
    // Another history of the same length, with the right key.
    restored(&place, "early");
    for at in ["23:00", "23:10", "23:20", "23:30"] {
        let line = format!(
            "check inbox/arden-smf-3.8.2.csar --release arden-smf@3.8.2 --by petra.novak --at 2026-11-24T{at}:00Z"
        );
        assert_eq!(place.kept(&line).status.code(), Some(11));
    }
    let fork = place.gate("log verify --remember remembered");
    assert_eq!(fork.status.code(), Some(1), "{}", said(&fork));
}

#[test]
fn a_witness_signs_only_what_grew() {
    let place = Place::logged();
    let key = witness_key(&place);
    place.checked();
    assert!(witness(&place).status.success());
    saved(&place, "early");
    let line = format!("log verify --witness {key}");
    let seen = place.done(&line);
    assert!(
        seen.contains("witnessed by witness.example.org at 1"),
        "{seen}"
    );
    place.approved();
    let grown = witness(&place);
    assert!(
        said(&grown).contains("from 1 to 4 entries"),
        "{}",
        said(&grown)
    );
    // Back: the witness does not sign, and the log cannot grow from there.
    let newest = place.path("newest");
    super::copy(&place.file("gate/log"), &newest);
    restored(&place, "early");
    let back = witness(&place);
    assert_eq!(back.status.code(), Some(3), "{}", said(&back));
    // Forked: as long as before, and another.
    for who in ["ines.moreau", "tomas.lind", "petra.novak"] {
        let line = format!(
            "check inbox/tern-hss-7.3.1.csar --release tern-hss@7.3.1 --by {who} --at 2026-11-24T23:00:00Z"
        );
        assert_eq!(place.kept(&line).status.code(), Some(12));
    }
    let fork = witness(&place);
    assert_eq!(fork.status.code(), Some(3), "{}", said(&fork));
    // What the witness put into the log itself tells as well.
    std::fs::remove_dir_all(place.file("gate/log")).expect("removed");
    super::copy(&newest, &place.file("gate/log"));
    assert!(witness(&place).status.success());
}

#[test]
fn a_key_that_is_not_of_the_log_keeps_nothing() {
    let place = Place::logged();
    let other = Place::logged();
    std::fs::copy(other.path("valley-log.key"), place.path("other.key")).expect("copied");
    std::fs::write(place.path("no.key"), "no key\n").expect("written");
    let ask = format!("check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}");
    for (key, code) in [
        ("--log-key other.key", 3),
        ("--log-key no.key", 2),
        ("--log-key absent.key", 3),
        ("", 2),
    ] {
        let asked = place.gate(&format!("{ask} {key}"));
        assert_eq!(asked.status.code(), Some(code), "{key}: {}", said(&asked));
        assert!(
            !place.file("gate/records").exists(),
            "{key}: nothing is kept"
        );
        assert!(
            !place.path("keyholder-report").exists(),
            "{key}: nothing is written"
        );
    }
    // Known from elsewhere, the key says whose log it is.
    place.checked();
    let wrong = place.gate(&format!("log verify --key {}", public(&other)));
    assert_eq!(wrong.status.code(), Some(1), "{}", said(&wrong));
}

#[test]
fn the_key_of_a_log_lies_away_from_the_project() {
    let place = Place::new();
    let inside = place.gate("log new --key valley-5g/gate/log.key");
    assert_eq!(inside.status.code(), Some(2), "{}", said(&inside));
    assert!(!place.file("gate/log.key").exists() && !place.file("gate/log").exists());
    place.done("log new --key valley-log.key");
    let again = place.gate("log new --key second.key");
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
    assert!(!place.path("second.key").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(place.path("valley-log.key"))
            .expect("a key")
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "its owner alone reads it");
    }
}

/// Files of a log, by path, without the lock.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("one").path();
        match path.is_dir() {
            true => all.extend(files(&path)),
            false => all.push(path),
        }
    }
    all.retain(|path| !path.ends_with("lock"));
    all.sort();
    all
}

/// What the newest checkpoint stands on: of parts of a tile, the longest alone.
fn current(folder: &Path) -> Vec<std::path::PathBuf> {
    let all = files(folder);
    let size = |path: &Path| path.file_name()?.to_str()?.parse::<u64>().ok();
    let longer = |path: &Path| {
        let beside = all.iter().filter(|other| other.parent() == path.parent());
        beside.filter(|other| size(other) > size(path)).count()
    };
    let partial = |path: &Path| size(path).is_some() && longer(path) > 0;
    all.iter().filter(|path| !partial(path)).cloned().collect()
}

#[test]
fn whatever_is_harmed_in_a_log_is_seen() {
    let place = Place::logged();
    place.approved();
    saved(&place, "sound");
    let key = public(&place);
    for file in current(&place.file("gate/log")) {
        let text = std::fs::read(&file).expect("a file");
        for harm in 0..5 {
            let mut harmed = text.clone();
            match harm {
                0 => harmed.truncate(text.len() / 2),
                1 => harmed[text.len() / 2] ^= 1,
                2 => harmed.clear(),
                _ => harmed.extend_from_slice(b"more"),
            }
            std::fs::write(&file, &harmed).expect("written");
            if harm == 4 {
                std::fs::remove_file(&file).expect("removed");
            }
            harmed_is_seen(&place, &key, &format!("{} {harm}", file.display()));
            restored(&place, "sound");
        }
    }
    assert!(place.done("log verify").contains("The log holds"));
}

/// With the key as it is known from elsewhere, whatever is harmed but the key beside the log is seen; and nothing
/// is admitted by a log that cannot be read.
fn harmed_is_seen(place: &Place, key: &str, what: &str) {
    let verified = place.gate(&format!("log verify --key {key}"));
    let own_key = what.contains("key.vkey");
    assert!(
        own_key || !verified.status.success(),
        "{what}: {}",
        said(&verified)
    );
    let kept = place.kept(&format!(
        "check {AMF} --release arden-amf@4.2.1 --by petra.novak --at 2026-11-24T23:00:00Z"
    ));
    let code = kept.status.code();
    assert!(
        own_key || code == Some(3),
        "{what}: {code:?} {}",
        said(&kept)
    );
}

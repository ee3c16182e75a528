//! What is broken, or not there: nothing of it lets anything in, and each says what to do.

use super::{AMF, EVENING, Place, json, said, state, steps};

/// Asks for the good package in a project that was harmed: it must not be admitted.
pub(super) fn waits(harm: impl FnOnce(&Place), code: i32, tells: &str) -> Place {
    let place = Place::new();
    harm(&place);
    let asked = place.gate(&format!(
        "check {AMF} --release arden-amf@4.2.1 --at {EVENING} --dry-run"
    ));
    assert_eq!(asked.status.code(), Some(code), "{tells}\n{}", said(&asked));
    let flat = said(&asked)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(flat.contains(tells), "{tells}\n{}", said(&asked));
    place
}

#[test]
fn a_package_that_cannot_be_read_is_not_judged() {
    let place = Place::logged();
    std::fs::create_dir(place.path("inbox/folder.csar")).expect("a folder");
    for (package, tells) in [
        ("inbox/absent.csar", "cannot read `inbox/absent.csar`"),
        ("inbox/folder.csar", "packed with `tar` first"),
        ("inbox", "is no file"),
    ] {
        let asked = place.kept(&format!(
            "check {package} --release arden-amf@4.2.1 --at {EVENING}"
        ));
        assert_eq!(asked.status.code(), Some(3), "{}", said(&asked));
        assert!(said(&asked).contains(tells), "{}", said(&asked));
    }
    assert!(!place.file("gate/records").exists(), "nothing is kept");
    assert!(place.done("log show").contains("no entry yet"));
}

#[test]
fn nothing_at_all_is_held() {
    let place = Place::new();
    for (name, bytes) in [
        ("empty.csar", Vec::new()),
        ("zeros.csar", vec![0; 4096]),
        ("text.csar", b"PK\x03\x04".to_vec()),
    ] {
        super::write(&place.path(&format!("inbox/{name}")), bytes);
        let asked = place.asked(&format!("inbox/{name}"), "arden-amf@4.2.1", "");
        let verdict = asked["verdict"].as_str();
        assert!(
            matches!(verdict, Some("hold" | "refuse")),
            "{name} {:?}",
            steps(&asked)
        );
        assert_ne!(state(&asked, "signature"), "passed");
        assert_ne!(state(&asked, "identity"), "passed");
    }
}

#[test]
fn a_project_without_a_gate_says_how_to_get_one() {
    waits(
        |place| drop(std::fs::remove_dir_all(place.file("gate"))),
        2,
        "no `gate/gate.toml` in `valley-5g`",
    );
    waits(
        |place| drop(std::fs::remove_file(place.file("keyholder.toml"))),
        3,
        "no `keyholder.toml`",
    );
    let place = Place::new();
    let asked = super::keyholder(
        place.folder.path(),
        &[
            "gate",
            "check",
            AMF,
            "--project",
            "nowhere",
            "--release",
            "arden-amf@4.2.1",
        ],
    );
    assert_eq!(asked.status.code(), Some(3), "{}", said(&asked));
}

#[test]
fn faults_in_the_gate_hold_everything() {
    let tells = "`gate/gate.toml` has faults";
    for (from, to) in [
        ("network = \"valley-5g\"", "network = = \"valley-5g\""),
        ("network = \"valley-5g\"", "network = 7"),
        // An end that nobody can read would be no end.
        ("from = 2026-01-01", "until = \"soon\""),
        ("from = 2026-01-01", "untill = 2026-02-01"),
        // What is known to be bad would not be known.
        ("purl = \"pkg:deb/debian/xz-utils@5.6.1\"", "purl = 5"),
        ("[[known_bad]]", "[[known-bad]]"),
        ("for = \"packages\"", "for = \"everything\""),
        ("roles = [\"security\"]", "roles = \"security\""),
    ] {
        let place = waits(|place| place.change("gate/gate.toml", from, to), 1, tells);
        let told = super::keyholder(place.folder.path(), &["check", "valley-5g"]);
        assert_eq!(told.status.code(), Some(1), "{to}: {}", said(&told));
        assert!(
            said(&told).contains("--> gate/gate.toml:"),
            "{to}: {}",
            said(&told)
        );
    }
    // Also what was admitted before is not approved then.
    let place = Place::logged();
    let record = place.checked();
    place.change("gate/gate.toml", "from = 2026-01-01", "until = \"soon\"");
    let yes = place.decide(
        "approve",
        &record,
        "ines.moreau",
        "--at 2026-11-24T22:10:00Z",
    );
    assert_eq!(yes.status.code(), Some(1), "{}", said(&yes));
}

#[test]
fn a_pin_that_is_gone_or_garbled_lets_nothing_in() {
    let gone = |name: &'static str| {
        move |place: &Place| {
            drop(std::fs::remove_file(
                place.file(&format!("gate/keys/{name}")),
            ))
        }
    };
    let garbled = |name: &'static str| {
        move |place: &Place| place.write(&format!("gate/keys/{name}"), "not what it was")
    };
    for name in ["arden-root.pem", "valley-operator.pem", "arden-builder.pem"] {
        waits(gone(name), 12, "REFUSE");
        waits(garbled(name), 12, "REFUSE");
    }
    for name in ["arden-root.crl", "arden-signing.crl"] {
        waits(gone(name), 11, "[revocation]");
        waits(garbled(name), 11, "[revocation]");
    }
    // Without the time authority the time is not proved, which limits.
    waits(gone("meridian-root.pem"), 10, "[timestamp]");
    // `keyholder check` names the file.
    let place = Place::new();
    gone("arden-root.pem")(&place);
    let told = super::keyholder(place.folder.path(), &["check", "valley-5g"]);
    assert!(
        said(&told).contains("KH0901") && said(&told).contains("arden-root.pem"),
        "{}",
        said(&told)
    );
    // A path that leads out of the gate is no pin.
    waits(
        |place| {
            std::fs::copy(
                place.file("gate/keys/arden-root.pem"),
                place.file("arden-root.pem"),
            )
            .expect("copied");
            place.change("gate/gate.toml", "keys/arden-root.pem", "../arden-root.pem");
        },
        12,
        "REFUSE",
    );
}

#[test]
fn without_people_nobody_decides() {
    let place = Place::logged();
    let gate = place.read("gate/gate.toml");
    let (head, rest) = gate.split_once("[[person]]").expect("people");
    let (_, tail) = rest.split_once("[[product]]").expect("products");
    place.write("gate/gate.toml", format!("{head}[[product]]{tail}"));
    let asked = place.kept(&format!(
        "check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}"
    ));
    assert_eq!(asked.status.code(), Some(2), "{}", said(&asked));
    assert!(
        said(&asked).contains("nobody here is `petra.novak`"),
        "{}",
        said(&asked)
    );
    let asked = place.kept(&format!(
        "check {AMF} --release arden-amf@4.2.1 --at {EVENING}"
    ));
    assert_eq!(asked.status.code(), Some(0), "{}", said(&asked));
    let status = place.gate(&format!("status {AMF} --at {EVENING}"));
    assert_eq!(status.status.code(), Some(11), "{}", said(&status));
    assert!(
        said(&status).contains("give somebody the role `security`"),
        "{}",
        said(&status)
    );
    let yes = place.decide("approve", AMF, "ines.moreau", &format!("--at {EVENING}"));
    assert_eq!(yes.status.code(), Some(2), "{}", said(&yes));
}

#[test]
fn a_log_that_cannot_be_written_to_leaves_nothing_that_could_be_approved() {
    let place = Place::logged();
    // Where the next tile of hashes would go, something else lies.
    std::fs::create_dir_all(place.file("gate/log/tile/0/000.p/1/in-the-way")).expect("a folder");
    let asked = place.kept(&format!(
        "check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}"
    ));
    assert_eq!(asked.status.code(), Some(3), "{}", said(&asked));
    for record in [AMF, &only_record(&place)] {
        let yes = place.decide(
            "approve",
            record,
            "ines.moreau",
            "--at 2026-11-24T22:10:00Z",
        );
        assert!(matches!(yes.status.code(), Some(2 | 12)), "{}", said(&yes));
    }
    assert!(!place.file("gate/decisions").exists());
}

/// The record that lies there, or one that does not.
fn only_record(place: &Place) -> String {
    let records = std::fs::read_dir(place.file("gate/records"));
    let name = records
        .into_iter()
        .flatten()
        .flatten()
        .next()
        .map(|entry| entry.file_name());
    name.map_or_else(
        || super::NOTHING.to_owned(),
        |name| name.to_string_lossy().trim_end_matches(".json").to_owned(),
    )
}

#[test]
fn a_checkpoint_that_is_gone_is_not_a_project_without_a_log() {
    let place = Place::logged();
    let record = place.approved();
    std::fs::remove_file(place.file("gate/log/checkpoint")).expect("removed");
    for line in [
        format!("check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}"),
        format!("check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING} --dry-run"),
        format!("status {record} --at 2026-11-24T22:30:00Z"),
        "log new --key second.key".to_owned(),
        "log show".to_owned(),
    ] {
        let output = place.gate(&line);
        assert!(
            matches!(output.status.code(), Some(2 | 3)),
            "{line}: {}",
            said(&output)
        );
    }
    let kept = place.kept(&format!(
        "check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}"
    ));
    assert_eq!(kept.status.code(), Some(3), "{}", said(&kept));
    assert!(said(&kept).contains("checkpoint"), "{}", said(&kept));
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_half_admitted() {
    let place = Place::logged();
    let ask = format!(
        "gate check {AMF} --project valley-5g --release arden-amf@4.2.1 --by petra.novak --at {EVENING} --log-key valley-log.key"
    );
    let program = env!("CARGO_BIN_EXE_keyholder");
    let mut failed = 0;
    // From nothing at all to enough, in blocks of 512 bytes or 1,024, as the shell counts.
    for blocks in [0, 1, 2, 4, 8, 16, 24, 32, 48, 64, 128] {
        let line = format!("trap '' XFSZ; ulimit -f {blocks} || exit 77; exec '{program}' {ask}");
        let mut shell = std::process::Command::new("sh");
        let output = shell
            .args(["-c", &line])
            .current_dir(place.folder.path())
            .output()
            .expect("a shell");
        if output.status.code() == Some(77) {
            println!("this shell sets no limit; nothing was tried");
            return;
        }
        let entries = json(&place.gate("log show --format json"));
        let logged = entries.as_array().map_or(0, Vec::len);
        match output.status.code() {
            Some(0) => {
                assert_eq!(logged, 1, "{blocks}: {}", said(&output));
                break;
            }
            code => {
                failed += 1;
                assert_eq!(code, Some(3), "{blocks}: {}", said(&output));
                assert_eq!(logged, 0, "{blocks}: nothing is in the log");
                let yes = place.decide(
                    "approve",
                    &only_record(&place),
                    "ines.moreau",
                    "--at 2026-11-24T22:10:00Z",
                );
                assert!(
                    matches!(yes.status.code(), Some(2 | 12)),
                    "{blocks}: {}",
                    said(&yes)
                );
            }
        }
    }
    assert!(failed > 2, "some limits were too small");
    assert!(
        place
            .gate(&format!("status {AMF} --at {EVENING}"))
            .status
            .code()
            == Some(11)
    );
}

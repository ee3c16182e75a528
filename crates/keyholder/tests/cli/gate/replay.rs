//! A verdict given again: the same bytes from the same files, and what moved when they are others.

use super::{AMF, EVENING, MIRROR, Place, said};

fn replayed(place: &Place, record: &str) -> (Option<i32>, String) {
    let output = place.gate(&format!("replay {record} --package {AMF}"));
    (output.status.code(), said(&output))
}

/// Something is another: the result is, and it is named.
fn named(harm: impl FnOnce(&Place), tells: &str) {
    let place = Place::logged();
    let record = place.approved();
    harm(&place);
    let (code, text) = replayed(&place, &record);
    assert_eq!(code, Some(1), "{tells}\n{text}");
    assert!(
        text.contains("Another result.") && text.contains(tells),
        "{tells}\n{text}"
    );
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let place = Place::logged();
    let record = place.approved();
    let (code, text) = replayed(&place, &record);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("The same: ") && text.contains(&record),
        "{text}"
    );
    // What came later changes nothing: other records, decisions, steps, files that are no input.
    let line = format!(
        "check {MIRROR} --release arden-amf@4.2.1 --by petra.novak --at 2026-11-24T23:00:00Z"
    );
    assert_eq!(place.kept(&line).status.code(), Some(12));
    let line = format!("record {record} --elements 1 --package {AMF} --at 2026-11-24T23:10:00Z");
    assert!(place.kept(&line).status.success());
    place.write("notes.txt", "nothing of the project\n");
    place.write("gate/README.md", "how we do it\n");
    super::write(&place.path("inbox/other.csar"), "another\n");
    for named in [
        record.as_str(),
        &record[..10],
        AMF,
        &format!("valley-5g/gate/records/{record}.json"),
    ] {
        let (code, text) = replayed(&place, named);
        assert_eq!(code, Some(0), "{named}: {text}");
    }
    // From another folder, and another name of the project.
    std::fs::rename(place.path("valley-5g"), place.path("archive")).expect("renamed");
    let line = [
        "gate",
        "replay",
        &record,
        "--project",
        "archive",
        "--package",
        AMF,
    ];
    let output = super::keyholder(place.folder.path(), &line);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_verdict_of_every_kind_can_be_given_again() {
    let place = Place::logged();
    for (package, release, more) in [
        (AMF, "arden-amf@4.2.1", ""),
        (MIRROR, "arden-amf@4.2.1", "--emergency now"),
        ("inbox/tern-hss-7.3.1.csar", "tern-hss@7.3.1", "--for udm-1"),
        (
            "inbox/arden-smf-3.8.2.csar",
            "arden-smf@3.8.2",
            "--by petra.novak",
        ),
    ] {
        let asked = place.kept(&format!(
            "check {package} --release {release} --at {EVENING} {more}"
        ));
        assert!(
            matches!(asked.status.code(), Some(0 | 10 | 11 | 12)),
            "{}",
            said(&asked)
        );
    }
    for package in [
        AMF,
        MIRROR,
        "inbox/tern-hss-7.3.1.csar",
        "inbox/arden-smf-3.8.2.csar",
    ] {
        let output = place.gate(&format!("replay {package} --package {package}"));
        assert_eq!(
            output.status.code(),
            Some(0),
            "{package}: {}",
            said(&output)
        );
    }
}

#[test]
fn what_moved_is_named() {
    named(
        |place| {
            let pem = place.read("gate/keys/tern-root.pem");
            place.write("gate/keys/arden-plain.pem", pem);
        },
        "`gate/keys/arden-plain.pem` is another",
    );
    named(
        |place| drop(std::fs::remove_file(place.file("gate/keys/arden-root.pem"))),
        "`gate/keys/arden-root.pem` is another",
    );
    named(
        |place| {
            let shipped = std::fs::read_to_string(super::example("../catalogue/gate/policy.toml"))
                .expect("a policy");
            place.write(
                "gate/policy.toml",
                shipped.replace("soak_hours = 72", "soak_hours = 1"),
            );
        },
        "`gate/policy.toml` is another",
    );
    named(
        |place| {
            place.change(
                "parties/lumen-project.toml",
                "name = ",
                "note = \"seen\"\nname = ",
            )
        },
        "`parties/lumen-project.toml` is another",
    );
    named(
        |place| {
            place.write(
                "parties/new-party.toml",
                "id = \"new-party\"\nname = \"New\"\nkind = \"company\"\n",
            )
        },
        "`parties/new-party.toml` is another",
    );
    named(
        |place| {
            std::fs::copy(place.path(MIRROR), place.path(AMF)).expect("swapped");
        },
        "the package is another",
    );
    named(
        |place| {
            drop(std::fs::remove_file(
                place.path(&format!("{AMF}.counter.dsse.json")),
            ))
        },
        "`beside/arden-amf-4.2.1.csar.counter.dsse.json` is another",
    );
    named(
        |place| place.change("network/elements.csv", "amf-4,AMF", "amf-9,AMF"),
        "`network/elements.csv` is another",
    );
}

#[test]
fn what_moved_turns_the_verdict() {
    named(
        |place| drop(std::fs::remove_file(place.file("gate/keys/arden-root.pem"))),
        "the verdict was `admit`, and is `refuse`",
    );
    named(
        |place| {
            drop(std::fs::remove_file(
                place.file("gate/keys/arden-signing.crl"),
            ))
        },
        "revocation was passed, and is not done",
    );
}

#[test]
fn a_record_that_was_changed_is_not_replayed() {
    let place = Place::logged();
    let record = place.approved();
    place.change(
        &format!("gate/records/{record}.json"),
        "\"admit\"",
        "\"admit \"",
    );
    let (code, text) = replayed(&place, &record);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("was changed"), "{text}");
}

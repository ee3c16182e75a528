//! What people decide: who counts, for what, and until when.

use serde_json::Value;

use super::{AMF, Place, list, missing, said};

/// The only line of a status that says why something does not count.
fn why(status: &Value) -> String {
    let refused = list(status, "refused");
    refused.iter().map(|one| one[1].to_string()).collect()
}

/// The decisions about a record, as files.
fn decisions(place: &Place, record: &str) -> Vec<std::path::PathBuf> {
    let folder = place.file(&format!("gate/decisions/{record}"));
    let entries = std::fs::read_dir(folder).expect("decisions");
    let mut all: Vec<_> = entries.map(|entry| entry.expect("one").path()).collect();
    all.sort();
    all
}

#[test]
fn two_people_of_two_roles_let_it_in() {
    let place = Place::logged();
    let record = place.approved();
    let ready = place.gate(&format!("status {record} --at 2026-11-24T22:30:00Z"));
    assert_eq!(ready.status.code(), Some(0), "{}", said(&ready));
    // The same is said of the file of the package.
    let by_file = place.gate(&format!(
        "status {AMF} --at 2026-11-24T22:30:00Z --package {AMF}"
    ));
    assert_eq!(by_file.status.code(), Some(0), "{}", said(&by_file));
    // Somebody says no: it is not in, whoever said yes.
    let no = place.decide(
        "reject",
        &record,
        "petra.novak",
        "--at 2026-11-24T22:40:00Z",
    );
    assert!(no.status.success(), "{}", said(&no));
    let status = place.status(&record, "2026-11-24T22:50:00Z");
    assert_eq!(status["state"], "rejected");
}

#[test]
fn whoever_asked_does_not_approve() {
    let place = Place::logged();
    let record = place.checked();
    let own = place.decide(
        "approve",
        &record,
        "petra.novak",
        "--at 2026-11-24T22:10:00Z",
    );
    assert_eq!(own.status.code(), Some(12), "{}", said(&own));
    assert!(said(&own).contains("`petra.novak` asked for it"));
    assert!(!place.file("gate/decisions").exists(), "nothing is kept");
    // Without anybody who asked, nobody can tell who may approve.
    let asked = place.kept(&format!(
        "check {AMF} --release arden-amf@4.2.1 --at 2026-11-24T22:05:00Z"
    ));
    assert!(asked.status.success(), "{}", said(&asked));
    let yes = place.decide("approve", AMF, "ines.moreau", "--at 2026-11-24T22:10:00Z");
    assert_eq!(yes.status.code(), Some(12), "{}", said(&yes));
    assert!(said(&yes).contains("nobody is named as having asked"));
}

#[test]
fn an_approval_ends() {
    let place = Place::logged();
    let record = place.approved();
    let week = place.status(&record, "2026-12-01T21:59:00Z");
    assert_eq!(week["state"], "ready", "{week}");
    let later = place.status(&record, "2026-12-01T22:15:00Z");
    assert_eq!(later["state"], "open", "{later}");
    assert!(
        why(&later).contains("it held until 2026-12-01T22:10:00Z"),
        "{later}"
    );
    // Longer than the tier lets it is said at once.
    let long = place.decide(
        "approve",
        &record,
        "ines.moreau",
        "--days 8 --at 2026-11-25T08:00:00Z",
    );
    assert_eq!(long.status.code(), Some(12), "{}", said(&long));
    assert!(said(&long).contains("it holds longer than 7 days"));
    // What is to come does not count yet.
    let early = place.status(&record, "2026-11-24T22:00:00Z");
    assert!(why(&early).contains("which is to come"), "{early}");
}

#[test]
fn one_person_counts_once_and_needs_the_role() {
    let place = Place::logged();
    let record = place.checked();
    // Twice in the same second, for two reasons: both are kept, and one counts.
    for reason in ["first", "second"] {
        let more = format!("--at 2026-11-24T22:10:00Z --reason {reason}");
        let yes = place.decide("approve", &record, "ines.moreau", &more);
        assert!(yes.status.success(), "{}", said(&yes));
    }
    assert_eq!(
        decisions(&place, &record).len(),
        2,
        "none takes the place of another"
    );
    assert!(place.done("log verify").contains("The log holds"));
    let status = place.status(&record, "2026-11-24T22:20:00Z");
    assert_eq!(status["state"], "open");
    let lacks = missing(&status);
    assert!(
        lacks.contains("1 of 2 approvals") && lacks.contains("`security`"),
        "{lacks}"
    );
}

#[test]
fn a_key_of_two_people_is_of_nobody() {
    let place = Place::logged();
    let gate = place.read("gate/gate.toml");
    let key = |who: &str| {
        let line = gate
            .lines()
            .find(|line| line.starts_with("key = ") && line.contains(who));
        line.expect("a key").to_owned()
    };
    place.change("gate/gate.toml", &key("tomas.lind"), &key("ines.moreau"));
    let record = place.checked();
    for who in ["ines.moreau", "tomas.lind"] {
        let more = "--at 2026-11-24T22:10:00Z";
        let line =
            format!("approve {record} --as {who} --key people/ines.moreau.test-key.pem {more}");
        let yes = place.kept(&line);
        assert_eq!(yes.status.code(), Some(2), "{}", said(&yes));
        assert!(
            said(&yes).contains("also that of somebody else"),
            "{}",
            said(&yes)
        );
    }
}

#[test]
fn nobody_signs_for_another() {
    let place = Place::logged();
    let record = place.checked();
    let line = format!(
        "approve {record} --as tomas.lind --key people/ines.moreau.test-key.pem --at 2026-11-24T22:10:00Z"
    );
    let yes = place.kept(&line);
    assert_eq!(yes.status.code(), Some(2), "{}", said(&yes));
    assert!(said(&yes).contains("not signed with the key of `tomas.lind`"));
    let stranger = place.decide(
        "approve",
        &record,
        "tomas.lint",
        "--at 2026-11-24T22:10:00Z",
    );
    assert_eq!(stranger.status.code(), Some(2));
    assert!(
        said(&stranger).contains("did you mean `tomas.lind`?"),
        "{}",
        said(&stranger)
    );
}

#[test]
fn a_decision_is_about_one_record() {
    let place = Place::logged();
    let first = place.approved();
    // The same update, asked for again: what was decided about the first does not count for the second.
    let again = place.kept(&format!(
        "check {AMF} --release arden-amf@4.2.1 --by petra.novak --at 2026-11-25T08:00:00Z"
    ));
    assert!(again.status.success(), "{}", said(&again));
    let second = place.record_beside(&first);
    for path in decisions(&place, &first) {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read(&path).expect("a decision");
        place.write(&format!("gate/decisions/{second}/{name}"), text);
    }
    let status = place.status(&second, "2026-11-25T09:00:00Z");
    assert_eq!(status["state"], "open", "{status}");
    assert_eq!(list(&status, "decisions").len(), 0);
    assert!(
        why(&status).contains("it is about another record"),
        "{status}"
    );
}

#[test]
fn a_decision_outside_the_log_does_not_count() {
    let place = Place::logged();
    let record = place.checked();
    // Made in a copy of the project, with the right keys and another log.
    let copy = Place::logged();
    assert_eq!(
        copy.approved(),
        record,
        "the same verdict on the same files"
    );
    for path in decisions(&copy, &record) {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read(&path).expect("a decision");
        place.write(&format!("gate/decisions/{record}/{name}"), text);
    }
    let status = place.status(&record, "2026-11-24T22:20:00Z");
    assert_eq!(status["state"], "open", "{status}");
    assert_eq!(
        why(&status).matches("it is not in the log").count(),
        2,
        "{status}"
    );
}

#[test]
fn a_decision_that_was_changed_does_not_count() {
    let place = Place::logged();
    let record = place.approved();
    let path = decisions(&place, &record).remove(0);
    let text = std::fs::read_to_string(&path).expect("a decision");
    // One letter of the payload.
    let changed = text.replacen("\"payload\":\"eyJ", "\"payload\":\"eyK", 1);
    let changed = if changed == text {
        text.replacen("eyJ", "eyK", 1)
    } else {
        changed
    };
    assert!(changed != text);
    std::fs::write(&path, changed).expect("written");
    let status = place.status(&record, "2026-11-24T22:30:00Z");
    assert_eq!(status["state"], "open", "{status}");
    assert_eq!(list(&status, "refused").len(), 1, "{status}");
    let verified = place.gate("log verify");
    assert!(
        said(&verified).contains("its decision is gone or was changed"),
        "{}",
        said(&verified)
    );
}

//! What people decide: who counts, for what, and until when.

use serde_json::Value;

use super::{AMF, EVENING, MIRROR, Place, list, said};

/// The only line of a status that says why something does not count.
fn why(status: &Value) -> String {
    let refused = list(status, "refused");
    refused.iter().map(|one| one[1].to_string()).collect()
}

fn missing(status: &Value) -> String {
    list(status, "missing")
        .iter()
        .map(Value::to_string)
        .collect()
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
    let record = place.checked();
    let open = place.gate(&format!("status {record} --at {EVENING}"));
    assert_eq!(open.status.code(), Some(11), "{}", said(&open));
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
    let week = place.status(&record, "2026-12-01T22:09:00Z");
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
        "--days 8 --at 2026-12-02T08:00:00Z",
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
    let second = newest(&place, &first);
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

/// The record that is not this one.
fn newest(place: &Place, other: &str) -> String {
    let records = std::fs::read_dir(place.file("gate/records")).expect("records");
    let names = records.map(|entry| {
        let name = entry.expect("one").file_name();
        name.to_string_lossy().trim_end_matches(".json").to_owned()
    });
    let mut names = names.filter(|name| name != other);
    names.next().expect("another record")
}

#[test]
fn a_decision_outside_the_log_does_not_count() {
    let place = Place::logged();
    let record = place.checked();
    // Made in a copy of the project, with the right keys and another log.
    let copy = Place::new();
    let text = place.read(&format!("gate/records/{record}.json"));
    copy.write(&format!("gate/records/{record}.json"), text);
    for who in ["ines.moreau", "tomas.lind"] {
        let line = format!(
            "approve {record} --as {who} --key people/{who}.test-key.pem --at 2026-11-24T22:10:00Z"
        );
        copy.done(&line);
    }
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
fn a_record_outside_the_log_is_not_approved() {
    let place = Place::logged();
    // The record of another gate, or one that somebody wrote by hand: the log does not know it.
    let copy = Place::new();
    copy.done(&format!(
        "check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}"
    ));
    let record = newest(&copy, "");
    let text = copy.read(&format!("gate/records/{record}.json"));
    place.write(&format!("gate/records/{record}.json"), text);
    let yes = place.decide(
        "approve",
        &record,
        "ines.moreau",
        "--at 2026-11-24T22:10:00Z",
    );
    assert_eq!(yes.status.code(), Some(12), "{}", said(&yes));
    assert!(said(&yes).contains("the record is not in the log"));
    let verified = place.gate("log verify");
    assert_eq!(verified.status.code(), Some(1), "{}", said(&verified));
}

#[test]
fn a_record_that_was_changed_is_none() {
    let place = Place::logged();
    let record = place.approved();
    let path = format!("gate/records/{record}.json");
    place.change(&path, "\"approvers\": 2", "\"approvers\": 0");
    for line in [
        format!("status {record}"),
        format!(
            "approve {record} --as ines.moreau --key people/ines.moreau.test-key.pem --log-key valley-log.key"
        ),
    ] {
        let output = place.gate(&format!("{line} --at 2026-11-24T22:30:00Z"));
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(
            said(&output).contains("was changed: its SHA-256 is"),
            "{}",
            said(&output)
        );
    }
    let all = place.gate("status --at 2026-11-24T22:30:00Z");
    assert_eq!(all.status.code(), Some(1), "{}", said(&all));
    let verified = place.gate("log verify");
    assert_eq!(verified.status.code(), Some(1), "{}", said(&verified));
    assert!(said(&verified).contains("is gone"), "{}", said(&verified));
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

#[test]
fn other_bytes_and_other_elements_need_another_verdict() {
    let place = Place::logged();
    let record = place.checked();
    // The package, between check and approval.
    std::fs::copy(place.path(MIRROR), place.path(AMF)).expect("swapped");
    let named = place.decide("approve", AMF, "ines.moreau", "--at 2026-11-24T22:10:00Z");
    assert_eq!(named.status.code(), Some(2), "{}", said(&named));
    assert!(said(&named).contains("no record is about"));
    let more = format!("--package {AMF} --at 2026-11-24T22:10:00Z");
    let yes = place.decide("approve", &record, "ines.moreau", &more);
    assert_eq!(yes.status.code(), Some(12), "{}", said(&yes));
    assert!(said(&yes).contains("is not the package that was judged"));
    // The elements: one more runs it since.
    let place = Place::logged();
    let record = place.approved();
    let mut elements = place.read("network/elements.csv");
    elements.push_str(
        "amf-5,AMF,valley-telecom,valley,amf,node-2,none,none,none,none,arden-amf@4.2.0,\n",
    );
    place.write("network/elements.csv", elements);
    let status = place.status(&record, "2026-11-24T22:30:00Z");
    assert_eq!(status["state"], "open", "{status}");
    assert!(
        missing(&status).contains("`network/elements.csv` is another"),
        "{status}"
    );
    let yes = place.decide(
        "approve",
        &record,
        "ines.moreau",
        "--at 2026-11-24T22:30:00Z",
    );
    assert_eq!(yes.status.code(), Some(12), "{}", said(&yes));
}

#[test]
fn what_is_held_or_refused_cannot_be_approved() {
    let place = Place::logged();
    for (package, release, code) in [
        ("inbox/arden-smf-3.8.2.csar", "arden-smf@3.8.2", 11),
        ("inbox/tern-hss-7.3.1.csar", "tern-hss@7.3.1", 12),
    ] {
        let line = format!("check {package} --release {release} --by petra.novak --at {EVENING}");
        assert_eq!(place.kept(&line).status.code(), Some(code));
        let yes = place.decide(
            "approve",
            package,
            "ines.moreau",
            "--at 2026-11-24T22:10:00Z",
        );
        assert_eq!(yes.status.code(), Some(12), "{}", said(&yes));
        assert!(
            said(&yes).contains("what it lacks must come first"),
            "{}",
            said(&yes)
        );
        let status = place.gate(&format!("status {package} --at 2026-11-24T22:10:00Z"));
        assert_eq!(status.status.code(), Some(12), "{}", said(&status));
    }
}

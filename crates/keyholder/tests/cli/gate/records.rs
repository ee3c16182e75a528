//! Records that decisions are about: whole, in the log, and of what is still there.

use super::{AMF, EVENING, MIRROR, Place, missing, said};

#[test]
fn a_record_outside_the_log_is_not_approved() {
    let place = Place::logged();
    // The record of another gate, or one that somebody wrote by hand: the log does not know it.
    let copy = Place::new();
    copy.done(&format!(
        "check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}"
    ));
    let record = copy.record_beside("");
    let text = copy.read(&format!("gate/records/{record}.json"));
    place.write(&format!("gate/records/{record}.json"), text);
    let yes = place.decide(
        "approve",
        &record,
        "ines.moreau",
        "--at 2026-11-24T22:10:00Z",
    );
    assert_eq!(yes.status.code(), Some(12), "{}", said(&yes));
    assert!(said(&yes).contains("log"), "{}", said(&yes));
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
fn other_bytes_and_other_elements_need_another_verdict() {
    let place = Place::logged();
    let record = place.checked();
    // The package, between check and approval.
    std::fs::copy(place.path(MIRROR), place.path(AMF)).expect("swapped");
    let named = place.decide("approve", AMF, "ines.moreau", "--at 2026-11-24T22:10:00Z");
    assert_eq!(named.status.code(), Some(2), "{}", said(&named));
    assert!(said(&named).contains("the log has no verdict on"));
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

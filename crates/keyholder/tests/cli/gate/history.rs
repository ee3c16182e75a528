//! What is wrong only because of what happened before: versions, signers, hurries, installations.

use serde_json::Value;

use super::{AMF, EVENING, MIRROR, Place, json, said, state, steps};

/// The digest of a file.
fn digest(place: &Place, name: &str) -> String {
    let bytes = std::fs::read(place.path(name)).expect("a file");
    keyholder_kit::digest::sha256_hex(&bytes)
}

/// One more person, with a new key: its file.
fn somebody(place: &Place, id: &str) -> String {
    let file = format!("{id}.pem");
    let line = ["gate", "key", "new", &file];
    let made = said(&super::keyholder(place.folder.path(), &line));
    let key = made.lines().find(|line| line.starts_with("key = "));
    let mut gate = place.read("gate/gate.toml");
    let key = key.expect("a public key");
    gate.push_str(&format!(
        "\n[[person]]\nid = \"{id}\"\nname = \"{id}\"\nroles = [\"auditor\"]\n{key}\n"
    ));
    place.write("gate/gate.toml", gate);
    file
}

/// The network runs 4.2.1 everywhere.
fn updated(place: &Place) {
    place.change("network/elements.csv", "arden-amf@4.2.0", "arden-amf@4.2.1");
}

#[test]
fn nothing_goes_back() {
    let place = Place::logged();
    let record = place.approved();
    let line = format!("record {record} --elements 1 --package {AMF} --at 2026-11-24T22:30:00Z");
    assert!(place.kept(&line).status.success());
    updated(&place);
    // The older release, genuine and countersigned.
    let running = keyholder_kit::running();
    super::write(&place.path("inbox/arden-amf-4.2.0.csar"), &running.bytes);
    place.done("countersign inbox/arden-amf-4.2.0.csar --release arden-amf@4.2.0 --for AMF --until 2026-12-31 --key people/valley-telecom.test-key.pem --at 2026-11-24T22:40:00Z");
    let asked = place.asked("inbox/arden-amf-4.2.0.csar", "arden-amf@4.2.0", "");
    assert_eq!(asked["verdict"], "refuse", "{:?}", steps(&asked));
    assert_eq!(state(&asked, "version-order"), "failed");
    assert_eq!(state(&asked, "signature"), "passed");
    assert_eq!(state(&asked, "audience"), "passed");
    // A hurry changes nothing about it.
    let hurry = place.asked(
        "inbox/arden-amf-4.2.0.csar",
        "arden-amf@4.2.0",
        "--emergency outage",
    );
    assert_eq!(hurry["verdict"], "refuse");
    // Nor does the version that it is said to be.
    let named = place.asked("inbox/arden-amf-4.2.0.csar", "arden-amf@4.2.2", "");
    assert_eq!(named["verdict"], "refuse");
    assert_eq!(state(&named, "identity"), "failed");
}

#[test]
fn one_version_has_one_form() {
    let place = Place::logged();
    place.approved();
    // Other bytes of 4.2.1, by the same supplier: signed once more, by another of its certificates.
    let sample = keyholder_kit::samples();
    let sample = sample
        .iter()
        .find(|sample| sample.name == "signer-never-seen");
    let other = "inbox/again/arden-amf-4.2.1.csar";
    super::write(&place.path(other), &sample.expect("a sample").bytes);
    place.done(&format!("countersign {other} --release arden-amf@4.2.1 --for AMF --until 2026-12-31 --key people/valley-telecom.test-key.pem --at {EVENING}"));
    let asked = place.asked(other, "arden-amf@4.2.1", "");
    assert_eq!(asked["verdict"], "refuse", "{:?}", steps(&asked));
    assert_eq!(state(&asked, "version-order"), "failed");
    assert_eq!(state(&asked, "signer-continuity"), "failed");
    assert_eq!(state(&asked, "certificate-path"), "passed");
    let text = asked.to_string();
    assert!(text.contains("was shown on 2026-11-24T22:00:00Z with other bytes"));
    // The first form is what it was.
    let first = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(first["verdict"], "admit", "{:?}", steps(&first));
}

#[test]
fn what_is_refused_says_nothing_of_the_supplier() {
    let place = Place::logged();
    // Whoever can have a package checked could else block the genuine one.
    let line = format!("check {MIRROR} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}");
    assert_eq!(place.kept(&line).status.code(), Some(12));
    let first = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(first["verdict"], "admit", "{:?}", steps(&first));
    assert_eq!(state(&first, "signer-continuity"), "not done");
}

#[test]
fn another_network_needs_its_own_word() {
    let place = Place::new();
    place.change(
        "gate/gate.toml",
        "network = \"valley-5g\"",
        "network = \"harbour-5g\"",
    );
    let asked = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(asked["verdict"], "refuse", "{:?}", steps(&asked));
    assert_eq!(state(&asked, "audience"), "failed");
    // The operator there says so itself, and for these functions alone.
    for (functions, wanted) in [("--for SMF", "refuse"), ("--for AMF", "admit")] {
        place.done(&format!("countersign {AMF} --release arden-amf@4.2.1 {functions} --until 2026-12-31 --key people/valley-telecom.test-key.pem --at {EVENING}"));
        let asked = place.asked(AMF, "arden-amf@4.2.1", "");
        assert_eq!(asked["verdict"], wanted, "{:?}", steps(&asked));
    }
    // A key that is not the operator's says nothing.
    let own = format!(
        "countersign {AMF} --release arden-amf@4.2.1 --for AMF --until 2026-12-31 --key people/petra.novak.test-key.pem --at {EVENING}"
    );
    place.done(&own);
    let asked = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(asked["verdict"], "refuse", "{:?}", steps(&asked));
    let late = place.gate(&own.replace("2026-12-31", "2026-11-01"));
    assert_eq!(late.status.code(), Some(2), "{}", said(&late));
}

#[test]
fn a_hurry_waives_what_can_be_looked_at_later() {
    let place = Place::logged();
    let vera = somebody(&place, "vera.lang");
    let hurry = "--emergency exploited-tonight";
    // A certificate inside that ends: a limit, with a review.
    let smf = "inbox/arden-smf-3.8.2.csar";
    let line =
        format!("check {smf} --release arden-smf@3.8.2 --by petra.novak --at {EVENING} {hurry}");
    let asked = place.kept(&line);
    assert_eq!(asked.status.code(), Some(10), "{}", said(&asked));
    let more = "--at 2026-11-24T22:10:00Z --acknowledge embedded-certificates";
    let yes = place.decide("approve", smf, "ines.moreau", more);
    assert!(yes.status.success(), "{}", said(&yes));
    let bare = place.decide("approve", smf, "tomas.lind", "--at 2026-11-24T22:10:00Z");
    assert!(bare.status.success(), "{}", said(&bare));
    let status = place.status(smf, "2026-11-24T22:20:00Z");
    assert_eq!(status["state"], "ready", "{status}");
    assert_eq!(status["review_missing"], true);
    let shown = place.done(&format!("status {smf} --at 2026-11-24T22:20:00Z"));
    assert!(shown.contains("due by 2026-11-27"), "{shown}");
    // Whoever asked does not look at it afterwards alone.
    let own = place.decide("review", smf, "petra.novak", "--at 2026-11-25T08:00:00Z");
    assert_eq!(own.status.code(), Some(12), "{}", said(&own));
    // Nor does whoever approved it.
    place.decide("review", smf, "ines.moreau", "--at 2026-11-25T08:00:00Z");
    let status = place.status(smf, "2026-11-25T08:30:00Z");
    assert_eq!(status["review_missing"], true, "{status}");
    let line = format!("review {smf} --as vera.lang --key {vera} --at 2026-11-25T08:40:00Z");
    let seen = place.kept(&line);
    assert!(seen.status.success(), "{}", said(&seen));
    let status = place.status(smf, "2026-11-25T09:00:00Z");
    assert_eq!(status["review_missing"], false, "{status}");
}

#[test]
fn a_hurry_waives_nothing_of_who_and_where() {
    let place = Place::new();
    let hurry = "--emergency exploited-tonight";
    for (package, release, verdict) in [
        (MIRROR, "arden-amf@4.2.1", "refuse"),
        ("inbox/tern-hss-7.3.1.csar", "tern-hss@7.3.1", "refuse"),
    ] {
        let asked = place.asked(package, release, hurry);
        assert_eq!(asked["verdict"], verdict, "{:?}", steps(&asked));
    }
    // Unsigned: it still waits.
    let unsigned = keyholder_kit::samples();
    let unsigned = unsigned.iter().find(|sample| sample.name == "unsigned");
    let file = "inbox/bare/arden-amf-4.2.1.csar";
    super::write(&place.path(file), &unsigned.expect("a sample").bytes);
    place.done(&format!("countersign {file} --release arden-amf@4.2.1 --for AMF --until 2026-12-31 --key people/valley-telecom.test-key.pem --at {EVENING}"));
    let asked = place.asked(file, "arden-amf@4.2.1", hurry);
    assert_eq!(asked["verdict"], "hold", "{:?}", steps(&asked));
    let steps = steps(&asked);
    assert!(steps.contains(&("signature", "hold")), "{steps:?}");
}

#[test]
fn a_limit_is_acknowledged_by_name() {
    let place = Place::logged();
    let smf = "inbox/arden-smf-3.8.2.csar";
    let line = format!(
        "check {smf} --release arden-smf@3.8.2 --by petra.novak --at {EVENING} --emergency now"
    );
    assert_eq!(place.kept(&line).status.code(), Some(10));
    for who in ["ines.moreau", "tomas.lind"] {
        let yes = place.decide("approve", smf, who, "--at 2026-11-24T22:10:00Z");
        assert!(yes.status.success(), "{}", said(&yes));
    }
    let status = place.gate(&format!("status {smf} --at 2026-11-24T22:20:00Z"));
    assert_eq!(status.status.code(), Some(11), "{}", said(&status));
    assert!(said(&status).contains("nobody acknowledged the limit from `embedded-certificates`"));
    let wrong = place.decide(
        "approve",
        smf,
        "tomas.lind",
        "--acknowledge embedded-certificate --at 2026-11-24T22:30:00Z",
    );
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        said(&wrong).contains("did you mean `embedded-certificates`?"),
        "{}",
        said(&wrong)
    );
}

#[test]
fn steps_against_the_conditions_are_recorded_as_that() {
    let place = Place::logged();
    let record = place.checked();
    let step = |elements: u32, package: &str, at: &str| {
        place.kept(&format!(
            "record {record} --elements {elements} --package {package} --at {at}"
        ))
    };
    let undecided = step(1, AMF, "2026-11-24T22:05:00Z");
    assert_eq!(undecided.status.code(), Some(1), "{}", said(&undecided));
    assert!(said(&undecided).contains("it was not decided: open"));
    let place = Place::logged();
    let record = place.approved();
    let step = |elements: u32, package: &str, at: &str| {
        place.kept(&format!(
            "record {record} --elements {elements} --package {package} --at {at}"
        ))
    };
    let large = step(2, AMF, "2026-11-24T22:30:00Z");
    assert_eq!(large.status.code(), Some(1), "{}", said(&large));
    assert!(
        said(&large).contains("at most 1 elements may be updated now"),
        "{}",
        said(&large)
    );
    let early = step(1, AMF, "2026-11-25T22:30:00Z");
    assert!(
        said(&early).contains("rests until 2026-11-27T22:30:00Z"),
        "{}",
        said(&early)
    );
    let other = step(1, MIRROR, "2026-12-01T08:00:00Z");
    assert_eq!(other.status.code(), Some(1));
    assert!(
        said(&other).contains("is not the package that was judged"),
        "{}",
        said(&other)
    );
    let shown = place.done("log show");
    assert_eq!(
        shown.matches("against the conditions").count(),
        3,
        "{shown}"
    );
    // Without a log there is nowhere to keep it.
    let bare = Place::new();
    bare.done(&format!(
        "check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}"
    ));
    let none = bare.gate(&format!(
        "record {AMF} --elements 1 --package {AMF} --at {EVENING}"
    ));
    assert_eq!(none.status.code(), Some(2), "{}", said(&none));
}

#[test]
fn what_nobody_admitted_is_an_alarm() {
    let place = Place::logged();
    let record = place.approved();
    let line = format!("record {record} --elements 1 --package {AMF} --at 2026-11-24T22:30:00Z");
    assert!(place.kept(&line).status.success());
    // Somebody installed what was refused, and was honest about it.
    let hss = "inbox/tern-hss-7.3.1.csar";
    let line =
        format!("check {hss} --release tern-hss@7.3.1 --by petra.novak --at 2026-11-24T22:40:00Z");
    assert_eq!(place.kept(&line).status.code(), Some(12));
    let line = format!("record {hss} --elements 2 --package {hss} --at 2026-11-24T22:50:00Z");
    assert_eq!(place.kept(&line).status.code(), Some(1));
    let read: Value = serde_json::from_str(&place.read(&format!("gate/records/{record}.json")))
        .expect("a record");
    let image = read["package"]["installable"][0]
        .as_str()
        .expect("an image")
        .to_owned();
    let (good, refused) = (digest(&place, AMF), digest(&place, hss));
    let rogue = "ab".repeat(32);
    let table = format!(
        "element,sha256,release\namf-1,{good},arden-amf@4.2.1\namf-2,{image},\namf-3,{rogue},arden-amf@4.2.1\n\
         amf-4,{good},arden-amf@4.2.0\nudm-1,{refused},tern-hss@7.3.1\nghost-9,{good},\nsmf-1,short,\n,,\n"
    );
    super::write(&place.path("back.csv"), table);
    let back = place.gate("readback back.csv");
    assert_eq!(back.status.code(), Some(1), "{}", said(&back));
    let text = said(&back);
    assert!(
        text.contains("8 rows = 6 taken + 1 refused + 1 blank"),
        "{text}"
    );
    for alarm in [
        "line 4: amf-3",
        "line 5: amf-4",
        "line 6: udm-1",
        "line 7: ghost-9",
    ] {
        assert!(text.contains(&format!("ALARM {alarm}")), "{alarm}\n{text}");
    }
    assert_eq!(text.matches("ALARM").count(), 4, "{text}");
    let rows = json(&place.gate("readback back.csv --format json"));
    assert_eq!(rows.as_array().map(Vec::len), Some(6));
    let wrong = place.gate("readback inbox/arden-amf-4.2.1.csar");
    assert_eq!(wrong.status.code(), Some(3), "{}", said(&wrong));
}

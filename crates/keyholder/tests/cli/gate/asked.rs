//! What is asked for, and under whose law: names that nobody knows, elements, functions, permits.

use super::broken::waits;
use super::{AMF, EVENING, Place, said, state, steps};

#[test]
fn what_nobody_knows_is_asked_back() {
    let place = Place::new();
    for (more, tells) in [
        ("--release arden-amf", "write `product@version`"),
        ("--release ardn-amf@4.2.1", "did you mean `arden-amf`?"),
        ("--release basalt-switch@1", "no component `basalt-switch`"),
        ("--release arden-amf@4.2.1 --for AFM", "did you mean `AMF`?"),
        (
            "--release arden-amf@4.2.1 --for access",
            "no element is `access`",
        ),
        (
            "--release arden-amf@4.2.1 --by petra.nowak",
            "did you mean `petra.novak`?",
        ),
        ("--release arden-amf@4.2.1 --beside", "--beside"),
    ] {
        let asked = place.gate(&format!("check {AMF} --at {EVENING} --dry-run {more}"));
        assert_eq!(asked.status.code(), Some(2), "{more}: {}", said(&asked));
        assert!(said(&asked).contains(tells), "{more}: {}", said(&asked));
    }
    for line in [
        "status 0123456789ab",
        "approve 0123456789ab --as ines.moreau --key people/ines.moreau.test-key.pem",
        "policy facts 0123456789ab",
        "replay 0123456789ab --package inbox/arden-amf-4.2.1.csar",
    ] {
        let none = place.gate(line);
        assert_eq!(none.status.code(), Some(2), "{line}: {}", said(&none));
    }
    // A version that nobody ever stated: the package says that it is another one.
    let asked = place.asked(AMF, "arden-amf@9.9", "");
    assert_eq!(asked["verdict"], "refuse");
    assert_eq!(state(&asked, "identity"), "failed");
}

#[test]
fn it_goes_only_where_it_was_meant_for() {
    let place = Place::new();
    for wanted in ["UDM", "udm-1", "NFVI-host"] {
        let asked = place.asked(AMF, "arden-amf@4.2.1", &format!("--for {wanted}"));
        assert_eq!(asked["verdict"], "refuse", "{wanted} {:?}", steps(&asked));
        assert_eq!(state(&asked, "audience"), "failed", "{wanted}");
    }
    for (wanted, elements) in [
        ("AMF", 4),
        ("core", 4),
        ("amf-1", 1),
        ("amf-1 --for amf-2", 2),
    ] {
        let asked = place.asked(AMF, "arden-amf@4.2.1", &format!("--for {wanted}"));
        assert_eq!(asked["verdict"], "admit", "{wanted} {:?}", steps(&asked));
        assert_eq!(asked["targets"]["elements"], elements, "{wanted}");
    }
}

#[test]
fn what_nobody_placed_counts_as_critical() {
    // A host is less critical than what nobody knows.
    let place = Place::new();
    place.change("network/elements.csv", "amf-4,AMF", "amf-4,");
    let asked = place.asked(AMF, "arden-amf@4.2.1", "--for amf-4");
    assert_eq!(asked["policy"]["tier"], "critical");
    assert_eq!(asked["targets"]["not_placed"], 1);
    assert_eq!(asked["verdict"], "refuse", "{:?}", steps(&asked));
    assert_eq!(state(&asked, "audience"), "failed");
    assert_ne!(state(&asked, "supplier-verdict"), "passed");
    // The others are as they were.
    let rest = place.asked(AMF, "arden-amf@4.2.1", "--for AMF");
    assert_eq!(rest["targets"]["elements"], 3);
    assert_eq!(rest["verdict"], "admit", "{:?}", steps(&rest));
}

#[test]
fn law_that_nobody_looked_at_is_not_done() {
    let party = "parties/valley-telecom.toml";
    let seat = |place: &Place| {
        let text = place.read(party);
        let line = text.lines().find(|line| line.starts_with("seat = "));
        line.expect("a seat").to_owned()
    };
    let place = waits(
        |place| place.change(party, &seat(place), ""),
        11,
        "under whose law",
    );
    let asked = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(state(&asked, "permit"), "not done");
    let place = waits(
        |place| place.change(party, &seat(place), "seat = \"XB\""),
        11,
        "no rules on updates of XB",
    );
    let asked = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(state(&asked, "permit"), "not done");
    // A rule that binds is a fault until it is settled, for this version.
    let place = waits(
        |place| place.change(party, &seat(place), "seat = \"FR\""),
        11,
        "fr-l34-11",
    );
    let asked = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(state(&asked, "permit"), "failed");
    let hurry = place.asked(AMF, "arden-amf@4.2.1", "--emergency now");
    assert_eq!(state(&hurry, "permit"), "failed", "a hurry makes no permit");
    for (version, wanted) in [("4.2.0", "failed"), ("4.2.1", "passed")] {
        let mut gate = place.read("gate/gate.toml");
        gate.push_str(&format!("\n[[permit]]\nid = \"p-{version}\"\nrule = \"fr-l34-11\"\nversions = [\"{version}\"]\ndocument = \"decision\"\n"));
        place.write("gate/gate.toml", gate);
        let asked = place.asked(AMF, "arden-amf@4.2.1", "");
        assert_eq!(state(&asked, "permit"), wanted, "{version}");
    }
}

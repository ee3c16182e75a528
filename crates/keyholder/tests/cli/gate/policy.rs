//! The policy: a change of it is decided like an update, and what was not decided on lets nothing in.

use super::{AMF, EVENING, Place, said, state, steps};

/// The policy that ships, under another name.
fn own(place: &Place) {
    let shipped = super::example("../catalogue/gate/policy.toml");
    let text = std::fs::read_to_string(shipped).expect("the policy that ships");
    place.write(
        "gate/policy.toml",
        text.replace("id = \"shipped\"", "id = \"valley\""),
    );
}

/// Proposes what lies there: the digest of the record.
fn proposed(place: &Place, at: &str) -> String {
    let done = place.kept(&format!("policy propose --by petra.novak --at {at}"));
    assert!(done.status.success(), "{}", said(&done));
    let text = said(&done);
    let record = text.lines().find_map(|line| line.strip_prefix("Record: "));
    record.expect("a record").to_owned()
}

fn adopted(place: &Place) -> String {
    let record = proposed(place, "2026-11-24T20:00:00Z");
    for who in ["ines.moreau", "tomas.lind"] {
        let yes = place.decide("approve", &record, who, "--at 2026-11-24T20:10:00Z");
        assert!(yes.status.success(), "{}", said(&yes));
    }
    let done = place.kept(&format!("policy adopt {record} --at 2026-11-24T20:20:00Z"));
    assert!(done.status.success(), "{}", said(&done));
    record
}

#[test]
fn a_policy_comes_into_force_by_two_people() {
    let place = Place::logged();
    own(&place);
    let before = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(before["verdict"], "hold", "{:?}", steps(&before));
    assert_eq!(state(&before, "policy"), "failed");
    let record = proposed(&place, "2026-11-24T20:00:00Z");
    let early = place.kept(&format!("policy adopt {record} --at 2026-11-24T20:05:00Z"));
    assert_eq!(early.status.code(), Some(11), "{}", said(&early));
    let mine = place.decide(
        "approve",
        &record,
        "petra.novak",
        "--at 2026-11-24T20:10:00Z",
    );
    assert_eq!(mine.status.code(), Some(12), "{}", said(&mine));
    let place = Place::logged();
    own(&place);
    adopted(&place);
    let after = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(after["verdict"], "admit", "{:?}", steps(&after));
    assert_eq!(after["policy"]["id"], "valley");
    assert!(place.done("policy show").contains("it was adopted by"));
    assert!(place.done("log verify").contains("The log holds"));
    // Without a log nothing comes into force.
    let bare = Place::new();
    own(&bare);
    bare.done("policy propose --by petra.novak --at 2026-11-24T20:00:00Z");
    let none = bare.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(none["verdict"], "hold");
}

#[test]
fn whoever_edits_it_afterwards_admits_nothing() {
    let place = Place::logged();
    own(&place);
    adopted(&place);
    // An administrator asks nothing of certificates: the cases of the policy tell.
    let adopted = place.read("gate/policy.toml");
    place.change("gate/policy.toml", "  \"embedded-certificates\",\n", "");
    let smf = place.asked("inbox/arden-smf-3.8.2.csar", "arden-smf@3.8.2", "");
    assert_eq!(smf["verdict"], "hold", "{:?}", steps(&smf));
    assert_eq!(state(&smf, "policy"), "failed");
    // Or lets one person decide, of which no case tells.
    place.write("gate/policy.toml", adopted);
    place.change("gate/policy.toml", "approvers = 2", "approvers = 1");
    let good = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(good["verdict"], "hold", "{:?}", steps(&good));
    assert!(
        good.to_string()
            .contains("it was changed since one was adopted"),
        "{:?}",
        steps(&good)
    );
    // A hurry does not help.
    let hurry = place.asked(AMF, "arden-amf@4.2.1", "--emergency now");
    assert_eq!(hurry["verdict"], "hold", "{:?}", steps(&hurry));
}

#[test]
fn what_was_judged_by_another_policy_is_not_approved() {
    let place = Place::logged();
    own(&place);
    adopted(&place);
    let record = place.checked();
    place.change("gate/policy.toml", "approvers = 2", "approvers = 1");
    let yes = place.decide(
        "approve",
        &record,
        "ines.moreau",
        "--at 2026-11-24T22:10:00Z",
    );
    assert_eq!(yes.status.code(), Some(12), "{}", said(&yes));
    assert!(said(&yes).contains("the policy is another than the one it was judged by"));
    // Nor is a policy that was edited between proposal and approval.
    let place = Place::logged();
    own(&place);
    let record = proposed(&place, "2026-11-24T20:00:00Z");
    place.change("gate/policy.toml", "approvers = 2", "approvers = 1");
    let yes = place.decide(
        "approve",
        &record,
        "ines.moreau",
        "--at 2026-11-24T20:10:00Z",
    );
    assert_eq!(yes.status.code(), Some(12), "{}", said(&yes));
    assert!(
        said(&yes).contains("another than the one that was proposed"),
        "{}",
        said(&yes)
    );
}

#[test]
fn it_may_not_make_its_own_adoption_easier() {
    let place = Place::logged();
    own(&place);
    let text = place
        .read("gate/policy.toml")
        .replace("approvers = 2", "approvers = 1");
    let text = text.replace("roles = [\"change-manager\", \"security\"]", "roles = []");
    place.write("gate/policy.toml", text);
    let record = proposed(&place, "2026-11-24T20:00:00Z");
    let yes = place.decide(
        "approve",
        &record,
        "ines.moreau",
        "--at 2026-11-24T20:10:00Z",
    );
    assert!(yes.status.success(), "{}", said(&yes));
    let adopt = place.kept(&format!("policy adopt {record} --at 2026-11-24T20:20:00Z"));
    assert_eq!(adopt.status.code(), Some(11), "{}", said(&adopt));
    assert!(said(&adopt).contains("`security`"), "{}", said(&adopt));
}

#[test]
fn one_that_is_taken_away_leaves_no_hole() {
    let place = Place::logged();
    own(&place);
    adopted(&place);
    std::fs::remove_file(place.file("gate/policy.toml")).expect("removed");
    let asked = place.asked(AMF, "arden-amf@4.2.1", "");
    assert_eq!(asked["verdict"], "hold", "{:?}", steps(&asked));
    assert!(
        asked
            .to_string()
            .contains("whose file `gate/policy.toml` is gone")
    );
}

#[test]
fn a_rule_that_says_nothing_holds_what_failed() {
    let place = Place::logged();
    own(&place);
    // The cases go with the rule, so that nothing complains.
    let text = place.read("gate/policy.toml");
    let (head, rest) = text.split_once("rule = \"\"\"").expect("a rule");
    let (_, rest) = rest.split_once("\"\"\"").expect("its end");
    let (tiers, _) = rest.split_once("[[case]]").expect("cases");
    let case = "[[case]]\nname = \"all is well\"\ncriticality = \"critical\"\ngives = \"admit\"\n";
    let rule = "package gate\n\nimport rego.v1\n\nsteps contains 1 if false\n";
    place.write(
        "gate/policy.toml",
        format!("{head}rule = \"\"\"\n{rule}\"\"\"{tiers}{case}"),
    );
    adopted(&place);
    let smf = place.asked("inbox/arden-smf-3.8.2.csar", "arden-smf@3.8.2", "");
    assert_eq!(smf["verdict"], "hold", "{:?}", steps(&smf));
    assert_eq!(steps(&smf), [("embedded-certificates", "hold")]);
    let hss = place.asked("inbox/tern-hss-7.3.1.csar", "tern-hss@7.3.1", "");
    assert_eq!(hss["verdict"], "hold", "{:?}", steps(&hss));
}

#[test]
fn faults_of_a_policy_are_told_and_hold_everything() {
    for (from, to, tells) in [
        ("rule = \"\"\"", "rule = ", "has faults"),
        (
            "criticality = \"critical\"",
            "criticality = \"grave\"",
            "has faults",
        ),
        ("approvers = 2", "approvers = \"two\"", "has faults"),
    ] {
        let place = Place::logged();
        own(&place);
        place.change("gate/policy.toml", from, to);
        let asked = place.gate(&format!(
            "check {AMF} --release arden-amf@4.2.1 --at {EVENING} --dry-run"
        ));
        assert_eq!(asked.status.code(), Some(1), "{from}\n{}", said(&asked));
        assert!(said(&asked).contains(tells), "{}", said(&asked));
        let told = super::keyholder(place.folder.path(), &["check", "valley-5g"]);
        assert_eq!(told.status.code(), Some(1), "{}", said(&told));
        assert!(said(&told).contains("gate/policy.toml"), "{}", said(&told));
    }
    // A rule that runs for ever, or that cannot be compiled.
    for rule in [
        "steps contains x if { x := numbers.range(1, 100000000)[_] }",
        "steps contains x if { x := input.nothing(",
        "steps := \"admit\"",
    ] {
        let place = Place::logged();
        own(&place);
        let text = place.read("gate/policy.toml");
        let (head, rest) = text.split_once("steps contains").expect("a rule");
        let (_, rest) = rest.split_once("\"\"\"").expect("its end");
        place.write("gate/policy.toml", format!("{head}{rule}\n\"\"\"{rest}"));
        let asked = place.gate(&format!(
            "check {AMF} --release arden-amf@4.2.1 --at {EVENING} --dry-run"
        ));
        assert!(
            matches!(asked.status.code(), Some(1 | 11 | 12)),
            "{rule}\n{}",
            said(&asked)
        );
        let propose = place.kept(&format!("policy propose --by petra.novak --at {EVENING}"));
        assert_eq!(propose.status.code(), Some(1), "{rule}\n{}", said(&propose));
    }
}

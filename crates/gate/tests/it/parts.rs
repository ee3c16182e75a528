//! Lists of parts: whether there is one, how good it is, and how it differs from what runs.

use keyholder_gate::{Parts, Running};
use keyholder_supply::bom::Bom;
use keyholder_supply::gate::CheckState::{self, Failed, NotDone, Passed};
use keyholder_supply::gate::{GateCheck, GateVerdict, Said};

use crate::world::{NEW, World, bom, parts};

const LIST: GateCheck = GateCheck::BillOfMaterials;
const QUALITY: GateCheck = GateCheck::BomQuality;
const DIFFERENCE: GateCheck = GateCheck::BomDifference;

fn inside(change: impl FnOnce(&mut Bom)) -> World {
    World::with(|w| change(&mut w.after.as_mut().expect("a list").bom))
}

fn differs(state: CheckState, words: &str, after: &[(&str, &str, &str, &str)]) {
    let world = World::with(|w| w.after = Ok(parts(bom("1.1", after))));
    world.expect(DIFFERENCE, state, words);
}

#[test]
fn a_list_inside() {
    World::new().expect(LIST, Passed, "CycloneDX JSON 1.6 lists 2 parts @ sbom.json");
    World::with(|w| w.after.as_mut().expect("a list").covered = false).expect(
        LIST,
        NotDone,
        "lies beside the package, where its signature does not cover it",
    );
    inside(|bom| bom.skipped = 3).expect(
        LIST,
        Failed,
        "3 entries of the list of parts cannot be read",
    );
}

#[test]
fn no_list() {
    let none = World::with(|w| w.after = Err("no list lies inside".to_owned()));
    for check in [LIST, QUALITY, DIFFERENCE] {
        none.expect(check, NotDone, "no list lies inside");
    }
    let judged = none.judge();
    assert!(judged.comparison.is_none() && judged.quality.is_none());
    assert!(!judged.seen.parts.compared);
    assert_eq!(judged.verdict, GateVerdict::Hold);
}

#[test]
fn what_the_minimum_asks_for() {
    World::new().expect(
        QUALITY,
        Passed,
        "every element that the NTIA minimum asks for is there",
    );
    World::new().expect(QUALITY, Passed, "OpenChain Telco guide: ");
    inside(|bom| bom.components[0].supplier = None).expect(QUALITY, Failed, "2 of 3 have it");
    inside(|bom| bom.about.created = None).expect(QUALITY, Failed, "0 of 1 have it");
    inside(|bom| bom.nameless = 1).expect(QUALITY, Failed, "of 4 have it");
    inside(|bom| bom.edges.clear()).expect(QUALITY, Failed, "0 of 3 have it");
}

#[test]
fn upgrades_pass() {
    differs(
        Passed,
        "of 2 parts 1 are the same, 0 came in, 0 are gone",
        NEW,
    );
    let seen = World::new().judge().seen.parts;
    assert!(seen.compared);
    assert_eq!((seen.upgraded, seen.added, seen.changed), (1, 0, 0));
}

#[test]
fn what_asks_for_a_look() {
    let codec = ("codec", "2.0", "The maker", "aa");
    differs(
        Failed,
        "`tls` 3.1 is of the same version, with another digest",
        &[codec, ("tls", "3.1", "Lumen", "dd")],
    );
    differs(
        Failed,
        "`tls` 3.1 became the older `tls` 3.0",
        &[codec, ("tls", "3.0", "Lumen", "dd")],
    );
    differs(
        Failed,
        "`tls` 3.2 came from Lumen, and comes from Quill",
        &[codec, ("tls", "3.2", "Quill", "dd")],
    );
    differs(
        Failed,
        "`tls` 3.1 is now called `tls-next` 3.1",
        &[codec, ("tls-next", "3.1", "Lumen", "bb")],
    );
    differs(
        Failed,
        "compared sbom.json with sbom.json",
        &[codec, ("tls", "3.0", "Lumen", "dd")],
    );
}

#[test]
fn nothing_to_compare_with() {
    let words = "there is no list of parts of what runs now, so nobody knows what changed";
    World::with(|w| w.before = None).expect(DIFFERENCE, NotDone, words);
    let new = World::with(|w| {
        w.before = None;
        w.wanted = vec!["s1".to_owned()];
    });
    new.expect(
        DIFFERENCE,
        Passed,
        "nothing of it runs yet, so all parts are new",
    );
}

#[test]
fn a_new_supplier_in_the_chain_limits() {
    let world = World::with(|w| {
        let mut with = NEW.to_vec();
        with.push(("log", "1", "Harbor", "ee"));
        w.after = Ok(parts(bom("1.1", &with)));
    });
    world.expect(DIFFERENCE, Passed, "1 came in");
    let judged = world.judge();
    assert_eq!(judged.seen.parts.new_suppliers, 1);
    assert_eq!(judged.verdict, GateVerdict::AdmitWithLimits);
    assert!(judged.conditions.acknowledge.contains(&DIFFERENCE));
}

#[test]
fn lists_that_cannot_be_read_and_lists_of_the_project() {
    let with = |change: fn(&mut World)| World::with(change);
    let unread = with(|w| w.lists.unread = vec![Said::new("it is no JSON").at("b.json")]);
    unread.expect(LIST, Failed, "it is no JSON @ b.json");
    unread.expect(
        GateCheck::KnownWeaknesses,
        NotDone,
        "a list of parts cannot be read",
    );
    let beside = with(|w| w.lists.unread_beside = vec![Said::new("it is no JSON").at("c.json")]);
    beside.expect(LIST, NotDone, "it is no JSON @ c.json");
    let ours = with(|w| w.lists.from_project = true);
    ours.expect(LIST, NotDone, "is from the project, not from the package");
    ours.expect(
        GateCheck::KnownWeaknesses,
        NotDone,
        "the list of parts is the project's",
    );
    let more = with(|w| w.lists.others = vec![parts(bom("1.1", crate::world::OLD))]);
    more.expect(LIST, Passed, "another list of 2 parts");
    let bad = with(|w| {
        w.lists.others = vec![parts(bom("1.1", crate::world::OLD))];
        w.gate
            .push_str("[[known_bad]]\nid = \"B-2\"\npurl = \"pkg:generic/tls@3.1\"\nwhy = \"w\"\n");
    });
    bad.expect(GateCheck::KnownWeaknesses, Failed, "part `tls` 3.1");
}

#[test]
fn each_release_that_runs_is_compared() {
    let beside = |parts: Option<Parts>| {
        World::with(|w| {
            w.lists.most = Some("suite@1.0".to_owned());
            w.lists.running = vec![Running {
                label: "suite@0.9".to_owned(),
                elements: 1,
                parts,
            }];
        })
    };
    let same = parts(bom("0.9", crate::world::OLD));
    beside(Some(same)).expect(DIFFERENCE, Passed, "as in `suite@0.9`");
    let newer = parts(bom("0.9", &[("tls", "3.9", "Lumen", "bb")]));
    let world = beside(Some(newer));
    world.expect(DIFFERENCE, Failed, "`tls` 3.9");
    world.expect(DIFFERENCE, Failed, "compared sbom.json of `suite@0.9`");
    assert_eq!(world.judge().seen.parts.downgraded, 1);
    beside(None).expect(DIFFERENCE, NotDone, "no list of parts of `suite@0.9`");
}

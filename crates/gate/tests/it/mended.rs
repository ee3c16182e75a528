//! What somebody hostile found, each as it is answered now.

use keyholder_gate::{Running, after, targets};
use keyholder_packages::FoundCertificate;
use keyholder_supply::Network;
use keyholder_supply::bom::BomComponent;
use keyholder_supply::facts::Facts;
use keyholder_supply::gate::CheckState::{Failed, NotDone, Passed};
use keyholder_supply::gate::{Answer, GateCheck, KeyUse, Said};
use serde_json::json;

use crate::targets::{large, large_facts};
use crate::world::{
    BYTES, OLD, World, attested, bom, guard, network, parts, pinned, route, said, signer,
};

const APPLICATION: usize = 9;

/// Rows of a large table of which one stands apart, for somebody asks about it.
fn apart(id: &str, rows: &[(&str, &str, u64, &str)]) -> Facts {
    let mut facts = World::new().facts();
    facts.large = Some(large(rows, &[(id, 0)]));
    facts.asked.insert(id.to_owned());
    facts
}

const ROWS: &[(&str, &str, u64, &str)] =
    &[("AMF", "suite@1.0", 3, "la1"), ("SMF", "rival@3", 2, "lr1")];

/// How many rows run a release.
fn run(net: &Network, label: &str) -> u64 {
    let elements = net.elements.iter().filter(|element| {
        let class = &net.classes[element.class.index()];
        let mut releases = class.releases();
        releases.any(|(_, release)| net.release_label(release) == label)
    });
    elements.map(|element| element.rows).sum()
}

fn then(facts: &Facts, wanted: &[&str]) -> (u64, Facts) {
    let net = network(facts.clone());
    let wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
    let found = targets(&net, "suite", &wanted).expect("targets");
    (found.count, after(facts, &net, &found, "1.1", None))
}

fn of_row(facts: &Facts, id: &str) -> String {
    let inventory = &facts.large.as_ref().expect("a table").inventory;
    let named = inventory.named.iter().find(|named| named.id == id);
    let kind = named.expect("a name").kind as usize;
    inventory
        .cell(&inventory.kinds[kind], APPLICATION)
        .to_owned()
}

#[test]
fn rows_that_stand_apart_are_updated_with_the_others() {
    let facts = apart("la2", ROWS);
    let (count, made) = then(&facts, &[]);
    assert_eq!((count, of_row(&made, "la2").as_str()), (5, "suite@1.1"));
    let net = network(made);
    assert_eq!((run(&net, "suite@1.0"), run(&net, "suite@1.1")), (0, 5));
    let judged = World::new().judge_facts(&facts);
    assert_eq!(said(&judged, GateCheck::ReachDifference).0, Passed);
    assert_eq!(said(&judged, GateCheck::SupplierVerdict).0, Passed);
}

#[test]
fn one_id_of_a_large_table_is_one_row() {
    // The id that stands for its kind, and one that does not.
    for id in ["la1", "la2"] {
        let facts = apart(id, ROWS);
        let (count, made) = then(&facts, &[id]);
        assert_eq!((count, of_row(&made, id).as_str()), (1, "suite@1.1"));
        let net = network(made);
        assert_eq!((run(&net, "suite@1.0"), run(&net, "suite@1.1")), (4, 1));
        let world = World::with(|w| w.wanted = vec![id.to_owned()]);
        let judged = world.judge_facts(&facts);
        assert_eq!(judged.seen.elements, 1);
        assert_eq!(said(&judged, GateCheck::ReachDifference).0, Passed);
    }
    // What is not a target stays as it was, to the byte.
    let facts = apart("la2", ROWS);
    assert_eq!(then(&facts, &["a1"]).1.large, facts.large);
}

#[test]
fn an_id_that_stands_for_many_rows_means_none_of_them() {
    let net = network(large_facts(ROWS));
    let told = targets(&net, "suite", &["la1".to_owned()]).expect_err("many");
    assert!(told.to_string().contains("more than one row"), "{told}");
    // In two tables.
    let net = network(apart("a1", &[("AMF", "suite@1.0", 3, "a1")]));
    let told = targets(&net, "suite", &["a1".to_owned()]).expect_err("two");
    assert!(told.to_string().contains("more than one row"), "{told}");
}

#[test]
fn what_cannot_be_applied_was_not_judged() {
    let facts = apart("la9", &[("AMF", "suite@1.0;?", 1, "la9")]);
    let world = World::with(|w| w.wanted = vec!["la9".to_owned()]);
    let judged = world.judge_facts(&facts);
    for check in [GateCheck::ReachDifference, GateCheck::SupplierVerdict] {
        let (state, told) = said(&judged, check);
        assert_eq!(state, NotDone, "{told}");
        assert!(
            told.contains("0 elements run `suite@1.1`, and 1 were meant to"),
            "{told}"
        );
    }
}

#[test]
fn who_gains_over_nobody_knows_what_was_not_looked_at() {
    let world = World::with(|w| w.elements = w.elements.replace(",AMF", ","));
    let words = "2 of the elements are not placed on a function";
    world.expect(GateCheck::ReachDifference, NotDone, words);
}

fn codec(change: impl FnOnce(&mut BomComponent)) -> World {
    World::with(|w| {
        let bom = &mut w.after.as_mut().expect("a list").bom;
        let mut parts = bom.components.iter_mut();
        change(parts.find(|part| part.name == "codec").expect("a part"));
    })
}

#[test]
fn every_difference_of_a_part_is_told() {
    let check = GateCheck::BomDifference;
    let lost = codec(|part| part.hashes.clear());
    lost.expect(
        check,
        Failed,
        "`codec` 2.0 is of the same version, and has lost its digest",
    );
    assert_eq!(lost.judge().seen.parts.changed, 1);
    let other = codec(|part| part.hashes = vec![format!("SHA-512:{:0<128}", "aa")]);
    other.expect(
        check,
        Failed,
        "of the same version, with digests that cannot be compared",
    );
    let nobody = codec(|part| part.supplier = None);
    nobody.expect(
        check,
        Failed,
        "came from The maker, and nobody says from whom it comes now",
    );
    let variant = codec(|part| part.purl = Some("pkg:generic/codec@2.0?arch=arm".to_owned()));
    variant.expect(check, Failed, "in another variant");
    let blank = codec(|part| {
        part.version.clear();
        part.purl = Some("pkg:generic/codec".to_owned());
    });
    blank.expect(check, Failed, "it cannot be told which is newer");
    let several = codec(|part| {
        part.hashes = vec![format!("SHA-256:{:0<64}", "ee")];
        part.supplier = None;
    });
    several.expect(
        check,
        Failed,
        "with another digest; `codec` 2.0 came from The maker, and nobody",
    );
    let words = "none changed under its version, went back, was renamed or lost its supplier";
    World::new().expect(check, Passed, words);
}

#[test]
fn each_release_that_runs_is_compared() {
    let runs = |list| {
        World::with(|w| {
            w.lists.most = Some("suite@1.0".to_owned());
            w.lists.running.push(Running {
                label: "suite@0.9".to_owned(),
                elements: 1,
                parts: list,
            });
        })
    };
    let check = GateCheck::BomDifference;
    let same = runs(Some(parts(bom("0.9", OLD))));
    same.expect(check, Passed, "are the same as in `suite@1.0`");
    same.expect(check, Passed, "are the same as in `suite@0.9`");
    let newer = [("tls", "3.3", "Lumen", "dd"), OLD[0]];
    let back = runs(Some(parts(bom("0.9", &newer))));
    back.expect(check, Failed, "`tls` 3.3 became the older `tls` 3.2");
    back.expect(check, Failed, "of `suite@0.9` with");
    assert_eq!(back.judge().seen.parts.downgraded, 1);
    runs(None).expect(
        check,
        NotDone,
        "there is no list of parts of `suite@0.9`, which runs now",
    );
}

#[test]
fn a_verification_is_one_of_this_package_that_passed() {
    let check = GateCheck::Keyholders;
    let says = |kind: &'static str, bytes: &'static [u8], result: &'static str| {
        World::with(move |w| {
            let guards = guard("independent-verification", "second");
            w.routes = route("suite/updates", &["maker"], 1, &guards);
            w.keys
                .push(pinned("second-lab", "second", KeyUse::Provenance, 7));
            let predicate = json!({"verificationResult": result});
            w.package
                .attestations
                .push(attested(kind, bytes, &predicate, 7));
        })
    };
    let summary = "https://slsa.dev/verification_summary/v1";
    says(summary, BYTES, "PASSED").expect(check, Passed, "The maker signed");
    let missing = "the independent-verification of The second";
    says(summary, BYTES, "FAILED").expect(check, Failed, missing);
    says(summary, b"bin", "PASSED").expect(check, Failed, missing);
    says("https://x.example/note", BYTES, "PASSED").expect(check, Failed, missing);
}

#[test]
fn one_signature_is_not_counted_twice() {
    let both = |threshold: u32| {
        World::with(|w| {
            let guards = guard("second-signature", "second");
            w.routes = route("suite/updates", &["maker", "second"], threshold, &guards);
            w.package.signers.push(signer(Some("second-key"), 2));
        })
    };
    both(1).expect(GateCheck::Keyholders, Passed, "signed");
    both(2).expect(
        GateCheck::Keyholders,
        Failed,
        "the second-signature of The second",
    );
}

#[test]
fn a_certificate_without_a_day() {
    let world = World::with(|w| {
        w.package.certificates.push(FoundCertificate {
            path: "peer.pem".to_owned(),
            subject: "CN=peer".to_owned(),
            sha256: "cd".repeat(32),
            not_before: 0,
            not_after: i64::MAX,
            is_authority: false,
        });
    });
    let words = "nobody can tell when the certificate of `CN=peer` ends";
    world.expect(GateCheck::EmbeddedCertificates, Failed, words);
}

#[test]
fn what_is_known_to_be_bad_was_looked_for_everywhere_or_not_at_all() {
    let check = GateCheck::KnownWeaknesses;
    let doubtful = World::with(|w| {
        w.package.answers[0] = Answer::failed(GateCheck::Archive, Said::new("a name twice"));
    });
    doubtful.expect(
        check,
        NotDone,
        "the archive is not sound, so what lies inside is not sure",
    );
    let beside = World::with(|w| w.after.as_mut().expect("a list").covered = false);
    beside.expect(check, NotDone, "no signature covers the list of parts");
    let gaps = World::with(|w| w.after.as_mut().expect("a list").bom.skipped = 2);
    gaps.expect(check, NotDone, "2 entries of the list cannot be read");
    // A variant of what is bad is bad.
    let mut variant = codec(|part| part.purl = Some("pkg:generic/codec@2.0?arch=arm".to_owned()));
    let block = "[[known_bad]]\nid = \"B-2\"\npurl = \"pkg:generic/codec@2.0\"\nwhy = \"w\"\n";
    variant.gate.push_str(block);
    variant.expect(check, Failed, "`B-2` is known to be bad");
}

#[test]
fn a_whole_law_is_settled_by_a_document() {
    let world = World::with(|w| {
        w.gate = w.gate.replace("document = \"the opinion\"\n", "");
    });
    let words = "the catalogue has no rules on updates of XA";
    world.expect(GateCheck::Permit, NotDone, words);
}

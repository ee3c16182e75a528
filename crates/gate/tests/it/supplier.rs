//! The verdict on the supplier, and whether the signer is who it was.

use keyholder_supply::function::FunctionClass::{Access, Core};
use keyholder_supply::gate::CheckState::{self, Failed, NotDone, Passed};
use keyholder_supply::gate::{GateCheck, GateVerdict};
use keyholder_trust::Verdict::{self, CannotTell, Conditional, HighRisk, Trusted};

use crate::world::{World, past, pinned, signer};
use keyholder_supply::gate::KeyUse;

const CHECK: GateCheck = GateCheck::SupplierVerdict;

/// The target elements are in the core and in the access network.
fn two_classes(core: Verdict, access: Verdict) -> World {
    World::with(|w| {
        w.elements = w.elements.replacen("a2,AMF", "a2,gNB", 1);
        w.verdicts = Ok(vec![
            ("maker".to_owned(), Core, core),
            ("maker".to_owned(), Access, access),
        ]);
    })
}

fn seen(world: &World) -> (CheckState, Option<String>) {
    let judged = world.judge();
    (
        crate::world::said(&judged, CHECK).0,
        judged.seen.supplier_verdict,
    )
}

#[test]
fn each_verdict() {
    for (verdict, state, words) in [
        (Trusted, Passed, "The maker is trusted for `core`"),
        (
            Conditional,
            Passed,
            "The maker is trusted with conditions for `core`",
        ),
        (
            CannotTell,
            NotDone,
            "it cannot be told whether The maker is to be trusted for `core`",
        ),
        (HighRisk, Failed, "The maker is high risk for `core`"),
    ] {
        let world = World::with(|w| w.verdicts = Ok(vec![("maker".to_owned(), Core, verdict)]));
        world.expect(CHECK, state, words);
    }
}

#[test]
fn the_least_of_several_classes() {
    let order = [HighRisk, CannotTell, Conditional, Trusted];
    let words = [
        "high risk",
        "cannot tell",
        "trusted with conditions",
        "trusted",
    ];
    for (i, core) in order.iter().enumerate() {
        for (j, access) in order.iter().enumerate() {
            let (_, word) = seen(&two_classes(*core, *access));
            assert_eq!(word.as_deref(), Some(words[i.min(j)]));
        }
    }
    two_classes(Trusted, HighRisk).expect(CHECK, Failed, "The maker is high risk for `access`");
}

#[test]
fn a_class_without_a_verdict_cannot_be_told() {
    let world = World::with(|w| w.verdicts = Ok(vec![("maker".to_owned(), Access, Trusted)]));
    assert_eq!(seen(&world), (NotDone, Some("cannot tell".to_owned())));
    // The verdict on somebody else is no verdict on this one.
    let world = World::with(|w| w.verdicts = Ok(vec![("third".to_owned(), Core, Trusted)]));
    assert_eq!(seen(&world), (NotDone, Some("cannot tell".to_owned())));
}

#[test]
fn elements_that_are_not_placed() {
    let place = |verdict| {
        World::with(|w| {
            w.elements = w.elements.replacen("a1,AMF", "a1,", 1);
            w.verdicts = Ok(vec![("maker".to_owned(), Core, verdict)]);
        })
    };
    place(Trusted).expect(
        CHECK,
        NotDone,
        "1 of the elements are not placed on a function",
    );
    assert_eq!(
        seen(&place(HighRisk)),
        (Failed, Some("high risk".to_owned()))
    );
    let none = World::with(|w| w.elements = w.elements.replace(",AMF", ","));
    assert_eq!(seen(&none), (NotDone, Some("cannot tell".to_owned())));
}

#[test]
fn no_supplier_and_no_verdicts() {
    let world = World::with(|w| w.suite = w.suite.replace("supplier = \"maker\"\n", ""));
    world.expect(CHECK, NotDone, "it is not stated who supplies `suite`");
    let world = World::with(|w| w.verdicts = Err("the yardstick has faults".to_owned()));
    world.expect(
        CHECK,
        NotDone,
        "there is no verdict on suppliers: the yardstick has faults",
    );
    assert_eq!(seen(&world).1, None);
}

#[test]
fn trusted_with_conditions_is_limited_and_not_worse_off_than_not_known() {
    for tier in keyholder_supply::function::Criticality::ALL {
        let of = |verdict| {
            let world = World::with(|w| {
                w.tier = Some(*tier);
                w.verdicts = Ok(vec![("maker".to_owned(), Core, verdict)]);
            });
            world.judge().verdict
        };
        assert_eq!(of(Trusted), GateVerdict::Admit, "{tier:?}");
        assert_eq!(of(Conditional), GateVerdict::AdmitWithLimits, "{tier:?}");
        assert!(of(HighRisk) >= of(CannotTell), "{tier:?}");
    }
}

#[test]
fn what_cannot_be_told_is_never_better_than_conditions() {
    for tier in keyholder_supply::function::Criticality::ALL {
        let of = |verdict| {
            let world = World::with(|w| {
                w.tier = Some(*tier);
                w.verdicts = Ok(vec![("maker".to_owned(), Core, verdict)]);
            });
            world.judge().verdict
        };
        assert!(of(CannotTell) >= of(Conditional), "{tier:?}");
    }
}

fn continuity(state: CheckState, words: &str, change: impl FnOnce(&mut World)) {
    World::with(change).expect(GateCheck::SignerContinuity, state, words);
}

#[test]
fn the_signer_is_who_it_was() {
    continuity(
        Passed,
        "signed by the key that signed `1.0` of 2026-06-01T10:00:00Z",
        |_| {},
    );
    continuity(
        NotDone,
        "no release of `suite` was admitted by this gate before",
        |w| {
            w.history.clear();
        },
    );
    for verdict in ["hold", "refuse"] {
        continuity(NotDone, "no release", |w| {
            w.history = vec![past("1.0", b"x", verdict, &[1])];
        });
    }
    continuity(Passed, "signed by", |w| {
        w.history = vec![past("1.0", b"x", "admit with limits", &[1])];
    });
    continuity(NotDone, "no release", |w| {
        w.history = vec![past("1.0", b"x", "admit", &[])]
    });
    continuity(NotDone, "no release", |w| {
        w.history[0].component = "rival".to_owned()
    });
}

#[test]
fn another_key() {
    let words = "the key is another than the one that signed `1.0`";
    continuity(Failed, words, |w| {
        w.keys
            .push(pinned("maker-new", "maker", KeyUse::Packages, 9));
        w.package.signers = vec![signer(Some("maker-new"), 9)];
    });
    // A key that leads nowhere does not count, even if it is the same.
    continuity(Failed, words, |w| w.package.signers = vec![signer(None, 1)]);
    // One of two is the same.
    continuity(Passed, "signed by", |w| {
        w.package.signers.push(signer(Some("second-key"), 2))
    });
    // The last one that was admitted counts, not the one before.
    continuity(Failed, "signed `1.0.5`", |w| {
        w.history.push(past("1.0.5", b"y", "admit", &[2]));
    });
}

#[test]
fn what_nobody_stood_behind_is_no_witness() {
    continuity(NotDone, "no release", |w| {
        (w.history[0].decided, w.history[0].installed) = (false, false);
    });
    continuity(Passed, "signed by", |w| w.history[0].decided = false);
    // Nor is the package one for itself.
    continuity(NotDone, "no release", |w| {
        w.history = vec![past("1.1", b"suite 1.1", "admit", &[1])];
    });
}

#[test]
fn evidence_that_cannot_be_read_may_speak_against() {
    let world = World::new();
    let mut facts = world.facts();
    facts.lost_evidence = 1;
    let judged = world.judge_facts(&facts);
    let (state, said) = crate::world::said(&judged, CHECK);
    assert_eq!(state, NotDone);
    assert!(said.contains("some evidence cannot be read"), "{said}");
}

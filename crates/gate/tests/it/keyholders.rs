//! Who signed, on which route, and who must consent.

use keyholder_supply::SafeguardKind;
use keyholder_supply::gate::CheckState::{self, Failed, NotDone, Passed};
use keyholder_supply::gate::{GateCheck, GateVerdict, KeyUse};

use crate::world::{BUILDER, World, attested, built, guard, pinned, route, signer};
use crate::world::{BYTES, countersigned, meant_for};

const CHECK: GateCheck = GateCheck::Keyholders;

fn expect(state: CheckState, words: &str, change: impl FnOnce(&mut World)) {
    World::with(change).expect(CHECK, state, words);
}

#[test]
fn one_keyholder_of_one() {
    expect(
        Passed,
        "The maker signed, 1 of 1 keyholders needed on route `suite/updates`",
        |_| {},
    );
}

#[test]
fn nobody_signed_with_a_pinned_key() {
    expect(NotDone, "nobody signed it with a key that is pinned", |w| {
        w.package.signers.clear()
    });
    expect(NotDone, "nobody signed", |w| {
        w.package.signers = vec![signer(None, 1)]
    });
    // A key that is pinned for something else does not sign packages.
    expect(NotDone, "nobody signed", |w| {
        w.package.signers = vec![signer(Some("maker-builder"), 3)]
    });
    expect(NotDone, "nobody signed", |w| {
        w.package.signers = vec![signer(Some("gone"), 1)]
    });
    expect(NotDone, "nobody signed", |w| {
        w.keys[0].party = "ghost".to_owned()
    });
}

#[test]
fn signed_by_somebody_who_holds_no_key() {
    let words = "signed by The third, which holds no key on route `suite/updates`";
    expect(Failed, words, |w| {
        w.package.signers = vec![signer(Some("third-key"), 5)]
    });
    // Beside the right one, a stranger takes nothing away.
    expect(Passed, "The maker signed", |w| {
        w.package.signers.push(signer(Some("third-key"), 5))
    });
}

#[test]
fn two_of_three() {
    let three = |w: &mut World| {
        w.routes = route("suite/updates", &["maker", "second", "third"], 2, "");
    };
    expect(
        Failed,
        "1 of 2 keyholders of route `suite/updates` have signed",
        three,
    );
    expect(Passed, "2 of 3 keyholders needed", |w| {
        three(w);
        w.package.signers.push(signer(Some("third-key"), 5));
    });
    // Two keys of one party are one keyholder.
    expect(Failed, "1 of 2 keyholders", |w| {
        three(w);
        w.keys
            .push(pinned("maker-other", "maker", KeyUse::Packages, 9));
        w.package.signers.push(signer(Some("maker-other"), 9));
    });
    // The same key twice as well.
    expect(Failed, "1 of 2 keyholders", |w| {
        three(w);
        w.package.signers.push(signer(Some("maker-key"), 1));
    });
}

#[test]
fn a_threshold_that_is_not_stated_is_the_highest_it_can_be() {
    let open = |w: &mut World| {
        w.routes =
            route("suite/updates", &["maker", "second"], 1, "").replace("threshold = 1\n", "");
    };
    expect(Failed, "1 of 2 keyholders", open);
    expect(Passed, "The maker and The second signed", |w| {
        open(w);
        w.package.signers.push(signer(Some("second-key"), 2));
    });
}

#[test]
fn a_key_for_one_route_counts_on_that_alone() {
    let other = |w: &mut World| {
        w.keys[0].routes = vec!["suite/hotfix".to_owned()];
    };
    expect(
        Failed,
        "signed by The maker, which holds no key on route `suite/updates`",
        other,
    );
    expect(Passed, "on route `suite/hotfix`", |w| {
        other(w);
        w.routes.push_str(&route("suite/hotfix", &["maker"], 1, ""));
    });
}

#[test]
fn one_of_several_routes_is_enough_and_all_are_told_when_none_is() {
    let two = |w: &mut World| {
        w.routes = route("suite/a", &["third"], 1, "") + &route("suite/b", &["maker"], 1, "");
    };
    expect(Passed, "on route `suite/b`", two);
    let both = World::with(|w| {
        two(w);
        w.package.signers = vec![signer(Some("second-key"), 2)];
    });
    both.expect(CHECK, Failed, "no key on route `suite/a`");
    both.expect(CHECK, Failed, "no key on route `suite/b`");
}

#[test]
fn no_update_route() {
    let words = "the project states no update route of `suite`";
    expect(NotDone, words, |w| {
        w.routes = "routes = \"none\"\n".to_owned()
    });
    expect(NotDone, words, |w| {
        w.routes = w.routes.replace("signed-update", "remote-maintenance");
    });
}

#[test]
fn a_second_signature() {
    let asks = |w: &mut World| {
        let guards = guard("second-signature", "second");
        w.routes = route("suite/updates", &["maker"], 1, &guards);
    };
    expect(
        Failed,
        "the second-signature of The second on route `suite/updates` is missing",
        asks,
    );
    expect(Passed, "The maker signed", |w| {
        asks(w);
        w.package.signers.push(signer(Some("second-key"), 2));
    });
    // An attestation of the whole package by a key for that is enough; provenance is not.
    let countersigns = |w: &mut World, purpose, bytes: &[u8]| {
        asks(w);
        w.keys.push(pinned("second-says", "second", purpose, 7));
        let predicate = meant_for("home", &["AMF"], "2027-01-01T00:00:00Z");
        let kind = "https://keyholder.example/counter-signature/v1";
        w.package
            .attestations
            .push(attested(kind, bytes, &predicate, 7));
    };
    expect(Passed, "The maker signed", |w| {
        countersigns(w, KeyUse::CounterSignature, BYTES)
    });
    expect(Failed, "is missing", |w| {
        countersigns(w, KeyUse::Provenance, BYTES)
    });
    expect(Failed, "is missing", |w| {
        countersigns(w, KeyUse::CounterSignature, b"bin")
    });
}

#[test]
fn a_second_signature_for_another_place_is_none() {
    let says = |network: &str, functions: &[&str], end: &str| {
        let document = attested(
            keyholder_gate::COUNTER_SIGNATURE,
            BYTES,
            &meant_for(network, functions, end),
            7,
        );
        move |w: &mut World| {
            let guards = guard("second-signature", "second");
            w.routes = route("suite/updates", &["maker"], 1, &guards);
            w.keys
                .push(pinned("second-says", "second", KeyUse::CounterSignature, 7));
            w.package.attestations.push(document);
        }
    };
    let end = "2027-01-01T00:00:00Z";
    expect(Passed, "The maker signed", says("home", &["AMF"], end));
    expect(Failed, "is missing", says("away", &["AMF"], end));
    expect(Failed, "is missing", says("home", &["SMF"], end));
    expect(
        Failed,
        "is missing",
        says("home", &["AMF"], "2026-11-24T21:59:59Z"),
    );
}

#[test]
fn an_independent_verification() {
    let asks = |w: &mut World| {
        let guards = guard("independent-verification", "second");
        w.routes = route("suite/updates", &["maker"], 1, &guards);
    };
    expect(
        Failed,
        "the independent-verification of The second on route",
        asks,
    );
    expect(Passed, "The maker signed", |w| {
        asks(w);
        w.keys
            .push(pinned("second-lab", "second", KeyUse::Provenance, 7));
        w.package.attestations.push(built(BUILDER, BYTES, 7));
    });
}

#[test]
fn an_approval_is_asked_of_people_afterwards() {
    let world = World::with(|w| {
        let guards = guard("approval", "second") + &guard("staged-rollout", "third");
        w.routes = route("suite/updates", &["maker"], 1, &guards);
    });
    world.expect(CHECK, Passed, "The maker signed");
    assert_eq!(world.judge().conditions.consent, ["second"]);
}

#[test]
fn a_safeguard_of_nobody_is_not_kept() {
    for kind in SafeguardKind::ALL.iter().filter(|kind| kind.blocks()) {
        let world = World::with(|w| {
            let guards = guard(kind.word(), "nobody").replace("party = \"nobody\"\n", "");
            w.routes = route("suite/updates", &["maker"], 1, &guards);
        });
        let words = format!(
            "route `suite/updates` asks for a {} by a party that is not stated",
            kind.word()
        );
        world.expect(CHECK, Failed, &words);
        assert_eq!(world.judge().verdict, GateVerdict::Refuse);
    }
}

#[test]
fn a_key_for_another_route_is_no_second_signature_here() {
    let asks = |w: &mut World| {
        let guards = guard("second-signature", "second");
        w.routes = route("suite/updates", &["maker"], 1, &guards)
            + &route("suite/other", &["third"], 1, "");
    };
    expect(Failed, "the second-signature of The second", |w| {
        asks(w);
        w.keys[1].routes = vec!["suite/other".to_owned()];
        w.package.signers.push(signer(Some("second-key"), 2));
    });
    expect(Failed, "the second-signature of The second", |w| {
        asks(w);
        let mut key = pinned("second-says", "second", KeyUse::CounterSignature, 7);
        key.routes = vec!["suite/other".to_owned()];
        w.keys.push(key);
        let predicate = meant_for("home", &["AMF"], "2027-01-01T00:00:00Z");
        let kind = "https://keyholder.example/counter-signature/v1";
        w.package
            .attestations
            .push(attested(kind, BYTES, &predicate, 7));
        w.package.attestations.push(countersigned(&predicate));
    });
}

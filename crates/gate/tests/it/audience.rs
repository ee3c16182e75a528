//! What others state: how it was built, and for which network the operator takes it.

use keyholder_gate::COUNTER_SIGNATURE;
use keyholder_packages::{Document, FileInside, Image};
use keyholder_signatures::Digests;
use keyholder_supply::gate::CheckState::{self, Failed, NotDone, Passed};
use keyholder_supply::gate::{GateCheck, KeyUse};
use serde_json::json;

use crate::world::{
    BUILDER, BYTES, World, attested, built, countersigned, guard, meant_for, pinned, route,
};

const END: &str = "2027-01-01T00:00:00Z";

fn audience(state: CheckState, words: &str, change: impl FnOnce(&mut World)) {
    World::with(change).expect(GateCheck::Audience, state, words);
}

fn provenance(state: CheckState, words: &str, change: impl FnOnce(&mut World)) {
    World::with(change).expect(GateCheck::Provenance, state, words);
}

/// The operator's statement is another one.
fn says(document: Document) -> impl FnOnce(&mut World) {
    move |w| w.package.attestations[0] = document
}

#[test]
fn the_operator_takes_it() {
    audience(Passed, "the operator takes it for `home`", |_| {});
    audience(
        NotDone,
        "the operator has not said for which network",
        |w| {
            w.package.attestations.remove(0);
        },
    );
}

#[test]
fn for_another_place() {
    let of = |network: &str, functions: &[&str]| {
        says(countersigned(&meant_for(network, functions, END)))
    };
    audience(
        Failed,
        "the statement names `away`, and this is `home`",
        of("away", &["AMF"]),
    );
    audience(
        Failed,
        "the statement does not name `AMF`",
        of("home", &["SMF"]),
    );
    audience(Failed, "the statement does not name `AMF`", of("home", &[]));
    audience(Passed, "takes it", of("home", &["AMF", "SMF"]));
    let none = json!({"functions": ["AMF"], "expiresAt": END});
    audience(
        Failed,
        "the statement names `no network`",
        says(countersigned(&none)),
    );
    audience(
        Failed,
        "the statement is about `suite@1.2`, and this is `suite@1.1`",
        {
            let other = json!({"network": "home", "release": "suite@1.2", "functions": ["AMF"], "expiresAt": END});
            says(countersigned(&other))
        },
    );
}

#[test]
fn ended_and_without_end() {
    let ends = |end: &str| says(countersigned(&meant_for("home", &["AMF"], end)));
    audience(
        Failed,
        "the statement ended on 2026-11-24T21:59:59Z",
        ends("2026-11-24T21:59:59Z"),
    );
    audience(Passed, "takes it", ends("2026-11-24T22:00:00Z"));
    audience(Failed, "the statement has no end", ends("never"));
    let endless = json!({"network": "home", "functions": ["AMF"]});
    audience(
        Failed,
        "the statement has no end",
        says(countersigned(&endless)),
    );
}

#[test]
fn by_somebody_else() {
    let words = "the statement is not signed with a key that is pinned for the operator";
    let by = |seed| {
        says(attested(
            COUNTER_SIGNATURE,
            BYTES,
            &meant_for("home", &["AMF"], END),
            seed,
        ))
    };
    audience(Failed, words, by(9));
    // A key of the supplier for packages, and one of it for counter-signatures.
    audience(Failed, words, by(1));
    audience(Failed, words, |w| {
        w.keys
            .push(pinned("maker-says", "maker", KeyUse::CounterSignature, 8));
        by(8)(w);
    });
    // A key of the operator, pinned for something else.
    audience(Failed, words, |w| w.keys[3].purpose = KeyUse::Packages);
}

#[test]
fn about_other_bytes() {
    let words = "the operator's statement is about other bytes than these";
    let of = |bytes: &[u8]| {
        says(attested(
            COUNTER_SIGNATURE,
            bytes,
            &meant_for("home", &["AMF"], END),
            4,
        ))
    };
    audience(Failed, words, of(b"suite 1.0"));
    // A file inside is not the package.
    audience(Failed, words, of(b"bin"));
}

#[test]
fn one_that_fits_is_enough() {
    audience(Passed, "takes it for `home`", |w| {
        let away = countersigned(&meant_for("away", &["AMF"], END));
        w.package.attestations.insert(0, away);
    });
}

#[test]
fn of_what_is_not_placed_nobody_can_say_it() {
    audience(Failed, "some elements do nobody knows what", |w| {
        w.elements = w.elements.replacen("a1,AMF", "a1,", 1);
    });
}

#[test]
fn built_by_one_who_may() {
    provenance(
        Passed,
        &format!("`{BUILDER}` states how this package was built"),
        |_| {},
    );
    provenance(NotDone, "nobody states how it was built", |w| {
        w.package.attestations.remove(1);
    });
}

#[test]
fn built_by_others() {
    let is = |document: Document| move |w: &mut World| w.package.attestations[1] = document;
    provenance(
        Failed,
        "it was built by `https://x.example`, which may not build it",
        is(built("https://x.example", BYTES, 3)),
    );
    let stranger = "is not signed with a key that is pinned";
    provenance(Failed, stranger, is(built(BUILDER, BYTES, 9)));
    // The key of packages, and that of the operator, are no keys of a builder.
    provenance(Failed, stranger, is(built(BUILDER, BYTES, 1)));
    provenance(Failed, stranger, is(built(BUILDER, BYTES, 4)));
    provenance(
        Failed,
        "about other bytes than these",
        is(built(BUILDER, b"x", 3)),
    );
    let nobody = json!({"buildDefinition": {}, "runDetails": {}});
    let document = attested("https://slsa.dev/provenance/v1", BYTES, &nobody, 3);
    provenance(Failed, "built by `nobody`", is(document));
}

#[test]
fn one_bad_provenance_spoils_a_good_one() {
    provenance(Failed, "may not build it", |w| {
        w.package
            .attestations
            .push(built("https://x.example", BYTES, 3));
    });
}

#[test]
fn an_envelope_that_was_changed_is_by_nobody() {
    for (at, check) in [(0, GateCheck::Audience), (1, GateCheck::Provenance)] {
        let world = World::with(|w| {
            let bytes = std::mem::take(&mut w.package.attestations[at].bytes);
            let text = String::from_utf8(bytes).expect("text");
            // One letter of the signature is another.
            let place = text.rfind("\"sig\":\"").expect("a signature") + 9;
            let letter = if &text[place..=place] == "A" {
                "B"
            } else {
                "A"
            };
            let text = format!("{}{letter}{}", &text[..place], &text[place + 1..]);
            w.package.attestations[at].bytes = text.into_bytes();
        });
        world.expect(check, Failed, "is not signed with a key that is pinned");
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let world = World::with(|w| {
        for document in &mut w.package.attestations {
            document.bytes = b"\xff\xfe{".to_vec();
        }
    });
    world.expect(GateCheck::Audience, NotDone, "has not said");
    world.expect(
        GateCheck::Provenance,
        NotDone,
        "an attestation cannot be read: it is not text",
    );
}

#[test]
fn several_envelopes_one_a_line() {
    let world = World::with(|w| {
        let lines: Vec<Vec<u8>> = w
            .package
            .attestations
            .iter()
            .map(|d| d.bytes.clone())
            .collect();
        w.package.attestations.truncate(1);
        w.package.attestations[0].bytes = lines.join(&b"\n\n"[..]);
    });
    world.expect(GateCheck::Audience, Passed, "takes it");
    world.expect(GateCheck::Provenance, Passed, "states how");
}

#[test]
fn built_in_part() {
    let of = |names: &[&str], images: &[&str]| {
        let file = |path: &&str| FileInside {
            path: (*path).to_owned(),
            bytes: 1,
            sha256: Digests::of(path.as_bytes()).hex(),
        };
        let files: Vec<FileInside> = names.iter().map(file).collect();
        let image = |name: &&str| Image {
            name: (*name).to_owned(),
            place: "values.yaml".to_owned(),
            digest: Some(format!("sha256:{}", Digests::of(name.as_bytes()).hex())),
        };
        let images: Vec<Image> = images.iter().map(image).collect();
        move |w: &mut World| {
            w.package.files = files;
            w.package.images = images;
            w.package.attestations[1] = built(BUILDER, b"a.img", 3);
        }
    };
    let told = "states how 1 file inside was built";
    provenance(Passed, told, of(&["a.img", "readme"], &[]));
    // Of what is not installed nobody needs to say it; of all else they do.
    provenance(
        NotDone,
        "nobody states how `b.img` was built",
        of(&["a.img", "b.img"], &[]),
    );
    provenance(
        NotDone,
        "nobody states how `smf` was built",
        of(&["a.img"], &["smf"]),
    );
    provenance(
        NotDone,
        "it cannot be told whether they are all that is installed",
        |w| w.package.attestations[1] = built(BUILDER, b"bin", 3),
    );
    // Both, each on its own.
    provenance(Passed, told, |w| {
        of(&["a.img", "b.img"], &[])(w);
        w.package.attestations.push(built(BUILDER, b"b.img", 3));
    });
}

#[test]
fn who_may_say_how_it_was_built() {
    let by_third = |w: &mut World| {
        w.keys
            .push(pinned("third-lab", "third", KeyUse::Provenance, 9));
        w.package.attestations[1] = built(BUILDER, BYTES, 9);
    };
    provenance(
        Failed,
        "a key of `third`, which neither supplies nor verifies the product",
        by_third,
    );
    provenance(Passed, "states how this package was built", |w| {
        by_third(w);
        let guards = guard("independent-verification", "third");
        w.routes = route("suite/updates", &["maker"], 1, &guards);
    });
}

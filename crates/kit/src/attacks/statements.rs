//! Attacks on what builders and the operator say about a package.

use keyholder_supply::gate::GateCheck;

use super::{Sample, amf, fails, made};
use crate::digest::sha256_hex;
use crate::keys::Key;
use crate::moments::{DAY, NOW};
use crate::people::{NETWORK, OPERATOR, builder, key_of, operator, other_builder};
use crate::release::Release;
use crate::statement::{CounterSignature, PAYLOAD_TYPE, Provenance, envelope};

pub(super) fn samples() -> Vec<Sample> {
    let mut all = provenance();
    all.extend(counter_signatures());
    all
}

const PATH: &str = "Files/Provenance/arden-amf.intoto.json";

fn built(name: &'static str, words: &'static str, envelope: &[u8]) -> Sample {
    let csar = amf().with(PATH, envelope);
    made(name, fails(GateCheck::Provenance), words, &csar)
}

fn provenance() -> Vec<Sample> {
    let genuine = Release::amf_4_2_1().provenance();
    let other = Provenance {
        sha256: sha256_hex(b"another image"),
        ..genuine.clone()
    };
    let garage = Provenance {
        builder: "https://build.garage.example/laptop",
        ..genuine.clone()
    };
    // The signature is over other bytes than the payload that is shown.
    let honest = genuine.signed(&builder());
    let honest = String::from_utf8(honest).expect("text");
    let forged = envelope(PAYLOAD_TYPE, &other.statement(), &[]);
    let forged = String::from_utf8(forged).expect("text");
    let (payload, _) = forged.split_once("\"signatures\"").expect("an envelope");
    let (_, signatures) = honest.split_once("\"signatures\"").expect("an envelope");
    let forged = format!("{payload}\"signatures\"{signatures}");
    vec![
        built(
            "provenance-for-another-digest",
            "put the provenance of another image into the package, as after a build that was changed underway in 2020",
            &other.signed(&builder()),
        ),
        built(
            "provenance-by-unpinned-key",
            "had the provenance signed by a key that nobody pinned",
            &genuine.signed(&other_builder()),
        ),
        built(
            "provenance-by-other-builder",
            "built it on a machine of one's own: the key is the pinned one, the builder is not",
            &garage.signed(&builder()),
        ),
        built(
            "provenance-forged",
            "changed the payload of the envelope under the genuine signature",
            forged.as_bytes(),
        ),
    ]
}

/// The good package with a counter-signature that is bent, signed by somebody.
fn word(
    name: &'static str,
    words: &'static str,
    by: &Key,
    bend: impl FnOnce(&mut CounterSignature<'static>),
) -> Sample {
    let mut sample = made(name, fails(GateCheck::Audience), words, &amf());
    let mut word = CounterSignature {
        name: "arden-amf-4.2.1.csar",
        sha256: sha256_hex(&sample.bytes),
        release: "arden-amf@4.2.1",
        operator: OPERATOR,
        network: NETWORK,
        functions: &["AMF"],
        from: NOW - 2 * DAY,
        until: NOW + 28 * DAY,
    };
    bend(&mut word);
    let file = format!("{}.counter.dsse.json", sample.file);
    sample.beside.push((file, word.signed(by)));
    sample
}

fn counter_signatures() -> Vec<Sample> {
    let ours = operator();
    vec![
        word(
            "for-another-network",
            "sent a package that was admitted for another network (UPD.UNAPPROVED)",
            &ours,
            |word| word.network = "harbour-5g",
        ),
        word(
            "for-another-function",
            "sent a package that was admitted for a test slice where the AMF is asked for",
            &ours,
            |word| word.functions = &["NWDAF"],
        ),
        word(
            "counter-signature-expired",
            "kept an old word of the operator and used it after its time (EXPIRED.OFFLINE)",
            &ours,
            |word| {
                word.from = NOW - 60 * DAY;
                word.until = NOW - 30 * DAY;
            },
        ),
        word(
            "counter-signature-for-other-bytes",
            "put the operator's word for another package beside this one",
            &ours,
            |word| word.sha256 = sha256_hex(b"another package"),
        ),
        word(
            "counter-signature-by-other-operator",
            "had the package admitted by another operator, in the name of this one",
            &key_of("harbour-telecom"),
            |_| {},
        ),
    ]
}

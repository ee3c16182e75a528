//! Signed attributes: once each, of the right content, over their DER whatever order they came in.

use ed25519_dalek::{Signer as _, SigningKey};
use keyholder_supply::gate::{Answer, CheckState};

use super::{CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SignerInfo, signer};
use crate::algorithms::Hash;
use crate::certificate::Certificate;
use crate::digests::Digests;
use crate::public::PublicKey;
use crate::tlv::{Reader, wrap};
use crate::trust::Rules;

const DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const SHA512: [u8; 9] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
const ED25519: [u8; 3] = [0x2b, 0x65, 0x70];
const CONTENT: &[u8] = b"content";

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

/// A certificate with the key; nobody has signed it.
fn certificate() -> Certificate {
    let algorithm = wrap(0x30, &wrap(0x06, &ED25519));
    let spki = PublicKey::Ed25519(key().verifying_key()).to_spki();
    let time = wrap(0x17, b"200101000000Z");
    let tbs = [
        wrap(0x02, &[1]),
        algorithm.clone(),
        wrap(0x30, &[]),
        wrap(0x30, &[time.clone(), time].concat()),
        wrap(0x30, &[]),
        spki,
    ]
    .concat();
    let whole = [wrap(0x30, &tbs), algorithm, wrap(0x03, &[0; 65])].concat();
    Certificate::read(&wrap(0x30, &whole)).expect("a certificate")
}

fn attribute(oid: &[u8], values: &[Vec<u8>]) -> Vec<u8> {
    wrap(
        0x30,
        &[wrap(0x06, oid), wrap(0x31, &values.concat())].concat(),
    )
}

fn content_type() -> Vec<u8> {
    attribute(&CONTENT_TYPE, &[wrap(0x06, &DATA)])
}

fn digest_of(bytes: &[u8]) -> Vec<u8> {
    attribute(&MESSAGE_DIGEST, &[wrap(0x04, &Hash::Sha512.of(bytes))])
}

/// What a signer says with these attributes in this order, signed over their DER.
fn said(attributes: &[Vec<u8>]) -> SignerInfo {
    let mut sorted = attributes.to_vec();
    sorted.sort();
    let signature = key().sign(&wrap(0x31, &sorted.concat())).to_bytes();
    let info = [
        wrap(0x02, &[3]),
        wrap(0x80, b"key"),
        wrap(0x30, &wrap(0x06, &SHA512)),
        wrap(0xa0, &attributes.concat()),
        wrap(0x30, &wrap(0x06, &ED25519)),
        wrap(0x04, &signature),
    ]
    .concat();
    let info = wrap(0x30, &info);
    signer(&Reader::new(&info).read().expect("a value")).expect("a signer")
}

fn check(attributes: &[Vec<u8>]) -> Answer {
    said(attributes).check(
        &DATA,
        &Digests::of(CONTENT),
        &certificate(),
        &Rules::default(),
    )
}

#[test]
fn ed25519_holds_over_attributes_in_any_order() {
    let mut attributes = vec![content_type(), digest_of(CONTENT)];
    attributes.sort();
    let answer = check(&attributes);
    assert_eq!(
        (answer.state, answer.said.len()),
        (CheckState::Passed, 1),
        "{answer:?}"
    );
    attributes.reverse();
    let answer = check(&attributes);
    assert_eq!(answer.state, CheckState::Passed, "{answer:?}");
    assert!(answer.said[1].what.contains("did not come in the order"));
}

#[test]
fn attributes_stand_there_once_and_are_right() {
    let other = attribute(&CONTENT_TYPE, &[wrap(0x06, &SHA512)]);
    let twice = attribute(&MESSAGE_DIGEST, &[wrap(0x04, b"a"), wrap(0x04, b"b")]);
    let time = wrap(0x17, b"200101000000Z");
    let times = attribute(&SIGNING_TIME, &[time.clone(), time]);
    for (attributes, because) in [
        (
            vec![content_type()],
            "do not state the digest of the content exactly once",
        ),
        (
            vec![digest_of(CONTENT)],
            "do not name the kind of content exactly once",
        ),
        (
            vec![other, digest_of(CONTENT)],
            "name another kind of content",
        ),
        (
            vec![content_type(), digest_of(b"else")],
            "its digest is another one",
        ),
        (
            vec![content_type(), digest_of(CONTENT), digest_of(b"else")],
            "exactly once",
        ),
        (vec![content_type(), twice], "exactly once"),
        (
            vec![content_type(), digest_of(CONTENT), times],
            "more than once",
        ),
        (vec![], "exactly once"),
    ] {
        let answer = check(&attributes);
        assert_eq!(answer.state, CheckState::Failed);
        assert!(
            answer.said.iter().any(|said| said.what.contains(because)),
            "{because}: {answer:?}"
        );
    }
}

#[test]
fn ed25519_without_attributes_cannot_be_decided_from_digests() {
    let mut info = said(&[content_type(), digest_of(CONTENT)]);
    info.signed = None;
    let answer = info.check(
        &DATA,
        &Digests::of(CONTENT),
        &certificate(),
        &Rules::default(),
    );
    assert_eq!(answer.state, CheckState::NotDone, "{answer:?}");
}

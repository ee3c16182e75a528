//! Bytes of others: whatever they are, nothing panics, and nothing holds that was not signed.

use keyholder_signatures::dsse::Envelope;
use keyholder_signatures::statement::Statement;
use keyholder_signatures::{
    AnchorKey, Digests, PrivateKey, PublicKey, Purpose, Trust, Verified, minisign, notation,
    openpgp, raw, sigstore, sshsig,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{anchor, now, trust};

const BYTES: &[u8] = b"the bytes of a package";

/// An OpenPGP certificate, as gpg writes it: Ed25519, with a signing subkey.
const CERTIFICATE: &[u8] = include_bytes!("supplier.pgp");
/// A signature of it over the bytes.
const SIGNATURE: &[u8] = include_bytes!("supplier.sig");

fn everything() -> Trust {
    let key = PrivateKey::generate([1; 32]);
    trust(vec![
        anchor("key", AnchorKey::Spki(key.public_spki())),
        anchor("pgp", AnchorKey::OpenPgp(CERTIFICATE.to_vec())),
    ])
}

fn seeds() -> Vec<Vec<u8>> {
    let key = PrivateKey::generate([1; 32]);
    vec![
        key.sign(BYTES).to_vec(),
        sshsig::sign(&Digests::of(BYTES), "file", &key).into_bytes(),
        keyholder_signatures::dsse::sign("text/plain", BYTES, &key, Some("key")).into_bytes(),
        key.to_pem().into_bytes(),
        key.public_openssh().into_bytes(),
        key.public_pem().into_bytes(),
        key.public_spki(),
        CERTIFICATE.to_vec(),
        SIGNATURE.to_vec(),
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\ntext\n-----BEGIN PGP SIGNATURE-----\n\niHUEABYK\n-----END PGP SIGNATURE-----\n".to_vec(),
        b"untrusted comment: x\nRWQ=\ntrusted comment: y\nRWQ=\n".to_vec(),
        bundle(&key).into_bytes(),
        br#"{"payload":"e30","protected":"e30","header":{"x5c":["AAAA"]},"signature":"AAAA"}"#.to_vec(),
        br#"{"tlogs":[{"publicKey":{"rawBytes":"AAAA","validFor":{"start":"2024-01-01T00:00:00Z"}}}]}"#.to_vec(),
        br#"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"https://slsa.dev/provenance/v1","predicate":{}}"#.to_vec(),
    ]
}

/// A bundle of Sigstore with a log entry.
fn bundle(key: &PrivateKey) -> String {
    let envelope =
        keyholder_signatures::dsse::sign("application/vnd.in-toto+json", b"{}", key, None);
    format!(
        r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{{"publicKey":{{"hint":"x"}},"tlogEntries":[{{"logIndex":"1","logId":{{"keyId":"AAAA"}},"integratedTime":"1","inclusionPromise":{{"signedEntryTimestamp":"AAAA"}},"inclusionProof":{{"logIndex":"1","rootHash":"AAAA","treeSize":"2","hashes":["AAAA"],"checkpoint":{{"envelope":"a
2
AAAA

"}}}},"canonicalizedBody":"e30="}}]}},"dsseEnvelope":{envelope}}}"#
    )
}

/// Gives bytes to every reader; whatever held leads to a pin only over the bytes that were signed.
fn feed(bytes: &[u8]) -> Vec<Verified> {
    let trust = everything();
    let digests = Digests::of(b"other bytes");
    let other: &[u8] = b"other bytes";
    let _ = PrivateKey::read(bytes);
    let _ = PublicKey::read(bytes);
    let _ = PublicKey::from_spki(bytes);
    let _ = Statement::read(bytes).map(|it| it.provenance());
    let _ = openpgp::fingerprints(bytes);
    let packages = Purpose::Packages;
    let mut all = vec![
        raw::verify(&mut &*other, bytes, &trust, packages, now()).unwrap(),
        minisign::verify(&mut &*other, bytes, &trust, packages, now()).unwrap(),
        openpgp::verify_detached(&mut &*other, bytes, &trust, packages, now()).unwrap(),
        openpgp::verify_clearsigned(bytes, &trust, packages, now()).verified,
        sshsig::verify(&digests, bytes, "file", &trust, packages, now()),
    ];
    if let Ok(mut envelope) = Envelope::read(bytes) {
        envelope.payload.push(0);
        all.push(envelope.verify(&trust, packages, now()));
    }
    let asked = sigstore::Asked {
        artifact: &digests,
        identities: &[],
        trust: &trust,
        purpose: packages,
        now: now(),
    };
    all.push(sigstore::verify(bytes, &asked).verified);
    let _ = sigstore::anchors(bytes, "x", packages);
    let image = notation::Target {
        digest: "sha256:00".to_owned(),
        size: 1,
    };
    all.push(notation::verify(bytes, &image, &trust, packages, now()));
    let pinned = super::trust(vec![anchor("pgp", AnchorKey::OpenPgp(bytes.to_vec()))]);
    all.push(openpgp::verify_detached(&mut &*other, SIGNATURE, &pinned, packages, now()).unwrap());
    all
}

fn nobody(all: &[Verified]) -> bool {
    all.iter()
        .all(|it| it.signers.iter().all(|signer| signer.anchor.is_none()))
}

#[test]
fn the_seeds_hold_where_they_should() {
    let trust = everything();
    let verified =
        openpgp::verify_detached(&mut &*BYTES, SIGNATURE, &trust, Purpose::Packages, now())
            .unwrap();
    super::good(&verified, "pgp");
    for seed in seeds() {
        assert!(nobody(&feed(&seed)));
    }
}

/// A signature inside a signature, and so on: whoever follows them all needs a stack as deep.
#[test]
fn signatures_within_signatures_end_somewhere() {
    let mut inner = Vec::new();
    for _ in 0..10_000 {
        let area = if inner.is_empty() {
            Vec::new()
        } else {
            let mut area = vec![0xff];
            area.extend_from_slice(&u32::try_from(inner.len() + 1).unwrap().to_be_bytes());
            area.push(32);
            area.extend_from_slice(&inner);
            area
        };
        let Ok(length) = u16::try_from(area.len()) else {
            break;
        };
        // Version 4, over bytes, RSA, SHA-256.
        inner = vec![4, 0, 1, 8];
        inner.extend_from_slice(&length.to_be_bytes());
        inner.extend_from_slice(&area);
        inner.extend_from_slice(&[0, 0, 0, 0, 0, 1, 1]);
    }
    let mut packet = vec![0xc2, 0xff];
    packet.extend_from_slice(&u32::try_from(inner.len()).unwrap().to_be_bytes());
    packet.extend_from_slice(&inner);
    assert!(packet.len() > 60_000);
    assert!(nobody(&feed(&packet)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes(bytes in vec(any::<u8>(), 0..300)) {
        prop_assert!(nobody(&feed(&bytes)));
    }

    #[test]
    fn mutated_bytes(which in any::<prop::sample::Index>(), places in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>(), whole in any::<bool>()) {
        let mut seeds = seeds();
        let mut bytes = seeds.swap_remove(which.index(seeds.len()));
        for (place, value) in places {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        prop_assert!(nobody(&feed(&bytes)));
    }
}

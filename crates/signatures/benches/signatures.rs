//! How many signatures a second: a whole CMS signature, with its certificate path, revocation and proof of time, and
//! the bare signature over the same digest, which is the limit.
//!
//! Every whole one verifies several bare ones: that of the signer, those of two certificates on the way, those of
//! two revocation lists, and with a proof of time its own and those of its path.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use keyholder_kit::authority::{ARDEN, Identity, authority};
use keyholder_kit::certificates::{Certificate, Extension, name};
use keyholder_kit::cms::{Inside, Signing, detached};
use keyholder_kit::digest::Hash;
use keyholder_kit::keys::Key;
use keyholder_kit::moments::SIGNED_4_2_1;
use keyholder_kit::{NOW, anchors, crls};
use keyholder_signatures::{Anchor, Digests, PublicKey, Purpose, Rules, Trust, cms, read_key};
use keyholder_supply::gate::{CheckState, GateCheck};

const CONTENT: &[u8] = b"Source: Artifacts/Images/arden-amf-4.2.1.tar\n";

fn trust() -> Trust {
    let pins = anchors().into_iter().map(|pin| Anchor {
        id: pin.id.to_owned(),
        key: read_key(&pin.pem).expect("a key of the kit"),
        purpose: match pin.purpose {
            "time" => Purpose::Time,
            "packages" => Purpose::Packages,
            _ => Purpose::Provenance,
        },
        from: None,
        until: None,
    });
    Trust {
        anchors: pins.collect(),
        crls: crls().into_iter().map(|(_, list)| list).collect(),
        ..Trust::default()
    }
}

/// A signer with Ed25519 below the same authority, which the kit does not have.
fn ed25519() -> Identity {
    let ca = &authority().arden_ca;
    let key = Key::ed25519("arden leaf");
    let subject = name(ARDEN, "Arden Software Signing E");
    let like = &authority().arden_p256;
    let certificate = Certificate {
        subject: subject.clone(),
        issuer: ca.subject.clone(),
        serial: 151,
        from: SIGNED_4_2_1 - 86_400,
        until: NOW + 86_400 * 365,
        key: &key,
        v1: false,
        extensions: vec![
            Extension::end(),
            Extension::usage(0b1000_0000),
            Extension::purpose(3),
        ],
        hash: None,
    };
    Identity {
        certificate: certificate.signed(&ca.key),
        chain: like.chain.clone(),
        subject,
        issuer: ca.subject.clone(),
        serial: 151,
        key,
    }
}

fn whole(bench: &mut Criterion) {
    let (trust, digests) = (trust(), Digests::of(CONTENT));
    let now = Timestamp::from_second(NOW).expect("a moment");
    let ed25519 = ed25519();
    let time = &authority().time;
    let mut group = bench.benchmark_group("whole CMS signature");
    group.throughput(Throughput::Elements(1));
    let signers = [
        ("RSA-3072", &authority().arden),
        ("P-256", &authority().arden_p256),
        ("Ed25519", &ed25519),
    ];
    for (word, signer) in signers {
        let plain = Signing::by(signer, SIGNED_4_2_1);
        let stamped = plain.clone().stamped(time, SIGNED_4_2_1 + 60);
        for (more, signing) in [("", plain), (", proof of time", stamped)] {
            let der = detached(CONTENT, &[signing], Inside::Certificates);
            let verify = || cms(&der, &digests, &[], &trust, Purpose::Packages, now);
            for check in [
                GateCheck::Signature,
                GateCheck::CertificatePath,
                GateCheck::Revocation,
            ] {
                let answers = verify().answers;
                let answer = answers.iter().find(|answer| answer.check == check);
                let state = answer.map(|answer| answer.state);
                assert_eq!(state, Some(CheckState::Passed), "{word}: {answer:?}");
            }
            group.bench_function(format!("{word}{more}"), |b| b.iter(|| black_box(verify())));
        }
    }
    group.finish();
}

fn bare(bench: &mut Criterion) {
    let rules = Rules::default();
    let mut group = bench.benchmark_group("bare signature");
    group.throughput(Throughput::Elements(1));
    let keys = [
        ("RSA-3072", Key::rsa(3_072), Hash::Sha256),
        ("P-256", Key::p256("arden leaf"), Hash::Sha256),
        ("Ed25519", Key::ed25519("arden leaf"), Hash::Sha512),
    ];
    for (word, key, hash) in keys {
        let public = PublicKey::from_spki(&key.spki()).expect("a key of the kit");
        let signature = key.sign(hash, CONTENT);
        let verify = || public.verify(CONTENT, &signature, &rules);
        assert_eq!(verify(), Ok(()), "{word}");
        group.bench_function(word, |b| b.iter(|| black_box(verify())));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = whole, bare
}
criterion_main!(benches);

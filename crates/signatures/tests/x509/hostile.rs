//! Bytes of others: nothing panics, nothing takes long, and nothing that was changed holds.

use std::sync::OnceLock;

use keyholder_signatures::{
    Certificate, Digests, Purpose, Trust, certificates_in, certificates_of, cms, read_key,
    timestamp,
};
use proptest::prelude::*;

use crate::lab::{Asked, CA, CONTENT, LEAF, Lab, genuine, now, ours};
use crate::revoked::list;
use crate::timed::{TSA, token};

struct Samples {
    trust: Trust,
    blob: Vec<u8>,
    texts: Vec<Vec<u8>>,
}

/// Made once, where `openssl` is there.
fn samples() -> Option<&'static Samples> {
    static SAMPLES: OnceLock<Option<Samples>> = OnceLock::new();
    SAMPLES
        .get_or_init(|| {
            let lab = Lab::new()?;
            lab.issue(&Asked::new("root", None, CA));
            lab.issue(&Asked::new("leaf", Some("root"), LEAF));
            let crl = list(&lab, "root", None, "20291220000000Z", "20300120000000Z", "");
            let blob = lab.sign("a.der", "-signer leaf.pem -inkey leaf.key");
            let streamed = lab.sign(
                "b.der",
                "-signer leaf.pem -inkey leaf.key -nodetach -stream",
            );
            let mut trust = lab.trust(&["root"]);
            trust.crls.push(crl.clone());
            trust.anchors.push(lab.pin_for("root", Purpose::Time));
            lab.issue(&Asked::new("tsa", Some("root"), TSA));
            let token = token(&lab, CONTENT, "sha256", "sha256");
            let texts = vec![
                token,
                blob.clone(),
                streamed,
                crl,
                lab.bytes("leaf.pem"),
                lab.bytes("root.pem"),
            ];
            Some(Samples { trust, blob, texts })
        })
        .as_ref()
}

/// Everything that reads bytes of others.
fn everything(bytes: &[u8], trust: &Trust) {
    let _ = cms(
        bytes,
        &Digests::of(CONTENT),
        &[bytes.to_vec()],
        trust,
        Purpose::Packages,
        now(),
    );
    let _ = timestamp(bytes, &Digests::of(CONTENT), &[], trust, now());
    let _ = certificates_in(bytes);
    let _ = certificates_of(bytes);
    let _ = Certificate::read(bytes);
    let _ = read_key(bytes);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        everything(&bytes, &Trust::default());
        everything(&[b"-----BEGIN CMS-----".as_slice(), &bytes, b"-----END CMS-----"].concat(), &Trust::default());
    }

    #[test]
    fn harmed_bytes_are_read(
        which in 0_usize..6,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let Some(samples) = samples() else { return Ok(()) };
        let mut bytes = samples.texts[which].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        everything(&bytes, &samples.trust);
        let mut trust = samples.trust.clone();
        trust.crls = vec![bytes];
        let _ = ours(&samples.blob, CONTENT, &[], &trust);
    }
}

#[test]
fn no_other_byte_holds_but_in_what_nobody_signs() {
    let Some(samples) = samples() else { return };
    let held: Vec<usize> = (0..samples.blob.len())
        .filter(|at| {
            let mut bytes = samples.blob.clone();
            bytes[*at] ^= 1;
            genuine(&ours(&bytes, CONTENT, &[], &samples.trust))
        })
        .collect();
    // Numbers of versions, the list of digests that were used ahead of all, and the name of one signer's digest,
    // which must fit: neither says anything that is not said again in what was signed.
    assert!(held.len() <= 16, "{held:?}");
    assert!(
        held.iter()
            .all(|at| *at < 48 || *at > samples.blob.len() - 400),
        "{held:?}"
    );
}

#[test]
fn bombs_are_bounded() {
    let open: Vec<u8> = [0x30, 0x80].repeat(1 << 20);
    let sets: Vec<u8> = [0x31, 0x80].repeat(1 << 20);
    let inside: Vec<u8> = [
        0x30, 0x82, 0xff, 0x00, 0x30, 0x82, 0xfe, 0x00, 0xa0, 0x03, 0x02, 0x01, 0x02, 0x02,
    ]
    .repeat(100_000);
    let begins = b"-----BEGIN CERTIFICATE-----\n".repeat(100_000);
    let wrapped = b"LS0tLS1CRUdJTiBDRVJUSUZJQ0FUR".repeat(100_000);
    for bomb in [open, sets, inside, begins, wrapped] {
        everything(&bomb, &Trust::default());
    }
}

//! Signatures alone in a file, and those of minisign.

use blake2::Digest as _;
use keyholder_signatures::{
    AnchorKey, Digests, PrivateKey, PublicKey, Purpose, Trust, Verified, minisign, raw,
};
use keyholder_supply::gate::{CheckState, GateCheck};

use super::{anchor, answer, bad, good, has, must, now, pinned, read, trust, write};

const BYTES: &[u8] = b"the bytes of a package";

fn key(seed: u8) -> PrivateKey {
    PrivateKey::generate([seed; 32])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn check(bytes: &[u8], signature: &[u8], trust: &Trust) -> Verified {
    raw::verify(&mut &*bytes, signature, trust, Purpose::Packages, now()).unwrap()
}

fn check_mini(bytes: &[u8], signature: &str, trust: &Trust) -> Verified {
    minisign::verify(
        &mut &*bytes,
        signature.as_bytes(),
        trust,
        Purpose::Packages,
        now(),
    )
    .unwrap()
}

#[test]
fn holds_in_every_writing() {
    let key = key(1);
    for file in [key.to_pem(), base64(&[1; 32])] {
        assert_eq!(PrivateKey::read(file.as_bytes()).unwrap().id(), key.id());
    }
    let trust = pinned(AnchorKey::Spki(key.public_spki()));
    let signature = key.sign(BYTES);
    good(&check(BYTES, &signature, &trust), "supplier");
    good(
        &check(BYTES, hex(&signature).as_bytes(), &trust),
        "supplier",
    );
    let text = format!("{}\n", base64(&signature));
    good(&check(BYTES, text.as_bytes(), &trust), "supplier");
}

#[test]
fn faults_are_refused_for_their_reason() {
    let key = key(1);
    let trust_one = pinned(AnchorKey::Spki(key.public_spki()));
    let signature = key.sign(BYTES);
    bad(
        &check(b"other bytes", &signature, &trust_one),
        GateCheck::Signature,
        "were changed",
    );
    let mut flipped = signature;
    flipped[40] ^= 1;
    bad(
        &check(BYTES, &flipped, &trust_one),
        GateCheck::Signature,
        "were changed",
    );
    let stranger = PrivateKey::generate([9; 32]).sign(BYTES);
    bad(
        &check(BYTES, &stranger, &trust_one),
        GateCheck::Signature,
        "somebody else signed",
    );
    bad(
        &check(BYTES, b"", &trust_one),
        GateCheck::Signature,
        "it is empty",
    );
    bad(
        &check(BYTES, &signature, &Trust::default()),
        GateCheck::CertificatePath,
        "no key is pinned for packages",
    );
    assert_eq!(
        answer(
            &check(BYTES, &signature, &Trust::default()),
            GateCheck::Signature
        )
        .0,
        CheckState::NotDone
    );
    let mut other = anchor("builder", AnchorKey::Spki(key.public_spki()));
    other.purpose = Purpose::Provenance;
    bad(
        &check(BYTES, &signature, &trust(vec![other])),
        GateCheck::CertificatePath,
        "for provenance and not for packages",
    );
    let mut ended = anchor("old", AnchorKey::Spki(key.public_spki()));
    ended.until = Some("2026-01-01T00:00:00Z".parse().unwrap());
    bad(
        &check(BYTES, &signature, &trust(vec![ended])),
        GateCheck::CertificatePath,
        "ended on",
    );
    let mut early = anchor("next", AnchorKey::Spki(key.public_spki()));
    early.from = Some("2027-01-01T00:00:00Z".parse().unwrap());
    bad(
        &check(BYTES, &signature, &trust(vec![early])),
        GateCheck::CertificatePath,
        "only from",
    );
}

#[test]
fn weak_keys_are_no_keys() {
    // The neutral point: every signature with the right first half holds by it.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    assert!(
        PublicKey::from_ed25519(&neutral)
            .unwrap_err()
            .contains("weak")
    );
}

#[test]
fn openssl_agrees() {
    if !has("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "bytes", BYTES);
    must(
        at,
        "openssl",
        &["genpkey", "-algorithm", "ed25519", "-out", "ed.pem"],
    );
    must(
        at,
        "openssl",
        &[
            "pkeyutl", "-sign", "-inkey", "ed.pem", "-rawin", "-in", "bytes", "-out", "ed.sig",
        ],
    );
    must(
        at,
        "openssl",
        &["pkey", "-in", "ed.pem", "-pubout", "-out", "ed.pub"],
    );
    let public = PublicKey::read(&read(at, "ed.pub")).unwrap();
    let trust = pinned(AnchorKey::Spki(public.to_spki()));
    good(&check(BYTES, &read(at, "ed.sig"), &trust), "supplier");
    let private = PrivateKey::read(&read(at, "ed.pem")).unwrap();
    assert_eq!(private.public(), public);
    assert_eq!(private.sign(BYTES).to_vec(), read(at, "ed.sig"));
    write(at, "again.pem", private.to_pem());
    write(at, "again.pub", private.public_pem());
    write(at, "again.sig", private.sign(b"more"));
    write(at, "more", b"more");
    must(at, "openssl", &["pkey", "-in", "again.pem", "-noout"]);
    must(
        at,
        "openssl",
        &[
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            "again.pub",
            "-rawin",
            "-in",
            "more",
            "-sigfile",
            "again.sig",
        ],
    );
    let kinds: [(&str, &[&str], &str); 4] = [
        (
            "p256",
            &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            "-sha256",
        ),
        (
            "p384",
            &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
            "-sha384",
        ),
        (
            "rsa",
            &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            "-sha512",
        ),
        (
            "short",
            &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
            "-sha256",
        ),
    ];
    for (name, how, digest) in kinds {
        let (private, public) = (format!("{name}.pem"), format!("{name}.pub"));
        let mut arguments = vec!["genpkey", "-out", &private];
        arguments.extend(how);
        must(at, "openssl", &arguments);
        must(
            at,
            "openssl",
            &["pkey", "-in", &private, "-pubout", "-out", &public],
        );
        must(
            at,
            "openssl",
            &["dgst", digest, "-sign", &private, "-out", "sig", "bytes"],
        );
        let key = PublicKey::read(&read(at, &public)).unwrap();
        let trust = pinned(AnchorKey::Spki(key.to_spki()));
        let text = base64(&read(at, "sig"));
        if name == "short" {
            bad(
                &check(BYTES, &read(at, "sig"), &trust),
                GateCheck::Signature,
                "1024 bits",
            );
        } else {
            good(&check(BYTES, &read(at, "sig"), &trust), "supplier");
            good(&check(BYTES, text.as_bytes(), &trust), "supplier");
            bad(
                &check(b"x", &read(at, "sig"), &trust),
                GateCheck::Signature,
                "were changed",
            );
        }
        assert!(
            PrivateKey::read(&read(at, &private))
                .unwrap_err()
                .contains("Ed25519")
        );
    }
    let digest = must(at, "openssl", &["dgst", "-sha256", "-r", "bytes"]);
    assert!(digest.starts_with(&Digests::of(BYTES).hex()));
    must(
        at,
        "openssl",
        &[
            "pkey",
            "-in",
            "ed.pem",
            "-aes256",
            "-passout",
            "pass:x",
            "-out",
            "locked.pem",
        ],
    );
    assert!(
        PrivateKey::read(&read(at, "locked.pem"))
            .unwrap_err()
            .contains("encrypted")
    );
}

/// What minisign would write.
fn minisig(key: &PrivateKey, bytes: &[u8], prehashed: bool, comment: &str) -> String {
    let signature = if prehashed {
        key.sign(&blake2::Blake2b512::digest(bytes))
    } else {
        key.sign(bytes)
    };
    let mut line = if prehashed { b"ED" } else { b"Ed" }.to_vec();
    line.extend_from_slice(b"12345678");
    line.extend_from_slice(&signature);
    let mut covered = signature.to_vec();
    covered.extend_from_slice(comment.as_bytes());
    format!(
        "untrusted comment: signature\n{}\ntrusted comment: {comment}\n{}\n",
        base64(&line),
        base64(&key.sign(&covered))
    )
}

#[test]
fn minisign_holds_and_fails_for_its_reason() {
    let key = key(3);
    let trust = pinned(AnchorKey::Spki(key.public_spki()));
    for prehashed in [true, false] {
        let text = minisig(&key, BYTES, prehashed, "timestamp:1700000000\tfile:package");
        let verified = check_mini(BYTES, &text, &trust);
        good(&verified, "supplier");
        assert_eq!(
            verified.signers[0].signed_at.unwrap().as_second(),
            1_700_000_000
        );
        bad(
            &check_mini(b"x", &text, &trust),
            GateCheck::Signature,
            "were changed",
        );
        let comment = text.replace("file:package", "file:another");
        bad(
            &check_mini(BYTES, &comment, &trust),
            GateCheck::Signature,
            "trusted comment",
        );
        let tail = format!("{text}more\n");
        bad(
            &check_mini(BYTES, &tail, &trust),
            GateCheck::Signature,
            "do not belong",
        );
    }
    let legacy: String = minisig(&key, BYTES, false, "x")
        .lines()
        .take(2)
        .map(|l| format!("{l}\n"))
        .collect();
    good(&check_mini(BYTES, &legacy, &trust), "supplier");
    let cut: String = minisig(&key, BYTES, true, "x")
        .lines()
        .take(2)
        .map(|l| format!("{l}\n"))
        .collect();
    bad(
        &check_mini(BYTES, &cut, &trust),
        GateCheck::Signature,
        "trusted comment is missing",
    );
    let mut blob = b"Ed12345678".to_vec();
    blob.extend_from_slice(&key.public_spki()[12..]);
    let file = format!("untrusted comment: key\n{}\n", base64(&blob));
    assert_eq!(PublicKey::read(file.as_bytes()).unwrap(), key.public());
    assert_eq!(
        PublicKey::read(base64(&blob).as_bytes()).unwrap(),
        key.public()
    );
}

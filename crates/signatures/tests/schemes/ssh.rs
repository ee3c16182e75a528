//! Keys and signatures of OpenSSH, both ways.

use keyholder_signatures::{
    AnchorKey, Digests, PrivateKey, PublicKey, Purpose, Trust, Verified, sshsig,
};
use keyholder_supply::gate::GateCheck;

use super::{bad, good, has, must, now, pinned, read, run, write};

const BYTES: &[u8] = b"the bytes of a package\n";

fn check(bytes: &[u8], signature: &[u8], trust: &Trust) -> Verified {
    sshsig::verify(
        &Digests::of(bytes),
        signature,
        "keyholder",
        trust,
        Purpose::Packages,
        now(),
    )
}

#[test]
fn ours_is_read_by_us() {
    let key = PrivateKey::generate([4; 32]);
    let trust = pinned(AnchorKey::Spki(key.public_spki()));
    let signature = sshsig::sign(&Digests::of(BYTES), "keyholder", &key);
    good(&check(BYTES, signature.as_bytes(), &trust), "supplier");
    bad(
        &check(b"x", signature.as_bytes(), &trust),
        GateCheck::Signature,
        "were changed",
    );
    let other = sshsig::sign(&Digests::of(BYTES), "git", &key);
    bad(
        &check(BYTES, other.as_bytes(), &trust),
        GateCheck::Signature,
        "for `git`",
    );
    let stranger = sshsig::sign(
        &Digests::of(BYTES),
        "keyholder",
        &PrivateKey::generate([5; 32]),
    );
    bad(
        &check(BYTES, stranger.as_bytes(), &trust),
        GateCheck::CertificatePath,
        "not pinned",
    );
    let around = format!("hello\n{signature}");
    bad(
        &check(BYTES, around.as_bytes(), &trust),
        GateCheck::Signature,
        "text outside",
    );
    let twice = format!("{signature}{signature}");
    bad(
        &check(BYTES, twice.as_bytes(), &trust),
        GateCheck::Signature,
        "several blocks",
    );
    let line = key.public_openssh();
    assert_eq!(PublicKey::read(line.as_bytes()).unwrap(), key.public());
}

#[test]
fn ssh_keygen_agrees_both_ways() {
    if !has("ssh-keygen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "bytes", BYTES);
    for (name, how) in [
        ("ed", ["-t", "ed25519", "-b", "256"]),
        ("p256", ["-t", "ecdsa", "-b", "256"]),
        ("p384", ["-t", "ecdsa", "-b", "384"]),
        ("rsa", ["-t", "rsa", "-b", "2048"]),
    ] {
        let mut arguments = vec!["-q", "-N", "", "-C", "somebody", "-f", name];
        arguments.extend(how);
        must(at, "ssh-keygen", &arguments);
        let public = PublicKey::read(&read(at, &format!("{name}.pub"))).unwrap();
        let trust = pinned(AnchorKey::Spki(public.to_spki()));
        for hash in ["sha256", "sha512"] {
            let option = format!("hashalg={hash}");
            let _ = std::fs::remove_file(at.join("bytes.sig"));
            must(
                at,
                "ssh-keygen",
                &[
                    "-Y",
                    "sign",
                    "-f",
                    name,
                    "-n",
                    "keyholder",
                    "-O",
                    &option,
                    "bytes",
                ],
            );
            let signature = read(at, "bytes.sig");
            good(&check(BYTES, &signature, &trust), "supplier");
            bad(
                &check(b"x", &signature, &trust),
                GateCheck::Signature,
                "were changed",
            );
        }
    }
    let private = PrivateKey::read(&read(at, "ed")).unwrap();
    let line = String::from_utf8(read(at, "ed.pub")).unwrap();
    assert_eq!(private.public_openssh(), line.trim());
    write(
        at,
        "ours.sig",
        sshsig::sign(&Digests::of(BYTES), "keyholder", &private),
    );
    write(at, "allowed", format!("somebody {line}"));
    let command = "ssh-keygen -Y verify -f allowed -I somebody -n keyholder -s ours.sig < bytes";
    must(at, "sh", &["-c", command]);
    write(at, "bytes", b"x");
    assert!(!run(at, "sh", &["-c", command]).0);
    must(
        at,
        "ssh-keygen",
        &["-q", "-t", "ed25519", "-N", "secret", "-f", "locked"],
    );
    assert!(
        PrivateKey::read(&read(at, "locked"))
            .unwrap_err()
            .contains("encrypted")
    );
    assert!(
        PrivateKey::read(&read(at, "rsa"))
            .unwrap_err()
            .contains("ssh-rsa")
    );
}

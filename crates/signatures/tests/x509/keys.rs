//! What people pin, in the forms in which they are handed over; and certificates found in files of any kind.

use std::process::Command;

use base64::Engine as _;
use keyholder_signatures::{
    AnchorKey, Certificate, certificates_in, certificates_of, key_id, read_key,
};

use crate::lab::{Asked, CA, LEAF, Lab};

#[test]
fn certificates_and_public_keys_are_read() {
    let Some(lab) = Lab::new() else { return };
    lab.issue(&Asked::new("root", None, CA));
    lab.run("x509 -in root.pem -outform DER -out root.der");
    let der = lab.bytes("root.der");
    for name in ["root.pem", "root.der"] {
        assert_eq!(
            read_key(&lab.bytes(name)),
            Ok(AnchorKey::X509(der.clone())),
            "{name}"
        );
    }
    for kind in ["ec", "p384", "rsa", "ed25519", "rsapss"] {
        lab.key(kind, kind);
        lab.run(&format!("pkey -in {kind}.key -pubout -out {kind}.pub"));
        lab.run(&format!(
            "pkey -in {kind}.key -pubout -outform DER -out {kind}.spki"
        ));
        let spki = lab.bytes(&format!("{kind}.spki"));
        for name in ["pub", "spki"] {
            assert_eq!(
                read_key(&lab.bytes(&format!("{kind}.{name}"))),
                Ok(AnchorKey::Spki(spki.clone())),
                "{kind}"
            );
        }
        let private = read_key(&lab.bytes(&format!("{kind}.key"))).expect_err("a private key");
        assert!(private.contains("this is a private key"), "{private}");
    }
    lab.key("p521", "p521");
    lab.run("pkey -in p521.key -pubout -out p521.pub");
    assert!(
        read_key(&lab.bytes("p521.pub"))
            .expect_err("not allowed")
            .contains("P-521")
    );
    let two = [lab.bytes("root.pem"), lab.bytes("root.pem")].concat();
    assert!(read_key(&two).expect_err("two").contains("2 blocks"));
    for nothing in [
        b"".as_slice(),
        b"hello",
        b"\x30\x00",
        b"\xff\xfe\x00",
        b"-----BEGIN X-----\nAA==\n-----END X-----",
    ] {
        assert!(read_key(nothing).is_err(), "{nothing:?}");
    }
}

#[test]
fn lines_of_openssh_and_keys_of_minisign_are_read() {
    let line =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl somebody";
    let Ok(AnchorKey::Spki(spki)) = read_key(line.as_bytes()) else {
        panic!("not read")
    };
    assert_eq!(spki.len(), 44);
    assert!(key_id(&spki).starts_with("sha256:"));
    let key = base64::engine::general_purpose::STANDARD
        .encode([b"Ed12345678".as_slice(), &spki[12..]].concat());
    let file = format!("untrusted comment: minisign public key 3132\n{key}\n");
    assert_eq!(read_key(file.as_bytes()), Ok(AnchorKey::Spki(spki)));
    let folder = tempfile::tempdir().expect("a folder");
    for (kind, bits) in [
        ("ecdsa", "256"),
        ("ecdsa", "384"),
        ("rsa", "2048"),
        ("ed25519", "256"),
    ] {
        let file = folder.path().join(format!("{kind}{bits}"));
        let made = Command::new("ssh-keygen")
            .args(["-q", "-N", "", "-t", kind, "-b", bits, "-f"])
            .arg(&file)
            .status();
        if made.is_err() {
            eprintln!("not run: `ssh-keygen` is not installed");
            return;
        }
        let public = std::fs::read(file.with_extension("pub")).expect("a key");
        assert!(
            matches!(read_key(&public), Ok(AnchorKey::Spki(_))),
            "{kind} {bits}"
        );
        assert!(read_key(&std::fs::read(&file).expect("a key")).is_err());
    }
}

fn digests(list: &[Certificate]) -> Vec<&str> {
    list.iter()
        .map(|certificate| certificate.sha256.as_str())
        .collect()
}

#[test]
fn certificates_are_found_wherever_they_lie() {
    let Some(lab) = Lab::new() else { return };
    lab.issue(&Asked::new("root", None, CA));
    lab.issue(&Asked {
        key: "rsa",
        ..Asked::new("leaf", Some("root"), LEAF)
    });
    let pem = [lab.bytes("root.pem"), lab.bytes("leaf.pem")].concat();
    let both = certificates_of(&pem).expect("two certificates");
    assert_eq!(both.len(), 2);
    assert!(both[0].is_authority && !both[1].is_authority);
    assert_eq!(
        (both[1].subject.as_str(), both[1].version),
        ("CN=leaf,O=Lab", 3)
    );
    assert_eq!(both[1].not_after.to_string(), "2040-01-01T00:00:00Z");
    let expected = digests(&both);

    let text = String::from_utf8(pem.clone()).expect("text");
    let indented: String = text.lines().map(|line| format!("    {line}\n")).collect();
    let wrapped = base64::engine::general_purpose::STANDARD.encode(&pem);
    for bytes in [
        format!("ca: |\n{indented}\nend: 1\n").into_bytes(),
        format!("{{\"ca\":\"{}\"}}", text.replace('\n', "\\n")).into_bytes(),
        format!("data:\n  tls.crt: {wrapped}\n").into_bytes(),
        [
            b"\x7fELF....".as_slice(),
            &both[0].der,
            &[0; 99],
            &both[1].der,
            b"tail",
        ]
        .concat(),
    ] {
        let found = certificates_in(&bytes);
        assert_eq!(
            digests(&found),
            expected,
            "{}",
            String::from_utf8_lossy(&bytes)
        );
    }
    for (form, name) in [("PEM", "bag.pem"), ("DER", "bag.der")] {
        lab.write("all.pem", &pem);
        lab.run(&format!(
            "crl2pkcs7 -nocrl -certfile all.pem -outform {form} -out {name}"
        ));
        let (mut found, mut wanted) = (certificates_in(&lab.bytes(name)), both.clone());
        found.sort_by_key(|certificate| certificate.sha256.clone());
        wanted.sort_by_key(|certificate| certificate.sha256.clone());
        assert_eq!(found, wanted, "{name}");
        assert_eq!(certificates_of(&lab.bytes(name)).expect("a bag").len(), 2);
    }
}

//! Signatures that hold, in all the forms in which they are written; both verifiers agree.

use base64::Engine as _;
use keyholder_signatures::{AnchorKey, key_id};
use keyholder_supply::gate::{CheckState, GateCheck};

use crate::lab::{Asked, CA, CONTENT, LEAF, Lab, genuine, ours, said, state};

fn holds(lab: &Lab, name: &str, blob: &[u8], outside: &[Vec<u8>], roots: &[&str], oracle: &str) {
    let verified = ours(blob, CONTENT, outside, &lab.trust(roots));
    assert!(genuine(&verified), "{name}\n{}", said(&verified));
    assert!(
        verified
            .signers
            .iter()
            .all(|signer| signer.anchor.is_some()),
        "{name}"
    );
    if let Err(error) = lab.oracle(blob, CONTENT, oracle) {
        panic!("{name}: openssl disagrees\n{error}");
    }
}

#[test]
fn every_algorithm_that_is_allowed_holds() {
    let Some(lab) = Lab::new() else { return };
    lab.issue(&Asked::new("root", None, CA));
    for (name, key, options) in [
        ("ec", "ec", "-md sha256"),
        ("ec384", "p384", "-md sha384"),
        ("ec512", "ec", "-md sha512"),
        ("p384-256", "p384", "-md sha256"),
        ("rsa256", "rsa", "-md sha256"),
        ("rsa384", "rsa", "-md sha384"),
        ("rsa512", "rsa", "-md sha512"),
        ("pss256", "rsa", "-md sha256 -keyopt rsa_padding_mode:pss"),
        (
            "pss512",
            "rsa",
            "-md sha512 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20",
        ),
        (
            "psskey",
            "rsapss",
            "-md sha256 -keyopt rsa_padding_mode:pss",
        ),
        ("ed25519", "ed25519", "-md sha512"),
        ("noattr", "ec", "-md sha256 -noattr"),
        ("noattr-rsa", "rsa", "-md sha384 -noattr"),
        ("keyid", "ec", "-md sha256 -keyid"),
        ("stream", "ec", "-md sha256 -stream"),
        ("cades", "ec", "-md sha256 -cades"),
    ] {
        lab.issue(&Asked {
            key,
            ..Asked::new(name, Some("root"), LEAF)
        });
        let sign = format!(
            "cms -sign -binary -in content -outform DER -out {name}.der -signer {name}.pem -inkey {name}.key {options}"
        );
        if let Err(error) = lab.try_run(&sign) {
            eprintln!(
                "not run: openssl cannot sign `{name}`: {}",
                error.lines().next().unwrap_or_default()
            );
            continue;
        }
        holds(
            &lab,
            name,
            &lab.bytes(&format!("{name}.der")),
            &[],
            &["root"],
            "-CAfile root.pem",
        );
    }
}

#[test]
fn roots_and_certificates_of_other_digests_hold() {
    let Some(lab) = Lab::new() else { return };
    for (root, key, digest) in [
        ("root-rsa", "rsa", "sha512"),
        ("root-p384", "p384", "sha384"),
        ("root-ed", "ed25519", "default"),
    ] {
        lab.issue(&Asked {
            key,
            digest,
            ..Asked::new(root, None, CA)
        });
        let leaf = format!("leaf-of-{root}");
        lab.issue(&Asked {
            digest,
            ..Asked::new(&leaf, Some(root), LEAF)
        });
        let blob = lab.sign("a.der", &format!("-signer {leaf}.pem -inkey {leaf}.key"));
        holds(
            &lab,
            root,
            &blob,
            &[],
            &[root],
            &format!("-CAfile {root}.pem"),
        );
    }
}

#[test]
fn forms_and_places_make_no_difference() {
    let Some(lab) = Lab::new() else { return };
    lab.family();
    let signer = "-signer leaf.pem -inkey leaf.key";
    let whole = lab.sign("whole.der", &format!("{signer} -certfile middle.pem"));
    holds(&lab, "whole", &whole, &[], &["root"], "-CAfile root.pem");
    holds(
        &lab,
        "intermediate pinned",
        &whole,
        &[],
        &["middle"],
        "-CAfile middle.pem -partial_chain",
    );
    holds(
        &lab,
        "leaf pinned",
        &whole,
        &[],
        &["leaf"],
        "-CAfile leaf.pem -partial_chain",
    );

    let bare = lab.sign("bare.der", &format!("{signer} -nocerts"));
    let beside = [lab.bytes("leaf.pem"), lab.bytes("middle.pem")];
    // Certificates beside are its signer's only: the intermediate goes to the trusted ones.
    let oracle = "-CAfile both.pem -certfile leaf.pem";
    lab.write(
        "both.pem",
        &[lab.bytes("root.pem"), lab.bytes("middle.pem")].concat(),
    );
    holds(&lab, "beside", &bare, &beside, &["root"], oracle);
    holds(
        &lab,
        "in one file",
        &bare,
        &[beside.concat()],
        &["root"],
        oracle,
    );
    let verified = ours(&bare, CONTENT, &[], &lab.trust(&["leaf"]));
    assert!(
        genuine(&verified),
        "pinned signer without certificate\n{}",
        said(&verified)
    );

    let inside = lab.sign(
        "inside.der",
        &format!("{signer} -certfile middle.pem -nodetach"),
    );
    let verified = ours(&inside, CONTENT, &[], &lab.trust(&["root"]));
    assert!(genuine(&verified), "content inside\n{}", said(&verified));
    let streamed = lab.sign(
        "streamed.der",
        &format!("{signer} -certfile middle.pem -nodetach -stream"),
    );
    assert!(
        streamed.windows(2).any(|pair| pair == [0x30, 0x80]),
        "lengths are left open"
    );
    let verified = ours(&streamed, CONTENT, &[], &lab.trust(&["root"]));
    assert!(
        genuine(&verified),
        "content inside in pieces\n{}",
        said(&verified)
    );

    let base64 = base64::engine::general_purpose::STANDARD.encode(&whole);
    for text in [
        base64.clone(),
        format!("-----BEGIN CMS-----\n{base64}\n-----END CMS-----\n"),
        format!("\r\n-----BEGIN PKCS7-----\r\n{base64}\r\n-----END PKCS7-----"),
    ] {
        let verified = ours(text.as_bytes(), CONTENT, &[], &lab.trust(&["root"]));
        assert!(genuine(&verified), "{text}\n{}", said(&verified));
    }

    // The same certificate inside and beside is one source; another one with the same name and number is not.
    let verified = ours(
        &whole,
        CONTENT,
        &[lab.bytes("leaf.pem")],
        &lab.trust(&["root"]),
    );
    assert!(
        genuine(&verified) && said(&verified).contains("is the same"),
        "{}",
        said(&verified)
    );
}

#[test]
fn a_pinned_public_key_is_enough() {
    let Some(lab) = Lab::new() else { return };
    lab.family();
    lab.run("pkey -in leaf.key -pubout -outform DER -out leaf.spki");
    let spki = lab.bytes("leaf.spki");
    let mut trust = lab.trust(&["root"]);
    trust.anchors[0].key = AnchorKey::Spki(spki.clone());
    let blob = lab.sign("a.der", "-signer leaf.pem -inkey leaf.key");
    let verified = ours(&blob, CONTENT, &[], &trust);
    assert!(genuine(&verified), "{}", said(&verified));
    assert_eq!(verified.signers[0].key, key_id(&spki));

    // A key that is pinned alone is the signer's, and no authority.
    lab.run("pkey -in root.key -pubout -outform DER -out root.spki");
    trust.anchors[0].key = AnchorKey::Spki(lab.bytes("root.spki"));
    let whole = lab.sign(
        "b.der",
        "-signer leaf.pem -inkey leaf.key -certfile middle.pem",
    );
    assert!(!genuine(&ours(&whole, CONTENT, &[], &trust)));
}

#[test]
fn the_right_one_of_several_pinned_roots_of_one_name_is_found() {
    let Some(lab) = Lab::new() else { return };
    for name in ["one", "two"] {
        lab.issue(&Asked {
            subject: "Twin",
            ..Asked::new(name, None, "basicConstraints=critical,CA:true\n")
        });
    }
    lab.issue(&Asked::new("leaf", Some("two"), LEAF));
    let blob = lab.sign("a.der", "-signer leaf.pem -inkey leaf.key");
    let verified = ours(&blob, CONTENT, &[], &lab.trust(&["one", "two"]));
    assert!(genuine(&verified), "{}", said(&verified));
    assert_eq!(verified.signers[0].anchor.as_deref(), Some("two"));
    assert_eq!(state(&verified, GateCheck::Timestamp), CheckState::NotDone);
    let other = ours(&blob, CONTENT, &[], &lab.trust(&["one"]));
    assert!(
        !genuine(&other) && said(&other).contains("names the pinned key `one`"),
        "{}",
        said(&other)
    );
}

//! One fault at a time: each is refused, for the right reason, and the other verifier refuses too unless it is known
//! to be laxer there.

use keyholder_signatures::{LegacyLeaf, Purpose, Trust};
use keyholder_supply::gate::{CheckState, GateCheck};

use crate::lab::{Asked, CA, CONTENT, LEAF, Lab, genuine, now, ours, said, state};

pub(crate) const SIGNER: &str = "-signer leaf.pem -inkey leaf.key -certfile middle.pem";

/// What the other verifier does with the fault.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Other {
    Refuses,
    /// It does not ask this, with the options that it has.
    Accepts,
}

fn fails(name: &str, verified: &keyholder_signatures::Verified, check: GateCheck, because: &str) {
    let all = said(verified);
    assert_eq!(state(verified, check), CheckState::Failed, "{name}\n{all}");
    assert!(
        all.contains(because),
        "{name}: `{because}` is not said\n{all}"
    );
    assert!(
        verified
            .signers
            .iter()
            .any(|signer| signer.anchor.is_none())
            || verified.signers.is_empty()
            || check != GateCheck::CertificatePath,
        "{name}\n{all}"
    );
}

/// Root, intermediate and leaf with one thing changed; both verifiers are asked.
pub(crate) fn chain(
    name: &str,
    root: &str,
    middle: Asked<'_>,
    leaf: Asked<'_>,
    because: &str,
    other: Other,
) {
    let Some(lab) = Lab::new() else { return };
    lab.issue(&Asked::new("root", None, root));
    lab.issue(&middle);
    lab.issue(&leaf);
    let blob = lab.sign("a.der", SIGNER);
    let verified = ours(&blob, CONTENT, &[], &lab.trust(&["root"]));
    fails(name, &verified, GateCheck::CertificatePath, because);
    let oracle = lab.oracle(&blob, CONTENT, "-CAfile root.pem");
    assert_eq!(
        oracle.is_ok(),
        other == Other::Accepts,
        "{name}: {oracle:?}"
    );
}

pub(crate) fn middle() -> Asked<'static> {
    Asked::new("middle", Some("root"), CA)
}

pub(crate) fn leaf() -> Asked<'static> {
    Asked::new("leaf", Some("middle"), LEAF)
}

#[test]
fn certificates_that_do_not_hold_now() {
    let expired = "20290101000000Z";
    let unborn = "20310101000000Z";
    chain(
        "expired leaf",
        CA,
        middle(),
        Asked {
            until: expired,
            ..leaf()
        },
        "`CN=leaf,O=Lab` ended on",
        Other::Refuses,
    );
    chain(
        "expired authority",
        CA,
        Asked {
            until: expired,
            ..middle()
        },
        leaf(),
        "`CN=middle,O=Lab` ended on",
        Other::Refuses,
    );
    chain(
        "leaf of tomorrow",
        CA,
        middle(),
        Asked {
            from: unborn,
            ..leaf()
        },
        "`CN=leaf,O=Lab` holds only from",
        Other::Refuses,
    );
    chain(
        "authority of tomorrow",
        CA,
        Asked {
            from: unborn,
            ..middle()
        },
        leaf(),
        "`CN=middle,O=Lab` holds only from",
        Other::Refuses,
    );
}

#[test]
fn authorities_that_may_not() {
    let with = |extensions: &'static str| Asked {
        extensions,
        ..middle()
    };
    let none = "basicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign\n";
    chain(
        "no authority",
        CA,
        with("basicConstraints=critical,CA:false\n"),
        leaf(),
        "is no authority",
        Other::Refuses,
    );
    chain(
        "says nothing",
        CA,
        with("subjectKeyIdentifier=hash\n"),
        leaf(),
        "is no authority",
        Other::Refuses,
    );
    chain(
        "version 1 authority",
        CA,
        with(""),
        leaf(),
        "`CN=middle,O=Lab` is of X.509 version 1",
        Other::Refuses,
    );
    chain(
        "too long",
        none,
        middle(),
        leaf(),
        "allows fewer authorities below it",
        Other::Refuses,
    );
    chain(
        "may not sign certificates",
        CA,
        with("basicConstraints=critical,CA:true\nkeyUsage=critical,digitalSignature\n"),
        leaf(),
        "keyCertSign",
        Other::Refuses,
    );
    chain(
        "for servers only",
        CA,
        with("basicConstraints=critical,CA:true\nextendedKeyUsage=serverAuth\n"),
        leaf(),
        "limited to other uses",
        Other::Accepts,
    );
    chain(
        "unknown and critical",
        CA,
        with("basicConstraints=critical,CA:true\n1.2.3.4=critical,DER:0500\n"),
        leaf(),
        "`1.2.3.4` that must be understood",
        Other::Refuses,
    );
}

#[test]
fn signers_that_may_not() {
    let with = |extensions: &'static str| Asked {
        extensions,
        ..leaf()
    };
    chain(
        "for mail only",
        CA,
        middle(),
        with("extendedKeyUsage=emailProtection\n"),
        "codeSigning",
        Other::Accepts,
    );
    chain(
        "for keys only",
        CA,
        middle(),
        with("keyUsage=critical,keyEncipherment\n"),
        "digitalSignature",
        Other::Accepts,
    );
    chain(
        "version 1",
        CA,
        middle(),
        with(""),
        "`CN=leaf,O=Lab` is of X.509 version 1",
        Other::Accepts,
    );
    chain(
        "unknown and critical",
        CA,
        middle(),
        with("1.2.3.4=critical,DER:0500\n"),
        "`1.2.3.4` that must be understood",
        Other::Refuses,
    );
}

#[test]
fn algorithms_that_are_not_allowed() {
    let Some(lab) = Lab::new() else { return };
    lab.issue(&Asked::new("root", None, CA));
    for (name, key, options, because) in [
        (
            "sha1",
            "rsa",
            "-md sha1",
            "SHA-1 is not an algorithm that is allowed",
        ),
        (
            "md5",
            "rsa",
            "-md md5",
            "MD5 is not an algorithm that is allowed",
        ),
        (
            "sha224",
            "ec",
            "-md sha224",
            "SHA-224 is not an algorithm that is allowed",
        ),
        (
            "short",
            "rsa1024",
            "-md sha256",
            "has 1024 bits, fewer than the 2048",
        ),
        ("p521", "p521", "-md sha512", "the curve P-521 is not"),
        (
            "pss-sha1",
            "rsa",
            "-md sha1 -keyopt rsa_padding_mode:pss",
            "SHA-1 is not",
        ),
    ] {
        lab.issue(&Asked {
            key,
            ..Asked::new(name, Some("root"), LEAF)
        });
        let blob = lab.sign(
            "a.der",
            &format!("-signer {name}.pem -inkey {name}.key {options}"),
        );
        fails(
            name,
            &ours(&blob, CONTENT, &[], &lab.trust(&["root"])),
            GateCheck::Signature,
            because,
        );
    }
    // The same for certificates: an authority that still signs with SHA-1, or with a short key.
    lab.issue(&Asked {
        key: "rsa",
        ..Asked::new("old", None, CA)
    });
    lab.issue(&Asked {
        digest: "sha1",
        ..Asked::new("of-old", Some("old"), LEAF)
    });
    lab.issue(&Asked {
        key: "rsa1024",
        ..Asked::new("tiny", None, CA)
    });
    lab.issue(&Asked::new("of-tiny", Some("tiny"), LEAF));
    for (leaf, root, because) in [
        ("of-old", "old", "RSA with SHA-1"),
        ("of-tiny", "tiny", "1024 bits"),
    ] {
        let blob = lab.sign("a.der", &format!("-signer {leaf}.pem -inkey {leaf}.key"));
        fails(
            leaf,
            &ours(&blob, CONTENT, &[], &lab.trust(&[root])),
            GateCheck::CertificatePath,
            because,
        );
    }
}

#[test]
fn bytes_that_were_not_signed() {
    let Some(lab) = Lab::new() else { return };
    lab.family();
    let trust = lab.trust(&["root"]);
    let check = |name: &str, blob: &[u8], content: &[u8], because: &str| {
        fails(
            name,
            &ours(blob, content, &[], &trust),
            GateCheck::Signature,
            because,
        );
        assert!(
            lab.oracle(blob, content, "-CAfile root.pem").is_err(),
            "{name}"
        );
    };
    let blob = lab.sign("a.der", SIGNER);
    check(
        "other content",
        &blob,
        b"other",
        "its digest is another one",
    );
    let plain = lab.sign("n.der", &format!("{SIGNER} -noattr"));
    check(
        "other content, no attributes",
        &plain,
        b"other",
        "does not hold",
    );
    let mut harmed = blob.clone();
    let last = harmed.len() - 3;
    harmed[last] ^= 1;
    check("harmed signature", &harmed, CONTENT, "does not hold");
    let mut longer = blob.clone();
    longer.extend_from_slice(b"more");
    fails(
        "more",
        &ours(&longer, CONTENT, &[], &trust),
        GateCheck::Signature,
        "followed by 4 bytes",
    );
    fails(
        "less",
        &ours(&blob[..blob.len() - 1], CONTENT, &[], &trust),
        GateCheck::Signature,
        "ends too early",
    );
    let inside = lab.sign("i.der", &format!("{SIGNER} -nodetach"));
    fails(
        "other content inside",
        &ours(&inside, b"other", &[], &trust),
        GateCheck::Signature,
        "brings content with it",
    );
    lab.run("crl2pkcs7 -nocrl -certfile leaf.pem -outform DER -out bag.der");
    check(
        "nobody",
        &lab.bytes("bag.der"),
        CONTENT,
        "nobody has signed",
    );
    lab.run("cms -data_create -in content -outform DER -out data.der");
    check(
        "no signature at all",
        &lab.bytes("data.der"),
        CONTENT,
        "cannot be read as CMS",
    );
}

#[test]
fn a_second_signer_must_hold_as_well() {
    let Some(lab) = Lab::new() else { return };
    lab.family();
    lab.issue(&Asked::new("stranger", None, LEAF));
    lab.sign("one.der", SIGNER);
    lab.run("cms -resign -binary -inform DER -in one.der -signer stranger.pem -inkey stranger.key -outform DER -out two.der");
    let both = lab.bytes("two.der");
    let trust = lab.trust(&["root"]);
    let verified = ours(&both, CONTENT, &[], &trust);
    fails(
        "second is a stranger",
        &verified,
        GateCheck::CertificatePath,
        "`CN=stranger,O=Lab` leads to",
    );
    assert_eq!(verified.signers.len(), 2);
    assert_eq!(
        verified
            .signers
            .iter()
            .filter(|signer| signer.anchor.is_some())
            .count(),
        1
    );
    assert!(lab.oracle(&both, CONTENT, "-CAfile root.pem").is_err());
    let mut all = lab.trust(&["root", "stranger"]);
    assert!(genuine(&ours(&both, CONTENT, &[], &all)));
    all.anchors.pop();
    // The signature of one of the two is harmed.
    let mut harmed = both.clone();
    let last = harmed.len() - 3;
    harmed[last] ^= 1;
    fails(
        "second is harmed",
        &ours(&harmed, CONTENT, &[], &all),
        GateCheck::Signature,
        "does not hold",
    );
}

#[test]
fn strangers_and_missing_certificates() {
    let Some(lab) = Lab::new() else { return };
    lab.family();
    lab.write("right.pem", &lab.bytes("root.pem"));
    let trust = lab.trust(&["root"]);
    let Some(fake) = Lab::new() else { return };
    fake.family();
    let forged = fake.sign("a.der", SIGNER);
    let refused = |name: &str, blob: &[u8], trust: &Trust, because: &str| {
        fails(
            name,
            &ours(blob, CONTENT, &[], trust),
            GateCheck::CertificatePath,
            because,
        );
        assert!(
            lab.oracle(blob, CONTENT, "-CAfile right.pem").is_err(),
            "{name}"
        );
    };
    refused(
        "the same names, other keys",
        &forged,
        &trust,
        "nothing of that name with that key is pinned",
    );
    fake.issue(&Asked {
        subject: "leaf",
        ..Asked::new("own", None, "basicConstraints=CA:true\n")
    });
    refused(
        "signed by itself",
        &fake.sign("b.der", "-signer own.pem -inkey own.key"),
        &trust,
        "leads to `CN=leaf,O=Lab`",
    );
    let alone = lab.sign("c.der", "-signer leaf.pem -inkey leaf.key");
    refused(
        "no intermediate",
        &alone,
        &trust,
        "leads to `CN=middle,O=Lab`",
    );

    let bare = lab.sign("d.der", "-signer leaf.pem -inkey leaf.key -nocerts");
    let verified = ours(&bare, CONTENT, &[], &trust);
    fails(
        "no certificate",
        &verified,
        GateCheck::SignerCertificate,
        "is neither in the signature nor beside it",
    );
    assert_eq!(state(&verified, GateCheck::Signature), CheckState::NotDone);
    // Another key under the same issuer and number: who signed must be clear.
    let mut twin = pem_der(&lab.bytes("leaf.pem"));
    let last = twin.len() - 1;
    twin[last] ^= 1;
    let whole = lab.sign("e.der", SIGNER);
    fails(
        "two sources",
        &ours(&whole, CONTENT, &[twin], &trust),
        GateCheck::SignerCertificate,
        "exactly one source",
    );

    let none = ours(&whole, CONTENT, &[], &Trust::default());
    assert_eq!(
        state(&none, GateCheck::CertificatePath),
        CheckState::NotDone,
        "{}",
        said(&none)
    );
    assert_eq!(state(&none, GateCheck::Signature), CheckState::Passed);
}

fn pem_der(pem: &[u8]) -> Vec<u8> {
    keyholder_signatures::certificates_of(pem)
        .expect("a certificate")
        .remove(0)
        .der
}

#[test]
fn pins_count_for_one_purpose_and_time() {
    let Some(lab) = Lab::new() else { return };
    lab.family();
    let blob = lab.sign("a.der", SIGNER);
    let mut trust = lab.trust(&["root"]);
    trust.anchors[0].until = Some("2029-01-01T00:00:00Z".parse().expect("a moment"));
    fails(
        "ended",
        &ours(&blob, CONTENT, &[], &trust),
        GateCheck::CertificatePath,
        "ended on 2029-01-01T00:00:00Z",
    );
    trust.anchors[0].until = None;
    trust.anchors[0].from = Some("2031-01-01T00:00:00Z".parse().expect("a moment"));
    fails(
        "not yet",
        &ours(&blob, CONTENT, &[], &trust),
        GateCheck::CertificatePath,
        "counts only from",
    );
    trust.anchors[0] = lab.pin_for("root", Purpose::Time);
    assert!(!genuine(&ours(&blob, CONTENT, &[], &trust)));
}

#[test]
fn old_certificates_pass_by_a_named_exception_only() {
    let Some(lab) = Lab::new() else { return };
    lab.issue(&Asked::new("root", None, CA));
    lab.issue(&Asked::new("leaf", Some("root"), ""));
    let blob = lab.sign("a.der", "-signer leaf.pem -inkey leaf.key");
    let mut trust = lab.trust(&["root"]);
    let verified = ours(&blob, CONTENT, &[], &trust);
    fails(
        "no exception",
        &verified,
        GateCheck::CertificatePath,
        "X.509 version 1",
    );
    trust.legacy.push(LegacyLeaf {
        certificate: verified.signers[0]
            .certificate
            .clone()
            .expect("a certificate"),
        id: "old-signer".to_owned(),
        until: "2031-01-01T00:00:00Z".parse().expect("a moment"),
    });
    let verified = ours(&blob, CONTENT, &[], &trust);
    assert!(
        genuine(&verified) && said(&verified).contains("exception `old-signer`"),
        "{}",
        said(&verified)
    );
    trust.legacy[0].until = now();
    fails(
        "exception ended",
        &ours(&blob, CONTENT, &[], &trust),
        GateCheck::CertificatePath,
        "the exception `old-signer` ended",
    );
    trust.legacy[0].certificate = "00".repeat(32);
    fails(
        "exception of another",
        &ours(&blob, CONTENT, &[], &trust),
        GateCheck::CertificatePath,
        "X.509 version 1",
    );
}

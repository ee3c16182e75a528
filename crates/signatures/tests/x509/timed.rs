//! Proofs of time: what they save, and what they cannot.

use der::asn1::{Any, ObjectIdentifier, SetOfVec};
use der::{Decode as _, Encode as _};
use jiff::{Timestamp, ToSpan as _};
use keyholder_signatures::{Digests, Purpose, Trust, timestamp};
use keyholder_supply::gate::{CheckState, GateCheck};
use x509_cert::attr::Attribute;

use crate::lab::{Asked, CA, CONTENT, LEAF, Lab, genuine, now, ours, said, state};
use crate::revoked::list;

pub(crate) const TSA: &str = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\nsubjectKeyIdentifier=hash\n";

/// A day some days from the day on which the test runs, as `openssl` writes it.
fn days(days: i64) -> String {
    let moment = Timestamp::now() + (days * 24).hours();
    moment.strftime("%Y%m%d%H%M%SZ").to_string()
}

/// A signer whose certificate ends soon, and a time authority.
fn lab(tsa: &str) -> Option<Lab> {
    let lab = Lab::new()?;
    lab.issue(&Asked::new("root", None, CA));
    let until = days(30);
    lab.issue(&Asked {
        until: &until,
        ..Asked::new("leaf", Some("root"), LEAF)
    });
    lab.issue(&Asked::new("clock", None, CA));
    lab.issue(&Asked::new("tsa", Some("clock"), tsa));
    Some(lab)
}

/// A proof of time over bytes; the digest by which it names its certificate may be chosen.
pub(crate) fn token(lab: &Lab, over: &[u8], digest: &str, names: &str) -> Vec<u8> {
    lab.write("stamped", over);
    lab.write("tsa.serial", b"01\n");
    lab.write(
        "tsa.conf",
        format!("[tsa]\ndefault_tsa=own\n[own]\nserial={}\ndefault_policy=1.2.3\nsigner_digest=sha256\ndigests=sha1,sha256,sha384,sha512\ness_cert_id_alg={names}\n", lab.path("tsa.serial")).as_bytes(),
    );
    lab.run(&format!(
        "ts -query -data stamped -{digest} -cert -out stamp.query"
    ));
    lab.run("ts -reply -config tsa.conf -queryfile stamp.query -signer tsa.pem -inkey tsa.key -token_out -out stamp.token");
    lab.bytes("stamp.token")
}

/// The signature of the one signer in an envelope.
fn signature(blob: &[u8]) -> Vec<u8> {
    signer(blob).1.signature.as_bytes().to_vec()
}

fn signer(blob: &[u8]) -> (cms::signed_data::SignedData, cms::signed_data::SignerInfo) {
    let info = cms::content_info::ContentInfo::from_der(blob).expect("CMS");
    let data: cms::signed_data::SignedData = info.content.decode_as().expect("signed data");
    let signer = data.signer_infos.0.get(0).expect("a signer").clone();
    (data, signer)
}

/// Puts a proof of time beside the signature.
fn stamped(blob: &[u8], token: &[u8]) -> Vec<u8> {
    let (mut data, mut signer) = signer(blob);
    let attribute = Attribute {
        oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14"),
        values: SetOfVec::try_from(vec![Any::from_der(token).expect("DER")]).expect("a set"),
    };
    signer.unsigned_attrs = Some(SetOfVec::try_from(vec![attribute]).expect("a set"));
    data.signer_infos = cms::signed_data::SignerInfos::try_from(vec![signer]).expect("signers");
    cms::content_info::ContentInfo {
        content_type: ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2"),
        content: Any::encode_from(&data).expect("DER"),
    }
    .to_der()
    .expect("DER")
}

fn trust(lab: &Lab) -> Trust {
    let mut trust = lab.trust(&["root"]);
    trust.anchors.push(lab.pin_for("clock", Purpose::Time));
    trust
}

#[test]
fn a_proof_of_time_outlives_the_certificate() {
    let Some(lab) = lab(TSA) else { return };
    let blob = lab.sign("a.der", "-signer leaf.pem -inkey leaf.key");
    let late = ours(&blob, CONTENT, &[], &trust(&lab));
    assert!(
        !genuine(&late) && said(&late).contains("ended on"),
        "{}",
        said(&late)
    );
    for (digest, names) in [
        ("sha256", "sha256"),
        ("sha512", "sha1"),
        ("sha384", "sha384"),
    ] {
        let proved = stamped(&blob, &token(&lab, &signature(&blob), digest, names));
        let verified = ours(&proved, CONTENT, &[], &trust(&lab));
        assert!(genuine(&verified), "{digest} {names}\n{}", said(&verified));
        assert_eq!(state(&verified, GateCheck::Timestamp), CheckState::Passed);
        assert_eq!(verified.signers[0].time_by.as_deref(), Some("clock"));
        lab.run("ts -verify -data stamped -in stamp.token -token_in -CAfile clock.pem");
    }
}

#[test]
fn a_proof_of_time_that_does_not_count() {
    let Some(lab) = lab(TSA) else { return };
    let blob = lab.sign("a.der", "-signer leaf.pem -inkey leaf.key");
    let right = token(&lab, &signature(&blob), "sha256", "sha256");
    let ask = |token: &[u8], trust: &Trust| ours(&stamped(&blob, token), CONTENT, &[], trust);
    let refused = |name: &str, token: &[u8], trust: &Trust, expected: CheckState, because: &str| {
        let verified = ask(token, trust);
        let all = said(&verified);
        assert_eq!(
            state(&verified, GateCheck::Timestamp),
            expected,
            "{name}\n{all}"
        );
        assert!(all.contains(because), "{name}\n{all}");
        assert!(!genuine(&verified), "{name}\n{all}");
    };
    let failed = CheckState::Failed;
    refused(
        "nobody pinned",
        &right,
        &lab.trust(&["root"]),
        CheckState::NotDone,
        "no certificate is pinned for proofs of time",
    );
    let other = token(&lab, b"something else", "sha256", "sha256");
    refused(
        "about something else",
        &other,
        &trust(&lab),
        failed,
        "is about something else",
    );
    let weak = token(&lab, &signature(&blob), "sha1", "sha256");
    refused(
        "SHA-1",
        &weak,
        &trust(&lab),
        failed,
        "SHA-1 is not an algorithm",
    );
    let mut harmed = right.clone();
    let last = harmed.len() - 3;
    harmed[last] ^= 1;
    refused("harmed", &harmed, &trust(&lab), failed, "does not hold");
    refused(
        "no proof",
        &[0x30, 0x00],
        &trust(&lab),
        failed,
        "cannot be read",
    );
    refused(
        "another signature",
        &blob,
        &trust(&lab),
        failed,
        "of another kind",
    );

    let Some(fake) = self::lab(TSA) else { return };
    let forged = token(&fake, &signature(&blob), "sha256", "sha256");
    refused(
        "the same names, other keys",
        &forged,
        &trust(&lab),
        failed,
        "nothing of that name with that key",
    );
    // The wrong purpose: a root that is pinned for packages proves no time.
    let mut wrong = lab.trust(&["root", "clock"]);
    refused(
        "pinned for packages",
        &right,
        &wrong,
        CheckState::NotDone,
        "no certificate is pinned for proofs of time",
    );
    wrong.anchors.push(lab.pin_for("root", Purpose::Time));
    refused(
        "another is pinned",
        &right,
        &wrong,
        CheckState::NotDone,
        "nothing of that name",
    );
}

#[test]
fn a_time_authority_must_be_nothing_else() {
    let both =
        "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping,codeSigning\n";
    for extensions in [LEAF, both] {
        let Some(lab) = lab(TSA) else { return };
        let blob = lab.sign("a.der", "-signer leaf.pem -inkey leaf.key");
        // `openssl` will not sign with such a certificate: it is exchanged afterwards, under the same key.
        let good = token(&lab, &signature(&blob), "sha256", "sha256");
        lab.issue(&Asked::new("tsa", Some("clock"), extensions));
        let timed = timestamp(
            &good,
            &Digests::of(&signature(&blob)),
            &[],
            &Trust {
                anchors: vec![lab.pin_for("tsa", Purpose::Time)],
                ..Trust::default()
            },
            now(),
        );
        assert_eq!(timed.proof, None);
        let made = lab.sign("t.der", "-econtent_type 1.2.840.113549.1.9.16.1.4 -nodetach -cades -signer tsa.pem -inkey tsa.key");
        let timed = timestamp(&made, &Digests::of(CONTENT), &[], &trust(&lab), now());
        assert_eq!(timed.answer.state, CheckState::Failed);
        // What it has signed is a real statement about the time, by the wrong certificate.
        lab.run("cms -verify -noverify -inform DER -in stamp.token -out content");
        let made = lab.sign("t.der", "-econtent_type 1.2.840.113549.1.9.16.1.4 -nodetach -cades -signer tsa.pem -inkey tsa.key");
        let timed = timestamp(
            &made,
            &Digests::of(&signature(&blob)),
            &[],
            &trust(&lab),
            now(),
        );
        assert_eq!(timed.answer.state, CheckState::Failed);
        assert!(
            timed.answer.said[0]
                .what
                .contains("not made for proofs of time alone"),
            "{:?}",
            timed.answer
        );
    }
}

#[test]
fn a_revocation_after_the_proved_time() {
    let Some(lab) = lab(TSA) else { return };
    let blob = lab.sign("a.der", "-signer leaf.pem -inkey leaf.key");
    let proved = stamped(&blob, &token(&lab, &signature(&blob), "sha256", "sha256"));
    let clock = list(
        &lab,
        "clock",
        None,
        "20291220000000Z",
        "20300120000000Z",
        "",
    );
    let (before, after) = (&days(-1)[2..], &days(10)[2..]);
    let from = days(20);
    for (when, reason, expected) in [
        (after, ",superseded", CheckState::Passed),
        (after, ",keyCompromise", CheckState::Failed),
        (after, "", CheckState::Failed),
        (before, ",superseded", CheckState::Failed),
    ] {
        let entry = format!("{when}{reason}");
        let own = list(
            &lab,
            "root",
            Some(("leaf", &entry)),
            &from,
            "20400101000000Z",
            "",
        );
        let crls = vec![own, clock.clone()];
        let verified = ours(
            &proved,
            CONTENT,
            &[],
            &Trust {
                crls,
                ..trust(&lab)
            },
        );
        assert_eq!(
            state(&verified, GateCheck::Revocation),
            expected,
            "{entry}\n{}",
            said(&verified)
        );
        assert_eq!(
            said(&verified).contains("after the proved time of signing"),
            expected == CheckState::Passed
        );
    }
    // A list that was made after the certificate ended may leave it out.
    let own = list(&lab, "root", None, "20291220000000Z", "20300120000000Z", "");
    let verified = ours(
        &proved,
        CONTENT,
        &[],
        &Trust {
            crls: vec![own, clock],
            ..trust(&lab)
        },
    );
    assert_eq!(state(&verified, GateCheck::Revocation), CheckState::NotDone);
    assert!(
        said(&verified).contains("after the certificate ended"),
        "{}",
        said(&verified)
    );
}

#[test]
fn what_rests_on_a_proof_asks_for_its_authority_too() {
    let Some(lab) = lab(TSA) else { return };
    let blob = lab.sign("a.der", "-signer leaf.pem -inkey leaf.key");
    let proved = stamped(&blob, &token(&lab, &signature(&blob), "sha256", "sha256"));
    let own = list(&lab, "root", None, &days(20), "20400101000000Z", "");
    let verified = ours(
        &proved,
        CONTENT,
        &[],
        &Trust {
            crls: vec![own.clone()],
            ..trust(&lab)
        },
    );
    assert_eq!(
        state(&verified, GateCheck::Revocation),
        CheckState::NotDone,
        "{}",
        said(&verified)
    );
    let entry = format!("{},keyCompromise", &days(10)[2..]);
    let stolen = list(
        &lab,
        "clock",
        Some(("tsa", &entry)),
        "20291220000000Z",
        "20300120000000Z",
        "",
    );
    let verified = ours(
        &proved,
        CONTENT,
        &[],
        &Trust {
            crls: vec![own, stolen],
            ..trust(&lab)
        },
    );
    assert_eq!(
        state(&verified, GateCheck::Timestamp),
        CheckState::Failed,
        "{}",
        said(&verified)
    );
    assert!(!genuine(&verified));
}

//! Bundles of Sigstore, by keys and by certificates, with a log of our own, whole and broken.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use keyholder_signatures::sigstore::{self, Asked, Checked, Identity};
use keyholder_signatures::{Anchor, AnchorKey, Digests, PrivateKey, Purpose, Trust, dsse};
use keyholder_supply::gate::{CheckState, GateCheck};
use serde_json::{Value, json};
use sha2_signed::{Digest as _, Sha256};

use super::authority::{ACCOUNT, Authority, ISSUER};
use super::{anchor, answer, bad, trust};

const BYTES: &[u8] = b"the bytes of a package";

fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn log() -> PrivateKey {
    PrivateKey::generate([8; 32])
}

fn log_pin() -> Anchor {
    Anchor {
        purpose: Purpose::Log,
        ..anchor("log", AnchorKey::Spki(log().public_spki()))
    }
}

fn accounts() -> Vec<Identity> {
    vec![Identity {
        subject: ACCOUNT.to_owned(),
        issuer: ISSUER.to_owned(),
    }]
}

fn check_at(bundle: &Value, trust: &Trust, identities: &[Identity], now: Timestamp) -> Checked {
    let asked = Asked {
        artifact: &Digests::of(BYTES),
        identities,
        trust,
        purpose: Purpose::Packages,
        now,
    };
    sigstore::verify(bundle.to_string().as_bytes(), &asked)
}

fn check(bundle: &Value, trust: &Trust) -> Checked {
    let now = Timestamp::now() + SignedDuration::from_secs(5);
    check_at(bundle, trust, &accounts(), now)
}

fn bundle(material: Value, content: (&str, Value)) -> Value {
    let mut bundle = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": material,
    });
    bundle[content.0] = content.1;
    bundle
}

fn message(signature: &[u8]) -> (&'static str, Value) {
    let digest = base64(Sha256::digest(BYTES));
    let value = json!({"messageDigest": {"algorithm": "SHA2_256", "digest": digest}, "signature": base64(signature)});
    ("messageSignature", value)
}

fn statement(about: &[u8], key: &PrivateKey) -> (&'static str, Value) {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/provenance/v1",
        "subject": [{"name": "p", "digest": {"sha256": hex(&Sha256::digest(about))}}], "predicate": {},
    });
    let text = dsse::sign(
        "application/vnd.in-toto+json",
        statement.to_string().as_bytes(),
        key,
        None,
    );
    ("dsseEnvelope", serde_json::from_str(&text).unwrap())
}

/// An entry of the log, the second of two.
fn entry(body: &Value, at: Timestamp) -> Value {
    let body = body.to_string();
    let leaf = Sha256::new()
        .chain_update([0])
        .chain_update(&body)
        .finalize();
    let root = Sha256::new()
        .chain_update([1])
        .chain_update([7; 32])
        .chain_update(leaf)
        .finalize();
    let note = format!("log.example\n2\n{}\n", base64(root));
    let id = Sha256::digest(log().public_spki());
    let mut line = id[..4].to_vec();
    line.extend_from_slice(&log().sign(note.as_bytes()));
    let promise = format!(
        r#"{{"body":"{}","integratedTime":{},"logID":"{}","logIndex":1}}"#,
        base64(&body),
        at.as_second(),
        hex(&id)
    );
    json!({
        "logIndex": "1", "logId": {"keyId": base64(id)}, "integratedTime": at.as_second().to_string(),
        "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"},
        "inclusionPromise": {"signedEntryTimestamp": base64(log().sign(promise.as_bytes()))},
        "inclusionProof": {"logIndex": "1", "treeSize": "2", "rootHash": base64(root), "hashes": [base64([7; 32])],
            "checkpoint": {"envelope": format!("{note}\n\u{2014} log.example {}\n", base64(line))}},
        "canonicalizedBody": base64(&body),
    })
}

fn hashedrekord(signature: &[u8], certificate: &[u8]) -> Value {
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        base64(certificate)
    );
    json!({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
        "data": {"hash": {"algorithm": "sha256", "value": hex(&Sha256::digest(BYTES))}},
        "signature": {"content": base64(signature), "publicKey": {"content": base64(pem)}},
    }})
}

#[track_caller]
fn passed(checked: &Checked, checks: &[GateCheck], pin: &str) {
    for check in checks {
        let (state, said) = answer(&checked.verified, *check);
        assert_eq!(state, CheckState::Passed, "{check:?}: {said}");
    }
    assert_eq!(checked.verified.signers[0].anchor.as_deref(), Some(pin));
}

#[test]
fn by_a_pinned_key() {
    let key = PrivateKey::generate([6; 32]);
    let pins = trust(vec![anchor("key", AnchorKey::Spki(key.public_spki()))]);
    let hint = || json!({"publicKey": {"hint": "x"}});
    let whole = bundle(hint(), statement(BYTES, &key));
    let checked = check(&whole, &pins);
    passed(
        &checked,
        &[GateCheck::Signature, GateCheck::CertificatePath],
        "key",
    );
    assert_eq!(
        checked.statement.unwrap().subjects[0].name.as_deref(),
        Some("p")
    );
    let other = check(&bundle(hint(), statement(b"x", &key)), &pins);
    bad(
        &other.verified,
        GateCheck::Signature,
        "about something else",
    );
    assert_eq!(other.statement, None);
    let stranger = check(
        &bundle(hint(), statement(BYTES, &PrivateKey::generate([7; 32]))),
        &pins,
    );
    bad(
        &stranger.verified,
        GateCheck::Signature,
        "somebody else signed",
    );
    let mut twice = whole.clone();
    let one = twice["dsseEnvelope"]["signatures"][0].clone();
    twice["dsseEnvelope"]["signatures"]
        .as_array_mut()
        .unwrap()
        .push(one);
    bad(
        &check(&twice, &pins).verified,
        GateCheck::Signature,
        "exactly one signature",
    );
    let alone = check(&bundle(hint(), message(&key.sign(BYTES))), &pins);
    let (state, said) = answer(&alone.verified, GateCheck::Signature);
    assert_eq!(state, CheckState::NotDone, "{said}");
    let mut form = whole.clone();
    form["mediaType"] = json!("application/vnd.dev.sigstore.bundle.v9+json");
    bad(
        &check(&form, &pins).verified,
        GateCheck::Signature,
        "is not known",
    );
    let mut kind = whole;
    kind["dsseEnvelope"]["payloadType"] = json!("text/plain");
    bad(
        &check(&kind, &pins).verified,
        GateCheck::Signature,
        "no statement",
    );
}

#[test]
fn by_a_certificate() {
    let Some(by) = Authority::new() else { return };
    let signature = by.sign(BYTES).to_der();
    let signature = signature.as_bytes();
    let material = || json!({"certificate": {"rawBytes": base64(&by.leaf)}});
    let bare = bundle(material(), message(signature));
    let root = anchor("root", AnchorKey::X509(by.root.clone()));
    let pins = trust(vec![root.clone(), log_pin()]);
    passed(
        &check(&bare, &pins),
        &[GateCheck::Signature, GateCheck::CertificatePath],
        "root",
    );
    let now = Timestamp::now() + SignedDuration::from_secs(5);
    let anybody = check_at(&bare, &pins, &[], now);
    let (state, said) = answer(&anybody.verified, GateCheck::CertificatePath);
    assert_eq!(state, CheckState::NotDone, "{said}");
    assert_eq!(anybody.verified.signers[0].anchor, None);
    let mut others = accounts();
    others[0].issuer = "https://other.example.com".to_owned();
    bad(
        &check_at(&bare, &pins, &others, now).verified,
        GateCheck::CertificatePath,
        "is not pinned",
    );
    let late = now + SignedDuration::from_hours(24 * 1_100);
    bad(
        &check_at(&bare, &pins, &accounts(), late).verified,
        GateCheck::CertificatePath,
        "ended on",
    );
    let stranger = trust(vec![log_pin()]);
    assert_eq!(check(&bare, &stranger).verified.signers[0].anchor, None);
    let mut digest = bare.clone();
    digest["messageSignature"]["messageDigest"]["digest"] = json!(base64([1; 32]));
    bad(
        &check(&digest, &pins).verified,
        GateCheck::Signature,
        "another digest",
    );
    let changed = bundle(material(), message(by.sign(b"x").to_der().as_bytes()));
    bad(
        &check(&changed, &pins).verified,
        GateCheck::Signature,
        "does not hold",
    );
    let at = Timestamp::now();
    let logged = |entry: Value| {
        let mut bundle = bare.clone();
        bundle["verificationMaterial"]["tlogEntries"] = json!([entry]);
        bundle
    };
    let body = hashedrekord(signature, &by.leaf);
    let whole = logged(entry(&body, at));
    let checked = check_at(&whole, &pins, &accounts(), late);
    passed(
        &checked,
        &[
            GateCheck::Signature,
            GateCheck::CertificatePath,
            GateCheck::Timestamp,
        ],
        "root",
    );
    assert_eq!(checked.verified.signers[0].time_by.as_deref(), Some("log"));
    let unpinned = check(&whole, &trust(vec![root]));
    let (state, said) = answer(&unpinned.verified, GateCheck::Timestamp);
    assert_eq!(state, CheckState::NotDone, "{said}");
    let refused = |entry: Value, reason: &str| {
        bad(
            &check(&logged(entry), &pins).verified,
            GateCheck::Signature,
            reason,
        );
    };
    refused(
        entry(
            &hashedrekord(by.sign(b"y").to_der().as_bytes(), &by.leaf),
            at,
        ),
        "about another signature",
    );
    refused(
        entry(&hashedrekord(signature, &by.root), at),
        "about another key",
    );
    let mut bytes = body.clone();
    bytes["spec"]["data"]["hash"]["value"] = json!("00".repeat(32));
    refused(entry(&bytes, at), "about other bytes");
    refused(
        entry(&body, now + SignedDuration::from_hours(1)),
        "has not come yet",
    );
    let edited = |pointer: &str, value: Value| {
        let mut entry = entry(&body, at);
        *entry.pointer_mut(pointer).unwrap() = value;
        entry
    };
    refused(
        edited("/inclusionProof/rootHash", json!(base64([2; 32]))),
        "another root",
    );
    refused(edited("/inclusionProof/hashes", json!([])), "no proof");
    refused(edited("/inclusionProof/logIndex", json!("2")), "no proof");
    refused(edited("/inclusionProof/treeSize", json!("3")), "no proof");
    refused(
        edited("/integratedTime", json!("1700000000")),
        "the promise of the log",
    );
    refused(
        edited("/inclusionProof/checkpoint", Value::Null),
        "no checkpoint",
    );
    let note = entry(&body, at)
        .pointer("/inclusionProof/checkpoint/envelope")
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned();
    let renamed = note.replacen("log.example", "log.elsewhere", 1);
    refused(
        edited("/inclusionProof/checkpoint/envelope", json!(renamed)),
        "does not hold by the pinned log",
    );
    let resized = note.replacen("\n2\n", "\n3\n", 1);
    refused(
        edited("/inclusionProof/checkpoint/envelope", json!(resized)),
        "another tree",
    );
}

#[test]
fn a_trusted_root_becomes_pins() {
    let Some(by) = Authority::new() else { return };
    let chain = json!({"certificates": [{"rawBytes": base64(&by.root)}]});
    let valid = json!({"start": "2024-01-01T00:00:00Z", "end": "2040-01-01T00:00:00Z"});
    let root = json!({
        "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "ctlogs": [{"publicKey": {"rawBytes": "AAAA"}}],
        "certificateAuthorities": [{"certChain": chain, "validFor": valid}],
        "timestampAuthorities": [{"certChain": chain}],
        "tlogs": [{"publicKey": {"rawBytes": base64(log().public_spki()), "validFor": {"start": "2024-01-01T00:00:00Z"}}}],
    });
    let (anchors, left_out) =
        sigstore::anchors(root.to_string().as_bytes(), "house", Purpose::Provenance).unwrap();
    let short: Vec<(&str, Purpose)> = anchors
        .iter()
        .map(|it| (it.id.as_str(), it.purpose))
        .collect();
    assert_eq!(
        short,
        [
            ("house-ca-1-1", Purpose::Provenance),
            ("house-tsa-1-1", Purpose::Time),
            ("house-log-1", Purpose::Log),
        ]
    );
    assert_eq!(
        left_out,
        ["the key of the log `house-certlog-1`: it is not a public key"]
    );
    assert!(anchors[0].until.is_some());
    assert!(sigstore::anchors(b"[]", "house", Purpose::Packages).is_err());
}

//! Envelopes and what they state.

use keyholder_signatures::dsse::{self, Envelope, pae};
use keyholder_signatures::statement::{STATEMENT_V1, Statement};
use keyholder_signatures::{Anchor, AnchorKey, PrivateKey, PublicKey, Purpose, Trust, Verified};
use keyholder_supply::gate::{CheckState, GateCheck};

use super::{anchor, answer, bad, good, now, trust};

/// The public key of the specification, whose coordinates it gives as decimal numbers.
const SPECIFIED: &[u8] = b"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZ805D3eqNZywjCI19lInBJOp7YMrCrzAH3CVTAOQ0jgMeCvVTiaRJaRPRDOv8UMs6U4SvKc6pnrIDOoSYI3fdA==";

const TYPE: &str = "http://example.com/HelloWorld";

fn key(seed: u8) -> PrivateKey {
    PrivateKey::generate([seed; 32])
}

fn builder(id: &str, seed: u8) -> Anchor {
    Anchor {
        purpose: Purpose::Provenance,
        ..anchor(id, AnchorKey::Spki(key(seed).public_spki()))
    }
}

fn check(json: &str, trust: &Trust) -> Verified {
    Envelope::read(json.as_bytes())
        .unwrap()
        .verify(trust, Purpose::Provenance, now())
}

#[test]
fn signs_what_the_specification_says() {
    assert_eq!(
        pae(TYPE, b"hello world"),
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
}

/// The vector of the specification: ECDSA over P-256, its key by coordinates.
#[test]
fn reads_the_vector_of_the_specification() {
    let json = r#"{"payload": "aGVsbG8gd29ybGQ=", "payloadType": "http://example.com/HelloWorld", "signatures": [{"keyid": "66301bbf", "sig": "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}]}"#;
    let envelope = Envelope::read(json.as_bytes()).unwrap();
    assert_eq!(envelope.payload, b"hello world");
    let pin = Anchor {
        purpose: Purpose::Provenance,
        ..anchor(
            "spec",
            AnchorKey::Spki(PublicKey::read(SPECIFIED).unwrap().to_spki()),
        )
    };
    good(
        &envelope.verify(&trust(vec![pin]), Purpose::Provenance, now()),
        "spec",
    );
}

#[test]
fn each_pinned_key_counts_once() {
    let all = trust(vec![builder("one", 1), builder("two", 2)]);
    let mut envelope =
        Envelope::read(dsse::sign(TYPE, b"x", &key(1), Some("one")).as_bytes()).unwrap();
    envelope.sign(&key(2), None);
    envelope.sign(&key(1), Some("two"));
    let verified = envelope.verify(&all, Purpose::Provenance, now());
    good(&verified, "one");
    good(&verified, "two");
    assert_eq!(verified.signers.len(), 2);
    let again = Envelope::read(envelope.to_json().as_bytes()).unwrap();
    assert_eq!(again, envelope);
}

#[test]
fn faults_are_refused_for_their_reason() {
    let one = trust(vec![builder("one", 1)]);
    let json = dsse::sign(TYPE, b"hello world", &key(1), Some("one"));
    good(&check(&json, &one), "one");
    let payload = json.replace("aGVsbG8gd29ybGQ=", "aGVsbG8gd29ybGQh");
    bad(&check(&payload, &one), GateCheck::Signature, "were changed");
    let kind = json.replace("HelloWorld", "HelloWorle");
    bad(&check(&kind, &one), GateCheck::Signature, "were changed");
    let unnamed = dsse::sign(TYPE, b"hello world", &key(7), None);
    bad(
        &check(&unnamed, &one),
        GateCheck::Signature,
        "somebody else signed",
    );
    bad(
        &check(&unnamed, &Trust::default()),
        GateCheck::CertificatePath,
        "no key is pinned",
    );
    let package = trust(vec![anchor("one", AnchorKey::Spki(key(1).public_spki()))]);
    bad(
        &check(&json, &package),
        GateCheck::CertificatePath,
        "for packages and not for provenance",
    );
    let empty = r#"{"payload":"","payloadType":"x","signatures":[]}"#;
    bad(&check(empty, &one), GateCheck::Signature, "no signature");
    let mut beside = Envelope::read(json.as_bytes()).unwrap();
    beside.sign(&key(7), Some("nobody"));
    let verified = beside.verify(&one, Purpose::Provenance, now());
    good(&verified, "one");
    assert!(
        answer(&verified, GateCheck::CertificatePath)
            .1
            .contains("counts for nothing")
    );
    let twice = r#"{"payload":"","payload":"","payloadType":"x","signatures":[]}"#;
    assert!(
        Envelope::read(twice.as_bytes())
            .unwrap_err()
            .contains("duplicate")
    );
    assert_eq!(
        answer(&verified, GateCheck::Timestamp).0,
        CheckState::NotDone
    );
}

#[test]
fn statements_are_read_in_every_version() {
    let digest = "ab".repeat(32);
    let older = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v0.1","subject":[{{"name":"p","digest":{{"SHA256":"{}"}}}},7],
        "predicateType":"https://slsa.dev/provenance/v0.2","predicate":{{"builder":{{"id":"https://b.example/1"}},
        "buildType":"make","metadata":{{"buildInvocationId":"17","buildFinishedOn":"2026-01-02T03:04:05Z"}},
        "materials":[{{"uri":"git+https://s.example/r","digest":{{"sha1":"00"}}}}]}}}}"#,
        digest.to_uppercase()
    );
    let statement = Statement::read(older.as_bytes()).unwrap();
    assert!(statement.subject_with(&digest).is_some());
    assert_eq!(statement.notes, ["subject 2 is not an object"]);
    let provenance = statement.provenance().unwrap();
    assert_eq!(provenance.builder.as_deref(), Some("https://b.example/1"));
    assert_eq!(provenance.invocation.as_deref(), Some("17"));
    assert_eq!(
        provenance.finished.unwrap().to_string(),
        "2026-01-02T03:04:05Z"
    );
    assert_eq!(provenance.materials.len(), 1);
    let oldest = older
        .replace("v0.2", "v0.1")
        .replace(r#""buildType":"make""#, r#""recipe":{"type":"make"}"#);
    let provenance = Statement::read(oldest.as_bytes())
        .unwrap()
        .provenance()
        .unwrap();
    assert_eq!(
        (
            provenance.version.as_str(),
            provenance.build_type.as_deref()
        ),
        ("v0.1", Some("make"))
    );
    let newest = r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"p","digest":{"sha256":"00"}}],
        "predicateType":"https://slsa.dev/provenance/v1","predicate":{"buildDefinition":{"buildType":"make",
        "resolvedDependencies":[{"uri":"u","digest":{"gitCommit":"1"}}]},"runDetails":{"builder":{"id":"b"},
        "metadata":{"invocationId":"9","finishedOn":"soon"}}}}"#;
    let statement = Statement::read(newest.as_bytes()).unwrap();
    let provenance = statement.provenance().unwrap();
    assert_eq!(provenance.builder.as_deref(), Some("b"));
    assert_eq!(provenance.materials[0].digests["gitcommit"], "1");
    assert_eq!(provenance.notes, ["`finishedOn` is not a time: `soon`"]);
    let again = Statement::read(statement.to_json().as_bytes()).unwrap();
    assert_eq!(again, statement);
    assert_eq!(again.version, STATEMENT_V1);
    assert!(
        Statement::read(b"{\"_type\":\"x\"}")
            .unwrap_err()
            .contains("version")
    );
}

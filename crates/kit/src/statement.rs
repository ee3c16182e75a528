//! Statements about packages in envelopes (in-toto in DSSE): how it was built, and for whom the operator takes it.

use crate::digest::{Hash, sha256_hex};
use crate::encode::{base64, moment};
use crate::json::{list, object, text, texts};
use crate::keys::Key;

/// The type of payload that in-toto statements have.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The type of SLSA provenance.
pub const PROVENANCE: &str = "https://slsa.dev/provenance/v1";
/// The type of an operator's counter-signature.
pub const COUNTER_SIGNATURE: &str = "https://keyholder.example/counter-signature/v1";
/// The builder that the project pins.
pub const BUILDER: &str = "https://build.arden.example/hermetic/v3";

/// What an Ed25519 or ECDSA signature in an envelope is over (DSSE, PAE).
#[must_use]
pub fn signed_bytes(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    );
    [head.as_bytes(), payload].concat()
}

/// The name of a key in envelopes and signers: `sha256:` and the digest of its public key.
#[must_use]
pub fn key_name(key: &Key) -> String {
    format!("sha256:{}", sha256_hex(&key.spki()))
}

/// An envelope around a payload, signed by everybody in the list.
#[must_use]
pub fn envelope(payload_type: &str, payload: &[u8], signers: &[&Key]) -> Vec<u8> {
    let signature = |key: &&Key| {
        let signed = key.sign(key.usual_hash(), &signed_bytes(payload_type, payload));
        object(&[
            ("keyid", text(&key_name(key))),
            ("sig", text(&base64(&signed))),
        ])
    };
    let signatures: Vec<String> = signers.iter().map(signature).collect();
    let mut out = object(&[
        ("payload", text(&base64(payload))),
        ("payloadType", text(payload_type)),
        ("signatures", list(&signatures)),
    ]);
    out.push('\n');
    out.into_bytes()
}

/// An in-toto statement about files: names and the SHA-256 of each.
fn statement(subjects: &[(&str, String)], kind: &str, predicate: String) -> Vec<u8> {
    let subject = |(name, sha256): &(&str, String)| {
        let digest = object(&[("sha256", text(sha256))]);
        object(&[("name", text(name)), ("digest", digest)])
    };
    let subjects: Vec<String> = subjects.iter().map(subject).collect();
    object(&[
        ("_type", text("https://in-toto.io/Statement/v1")),
        ("subject", list(&subjects)),
        ("predicateType", text(kind)),
        ("predicate", predicate),
    ])
    .into_bytes()
}

/// How something was built.
#[derive(Clone, Debug)]
pub struct Provenance<'a> {
    /// The name of the file that was built.
    pub name: &'a str,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// The version that was built.
    pub version: &'a str,
    /// Who built it.
    pub builder: &'a str,
    /// When it was done.
    pub built: i64,
}

impl Provenance<'_> {
    /// The statement, as SLSA 1.0 writes it.
    #[must_use]
    pub fn statement(&self) -> Vec<u8> {
        let when = |second| text(&moment(second, "%Y-%m-%dT%H:%M:%SZ"));
        let source = format!(
            "git+https://git.arden.example/amf@refs/tags/v{}",
            self.version
        );
        // Commits are named by forty digits.
        let commit = sha256_hex(source.as_bytes())[..40].to_owned();
        let material = object(&[
            ("uri", text(&source)),
            ("digest", object(&[("gitCommit", text(&commit))])),
        ]);
        let definition = object(&[
            (
                "buildType",
                text("https://build.arden.example/types/image/v1"),
            ),
            (
                "externalParameters",
                object(&[("source", text(&source)), ("release", text(self.version))]),
            ),
            ("resolvedDependencies", list(&[material])),
        ]);
        let run = object(&[
            ("builder", object(&[("id", text(self.builder))])),
            (
                "metadata",
                object(&[
                    ("invocationId", text(&format!("run-{}", self.version))),
                    ("startedOn", when(self.built - 1_800)),
                    ("finishedOn", when(self.built)),
                ]),
            ),
        ]);
        let predicate = object(&[("buildDefinition", definition), ("runDetails", run)]);
        statement(&[(self.name, self.sha256.clone())], PROVENANCE, predicate)
    }

    /// The statement in an envelope.
    #[must_use]
    pub fn signed(&self, by: &Key) -> Vec<u8> {
        envelope(PAYLOAD_TYPE, &self.statement(), &[by])
    }
}

/// The operator's word that a package may go into its network, for some functions, until a day.
#[derive(Clone, Debug)]
pub struct CounterSignature<'a> {
    /// The name of the file.
    pub name: &'a str,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// The release, `product@version`.
    pub release: &'a str,
    /// Who says so.
    pub operator: &'a str,
    /// For which network.
    pub network: &'a str,
    /// For which functions.
    pub functions: &'a [&'a str],
    /// Since when.
    pub from: i64,
    /// Until when.
    pub until: i64,
}

impl CounterSignature<'_> {
    /// The statement.
    #[must_use]
    pub fn statement(&self) -> Vec<u8> {
        let when = |second| text(&moment(second, "%Y-%m-%dT%H:%M:%SZ"));
        let predicate = object(&[
            ("operator", text(self.operator)),
            ("network", text(self.network)),
            ("functions", texts(self.functions)),
            ("release", text(self.release)),
            ("issuedAt", when(self.from)),
            ("expiresAt", when(self.until)),
        ]);
        let subject = (self.name, self.sha256.clone());
        statement(&[subject], COUNTER_SIGNATURE, predicate)
    }

    /// The statement in an envelope.
    #[must_use]
    pub fn signed(&self, by: &Key) -> Vec<u8> {
        envelope(PAYLOAD_TYPE, &self.statement(), &[by])
    }
}

/// The SHA-256 of an envelope's signed bytes, for tests that compare.
#[must_use]
pub fn signed_digest(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    Hash::Sha256.of(&signed_bytes(payload_type, payload))
}

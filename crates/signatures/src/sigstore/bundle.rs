//! The file of a bundle.

use serde::Deserialize;
use serde_json::Value;

use crate::armour::base64;
use crate::certificate::Certificate;
use crate::dsse::{Envelope, WireEnvelope};

/// The longest bundle.
const BUNDLE_BYTES_MAX: usize = 64 << 20;
/// The most log entries and proofs of time.
const ENTRIES_MAX: usize = 16;
/// The most certificates.
const CERTIFICATES_MAX: usize = 32;
/// The forms that are known.
const MEDIA_TYPES: [&str; 4] = [
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
];

/// A bundle that was read.
pub(super) struct Bundle {
    pub(super) material: Material,
    pub(super) content: Content,
    pub(super) entries: Vec<Entry>,
    pub(super) timestamps: Vec<Vec<u8>>,
}

/// Who signed.
pub(super) enum Material {
    /// A key, by a hint.
    Key(
        #[expect(
            dead_code,
            reason = "a hint is no proof, and every pinned key is tried"
        )]
        String,
    ),
    /// Certificates, the signer's first.
    Certificates(Vec<Certificate>),
}

/// What was signed.
pub(super) enum Content {
    /// Bytes, by their digest.
    Message {
        digest: Option<[u8; 32]>,
        signature: Vec<u8>,
    },
    /// An envelope.
    Envelope(Envelope),
}

/// An entry of a log.
pub(super) struct Entry {
    pub(super) index: u64,
    pub(super) log: Vec<u8>,
    pub(super) time: Option<i64>,
    pub(super) promise: Option<Vec<u8>>,
    pub(super) proof: Option<Proof>,
    pub(super) body: Vec<u8>,
}

/// That an entry stands in a log.
pub(super) struct Proof {
    pub(super) index: u64,
    pub(super) size: u64,
    pub(super) root: Vec<u8>,
    pub(super) hashes: Vec<Vec<u8>>,
    pub(super) checkpoint: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireBundle {
    media_type: String,
    verification_material: WireMaterial,
    message_signature: Option<WireMessage>,
    dsse_envelope: Option<WireEnvelope>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireMaterial {
    public_key: Option<WireHint>,
    x509_certificate_chain: Option<WireChain>,
    certificate: Option<WireBytes>,
    #[serde(default)]
    tlog_entries: Vec<WireEntry>,
    timestamp_verification_data: Option<WireTimes>,
}

#[derive(Deserialize)]
struct WireHint {
    #[serde(default)]
    hint: String,
}

#[derive(Deserialize)]
pub(super) struct WireChain {
    pub(super) certificates: Vec<WireBytes>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireBytes {
    pub(super) raw_bytes: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireMessage {
    message_digest: Option<WireDigest>,
    signature: String,
}

#[derive(Deserialize)]
struct WireDigest {
    algorithm: Value,
    digest: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTimes {
    #[serde(default)]
    rfc3161_timestamps: Vec<WireTime>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTime {
    signed_timestamp: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireEntry {
    #[serde(default)]
    log_index: Value,
    log_id: Option<WireLog>,
    #[serde(default)]
    integrated_time: Value,
    inclusion_promise: Option<WirePromise>,
    inclusion_proof: Option<WireProof>,
    #[serde(default)]
    canonicalized_body: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireLog {
    key_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WirePromise {
    signed_entry_timestamp: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireProof {
    #[serde(default)]
    log_index: Value,
    root_hash: String,
    tree_size: Value,
    #[serde(default)]
    hashes: Vec<String>,
    checkpoint: Option<WireCheckpoint>,
}

#[derive(Deserialize)]
struct WireCheckpoint {
    envelope: String,
}

/// A whole number, as text or not; absent means nought, as this encoding leaves nought out.
fn number<T: std::str::FromStr + Default>(value: &Value) -> Result<T, String> {
    match value {
        Value::Null => Ok(T::default()),
        Value::String(text) => text.parse().map_err(|_| format!("`{text}` is no number")),
        Value::Number(number) => number
            .to_string()
            .parse()
            .map_err(|_| format!("`{number}` is not in range")),
        _ => Err("a number is missing".to_owned()),
    }
}

impl Bundle {
    /// Reads a bundle.
    pub(super) fn read(file: &[u8]) -> Result<Bundle, String> {
        if file.len() > BUNDLE_BYTES_MAX {
            return Err(format!("it has {} bytes, which is too many", file.len()));
        }
        let wire: WireBundle =
            serde_json::from_slice(file).map_err(|error| format!("it is none: {error}"))?;
        if !MEDIA_TYPES.contains(&wire.media_type.as_str()) {
            return Err(format!("its form `{}` is not known", wire.media_type));
        }
        let content = match (wire.message_signature, wire.dsse_envelope) {
            (Some(message), None) => Content::Message {
                digest: message.message_digest.map(digest).transpose()?,
                signature: base64(&message.signature)?,
            },
            (None, Some(envelope)) => Content::Envelope(Envelope::from_wire(envelope)?),
            _ => {
                return Err("it holds not exactly one of signature and envelope".to_owned());
            }
        };
        if let Content::Envelope(envelope) = &content
            && envelope.signatures.len() != 1
        {
            return Err("its envelope has not exactly one signature".to_owned());
        }
        let times = wire
            .verification_material
            .timestamp_verification_data
            .as_ref()
            .map_or(&[][..], |it| &it.rfc3161_timestamps);
        if wire.verification_material.tlog_entries.len() > ENTRIES_MAX || times.len() > ENTRIES_MAX
        {
            return Err(format!("it has more than {ENTRIES_MAX} proofs of one kind"));
        }
        Ok(Bundle {
            timestamps: times
                .iter()
                .map(|it| base64(&it.signed_timestamp))
                .collect::<Result<_, _>>()?,
            entries: wire
                .verification_material
                .tlog_entries
                .iter()
                .map(entry)
                .collect::<Result<_, _>>()?,
            material: material(wire.verification_material)?,
            content,
        })
    }

    /// The signature.
    pub(super) fn signature(&self) -> &[u8] {
        match &self.content {
            Content::Message { signature, .. } => signature,
            Content::Envelope(envelope) => envelope.signatures.first().map_or(&[], |it| &it.sig),
        }
    }
}

fn digest(wire: WireDigest) -> Result<[u8; 32], String> {
    let known = wire.algorithm == "SHA2_256" || wire.algorithm == 1;
    let bytes = base64(&wire.digest)?;
    match <[u8; 32]>::try_from(bytes) {
        Ok(digest) if known => Ok(digest),
        _ => Err("its digest is not SHA-256".to_owned()),
    }
}

fn material(wire: WireMaterial) -> Result<Material, String> {
    let chain = match (
        wire.public_key,
        wire.x509_certificate_chain,
        wire.certificate,
    ) {
        (Some(key), None, None) => return Ok(Material::Key(key.hint)),
        (None, Some(chain), None) => chain.certificates,
        (None, None, Some(certificate)) => vec![certificate],
        _ => {
            return Err("it names not exactly one of key, certificate and chain".to_owned());
        }
    };
    if chain.is_empty() || chain.len() > CERTIFICATES_MAX {
        return Err(format!("it brings {} certificates", chain.len()));
    }
    chain
        .iter()
        .map(|it| Certificate::read(&base64(&it.raw_bytes)?))
        .collect::<Result<_, _>>()
        .map(Material::Certificates)
        .map_err(|why| format!("a certificate in it: {why}"))
}

fn entry(wire: &WireEntry) -> Result<Entry, String> {
    let time: i64 = number(&wire.integrated_time)?;
    let proof = wire.inclusion_proof.as_ref().map(|proof| {
        Ok::<Proof, String>(Proof {
            index: number(&proof.log_index)?,
            size: number(&proof.tree_size)?,
            root: base64(&proof.root_hash)?,
            hashes: proof
                .hashes
                .iter()
                .map(|it| base64(it))
                .collect::<Result<_, _>>()?,
            checkpoint: proof.checkpoint.as_ref().map(|it| it.envelope.clone()),
        })
    });
    Ok(Entry {
        index: number(&wire.log_index)?,
        log: wire
            .log_id
            .as_ref()
            .map(|it| base64(&it.key_id))
            .transpose()?
            .unwrap_or_default(),
        time: (time != 0).then_some(time),
        promise: wire
            .inclusion_promise
            .as_ref()
            .map(|it| base64(&it.signed_entry_timestamp))
            .transpose()?,
        proof: proof.transpose()?,
        body: base64(&wire.canonicalized_body)?,
    })
}

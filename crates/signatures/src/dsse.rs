//! Envelopes (DSSE): a payload, its type, and signatures over both.

use jiff::Timestamp;
use keyholder_supply::gate::{GateCheck, Said};
use serde::{Deserialize, Serialize};

use crate::armour;
use crate::keys::PrivateKey;
use crate::outcome::Outcome;
use crate::pins::{self, Pin};
use crate::{Purpose, Scheme, Trust, Verified};

/// The longest envelope.
const ENVELOPE_BYTES_MAX: usize = 64 << 20;
/// How many signatures are looked at.
const SIGNATURES_MAX: usize = 64;

/// An envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// What the payload is.
    pub payload_type: String,
    /// The payload.
    pub payload: Vec<u8>,
    /// The signatures.
    pub signatures: Vec<EnvelopeSignature>,
}

/// A signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeSignature {
    /// Which key it says that made it. Only a hint.
    pub keyid: Option<String>,
    /// The signature.
    pub sig: Vec<u8>,
}

/// As in JSON.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WireEnvelope {
    payload_type: String,
    payload: String,
    signatures: Vec<WireSignature>,
}

/// As in JSON.
#[derive(Deserialize, Serialize)]
struct WireSignature {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keyid: Option<String>,
    sig: String,
}

/// What is signed: type and payload, each with its length.
#[must_use]
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    )
    .into_bytes();
    out.extend_from_slice(payload);
    out
}

impl Envelope {
    /// Reads an envelope.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    pub fn read(json: &[u8]) -> Result<Envelope, String> {
        if json.len() > ENVELOPE_BYTES_MAX {
            return Err(format!("it has {} bytes, which is too many", json.len()));
        }
        let wire: WireEnvelope = serde_json::from_slice(json)
            .map_err(|error| format!("it is not an envelope: {error}"))?;
        Envelope::from_wire(wire)
    }

    /// From JSON that was read.
    pub(crate) fn from_wire(wire: WireEnvelope) -> Result<Envelope, String> {
        let bytes = |what: &str, text: &str| {
            armour::base64(text)
                .or_else(|_| armour::base64_url(text))
                .map_err(|_| format!("its {what} is not base64"))
        };
        if wire.signatures.len() > SIGNATURES_MAX {
            return Err(format!("it has more than {SIGNATURES_MAX} signatures"));
        }
        Ok(Envelope {
            payload: bytes("payload", &wire.payload)?,
            payload_type: wire.payload_type,
            signatures: wire
                .signatures
                .into_iter()
                .map(|it| {
                    Ok(EnvelopeSignature {
                        sig: bytes("signature", &it.sig)?,
                        keyid: it.keyid.filter(|keyid| !keyid.is_empty()),
                    })
                })
                .collect::<Result<_, String>>()?,
        })
    }

    /// What is signed.
    #[must_use]
    pub fn pae(&self) -> Vec<u8> {
        pae(&self.payload_type, &self.payload)
    }

    /// Adds a signature.
    pub fn sign(&mut self, key: &PrivateKey, keyid: Option<&str>) {
        self.signatures.push(EnvelopeSignature {
            keyid: keyid.map(str::to_owned),
            sig: key.sign(&self.pae()).to_vec(),
        });
    }

    /// As JSON, on one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let wire = WireEnvelope {
            payload_type: self.payload_type.clone(),
            payload: armour::to_base64(&self.payload),
            signatures: self
                .signatures
                .iter()
                .map(|it| WireSignature {
                    keyid: it.keyid.clone(),
                    sig: armour::to_base64(&it.sig),
                })
                .collect(),
        };
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// Whose signatures hold, by keys that are pinned. How many are needed is for the caller to say: each pinned key
    /// stands once among the signers, however often it signed. A signature by a key that is not pinned adds nothing
    /// and takes nothing away, unless it names a pinned key or there is no other.
    #[must_use]
    pub fn verify(&self, trust: &Trust, purpose: Purpose, now: Timestamp) -> Verified {
        let mut outcome = Outcome::default();
        let pins = pins::keys(trust, purpose, now);
        let message = self.pae();
        let mut strangers = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for (index, signature) in self.signatures.iter().enumerate() {
            let held = pins.iter().find(|pin| {
                pin.key
                    .verify(&message, &signature.sig, &trust.rules)
                    .is_ok()
            });
            let called = signature.keyid.as_ref().map_or_else(
                || format!("number {}", index + 1),
                |id| format!("by `{id}`"),
            );
            match (
                held,
                signature.keyid.as_deref().and_then(|id| named(&pins, id)),
            ) {
                (Some(pin), _) if seen.contains(&pin.key.id()) => {}
                (Some(pin), _) => {
                    seen.push(pin.key.id());
                    let subject = pin.anchor.id.clone();
                    let signer = pins::held_by(&mut outcome, pin, Scheme::Dsse, subject, None);
                    outcome.signer(signer);
                }
                (None, Some(pin)) => {
                    let why = pin.key.strong(&trust.rules).err();
                    let why = why.unwrap_or_else(|| {
                        "it does not hold: payload, type or signature were changed".to_owned()
                    });
                    outcome.failed(
                        GateCheck::Signature,
                        Said::new(format!("the signature {called} of the envelope: {why}"))
                            .remedy("fetch the attestation again from who made it"),
                    );
                }
                (None, None) => strangers.push(called),
            }
        }
        for called in strangers {
            if outcome.anchored() || outcome.has(GateCheck::Signature) {
                outcome.passed(
                    GateCheck::CertificatePath,
                    format!("the signature {called} is by no pinned key, and counts for nothing"),
                );
            } else {
                let what = format!("the signature {called} of the envelope");
                pins::nobody(&mut outcome, &pins, &what, purpose);
            }
        }
        if self.signatures.is_empty() {
            outcome.failed(
                GateCheck::Signature,
                Said::new("the envelope carries no signature")
                    .remedy("ask for an attestation that is signed"),
            );
        }
        outcome.finish()
    }
}

/// The pin whose id, or whose key, a hint names.
fn named<'a, 'b>(pins: &'b [Pin<'a>], keyid: &str) -> Option<&'b Pin<'a>> {
    let bare = keyid.strip_prefix("sha256:").unwrap_or(keyid);
    pins.iter()
        .find(|pin| pin.anchor.id == keyid || pin.key.id().strip_prefix("sha256:") == Some(bare))
}

/// Makes an envelope with one signature, as JSON.
#[must_use]
pub fn sign(payload_type: &str, payload: &[u8], key: &PrivateKey, keyid: Option<&str>) -> String {
    let mut envelope = Envelope {
        payload_type: payload_type.to_owned(),
        payload: payload.to_vec(),
        signatures: Vec::new(),
    };
    envelope.sign(key, keyid);
    envelope.to_json()
}

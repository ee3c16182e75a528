//! Entries of a transparency log: whether they are about this signature, stand in the log, and when they came there.

use jiff::Timestamp;
use keyholder_supply::gate::GateCheck;
use serde_json::Value;
use sha2_signed::{Digest as _, Sha256};

use super::bundle::{Bundle, Content, Entry, Proof};
use super::{Asked, fail, sha256};
use crate::Purpose;
use crate::armour::{self, base64, to_base64, to_hex};
use crate::certificate::Certificate;
use crate::outcome::Outcome;
use crate::pins::{self, Pin};

/// What the log says.
pub(super) struct Looked {
    /// No entry is wrong.
    pub(super) sound: bool,
    /// When a pinned log took an entry in, and which log.
    pub(super) time: Option<(Timestamp, String)>,
    /// There is an entry of a log that is not pinned.
    pub(super) unknown: bool,
}

/// Looks at every entry.
pub(super) fn look(
    bundle: &Bundle,
    signer: &[u8],
    asked: &Asked<'_>,
    outcome: &mut Outcome,
) -> Looked {
    let pins: Vec<Pin<'_>> = pins::keys(asked.trust, Purpose::Log, asked.now)
        .into_iter()
        .filter(|pin| pin.anchor.purpose == Purpose::Log)
        .collect();
    let mut looked = Looked {
        sound: true,
        time: None,
        unknown: false,
    };
    for entry in &bundle.entries {
        match one(entry, bundle, signer, asked, &pins) {
            Ok(found) => {
                match &found.by {
                    Some(by) => outcome.passed(
                        GateCheck::Signature,
                        format!("it stands in the pinned log `{by}`"),
                    ),
                    None => looked.unknown = true,
                }
                looked.time = looked.time.or(found.time);
            }
            Err(why) => {
                looked.sound = false;
                fail(
                    outcome,
                    &format!("its log entry {}: {why}", entry.index),
                    "ask the supplier for the bundle again",
                );
            }
        }
    }
    looked
}

/// What one entry proves.
struct Found {
    by: Option<String>,
    time: Option<(Timestamp, String)>,
}

fn one(
    entry: &Entry,
    bundle: &Bundle,
    signer: &[u8],
    asked: &Asked<'_>,
    pins: &[Pin<'_>],
) -> Result<Found, String> {
    belongs(&entry.body, bundle, signer, asked)?;
    if entry.proof.is_none() && entry.promise.is_none() {
        return Err("nothing proves that it stands in the log".to_owned());
    }
    let mut found = Found {
        by: None,
        time: None,
    };
    if let Some(proof) = &entry.proof {
        found.by = included(&entry.body, proof, pins)?;
    }
    if let Some(promise) = &entry.promise
        && let Some(time) = entry.time
    {
        let message = promised(entry, time);
        let named = pins
            .iter()
            .find(|pin| sha256(&pin.key.to_spki()) == entry.log.as_slice());
        if let Some(pin) = named {
            let id = &pin.anchor.id;
            pin.key
                .verify(message.as_bytes(), promise, &asked.trust.rules)
                .map_err(|why| format!("the promise of the log `{id}`: {why}"))?;
            let at =
                Timestamp::from_second(time).map_err(|_| "its time is out of range".to_owned())?;
            if at > asked.now {
                return Err(format!("it came there on {at}, which has not come yet"));
            }
            // The key of a log may since have been replaced; it must have counted then.
            pins::counts(pin.anchor, Purpose::Log, at)
                .map_err(|why| format!("the key of the log does not count: {why}"))?;
            found.by = Some(id.clone());
            found.time = Some((at, id.clone()));
        }
    }
    Ok(found)
}

/// What a log signs when it promises to take an entry in.
fn promised(entry: &Entry, time: i64) -> String {
    format!(
        r#"{{"body":"{}","integratedTime":{time},"logID":"{}","logIndex":{}}}"#,
        to_base64(&entry.body),
        to_hex(&entry.log),
        entry.index
    )
}

/// Whether an entry stands in the log, by a checkpoint that a pinned key signed. Gives back whose, if one is pinned.
fn included(body: &[u8], proof: &Proof, pins: &[Pin<'_>]) -> Result<Option<String>, String> {
    let root = root_of(body, proof).ok_or_else(|| "its proof is no proof".to_owned())?;
    if proof.root != root {
        return Err("its proof leads to another root than it says".to_owned());
    }
    let note = proof
        .checkpoint
        .as_deref()
        .ok_or_else(|| "its proof has no checkpoint".to_owned())?;
    let (text, signatures) = note
        .split_once("\n\n")
        .ok_or_else(|| "its checkpoint is none".to_owned())?;
    let mut lines = text.lines().skip(1);
    let size = lines.next().and_then(|it| it.parse::<u64>().ok());
    let stated = lines.next().and_then(|it| base64(it).ok());
    if size != Some(proof.size) || stated.as_deref() != Some(&root[..]) {
        return Err("its checkpoint is one of another tree".to_owned());
    }
    let message = format!("{text}\n");
    let candidates: Vec<Vec<u8>> = signatures
        .lines()
        .filter_map(|line| line.strip_prefix("\u{2014} ")?.split_once(' '))
        .filter_map(|(_, value)| base64(value).ok())
        .take(16)
        .collect();
    let rules = crate::Rules::default();
    let by = pins.iter().filter(|pin| pin.counts.is_ok()).find(|pin| {
        candidates.iter().any(|value| {
            value
                .get(4..)
                .is_some_and(|it| pin.key.verify(message.as_bytes(), it, &rules).is_ok())
        })
    });
    // A log that says by its hint that it is pinned, and whose signature does not hold, is no stranger.
    let claimed = pins.iter().find(|pin| {
        let hint = sha256(&pin.key.to_spki());
        candidates.iter().any(|it| it.get(..4) == hint.get(..4))
    });
    match (by, claimed) {
        (Some(pin), _) => Ok(Some(pin.anchor.id.clone())),
        (None, Some(pin)) => match &pin.counts {
            Ok(()) => Err(format!(
                "its checkpoint does not hold by the pinned log `{}`",
                pin.anchor.id
            )),
            Err(_) => Ok(None),
        },
        (None, None) => Ok(None),
    }
}

/// The root to which a proof leads (RFC 9162, 2.1.3.2).
fn root_of(body: &[u8], proof: &Proof) -> Option<[u8; 32]> {
    if proof.index >= proof.size || proof.hashes.len() > 64 {
        return None;
    }
    let mut at = proof.index;
    let mut last = proof.size - 1;
    let mut root: [u8; 32] = Sha256::new()
        .chain_update([0])
        .chain_update(body)
        .finalize()
        .into();
    let node = |left: &[u8], right: &[u8]| -> [u8; 32] {
        Sha256::new()
            .chain_update([1])
            .chain_update(left)
            .chain_update(right)
            .finalize()
            .into()
    };
    for hash in &proof.hashes {
        if last == 0 || hash.len() != 32 {
            return None;
        }
        if at & 1 == 1 || at == last {
            root = node(hash, &root);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            root = node(&root, hash);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(root)
}

/// Whether an entry is about this signature, by this key, over these bytes.
fn belongs(body: &[u8], bundle: &Bundle, signer: &[u8], asked: &Asked<'_>) -> Result<(), String> {
    let value: Value = serde_json::from_slice(body).map_err(|_| "it is not JSON".to_owned())?;
    let said = Body::read(&value).ok_or_else(|| "its kind is not known".to_owned())?;
    if said.signature != bundle.signature() {
        return Err("it is about another signature".to_owned());
    }
    if said.key != signer {
        return Err("it is about another key".to_owned());
    }
    let digest = match &bundle.content {
        Content::Message { .. } => asked.artifact.sha256,
        // An entry for bytes holds what was signed, and one for envelopes what is inside.
        Content::Envelope(envelope) if said.bytes => sha256(&envelope.pae()),
        Content::Envelope(envelope) => sha256(&envelope.payload),
    };
    if said.digest != digest {
        return Err("it is about other bytes".to_owned());
    }
    Ok(())
}

/// What an entry says.
struct Body {
    digest: Vec<u8>,
    signature: Vec<u8>,
    /// SPKI in DER.
    key: Vec<u8>,
    /// It is about bytes, and not about an envelope.
    bytes: bool,
}

impl Body {
    fn read(value: &Value) -> Option<Body> {
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
        let bytes = |pointer: &str| base64(text(pointer)?).ok();
        let one = |pointer: &str| (value.pointer(pointer)?.as_array()?.len() == 1).then_some(());
        let kind = text("/kind")?;
        let bytes_alone = kind == "hashedrekord";
        match (kind, text("/apiVersion")?) {
            ("hashedrekord", "0.0.1") => Some(Body {
                digest: sha256_hex(value, "/spec/data/hash")?,
                signature: bytes("/spec/signature/content")?,
                key: key_of(&bytes("/spec/signature/publicKey/content")?)?,
                bytes: bytes_alone,
            }),
            ("dsse", "0.0.1") => {
                one("/spec/signatures")?;
                Some(Body {
                    digest: sha256_hex(value, "/spec/payloadHash")?,
                    signature: bytes("/spec/signatures/0/signature")?,
                    key: key_of(&bytes("/spec/signatures/0/verifier")?)?,
                    bytes: bytes_alone,
                })
            }
            ("intoto", "0.0.2") => {
                one("/spec/content/envelope/signatures")?;
                let twice = bytes("/spec/content/envelope/signatures/0/sig")?;
                Some(Body {
                    digest: sha256_hex(value, "/spec/content/payloadHash")?,
                    signature: base64(std::str::from_utf8(&twice).ok()?).ok()?,
                    key: key_of(&bytes("/spec/content/envelope/signatures/0/publicKey")?)?,
                    bytes: bytes_alone,
                })
            }
            ("hashedrekord", "0.0.2") => Some(Body {
                digest: sha256_base64(value, "/spec/hashedRekordV002/data")?,
                signature: bytes("/spec/hashedRekordV002/signature/content")?,
                key: verifier(value.pointer("/spec/hashedRekordV002/signature/verifier")?)?,
                bytes: bytes_alone,
            }),
            ("dsse", "0.0.2") => {
                one("/spec/dsseV002/signatures")?;
                Some(Body {
                    digest: sha256_base64(value, "/spec/dsseV002/payloadHash")?,
                    signature: bytes("/spec/dsseV002/signatures/0/content")?,
                    key: verifier(value.pointer("/spec/dsseV002/signatures/0/verifier")?)?,
                    bytes: bytes_alone,
                })
            }
            _ => None,
        }
    }
}

fn sha256_hex(value: &Value, pointer: &str) -> Option<Vec<u8>> {
    let hash = value.pointer(pointer)?;
    (hash.get("algorithm")? == "sha256").then_some(())?;
    armour::from_hex(hash.get("value")?.as_str()?)
}

fn sha256_base64(value: &Value, pointer: &str) -> Option<Vec<u8>> {
    let hash = value.pointer(pointer)?;
    (hash.get("algorithm")? == "SHA2_256").then_some(())?;
    base64(hash.get("digest")?.as_str()?).ok()
}

/// The key in a PEM block: a public key, or a certificate's.
fn key_of(pem: &[u8]) -> Option<Vec<u8>> {
    armour::block(pem, "PUBLIC KEY").ok().or_else(|| {
        let der = armour::block(pem, "CERTIFICATE").ok()?;
        Certificate::read(&der).ok().map(|it| it.spki)
    })
}

/// The same in the newer form.
fn verifier(value: &Value) -> Option<Vec<u8>> {
    let raw = |pointer: &str| base64(value.pointer(pointer)?.as_str()?).ok();
    raw("/publicKey/rawBytes").or_else(|| {
        let der = raw("/x509Certificate/rawBytes")?;
        Certificate::read(&der).ok().map(|it| it.spki)
    })
}

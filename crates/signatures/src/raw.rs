//! A signature alone in a file: Ed25519 over the bytes, or ECDSA and RSA over their digest.
//!
//! Such a signature names no key. It is held against every pinned key of its kind, in one pass over the bytes.

use std::io::Read;

use jiff::Timestamp;
use keyholder_supply::gate::{GateCheck, Said};

use crate::armour;
use crate::digests::Hashing;
use crate::outcome::Outcome;
use crate::pins::{self, Pin};
use crate::public::PublicKey;
use crate::{Purpose, Scheme, Trust, Verified};

/// The longest file that is taken for a signature.
const SIGNATURE_BYTES_MAX: usize = 16 * 1024;
/// How much is read at once.
pub(crate) const CHUNK: usize = 64 * 1024;

/// The signature in a file: bytes as they are, or hexadecimal or base64.
///
/// # Errors
/// Why there is none, in words.
pub fn read_signature(file: &[u8]) -> Result<Vec<u8>, String> {
    if file.len() > SIGNATURE_BYTES_MAX {
        return Err(format!(
            "it has {} bytes, which is too long for a signature",
            file.len()
        ));
    }
    if file.is_empty() {
        return Err("it is empty".to_owned());
    }
    let text = std::str::from_utf8(file).ok().map(str::trim);
    if file.len() != 64
        && let Some(text) = text
        && let Some(bytes) = armour::from_hex(text).or_else(|| armour::base64(text).ok())
    {
        return Ok(bytes);
    }
    Ok(file.to_vec())
}

/// Whether a signature over the bytes of a reader holds by a pinned key.
///
/// # Errors
/// The reader's.
pub fn verify(
    bytes: &mut dyn Read,
    signature: &[u8],
    trust: &Trust,
    purpose: Purpose,
    now: Timestamp,
) -> std::io::Result<Verified> {
    let signature = match read_signature(signature) {
        Ok(signature) => signature,
        Err(why) => {
            return Ok(Outcome::unreadable(
                "the signature",
                &why,
                "put the signature that the supplier made beside the package",
            ));
        }
    };
    let pins = pins::keys(trust, purpose, now);
    // One verifier for each Ed25519 key, all fed with the same bytes.
    let mut streams: Vec<_> = pins
        .iter()
        .filter_map(
            |pin| match (&pin.key, ed25519_dalek::Signature::from_slice(&signature)) {
                (PublicKey::Ed25519(key), Ok(it)) => Some((pin, key.verify_stream(&it).ok()?)),
                _ => None,
            },
        )
        .collect();
    // A digest costs time over large packages, and Ed25519 needs none.
    let mut hashing = pins
        .iter()
        .any(|pin| !matches!(pin.key, PublicKey::Ed25519(_)))
        .then(Hashing::all);
    let mut buffer = vec![0; CHUNK];
    loop {
        let count = match bytes.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let chunk = buffer.get(..count).unwrap_or_default();
        if let Some(hashing) = &mut hashing {
            hashing.update(chunk);
        }
        for (_, stream) in &mut streams {
            stream.update(chunk);
        }
    }
    let digests = hashing.map(Hashing::finish);
    let mut held: Vec<&Pin<'_>> = streams
        .into_iter()
        .filter_map(|(pin, stream)| stream.finalize_and_verify().is_ok().then_some(pin))
        .collect();
    let mut weak = None;
    for (pin, digests) in pins.iter().zip(digests.iter().cycle()) {
        match pin.key.verify_digests(digests, &signature, &trust.rules) {
            Ok(()) => held.push(pin),
            Err(why) if pin.key.strong(&trust.rules).is_err() => weak = Some((pin, why)),
            Err(_) => {}
        }
    }
    held.sort_by_key(|pin| (pin.counts.is_err(), &pin.anchor.id));
    let mut outcome = Outcome::default();
    match (held.first(), weak) {
        (Some(pin), _) => {
            let subject = pin.anchor.id.clone();
            let scheme = match pin.key {
                PublicKey::Ed25519(_) => Scheme::Ed25519,
                _ => Scheme::Detached,
            };
            let signer = pins::held_by(&mut outcome, pin, scheme, subject, None);
            outcome.signer(signer);
        }
        (None, Some((pin, why))) => outcome.failed(
            GateCheck::Signature,
            Said::new(format!(
                "the pinned key `{}` is too weak: {why}",
                pin.anchor.id
            ))
            .remedy("ask the supplier for a longer key"),
        ),
        (None, None) => pins::nobody(&mut outcome, &pins, "the signature", purpose),
    }
    Ok(outcome.finish())
}

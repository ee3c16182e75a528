//! What `minisign` and `signify` write.
//!
//! A signature of minisign carries a comment that it trusts: a second signature covers the first one and it.

use std::io::Read;

use blake2::{Blake2b512, Digest as _};
use jiff::Timestamp;
use keyholder_supply::gate::{GateCheck, Said};

use crate::armour;
use crate::outcome::Outcome;
use crate::pins::{self, Pin};
use crate::public::PublicKey;
use crate::raw::CHUNK;
use crate::{Purpose, Scheme, Trust, Verified};

/// The longest file that is taken for a signature.
const SIGNATURE_BYTES_MAX: usize = 64 * 1024;
/// What stands before the comment that is not covered.
const UNTRUSTED: &str = "untrusted comment:";
/// What stands before the comment that is covered.
const TRUSTED: &str = "trusted comment: ";

/// A public key of minisign or signify, as a file or its last line alone.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn public_key(text: &str) -> Result<PublicKey, String> {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with(UNTRUSTED))
        .ok_or_else(|| "it holds no key".to_owned())?;
    let bytes = armour::base64(line)?;
    if bytes.len() != 42 {
        return Err(format!(
            "a key of minisign has 42 bytes, and this has {}",
            bytes.len()
        ));
    }
    match bytes.split_at_checked(10) {
        Some((head, key)) if head.starts_with(b"Ed") => PublicKey::from_ed25519(key),
        _ => Err("it does not begin as a key of minisign".to_owned()),
    }
}

/// A signature that was read.
struct Minisig {
    /// Over the digest BLAKE2b-512, not over the bytes.
    prehashed: bool,
    key_id: [u8; 8],
    signature: [u8; 64],
    /// The comment, and the signature over signature and comment; signify has none.
    comment: Option<(String, [u8; 64])>,
}

/// Reads a signature.
fn read(file: &[u8]) -> Result<Minisig, String> {
    if file.len() > SIGNATURE_BYTES_MAX {
        return Err(format!("it has {} bytes, which is too many", file.len()));
    }
    let text = std::str::from_utf8(file).map_err(|_| "it is not text".to_owned())?;
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim_end_matches('\r'))
        .collect();
    let (first, signature, rest) = match lines.as_slice() {
        [first, signature, rest @ ..] => (first, signature, rest),
        _ => return Err("it has fewer than two lines".to_owned()),
    };
    if !first.starts_with(UNTRUSTED) {
        return Err(format!("it does not begin with `{UNTRUSTED}`"));
    }
    let bytes = armour::base64(signature)?;
    let bytes = <[u8; 74]>::try_from(bytes)
        .map_err(|bytes| format!("a signature has 74 bytes, and this has {}", bytes.len()))?;
    let mut key_id = [0; 8];
    let mut value = [0; 64];
    key_id.copy_from_slice(&bytes[2..10]);
    value.copy_from_slice(&bytes[10..]);
    let prehashed = match &bytes[..2] {
        b"ED" => true,
        b"Ed" => false,
        _ => return Err("its algorithm is not known".to_owned()),
    };
    let comment = match rest {
        [] => None,
        [comment, global, after @ ..] if after.iter().all(|line| line.is_empty()) => {
            let comment = comment
                .strip_prefix(TRUSTED)
                .ok_or_else(|| format!("its third line does not begin with `{TRUSTED}`"))?;
            let global = <[u8; 64]>::try_from(armour::base64(global)?)
                .map_err(|_| "the signature over its comment has not 64 bytes".to_owned())?;
            Some((comment.to_owned(), global))
        }
        [""] => None,
        _ => return Err("it has lines that do not belong to a signature".to_owned()),
    };
    if prehashed && comment.is_none() {
        return Err("the signature over its trusted comment is missing".to_owned());
    }
    Ok(Minisig {
        prehashed,
        key_id,
        signature: value,
        comment,
    })
}

/// The pins whose keys hold for the signature over these bytes.
fn holding<'b, 'a>(
    bytes: &mut dyn Read,
    minisig: &Minisig,
    pins: &'b [Pin<'a>],
) -> std::io::Result<Vec<&'b Pin<'a>>> {
    let signature = ed25519_dalek::Signature::from_bytes(&minisig.signature);
    let mut hash = Blake2b512::new();
    let mut streams: Vec<_> = pins
        .iter()
        .filter_map(|pin| match &pin.key {
            PublicKey::Ed25519(key) => Some((pin, key.verify_stream(&signature).ok()?)),
            _ => None,
        })
        .collect();
    let mut buffer = vec![0; CHUNK];
    loop {
        let count = match bytes.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let chunk = buffer.get(..count).unwrap_or_default();
        if minisig.prehashed {
            hash.update(chunk);
        } else {
            for (_, stream) in &mut streams {
                stream.update(chunk);
            }
        }
    }
    if minisig.prehashed {
        let digest = hash.finalize();
        for (_, stream) in &mut streams {
            stream.update(digest);
        }
    }
    Ok(streams
        .into_iter()
        .filter_map(|(pin, stream)| stream.finalize_and_verify().is_ok().then_some(pin))
        .collect())
}

/// Whether a signature of minisign or signify over the bytes of a reader holds by a pinned key.
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
    let minisig = match read(signature) {
        Ok(minisig) => minisig,
        Err(why) => {
            return Ok(Outcome::unreadable(
                "the signature of minisign",
                &why,
                "put the `.minisig` file that the supplier made beside the package",
            ));
        }
    };
    let pins = pins::keys(trust, purpose, now);
    let held = holding(bytes, &minisig, &pins)?;
    let mut outcome = Outcome::default();
    let Some(pin) = held.first() else {
        let what = format!(
            "the signature by the minisign key `{}`",
            armour::to_hex(&reversed(minisig.key_id))
        );
        pins::nobody(&mut outcome, &pins, &what, purpose);
        return Ok(outcome.finish());
    };
    let covered = minisig.comment.as_ref().map(|(comment, global)| {
        let mut message = minisig.signature.to_vec();
        message.extend_from_slice(comment.as_bytes());
        (
            comment,
            pin.key.verify(&message, global, &trust.rules).is_ok(),
        )
    });
    let subject = match &covered {
        Some((comment, true)) => format!("{} ({comment})", pin.anchor.id),
        _ => pin.anchor.id.clone(),
    };
    let signed_at = match &covered {
        Some((comment, true)) => said_time(comment),
        _ => None,
    };
    let mut signer = pins::held_by(&mut outcome, pin, Scheme::Minisign, subject, signed_at);
    if let Some((comment, false)) = covered {
        signer.anchor = None;
        outcome.failed(
            GateCheck::Signature,
            Said::new(format!(
                "the trusted comment `{comment}` is not the one that was signed"
            ))
            .remedy("fetch the signature again from the supplier"),
        );
    }
    outcome.signer(signer);
    Ok(outcome.finish())
}

/// Key ids are printed with the last byte first.
fn reversed(mut id: [u8; 8]) -> [u8; 8] {
    id.reverse();
    id
}

/// The time that a comment of minisign states.
fn said_time(comment: &str) -> Option<Timestamp> {
    let seconds = comment
        .split_ascii_whitespace()
        .find_map(|word| word.strip_prefix("timestamp:"))?;
    Timestamp::from_second(seconds.parse().ok()?).ok()
}

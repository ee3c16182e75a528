//! Logs of certificates (RFC 6962): a certificate may carry the promise of one that it will stand there for all to
//! see, which keeps an authority from giving one out in secret.

use jiff::Timestamp;
use keyholder_supply::gate::{Answer, GateCheck, Said};

use super::{Asked, sha256};
use crate::Purpose;
use crate::certificate::Certificate;
use crate::outcome::Outcome;
use crate::pins;
use crate::tlv::{only, wrap};
use crate::wire::Wire;

/// The promises inside a certificate (`1.3.6.1.4.1.11129.2.4.2`).
const PROMISES: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04, 0x02];
/// The most promises that are looked at.
const PROMISES_MAX: usize = 16;

/// A promise.
struct Promise<'a> {
    log: &'a [u8],
    millisecond: [u8; 8],
    extensions: &'a [u8],
    signature: &'a [u8],
}

/// Whether the promises in a certificate are kept to what is known of pinned logs: one by a pinned log must hold.
/// A certificate without promises is of an authority that needs none.
pub(super) fn promised(
    leaf: &Certificate,
    issuer: &Certificate,
    asked: &Asked<'_>,
    outcome: &mut Outcome,
) -> bool {
    let check = GateCheck::CertificatePath;
    let Some(extension) = leaf.extensions.iter().find(|it| it.oid == PROMISES) else {
        return true;
    };
    match look(leaf, issuer, &extension.value, asked) {
        Ok(Some(log)) => {
            outcome.passed(
                check,
                format!("the log of certificates `{log}` took the certificate in"),
            );
            true
        }
        Ok(None) => {
            outcome.add(Answer::not_done(
                check,
                Said::new(
                    "the certificate says that it stands in a log of certificates, and that log is not pinned",
                )
                .remedy("pin the key of the log, as the trusted root of the authority lists it"),
            ));
            false
        }
        Err(why) => {
            outcome.failed(
                check,
                Said::new(format!("the log of certificates: {why}"))
                    .remedy("ask the supplier to sign again"),
            );
            false
        }
    }
}

fn look(
    leaf: &Certificate,
    issuer: &Certificate,
    value: &[u8],
    asked: &Asked<'_>,
) -> Result<Option<String>, String> {
    let damaged = || "the promise in the certificate is damaged".to_owned();
    let list = only(value, 0x04).ok_or_else(damaged)?.value;
    let promises = read(list).map_err(|_| damaged())?;
    let bare = without_promises(leaf).ok_or_else(damaged)?;
    let pins = pins::keys(asked.trust, Purpose::Log, asked.now);
    for promise in &promises {
        let named = pins.iter().find(|pin| {
            pin.anchor.purpose == Purpose::Log && sha256(&pin.key.to_spki()) == promise.log
        });
        let Some(pin) = named else { continue };
        let id = &pin.anchor.id;
        let message = message(promise, issuer, &bare).ok_or_else(damaged)?;
        pin.key
            .verify(&message, promise.signature, &asked.trust.rules)
            .map_err(|why| format!("the promise of `{id}`: {why}"))?;
        let millisecond = i64::from_be_bytes(promise.millisecond);
        let at = Timestamp::from_millisecond(millisecond).map_err(|_| damaged())?;
        if at > asked.now {
            return Err(format!(
                "the promise of `{id}` is of {at}, which has not come yet"
            ));
        }
        pins::counts(pin.anchor, Purpose::Log, at)
            .map_err(|why| format!("its key does not count: {why}"))?;
        return Ok(Some(id.clone()));
    }
    Ok(None)
}

/// What a log has signed.
fn message(promise: &Promise<'_>, issuer: &Certificate, bare: &[u8]) -> Option<Vec<u8>> {
    // Version, kind of signature.
    let mut out = vec![0, 0];
    out.extend_from_slice(&promise.millisecond);
    // A certificate before its promises.
    out.extend_from_slice(&[0, 1]);
    out.extend_from_slice(&sha256(&issuer.spki));
    let length = u32::try_from(bare.len()).ok()?.to_be_bytes();
    (length[0] == 0).then_some(())?;
    out.extend_from_slice(&length[1..]);
    out.extend_from_slice(bare);
    let length = u16::try_from(promise.extensions.len()).ok()?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(promise.extensions);
    Some(out)
}

/// What was signed of a certificate, without the promises.
fn without_promises(leaf: &Certificate) -> Option<Vec<u8>> {
    let parts = only(&leaf.tbs, 0x30)?.parts(16)?;
    let mut out = Vec::new();
    for part in parts {
        if part.tag != 0xa3 {
            out.extend_from_slice(part.whole);
            continue;
        }
        let mut kept = Vec::new();
        for extension in only(part.value, 0x30)?.parts(64)? {
            if extension.inside().take(0x06)?.value != PROMISES {
                kept.extend_from_slice(extension.whole);
            }
        }
        out.extend_from_slice(&wrap(0xa3, &wrap(0x30, &kept)));
    }
    Some(wrap(0x30, &out))
}

/// A number of two bytes.
fn short(wire: &mut Wire<'_>) -> Result<usize, String> {
    let bytes = wire.take(2)?;
    Ok(bytes
        .iter()
        .fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
}

/// All promises of a list.
fn read(list: &[u8]) -> Result<Vec<Promise<'_>>, String> {
    let mut wire = Wire::new(list);
    let length = short(&mut wire)?;
    let mut inside = Wire::new(wire.take(length)?);
    wire.end()?;
    let mut found = Vec::new();
    while !inside.rest().is_empty() && found.len() < PROMISES_MAX {
        let length = short(&mut inside)?;
        let mut one = Wire::new(inside.take(length)?);
        if one.take(1)? != [0] {
            continue;
        }
        let log = one.take(32)?;
        let mut millisecond = [0; 8];
        millisecond.copy_from_slice(one.take(8)?);
        let length = short(&mut one)?;
        let extensions = one.take(length)?;
        // Digest and kind of key: the key says it.
        one.take(2)?;
        let length = short(&mut one)?;
        let signature = one.take(length)?;
        one.end()?;
        found.push(Promise {
            log,
            millisecond,
            extensions,
            signature,
        });
    }
    Ok(found)
}

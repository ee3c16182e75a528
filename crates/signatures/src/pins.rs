//! Pinned public keys of a trust, and whether a pin counts for a purpose now.

use jiff::Timestamp;
use keyholder_supply::gate::{GateCheck, Said};

use crate::outcome::Outcome;
use crate::public::PublicKey;
use crate::{Anchor, AnchorKey, Purpose, Scheme, Signer, Trust};

/// The purpose in words.
pub(crate) fn word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Packages => "packages",
        Purpose::Provenance => "provenance",
        Purpose::Time => "proofs of time",
        Purpose::CounterSignature => "counter-signatures",
        Purpose::Log => "transparency logs",
    }
}

/// Whether a pin counts, or why not.
pub(crate) fn counts(anchor: &Anchor, purpose: Purpose, now: Timestamp) -> Result<(), String> {
    if anchor.purpose != purpose {
        return Err(format!(
            "it is pinned as `{}`, but for {} and not for {}",
            anchor.id,
            word(anchor.purpose),
            word(purpose)
        ));
    }
    if let Some(from) = anchor.from
        && now < from
    {
        return Err(format!("its pin `{}` counts only from {from}", anchor.id));
    }
    if let Some(until) = anchor.until
        && now > until
    {
        return Err(format!("its pin `{}` ended on {until}", anchor.id));
    }
    Ok(())
}

/// A pinned public key.
#[derive(Debug)]
pub(crate) struct Pin<'a> {
    pub(crate) anchor: &'a Anchor,
    pub(crate) key: PublicKey,
    /// Whether it counts, or why not.
    pub(crate) counts: Result<(), String>,
}

/// All pinned public keys: those that count first, then in the order of their ids.
pub(crate) fn keys(trust: &Trust, purpose: Purpose, now: Timestamp) -> Vec<Pin<'_>> {
    let mut pins: Vec<Pin<'_>> = trust
        .anchors
        .iter()
        .filter_map(|anchor| match &anchor.key {
            AnchorKey::Spki(der) => Some(Pin {
                anchor,
                key: PublicKey::from_spki(der).ok()?,
                counts: counts(anchor, purpose, now),
            }),
            AnchorKey::X509(_) | AnchorKey::OpenPgp(_) => None,
        })
        .collect();
    pins.sort_by_key(|pin| (pin.counts.is_err(), &pin.anchor.id));
    pins
}

/// The first pin with this key.
pub(crate) fn pin_of<'a, 'b>(pins: &'b [Pin<'a>], key: &PublicKey) -> Option<&'b Pin<'a>> {
    pins.iter().find(|pin| pin.key == *key)
}

/// Says that a signature holds by a pinned key, and whether the pin counts. Gives back the signer.
pub(crate) fn held_by(
    outcome: &mut Outcome,
    pin: &Pin<'_>,
    scheme: Scheme,
    subject: String,
    signed_at: Option<Timestamp>,
) -> Signer {
    outcome.passed(
        GateCheck::Signature,
        format!(
            "a signature by the {} key `{}` holds",
            pin.key.kind(),
            pin.anchor.id
        ),
    );
    let mut signer = Signer {
        scheme,
        subject,
        key: pin.key.id(),
        certificate: None,
        anchor: None,
        signed_at,
        time_by: None,
        expires: pin.anchor.until,
    };
    match &pin.counts {
        Ok(()) => {
            signer.anchor = Some(pin.anchor.id.clone());
            outcome.passed(
                GateCheck::SignerCertificate,
                format!("the key comes from the pin `{}` alone", pin.anchor.id),
            );
            outcome.passed(
                GateCheck::CertificatePath,
                format!("the key is pinned as `{}`", pin.anchor.id),
            );
        }
        Err(why) => outcome.failed(
            GateCheck::CertificatePath,
            Said::new(format!("the key of the signer does not count: {why}"))
                .remedy("pin the key for this purpose and time, if that is meant"),
        ),
    }
    signer
}

/// Says that a key is not pinned.
pub(crate) fn not_pinned(outcome: &mut Outcome, key: &str) {
    outcome.failed(
        GateCheck::CertificatePath,
        Said::new(format!("the key `{key}` of the signer is not pinned")).remedy(
            "ask the supplier by another way whether this is its key, and pin it only then",
        ),
    );
}

/// Says that no pinned key made a signature, which names no key of its own.
pub(crate) fn nobody(outcome: &mut Outcome, pins: &[Pin<'_>], what: &str, purpose: Purpose) {
    if pins.iter().any(|pin| pin.counts.is_ok()) {
        outcome.failed(
            GateCheck::Signature,
            Said::new(format!(
                "{what} holds by none of the keys that are pinned: the bytes were changed, or somebody else signed"
            ))
            .remedy("fetch the package again; if it stays, ask the supplier which key signed"),
        );
    } else {
        outcome.not_done(
            GateCheck::Signature,
            format!(
                "no key is pinned for {} against which {what} could be held",
                word(purpose)
            ),
        );
        outcome.failed(
            GateCheck::CertificatePath,
            Said::new(format!(
                "no key is pinned for {} that could have made {what}",
                word(purpose)
            ))
            .remedy("pin the public key of the signer"),
        );
    }
}

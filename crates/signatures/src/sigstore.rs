//! Bundles of Sigstore, versions 0.1 to 0.3, without a network: against pinned keys, or against authorities and logs
//! that were pinned, one by one or from a `trusted_root.json` that was handed over.
//!
//! *Invariant:* a certificate that any account of an authority could have got leads to no pin unless the account is
//! named too.

mod bundle;
mod certlog;
mod identity;
mod log;
mod root;

use jiff::Timestamp;
use keyholder_supply::gate::{GateCheck, Said};
use sha2_signed::{Digest as _, Sha256};

use self::bundle::{Bundle, Content, Material};
use self::log::Looked;
use crate::certified::certified;
use crate::outcome::Outcome;
use crate::path::Moment;
use crate::pins;
use crate::public::PublicKey;
use crate::statement::{PAYLOAD_TYPE, Statement};
use crate::timestamp::timestamp;
use crate::tlv::only;
use crate::{Digests, Purpose, Scheme, Signer, Trust, Verified};

pub use identity::Identity;
pub use root::anchors;

/// What became of a bundle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// What it states, if it carries a statement and the statement is about the bytes that were asked for.
    pub statement: Option<Statement>,
    /// Who signed, and the answers.
    pub verified: Verified,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The bytes that should be signed, or stated about.
    pub artifact: &'a Digests,
    /// The accounts that may sign by certificates of authorities that serve many.
    pub identities: &'a [Identity],
    /// What is pinned.
    pub trust: &'a Trust,
    /// For what.
    pub purpose: Purpose,
    /// The moment of the question.
    pub now: Timestamp,
}

/// Whether a bundle is about these bytes and holds, and leads to a pin.
#[must_use]
pub fn verify(file: &[u8], asked: &Asked<'_>) -> Checked {
    let bundle = match Bundle::read(file) {
        Ok(bundle) => bundle,
        Err(why) => {
            return Checked {
                statement: None,
                verified: Outcome::unreadable(
                    "the bundle of Sigstore",
                    &why,
                    "ask the supplier for the bundle of this release",
                ),
            };
        }
    };
    let mut outcome = Outcome::default();
    let statement = about(&bundle, asked, &mut outcome);
    let signer = match &bundle.material {
        Material::Key(_) => by_key(&bundle, asked, &mut outcome),
        Material::Certificates(_) => by_certificate(&bundle, asked, &mut outcome),
    };
    if let Some(signer) = signer {
        outcome.signer(signer);
    }
    Checked {
        statement,
        verified: outcome.finish(),
    }
}

fn fail(outcome: &mut Outcome, why: &str, remedy: &str) {
    outcome.failed(
        GateCheck::Signature,
        Said::new(format!("the bundle of Sigstore: {why}")).remedy(remedy),
    );
}

/// Whether the bundle is about the bytes that were asked for. Gives back what it states.
fn about(bundle: &Bundle, asked: &Asked<'_>, outcome: &mut Outcome) -> Option<Statement> {
    match &bundle.content {
        Content::Message { digest, .. } => {
            if digest
                .as_ref()
                .is_some_and(|it| *it != asked.artifact.sha256)
            {
                fail(
                    outcome,
                    "it is over bytes with another digest",
                    "bring the bundle of these very bytes",
                );
            }
            None
        }
        Content::Envelope(envelope) => {
            if envelope.payload_type != PAYLOAD_TYPE {
                let why = format!(
                    "its envelope holds `{}` and no statement",
                    envelope.payload_type
                );
                fail(outcome, &why, "ask for an in-toto statement");
                return None;
            }
            let read = Statement::read(&envelope.payload).and_then(|statement| {
                if statement.subject_of(asked.artifact).is_some() {
                    Ok(statement)
                } else {
                    Err("its statement is about something else".to_owned())
                }
            });
            match read {
                Ok(statement) => Some(statement),
                Err(why) => {
                    fail(outcome, &why, "bring the bundle of these very bytes");
                    None
                }
            }
        }
    }
}

/// Whether the signature inside was made by a key.
fn made_by(bundle: &Bundle, key: &PublicKey, asked: &Asked<'_>) -> Result<(), String> {
    match &bundle.content {
        Content::Message { signature, .. } => {
            key.verify_digests(asked.artifact, signature, &asked.trust.rules)
        }
        Content::Envelope(envelope) => {
            key.verify(&envelope.pae(), bundle.signature(), &asked.trust.rules)
        }
    }
}

/// Why such a signature is not looked at.
const OVER_BYTES: &str = "an Ed25519 signature over a file alone needs the bytes themselves, and only their digest is held against the bundle";

/// Whether a key would have signed the bytes themselves, which are not at hand.
fn over_bytes(bundle: &Bundle, key: &PublicKey) -> bool {
    matches!(
        (&bundle.content, key),
        (Content::Message { .. }, PublicKey::Ed25519(_))
    )
}

/// A bundle that names a key.
fn by_key(bundle: &Bundle, asked: &Asked<'_>, outcome: &mut Outcome) -> Option<Signer> {
    let pins = pins::keys(asked.trust, asked.purpose, asked.now);
    let Some(pin) = pins
        .iter()
        .find(|pin| made_by(bundle, &pin.key, asked).is_ok())
    else {
        if pins.iter().any(|pin| over_bytes(bundle, &pin.key)) {
            outcome.not_done(GateCheck::Signature, OVER_BYTES);
        } else {
            pins::nobody(outcome, &pins, "the signature in the bundle", asked.purpose);
        }
        return None;
    };
    let subject = pin.anchor.id.clone();
    let sound = !outcome.has(GateCheck::Signature);
    let mut signer = pins::held_by(outcome, pin, Scheme::Sigstore, subject, None);
    let entries = log::look(bundle, &pin.key.to_spki(), asked, outcome);
    if let Some((at, by)) = time(bundle, &entries, asked, outcome) {
        signer.signed_at = Some(at);
        signer.time_by = Some(by);
    }
    signer.anchor = signer.anchor.filter(|_| sound && entries.sound);
    Some(signer)
}

/// A bundle that brings a certificate.
fn by_certificate(bundle: &Bundle, asked: &Asked<'_>, outcome: &mut Outcome) -> Option<Signer> {
    let Material::Certificates(certificates) = &bundle.material else {
        return None;
    };
    let leaf = certificates.first()?;
    let sound = !outcome.has(GateCheck::Signature);
    let key = PublicKey::from_spki(&leaf.spki);
    let unlooked = key.as_ref().is_ok_and(|key| over_bytes(bundle, key));
    let held = key.and_then(|key| made_by(bundle, &key, asked));
    match &held {
        Ok(()) => outcome.passed(
            GateCheck::Signature,
            format!(
                "the signature in the bundle holds by the certificate of `{}`",
                leaf.subject
            ),
        ),
        Err(_) if unlooked => outcome.not_done(GateCheck::Signature, OVER_BYTES),
        Err(why) => fail(
            outcome,
            why,
            "fetch the bundle again; if it stays, ask the supplier",
        ),
    }
    let entries = log::look(bundle, &leaf.spki, asked, outcome);
    let proved = time(bundle, &entries, asked, outcome);
    let moment = Moment {
        now: asked.now,
        proved: proved.as_ref().map(|(at, _)| *at),
    };
    let by = (asked.trust, asked.purpose, moment);
    let holds = held.is_ok() && sound && entries.sound;
    let (mut signer, chain) = certified(outcome, Scheme::Sigstore, certificates, holds, by)?;
    let named = identity::named(leaf, asked.identities, &mut signer.subject, outcome);
    let public = chain
        .get(1)
        .is_none_or(|issuer| certlog::promised(leaf, issuer, asked, outcome));
    if !(named && public) {
        signer.anchor = None;
    }
    if let Some((at, by)) = proved {
        signer.signed_at = Some(at);
        signer.time_by = Some(by);
    }
    Some(signer)
}

/// When it was signed, by an authority of time or, failing that, by a log.
fn time(
    bundle: &Bundle,
    entries: &Looked,
    asked: &Asked<'_>,
    outcome: &mut Outcome,
) -> Option<(Timestamp, String)> {
    let over = Digests::of(bundle.signature());
    let mut proof = None;
    for token in &bundle.timestamps {
        let timed = timestamp(token_of(token), &over, &[], asked.trust, asked.now);
        outcome.add(timed.answer);
        if proof.is_none() && timed.proof.is_some() {
            outcome.add(timed.revocation);
            proof = timed.proof;
        }
    }
    if proof.is_none()
        && let Some((at, by)) = &entries.time
    {
        outcome.passed(
            GateCheck::Timestamp,
            format!("the log `{by}` took the signature in at {at}"),
        );
    }
    let proof = proof.or_else(|| entries.time.clone());
    if entries.unknown {
        let what =
            "it says that it stands in a log whose key is not pinned, which was not looked at";
        match proof {
            Some(_) => outcome.passed(GateCheck::Timestamp, what),
            None => outcome.not_done(GateCheck::Timestamp, what),
        }
    }
    proof
}

/// The proof of time inside the answer of its authority; authorities and bundles write either.
pub(crate) fn token_of(answer: &[u8]) -> &[u8] {
    let inside = || {
        let mut parts = only(answer, 0x30)?.inside();
        let status = parts.take(0x30)?.inside().take(0x02)?.value;
        // Granted, or granted with changes.
        let token = parts.take(0x30)?.whole;
        (status == [0] || status == [1]).then_some(token)
    };
    inside().unwrap_or(answer)
}

/// SHA-256 of some bytes.
fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

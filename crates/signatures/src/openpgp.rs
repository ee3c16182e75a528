//! OpenPGP signatures: detached, and around text (as Helm writes `.prov` files).
//!
//! Every signature in a file is looked at, and one that is bad spoils the others: a file in which a stranger's
//! signature stands beside a good one is not what the supplier sent.

mod certs;
mod hash;
mod text;

use std::io::Read;

use jiff::Timestamp;
use keyholder_supply::gate::{GateCheck, Said};
use pgp::packet::{Packet, PacketParser, Signature};

use self::certs::{Candidate, Certs};
use self::hash::Hashes;
use crate::armour;
use crate::outcome::Outcome;
use crate::{Purpose, Scheme, Signer, Trust, Verified, pins};

/// The longest file that is taken for detached signatures.
const SIGNATURE_BYTES_MAX: usize = 1 << 20;
/// The longest signed text.
const TEXT_BYTES_MAX: usize = 16 << 20;
/// How many signatures are looked at; each costs the time of a digest over the bytes.
const SIGNATURES_MAX: usize = 16;
/// The label of armoured signatures.
const LABEL: &str = "PGP SIGNATURE";
/// How text with a signature begins.
pub(crate) const SIGNED_MESSAGE: &str = "-----BEGIN PGP SIGNED MESSAGE-----";

/// Text with a signature around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clearsigned {
    /// What was signed, with `\n` as line ends; only that, and nothing around it. None if it could not be read.
    /// The answers say whether the signature holds.
    pub text: Option<String>,
    /// Who signed, and the answers.
    pub verified: Verified,
}

/// The fingerprints of the certificates in a file, armoured or not, after `openpgp:`.
///
/// # Errors
/// Why there are none, in words.
pub fn fingerprints(file: &[u8]) -> Result<Vec<String>, String> {
    Ok(certs::read(file)?.iter().map(certs::name).collect())
}

/// Whether detached signatures over the bytes of a reader hold, by keys that are pinned. One pass over the bytes.
///
/// # Errors
/// The reader's.
pub fn verify_detached(
    bytes: &mut dyn Read,
    signature: &[u8],
    trust: &Trust,
    purpose: Purpose,
    now: Timestamp,
) -> std::io::Result<Verified> {
    let signatures = match detached(signature) {
        Ok(signatures) => signatures,
        Err(why) => {
            return Ok(Outcome::unreadable(
                "the OpenPGP signature",
                &why,
                "put the signature that the supplier made beside the package",
            ));
        }
    };
    let mut hashes = Hashes::new(&signatures);
    hashes.read(bytes)?;
    Ok(judge(&signatures, hashes, trust, purpose, now))
}

/// Whether the signatures around a text hold, by keys that are pinned.
#[must_use]
pub fn verify_clearsigned(
    file: &[u8],
    trust: &Trust,
    purpose: Purpose,
    now: Timestamp,
) -> Clearsigned {
    let read = if file.len() > TEXT_BYTES_MAX {
        Err(format!("it has {} bytes, which is too many", file.len()))
    } else {
        text::read(file).and_then(|parts| Ok((detached(parts.armour.as_bytes())?, parts)))
    };
    match read {
        Ok((signatures, parts)) => {
            let mut hashes = Hashes::new(&signatures);
            hashes.update(parts.text.replace('\n', "\r\n").as_bytes());
            Clearsigned {
                text: Some(parts.text),
                verified: judge(&signatures, hashes, trust, purpose, now),
            }
        }
        Err(why) => Clearsigned {
            text: None,
            verified: Outcome::unreadable(
                "the signed text",
                &why,
                "fetch the file again from the supplier",
            ),
        },
    }
}

/// All signatures of a file, armoured or not, and nothing but signatures.
fn detached(file: &[u8]) -> Result<Vec<Signature>, String> {
    if file.len() > SIGNATURE_BYTES_MAX {
        return Err(format!("it has {} bytes, which is too many", file.len()));
    }
    let bytes = if armour::is_armoured(file, LABEL) {
        armour::blocks(file, LABEL)?.concat()
    } else {
        file.to_vec()
    };
    let mut signatures = Vec::new();
    for packet in PacketParser::new(bytes.as_slice()) {
        match packet {
            Ok(Packet::Signature(signature)) => signatures.push(signature),
            Ok(_) => return Err("it holds something else than signatures".to_owned()),
            Err(_) => return Err("a signature in it is damaged".to_owned()),
        }
        if signatures.len() > SIGNATURES_MAX {
            return Err(format!("it holds more than {SIGNATURES_MAX} signatures"));
        }
    }
    if signatures.is_empty() {
        return Err("it holds no signature".to_owned());
    }
    Ok(signatures)
}

/// Holds every signature against the pinned certificates.
fn judge(
    signatures: &[Signature],
    hashes: Hashes<'_>,
    trust: &Trust,
    purpose: Purpose,
    now: Timestamp,
) -> Verified {
    let mut outcome = Outcome::default();
    let certs = Certs::of(trust, purpose, now);
    for why in &certs.unreadable {
        outcome.not_done(GateCheck::CertificatePath, why.clone());
    }
    for (signature, digest) in signatures.iter().zip(hashes.finish()) {
        let claims = Claims::of(signature);
        let signer = match digest {
            Ok(digest) => one(
                signature,
                &digest,
                &certs,
                trust,
                now,
                &claims,
                &mut outcome,
            ),
            Err(why) => {
                outcome.failed(
                    GateCheck::Signature,
                    Said::new(format!("the signature by `{}`: {why}", claims.issuer))
                        .remedy("ask the supplier to sign with SHA-256 or better"),
                );
                claims.signer()
            }
        };
        outcome.signer(signer);
    }
    outcome.finish()
}

/// What a signature says of itself.
struct Claims {
    issuer: String,
    created: Option<Timestamp>,
    expires: Option<Timestamp>,
}

impl Claims {
    fn of(signature: &Signature) -> Claims {
        let issuer = signature
            .issuer_fingerprint()
            .first()
            .map(|it| armour::to_hex(it.as_bytes()))
            .or_else(|| {
                signature
                    .issuer_key_id()
                    .first()
                    .map(|it| it.to_string().to_lowercase())
            });
        let created = signature.created().and_then(certs::time);
        let expires = signature
            .signature_expiration_time()
            .filter(|it| it.as_secs() != 0)
            .and_then(|it| certs::after(created?, it));
        Claims {
            issuer: issuer.map_or_else(|| "unknown".to_owned(), |it| format!("openpgp:{it}")),
            created,
            expires,
        }
    }

    fn signer(&self) -> Signer {
        Signer {
            scheme: Scheme::OpenPgp,
            subject: self.issuer.clone(),
            key: self.issuer.clone(),
            certificate: None,
            anchor: None,
            signed_at: self.created,
            time_by: None,
            expires: None,
        }
    }
}

/// One signature.
fn one(
    signature: &Signature,
    digest: &[u8],
    certs: &Certs<'_>,
    trust: &Trust,
    now: Timestamp,
    claims: &Claims,
    outcome: &mut Outcome,
) -> Signer {
    let candidates = certs.candidates(signature);
    if candidates.is_empty() {
        outcome.not_done(
            GateCheck::Signature,
            format!(
                "the signature by `{}` cannot be checked without its key",
                claims.issuer
            ),
        );
        pins::not_pinned(outcome, &claims.issuer);
        return claims.signer();
    }
    let mut why = String::new();
    let holding: Vec<&Candidate<'_>> = candidates
        .iter()
        .filter(|it| match it.holds(signature, digest, &trust.rules) {
            Ok(()) => true,
            Err(reason) => {
                why = reason;
                false
            }
        })
        .collect();
    let Some(best) = holding.first() else {
        outcome.failed(
            GateCheck::Signature,
            Said::new(format!("the signature by `{}`: {why}", claims.issuer))
                .remedy("fetch the package again; if it stays, ask the supplier"),
        );
        return claims.signer();
    };
    let mut signer = claims.signer();
    signer.key = best.certificate();
    signer.subject = best.subject();
    if let Err(said) = claims.in_time(now) {
        outcome.failed(GateCheck::Signature, said);
        return signer;
    }
    outcome.passed(
        GateCheck::Signature,
        format!("the signature by `{}` holds", claims.issuer),
    );
    path(&holding, claims, now, &trust.rules, &mut signer, outcome);
    signer
}

impl Claims {
    /// Whether the times that the signature states can be.
    fn in_time(&self, now: Timestamp) -> Result<(), Said> {
        let Some(created) = self.created else {
            return Err(Said::new(format!(
                "the signature by `{}` does not say when it was made",
                self.issuer
            ))
            .remedy("ask the supplier to sign again"));
        };
        if created > now {
            return Err(Said::new(format!(
                "the signature by `{}` was made on {created}, which has not come yet",
                self.issuer
            ))
            .remedy("look at the clocks here and at the supplier"));
        }
        match self.expires {
            Some(expires) if expires <= now => Err(Said::new(format!(
                "the signature by `{}` expired on {expires}",
                self.issuer
            ))
            .remedy("ask the supplier to sign again")),
            _ => Ok(()),
        }
    }
}

/// Whether the key stands, by every pinned copy of its certificate, and which pin counts.
fn path(
    holding: &[&Candidate<'_>],
    claims: &Claims,
    now: Timestamp,
    rules: &crate::Rules,
    signer: &mut Signer,
    outcome: &mut Outcome,
) {
    // A revocation that one copy carries counts, whatever the others say.
    if let Some(reason) = holding.iter().find_map(|it| it.revoked()) {
        outcome.failed(
            GateCheck::Revocation,
            Said::new(format!("`{}`: {reason}", claims.issuer))
                .remedy("take the pin away, and ask the supplier for its new key"),
        );
        outcome.failed(
            GateCheck::CertificatePath,
            Said::new(format!(
                "the signature by `{}` leads to a key that was revoked",
                claims.issuer
            ))
            .remedy("ask the supplier to sign with its new key"),
        );
        return;
    }
    let mut why = String::new();
    for candidate in holding {
        let stands = match (candidate.counts(), claims.created) {
            (Err(reason), _) => Err(reason),
            (Ok(()), Some(created)) => candidate.stands(created, now, rules),
            (Ok(()), None) => Err("it does not say when it signed".to_owned()),
        };
        match stands {
            Ok(expires) => {
                let anchor = candidate.anchor();
                signer.anchor = Some(anchor.to_owned());
                signer.expires = expires;
                outcome.passed(
                    GateCheck::SignerCertificate,
                    format!("the certificate comes from the pin `{anchor}` alone"),
                );
                outcome.passed(
                    GateCheck::CertificatePath,
                    format!("`{}` is pinned as `{anchor}`", claims.issuer),
                );
                return;
            }
            Err(reason) if why.is_empty() => why = reason,
            Err(_) => {}
        }
    }
    outcome.failed(
        GateCheck::CertificatePath,
        Said::new(format!(
            "the key `{}` of the signer does not count: {why}",
            claims.issuer
        ))
        .remedy("ask the supplier for its present key, and pin that"),
    );
}

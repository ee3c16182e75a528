//! Signatures in CMS (RFC 5652) over bytes that are known by their digests: every signer must hold.

use jiff::Timestamp;
use keyholder_supply::gate::{CheckState, GateCheck, Said};

use crate::certificate::Certificate;
use crate::crl;
use crate::digests::Digests;
use crate::envelope::{self, Envelope, SignerInfo, TIME_STAMP_TOKEN};
use crate::find::certificates_of;
use crate::outcome::Outcome;
use crate::path::{self, Moment};
use crate::times::{self, CLOCK_SECONDS};
use crate::timestamp::{Timed, timestamp};
use crate::trust::{AnchorKey, Purpose, Trust};
use crate::{Scheme, Signer, Verified};

/// Checks a signature in DER, BER, PEM or bare base64 over some content. Certificates that lie beside the signature
/// may be given, each in DER or PEM.
#[must_use]
pub fn cms(
    blob: &[u8],
    content: &Digests,
    certificates_outside: &[Vec<u8>],
    trust: &Trust,
    purpose: Purpose,
    now: Timestamp,
) -> Verified {
    let envelope = match envelope::read(blob) {
        Ok(envelope) => envelope,
        Err(why) => {
            let mut outcome = Outcome::default();
            outcome.failed(
                GateCheck::Signature,
                Said::new(format!("the signature {why}"))
                    .remedy("ask the supplier for a signature in CMS that holds nothing else"),
            );
            return outcome.finish();
        }
    };
    let mut outcome = Outcome::default();
    whole(&envelope, content, &mut outcome);
    let mut outside = Vec::new();
    for bytes in certificates_outside {
        match certificates_of(bytes) {
            Ok(list) => outside.extend(list),
            Err(why) => outcome.failed(
                GateCheck::SignerCertificate,
                Said::new(format!("the certificate beside the signature: {why}"))
                    .remedy("ask the supplier for a certificate that can be read"),
            ),
        }
    }
    let question = Question {
        envelope: &envelope,
        content,
        outside: &outside,
        trust,
        purpose,
        now,
    };
    for signer in &envelope.signers {
        question.ask(signer, &mut outcome);
    }
    outcome.finish()
}

/// What concerns the envelope and no signer.
fn whole(envelope: &Envelope, content: &Digests, outcome: &mut Outcome) {
    if envelope.signers.is_empty() {
        outcome.failed(
            GateCheck::Signature,
            Said::new("nobody has signed: the envelope holds no signature")
                .remedy("ask the supplier for a signature"),
        );
    }
    if let Some(inside) = &envelope.content {
        let same = Digests::of(inside).sha256 == content.sha256;
        if same {
            outcome.passed(
                GateCheck::Signature,
                "the signature brings the content with it, and it is the same",
            );
        } else {
            outcome.failed(
                GateCheck::Signature,
                Said::new(
                    "the signature brings content with it, and it is not what was to be checked",
                )
                .remedy("ask the supplier for a detached signature over the package"),
            );
        }
    }
    if envelope.unread > 0 {
        outcome.failed(
            GateCheck::SignerCertificate,
            Said::new(format!(
                "{} of the certificates in the signature cannot be read",
                envelope.unread
            ))
            .remedy("ask the supplier for a signature with certificates in X.509 alone"),
        );
    }
}

struct Question<'a> {
    envelope: &'a Envelope,
    content: &'a Digests,
    outside: &'a [Certificate],
    trust: &'a Trust,
    purpose: Purpose,
    now: Timestamp,
}

impl Question<'_> {
    fn ask(&self, info: &SignerInfo, outcome: &mut Outcome) {
        let Some(certificate) = self.certificate(info, outcome) else {
            outcome.not_done(
                GateCheck::Signature,
                format!(
                    "without the certificate of its signer ({}) a signature cannot be checked",
                    info.id.words()
                ),
            );
            outcome.not_done(
                GateCheck::CertificatePath,
                format!(
                    "the certificate of the signer ({}) is missing",
                    info.id.words()
                ),
            );
            return;
        };
        let held = info.check(
            &self.envelope.content_type,
            self.content,
            &certificate,
            &self.trust.rules,
        );
        let holds = held.state == CheckState::Passed;
        outcome.add(held);
        let pool: Vec<Certificate> = self
            .envelope
            .certificates
            .iter()
            .chain(self.outside)
            .cloned()
            .collect();
        let timed = self.timed(info, &pool);
        let moment = Moment {
            now: self.now,
            proved: timed
                .as_ref()
                .and_then(|timed| timed.proof.as_ref())
                .map(|(at, _)| *at),
        };
        let mut led = path::lead(&certificate, &pool, self.trust, self.purpose, moment);
        let signed_at = info.signed_at();
        if let Some(said) = signed_at.and_then(|at| claimed(at, &certificate, moment)) {
            led.anchor = None;
            outcome.failed(GateCheck::CertificatePath, said);
        }
        outcome.add(led.answer);
        let revocation = crl::revocation(&led.chain, self.trust, &self.envelope.crls, moment);
        let revoked = revocation.state == CheckState::Failed;
        outcome.add(revocation);
        let time_by = timed
            .as_ref()
            .and_then(|timed| timed.proof.as_ref())
            .map(|(_, by)| by.clone());
        self.add_time(timed, &led.chain, outcome);
        outcome.signer(Signer {
            scheme: Scheme::Cms,
            subject: certificate.subject.clone(),
            key: certificate.key.clone(),
            certificate: Some(certificate.sha256.clone()),
            anchor: led.anchor.filter(|_| holds && !revoked),
            signed_at: signed_at.or(moment.proved),
            time_by,
            expires: Some(certificate.not_after),
        });
    }

    /// The certificate of a signer, which must come from one place.
    fn certificate(&self, info: &SignerInfo, outcome: &mut Outcome) -> Option<Certificate> {
        let check = GateCheck::SignerCertificate;
        let named = |list: &[Certificate]| -> Vec<Certificate> {
            let mut found: Vec<Certificate> = Vec::new();
            for certificate in list.iter().filter(|certificate| info.id.names(certificate)) {
                if !found.contains(certificate) {
                    found.push(certificate.clone());
                }
            }
            found
        };
        let (inside, outside) = (named(&self.envelope.certificates), named(self.outside));
        let words = info.id.words();
        match (inside.as_slice(), outside.as_slice()) {
            ([one], []) => outcome.passed(check, format!("the certificate of `{}` is in the signature", one.subject)),
            ([], [one]) => outcome.passed(check, format!("the certificate of `{}` lies beside the signature", one.subject)),
            ([one], [other]) if one == other => outcome.passed(
                check,
                format!("the certificate of `{}` is in the signature and beside it, and is the same", one.subject),
            ),
            ([], []) => {
                let pinned = self.pinned(info);
                match &pinned {
                    Some(one) => outcome.passed(check, format!("the certificate of `{}` is the pinned one", one.subject)),
                    None => outcome.failed(
                        check,
                        Said::new(format!("the certificate of the signer ({words}) is neither in the signature nor beside it"))
                            .remedy("ask the supplier for the certificate, in the signature or beside it"),
                    ),
                }
                return pinned;
            }
            _ => outcome.failed(
                check,
                Said::new(format!("several certificates claim to be that of the signer ({words}): it must come from exactly one source"))
                    .remedy("ask the supplier which one is meant, and for a package with that one alone"),
            ),
        }
        inside.into_iter().chain(outside).next()
    }

    /// The certificate of a signer among those that are pinned.
    fn pinned(&self, info: &SignerInfo) -> Option<Certificate> {
        self.trust
            .anchors
            .iter()
            .filter(|anchor| anchor.purpose == self.purpose)
            .find_map(|anchor| match &anchor.key {
                AnchorKey::X509(der) => Certificate::read(der).ok().filter(|it| info.id.names(it)),
                _ => None,
            })
    }

    /// The best proof of time that came with a signature.
    fn timed(&self, info: &SignerInfo, pool: &[Certificate]) -> Option<Timed> {
        let over = Digests::of(&info.signature);
        let mut best: Option<Timed> = None;
        let tokens = info
            .unsigned
            .iter()
            .filter(|attribute| attribute.oid == TIME_STAMP_TOKEN)
            .flat_map(|attribute| &attribute.values);
        for token in tokens.take(4) {
            let timed = timestamp(token, &over, pool, self.trust, self.now);
            best = Some(match best {
                // The earliest proved moment is the one at which the signature was there.
                Some(before) => match (&before.proof, &timed.proof) {
                    (Some((first, _)), Some((second, _))) if second < first => timed,
                    (None, Some(_)) => timed,
                    _ => before,
                },
                None => timed,
            });
        }
        best
    }

    fn add_time(&self, timed: Option<Timed>, chain: &[Certificate], outcome: &mut Outcome) {
        let Some(timed) = timed else {
            outcome.not_done(
                GateCheck::Timestamp,
                "nobody but the signer says when this was signed",
            );
            return;
        };
        // Whether the authority's own certificates were revoked matters where only the proof makes the path hold.
        let unproved = Moment {
            now: self.now,
            proved: None,
        };
        let rests = chain
            .iter()
            .any(|certificate| certificate.not_after < self.now)
            || crl::revocation(chain, self.trust, &self.envelope.crls, unproved).state
                == CheckState::Failed;
        if timed.proof.is_some() && rests {
            outcome.add(timed.revocation);
        }
        outcome.add(timed.answer);
    }
}

/// What is wrong with the time at which the signer says that it signed; it proves nothing, but it may not be absurd.
fn claimed(at: Timestamp, certificate: &Certificate, moment: Moment) -> Option<Said> {
    let early = times::later(at, CLOCK_SECONDS) < certificate.not_before;
    let late = times::later(at, -CLOCK_SECONDS) > certificate.not_after;
    let future = times::later(at, -CLOCK_SECONDS) > moment.now;
    let what = if early || late {
        format!(
            "by its own word it was signed at {at}, when `{}` did not hold ({} to {})",
            certificate.subject, certificate.not_before, certificate.not_after
        )
    } else if future {
        format!("by its own word it was signed at {at}, which is in the future")
    } else {
        return None;
    };
    Some(Said::new(what).remedy("ask the supplier when and with what it was signed"))
}

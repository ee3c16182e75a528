//! What each certificate on a path must be and may do, once the signatures between them hold.

use jiff::Timestamp;
use keyholder_supply::gate::Said;

use crate::certificate::{Certificate, id_ce};
use crate::path::Moment;
use crate::subtrees::{self, NAME_CONSTRAINTS};
use crate::tlv::dotted;
use crate::trust::{Purpose, Trust};

/// Extensions that are understood, by the last number of their names: key identifiers, key usage, other names, basic
/// constraints, name constraints, policies (nothing here asks for one), extended key usage.
const UNDERSTOOD: [u8; 8] = [14, 15, 17, 18, 19, NAME_CONSTRAINTS, 35, 37];

/// Policies: an authority may mark them as critical, and nothing here asks for one.
const POLICIES: u8 = 32;

/// `id-kp` with one more number.
const fn id_kp(last: u8) -> [u8; 8] {
    [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, last]
}

const CODE_SIGNING: [u8; 8] = id_kp(3);
const TIME_STAMPING: [u8; 8] = id_kp(8);
const ANY_USAGE: [u8; 4] = [0x55, 0x1d, 0x25, 0x00];

/// What is wrong, and what should be known though nothing is wrong.
#[derive(Default)]
pub(crate) struct Judged {
    pub(crate) faults: Vec<Said>,
    pub(crate) notes: Vec<Said>,
}

impl Judged {
    fn fault(&mut self, what: String, remedy: &str) {
        self.faults.push(Said::new(what).remedy(remedy));
    }
}

/// Judges a path, the signer's certificate first and the pinned one last.
pub(crate) fn judge(
    chain: &[Certificate],
    trust: &Trust,
    purpose: Purpose,
    moment: Moment,
) -> Judged {
    let mut judged = Judged::default();
    for (at, certificate) in chain.iter().enumerate() {
        valid(certificate, moment, &mut judged);
        critical(certificate, &mut judged);
        version(certificate, at == 0, trust, moment.now, &mut judged);
        if at == 0 {
            signer(certificate, purpose, &mut judged);
        } else {
            authority(certificate, &chain[1..at], purpose, &mut judged);
            for (place, below) in chain[..at].iter().enumerate() {
                // Constraints do not bind an authority that only renews its own key.
                if place == 0 || !below.is_self_issued() {
                    judged
                        .faults
                        .extend(subtrees::fault(certificate, below).map(Said::new));
                }
            }
        }
    }
    judged
}

fn valid(certificate: &Certificate, moment: Moment, judged: &mut Judged) {
    let at = moment.at();
    let when = if moment.proved.is_some() {
        "the proved time of signing"
    } else {
        "the moment of this check"
    };
    if at < certificate.not_before {
        judged.fault(
            format!(
                "`{}` holds only from {}, after {when} ({at})",
                certificate.subject, certificate.not_before
            ),
            "check the clock, or ask for a signature by a certificate that holds",
        );
    }
    if at > certificate.not_after {
        judged.fault(
            format!(
                "`{}` ended on {}, before {when} ({at})",
                certificate.subject, certificate.not_after
            ),
            if moment.proved.is_some() {
                "ask for a signature by a certificate that holds"
            } else {
                "ask for a signature by a certificate that holds, or for a proof of the time of signing (RFC 3161) by an authority that is pinned"
            },
        );
    }
}

fn critical(certificate: &Certificate, judged: &mut Judged) {
    for (at, extension) in certificate.extensions.iter().enumerate() {
        let known = UNDERSTOOD
            .iter()
            .chain(std::iter::once(&POLICIES))
            .any(|last| extension.oid == id_ce(*last));
        if extension.critical && !known {
            judged.fault(
                format!(
                    "`{}` has an extension `{}` that must be understood and is not",
                    certificate.subject,
                    dotted(&extension.oid)
                ),
                "ask the supplier for a certificate without it",
            );
        }
        if certificate.extensions[..at]
            .iter()
            .any(|other| other.oid == extension.oid)
        {
            judged.fault(
                format!(
                    "`{}` has the extension `{}` twice",
                    certificate.subject,
                    dotted(&extension.oid)
                ),
                "ask the supplier for a certificate that can be read in one way only",
            );
        }
    }
    if !certificate.algorithm_agrees {
        judged.fault(
            format!(
                "`{}` names two algorithms for one signature",
                certificate.subject
            ),
            "ask the supplier for a certificate that can be read in one way only",
        );
    }
}

fn version(
    certificate: &Certificate,
    is_signer: bool,
    trust: &Trust,
    now: Timestamp,
    judged: &mut Judged,
) {
    if certificate.version == 3 {
        return;
    }
    let exception = trust.legacy.iter().find(|exception| {
        let named = exception.certificate.to_ascii_lowercase();
        named.strip_prefix("sha256:").unwrap_or(&named) == certificate.sha256
    });
    let old = format!(
        "`{}` is of X.509 version {}, which cannot say what a key may be used for",
        certificate.subject, certificate.version
    );
    match exception {
        Some(exception) if is_signer && certificate.version == 1 && certificate.extensions.is_empty() => {
            if now < exception.until {
                judged.notes.push(Said::new(format!(
                    "{old}; it passes by the exception `{}`, until {}",
                    exception.id, exception.until
                )));
            } else {
                judged.fault(
                    format!("{old}; the exception `{}` ended on {}", exception.id, exception.until),
                    "ask the supplier for a certificate of version 3",
                );
            }
        }
        _ => judged.fault(
            old,
            "ask the supplier for a certificate of version 3; a signer's own of version 1 may pass by a named exception with an end",
        ),
    }
}

fn signer(certificate: &Certificate, purpose: Purpose, judged: &mut Judged) {
    let subject = &certificate.subject;
    match certificate.key_usage() {
        Some(Ok(usage)) if usage.signs() => {}
        None => {}
        Some(_) => judged.fault(
            format!(
                "`{subject}` is not for signatures (`digitalSignature` is missing in its key usage)"
            ),
            "ask the supplier for a signature by a certificate that is made for it",
        ),
    }
    if let Some(Err(())) = certificate.constraints() {
        judged.fault(
            format!("the basic constraints of `{subject}` cannot be read"),
            "ask the supplier for a certificate that can be read",
        );
    }
    let usage = certificate.extended_usage();
    if purpose == Purpose::Time {
        let critical = certificate
            .extension(37)
            .is_some_and(|extension| extension.critical);
        let alone = matches!(&usage, Some(Ok(list)) if list.len() == 1 && list[0] == TIME_STAMPING);
        if !(critical && alone) {
            judged.fault(
                format!("`{subject}` is not made for proofs of time alone (critical extended key usage `timeStamping`)"),
                "ask for a proof by a time authority whose certificate says so",
            );
        }
    } else if !allows(usage, &CODE_SIGNING) {
        judged.fault(
            format!("`{subject}` is not for signing code (`codeSigning` is missing in its extended key usage)"),
            "ask the supplier for a signature by a certificate that is made for it",
        );
    }
}

/// Whether an extended key usage, where there is one, allows some use.
fn allows(usage: Option<Result<Vec<Vec<u8>>, ()>>, wanted: &[u8]) -> bool {
    match usage {
        None => true,
        Some(Err(())) => false,
        Some(Ok(list)) => list
            .iter()
            .any(|usage| usage == wanted || *usage == ANY_USAGE),
    }
}

fn authority(
    certificate: &Certificate,
    between: &[Certificate],
    purpose: Purpose,
    judged: &mut Judged,
) {
    let subject = &certificate.subject;
    let remedy = "ask the supplier for a signature whose certificates may sign what they signed";
    match certificate.constraints() {
        Some(Ok((true, depth))) => {
            let count = between
                .iter()
                .filter(|below| !below.is_self_issued())
                .count();
            if depth
                .is_some_and(|depth| u64::from(depth) < u64::try_from(count).unwrap_or(u64::MAX))
            {
                judged.fault(
                    format!("`{subject}` allows fewer authorities below it than the {count} that stand there"),
                    remedy,
                );
            }
        }
        Some(Err(())) => judged.fault(
            format!("the basic constraints of `{subject}` cannot be read"),
            remedy,
        ),
        // Version 1 was complained of already.
        None if certificate.version == 1 => {}
        _ => judged.fault(
            format!("`{subject}` signed a certificate, and is no authority (`CA` is not set)"),
            remedy,
        ),
    }
    if let Some(usage) = certificate.key_usage()
        && !usage.is_ok_and(crate::certificate::KeyUsage::signs_certificates)
    {
        judged.fault(
            format!("`{subject}` signed a certificate, and its key usage does not allow it (`keyCertSign`)"),
            remedy,
        );
    }
    let wanted = if purpose == Purpose::Time {
        &TIME_STAMPING
    } else {
        &CODE_SIGNING
    };
    if !allows(certificate.extended_usage(), wanted) {
        judged.fault(
            format!("`{subject}` is limited to other uses by its extended key usage"),
            remedy,
        );
    }
}

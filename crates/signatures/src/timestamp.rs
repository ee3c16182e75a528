//! Proofs of time (RFC 3161): that a signature was there at some moment, said by an authority that is pinned for it.

use jiff::Timestamp;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use crate::algorithms::Hash;
use crate::armour::to_hex;
use crate::certificate::Certificate;
use crate::crl;
use crate::digests::Digests;
use crate::envelope::{self, Envelope};
use crate::path::{self, Moment};
use crate::times::{self, CLOCK_SECONDS};
use crate::tlv::only;
use crate::trust::{AnchorKey, Purpose, Trust};

/// `id-ct-TSTInfo`.
const TIME_INFO: &[u8] = &[
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04,
];

/// What became of a proof of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timed {
    /// The proved moment, and the pinned authority, by id; only if all of it holds.
    pub proof: Option<(Timestamp, String)>,
    /// In words.
    pub answer: Answer,
    /// Whether certificates of the authority were revoked; it matters where something rests on the proof.
    pub revocation: Answer,
}

/// What the authority has signed.
struct Info {
    hash: Vec<u8>,
    imprint: Vec<u8>,
    at: Timestamp,
}

fn info(content: &[u8]) -> Option<Info> {
    let mut reader = only(content, 0x30)?.inside();
    if reader.take(0x02)?.value != [1] {
        return None;
    }
    reader.take(0x06)?;
    let mut imprint = reader.take(0x30)?.inside();
    let hash = imprint.take(0x30)?.whole.to_vec();
    let digest = imprint.take(0x04)?.value.to_vec();
    reader.take(0x02)?;
    let at = times::moment(&reader.take(0x18)?)?;
    imprint.is_empty().then_some(Info {
        hash,
        imprint: digest,
        at,
    })
}

/// Checks a proof of time over bytes that are known by their digests. Certificates that did not come with the proof
/// may be given.
#[must_use]
pub fn timestamp(
    token: &[u8],
    over: &Digests,
    pool: &[Certificate],
    trust: &Trust,
    now: Timestamp,
) -> Timed {
    match prove(token, over, pool, trust, now) {
        Ok(timed) => timed,
        Err(answer) => Timed {
            proof: None,
            answer,
            revocation: Answer::not_done(
                GateCheck::Revocation,
                Said::new("the proof of time was not looked at any further"),
            ),
        },
    }
}

fn failed(what: impl Into<String>) -> Answer {
    Answer::failed(
        GateCheck::Timestamp,
        Said::new(what).remedy("ask the supplier for a proof of time that holds"),
    )
}

fn prove(
    token: &[u8],
    over: &Digests,
    pool: &[Certificate],
    trust: &Trust,
    now: Timestamp,
) -> Result<Timed, Answer> {
    let envelope =
        envelope::read(token).map_err(|why| failed(format!("the proof of time {why}")))?;
    let content = envelope.content.as_deref().unwrap_or_default();
    let info = info(content)
        .filter(|_| envelope.content_type == TIME_INFO)
        .ok_or_else(|| failed("the proof of time is of another kind than RFC 3161"))?;
    let hash = Hash::named(&info.hash)
        .map_err(|fault| failed(format!("the proof of time: {}", fault.words())))?;
    match hash.among(over) {
        None => {
            return Err(Answer::not_done(
                GateCheck::Timestamp,
                Said::new(format!(
                    "the {} that the proof of time is about was not computed",
                    hash.word()
                )),
            ));
        }
        Some(digest) if digest != info.imprint => {
            return Err(failed(format!(
                "the proof of time is about something else ({} {})",
                hash.word(),
                to_hex(&info.imprint)
            )));
        }
        Some(_) => {}
    }
    if info.at > times::later(now, CLOCK_SECONDS) {
        return Err(failed(format!(
            "the proof of time says {}, which is in the future",
            info.at
        )));
    }
    authority(&envelope, content, &info, pool, trust, now)
}

/// Who says so, and whether that one may.
fn authority(
    envelope: &Envelope,
    content: &[u8],
    info: &Info,
    pool: &[Certificate],
    trust: &Trust,
    now: Timestamp,
) -> Result<Timed, Answer> {
    let [signer] = envelope.signers.as_slice() else {
        return Err(failed(
            "the proof of time is not signed by exactly one authority",
        ));
    };
    let pinned = trust.anchors.iter().filter_map(|anchor| match &anchor.key {
        AnchorKey::X509(der) if anchor.purpose == Purpose::Time => Certificate::read(der).ok(),
        _ => None,
    });
    let all: Vec<Certificate> = envelope
        .certificates
        .iter()
        .chain(pool)
        .cloned()
        .chain(pinned)
        .collect();
    let certificate = all
        .iter()
        .find(|certificate| signer.id.names(certificate))
        .ok_or_else(|| {
            failed(format!(
                "the certificate of the time authority ({}) is missing",
                signer.id.words()
            ))
        })?;
    let held = signer.check(
        &envelope.content_type,
        &Digests::of(content),
        certificate,
        &trust.rules,
    );
    let mut said = Vec::new();
    if held.state != CheckState::Passed {
        return Err(Answer {
            check: GateCheck::Timestamp,
            ..held
        });
    }
    match signer.names_certificate(certificate) {
        Ok(true) => {}
        Ok(false) => {
            return Err(failed(
                "the proof of time does not name the certificate of its authority",
            ));
        }
        Err(why) => return Err(failed(format!("the proof of time: {why}"))),
    }
    let moment = Moment {
        now,
        proved: Some(info.at),
    };
    let led = path::lead(certificate, &all, trust, Purpose::Time, moment);
    let revocation = crl::revocation(&led.chain, trust, &envelope.crls, moment);
    let bad = revocation.state == CheckState::Failed;
    let Some(anchor) = led.anchor.filter(|_| !bad) else {
        if bad {
            said.extend(revocation.said);
        }
        said.extend(led.answer.said);
        return Err(Answer {
            check: GateCheck::Timestamp,
            // A stranger proves nothing, and does no harm; one that bears a pinned name does.
            state: if led.near || bad {
                CheckState::Failed
            } else {
                CheckState::NotDone
            },
            said,
        });
    };
    let mut answer = Answer::passed(
        GateCheck::Timestamp,
        format!(
            "signed at {} or before, as `{}` proves (pinned as `{anchor}`)",
            info.at, certificate.subject
        ),
    );
    if revocation.state == CheckState::NotDone {
        answer.said.extend(revocation.said.iter().cloned());
    }
    Ok(Timed {
        proof: Some((info.at, anchor)),
        answer,
        revocation,
    })
}

//! Revocation lists: whether a certificate on the path was revoked, by a list that is fresh enough.
//!
//! Bad news counts from any list that the issuer signed, however old or partial; good news only from one that is
//! whole and fresh. Where no such list speaks, the answer is `not done`.

use jiff::Timestamp;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use crate::algorithms::{Algorithm, Message, SubjectKey};
use crate::certificate::{Certificate, Extension, extensions, id_ce};
use crate::names::{self, Canonical};
use crate::path::Moment;
use crate::pem;
use crate::times::{self, CLOCK_SECONDS};
use crate::tlv::{Reader, Tlv, only};
use crate::trust::{Rules, Trust};

const REASON: u8 = 21;
const INVALID_SINCE: u8 = 24;
const DELTA: u8 = 27;
const SCOPE: u8 = 28;
const EXPIRED_TOO: u8 = 60;

/// Extensions of lists that are understood, by the last number of their names.
const UNDERSTOOD: [u8; 4] = [20, 35, SCOPE, DELTA];

/// A revocation list, as far as it is needed.
struct List<'a> {
    tbs: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
    issuer: Canonical,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    entries: Option<Tlv<'a>>,
    extensions: Vec<Extension>,
}

/// Why, if at all, a certificate stands on a list.
struct Entry {
    since: Timestamp,
    invalid_since: Option<Timestamp>,
    reason: Option<u8>,
}

/// Splits what is given into lists in DER.
fn split(bytes: &[u8]) -> Vec<Vec<u8>> {
    if bytes.first() == Some(&0x30) {
        return vec![bytes.to_vec()];
    }
    pem::blocks(bytes)
        .into_iter()
        .filter(|block| block.label == "X509 CRL")
        .filter_map(|block| block.der)
        .collect()
}

fn parse(der: &[u8]) -> Option<List<'_>> {
    let mut outer = only(der, 0x30)?.inside();
    let tbs = outer.take(0x30)?;
    let algorithm = outer.take(0x30)?;
    let signature = outer
        .take(0x03)?
        .value
        .split_first()
        .filter(|(unused, _)| **unused == 0)?
        .1;
    let mut inner = tbs.inside();
    let _version = inner.optional(0x02);
    let inside = inner.take(0x30)?;
    let issuer = names::canonical(inner.take(0x30)?.whole)?;
    let this_update = times::moment(&inner.read()?)?;
    let next_update = match inner.optional(0x17).or_else(|| inner.optional(0x18)) {
        None => None,
        Some(time) => Some(times::moment(&time)?),
    };
    let entries = inner.optional(0x30);
    let extensions = match inner.optional(0xa0) {
        None => Vec::new(),
        Some(list) => extensions(&only(list.value, 0x30)?)?,
    };
    (outer.is_empty() && inner.is_empty() && inside.whole == algorithm.whole).then_some(List {
        tbs: tbs.whole,
        algorithm: algorithm.whole,
        signature,
        issuer,
        this_update,
        next_update,
        entries,
        extensions,
    })
}

impl List<'_> {
    fn signed_by(&self, issuer: &Certificate, rules: &Rules) -> Result<(), String> {
        if let Some(usage) = issuer.key_usage()
            && !usage.is_ok_and(crate::certificate::KeyUsage::signs_lists)
        {
            return Err(
                "its issuer may not sign lists (`cRLSign` is missing in its key usage)".to_owned(),
            );
        }
        Algorithm::named(self.algorithm, None)
            .and_then(|algorithm| {
                SubjectKey::read(&issuer.spki)?.verify(
                    algorithm,
                    Message::Bytes(self.tbs),
                    self.signature,
                    rules,
                )
            })
            .map(|_| ())
            .map_err(|fault| fault.words().to_owned())
    }

    /// The entry of a certificate. `Err` when entries cannot be read to the end.
    fn entry(&self, certificate: &Certificate) -> Result<Option<Entry>, ()> {
        let Some(entries) = self.entries else {
            return Ok(None);
        };
        let mut reader = entries.inside();
        while !reader.is_empty() {
            let mut entry = reader.take(0x30).ok_or(())?.inside();
            if entry.take(0x02).ok_or(())?.value != certificate.serial_bytes {
                continue;
            }
            return read_entry(&mut entry).map(Some).ok_or(());
        }
        Ok(None)
    }

    /// Whether numbers on it may be those of other issuers.
    fn is_indirect(&self) -> bool {
        self.extension(SCOPE).is_some_and(|scope| {
            only(&scope.value, 0x30)
                .and_then(|scope| scope.parts(8))
                .is_none_or(|parts| {
                    parts
                        .iter()
                        .any(|part| part.tag == 0x84 && part.value != [0])
                })
        })
    }

    fn extension(&self, last: u8) -> Option<&Extension> {
        self.extensions
            .iter()
            .find(|extension| extension.oid == id_ce(last))
    }

    /// Why the list cannot say that a certificate was not revoked; nothing when it can.
    fn silent_about(
        &self,
        certificate: &Certificate,
        moment: Moment,
        rules: &Rules,
    ) -> Option<String> {
        if self.extension(DELTA).is_some() {
            return Some("it lists changes only".to_owned());
        }
        if let Some(scope) = self.extension(SCOPE)
            && !covers(&scope.value, certificate)
        {
            return Some("it lists only a part of the certificates of its issuer".to_owned());
        }
        if self.extensions.iter().any(|extension| {
            extension.critical && !UNDERSTOOD.iter().any(|last| extension.oid == id_ce(*last))
        }) {
            return Some("it has an extension that must be understood and is not".to_owned());
        }
        if self.this_update > times::later(moment.now, CLOCK_SECONDS) {
            return Some(format!("it is dated {}, in the future", self.this_update));
        }
        // Lists may leave out what has ended: of those, the last list before their end must speak.
        let ended = certificate.not_after < moment.now;
        let listed_after_end = self.extension(EXPIRED_TOO).is_some_and(|extension| {
            Reader::new(&extension.value)
                .take(0x18)
                .and_then(|time| times::moment(&time))
                .is_some_and(|since| since <= certificate.not_after)
        });
        let until = if ended && !listed_after_end {
            if self.this_update > certificate.not_after {
                return Some(format!(
                    "it was made on {}, after the certificate ended, and may leave such certificates out",
                    self.this_update
                ));
            }
            certificate.not_after
        } else {
            moment.now
        };
        self.stale_at(until, rules)
    }

    fn stale_at(&self, at: Timestamp, rules: &Rules) -> Option<String> {
        if times::later(self.this_update, rules.crl_age_seconds_max) < at {
            return Some(format!(
                "it was made on {}, more than {} days before {at}",
                self.this_update,
                rules.crl_age_seconds_max / 86_400
            ));
        }
        self.next_update
            .filter(|next| *next < at)
            .map(|next| format!("it was to be replaced on {next}"))
    }
}

fn read_entry(entry: &mut Reader<'_>) -> Option<Entry> {
    let since = times::moment(&entry.read()?)?;
    let list = match entry.optional(0x30) {
        None => Vec::new(),
        Some(list) => extensions(&list)?,
    };
    let find = |last: u8| list.iter().find(|extension| extension.oid == id_ce(last));
    Some(Entry {
        since,
        invalid_since: find(INVALID_SINCE).and_then(|extension| {
            Reader::new(&extension.value)
                .take(0x18)
                .and_then(|time| times::moment(&time))
        }),
        reason: find(REASON)
            .and_then(|extension| only(&extension.value, 0x0a)?.value.first().copied()),
    })
}

/// Whether a list with this scope is a whole one for this certificate.
fn covers(scope: &[u8], certificate: &Certificate) -> bool {
    let Some(parts) = only(scope, 0x30).and_then(|scope| scope.parts(8)) else {
        return false;
    };
    parts.iter().all(|part| match part.tag {
        0x81 => part.value == [0] || !certificate.is_authority,
        0x82 => part.value == [0] || certificate.is_authority,
        _ => false,
    })
}

/// Asks for each certificate on a path, the pinned one last, whether it was revoked. Lists that came with the
/// signature are heard for bad news only.
pub fn revocation(
    chain: &[Certificate],
    trust: &Trust,
    enclosed: &[Vec<u8>],
    moment: Moment,
) -> Answer {
    let check = GateCheck::Revocation;
    let pairs: Vec<(&Certificate, &Certificate)> = match chain {
        [] => {
            return Answer::not_done(
                check,
                Said::new(
                    "without a path to a pinned certificate no revocation list can be trusted",
                ),
            );
        }
        [alone] if !alone.is_self_issued() => {
            return Answer::not_done(
                check,
                Said::new(format!(
                    "`{}` is pinned itself, and who may revoke it is not",
                    alone.subject
                ))
                .remedy("pin the root above it instead, and supply its revocation list"),
            );
        }
        [alone] => vec![(alone, alone)],
        several => several
            .windows(2)
            .map(|pair| (&pair[0], &pair[1]))
            .collect(),
    };
    let given: Vec<Vec<u8>> = trust.crls.iter().flat_map(|bytes| split(bytes)).collect();
    let count = given.len();
    let given: Vec<List<'_>> = given.iter().filter_map(|der| parse(der)).collect();
    let unread = count - given.len();
    let enclosed: Vec<List<'_>> = enclosed.iter().filter_map(|der| parse(der)).collect();
    let mut answer = pairs
        .into_iter()
        .map(|(certificate, issuer)| one(certificate, issuer, &given, &enclosed, trust, moment))
        .reduce(Answer::join)
        .expect("a path has at least one pair");
    if unread > 0 {
        answer.said.push(
            Said::new(format!(
                "{unread} of the revocation lists that were supplied cannot be read"
            ))
            .remedy("supply them anew, in DER or PEM"),
        );
    }
    answer
}

fn one(
    certificate: &Certificate,
    issuer: &Certificate,
    given: &[List<'_>],
    enclosed: &[List<'_>],
    trust: &Trust,
    moment: Moment,
) -> Answer {
    let check = GateCheck::Revocation;
    let subject = &certificate.subject;
    let mut good = None;
    let mut reasons = Vec::new();
    let mut past = Vec::new();
    let own = |list: &&List<'_>| list.issuer == issuer.subject_name;
    let lists = given
        .iter()
        .map(|list| (list, true))
        .chain(enclosed.iter().map(|list| (list, false)));
    for (list, counts) in lists.filter(|(list, _)| own(list)) {
        if let Err(why) = list.signed_by(issuer, &trust.rules) {
            reasons.push(format!(
                "a list of `{}` does not count: {why}",
                issuer.subject
            ));
            continue;
        }
        if list.is_indirect() {
            reasons.push(format!(
                "a list of `{}` does not speak: it lists certificates of others too",
                issuer.subject
            ));
            continue;
        }
        match list.entry(certificate) {
            Err(()) => reasons.push(format!("a list of `{}` cannot be read", issuer.subject)),
            Ok(Some(entry)) if entry.reason == Some(8) => {}
            Ok(Some(entry)) => match spared(&entry, moment) {
                Some(words) => past.push(format!("`{subject}` {words}")),
                None => return revoked(subject, &entry),
            },
            Ok(None) => {}
        }
        if counts {
            match list.silent_about(certificate, moment, &trust.rules) {
                Some(why) => reasons.push(format!(
                    "a list of `{}` does not speak: {why}",
                    issuer.subject
                )),
                None => good = good.max(Some(list.this_update)),
            }
        }
    }
    let mut answer = match good {
        Some(when) => Answer::passed(
            check,
            match past.is_empty() {
                true => format!("`{subject}` is not revoked, by a list of {when}"),
                false => format!("looked up in a list of {when}"),
            },
        ),
        None => {
            if reasons.is_empty() {
                reasons.push(format!(
                    "no revocation list of `{}` was supplied",
                    issuer.subject
                ));
            }
            Answer {
                check,
                state: CheckState::NotDone,
                said: reasons
                    .into_iter()
                    .map(|why| {
                        Said::new(format!(
                            "whether `{subject}` was revoked is not known: {why}"
                        ))
                        .remedy(format!(
                            "supply the present revocation list of `{}`",
                            issuer.subject
                        ))
                    })
                    .collect(),
            }
        }
    };
    answer.said.extend(past.into_iter().map(Said::new));
    answer
}

/// Why a revocation does not reach back to the proved time of signing; nothing when it may.
fn spared(entry: &Entry, moment: Moment) -> Option<String> {
    let proved = moment.proved?;
    let harmless = match entry.reason? {
        3 => "affiliation changed",
        4 => "superseded",
        5 => "no longer in operation",
        9 => "privilege withdrawn",
        _ => return None,
    };
    let since = entry
        .invalid_since
        .map_or(entry.since, |invalid| invalid.min(entry.since));
    (since > proved).then(|| {
        format!(
            "was revoked on {} ({harmless}), after the proved time of signing",
            entry.since
        )
    })
}

fn revoked(subject: &str, entry: &Entry) -> Answer {
    let reason = match entry.reason {
        Some(1) => " because its key was stolen or may have been",
        Some(2) => " because the key of its authority was stolen or may have been",
        Some(3) => " because its holder changed",
        Some(4) => " because another took its place",
        Some(5) => " because it went out of use",
        Some(6) => " for the time being",
        Some(9) => " because a privilege was withdrawn",
        _ => "",
    };
    Answer::failed(
        GateCheck::Revocation,
        Said::new(format!(
            "`{subject}` was revoked on {}{reason}",
            entry.since
        ))
        .remedy("ask the supplier for the same release, signed with a certificate that holds"),
    )
}

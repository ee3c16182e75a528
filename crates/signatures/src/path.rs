//! From a signer's certificate to a pinned one: builds the path, and holds each certificate on it against the rules
//! of RFC 5280, as strictly as packages need it.
//!
//! A time of signing that only the signer claims is no proof: without one, everything must be valid now.

use jiff::Timestamp;
use keyholder_supply::gate::{Answer, GateCheck, Said};

use crate::certificate::Certificate;
use crate::pins;
use crate::trust::{Anchor, AnchorKey, Purpose, Trust};
use crate::usage;

/// Longest path, certificates.
const LENGTH_MAX: usize = 8;

/// Most signatures of certificates that are computed for one path.
const SIGNATURES_MAX: usize = 100;

/// Most certificates among which is searched.
const POOL_MAX: usize = 256;

/// The moments for which is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The moment of the question.
    pub now: Timestamp,
    /// When it was signed, if somebody proves it whose key is pinned for that.
    pub proved: Option<Timestamp>,
}

impl Moment {
    /// The moment at which certificates must be valid.
    #[must_use]
    pub fn at(self) -> Timestamp {
        self.proved.unwrap_or(self.now)
    }
}

/// Where a certificate leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Led {
    /// The certificates on the way, the signer's first and the pinned one last; empty when nothing pinned was reached.
    pub chain: Vec<Certificate>,
    /// The pinned key, by id, if the whole path holds.
    pub anchor: Option<String>,
    /// Whether something pinned was reached or named, though the path may not hold.
    pub near: bool,
    /// In words.
    pub answer: Answer,
}

/// Leads a certificate to a pinned one, over others that were given.
#[must_use]
pub fn lead(
    leaf: &Certificate,
    pool: &[Certificate],
    trust: &Trust,
    purpose: Purpose,
    moment: Moment,
) -> Led {
    let mut anchors = Vec::new();
    let mut unread = Vec::new();
    for anchor in trust
        .anchors
        .iter()
        .filter(|anchor| anchor.purpose == purpose)
    {
        match &anchor.key {
            AnchorKey::X509(der) => match Certificate::read(der) {
                Ok(certificate) => anchors.push(Pinned {
                    anchor,
                    certificate,
                }),
                Err(why) => unread.push(Said::new(format!(
                    "the certificate that is pinned as `{}` {why}",
                    anchor.id
                ))),
            },
            AnchorKey::Spki(spki) if *spki == leaf.spki => anchors.push(Pinned {
                anchor,
                certificate: leaf.clone(),
            }),
            AnchorKey::Spki(_) | AnchorKey::OpenPgp(_) => {}
        }
    }
    let mut search = Search {
        anchors,
        pool: &pool[..pool.len().min(POOL_MAX)],
        trust,
        purpose,
        moment,
        budget: SIGNATURES_MAX,
        best: None,
        near: Vec::new(),
        reached: leaf.issuer.clone(),
    };
    search.run(leaf);
    let mut led = search.finish(leaf);
    led.answer.said.extend(unread);
    led
}

struct Pinned<'a> {
    anchor: &'a Anchor,
    certificate: Certificate,
}

/// A path to something pinned, and what is wrong with it.
struct Found {
    chain: Vec<Certificate>,
    anchor: String,
    faults: Vec<Said>,
    notes: Vec<Said>,
}

struct Search<'a> {
    anchors: Vec<Pinned<'a>>,
    pool: &'a [Certificate],
    trust: &'a Trust,
    purpose: Purpose,
    moment: Moment,
    budget: usize,
    best: Option<Found>,
    near: Vec<String>,
    reached: String,
}

impl Search<'_> {
    fn run(&mut self, leaf: &Certificate) {
        for at in 0..self.anchors.len() {
            if self.anchors[at].certificate.der == leaf.der {
                self.reach(vec![leaf.clone()], at);
            }
        }
        if !self.done() {
            self.extend(&mut vec![leaf.clone()]);
        }
    }

    fn done(&self) -> bool {
        self.budget == 0
            || self
                .best
                .as_ref()
                .is_some_and(|best| best.faults.is_empty())
    }

    fn extend(&mut self, chain: &mut Vec<Certificate>) {
        let Some(top) = chain.last().cloned() else {
            return;
        };
        self.reached.clone_from(&top.issuer);
        for at in 0..self.anchors.len() {
            let issuer = &self.anchors[at].certificate;
            if self.done() {
                return;
            }
            // A public key that is pinned alone is the signer's own, and no authority.
            let authority = matches!(self.anchors[at].anchor.key, AnchorKey::X509(_));
            if !authority || issuer.der == top.der || top.issuer_name != issuer.subject_name {
                continue;
            }
            let id = &self.anchors[at].anchor.id;
            if !top.names_as_issuer(issuer) {
                self.near.push(format!(
                    "`{}` names the pinned key `{id}` as its issuer, but by another key identifier",
                    top.subject
                ));
                continue;
            }
            self.budget -= 1;
            match top.signed_by(issuer, &self.trust.rules) {
                Ok(_) => {
                    let mut whole = chain.clone();
                    whole.push(issuer.clone());
                    self.reach(whole, at);
                }
                Err(fault) => self.near.push(format!(
                    "`{}` names the pinned key `{}` as its issuer, but {}",
                    top.subject,
                    id,
                    fault.words()
                )),
            }
        }
        if chain.len() >= LENGTH_MAX {
            return;
        }
        for issuer in self.pool {
            if self.done() {
                return;
            }
            let used = chain
                .iter()
                .any(|certificate| certificate.der == issuer.der);
            if used || !top.names_as_issuer(issuer) {
                continue;
            }
            self.budget -= 1;
            match top.signed_by(issuer, &self.trust.rules) {
                Ok(_) => {
                    chain.push(issuer.clone());
                    self.extend(chain);
                    chain.pop();
                }
                Err(fault) => self.near.push(format!(
                    "`{}` names `{}` as its issuer, but {}",
                    top.subject,
                    issuer.subject,
                    fault.words()
                )),
            }
        }
    }

    fn reach(&mut self, chain: Vec<Certificate>, at: usize) {
        let anchor = self.anchors[at].anchor;
        let mut judged = usage::judge(&chain, self.trust, self.purpose, self.moment);
        if let Err(why) = pins::counts(anchor, self.purpose, self.moment.at()) {
            judged.faults.push(
                Said::new(format!("the key to which it leads does not count: {why}"))
                    .remedy("ask for a signature by a key that is pinned for this time"),
            );
        }
        let better = self
            .best
            .as_ref()
            .is_none_or(|best| judged.faults.len() < best.faults.len());
        if better {
            self.best = Some(Found {
                chain,
                anchor: anchor.id.clone(),
                faults: judged.faults,
                notes: judged.notes,
            });
        }
    }

    fn finish(self, leaf: &Certificate) -> Led {
        let check = GateCheck::CertificatePath;
        if let Some(found) = self.best {
            let whole = found.faults.is_empty();
            let mut answer = if whole {
                Answer::passed(
                    check,
                    format!(
                        "`{}` leads to the pinned key `{}`",
                        leaf.subject, found.anchor
                    ),
                )
            } else {
                Answer {
                    check,
                    state: keyholder_supply::gate::CheckState::Failed,
                    said: found.faults,
                }
            };
            answer.said.extend(found.notes);
            return Led {
                chain: found.chain,
                anchor: whole.then_some(found.anchor),
                near: true,
                answer,
            };
        }
        let near = !self.near.is_empty();
        let word = pins::word(self.purpose);
        let answer = if self.anchors.is_empty() && !near && !self.pinned_at_all() {
            Answer::not_done(
                check,
                Said::new(format!("no certificate is pinned for {word}, so nothing can be said of `{}`", leaf.subject))
                    .remedy("pin the root certificate of the supplier, after comparing its fingerprint with the supplier by another way"),
            )
        } else {
            let mut answer = Answer::failed(
                check,
                Said::new(format!(
                    "`{}` leads to `{}`, and nothing of that name with that key is pinned for {word}",
                    leaf.subject, self.reached
                ))
                .remedy("ask the supplier by another way whether this is its certificate, and pin its root only then"),
            );
            answer
                .said
                .extend(self.near.into_iter().take(8).map(Said::new));
            answer
        };
        Led {
            chain: Vec::new(),
            anchor: None,
            near,
            answer,
        }
    }

    fn pinned_at_all(&self) -> bool {
        self.trust.anchors.iter().any(|anchor| {
            anchor.purpose == self.purpose && !matches!(anchor.key, AnchorKey::OpenPgp(_))
        })
    }
}

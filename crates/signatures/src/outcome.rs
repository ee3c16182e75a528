//! Gathers signers and answers on the way to a [`Verified`].

use std::collections::BTreeMap;

use keyholder_supply::gate::{Answer, GateCheck, Said};

use crate::{Signer, Verified};

/// What is known so far.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    signers: Vec<Signer>,
    answers: BTreeMap<GateCheck, Answer>,
}

impl Outcome {
    /// Adds somebody who signed.
    pub(crate) fn signer(&mut self, signer: Signer) {
        self.signers.push(signer);
    }

    /// Whether anybody signed so far who leads to a pinned key.
    pub(crate) fn anchored(&self) -> bool {
        self.signers.iter().any(|signer| signer.anchor.is_some())
    }

    /// Adds an answer to what was said of the same check.
    pub(crate) fn add(&mut self, answer: Answer) {
        let joined = match self.answers.remove(&answer.check) {
            Some(before) => before.join(answer),
            None => answer,
        };
        self.answers.insert(joined.check, joined);
    }

    /// Looked at, and good.
    pub(crate) fn passed(&mut self, check: GateCheck, what: impl Into<String>) {
        self.add(Answer::passed(check, what));
    }

    /// Looked at, and bad.
    pub(crate) fn failed(&mut self, check: GateCheck, said: Said) {
        self.add(Answer::failed(check, said));
    }

    /// Not looked at.
    pub(crate) fn not_done(&mut self, check: GateCheck, what: impl Into<String>) {
        self.add(Answer::not_done(check, Said::new(what)));
    }

    /// Whether there is an answer to a check.
    pub(crate) fn has(&self, check: GateCheck) -> bool {
        self.answers.contains_key(&check)
    }

    /// A signature that cannot be read: nothing else can be asked.
    pub(crate) fn unreadable(what: &str, why: &str, remedy: &str) -> Verified {
        let mut outcome = Outcome::default();
        outcome.failed(
            GateCheck::Signature,
            Said::new(format!("{what} cannot be read: {why}")).remedy(remedy),
        );
        outcome.finish()
    }

    /// The end. What nothing was said of was not done, except that checks which do not depend on the scheme stay out.
    pub(crate) fn finish(mut self) -> Verified {
        let rest = [
            (GateCheck::Signature, "there is no signature"),
            (
                GateCheck::SignerCertificate,
                "no signer is known whose certificate could be looked for",
            ),
            (
                GateCheck::CertificatePath,
                "no signature holds whose key could be looked for",
            ),
            (
                GateCheck::Revocation,
                "nothing here can be revoked by a list: a key that is pinned alone ends with its pin",
            ),
            (
                GateCheck::Timestamp,
                "nobody but the signer says when this was signed",
            ),
        ];
        for (check, what) in rest {
            if !self.has(check) {
                self.not_done(check, what);
            }
        }
        Verified {
            signers: self.signers,
            answers: self.answers.into_values().collect(),
        }
    }
}

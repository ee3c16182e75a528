//! The complete list of answers: every check of genuineness once, in order, and no silence among them.

use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

/// The checks that a package itself answers; the others are the gate's.
pub(crate) const CHECKS: [GateCheck; 14] = [
    GateCheck::Archive,
    GateCheck::OnePackage,
    GateCheck::OneManifest,
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::SignerCertificate,
    GateCheck::CertificatePath,
    GateCheck::Revocation,
    GateCheck::Timestamp,
    GateCheck::EveryFile,
    GateCheck::ListedFiles,
    GateCheck::ArtifactSignatures,
    GateCheck::Images,
    GateCheck::Identity,
];

/// Most faults of one kind that are told one by one.
const TOLD_MAX: usize = 50;

/// Answers as they come in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    given: Vec<Answer>,
}

impl Answers {
    /// Nothing answered yet.
    pub(crate) fn new() -> Self {
        Answers::default()
    }

    /// Adds an answer; a second one to the same check is joined to the first, and the worse state stands.
    pub(crate) fn set(&mut self, answer: Answer) {
        match self.place(answer.check) {
            Some(at) => {
                let first = self.given.swap_remove(at);
                self.given.push(first.join(answer));
            }
            None => self.given.push(answer),
        }
    }

    /// Adds several.
    pub(crate) fn take(&mut self, answers: impl IntoIterator<Item = Answer>) {
        for answer in answers {
            self.set(answer);
        }
    }

    /// Looked at, and as it should be.
    pub(crate) fn passed(&mut self, check: GateCheck, what: impl Into<String>) {
        self.set(Answer::passed(check, what));
    }

    /// Looked at, and not as it should be.
    pub(crate) fn failed(&mut self, check: GateCheck, said: Said) {
        self.set(Answer::failed(check, said));
    }

    /// Not looked at.
    pub(crate) fn not_done(&mut self, check: GateCheck, said: Said) {
        self.set(Answer::not_done(check, said));
    }

    /// Answers what nobody has answered so far with not done, for this reason.
    pub(crate) fn otherwise(&mut self, checks: &[GateCheck], said: &Said) {
        for check in checks {
            if self.state(*check).is_none() {
                self.not_done(*check, said.clone());
            }
        }
    }

    /// How a check stands so far.
    pub(crate) fn state(&self, check: GateCheck) -> Option<CheckState> {
        self.place(check).map(|at| self.given[at].state)
    }

    /// Failed for these faults, or passed with these words when there are none.
    pub(crate) fn judge(&mut self, check: GateCheck, faults: Faults, what: impl Into<String>) {
        if faults.is_empty() {
            self.passed(check, what);
        } else {
            self.set(Answer {
                check,
                state: CheckState::Failed,
                said: faults.said(),
            });
        }
    }

    /// Every check once, in order; those that nobody answered are not done.
    pub(crate) fn finish(mut self) -> Vec<Answer> {
        let nobody = Said::new("this was not looked at in a package of this kind");
        self.otherwise(&CHECKS, &nobody);
        self.given.retain(|answer| CHECKS.contains(&answer.check));
        self.given.sort_by_key(|answer| answer.check);
        self.given
    }

    fn place(&self, check: GateCheck) -> Option<usize> {
        self.given.iter().position(|answer| answer.check == check)
    }
}

/// Faults of one kind: the first ones in words, the others counted, so that no package can make a report endless.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    told: Vec<Said>,
    more: usize,
}

impl Faults {
    /// None yet.
    pub(crate) fn new() -> Self {
        Faults::default()
    }

    /// One more.
    pub(crate) fn push(&mut self, said: Said) {
        if self.told.len() < TOLD_MAX {
            self.told.push(said);
        } else {
            self.more += 1;
        }
    }

    /// All of another list.
    pub(crate) fn append(&mut self, other: Faults) {
        for said in other.told {
            self.push(said);
        }
        self.more += other.more;
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// In words.
    pub(crate) fn said(self) -> Vec<Said> {
        let mut said = self.told;
        if self.more > 0 {
            said.push(Said::new(format!("and {} more like these", self.more)));
        }
        said
    }
}

/// A name of others as it may be printed: no control characters, and not endless.
pub(crate) fn shown(name: &str) -> String {
    const SHOWN_MAX: usize = 200;
    let mut text: String = name
        .chars()
        .take(SHOWN_MAX)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if name.chars().nth(SHOWN_MAX).is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_answered_once_and_the_worse_state_stands() {
        let mut answers = Answers::new();
        answers.passed(GateCheck::Signature, "one holds");
        answers.failed(GateCheck::Signature, Said::new("the other does not"));
        answers.passed(GateCheck::Signature, "a third holds");
        answers.passed(GateCheck::Policy, "not ours to say");
        let all = answers.finish();
        let checks: Vec<_> = all.iter().map(|answer| answer.check).collect();
        assert_eq!(checks, CHECKS);
        let signature = all
            .iter()
            .find(|answer| answer.check == GateCheck::Signature)
            .expect("it is one of them");
        assert_eq!(signature.state, CheckState::Failed);
        // What holds is no reason for what does not.
        assert_eq!(signature.said.len(), 1);
        let others = all
            .iter()
            .filter(|answer| answer.check != GateCheck::Signature);
        assert!(
            others
                .into_iter()
                .all(|answer| answer.state == CheckState::NotDone)
        );
    }

    #[test]
    fn faults_are_counted_beyond_the_first() {
        let mut faults = Faults::new();
        for _ in 0..120 {
            faults.push(Said::new("again"));
        }
        let said = faults.said();
        assert_eq!(said.len(), TOLD_MAX + 1);
        assert!(said[TOLD_MAX].what.contains("70 more"));
    }
}

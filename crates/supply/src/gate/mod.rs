//! Words of the gate: what is asked of an update, and how each question was answered.

mod facts;
mod moment;

pub use facts::*;
pub use moment::{day_of, first_moment, last_moment};

use crate::word::words;

words! {
    /// What the gate says of an update.
    GateVerdict {
        /// It may go in as the tier says.
        Admit = "admit",
        /// It may go in, with more than that.
        AdmitWithLimits = "admit with limits",
        /// Not yet: something is missing that can be had.
        Hold = "hold",
        /// It may not go in.
        Refuse = "refuse",
    }
}

words! {
    /// How a check ended. What was not done is neither good nor bad, and never counts as passed.
    CheckState {
        /// Looked at, and as it should be.
        Passed = "passed",
        /// Looked at, and not as it should be.
        Failed = "failed",
        /// Not looked at: there was nothing to look at, or nothing to hold it against.
        NotDone = "not done",
    }
}

words! {
    /// A check of the gate. The first sixteen are those of a verifier of ETSI GS NFV-SOL 004 packages, in other
    /// formats as far as they apply there.
    GateCheck {
        /// The archive can be read in one way only: no name twice, no links, nothing outside, nothing hidden.
        Archive = "archive",
        /// There is exactly one package, and at most one signature and certificate beside it.
        OnePackage = "one-package",
        /// There is exactly one manifest, the one that the package names.
        OneManifest = "one-manifest",
        /// What was signed are the bytes that are read, to the last one.
        SignedBytes = "signed-bytes",
        /// Every signature holds, by algorithms that are allowed.
        Signature = "signature",
        /// Each signer's certificate comes from exactly one place.
        SignerCertificate = "signer-certificate",
        /// Each signer leads to a root or key that is pinned in the project, then and now.
        CertificatePath = "certificate-path",
        /// No certificate on the way was revoked, by a list that is fresh enough.
        Revocation = "revocation",
        /// When it was signed is proved by somebody else.
        Timestamp = "timestamp",
        /// Every file inside is covered by the signature.
        EveryFile = "every-file",
        /// Every file that is listed is there, with the digest that is listed.
        ListedFiles = "listed-files",
        /// Single files with signatures of their own: all of them hold.
        ArtifactSignatures = "artifact-signatures",
        /// Images are the bytes that descriptors name by digest.
        Images = "images",
        /// Supplier, product and version are the same everywhere they are stated.
        Identity = "identity",
        /// The version is newer than what runs now, and nothing is replayed.
        VersionOrder = "version-order",
        /// The operator's own signature names this network and this function.
        Audience = "audience",
        /// Enough keyholders of the route have signed, and all who must consent.
        Keyholders = "keyholders",
        /// The signer is who signed the releases before.
        SignerContinuity = "signer-continuity",
        /// How it was built is attested by a builder that is pinned.
        Provenance = "provenance",
        /// The supplier's verdict covers the function.
        SupplierVerdict = "supplier-verdict",
        /// There is a list of parts, and it can be read.
        BillOfMaterials = "bill-of-materials",
        /// The list of parts says what such lists must say.
        BomQuality = "bom-quality",
        /// Nothing in the list of parts changed in a way that asks for a look.
        BomDifference = "bom-difference",
        /// No part brings in a weakness that the project's data call known and exploited.
        KnownWeaknesses = "known-weaknesses",
        /// Nobody reaches more than before.
        ReachDifference = "reach-difference",
        /// No certificate inside ends within the planned life.
        EmbeddedCertificates = "embedded-certificates",
        /// No private key lies inside.
        EmbeddedKeys = "embedded-keys",
        /// The release is supported for the planned life.
        Support = "support",
        /// No rule makes the update a legal event that has not been settled.
        Permit = "permit",
        /// The policy is the one that was adopted.
        Policy = "policy",
    }
}

/// Something that was noticed in a check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// In plain words: lower case, no final period, names in backticks.
    pub what: String,
    /// Where, as a path inside the package or the name of a file beside it.
    pub place: Option<String>,
    /// What would make it pass.
    pub remedy: Option<String>,
}

impl Said {
    /// Words alone.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Said {
            what: what.into(),
            place: None,
            remedy: None,
        }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Says what would make it pass.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// The answer to one check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[must_use]
pub struct Answer {
    /// Which.
    pub check: GateCheck,
    /// How it ended.
    pub state: CheckState,
    /// What was noticed: reasons for what failed or was not done; what was seen, for what passed.
    pub said: Vec<Said>,
}

impl Answer {
    /// Passed, with what was seen.
    pub fn passed(check: GateCheck, what: impl Into<String>) -> Self {
        Answer {
            check,
            state: CheckState::Passed,
            said: vec![Said::new(what)],
        }
    }

    /// Failed for one reason.
    pub fn failed(check: GateCheck, said: Said) -> Self {
        Answer {
            check,
            state: CheckState::Failed,
            said: vec![said],
        }
    }

    /// Not done for one reason.
    pub fn not_done(check: GateCheck, said: Said) -> Self {
        Answer {
            check,
            state: CheckState::NotDone,
            said: vec![said],
        }
    }

    /// From all that was noticed: failed when anything failed, with what could not be looked at; not done when
    /// anything is open; else passed, with what was seen.
    pub fn of(check: GateCheck, mut failed: Vec<Said>, open: Vec<Said>, seen: Vec<Said>) -> Self {
        let (state, said) = match (failed.is_empty(), open.is_empty()) {
            (false, _) => {
                failed.extend(open);
                (CheckState::Failed, failed)
            }
            (true, false) => (CheckState::NotDone, open),
            (true, true) => (CheckState::Passed, seen),
        };
        Answer { check, state, said }
    }

    /// Joins answers to the same check: failed before not done before passed. What was seen to be well is no reason
    /// for what is not, and is left out beside it.
    pub fn join(mut self, other: Answer) -> Self {
        match (self.state, other.state) {
            (CheckState::Passed, CheckState::Passed) => {}
            (CheckState::Passed, _) => return other,
            (_, CheckState::Passed) => return self,
            _ => {}
        }
        let rank = |state| match state {
            CheckState::Passed => 0,
            CheckState::NotDone => 1,
            CheckState::Failed => 2,
        };
        if rank(other.state) > rank(self.state) {
            self.state = other.state;
        }
        self.said.extend(other.said);
        self
    }
}

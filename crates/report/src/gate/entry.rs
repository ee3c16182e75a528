//! What the log of the gate keeps: digests and short words, one entry for each thing that happened.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Entry {
    /// The gate gave a verdict.
    Verdict {
        /// When, RFC 3339 in UTC.
        at: String,
        /// SHA-256 of the record.
        record: String,
        /// SHA-256 of the package.
        package: String,
        /// SHA-256 of the list of elements.
        targets: String,
        /// The component.
        component: String,
        /// Its version.
        version: String,
        /// What was said.
        verdict: String,
        /// Keys that are pinned and signed the package.
        keys: Vec<String>,
        /// Whether there was a hurry.
        emergency: bool,
        /// How many people must approve.
        approvers: u32,
    },
    /// Somebody decided.
    Decision {
        /// When.
        at: String,
        /// SHA-256 of the record.
        record: String,
        /// Who.
        person: String,
        /// `approve`, `reject` or `review`.
        decision: String,
        /// SHA-256 of the signed statement.
        statement: String,
    },
    /// Something was installed.
    Installed {
        /// When.
        at: String,
        /// SHA-256 of the record.
        record: String,
        /// SHA-256 of the package.
        package: String,
        /// How many elements.
        elements: u64,
        /// Whether it was more than the conditions let, or came before enough people decided.
        against: bool,
    },
    /// A policy was proposed.
    Proposal {
        /// When.
        at: String,
        /// SHA-256 of the proposal.
        record: String,
        /// SHA-256 of the policy.
        policy: String,
        /// Who proposed it.
        person: String,
    },
    /// A policy came into force.
    Policy {
        /// When.
        at: String,
        /// SHA-256 of the proposal.
        record: String,
        /// SHA-256 of the policy.
        policy: String,
        /// How many people its strictest tier has approve; as many approve the next policy.
        approvers: u32,
        /// Roles of which each is among them.
        roles: Vec<String>,
    },
}

impl Entry {
    /// The entry as the log keeps it.
    ///
    /// # Panics
    /// Never: its types hold only text and whole numbers.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("text and whole numbers can be written")
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(bytes: &[u8]) -> Result<Entry, String> {
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }

    /// The record that it is about.
    #[must_use]
    pub fn record(&self) -> &str {
        match self {
            Entry::Verdict { record, .. }
            | Entry::Decision { record, .. }
            | Entry::Installed { record, .. }
            | Entry::Proposal { record, .. }
            | Entry::Policy { record, .. } => record,
        }
    }

    /// When it happened.
    #[must_use]
    pub fn at(&self) -> &str {
        match self {
            Entry::Verdict { at, .. }
            | Entry::Decision { at, .. }
            | Entry::Installed { at, .. }
            | Entry::Proposal { at, .. }
            | Entry::Policy { at, .. } => at,
        }
    }

    /// In a line.
    #[must_use]
    pub fn line(&self) -> String {
        let short = |digest: &str| digest.get(..12).unwrap_or(digest).to_owned();
        match self {
            Entry::Verdict {
                component,
                version,
                verdict,
                record,
                emergency,
                ..
            } => {
                let hurry = if *emergency { ", in a hurry" } else { "" };
                format!(
                    "{component}@{version}: {verdict}{hurry} (record {})",
                    short(record)
                )
            }
            Entry::Decision {
                person,
                decision,
                record,
                ..
            } => format!("{person}: {decision} (record {})", short(record)),
            Entry::Installed {
                elements,
                record,
                against,
                ..
            } => {
                let against = if *against {
                    ", against the conditions"
                } else {
                    ""
                };
                format!(
                    "installed on {elements}{against} (record {})",
                    short(record)
                )
            }
            Entry::Proposal { person, policy, .. } => {
                format!("{person} proposed policy {}", short(policy))
            }
            Entry::Policy { policy, .. } => format!("policy {} is in force", short(policy)),
        }
    }
}

//! What a project states for its gate: pinned keys, people, products, permits.

use jiff::civil::Date;

use crate::facts::{Name, Provenance};
use crate::word::words;

words! {
    /// For what a pinned key counts.
    KeyUse {
        /// Packages of a supplier.
        Packages = "packages",
        /// Attestations of how something was built or tested.
        Provenance = "provenance",
        /// Proofs of time (RFC 3161).
        Time = "time",
        /// Statements of the operator about a package.
        CounterSignature = "counter-signature",
        /// Transparency logs of others.
        Log = "log",
    }
}

words! {
    /// How the versions of a product are ordered.
    VersionOrder {
        /// Semantic Versioning 2.0.
        Semver = "semver",
        /// As `dpkg` does.
        Deb = "deb",
        /// As `rpm` does.
        Rpm = "rpm",
        /// Numbers as numbers, letters as letters, from left to right: `R22A05`, `1.14.0-12`.
        Natural = "natural",
    }
}

words! {
    /// What a rule of law asks for before an update.
    LegalEvent {
        /// The authority must be told.
        Notice = "notice",
        /// The authority must allow it.
        Authorisation = "authorisation",
        /// A contract or a guarantee must be in place.
        Contract = "contract",
    }
}

/// A pinned key or certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFact {
    /// Id, unique among keys.
    pub id: Name,
    /// Whose it is, by party id.
    pub party: Name,
    /// The file with it, relative to the folder `gate`.
    pub file: Name,
    /// For what it counts.
    pub purpose: KeyUse,
    /// On which routes it counts; empty: on all that its party holds.
    pub routes: Vec<Name>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// On whose word.
    pub provenance: Provenance,
}

/// A named, dated exception for one old certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyFact {
    /// Id, unique among exceptions.
    pub id: Name,
    /// SHA-256 of the certificate.
    pub certificate: Name,
    /// Last day.
    pub until: Date,
    /// Why it is accepted.
    pub why: String,
    /// Who accepted it.
    pub by: Name,
    /// On whose word.
    pub provenance: Provenance,
}

/// Somebody who decides about updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFact {
    /// Id, unique among people.
    pub id: Name,
    /// The name that people read.
    pub name: String,
    /// For which party, by id; for the operator when not stated.
    pub party: Option<Name>,
    /// In which roles.
    pub roles: Vec<Name>,
    /// The public key, as a line of OpenSSH or in PEM.
    pub key: Name,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// On whose word.
    pub provenance: Provenance,
}

/// How packages name a component, and how its versions are ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductFact {
    /// The component, by id.
    pub component: Name,
    /// Names of the product in packages, beside id and name of the component.
    pub product_names: Vec<String>,
    /// Names of the supplier in packages, beside id and name of the party.
    pub supplier_names: Vec<String>,
    /// How its versions are ordered.
    pub version_order: Option<VersionOrder>,
    /// Builders that may have built it, as provenance names them.
    pub builders: Vec<String>,
    /// On whose word.
    pub provenance: Provenance,
}

/// What was settled with an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitFact {
    /// Id, unique among permits.
    pub id: Name,
    /// The rule that it settles, by id in the catalogue.
    pub rule: Name,
    /// For which component, by id; all when not stated.
    pub component: Option<Name>,
    /// For which versions; all when empty.
    pub versions: Vec<String>,
    /// Last day.
    pub until: Option<Date>,
    /// The document, in words.
    pub document: Option<String>,
    /// On whose word.
    pub provenance: Provenance,
}

/// Something that is known to be bad, by digest or package URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBadFact {
    /// Its name in the list it comes from, as `CVE-2024-3094`.
    pub id: Name,
    /// SHA-256 of a file or package.
    pub sha256: Option<Name>,
    /// Package URL with version, as lists of parts write it.
    pub purl: Option<Name>,
    /// What is known.
    pub why: String,
    /// On whose word.
    pub provenance: Provenance,
}

/// Everything that `gate/gate.toml` states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GateFacts {
    /// The name of the network in statements of the operator.
    pub network: Option<Name>,
    /// Whose gate it is, by party id.
    pub operator: Option<Name>,
    /// The public key of its log, in the form of signed notes.
    pub log: Option<Name>,
    /// Pinned keys.
    pub keys: Vec<KeyFact>,
    /// Revocation lists: files relative to the folder `gate`.
    pub revocations: Vec<Name>,
    /// Exceptions.
    pub legacy: Vec<LegacyFact>,
    /// Who decides.
    pub people: Vec<PersonFact>,
    /// Products.
    pub products: Vec<ProductFact>,
    /// What was settled with authorities.
    pub permits: Vec<PermitFact>,
    /// What is known to be bad.
    pub known_bad: Vec<KnownBadFact>,
}

/// What is asked of updates of functions of one criticality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierFact {
    /// Which.
    pub criticality: crate::function::Criticality,
    /// How many distinct people must approve.
    pub approvers: u32,
    /// Roles of which each must be among them.
    pub roles: Vec<String>,
    /// How many must approve in the emergency lane.
    pub approvers_emergency: u32,
    /// Within how many days an emergency must be looked at again.
    pub review_days: u32,
    /// How long an approval holds, days.
    pub approval_days: u32,
    /// The largest first step, in percent of the elements.
    pub first_step_percent: u32,
    /// How long to wait after each step, hours.
    pub soak_hours: u32,
    /// For how long certificates and support must last, days.
    pub life_days: u32,
    /// How old a revocation list may be, days.
    pub revocation_days: u32,
    /// Shortest RSA key, bits.
    pub rsa_bits: u32,
    /// Checks whose failure refuses.
    pub refuse_if_failed: Vec<super::GateCheck>,
    /// Checks whose failure holds.
    pub hold_if_failed: Vec<super::GateCheck>,
    /// Checks whose failure limits.
    pub limit_if_failed: Vec<super::GateCheck>,
    /// Checks that hold when they were not done.
    pub hold_if_not_done: Vec<super::GateCheck>,
    /// Checks that limit when they were not done.
    pub limit_if_not_done: Vec<super::GateCheck>,
}

/// A case of a policy: what it must say of given facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyCase {
    /// In words.
    pub name: String,
    /// The tier.
    pub criticality: crate::function::Criticality,
    /// Whether in the emergency lane.
    pub emergency: bool,
    /// Checks that failed; all others passed.
    pub failed: Vec<super::GateCheck>,
    /// Checks that were not done.
    pub not_done: Vec<super::GateCheck>,
    /// The verdict that must come out.
    pub gives: super::GateVerdict,
}

/// A policy: what each tier asks, and rules beyond that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFact {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// One for each criticality.
    pub tiers: Vec<TierFact>,
    /// Rego, `package gate`, that gives `steps`.
    pub rule: String,
    /// Its cases.
    pub cases: Vec<PolicyCase>,
}

/// A rule of law that makes an update a legal event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitRule {
    /// Id, unique among rules.
    pub id: String,
    /// Whose law it is.
    pub country: String,
    /// In a few words.
    pub title: String,
    /// What it asks, in our words.
    pub asks: String,
    /// What must happen before.
    pub event: LegalEvent,
    /// For which function classes; empty: for all.
    pub classes: Vec<crate::function::FunctionClass>,
    /// Only when a component comes in that did not run there before.
    pub new_component_only: bool,
    /// The first day on which it holds.
    pub from: Option<Date>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Where it stands.
    pub source: String,
    /// Whether somebody compared our words with the text.
    pub checked: bool,
}

//! Everything that a judgement is made from.

use jiff::Timestamp;
use jiff::civil::Date;
use keyholder_packages::Package;
use keyholder_reach::Assessment;
use keyholder_signatures::Trust;
use keyholder_supply::Network;
use keyholder_supply::bom::Bom;
use keyholder_supply::facts::Facts;
use keyholder_supply::gate::{GateFacts, PolicyFact, Said, TierFact};
use keyholder_verdicts::Verdicts;

use crate::permits::Permits;
use crate::targets::Targets;

/// An update that the gate has seen before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Past {
    /// When, as the record says it.
    pub at: String,
    /// The component, by id.
    pub component: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the package.
    pub package: String,
    /// What was said.
    pub verdict: String,
    /// Keys that signed it, of those that were pinned.
    pub keys: Vec<String>,
    /// Whether it was recorded as installed.
    pub installed: bool,
    /// Whether people decided on it: the log has enough approvals, or an installation that was not against the
    /// conditions. A verdict that nobody acted on says nothing about what is right.
    pub decided: bool,
    /// Digest of the record.
    pub record: String,
}

/// Whether the policy in force is one that people decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adopted {
    /// It is the one that ships.
    Shipped,
    /// It was adopted; by a record of that digest.
    Yes(String),
    /// It was not.
    No(String),
}

/// A bill of materials, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The document.
    pub bom: Bom,
    /// Its path inside the package, beside it, or in the project.
    pub path: String,
    /// Whether the signature over the package covers it.
    pub covered: bool,
}

/// A release that some of the targets run now, and its list of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The release.
    pub label: String,
    /// How many run it.
    pub elements: u64,
    /// Its list of parts, if the project has one.
    pub parts: Option<Parts>,
}

/// What there is of lists of parts besides the two that are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// Whether the list of the update is the project's: it says what the project expects, not what came.
    pub from_project: bool,
    /// Other lists inside the package or beside it.
    pub others: Vec<Parts>,
    /// Lists that lie inside the package and cannot be read, each with the reason.
    pub unread: Vec<Said>,
    /// Lists that lie beside the package and cannot be read.
    pub unread_beside: Vec<Said>,
    /// The release that most of the targets run, whose parts are compared first.
    pub most: Option<String>,
    /// The other releases that targets run.
    pub running: Vec<Running>,
}

impl Past {
    /// Whether people stood behind it: only then is it more than what somebody once asked.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.installed || self.decided
    }
}

/// Everything that a judgement is made from.
pub struct Asked<'a> {
    /// What the project states.
    pub facts: &'a Facts,
    /// The network now.
    pub net: &'a Network,
    /// Who can change what now.
    pub before: &'a Assessment,
    /// The network after the update.
    pub after_net: &'a Network,
    /// Who could change what then.
    pub after: &'a Assessment,
    /// Verdicts on suppliers after the update; or why there are none.
    pub verdicts: &'a Result<Verdicts, String>,
    /// What is pinned, and who decides.
    pub gate: &'a GateFacts,
    /// What is asked of updates.
    pub policy: &'a PolicyFact,
    /// Whether people decided on it.
    pub adopted: &'a Adopted,
    /// What is asked at the criticality of the targets.
    pub tier: &'a TierFact,
    /// What is known of law.
    pub permits: &'a Permits,
    /// The package.
    pub package: &'a Package,
    /// What signatures are held against.
    pub trust: &'a Trust,
    /// The parts of what runs now.
    pub bom_before: Option<&'a Parts>,
    /// The parts of the update; or why none could be read.
    pub bom_after: Result<&'a Parts, &'a str>,
    /// What there is of lists of parts besides.
    pub lists: &'a Lists,
    /// What the gate has seen before, oldest first.
    pub history: &'a [Past],
    /// The elements.
    pub targets: &'a Targets,
    /// The version that the package is said to be.
    pub version: &'a str,
    /// Why there is a hurry, if there is one.
    pub emergency: Option<&'a str>,
    /// The moment.
    pub now: Timestamp,
    /// The day.
    pub day: Date,
}

impl Asked<'_> {
    /// The component that is updated.
    #[must_use]
    pub fn component(&self) -> &keyholder_supply::Component {
        &self.net.components[self.targets.component.index()]
    }

    /// What is stated about the product.
    #[must_use]
    pub fn product(&self) -> Option<&keyholder_supply::gate::ProductFact> {
        let id = &self.component().id;
        self.gate.products.iter().find(|p| p.component.text == *id)
    }

    /// Whose a pinned key is.
    #[must_use]
    pub fn owner(&self, anchor: &str) -> Option<&keyholder_supply::gate::KeyFact> {
        self.gate.keys.iter().find(|key| key.id.text == anchor)
    }

    /// The day so many days on.
    #[must_use]
    pub fn day_in(&self, days: u32) -> Date {
        let span = jiff::Span::new().try_days(i64::from(days));
        let day = span.and_then(|span| self.day.checked_add(span));
        day.unwrap_or(Date::MAX)
    }
}

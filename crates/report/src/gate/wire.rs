//! The record of a verdict on an update, as it is kept, signed for, and replayed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name and version of the format.
pub const FORMAT: &str = "keyholder-gate-record/1";

/// What the gate said of one update, and everything that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Name and version of this format.
    pub format: String,
    /// The program and its version.
    pub tool: String,
    /// The moment for which was asked, RFC 3339 in UTC.
    pub at: String,
    /// The name of the project.
    pub project: String,
    /// Whether the project says that its data are made up.
    pub synthetic: bool,
    /// What was asked.
    pub request: Request,
    /// The package.
    pub package: Package,
    /// The elements.
    pub targets: Targets,
    /// The policy.
    pub policy: Policy,
    /// The least good verdict on the supplier for these classes, if there is one.
    pub supplier_verdict: Option<String>,
    /// SHA-256 of the catalogue that ships with the program: functions, rules, yardstick.
    pub catalogue: String,
    /// How many entries the log had, from which history was read.
    pub log_entries: u64,
    /// `admit`, `admit with limits`, `hold` or `refuse`.
    pub verdict: String,
    /// The same in a sentence.
    pub sentence: String,
    /// What stands in the way or is asked for, gravest first.
    pub steps: Vec<Step>,
    /// Every check.
    pub checks: Vec<Check>,
    /// What people must do before it goes in.
    pub conditions: Conditions,
    /// How the lists of parts differ, if there are two.
    pub parts: Option<Parts>,
    /// What the list of parts says of what it must say.
    pub quality: Vec<Quality>,
    /// Who could change more than before.
    pub wider: Vec<Wider>,
    /// Certificates inside.
    pub certificates: Vec<Certificate>,
    /// Every file of the project and beside the package that was read.
    pub inputs: Vec<Input>,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// The component, by id.
    pub component: String,
    /// Its version.
    pub version: String,
    /// Elements, functions and function classes that were named.
    pub wanted: Vec<String>,
    /// Who asked, by id.
    pub submitter: Option<String>,
    /// Why there is a hurry.
    pub emergency: Option<String>,
    /// Names of the files that lay beside the package.
    pub beside: Vec<String>,
}

/// The package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Package {
    /// The name of its file.
    pub name: String,
    /// How long, bytes.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// What kind.
    pub format: String,
    /// How many files lie inside.
    pub files: u64,
    /// SHA-256 of the list of files: each as `sha256  path` and a line end, in the order of paths.
    pub files_sha256: String,
    /// Digests of files inside by which an element may say what it runs: images and firmware; at most 1,000.
    pub installable: Vec<String>,
    /// Who signed.
    pub signers: Vec<Signer>,
    /// What it says of itself.
    pub claims: Vec<Claim>,
}

/// Somebody who signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signer {
    /// How.
    pub scheme: String,
    /// Name of certificate or key.
    pub subject: String,
    /// The key.
    pub key: String,
    /// The pinned key to which it leads, by id.
    pub pinned: Option<String>,
    /// Whose that is, by party id.
    pub party: Option<String>,
    /// When it says that it signed.
    pub signed_at: Option<String>,
    /// Who proves that time.
    pub time_by: Option<String>,
    /// The last moment of its certificate or key.
    pub expires: Option<String>,
}

/// One statement of a package about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// About what: `supplier`, `product`, `version`, `descriptor`, `released`.
    pub kind: String,
    /// As written.
    pub value: String,
    /// Where.
    pub place: String,
}

/// The elements that it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Targets {
    /// SHA-256 of the list of elements: each id and how many it stands for, with a line end.
    pub sha256: String,
    /// How many.
    pub elements: u64,
    /// The highest criticality among them.
    pub criticality: String,
    /// What they do.
    pub functions: Vec<Counted>,
    /// Their function classes.
    pub classes: Vec<String>,
    /// How many do nobody knows what.
    pub not_placed: u64,
    /// What they run of it now.
    pub running: Vec<Counted>,
    /// How many run nothing of it yet.
    pub without: u64,
    /// The first of them, by id.
    pub named: Vec<String>,
}

/// A name, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counted {
    /// Which.
    pub name: String,
    /// How many elements.
    pub elements: u64,
}

/// The policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Policy {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// The tier that was used.
    pub tier: String,
}

/// Something that was noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// In words.
    pub what: String,
    /// Where.
    pub place: Option<String>,
    /// What would make it pass.
    pub remedy: Option<String>,
}

/// One thing that stands in the way or that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// What it makes of the update.
    pub verdict: String,
    /// From which check.
    pub check: String,
    /// Why.
    pub said: Vec<Said>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Which.
    pub check: String,
    /// What it asks.
    pub asks: String,
    /// `passed`, `failed` or `not done`.
    pub state: String,
    /// What was noticed.
    pub said: Vec<Said>,
}

/// What people must do, and how far a step may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Conditions {
    /// How many distinct people must approve.
    pub approvers: u32,
    /// Roles of which each must be among them.
    pub roles: Vec<String>,
    /// Parties of which somebody must consent.
    pub consent: Vec<String>,
    /// Checks whose limits an approval must acknowledge.
    pub acknowledge: Vec<String>,
    /// How long an approval holds, days.
    pub approval_days: u32,
    /// How many elements the first step may be.
    pub first_step: u64,
    /// How long to wait after each step, hours.
    pub soak_hours: u32,
    /// Within how many days it must be looked at again, after an emergency.
    pub review_days: Option<u32>,
}

/// How two lists of parts differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Parts {
    /// The list before.
    pub before: String,
    /// The list after.
    pub after: String,
    /// How many parts before.
    pub parts_before: u64,
    /// How many parts after.
    pub parts_after: u64,
    /// How many are the same.
    pub kept: u64,
    /// How many came in.
    pub added: u64,
    /// How many are gone.
    pub removed: u64,
    /// How many are newer.
    pub upgraded: u64,
    /// How many are older.
    pub downgraded: u64,
    /// How many are of the same version with another digest.
    pub changed: u64,
    /// How many have another name.
    pub renamed: u64,
    /// Suppliers that were not in the chain before.
    pub new_suppliers: Vec<String>,
    /// Each difference in words, those that ask for a look first; at most 1,000.
    pub differences: Vec<Difference>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// What kind: `changed`, `downgraded`, `renamed`, `added`, `removed`, `upgraded`, ..
    pub kind: String,
    /// In words.
    pub what: String,
}

/// How many parts have what every part must have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quality {
    /// What.
    pub element: String,
    /// How many have it.
    pub have: u64,
    /// Of how many.
    pub of: u64,
}

/// Somebody who could change more than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wider {
    /// Who, as `party:ID` or `country:XA`.
    pub actor: String,
    /// As people read it.
    pub name: String,
    /// Of which function.
    pub function: String,
    /// `keys` or `with parts`.
    pub means: String,
    /// Elements before: surely, and possibly.
    pub before: [u64; 2],
    /// Elements after: surely, and possibly.
    pub after: [u64; 2],
    /// Elements in all.
    pub of: u64,
}

/// A certificate inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Certificate {
    /// In which file.
    pub path: String,
    /// Whose it says it is.
    pub subject: String,
    /// Its last day.
    pub ends: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Path relative to the project, or `beside/` and the name of a file beside the package.
    pub path: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

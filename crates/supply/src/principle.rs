//! Catalogues of principles as data: frameworks, principles, what each asks, and its cases.
//!
//! A principle is a sentence that is good when true. It asks one or more [`Question`]s with typed parameters;
//! no question can name a party, a product or a country, so that one yardstick serves for all.

use std::collections::BTreeMap;

use jiff::civil::Date;
use keyholder_diag::Span;

use crate::facts::Name;
use crate::function::{Criticality, FunctionClass};
use crate::word::words;
use crate::{Grade, Share};

words! {
    /// What becomes of a principle for one subject.
    Outcome {
        /// What it asks is so, whatever is not known.
        Met = "met",
        /// It is not so, whatever is not known.
        NotMet = "not-met",
        /// What is known does not decide it. Never counted as met.
        Unknown = "unknown",
        /// It does not ask this of this subject, or not on this day.
        NotApplicable = "not-applicable",
    }
}

words! {
    /// Of whom a principle asks: one finding for each.
    AppliesTo {
        /// Of the network as a whole.
        Network = "network",
        /// Of each operator apart.
        Operator = "operator",
        /// Of each supplier apart.
        Supplier = "supplier",
        /// Of governments: shown as context, never scored.
        Government = "government",
    }
}

words! {
    /// How long a remedy takes, roughly.
    Effort {
        /// Days.
        Days = "days",
        /// Weeks.
        Weeks = "weeks",
        /// Months.
        Months = "months",
        /// Years.
        Years = "years",
    }
}

words! {
    /// How much a measure does against a risk.
    Strength {
        /// Most.
        VeryHigh = "very-high",
        /// Much.
        High = "high",
        /// Some.
        Medium = "medium",
    }
}

words! {
    /// In which sense a share is held.
    Held {
        /// What an actor can change.
        Reach = "reach",
        /// What comes from suppliers that an actor is or surely controls.
        Supply = "supply",
    }
}

words! {
    /// Whose share is looked at.
    Who {
        /// Each party apart.
        Party = "party",
        /// Each country apart.
        Country = "country",
    }
}

words! {
    /// What a share is weighed by.
    WeighedBy {
        /// Elements.
        Elements = "elements",
        /// Points of criticality.
        Criticality = "criticality",
    }
}

words! {
    /// Which ways of reach count.
    ByMeans {
        /// Holding a key, an account or a contract.
        Keys = "keys",
        /// Also publishing a part that a pipeline builds in.
        WithParts = "with-parts",
    }
}

words! {
    /// Of what evidence is asked.
    About {
        /// Each supplier of something in service.
        Supplier = "supplier",
        /// Each release in service.
        Release = "release",
        /// Each operator.
        Operator = "operator",
        /// Each country that surely controls a supplier.
        Country = "country",
    }
}

words! {
    /// What every thing of a kind should have.
    Has {
        /// Every release in service: a bill of materials, or the statement that nothing of others is inside.
        ReleaseBom = "release-bom",
        /// The same, and it says that it is whole.
        ReleaseBomWhole = "release-bom-whole",
        /// Every route to something in service: a safeguard that blocks.
        RouteSafeguard = "route-safeguard",
        /// Every remote way in: a safeguard that blocks, or a recorded session.
        RemoteWatched = "remote-watched",
        /// Every route: keyholders that are all known.
        RouteKeyholders = "route-keyholders",
        /// Every update route: a signature that is verified.
        UpdateSigned = "update-signed",
        /// Every update route: a rollout in waves.
        UpdateStaged = "update-staged",
        /// Every element: a function that is known.
        ElementFunction = "element-function",
        /// Every element: hosts and managers that are known.
        ElementHost = "element-host",
    }
}

words! {
    /// For each of what suppliers are counted.
    Per {
        /// Each function with elements.
        Function = "function",
        /// Each pool with elements.
        Pool = "pool",
    }
}

/// The elements that a question is about. Nothing said: all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Function classes.
    pub classes: Vec<FunctionClass>,
    /// Functions by name; with classes, either is enough.
    pub functions: Vec<Name>,
    /// And only functions as critical as this.
    pub criticality_min: Option<Criticality>,
}

impl Part {
    /// Whether it is the whole network.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Part::default()
    }
}

/// What is asked, with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// No actor holds more than a share.
    ShareBelow {
        /// In which sense.
        held: Held,
        /// Whose.
        who: Who,
        /// Of what.
        part: Part,
        /// At most so much; exactly so much is within it.
        limit: Share,
        /// Weighed by what.
        weight: WeighedBy,
        /// By which ways.
        means: ByMeans,
    },
    /// A group that the project names holds nothing of it, or no more than a share.
    Forbidden {
        /// The id of the group in `groups.toml`; whom it holds is the user's policy, not ours.
        group: Name,
        /// In which sense.
        held: Held,
        /// Of what.
        part: Part,
        /// At most so much.
        limit: Share,
        /// By which ways.
        means: ByMeans,
    },
    /// There is evidence for every criterion, fresh and not contradicted.
    Evidence {
        /// On whom or what.
        about: About,
        /// Suppliers, releases and operators of what.
        part: Part,
        /// On which criteria, all of them.
        criteria: Vec<Name>,
        /// Whether only evidence about the exact release counts.
        exact: bool,
        /// How old it may be.
        age_days_max: Option<u32>,
        /// How well founded it must be.
        grade_min: Option<Grade>,
    },
    /// Every thing of a kind has something.
    Every {
        /// What has what.
        has: Has,
        /// Of what.
        part: Part,
    },
    /// Enough suppliers for each function or pool.
    Suppliers {
        /// For each of what.
        per: Per,
        /// How many.
        at_least: u32,
        /// Of what.
        part: Part,
    },
    /// No supplier has room for an owner of whom nothing is said.
    Ownership {
        /// A share from which an owner must be named, directly or through others.
        from: Share,
        /// Suppliers of what.
        part: Part,
    },
    /// Support of every release in service lasts.
    Support {
        /// For so many days more.
        days: u32,
        /// Releases of what.
        part: Part,
    },
    /// What a rule in Rego says of the facts.
    Rule {
        /// The rule.
        rego: Name,
        /// Facts of what.
        part: Part,
    },
}

impl Question {
    /// The word for it in files.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Question::ShareBelow { .. } => "share-below",
            Question::Forbidden { .. } => "forbidden",
            Question::Evidence { .. } => "evidence",
            Question::Every { .. } => "every",
            Question::Suppliers { .. } => "suppliers",
            Question::Ownership { .. } => "ownership",
            Question::Support { .. } => "support",
            Question::Rule { .. } => "rule",
        }
    }

    /// The elements that it is about.
    #[must_use]
    pub fn part(&self) -> &Part {
        match self {
            Question::ShareBelow { part, .. }
            | Question::Forbidden { part, .. }
            | Question::Evidence { part, .. }
            | Question::Every { part, .. }
            | Question::Suppliers { part, .. }
            | Question::Ownership { part, .. }
            | Question::Support { part, .. }
            | Question::Rule { part, .. } => part,
        }
    }
}

/// What was measured: all that the outcome of a question depends on, besides its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The largest share of a whole.
    Share {
        /// Surely so much.
        surely: u64,
        /// At most so much.
        at_most: u64,
        /// Of so much.
        of: u64,
        /// So much besides may belong to the whole: nobody knows what it does, or whose it is.
        not_placed: u64,
    },
    /// How many things have what they should.
    Coverage {
        /// They have it.
        yes: u64,
        /// They have not.
        no: u64,
        /// Nobody knows.
        unknown: u64,
    },
    /// The project does not name the group that is asked about.
    NoGroup,
}

/// A case: with this measure, on this day, the question comes out like that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What was measured; of a rule, what comes out of [`Case::facts`].
    pub measure: Measure,
    /// Facts that a rule is given, as JSON.
    pub facts: Option<Name>,
    /// The day; without one, a day on which the question binds.
    pub day: Option<Date>,
    /// How it must come out.
    pub gives: Outcome,
    /// Where it stands.
    pub span: Span,
}

/// One question of a principle, with its cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What is asked.
    pub question: Question,
    /// The day from which it binds; before, whatever is not met is not applicable yet.
    pub binds_from: Option<Date>,
    /// Its cases: one at least for each outcome that it can give.
    pub cases: Vec<Case>,
    /// Where it stands.
    pub span: Span,
}

/// A framework: the text that principles come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    /// Id.
    pub id: Name,
    /// Title.
    pub title: String,
    /// Where the text can be read.
    pub source: String,
    /// The day of the text.
    pub date: Option<Date>,
    /// Under which terms the text stands.
    pub licence: String,
    /// Whether our paraphrase was checked against the text.
    pub checked: bool,
    /// Our note on it.
    pub note: Option<String>,
    /// The nations or unions whose law, order or agreed measures it is; none: principles that are shared.
    pub binds_in: Vec<Name>,
    /// Risks that its principles answer.
    pub risks: Vec<Risk>,
}

/// A risk, and the principles that work against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// Id.
    pub id: Name,
    /// Title.
    pub title: String,
    /// Principles by id, with how much each does.
    pub answered_by: Vec<(Name, Strength)>,
    /// Whether the table is our own rather than the framework's.
    pub ours: bool,
}

/// A principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principle {
    /// Id, unique among all frameworks.
    pub id: Name,
    /// Its framework, by id.
    pub framework: Name,
    /// Title.
    pub title: String,
    /// What is so when it is met.
    pub statement: String,
    /// Why it matters.
    pub motivation: String,
    /// Of whom it asks.
    pub applies_to: AppliesTo,
    /// What it asks, all of it; empty for context.
    pub checks: Vec<Check>,
    /// What each outcome means.
    pub meanings: BTreeMap<Outcome, String>,
    /// What to do when it is not met.
    pub remedy: String,
    /// How long that takes.
    pub effort: Effort,
    /// Where it is written.
    pub sources: Vec<String>,
    /// Whether our paraphrase was checked against the text.
    pub checked: bool,
    /// Principles of other frameworks that ask alike, by id; ours.
    pub maps_to: Vec<Name>,
    /// The first day on which it holds.
    pub in_force_from: Option<Date>,
    /// The last day on which it holds.
    pub in_force_until: Option<Date>,
}

impl Principle {
    /// Whether it is shown and never scored.
    #[must_use]
    pub fn is_context(&self) -> bool {
        self.checks.is_empty()
    }
}

/// Frameworks and principles, sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principles {
    /// Frameworks.
    pub frameworks: Vec<Framework>,
    /// Principles.
    pub principles: Vec<Principle>,
}

impl Principles {
    /// The principle of an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Principle> {
        self.principles.iter().find(|p| p.id.text == id)
    }
}

/// Criteria that a check on evidence may ask about.
pub const CRITERIA: &[&str] = &[
    "access-control",
    "assurance-of-supply",
    "audit-right",
    "authority-notice",
    "certified",
    "clean-record",
    "continuity-plan",
    "contract-terms",
    "cooperation-agreement",
    "data-protection",
    "finance-open",
    "governance-independent",
    "guarantee-declaration",
    "incident-record",
    "incident-sharing",
    "judicial-review",
    "legal-compulsion",
    "ownership-transparent",
    "patch-latency",
    "physical-security",
    "remote-access-control",
    "research-investment",
    "risk-assessment",
    "sbom-quality",
    "secure-configuration",
    "secure-development",
    "source-access",
    "staff-vetting",
    "standards-conformance",
    "supply-chain-practice",
    "tested",
    "update-integrity",
    "vulnerability-handling",
];

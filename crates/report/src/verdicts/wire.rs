//! Verdicts as data: what `keyholder verdict --format json` writes, and what text and page are made from.
//!
//! Levels, weights and shares are whole parts per billion. Criteria, evidence and judgements are named by id or
//! by position in the lists of the same document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::wire::{Input, ProjectInfo, Tool};

/// The name and version of this format.
pub const FORMAT: &str = "keyholder-verdicts/1";

/// All verdicts of a project on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdicts {
    /// Always [`FORMAT`].
    pub format: String,
    /// Which tool made it.
    pub tool: Tool,
    /// Of what.
    pub project: ProjectInfo,
    /// Every file that was read, with its digest.
    pub inputs: Vec<Input>,
    /// Errors in the input. What they concern is left out, or counts as not known.
    pub errors: u64,
    /// The day for which it was judged, `YYYY-MM-DD`.
    pub day: String,
    /// Whether names are hidden.
    pub blind: bool,
    /// How it was judged: every parameter.
    pub yardstick: Yardstick,
    /// One verdict for each supplier and function class, by supplier.
    pub suppliers: Vec<Supplier>,
    /// What the method made of each distinct set of evidence.
    pub judgements: Vec<Judgement>,
    /// Evidence that is held, by id.
    pub evidence: Vec<Evidence>,
    /// What to ask for first: criteria whose evidence would raise verdicts, the most elements first.
    pub gaps: Vec<Gap>,
}

/// Every parameter of the method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Yardstick {
    /// Its version.
    pub version: String,
    /// Whether it is the project's own, and not the one that ships.
    pub own: bool,
    /// How far grades are believed: self-declared, third-party, tested, observed.
    pub believed: [u32; 4],
    /// The majority, from and to.
    pub majority: [u32; 2],
    /// The part of draws that gives a class on functions that are not critical.
    pub acceptable: u32,
    /// How many draws.
    pub draws: u32,
    /// Where chance began.
    pub seed: u64,
    /// What is asked.
    pub criteria: Vec<Criterion>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Criterion {
    /// Id.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// The question.
    pub asks: String,
    /// `practice` or `control`.
    pub axis: String,
    /// Its weight within the axis, from and to.
    pub weight: [u32; 2],
    /// After how many days a document is worth half.
    pub half_life_days: Option<u32>,
    /// What the class `trusted with conditions` asks: profile, veto.
    pub conditional: [Option<u32>; 2],
    /// What the class `trusted` asks: profile, veto.
    pub trusted: [Option<u32>; 2],
    /// Where the question comes from.
    pub sources: Vec<String>,
}

/// The four words.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// High risk.
    HighRisk,
    /// The evidence does not decide.
    CannotTell,
    /// Trusted with conditions.
    TrustedWithConditions,
    /// Trusted.
    Trusted,
}

/// The classes of the method.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The lowest.
    HighRisk,
    /// Under conditions.
    TrustedWithConditions,
    /// The highest.
    Trusted,
}

/// The verdict on one supplier in one function class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Supplier {
    /// The supplier, by id.
    pub supplier: String,
    /// As people read it.
    pub name: String,
    /// The function class.
    pub class: String,
    /// The highest criticality of a function there that runs something of it.
    pub criticality: String,
    /// Elements there that run something of it.
    pub elements: u64,
    /// Countries that surely control it.
    pub countries: Vec<String>,
    /// Whether others might as well.
    pub control_open: bool,
    /// Whether only what is necessary counts.
    pub critical: bool,
    /// The verdict.
    pub verdict: Verdict,
    /// The first day on which it is another one if nothing is added; `null`: not within a hundred years.
    pub expires: Option<String>,
    /// What was made of the evidence: a position in [`Verdicts::judgements`].
    pub judgement: u64,
    /// All evidence that concerns it, and whether it counts.
    pub held: Vec<Held>,
}

/// One item that concerns a supplier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// The item, by id.
    pub evidence: String,
    /// Whether it counts, and if not, why: `counts`, `counts in part`, `expired`, …
    pub standing: String,
    /// The part that counts.
    pub part: u32,
}

/// One item of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Id.
    pub id: String,
    /// Criterion.
    pub criterion: String,
    /// `party:ID`, `component:ID`, `release:C@V`, `country:XA`, `network`.
    pub subject: String,
    /// `for` or `against`.
    pub says: String,
    /// What it says.
    pub claim: String,
    /// How strongly.
    pub strength: u32,
    /// On what it rests.
    pub grade: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// The day for which it holds.
    pub day: Option<String>,
    /// The last day on which it holds.
    pub expires: Option<String>,
    /// The received file.
    pub document: Option<String>,
    /// SHA-256 of that file, when it is there.
    pub sha256: Option<String>,
    /// The place in it.
    pub place: Option<String>,
    /// Who may see it.
    pub marking: Option<String>,
    /// Where it is stated: `evidence/x.toml:7`.
    pub stated: String,
    /// `open`, `answered`, `upheld`, `changed`: the state of the last reply.
    pub dispute: Option<String>,
    /// What was replied.
    pub replies: Vec<Reply>,
}

/// A reply to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reply {
    /// Who.
    pub by: Option<String>,
    /// When.
    pub day: Option<String>,
    /// What.
    pub text: String,
    /// What became of it.
    pub state: String,
}

/// What the method made of one set of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Judgement {
    /// The class that holds whatever is open turns out to be.
    pub necessary: Class,
    /// The best class that something open would give.
    pub possible: Class,
    /// How often each class comes out.
    pub acceptability: Acceptability,
    /// The same with no evidence at all, whoever the supplier: what draws say by themselves.
    pub of_nothing: Acceptability,
    /// Each axis by itself: practice, control.
    pub axes: Vec<Axis>,
    /// What evidence leaves open, for each criterion: from, to.
    pub intervals: Vec<[u32; 2]>,
    /// Points of weight to move until the necessary class is lower.
    pub weight_down: Option<u32>,
    /// How far the majority must rise until it is lower.
    pub majority_rise: Option<u32>,
    /// Points of weight to move until it is the next better one.
    pub weight_up: Option<u32>,
    /// How far the majority must fall until it is the next better one.
    pub majority_fall: Option<u32>,
    /// The fewest documents without which the necessary class would be lower, as the items in them; empty when
    /// it is the lowest.
    pub loss: Vec<String>,
    /// What would have to be shown for the next class: criterion, level today, level wanted.
    pub gain: Vec<Want>,
    /// The class that this would give.
    pub gain_class: Option<Class>,
    /// Criteria with evidence against that keeps the next class out of reach, whatever is shown.
    pub blocked: Vec<String>,
}

/// How often each class comes out of the draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acceptability {
    /// Draws.
    pub draws: u32,
    /// Those that give `high-risk`.
    pub high_risk: u32,
    /// Those that give `trusted-with-conditions`.
    pub conditional: u32,
    /// Those that give `trusted`.
    pub trusted: u32,
    /// Half of the 95 % interval of each share.
    pub half_width: u32,
}

/// One axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Axis {
    /// `practice` or `control`.
    pub axis: String,
    /// The class that holds whatever is open turns out to be.
    pub necessary: Class,
    /// The best class that something open would give.
    pub possible: Class,
    /// How often each class comes out.
    pub acceptability: Acceptability,
    /// What decided about the two classes that must be earned.
    pub tests: Vec<Test>,
}

/// What decided about one class, with everything open taken against the supplier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Test {
    /// The class.
    pub class: Class,
    /// Whether it is reached.
    pub reached: bool,
    /// Weight in favour.
    pub weight: u32,
    /// Weight that is wanted.
    pub majority: u32,
    /// Criteria in favour.
    pub favour: Vec<String>,
    /// Criteria not in favour.
    pub against: Vec<String>,
    /// Criteria that refuse it.
    pub vetoes: Vec<String>,
}

/// A criterion of which more would have to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Want {
    /// Which.
    pub criterion: String,
    /// The level that is shown today.
    pub from: u32,
    /// The level that is wanted.
    pub to: u32,
}

/// Evidence to ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// On which criterion.
    pub criterion: String,
    /// Of whom, by id.
    pub suppliers: Vec<String>,
    /// Elements of theirs for which the verdict would be better, with the rest of what is wanted.
    pub elements: u64,
}

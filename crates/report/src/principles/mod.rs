//! Answers to principles as data and as text: one value, two renderings.

mod catalogue;
mod oscal;
mod page;
mod text;

use jiff::civil::Date;
use keyholder_principles::{Answer, ChangeKind, Finding, roll_up};
use keyholder_supply::Network;
use keyholder_supply::principle::{Measure, Outcome, Principles};
use schemars::JsonSchema;
use serde::Serialize;

use crate::wire::Input;

pub use catalogue::{list, show};
pub use oscal::{OSCAL_VERSION, oscal};
pub use page::page;
pub use text::{brief, human};

/// The name and version of this format.
pub const FORMAT: &str = "keyholder-principles/1";

/// All findings of a project under a catalogue, on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Findings {
    /// Always [`FORMAT`].
    pub format: String,
    /// Version of the program.
    pub version: String,
    /// Name of the project.
    pub project: String,
    /// Whether its data are made up.
    pub synthetic: bool,
    /// The day for which it is answered.
    pub day: String,
    /// Files of the project that were read.
    pub inputs: Vec<Input>,
    /// Files of the catalogue that say what was asked, relative to its folder.
    pub catalogue: Vec<Input>,
    /// Errors in the input. What they concern is left out, or counts as not known.
    pub errors: u64,
    /// The nations and unions whose rules were asked; absent: those of all. Shared principles are asked always.
    pub rules: Option<Vec<String>>,
    /// Frameworks that were asked.
    pub frameworks: Vec<Framework>,
    /// In the order of frameworks, principles and subjects.
    pub findings: Vec<WireFinding>,
    /// Findings rolled up to the risks of frameworks.
    pub risks: Vec<Risk>,
}

/// A framework, and how its principles came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Framework {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Where the text can be read.
    pub source: String,
    /// The day of the text.
    pub date: Option<String>,
    /// Under which terms the text stands.
    pub licence: String,
    /// Whether our paraphrase was checked against the text.
    pub checked: bool,
    /// Our note.
    pub note: Option<String>,
    /// The nations or unions whose law, order or agreed measures it is; none: shared principles.
    pub binds_in: Vec<String>,
    /// Findings that are met.
    pub met: u64,
    /// Findings that are not met.
    pub not_met: u64,
    /// Findings of which it is not known.
    pub unknown: u64,
    /// Findings that do not apply.
    pub not_applicable: u64,
    /// Principles that are context, and not scored.
    pub context: u64,
}

/// The outcome of one principle for one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WireFinding {
    /// Framework, by id.
    pub framework: String,
    /// Principle, by id.
    pub principle: String,
    /// Its title.
    pub title: String,
    /// Its sentence.
    pub statement: String,
    /// Of whom.
    pub subject: String,
    /// `met`, `not-met`, `unknown` or `not-applicable`.
    pub outcome: String,
    /// Shown, and not scored.
    pub context: bool,
    /// What the outcome means.
    pub meaning: String,
    /// Answers to its questions; all that apply must be met.
    pub answers: Vec<WireAnswer>,
    /// What to do when it is not met.
    pub remedy: String,
    /// How long that takes: `days`, `weeks`, `months`, `years`.
    pub effort: String,
    /// Whether our paraphrase was checked against the text.
    pub checked: bool,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WireAnswer {
    /// Which check.
    pub check: String,
    /// What came out.
    pub outcome: String,
    /// The numbers.
    pub numbers: Numbers,
    /// The same in a sentence.
    pub sentence: String,
    /// Evidence that it rests on.
    pub evidence: Vec<Evidence>,
    /// What is missing, the first few.
    pub missing: Vec<Missing>,
    /// How many more are missing.
    pub missing_more: u64,
    /// What would turn it.
    pub flips: Vec<Flip>,
    /// The last day on which it comes out so if nothing new is stated.
    pub until: Option<String>,
}

/// Whole numbers with their totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Numbers {
    /// The largest share.
    Share {
        /// Surely.
        surely: u64,
        /// At most.
        at_most: u64,
        /// Of so much.
        of: u64,
        /// So much more may belong to it.
        not_placed: u64,
    },
    /// Things that have what they should.
    Coverage {
        /// They have.
        yes: u64,
        /// They have not.
        no: u64,
        /// It is not known.
        unknown: u64,
    },
    /// The project names no such group.
    NoGroup,
}

/// An item of evidence as it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// Its id.
    pub id: String,
    /// `for` or `against`.
    pub says: String,
    /// On what it rests.
    pub grade: String,
    /// Its age.
    pub age_days: Option<i32>,
    /// Whether a reply is open.
    pub disputed: bool,
}

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// What.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// A change of facts that would turn an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flip {
    /// How it would come out.
    pub to: String,
    /// In words.
    pub words: String,
    /// As data: all of these together.
    pub changes: Vec<Change>,
}

/// One change of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// `reach`, `supply`, `evidence`, `statement`, `thing`, `supplier`, `group`.
    pub kind: String,
    /// Of how many.
    pub amount: u64,
    /// Of whom or what.
    pub of: String,
}

/// A risk, and what became of what works against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Risk {
    /// Framework, by id.
    pub framework: String,
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Whether the table is ours rather than the framework's.
    pub ours: bool,
    /// All together.
    pub outcome: String,
    /// Principles with strength and outcome.
    pub answered_by: Vec<AnsweredBy>,
}

/// A principle that works against a risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnsweredBy {
    /// Which.
    pub principle: String,
    /// How much it does.
    pub strength: String,
    /// What came out.
    pub outcome: String,
}

/// What findings were made of, so that they can be made again.
#[derive(Clone, Debug)]
pub struct MadeOf<'a> {
    /// Files of the project.
    pub inputs: Vec<Input>,
    /// Files of the catalogue.
    pub catalogue: Vec<Input>,
    /// Errors in the input.
    pub errors: u64,
    /// Version of the program.
    pub version: &'a str,
    /// Whose rules were asked.
    pub rules: Option<Vec<String>>,
}

/// Findings as data.
#[must_use]
pub fn build(
    net: &Network,
    catalogue: &Principles,
    findings: &[Finding],
    day: Date,
    made_of: MadeOf<'_>,
) -> Findings {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by(|a, b| a.framework.cmp(&b.framework));
    Findings {
        format: FORMAT.to_owned(),
        version: made_of.version.to_owned(),
        inputs: made_of.inputs,
        errors: made_of.errors,
        rules: made_of.rules,
        catalogue: made_of.catalogue,
        project: net.settings.name.clone(),
        synthetic: net.settings.synthetic,
        day: day.to_string(),
        frameworks: frameworks(catalogue, findings),
        findings: sorted.into_iter().map(finding).collect(),
        risks: roll_up(catalogue, findings)
            .into_iter()
            .map(|view| Risk {
                framework: view.framework,
                id: view.risk,
                title: view.title,
                ours: view.ours,
                outcome: view.outcome.word().to_owned(),
                answered_by: view
                    .answered_by
                    .into_iter()
                    .map(|(principle, strength, outcome)| AnsweredBy {
                        principle,
                        strength: strength.word().to_owned(),
                        outcome: outcome.word().to_owned(),
                    })
                    .collect(),
            })
            .collect(),
    }
}

fn frameworks(catalogue: &Principles, findings: &[Finding]) -> Vec<Framework> {
    let one = |framework: &keyholder_supply::principle::Framework| {
        let mine = || findings.iter().filter(|f| f.framework == framework.id.text);
        let count = |outcome| {
            mine()
                .filter(|f| !f.context && f.outcome == outcome)
                .count() as u64
        };
        Framework {
            id: framework.id.text.clone(),
            title: framework.title.clone(),
            source: framework.source.clone(),
            date: framework.date.map(|date| date.to_string()),
            licence: framework.licence.clone(),
            checked: framework.checked,
            note: framework.note.clone(),
            binds_in: framework.binds_in.iter().map(|n| n.text.clone()).collect(),
            met: count(Outcome::Met),
            not_met: count(Outcome::NotMet),
            unknown: count(Outcome::Unknown),
            not_applicable: count(Outcome::NotApplicable),
            context: mine().filter(|f| f.context).count() as u64,
        }
    };
    catalogue.frameworks.iter().map(one).collect()
}

fn finding(finding: &Finding) -> WireFinding {
    WireFinding {
        framework: finding.framework.clone(),
        principle: finding.principle.clone(),
        title: finding.title.clone(),
        statement: finding.statement.clone(),
        subject: finding.subject.clone(),
        outcome: finding.outcome.word().to_owned(),
        context: finding.context,
        meaning: finding.meaning.clone(),
        answers: finding.answers.iter().map(answer).collect(),
        remedy: finding.remedy.clone(),
        effort: finding.effort.word().to_owned(),
        checked: finding.checked,
    }
}

fn answer(answer: &Answer) -> WireAnswer {
    let evidence = answer.used.iter().map(|used| Evidence {
        id: used.id.clone(),
        says: if used.against { "against" } else { "for" }.to_owned(),
        grade: used.grade.word().to_owned(),
        age_days: used.age_days,
        disputed: used.disputed,
    });
    let missing = answer.missing.iter().map(|missing| Missing {
        what: missing.what.clone(),
        remedy: missing.remedy.clone(),
    });
    let flips = answer.flips.iter().map(|flip| Flip {
        to: flip.to.word().to_owned(),
        words: flip.words.clone(),
        changes: flip
            .changes
            .iter()
            .map(|change| Change {
                kind: change_word(change.kind).to_owned(),
                amount: change.amount,
                of: change.of.clone(),
            })
            .collect(),
    });
    WireAnswer {
        check: answer.check.to_owned(),
        outcome: answer.outcome.word().to_owned(),
        numbers: numbers(answer.measure),
        sentence: answer.sentence.clone(),
        evidence: evidence.collect(),
        missing: missing.collect(),
        missing_more: answer.missing_more,
        flips: flips.collect(),
        until: answer.until.map(|day| day.to_string()),
    }
}

fn numbers(measure: Measure) -> Numbers {
    match measure {
        Measure::Share {
            surely,
            at_most,
            of,
            not_placed,
        } => Numbers::Share {
            surely,
            at_most,
            of,
            not_placed,
        },
        Measure::Coverage { yes, no, unknown } => Numbers::Coverage { yes, no, unknown },
        Measure::NoGroup => Numbers::NoGroup,
    }
}

fn change_word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Reach => "reach",
        ChangeKind::Supply => "supply",
        ChangeKind::Evidence => "evidence",
        ChangeKind::Statement => "statement",
        ChangeKind::Thing => "thing",
        ChangeKind::Supplier => "supplier",
        ChangeKind::Group => "group",
    }
}

/// Findings as JSON, indented, with a line break at the end.
///
/// # Panics
/// Never: the types hold only text, whole numbers and lists.
#[must_use]
pub fn json(findings: &Findings) -> String {
    let text = serde_json::to_string_pretty(findings);
    text.expect("text, whole numbers and lists can be written") + "\n"
}

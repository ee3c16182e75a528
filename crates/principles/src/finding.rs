//! What comes out: findings that say the outcome, the numbers, what they rest on, what is missing, and what
//! would turn them.

use jiff::civil::Date;
use keyholder_supply::principle::{Effort, Measure, Outcome};
use keyholder_supply::{Grade, PartyId};

/// Of whom a finding speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Of {
    /// The network as a whole.
    Network,
    /// One operator.
    Operator(PartyId),
    /// One supplier.
    Supplier(PartyId),
}

/// The outcome of one principle for one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the principle.
    pub principle: String,
    /// Id of its framework.
    pub framework: String,
    /// Its title.
    pub title: String,
    /// Its sentence.
    pub statement: String,
    /// Of whom.
    pub of: Of,
    /// The same in words.
    pub subject: String,
    /// Shown, and not scored.
    pub context: bool,
    /// What came out.
    pub outcome: Outcome,
    /// What that means, in the words of the catalogue.
    pub meaning: String,
    /// The answer to each of its questions.
    pub answers: Vec<Answer>,
    /// What to do when it is not met.
    pub remedy: String,
    /// How long that takes.
    pub effort: Effort,
    /// Whether the paraphrase was checked against the text.
    pub checked: bool,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The word of the check.
    pub check: &'static str,
    /// What came out of it.
    pub outcome: Outcome,
    /// What was measured.
    pub measure: Measure,
    /// The numbers in a sentence.
    pub sentence: String,
    /// Items of evidence that it rests on, for and against, sorted.
    pub used: Vec<Used>,
    /// What is missing, the first few; [`Answer::missing_more`] counts the others.
    pub missing: Vec<Missing>,
    /// How many more are missing.
    pub missing_more: u64,
    /// The nearest changes of facts that would turn it.
    pub flips: Vec<Flip>,
    /// The last day on which it comes out so if nothing new is stated, when the evidence names one.
    pub until: Option<Date>,
}

/// An item of evidence as it was used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Used {
    /// Its id.
    pub id: String,
    /// Whether it speaks against.
    pub against: bool,
    /// On what it rests.
    pub grade: Grade,
    /// How many days before the day of the assessment.
    pub age_days: Option<i32>,
    /// Whether a reply to it is open.
    pub disputed: bool,
}

/// Something that is missing, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// What.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// A change of facts after which the question comes out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// How it would come out.
    pub to: Outcome,
    /// The change in words.
    pub words: String,
    /// All of these together.
    pub changes: Vec<Change>,
}

/// One change of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind.
    pub kind: ChangeKind,
    /// Of how many.
    pub amount: u64,
    /// Of whom or what, as `party:ID`, `country:XA`, `release:..`, `route:..`, or a name.
    pub of: String,
}

/// Kinds of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Elements leave the reach of an actor, or come into it when the outcome gets worse.
    Reach,
    /// Elements get another supplier.
    Supply,
    /// Evidence is brought, or lapses when the outcome gets worse.
    Evidence,
    /// What is not stated gets stated.
    Statement,
    /// A thing gets what it lacks: a safeguard, a signature, a list of parts.
    Thing,
    /// A further supplier.
    Supplier,
    /// A group is named in the project.
    Group,
}

//! The yardstick for suppliers: what is asked, how evidence is believed, and when it is enough. Data; the
//! method that uses it is another's.

use crate::{Grade, Share};

/// On which side a criterion counts. Neither pays for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CriterionAxis {
    /// How the supplier works.
    Practice,
    /// Who can make it do something: owners, law, courts.
    Control,
}

impl CriterionAxis {
    /// Both, in the order of reports.
    pub const ALL: &'static [CriterionAxis] = &[CriterionAxis::Practice, CriterionAxis::Control];

    /// As files write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            CriterionAxis::Practice => "practice",
            CriterionAxis::Control => "control",
        }
    }
}

/// What a class asks of a criterion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The least level that counts in favour.
    pub profile: Option<Share>,
    /// The least level without which the class is refused.
    pub veto: Option<Share>,
}

/// One thing that is asked of suppliers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionText {
    /// Id; evidence names it.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// The question, good when the answer is yes.
    pub asks: String,
    /// On which side it counts.
    pub axis: CriterionAxis,
    /// How much it counts beside the others of its axis.
    pub weight: u32,
    /// After how many days a document is worth half; `None`: it does not fade.
    pub half_life_days: Option<u32>,
    /// What a supplier trusted with conditions must show.
    pub conditional: Wanted,
    /// What a trusted supplier must show.
    pub trusted: Wanted,
    /// Where the question comes from, in our words.
    pub sources: Vec<String>,
}

/// The whole yardstick.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Yardstick {
    /// Its version; results name it.
    pub version: String,
    /// How far each grade is believed, in the order of [`Grade::ALL`].
    pub believed: [Share; 4],
    /// How far weights may be other than stated, as a part of each.
    pub weight_tolerance: Share,
    /// How much weight must be in favour: from, to.
    pub majority: [Share; 2],
    /// The part of draws that gives a class on functions that are not critical.
    pub acceptable: Share,
    /// How many draws.
    pub draws: u32,
    /// Where chance begins.
    pub seed: u64,
    /// What is asked, by axis, then by id.
    pub criteria: Vec<CriterionText>,
}

impl Yardstick {
    /// How far a grade is believed.
    #[must_use]
    pub fn believes(&self, grade: Grade) -> Share {
        self.believed[grade as usize]
    }

    /// The position of a criterion.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.criteria.iter().position(|c| c.id == id)
    }
}

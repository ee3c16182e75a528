//! Which column is what: by its name, by what stands in it, by a map that people keep, by what they say now.

mod content;
mod guess;
mod map;
mod words;

pub use content::Known;
pub use map::{Asked, decide, save};
pub use words::{Becomes, ours};

use crate::sheet::Sheet;
use crate::value::key;

/// Rows at the top among which the header is looked for.
const HEADER_WITHIN: usize = 60;

/// What a column becomes when it is not taken.
pub const NOTHING: &str = "nothing";

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Nothing speaks for it.
    None,
    /// Its name means this in some exports.
    Possible,
    /// What stands in it says so.
    Likely,
    /// Its name says so.
    Sure,
    /// A person said so, now or in a map.
    Said,
}

impl Confidence {
    /// The word that is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Confidence::None => "",
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Sure => "sure",
            Confidence::Said => "said",
        }
    }
}

/// One column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the export.
    pub theirs: String,
    /// What it becomes; [`NOTHING`] when it is not taken.
    pub becomes: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why.
    pub reason: String,
    /// The first thing that stands in it.
    pub example: String,
}

/// How a sheet is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The row of the header, counted from 0.
    pub header: usize,
    /// What the sheet becomes.
    pub becomes: Becomes,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// The saved map that was used.
    pub map: Option<String>,
}

impl Mapping {
    /// The column that becomes `ours`, counted from 0.
    #[must_use]
    pub fn column(&self, ours: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.becomes == ours)
    }
}

/// The names of the columns in a row: blank ones are numbered, repeated ones too, so that each is one name.
fn names(sheet: &Sheet, row: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    let width = sheet.width(row);
    let last = (0..width).rev().find(|n| !sheet.cell(row, *n).is_empty());
    for n in 0..last.map_or(0, |last| last + 1) {
        let cell = sheet.cell(row, n);
        let name = match cell {
            "" => format!("column {}", n + 1),
            cell => cell.chars().take(120).collect(),
        };
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        let name = match *times {
            1 => name,
            n => format!("{name} ({n})"),
        };
        names.push(name);
    }
    names
}

/// The row of the header by the names that it has: the row with the most names that are known.
fn find_header(sheet: &Sheet) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    let mut fallback = None;
    for row in 0..sheet.rows().min(HEADER_WITHIN) {
        let cells: Vec<&str> = sheet.cells(row).filter(|c| !c.is_empty()).collect();
        if cells.is_empty() {
            continue;
        }
        let score: usize = cells
            .iter()
            .filter(|cell| cell.len() <= 60)
            .map(|cell| {
                let key = key(cell);
                let sure = Becomes::TABLES
                    .iter()
                    .any(|t| words::word(*t, &key).is_some());
                let hint = Becomes::TABLES
                    .iter()
                    .any(|t| !words::hints(*t, &key).is_empty());
                usize::from(sure) * 2 + usize::from(!sure && hint)
            })
            .sum();
        if score >= 2 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, row));
        }
        // A line of words above other lines may be a header in a language that is not known.
        let wordy = cells.len() >= 3 && cells.iter().all(|c| c.chars().any(char::is_alphabetic));
        if wordy && fallback.is_none() && row + 1 < sheet.rows() {
            fallback = Some(row);
        }
    }
    best.map(|(_, row)| row).or(fallback)
}

//! What an export proposes.

use keyholder_diag::Code;
use keyholder_supply::facts::Facts;

/// A row or entry of an export that was not taken, as it stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The table or list, as [`keyholder_supply::facts::TableCount::path`] names it.
    pub table: String,
    /// Row of a sheet counted as people count (the header is 1), or position in a list from 1.
    pub row: u64,
    /// Column names of the export, in its order.
    pub columns: Vec<String>,
    /// The cells as they stood there, one for each column.
    pub cells: Vec<String>,
    /// Why.
    pub code: Code,
    /// Why, in words.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// What an export says in the words of a project.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// Elements, pools, places, parties, components with releases. `facts.tables` counts the rows of every
    /// table and list that was read: rows = taken + refused + blank.
    pub facts: Facts,
    /// Rows that were not taken.
    pub refused: Vec<Refused>,
    /// Elements taken without a function, by id, each with the words by which the export describes it.
    pub not_placed: Vec<(String, String)>,
}

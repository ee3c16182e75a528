//! Large tables in one streaming pass that interns and groups; result tables as Parquet.
//!
//! [`read`] takes tables of elements as bytes, CSV or Parquet, and gives an [`Inventory`]: kinds of rows with
//! their number, and the few elements that something else names. The work is one pass over the cells, on as
//! many threads as it is given; the answer does not depend on how many. Ids and kinds of all rows are kept
//! beside it in [`Rows`], some 30 bytes a row, so that results can be joined back to elements.
//!
//! *Invariant:* rows = taken + refused + blank, for every table.
//! *Invariant:* nothing here opens a file; bytes come in as [`Bytes`].

mod column;
mod csv;
mod gather;
mod ids;
mod intern;
mod parquet;
pub mod results;
pub mod write;

use std::collections::BTreeSet;

pub use bytes::Bytes;
use keyholder_diag::{Code, Diagnostic, Diagnostics, FileId, Limits, Parsed, Span, list_some};
use keyholder_supply::facts::TableCount;
use keyholder_supply::inventory::Inventory;

pub use ids::Rows;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated, UTF-8, with a header.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// A table of elements.
#[derive(Clone, Debug)]
pub struct Table {
    /// Path relative to the project.
    pub path: String,
    /// Its number among the sources.
    pub file: FileId,
    /// How it is written.
    pub form: Form,
    /// All of it.
    pub bytes: Bytes,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Rows, grouped.
    pub inventory: Inventory,
    /// The rows one by one: id and kind.
    pub rows: Rows,
    /// What became of the rows of each table, in the order given.
    pub counts: Vec<TableCount>,
}

/// Reads tables of elements.
///
/// `wanted` are ids that must be known by name besides those that hosts and managers name: elements in
/// routes, and the one that a question is about.
///
/// Faults of a table cost that table or those rows; they are reported with the table's number and counted.
#[must_use]
pub fn read(
    tables: &[Table],
    wanted: &BTreeSet<String>,
    threads: usize,
    limits: &Limits,
) -> Parsed<Taken> {
    let threads = threads.max(1);
    let mut diagnostics = Diagnostics::default();
    let parts = parts(tables, threads, limits, &mut diagnostics);
    let mut gathered = gather::run(tables, &parts, threads, limits);
    let told = std::mem::take(&mut gathered.faults);
    let (taken, counted) = gathered.finish(tables, wanted, threads);
    let all = told.into_iter().chain(counted);
    all.for_each(|fault| diagnostics.push(fault));
    let first = tables.first().map(|table| Span::whole(table.file));
    let twice = first.and_then(|span| twice(&taken.inventory, span));
    twice.into_iter().for_each(|fault| diagnostics.push(fault));
    Parsed {
        value: taken,
        diagnostics,
    }
}

/// What is said about ids that stand in more than one row, if there are any.
#[must_use]
pub fn twice(inventory: &Inventory, span: Span) -> Option<Diagnostic> {
    if inventory.twice_count == 0 {
        return None;
    }
    let some = list_some(inventory.twice.iter().map(String::as_str), 5);
    let message = format!(
        "{} element ids stand in more than one row, and every row counts as an element: {some}",
        inventory.twice_count
    );
    let twice = Diagnostic::new(Code::KH0301, span, message);
    Some(twice.help("remove the second row, or rename it"))
}

/// A piece of a table that one thread reads at a time.
struct Part {
    table: usize,
    what: What,
}

enum What {
    /// A row group of a Parquet file.
    Group(parquet::Opened, usize),
    /// Bytes of a CSV file, from a beginning of a row to an end of one.
    Lines(csv::Header, csv::Piece),
}

fn parts(
    tables: &[Table],
    threads: usize,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Vec<Part> {
    let mut parts = Vec::new();
    for (n, table) in tables.iter().enumerate() {
        let split = match table.form {
            Form::Parquet => parquet::open(table).map(|(opened, faults)| {
                let whats = opened.groups().map(|g| What::Group(opened.clone(), g));
                (whats.collect::<Vec<_>>(), faults)
            }),
            Form::Csv => csv::split(table, threads, limits),
        };
        let (whats, faults) = split.unwrap_or_else(|faults| (Vec::new(), faults));
        parts.extend(whats.into_iter().map(|what| Part { table: n, what }));
        faults.into_iter().for_each(|fault| diagnostics.push(fault));
    }
    parts
}

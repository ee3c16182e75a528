//! Kinds of rows as the engine hands them over, in any order and in pieces.

use std::collections::{BTreeSet, HashMap};

use datafusion::arrow::array::{Array, AsArray, LargeStringArray, RecordBatch};
use datafusion::error::Result;
use keyholder_supply::inventory::{KIND_WIDTH, Kind};

use crate::batch::{count, counts, refuse, texts};
use crate::text::names;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It counts.
    Taken,
    /// It says something and has no id.
    Refused,
    /// It says nothing.
    Blank,
}

/// Positions of the columns whose cells name elements: host and manager.
const NAMING: [usize; 2] = [4, 5];

/// Kinds met so far, each once, over dictionaries that grow.
#[derive(Default)]
pub(crate) struct Kinds {
    texts: [Vec<String>; KIND_WIDTH],
    numbers: [HashMap<String, u32>; KIND_WIDTH],
    kinds: Vec<Kind>,
    places: HashMap<[u32; KIND_WIDTH], u32>,
}

impl Kinds {
    /// Takes in rows of groups: whether there is no id, the cells as written, how many, the
    /// least id. Groups that differ in white space alone are one kind.
    pub(crate) fn hear(
        &mut self,
        batch: &RecordBatch,
        mut seen: impl FnMut(Seen, u64),
    ) -> Result<()> {
        let Some(bare) = batch.column(0).as_boolean_opt() else {
            return refuse("a column of another type than asked for");
        };
        let cells = columns(batch, 1)?;
        let rows = counts(batch, 1 + KIND_WIDTH)?;
        let least = texts(batch, 2 + KIND_WIDTH)?;
        for row in 0..batch.num_rows() {
            let many = count(&rows, row)?;
            if !bare.value(row) {
                seen(Seen::Taken, many);
                self.add(&cells, row, many, least.value(row))?;
            } else if cells.iter().all(|column| cell(column, row).is_empty()) {
                seen(Seen::Blank, many);
            } else {
                seen(Seen::Refused, many);
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        columns: &[LargeStringArray],
        row: usize,
        rows: u64,
        least: &str,
    ) -> Result<()> {
        let mut cells = [0; KIND_WIDTH];
        for (c, column) in columns.iter().enumerate() {
            cells[c] = self.number(c, cell(column, row))?;
        }
        if let Some(place) = self.places.get(&cells) {
            let kind = &mut self.kinds[*place as usize];
            kind.rows += rows;
            if least < kind.least.as_str() {
                kind.least = least.to_owned();
            }
            return Ok(());
        }
        let Ok(place) = u32::try_from(self.kinds.len()) else {
            return refuse("more kinds than can be numbered");
        };
        self.places.insert(cells, place);
        self.kinds.push(Kind {
            cells,
            rows,
            least: least.to_owned(),
        });
        Ok(())
    }

    fn number(&mut self, column: usize, text: &str) -> Result<u32> {
        if let Some(number) = self.numbers[column].get(text) {
            return Ok(*number);
        }
        let Ok(number) = u32::try_from(self.texts[column].len()) else {
            return refuse("more texts than can be numbered");
        };
        self.texts[column].push(text.to_owned());
        self.numbers[column].insert(text.to_owned(), number);
        Ok(number)
    }

    /// For each row of an answer whose cells begin at `first`, its kind.
    pub(crate) fn find(&self, batch: &RecordBatch, first: usize) -> Result<Vec<Option<u32>>> {
        let columns = columns(batch, first)?;
        let kind = |row: usize| {
            let mut cells = [0; KIND_WIDTH];
            for (c, column) in columns.iter().enumerate() {
                cells[c] = *self.numbers[c].get(cell(column, row))?;
            }
            self.places.get(&cells).copied()
        };
        Ok((0..batch.num_rows()).map(kind).collect())
    }

    /// Every name in a cell of hosts or managers, and those that are asked for.
    pub(crate) fn sought<'a>(&'a self, wanted: &'a BTreeSet<String>) -> BTreeSet<&'a str> {
        let cells = NAMING.iter().flat_map(|column| &self.texts[*column]);
        let named = cells.flat_map(|cell| names(cell));
        named.chain(wanted.iter().map(String::as_str)).collect()
    }

    pub(crate) fn into_parts(self) -> ([Vec<String>; KIND_WIDTH], Vec<Kind>) {
        (self.texts, self.kinds)
    }
}

/// A cell, trimmed; null is blank.
fn cell(column: &LargeStringArray, row: usize) -> &str {
    match column.is_null(row) {
        true => "",
        false => column.value(row).trim(),
    }
}

/// The cells of all kind columns.
fn columns(batch: &RecordBatch, first: usize) -> Result<Vec<LargeStringArray>> {
    if batch.num_columns() < first + KIND_WIDTH {
        return refuse("fewer columns than asked for");
    }
    (first..first + KIND_WIDTH)
        .map(|column| texts(batch, column))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_managers_name_elements() {
        let named = NAMING.map(|column| keyholder_supply::inventory::KIND_COLUMNS[column]);
        assert_eq!(named, ["host", "manager"]);
    }
}

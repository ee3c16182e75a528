//! The inventory of tables: kinds, ids given twice, elements that something names.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::common::JoinType;
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{count, min, sum};
use datafusion::logical_expr::{Expr, ident, lit, when};
use datafusion::prelude::{DataFrame, SessionContext};
use keyholder_supply::inventory::{Inventory, KIND_COLUMNS, Named};

use crate::ClusterError;
use crate::batch::{self, texts};
use crate::kinds::{Kinds, Seen};
use crate::session::Engine;
use crate::storage::{Place, Stores};
use crate::tables::{self, Tables, element, planned, scan, taken};
use crate::text::text;

/// What became of the rows of each table, in the order in which tables were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// One for each table.
    pub tables: Vec<TableCounts>,
}

/// What became of the rows of a table: `rows = taken + refused + blank`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableCounts {
    /// Rows in all.
    pub rows: u64,
    /// Rows that count.
    pub taken: u64,
    /// Rows that say something and have no id.
    pub refused: u64,
    /// Rows that say nothing.
    pub blank: u64,
}

impl Engine {
    /// The inventory of tables, and what became of their rows.
    ///
    /// # Errors
    ///
    /// When the cluster, the storage or a table fails; never a result that leaves out a row.
    pub fn inventory(
        &self,
        tables: &[PathBuf],
        wanted: &BTreeSet<String>,
    ) -> std::result::Result<(Inventory, Counts), ClusterError> {
        self.run(|| self.take(tables, wanted))
    }

    async fn take(
        &self,
        paths: &[PathBuf],
        wanted: &BTreeSet<String>,
    ) -> std::result::Result<(Inventory, Counts), ClusterError> {
        let stores = Arc::new(Stores::default());
        let tables = Tables::open(&stores, paths).await?;
        let session = self.session(stores.clone()).await?;
        let mut kinds = Kinds::default();
        let mut counts = Counts::default();
        for table in &tables.tables {
            let rows = planned("kinds", scan(&session, table.files.iter()))?;
            let plan = planned("kinds", kinds_plan(rows))?;
            let mut seen = TableCounts::default();
            self.ask("kinds", plan, &tables.shown, |batch| {
                kinds.hear(batch, |what, rows| seen.add(what, rows))
            })
            .await?;
            accounted("kinds", table.rows, seen.rows)?;
            counts.tables.push(seen);
        }
        let all: u64 = counts.tables.iter().map(|table| table.taken).sum();
        if all == 0 {
            return Ok((Inventory::default(), counts));
        }
        let twice = self.twice(&session, &tables, all).await?;
        let sought = kinds.sought(wanted);
        let scratch = self.scratch_beside(&stores, &tables)?;
        let named = match sought.len() {
            0 => Ok(Vec::new()),
            _ => {
                let names = scratch.child("names.parquet");
                self.named(&session, &tables, names, &sought, &kinds, all)
                    .await
            }
        };
        scratch.remove_folder().await;
        let (texts, kinds) = kinds.into_parts();
        let mut inventory = Inventory::new(texts, kinds, named?);
        inventory.twice = twice.least.into_iter().collect();
        inventory.twice_count = twice.count;
        Ok((inventory, counts))
    }

    /// Ids of more than one row. The least are kept here and not asked for in order: an order with a limit
    /// is among what the engine has answered wrongly.
    async fn twice(
        &self,
        session: &SessionContext,
        tables: &Tables,
        all: u64,
    ) -> std::result::Result<Twice, ClusterError> {
        const QUERY: &str = "ids given twice";
        let rows = planned(QUERY, scan(session, tables.all()))?;
        let plan = planned(QUERY, twice_plan(rows))?;
        let mut twice = Twice::default();
        let mut answered = 0;
        self.ask(QUERY, plan, &tables.shown, |batch| {
            let ids = texts(batch, 0)?;
            let counted = batch::counts(batch, 1)?;
            for row in 0..batch.num_rows() {
                answered += batch::count(&counted, row)?;
                if !ids.value(row).is_empty() {
                    twice.note(ids.value(row));
                }
            }
            Ok(())
        })
        .await?;
        accounted(QUERY, all, answered)?;
        Ok(twice)
    }

    /// Rows whose ids are sought, each id once for each of its kinds.
    async fn named(
        &self,
        session: &SessionContext,
        tables: &Tables,
        place: Place,
        sought: &BTreeSet<&str>,
        kinds: &Kinds,
        all: u64,
    ) -> std::result::Result<Vec<Named>, ClusterError> {
        const QUERY: &str = "named elements";
        let file = planned(QUERY, tables::names_file(sought.iter().copied()))?;
        place.write(file).await?;
        let rows = planned(QUERY, scan(session, tables.all()))?;
        let field = tables::text_field(tables::NAME);
        let names = tables::read(session, [place.url()].into_iter(), [field].into_iter());
        let plan = planned(QUERY, names.and_then(|names| named_plan(rows, names)))?;
        let mut named = Vec::new();
        let mut answered = 0;
        let shown = [tables.shown.as_slice(), &[place.shown()]].concat();
        self.ask(QUERY, plan, &shown, |batch| {
            let ids = texts(batch, 0)?;
            let found = kinds.find(batch, 1)?;
            let counted = batch::counts(batch, batch.num_columns() - 1)?;
            for (row, kind) in found.into_iter().enumerate() {
                answered += batch::count(&counted, row)?;
                if let Some(kind) = kind.filter(|_| !ids.value(row).is_empty()) {
                    let id = ids.value(row).to_owned();
                    named.push(Named { id, kind });
                } else if !ids.value(row).is_empty() {
                    return batch::refuse("a kind that no row has");
                }
            }
            Ok(())
        })
        .await?;
        accounted(QUERY, all, answered)?;
        Ok(named)
    }

    /// A folder for files that only the queries of this run read.
    pub(crate) fn scratch_beside(
        &self,
        stores: &Stores,
        tables: &Tables,
    ) -> std::result::Result<Place, ClusterError> {
        let first = tables.all().next().map(Place::parent);
        let folder = match (&self.scratch, first) {
            (Some(folder), _) => Place::new(stores, folder)?,
            (None, Some(parent)) => parent,
            (None, None) => Place::new(stores, &std::env::temp_dir())?,
        };
        Ok(folder.child(&crate::storage::scratch_name()))
    }
}

impl TableCounts {
    fn add(&mut self, what: Seen, rows: u64) {
        self.rows += rows;
        match what {
            Seen::Taken => self.taken += rows,
            Seen::Refused => self.refused += rows,
            Seen::Blank => self.blank += rows,
        }
    }
}

/// Ids given twice: how many, and the least of them.
#[derive(Default)]
struct Twice {
    least: BTreeSet<String>,
    count: u64,
}

impl Twice {
    fn note(&mut self, id: &str) {
        self.count += 1;
        let full = self.least.len() >= Inventory::TWICE_MAX;
        if full && self.least.last().is_some_and(|last| id > last.as_str()) {
            return;
        }
        self.least.insert(id.to_owned());
        if self.least.len() > Inventory::TWICE_MAX {
            self.least.pop_last();
        }
    }
}

/// Refuses an answer that leaves a row out, or counts one twice.
pub(crate) fn accounted(
    query: &'static str,
    rows: u64,
    answered: u64,
) -> std::result::Result<(), ClusterError> {
    match answered == rows {
        true => Ok(()),
        false => Err(ClusterError::Unaccounted {
            query,
            rows,
            answered,
        }),
    }
}

/// Rows that say the same, whether they have an id, how many they are, and the least id.
fn kinds_plan(rows: DataFrame) -> Result<DataFrame> {
    let bare = element().eq(text("")).alias("bare");
    let by = std::iter::once(bare).chain(KIND_COLUMNS.map(ident));
    let least = min(element()).alias("least");
    rows.aggregate(by.collect(), vec![count(lit(1)).alias("rows"), least])
}

/// Ids of several rows with their counts, and all others together under no id.
fn twice_plan(rows: DataFrame) -> Result<DataFrame> {
    let counted = taken(rows)?.aggregate(vec![element()], vec![count(lit(1)).alias("each")])?;
    let several = when(ident("each").gt(lit(1_i64)), element()).otherwise(text(""))?;
    counted.aggregate(
        vec![several.alias("id")],
        vec![sum(ident("each")).alias("rows")],
    )
}

/// Ids that are sought with their cells, and all other rows together under no id.
fn named_plan(rows: DataFrame, names: DataFrame) -> Result<DataFrame> {
    let joined = taken(rows)?.join(
        names,
        JoinType::Left,
        &[tables::ELEMENT],
        &[tables::NAME],
        None,
    )?;
    let kept = |column: &str| -> Result<Expr> {
        let sought = ident(tables::NAME).is_not_null();
        Ok(when(sought, ident(column))
            .otherwise(text(""))?
            .alias(format!("kept_{column}")))
    };
    let columns = || std::iter::once(tables::ELEMENT).chain(KIND_COLUMNS);
    let by = columns().map(kept).collect::<Result<Vec<_>>>()?;
    joined.aggregate(by, vec![count(lit(1)).alias("rows")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_ids_given_twice_are_listed_and_all_are_counted() {
        let mut twice = Twice::default();
        for n in (0..3_000).rev() {
            twice.note(&format!("e{n:05}"));
        }
        assert_eq!(twice.count, 3_000);
        assert_eq!(twice.least.len(), Inventory::TWICE_MAX);
        assert_eq!(twice.least.last().map(String::as_str), Some("e00999"));
    }

    #[test]
    fn an_answer_that_leaves_a_row_out_is_refused() {
        assert!(accounted("kinds", 3, 3).is_ok());
        let error = accounted("kinds", 3, 2).expect_err("refused").to_string();
        assert!(error.contains("2 rows of 3"), "{error}");
    }
}

//! Joined back: every element with its class, written by the cluster itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{LargeStringArray, UInt32Array};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::JoinType;
use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::error::Result;
use datafusion::logical_expr::{ident, when};
use datafusion::prelude::DataFrame;
use keyholder_supply::inventory::{Inventory, KIND_COLUMNS};
use object_store::ObjectStoreExt;

use crate::ClusterError;
use crate::error::of_engine;
use crate::inventory::accounted;
use crate::session::Engine;
use crate::storage::{Place, Stores};
use crate::tables::{self, Tables, element, planned, scan, taken, trimmed};

const QUERY: &str = "classes of elements";

/// The classes of elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classes {
    /// For each kind of the inventory, the class of its rows.
    pub of_kinds: Vec<u32>,
    /// Elements that have another class than the rest of their kind, because something else names them.
    pub of_named: BTreeMap<String, u32>,
}

impl Engine {
    /// Writes for every row taken its element and its class, as `elements/part-*.parquet` in the folder
    /// `out`, which every node sees. Returns how many rows were written.
    ///
    /// The parts are written aside and moved when all rows are accounted for. Parts of an earlier run go.
    ///
    /// # Errors
    ///
    /// When the cluster, the storage or a table fails, or `inventory` is not that of `tables`.
    pub fn join_back(
        &self,
        tables: &[PathBuf],
        inventory: &Inventory,
        classes: &Classes,
        out: &Path,
    ) -> std::result::Result<u64, ClusterError> {
        if classes.of_kinds.len() != inventory.kinds.len() {
            return Err(ClusterError::Classes(format!(
                "{} classes for {} kinds; give the class of each kind",
                classes.of_kinds.len(),
                inventory.kinds.len()
            )));
        }
        self.run(|| self.write_back(tables, inventory, classes, out))
    }

    async fn write_back(
        &self,
        paths: &[PathBuf],
        inventory: &Inventory,
        classes: &Classes,
        out: &Path,
    ) -> std::result::Result<u64, ClusterError> {
        let stores = Arc::new(Stores::default());
        let tables = Tables::open(&stores, paths).await?;
        let out = Place::new(&stores, out)?.child("elements");
        let beside = self.scratch_beside(&stores, &tables)?;
        let aside = out.child(&crate::storage::scratch_name());
        let to = To {
            kinds: beside.child("kinds.parquet"),
            named: beside.child("named.parquet"),
            aside: aside.clone(),
        };
        let written = self
            .write_aside(&stores, &tables, &to, inventory, classes)
            .await;
        let moved = match written {
            Ok(rows) => replace(&aside, &out).await.map(|()| rows),
            Err(error) => Err(error),
        };
        beside.remove_folder().await;
        aside.remove_folder().await;
        moved
    }

    /// Writes the parts where nobody looks for them, and counts what their footers promise.
    async fn write_aside(
        &self,
        stores: &Arc<Stores>,
        tables: &Tables,
        to: &To,
        inventory: &Inventory,
        classes: &Classes,
    ) -> std::result::Result<u64, ClusterError> {
        let file = planned(QUERY, kinds_file(inventory, classes))?;
        to.kinds.write(file).await?;
        let file = planned(QUERY, named_file(classes))?;
        to.named.write(file).await?;
        if let Ok(folder) = to.aside.url().to_file_path() {
            let made = std::fs::create_dir_all(&folder);
            made.map_err(|error| ClusterError::Storage {
                what: format!("`{}` cannot be made", folder.display()),
                said: error.to_string(),
            })?;
        }
        let session = self.session(stores.clone()).await?;
        let rows = planned(QUERY, scan(&session, tables.all()))?;
        let (names, class) = (key_names(), |name| Field::new(name, DataType::UInt32, true));
        let fields = names.iter().map(|name| tables::text_field(name));
        let kinds = tables::read(
            &session,
            [to.kinds.url()].into_iter(),
            fields.chain([class(CLASS)]),
        );
        let fields = [tables::text_field(tables::NAME), class(OWN_CLASS)];
        let named = tables::read(&session, [to.named.url()].into_iter(), fields.into_iter());
        let plan = kinds.and_then(|kinds| classes_plan(rows, kinds, named?));
        let plan = planned(QUERY, plan)?;
        let beside = [to.kinds.shown(), to.named.shown()];
        let shown = [tables.shown.as_slice(), &beside].concat();
        let options = DataFrameWriteOptions::new();
        let folder = to.aside.folder_url();
        let write = async {
            let written = plan.write_parquet(&folder, options, None).await;
            written
                .map(drop)
                .map_err(|error| of_engine(QUERY, &error, &shown))
        };
        self.within(QUERY, write).await?;
        let mut rows = 0;
        for (file, size) in to.aside.parquet_files().await? {
            rows += tables::rows(&file, size).await?;
        }
        accounted(QUERY, inventory.rows(), rows)?;
        Ok(rows)
    }
}

/// Where the pieces of one run lie.
struct To {
    kinds: Place,
    named: Place,
    aside: Place,
}

/// The column of class numbers.
const CLASS: &str = "class";
/// The same of an element that is named.
const OWN_CLASS: &str = "own_class";

fn key_names() -> [String; KIND_COLUMNS.len()] {
    KIND_COLUMNS.map(|column| format!("kind_{column}"))
}

/// The cells of each kind with its class, as Parquet.
fn kinds_file(inventory: &Inventory, classes: &Classes) -> Result<Vec<u8>> {
    let mut columns: Vec<Column> = Vec::new();
    for (c, name) in key_names().iter().enumerate() {
        let cells = inventory.kinds.iter().map(|kind| inventory.cell(kind, c));
        let cells = LargeStringArray::from_iter_values(cells);
        columns.push((tables::text_field(name), Arc::new(cells)));
    }
    columns.push(numbers(CLASS, classes.of_kinds.iter()));
    tables::parquet_file(columns)
}

/// Elements that are named with their classes, as Parquet.
fn named_file(classes: &Classes) -> Result<Vec<u8>> {
    let names = LargeStringArray::from_iter_values(classes.of_named.keys());
    let names: Column = (tables::text_field(tables::NAME), Arc::new(names));
    tables::parquet_file(vec![names, numbers(OWN_CLASS, classes.of_named.values())])
}

type Column = (Field, datafusion::arrow::array::ArrayRef);

fn numbers<'n>(name: &str, numbers: impl Iterator<Item = &'n u32>) -> Column {
    let numbers: UInt32Array = numbers.copied().collect();
    let field = Field::new(name, DataType::UInt32, true);
    (field, Arc::new(numbers))
}

/// Each row taken with its class: its own, or that of its kind.
fn classes_plan(rows: DataFrame, kinds: DataFrame, named: DataFrame) -> Result<DataFrame> {
    let names = key_names();
    let right: Vec<&str> = names.iter().map(String::as_str).collect();
    let class = when(ident(OWN_CLASS).is_not_null(), ident(OWN_CLASS)).otherwise(ident(CLASS))?;
    trimmed(taken(rows)?)?
        .join(kinds, JoinType::Inner, &KIND_COLUMNS, &right, None)?
        .join(
            named,
            JoinType::Left,
            &[tables::ELEMENT],
            &[tables::NAME],
            None,
        )?
        .select([element(), class.alias("own_or_kinds")])?
        .select([element(), ident("own_or_kinds").alias(CLASS)])
}

/// Moves the parts to their place under plain names; parts that were there go.
async fn replace(aside: &Place, out: &Place) -> std::result::Result<(), ClusterError> {
    for (old, _) in out.parquet_files().await? {
        let name = old.key.filename().unwrap_or_default();
        if name.starts_with("part-") {
            let gone = old.store.delete(&old.key).await;
            gone.map_err(|error| old.failed("taken away", &error))?;
        }
    }
    for (n, (part, _)) in aside.parquet_files().await?.iter().enumerate() {
        let to = out.child(&format!("part-{n:05}.parquet"));
        let moved = part.store.rename(&part.key, &to.key).await;
        moved.map_err(|error| part.failed("moved", &error))?;
    }
    Ok(())
}

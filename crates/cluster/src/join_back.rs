//! Joined back: every element with the class of its kind, written by the cluster itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{LargeStringArray, UInt32Array};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::JoinType;
use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::error::Result;
use datafusion::logical_expr::ident;
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
        classes: &[u32],
        out: &Path,
    ) -> std::result::Result<u64, ClusterError> {
        if classes.len() != inventory.kinds.len() {
            return Err(ClusterError::Classes(format!(
                "{} classes for {} kinds; give the class of each kind",
                classes.len(),
                inventory.kinds.len()
            )));
        }
        self.run(|| self.write_back(tables, inventory, classes, out))
    }

    async fn write_back(
        &self,
        paths: &[PathBuf],
        inventory: &Inventory,
        classes: &[u32],
        out: &Path,
    ) -> std::result::Result<u64, ClusterError> {
        let stores = Arc::new(Stores::default());
        let tables = Tables::open(&stores, paths).await?;
        let out = Place::new(&stores, out)?.child("elements");
        let beside = self.scratch_beside(&stores, &tables)?;
        let aside = out.child(&crate::storage::scratch_name());
        let kinds = beside.child("kinds.parquet");
        let written = self
            .write_aside(&stores, &tables, (&kinds, &aside), inventory, classes)
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
        (kinds, aside): (&Place, &Place),
        inventory: &Inventory,
        classes: &[u32],
    ) -> std::result::Result<u64, ClusterError> {
        let file = planned(QUERY, kinds_file(inventory, classes))?;
        kinds.write(file).await?;
        if let Ok(folder) = aside.url().to_file_path() {
            let made = std::fs::create_dir_all(&folder);
            made.map_err(|error| ClusterError::Storage {
                what: format!("`{}` cannot be made", folder.display()),
                said: error.to_string(),
            })?;
        }
        let session = self.session(stores.clone()).await?;
        let rows = planned(QUERY, scan(&session, tables.all()))?;
        let (names, class) = (key_names(), Field::new(CLASS, DataType::UInt32, true));
        let fields = names.iter().map(|name| tables::text_field(name));
        let kinds_read = tables::read(&session, [kinds.url()].into_iter(), fields.chain([class]));
        let plan = planned(
            QUERY,
            kinds_read.and_then(|kinds| classes_plan(rows, kinds)),
        )?;
        let shown = [tables.shown.as_slice(), &[kinds.shown()]].concat();
        let options = DataFrameWriteOptions::new();
        let folder = aside.folder_url();
        let write = async {
            let written = plan.write_parquet(&folder, options, None).await;
            written
                .map(drop)
                .map_err(|error| of_engine(QUERY, &error, &shown))
        };
        self.within(QUERY, write).await?;
        let mut rows = 0;
        for (file, size) in aside.parquet_files().await? {
            rows += tables::rows(&file, size).await?;
        }
        accounted(QUERY, inventory.rows(), rows)?;
        Ok(rows)
    }
}

/// The column of class numbers.
const CLASS: &str = "class";

fn key_names() -> [String; KIND_COLUMNS.len()] {
    KIND_COLUMNS.map(|column| format!("kind_{column}"))
}

/// The cells of each kind with its class, as Parquet.
fn kinds_file(inventory: &Inventory, classes: &[u32]) -> Result<Vec<u8>> {
    let mut columns: Vec<(Field, datafusion::arrow::array::ArrayRef)> = Vec::new();
    for (c, name) in key_names().iter().enumerate() {
        let cells = inventory.kinds.iter().map(|kind| inventory.cell(kind, c));
        let cells = LargeStringArray::from_iter_values(cells);
        columns.push((tables::text_field(name), Arc::new(cells)));
    }
    let classes = UInt32Array::from(classes.to_vec());
    columns.push((Field::new(CLASS, DataType::UInt32, true), Arc::new(classes)));
    tables::parquet_file(columns)
}

/// Each row taken with the class of its kind.
fn classes_plan(rows: DataFrame, kinds: DataFrame) -> Result<DataFrame> {
    let names = key_names();
    let right: Vec<&str> = names.iter().map(String::as_str).collect();
    trimmed(taken(rows)?)?
        .join(kinds, JoinType::Inner, &KIND_COLUMNS, &right, None)?
        .select([element(), ident(CLASS)])
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

//! Tables of elements: which files, how many rows their footers promise, and their one schema.

use std::fmt::Display;
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, LargeStringArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Expr, ident};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use datafusion::parquet::file::metadata::ParquetMetaDataReader;
use datafusion::prelude::{DataFrame, SessionContext};
use futures::{StreamExt, TryStreamExt};
use keyholder_supply::inventory::KIND_COLUMNS;
use object_store::ObjectStoreExt;
use url::Url;

use crate::ClusterError;
use crate::error::of_engine;
use crate::storage::{Place, Stores, places};
use crate::text::cell;

/// The column of ids.
pub(crate) const ELEMENT: &str = "element";

/// The one column of a file of names.
pub(crate) const NAME: &str = "sought";

/// How many footers are read at a time.
const FOOTERS_AT_ONCE: usize = 16;

/// A table: one file, or those of a folder.
pub(crate) struct Table {
    pub(crate) files: Vec<Place>,
    /// Rows, as the footers promise.
    pub(crate) rows: u64,
}

/// All tables of a run.
pub(crate) struct Tables {
    pub(crate) tables: Vec<Table>,
    /// Every file as people write it, to find it in what the engine says.
    pub(crate) shown: Vec<String>,
}

impl Tables {
    /// Finds the files and reads their footers.
    pub(crate) async fn open(stores: &Stores, paths: &[PathBuf]) -> Result<Self, ClusterError> {
        let mut tables = Vec::new();
        for place in places(stores, paths)? {
            let files = match place.store.head(&place.key).await {
                Ok(meta) => vec![(place.clone(), meta.size)],
                Err(object_store::Error::NotFound { .. }) => place.parquet_files().await?,
                Err(error) => return Err(place.failed("read", &error)),
            };
            if files.is_empty() {
                return Err(ClusterError::NoTable {
                    table: place.shown(),
                });
            }
            let counted: Vec<u64> = futures::stream::iter(&files)
                .map(|(file, size)| footer(file, *size))
                .buffered(FOOTERS_AT_ONCE)
                .try_collect()
                .await?;
            tables.push(Table {
                files: files.into_iter().map(|(file, _)| file).collect(),
                rows: counted.iter().sum(),
            });
        }
        let shown = tables
            .iter()
            .flat_map(|table| &table.files)
            .map(Place::shown)
            .collect();
        Ok(Tables { tables, shown })
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Place> {
        self.tables.iter().flat_map(|table| &table.files)
    }
}

/// Rows that a table of elements promises, after a look at its columns.
async fn footer(file: &Place, size: u64) -> Result<u64, ClusterError> {
    let wrong = |said: String| ClusterError::Table {
        file: file.shown(),
        said,
    };
    let read = metadata(file, size).await?;
    let schema = read.schema();
    for column in std::iter::once(ELEMENT).chain(KIND_COLUMNS) {
        let same: Vec<_> = schema
            .fields()
            .iter()
            .filter(|field| field.name() == column)
            .collect();
        match same.as_slice() {
            [] if column == ELEMENT => {
                return Err(wrong("has no column `element`".to_owned()));
            }
            [] => {}
            [one] if fits(column, one.data_type()) => {}
            [one] => {
                let kind = one.data_type();
                return Err(wrong(format!(
                    "column `{column}` holds {kind}; write it as text"
                )));
            }
            _ => return Err(wrong(format!("has more than one column `{column}`"))),
        }
    }
    Ok(promised(&read))
}

/// Rows that any Parquet file promises.
pub(crate) async fn rows(file: &Place, size: u64) -> Result<u64, ClusterError> {
    metadata(file, size).await.map(|read| promised(&read))
}

/// The footer of a file; nothing else of it is fetched.
async fn metadata(file: &Place, size: u64) -> Result<ArrowReaderMetadata, ClusterError> {
    let wrong = |said: &dyn Display| ClusterError::Table {
        file: file.shown(),
        said: format!("cannot be read as Parquet ({said})"),
    };
    let fetch = async |from: u64, to: u64| {
        let fetched = file.store.get_range(&file.key, from..to).await;
        fetched.map_err(|error| file.failed("read", &error))
    };
    // The last bytes are the length of what stands before them, and a mark.
    const END: u64 = 8;
    if size < END {
        return Err(wrong(&"it is too short"));
    }
    let end = fetch(size - END, size).await?;
    let (length, mark) = end.split_at(4);
    let length = <[u8; 4]>::try_from(length).map_or(0, u32::from_le_bytes);
    let length = u64::from(length);
    if mark != *b"PAR1" || length > size - END {
        return Err(wrong(&"it does not end as such files do"));
    }
    let footer = fetch(size - END - length, size - END).await?;
    ParquetMetaDataReader::decode_metadata(&footer)
        .and_then(|read| ArrowReaderMetadata::try_new(Arc::new(read), ArrowReaderOptions::new()))
        .map_err(|error| wrong(&error))
}

fn promised(read: &ArrowReaderMetadata) -> u64 {
    u64::try_from(read.metadata().file_metadata().num_rows()).unwrap_or(0)
}

fn fits(column: &str, kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, inner) => fits(column, inner),
        kind => column == "wave" && kind.is_integer(),
    }
}

/// Rows of files, with the columns of elements alone; those that a file lacks are null, those of another
/// type are made text. Ids are trimmed and never null; cells stand as written, for there are many of them:
/// whoever hears of kinds trims each once.
pub(crate) fn scan<'a>(
    session: &SessionContext,
    files: impl Iterator<Item = &'a Place>,
) -> Result<DataFrame, DataFusionError> {
    let columns = std::iter::once(ELEMENT).chain(KIND_COLUMNS);
    let rows = read(session, files.map(Place::url), columns.map(text_field))?;
    rows.select(std::iter::once(cell(ELEMENT)).chain(KIND_COLUMNS.map(ident)))
}

/// Rows as of [`scan`], with every cell trimmed and never null.
pub(crate) fn trimmed(rows: DataFrame) -> Result<DataFrame, DataFusionError> {
    rows.select(std::iter::once(ident(ELEMENT)).chain(KIND_COLUMNS.map(cell)))
}

/// Rows of files with a known schema.
pub(crate) fn read(
    session: &SessionContext,
    files: impl Iterator<Item = Url>,
    fields: impl Iterator<Item = Field>,
) -> Result<DataFrame, DataFusionError> {
    let urls: Vec<ListingTableUrl> = files
        .map(|url| ListingTableUrl::try_new(url, None))
        .collect::<Result<_, _>>()?;
    let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension("");
    let config = ListingTableConfig::new_with_multi_paths(urls)
        .with_listing_options(options)
        .with_schema(Arc::new(Schema::new(fields.collect::<Vec<_>>())));
    session.read_table(Arc::new(ListingTable::try_new(config)?))
}

/// A column of texts.
pub(crate) fn text_field(name: &str) -> Field {
    Field::new(name, DataType::LargeUtf8, true)
}

/// Rows that count: they have an id.
pub(crate) fn taken(rows: DataFrame) -> Result<DataFrame, DataFusionError> {
    rows.filter(element().not_eq(crate::text::text("")))
}

pub(crate) fn element() -> Expr {
    ident(ELEMENT)
}

/// A Parquet file of names, each once.
pub(crate) fn names_file<'a>(
    names: impl Iterator<Item = &'a str>,
) -> Result<Vec<u8>, DataFusionError> {
    let names = LargeStringArray::from_iter_values(names);
    parquet_file(vec![(text_field(NAME), Arc::new(names))])
}

/// A Parquet file of columns.
pub(crate) fn parquet_file(columns: Vec<(Field, ArrayRef)>) -> Result<Vec<u8>, DataFusionError> {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?;
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None)?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

/// Turns a fault while a plan is made into ours.
pub(crate) fn planned<T>(
    query: &'static str,
    plan: Result<T, DataFusionError>,
) -> Result<T, ClusterError> {
    plan.map_err(|error| of_engine(query, &error, &[]))
}

//! Past one machine: large tables are grouped, and joined back, by a query engine on many.
//!
//! The feature `engine` brings the engine in: DataFusion plans, Ballista spreads the work. Without it this
//! crate is empty, and costs nothing to build.
//!
//! Every query goes the same way here and on a cluster, and must account for every row: what the footers
//! of the files promise, the engine has to return. An engine that loses a row, or reads one twice, is
//! found out and refused.
#![cfg_attr(
    feature = "engine",
    expect(
        clippy::disallowed_methods,
        reason = "a shell: it speaks to a cluster and to shared storage, and waits"
    )
)]

#[cfg(feature = "engine")]
mod batch;
#[cfg(feature = "engine")]
mod digest;
#[cfg(feature = "engine")]
mod error;
#[cfg(feature = "engine")]
mod inventory;
#[cfg(feature = "engine")]
mod join_back;
#[cfg(feature = "engine")]
mod kinds;
#[cfg(feature = "engine")]
mod process;
#[cfg(feature = "engine")]
mod session;
#[cfg(feature = "engine")]
mod storage;
#[cfg(feature = "engine")]
mod tables;
#[cfg(feature = "engine")]
mod text;

#[cfg(feature = "engine")]
pub use {
    digest::{TableFile, digests},
    error::ClusterError,
    inventory::{Counts, TableCounts},
    join_back::Classes,
    process::{Executor, Scheduler, executor, scheduler},
    session::Engine,
};

#[cfg(feature = "engine")]
use {
    keyholder_supply::inventory::Inventory,
    std::collections::BTreeSet,
    std::path::{Path, PathBuf},
};

/// The inventory of tables, worked out by the cluster whose scheduler listens at `address` (`HOST:PORT`).
///
/// Each table is a Parquet file, or a folder of them, at a path that every node sees, or `s3://bucket/..`.
/// `wanted` are ids that are asked for besides those that some row names as host or manager.
///
/// # Errors
///
/// When the cluster, the storage or a table fails; never a result that leaves out a row.
#[cfg(feature = "engine")]
pub fn inventory(
    address: &str,
    tables: &[PathBuf],
    wanted: &BTreeSet<String>,
) -> Result<(Inventory, Counts), ClusterError> {
    Engine::at(address).inventory(tables, wanted)
}

/// Writes for every row taken its element and its class, as `elements/part-*.parquet` in the folder `out`.
///
/// `classes` gives the numbers of classes. Returns how many rows were written.
///
/// # Errors
///
/// As [`inventory`]; and when `inventory` is not that of `tables`.
#[cfg(feature = "engine")]
pub fn join_back(
    address: &str,
    tables: &[PathBuf],
    inventory: &Inventory,
    classes: &Classes,
    out: &Path,
) -> Result<u64, ClusterError> {
    Engine::at(address).join_back(tables, inventory, classes, out)
}

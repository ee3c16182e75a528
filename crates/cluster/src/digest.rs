//! What the files of tables are, wherever they lie: every byte is looked at once, and none is kept.

use std::path::PathBuf;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use sha2::{Digest, Sha256};

use crate::session::Engine;
use crate::storage::{Place, Stores};
use crate::tables::Tables;
use crate::{ClusterError, storage};

/// A file of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFile {
    /// Where it lies, as people write it.
    pub path: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
}

/// The files of tables, with what they are. The bytes come to this machine, for no other is to be believed.
///
/// # Errors
///
/// When the storage fails, or there is no such table.
pub fn digests(tables: &[PathBuf]) -> Result<Vec<TableFile>, ClusterError> {
    Engine::here().run(|| async {
        let stores = Arc::new(Stores::default());
        let _known = storage::places(&stores, tables)?;
        let tables = Tables::open(&stores, tables).await?;
        let mut files = Vec::new();
        for place in tables.all() {
            files.push(digest(place).await?);
        }
        Ok(files)
    })
}

async fn digest(place: &Place) -> Result<TableFile, ClusterError> {
    let failed = |error: &object_store::Error| place.failed("read", error);
    let found = place.store.get(&place.key).await;
    let mut pieces = found.map_err(|error| failed(&error))?.into_stream().fuse();
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    while let Some(piece) = pieces.try_next().await.map_err(|error| failed(&error))? {
        hash.update(&piece);
        bytes += piece.len() as u64;
    }
    let sha256 = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    Ok(TableFile {
        path: place.shown(),
        sha256,
        bytes,
    })
}

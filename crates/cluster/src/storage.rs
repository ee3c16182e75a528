//! Storage that every node sees: folders under the same path everywhere, or S3.
//!
//! Each node finds its own way to S3, from its own environment (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT`, ..):
//! no key travels with a query.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::error::{DataFusionError, Result};
use datafusion::execution::object_store::ObjectStoreRegistry;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};
use url::Url;

use crate::ClusterError;

/// The storages that a node knows: folders, and any bucket of S3.
#[derive(Debug, Default)]
pub(crate) struct Stores {
    local: Arc<LocalFileSystem>,
    buckets: Mutex<BTreeMap<String, Arc<dyn ObjectStore>>>,
}

impl ObjectStoreRegistry for Stores {
    fn register_store(&self, _: &Url, _: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    fn get_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>> {
        match (url.scheme(), url.host_str()) {
            ("file", _) => Ok(self.local.clone()),
            ("s3", Some(bucket)) => {
                let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(store) = buckets.get(bucket) {
                    return Ok(store.clone());
                }
                let store = AmazonS3Builder::from_env().with_bucket_name(bucket);
                let store: Arc<dyn ObjectStore> = Arc::new(store.build()?);
                buckets.insert(bucket.to_owned(), store.clone());
                Ok(store)
            }
            _ => Err(DataFusionError::Configuration(format!(
                "`{url}`: storage is a folder or `s3://bucket/..`"
            ))),
        }
    }
}

/// A file or folder on some storage.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) key: Key,
    /// Scheme and host alone.
    base: Url,
}

impl Place {
    /// The place of a path as given; a relative one is taken from the current folder.
    pub(crate) fn new(stores: &Stores, path: &Path) -> std::result::Result<Self, ClusterError> {
        let failed = |said: String| ClusterError::Storage {
            what: format!("`{}` cannot be found", path.display()),
            said,
        };
        let url = match path.to_str() {
            Some(text) if text.contains("://") => {
                Url::parse(text).map_err(|e| failed(e.to_string()))?
            }
            _ => {
                let path = std::path::absolute(path).map_err(|e| failed(e.to_string()))?;
                Url::from_file_path(path).map_err(|()| failed("no absolute path".to_owned()))?
            }
        };
        let store = stores.get_store(&url).map_err(|e| failed(e.to_string()))?;
        let key = Key::from_url_path(url.path()).map_err(|e| failed(e.to_string()))?;
        let mut base = url;
        base.set_path("/");
        Ok(Place { store, key, base })
    }

    /// Another place on the same storage.
    pub(crate) fn with_key(&self, key: Key) -> Self {
        Place {
            key,
            ..self.clone()
        }
    }

    pub(crate) fn child(&self, name: &str) -> Self {
        self.with_key(self.key.clone().join(name))
    }

    /// The folder that this lies in.
    pub(crate) fn parent(&self) -> Self {
        let parts: Vec<_> = self.key.parts().collect();
        let above = parts.len().saturating_sub(1);
        self.with_key(parts.into_iter().take(above).collect())
    }

    /// The address that every node understands.
    pub(crate) fn url(&self) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(self.key.parts());
        }
        url
    }

    /// The same, as that of a folder.
    pub(crate) fn folder_url(&self) -> String {
        format!("{}/", self.url())
    }

    pub(crate) fn same_storage(&self, other: &Place) -> bool {
        self.base == other.base
    }

    /// As people write it.
    pub(crate) fn shown(&self) -> String {
        match self.base.scheme() {
            "file" => format!("/{}", self.key),
            _ => format!("{}{}", self.base, self.key),
        }
    }

    pub(crate) fn failed(&self, did: &str, error: &object_store::Error) -> ClusterError {
        ClusterError::Storage {
            what: format!("`{}` cannot be {did}", self.shown()),
            said: error.to_string(),
        }
    }

    pub(crate) async fn write(&self, bytes: Vec<u8>) -> std::result::Result<(), ClusterError> {
        let written = self.store.put(&self.key, bytes.into()).await;
        written.map(drop).map_err(|e| self.failed("written", &e))
    }

    /// Files directly inside whose names end in `.parquet`, by name, with their sizes.
    pub(crate) async fn parquet_files(
        &self,
    ) -> std::result::Result<Vec<(Place, u64)>, ClusterError> {
        let listed = match self.store.list_with_delimiter(Some(&self.key)).await {
            Ok(listed) => listed,
            Err(object_store::Error::NotFound { .. }) => return Ok(Vec::new()),
            Err(error) => return Err(self.failed("listed", &error)),
        };
        let mut files: Vec<(Place, u64)> = listed
            .objects
            .into_iter()
            .filter(|object| object.location.as_ref().ends_with(".parquet"))
            .map(|object| (self.with_key(object.location), object.size))
            .collect();
        files.sort_by(|(a, _), (b, _)| a.key.cmp(&b.key));
        Ok(files)
    }

    /// Takes away a folder of our own and the files in it; what cannot be taken away stays.
    pub(crate) async fn remove_folder(&self) {
        if let Ok(listed) = self.store.list_with_delimiter(Some(&self.key)).await {
            for object in listed.objects {
                let _left = self.store.delete(&object.location).await;
            }
        }
        if let Ok(path) = self.url().to_file_path() {
            // Also what an interrupted writer left, which the storage does not list.
            let _left = std::fs::remove_dir_all(path);
        }
    }
}

/// A folder for what a query needs beside its tables; its name is not used twice.
pub(crate) fn scratch_name() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanos = since.map_or(0, |d| d.as_nanos());
    format!("keyholder-scratch-{}-{nanos:x}", std::process::id())
}

/// Paths of tables as places on one storage.
pub(crate) fn places(
    stores: &Stores,
    tables: &[PathBuf],
) -> std::result::Result<Vec<Place>, ClusterError> {
    let places: Vec<Place> = tables
        .iter()
        .map(|table| Place::new(stores, table))
        .collect::<std::result::Result<_, _>>()?;
    let stranger = places
        .iter()
        .find(|place| !place.same_storage(&places[0]))
        .map(|other| ClusterError::Storages {
            one: places[0].shown(),
            other: other.shown(),
        });
    stranger.map_or(Ok(places), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_keep_strange_names() {
        let stores = Stores::default();
        for path in ["/a b/c%20d/[e]*.parquet", "/ü/x?y#z;1=2"] {
            let place = Place::new(&stores, Path::new(path)).expect("a place");
            assert_eq!(place.shown(), path);
            let again = place.url().to_file_path().expect("a path");
            assert_eq!(again, Path::new(path));
        }
        let parent = Place::new(&stores, Path::new("/a/b/c")).map(|p| p.parent().shown());
        assert_eq!(parent.ok().as_deref(), Some("/a/b"));
    }

    #[test]
    fn storage_is_a_folder_or_s3() {
        let stores = Stores::default();
        assert!(Place::new(&stores, Path::new("ftp://host/x")).is_err());
    }
}

//! Writes result tables beside each other, aside and then renamed.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use keyholder_tables::results::{ResultTable, element_classes, result_table};

use crate::write::{WriteError, aside, readable};

/// Writes tables of results into a folder, and which element belongs to which class beside them.
///
/// All are written aside before the first is renamed into place.
///
/// # Errors
/// When the system refuses; then nothing is changed, unless it refuses in the middle of renaming.
pub fn write_results(
    folder: &Path,
    tables: &[ResultTable],
    elements: Option<&mut dyn Iterator<Item = (&str, u32)>>,
) -> Result<Vec<PathBuf>, WriteError> {
    let mut ready = Vec::new();
    for table in tables {
        let path = folder.join(format!("{}.parquet", table.name));
        ready.push((
            written(&path, |out| result_table(out, table).map(drop))?,
            path,
        ));
    }
    if let Some(rows) = elements {
        let path = folder.join("elements.parquet");
        ready.push((
            written(&path, |out| element_classes(out, rows).map(drop))?,
            path,
        ));
    }
    let mut paths = Vec::new();
    for (file, path) in ready {
        file.persist(&path).map_err(|error| WriteError {
            path: path.clone(),
            source: error.error,
        })?;
        paths.push(path);
    }
    Ok(paths)
}

/// Takes away the parts that a cluster wrote into a folder in an earlier run; nothing else there is touched.
///
/// # Errors
/// When the system refuses.
pub fn remove_parts(folder: &Path) -> Result<(), WriteError> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy());
        let part = name.is_some_and(|n| n.starts_with("part-") && n.ends_with(".parquet"));
        if part {
            std::fs::remove_file(&path).map_err(|source| WriteError { path, source })?;
        }
    }
    // Stays if there is something else in it.
    let _stays = std::fs::remove_dir(folder);
    Ok(())
}

/// A file beside its place, filled and safe on the disk.
fn written(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&std::fs::File>) -> Result<(), keyholder_tables::write::WriteError>,
) -> Result<tempfile::NamedTempFile, WriteError> {
    let fault = |source| WriteError {
        path: path.to_owned(),
        source,
    };
    let file = aside(path, b"")?;
    let mut out = BufWriter::new(file.as_file());
    fill(&mut out).map_err(|error| fault(std::io::Error::other(error.to_string())))?;
    out.flush().map_err(fault)?;
    drop(out);
    readable(&file).map_err(fault)?;
    file.as_file().sync_all().map_err(fault)?;
    Ok(file)
}

//! Writes an invented nation as a project folder: all of it, or nothing.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use keyholder_example::{Nation, Tally, Topology, TopologyError, csv_line};
use keyholder_tables::write::{Elements, columns};

use crate::write::WriteError;

/// In which form the table of elements is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementsTable {
    /// `network/elements.parquet`.
    Parquet,
    /// `network/elements.csv`.
    Csv,
}

/// Why no nation was written.
#[derive(Debug)]
pub enum ExampleError {
    /// The folder is there and not empty, or is a file.
    NotEmpty(PathBuf),
    /// The system refused to read.
    Read(PathBuf, std::io::Error),
    /// The file holds no topology.
    Topology(PathBuf, TopologyError),
    /// The system refused to write.
    Write(WriteError),
}

impl std::fmt::Display for ExampleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ExampleError::NotEmpty(path) => write!(
                f,
                "`{}` is not empty; a new project needs a new folder",
                path.display()
            ),
            ExampleError::Read(path, error) => {
                write!(f, "cannot read `{}`: {error}", path.display())
            }
            ExampleError::Topology(path, error) => {
                write!(f, "`{}` is no topology: {error}", path.display())
            }
            ExampleError::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ExampleError {}

/// Largest topology that is read, bytes.
const TOPOLOGY_BYTES_MAX: u64 = 64 << 20;

/// Rows between two reports of progress.
const REPORT_ROWS: u64 = 50_000;

/// Reads a published topology.
///
/// # Errors
/// When it cannot be read, or is none.
pub fn read_topology(path: &Path) -> Result<Topology, ExampleError> {
    use std::io::Read;
    let fault = |error| ExampleError::Read(path.to_owned(), error);
    let mut text = String::new();
    let file = File::open(path).map_err(fault)?;
    file.take(TOPOLOGY_BYTES_MAX + 1)
        .read_to_string(&mut text)
        .map_err(fault)?;
    if text.len() as u64 > TOPOLOGY_BYTES_MAX {
        let message = format!("it has more than {TOPOLOGY_BYTES_MAX} bytes");
        return Err(fault(std::io::Error::other(message)));
    }
    Topology::read(&text).map_err(|error| ExampleError::Topology(path.to_owned(), error))
}

/// Writes a nation into a folder that is not there yet, or is empty. It is made beside it and renamed at the
/// end, so that there never is half of a nation. `progress` hears how many rows were written.
///
/// # Errors
/// See [`ExampleError`]. Then nothing is left behind.
pub fn write_nation(
    folder: &Path,
    nation: &Nation,
    table: ElementsTable,
    progress: &mut dyn FnMut(u64),
) -> Result<Tally, ExampleError> {
    let occupied = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => std::fs::symlink_metadata(folder).is_ok(),
    };
    if occupied {
        return Err(ExampleError::NotEmpty(folder.to_owned()));
    }
    let fault = |path: &Path, source| {
        let path = path.to_owned();
        ExampleError::Write(WriteError { path, source })
    };
    // A path without a name, as `.`, has its parent only once the system has resolved it.
    let resolved = std::fs::canonicalize(folder);
    let folder = resolved.as_deref().unwrap_or(folder);
    let above = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(above).map_err(|error| fault(above, error))?;
    let aside = tempfile::Builder::new()
        .prefix(".keyholder-")
        .tempdir_in(above)
        .map_err(|error| fault(above, error))?;
    let tally = fill(aside.path(), nation, table, progress).map_err(ExampleError::Write)?;
    open_to_others(aside.path()).map_err(|error| fault(folder, error))?;
    // An empty folder in the way is not replaced everywhere.
    if folder.is_dir() {
        std::fs::remove_dir(folder).map_err(|error| fault(folder, error))?;
    }
    std::fs::rename(aside.path(), folder).map_err(|error| fault(folder, error))?;
    // What was renamed is no longer there to be removed.
    _ = aside.keep();
    Ok(tally)
}

/// Writes the table of elements in one form.
type Writing = fn(File, &Nation, &mut dyn FnMut(u64)) -> std::io::Result<Tally>;

/// All files, the README last: it says how many rows of each kind were written.
fn fill(
    root: &Path,
    nation: &Nation,
    table: ElementsTable,
    progress: &mut dyn FnMut(u64),
) -> Result<Tally, WriteError> {
    for folder in ["parties", "components", "routes", "network", "documents"] {
        let path = root.join(folder);
        std::fs::create_dir_all(&path).map_err(|source| WriteError { path, source })?;
    }
    for (path, text) in nation.files() {
        whole(&root.join(path), &text)?;
    }
    let (name, write): (_, Writing) = match table {
        ElementsTable::Parquet => ("network/elements.parquet", parquet),
        ElementsTable::Csv => ("network/elements.csv", csv),
    };
    let path = root.join(name);
    let written = File::create(&path).and_then(|file| write(file, nation, progress));
    let tally = written.map_err(|source| WriteError { path, source })?;
    whole(&root.join("README.md"), &nation.readme(&tally))?;
    Ok(tally)
}

fn whole(path: &Path, text: &str) -> Result<(), WriteError> {
    std::fs::write(path, text).map_err(|source| WriteError {
        path: path.to_owned(),
        source,
    })
}

fn parquet(file: File, nation: &Nation, progress: &mut dyn FnMut(u64)) -> std::io::Result<Tally> {
    let mut rows = nation.rows();
    let mut table = Elements::begin(BufWriter::new(file)).map_err(std::io::Error::other)?;
    let mut written = 0;
    while let Some(row) = rows.next_row() {
        table.row(row).map_err(std::io::Error::other)?;
        tell(&mut written, progress);
    }
    let out = table.end().map_err(std::io::Error::other)?;
    out.into_inner()?.sync_all()?;
    Ok(rows.tally().clone())
}

fn csv(file: File, nation: &Nation, progress: &mut dyn FnMut(u64)) -> std::io::Result<Tally> {
    let mut rows = nation.rows();
    let mut out = BufWriter::new(file);
    writeln!(out, "{}", columns().join(","))?;
    let (mut line, mut written) = (String::new(), 0);
    while let Some(row) = rows.next_row() {
        line.clear();
        csv_line(&mut line, row);
        out.write_all(line.as_bytes())?;
        tell(&mut written, progress);
    }
    out.into_inner()?.sync_all()?;
    Ok(rows.tally().clone())
}

fn tell(written: &mut u64, progress: &mut dyn FnMut(u64)) {
    *written += 1;
    if written.is_multiple_of(REPORT_ROWS) {
        progress(*written);
    }
}

/// Temporary folders are private to their maker; a project is for others to read.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> std::io::Result<()> {
    Ok(())
}

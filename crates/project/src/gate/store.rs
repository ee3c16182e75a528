//! Records and decisions in the folder `gate`: each a file of its own, written once.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::load::{LoadError, bytes, hex};
use crate::write::{WriteError, write_aside};

/// The largest record or decision, bytes.
const RECORD_BYTES_MAX: u64 = 64 << 20;

/// A record as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// SHA-256 of its text.
    pub sha256: String,
    /// Its text.
    pub text: String,
    /// Where.
    pub path: PathBuf,
}

/// Takes a record away that could not be logged. If that fails too, `gate log verify` tells of it.
pub fn forget_record(record: &StoredRecord) {
    let _ = std::fs::remove_file(&record.path);
}

fn folder_of_records(project: &Path) -> PathBuf {
    project.join("gate").join("records")
}

/// Keeps a record under its digest.
///
/// # Errors
/// When the system refuses; then nothing is changed.
pub fn write_record(project: &Path, text: &str) -> Result<StoredRecord, WriteError> {
    let sha256 = hex(&Sha256::digest(text.as_bytes()));
    let path = folder_of_records(project).join(format!("{sha256}.json"));
    write_aside(&path, text.as_bytes())?;
    Ok(StoredRecord {
        sha256,
        text: text.to_owned(),
        path,
    })
}

/// All records, by digest. A file whose text is not of the digest that it is called by is left out and told.
///
/// # Errors
/// When the folder cannot be read.
pub fn records(project: &Path) -> Result<(Vec<StoredRecord>, Vec<String>), LoadError> {
    let folder = folder_of_records(project);
    let mut all = Vec::new();
    let mut faults = Vec::new();
    for path in files(&folder)? {
        match read(&path) {
            Ok(text) => {
                let sha256 = hex(&Sha256::digest(text.as_bytes()));
                let called = path
                    .file_stem()
                    .map(|stem| stem.to_string_lossy().into_owned());
                match called.as_deref() == Some(sha256.as_str()) {
                    true => all.push(StoredRecord { sha256, text, path }),
                    false => faults.push(format!(
                        "`{}` was changed: its SHA-256 is {sha256}",
                        path.display()
                    )),
                }
            }
            Err(why) => faults.push(why),
        }
    }
    all.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    Ok((all, faults))
}

/// The one record whose digest begins so, or that is the file of that path.
///
/// # Errors
/// In words: none, several, or one that was changed.
pub fn record(project: &Path, named: &str) -> Result<StoredRecord, String> {
    let stem = Path::new(named)
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let begins = stem.unwrap_or_else(|| named.to_owned());
    let (all, faults) = records(project).map_err(|error| error.to_string())?;
    let mut found: Vec<StoredRecord> = all
        .into_iter()
        .filter(|record| record.sha256.starts_with(&begins))
        .collect();
    match (found.len(), found.pop()) {
        (1, Some(record)) => Ok(record),
        (0, _) => match faults.iter().find(|fault| fault.contains(&begins)) {
            Some(fault) => Err(fault.clone()),
            None => Err(format!(
                "no record `{named}`; `keyholder gate status` lists them"
            )),
        },
        (many, _) => Err(format!(
            "`{named}` may be {many} records; write more of the digest"
        )),
    }
}

/// Keeps a decision beside others about the same record, none of which it takes the place of.
///
/// # Errors
/// When the system refuses; then nothing is changed.
pub fn write_decision(
    project: &Path,
    record: &str,
    name: &str,
    text: &str,
) -> Result<PathBuf, WriteError> {
    let folder = folder_of_decisions(project, record);
    let mut path = folder.join(format!("{name}.json"));
    // One of the same person and second stays: the log names it.
    let mut number = 2;
    while path.exists() && read(&path).as_deref() != Ok(text) {
        path = folder.join(format!("{name}-{number}.json"));
        number += 1;
    }
    write_aside(&path, text.as_bytes())?;
    Ok(path)
}

fn folder_of_decisions(project: &Path, record: &str) -> PathBuf {
    project.join("gate").join("decisions").join(record)
}

/// The name of a file, and its text; or why there is none.
pub type NamedText = (String, Result<String, String>);

/// All decisions about a record: names of files, and texts.
///
/// # Errors
/// When the folder cannot be read.
pub fn decisions(project: &Path, record: &str) -> Result<Vec<NamedText>, LoadError> {
    let paths = files(&folder_of_decisions(project, record))?;
    let named = paths.into_iter().map(|path| {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        (name.unwrap_or_default(), read(&path))
    });
    Ok(named.collect())
}

/// The files of a folder that end in `.json`, sorted; none when there is no such folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let io = |error| LoadError::Io(folder.to_owned(), error);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Reading a pipe may never end, and links lead elsewhere.
        let is_file = entry.file_type().map_err(io)?.is_file();
        if is_file && name.ends_with(".json") && !name.starts_with('.') {
            all.push(entry.path());
        }
    }
    all.sort();
    Ok(all)
}

fn read(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let read = bytes(path, RECORD_BYTES_MAX).map_err(|e| format!("cannot read `{shown}`: {e}"))?;
    let bytes = read.1.ok_or_else(|| format!("`{shown}` is too large"))?;
    String::from_utf8(bytes).map_err(|_| format!("`{shown}` is no text"))
}

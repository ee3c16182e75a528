//! Exports read for an import, and its new texts written so that a stop at any moment does no harm.
//!
//! Every new text is first written aside, whole and safe on the disk, and a list of them all is written last:
//! until that list is there, nothing has happened. Then each text is renamed into place, what is named before
//! what names it: parties, components, places, pools, and the elements last, so that between two renames the
//! project is sound and only defines some things that nothing uses yet. The next import completes what the
//! list names and a stop left undone, but for files that people changed meanwhile.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use keyholder_diag::Limits;
use keyholder_documents::FileKind;
use keyholder_intake::Input;
use keyholder_intake::merge::FileChange;
use sha2::{Digest, Sha256};

use crate::load::{LoadError, Loaded};
use crate::write::WriteError;

/// Where texts lie before they are in place, below the project folder. Hidden, so nothing reads it.
const PENDING: &str = "imports/.pending";

/// The list of what lies there, written last.
const LIST: &str = "list";

/// All exports together have at most so many times the bytes that one may have.
const TOGETHER: u64 = 4;

/// How names of exports end; in a folder stands much else. After any of them `.gz` or `.zst` may stand.
const ENDINGS: [&str; 11] = [
    "csv", "tsv", "xlsx", "xlsm", "xls", "ods", "parquet", "json", "yaml", "yml", "sql",
];

/// The files of an export.
#[derive(Clone, Debug, Default)]
pub struct Exports {
    /// Those to read.
    pub inputs: Vec<Input>,
    /// Files of folders whose names are not those of an export.
    pub left_out: Vec<String>,
}

/// Reads the files that are to be imported; of a folder, all files below it that are called as exports are,
/// and are not hidden. What is compressed is unpacked.
///
/// # Errors
/// A file or folder that is not there or cannot be read.
pub fn exports(paths: &[PathBuf], limits: &Limits) -> Result<Exports, LoadError> {
    let mut exports = Exports::default();
    let mut left = limits.export_bytes_max.saturating_mul(TOGETHER);
    for path in paths {
        let io = |error| LoadError::Io(path.clone(), error);
        let kind = std::fs::metadata(path).map_err(io)?;
        if kind.is_dir() {
            let mut below = Vec::new();
            list(path, "", 0, limits, &mut below)?;
            below.sort();
            let (named, others): (Vec<String>, Vec<String>) =
                below.into_iter().partition(|name| is_export(name));
            exports.left_out.extend(others);
            for name in named {
                let input = one(&path.join(&name), name, limits, &mut left)?;
                exports.inputs.push(input);
            }
        } else if kind.is_file() {
            let name = path.file_name().unwrap_or(path.as_os_str());
            let name = name.to_string_lossy().into_owned();
            exports.inputs.push(one(path, name, limits, &mut left)?);
        } else {
            // Reading a pipe or a device may never end.
            return Err(io(std::io::Error::other("it is neither file nor folder")));
        }
    }
    Ok(exports)
}

/// Whether a file is called as exports are.
fn is_export(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let name = name.strip_suffix(".zst").unwrap_or(name);
    name.rsplit_once('.')
        .is_some_and(|(_, end)| ENDINGS.contains(&end))
}

fn one(path: &Path, name: String, limits: &Limits, left: &mut u64) -> Result<Input, LoadError> {
    let most = limits.export_bytes_max.min(*left);
    let read = crate::load::bytes(path, most);
    let (size, bytes) = read.map_err(|error| LoadError::Io(path.to_owned(), error))?;
    let bytes = bytes.unwrap_or_default();
    let packed = bytes.len();
    let (size, bytes) = unpacked(size, bytes, most);
    let name = match bytes.len() == packed && size == packed as u64 {
        true => name,
        false => plain_name(name),
    };
    *left = left.saturating_sub(bytes.len() as u64);
    Ok(Input {
        path: name,
        size,
        bytes,
    })
}

/// What was compressed, unpacked, and its size: of what would be larger than the limit nothing stays. Bytes
/// that look compressed and are not stay as they are, for the readers to say what is wrong with them.
fn unpacked(size: u64, bytes: Vec<u8>, most: u64) -> (u64, Vec<u8>) {
    let plain = match bytes.get(..4) {
        Some([0x1f, 0x8b, ..]) => inflate(flate2::read::MultiGzDecoder::new(&bytes[..]), most),
        Some([0x28, 0xb5, 0x2f, 0xfd]) => match zstd::Decoder::with_buffer(&bytes[..]) {
            Ok(mut decoder) => {
                // 128 MiB, what the format allows without being asked for more.
                let bounded = decoder.window_log_max(27);
                bounded.ok().and_then(|()| inflate(decoder, most))
            }
            Err(_) => None,
        },
        _ => None,
    };
    match plain {
        None => (size, bytes),
        Some(plain) if plain.len() as u64 > most => (plain.len() as u64, Vec::new()),
        Some(plain) => (plain.len() as u64, plain),
    }
}

/// The name of what was inside.
fn plain_name(name: String) -> String {
    let low = name.to_ascii_lowercase();
    let end = [".zst", ".gz"].iter().find(|end| low.ends_with(*end));
    match end {
        Some(end) => name[..name.len() - end.len()].to_owned(),
        None => name,
    }
}

/// At most one byte more than may be read.
fn inflate(from: impl Read, most: u64) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let read = from.take(most.saturating_add(1)).read_to_end(&mut plain);
    read.ok().map(|_| plain)
}

fn list(
    folder: &Path,
    below: &str,
    depth: usize,
    limits: &Limits,
    to: &mut Vec<String>,
) -> Result<(), LoadError> {
    let here = folder.join(below);
    let io = |error| LoadError::Io(here.clone(), error);
    if depth > limits.depth_max || to.len() > limits.files_max {
        return Err(io(std::io::Error::other("too many files or folders in it")));
    }
    for entry in std::fs::read_dir(&here).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(io)?;
        // Office programs leave `~$name.xlsx` beside what they have open.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let path = match below {
            "" => name,
            _ => format!("{below}/{name}"),
        };
        match (kind.is_file(), kind.is_dir()) {
            (true, _) => to.push(path),
            (_, true) => list(folder, &path, depth + 1, limits, to)?,
            _ => {}
        }
    }
    Ok(())
}

/// The texts of a project by path. A file that is there and was not read as text stands as a text that no
/// reader takes, so that nothing is ever written over it.
#[must_use]
pub fn texts(loaded: &Loaded) -> BTreeMap<String, String> {
    let empty = |path: &str| loaded.inputs.iter().any(|i| i.path == path && i.bytes == 0);
    loaded
        .sources
        .iter()
        .filter(|(_, source)| FileKind::of_path(&source.path).is_some())
        .map(|(_, source)| {
            let text = match source.text.is_empty() && !empty(&source.path) {
                true => "\u{0}".to_owned(),
                false => source.text.to_string(),
            };
            (source.path.clone(), text)
        })
        .collect()
}

/// Held while an import works on a project, so that two do not lose each other's rows. It ends with the
/// process, however that ends.
#[derive(Debug)]
pub struct Lock {
    _file: std::fs::File,
}

/// Takes the lock of a project; `None` when another process has it.
///
/// # Errors
/// When there is no `keyholder.toml`, or the system refuses.
pub fn lock(folder: &Path) -> Result<Option<Lock>, LoadError> {
    let path = folder.join("keyholder.toml");
    let io = |error| LoadError::Io(path.clone(), error);
    let file = std::fs::File::open(&path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(error)) => Err(io(error)),
    }
}

/// Writes the new texts of an import. `stop` is asked until the first rename; from then on all are renamed.
/// Says whether they were written.
///
/// # Errors
/// When the system refuses; then nothing is changed, unless it refuses in the middle of renaming, and then
/// the same import once more completes it.
pub fn write_import(
    folder: &Path,
    _lock: &Lock,
    files: &[FileChange],
    mut stop: impl FnMut() -> bool,
) -> Result<bool, WriteError> {
    let pending = folder.join(PENDING);
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |source| WriteError { path, source }
    };
    let changed: Vec<&FileChange> = files.iter().filter(|f| f.changes()).collect();
    if changed.is_empty() {
        clear(&pending).map_err(fault(&pending))?;
        return Ok(true);
    }
    // What an import left that was broken off.
    clear(&pending).map_err(fault(&pending))?;
    std::fs::create_dir_all(&pending).map_err(fault(&pending))?;
    for (n, change) in changed.iter().enumerate() {
        if stop() {
            clear(&pending).map_err(fault(&pending))?;
            return Ok(false);
        }
        let to = folder.join(&change.path);
        // Renaming over a folder would fail, and late; over a link, it would leave the project.
        let there = std::fs::symlink_metadata(&to).ok();
        if there.is_some_and(|there| !there.is_file()) {
            clear(&pending).map_err(fault(&pending))?;
            let source = std::io::Error::other("something that is no file is in its place");
            return Err(WriteError { path: to, source });
        }
        let from = pending.join(n.to_string());
        let write = || -> std::io::Result<()> {
            let mut file = std::fs::File::create(&from)?;
            file.write_all(change.new.as_bytes())?;
            file.sync_all()?;
            match to.parent() {
                Some(parent) => std::fs::create_dir_all(parent),
                None => Ok(()),
            }
        };
        write().map_err(fault(&to))?;
    }
    if stop() {
        clear(&pending).map_err(fault(&pending))?;
        return Ok(false);
    }
    let mut listed = String::new();
    for (n, change) in changed.iter().enumerate() {
        let before = digest(&folder.join(&change.path)).map_err(fault(&pending))?;
        listed.push_str(&format!("{n}\t{before}\t{}\n", change.path));
    }
    crate::write::write_aside(&pending.join(LIST), listed.as_bytes())?;
    complete(folder)?;
    Ok(true)
}

/// Puts into place what an import listed and did not rename. Without a list, what lies aside is cleared away.
///
/// # Errors
/// When the system refuses; then once more completes it.
pub fn complete(folder: &Path) -> Result<(), WriteError> {
    let pending = folder.join(PENDING);
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |source| WriteError { path, source }
    };
    let listed = match std::fs::read_to_string(pending.join(LIST)) {
        Ok(listed) => listed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(fault(&pending)(error)),
    };
    for line in listed.lines() {
        let mut parts = line.splitn(3, '\t');
        let (Some(n), Some(before), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        // The list is ours, and still nothing outside the project is touched by it.
        let inside = FileKind::of_path(path).is_some() && !path.split('/').any(|step| step == "..");
        let numbered = !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
        let (from, to) = (pending.join(n), folder.join(path));
        if !inside || !numbered || !from.is_file() {
            continue;
        }
        // Who changed the file since then is not overruled.
        if digest(&to).map_err(fault(&to))? == before {
            std::fs::rename(&from, &to).map_err(fault(&to))?;
        }
    }
    clear(&pending).map_err(fault(&pending))
}

/// The digest of a file; `-` when there is none.
fn digest(path: &Path) -> std::io::Result<String> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Sha256::digest(&bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok("-".to_owned()),
        Err(error) => Err(error),
    }
}

/// Removes a folder, if it is there.
fn clear(pending: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(pending) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a file that an earlier run left, if it is there.
///
/// # Errors
/// When the system refuses.
pub fn remove_stale(path: &Path) -> Result<(), WriteError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(WriteError {
            path: path.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

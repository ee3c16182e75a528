//! Makes `examples/two-operators`: an invented country, two operators, some 4,000 elements, and surprises.
//!
//! The facts stand in tables here; the files are what people would have written from them.
//! `README.md` of the example is written by hand and tells the story.

mod access;
mod boms;
mod components;
mod evidence;
mod functions;
mod network;
mod parties;
#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where the example stands in this checkout.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/two-operators")
}

/// Every generated file, by path in the example.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    files.extend(access::files());
    files.extend(boms::files());
    files.extend(evidence::files());
    files.extend(network::tables());
    for party in parties::PARTIES {
        files.insert(format!("parties/{}.toml", party.id), party.file());
    }
    for component in components::all() {
        files.insert(
            format!("components/{}.toml", component.id),
            component.file(),
        );
    }
    files
}

/// Writes the example anew, and removes what is no longer part of it. Returns how many files there are.
pub(crate) fn write() -> io::Result<usize> {
    let root = folder();
    let files = files();
    for (path, text) in &files {
        let target = root.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(target, text)?;
    }
    for path in present(&root)? {
        if !files.contains_key(&path) {
            fs::remove_file(root.join(path))?;
        }
    }
    Ok(files.len())
}

/// What in the folder is not as it would be written, sorted.
pub(crate) fn differences() -> io::Result<Vec<String>> {
    let root = folder();
    let files = files();
    let present = present(&root)?;
    let mut differences: Vec<String> = present
        .iter()
        .filter(|path| !files.contains_key(*path))
        .map(|path| format!("`{path}` is not part of the example"))
        .collect();
    for (path, text) in &files {
        if !present.contains(path) {
            differences.push(format!("`{path}` is missing"));
        } else if fs::read_to_string(root.join(path))? != *text {
            differences.push(format!("`{path}` differs"));
        }
    }
    differences.sort();
    Ok(differences)
}

/// Files of the example but for the README, by path relative to it.
fn present(root: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let path = format!("{folder}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push(format!("{path}/"));
            } else if path != "README.md" {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

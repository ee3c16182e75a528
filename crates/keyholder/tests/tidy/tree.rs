//! The files of the repository.

use std::path::{Path, PathBuf};

/// A text file of the repository.
pub(crate) struct Text {
    /// Relative to the repository, with `/`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the repository")
}

/// One text.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("`{path}`: {e}"))
}

/// All texts below a folder whose names end in one of `ends`, sorted. What is built, and what is hidden, is left out.
pub(crate) fn texts(below: &str, ends: &[&str]) -> Vec<Text> {
    let mut paths = Vec::new();
    list(&root(), below, &mut paths);
    paths.retain(|path| ends.iter().any(|end| path.ends_with(end)));
    paths.sort();
    let take = |path: String| {
        let bytes = std::fs::read(root().join(&path)).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        Some(Text { path, text })
    };
    paths.into_iter().filter_map(take).collect()
}

fn list(root: &Path, below: &str, paths: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(root.join(below)) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || (below.is_empty() && name == "target") {
            continue;
        }
        let path = match below {
            "" => name,
            _ => format!("{below}/{name}"),
        };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => list(root, &path, paths),
            Ok(kind) if kind.is_file() => paths.push(path),
            _ => {}
        }
    }
}

/// The code of a Rust text line by line, without comments.
/// Good enough to look for paths: a `//` inside a string cuts that line short, which can only hide the rest of it.
pub(crate) fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(n, line)| {
        let code = line.find("//").map_or(line, |at| &line[..at]);
        (n + 1, code)
    })
}

/// Fails with every fault listed.
#[track_caller]
pub(crate) fn none(faults: &[String], remedy: &str) {
    assert!(
        faults.is_empty(),
        "\n  {}\n{} in all; {remedy}\n",
        faults.join("\n  "),
        faults.len()
    );
}

//! Writes a file aside, then renames it into place.

use std::io::Write;
use std::path::{Path, PathBuf};

/// A file could not be written; the old one, if any, is untouched.
#[derive(Debug)]
pub struct WriteError {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot write `{}`: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Writes a file: whoever reads it sees the old text or the new, also when the machine stops in between.
/// Missing folders above it are made.
///
/// # Errors
/// When the system refuses; then nothing is changed.
pub fn write_aside(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    place(aside(path, bytes)?, path)
}

/// The text beside its place, safe on the disk.
pub(crate) fn aside(path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile, WriteError> {
    let fault = |source| WriteError {
        path: path.to_owned(),
        source,
    };
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(fault)?;
    let mut aside = tempfile::Builder::new()
        .prefix(".keyholder-")
        .tempfile_in(folder)
        .map_err(fault)?;
    aside.write_all(bytes).map_err(fault)?;
    readable(&aside).map_err(fault)?;
    aside.as_file().sync_all().map_err(fault)?;
    Ok(aside)
}

fn place(aside: tempfile::NamedTempFile, path: &Path) -> Result<(), WriteError> {
    aside.persist(path).map_err(|e| WriteError {
        path: path.to_owned(),
        source: e.error,
    })?;
    Ok(())
}

/// Writes several files that belong together: all texts are written aside before the first is renamed into
/// place, so that what can fail has failed before anything is changed.
///
/// # Errors
/// When the system refuses; then nothing is changed, unless it refuses in the middle of renaming.
pub fn write_together(files: &[(&Path, &[u8])]) -> Result<(), WriteError> {
    let mut ready = Vec::new();
    for (path, bytes) in files {
        // Renaming over a folder would fail, and late.
        if path.is_dir() {
            return Err(WriteError {
                path: path.to_path_buf(),
                source: std::io::Error::other("it is a folder"),
            });
        }
        ready.push((aside(path, bytes)?, *path));
    }
    for (aside, path) in ready {
        place(aside, path)?;
    }
    Ok(())
}

/// Temporary files are private to their maker; a report is for others to read.
#[cfg(unix)]
pub(crate) fn readable(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file()
        .set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
pub(crate) fn readable(_: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_a_file_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b.txt");
        write_aside(&path, b"old").expect("written");
        write_aside(&path, b"new").expect("written");
        assert_eq!(std::fs::read(&path).expect("read"), b"new");
        assert_eq!(
            std::fs::read_dir(folder.path().join("a"))
                .expect("listed")
                .count(),
            1
        );
    }

    #[test]
    fn writes_all_or_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        std::fs::create_dir(&two).expect("made");
        write_together(&[(&one, b"1"), (&two, b"2")]).expect_err("a folder is in the way");
        assert!(!one.exists());
        std::fs::remove_dir(&two).expect("removed");
        write_together(&[(&one, b"1"), (&two, b"2")]).expect("written");
        assert_eq!(std::fs::read(&two).expect("read"), b"2");
    }

    #[test]
    fn says_which_file_could_not_be_written() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("file"), b"").expect("written");
        let error = write_aside(&folder.path().join("file/below"), b"x").expect_err("no folder");
        assert!(error.to_string().contains("file"));
    }
}

//! What a folder looks like from outside, to see that something in it has changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders in folders that are looked into.
const DEPTH_MAX: usize = 8;

/// The files of a folder with their sizes and times. Links are not followed, and hidden files not looked at: a project
/// is read without both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    files: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
}

impl Look {
    /// Looks at a folder, but for what lies in some others, such as that of a report.
    ///
    /// # Errors
    /// The folder cannot be listed. A file or folder in it that is gone when its turn comes is not there.
    pub fn at(folder: &Path, except: &[PathBuf]) -> std::io::Result<Self> {
        std::fs::read_dir(folder)?;
        let full = |path: &PathBuf| path.canonicalize().ok();
        let except: Vec<PathBuf> = except.iter().filter_map(full).collect();
        let mut look = Look::default();
        look.list(&folder.canonicalize()?, &except, 0);
        Ok(look)
    }

    fn list(&mut self, folder: &Path, except: &[PathBuf], depth: usize) {
        if depth > DEPTH_MAX || except.iter().any(|other| other == folder) {
            return;
        }
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, kind) = (entry.path(), entry.file_type());
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            match (kind, entry.metadata()) {
                (Ok(kind), _) if kind.is_dir() => self.list(&path, except, depth + 1),
                (Ok(kind), Ok(meta)) if kind.is_file() => {
                    self.files.insert(path, (meta.len(), meta.modified().ok()));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_shows_and_what_is_left_out_does_not() {
        let dir = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("written");
        };
        write("parties/a.toml", "one");
        let out = dir.path().join("report");
        let look = || Look::at(dir.path(), std::slice::from_ref(&out)).expect("there");
        let first = look();
        assert_eq!(first, look());
        write("report/page.html", "page");
        write(".hidden", "x");
        assert_eq!(first, look());
        write("parties/a.toml", "longer");
        let second = look();
        assert_ne!(first, second);
        std::fs::remove_file(dir.path().join("parties/a.toml")).expect("removed");
        assert_ne!(second, look());
        assert!(Look::at(&dir.path().join("nowhere"), &[]).is_err());
    }
}

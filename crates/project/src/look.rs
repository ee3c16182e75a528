//! What a folder looks like from outside, to see that something in it has changed.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use keyholder_diag::Limits;

/// Everything that lies in a folder and is not hidden, with kinds, sizes and times. Links are noted and not followed,
/// as a project is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    there: BTreeMap<PathBuf, Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File(u64, Option<SystemTime>),
    Folder,
    /// A link, a pipe, a device.
    Other,
}

impl Kind {
    fn of(meta: &Metadata) -> Self {
        match (meta.is_file(), meta.is_dir()) {
            (true, _) => Kind::File(meta.len(), meta.modified().ok()),
            (_, true) => Kind::Folder,
            _ => Kind::Other,
        }
    }
}

impl Look {
    /// Looks at a folder and at some files beside it, but not at others, such as a report that lies in it.
    ///
    /// # Errors
    /// The folder cannot be listed. A file or folder in it that is gone when its turn comes is not there.
    pub fn at(folder: &Path, beside: &[PathBuf], except: &[PathBuf]) -> std::io::Result<Self> {
        std::fs::read_dir(folder)?;
        let full = |path: &PathBuf| path.canonicalize().ok();
        let except: Vec<PathBuf> = except.iter().filter_map(full).collect();
        let mut look = Look::default();
        for path in beside {
            if let Ok(meta) = std::fs::metadata(path) {
                look.there.insert(path.clone(), Kind::of(&meta));
            }
        }
        look.list(&folder.canonicalize()?, &except, 0);
        Ok(look)
    }

    fn list(&mut self, folder: &Path, except: &[PathBuf], depth: usize) {
        if depth > Limits::default().depth_max {
            return;
        }
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // Of a link, this tells of the link.
            let Some(meta) = entry.metadata().ok().filter(|_| !hidden) else {
                continue;
            };
            if except.contains(&path) {
                continue;
            }
            if meta.is_dir() {
                self.list(&path, except, depth + 1);
            }
            self.there.insert(path, Kind::of(&meta));
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
        write("page.html", "page");
        let beside = tempfile::NamedTempFile::new().expect("a file");
        let (own, map) = ([dir.path().join("page.html")], [beside.path().to_owned()]);
        let look = || Look::at(dir.path(), &map, &own).expect("there");
        let first = look();
        assert_eq!(first, look());
        write("page.html", "another page");
        write(".hidden", "x");
        assert_eq!(first, look());
        write("parties/a.toml", "longer");
        let second = look();
        assert_ne!(first, second);
        write("documents/1/2/3/4/5/6/7/8/9/10/deep.json", "{}");
        let third = look();
        assert_ne!(second, third);
        std::fs::write(beside.path(), "a map").expect("written");
        let fourth = look();
        assert_ne!(third, fourth);
        std::fs::remove_file(dir.path().join("parties/a.toml")).expect("removed");
        assert_ne!(fourth, look());
        assert!(Look::at(&dir.path().join("nowhere"), &[], &[]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_shows_and_is_not_followed() {
        let dir = tempfile::tempdir().expect("a folder");
        let other = tempfile::tempdir().expect("a folder");
        let look = || Look::at(dir.path(), &[], &[]).expect("there");
        let first = look();
        std::os::unix::fs::symlink(other.path(), dir.path().join("link")).expect("a link");
        let second = look();
        assert_ne!(first, second);
        std::fs::write(other.path().join("a"), "a").expect("written");
        assert_eq!(second, look());
    }
}

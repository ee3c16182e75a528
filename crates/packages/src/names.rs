//! Names inside an archive: each once, none that leads outside, none that two systems would take for one.

use std::collections::BTreeMap;

use keyholder_supply::gate::Said;
use unicode_normalization::UnicodeNormalization as _;

use crate::answers::{Faults, shown};

/// Longest path that systems take.
const PATH_BYTES_MAX: usize = 4_096;
/// Most folders in one another.
const DEPTH_MAX: usize = 128;
/// Most bytes of all names of one archive.
const NAMES_BYTES_MAX: usize = 64 << 20;

/// What stands under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A link.
    Link,
}

/// All names of one archive.
#[derive(Debug, Default)]
pub(crate) struct Names {
    seen: BTreeMap<String, What>,
    lower: BTreeMap<String, String>,
    bytes: usize,
    twins_refused: bool,
    /// Names that differ only in case, when they are not refused.
    pub(crate) twins: usize,
}

/// A name as written in an archive, with `/` between its parts and without `./` before them. Each way in which it is
/// not plainly a path below the archive's root is a fault.
pub(crate) fn clean(raw: &[u8], folder: bool, faults: &mut Faults) -> String {
    let lossy = String::from_utf8_lossy(raw);
    let name = lossy.as_ref();
    let mut fault = |what: &str| {
        faults.push(Said::new(format!("the name `{}` {what}", shown(name))).at(shown(name)));
    };
    if std::str::from_utf8(raw).is_err() {
        fault("is not UTF-8");
    }
    if raw.len() > PATH_BYTES_MAX {
        fault("is longer than any system takes");
    }
    if name.contains('\\') {
        fault("has a backslash, which parts folders on some systems");
    }
    if name.chars().any(char::is_control) {
        fault("has control characters");
    }
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        fault("is absolute");
    }
    let name = if folder {
        name.strip_suffix('/').unwrap_or(name)
    } else {
        name
    };
    let mut rest = name;
    while let Some(shorter) = rest.strip_prefix("./") {
        rest = shorter;
    }
    if rest == "." && folder {
        return String::new();
    }
    if rest.is_empty() && !folder {
        fault("is empty");
    }
    if rest.split('/').any(|part| part == "..") {
        fault("leads upwards with `..`");
    }
    let empty = !rest.is_empty() && rest.split('/').any(|part| part.is_empty() || part == ".");
    if empty && !name.starts_with('/') {
        fault("has empty parts, which others leave out");
    }
    let parts = rest.split('/').filter(|part| !part.is_empty());
    let mut path = parts.collect::<Vec<_>>().join("/");
    if path.len() > PATH_BYTES_MAX {
        path.truncate(path.floor_char_boundary(PATH_BYTES_MAX));
    }
    path
}

impl Names {
    /// None yet; `twins_refused` says whether names that differ only in case are as bad as the same name twice.
    pub(crate) fn new(twins_refused: bool) -> Self {
        Names {
            twins_refused,
            ..Names::default()
        }
    }

    /// Takes one more name; `false` when there are more names than are kept.
    pub(crate) fn take(&mut self, path: &str, what: What, faults: &mut Faults) -> bool {
        if path.is_empty() {
            return true;
        }
        let place = || shown(path);
        if path.matches('/').count() > DEPTH_MAX {
            let said = Said::new(format!("`{}` lies in too many folders", place()));
            faults.push(said.at(place()));
            return false;
        }
        match self.seen.get(path) {
            Some(What::Folder) if what == What::Folder => {}
            Some(_) => faults.push(
                Said::new(format!("`{}` is there twice", place()))
                    .at(place())
                    .remedy("pack each file once"),
            ),
            None => {}
        }
        for (at, _) in path.match_indices('/') {
            let above = &path[..at];
            match self.seen.get(above) {
                Some(What::Folder) => {}
                Some(What::File) => {
                    faults.push(Said::new(format!("`{}` lies below a file", place())).at(place()))
                }
                Some(What::Link) => faults.push(
                    Said::new(format!(
                        "`{}` lies behind the link `{}`",
                        place(),
                        shown(above)
                    ))
                    .at(place())
                    .remedy("pack files under their own paths"),
                ),
                None => {
                    if !self.add(above, What::Folder, faults) {
                        return false;
                    }
                }
            }
        }
        self.add(path, what, faults)
    }

    fn add(&mut self, path: &str, what: What, faults: &mut Faults) -> bool {
        self.bytes = self.bytes.saturating_add(path.len().saturating_mul(2));
        if self.bytes > NAMES_BYTES_MAX {
            faults.push(Said::new("there are more names than are kept"));
            return false;
        }
        // Some systems also take letters with accents for the same, however they are put together.
        let lower = path.nfc().collect::<String>().to_lowercase();
        match self.lower.get(&lower) {
            Some(other) if other != path => {
                if self.twins_refused {
                    faults.push(
                        Said::new(format!(
                            "`{}` and `{}` differ only in case, and are one file on some systems",
                            shown(other),
                            shown(path)
                        ))
                        .at(shown(path))
                        .remedy("give one of them another name"),
                    );
                } else {
                    self.twins += 1;
                }
            }
            Some(_) => {}
            None => {
                self.lower.insert(lower, path.to_owned());
            }
        }
        self.seen.insert(path.to_owned(), what);
        true
    }

    /// What stands under a name so far.
    pub(crate) fn get(&self, path: &str) -> Option<What> {
        self.seen.get(path).copied()
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Leads {
    /// To this path inside.
    Inside(String),
    /// To an absolute path.
    Absolute,
    /// Upwards, out of the archive.
    Outside,
}

/// Where a symbolic link at `path` leads.
pub(crate) fn leads(path: &str, target: &str) -> Leads {
    if target.starts_with('/')
        || target.starts_with('\\')
        || target.as_bytes().get(1) == Some(&b':')
    {
        return Leads::Absolute;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Leads::Outside;
                }
            }
            part => parts.push(part),
        }
    }
    Leads::Inside(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(raw: &str) -> String {
        let mut faults = Faults::new();
        clean(raw.as_bytes(), false, &mut faults);
        let said = faults.said();
        said.into_iter()
            .map(|said| said.what)
            .collect::<Vec<_>>()
            .join("; ")
    }

    #[test]
    fn names_that_lead_elsewhere_are_faults() {
        for (raw, part) in [
            ("/etc/passwd", "absolute"),
            ("c:evil", "absolute"),
            ("a/../../b", "upwards"),
            ("a\\b", "backslash"),
            ("a//b", "empty parts"),
            ("a/./b", "empty parts"),
            ("a\nb", "control"),
            ("", "empty"),
        ] {
            assert!(faults_of(raw).contains(part), "{raw}: {}", faults_of(raw));
        }
        assert_eq!(faults_of("./a/b"), "");
    }

    #[test]
    fn twins_and_twice_and_below() {
        let mut names = Names::new(true);
        let mut faults = Faults::new();
        for (path, what) in [
            ("a/x", What::File),
            ("a/x", What::File),
            ("A/y", What::File),
            ("a/x/z", What::File),
            ("l", What::Link),
            ("l/in", What::File),
            ("a", What::Folder),
        ] {
            assert!(names.take(path, what, &mut faults));
        }
        let said: Vec<_> = faults.said().into_iter().map(|said| said.what).collect();
        assert_eq!(said.len(), 4, "{said:?}");
    }

    #[test]
    fn links_lead_somewhere() {
        assert_eq!(leads("a/b/l", "../c"), Leads::Inside("a/c".into()));
        assert_eq!(leads("a/l", "../../c"), Leads::Outside);
        assert_eq!(leads("a/l", "/c"), Leads::Absolute);
    }
}

//! Names of others made into ids of ours: the same names give the same ids in whatever order they
//! come, and two names never give one id.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_diag::Span;
use sha2::{Digest, Sha256};

/// Longest id, bytes.
const ID_BYTES_MAX: usize = 128;

/// Which ids a kind of thing can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Ids that also name files: no `/`, and capital letters do not tell two apart.
    File,
    /// Ids in tables.
    Table,
}

/// What an export calls a thing.
struct Wanted {
    name: String,
    longer: String,
    span: Span,
}

/// A name that could not stay as it was.
pub(crate) struct Rewritten {
    /// As the export has it.
    pub(crate) name: String,
    /// As it stands in the proposal.
    pub(crate) id: String,
    /// Where.
    pub(crate) span: Span,
    /// Whether another thing has the same name, or one that would be written the same.
    pub(crate) shared: bool,
}

/// The names of one kind of thing, by the keys under which the export tells them apart.
pub(crate) struct Ids {
    shape: Shape,
    wanted: BTreeMap<String, Wanted>,
}

impl Ids {
    /// No names yet.
    pub(crate) fn new(shape: Shape) -> Self {
        Ids {
            shape,
            wanted: BTreeMap::new(),
        }
    }

    /// Whether a key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.wanted.contains_key(key)
    }

    /// Asks for an id after a name, or after a longer one when another thing has the first. `false`
    /// when the key is there already.
    pub(crate) fn want(&mut self, key: &str, name: &str, longer: &str, span: Span) -> bool {
        if self.has(key) {
            return false;
        }
        let wanted = Wanted {
            name: name.to_owned(),
            longer: longer.to_owned(),
            span,
        };
        self.wanted.insert(key.to_owned(), wanted);
        true
    }

    /// Every key with its id, and the names that could not stay.
    pub(crate) fn settle(&self) -> (BTreeMap<String, String>, Vec<Rewritten>) {
        let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (key, wanted) in &self.wanted {
            let id = safe(&wanted.name, self.shape);
            groups.entry(self.fold(&id)).or_default().push(key);
        }
        let mut ids = BTreeMap::new();
        let mut used: BTreeSet<String> = BTreeSet::new();
        let mut rest: Vec<&str> = Vec::new();
        for (folded, keys) in groups {
            let as_is = |key: &&&str| {
                let name = &self.wanted[**key].name;
                *name == safe(name, self.shape)
            };
            let mut same = keys.iter().filter(as_is);
            let keeper = match (keys.as_slice(), same.next(), same.next()) {
                ([alone], _, _) => Some(*alone),
                (_, Some(only), None) => Some(*only),
                _ => None,
            };
            if let Some(key) = keeper {
                ids.insert(key.to_owned(), safe(&self.wanted[key].name, self.shape));
                used.insert(folded);
            }
            rest.extend(keys.into_iter().filter(|key| Some(*key) != keeper));
        }
        let shared: BTreeSet<&str> = rest.iter().copied().collect();
        self.settle_shared(&rest, &mut used, &mut ids);
        let rewritten = self.wanted.iter().filter(|(key, w)| ids[*key] != w.name);
        let rewritten = rewritten.map(|(key, w)| Rewritten {
            name: w.name.clone(),
            id: ids[key].clone(),
            span: w.span,
            shared: shared.contains(key.as_str()),
        });
        let rewritten = rewritten.collect();
        (ids, rewritten)
    }

    /// Ids for names that several things have: after the longer name when that tells them apart, and
    /// with the beginning of a digest of the key when it does not.
    fn settle_shared(
        &self,
        keys: &[&str],
        used: &mut BTreeSet<String>,
        ids: &mut BTreeMap<String, String>,
    ) {
        let mut longer: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for key in keys {
            let id = safe(&self.wanted[*key].longer, self.shape);
            longer.entry(self.fold(&id)).or_default().push(key);
        }
        let mut left = Vec::new();
        for (folded, keys) in longer {
            match keys.as_slice() {
                [alone] if used.insert(folded) => {
                    let id = safe(&self.wanted[*alone].longer, self.shape);
                    ids.insert((*alone).to_owned(), id);
                }
                _ => left.extend(keys),
            }
        }
        left.sort_unstable();
        for key in left {
            let digest = digest(key);
            let base = safe(&self.wanted[key].name, self.shape);
            let id = (12..=digest.len())
                .map(|length| cut(&base, &digest[..length]))
                .find(|id| used.insert(self.fold(id)));
            // Sixty-four digits of a digest are not met by chance.
            ids.insert(key.to_owned(), id.unwrap_or(digest));
        }
    }

    fn fold(&self, id: &str) -> String {
        match self.shape {
            Shape::File => id.to_ascii_lowercase(),
            Shape::Table => id.to_owned(),
        }
    }
}

/// The nearest id to a name.
pub(crate) fn safe(name: &str, shape: Shape) -> String {
    let mut id = String::with_capacity(name.len().min(ID_BYTES_MAX));
    for c in name.trim().chars() {
        let good = c.is_ascii_alphanumeric()
            || matches!(c, '.' | '_' | '-')
            || (c == '/' && shape == Shape::Table);
        if good {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let bare = id.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let bare = bare.trim_end_matches('-');
    if bare.is_empty() {
        return format!("unnamed-{}", &digest(name)[..12]);
    }
    if bare.len() > ID_BYTES_MAX {
        return cut(bare, &digest(name)[..12]);
    }
    bare.to_owned()
}

/// An id of the right length that ends with the digits of a digest.
fn cut(base: &str, digits: &str) -> String {
    let room = ID_BYTES_MAX - 1 - digits.len();
    format!("{}-{digits}", &base[..base.len().min(room)])
}

/// SHA-256 in hexadecimal digits.
fn digest(text: &str) -> String {
    let bytes = Sha256::digest(text.as_bytes());
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A version that files can write: no spaces, `;` or `@`.
pub(crate) fn version(text: &str) -> String {
    let kept = |c: char| !(c.is_whitespace() || c.is_control() || c == ';' || c == '@');
    let mut id = String::new();
    for c in text.trim().chars() {
        if kept(c) {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    if id.len() > ID_BYTES_MAX {
        let end = id.floor_char_boundary(ID_BYTES_MAX - 13);
        return format!("{}-{}", &id[..end], &digest(text)[..12]);
    }
    id
}

/// A version told apart from another one that would be written the same.
pub(crate) fn version_apart(text: &str) -> String {
    let id = version(text);
    let end = id.floor_char_boundary(ID_BYTES_MAX - 13);
    format!("{}-{}", &id[..end], &digest(text)[..12])
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyholder_diag::FileId;

    fn ids(names: &[(&str, &str)], shape: Shape) -> Vec<String> {
        let mut all = Ids::new(shape);
        for (key, name) in names {
            all.want(key, name, &format!("{key}-{name}"), Span::whole(FileId(0)));
        }
        all.settle().0.into_values().collect()
    }

    #[test]
    fn names_become_ids_and_stay_apart() {
        assert_eq!(safe(" Edge router (2) ", Shape::Table), "Edge-router-2");
        assert_eq!(safe("team/amf", Shape::File), "team-amf");
        assert_eq!(safe("team/amf", Shape::Table), "team/amf");
        assert!(safe("—", Shape::Table).starts_with("unnamed-"));
        assert_eq!(safe(&"x".repeat(500), Shape::Table).len(), 128);
        let both = [("1", "a b"), ("2", "a-b"), ("3", "a:b")];
        assert_eq!(ids(&both, Shape::Table), ["1-a-b", "a-b", "3-a-b"]);
        assert_eq!(
            ids(&[("1", "AMF"), ("2", "amf")], Shape::File),
            ["1-AMF", "2-amf"]
        );
        assert_eq!(
            ids(&[("1", "AMF"), ("2", "amf")], Shape::Table),
            ["AMF", "amf"]
        );
        assert_eq!(version("R 21@b"), "R-21-b");
    }
}

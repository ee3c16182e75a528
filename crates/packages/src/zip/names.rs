//! Names of files in archives: which may not be, and which are the same to some file system or reader.

use std::collections::BTreeMap;

use keyholder_supply::gate::Said;
use unicode_normalization::UnicodeNormalization;

use crate::answers::{Faults, shown};

/// The longest name that is taken.
const NAME_BYTES_MAX: usize = 4_096;

/// The deepest folder in folders that is taken.
const FOLDERS_MAX: usize = 128;

/// What is wrong with a name, in words that go on after the name.
pub(crate) fn fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("has an empty name");
    }
    if name.len() > NAME_BYTES_MAX {
        return Some("has a name of more than 4096 bytes");
    }
    if name.contains('\0') {
        return Some("has a NUL in its name, where some programs stop reading");
    }
    if name.chars().any(char::is_control) {
        return Some("has control characters in its name");
    }
    if name.chars().any(invisible) {
        return Some("has invisible characters in its name");
    }
    if name.contains('\\') {
        return Some("has a backslash in its name, which some systems take for a folder");
    }
    if name.starts_with('/') {
        return Some("has an absolute path");
    }
    let mut letters = name.chars();
    if letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.next() == Some(':') {
        return Some("names a drive");
    }
    let path = name.strip_suffix('/').unwrap_or(name);
    if path.split('/').nth(FOLDERS_MAX).is_some() {
        return Some("lies more than 128 folders deep");
    }
    for part in path.split('/') {
        match part {
            "" => return Some("has an empty folder in its path"),
            "." => return Some("has `.` in its path"),
            ".." => return Some("leaves the archive by `..`"),
            _ => {}
        }
    }
    None
}

/// Characters that nobody sees, or that turn the order of what is seen.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// What a name comes down to on file systems that know no case, that compose letters, and that drop dots and
/// blanks at the end.
fn key(name: &str) -> String {
    let path = name.strip_suffix('/').unwrap_or(name);
    let parts = path.split('/').map(|part| {
        if part.is_ascii() {
            return part.trim_end_matches(['.', ' ']).to_ascii_lowercase();
        }
        let lower: String = part.nfkc().collect::<String>().to_lowercase();
        let again: String = lower.nfkc().collect();
        again.trim_end_matches(['.', ' ']).to_owned()
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The names of one archive, as they come.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// By what the name comes down to: the name, and whether it is a folder.
    seen: BTreeMap<String, (String, bool)>,
    /// Whether only names that lead elsewhere, and names that are there twice, are told: an archive inside of a
    /// package may be meant for one system.
    pub(crate) lenient: bool,
}

/// Whether a name leads out of the folder into which an archive is unpacked.
fn leads_out(name: &str) -> bool {
    let parts = name.split(['/', '\\']);
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with(['/', '\\'])
        || drive
        || name.contains('\0')
        || parts.into_iter().any(|part| part == "..")
}

impl Names {
    /// Takes one name; a fault when it clashes with one before, or is none that may be.
    pub(crate) fn take(&mut self, name: &str, faults: &mut Faults) {
        if let Some(why) = fault(name).filter(|_| !self.lenient || leads_out(name)) {
            let said = Said::new(format!("`{}` {why}", shown(name)))
                .at(shown(name))
                .remedy("ask the supplier for an archive with plain relative names");
            faults.push(said);
            if name.is_empty() || name.len() > NAME_BYTES_MAX {
                return;
            }
        }
        let folder = name.ends_with('/');
        let key = key(name);
        match self.seen.get(&key) {
            None => {
                self.seen.insert(key, (name.to_owned(), folder));
            }
            Some((before, _)) if before == name => {
                let said = Said::new(format!("`{}` is in the archive twice", shown(name)))
                    .at(shown(name))
                    .remedy("ask for an archive with each name once: programs differ in which one they read");
                faults.push(said);
            }
            Some(_) if self.lenient => {}
            Some((before, _)) => {
                let said = Said::new(format!(
                    "`{}` and `{}` are one name on some file systems",
                    shown(before),
                    shown(name)
                ))
                .at(shown(name))
                .remedy("ask for an archive whose names differ in more than case and spelling of letters");
                faults.push(said);
            }
        }
    }

    /// Files that are folders as well.
    pub(crate) fn files_as_folders(&self, faults: &mut Faults) {
        for (key, (name, _)) in &self.seen {
            let mut at = key.as_str();
            for _ in 0..FOLDERS_MAX {
                let Some((above, _)) = at.rsplit_once('/') else {
                    break;
                };
                if let Some((file, false)) = self.seen.get(above) {
                    let said = Said::new(format!(
                        "`{}` is a file, and a folder with `{}` in it",
                        shown(file),
                        shown(name)
                    ));
                    faults.push(said.at(shown(file)));
                }
                at = above;
            }
        }
    }
}

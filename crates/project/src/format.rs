//! Brings the files of a project into their one form.

use std::path::Path;

use keyholder_documents::FileKind;

use crate::load::Loaded;
use crate::write::{WriteError, write_aside};

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatOutcome {
    /// It was in its form already.
    Unchanged,
    /// It is, or would be, changed.
    Changed,
    /// It cannot be read, and is left alone; why.
    Unreadable(String),
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// Path relative to the project.
    pub path: String,
    /// What became of it.
    pub outcome: FormatOutcome,
}

/// Formats every file that people write. With `write` false nothing is touched.
///
/// # Errors
/// When a file cannot be written; those before it are done.
pub fn format(folder: &Path, loaded: &Loaded, write: bool) -> Result<Vec<Formatted>, WriteError> {
    let mut all = Vec::new();
    for (_, source) in loaded.sources.iter() {
        let Some(kind) = FileKind::of_path(&source.path) else {
            continue;
        };
        // Of large tables no text is kept, so there is nothing to bring into form.
        if loaded.large.contains(&source.path) {
            continue;
        }
        if !loaded.inputs.iter().any(|i| i.path == source.path) {
            continue;
        }
        let outcome = match keyholder_documents::fmt::file(&source.text, kind) {
            Err(why) => FormatOutcome::Unreadable(why),
            Ok(text) if *text == *source.text => FormatOutcome::Unchanged,
            Ok(text) => {
                if write {
                    write_aside(&folder.join(&source.path), text.as_bytes())?;
                }
                FormatOutcome::Changed
            }
        };
        all.push(Formatted {
            path: source.path.clone(),
            outcome,
        });
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

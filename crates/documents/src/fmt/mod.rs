//! One canonical form for our own files, so that a comparison of two versions shows what changed.
//!
//! Comments stay. What the readers read stays: each result is read again and compared before it
//! is given out. Formatting twice gives the same as formatting once.

mod table;
mod tree;
mod value;

pub use table::csv;
pub use tree::toml;

use crate::FileKind;

/// The canonical form of a file of any kind.
///
/// # Errors
///
/// A text with syntax errors, which a reader names one by one; nothing is rewritten then.
pub fn file(text: &str, kind: FileKind) -> Result<String, String> {
    match kind.schema() {
        Some(_) => toml(text, kind),
        None => csv(text),
    }
}

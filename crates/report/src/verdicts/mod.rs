//! Verdicts on suppliers as data, text and page.

mod blind;
mod build;
mod dossier;
mod page;
mod text;
pub mod wire;
mod words;

pub use blind::blind;
pub use build::{build, subject};
pub use dossier::{
    Dossier, FORMAT as DOSSIER_FORMAT, dossier, form as dossier_form, markdown as dossier_markdown,
};
pub use page::page;
pub use text::{all, one};
pub(crate) use words::verdict as word;

/// Verdicts as JSON, indented, with a line break at the end.
///
/// # Panics
/// Never: its types hold only text, whole numbers and lists.
#[must_use]
pub fn to_json(verdicts: &wire::Verdicts) -> String {
    let text = serde_json::to_string_pretty(verdicts);
    text.expect("text, whole numbers and lists can be written") + "\n"
}

/// A dossier as JSON, indented, with a line break at the end.
///
/// # Panics
/// Never: its types hold only text, whole numbers and lists.
#[must_use]
pub fn dossier_json(dossier: &Dossier) -> String {
    let text = serde_json::to_string_pretty(dossier);
    text.expect("text, whole numbers and lists can be written") + "\n"
}

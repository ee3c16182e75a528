//! Verdicts on updates: the record, and what people and programs read of it.

mod build;
mod entry;
mod page;
mod parts;
mod reasons;
mod sarif;
mod text;
pub mod wire;

pub use build::{About, asks, record};
pub use entry::Entry;
pub use page::page;
pub use sarif::sarif;
pub use text::human;

/// The record as JSON, indented, with a line break at the end: the bytes that are signed for.
///
/// # Panics
/// Never: its types hold only text, whole numbers and lists.
#[must_use]
pub fn to_json(record: &wire::Record) -> String {
    let text = serde_json::to_string_pretty(record);
    text.expect("text, whole numbers and lists can be written") + "\n"
}

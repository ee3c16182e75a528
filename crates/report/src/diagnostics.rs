//! Diagnostics for people (drawn under the line they speak of), for programs (JSON) and for code scanners (SARIF).

mod human;
mod machine;

use keyholder_diag::{Diagnostics, Severity};

use crate::number::plain_count;

pub use human::{human, human_capped};
pub(crate) use machine::uri;
pub use machine::{json, sarif};

/// Most characters of a line that are shown.
const LINE_MAX: usize = 160;

/// The closing line: `3 errors, 2 warnings, 41 notes`; `no errors` alone when there is nothing.
#[must_use]
pub fn tally(diagnostics: &Diagnostics) -> String {
    let word = |severity: Severity| {
        let n = diagnostics.count(severity) as u64;
        let s = if n == 1 { "" } else { "s" };
        (n > 0).then(|| format!("{} {}{s}", plain_count(n), severity.word()))
    };
    let said: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter_map(word)
        .collect();
    if said.is_empty() {
        "no errors, no warnings, no notes".to_owned()
    } else {
        said.join(", ")
    }
}

/// The part of a line around a place, and how many bytes were cut off at its head.
///
/// Cells may be 64 KiB long; only what surrounds the place helps anybody.
fn window(line: &str, at: usize) -> (&str, usize) {
    if line.chars().count() <= LINE_MAX {
        return (line, 0);
    }
    let at = line.floor_char_boundary(at);
    let before = line[..at].char_indices().rev().nth(LINE_MAX / 3);
    let start = before.map_or(0, |(byte, _)| byte);
    let end = line[start..].char_indices().nth(LINE_MAX);
    let end = end.map_or(line.len(), |(byte, _)| start + byte);
    (&line[start..end], start)
}

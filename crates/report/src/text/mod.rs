//! The summary that a terminal shows.

mod table;
pub(crate) mod wrap;

use crate::number::{plain_count, share};
use crate::wire::{Assessment, ScopeKind, Unknown};

use table::actor_table;
pub(crate) use wrap::{cut, wrapped};

/// Kinds of unknown that are listed.
const UNKNOWNS_MAX: usize = 6;
/// Narrower than this nothing can be laid out; text is wrapped as if there were so much room, then cut.
const WIDTH_MIN: usize = 24;

/// Headline, the widest actors, and what is not known; no line wider than `width` columns.
#[must_use]
pub fn summary(a: &Assessment, width: usize) -> String {
    let room = width.max(WIDTH_MIN);
    let mut lines = title(a, room);
    lines.push(String::new());
    lines.extend(wrapped(&a.summary.headline, room, "  ", "  "));
    lines.push(String::new());
    // Where no element is known, a column of nothing would look like an answer.
    if a.counts.elements > 0 {
        lines.extend(who(a, room));
        lines.push(String::new());
    }
    lines.extend(not_known(a, room));
    let mut out = String::new();
    for line in lines {
        out.push_str(cut(line.trim_end(), width).as_str());
        out.push('\n');
    }
    out
}

fn title(a: &Assessment, room: usize) -> Vec<String> {
    let day = a.project.as_of.as_deref();
    let day = day.map_or("date not stated".to_owned(), |day| format!("as of {day}"));
    let synthetic = if a.project.synthetic {
        " · synthetic data"
    } else {
        ""
    };
    let c = &a.counts;
    let counts = format!(
        "{} elements, {} of them not placed · {} parties · {} routes",
        plain_count(c.elements),
        plain_count(c.not_placed),
        plain_count(c.parties),
        plain_count(c.routes)
    );
    let mut lines = wrapped(
        &format!("{} · {day}{synthetic}", a.project.name),
        room,
        "",
        "",
    );
    lines.extend(wrapped(&counts, room, "", ""));
    lines
}

fn who(a: &Assessment, room: usize) -> Vec<String> {
    let core = a
        .scopes
        .iter()
        .any(|s| s.kind == ScopeKind::Class && s.label == "core");
    let note = if core {
        ""
    } else {
        "; no core element is stated"
    };
    let anybody = a.scopes.iter().find(|s| s.kind == ScopeKind::Network);
    let anybody = anybody.map_or_else(String::new, |s| {
        format!(
            "; whoever fills the blanks: at most {} % of the network",
            share(s.anybody, s.elements)
        )
    });
    let title = format!(
        "Who can change what, in the end: % of elements or subscribers, surely, or surely–possibly{anybody}{note}"
    );
    let mut lines = wrapped(&title, room, "", "");
    lines.push(String::new());
    lines.extend(actor_table(a, room));
    lines
}

fn not_known(a: &Assessment, room: usize) -> Vec<String> {
    if a.unknowns.is_empty() {
        return vec!["Nothing is marked as not known".to_owned()];
    }
    let title = "What is not known, and how many elements hang on each";
    let mut lines = wrapped(title, room, "", "");
    lines.push(String::new());
    let shown = &a.unknowns[..a.unknowns.len().min(UNKNOWNS_MAX)];
    let amounts: Vec<String> = shown.iter().map(amount).collect();
    let widest = amounts
        .iter()
        .map(|text| wrap::columns(text))
        .max()
        .unwrap_or(0);
    for (unknown, amount) in shown.iter().zip(&amounts) {
        let first = format!("  {amount:>widest$}  ");
        let rest = " ".repeat(wrap::columns(&first));
        let text = format!("{} [{}]", unknown.what, unknown.code);
        lines.extend(wrapped(&text, room, &first, &rest));
    }
    let more = a.unknowns.len() - shown.len();
    if more > 0 {
        lines.push(format!("  and {} more", plain_count(more as u64)));
    }
    lines
}

fn amount(unknown: &Unknown) -> String {
    if unknown.would_change == 0 && !unknown.widens {
        "–".to_owned()
    } else {
        plain_count(unknown.would_change)
    }
}

//! The change-board sheet: a verdict on an update as one HTML file, to be read on a screen and signed on paper.

use std::borrow::Borrow;

use askama::Template;

use super::reasons::{Reason, reasons};
use super::wire::{Check, Record};
use crate::html::{STYLE, path, prose};
use crate::number;

/// The sheet. The same record gives the same bytes.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn page(record: &Record) -> String {
    let titles = [
        ("refuse", "Why it is refused"),
        ("hold", "Why it is held"),
        ("admit with limits", "Limits"),
    ];
    let groups = titles.map(|(verdict, title)| Group {
        title,
        anchor: verdict.replace(' ', "-"),
        reasons: reasons(
            record.steps.iter().filter(|step| step.verdict == verdict),
            usize::MAX,
        )
        .0,
    });
    let mut checks: Vec<&Check> = record.checks.iter().collect();
    checks.sort_by_key(|check| STATES.iter().position(|state| *state == check.state));
    let page = Page {
        r: record,
        style: STYLE,
        groups: groups
            .into_iter()
            .filter(|group| !group.reasons.is_empty())
            .collect(),
        counts: STATES.map(|state| record.checks.iter().filter(|c| c.state == state).count()),
        checks,
        admits: record.verdict.starts_with("admit"),
    };
    page.render().expect("writing to memory does not fail")
}

/// In the order in which they ask for something.
const STATES: [&str; 3] = ["failed", "not done", "passed"];

#[derive(Template)]
#[template(path = "gate.html")]
struct Page<'a> {
    r: &'a Record,
    style: &'static str,
    groups: Vec<Group<'a>>,
    counts: [usize; 3],
    checks: Vec<&'a Check>,
    admits: bool,
}

/// The reasons of one verdict.
struct Group<'a> {
    title: &'static str,
    anchor: String,
    reasons: Vec<Reason<'a>>,
}

/// A class of style; the word says it, the tint repeats it.
fn mark(word: impl Borrow<str>) -> &'static str {
    match word.borrow() {
        "admit" | "passed" => "v-good",
        "refuse" | "failed" => "v-high",
        "hold" | "admit with limits" => "v-cond",
        _ => "v-open",
    }
}

fn count(number: impl Borrow<u64>) -> String {
    number::count(*number.borrow())
}

fn range(of: impl Borrow<[u64; 2]>) -> String {
    let [low, high] = *of.borrow();
    match low == high {
        true => number::count(low),
        false => format!("{} to {}", number::count(low), number::count(high)),
    }
}

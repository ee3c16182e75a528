//! Findings as one HTML file: principle by subject, folded out to numbers, evidence and what would turn it.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use askama::Template;

use super::{Findings, Framework, WireFinding};
use crate::html::{Filter, STYLE, path, prose};
use crate::number;

/// The page. The same findings give the same bytes.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn page(of: &Findings) -> String {
    let filter = filter(of);
    let page = Page {
        a: of,
        style: STYLE,
        frameworks: of
            .frameworks
            .iter()
            .map(|f| section(of, f, &filter))
            .collect(),
        filter,
    };
    page.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "principles.html")]
struct Page<'a> {
    a: &'a Findings,
    style: &'static str,
    filter: Filter,
    frameworks: Vec<Section<'a>>,
}

/// One framework.
struct Section<'a> {
    of: &'a Framework,
    anchor: String,
    principles: Vec<Principle<'a>>,
}

/// One principle, and how it came out for each subject.
struct Principle<'a> {
    first: &'a WireFinding,
    anchor: String,
    /// For the filter: which outcomes it has.
    holds: String,
    cells: Vec<Cell>,
    findings: Vec<&'a WireFinding>,
}

/// How many subjects came out so.
struct Cell {
    mark: &'static str,
    text: String,
}

/// Outcomes in the order in which they ask for something.
const OUTCOMES: [&str; 4] = ["not-met", "unknown", "met", "not-applicable"];

/// By outcome, and by subject.
fn filter(of: &Findings) -> Filter {
    let subjects: BTreeSet<&str> = of.findings.iter().map(|f| f.subject.as_str()).collect();
    Filter {
        what: "findings",
        words: OUTCOMES.map(word).to_vec(),
        subjects: subjects.into_iter().map(str::to_owned).collect(),
    }
}

fn section<'a>(of: &'a Findings, framework: &'a Framework, filter: &Filter) -> Section<'a> {
    let mine: Vec<&WireFinding> = of
        .findings
        .iter()
        .filter(|f| f.framework == framework.id)
        .collect();
    let principles = mine.chunk_by(|a, b| a.principle == b.principle);
    Section {
        of: framework,
        anchor: format!("framework-{}", plain(&framework.id)),
        principles: principles.map(|p| principle(p, filter)).collect(),
    }
}

fn principle<'a>(findings: &[&'a WireFinding], filter: &Filter) -> Principle<'a> {
    let first = findings[0];
    let cell = |outcome: &str| {
        let count = findings
            .iter()
            .filter(|f| f.outcome == outcome && !f.context)
            .count() as u64;
        Cell {
            mark: match count {
                0 => "",
                _ => mark(outcome),
            },
            text: match (count, findings.len()) {
                (0, _) => "–".to_owned(),
                (_, 1) => word(outcome),
                (n, _) => number::count(n),
            },
        }
    };
    let mut sorted = findings.to_vec();
    sorted.sort_by_key(|f| OUTCOMES.iter().position(|o| *o == f.outcome));
    Principle {
        first,
        anchor: format!("{}-{}", plain(&first.framework), plain(&first.principle)),
        holds: {
            let words: Vec<String> = findings.iter().map(|f| word(f.outcome.as_str())).collect();
            filter.holds(words.iter().map(String::as_str))
        },
        cells: OUTCOMES.into_iter().map(cell).collect(),
        findings: sorted,
    }
}

/// As an anchor.
fn plain(id: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    id.chars().map(letter).collect()
}

fn word(outcome: impl Borrow<str>) -> String {
    outcome.borrow().replace('-', " ")
}

/// A class of style; the word says it, the tint repeats it.
fn mark(outcome: impl Borrow<str>) -> &'static str {
    match outcome.borrow() {
        "met" => "v-good",
        "not-met" => "v-high",
        "unknown" => "v-cond",
        _ => "v-open",
    }
}

fn count(number: impl Borrow<u64>) -> String {
    number::count(*number.borrow())
}

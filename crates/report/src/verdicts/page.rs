//! Verdicts as one HTML file: no script, no other host, readable on paper.

use std::borrow::Borrow;

use askama::Template;

use super::wire::{
    Acceptability, Criterion, Evidence, Gap, Judgement, Supplier, Verdict, Verdicts,
};
use super::words::{class, draws, flips, level, range, reasons, verdict};
use crate::html::{Filter, STYLE, path, prose};
use crate::number;

/// The page. The same verdicts give the same bytes.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn page(of: &Verdicts) -> String {
    let suppliers = of.suppliers.chunk_by(|a, b| a.supplier == b.supplier);
    let filter = Filter {
        what: "verdicts",
        words: [
            Verdict::HighRisk,
            Verdict::CannotTell,
            Verdict::TrustedWithConditions,
            Verdict::Trusted,
        ]
        .map(|word| verdict(word).to_owned())
        .to_vec(),
        subjects: Vec::new(),
    };
    let page = Page {
        a: of,
        style: STYLE,
        classes: classes(of),
        rows: suppliers
            .clone()
            .map(|rows| matrix_row(of, rows, &filter))
            .collect(),
        articles: suppliers
            .enumerate()
            .map(|(n, rows)| article(of, n, rows, &filter))
            .collect(),
        believed: of.yardstick.believed.map(level).to_vec(),
        majority: of.yardstick.majority.map(level).to_vec(),
        acceptable: level(of.yardstick.acceptable),
        gaps: of
            .gaps
            .iter()
            .take(20)
            .map(|gap| gap_row(of, gap))
            .collect(),
        filter,
    };
    page.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "verdicts.html")]
struct Page<'a> {
    a: &'a Verdicts,
    style: &'static str,
    filter: Filter,
    classes: Vec<&'a str>,
    rows: Vec<Row>,
    articles: Vec<Article<'a>>,
    gaps: Vec<GapRow<'a>>,
    believed: Vec<String>,
    majority: Vec<String>,
    acceptable: String,
}

/// A supplier in the matrix.
struct Row {
    name: String,
    anchor: String,
    countries: String,
    /// For the filter: which verdicts it has.
    holds: String,
    cells: Vec<Cell>,
}

/// A verdict in the matrix; empty where nothing is in service.
struct Cell {
    word: &'static str,
    mark: &'static str,
    detail: String,
}

/// A supplier in full.
struct Article<'a> {
    anchor: String,
    name: &'a str,
    countries: String,
    /// For the filter: which verdicts it has.
    holds: String,
    parts: Vec<Part<'a>>,
}

/// A supplier in one function class.
struct Part<'a> {
    row: &'a Supplier,
    word: &'static str,
    mark: &'static str,
    elements: String,
    reasons: Vec<String>,
    flips: Vec<String>,
    bars: Vec<Bar>,
    shown: Vec<Shown<'a>>,
}

/// How often each class comes out.
struct Bar {
    label: String,
    parts: [(u32, String); 3],
    half_width: String,
}

/// One criterion.
struct Shown<'a> {
    criterion: &'a Criterion,
    range: String,
    low: String,
    high: String,
    asked: String,
    items: Vec<Item<'a>>,
}

/// One item of evidence.
struct Item<'a> {
    of: &'a Evidence,
    standing: &'a str,
}

struct GapRow<'a> {
    gap: &'a Gap,
    title: &'a str,
    asks: &'a str,
}

fn count(number: impl Borrow<u64>) -> String {
    number::count(*number.borrow())
}

fn weights(of: impl Borrow<[u32; 2]>) -> String {
    range(*of.borrow())
}

fn asked(of: impl Borrow<[Option<u32>; 2]>) -> String {
    ask(*of.borrow())
}

/// Function classes in which anybody has something in service, in the order of reports.
fn classes(of: &Verdicts) -> Vec<&str> {
    let all = keyholder_supply::function::FunctionClass::ALL;
    let there = |class: &str| of.suppliers.iter().any(|s| s.class == class);
    all.iter().map(|c| c.word()).filter(|c| there(c)).collect()
}

/// A class of style; the word says it, the tint repeats it.
fn mark(of: super::wire::Verdict) -> &'static str {
    match of {
        super::wire::Verdict::HighRisk => "v-high",
        super::wire::Verdict::CannotTell => "v-open",
        super::wire::Verdict::TrustedWithConditions => "v-cond",
        super::wire::Verdict::Trusted => "v-good",
    }
}

fn countries(row: &Supplier) -> String {
    let known = match row.countries.is_empty() {
        true => "not known".to_owned(),
        false => row.countries.join(", "),
    };
    match row.control_open && !row.countries.is_empty() {
        true => format!("{known}, and perhaps others"),
        false => known,
    }
}

fn holds(rows: &[Supplier], filter: &Filter) -> String {
    filter.holds(rows.iter().map(|row| verdict(row.verdict)))
}

fn matrix_row(of: &Verdicts, rows: &[Supplier], filter: &Filter) -> Row {
    let first = &rows[0];
    let cell = |class: &str| {
        let found = rows.iter().find(|row| row.class == class);
        found.map_or(
            Cell {
                word: "",
                mark: "",
                detail: String::new(),
            },
            |row| Cell {
                word: verdict(row.verdict),
                mark: mark(row.verdict),
                detail: number::counted(row.elements, "element", "elements"),
            },
        )
    };
    let at = of.suppliers.chunk_by(|a, b| a.supplier == b.supplier);
    let at = at.into_iter().position(|c| c[0].supplier == first.supplier);
    Row {
        name: first.name.clone(),
        anchor: anchor(at.unwrap_or(0)),
        countries: countries(first),
        holds: holds(rows, filter),
        cells: classes(of).into_iter().map(cell).collect(),
    }
}

fn anchor(n: usize) -> String {
    format!("supplier-{}", n + 1)
}

fn article<'a>(of: &'a Verdicts, n: usize, rows: &'a [Supplier], filter: &Filter) -> Article<'a> {
    Article {
        anchor: anchor(n),
        name: &rows[0].name,
        countries: countries(&rows[0]),
        holds: holds(rows, filter),
        parts: rows.iter().filter_map(|row| part(of, row)).collect(),
    }
}

fn part<'a>(of: &'a Verdicts, row: &'a Supplier) -> Option<Part<'a>> {
    let judged = of.judgements.get(usize::try_from(row.judgement).ok()?)?;
    let mut bars = vec![bar("together", &judged.acceptability)];
    bars.extend(
        judged
            .axes
            .iter()
            .map(|axis| bar(&axis.axis, &axis.acceptability)),
    );
    Some(Part {
        row,
        word: verdict(row.verdict),
        mark: mark(row.verdict),
        elements: number::counted(row.elements, "element", "elements"),
        reasons: {
            let mut said = reasons(of, row, judged);
            said.push(draws(judged));
            said
        },
        flips: flips(row, judged),
        bars,
        shown: shown(of, row, judged),
    })
}

fn bar(label: &str, of: &Acceptability) -> Bar {
    let part = |n: u32, word: super::wire::Class| {
        let share = number::percent(u64::from(n), u64::from(of.draws));
        (n, format!("{}: {share}", class(word)))
    };
    Bar {
        label: label.to_owned(),
        parts: [
            part(of.high_risk, super::wire::Class::HighRisk),
            part(of.conditional, super::wire::Class::TrustedWithConditions),
            part(of.trusted, super::wire::Class::Trusted),
        ],
        half_width: level(of.half_width),
    }
}

fn shown<'a>(of: &'a Verdicts, row: &'a Supplier, judged: &Judgement) -> Vec<Shown<'a>> {
    let criteria = of.yardstick.criteria.iter().zip(&judged.intervals);
    let one = |(criterion, interval): (&'a Criterion, &[u32; 2])| {
        let held = row.held.iter().filter_map(|held| {
            let item = of.evidence.iter().find(|e| e.id == held.evidence)?;
            (item.criterion == criterion.id).then_some(Item {
                of: item,
                standing: &held.standing,
            })
        });
        Shown {
            criterion,
            range: range(*interval),
            low: percent(interval[0]),
            high: percent(interval[1]),
            asked: format!(
                "{} / {}",
                ask(criterion.conditional),
                ask(criterion.trusted)
            ),
            items: held.collect(),
        }
    };
    criteria.map(one).collect()
}

/// What a class asks: a level, and one below which it is refused.
fn ask(of: [Option<u32>; 2]) -> String {
    match of {
        [None, _] => "–".to_owned(),
        [Some(profile), None] => level(profile),
        [Some(profile), Some(veto)] => {
            format!("{} (refused below {})", level(profile), level(veto))
        }
    }
}

/// For widths: one decimal is enough for the eye.
fn percent(ppb: u32) -> String {
    format!("{}.{}%", ppb / 10_000_000, ppb / 1_000_000 % 10)
}

fn gap_row<'a>(of: &'a Verdicts, gap: &'a Gap) -> GapRow<'a> {
    let criterion = of.yardstick.criteria.iter().find(|c| c.id == gap.criterion);
    GapRow {
        gap,
        title: criterion.map_or("", |c| c.title.as_str()),
        asks: criterion.map_or("", |c| c.asks.as_str()),
    }
}

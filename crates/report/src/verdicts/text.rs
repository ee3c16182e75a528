//! Verdicts for a terminal.

use super::wire::{Supplier, Verdicts};
use super::words::{draws, flips, range, reasons, verdict};
use crate::number::plain_count;
use crate::text::wrapped;

/// All verdicts: a table, and what to ask for.
#[must_use]
pub fn all(of: &Verdicts, width: usize) -> String {
    let mut out = head(of);
    if of.suppliers.is_empty() {
        out.push_str("No supplier has anything in service on a function that is known.\n");
        return out;
    }
    let name = of
        .suppliers
        .iter()
        .map(|s| s.name.chars().count())
        .max()
        .unwrap_or(0);
    let name = name.clamp(8, 40);
    out.push_str(&format!(
        "  {:<name$}  {:<13}  {:>9}  {:<23}  {}\n",
        "supplier", "functions", "elements", "verdict", "until"
    ));
    for row in &of.suppliers {
        let short: String = row.name.chars().take(name).collect();
        out.push_str(&format!(
            "  {short:<name$}  {:<13}  {:>9}  {:<23}  {}\n",
            row.class,
            plain_count(row.elements),
            verdict(row.verdict),
            row.expires.as_deref().unwrap_or("–")
        ));
    }
    if !of.gaps.is_empty() {
        out.push_str("\nWhat to ask for first, and for how many elements a verdict would be better with the rest\n\n");
        for gap in of.gaps.iter().take(8) {
            let suppliers = gap.suppliers.len();
            let s = if suppliers == 1 { "" } else { "s" };
            out.push_str(&format!(
                "  {:>9}  {} ({suppliers} supplier{s})\n",
                plain_count(gap.elements),
                gap.criterion
            ));
        }
        if of.gaps.len() > 8 {
            out.push_str(&format!("  and {} more\n", of.gaps.len() - 8));
        }
    }
    out.push('\n');
    out.push_str(&fill(
        "A verdict is what the tool says; a decision is what a named person records. How it was judged: docs/verdicts.md, and the page with every parameter.",
        width,
    ));
    out
}

/// One supplier in full, in every function class.
#[must_use]
pub fn one(of: &Verdicts, supplier: &str, width: usize) -> String {
    let mut out = head(of);
    for row in of.suppliers.iter().filter(|s| s.supplier == supplier) {
        out.push_str(&detail(of, row, width));
    }
    out
}

fn head(of: &Verdicts) -> String {
    let synthetic = if of.project.synthetic {
        " · synthetic data"
    } else {
        ""
    };
    let own = if of.yardstick.own {
        "the project's own yardstick"
    } else {
        "yardstick"
    };
    format!(
        "{} · verdicts for {}{synthetic} · {own} {}\n\n",
        of.project.name, of.day, of.yardstick.version
    )
}

fn detail(of: &Verdicts, row: &Supplier, width: usize) -> String {
    let mut out = format!(
        "{} · {} ({} {}): {}\n",
        row.name,
        row.class,
        plain_count(row.elements),
        if row.elements == 1 {
            "element"
        } else {
            "elements"
        },
        verdict(row.verdict)
    );
    let judged = usize::try_from(row.judgement).ok();
    let Some(judged) = judged.and_then(|n| of.judgements.get(n)) else {
        return out;
    };
    for sentence in reasons(of, row, judged) {
        out.push_str(&fill(&sentence, width));
    }
    out.push_str(&fill(&draws(judged), width));
    out.push_str("\nWhat would change it\n");
    for sentence in flips(row, judged) {
        out.push_str(&fill(&format!("- {sentence}"), width));
    }
    out.push_str("\nWhat is shown, criterion by criterion (%)\n");
    for (criterion, interval) in of.yardstick.criteria.iter().zip(&judged.intervals) {
        out.push_str(&format!(
            "  {:<24} {:<9} {}\n",
            criterion.id,
            criterion.axis,
            range(*interval)
        ));
        for one in &row.held {
            let item = of.evidence.iter().find(|e| e.id == one.evidence);
            let Some(item) = item.filter(|e| e.criterion == criterion.id) else {
                continue;
            };
            let dispute = item
                .dispute
                .as_ref()
                .map_or_else(String::new, |d| format!(", disputed: {d}"));
            let day = item.day.as_deref().unwrap_or("no day");
            out.push_str(&fill_in(
                &format!(
                    "{} {}: {} [{}, {day}; {}{dispute}; {}]",
                    item.says, item.id, item.claim, item.grade, one.standing, item.stated
                ),
                width,
            ));
        }
    }
    out.push('\n');
    out
}

/// A line set in under a criterion.
fn fill_in(text: &str, width: usize) -> String {
    let lines = wrapped(text, width, "      ", "        ");
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A paragraph.
fn fill(text: &str, width: usize) -> String {
    let lines = wrapped(text, width, "", "  ");
    lines.iter().map(|line| format!("{line}\n")).collect()
}

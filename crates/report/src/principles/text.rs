//! Findings for people: what is not met first, with the numbers, what is missing and what would turn it.

use super::{Findings, WireAnswer, WireFinding};
use crate::text::wrap::wrapped;

/// Missing things that are printed for each answer.
const MISSING_SHOWN: usize = 3;

/// Findings as text of at most `width` columns. Short: met findings and those that do not apply take one line.
#[must_use]
pub fn human(findings: &Findings, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for framework in &findings.frameworks {
        let unchecked = if framework.checked {
            ""
        } else {
            " (paraphrase not checked in full)"
        };
        lines.extend(wrapped(
            &format!("{}{unchecked}", framework.title),
            width,
            "",
            "  ",
        ));
        lines.push(format!(
            "  {} met, {} not met, {} unknown, {} not applicable, {} context",
            framework.met,
            framework.not_met,
            framework.unknown,
            framework.not_applicable,
            framework.context
        ));
        let mine = || {
            findings
                .findings
                .iter()
                .filter(|f| f.framework == framework.id)
        };
        for outcome in ["not-met", "unknown", "met", "not-applicable"] {
            for finding in mine().filter(|f| f.outcome == outcome) {
                one(finding, width, &mut lines);
            }
        }
        lines.push(String::new());
    }
    for risk in &findings.risks {
        let by: Vec<String> = risk
            .answered_by
            .iter()
            .map(|by| format!("{} {} ({})", by.principle, word(&by.outcome), by.strength))
            .collect();
        let ours = if risk.ours { ", by our own table" } else { "" };
        let text = format!("{} {}{ours}: {}", risk.id, risk.title, by.join(", "));
        lines.extend(wrapped(&text, width, "", "  "));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Of each framework how many findings came out how, and a line for each that is not met.
#[must_use]
pub fn brief(findings: &Findings, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let synthetic = if findings.synthetic {
        " · synthetic data"
    } else {
        ""
    };
    let rules = match findings.rules.as_deref() {
        None => String::new(),
        Some([]) => " · shared principles alone".to_owned(),
        Some(of) => format!(" · rules of {}", of.join(", ")),
    };
    let title = format!(
        "{} · principles on {}{rules}{synthetic}",
        findings.project, findings.day
    );
    lines.extend(wrapped(&title, width, "", "  "));
    lines.push(String::new());
    lines.push("not met  unknown    met  not applicable  context".to_owned());
    for framework in &findings.frameworks {
        lines.push(format!(
            "{:>7}  {:>7}  {:>5}  {:>14}  {:>7}  {} ({})",
            framework.not_met,
            framework.unknown,
            framework.met,
            framework.not_applicable,
            framework.context,
            framework.title,
            framework.id
        ));
    }
    lines.push(String::new());
    lines.push("Not met".to_owned());
    let not_met = || {
        findings
            .findings
            .iter()
            .filter(|f| f.outcome == "not-met" && !f.context)
    };
    if not_met().next().is_none() {
        lines.push(
            "  none; what is unknown is not met either, and is listed in the page".to_owned(),
        );
    }
    for finding in not_met() {
        let head = format!(
            "{}, {}: {}",
            finding.principle, finding.subject, finding.title
        );
        lines.extend(wrapped(&head, width, "  ", "    "));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn word(outcome: &str) -> String {
    outcome.replace('-', " ")
}

fn one(finding: &WireFinding, width: usize, lines: &mut Vec<String>) {
    let outcome = if finding.context {
        "context".to_owned()
    } else {
        word(&finding.outcome)
    };
    let head = format!(
        "{}, {}: {outcome}. {}",
        finding.principle, finding.subject, finding.title
    );
    lines.extend(wrapped(&head, width, "  ", "    "));
    if !matches!(finding.outcome.as_str(), "not-met" | "unknown") {
        return;
    }
    for answer in finding
        .answers
        .iter()
        .filter(|a| a.outcome == finding.outcome)
    {
        say(answer, width, lines);
    }
    let todo = format!("What to do ({}): {}", finding.effort, finding.remedy);
    lines.extend(wrapped(&todo, width, "    ", "      "));
}

fn say(answer: &WireAnswer, width: usize, lines: &mut Vec<String>) {
    lines.extend(wrapped(&answer.sentence, width, "    ", "      "));
    for missing in answer.missing.iter().take(MISSING_SHOWN) {
        lines.extend(wrapped(
            &format!("missing: {}", missing.what),
            width,
            "      ",
            "        ",
        ));
    }
    let shown = answer.missing.len().min(MISSING_SHOWN) as u64;
    let more = answer.missing.len() as u64 + answer.missing_more - shown;
    if more > 0 {
        lines.push(format!("      and {more} more"));
    }
    if let Some(flip) = answer.flips.first() {
        let text = format!("{} if: {}", word(&flip.to), flip.words);
        lines.extend(wrapped(&text, width, "      ", "        "));
    }
}

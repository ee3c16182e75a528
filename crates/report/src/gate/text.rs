//! A verdict on an update for the terminal: what is said, why, and what would make it pass.

use super::reasons::{Reason, reasons};
use super::wire::{Check, Record, Step};
use crate::number;
use crate::text::wrap::wrapped;

/// Differences of parts that are told one by one.
const DIFFERENCES_SHOWN: usize = 8;

/// The record as text of at most `width` columns. With `all`, every check with what was seen.
#[must_use]
pub fn human(record: &Record, width: usize, all: bool) -> String {
    let mut out = Lines {
        lines: Vec::new(),
        width,
    };
    head(record, &mut out);
    steps(record, &mut out, all);
    tally(record, &mut out, all);
    changes(record, &mut out);
    next(record, &mut out);
    out.lines.join("\n") + "\n"
}

struct Lines {
    lines: Vec<String>,
    width: usize,
}

impl Lines {
    fn put(&mut self, text: &str, first: &str, rest: &str) {
        self.lines.extend(wrapped(text, self.width, first, rest));
    }

    fn blank(&mut self) {
        self.lines.push(String::new());
    }
}

fn head(record: &Record, out: &mut Lines) {
    let synthetic = if record.synthetic {
        " · synthetic data"
    } else {
        ""
    };
    let title = format!("{} · gate · {}{synthetic}", record.project, record.at);
    out.put(&title, "", "  ");
    let package = &record.package;
    let what = format!(
        "{} · {} · {} bytes · sha256 {}",
        package.name,
        package.format,
        number::count(package.bytes),
        package.sha256
    );
    out.put(&what, "", "  ");
    let signers: Vec<String> = package
        .signers
        .iter()
        .map(|signer| match (&signer.party, &signer.pinned) {
            (Some(party), Some(key)) => format!("{party} (key `{key}`, {})", signer.scheme),
            _ => format!(
                "`{}`, who is not known here ({})",
                signer.subject, signer.scheme
            ),
        })
        .collect();
    match signers.is_empty() {
        true => out.put("signed by nobody", "", "  "),
        false => out.put(&format!("signed by {}", signers.join(", ")), "", "  "),
    }
    let functions: Vec<String> = record
        .targets
        .functions
        .iter()
        .map(|f| format!("{} `{}`", number::count(f.elements), f.name))
        .collect();
    let mut functions = functions.join(", ");
    if record.targets.not_placed > 0 {
        let many = number::count(record.targets.not_placed);
        functions.push_str(&format!(" and {many} of which nobody knows what they do"));
    }
    let target = format!("for {functions} · tier {}", record.policy.tier);
    out.put(&target, "", "  ");
    if let Some(why) = &record.request.emergency {
        out.put(&format!("in a hurry: {why}"), "", "  ");
    }
    out.blank();
    out.put(&record.verdict.to_uppercase(), "  ", "  ");
    out.put(&record.sentence, "  ", "  ");
    out.blank();
}

/// Reasons from one check that are told one by one, unless all are asked for.
const REASONS_SHOWN: usize = 3;

fn steps(record: &Record, out: &mut Lines, all: bool) {
    for (verdict, title) in [
        ("refuse", "Refused, because"),
        ("hold", "Held, because"),
        ("admit with limits", "Limits"),
    ] {
        let mine: Vec<&Step> = record
            .steps
            .iter()
            .filter(|s| s.verdict == verdict)
            .collect();
        if mine.is_empty() {
            continue;
        }
        out.put(title, "", "");
        let most = if all { usize::MAX } else { REASONS_SHOWN };
        let (reasons, more) = reasons(mine.iter().copied(), most);
        for reason in &reasons {
            told(reason, out);
        }
        for (check, many) in more {
            let line = format!("and {many} more like these [{check}]; `--all` prints them");
            out.put(&line, "- ", "  ");
        }
        for step in mine.iter().filter(|step| step.said.is_empty()) {
            out.put(&step.check, "- ", "  ");
        }
        out.blank();
    }
}

fn told(reason: &Reason<'_>, out: &mut Lines) {
    let said = reason.said;
    let place = said.place.as_ref().map(|place| format!(" ({place})"));
    let checks = reason.checks.join(", ");
    let text = format!("{} [{checks}]{}", said.what, place.unwrap_or_default());
    out.put(&text, "- ", "  ");
    if let Some(remedy) = &said.remedy {
        out.put(&format!("to pass: {remedy}"), "    ", "    ");
    }
}

fn tally(record: &Record, out: &mut Lines, all: bool) {
    for state in ["passed", "failed", "not done"] {
        let mine: Vec<&Check> = record.checks.iter().filter(|c| c.state == state).collect();
        let names: Vec<&str> = mine.iter().map(|c| c.check.as_str()).collect();
        let line = match mine.is_empty() {
            true => format!("{state}: 0"),
            false => format!("{state}: {} – {}", mine.len(), names.join(", ")),
        };
        out.put(&line, "", "    ");
    }
    out.blank();
    if !all {
        return;
    }
    for check in &record.checks {
        out.put(
            &format!("{}: {}. {}", check.check, check.state, check.asks),
            "",
            "  ",
        );
        for said in &check.said {
            let place = said.place.as_ref().map(|place| format!(" ({place})"));
            out.put(
                &format!("{}{}", said.what, place.unwrap_or_default()),
                "    ",
                "      ",
            );
        }
    }
    out.blank();
}

fn changes(record: &Record, out: &mut Lines) {
    let Some(parts) = &record.parts else { return };
    let line = format!(
        "Parts: {} before, {} after; {} the same, {} added, {} removed, {} newer, {} older, {} changed under the same version, {} renamed",
        number::count(parts.parts_before),
        number::count(parts.parts_after),
        number::count(parts.kept),
        number::count(parts.added),
        number::count(parts.removed),
        number::count(parts.upgraded),
        number::count(parts.downgraded),
        number::count(parts.changed),
        number::count(parts.renamed),
    );
    out.put(&line, "", "  ");
    for difference in parts.differences.iter().take(DIFFERENCES_SHOWN) {
        out.put(
            &format!("{}: {}", difference.kind, difference.what),
            "  ",
            "    ",
        );
    }
    let more = parts.differences.len().saturating_sub(DIFFERENCES_SHOWN);
    if more > 0 {
        out.put(
            &format!("and {more} more; the sheet lists them"),
            "  ",
            "    ",
        );
    }
    out.blank();
}

fn next(record: &Record, out: &mut Lines) {
    let conditions = &record.conditions;
    if !record.verdict.starts_with("admit") {
        return;
    }
    let people = match conditions.approvers {
        1 => "1 person".to_owned(),
        many => format!("{many} people"),
    };
    let roles = match conditions.roles.is_empty() {
        true => String::new(),
        false => format!(", among them {}", conditions.roles.join(" and ")),
    };
    out.put("Before it goes in", "", "");
    let line = format!(
        "{people} approve{}{roles}; an approval holds {} days",
        if conditions.approvers == 1 { "s" } else { "" },
        conditions.approval_days
    );
    out.put(&line, "- ", "  ");
    if !conditions.consent.is_empty() {
        let line = format!(
            "somebody of {} is among them",
            conditions.consent.join(" and of ")
        );
        out.put(&line, "- ", "  ");
    }
    if !conditions.acknowledge.is_empty() {
        let line = format!("they acknowledge {}", conditions.acknowledge.join(", "));
        out.put(&line, "- ", "  ");
    }
    let elements = number::count(conditions.first_step);
    let line = format!(
        "the first step is at most {elements} of {}; after each, wait {} h",
        number::count(record.targets.elements),
        conditions.soak_hours
    );
    out.put(&line, "- ", "  ");
    if let Some(days) = conditions.review_days {
        out.put(
            &format!("somebody looks at it again within {days} days"),
            "- ",
            "  ",
        );
    }
    out.blank();
}

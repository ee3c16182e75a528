//! A catalogue for people: a list, and one principle in full.

use std::fmt::Write;

use keyholder_supply::principle::{Principle, Principles};

/// Frameworks with their principles, a line each.
#[must_use]
pub fn list(catalogue: &Principles) -> String {
    let mut text = String::new();
    for framework in &catalogue.frameworks {
        let checked = if framework.checked {
            ""
        } else {
            ", not checked in full"
        };
        let binds: Vec<&str> = framework.binds_in.iter().map(|n| n.text.as_str()).collect();
        let binds = match binds.as_slice() {
            [] => String::new(),
            of => format!(", binds in {}", of.join(", ")),
        };
        let (id, title) = (&framework.id.text, &framework.title);
        let _ = writeln!(text, "{id}: {title}{binds}{checked}");
        let mine = catalogue.principles.iter();
        for principle in mine.filter(|p| p.framework.text == framework.id.text) {
            let whom = principle.applies_to.word();
            let _ = writeln!(
                text,
                "  {:<16} {whom:<11} {}",
                principle.id.text, principle.title
            );
        }
    }
    let (frameworks, principles) = (catalogue.frameworks.len(), catalogue.principles.len());
    let _ = writeln!(text, "{principles} principles of {frameworks} frameworks");
    text
}

/// One principle.
#[must_use]
pub fn show(principle: &Principle) -> String {
    let mut text = format!(
        "{}: {}\n\n{}\n\n",
        principle.id.text, principle.title, principle.statement
    );
    let _ = writeln!(text, "Why:            {}", principle.motivation);
    let _ = writeln!(text, "Asked of:       {}", principle.applies_to.word());
    for check in &principle.checks {
        let (word, cases) = (check.question.word(), check.cases.len());
        let from = check
            .binds_from
            .map_or(String::new(), |day| format!(", binds from {day}"));
        let _ = writeln!(text, "Check:          {word}{from}; {cases} cases");
    }
    for (outcome, meaning) in &principle.meanings {
        let _ = writeln!(
            text,
            "{:<16}{meaning}",
            format!("{}:", outcome.word().replace('-', " "))
        );
    }
    let _ = writeln!(
        text,
        "What to do:     {} ({})",
        principle.remedy,
        principle.effort.word()
    );
    for source in &principle.sources {
        let _ = writeln!(text, "Source:         {source}");
    }
    let checked = if principle.checked {
        "yes"
    } else {
        "no; paraphrased from second hand or memory"
    };
    let _ = writeln!(text, "Checked:        {checked}");
    let to: Vec<&str> = principle
        .maps_to
        .iter()
        .map(|name| name.text.as_str())
        .collect();
    if !to.is_empty() {
        let _ = writeln!(text, "Alike:          {} (our mapping)", to.join(", "));
    }
    text
}

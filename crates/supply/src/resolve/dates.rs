//! Statements that are dated after the day of the assessment.

use std::collections::BTreeMap;

use jiff::civil::Date;
use keyholder_diag::{Code, Diagnostic, FileId, Span};

use super::Context;
use crate::facts::{Facts, Provenance};

/// Later statements of one file.
struct Later {
    first: Span,
    latest: Date,
    count: usize,
}

/// One warning for each file, at its first such statement. They are used all the same.
pub(super) fn report_later(cx: &mut Context, facts: &Facts) {
    let Some(day) = facts.settings.as_of else {
        return;
    };
    let mut files: BTreeMap<FileId, Later> = BTreeMap::new();
    each(facts, &mut |statement| {
        let Some(date) = statement.as_of.filter(|date| *date > day) else {
            return;
        };
        let file = files.entry(statement.span.file).or_insert(Later {
            first: statement.span,
            latest: date,
            count: 0,
        });
        file.first = file.first.min(statement.span);
        file.latest = file.latest.max(date);
        file.count += 1;
    });
    for later in files.into_values() {
        let how_many = match later.count {
            1 => "a statement is".to_owned(),
            count => format!("{count} statements of this file are"),
        };
        let latest = later.latest;
        let until = match later.count {
            1 => latest.to_string(),
            _ => format!("up to {latest}"),
        };
        let message =
            format!("{how_many} dated {until}, after the assessment of {day}; used all the same");
        let help = "correct the date, or set `as_of` in `keyholder.toml` to a later day";
        cx.push(Diagnostic::new(Code::KH0412, later.first, message).help(help));
    }
}

fn each(facts: &Facts, look: &mut impl FnMut(&Provenance)) {
    for party in &facts.parties {
        look(&party.provenance);
        party.owners.iter().for_each(|o| look(&o.provenance));
        party.controlled_by.iter().for_each(|c| look(&c.provenance));
        party.presence.iter().for_each(|p| look(&p.provenance));
    }
    let mut routes = facts.access_routes.iter().collect::<Vec<_>>();
    for component in &facts.components {
        look(&component.provenance);
        component.releases.iter().for_each(|r| look(&r.provenance));
        routes.extend(component.routes.iter().flatten());
    }
    for route in routes {
        look(&route.provenance);
        let safeguards = route.safeguards.iter().flatten();
        safeguards.for_each(|s| look(&s.provenance));
    }
    facts.publishers.iter().for_each(|p| look(&p.provenance));
    facts.groups.iter().for_each(|g| look(&g.provenance));
    facts.elements.iter().for_each(|e| look(&e.provenance));
    facts.pools.iter().for_each(|p| look(&p.provenance));
    facts.places.iter().for_each(|p| look(&p.provenance));
}

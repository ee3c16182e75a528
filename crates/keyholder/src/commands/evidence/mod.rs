//! `keyholder evidence`: list, gaps, criteria, and what adds to the register.

mod add;
mod countries;

use std::collections::BTreeSet;
use std::path::Path;

use keyholder_project::Tables;
use keyholder_supply::principle::CRITERIA;
use keyholder_supply::yardstick::Yardstick;

use super::verdict::judged;
use super::{Opened, has_project, open_with, shown};
use crate::cli::EvidenceCommand;
use crate::exit;
use crate::outcome::Outcome;

pub(crate) fn run(which: &EvidenceCommand) -> Outcome {
    match which {
        EvidenceCommand::List { folder, subject } => {
            opened(folder, |o| list(o, subject.as_deref()))
        }
        EvidenceCommand::Gaps { folder, as_of } => {
            opened(folder, |o| match judged(o, folder, *as_of) {
                Ok(all) => gaps(&all),
                Err(outcome) => outcome,
            })
        }
        EvidenceCommand::Criteria { folder: None } => criteria(&keyholder_project::yardstick()),
        EvidenceCommand::Criteria {
            folder: Some(folder),
        } => opened(folder, |o| match &o.yardstick {
            Some((yardstick, _)) => criteria(yardstick),
            None => Outcome::failed(
                format!(
                    "`yardstick.toml` has faults; `keyholder check {}` lists them",
                    shown(folder)
                ),
                exit::FAULTS,
            ),
        }),
        EvidenceCommand::Reply { folder, form } => super::dossier::reply(folder, form),
        EvidenceCommand::Add(args) => opened(&args.folder, |o| add::run(o, args)),
        EvidenceCommand::Countries {
            folder,
            unchecked,
            write,
        } => opened(folder, |o| countries::run(o, folder, *unchecked, *write)),
    }
}

fn opened(folder: &Path, then: impl FnOnce(&Opened) -> Outcome) -> Outcome {
    match open_with(folder, &BTreeSet::new(), Tables::Here) {
        Ok(opened) if has_project(&opened) => then(&opened),
        Ok(_) => Outcome::failed(
            format!("no `keyholder.toml` in `{}`", shown(folder)),
            exit::WORLD,
        ),
        Err(outcome) => outcome,
    }
}

fn criteria(yardstick: &Yardstick) -> Outcome {
    let mut said = format!("Yardstick {}\n", yardstick.version);
    for axis in yardstick.criteria.chunk_by(|a, b| a.axis == b.axis) {
        said.push_str(&format!("\n{}\n", axis[0].axis.word()));
        for criterion in axis {
            said.push_str(&format!("  {:<24} {}\n", criterion.id, criterion.asks));
        }
    }
    let others: Vec<&str> = CRITERIA
        .iter()
        .copied()
        .filter(|id| yardstick.position(id).is_none())
        .collect();
    if !others.is_empty() {
        said.push_str("\nasked by principles alone, of suppliers, products or operators\n");
        others
            .iter()
            .for_each(|id| said.push_str(&format!("  {id}\n")));
    }
    Outcome::said(said, exit::DONE)
}

fn list(opened: &Opened, subject: Option<&str>) -> Outcome {
    let net = &opened.network;
    let mut rows = Vec::new();
    for item in &net.evidence {
        let about = keyholder_report::verdicts::subject(net, item.subject);
        if subject.is_some_and(|wanted| wanted != about) {
            continue;
        }
        let day = net.settings.as_of;
        let state = match () {
            () if item.superseded => "superseded",
            () if day.is_some_and(|day| item.expires.is_some_and(|last| last < day)) => "expired",
            () if day.is_some_and(|day| item.day.is_some_and(|of| of > day)) => "later",
            () if item.is_disputed() => "disputed",
            () => "",
        };
        let until = item
            .expires
            .map_or_else(|| "–".to_owned(), |last| last.to_string());
        rows.push([
            item.id.clone(),
            about,
            item.criterion.clone(),
            item.says.word().to_owned(),
            item.grade.word().to_owned(),
            item.day
                .map_or_else(|| "–".to_owned(), |day| day.to_string()),
            until,
            state.to_owned(),
        ]);
    }
    if rows.is_empty() {
        let said = match subject {
            Some(subject) => format!("Nothing is held about `{subject}`.\n"),
            None => "No evidence is held. `keyholder evidence add` adds an item.\n".to_owned(),
        };
        return Outcome::said(said, exit::DONE);
    }
    let head = [
        "id",
        "about",
        "criterion",
        "says",
        "grade",
        "day",
        "until",
        "state",
    ];
    rows.insert(0, head.map(str::to_owned));
    Outcome::said(columns(&rows), exit::DONE)
}

/// Cells under each other.
fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; N]| {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

fn gaps(all: &keyholder_report::verdicts::wire::Verdicts) -> Outcome {
    if all.gaps.is_empty() {
        return Outcome::said("No evidence would raise a verdict.\n", exit::DONE);
    }
    let mut said =
        "Evidence that would raise verdicts, with the rest of what each needs\n\n".to_owned();
    let mut rows = vec![["criterion", "elements", "of whom"].map(str::to_owned)];
    for gap in &all.gaps {
        rows.push([
            gap.criterion.clone(),
            gap.elements.to_string(),
            gap.suppliers.join(", "),
        ]);
    }
    said.push_str(&columns(&rows));
    Outcome::said(said, exit::DONE)
}

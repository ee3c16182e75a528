//! `keyholder evidence`: list, gaps, criteria, add.

use std::collections::BTreeSet;
use std::path::Path;

use keyholder_diag::{Limits, Severity, Sources};
use keyholder_project::{Tables, write_aside};
use keyholder_supply::principle::CRITERIA;
use keyholder_supply::yardstick::Yardstick;

use super::verdict::judged;
use super::{Opened, has_project, open_with, shown};
use crate::cli::{AddArgs, EvidenceCommand, GradeArg, SideArg};
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
        EvidenceCommand::Add(args) => opened(&args.folder, |o| add(o, args)),
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

/// Appends a block: nothing else in the file moves.
fn add(opened: &Opened, args: &AddArgs) -> Outcome {
    if opened.network.evidence.iter().any(|e| e.id == args.id) {
        let said = format!("there is evidence `{}` already; choose another id", args.id);
        return Outcome::failed(said, exit::USAGE);
    }
    let known = opened.yardstick.as_ref().map(|(yardstick, _)| yardstick);
    let asked = CRITERIA.contains(&args.criterion.as_str());
    if let Some(yardstick) = known.filter(|y| y.position(&args.criterion).is_none() && !asked) {
        let ids = yardstick.criteria.iter().map(|c| c.id.as_str());
        let ids = ids.chain(CRITERIA.iter().copied());
        let guess = keyholder_diag::did_you_mean(&args.criterion, ids);
        let more = guess.map_or("`keyholder evidence criteria` lists them".to_owned(), |g| {
            format!("did you mean `{g}`?")
        });
        let said = format!("no criterion `{}`; {more}", args.criterion);
        return Outcome::failed(said, exit::USAGE);
    }
    let block = block(args);
    if let Some(fault) = fault(&block) {
        return Outcome::failed(format!("nothing was written: {fault}"), exit::USAGE);
    }
    let name = args
        .file
        .clone()
        .unwrap_or_else(|| file_name(&args.subject));
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        || name.is_empty()
    {
        return Outcome::failed(format!("`{name}` is not a name of a file"), exit::USAGE);
    }
    let path = format!("evidence/{name}.toml");
    let there = opened.loaded.sources.iter().find(|(_, s)| s.path == path);
    let there = there.map(|(_, source)| source.text.as_ref());
    let listed = opened.loaded.inputs.iter().any(|input| input.path == path);
    let old = match there {
        Some(text) => text.to_owned(),
        None if listed => {
            let said = format!("`{path}` cannot be read as text; mend it first");
            return Outcome::failed(said, exit::FAULTS);
        }
        None => String::new(),
    };
    let gap = match old.as_str() {
        "" => "",
        old if old.ends_with("\n\n") => "",
        old if old.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let new = format!("{old}{gap}{block}");
    if let Err(error) = write_aside(&args.folder.join(&path), new.as_bytes()) {
        return Outcome::failed(error, exit::WORLD);
    }
    let folder = shown(&args.folder);
    let said = format!(
        "Added `{}` to {path}.\nNext: keyholder verdict {folder}\n",
        args.id
    );
    Outcome::said(said, exit::DONE)
}

/// After the subject: `party:acme` stands in `acme.toml`, a release in the file of its component.
fn file_name(subject: &str) -> String {
    let name = subject.split_once(':').map_or(subject, |(_, name)| name);
    name.split('@').next().unwrap_or(name).replace('/', "-")
}

fn block(args: &AddArgs) -> String {
    let says = match args.says {
        SideArg::For => "for",
        SideArg::Against => "against",
    };
    let grade = match args.grade {
        GradeArg::SelfDeclared => "self-declared",
        GradeArg::ThirdParty => "third-party",
        GradeArg::Tested => "tested",
        GradeArg::Observed => "observed",
    };
    let text = |key: &str, value: &str| format!("{key} = {}\n", quoted(value));
    let some = |key: &str, value: &Option<String>| {
        value
            .as_ref()
            .map_or_else(String::new, |value| text(key, value))
    };
    [
        "[[evidence]]\n".to_owned(),
        text("id", &args.id),
        text("criterion", &args.criterion),
        text("subject", &args.subject),
        text("claim", &args.claim),
        text("says", says),
        args.strength
            .map_or_else(String::new, |s| format!("strength_percent = {s}\n")),
        text("grade", grade),
        some("issuer", &args.issuer),
        format!("day = {}\n", args.day),
        args.expires
            .map_or_else(String::new, |last| format!("expires = {last}\n")),
        some("document", &args.document),
        some("place", &args.place),
        some("marking", &args.marking),
        some("supersedes", &args.supersedes),
    ]
    .concat()
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// What the reader of the file would say of the block.
fn fault(block: &str) -> Option<String> {
    let mut sources = Sources::default();
    let file = sources.add("evidence", block);
    let read = keyholder_project::read_evidence(file, block, &Limits::default());
    let fault = read
        .diagnostics
        .iter()
        .find(|d| d.severity() == Severity::Error);
    fault.map(|d| d.message.clone())
}

//! One file a command.

mod assess;
mod catalogue;
mod check;
#[cfg(feature = "cluster")]
mod cluster;
mod countries;
mod create;
mod diff;
mod dossier;
mod evidence;
mod example;
mod explain;
mod fmt;
mod functions;
mod gate;
mod import;
mod principles;
mod verdict;
mod watch;

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use keyholder_diag::{Diagnostics, Limits, Parsed, Severity};
use keyholder_project::{Loaded, Remembered, Tables, load_with, not_as_pinned};
use keyholder_report::diagnostics::{human, tally};
use keyholder_report::json;
use keyholder_supply::facts::Facts;
use keyholder_supply::yardstick::Yardstick;
use keyholder_supply::{Memory, Network};
use keyholder_verdicts::notices;

use crate::cli::{Cli, Command, SchemaOf};
use crate::exit;
use crate::outcome::Outcome;

/// Runs one command.
pub(crate) fn run(cli: &Cli) -> Outcome {
    match &cli.command {
        Command::New { folder, name } => create::run(folder, name.as_deref()),
        Command::Import(args) => import::run(args),
        Command::Check {
            folder,
            format,
            notes,
            strict,
        } => check::run(folder, *format, *notes, *strict),
        Command::Assess {
            folder,
            out,
            map,
            tables,
            format,
            keep,
            watch,
            #[cfg(feature = "cluster")]
            cluster,
            #[cfg(feature = "cluster")]
            elements,
            #[cfg(feature = "cluster")]
            elements_out,
        } => {
            let to = assess::To {
                out,
                map: map.as_deref(),
                tables: *tables,
                joined: None,
                format: *format,
            };
            #[cfg(feature = "cluster")]
            if let Some(address) = cluster {
                let there = cluster::There::new(cluster::Asked {
                    address,
                    outside: elements,
                    joins: *tables,
                    out: elements_out.as_deref(),
                });
                let read = |tables: &[_], wanted: &_| there.read(tables, wanted);
                let join = |network: &_, folder: &_| there.join_back(network, folder);
                let to = assess::To {
                    joined: Some(&join),
                    ..to
                };
                let how = keyholder_project::There {
                    read: &read,
                    outside: elements,
                };
                return assess::run(folder, &to, Tables::There(how));
            }
            if *watch {
                return watch::run(folder, &to, keep.as_deref());
            }
            let how = keep.as_deref().map_or(Tables::Here, Tables::Kept);
            assess::run(folder, &to, how)
        }
        Command::Explain { .. } => explain::run(&cli.command),
        Command::Verdict(args) => verdict::run(args),
        Command::Dossier(args) => dossier::run(args),
        Command::Countries { codes } => countries::run(codes),
        Command::Diff {
            before,
            after,
            format,
        } => diff::run(before, after, *format),
        Command::Evidence(which) => evidence::run(which),
        Command::Gate(which) => gate::run(which),
        Command::Fmt { folder, check } => fmt::run(folder, *check),
        Command::Example { which } => example::run(which),
        Command::Principles {
            folder,
            catalogue,
            framework,
            rules,
            as_of,
            oscal,
            out,
            format,
        } => principles::run(
            folder,
            &principles::Asked {
                catalogue: catalogue.as_deref(),
                framework: framework.as_deref(),
                rules,
                oscal: *oscal,
                as_of: as_of.as_deref(),
                out,
                format: *format,
            },
        ),
        Command::Catalogue { which } => catalogue::run(which),
        Command::Functions { word } => functions::run(word.as_deref()),
        Command::Schema { of } => {
            let schema = match of {
                SchemaOf::Assessment => json::schema(),
                SchemaOf::Explanation => json::explanation_schema(),
                SchemaOf::Verdicts => json::verdicts_schema(),
                SchemaOf::Dossier => json::dossier_schema(),
                SchemaOf::Diff => json::diff_schema(),
                SchemaOf::Principles => json::principles_schema(),
                SchemaOf::Gate => json::gate_schema(),
            };
            Outcome::said(json::schema_text(&schema), exit::DONE)
        }
        #[cfg(feature = "cluster")]
        Command::Cluster(node) => cluster::run(node),
    }
}

/// A project, read and resolved.
struct Opened {
    loaded: Loaded,
    network: Arc<Network>,
    /// Everything noticed while reading and resolving, sorted.
    diagnostics: Diagnostics,
    /// The yardstick, and whether it is the project's own; none when the project's own cannot be used.
    yardstick: Option<(Yardstick, bool)>,
}

/// Reads and resolves a project; only a folder that cannot be read is a failure.
fn open(folder: &Path) -> Result<Opened, Outcome> {
    open_with(folder, &BTreeSet::new(), Tables::Here)
}

/// The same, with the facts that it was resolved from; elements that are asked for by name stand apart from their
/// like.
fn open_with_facts(folder: &Path, asked: &BTreeSet<String>) -> Result<(Opened, Facts), Outcome> {
    let mut facts = None;
    let opened = opened(folder, asked, Tables::Here, &mut |mut read| {
        read.asked.clone_from(asked);
        facts = Some(read.clone());
        resolved(read)
    })?;
    Ok((opened, facts.unwrap_or_default()))
}

/// The same, with elements of large tables that are asked for by name, and with a way to read such tables.
fn open_with(folder: &Path, asked: &BTreeSet<String>, how: Tables<'_>) -> Result<Opened, Outcome> {
    opened(folder, asked, how, &mut resolved)
}

/// The same for one who comes again: what is not another is not worked out again.
fn open_again(folder: &Path, tables: &Remembered, memory: &mut Memory) -> Result<Opened, Outcome> {
    let how = Tables::Remembered(tables);
    opened(folder, &BTreeSet::new(), how, &mut |facts| {
        keyholder_supply::resolve_again(facts, &keyholder_project::catalogue(), memory)
    })
}

fn resolved(facts: Facts) -> Parsed<Arc<Network>> {
    let resolved = keyholder_supply::resolve(facts, &keyholder_project::catalogue());
    Parsed {
        value: Arc::new(resolved.value),
        diagnostics: resolved.diagnostics,
    }
}

fn opened(
    folder: &Path,
    asked: &BTreeSet<String>,
    how: Tables<'_>,
    resolve: &mut dyn FnMut(Facts) -> Parsed<Arc<Network>>,
) -> Result<Opened, Outcome> {
    let mut loaded = load_with(folder, &Limits::default(), asked, how)
        .map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let facts = std::mem::take(&mut loaded.facts);
    let own = facts.yardstick.clone();
    let tables = facts.tables.clone();
    let resolved = resolve(facts);
    loaded.facts.tables = tables;
    let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
    diagnostics.extend(resolved.diagnostics);
    let is_own = own.is_some();
    let yardstick = own.unwrap_or_else(|| Some(keyholder_project::yardstick()));
    if let Some(yardstick) = &yardstick {
        let day = resolved.value.settings.as_of;
        notices(&resolved.value, yardstick, day)
            .into_iter()
            .for_each(|notice| diagnostics.push(notice));
    }
    let pinned = &resolved.value.settings.pinned;
    for fault in not_as_pinned(pinned, None, false) {
        diagnostics.push(fault);
    }
    diagnostics.sort(&loaded.sources);
    Ok(Opened {
        loaded,
        network: resolved.value,
        diagnostics,
        yardstick: yardstick.map(|yardstick| (yardstick, is_own)),
    })
}

/// Whether there is a project at all: without `keyholder.toml` there is nothing to assess.
fn has_project(opened: &Opened) -> bool {
    opened
        .loaded
        .inputs
        .iter()
        .any(|input| input.path == "keyholder.toml")
}

/// Whoever demands certain rules wants no answer by others.
fn other_rules(opened: &Opened, folder: Option<&str>, asked: bool) -> Option<Outcome> {
    let mut faults = Diagnostics::default();
    let pinned = &opened.network.settings.pinned;
    for fault in not_as_pinned(pinned, folder, asked) {
        faults.push(fault);
    }
    (!faults.is_empty()).then(|| {
        let sources = &opened.loaded.sources;
        let text = human(&faults, sources, std::io::stderr().is_terminal());
        Outcome {
            out: String::new(),
            err: format!("{text}{}\n", tally(&faults)),
            code: exit::FAULTS,
        }
    })
}

/// Only diagnostics of some severities.
fn only(diagnostics: &Diagnostics, keep: impl Fn(Severity) -> bool) -> Diagnostics {
    let mut some = Diagnostics::default();
    diagnostics
        .iter()
        .filter(|d| keep(d.severity()))
        .for_each(|d| some.push(d.clone()));
    some
}

/// A folder as the user wrote it, for commands that are proposed.
fn shown(folder: &Path) -> String {
    folder.to_string_lossy().into_owned()
}

/// A last line on errors in the input, or nothing.
fn faulty(opened: &Opened, folder: &Path) -> String {
    match opened.diagnostics.count(Severity::Error) {
        0 => String::new(),
        errors => format!(
            "\n{errors} {} in the input; what is touched is left out, or counts as not known. `keyholder check {}` lists all.\n",
            if errors == 1 { "error" } else { "errors" },
            shown(folder)
        ),
    }
}

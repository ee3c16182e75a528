//! `keyholder principles`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::Path;

use jiff::civil::Date;
use keyholder_diag::{Severity, Sources};
use keyholder_project::{ReadPrinciples, digest_text, write_together};
use keyholder_report::diagnostics::{human as faults, tally};
use keyholder_report::principles::{MadeOf, brief, build, human, json, oscal, page};
use keyholder_report::wire::Input;
use keyholder_report::xlsx;
use keyholder_supply::Network;
use keyholder_supply::principle::Principles;

use super::{faulty, has_project, open, other_rules, shown};
use crate::cli::ResultFormat;
use crate::exit;
use crate::outcome::Outcome;

/// What to ask.
pub(crate) struct Asked<'a> {
    pub(crate) catalogue: Option<&'a Path>,
    pub(crate) framework: Option<&'a str>,
    /// Whose rules; nobody named: those of the project.
    pub(crate) rules: &'a [String],
    /// Also as OSCAL.
    pub(crate) oscal: bool,
    pub(crate) as_of: Option<&'a str>,
    pub(crate) out: &'a Path,
    pub(crate) format: ResultFormat,
}

pub(crate) fn run(folder: &Path, asked: &Asked<'_>) -> Outcome {
    let opened = match open(folder) {
        Ok(opened) => opened,
        Err(outcome) => return outcome,
    };
    if !has_project(&opened) {
        let message = format!("no `keyholder.toml` in `{}`", folder.display());
        return Outcome::failed(message, exit::WORLD);
    }
    let net = &opened.network;
    let day = match day(asked.as_of, net) {
        Ok(day) => day,
        Err(message) => return Outcome::failed(message, exit::USAGE),
    };
    let read = match keyholder_project::principles(asked.catalogue, &net.functions, &suppliers(net))
    {
        Ok(read) => read,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    if let Some(outcome) = told(&read) {
        return outcome;
    }
    if let Some(outcome) = other_rules(&opened, read.folder_sha256.as_deref(), true) {
        return outcome;
    }
    let mut catalogue = read.value;
    let rules = match rules(asked.rules, net, &catalogue) {
        Ok(rules) => rules,
        Err(message) => return Outcome::failed(message, exit::USAGE),
    };
    if let Some(of) = &rules {
        keep(&mut catalogue, of);
    }
    if let Some(wanted) = asked.framework {
        if !catalogue.frameworks.iter().any(|f| f.id.text == wanted) {
            let message = format!(
                "no framework `{wanted}` among those that are asked; `keyholder catalogue list` names all"
            );
            return Outcome::failed(message, exit::USAGE);
        }
        catalogue.frameworks.retain(|f| f.id.text == wanted);
        catalogue.principles.retain(|p| p.framework.text == wanted);
    }
    let results = keyholder_reach::assess(net);
    let findings = keyholder_principles::assess_principles(net, &results, &catalogue, day);
    let made_of = MadeOf {
        inputs: super::assess::inputs(&opened),
        catalogue: asked_files(&catalogue, &read.sources),
        errors: opened.diagnostics.count(Severity::Error) as u64,
        version: env!("CARGO_PKG_VERSION"),
        rules,
    };
    let findings = build(net, &catalogue, &findings, day, made_of);
    let code = if opened.diagnostics.has_errors() {
        exit::FAULTS
    } else {
        exit::DONE
    };
    let as_json = json(&findings);
    let name = super::assess::name_of(folder);
    let to = asked.out.join(format!("{name}-principles.html"));
    let data = asked.out.join(format!("{name}-principles.json"));
    let as_page = page(&findings);
    let sheets = asked.out.join(format!("{name}-principles.xlsx"));
    let book = match xlsx::findings(&findings) {
        Ok(book) => book,
        Err(error) => return Outcome::failed(format!("no workbook: {error}"), exit::WORLD),
    };
    let exchange = asked.out.join(format!("{name}-principles-oscal.json"));
    let as_oscal = if asked.oscal {
        oscal(&findings)
    } else {
        String::new()
    };
    let mut files = vec![
        (to.as_path(), as_page.as_bytes()),
        (data.as_path(), as_json.as_bytes()),
        (sheets.as_path(), book.as_slice()),
    ];
    if asked.oscal {
        files.push((exchange.as_path(), as_oscal.as_bytes()));
    }
    if let Err(error) = write_together(&files) {
        return Outcome::failed(error, exit::WORLD);
    }
    match asked.format {
        ResultFormat::Json => Outcome::said(as_json, code),
        ResultFormat::Human => {
            let width = super::assess::width();
            let said = match asked.framework {
                Some(_) => human(&findings, width),
                None => brief(&findings, width),
            };
            let paths = files.iter().enumerate().map(|(n, (path, _))| {
                let lead = if n == 0 { "Report: " } else { "        " };
                format!("{lead}{}\n", shown(path))
            });
            let paths: String = paths.collect();
            let why = match asked.framework {
                Some(_) => String::new(),
                None => format!(
                    "Why:    keyholder principles {} --framework ID\n",
                    shown(folder)
                ),
            };
            let errors = faulty(&opened, folder);
            Outcome::said(format!("{said}\n{paths}{why}{errors}"), code)
        }
    }
}

/// Whose rules are asked: as wished, or as the project states it; none: those of all.
fn rules(
    wished: &[String],
    net: &Network,
    catalogue: &Principles,
) -> Result<Option<Vec<String>>, String> {
    let stated = net.settings.rules.as_ref();
    let of: Vec<String> = match (wished, stated) {
        ([none], _) if none == "none" => Vec::new(),
        ([], None) => return Ok(None),
        ([], Some(stated)) => stated.iter().map(|name| name.text.clone()).collect(),
        (wished, _) => wished.to_vec(),
    };
    let known: BTreeSet<&str> = catalogue
        .frameworks
        .iter()
        .flat_map(|f| f.binds_in.iter().map(|name| name.text.as_str()))
        .collect();
    match of.iter().find(|nation| !known.contains(nation.as_str())) {
        Some(other) => Err(format!(
            "no rules of `{other}` in the catalogue, which has those of {}; add a framework with `binds_in = [\"{other}\"]` by --catalogue",
            known.into_iter().collect::<Vec<&str>>().join(", ")
        )),
        None => Ok(Some(of)),
    }
}

/// Leaves out what binds only elsewhere.
fn keep(catalogue: &mut Principles, of: &[String]) {
    catalogue.frameworks.retain(|framework| {
        let mut nations = framework.binds_in.iter();
        framework.binds_in.is_empty() || nations.any(|nation| of.contains(&nation.text))
    });
    let left: BTreeSet<String> = catalogue
        .frameworks
        .iter()
        .map(|f| f.id.text.clone())
        .collect();
    catalogue
        .principles
        .retain(|principle| left.contains(&principle.framework.text));
}

/// The day that is asked about, or that of the project.
fn day(as_of: Option<&str>, net: &Network) -> Result<Date, String> {
    match as_of {
        Some(written) => written
            .parse()
            .map_err(|_| format!("`{written}` is not a day; write it as 2026-01-31")),
        None => net.settings.as_of.ok_or_else(|| {
            "the project states no day; write `as_of` in `keyholder.toml`, or --as-of".to_owned()
        }),
    }
}

/// The files of what is asked, in the order of their paths.
fn asked_files(catalogue: &Principles, sources: &Sources) -> Vec<Input> {
    let frameworks = catalogue.frameworks.iter().map(|f| f.id.span.file);
    let principles = catalogue.principles.iter().map(|p| p.id.span.file);
    let files = frameworks.chain(principles).map(|file| {
        let source = sources.get(file);
        let input = Input {
            path: source.path.clone(),
            sha256: digest_text(&source.text),
            bytes: source.text.len() as u64,
        };
        (source.path.clone(), input)
    });
    files.collect::<BTreeMap<_, _>>().into_values().collect()
}

/// Names that a catalogue must not use: those of parties that supply something.
fn suppliers(net: &Network) -> Vec<String> {
    let supply = net.components.iter().filter_map(|c| c.supplier);
    let names = supply.map(|party| net.parties[party.index()].name.clone());
    names.collect::<BTreeSet<String>>().into_iter().collect()
}

/// The faults of a catalogue, when it has any. Half a catalogue would answer other questions.
pub(super) fn told(read: &ReadPrinciples) -> Option<Outcome> {
    let mut all = read.diagnostics.clone();
    all.extend(keyholder_principles::verify(&read.value));
    if all.is_empty() {
        return None;
    }
    all.sort(&read.sources);
    let text = faults(&all, &read.sources, std::io::stderr().is_terminal());
    Some(Outcome {
        out: String::new(),
        err: format!("{text}{}\n", tally(&all)),
        code: exit::FAULTS,
    })
}

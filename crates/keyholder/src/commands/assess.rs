//! `keyholder assess`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keyholder_diag::Severity;
use keyholder_project::{
    MapError, Tables, read_boundaries, remove_parts, write_results, write_together,
};
use keyholder_reach::Assessment;
use keyholder_report::build::{Chains, Given, build_again};
use keyholder_report::outline::Outline;
use keyholder_report::tables::tables as result_tables;
use keyholder_report::{html, json, text, wire};
use keyholder_supply::Network;

use super::{Opened, faulty, has_project, open_with, shown};
use crate::cli::ResultFormat;
use crate::exit;
use crate::outcome::Outcome;
use crate::progress::Progress;

/// Writes the elements of large tables with their classes into a folder, and says which files these are.
pub(crate) type JoinBack<'a> = &'a dyn Fn(&Network, &Path) -> Result<Vec<PathBuf>, String>;

/// What to write and print.
pub(crate) struct To<'a> {
    pub(crate) out: &'a Path,
    pub(crate) map: Option<&'a Path>,
    pub(crate) tables: bool,
    /// Writes the classes of elements of large tables where these were read elsewhere.
    pub(crate) joined: Option<JoinBack<'a>>,
    pub(crate) format: ResultFormat,
}

pub(crate) fn run(folder: &Path, to: &To<'_>, how: Tables<'_>) -> Outcome {
    // First of all, so that a wrong name costs no time.
    let outline = match to.map.map(outline).transpose() {
        Ok(outline) => outline,
        Err(error) => return Outcome::failed(error, exit::WORLD),
    };
    let progress = Progress::start("reading");
    let opened = match open_with(folder, &BTreeSet::new(), how).and_then(|o| a_project(o, folder)) {
        Ok(opened) => opened,
        Err(outcome) => return outcome,
    };
    progress.next("computing reach");
    let results = keyholder_reach::assess(&opened.network);
    let with = (outline.as_ref(), &Chains::default());
    let made = match make(&opened, &results, to, with, folder, &progress) {
        Ok(made) => made,
        Err(outcome) => return outcome,
    };
    progress.done();
    let code = if opened.diagnostics.has_errors() {
        exit::FAULTS
    } else {
        exit::DONE
    };
    match to.format {
        ResultFormat::Json => Outcome::said(made.json, code),
        ResultFormat::Human => Outcome::said(made.words(&opened, folder), code),
    }
}

/// What was read, if it is a project.
pub(super) fn a_project(opened: Opened, folder: &Path) -> Result<Opened, Outcome> {
    if has_project(&opened) {
        return Ok(opened);
    }
    let said = format!(
        "no `keyholder.toml` in `{}`; run `keyholder new` to make a project",
        folder.display()
    );
    Err(Outcome::failed(said, exit::WORLD))
}

/// A report that was written.
pub(super) struct Made {
    pub(super) report: wire::Assessment,
    json: String,
    paths: Vec<PathBuf>,
}

impl Made {
    /// For people.
    pub(super) fn words(&self, opened: &Opened, folder: &Path) -> String {
        let mut said = text::summary(&self.report, width());
        for (n, path) in self.paths.iter().enumerate() {
            let lead = if n == 0 { "\nReport: " } else { "        " };
            said.push_str(&format!("{lead}{}\n", shown(path)));
        }
        said.push_str(&format!(
            "Why:    keyholder explain {} --actor .. --function ..\n",
            shown(folder)
        ));
        said.push_str(&faulty(opened, folder));
        said
    }
}

/// Makes and writes the report.
pub(super) fn make(
    opened: &Opened,
    results: &Assessment,
    to: &To<'_>,
    (outline, chains): (Option<&Outline>, &Chains),
    folder: &Path,
    progress: &Progress,
) -> Result<Made, Outcome> {
    let inputs = inputs(opened);
    let report = build_again(&given(opened, &inputs), results, chains);
    progress.next("writing the report");
    let name = name_of(folder);
    let page = to.out.join(format!("{name}.html"));
    let data = to.out.join(format!("{name}.json"));
    let json = json::to_string(&report);
    let as_page = html::render_on(&report, outline);
    let both = [
        (page.as_path(), as_page.as_bytes()),
        (data.as_path(), json.as_bytes()),
    ];
    write_together(&both).map_err(|error| Outcome::failed(error, exit::WORLD))?;
    let mut paths = vec![page, data];
    if to.tables {
        progress.next("writing tables");
        let more = write_tables(opened, results, &to.out.join(&name), to.joined);
        paths.extend(more.map_err(|error| Outcome::failed(error, exit::WORLD))?);
    }
    Ok(Made {
        report,
        json,
        paths,
    })
}

/// Boundaries for a map, and where they came from.
pub(super) fn outline(path: &Path) -> Result<Outline, MapError> {
    let read = read_boundaries(path)?;
    let digest = read.sha256.get(..16).unwrap_or_default();
    Ok(Outline {
        source: format!("{}, SHA-256 {digest}..", read.name),
        rings: read.rings,
    })
}

/// Tables of results, and the class of each element: first those of small tables, by id, then row by row.
fn write_tables(
    opened: &Opened,
    results: &Assessment,
    folder: &Path,
    joined: Option<JoinBack<'_>>,
) -> Result<Vec<PathBuf>, String> {
    let net = &opened.network;
    let small = match opened.loaded.large.is_empty() {
        true => net.elements.as_slice(),
        false => &net.elements[..net.large_from],
    };
    let small = small.iter().map(|e| (e.id.as_str(), e.class.0));
    let rows = opened.loaded.rows.iter();
    let large = rows.map(|(id, kind)| (id, net.class_of_row(id, kind).0));
    let mut all = small.chain(large);
    let tables = result_tables(net, results);
    let written = write_results(folder, &tables, Some(&mut all));
    let mut paths = written.map_err(|error| error.to_string())?;
    // Those of an earlier run on a cluster would be counted twice.
    remove_parts(&folder.join("elements")).map_err(|error| error.to_string())?;
    if let Some(joined) = joined.filter(|_| !opened.loaded.large.is_empty()) {
        paths.extend(joined(net, folder)?);
    }
    Ok(paths)
}

/// The name of a project's reports: that of its folder.
pub(super) fn name_of(folder: &Path) -> String {
    let full = folder.canonicalize().ok();
    let name = full.and_then(|f| f.file_name().map(|n| n.to_string_lossy().into_owned()));
    name.unwrap_or_else(|| "network".to_owned())
}

/// The files that were read, for a report.
pub(super) fn inputs(opened: &Opened) -> Vec<wire::Input> {
    let inputs = opened.loaded.inputs.iter().map(|i| wire::Input {
        path: i.path.clone(),
        sha256: i.sha256.clone(),
        bytes: i.bytes,
    });
    inputs.collect()
}

/// What a report is made of besides the results.
pub(super) fn given<'a>(opened: &'a Opened, inputs: &'a [wire::Input]) -> Given<'a> {
    let count = |severity| opened.diagnostics.count(severity) as u64;
    Given {
        net: &opened.network,
        sources: &opened.loaded.sources,
        inputs,
        tables: &opened.loaded.facts.tables,
        faults: (count(Severity::Error), count(Severity::Warning)),
        version: env!("CARGO_PKG_VERSION"),
        // Not as typed: the same inputs give the same bytes wherever they lie.
        folder: ".",
    }
}

/// Width of the terminal; 100 where there is none, so that what is piped is always the same.
pub(super) fn width() -> usize {
    use std::io::IsTerminal;
    if !std::io::stdout().is_terminal() {
        return 100;
    }
    std::env::var("COLUMNS")
        .ok()
        .and_then(|c| c.parse().ok())
        .map_or(100, |c: usize| c.clamp(60, 140))
}

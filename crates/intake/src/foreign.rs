//! Exports of others: inventories and manifests, told apart by what stands in them.
//!
//! The files of one export are read together, so that one file for each model joins, and values stand
//! beside their chart. A folder may hold several formats; each file costs itself alone.

mod detect;
mod ids;
mod json;
mod manifest;
mod netbox;
mod reading;
mod settle;
mod sql;
mod teiv;
mod tmf639;
mod tree;
mod words;
mod yaml;

use std::sync::Arc;

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Span};
use keyholder_supply::function::Catalogue;

use crate::Proposal;
use detect::Form;
use reading::{Fault, Reading};
use tree::Node;

/// One file of an export.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path, as people name it; always with `/`.
    pub path: String,
    /// Its text.
    pub text: Arc<str>,
    /// Its number, for places in it.
    pub file: FileId,
}

/// One document of a file with its tree.
struct Document<'f> {
    file: &'f File,
    root: Node,
}

impl Document<'_> {
    /// The place of a value in it.
    fn span(&self, node: &Node) -> Span {
        node.span(self.file.file)
    }
}

/// The documents of an export, by format.
#[derive(Default)]
struct Sorted<'f> {
    netbox: Vec<netbox::Table<'f>>,
    teiv: Vec<Document<'f>>,
    teiv_tables: Vec<(&'f File, sql::Block)>,
    tmf639: Vec<Document<'f>>,
    compose: Vec<Document<'f>>,
    kubernetes: Vec<Document<'f>>,
    charts: Vec<Document<'f>>,
    values: Vec<Document<'f>>,
    /// Files of no known format, each with what they are.
    strangers: Vec<(&'f File, String)>,
    /// Whether some file is known, or would be if its text were whole.
    known: bool,
}

/// Reads the files of an export together. `None` when no file is of a known format.
///
/// In what order the files are given does not matter.
#[must_use]
pub fn read(files: &[File], catalogue: &Catalogue, limits: &Limits) -> Option<Parsed<Proposal>> {
    let mut reading = Reading::new(catalogue, limits);
    let mut sorted = Sorted::default();
    let mut files: Vec<&File> = files.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    for file in files {
        open(file, &mut sorted, &mut reading);
    }
    if !sorted.known {
        return None;
    }
    for (file, what) in &sorted.strangers {
        let message = format!("`{}` is of no known export format: {what}", file.path);
        let help = "docs/import-formats.md lists what is read";
        let place = Span::whole(file.file);
        reading.report(Diagnostic::new(Code::KH0750, place, message).help(help));
    }
    netbox::read(&sorted.netbox, &mut reading);
    teiv::read(&sorted.teiv, &sorted.teiv_tables, &mut reading);
    tmf639::read(&sorted.tmf639, &mut reading);
    manifest::compose::read(&sorted.compose, &mut reading);
    manifest::kubernetes::read(&sorted.kubernetes, &mut reading);
    manifest::helm::read(&sorted.charts, &sorted.values, &mut reading);
    Some(reading.finish())
}

/// Opens one file and sorts its documents.
fn open<'f>(file: &'f File, sorted: &mut Sorted<'f>, reading: &mut Reading<'_>) {
    let length = u64::try_from(file.text.len()).unwrap_or(u64::MAX);
    let most = reading.limits.document_bytes_max;
    let language = detect::language(file);
    if length > most && language != detect::Language::Other {
        let message = format!(
            "`{}` has {length} bytes; at most {most} are read",
            file.path
        );
        let help = "export it in parts, as one file for each model";
        reading.report(Diagnostic::new(Code::KH0109, Span::whole(file.file), message).help(help));
        sorted.known = true;
        return;
    }
    match language {
        detect::Language::Sql => open_dump(file, sorted, reading),
        detect::Language::Json(skipped) => {
            let limits = reading.limits;
            match json::read(&file.text[skipped..], &limits, &mut reading.values_left) {
                Ok(tree) => {
                    told_twice(file, tree.twice, skipped, reading);
                    sort(file, tree.root, skipped, sorted);
                }
                Err(mut fault) => {
                    fault.place = fault.place.start + skipped..fault.place.end + skipped;
                    broken(file, fault, sorted, reading);
                }
            }
        }
        detect::Language::Yaml => {
            let mut twice = Vec::new();
            let limits = reading.limits;
            let left = &mut reading.values_left;
            let documents = yaml::read(&file.text, &limits, left, &mut twice);
            told_twice(file, twice, 0, reading);
            if documents.is_empty() {
                sorted
                    .strangers
                    .push((file, "nothing stands in it".to_owned()));
            }
            for document in documents {
                match document {
                    Ok(root) => sort(file, root, 0, sorted),
                    Err(fault) => broken(file, fault, sorted, reading),
                }
            }
        }
        detect::Language::Other => {
            let what = "neither JSON nor YAML nor a dump of a database".to_owned();
            sorted.strangers.push((file, what));
        }
    }
}

/// Names that stand twice in one object are told with both places.
fn told_twice(file: &File, twice: Vec<tree::Twice>, skipped: usize, reading: &mut Reading<'_>) {
    for one in twice {
        let at = |(start, end): (u32, u32)| {
            let (start, end) = (start as usize + skipped, end as usize + skipped);
            Span::new(file.file, start, end)
        };
        let name = reading::printable(&one.name);
        let message = format!("`{name}` stands twice in one object; it counts as not stated");
        let twice = Diagnostic::new(Code::KH0752, at(one.second), message)
            .label(at(one.first), "the first one stands here")
            .help("ask for the export again, or take one of the two out");
        reading.report(twice);
    }
}

/// A text that cannot be read is told, and the file counts as known: its name says what it should be.
fn broken<'f>(file: &'f File, fault: Fault, sorted: &mut Sorted<'f>, reading: &mut Reading<'_>) {
    // Go templates, as charts have them, are no YAML until they are rendered.
    if fault.code == Code::KH0751 && file.text.contains("{{") && file.text.contains("}}") {
        let what = "a template, which has to be rendered first (as `helm template` does)";
        sorted.strangers.push((file, what.to_owned()));
        return;
    }
    let start = file
        .text
        .floor_char_boundary(fault.place.start.min(file.text.len()));
    let end = file
        .text
        .ceil_char_boundary((start + 1).min(file.text.len()));
    let help = match fault.code {
        Code::KH0110 => "export it in parts, without aliases that repeat others",
        _ => "ask for the export again; templates must be rendered before they are read",
    };
    let place = Span::new(file.file, start, end);
    reading.report(Diagnostic::new(fault.code, place, fault.message).help(help));
    sorted.known = true;
}

/// Puts a document to its format. `skipped` bytes stand before the text that it was read from.
fn sort<'f>(file: &'f File, root: Node, skipped: usize, sorted: &mut Sorted<'f>) {
    let root = if skipped > 0 {
        root.moved(skipped)
    } else {
        root
    };
    let form = detect::form(&root, &file.path);
    let document = Document { file, root };
    sorted.known |= !matches!(form, Form::Stranger(_));
    match form {
        Form::NetBox => sorted.netbox.push(netbox::Table::Document(document)),
        Form::Teiv => sorted.teiv.push(document),
        Form::Tmf639 => sorted.tmf639.push(document),
        Form::Compose => sorted.compose.push(document),
        Form::Kubernetes => sorted.kubernetes.push(document),
        Form::Chart => sorted.charts.push(document),
        Form::Values => sorted.values.push(document),
        Form::Stranger(what) => sorted.strangers.push((file, what.to_owned())),
    }
}

/// Opens a dump of a database.
fn open_dump<'f>(file: &'f File, sorted: &mut Sorted<'f>, reading: &mut Reading<'_>) {
    let (blocks, fault) = sql::read(&file.text, &mut reading.values_left);
    let known = sorted.known;
    if let Some(fault) = fault {
        broken(file, fault, sorted, reading);
    }
    // Tables of others in the dump of one are counted with its own.
    let whose = blocks.iter().map(|block| detect::dump(&block.table));
    let whose = whose.filter(|dump| *dump != detect::Dump::Other).min();
    for block in blocks {
        match whose {
            Some(detect::Dump::NetBox) => sorted.netbox.push(netbox::Table::Dump(file, block)),
            Some(detect::Dump::Teiv) => sorted.teiv_tables.push((file, block)),
            _ => {}
        }
    }
    let ours = whose.is_some();
    sorted.known = known || ours;
    if !ours {
        let what = "a dump of a database that is not known here".to_owned();
        sorted.strangers.push((file, what));
    }
}

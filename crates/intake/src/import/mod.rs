//! One import, from the bytes of files to what would change in a project; nothing is written here.

mod dispatch;
mod names;
mod split;

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use keyholder_diag::{Code, Diagnostic, Diagnostics, FileId, Limits, Sources, Span, list_some};
use keyholder_supply::facts::{Facts, TableCount};
use keyholder_supply::function::Catalogue;

use crate::columns::{Asked, Becomes, Known, Mapping, decide, save};
use crate::merge::{FileChange, Merging, plan};
use crate::parties::{Means, PartyName};
use crate::proposal::{Proposal, Refused};
use crate::sheet::{Said, Sheet};
use crate::take::{Builder, Given};

/// One file as it was found.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name, or its path below the folder that was given; always with `/`.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
    /// What is in it; nothing when it has more bytes than are read.
    pub bytes: Vec<u8>,
}

/// What is asked of an import.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The name of the import, which names its tables; worked out when nothing is said.
    pub name: Option<String>,
    /// The saved map that is to be used.
    pub map: Option<String>,
    /// The map that is to be written.
    pub save_map: Option<String>,
    /// `their name`, `our name`.
    pub columns: Vec<(String, String)>,
    /// Name of a party as written, and an id or `new`.
    pub aliases: Vec<(String, String)>,
    /// Whether plain proposals about names of parties are taken.
    pub accept_aliases: bool,
    /// The encoding of texts.
    pub encoding: Option<String>,
    /// To whose network the elements belong, where no column says it.
    pub operator: Option<String>,
    /// The day for which the export holds.
    pub as_of: Option<Date>,
    /// Whether rows that the export no longer has are taken out.
    pub replace: bool,
    /// Files beside the export that were not read, for their names are not those of exports.
    pub left_out: Vec<String>,
}

/// The project as it is.
#[derive(Clone, Copy, Debug)]
pub struct Project<'a> {
    /// What it states.
    pub facts: &'a Facts,
    /// Its texts by path.
    pub texts: &'a BTreeMap<String, String>,
    /// The functions that are known.
    pub catalogue: &'a Catalogue,
}

/// How a sheet was understood.
#[derive(Clone, Debug)]
pub struct Understood {
    /// File and sheet, as people are told.
    pub label: String,
    /// The name of the sheet; empty for a file without sheets.
    pub sheet: String,
    /// Encoding and separator, where they were worked out.
    pub form: String,
    /// Its columns.
    pub mapping: Mapping,
    /// Its rows, those above the header among them.
    pub rows: usize,
}

/// What an import would do.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The name of the import.
    pub name: String,
    /// How each sheet was understood.
    pub sheets: Vec<Understood>,
    /// Names of parties that are no id and no name of the project.
    pub parties: Vec<PartyName>,
    /// What is taken, refused and not placed.
    pub proposal: Proposal,
    /// Rows that were joined to an element named before.
    pub joined: usize,
    /// The files that change, in the order in which they are to be written.
    pub files: Vec<FileChange>,
    /// Everything that was noticed.
    pub diagnostics: Diagnostics,
    /// Whether every sheet was read by a saved map or by words of the command line alone.
    pub by_map: bool,
    /// Whether the import was broken off.
    pub interrupted: bool,
}

/// Told what is done, how far, of how many; answers whether to go on.
pub type Watch<'w> = &'w mut dyn FnMut(&str, usize, usize) -> bool;

/// Reads files and works out what they change in a project.
#[must_use]
pub fn import(
    inputs: &[Input],
    request: &Request,
    project: &Project<'_>,
    sources: &mut Sources,
    limits: &Limits,
    watch: Watch<'_>,
) -> Import {
    let mut import = Import::default();
    let mut faults = Vec::new();
    let known = Known::new(project.facts, project.catalogue);
    let named = named_map(request, project, &mut faults, sources);
    let encoding = request
        .encoding
        .as_deref()
        .or_else(|| named.and_then(|map| map.encoding.as_deref()));
    let with = (project.catalogue, limits);
    let read = dispatch::read(inputs, encoding, sources, with, watch);
    faults.extend(read.faults);
    faults.extend(left_out(&request.left_out, sources));
    if read.interrupted {
        import.interrupted = true;
        return import;
    }
    let asked = Asked {
        map: named,
        maps: &project.facts.import_maps,
        columns: &request.columns,
    };
    let (sheets, headless) = mapped(read.sheets, &asked, &known, &mut faults);
    faults.extend(unknown_columns(request, &sheets, sources));
    faults.extend(no_table(&sheets, &read.foreign));
    import.by_map = !sheets.is_empty() && sheets.iter().all(|(_, m)| m.map.is_some());
    import.name = names::name(request, &sheets, inputs);
    let others = split::others(project.facts, &import.name, sources);
    let operator = operator(request, &sheets, project);
    import.parties = names::parties(&sheets, project.facts, request);
    faults.extend(names::undecided(&import.parties, &sheets));
    let means: HashMap<String, Means> = import
        .parties
        .iter()
        .map(|name| (name.written.clone(), name.means.clone()))
        .collect();
    let mut builder = Builder::new(&known, &others, &means, limits);
    builder.operator = operator.as_deref();
    builder.as_of = request.as_of;
    builder.sources = Some(sources);
    builder.counts = headless;
    if !rows(&mut builder, &sheets, watch) {
        import.interrupted = true;
        return import;
    }
    let taken = builder.take();
    import.joined = taken.joined;
    faults.extend(taken.diagnostics);
    import.proposal = taken.proposal;
    for foreign in read.foreign {
        faults.extend(foreign.diagnostics);
        split::join(
            &mut import.proposal,
            foreign.value,
            &others,
            sources,
            &mut faults,
        );
    }
    let (files, lost) = plan(&Merging {
        name: &import.name,
        facts: &import.proposal.facts,
        parties: &import.parties,
        texts: project.texts,
        project: project.facts,
        replace: request.replace,
        limits,
    });
    import.files = files;
    faults.extend(lost.into_iter().map(|lost| not_merged(lost, sources)));
    finish(
        &mut import,
        sheets,
        request,
        encoding,
        operator.as_deref(),
        project,
    );
    faults
        .into_iter()
        .for_each(|fault| import.diagnostics.push(fault));
    import.diagnostics.sort(sources);
    import
}

/// Each sheet with what its columns are, places and pools first, so that elements find them; and the counts
/// of those that have no header.
fn mapped(
    placed: Vec<dispatch::Placed>,
    asked: &Asked<'_>,
    known: &Known,
    faults: &mut Vec<Diagnostic>,
) -> (Vec<(dispatch::Placed, Mapping)>, Vec<TableCount>) {
    let mut sheets = Vec::new();
    let mut headless = Vec::new();
    for placed in placed {
        match decide(&placed.sheet, asked, known) {
            Ok(Some(mapping)) => sheets.push((placed, mapping)),
            Ok(None) => {
                faults.extend(no_header(&placed));
                let rows = placed.sheet.rows();
                headless.push(TableCount {
                    path: placed.label,
                    rows,
                    taken: 0,
                    refused: 0,
                    blank: rows,
                });
            }
            Err(said) => faults.push(said_at(&said, placed.file)),
        }
    }
    sheets.sort_by_key(
        |(_, mapping): &(dispatch::Placed, Mapping)| match mapping.becomes {
            Becomes::Places => 0,
            Becomes::Pools => 1,
            Becomes::Elements => 2,
            Becomes::Nothing => 3,
        },
    );
    (sheets, headless)
}

/// To whose network the elements belong, where no column says it: as said now, or as a map keeps it.
fn operator(
    request: &Request,
    sheets: &[(dispatch::Placed, Mapping)],
    project: &Project<'_>,
) -> Option<String> {
    let used = sheets.iter().find_map(|(_, m)| m.map.as_deref());
    let maps = &project.facts.import_maps;
    let used = used.and_then(|name| maps.iter().find(|map| map.name == name));
    let kept = used.and_then(|map| map.operator.as_ref().map(|o| o.text.clone()));
    request.operator.clone().or(kept)
}

/// Takes the rows of all sheets; `false` when somebody asked to stop.
fn rows(
    builder: &mut Builder<'_>,
    sheets: &[(dispatch::Placed, Mapping)],
    watch: Watch<'_>,
) -> bool {
    let mut files: Vec<FileId> = vec![FileId(0); builder.counts.len()];
    for (placed, mapping) in sheets {
        let given = Given {
            sheet: &placed.sheet,
            mapping,
            file: placed.file,
            label: &placed.label,
        };
        files.push(placed.file);
        let of = placed.sheet.rows();
        let mut told = |done: usize| watch(&placed.label, done, of);
        if !builder.sheet(&given, &mut told) {
            return false;
        }
    }
    builder.finish(&files);
    true
}

/// A file of the project to which nothing could be added.
fn not_merged(lost: crate::merge::Lost, sources: &Sources) -> Diagnostic {
    let file = sources.iter().find(|(_, source)| source.path == lost.path);
    let span = file.map(|(file, _)| Span::whole(file)).or(lost.span);
    let span = span.unwrap_or(Span::whole(FileId(0)));
    let help = "see `keyholder check`; mend the file, and import again";
    Diagnostic::new(Code::KH0719, span, lost.message).help(help)
}

/// The map that was asked for by name.
fn named_map<'a>(
    request: &Request,
    project: &Project<'a>,
    faults: &mut Vec<Diagnostic>,
    sources: &mut Sources,
) -> Option<&'a keyholder_supply::facts::ImportMapFact> {
    let name = request.map.as_deref()?;
    let maps = &project.facts.import_maps;
    let found = maps.iter().find(|map| map.name == name);
    if found.is_none() {
        let file = sources.add(format!("imports/{name}.toml"), "");
        let near = keyholder_diag::did_you_mean(name, maps.iter().map(|m| m.name.as_str()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("`--save-map {name}` writes one from the guess"),
        };
        let message = format!("the project has no map `imports/{name}.toml`");
        faults.push(Diagnostic::new(Code::KH0705, Span::whole(file), message).help(help));
    }
    found
}

fn said_at(said: &Said, file: FileId) -> Diagnostic {
    Diagnostic::new(said.code, Span::whole(file), said.message.clone()).help(said.help.clone())
}

fn no_header(placed: &dispatch::Placed) -> Option<Diagnostic> {
    let rows = (0..placed.sheet.rows())
        .filter(|row| !placed.sheet.is_blank(*row))
        .count();
    if rows == 0 {
        return None;
    }
    let message = format!(
        "no header found in {}; its {rows} rows are not taken",
        placed.label
    );
    let help = "when it is an inventory, name one of its columns: `--column \"NE name=element\"`";
    Some(Diagnostic::new(Code::KH0704, Span::whole(placed.file), message).help(help))
}

/// Columns of the command line that no sheet has.
fn unknown_columns(
    request: &Request,
    sheets: &[(dispatch::Placed, Mapping)],
    sources: &mut Sources,
) -> Vec<Diagnostic> {
    let all: Vec<&str> = sheets
        .iter()
        .flat_map(|(_, m)| m.columns.iter().map(|c| c.theirs.as_str()))
        .collect();
    let mut faults = Vec::new();
    for (theirs, _) in &request.columns {
        if all.contains(&theirs.as_str()) || sheets.is_empty() {
            continue;
        }
        let file = match sheets.first() {
            Some((placed, _)) => placed.file,
            None => sources.add("--column", ""),
        };
        let near = keyholder_diag::did_you_mean(theirs, all.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "its columns are {}",
                keyholder_diag::list_some(all.iter().copied(), 20)
            ),
        };
        let message = format!("no column `{theirs}` in the export");
        faults.push(Diagnostic::new(Code::KH0705, Span::whole(file), message).help(help));
    }
    faults
}

fn no_table(
    sheets: &[(dispatch::Placed, Mapping)],
    foreign: &[keyholder_diag::Parsed<Proposal>],
) -> Vec<Diagnostic> {
    let any = sheets.iter().any(|(_, m)| m.becomes != Becomes::Nothing);
    if any || !foreign.is_empty() {
        return Vec::new();
    }
    let one = |(placed, _): &(dispatch::Placed, Mapping)| {
        let message = format!(
            "no table in {}: no column names elements, pools or places",
            placed.label
        );
        let help = "say which column holds the id: `--column \"NE name=element\"`";
        Diagnostic::new(Code::KH0703, Span::whole(placed.file), message).help(help)
    };
    sheets.iter().map(one).collect()
}

/// What is shown of the sheets, and the map that is to be saved.
fn finish(
    import: &mut Import,
    sheets: Vec<(dispatch::Placed, Mapping)>,
    request: &Request,
    encoding: Option<&str>,
    operator: Option<&str>,
    project: &Project<'_>,
) {
    if let Some(name) = &request.save_map {
        let named: Vec<(&str, &Mapping)> = sheets
            .iter()
            .map(|(placed, mapping)| (placed.sheet.name.as_str(), mapping))
            .collect();
        let path = format!("imports/{name}.toml");
        let old = project.texts.get(&path).cloned();
        let new = save(&named, operator, encoding);
        import.files.insert(
            0,
            FileChange {
                path,
                kind: keyholder_documents::FileKind::ImportMap,
                old,
                new,
                rows: Vec::new(),
                unchanged: 0,
                confirmed: 0,
            },
        );
    }
    import.sheets = sheets
        .into_iter()
        .map(|(placed, mapping)| Understood {
            label: placed.label,
            form: form(&placed.sheet),
            rows: placed.sheet.rows(),
            sheet: placed.sheet.name,
            mapping,
        })
        .collect();
}

fn form(sheet: &Sheet) -> String {
    match (sheet.encoding.as_str(), sheet.separator.as_str()) {
        ("", _) => String::new(),
        (encoding, separator) => format!("{encoding}, {separator}"),
    }
}

/// What a builder leaves.
pub(crate) struct Taken {
    pub(crate) proposal: Proposal,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) joined: usize,
}

impl Builder<'_> {
    fn take(mut self) -> Taken {
        let components = self.components();
        let facts = Facts {
            elements: self.elements,
            places: self.places,
            pools: self.pools,
            tables: self.counts,
            components,
            ..Facts::default()
        };
        Taken {
            proposal: Proposal {
                facts,
                refused: self.refused,
                not_placed: self.not_placed,
            },
            diagnostics: self.diagnostics,
            joined: self.joined,
        }
    }
}

/// The sum of all tables.
#[must_use]
pub fn total(tables: &[TableCount]) -> TableCount {
    let mut all = TableCount {
        path: String::new(),
        rows: 0,
        taken: 0,
        refused: 0,
        blank: 0,
    };
    for table in tables {
        all.rows += table.rows;
        all.taken += table.taken;
        all.refused += table.refused;
        all.blank += table.blank;
    }
    all
}

/// Refused rows as a table: for each set of columns its own header would be needed, so the columns of all
/// are gathered, and each row fills its own.
#[must_use]
pub fn refused_csv(refused: &[Refused]) -> String {
    crate::refused::csv(refused)
}

/// Files beside the export that were not read.
fn left_out(names: &[String], sources: &mut Sources) -> Option<Diagnostic> {
    let first = names.first()?;
    let some = list_some(names.iter().map(String::as_str), 5);
    let message = match names.len() {
        1 => format!("`{first}` is not called as an export is, and was not read"),
        n => format!("{n} files are not called as exports are, and were not read: {some}"),
    };
    let file = sources.add(first.as_str(), "");
    let note = Diagnostic::new(Code::KH0756, Span::whole(file), message);
    Some(note.help("give a file by its own name to have it read"))
}

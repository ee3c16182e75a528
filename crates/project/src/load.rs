//! Reads a project folder: all files, all faults.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use keyholder_diag::{
    Code, Diagnostic, Diagnostics, FileId, Limits, Parsed, Severity, Sources, Span, did_you_mean,
};
use keyholder_documents::{FileKind, ours, tables, utf8};
use keyholder_supply::facts::{BomDocument, BomFact, Facts, Name};
use keyholder_tables::Rows;
use sha2::{Digest, Sha256};

use crate::large::{self, Found, Tables};
use crate::write::WriteError;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Path relative to the project, with `/`.
    pub path: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
}

/// A project as read.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// All texts.
    pub sources: Sources,
    /// All that they state.
    pub facts: Facts,
    /// All that was noticed while reading.
    pub diagnostics: Diagnostics,
    /// What was read, sorted by path.
    pub inputs: Vec<InputFile>,
    /// Tables whose rows are not kept: their text is not among the sources.
    pub large: BTreeSet<String>,
    /// The rows of large tables: id and kind.
    pub rows: Rows,
}

/// Why a project cannot be read at all.
#[derive(Debug)]
pub enum LoadError {
    /// There is no such folder.
    NotAFolder(PathBuf),
    /// The system refused.
    Io(PathBuf, std::io::Error),
    /// Large tables are read by others, and they could not.
    Elsewhere(String),
    /// What was read cannot be kept.
    Keep(WriteError),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadError::NotAFolder(path) => write!(f, "`{}` is not a folder", path.display()),
            LoadError::Io(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
            LoadError::Elsewhere(error) => f.write_str(error),
            LoadError::Keep(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LoadError {}

/// Reads the project in a folder. Only a folder that cannot be listed is an error; faulty files are diagnostics.
///
/// # Errors
/// See [`LoadError`].
pub fn load(folder: &Path, limits: &Limits) -> Result<Loaded, LoadError> {
    load_with(folder, limits, &BTreeSet::new(), Tables::Here)
}

/// The same, with elements that are asked for by name, and with a way to read large tables.
///
/// # Errors
/// See [`LoadError`].
pub fn load_with(
    folder: &Path,
    limits: &Limits,
    asked: &BTreeSet<String>,
    how: Tables<'_>,
) -> Result<Loaded, LoadError> {
    if !folder.is_dir() {
        return Err(LoadError::NotAFolder(folder.to_owned()));
    }
    let mut reader = Reader {
        folder,
        limits,
        loaded: Loaded::default(),
        large: Vec::new(),
    };
    let mut paths = Vec::new();
    reader.list(String::new(), 0, &mut paths)?;
    paths.sort();
    if !paths.iter().any(|p| p == "keyholder.toml") {
        let file = reader.loaded.sources.add("keyholder.toml", "");
        let message = format!("no `keyholder.toml` in `{}`", folder.display());
        let help = "name the folder of a project, or make one with `keyholder new <folder>`";
        reader.push(Diagnostic::new(Code::KH0101, Span::whole(file), message).help(help));
    }
    for path in &paths {
        reader.file(path)?;
    }
    reader.documents(&paths)?;
    if let Tables::There(there) = how {
        reader.outside(there.outside);
    }
    let Reader {
        mut loaded, large, ..
    } = reader;
    let taken = large::take(folder, &large, asked, how, limits, &mut loaded.facts)?;
    let said = taken.diagnostics.into_iter();
    said.for_each(|fault| loaded.diagnostics.push(fault));
    loaded.inputs.extend(taken.inputs);
    loaded.rows = taken.rows;
    loaded.large = large.into_iter().map(|found| found.path).collect();
    let faulty = faulty(&loaded.diagnostics);
    loaded.facts.lost_tables = lost_tables(&loaded, &faulty);
    let sources = loaded.sources.iter();
    let lost = sources.filter(|(id, source)| {
        faulty.contains(id) && FileKind::of_path(&source.path) == Some(FileKind::Evidence)
    });
    loaded.facts.lost_evidence = lost.count() as u64;
    loaded.facts.tables.sort_by(|a, b| a.path.cmp(&b.path));
    loaded.inputs.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(loaded)
}

/// Tables of elements that have an error and not one row: whatever stands in them, nobody has read it.
fn lost_tables(loaded: &Loaded, faulty: &BTreeSet<FileId>) -> u64 {
    let is_table = |path: &str| {
        FileKind::of_path(path) == Some(FileKind::Elements) || loaded.large.contains(path)
    };
    let tables = loaded.sources.iter().filter(|(id, source)| {
        let rows = loaded.facts.tables.iter().find(|t| t.path == source.path);
        is_table(&source.path) && faulty.contains(id) && rows.is_none_or(|t| t.rows == 0)
    });
    tables.count() as u64
}

/// Files with errors.
fn faulty(diagnostics: &Diagnostics) -> BTreeSet<FileId> {
    let errors = diagnostics
        .iter()
        .filter(|fault| fault.severity() == Severity::Error);
    errors
        .filter_map(|fault| fault.span.map(|span| span.file))
        .collect()
}

struct Reader<'a> {
    folder: &'a Path,
    limits: &'a Limits,
    loaded: Loaded,
    /// Large tables, to be read when all else is known.
    large: Vec<Found>,
}

impl Reader<'_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.loaded.diagnostics.push(diagnostic);
    }

    /// Lists files below a folder. Hidden ones and links are left out; links are reported.
    fn list(
        &mut self,
        below: String,
        depth: usize,
        paths: &mut Vec<String>,
    ) -> Result<(), LoadError> {
        let folder = self.folder.join(&below);
        let io = |error| LoadError::Io(folder.clone(), error);
        if depth > self.limits.depth_max || paths.len() > self.limits.files_max {
            let file = self.loaded.sources.add(below, "");
            let message =
                "folders are nested too deeply, or hold too many files; the rest is not read"
                    .to_owned();
            let help = format!(
                "keep to {} levels and {} files",
                self.limits.depth_max, self.limits.files_max
            );
            self.push(Diagnostic::new(Code::KH0110, Span::whole(file), message).help(help));
            return Ok(());
        }
        for entry in std::fs::read_dir(&folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = if below.is_empty() {
                name
            } else {
                format!("{below}/{name}")
            };
            let kind = entry.file_type().map_err(io)?;
            if kind.is_file() {
                paths.push(path);
                continue;
            }
            let is = match (kind.is_dir(), kind.is_symlink()) {
                (true, _) if path.ends_with(".toml") || path.ends_with(".csv") => "a folder",
                (true, _) => "",
                (_, true) => "a link, and links are not followed",
                // Reading a pipe or a device may never end.
                _ => "neither file nor folder",
            };
            if !is.is_empty() {
                let file = self.loaded.sources.add(path.clone(), "");
                let message = format!("`{path}` is {is}; it is not read");
                let help = "put the file itself there, or remove it";
                self.push(Diagnostic::new(Code::KH0111, Span::whole(file), message).help(help));
            }
            if kind.is_dir() {
                self.list(path, depth + 1, paths)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &str) -> Result<(), LoadError> {
        let read_by_the_gate = path.starts_with("gate/") && FileKind::of_path(path).is_none();
        if path.starts_with("documents/")
            || read_by_the_gate
            || path
                .rsplit('/')
                .next()
                .is_some_and(|n| n.eq_ignore_ascii_case("readme.md"))
        {
            return Ok(());
        }
        let Some(kind) = FileKind::of_path(path) else {
            let file = self.loaded.sources.add(path, "");
            let message = format!("nothing reads `{path}`");
            let help = "see docs/format.md for the folders and names; received files belong in `documents/`";
            self.push(Diagnostic::new(Code::KH0111, Span::whole(file), message).help(help));
            return Ok(());
        };
        let table = matches!(
            kind,
            FileKind::Elements | FileKind::Pools | FileKind::Places
        );
        let most = if table {
            self.limits.table_bytes_max
        } else {
            self.limits.toml_bytes_max
        };
        if kind == FileKind::Elements && self.put_by(path)? {
            return Ok(());
        }
        match self.text(path, most)? {
            Ok((file, text)) => self.read(kind, path, file, &text),
            // Ways in that cannot be read are still ways in.
            Err(file) if kind == FileKind::AccessRoutes => {
                let lost = ours::unreadable_access_routes(file);
                self.loaded.facts.access_routes.push(lost);
            }
            Err(_) => {}
        }
        Ok(())
    }

    /// Whether a table of elements is large, and then it is put by.
    fn put_by(&mut self, path: &str) -> Result<bool, LoadError> {
        let full = self.folder.join(path);
        let size = std::fs::metadata(&full).map_err(|e| LoadError::Io(full, e))?;
        let Some(form) = large::form(path, size.len(), self.limits) else {
            return Ok(false);
        };
        let most = self.limits.table_bytes_max;
        let file = self.loaded.sources.add(path, "");
        if size.len() > most {
            let message = format!("`{path}` has {} bytes; at most {most} are read", size.len());
            let large = Diagnostic::new(Code::KH0109, Span::whole(file), message);
            self.push(large.help("split the file"));
            return Ok(true);
        }
        self.large.push(Found {
            path: path.to_owned(),
            file,
            form,
            outside: false,
        });
        Ok(true)
    }

    /// Tables that others read, and that are no part of the folder.
    fn outside(&mut self, paths: &[String]) {
        for path in paths {
            let file = self.loaded.sources.add(path.clone(), "");
            self.large.push(Found {
                path: path.clone(),
                file,
                form: keyholder_tables::Form::Parquet,
                outside: true,
            });
        }
    }

    /// The text of a file; only its number when it is too large or no text, which is reported.
    fn text(
        &mut self,
        path: &str,
        most: u64,
    ) -> Result<Result<(FileId, std::sync::Arc<str>), FileId>, LoadError> {
        let full = self.folder.join(path);
        let (size, bytes) = bytes(&full, most).map_err(|e| LoadError::Io(full, e))?;
        let Some(bytes) = bytes else {
            let file = self.loaded.sources.add(path, "");
            let message = format!("`{path}` has {size} bytes; at most {most} are read");
            self.push(
                Diagnostic::new(Code::KH0109, Span::whole(file), message).help("split the file"),
            );
            return Ok(Err(file));
        };
        let sha256 = hex(&Sha256::digest(&bytes));
        self.loaded.inputs.push(InputFile {
            path: path.to_owned(),
            sha256,
            bytes: bytes.len() as u64,
        });
        // The number is given before the text is known to be text, so that a fault has a place.
        match String::from_utf8(bytes) {
            Ok(text) => {
                let file = self.loaded.sources.add(path, text);
                Ok(Ok((file, self.loaded.sources.get(file).text.clone())))
            }
            Err(error) => {
                let file = self.loaded.sources.add(path, "");
                if let Err(fault) = utf8(file, error.as_bytes()) {
                    self.push(fault);
                }
                Ok(Err(file))
            }
        }
    }

    fn read(&mut self, kind: FileKind, path: &str, file: FileId, text: &str) {
        let limits = self.limits;
        let facts = &mut self.loaded.facts;
        let more = &mut self.loaded.diagnostics;
        match kind {
            FileKind::Settings => facts.settings = take(more, ours::settings(file, text, limits)),
            FileKind::Party => {
                let party = take(more, ours::party(file, text, limits));
                party.iter().for_each(|p| same_stem(more, path, &p.id));
                facts.parties.extend(party);
            }
            FileKind::Component => {
                let component = take(more, ours::component(file, text, limits));
                component.iter().for_each(|c| same_stem(more, path, &c.id));
                facts.components.extend(component);
            }
            FileKind::AccessRoutes => facts
                .access_routes
                .extend(take(more, ours::access_routes(file, text, limits))),
            FileKind::Publishers => {
                facts.publishers = take(more, ours::publishers(file, text, limits))
            }
            FileKind::Groups => facts.groups = take(more, ours::groups(file, text, limits)),
            FileKind::Functions => {
                facts.function_overrides = take(more, ours::functions(file, text, limits))
            }
            FileKind::Evidence => facts
                .evidence
                .extend(take(more, ours::evidence(file, text, limits))),
            FileKind::Yardstick => {
                facts.yardstick = Some(take(more, ours::yardstick(file, text, limits)))
            }
            FileKind::Gate => facts.gate = Some(take(more, ours::gate(file, text, limits))),
            FileKind::Policy => facts.policy = Some(take(more, ours::policy(file, text, limits))),
            FileKind::Aliases => facts.aliases = take(more, ours::aliases(file, text, limits)),
            FileKind::ImportMap => {
                let name = path.strip_prefix("imports/").unwrap_or(path);
                let name = name.strip_suffix(".toml").unwrap_or(name);
                let map = take(more, ours::import_map(file, name, text, limits));
                facts.import_maps.extend(map);
            }
            FileKind::Elements => {
                let (rows, count) = take(more, tables::elements(file, path, text, limits));
                facts.elements.extend(rows);
                facts.tables.push(count);
            }
            FileKind::Pools => {
                let (rows, count) = take(more, tables::pools(file, path, text, limits));
                facts.pools.extend(rows);
                facts.tables.push(count);
            }
            FileKind::Places => {
                let (rows, count) = take(more, tables::places(file, path, text, limits));
                facts.places.extend(rows);
                facts.tables.push(count);
            }
        }
    }

    /// Bills of materials that releases name. Others in `documents/` may lie there unread.
    fn documents(&mut self, listed: &[String]) -> Result<(), LoadError> {
        let mut named: BTreeSet<String> = BTreeSet::new();
        for release in self
            .loaded
            .facts
            .components
            .iter()
            .flat_map(|c| &c.releases)
        {
            if let BomFact::Files(names) = &release.bom {
                named.extend(names.iter().map(|n| n.text.clone()));
            }
        }
        let mut unreadable: BTreeSet<String> = BTreeSet::new();
        // Only what was listed: neither links nor paths that lead out of the folder.
        let (named, missing): (BTreeSet<_>, BTreeSet<_>) = named
            .into_iter()
            .partition(|path| listed.binary_search(path).is_ok());
        self.report_missing(&missing, listed);
        for path in named {
            let most = self.limits.document_bytes_max;
            let read = self.text(&path, most)?.ok().and_then(|(file, text)| {
                let parsed = keyholder_boms::read(file, &text, self.limits);
                let bom = take(&mut self.loaded.diagnostics, parsed)?;
                let span = Span::whole(file);
                let path = path.clone();
                Some(BomDocument { path, span, bom })
            });
            match read {
                Some(document) => self.loaded.facts.boms.push(document),
                None => _ = unreadable.insert(path),
            }
        }
        self.disown(&unreadable);
        self.evidence_documents(listed)
    }

    /// Documents that evidence rests on: their digests are kept, whatever they are. One that is not there is
    /// told; the item counts as stated.
    fn evidence_documents(&mut self, listed: &[String]) -> Result<(), LoadError> {
        let mut named: BTreeMap<String, (String, Span)> = BTreeMap::new();
        for item in &self.loaded.facts.evidence {
            if let Some(document) = item.document.as_ref().filter(|d| !d.is_unreadable()) {
                let by = (item.id.text.clone(), document.span);
                named.entry(document.text.clone()).or_insert(by);
            }
        }
        for (path, (id, span)) in named {
            let known = self.loaded.inputs.iter().any(|input| input.path == path);
            if listed.binary_search(&path).is_err() {
                let message = format!("`{id}` rests on `{path}`, which is not there");
                let missing = Diagnostic::new(Code::KH0805, span, message);
                self.push(missing.help("put the received file there, as it came"));
            } else if !known {
                let input = large::digest_of(self.folder, &path)?;
                self.loaded.inputs.push(input);
            }
        }
        Ok(())
    }

    /// Documents that are named and not there.
    fn report_missing(&mut self, missing: &BTreeSet<String>, listed: &[String]) {
        let there = listed.iter().map(String::as_str);
        let there: Vec<&str> = there.filter(|p| p.starts_with("documents/")).collect();
        let components = self.loaded.facts.components.iter();
        for release in components.flat_map(|c| &c.releases) {
            let BomFact::Files(names) = &release.bom else {
                continue;
            };
            for name in names.iter().filter(|n| missing.contains(&n.text)) {
                let help = match did_you_mean(&name.text, there.iter().copied()) {
                    Some(guess) => format!("did you mean `{guess}`?"),
                    None => "put the document there, or correct the path; paths begin at the project folder".to_owned(),
                };
                let text = &name.text;
                let message = format!("no document `{text}`; what is inside counts as not known");
                let fault = Diagnostic::new(Code::KH0504, name.span, message).help(help);
                self.loaded.diagnostics.push(fault);
            }
        }
        self.disown(missing);
    }

    /// What stands in a document that was reported as missing or unreadable is not known.
    fn disown(&mut self, unreadable: &BTreeSet<String>) {
        let components = self.loaded.facts.components.iter_mut();
        for release in components.flat_map(|c| &mut c.releases) {
            let BomFact::Files(names) = &mut release.bom else {
                continue;
            };
            for name in names.iter_mut().filter(|n| unreadable.contains(&n.text)) {
                *name = Name::unreadable(name.span);
            }
        }
    }
}

/// A digest as people write it.
pub(crate) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn take<T>(diagnostics: &mut Diagnostics, parsed: Parsed<T>) -> T {
    diagnostics.extend(parsed.diagnostics);
    parsed.value
}

/// The size of a file, and its bytes unless there are too many. What grows meanwhile is not read on for ever.
pub(crate) fn bytes(path: &Path, most: u64) -> std::io::Result<(u64, Option<Vec<u8>>)> {
    let file = std::fs::File::open(path)?;
    let size = file.metadata()?.len();
    if size > most {
        return Ok((size, None));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    Ok((size, (size <= most).then_some(bytes)))
}

fn same_stem(diagnostics: &mut Diagnostics, path: &str, id: &Name) {
    let folder_and_id = path
        .split_once('/')
        .and_then(|(_, name)| name.strip_suffix(".toml"));
    if folder_and_id != Some(id.text.as_str()) {
        let message = format!(
            "the file is called `{path}`, and its id is `{}`; the id is used",
            id.text
        );
        let folder = path.split('/').next().unwrap_or_default();
        let help = format!(
            "rename the file to `{folder}/{}.toml`, or correct the id",
            id.text
        );
        diagnostics.push(Diagnostic::new(Code::KH0114, id.span, message).help(help));
    }
}

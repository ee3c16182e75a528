//! Large tables of elements: read here in one pass, or by somebody else who gives the same.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Span};
use keyholder_supply::facts::{Facts, Large, TableCount};
use keyholder_supply::inventory::Inventory;
use keyholder_tables::{Bytes, Form, Rows, Table, read};
use sha2::{Digest, Sha256};

use crate::kept::{self, Grouped};
use crate::load::{InputFile, LoadError, hex};

/// What somebody else read.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    /// Rows, grouped.
    pub inventory: Inventory,
    /// What became of the rows of each table, in the order given.
    pub counts: Vec<TableCount>,
    /// The files of the tables that lie outside the project.
    pub outside: Vec<InputFile>,
}

/// Reads large tables in another place: given their paths and the ids that must be known by name.
pub type Reader<'a> = &'a dyn Fn(&[PathBuf], &BTreeSet<String>) -> Result<Elsewhere, String>;

/// Others who read large tables.
#[derive(Clone, Copy)]
pub struct There<'a> {
    /// Has them read.
    pub read: Reader<'a>,
    /// More tables that they see, beside those of the project: a path, or `s3://bucket/..`.
    pub outside: &'a [String],
}

/// How large tables are read.
#[derive(Clone, Copy, Default)]
pub enum Tables<'a> {
    /// In this process, on all cores.
    #[default]
    Here,
    /// The same, unless a folder keeps what these very tables were read as; it keeps what is read now. Rows one
    /// by one are not kept.
    Kept(&'a Path),
    /// The same for one who comes again, who keeps what was read in memory.
    Remembered(&'a Remembered),
    /// By others.
    There(There<'a>),
}

/// What large tables were read as last time, under the digests of these tables.
#[derive(Default)]
pub struct Remembered {
    /// Also kept in this folder, as by [`Tables::Kept`].
    keep: Option<PathBuf>,
    last: RefCell<Option<Last>>,
}

/// What was read, and the number that each table had among the sources.
struct Last {
    key: String,
    grouped: Grouped,
    files: Vec<FileId>,
}

impl Last {
    /// What was read, when these are the same tables; with the numbers that they have now.
    fn now(self, key: &str, found: &[Found]) -> Option<Grouped> {
        if self.key != key {
            return None;
        }
        let mut grouped = self.grouped;
        let said = grouped.diagnostics.iter_mut();
        let spans = said.flat_map(|d| {
            let others = d.labels.iter_mut().map(|(span, _)| span);
            d.span.iter_mut().chain(others)
        });
        for span in spans {
            let table = self.files.iter().position(|file| *file == span.file);
            if let Some(now) = table.and_then(|table| found.get(table)) {
                span.file = now.file;
            }
        }
        Some(grouped)
    }
}

impl Remembered {
    /// Nothing yet; what is read is also kept in a folder, when one is given.
    #[must_use]
    pub fn new(keep: Option<PathBuf>) -> Self {
        Remembered {
            keep,
            last: RefCell::default(),
        }
    }

    /// The file in which a folder keeps it.
    #[must_use]
    pub fn file(folder: &Path) -> PathBuf {
        folder.join(kept::NAME)
    }
}

/// A large table that was found, and has a number among the sources.
pub(crate) struct Found {
    pub(crate) path: String,
    pub(crate) file: FileId,
    pub(crate) form: Form,
    /// It lies outside the project, where only others read it.
    pub(crate) outside: bool,
}

impl Found {
    fn place(&self, folder: &Path) -> PathBuf {
        match self.outside {
            true => PathBuf::from(&self.path),
            false => folder.join(&self.path),
        }
    }
}

/// What became of the large tables of a project.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) inputs: Vec<InputFile>,
    pub(crate) rows: Rows,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The form of a table that is never kept row by row: a Parquet file, or text of more than so many bytes.
pub(crate) fn form(path: &str, bytes: u64, limits: &Limits) -> Option<Form> {
    if path.ends_with(".parquet") {
        return Some(Form::Parquet);
    }
    (bytes > limits.table_bytes_kept_max).then_some(Form::Csv)
}

/// Reads all of them into the facts.
pub(crate) fn take(
    folder: &Path,
    found: &[Found],
    asked: &BTreeSet<String>,
    how: Tables<'_>,
    limits: &Limits,
    facts: &mut Facts,
) -> Result<Outcome, LoadError> {
    let mut outcome = Outcome::default();
    let Some(first) = found.first() else {
        return Ok(outcome);
    };
    let mut wanted = asked.clone();
    let routes = facts.access_routes.iter();
    let named = routes.flat_map(|route| &route.leads_to.elements);
    wanted.extend(named.map(|name| name.text.clone()));
    let span = Span::whole(first.file);
    let (inventory, counts) = match how {
        Tables::Here => {
            let (tables, inputs) = opened(folder, found)?;
            outcome.inputs.extend(inputs);
            let (grouped, rows) = grouped(&tables, &wanted, limits);
            outcome.rows = rows;
            outcome.diagnostics.extend(grouped.diagnostics);
            (grouped.inventory, grouped.counts)
        }
        Tables::Kept(place) => {
            let (tables, inputs) = opened(folder, found)?;
            let key = kept::key(&inputs, &wanted);
            outcome.inputs.extend(inputs);
            let grouped = kept_or_read(place, key, &tables, found, &wanted, limits)?;
            outcome.diagnostics.extend(grouped.diagnostics);
            (grouped.inventory, grouped.counts)
        }
        Tables::Remembered(remembered) => {
            let (tables, inputs) = opened(folder, found)?;
            let key = kept::key(&inputs, &wanted);
            outcome.inputs.extend(inputs);
            let mut last = remembered.last.borrow_mut();
            let same = last.take().and_then(|last| last.now(&key, found));
            let grouped = match (same, &remembered.keep) {
                (Some(grouped), _) => grouped,
                (None, Some(place)) => {
                    kept_or_read(place, key.clone(), &tables, found, &wanted, limits)?
                }
                (None, None) => grouped(&tables, &wanted, limits).0,
            };
            outcome.diagnostics.extend(grouped.diagnostics.clone());
            let read = (Arc::clone(&grouped.inventory), grouped.counts.clone());
            *last = Some(Last {
                key,
                grouped,
                files: found.iter().map(|one| one.file).collect(),
            });
            read
        }
        Tables::There(there) => {
            for one in found.iter().filter(|one| !one.outside) {
                outcome.inputs.push(digest(folder, one)?);
            }
            let paths: Vec<PathBuf> = found.iter().map(|one| one.place(folder)).collect();
            let read = (there.read)(&paths, &wanted).map_err(LoadError::Elsewhere)?;
            outcome.inputs.extend(read.outside.iter().cloned());
            outcome.diagnostics.extend(lost(&read, found));
            let twice = keyholder_tables::twice(&read.inventory, span);
            outcome.diagnostics.extend(twice);
            let named = read.counts.into_iter().zip(found);
            let counts = named.map(|(count, one)| TableCount {
                path: one.path.clone(),
                ..count
            });
            (Arc::new(read.inventory), counts.collect())
        }
    };
    facts.tables.extend(counts);
    facts.large = Some(Large { inventory, span });
    Ok(outcome)
}

/// All tables with their bytes, and what these are.
fn opened(folder: &Path, found: &[Found]) -> Result<(Vec<Table>, Vec<InputFile>), LoadError> {
    let opened = found.iter().map(|one| {
        let (bytes, input) = all(folder, one)?;
        let table = Table {
            path: one.path.clone(),
            file: one.file,
            form: one.form,
            bytes,
        };
        Ok((table, input))
    });
    let opened = opened.collect::<Result<Vec<_>, LoadError>>()?;
    Ok(opened.into_iter().unzip())
}

/// What a folder keeps of these very tables, or what is read now, which it keeps then.
fn kept_or_read(
    place: &Path,
    key: String,
    tables: &[Table],
    found: &[Found],
    wanted: &BTreeSet<String>,
    limits: &Limits,
) -> Result<Grouped, LoadError> {
    if let Some(kept) = kept::read(place, &key, found) {
        return Ok(kept);
    }
    let (grouped, _) = grouped(tables, wanted, limits);
    kept::write(place, key, &grouped, found).map_err(LoadError::Keep)?;
    Ok(grouped)
}

/// Reads tables on all cores.
fn grouped(tables: &[Table], wanted: &BTreeSet<String>, limits: &Limits) -> (Grouped, Rows) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let Parsed { value, diagnostics } = read(tables, wanted, threads, limits);
    let grouped = Grouped {
        inventory: Arc::new(value.inventory),
        counts: value.counts,
        diagnostics: diagnostics.iter().cloned().collect(),
    };
    (grouped, value.rows)
}

/// Rows that another place refused: it says how many, not which.
fn lost(read: &Elsewhere, found: &[Found]) -> Vec<Diagnostic> {
    let refused = read.counts.iter().zip(found).filter(|(c, _)| c.refused > 0);
    refused
        .map(|(count, one)| {
            let message = format!(
                "{} rows have no `element`, and are not taken",
                count.refused
            );
            Diagnostic::new(Code::KH0311, Span::whole(one.file), message)
                .help("give each a name in the column `element`")
        })
        .collect()
}

/// All bytes of a table, and what they are.
fn all(folder: &Path, one: &Found) -> Result<(Bytes, InputFile), LoadError> {
    let full = folder.join(&one.path);
    let bytes = std::fs::read(&full).map_err(|error| LoadError::Io(full, error))?;
    let input = InputFile {
        path: one.path.clone(),
        sha256: hex(&Sha256::digest(&bytes)),
        bytes: bytes.len() as u64,
    };
    Ok((Bytes::from(bytes), input))
}

/// What a table is, without keeping its bytes.
fn digest(folder: &Path, one: &Found) -> Result<InputFile, LoadError> {
    digest_of(folder, &one.path)
}

/// What a file is, without keeping its bytes.
pub(crate) fn digest_of(folder: &Path, path: &str) -> Result<InputFile, LoadError> {
    let full = folder.join(path);
    let fault = |error| LoadError::Io(full.clone(), error);
    let mut file = std::fs::File::open(&full).map_err(fault)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0_u8; 1 << 20];
    let mut bytes = 0_u64;
    loop {
        let read = std::io::Read::read(&mut file, &mut piece).map_err(fault)?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        bytes += read as u64;
    }
    Ok(InputFile {
        path: path.to_owned(),
        sha256: hex(&hash.finalize()),
        bytes,
    })
}

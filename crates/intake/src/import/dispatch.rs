//! Which reader a file goes to: by what is in it first, by its name second.

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Sources, Span};

use keyholder_supply::function::Catalogue;

use super::Input;
use crate::foreign::{self, File};
use crate::proposal::Proposal;
use crate::sheet::{Kind, Said, Sheet, decode, kind, read as read_sheets};

/// A sheet with its place among the texts.
pub(super) struct Placed {
    pub(super) sheet: Sheet,
    pub(super) file: FileId,
    /// File and sheet, as people are told.
    pub(super) label: String,
}

/// What was read.
#[derive(Default)]
pub(super) struct Read {
    pub(super) sheets: Vec<Placed>,
    pub(super) foreign: Vec<Parsed<Proposal>>,
    pub(super) faults: Vec<Diagnostic>,
    pub(super) interrupted: bool,
}

/// Reads all files.
pub(super) fn read(
    inputs: &[Input],
    encoding: Option<&str>,
    sources: &mut Sources,
    (catalogue, limits): (&Catalogue, &Limits),
    watch: &mut dyn FnMut(&str, usize, usize) -> bool,
) -> Read {
    let mut read = Read::default();
    let mut documents = Vec::new();
    for (n, input) in inputs.iter().enumerate() {
        if !watch(&input.path, n, inputs.len()) {
            read.interrupted = true;
            return read;
        }
        if input.size > input.bytes.len() as u64 {
            let message = format!(
                "`{}` has {} bytes, and at most {} are read of one export, and four times that of all together; nothing of it is taken",
                input.path, input.size, limits.export_bytes_max
            );
            let file = sources.add(input.path.clone(), "");
            let fault = Diagnostic::new(Code::KH0702, Span::whole(file), message);
            read.faults.push(fault.help("split the export"));
            continue;
        }
        if is_document(input) {
            let decoded = decode(&input.bytes, encoding);
            let file = sources.add(input.path.clone(), decoded.text.as_str());
            documents.push(File {
                path: input.path.clone(),
                text: decoded.text.into(),
                file,
            });
            continue;
        }
        match read_sheets(&input.path, &input.bytes, encoding, limits) {
            Ok(sheets) => sheets
                .into_iter()
                .for_each(|sheet| read.place(input, sheet, sources)),
            Err(said) => {
                let file = sources.add(input.path.clone(), "");
                read.faults.push(super::said_at(&said, file));
            }
        }
    }
    read.documents(documents, catalogue, limits);
    read
}

/// Whether a file holds a document and no table. What begins like JSON or YAML is one, whatever its name;
/// a name decides only what could be both.
fn is_document(input: &Input) -> bool {
    if kind(&input.bytes) != Kind::Text {
        return false;
    }
    let head = &input.bytes[..input.bytes.len().min(4096)];
    let head = decode(head, None).text;
    let first = head.trim_start();
    let named = |ends: &[&str]| {
        ends.iter()
            .any(|end| input.path.to_lowercase().ends_with(end))
    };
    first.starts_with(['{', '['])
        || first.starts_with("---\n")
        || first.starts_with("apiVersion:")
        || named(&[".json", ".yaml", ".yml", ".sql"])
}

impl Read {
    fn documents(&mut self, documents: Vec<File>, catalogue: &Catalogue, limits: &Limits) {
        if documents.is_empty() {
            return;
        }
        if let Some(parsed) = foreign::read(&documents, catalogue, limits) {
            self.foreign.push(parsed);
            return;
        }
        for document in documents {
            let message = format!(
                "`{}` is of no form that is known; nothing of it is taken",
                document.path
            );
            let help = "export the inventory as CSV or XLSX; docs/import.md lists what is read";
            let fault = Diagnostic::new(Code::KH0701, Span::whole(document.file), message);
            self.faults.push(fault.help(help));
        }
    }

    /// Gives a sheet its place, and says what was noticed while reading it.
    fn place(&mut self, input: &Input, sheet: Sheet, sources: &mut Sources) {
        let label = match sheet.name.as_str() {
            "" => input.path.clone(),
            name => format!("{}, sheet `{name}`", input.path),
        };
        let file = sources.add(label.clone(), sheet.text());
        let lost = sheet.text().matches('\u{fffd}').count();
        if lost > 0 {
            let s = if lost == 1 { "letter" } else { "letters" };
            let message = format!(
                "{lost} {s} of `{label}` could not be read as {}",
                sheet.encoding
            );
            let said = Said {
                code: Code::KH0720,
                message,
                help: "say the encoding, as `--encoding windows-1250`, or save the file as UTF-8"
                    .to_owned(),
            };
            self.faults.push(super::said_at(&said, file));
        }
        let (formulas, row, column) = sheet.formulas;
        if formulas > 0 {
            let s = if formulas == 1 {
                "cell is a formula"
            } else {
                "cells are formulas"
            };
            let message = format!(
                "{formulas} {s}, the first in row {row}, column {column}; stored values are taken, and where there is none the cell counts as not stated"
            );
            let at = usize::try_from(row).unwrap_or(1).saturating_sub(1);
            let (start, end) = sheet.place_of_row(at);
            let help = "save the workbook in its program after the last change; or insert the cells as values";
            let fault = Diagnostic::new(Code::KH0706, Span { file, start, end }, message);
            self.faults.push(fault.help(help));
        }
        self.sheets.push(Placed { sheet, file, label });
    }
}

//! A catalogue of frameworks and principles: any list of paths and texts, a user's own as well as ours.
//!
//! The files are ours, so they are read strictly: every fault of every file is told at once. A principle with a
//! fault is left out, because half of one would answer another question.

mod case;
mod check;
mod framework;
mod links;
mod principle;
pub mod schema;

use keyholder_diag::{Code, Diagnostic, Diagnostics, FileId, Limits, Parsed, Span};
use keyholder_supply::function::Function;
use keyholder_supply::principle::Principles;

/// One file of a catalogue.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its number among the sources.
    pub file: FileId,
    /// Its path in the catalogue, with `/`: `frameworks/<id>.toml` or `principles/<framework>/<id>.toml`.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Whether it comes with the program, whose tests have looked for names already.
    pub shipped: bool,
}

/// What a catalogue may name, and what it must not.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Functions that questions may be about.
    pub functions: &'a [Function],
    /// Criteria that evidence may be asked for.
    pub criteria: &'a [&'a str],
    /// Names of suppliers, which no catalogue may name.
    pub suppliers: &'a [String],
}

/// Reads a catalogue.
#[must_use]
pub fn read(files: &[File<'_>], known: Known<'_>, limits: &Limits) -> Parsed<Principles> {
    let mut diagnostics = Diagnostics::default();
    let mut all = Principles::default();
    let mut sorted: Vec<&File<'_>> = files.iter().collect();
    sorted.sort_by_key(|file| file.path);
    for file in sorted {
        let names: &[String] = if file.shipped { &[] } else { known.suppliers };
        if let Some(fault) = links::names_a_supplier(file, names) {
            diagnostics.push(fault);
            continue;
        }
        if file.path.starts_with("frameworks/") {
            let parsed = framework::read(file.file, file.text, limits);
            diagnostics.extend(parsed.diagnostics);
            all.frameworks.extend(parsed.value);
        } else if file.path.starts_with("principles/") {
            let parsed = principle::read(file.file, file.text, known, limits);
            diagnostics.extend(parsed.diagnostics);
            all.principles.extend(parsed.value);
        } else {
            let message = format!("`{}` is no file of a catalogue", file.path);
            let help = "put it under `frameworks/` or `principles/<framework>/`";
            let fault = Diagnostic::new(Code::KH0111, Span::whole(file.file), message);
            diagnostics.push(fault.help(help));
        }
    }
    links::join(&mut all, &mut diagnostics);
    Parsed {
        value: all,
        diagnostics,
    }
}

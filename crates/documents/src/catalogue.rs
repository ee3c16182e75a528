//! The catalogue of functions: read from `catalogue/functions.toml`, and written as a page.
//!
//! The file is ours, so it is read strictly: whatever is wrong with a row is reported, all at
//! once, and the row is left out.

mod markdown;
mod row;

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Span};
use keyholder_supply::function::{Catalogue, Criticality, Function};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::sink::Sink;
use row::Row;

pub use markdown::to_markdown;

const ROOT_KEYS: &[&str] = &["version", "weights", "function"];

/// Reads the catalogue. A row with a fault is left out; without errors nothing is missing.
#[must_use]
pub fn read(file: FileId, text: &str, limits: &Limits) -> Parsed<Catalogue> {
    let mut sink = Sink::new(file, limits);
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    if length > limits.toml_bytes_max {
        let message = format!(
            "the file has {length} bytes; at most {} are read",
            limits.toml_bytes_max
        );
        let help = "split it, or raise the limit";
        sink.report(Diagnostic::new(Code::KH0109, Span::whole(file), message).help(help));
        return sink.finish(Catalogue::default());
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = sink.span(error.span().unwrap_or(0..0));
        let message = error.message().trim_end_matches('.').replace('\n', ", ");
        let help = "mend the line; the TOML 1.1 specification says how values are written";
        sink.report(Diagnostic::new(Code::KH0102, place, message).help(help));
    }
    let root = Row::new(
        root.get_ref(),
        Span::whole(file),
        "the file",
        ROOT_KEYS,
        &mut sink,
    );
    let catalogue = Catalogue {
        version: root.text("version", &mut sink).unwrap_or_default(),
        weights: weights(&root, &mut sink),
        functions: functions(&root, &mut sink),
    };
    sink.finish(catalogue)
}

/// One weight for each criticality; more critical never weighs less.
fn weights(root: &Row<'_>, sink: &mut Sink) -> [u32; 4] {
    let words: Vec<&str> = Criticality::ALL.iter().map(|c| c.word()).collect();
    let mut weights = [0; 4];
    let Some(value) = root.need("weights", sink) else {
        return weights;
    };
    let DeValue::Table(table) = value.get_ref() else {
        root.wrong_type("weights", value, "a table", sink);
        return weights;
    };
    let span = sink.span(value.span());
    let row = Row::new(table, span, "[weights]", &words, sink);
    for (weight, word) in weights.iter_mut().zip(&words) {
        *weight = row.count(word, sink).unwrap_or_default();
    }
    if !weights.is_sorted() {
        let message = "what is more critical weighs less than what is less critical";
        let help = "let the weights rise from `low` to `critical`";
        sink.report(Diagnostic::new(Code::KH0106, span, message).help(help));
    }
    weights
}

fn functions(root: &Row<'_>, sink: &mut Sink) -> Vec<Function> {
    let Some(value) = root.need("function", sink) else {
        return Vec::new();
    };
    let DeValue::Array(rows) = value.get_ref() else {
        root.wrong_type("function", value, "a list of [[function]] tables", sink);
        return Vec::new();
    };
    let mut named = Vec::new();
    for row in rows {
        if let DeValue::Table(table) = row.get_ref() {
            let span = sink.span(row.span());
            named.extend(row::function(table, span, sink));
        } else {
            root.wrong_type("function", row, "a [[function]] table", sink);
        }
    }
    let mut functions = without_clashes(named, sink);
    functions.sort_by(|a, b| a.name.cmp(&b.name));
    functions
}

/// Names first, so that a row's name wins over another row's alias wherever they stand.
fn without_clashes(mut rows: Vec<row::Named>, sink: &mut Sink) -> Vec<Function> {
    let mut taken: BTreeMap<String, (Span, String)> = BTreeMap::new();
    let mut claim = |text: &str, span: Span, of: &str, sink: &mut Sink| {
        let key = text.to_ascii_lowercase();
        let Some((first, owner)) = taken.get(&key) else {
            taken.insert(key, (span, of.to_owned()));
            return true;
        };
        let message = format!("`{text}` names two functions: `{owner}` and `{of}`");
        let help = "keep the name or alias with one of them; capital letters do not count";
        let clash = Diagnostic::new(Code::KH0301, span, message).help(help);
        sink.report(clash.label(*first, "first here"));
        false
    };
    rows.retain(|row| claim(&row.function.name, row.span, &row.function.name, sink));
    let mut functions = Vec::new();
    for mut row in rows {
        let of = row.function.name.clone();
        row.aliases
            .retain(|(alias, span)| claim(alias, *span, &of, sink));
        row.function.aliases = row.aliases.into_iter().map(|(alias, _)| alias).collect();
        functions.push(row.function);
    }
    functions
}

/// The text of a value, if it is one that says something.
fn text_of<'t>(value: &'t Spanned<DeValue<'_>>) -> Option<&'t str> {
    let text = value.get_ref().as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

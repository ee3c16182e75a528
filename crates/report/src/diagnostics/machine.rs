//! Diagnostics as programs read them: our JSON, and SARIF 2.1.0 for code scanners.

use std::collections::BTreeSet;

use keyholder_diag::{Code, Diagnostic, Diagnostics, Sources, Span};
use serde::Serialize;
use serde_json::{Value, json};

use super::window;

#[derive(Serialize)]
struct Flat<'a> {
    code: &'a str,
    severity: &'a str,
    title: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
    help: Option<&'a str>,
    labels: Vec<Label<'a>>,
}

#[derive(Serialize)]
struct Label<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

/// Where; all empty when there is no place, the lines empty when the whole file is meant.
#[derive(Default, Serialize)]
struct Place<'a> {
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    text: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn new(sources: &'a Sources, span: Span) -> Self {
        let source = sources.get(span.file);
        let path = Some(source.path.as_str());
        if span.start == 0 && span.end == 0 {
            return Place {
                path,
                ..Place::default()
            };
        }
        let (line, column) = (source.line(span.start), source.column(span.start));
        let end = span.end.max(span.start);
        let text = source.line_text(line);
        let at = text.char_indices().nth(column as usize - 1);
        let at = at.map_or(text.len(), |(byte, _)| byte);
        Place {
            path,
            line: Some(line),
            column: Some(column),
            end_line: Some(source.line(end)),
            end_column: Some(source.column(end)),
            text: Some(window(text, at).0),
        }
    }
}

/// All diagnostics as a JSON list. Lines and columns count from 1, columns in characters.
///
/// # Panics
/// Never on any diagnostics: they hold only text and whole numbers.
#[must_use]
pub fn json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let place = |span: Span| Place::new(sources, span);
    let all: Vec<Flat<'_>> = diagnostics
        .iter()
        .map(|d| Flat {
            code: d.code.as_str(),
            severity: d.severity().word(),
            title: d.code.title(),
            place: d.span.map(place).unwrap_or_default(),
            message: &d.message,
            help: d.help.as_deref(),
            labels: d
                .labels
                .iter()
                .map(|(span, message)| Label {
                    place: place(*span),
                    message,
                })
                .collect(),
        })
        .collect();
    serde_json::to_string_pretty(&all).expect("text and whole numbers can be written") + "\n"
}

/// All diagnostics as a SARIF 2.1.0 log with one run.
#[must_use]
pub fn sarif(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|d| d.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|d| result(d, codes.binary_search(&d.code).unwrap_or(0), sources))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "keyholder",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.title() },
        "help": { "text": code.page(), "markdown": code.page() },
        "defaultConfiguration": { "level": code.severity().word() },
    })
}

fn result(d: &Diagnostic, rule: usize, sources: &Sources) -> Value {
    let text = match &d.help {
        Some(help) => format!("{}\nhelp: {help}", d.message),
        None => d.message.clone(),
    };
    let mut result = json!({
        "ruleId": d.code.as_str(),
        "ruleIndex": rule,
        "level": d.severity().word(),
        "message": { "text": text },
    });
    if let Some(span) = d.span {
        result["locations"] = json!([location(sources, span)]);
    }
    if !d.labels.is_empty() {
        let related = d.labels.iter().enumerate().map(|(id, (span, why))| {
            let mut place = location(sources, *span);
            place["id"] = json!(id);
            place["message"] = json!({ "text": why });
            place
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(sources: &Sources, span: Span) -> Value {
    let place = Place::new(sources, span);
    let uri = uri(place.path.unwrap_or_default());
    let mut physical = json!({ "artifactLocation": { "uri": uri } });
    if place.line.is_some() {
        physical["region"] = json!({
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        });
    }
    json!({ "physicalLocation": physical })
}

/// A path as a relative reference: everything but unreserved letters and `/` escaped.
pub(crate) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

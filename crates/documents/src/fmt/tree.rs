//! TOML files: keys in the documented order, one blank line before each table, comments kept.

use keyholder_diag::Limits;
use toml::de::{DeTable, DeValue};
use toml_edit::{DocumentMut, Item, Table};

use super::value::{key, key_path, raw, value};
use crate::FileKind;
use crate::ours::scan::scan;
use crate::ours::schema::Schema;

/// The canonical form of a TOML file. Keys that the kind does not know come after the others.
///
/// # Errors
///
/// A text with syntax errors, or of a newer format.
pub fn toml(text: &str, kind: FileKind) -> Result<String, String> {
    let schema = kind
        .schema()
        .ok_or("this kind of file is a table, not TOML")?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let before = scan(&text);
    if before.depth > Limits::default().depth_max {
        return Err("brackets or dotted keys nest too deep; the file stays as it is".to_owned());
    }
    let (tree, errors) = DeTable::parse_recoverable(&text);
    if let Some(error) = errors.first() {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.as_bytes()[..at]
            .iter()
            .filter(|b| **b == b'\n')
            .count()
            + 1;
        return Err(format!(
            "syntax error in line {line}: {}; the file stays as it is",
            error.message()
        ));
    }
    if kind == FileKind::Settings && is_newer(tree.get_ref()) {
        return Err("the file is of a newer format; it stays as it is".to_owned());
    }
    let (preamble, body) = split_preamble(&text);
    let document: DocumentMut = body
        .parse()
        .map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let mut out = Out::default();
    out.comments(preamble);
    out.gap();
    out.table(document.as_table(), "", Some(schema));
    let trailing = raw(Some(document.trailing()));
    if trailing.contains('#') {
        out.gap();
        out.comments(trailing);
    }
    let same = {
        let (after, errors) = DeTable::parse_recoverable(&out.text);
        errors.is_empty() && same_table(tree.get_ref(), after.get_ref())
    };
    if !same || scan(&out.text).comments != before.comments {
        return Err("the file cannot be formatted without loss; it stays as it is".to_owned());
    }
    Ok(out.text)
}

fn is_newer(root: &DeTable<'_>) -> bool {
    let format = root.get("format").map(toml::Spanned::get_ref);
    matches!(format, Some(DeValue::Integer(number)) if !matches!(number.as_str(), "0" | "1"))
}

/// Comments at the top that a blank line parts from what follows: they speak of the whole file,
/// and stay at the top when keys are put in order.
fn split_preamble(text: &str) -> (&str, &str) {
    let mut at = 0;
    let mut cut = 0;
    let mut seen = false;
    for line in text.split_inclusive('\n') {
        let blank = line.trim().is_empty();
        if !blank && !line.trim_start().starts_with('#') {
            break;
        }
        at += line.len();
        seen |= !blank;
        if blank && seen {
            cut = at;
        }
    }
    text.split_at(cut)
}

#[derive(Default)]
struct Out {
    text: String,
}

impl Out {
    /// One blank line, unless there is one or nothing stands above.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Comment lines, with at most one blank line between two.
    fn comments(&mut self, text: &str) {
        let mut gap = false;
        let mut any = false;
        for line in text.split('\n').map(str::trim) {
            if line.is_empty() {
                gap = any;
                continue;
            }
            if gap {
                self.text.push('\n');
            }
            self.text.push_str(line);
            self.text.push('\n');
            (gap, any) = (false, true);
        }
    }

    fn table(&mut self, table: &Table, path: &str, schema: Option<&Schema>) {
        let mut values = table.get_values();
        values.sort_by_key(|(keys, _)| rank(schema, keys.first().map_or("", |key| key.get())));
        for (keys, item) in values {
            let Some(leaf) = keys.last() else { continue };
            self.comments(raw(leaf.leaf_decor().prefix()));
            let start = format!("{} = ", key_path(&keys));
            let shown = value(item, start.chars().count(), 0);
            let comment = raw(item.decor().suffix()).trim();
            let space = if comment.is_empty() { "" } else { " " };
            self.text
                .push_str(&format!("{start}{shown}{space}{comment}\n"));
        }
        self.inner_tables(table, path, schema);
    }

    fn inner_tables(&mut self, table: &Table, path: &str, schema: Option<&Schema>) {
        let mut inner: Vec<(&str, &Item)> = table.iter().collect();
        inner.sort_by_key(|(name, _)| rank(schema, name));
        for (name, item) in inner {
            let Some(name_key) = table.key(name) else {
                continue;
            };
            let child = schema
                .and_then(|schema| schema.key(name))
                .and_then(|key| key.child);
            let dot = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{dot}{}", key(name_key));
            match item {
                // The values of dotted tables are printed; tables inside are not.
                Item::Table(table) if table.is_dotted() => {
                    self.inner_tables(table, &path, child);
                }
                Item::Table(table) => {
                    if !table.is_implicit() {
                        self.header(table, &format!("[{path}]"));
                    }
                    self.table(table, &path, child);
                }
                Item::ArrayOfTables(tables) => {
                    for table in tables {
                        self.header(table, &format!("[[{path}]]"));
                        self.table(table, &path, child);
                    }
                }
                Item::None | Item::Value(_) => {}
            }
        }
    }

    fn header(&mut self, table: &Table, header: &str) {
        self.gap();
        self.comments(raw(table.decor().prefix()));
        let comment = raw(table.decor().suffix()).trim();
        let space = if comment.is_empty() { "" } else { " " };
        self.text.push_str(&format!("{header}{space}{comment}\n"));
    }
}

/// The place of a key in the documented order; unknown keys come last.
fn rank(schema: Option<&Schema>, name: &str) -> usize {
    schema
        .and_then(|schema| schema.names().position(|known| known == name))
        .unwrap_or(usize::MAX)
}

fn same_table(a: &DeTable<'_>, b: &DeTable<'_>) -> bool {
    a.len() == b.len()
        && a.iter().zip(b.iter()).all(|((ak, av), (bk, bv))| {
            ak.get_ref() == bk.get_ref() && same_value(av.get_ref(), bv.get_ref())
        })
}

fn same_value(a: &DeValue<'_>, b: &DeValue<'_>) -> bool {
    match (a, b) {
        (DeValue::String(a), DeValue::String(b)) => a == b,
        (DeValue::Integer(a), DeValue::Integer(b)) => {
            (a.as_str(), a.radix()) == (b.as_str(), b.radix())
        }
        (DeValue::Float(a), DeValue::Float(b)) => a.as_str() == b.as_str(),
        (DeValue::Boolean(a), DeValue::Boolean(b)) => a == b,
        (DeValue::Datetime(a), DeValue::Datetime(b)) => a == b,
        (DeValue::Array(a), DeValue::Array(b)) => {
            let same = |(a, b): (&toml::Spanned<_>, &toml::Spanned<_>)| {
                same_value(a.get_ref(), b.get_ref())
            };
            a.len() == b.len() && a.iter().zip(b.iter()).all(same)
        }
        (DeValue::Table(a), DeValue::Table(b)) => same_table(a, b),
        _ => false,
    }
}

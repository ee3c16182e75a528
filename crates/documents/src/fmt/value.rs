//! The values of a TOML file in canonical form.

use toml_edit::{Array, Decor, InlineTable, Key, RawString, Value};

/// Longest line of a list before it takes a line for each item.
const LINE_MAX: usize = 100;

/// A value at a column, in canonical form. Text, numbers and dates stay as they are written.
pub(super) fn value(value: &Value, column: usize, indent: usize) -> String {
    match value {
        Value::String(text) => text.display_repr().into_owned(),
        Value::Integer(number) => number.display_repr().into_owned(),
        Value::Float(number) => number.display_repr().into_owned(),
        Value::Boolean(yes) => yes.display_repr().into_owned(),
        Value::Datetime(when) => when.display_repr().into_owned(),
        Value::Array(items) => array(items, column, indent),
        Value::InlineTable(table) => inline_table(table, indent),
    }
}

/// Keys with dots between them, without quotes where they need none.
pub(super) fn key_path(keys: &[&Key]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| self::key(key)).collect();
    keys.join(".")
}

/// A key, without quotes where it needs none.
pub(super) fn key(key: &Key) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let name = key.get();
    if !name.is_empty() && name.bytes().all(bare) {
        name.to_owned()
    } else {
        key.default_repr()
            .as_raw()
            .as_str()
            .unwrap_or("")
            .to_owned()
    }
}

/// The text of a decoration.
pub(super) fn raw(raw: Option<&RawString>) -> &str {
    raw.and_then(RawString::as_str).unwrap_or("")
}

fn has_comment(decor: &Decor) -> bool {
    raw(decor.prefix()).contains('#') || raw(decor.suffix()).contains('#')
}

fn array_has_comment(items: &Array) -> bool {
    raw(Some(items.trailing())).contains('#')
        || items
            .iter()
            .any(|item| has_comment(item.decor()) || inner_comment(item))
}

fn inner_comment(value: &Value) -> bool {
    match value {
        Value::Array(items) => array_has_comment(items),
        Value::InlineTable(table) => table_has_comment(table),
        _ => false,
    }
}

fn table_has_comment(table: &InlineTable) -> bool {
    raw(Some(table.trailing())).contains('#')
        || table.get_values().iter().any(|(keys, value)| {
            let in_keys = keys
                .iter()
                .any(|key| has_comment(key.leaf_decor()) || has_comment(key.dotted_decor()));
            in_keys || has_comment(value.decor()) || inner_comment(value)
        })
}

fn array(items: &Array, column: usize, indent: usize) -> String {
    if !array_has_comment(items) {
        let shown: Vec<String> = items.iter().map(|item| value(item, 0, indent)).collect();
        let line = format!("[{}]", shown.join(", "));
        let long = column + line.chars().count() > LINE_MAX;
        if items.is_empty() || !long || line.contains('\n') {
            return line;
        }
    }
    let mut lines = Lines::default();
    for item in items {
        lines.prefix(raw(item.decor().prefix()));
        lines.items.push(Item {
            before: std::mem::take(&mut lines.waiting),
            text: value(item, indent + 2, indent + 2),
            after: None,
        });
        lines.suffix(raw(item.decor().suffix()));
    }
    lines.prefix(raw(Some(items.trailing())));
    lines.print(indent)
}

/// The items of a list that takes several lines.
#[derive(Default)]
struct Lines {
    items: Vec<Item>,
    waiting: Vec<String>,
}

struct Item {
    before: Vec<String>,
    text: String,
    after: Option<String>,
}

impl Lines {
    /// What stands before an item. A comment on the line of the item before belongs to that one.
    fn prefix(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            match self.items.last_mut() {
                Some(item) if number == 0 && item.after.is_none() && self.waiting.is_empty() => {
                    item.after = Some(line.to_owned());
                }
                _ => self.waiting.push(line.to_owned()),
            }
        }
    }

    /// What stands between an item and its comma.
    fn suffix(&mut self, text: &str) {
        for line in text
            .split('\n')
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            match self.items.last_mut() {
                Some(item) if item.after.is_none() && self.waiting.is_empty() => {
                    item.after = Some(line.to_owned());
                }
                _ => self.waiting.push(line.to_owned()),
            }
        }
    }

    fn print(&self, indent: usize) -> String {
        let margin = " ".repeat(indent + 2);
        let mut text = String::from("[\n");
        for item in &self.items {
            for comment in &item.before {
                text.push_str(&format!("{margin}{comment}\n"));
            }
            let after = item.after.as_deref().map(|comment| format!(" {comment}"));
            text.push_str(&format!(
                "{margin}{},{}\n",
                item.text,
                after.unwrap_or_default()
            ));
        }
        for comment in &self.waiting {
            text.push_str(&format!("{margin}{comment}\n"));
        }
        text.push_str(&" ".repeat(indent));
        text.push(']');
        text
    }
}

fn inline_table(table: &InlineTable, indent: usize) -> String {
    // A table with comments inside is somebody's own layout: it stays.
    if table_has_comment(table) {
        let bare = Value::InlineTable(table.clone()).decorated("", "");
        return bare.to_string();
    }
    let values = table.get_values();
    if values.is_empty() {
        return "{}".to_owned();
    }
    let entries: Vec<String> = values
        .iter()
        .map(|(keys, item)| format!("{} = {}", key_path(keys), value(item, 0, indent)))
        .collect();
    format!("{{ {} }}", entries.join(", "))
}

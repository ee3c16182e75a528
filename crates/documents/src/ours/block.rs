//! One TOML table under reading: it remembers what was asked for, and says what was not.

use std::ops::Range;

use keyholder_diag::{Code, Diagnostic, Span, list_some};
use keyholder_supply::facts::Provenance;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::schema::Schema;
use super::syntax::Lost;
use crate::plain::{maybe_meant, shown};
use crate::sink::Sink;

/// A table with its keys and its place. Ask for every key of its schema, then call [`Block::finish`].
pub(crate) struct Block<'t> {
    table: &'t DeTable<'t>,
    /// The keys it may have.
    pub(crate) schema: &'static Schema,
    /// Its place; the whole file for the root table.
    pub(crate) span: Span,
    /// Keys of this block that stand in broken statements.
    lost: Vec<&'t str>,
    all_lost: &'t [Lost],
    asked: Vec<&'static str>,
}

impl<'t> Block<'t> {
    /// The root table of a file.
    pub(crate) fn root(
        table: &'t DeTable<'t>,
        schema: &'static Schema,
        lost: &'t [Lost],
        sink: &mut Sink,
    ) -> Self {
        let span = Span::whole(sink.file);
        Block::new(table, schema, span, None, lost, sink)
    }

    fn new(
        table: &'t DeTable<'t>,
        schema: &'static Schema,
        span: Span,
        start: Option<usize>,
        all_lost: &'t [Lost],
        sink: &mut Sink,
    ) -> Self {
        // What was lost stands in the order of the blocks.
        let first = all_lost.partition_point(|lost| lost.block < start);
        let here = all_lost[first..].iter();
        let here = here.take_while(|lost| lost.block == start);
        let block = Block {
            table,
            schema,
            span,
            lost: here.map(|lost| lost.key.as_str()).collect(),
            all_lost,
            asked: Vec::new(),
        };
        block.report_unknown(sink);
        block
    }

    fn report_unknown(&self, sink: &mut Sink) {
        let known: Vec<&str> = self.schema.names().collect();
        for key in self.table.keys() {
            let written: &str = key.get_ref();
            if known.contains(&written) || sink.only_counts(Code::KH0103) {
                continue;
            }
            let title = self.schema.title;
            let message = format!(
                "unknown key `{}` in {title}; it is not taken",
                shown(written)
            );
            let elsewhere = self.schema.elsewhere.iter().find(|(k, _)| *k == written);
            let help = match elsewhere {
                Some((_, place)) => (*place).to_owned(),
                None => format!(
                    "{}the keys of {title} are {}",
                    maybe_meant(written, known.iter().copied()),
                    list_some(known.iter().copied(), known.len())
                ),
            };
            let place = sink.span(key.span());
            sink.report(Diagnostic::new(Code::KH0103, place, message).help(help));
        }
    }

    /// The value of a key, when it is there.
    pub(crate) fn get(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        debug_assert!(
            self.schema.names().any(|known| known == key),
            "`{key}` is not in the schema of {}",
            self.schema.title
        );
        self.asked.push(key);
        self.table.get(key)
    }

    /// Whether a key is written, readable or not.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key) || self.lost.contains(&key)
    }

    /// Whether a key, or a block of that name, stands in a statement that could not be read.
    pub(crate) fn is_lost(&self, key: &str) -> bool {
        self.lost.contains(&key)
    }

    /// What happens while a key cannot be used.
    pub(crate) fn otherwise(&self, key: &str) -> &'static str {
        let known = self.schema.key(key);
        known.map_or("it counts as not stated", |key| key.otherwise)
    }

    /// Reports that a key is missing, unless it stands in a statement reported already.
    pub(crate) fn missing(&self, key: &str, sink: &mut Sink) {
        if self.has(key) {
            return;
        }
        let known = self.schema.key(key);
        let how = match known.map(|key| (key.example, key.child)) {
            Some((example, None)) => format!("write `{key} = {example}`"),
            Some((_, Some(child))) => format!("write {}", child.title),
            None => format!("write `{key}`"),
        };
        let message = format!("missing key `{key}` in {}", self.schema.title);
        let help = format!("{how}; until then {}", self.otherwise(key));
        sink.report(Diagnostic::new(Code::KH0104, self.span, message).help(help));
    }

    /// The tables under a key: `[key]` gives one, `[[key]]` any number.
    pub(crate) fn tables(&mut self, key: &'static str, sink: &mut Sink) -> Vec<Block<'t>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| self.table_of(key, item, sink))
                .collect(),
            _ => {
                self.wrong_type(key, value, self.title_of(key), sink);
                Vec::new()
            }
        }
    }

    /// The one table under a key.
    pub(crate) fn table(&mut self, key: &'static str, sink: &mut Sink) -> Option<Block<'t>> {
        let value = self.get(key)?;
        self.table_of(key, value, sink)
    }

    fn title_of(&self, key: &str) -> &'static str {
        let child = self.schema.key(key).and_then(|key| key.child);
        child.map_or("a table", |child| child.title)
    }

    fn table_of(
        &self,
        key: &'static str,
        value: &'t Spanned<DeValue<'t>>,
        sink: &mut Sink,
    ) -> Option<Block<'t>> {
        let child = self.schema.key(key).and_then(|key| key.child)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(key, value, child.title, sink);
            return None;
        };
        let range = value.span();
        let (start, span) = (range.start, sink.span(range));
        let lost = self.all_lost;
        Some(Block::new(table, child, span, Some(start), lost, sink))
    }

    /// Reports a value of the wrong type; `wanted` completes "must be".
    pub(crate) fn wrong_type(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        wanted: &str,
        sink: &mut Sink,
    ) {
        let message = format!(
            "`{key}` must be {wanted}, not {}",
            type_word(value.get_ref())
        );
        let known = self.schema.key(key);
        let example = known.map(|key| key.example).filter(|text| !text.is_empty());
        let how = example.map_or(String::new(), |text| format!("write `{key} = {text}`; "));
        let help = format!("{how}until then {}", self.otherwise(key));
        let place = sink.span(value.span());
        sink.report(Diagnostic::new(Code::KH0105, place, message).help(help));
    }

    /// Reports a value that cannot be used; `hint` says what to write.
    pub(crate) fn bad_value(
        &self,
        code: Code,
        key: &str,
        at: Range<usize>,
        message: impl Into<String>,
        hint: &str,
        sink: &mut Sink,
    ) {
        let help = format!("{hint}; until then {}", self.otherwise(key));
        let place = sink.span(at);
        sink.report(Diagnostic::new(code, place, message).help(help));
    }

    /// Two keys that exclude each other: reports it, and returns whether both are there.
    pub(crate) fn both(&self, one: &str, other: &str, becomes: &str, sink: &mut Sink) -> bool {
        if !(self.table.contains_key(one) && self.table.contains_key(other)) {
            return false;
        }
        let at = self.table.get_key_value(other).map(|(key, _)| key.span());
        let place = at.map_or(self.span, |at| sink.span(at));
        let message = format!("`{one}` and `{other}` exclude each other");
        let help = format!("keep one of the two; until then {becomes}");
        sink.report(Diagnostic::new(Code::KH0106, place, message).help(help));
        true
    }

    /// The provenance keys, as far as the schema has them.
    pub(crate) fn provenance(&mut self, sink: &mut Sink) -> Provenance {
        let takes = |key: &str| self.schema.provenance.contains(&key);
        let (source, as_of) = (takes("source"), takes("as_of"));
        let (said_by, note) = (takes("said_by"), takes("note"));
        let mut text = |block: &mut Self, key, has: bool| {
            has.then(|| block.text(key, sink))
                .flatten()
                .map(|name| name.text)
        };
        let mut provenance = Provenance::at(self.span);
        provenance.source = text(self, "source", source);
        provenance.said_by = text(self, "said_by", said_by);
        provenance.note = text(self, "note", note);
        provenance.as_of = as_of.then(|| self.date("as_of", sink)).flatten();
        provenance
    }

    /// Ends the reading. Each key of the schema must have been asked for; that is our own duty.
    pub(crate) fn finish(self) {
        debug_assert!(
            self.schema.names().all(|key| self.asked.contains(&key)),
            "keys of {} were never asked for: {:?}",
            self.schema.title,
            self.schema
                .names()
                .filter(|key| !self.asked.contains(key))
                .collect::<Vec<_>>()
        );
    }
}

fn type_word(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

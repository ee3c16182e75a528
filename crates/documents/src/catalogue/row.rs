//! One table of the catalogue, key by key.

use keyholder_diag::{Code, Diagnostic, Span, did_you_mean, list_some};
use keyholder_supply::function::{Criticality, Function, FunctionClass, Matter, Need};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::text_of;
use crate::sink::Sink;

const FUNCTION_KEYS: &[&str] = &[
    "name",
    "title",
    "class",
    "criticality",
    "sees",
    "need",
    "aliases",
    "source",
];
const NEEDS: &[&str] = &["no", "when-present", "one-of:GROUP"];

/// A table whose keys are known.
pub(super) struct Row<'t> {
    table: &'t DeTable<'t>,
    span: Span,
    title: &'t str,
}

/// A function with the places of its names.
pub(super) struct Named {
    pub(super) function: Function,
    pub(super) span: Span,
    pub(super) aliases: Vec<(String, Span)>,
}

impl<'t> Row<'t> {
    /// A table; every key that is not known is reported.
    pub(super) fn new(
        table: &'t DeTable<'t>,
        span: Span,
        title: &'t str,
        known: &[&str],
        sink: &mut Sink,
    ) -> Self {
        for key in table.keys() {
            let written: &str = key.get_ref();
            if known.contains(&written) {
                continue;
            }
            let message = format!("unknown key `{written}` in {title}");
            let list = list_some(known.iter().copied(), known.len());
            let help = match did_you_mean(written, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`? the keys of {title} are {list}"),
                None => format!("the keys of {title} are {list}"),
            };
            let place = sink.span(key.span());
            sink.report(Diagnostic::new(Code::KH0103, place, message).help(help));
        }
        Row { table, span, title }
    }

    /// A value that must be there.
    pub(super) fn need(&self, key: &str, sink: &mut Sink) -> Option<&'t Spanned<DeValue<'t>>> {
        let value = self.table.get(key);
        if value.is_none() {
            let message = format!("missing key `{key}` in {}", self.title);
            let help = format!("write `{key}`; every function of the catalogue states it");
            sink.report(Diagnostic::new(Code::KH0104, self.span, message).help(help));
        }
        value
    }

    pub(super) fn wrong_type(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        wanted: &str,
        sink: &mut Sink,
    ) {
        let found = value.get_ref().type_str();
        let message = format!("`{key}` must be {wanted}, not {found}");
        let help = format!("see the other tables of {}", self.title);
        let place = sink.span(value.span());
        sink.report(Diagnostic::new(Code::KH0105, place, message).help(help));
    }

    /// A text that must be there and say something.
    pub(super) fn text(&self, key: &str, sink: &mut Sink) -> Option<String> {
        let value = self.need(key, sink)?;
        let text = text_of(value);
        if text.is_none() {
            self.wrong_type(key, value, "text that is not blank", sink);
        }
        text.map(str::to_owned)
    }

    /// A whole number from 1.
    pub(super) fn count(&self, key: &str, sink: &mut Sink) -> Option<u32> {
        let value = self.need(key, sink)?;
        let number = value.get_ref().as_integer();
        let count = number.and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        let count = count.filter(|count| *count > 0);
        if count.is_none() {
            self.wrong_type(key, value, "a whole number from 1", sink);
        }
        count
    }

    /// The texts of a list. `None` when any of them is unusable: a shorter list would say less.
    fn texts(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        sink: &mut Sink,
    ) -> Option<Vec<(String, Span)>> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, "a list", sink);
            return None;
        };
        let mut texts = Vec::new();
        let mut sound = true;
        for item in items {
            match text_of(item) {
                Some(text) => texts.push((text.to_owned(), sink.span(item.span()))),
                None => {
                    self.wrong_type(key, item, "a list of texts", sink);
                    sound = false;
                }
            }
        }
        sound.then_some(texts)
    }

    /// A word of a closed list.
    fn word<T>(
        &self,
        key: &str,
        from: impl Fn(&str) -> Option<T>,
        words: &[&str],
        sink: &mut Sink,
    ) -> Option<T> {
        let text = self.text(key, sink)?;
        let found = from(&text);
        if found.is_none() {
            let place = self
                .table
                .get(key)
                .map_or(self.span, |v| sink.span(v.span()));
            not_a_word(key, &text, place, words, sink);
        }
        found
    }
}

fn not_a_word(key: &str, text: &str, place: Span, words: &[&str], sink: &mut Sink) {
    let message = format!("`{text}` is not a value of `{key}`");
    let list = list_some(words.iter().copied(), words.len());
    let help = match did_you_mean(text, words.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`? write one of {list}"),
        None => format!("write one of {list}"),
    };
    sink.report(Diagnostic::new(Code::KH0106, place, message).help(help));
}

/// Reads one `[[function]]`. All its faults are reported before it is left out.
pub(super) fn function(table: &DeTable<'_>, span: Span, sink: &mut Sink) -> Option<Named> {
    let row = Row::new(table, span, "[[function]]", FUNCTION_KEYS, sink);
    let name = row.text("name", sink);
    let title = row.text("title", sink);
    let classes: Vec<&str> = FunctionClass::ALL.iter().map(|c| c.word()).collect();
    let class = row.word("class", FunctionClass::from_word, &classes, sink);
    let levels: Vec<&str> = Criticality::ALL.iter().map(|c| c.word()).collect();
    let criticality = row.word("criticality", Criticality::from_word, &levels, sink);
    let sees = sees(&row, sink);
    let need = row.word("need", need_of, NEEDS, sink);
    let aliases = match table.get("aliases") {
        Some(value) => row.texts("aliases", value, sink),
        None => Some(Vec::new()),
    };
    let source = row.text("source", sink);
    let at_name = table
        .get("name")
        .map_or(span, |value| sink.span(value.span()));
    Some(Named {
        span: at_name,
        aliases: aliases?,
        function: Function {
            name: name?,
            title: title?,
            class: class?,
            criticality: criticality?,
            sees: sees?,
            need: need?,
            aliases: Vec::new(),
            source: source?,
        },
    })
}

fn sees(row: &Row<'_>, sink: &mut Sink) -> Option<Vec<Matter>> {
    let value = row.need("sees", sink)?;
    let texts = row.texts("sees", value, sink)?;
    let words: Vec<&str> = Matter::ALL.iter().map(|m| m.word()).collect();
    let mut matters = Vec::new();
    let mut sound = true;
    for (text, span) in texts {
        match Matter::from_word(&text) {
            Some(matter) => matters.push(matter),
            None => {
                not_a_word("sees", &text, span, &words, sink);
                sound = false;
            }
        }
    }
    matters.sort_unstable();
    matters.dedup();
    sound.then_some(matters)
}

fn need_of(text: &str) -> Option<Need> {
    match (text, text.strip_prefix("one-of:").map(str::trim)) {
        ("no", _) => Some(Need::Not),
        ("when-present", _) => Some(Need::WhenPresent),
        (_, Some(group)) if !group.is_empty() => Some(Need::OneOf(group.to_owned())),
        _ => None,
    }
}

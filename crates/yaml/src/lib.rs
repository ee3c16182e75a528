//! The one door for YAML of others: values as they are written, within budgets that no bomb gets past.
//!
//! *Invariant:* `1.10` is a version to whoever wrote it, and a number to YAML: [`written`] gives back what stands
//! there.
//! *Invariant:* depth, values and copies made by aliases are bounded, whatever the text.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Budget, Options};

pub use serde_saphyr::{Error, Spanned};

/// Most values that are recorded for aliases.
const RECORDED_MAX: usize = 1 << 20;
/// Longest number that is looked up in the text, and longest fault that is told.
const NUMBER_MAX: usize = 64;
const FAULT_MAX: usize = 200;

/// How much of a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Deepest nesting.
    pub depth: usize,
    /// Most values, copies made by aliases among them.
    pub values: usize,
    /// Most events that aliases may replay.
    pub copies: usize,
    /// Whether a name that stands twice in one map refuses the text; else both are given.
    pub names_once: bool,
}

/// A value as the library hands it over.
#[derive(Debug)]
pub enum Tree {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number, as the library writes it; see [`written`].
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Spanned<Tree>>),
    /// Members in their order; no name where it is no plain value.
    Map(Vec<(Option<String>, Spanned<Tree>)>),
}

/// Reads the first document of a text.
///
/// # Errors
/// When it is no YAML, or past the bounds.
pub fn read(text: &str, bounds: Bounds) -> Result<Spanned<Tree>, Error> {
    let mut budget = Budget::default();
    budget.max_depth = bounds.depth;
    budget.flow_nesting_limit = bounds.depth;
    budget.max_nodes = bounds.values;
    budget.max_events = bounds.values.saturating_mul(3).saturating_add(16);
    budget.max_documents = 2;
    budget.max_recorded_anchor_events = RECORDED_MAX;
    let mut options = Options::default();
    options.budget = Some(budget);
    options.duplicate_keys = match bounds.names_once {
        true => DuplicateKeyPolicy::Error,
        false => DuplicateKeyPolicy::PassThrough,
    };
    options.alias_limits.max_total_replayed_events = bounds.copies;
    serde_saphyr::from_str_with_options(text, options)
}

/// The library's fault in one short line.
#[must_use]
pub fn line(error: &Error) -> String {
    let words = error.without_snippet().to_string();
    let line = words.lines().next().unwrap_or_default();
    let plain = line.chars().filter(|letter| !letter.is_control());
    plain.take(FAULT_MAX).collect()
}

/// A number or truth value as it stands in the text, where that can be told.
#[must_use]
pub fn written<'t>(tree: &Spanned<Tree>, text: &'t str) -> Option<&'t str> {
    let span = tree.defined.span();
    let number = |at: Option<u64>| usize::try_from(at.unwrap_or(0)).unwrap_or(usize::MAX);
    let from = number(span.byte_offset());
    let to = from.saturating_add(number(span.byte_len()));
    let written = text.get(from..to)?.trim();
    let plain = !written.is_empty()
        && written.len() < NUMBER_MAX
        && written.chars().all(|letter| letter.is_ascii_graphic());
    plain.then_some(written)
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Trees)
    }
}

struct Trees;

impl<'de> Visitor<'de> for Trees {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Tree, E> {
        Ok(Tree::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Tree, E> {
        Ok(Tree::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = map.next_key::<Tree>()? {
            let name = match key {
                Tree::Text(text) | Tree::Number(text) => Some(text),
                Tree::Bool(value) => Some(value.to_string()),
                Tree::Null | Tree::List(_) | Tree::Map(_) => None,
            };
            members.push((name, map.next_value()?));
        }
        Ok(Tree::Map(members))
    }
}

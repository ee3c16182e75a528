//! YAML texts as trees, one for each document, within budgets that no bomb gets past.
//!
//! A stream is cut at its document marks before it is parsed, so that a fault costs one document
//! alone. A mark is a line of `---` or `...`, which nothing else in YAML can begin a line with.

use std::fmt;

use keyholder_diag::Limits;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Budget, Options, Spanned};

use super::reading::Fault;
use super::tree::{Node, Twice, Value, each_once};

/// Most values of one document, copies made by aliases among them.
const VALUES_MAX: usize = 1 << 20;
/// Most values that aliases may copy.
const COPIES_MAX: usize = 100_000;

/// Every document of a stream: its tree, or why it cannot be read. Empty documents are left out.
pub(super) fn read(
    text: &str,
    limits: &Limits,
    left: &mut usize,
    twice: &mut Vec<Twice>,
) -> Vec<Result<Node, Fault>> {
    let pieces = documents(text);
    let with_words = |piece: &&(usize, &str)| {
        let mut lines = piece.1.lines().map(str::trim_start);
        lines.any(|line| !line.is_empty() && !line.starts_with(['#', '%']))
    };
    let mut trees = Vec::new();
    for (start, body) in pieces.iter().filter(with_words) {
        let read = document(body, *start, VALUES_MAX.min(*left), limits, twice);
        let spent = read.as_ref().map_or(0, |(_, count)| *count);
        *left = left.saturating_sub(spent);
        trees.push(read.map(|(node, _)| node));
    }
    trees
}

/// The documents of a stream with the byte at which each begins.
fn documents(text: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    let (mut from, mut at) = (skipped, skipped);
    for line in text[skipped..].split_inclusive('\n') {
        let bare = line.trim_end();
        let mark = bare == "..." || bare == "---" || line.starts_with("--- ");
        if mark {
            pieces.push((from, &text[from..at]));
            // What stands behind the mark on its line belongs to the new document.
            from = at + 3;
        }
        at += line.len();
    }
    pieces.push((from, &text[from..]));
    pieces
}

fn document(
    body: &str,
    start: usize,
    values: usize,
    limits: &Limits,
    twice: &mut Vec<Twice>,
) -> Result<(Node, usize), Fault> {
    let mut budget = Budget::default();
    budget.max_depth = limits.depth_max;
    budget.flow_nesting_limit = limits.depth_max;
    budget.max_nodes = values;
    budget.max_events = values.saturating_mul(3).saturating_add(16);
    budget.max_documents = 2;
    budget.max_recorded_anchor_events = VALUES_MAX;
    let mut options = Options::default();
    options.budget = Some(budget);
    // Names stated twice are told, each with its places; the library would refuse the document.
    options.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    options.alias_limits.max_total_replayed_events = COPIES_MAX;
    let tree: Spanned<Tree> = match serde_saphyr::from_str_with_options(body, options) {
        Ok(tree) => tree,
        Err(error) => return Err(fault(&error, body, start)),
    };
    let mut count = 0;
    let node = node(tree, body, start, &mut count, twice);
    Ok((node, count))
}

/// The library's fault in one line, with its place.
fn fault(error: &serde_saphyr::Error, body: &str, start: usize) -> Fault {
    let place = error.location().map_or(0, |location| {
        let bytes = location.span().byte_offset();
        bytes.map_or_else(
            || line_start(body, location.line()),
            |at| usize::try_from(at).unwrap_or(usize::MAX),
        )
    });
    let at = start + body.floor_char_boundary(place.min(body.len()));
    let words = error.without_snippet().to_string();
    let line = words.lines().next().unwrap_or_default();
    let why: String = line.chars().filter(|c| !c.is_control()).take(200).collect();
    let lower = why.to_lowercase();
    if ["budget", "limit", "exceed", "depth"]
        .iter()
        .any(|w| lower.contains(w))
    {
        return Fault::size(format!("a YAML document past the budget: {why}"), at..at);
    }
    Fault::syntax(format!("not YAML: {why}"), at..at)
}

fn line_start(text: &str, line: u64) -> usize {
    let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let lines = text.split_inclusive('\n').take(before);
    lines.map(str::len).sum()
}

/// A value as the library hands it over, before numbers are looked up in the text: `1.10` is a version
/// to whoever wrote it, and a number to YAML.
enum Tree {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Spanned<Tree>>),
    Map(Vec<(String, Spanned<Tree>)>),
}

fn node(
    tree: Spanned<Tree>,
    body: &str,
    start: usize,
    count: &mut usize,
    twice: &mut Vec<Twice>,
) -> Node {
    *count += 1;
    let span = tree.referenced.span();
    let bytes = |at: Option<u64>| usize::try_from(at.unwrap_or(0)).unwrap_or(usize::MAX);
    let from = bytes(span.byte_offset()).min(body.len());
    let to = from.saturating_add(bytes(span.byte_len())).min(body.len());
    let value = match tree.value {
        Tree::Null => Value::Null,
        Tree::Bool(value) => Value::Bool(value),
        Tree::Number(read) => {
            let span = tree.defined.span();
            let from = bytes(span.byte_offset());
            let to = from.saturating_add(bytes(span.byte_len()));
            let written = body.get(from..to).map(str::trim);
            let same = written.filter(|text| {
                text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
                    && text.len() < 64
            });
            Value::Number(same.map_or(read, str::to_owned))
        }
        Tree::Text(text) => Value::Text(text),
        Tree::List(items) => {
            let nodes = items
                .into_iter()
                .map(|item| node(item, body, start, count, twice));
            Value::List(nodes.collect())
        }
        Tree::Map(members) => {
            let nodes = members
                .into_iter()
                .map(|(name, item)| (name, node(item, body, start, count, twice)));
            let mut nodes = nodes.collect();
            each_once(&mut nodes, twice);
            Value::Map(nodes)
        }
    };
    // The library gives a block no end; it ends with what stands in it.
    let inside = match &value {
        Value::List(items) => items.last().map(Node::end),
        Value::Map(members) => members.last().map(|(_, node)| node.end()),
        _ => None,
    };
    let end = (start + to).max(inside.unwrap_or(0));
    Node::new(value, start + from, end)
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
                Tree::Text(text) | Tree::Number(text) => text,
                Tree::Bool(value) => value.to_string(),
                _ => "null".to_owned(),
            };
            members.push((name, map.next_value()?));
        }
        Ok(Tree::Map(members))
    }
}

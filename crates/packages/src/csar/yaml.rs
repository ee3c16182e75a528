//! YAML as a tree of texts, within budgets: `1.10` is a version to whoever wrote it, and stays one.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Budget, Options, Spanned};

/// Deepest nesting.
const DEPTH_MAX: usize = 64;
/// Most values.
const VALUES_MAX: usize = 200_000;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// Nothing.
    Null,
    /// Text, numbers and truth values as written.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Members in their order.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// A member.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        let (_, node) = self.members().iter().find(|(key, _)| key == name)?;
        Some(node)
    }

    /// All members.
    pub(crate) fn members(&self) -> &[(String, Node)] {
        match self {
            Node::Map(members) => members,
            _ => &[],
        }
    }

    /// All items.
    pub(crate) fn items(&self) -> &[Node] {
        match self {
            Node::List(items) => items,
            _ => &[],
        }
    }

    /// The text, if it is one and not empty.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// The text of a member.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }
}

/// Reads the first document.
///
/// # Errors
/// When it is no YAML, or past the budget, in one line.
pub(crate) fn read(bytes: &[u8]) -> Result<Node, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut budget = Budget::default();
    budget.max_depth = DEPTH_MAX;
    budget.flow_nesting_limit = DEPTH_MAX;
    budget.max_nodes = VALUES_MAX;
    budget.max_events = VALUES_MAX * 3;
    budget.max_documents = 2;
    budget.max_recorded_anchor_events = VALUES_MAX;
    let mut options = Options::default();
    options.budget = Some(budget);
    options.duplicate_keys = DuplicateKeyPolicy::Error;
    options.alias_limits.max_total_replayed_events = 20_000;
    match serde_saphyr::from_str_with_options::<Spanned<Tree>>(text, options) {
        Ok(tree) => Ok(node(tree, text)),
        Err(error) => {
            let words = error.without_snippet().to_string();
            let line = words.lines().next().unwrap_or_default();
            Err(line.chars().filter(|c| !c.is_control()).take(200).collect())
        }
    }
}

enum Tree {
    Null,
    /// A number or truth value as the library writes it.
    Bare(String),
    Text(String),
    List(Vec<Spanned<Tree>>),
    Map(Vec<(String, Spanned<Tree>)>),
}

fn node(tree: Spanned<Tree>, text: &str) -> Node {
    match tree.value {
        Tree::Null => Node::Null,
        Tree::Text(value) => Node::Text(value),
        Tree::Bare(read) => {
            let span = tree.defined.span();
            let number = |at: Option<u64>| usize::try_from(at.unwrap_or(0)).unwrap_or(usize::MAX);
            let from = number(span.byte_offset());
            let to = from.saturating_add(number(span.byte_len()));
            let written = text.get(from..to).map(str::trim);
            let fits = written.filter(|text| {
                !text.is_empty() && text.len() < 64 && text.chars().all(|c| c.is_ascii_graphic())
            });
            Node::Text(fits.map_or(read, str::to_owned))
        }
        Tree::List(items) => Node::List(items.into_iter().map(|item| node(item, text)).collect()),
        Tree::Map(members) => {
            let members = members
                .into_iter()
                .map(|(name, item)| (name, node(item, text)));
            Node::Map(members.collect())
        }
    }
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
        Ok(Tree::Bare(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Bare(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Tree, E> {
        Ok(Tree::Bare(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Bare(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Tree, E> {
        Ok(Tree::Bare(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Bare(value.to_string()))
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
        deserializer.deserialize_any(Trees)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(Trees)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = map.next_key::<Key>()? {
            match key.0 {
                Some(name) => members.push((name, map.next_value()?)),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Tree::Map(members))
    }
}

/// The name of a member; nothing when it is no plain value.
struct Key(Option<String>);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tree::deserialize(deserializer).map(|tree| match tree {
            Tree::Text(text) | Tree::Bare(text) => Key(Some(text)),
            Tree::Null | Tree::List(_) | Tree::Map(_) => Key(None),
        })
    }
}

//! A document looked at piece by piece, in the shape of JSON; every piece knows its place in the text.
//!
//! Of a JSON text, nothing is copied before it is asked for. Other texts are first put into a [`Tree`].
//! The whole text is checked for syntax once, without recursion; a piece is opened one level at a
//! time. So depth costs nothing until somebody walks into it, and the walkers count their steps.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::tree::{Tree, Value};

/// A piece of a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node<'a> {
    /// A piece of a JSON text.
    Raw(&'a str),
    /// A piece of another text, by its number in the tree.
    Made(&'a Tree, usize),
}

/// The members of an object in the order of the text.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    members: Vec<(Cow<'static, str>, Node<'a>)>,
}

impl<'a> Node<'a> {
    /// A whole text. The error carries line and column.
    pub(super) fn document(text: &'a str) -> Result<Self, serde_json::Error> {
        let raw: &RawValue = serde_json::from_str(text)?;
        Ok(Node::Raw(raw.get()))
    }

    /// The members, if this is an object whose keys are all text. The error is there for JSON.
    pub(super) fn fields(self) -> Result<Fields<'a>, Option<serde_json::Error>> {
        match self {
            Node::Raw(raw) => {
                let mut reader = serde_json::Deserializer::from_str(raw);
                reader.deserialize_map(FieldsVisitor).map_err(Some)
            }
            Node::Made(tree, at) => match tree.value(at) {
                Value::Object(members) => {
                    let member = |(name, at): &(&'static str, usize)| {
                        (Cow::Borrowed(*name), Node::Made(tree, *at))
                    };
                    let members = members.iter().map(member).collect();
                    Ok(Fields { members })
                }
                _ => Err(None),
            },
        }
    }

    /// The items, if this is a list.
    pub(super) fn items(self) -> Option<Vec<Node<'a>>> {
        match self {
            Node::Raw(raw) => {
                let mut reader = serde_json::Deserializer::from_str(raw);
                reader.deserialize_seq(ItemsVisitor).ok()
            }
            Node::Made(tree, at) => match tree.value(at) {
                Value::List(items) => Some(items.iter().map(|at| Node::Made(tree, *at)).collect()),
                _ => None,
            },
        }
    }

    /// The text, if this is a string; a number stands for its digits, as versions are often written so.
    pub(super) fn text(self) -> Option<String> {
        match self {
            Node::Raw(raw) => match raw.as_bytes().first()? {
                b'"' => serde_json::from_str(raw).ok(),
                b'-' | b'0'..=b'9' => Some(raw.to_owned()),
                _ => None,
            },
            Node::Made(tree, at) => match tree.value(at) {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            },
        }
    }

    /// Whether this is the word `true`.
    pub(super) fn is_true(self) -> bool {
        match self {
            Node::Raw(raw) => raw == "true",
            Node::Made(..) => {
                let text = self.text();
                text.is_some_and(|text| matches!(text.trim(), "true" | "1"))
            }
        }
    }

    /// Whether this is the word `null`.
    pub(super) fn is_null(self) -> bool {
        matches!(self, Node::Raw("null"))
    }

    /// What it is, for messages.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Node::Raw(raw) => match raw.as_bytes().first() {
                Some(b'{') => "an object",
                Some(b'[') => "a list",
                Some(b'"') => "a text",
                Some(b't' | b'f') => "true or false",
                Some(b'n') => "null",
                _ => "a number",
            },
            Node::Made(tree, at) => match tree.value(at) {
                Value::Object(_) => "an object",
                Value::List(_) => "a list",
                Value::Text(_) => "a text",
            },
        }
    }

    /// Where it stands in the text that it was cut from: first byte, and one past its first line.
    pub(super) fn place_in(self, text: &str) -> (usize, usize) {
        match self {
            Node::Raw(raw) => {
                let start = raw.as_ptr().addr() - text.as_ptr().addr();
                let first_line = raw.lines().next().unwrap_or_default();
                (start, start + first_line.len())
            }
            Node::Made(tree, at) => {
                let (start, end) = tree.place(at);
                let first_line = text.get(start..end).and_then(|piece| piece.lines().next());
                (start, start + first_line.unwrap_or_default().len())
            }
        }
    }
}

impl<'a> Fields<'a> {
    /// The first member of that name that is not `null`.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        self.all(key).next()
    }

    /// Every member of that name that is not `null`.
    pub(super) fn all(&self, key: &str) -> impl Iterator<Item = Node<'a>> {
        self.members
            .iter()
            .filter(move |(name, node)| name == key && !node.is_null())
            .map(|(_, node)| *node)
    }

    /// The text of the first member of that name.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.get(key)?.text()
    }

    /// The names of all members.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_ref())
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, raw)) = map.next_entry::<String, &RawValue>()? {
            members.push((Cow::Owned(name), Node::Raw(raw.get())));
        }
        Ok(Fields { members })
    }
}

struct ItemsVisitor;

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Vec<Node<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(raw) = seq.next_element::<&RawValue>()? {
            items.push(Node::Raw(raw.get()));
        }
        Ok(items)
    }
}

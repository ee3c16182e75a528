//! A JSON text looked at piece by piece: nothing is copied before it is asked for, and every piece
//! knows its place in the text.
//!
//! The whole text is checked for syntax once, without recursion; a piece is opened one level at a
//! time. So depth costs nothing until somebody walks into it, and the walkers count their steps.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A piece of a JSON text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    raw: &'a str,
}

/// The members of an object in the order of the text.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    members: Vec<(String, Node<'a>)>,
}

impl<'a> Node<'a> {
    /// A whole text. The error carries line and column.
    pub(super) fn document(text: &'a str) -> Result<Self, serde_json::Error> {
        let raw: &RawValue = serde_json::from_str(text)?;
        Ok(Node { raw: raw.get() })
    }

    /// The members, if this is an object whose keys are all text.
    pub(super) fn fields(self) -> Result<Fields<'a>, serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_str(self.raw);
        reader.deserialize_map(FieldsVisitor)
    }

    /// The items, if this is a list.
    pub(super) fn items(self) -> Option<Vec<Node<'a>>> {
        let mut reader = serde_json::Deserializer::from_str(self.raw);
        reader.deserialize_seq(ItemsVisitor).ok()
    }

    /// The text, if this is a string; a number stands for its digits, as versions are often written so.
    pub(super) fn text(self) -> Option<String> {
        match self.raw.as_bytes().first()? {
            b'"' => serde_json::from_str(self.raw).ok(),
            b'-' | b'0'..=b'9' => Some(self.raw.to_owned()),
            _ => None,
        }
    }

    /// Whether this is the word `true`.
    pub(super) fn is_true(self) -> bool {
        self.raw == "true"
    }

    /// Whether this is the word `null`.
    pub(super) fn is_null(self) -> bool {
        self.raw == "null"
    }

    /// What it is, for messages.
    pub(super) fn kind(self) -> &'static str {
        match self.raw.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a text",
            Some(b't' | b'f') => "true or false",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    /// Where it stands in the text that it was cut from: first byte, and one past its first line.
    pub(super) fn place_in(self, text: &str) -> (usize, usize) {
        let start = self.raw.as_ptr().addr() - text.as_ptr().addr();
        let first_line = self.raw.lines().next().unwrap_or_default();
        (start, start + first_line.len())
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
        self.members.iter().map(|(name, _)| name.as_str())
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
            members.push((name, Node { raw: raw.get() }));
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
            items.push(Node { raw: raw.get() });
        }
        Ok(items)
    }
}

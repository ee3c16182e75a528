//! JSON texts as trees: each level is opened by the library, which also gives every value its place.

use std::fmt;

use keyholder_diag::Limits;
use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::reading::{Fault, TOO_MANY};
use super::tree::{Node, Twice, Value, each_once};

/// A tree, and the places where a member was stated a second time.
pub(super) struct Tree {
    /// The value.
    pub(super) root: Node,
    /// Names stated twice, with the places of both.
    pub(super) twice: Vec<Twice>,
}

/// Reads a whole text, and takes what its values cost from what is `left`.
pub(super) fn read(text: &str, limits: &Limits, left: &mut usize) -> Result<Tree, Fault> {
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    let body = &text[skipped..];
    let raw: &RawValue =
        serde_json::from_str(body).map_err(|error| syntax(text, skipped, &error))?;
    let mut reader = Reader {
        text,
        left: *left,
        depth_max: limits.depth_max,
        twice: Vec::new(),
    };
    let root = reader.node(raw.get(), 0)?;
    *left = reader.left;
    Ok(Tree {
        root,
        twice: reader.twice,
    })
}

/// The fault that the library found, with its place.
fn syntax(text: &str, skipped: usize, error: &serde_json::Error) -> Fault {
    let starts = text[skipped..].match_indices('\n').map(|(at, _)| at + 1);
    let line = std::iter::once(0)
        .chain(starts)
        .nth(error.line().max(1) - 1)
        .unwrap_or(0);
    let at = (skipped + line + error.column().saturating_sub(1)).min(text.len());
    let words = error.to_string();
    let why = words.split(" at line ").next().unwrap_or_default();
    Fault::syntax(format!("not JSON: {why}"), at..at)
}

struct Reader<'t> {
    text: &'t str,
    left: usize,
    depth_max: usize,
    twice: Vec<Twice>,
}

impl<'t> Reader<'t> {
    fn place(&self, raw: &str) -> std::ops::Range<usize> {
        let start = raw.as_ptr().addr() - self.text.as_ptr().addr();
        start..start + raw.len()
    }

    fn node(&mut self, raw: &'t str, depth: usize) -> Result<Node, Fault> {
        let place = self.place(raw);
        let Some(left) = self.left.checked_sub(1) else {
            return Err(Fault::size(TOO_MANY.to_owned(), place.start..place.start));
        };
        self.left = left;
        if depth > self.depth_max {
            return Err(Fault::size(
                format!("values nest deeper than {} levels", self.depth_max),
                place.start..place.start,
            ));
        }
        // A member of a foreign file that the library cannot open has been checked for syntax, so
        // only lone surrogates are left: the text is not known then.
        let value = match raw.as_bytes().first() {
            Some(b'{') => self.map(raw, depth)?,
            Some(b'[') => {
                let mut reader = serde_json::Deserializer::from_str(raw);
                let items = reader.deserialize_seq(Items).unwrap_or_default();
                let nodes = items.into_iter().map(|item| self.node(item, depth + 1));
                Value::List(nodes.collect::<Result<_, _>>()?)
            }
            Some(b'"') => serde_json::from_str(raw).map_or(Value::Null, Value::Text),
            Some(b't') => Value::Bool(true),
            Some(b'f') => Value::Bool(false),
            Some(b'n') | None => Value::Null,
            Some(_) => Value::Number(raw.to_owned()),
        };
        Ok(Node::new(value, place.start, place.end))
    }

    fn map(&mut self, raw: &'t str, depth: usize) -> Result<Value, Fault> {
        let mut reader = serde_json::Deserializer::from_str(raw);
        let Ok(found) = reader.deserialize_map(Members) else {
            return Ok(Value::Null);
        };
        let mut members: Vec<(String, Node)> = Vec::with_capacity(found.len());
        for (name, raw) in found {
            let node = self.node(raw, depth + 1)?;
            members.push((name, node));
        }
        each_once(&mut members, &mut self.twice);
        Ok(Value::Map(members))
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, raw)) = map.next_entry::<String, &RawValue>()? {
            members.push((name, raw.get()));
        }
        Ok(members)
    }
}

struct Items;

impl<'de> Visitor<'de> for Items {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(raw) = seq.next_element::<&RawValue>()? {
            items.push(raw.get());
        }
        Ok(items)
    }
}

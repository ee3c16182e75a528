//! A JSON or YAML value with its place, whichever of the two it was written in.

use keyholder_diag::{FileId, Span};

/// A name that two members of one object have, with the places of both values.
pub(crate) struct Twice {
    /// The name.
    pub(crate) name: String,
    /// The first value, start and end.
    pub(crate) first: (u32, u32),
    /// The next one.
    pub(crate) second: (u32, u32),
}

/// Which of two values counts is not for a reader to choose: a name stated twice says nothing.
pub(crate) fn each_once(members: &mut Vec<(String, Node)>, twice: &mut Vec<Twice>) {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by(|a, b| members[*a].0.cmp(&members[*b].0));
    let mut gone = vec![false; members.len()];
    for pair in order.windows(2) {
        let [first, second] = *pair else { continue };
        if members[first].0 == members[second].0 {
            let place = |at: usize| (members[at].1.start, members[at].1.end);
            twice.push(Twice {
                name: members[first].0.clone(),
                first: place(first),
                second: place(second),
            });
            members[first].1.value = Value::Null;
            gone[second] = true;
        }
    }
    let mut gone = gone.into_iter();
    members.retain(|_| !gone.next().unwrap_or_default());
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Nothing, or a key whose value could not be told.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Members in the order of the text, each name once.
    Map(Vec<(String, Node)>),
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// What it is.
    pub(crate) value: Value,
    start: u32,
    end: u32,
}

/// The value of a member that is not there.
static NOTHING: Node = Node {
    value: Value::Null,
    start: 0,
    end: 0,
};

impl Node {
    /// A value at a place.
    pub(crate) fn new(value: Value, start: usize, end: usize) -> Self {
        let cut = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Node {
            value,
            start: cut(start),
            end: cut(end),
        }
    }

    /// The same value, when so many bytes stand before the text it was read from.
    pub(crate) fn moved(self, by: usize) -> Self {
        let by = u32::try_from(by).unwrap_or(u32::MAX);
        let value = match self.value {
            Value::List(items) => {
                let by = by as usize;
                Value::List(items.into_iter().map(|item| item.moved(by)).collect())
            }
            Value::Map(members) => {
                let by = by as usize;
                let moved = members
                    .into_iter()
                    .map(|(name, node)| (name, node.moved(by)));
                Value::Map(moved.collect())
            }
            other => other,
        };
        Node {
            value,
            start: self.start.saturating_add(by),
            end: self.end.saturating_add(by),
        }
    }

    /// The byte behind it.
    pub(crate) fn end(&self) -> usize {
        self.end as usize
    }

    /// Where it stands in a file.
    pub(crate) fn span(&self, file: FileId) -> Span {
        Span {
            file,
            start: self.start,
            end: self.end,
        }
    }

    /// The member of that name; nothing when there is none, or this is no map.
    pub(crate) fn get(&self, key: &str) -> &Node {
        self.members()
            .iter()
            .find(|(name, _)| name == key)
            .map_or(&NOTHING, |(_, node)| node)
    }

    /// The first of these members that says something.
    pub(crate) fn first(&self, keys: &[&str]) -> &Node {
        keys.iter()
            .map(|key| self.get(key))
            .find(|node| !node.is_blank())
            .unwrap_or(&NOTHING)
    }

    /// The member at the end of a path of names.
    pub(crate) fn at(&self, path: &[&str]) -> &Node {
        path.iter().fold(self, |node, key| node.get(key))
    }

    /// The members, none when this is no map.
    pub(crate) fn members(&self) -> &[(String, Node)] {
        match &self.value {
            Value::Map(members) => members,
            _ => &[],
        }
    }

    /// The items, none when this is no list.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text without spaces around it, when there is one; numbers count as text.
    pub(crate) fn text(&self) -> Option<&str> {
        let text = match &self.value {
            Value::Text(text) | Value::Number(text) => text.trim(),
            _ => return None,
        };
        (!text.is_empty() && text != "?").then_some(text)
    }

    /// A whole number, also when it was written as text.
    pub(crate) fn whole(&self) -> Option<u64> {
        self.text()?.parse().ok()
    }

    /// Whether this is a map.
    pub(crate) fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Whether this is a list.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self.value, Value::List(_))
    }

    /// Whether it says nothing: null, an empty text, an empty list or map.
    pub(crate) fn is_blank(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(members) => members.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        }
    }

    /// What it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "an object",
        }
    }

    /// On one line, as JSON would write it, for the cells of what is refused.
    pub(crate) fn plain(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, true);
        text
    }

    fn write(&self, to: &mut String, outermost: bool) {
        match &self.value {
            Value::Null if outermost => {}
            Value::Null => to.push_str("null"),
            Value::Bool(value) => to.push_str(if *value { "true" } else { "false" }),
            Value::Number(text) => to.push_str(text),
            Value::Text(text) if outermost => to.push_str(text),
            Value::Text(text) => {
                to.push('"');
                to.push_str(&text.replace('\\', "\\\\").replace('"', "\\\""));
                to.push('"');
            }
            Value::List(items) => {
                to.push('[');
                for (at, item) in items.iter().enumerate() {
                    to.push_str(if at == 0 { "" } else { ", " });
                    item.write(to, false);
                }
                to.push(']');
            }
            Value::Map(members) => {
                to.push('{');
                for (at, (name, item)) in members.iter().enumerate() {
                    to.push_str(if at == 0 { "\"" } else { ", \"" });
                    to.push_str(name);
                    to.push_str("\": ");
                    item.write(to, false);
                }
                to.push('}');
            }
        }
    }

    /// Columns and cells of what is refused: the members, or the value alone.
    pub(crate) fn cells(&self) -> (Vec<String>, Vec<String>) {
        if self.is_map() {
            let members = self.members().iter();
            return members
                .map(|(key, node)| (key.clone(), node.plain()))
                .unzip();
        }
        (vec!["value".to_owned()], vec![self.plain()])
    }
}

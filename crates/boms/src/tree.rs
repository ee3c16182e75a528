//! A document that is not JSON, put into the shape that its JSON twin has, so that one reader serves both.

use std::collections::HashMap;

/// One piece.
#[derive(Debug)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// Pieces by number.
    List(Vec<usize>),
    /// Members by name; a name may stand twice.
    Object(Vec<(&'static str, usize)>),
}

#[derive(Debug)]
struct Piece {
    value: Value,
    start: usize,
    end: usize,
}

/// All pieces; the first is the document. Flat, so that neither reading nor dropping it recurses.
#[derive(Debug)]
pub(super) struct Tree {
    pieces: Vec<Piece>,
    /// The list of a name in an object. Looked up, not searched: a member may stand a million times.
    lists: HashMap<(usize, &'static str), usize>,
}

impl Tree {
    /// A document without members.
    pub(super) fn new() -> Self {
        let value = Value::Object(Vec::new());
        Tree {
            pieces: vec![Piece {
                value,
                start: 0,
                end: 0,
            }],
            lists: HashMap::new(),
        }
    }

    pub(super) fn value(&self, at: usize) -> &Value {
        &self.pieces[at].value
    }

    /// First byte in the text, and one past the last.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        (self.pieces[at].start, self.pieces[at].end)
    }

    pub(super) fn set_place(&mut self, at: usize, (start, end): (usize, usize)) {
        self.pieces[at].start = start;
        self.pieces[at].end = end;
    }

    /// A new piece that hangs nowhere yet.
    pub(super) fn add(&mut self, value: Value, (start, end): (usize, usize)) -> usize {
        self.pieces.push(Piece { value, start, end });
        self.pieces.len() - 1
    }

    /// Hangs a piece into an object under a name, or onto a list; a text takes nothing.
    pub(super) fn hang(&mut self, parent: usize, name: &'static str, child: usize) {
        match &mut self.pieces[parent].value {
            Value::Object(members) => members.push((name, child)),
            Value::List(items) => items.push(child),
            Value::Text(_) => {}
        }
    }

    /// A new piece in an object or list.
    pub(super) fn put(
        &mut self,
        parent: usize,
        name: &'static str,
        value: Value,
        place: (usize, usize),
    ) -> usize {
        let child = self.add(value, place);
        self.hang(parent, name, child);
        child
    }

    /// The list of that name in an object; made when it is not there.
    pub(super) fn list(
        &mut self,
        object: usize,
        name: &'static str,
        place: (usize, usize),
    ) -> usize {
        if let Some(at) = self.lists.get(&(object, name)) {
            return *at;
        }
        let at = self.put(object, name, Value::List(Vec::new()), place);
        self.lists.insert((object, name), at);
        at
    }

    /// Writes a text over a piece.
    pub(super) fn set_text(&mut self, at: usize, text: String) {
        self.pieces[at].value = Value::Text(text);
    }
}

//! Dumps of a PostgreSQL database in plain text: the rows of its `COPY` blocks.
//!
//! Nothing else of the dump is looked at, and no statement is ever run.

use super::reading::{Fault, TOO_MANY};
use super::tree::{Node, Value};

/// One `COPY` block.
pub(super) struct Block {
    /// The table as written, without quotes: `public.dcim_site`.
    pub(super) table: String,
    /// Its rows as maps from column to text; `\N` is nothing. A row of the wrong width is a fault.
    pub(super) rows: Vec<Result<Node, (Node, usize, usize)>>,
}

/// Whether a text has such blocks.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines().any(|line| header(line).is_some())
}

/// Table and columns of the line that opens a block.
fn header(line: &str) -> Option<(String, Vec<String>)> {
    let rest = line.strip_prefix("COPY ")?;
    let (inside, _) = rest
        .trim_end()
        .strip_suffix("FROM stdin;")?
        .rsplit_once(')')?;
    let (table, columns) = inside.split_once('(')?;
    let bare = |name: &str| name.trim().replace('"', "");
    Some((bare(table), columns.split(',').map(bare).collect()))
}

/// The blocks of a dump, as far as what is `left` goes. The fault is a block that does not end.
pub(super) fn read(text: &str, left: &mut usize) -> (Vec<Block>, Option<Fault>) {
    let mut blocks = Vec::new();
    let mut open: Option<(Block, Vec<String>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        match open.take() {
            None => {
                open = header(bare).map(|(table, columns)| {
                    let rows = Vec::new();
                    (Block { table, rows }, columns)
                });
            }
            Some((block, _)) if bare == "\\." => blocks.push(block),
            Some((mut block, columns)) => {
                let Some(rest) = left.checked_sub(columns.len() + 1) else {
                    blocks.push(block);
                    return (blocks, Some(Fault::size(TOO_MANY.to_owned(), at..at)));
                };
                *left = rest;
                block.rows.push(row(bare, at, &columns));
                open = Some((block, columns));
            }
        }
        at += line.len();
    }
    let fault = open.map(|(block, _)| {
        let words = format!(
            "the rows of `{}` do not end: the dump was cut short",
            block.table
        );
        blocks.push(block);
        Fault::syntax(words, text.len()..text.len())
    });
    (blocks, fault)
}

fn row(line: &str, start: usize, columns: &[String]) -> Result<Node, (Node, usize, usize)> {
    let cells: Vec<&str> = line.split('\t').collect();
    let mut at = start;
    let mut nodes = Vec::with_capacity(cells.len());
    for cell in &cells {
        let value = if *cell == "\\N" {
            Value::Null
        } else {
            Value::Text(unescaped(cell))
        };
        nodes.push(Node::new(value, at, at + cell.len()));
        at += cell.len() + 1;
    }
    let end = start + line.len();
    if nodes.len() != columns.len() {
        let (have, want) = (nodes.len(), columns.len());
        return Err((Node::new(Value::List(nodes), start, end), have, want));
    }
    let members = columns.iter().cloned().zip(nodes).collect();
    Ok(Node::new(Value::Map(members), start, end))
}

/// A cell as it was before the dump.
fn unescaped(cell: &str) -> String {
    if !cell.contains('\\') {
        return cell.to_owned();
    }
    let mut text = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('b' | 'f' | 'v') => text.push(' '),
            Some(other) => text.push(other),
            None => text.push('\\'),
        }
    }
    text
}

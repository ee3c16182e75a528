//! YAML texts as trees, one for each document, within budgets that no bomb gets past.
//!
//! A stream is cut at its document marks before it is parsed, so that a fault costs one document
//! alone. A mark is a line of `---` or `...`, which nothing else in YAML can begin a line with.

use keyholder_diag::Limits;
use keyholder_yaml::{Bounds, Error, Spanned, Tree, line, written};

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
    let bounds = Bounds {
        depth: limits.depth_max,
        values,
        copies: COPIES_MAX,
        // Names stated twice are told, each with its places; the library would refuse the document.
        names_once: false,
    };
    let tree = keyholder_yaml::read(body, bounds).map_err(|error| fault(&error, body, start))?;
    let mut count = 0;
    let node = node(tree, body, start, &mut count, twice);
    Ok((node, count))
}

/// The library's fault in one line, with its place.
fn fault(error: &Error, body: &str, start: usize) -> Fault {
    let place = error.location().map_or(0, |location| {
        let bytes = location.span().byte_offset();
        bytes.map_or_else(
            || line_start(body, location.line()),
            |at| usize::try_from(at).unwrap_or(usize::MAX),
        )
    });
    let at = start + body.floor_char_boundary(place.min(body.len()));
    let why = line(error);
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
    let stands = written(&tree, body);
    let value = match tree.value {
        Tree::Null => Value::Null,
        Tree::Bool(value) => Value::Bool(value),
        Tree::Number(read) => {
            let same = stands
                .filter(|text| text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)));
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
            let nodes = members.into_iter().map(|(name, item)| {
                let name = name.unwrap_or_else(|| "null".to_owned());
                (name, node(item, body, start, count, twice))
            });
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

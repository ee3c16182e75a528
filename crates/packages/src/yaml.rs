//! YAML of packages as a tree of texts, within budgets: `1.10` is a version to whoever wrote it, and stays one.

use keyholder_yaml::{Bounds, Spanned, Tree, line, written};

/// How much is read; no name may stand twice.
const BOUNDS: Bounds = Bounds {
    depth: 64,
    values: 200_000,
    copies: 20_000,
    names_once: true,
};

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

    /// Whether both say the same, in whatever order of members.
    pub(crate) fn same(&self, other: &Node) -> bool {
        match (self, other) {
            (Node::List(these), Node::List(those)) => {
                these.len() == those.len() && these.iter().zip(those).all(|(a, b)| a.same(b))
            }
            (Node::Map(these), Node::Map(those)) => {
                let is_there =
                    |(name, a): &(String, Node)| other.get(name).is_some_and(|b| a.same(b));
                these.len() == those.len() && these.iter().all(is_there)
            }
            _ => self == other,
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
    let tree = keyholder_yaml::read(text, BOUNDS).map_err(|error| line(&error))?;
    Ok(node(tree, text))
}

fn node(tree: Spanned<Tree>, text: &str) -> Node {
    let stands = written(&tree, text).map(str::to_owned);
    match tree.value {
        Tree::Null => Node::Null,
        Tree::Text(value) => Node::Text(value),
        Tree::Bool(value) => Node::Text(stands.unwrap_or_else(|| value.to_string())),
        Tree::Number(read) => Node::Text(stands.unwrap_or(read)),
        Tree::List(items) => Node::List(items.into_iter().map(|item| node(item, text)).collect()),
        Tree::Map(members) => {
            let named = members
                .into_iter()
                .filter_map(|(name, item)| Some((name?, item)));
            Node::Map(named.map(|(name, item)| (name, node(item, text))).collect())
        }
    }
}

//! Texts that are asked for quietly: what is absent, blank or odd is not said, and no fault of a part.

use keyholder_supply::bom::BomTool;

use super::json::{Fields, Node};

/// A text that says something.
pub(super) fn said(fields: &Fields<'_>, key: &str) -> Option<String> {
    known(&fields.text(key)?)
}

/// The same in lower case.
pub(super) fn lower(fields: &Fields<'_>, key: &str) -> Option<String> {
    Some(said(fields, key)?.to_lowercase())
}

/// A text, or every text of a list.
pub(super) fn texts(node: Node<'_>) -> Vec<String> {
    let nodes = node.items().unwrap_or_else(|| vec![node]);
    let text = |node: Node<'_>| known(&node.text()?);
    nodes.into_iter().filter_map(text).collect()
}

/// The text without blanks around it, unless it is nothing or declines to say.
pub(super) fn known(text: &str) -> Option<String> {
    let text = text.trim();
    (!matches!(text, "" | "NOASSERTION")).then(|| text.to_owned())
}

/// `name-1.2.3`, `name 1.2.3` or `name: v1.2.3`, taken apart where the last piece begins like a version.
pub(super) fn tool(text: &str) -> BomTool {
    let text = text.trim();
    let is_version = |piece: &str| {
        let digits = piece.strip_prefix(['v', 'V']).unwrap_or(piece);
        digits.starts_with(|c: char| c.is_ascii_digit())
    };
    let cuts = text.match_indices(['-', ' ']).map(|(at, _)| at);
    // The first cut after which a version stands: `syft-1.0.0-rc1` is version `1.0.0-rc1` of `syft`.
    let mut cuts = cuts.filter(|at| *at > 0 && is_version(&text[at + 1..]));
    match cuts.next() {
        Some(at) => BomTool {
            name: text[..at].trim_end_matches([':', ' ', '-']).to_owned(),
            version: Some(text[at + 1..].trim().to_owned()),
        },
        None => BomTool {
            name: text.to_owned(),
            version: None,
        },
    }
}

/// The kinds of bills of materials that are told apart by when they were taken.
const STAGES: &[&str] = &[
    "design", "source", "build", "analyzed", "deployed", "runtime",
];

/// The stage that a comment names: `SBOM Type: Build`, `build sbom`, or the word alone.
pub(super) fn stages(comment: &str) -> Vec<String> {
    let comment = comment.to_lowercase();
    let pieces: Vec<&str> = comment
        .split(|c: char| !c.is_alphanumeric())
        .filter(|piece| !piece.is_empty())
        .collect();
    let mut found = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let before = |steps| at.checked_sub(steps).map(|at| pieces[at]);
        let after = pieces.get(at + 1).copied();
        let meant = pieces.len() == 1
            || before(1) == Some("type")
            || (before(1) == Some("is") && before(2) == Some("type"))
            || matches!(after, Some("sbom"));
        let piece = if *piece == "analysed" {
            "analyzed"
        } else {
            piece
        };
        if meant && STAGES.contains(&piece) {
            found.push(piece.to_owned());
        }
    }
    found.sort();
    found.dedup();
    found
}

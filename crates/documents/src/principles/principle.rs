//! `principles/<framework>/<id>.toml`: one principle.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed};
use keyholder_supply::principle::{AppliesTo, Check, Effort, Outcome, Principle};

use super::schema::PRINCIPLE;
use super::{Known, check};
use crate::form::Form;
use crate::ours::block::Block;
use crate::sink::Sink;

/// Reads a principle; `None` when anything of it cannot be used.
pub(super) fn read(
    file: FileId,
    text: &str,
    known: Known<'_>,
    limits: &Limits,
) -> Parsed<Option<Principle>> {
    let mut parsed = crate::ours::read(file, text, limits, &PRINCIPLE, |root, sink| {
        principle(root, known, sink)
    });
    if parsed.diagnostics.has_errors() {
        parsed.value = None;
    }
    parsed
}

fn principle(mut root: Block<'_>, known: Known<'_>, sink: &mut Sink) -> Option<Principle> {
    let id = root.need("id", Form::Id, sink);
    let framework = root.need("framework", Form::Id, sink);
    let title = root.need("title", Form::Text, sink);
    let statement = root.need("statement", Form::Text, sink);
    let motivation = root.need("motivation", Form::Text, sink);
    root.missing("applies_to", sink);
    let applies_to = root.word("applies_to", AppliesTo::ALL, AppliesTo::word, sink);
    let context = root.boolean("context", sink).0.unwrap_or(false);
    let remedy = root.need("remedy", Form::Text, sink);
    root.missing("effort", sink);
    let effort = root.word("effort", Effort::ALL, Effort::word, sink);
    root.missing("sources", sink);
    let sources = root.names("sources", Form::Text, sink);
    let checked = root.boolean("checked", sink).0.unwrap_or(false);
    let maps_to = root.names("maps_to", Form::Id, sink);
    let in_force_from = root.date("in_force_from", sink);
    let in_force_until = root.date("in_force_until", sink);
    root.missing("outcomes", sink);
    let meanings = root.table("outcomes", sink);
    let meanings = meanings.map_or_else(BTreeMap::new, |block| outcomes(block, sink));
    let blocks = root.tables("check", sink);
    let asks = blocks.len();
    let checks: Vec<Check> = blocks
        .into_iter()
        .filter_map(|block| check::read(block, applies_to, known, sink))
        .collect();
    scored_or_context(&root, context, applies_to, asks, sink);
    root.finish();
    Some(Principle {
        id: id?,
        framework: framework?,
        title: title?.text,
        statement: statement?.text,
        motivation: motivation?.text,
        applies_to: applies_to?,
        checks,
        meanings,
        remedy: remedy?.text,
        effort: effort?,
        sources: sources.into_iter().map(|name| name.text).collect(),
        checked,
        maps_to,
        in_force_from,
        in_force_until,
    })
}

fn outcomes(mut block: Block<'_>, sink: &mut Sink) -> BTreeMap<Outcome, String> {
    let mut meanings = BTreeMap::new();
    for (key, outcome) in [
        ("met", Outcome::Met),
        ("not_met", Outcome::NotMet),
        ("unknown", Outcome::Unknown),
        ("not_applicable", Outcome::NotApplicable),
    ] {
        if let Some(meaning) = block.text(key, sink) {
            meanings.insert(outcome, meaning.text);
        }
    }
    block.finish();
    meanings
}

/// A principle is context, or it asks something of somebody; never both, never neither.
fn scored_or_context(
    root: &Block<'_>,
    context: bool,
    applies_to: Option<AppliesTo>,
    asks: usize,
    sink: &mut Sink,
) {
    let government = applies_to == Some(AppliesTo::Government);
    let fault = match (context, asks) {
        (true, 1..) => Some("context is not scored, and this has checks"),
        (false, 0) => Some("nothing is checked, and it does not call itself context"),
        _ if government && !context => Some("what is asked of governments is not scored"),
        _ => None,
    };
    if let Some(message) = fault {
        let help = "write `[[check]]` blocks, or `context = true` and none; until then the principle is left out";
        sink.report(Diagnostic::new(Code::KH0106, root.span, message).help(help));
    }
}

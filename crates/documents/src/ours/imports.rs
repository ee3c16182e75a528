//! `imports/*.toml`: what was decided once about exports, and holds for the next ones.

use keyholder_diag::{Code, FileId, Limits, Parsed};
use keyholder_supply::facts::{AliasFact, AliasMeans, ImportMapFact, ImportSheetFact};
use toml::de::DeValue;

use super::block::Block;
use super::schema::{ALIASES, IMPORT_MAP};
use crate::form::Form;
use crate::plain::shown;
use crate::sink::Sink;

/// What a sheet can become.
const BECOMES: &[&str] = &["elements", "pools", "places", "nothing"];

/// Reads `imports/aliases.toml`.
#[must_use]
pub fn aliases(file: FileId, text: &str, limits: &Limits) -> Parsed<Vec<AliasFact>> {
    super::read(file, text, limits, &ALIASES, |mut root, sink| {
        let blocks = root.tables("alias", sink);
        let facts = blocks.into_iter().filter_map(|b| alias(b, sink)).collect();
        root.finish();
        facts
    })
}

fn alias(mut block: Block<'_>, sink: &mut Sink) -> Option<AliasFact> {
    let written = block.need("written", Form::Text, sink);
    block.missing("party", sink);
    let value = block.get("party").map(toml::Spanned::get_ref);
    let word = match value {
        Some(DeValue::String(text)) => text.trim(),
        _ => "",
    };
    let means = match word {
        "?" => AliasMeans::Undecided,
        "new" => AliasMeans::New,
        _ => block
            .name("party", Form::Id, sink)
            .map_or(AliasMeans::Undecided, AliasMeans::Party),
    };
    let provenance = block.provenance(sink);
    block.finish();
    Some(AliasFact {
        written: written?,
        means,
        provenance,
    })
}

/// Reads a map of columns; `name` is that of its file.
#[must_use]
pub fn import_map(
    file: FileId,
    name: &str,
    text: &str,
    limits: &Limits,
) -> Parsed<Option<ImportMapFact>> {
    super::read(file, text, limits, &IMPORT_MAP, |mut root, sink| {
        let operator = root.name("operator", Form::Id, sink);
        let encoding = root.text("encoding", sink).map(|text| text.text);
        root.provenance(sink);
        root.missing("sheet", sink);
        let blocks = root.tables("sheet", sink);
        let sheets = blocks.into_iter().filter_map(|b| sheet(b, sink)).collect();
        root.finish();
        Some(ImportMapFact {
            name: name.to_owned(),
            operator,
            encoding,
            sheets,
        })
    })
}

fn sheet(mut block: Block<'_>, sink: &mut Sink) -> Option<ImportSheetFact> {
    let name = block.text("name", sink).map(|name| name.text);
    let becomes = block.need("becomes", Form::Text, sink);
    let becomes = becomes.filter(|becomes| {
        let good = BECOMES.contains(&becomes.text.as_str());
        if !good {
            let at = becomes.span.start as usize..becomes.span.end as usize;
            block.not_allowed("becomes", &becomes.text, at, BECOMES, sink);
        }
        good
    });
    block.missing("columns", sink);
    let items = block.list("columns", Form::Text, sink).unwrap_or_default();
    let mut columns = Vec::new();
    for item in items {
        let Some(name) = item.name else { continue };
        // The name of a column may hold a `=`; ours never does.
        match name.text.rsplit_once('=') {
            Some((theirs, ours)) if !theirs.trim().is_empty() => {
                columns.push((theirs.trim().to_owned(), ours.trim().to_owned()));
            }
            _ => {
                let message = format!("`{}` does not say what a column becomes", shown(&name.text));
                let hint = "write `their name = our name`, as `NE name = element`";
                block.bad_value(Code::KH0106, "columns", item.at, message, hint, sink);
            }
        }
    }
    block.provenance(sink);
    block.finish();
    Some(ImportSheetFact {
        name,
        becomes: becomes?.text,
        columns,
    })
}

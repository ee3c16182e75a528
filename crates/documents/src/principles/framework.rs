//! `frameworks/<id>.toml`: where principles come from, and the risks that they answer.

use keyholder_diag::{FileId, Limits, Parsed};
use keyholder_supply::facts::Name;
use keyholder_supply::principle::{Framework, Risk, Strength};

use super::schema::FRAMEWORK;
use crate::form::Form;
use crate::ours::block::Block;
use crate::sink::Sink;

/// Reads a framework.
pub(super) fn read(file: FileId, text: &str, limits: &Limits) -> Parsed<Option<Framework>> {
    crate::ours::read(file, text, limits, &FRAMEWORK, |mut root, sink| {
        let id = root.need("id", Form::Id, sink);
        let title = root.need("title", Form::Text, sink);
        let source = root.need("source", Form::Text, sink);
        let date = root.date("date", sink);
        let licence = root.need("licence", Form::Text, sink);
        let checked = root.boolean("checked", sink).0.unwrap_or(false);
        let note = root.text("note", sink).map(|note| note.text);
        let binds_in = root.names("binds_in", Form::Id, sink);
        let blocks = root.tables("risk", sink);
        let risks = blocks.into_iter().filter_map(|b| risk(b, sink)).collect();
        root.finish();
        Some(Framework {
            id: id?,
            title: title?.text,
            source: source?.text,
            date,
            licence: licence?.text,
            checked,
            note,
            binds_in,
            risks,
        })
    })
}

fn risk(mut block: Block<'_>, sink: &mut Sink) -> Option<Risk> {
    let id = block.need("id", Form::Id, sink);
    let title = block.need("title", Form::Text, sink);
    let ours = block.boolean("ours", sink).0.unwrap_or(true);
    let mut answered_by: Vec<(Name, Strength)> = Vec::new();
    for (key, strength) in [
        ("very_high", Strength::VeryHigh),
        ("high", Strength::High),
        ("medium", Strength::Medium),
    ] {
        let names = block.names(key, Form::Id, sink);
        answered_by.extend(names.into_iter().map(|name| (name, strength)));
    }
    block.finish();
    Some(Risk {
        id: id?,
        title: title?.text,
        answered_by,
        ours,
    })
}

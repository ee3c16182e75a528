//! `parties/<id>.toml`: who a party is, who owns it, who decides for it.

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed};
use keyholder_supply::facts::{ControlFact, OwnerFact, PartyFact, PresenceFact};
use keyholder_supply::{ControlHow, PartyKind, PresenceKind, Share, ShareRange};

use super::block::Block;
use super::schema::PARTY;
use crate::form::Form;
use crate::sink::Sink;

/// Reads a file of `parties/`.
#[must_use]
pub fn party(file: FileId, text: &str, limits: &Limits) -> Parsed<Option<PartyFact>> {
    super::read(file, text, limits, &PARTY, |mut root, sink| {
        let id = root.need("id", Form::Id, sink);
        let name = root.need("name", Form::Text, sink);
        let kind = root.word("kind", PartyKind::ALL, PartyKind::word, sink);
        let seat = root.name("seat", Form::Country, sink);
        let managed_from = root.name("managed_from", Form::Country, sink);
        let dispersed = root.percent("dispersed_percent", sink);
        let blocks = root.tables("owner", sink);
        let owners = blocks.into_iter().filter_map(|b| owner(b, sink)).collect();
        let blocks = root.tables("controlled_by", sink);
        let controlled_by = blocks
            .into_iter()
            .filter_map(|b| control(b, sink))
            .collect();
        let blocks = root.tables("presence", sink);
        let presence = blocks
            .into_iter()
            .filter_map(|b| presence(b, sink))
            .collect();
        let provenance = root.provenance(sink);
        root.finish();
        let id = id?;
        Some(PartyFact {
            name: name.map_or_else(|| id.text.clone(), |name| name.text),
            id,
            kind,
            seat,
            managed_from,
            owners,
            dispersed,
            controlled_by,
            presence,
            provenance,
        })
    })
}

fn owner(mut block: Block<'_>, sink: &mut Sink) -> Option<OwnerFact> {
    let holder = block.holder(sink);
    let share = share(&mut block, sink);
    let provenance = block.provenance(sink);
    block.finish();
    Some(OwnerFact {
        holder: holder?,
        share,
        provenance,
    })
}

/// A share that is missing or unusable is anything from nothing to the whole: the holding is real.
fn share(block: &mut Block<'_>, sink: &mut Sink) -> ShareRange {
    let anything = ShareRange {
        low: Share::ZERO,
        high: Share::ALL,
    };
    let wide = "the share counts as anything from 0 to 100 %";
    let mixed = block.both("percent", "percent_min", wide, sink)
        | block.both("percent", "percent_max", wide, sink);
    let range = block.has("percent_min") || block.has("percent_max");
    if range {
        block.missing("percent_min", sink);
        block.missing("percent_max", sink);
    } else {
        block.missing("percent", sink);
    }
    let exact = block.percent("percent", sink);
    let low = block.percent("percent_min", sink);
    let high = block.percent("percent_max", sink);
    if mixed {
        return anything;
    }
    if !range {
        return exact.map_or(anything, ShareRange::exactly);
    }
    let read = ShareRange {
        low: low.unwrap_or(Share::ZERO),
        high: high.unwrap_or(Share::ALL),
    };
    if read.low > read.high {
        let message = "`percent_min` is greater than `percent_max`";
        let help = format!("exchange the two; until then {wide}");
        sink.report(Diagnostic::new(Code::KH0113, block.span, message).help(help));
        return anything;
    }
    read
}

fn control(mut block: Block<'_>, sink: &mut Sink) -> Option<ControlFact> {
    let holder = block.holder(sink);
    block.missing("how", sink);
    let how = block.word("how", ControlHow::ALL, ControlHow::word, sink);
    let (contested, unusable) = block.boolean("contested", sink);
    let provenance = block.provenance(sink);
    block.finish();
    Some(ControlFact {
        holder: holder?,
        how: how?,
        contested: contested.unwrap_or(unusable),
        provenance,
    })
}

fn presence(mut block: Block<'_>, sink: &mut Sink) -> Option<PresenceFact> {
    let country = block.need("country", Form::Country, sink);
    block.missing("kind", sink);
    let kind = block.word("kind", PresenceKind::ALL, PresenceKind::word, sink);
    let provenance = block.provenance(sink);
    block.finish();
    Some(PresenceFact {
        country: country?,
        kind: kind?,
        provenance,
    })
}

//! `parties/<id>.toml`: who a party is, who owns it, who decides for it.

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Span};
use keyholder_supply::facts::{
    ControlFact, Holder, Name, OwnerFact, PartyFact, PresenceFact, Provenance,
};
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
        let managed_from = managed_from(&mut root, sink);
        let dispersed = root.percent("dispersed_percent", sink);
        let blocks = root.tables("owner", sink);
        let mut owners: Vec<OwnerFact> = blocks.into_iter().map(|b| owner(b, sink)).collect();
        if root.is_lost("owner") || (owners.is_empty() && root.has("owner")) {
            owners.push(some_owner(root.span));
        }
        let blocks = root.tables("controlled_by", sink);
        let mut controlled_by: Vec<ControlFact> =
            blocks.into_iter().map(|b| control(b, sink)).collect();
        if root.is_lost("controlled_by") || (controlled_by.is_empty() && root.has("controlled_by"))
        {
            controlled_by.push(some_control(Provenance::at(root.span)));
        }
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

/// A country that was written and cannot be read still manages the party.
fn managed_from(root: &mut Block<'_>, sink: &mut Sink) -> Option<Name> {
    let read = root.name("managed_from", Form::Country, sink);
    let written = root.has("managed_from");
    read.or_else(|| written.then(|| Name::unreadable(root.span)))
}

/// A holder that was written and cannot be read.
fn somebody(span: Span) -> Holder {
    Holder::Party(Name::unreadable(span))
}

fn some_owner(span: Span) -> OwnerFact {
    OwnerFact {
        holder: somebody(span),
        share: ShareRange {
            low: Share::ZERO,
            high: Share::ALL,
        },
        provenance: Provenance::at(span),
    }
}

fn some_control(provenance: Provenance) -> ControlFact {
    ControlFact {
        holder: somebody(provenance.span),
        how: ControlHow::Contract,
        contested: true,
        provenance,
    }
}

/// A holding whose holder cannot be read is somebody's.
fn owner(mut block: Block<'_>, sink: &mut Sink) -> OwnerFact {
    let holder = block.holder(sink);
    let share = share(&mut block, sink);
    let provenance = block.provenance(sink);
    let span = block.span;
    block.finish();
    OwnerFact {
        holder: holder.unwrap_or_else(|| somebody(span)),
        share,
        provenance,
    }
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

/// Control of which a part cannot be read is somebody's.
fn control(mut block: Block<'_>, sink: &mut Sink) -> ControlFact {
    let holder = block.holder(sink);
    block.missing("how", sink);
    let how = block.word("how", ControlHow::ALL, ControlHow::word, sink);
    let (contested, unusable) = block.boolean("contested", sink);
    let provenance = block.provenance(sink);
    block.finish();
    let (Some(holder), Some(how)) = (holder, how) else {
        return some_control(provenance);
    };
    ControlFact {
        holder,
        how,
        contested: contested.unwrap_or(unusable),
        provenance,
    }
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

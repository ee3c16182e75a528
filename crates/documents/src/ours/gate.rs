//! `gate/gate.toml`: what is pinned, who decides, what was settled.

use jiff::civil::Date;
use keyholder_diag::{Code, FileId, Limits, Parsed};
use keyholder_supply::facts::Name;
use keyholder_supply::gate::{
    GateFacts, KeyFact, KeyUse, KnownBadFact, LegacyFact, PermitFact, PersonFact, ProductFact,
    VersionOrder,
};

use super::block::Block;
use super::schema::GATE;
use crate::form::Form;
use crate::sink::Sink;

/// Reads `gate/gate.toml`.
#[must_use]
pub fn gate(file: FileId, text: &str, limits: &Limits) -> Parsed<GateFacts> {
    super::read(file, text, limits, &GATE, |mut root, sink| {
        let network = root.need("network", Form::Id, sink);
        let operator = root.need("operator", Form::Id, sink);
        let log = root.text("log", sink);
        let revocations = root.names("revocations", Form::Text, sink);
        let mut facts = GateFacts {
            network,
            operator,
            log,
            revocations,
            ..GateFacts::default()
        };
        let some = root.tables("key", sink).into_iter();
        facts.keys = some.filter_map(|b| pinned(b, sink)).collect();
        let some = root.tables("person", sink).into_iter();
        facts.people = some.filter_map(|b| person(b, sink)).collect();
        let some = root.tables("product", sink).into_iter();
        facts.products = some.filter_map(|b| product(b, sink)).collect();
        let some = root.tables("legacy", sink).into_iter();
        facts.legacy = some.filter_map(|b| legacy(b, sink)).collect();
        let some = root.tables("permit", sink).into_iter();
        facts.permits = some.filter_map(|b| permit(b, sink)).collect();
        let some = root.tables("known_bad", sink).into_iter();
        facts.known_bad = some.filter_map(|b| known_bad(b, sink)).collect();
        root.provenance(sink);
        root.finish();
        facts
    })
}

/// First and last day. A bound that is written and cannot be read bounds everything: `None` in the outer place.
fn days(block: &mut Block<'_>, sink: &mut Sink) -> Option<(Option<Date>, Option<Date>)> {
    let (from, until) = (block.date("from", sink), block.date("until", sink));
    let lost = |block: &Block<'_>, key, day: Option<Date>| block.has(key) && day.is_none();
    (!lost(block, "from", from) && !lost(block, "until", until)).then_some((from, until))
}

fn pinned(mut block: Block<'_>, sink: &mut Sink) -> Option<KeyFact> {
    let id = block.need("id", Form::Id, sink);
    let party = block.need("party", Form::Id, sink);
    let file = block.need("file", Form::Text, sink);
    block.missing("for", sink);
    let purpose = block.word("for", KeyUse::ALL, KeyUse::word, sink);
    let routes = block.list("routes", Form::Id, sink);
    // A shorter list of routes, or none at all, would let the key count elsewhere.
    let whole = !block.has("routes")
        || routes
            .as_ref()
            .is_some_and(|items| !items.is_empty() && items.iter().all(|i| i.name.is_some()));
    let days = days(&mut block, sink);
    let provenance = block.provenance(sink);
    block.finish();
    let (from, until) = days?;
    Some(KeyFact {
        id: id?,
        party: party?,
        file: file?,
        purpose: purpose?,
        routes: whole.then(|| {
            let items = routes.unwrap_or_default().into_iter();
            items.filter_map(|item| item.name).collect()
        })?,
        from,
        until,
        provenance,
    })
}

fn person(mut block: Block<'_>, sink: &mut Sink) -> Option<PersonFact> {
    let id = block.need("id", Form::Id, sink);
    let name = block.text("name", sink);
    let party = block.name("party", Form::Id, sink);
    let of_nobody = block.has("party") && party.is_none();
    let roles = block.names("roles", Form::Id, sink);
    let key = block.need("key", Form::Text, sink);
    let days = days(&mut block, sink);
    let provenance = block.provenance(sink);
    block.finish();
    let (id, (from, until)) = (id?, days?);
    if of_nobody {
        return None;
    }
    Some(PersonFact {
        name: name.map_or_else(|| id.text.clone(), |name| name.text),
        id,
        party,
        roles,
        key: key?,
        from,
        until,
        provenance,
    })
}

fn texts(names: Vec<Name>) -> Vec<String> {
    names.into_iter().map(|name| name.text).collect()
}

fn product(mut block: Block<'_>, sink: &mut Sink) -> Option<ProductFact> {
    let component = block.need("component", Form::Id, sink);
    let product_names = texts(block.names("product_names", Form::Text, sink));
    let supplier_names = texts(block.names("supplier_names", Form::Text, sink));
    let version_order = block.word("version_order", VersionOrder::ALL, VersionOrder::word, sink);
    let builders = texts(block.names("builders", Form::Text, sink));
    let provenance = block.provenance(sink);
    block.finish();
    Some(ProductFact {
        component: component?,
        product_names,
        supplier_names,
        version_order,
        builders,
        provenance,
    })
}

fn legacy(mut block: Block<'_>, sink: &mut Sink) -> Option<LegacyFact> {
    let id = block.need("id", Form::Id, sink);
    let certificate = block.need("certificate_sha256", Form::Sha256, sink);
    block.missing("until", sink);
    let until = block.date("until", sink);
    let why = block.need("why", Form::Text, sink);
    let by = block.need("by", Form::Id, sink);
    let provenance = block.provenance(sink);
    block.finish();
    Some(LegacyFact {
        id: id?,
        certificate: certificate?,
        until: until?,
        why: why?.text,
        by: by?,
        provenance,
    })
}

fn permit(mut block: Block<'_>, sink: &mut Sink) -> Option<PermitFact> {
    let id = block.need("id", Form::Id, sink);
    let rule = block.need("rule", Form::Id, sink);
    let component = block.name("component", Form::Id, sink);
    let narrow = block.has("component") && component.is_none();
    let versions = block.list("versions", Form::Version, sink);
    let all = versions
        .as_ref()
        .is_none_or(|items| !items.is_empty() && items.iter().all(|item| item.name.is_some()));
    let lost = block.has("versions") && (versions.is_none() || !all);
    let until = block.date("until", sink);
    let endless = block.has("until") && until.is_none();
    let document = block.text("document", sink).map(|name| name.text);
    let provenance = block.provenance(sink);
    block.finish();
    // What narrows it and cannot be read would make it settle more than was allowed.
    if narrow || lost || endless {
        return None;
    }
    let versions = versions.unwrap_or_default().into_iter();
    Some(PermitFact {
        id: id?,
        rule: rule?,
        component,
        versions: versions.filter_map(|i| i.name.map(|n| n.text)).collect(),
        until,
        document,
        provenance,
    })
}

fn known_bad(mut block: Block<'_>, sink: &mut Sink) -> Option<KnownBadFact> {
    let id = block.need("id", Form::Id, sink);
    let sha256 = block.name("sha256", Form::Sha256, sink);
    let purl = block.text("purl", sink);
    if !block.has("sha256") && !block.has("purl") {
        let at = block.span.start as usize..block.span.end as usize;
        let message = "[[known_bad]] names neither a digest nor a package URL";
        let hint = "write `sha256 = ..` or `purl = ..`";
        block.bad_value(Code::KH0104, "sha256", at, message, hint, sink);
    }
    let why = block.text("why", sink);
    let provenance = block.provenance(sink);
    block.finish();
    Some(KnownBadFact {
        id: id?,
        why: why.map_or_else(|| "the reason is not stated".to_owned(), |why| why.text),
        sha256,
        purl,
        provenance,
    })
}

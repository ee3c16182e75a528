//! `components/<id>.toml`: a supplied thing, the ways to change it, and its releases.

use keyholder_diag::{Code, FileId, Limits, Parsed};
use keyholder_supply::facts::{BomFact, ComponentFact, Name, ReleaseFact, RouteFact};
use keyholder_supply::{ComponentKind, RouteKind};
use toml::de::DeValue;

use super::block::Block;
use super::schema::COMPONENT;
use crate::form::Form;
use crate::plain::shown;
use crate::sink::Sink;

/// Reads a file of `components/`.
#[must_use]
pub fn component(file: FileId, text: &str, limits: &Limits) -> Parsed<Option<ComponentFact>> {
    super::read(file, text, limits, &COMPONENT, |mut root, sink| {
        let id = root.need("id", Form::Id, sink);
        let name = root.need("name", Form::Text, sink);
        let supplier = root.name("supplier", Form::Id, sink);
        let kind = root.word("kind", ComponentKind::ALL, ComponentKind::word, sink);
        let purl = purl(&mut root, sink);
        let (auto_sign, _) = root.boolean("auto_sign", sink);
        let routes = routes(&mut root, sink);
        let blocks = root.tables("release", sink);
        let releases = blocks
            .into_iter()
            .filter_map(|b| release(b, sink))
            .collect();
        let provenance = root.provenance(sink);
        root.finish();
        let id = id?;
        Some(ComponentFact {
            name: name.map_or_else(|| id.text.clone(), |name| name.text),
            id,
            supplier,
            kind,
            purl,
            auto_sign,
            routes,
            releases,
            provenance,
        })
    })
}

fn purl(block: &mut Block<'_>, sink: &mut Sink) -> Option<Name> {
    let purl = block.text("purl", sink)?;
    let at = purl.span.start as usize..purl.span.end as usize;
    let written = shown(&purl.text);
    if !is_purl(&purl.text) {
        let message = format!("`{written}` is not a package URL");
        let hint = "write it as `pkg:type/namespace/name`, without spaces";
        block.bad_value(Code::KH0106, "purl", at, message, hint, sink);
        return None;
    }
    let last = purl.text.rsplit('/').next().unwrap_or("");
    if last.trim_start_matches('@').contains(['@', '?', '#']) {
        let message = format!("`{written}` names one version, and a component has many");
        let hint = "leave out what follows the name; versions stand in [[release]]";
        block.bad_value(Code::KH0106, "purl", at, message, hint, sink);
        return None;
    }
    Some(purl)
}

/// Whether a text begins like a package URL.
pub(super) fn is_purl(text: &str) -> bool {
    let rest = text.strip_prefix("pkg:");
    let parts = rest.and_then(|rest| rest.split_once('/'));
    !text.contains(char::is_whitespace)
        && parts.is_some_and(|(kind, name)| {
            kind.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.is_empty()
        })
}

fn routes(root: &mut Block<'_>, sink: &mut Sink) -> Option<Vec<RouteFact>> {
    let value = root.get("routes");
    if let Some(value) = value
        && !matches!(value.get_ref(), DeValue::String(_))
    {
        let wanted = "\"none\" (or left out, with [[route]] blocks)";
        root.wrong_type("routes", value, wanted, sink);
    }
    let none = root.says_none("routes", sink);
    if none {
        root.both("routes", "route", "the [[route]] blocks count", sink);
    }
    let blocks = root.tables("route", sink);
    let written = root.has("route");
    let nth = |n: usize| format!("unreadable-route-{}", n + 1);
    let read = blocks.into_iter().enumerate();
    let mut read: Vec<RouteFact> = read
        .map(|(n, block)| super::route::of_component(block, &nth(n), sink))
        .collect();
    if root.is_lost("route") || (written && read.is_empty()) {
        let kind = RouteKind::UnsignedUpdate;
        read.push(super::route::unreadable(&nth(read.len()), kind, root.span));
    }
    match (written, none) {
        (true, _) => Some(read),
        (false, true) => Some(Vec::new()),
        (false, false) => None,
    }
}

fn release(mut block: Block<'_>, sink: &mut Sink) -> Option<ReleaseFact> {
    let version = block.need("version", Form::Version, sink);
    let date = block.date("date", sink);
    let support_ends = block.date("support_ends", sink);
    let bom = bom(&mut block, sink);
    let contains = every_entry(&mut block, "contains", Form::Release, sink);
    let provenance = block.provenance(sink);
    block.finish();
    Some(ReleaseFact {
        version: version?,
        date,
        support_ends,
        bom,
        contains,
        provenance,
    })
}

fn bom(block: &mut Block<'_>, sink: &mut Sink) -> BomFact {
    let value = block.get("bom");
    let Some(value) = value else {
        return match block.has("bom") {
            true => BomFact::Files(vec![Name::unreadable(block.span)]),
            false => BomFact::NotStated,
        };
    };
    if matches!(value.get_ref(), DeValue::String(_)) {
        return match block.says_none("bom", sink) {
            true => BomFact::Nothing,
            false => BomFact::Files(vec![Name::unreadable(sink.span(value.span()))]),
        };
    }
    let files = every_entry(block, "bom", Form::Document, sink);
    if files.is_empty() {
        BomFact::NotStated
    } else {
        BomFact::Files(files)
    }
}

/// All entries of a list. One that cannot be used still stands for something inside:
/// leaving it out would make what is inside look smaller.
fn every_entry(block: &mut Block<'_>, key: &'static str, form: Form, sink: &mut Sink) -> Vec<Name> {
    let Some(items) = block.list(key, form, sink) else {
        let written = block.has(key);
        return written
            .then(|| Name::unreadable(block.span))
            .into_iter()
            .collect();
    };
    let items = items.into_iter();
    items
        .map(|item| {
            let at = sink.span(item.at);
            item.name.unwrap_or_else(|| Name::unreadable(at))
        })
        .collect()
}

//! `[[route]]`: of a component, and of `routes/*.toml`.

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Span, list_some};
use keyholder_supply::facts::{
    KeyholderFact, Name, Provenance, RouteFact, SafeguardFact, Selector,
};
use keyholder_supply::function::FunctionClass;
use keyholder_supply::{RouteKind, SafeguardKind};
use toml::de::DeValue;

use super::block::Block;
use super::schema::{ACCESS_ROUTES, LEADS_TO};
use crate::form::Form;
use crate::plain::{maybe_meant, shown};
use crate::sink::Sink;

/// Reads a file of `routes/`: ways that lead to elements directly.
#[must_use]
pub fn access_routes(file: FileId, text: &str, limits: &Limits) -> Parsed<Vec<RouteFact>> {
    let mut readable = false;
    let mut parsed = super::read(file, text, limits, &ACCESS_ROUTES, |mut root, sink| {
        readable = true;
        let blocks = root.tables("route", sink);
        let wholly = !root.is_lost("route") && (!root.has("route") || !blocks.is_empty());
        let routes = blocks.into_iter().enumerate();
        let mut routes: Vec<RouteFact> = routes.map(|(n, b)| access(b, n, sink)).collect();
        if !wholly {
            routes.push(lost_access(routes.len(), root.span));
        }
        root.finish();
        routes
    });
    if !readable {
        parsed.value.push(lost_access(0, Span::whole(file)));
    }
    parsed
}

/// What a file of `routes/` stands for of which nothing can be read: some way, to somewhere.
#[must_use]
pub fn unreadable_access_routes(file: FileId) -> RouteFact {
    lost_access(0, Span::whole(file))
}

fn lost_access(nth: usize, span: Span) -> RouteFact {
    let name = format!("unreadable-access-{}-{}", span.file.0, nth + 1);
    RouteFact {
        leads_to: anywhere(span),
        ..unreadable(&name, RouteKind::RemoteMaintenance, span)
    }
}

/// A selector of which it cannot be told where it leads.
fn anywhere(span: Span) -> Selector {
    Selector {
        elements: vec![Name::unreadable(span)],
        ..Selector::default()
    }
}

fn access(mut block: Block<'_>, nth: usize, sink: &mut Sink) -> RouteFact {
    block.missing("leads_to", sink);
    let leads_to = block.table("leads_to", sink);
    let selector = leads_to.and_then(|block| selector(block, sink));
    let span = block.span;
    let stand_in = format!("unreadable-access-{}-{}", span.file.0, nth + 1);
    RouteFact {
        leads_to: selector.unwrap_or_else(|| anywhere(span)),
        ..common(block, &stand_in, RouteKind::RemoteMaintenance, sink)
    }
}

/// Reads a `[[route]]` of a component.
pub(super) fn of_component(block: Block<'_>, stand_in: &str, sink: &mut Sink) -> RouteFact {
    common(block, stand_in, RouteKind::UnsignedUpdate, sink)
}

/// A route that was written and cannot be read: somebody can use it, and nobody knows who.
/// Left out, the network would look safer than it was described.
pub(super) fn unreadable(name: &str, kind: RouteKind, span: Span) -> RouteFact {
    let text = name.to_owned();
    RouteFact {
        id: Name { text, span },
        kind,
        keyholders: Some(vec![KeyholderFact::Unknown(span)]),
        threshold: None,
        safeguards: None,
        leads_to: Selector::default(),
        provenance: Provenance::at(span),
    }
}

/// What both sorts of routes have. Without an id or a kind it cannot be read, and `stand_in` names it.
fn common(
    mut block: Block<'_>,
    stand_in: &str,
    otherwise: RouteKind,
    sink: &mut Sink,
) -> RouteFact {
    let id = block.need("id", Form::Id, sink);
    block.missing("kind", sink);
    let kind = block.word("kind", RouteKind::ALL, RouteKind::word, sink);
    let keyholders = keyholders(&mut block, sink);
    let threshold = block.count("threshold", sink);
    let safeguards = safeguards(&mut block, sink);
    let provenance = block.provenance(sink);
    let span = block.span;
    block.finish();
    let (Some(id), Some(kind)) = (id.clone(), kind) else {
        let unreadable = unreadable(stand_in, kind.unwrap_or(otherwise), span);
        return RouteFact {
            id: id.unwrap_or(unreadable.id.clone()),
            provenance,
            ..unreadable
        };
    };
    RouteFact {
        id,
        kind,
        keyholders,
        threshold,
        safeguards,
        leads_to: Selector::default(),
        provenance,
    }
}

/// An entry that cannot be used still stands for a keyholder: leaving it out would
/// make the list look complete.
fn keyholders(block: &mut Block<'_>, sink: &mut Sink) -> Option<Vec<KeyholderFact>> {
    let items = block.get("keyholders")?;
    let DeValue::Array(items) = items.get_ref() else {
        block.wrong_type("keyholders", items, "a list of party ids", sink);
        return Some(vec![KeyholderFact::Unknown(sink.span(items.span()))]);
    };
    if items.is_empty() {
        let at = block.get("keyholders").map_or(0..0, toml::Spanned::span);
        let message = "`keyholders` is empty, and a route that nobody can use is none";
        let hint = "name who holds a key, an account or a contract, or `\"?\"`";
        block.bad_value(Code::KH0106, "keyholders", at, message, hint, sink);
        return None;
    }
    let holders = items.iter().map(|item| {
        let unknown = KeyholderFact::Unknown(sink.span(item.span()));
        if matches!(item.get_ref(), DeValue::String(text) if text.trim() == "?") {
            return unknown;
        }
        let name = block.name_of("keyholders", item, Form::Id, sink);
        name.map_or(unknown, KeyholderFact::Named)
    });
    Some(holders.collect())
}

fn safeguards(block: &mut Block<'_>, sink: &mut Sink) -> Option<Vec<SafeguardFact>> {
    let value = block.get("safeguards");
    if let Some(value) = value
        && !matches!(value.get_ref(), DeValue::String(_))
    {
        let wanted = "\"none\" (or left out, with [[route.safeguard]] blocks)";
        block.wrong_type("safeguards", value, wanted, sink);
    }
    let none = block.says_none("safeguards", sink);
    let contradiction = none
        && block.both(
            "safeguards",
            "safeguard",
            "the safeguards count as not stated",
            sink,
        );
    let written = block.has("safeguard");
    let blocks = block.tables("safeguard", sink);
    let read = blocks
        .into_iter()
        .filter_map(|block| safeguard(block, sink));
    let read: Vec<SafeguardFact> = read.collect();
    match (none, written) {
        _ if contradiction => None,
        (true, _) => Some(Vec::new()),
        // Blocks of which none could be used do not say that there is no safeguard.
        (false, true) if !read.is_empty() => Some(read),
        (false, _) => None,
    }
}

fn safeguard(mut block: Block<'_>, sink: &mut Sink) -> Option<SafeguardFact> {
    block.missing("kind", sink);
    let kind = block.word("kind", SafeguardKind::ALL, SafeguardKind::word, sink);
    let party = block.name("party", Form::Id, sink);
    let provenance = block.provenance(sink);
    block.finish();
    Some(SafeguardFact {
        kind: kind?,
        party,
        provenance,
    })
}

/// A list that cannot be used in full would make the route lead elsewhere: then the whole
/// selector is given up, and the route may lead anywhere.
fn selector(mut block: Block<'_>, sink: &mut Sink) -> Option<Selector> {
    let mut sound = true;
    let mut list = |block: &mut Block<'_>, key, form| {
        let names = whole_list(block, key, form, sink);
        sound &= names.is_some();
        names.unwrap_or_default()
    };
    let selector = Selector {
        elements: list(&mut block, "elements", Form::Id),
        functions: list(&mut block, "functions", Form::Text),
        classes: list(&mut block, "classes", Form::Text),
        operators: list(&mut block, "operators", Form::Id),
        places: list(&mut block, "places", Form::Id),
        regions: list(&mut block, "regions", Form::Text),
        components: list(&mut block, "components", Form::Id),
    };
    for class in &selector.classes {
        sound &= class_is_known(&block, class, sink);
    }
    block.provenance(sink);
    if sound && selector.is_empty() {
        let names = LEADS_TO.keys.iter().map(|key| key.name);
        let help = format!(
            "write at least one of {}; until then the route may lead anywhere",
            list_some(names, usize::MAX)
        );
        let message = "[route.leads_to] does not say where the route leads";
        sink.report(Diagnostic::new(Code::KH0104, block.span, message).help(help));
        sound = false;
    }
    block.finish();
    sound.then_some(selector)
}

fn whole_list(
    block: &mut Block<'_>,
    key: &'static str,
    form: Form,
    sink: &mut Sink,
) -> Option<Vec<Name>> {
    let written = block.has(key);
    let Some(items) = block.list(key, form, sink) else {
        return (!written).then(Vec::new);
    };
    if items.is_empty() {
        let at = block.get(key).map_or(0..0, toml::Spanned::span);
        let message = format!("`{key}` is empty, so the route leads nowhere");
        let hint = "name at least one, or leave the key out if it does not matter";
        block.bad_value(Code::KH0106, key, at, message, hint, sink);
        return None;
    }
    items.into_iter().map(|item| item.name).collect()
}

fn class_is_known(block: &Block<'_>, class: &Name, sink: &mut Sink) -> bool {
    let known = FunctionClass::from_word(&class.text).is_some();
    if !known {
        let words = FunctionClass::ALL.iter().map(|class| class.word());
        let message = format!("`{}` is not a function class", shown(&class.text));
        let hint = format!(
            "{}write one of {}",
            maybe_meant(&class.text, words.clone()),
            list_some(words, usize::MAX)
        );
        let at = class.span.start as usize..class.span.end as usize;
        block.bad_value(Code::KH0106, "classes", at, message, &hint, sink);
    }
    known
}

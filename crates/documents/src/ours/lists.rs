//! `publishers.toml`, `groups.toml` and `functions.toml`: lists of small blocks.

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed};
use keyholder_supply::facts::{GroupFact, Holder, PublisherFact};
use keyholder_supply::function::{Criticality, FunctionClass, FunctionOverride, Matter, Need};
use toml::de::DeValue;

use super::block::Block;
use super::component::is_purl;
use super::schema::{FUNCTIONS, GROUPS, PUBLISHERS};
use crate::form::Form;
use crate::plain::shown;
use crate::sink::Sink;

/// Reads `publishers.toml`.
#[must_use]
pub fn publishers(file: FileId, text: &str, limits: &Limits) -> Parsed<Vec<PublisherFact>> {
    super::read(file, text, limits, &PUBLISHERS, |mut root, sink| {
        let blocks = root.tables("publisher", sink);
        let facts = blocks.into_iter().filter_map(|b| publisher(b, sink));
        let facts = facts.collect();
        root.finish();
        facts
    })
}

fn publisher(mut block: Block<'_>, sink: &mut Sink) -> Option<PublisherFact> {
    let prefix = block.need("purl_prefix", Form::Text, sink);
    let prefix = prefix.filter(|prefix| {
        // `pkg:npm/` is no package URL, but the beginning of many.
        let good = is_purl(&format!("{}x", prefix.text)) && prefix.text.contains('/');
        if !good {
            let message = format!(
                "`{}` is not the beginning of a package URL",
                shown(&prefix.text)
            );
            let hint = "write it as `pkg:type/namespace/`, without spaces";
            let at = prefix.span.start as usize..prefix.span.end as usize;
            block.bad_value(Code::KH0106, "purl_prefix", at, message, hint, sink);
        }
        good
    });
    block.missing("party", sink);
    let value = block.get("party");
    let unknown = matches!(value.map(toml::Spanned::get_ref),
        Some(DeValue::String(text)) if text.trim() == "?");
    let party = match unknown {
        true => None,
        false => block.name("party", Form::Id, sink),
    };
    let provenance = block.provenance(sink);
    block.finish();
    Some(PublisherFact {
        prefix: prefix?,
        party,
        provenance,
    })
}

/// Reads `groups.toml`.
#[must_use]
pub fn groups(file: FileId, text: &str, limits: &Limits) -> Parsed<Vec<GroupFact>> {
    super::read(file, text, limits, &GROUPS, |mut root, sink| {
        let blocks = root.tables("group", sink);
        let facts = blocks.into_iter().filter_map(|b| group(b, sink)).collect();
        root.finish();
        facts
    })
}

fn group(mut block: Block<'_>, sink: &mut Sink) -> Option<GroupFact> {
    let id = block.need("id", Form::Id, sink);
    let name = block.need("name", Form::Text, sink);
    let written = block.has("parties") || block.has("countries");
    let parties = block.names("parties", Form::Id, sink);
    let countries = block.names("countries", Form::Country, sink);
    if !written {
        let message = "[[group]] names nobody";
        let help = "write `parties = [...]` or `countries = [...]`; until then the group is empty";
        sink.report(Diagnostic::new(Code::KH0104, block.span, message).help(help));
    }
    let provenance = block.provenance(sink);
    block.finish();
    let id = id?;
    let parties = parties.into_iter().map(Holder::Party);
    Some(GroupFact {
        name: name.map_or_else(|| id.text.clone(), |name| name.text),
        id,
        members: parties
            .chain(countries.into_iter().map(Holder::Country))
            .collect(),
        provenance,
    })
}

/// Reads `functions.toml`.
#[must_use]
pub fn functions(file: FileId, text: &str, limits: &Limits) -> Parsed<Vec<FunctionOverride>> {
    super::read(file, text, limits, &FUNCTIONS, |mut root, sink| {
        let blocks = root.tables("function", sink);
        let facts = blocks.into_iter().filter_map(|b| function(b, sink));
        let facts = facts.collect();
        root.finish();
        facts
    })
}

fn function(mut block: Block<'_>, sink: &mut Sink) -> Option<FunctionOverride> {
    let name = block.need("name", Form::Text, sink);
    let title = block.text("title", sink).map(|title| title.text);
    let class = block.word("class", FunctionClass::ALL, FunctionClass::word, sink);
    let criticality = block.word("criticality", Criticality::ALL, Criticality::word, sink);
    let sees = sees(&mut block, sink);
    let need = need(&mut block, sink);
    let why = block.need("why", Form::Text, sink);
    block.provenance(sink);
    block.finish();
    let name = name?;
    Some(FunctionOverride {
        span: name.span,
        name: name.text,
        title,
        class,
        criticality,
        sees,
        need,
        why: why?.text,
    })
}

/// One word that cannot be used gives the whole list up: a shorter list would say that the
/// function sees less.
fn sees(block: &mut Block<'_>, sink: &mut Sink) -> Option<Vec<Matter>> {
    let items = block.list("sees", Form::Text, sink)?;
    let words: Vec<&str> = Matter::ALL.iter().map(|matter| matter.word()).collect();
    let matters: Vec<Option<Matter>> = items
        .into_iter()
        .map(|item| {
            let text = item.name?.text;
            let matter = Matter::from_word(&text);
            if matter.is_none() {
                block.not_allowed("sees", &text, item.at, &words, sink);
            }
            matter
        })
        .collect();
    let mut matters: Vec<Matter> = matters.into_iter().collect::<Option<_>>()?;
    matters.sort_unstable();
    matters.dedup();
    Some(matters)
}

fn need(block: &mut Block<'_>, sink: &mut Sink) -> Option<Need> {
    let name = block.text("need", sink)?;
    let group = name.text.strip_prefix("one-of:").map(str::trim);
    match (name.text.as_str(), group) {
        ("no", _) => Some(Need::Not),
        ("when-present", _) => Some(Need::WhenPresent),
        (_, Some(group)) if !group.is_empty() => Some(Need::OneOf(group.to_owned())),
        (text, _) => {
            let at = name.span.start as usize..name.span.end as usize;
            let words = ["no", "when-present", "one-of:GROUP"];
            block.not_allowed("need", text, at, &words, sink);
            None
        }
    }
}

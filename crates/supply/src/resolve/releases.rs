//! Components and their releases, and what each release contains.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic, did_you_mean};

use super::{Context, is_new, parts, repeated, routes};
use crate::facts::{BomFact, ComponentFact, Facts, Name, ReleaseFact};
use crate::{AutoSign, Component, ComponentId, ComponentKind, Release, ReleaseId};

pub(super) fn resolve(cx: &mut Context, facts: &Facts) {
    let mut sorted: Vec<&ComponentFact> = facts.components.iter().collect();
    sorted.sort_by_key(|c| (&c.id.text, c.id.span));
    let twice = repeated(&sorted, |c| &c.id);
    let mut seen = BTreeMap::new();
    sorted.retain(|c| is_new(&mut seen, &c.id, "component", &mut cx.diagnostics));
    for (n, fact) in sorted.iter().enumerate() {
        cx.components
            .insert(fact.id.text.clone(), ComponentId::from(n));
    }
    for (n, fact) in sorted.iter().enumerate() {
        let again = twice.contains(fact.id.text.as_str());
        let component = component(cx, ComponentId::from(n), fact, again);
        cx.network.components.push(component);
    }
    let mut stated: Vec<(ReleaseId, &ComponentFact, &ReleaseFact, bool)> = Vec::new();
    for (n, fact) in sorted.iter().enumerate() {
        let mut versions: Vec<&ReleaseFact> = fact.releases.iter().collect();
        versions.sort_by_key(|r| (&r.version.text, r.version.span));
        let again = repeated(&versions, |r| &r.version);
        let mut seen = BTreeMap::new();
        versions.retain(|r| is_new(&mut seen, &r.version, "release", &mut cx.diagnostics));
        for release in versions {
            let unsure = again.contains(release.version.text.as_str())
                || twice.contains(fact.id.text.as_str());
            let id = add(cx, ComponentId::from(n), release);
            stated.push((id, fact, release, unsure));
        }
    }
    let mut library = parts::Library::new(cx, facts, &sorted);
    for (id, component, release, unsure) in stated {
        contents(cx, &mut library, id, component, release, unsure);
    }
}

fn component(cx: &mut Context, id: ComponentId, fact: &ComponentFact, again: bool) -> Component {
    let supplier = fact
        .supplier
        .as_ref()
        .and_then(|n| cx.party(n, "the supplier counts as not known"));
    let contents_matter = fact
        .releases
        .iter()
        .any(|r| r.bom != BomFact::Nothing || !r.contains.is_empty());
    let auto_sign = match fact.auto_sign {
        Some(true) => AutoSign::Yes,
        Some(false) => AutoSign::No,
        None if !contents_matter || fact.kind == Some(ComponentKind::Hardware) => AutoSign::No,
        None => unsaid(cx, &fact.id),
    };
    let stated = fact.routes.as_deref().unwrap_or_default();
    let routes = stated
        .iter()
        .filter_map(|r| routes::add(cx, r, Some(id)))
        .collect();
    let routes_unknown = (fact.routes.is_none() || again).then(|| {
        let what = match again {
            true => format!(
                "component `{}` is defined twice; whether all its routes are known is open",
                fact.id.text
            ),
            false => format!("routes of component `{}` not stated", fact.id.text),
        };
        let remedy =
            "add `[[route]]` blocks, or `routes = \"none\"` when nobody can change it in service";
        cx.unknowns.note(
            format!("routes {}", fact.id.text),
            Code::KH0615,
            what,
            remedy,
            Some(fact.id.span),
        )
    });
    Component {
        id: fact.id.text.clone(),
        name: fact.name.clone(),
        supplier,
        kind: fact.kind,
        auto_sign,
        routes,
        routes_unknown,
        from_bom: false,
        provenance: fact.provenance.clone(),
    }
}

/// Nobody said whether a pipeline signs what it pulls in.
pub(super) fn unsaid(cx: &mut Context, component: &Name) -> AutoSign {
    let what = format!(
        "whether the pipeline of `{}` signs what it pulls in is not stated",
        component.text
    );
    let remedy = "add `auto_sign = true` or `false` with its source";
    let key = format!("auto {}", component.text);
    AutoSign::Unknown(
        cx.unknowns
            .note(key, Code::KH0605, what, remedy, Some(component.span)),
    )
}

fn add(cx: &mut Context, component: ComponentId, fact: &ReleaseFact) -> ReleaseId {
    let id = ReleaseId::from(cx.network.releases.len());
    cx.releases
        .insert((component, fact.version.text.clone()), id);
    cx.network.releases.push(Release {
        component,
        version: fact.version.text.clone(),
        contains: Vec::new(),
        contents_unknown: None,
        bom: None,
        parts_listed: false,
        parts_whole: false,
        support_ends: fact.support_ends,
        provenance: fact.provenance.clone(),
    });
    id
}

fn contents(
    cx: &mut Context,
    library: &mut parts::Library<'_>,
    id: ReleaseId,
    component: &ComponentFact,
    fact: &ReleaseFact,
    mut gap: bool,
) {
    let label = format!("{}@{}", component.id.text, fact.version.text);
    let mut inside: Vec<ReleaseId> = Vec::new();
    for name in &fact.contains {
        match find(cx, name, "what is inside counts as not known") {
            Some(release) if release != id => inside.push(release),
            _ => gap = true,
        }
    }
    match &fact.bom {
        BomFact::Nothing => {}
        BomFact::NotStated => {
            gap |= !matches!(
                component.kind,
                Some(ComponentKind::Hardware | ComponentKind::Service)
            );
        }
        BomFact::Files(names) => {
            for name in names {
                let Some((span, complete)) = library.parts_of(cx, name, &mut inside) else {
                    gap = true;
                    continue;
                };
                cx.network.releases[id.index()].bom = Some(span);
                gap |= !complete;
            }
        }
    }
    inside.sort_unstable();
    inside.dedup();
    let auto_sign =
        cx.network.components[cx.network.releases[id.index()].component.index()].auto_sign;
    let contents_unknown = (gap && auto_sign != AutoSign::No).then(|| {
        let what = format!("what is inside `{label}` is not fully stated");
        let remedy = match cx.network.releases[id.index()].bom {
            Some(_) => {
                "ask the supplier for a bill of materials that can be read in full and says that it is complete"
            }
            None => {
                "add the supplier's bill of materials: `bom = [\"documents/..\"]`, or `bom = \"none\"`"
            }
        };
        cx.unknowns.note(
            format!("bom {label}"),
            Code::KH0609,
            what,
            remedy,
            Some(fact.version.span),
        )
    });
    let release = &mut cx.network.releases[id.index()];
    release.contains = inside;
    release.contents_unknown = contents_unknown;
    release.parts_listed = release.bom.is_some() || fact.bom == BomFact::Nothing;
    release.parts_whole = release.parts_listed && !gap;
}

/// The release of that label; an unknown one is reported with what becomes of it.
pub(super) fn find(cx: &mut Context, name: &Name, then: &str) -> Option<ReleaseId> {
    if name.is_unreadable() {
        return None;
    }
    let Some((component, version)) = name.text.rsplit_once('@') else {
        let message = format!("`{}` is not a release; {then}", name.text);
        let help = "write `component@version`, `none`, or leave it blank when it is not known";
        cx.push(Diagnostic::new(Code::KH0303, name.span, message).help(help));
        return None;
    };
    let Some(id) = cx.components.get(component).copied() else {
        let guess = did_you_mean(component, cx.components.keys().map(String::as_str));
        let help = match guess {
            Some(guess) => format!("did you mean `{guess}`?"),
            None => format!("write `components/{component}.toml`"),
        };
        let message = format!("no component `{component}`; {then}");
        cx.push(Diagnostic::new(Code::KH0304, name.span, message).help(help));
        return None;
    };
    if let Some(found) = cx.releases.get(&(id, version.to_owned())) {
        return Some(*found);
    }
    let known: Vec<String> = cx
        .releases
        .range((id, String::new())..)
        .take_while(|((c, _), _)| *c == id)
        .map(|((_, v), _)| v.clone())
        .collect();
    let help = match did_you_mean(version, known.iter().map(String::as_str)) {
        Some(guess) => format!("did you mean `{component}@{guess}`?"),
        None if known.is_empty() => format!("add a `[[release]]` to `components/{component}.toml`"),
        None => format!(
            "known are {}; or add a `[[release]]`",
            keyholder_diag::list_some(known.iter().map(String::as_str), 5)
        ),
    };
    let message = format!("component `{component}` has no release `{version}`; {then}");
    cx.push(Diagnostic::new(Code::KH0303, name.span, message).help(help));
    None
}

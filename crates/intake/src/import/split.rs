//! What the project says outside the tables of an import, and proposals that meet it.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic, Sources, Span};
use keyholder_supply::facts::{ComponentFact, Facts, Name};

use crate::merge::tables_of;
use crate::proposal::{Proposal, Refused};

/// The facts of a project without the rows of this import's own tables.
pub(super) fn others(facts: &Facts, name: &str, sources: &Sources) -> Facts {
    let own: Vec<String> = tables_of(name).into_iter().map(|(path, _)| path).collect();
    let other = |span: Span| !own.contains(&sources.get(span.file).path);
    Facts {
        parties: facts.parties.clone(),
        components: facts.components.clone(),
        elements: facts
            .elements
            .iter()
            .filter(|e| other(e.id.span))
            .cloned()
            .collect(),
        pools: facts
            .pools
            .iter()
            .filter(|p| other(p.id.span))
            .cloned()
            .collect(),
        places: facts
            .places
            .iter()
            .filter(|p| other(p.id.span))
            .cloned()
            .collect(),
        ..Facts::default()
    }
}

/// Adds what a reader of inventories proposes. Rows of other tables are never overwritten, and what two
/// files of one import name stays as the first has it.
pub(super) fn join(
    to: &mut Proposal,
    mut from: Proposal,
    others: &Facts,
    sources: &Sources,
    faults: &mut Vec<Diagnostic>,
) {
    fn places<T>(facts: &[T], id: fn(&T) -> &Name) -> BTreeMap<&str, Span> {
        facts
            .iter()
            .map(|f| (id(f).text.as_str(), id(f).span))
            .collect()
    }
    let mut tables = from.facts.tables;
    let mut refused = from.refused;
    let mut meets = |there: &BTreeMap<&str, Span>, id: &Name| {
        let Some(span) = there.get(id.text.as_str()) else {
            return false;
        };
        let message = format!(
            "`{}` stands in `{}` already; what the export says is not taken",
            id.text,
            sources.place(*span)
        );
        let remedy = "remove the row there when the export is to be the word on it, or leave it";
        faults.push(
            Diagnostic::new(Code::KH0713, id.span, message.clone())
                .label(*span, "here")
                .help(remedy),
        );
        if let Some(count) = tables.iter_mut().find(|t| t.taken > 0) {
            count.taken -= 1;
            count.refused += 1;
            refused.push(Refused {
                table: count.path.clone(),
                row: 0,
                columns: vec!["id".to_owned()],
                cells: vec![id.text.clone()],
                code: Code::KH0713,
                message,
                remedy: remedy.to_owned(),
            });
        }
        true
    };
    let there = places(&others.elements, |e| &e.id);
    from.facts.elements.retain(|e| !meets(&there, &e.id));
    let there = places(&others.pools, |p| &p.id);
    from.facts.pools.retain(|p| !meets(&there, &p.id));
    let there = places(&others.places, |p| &p.id);
    from.facts.places.retain(|p| !meets(&there, &p.id));
    to.facts.elements.extend(from.facts.elements);
    to.facts.pools.extend(from.facts.pools);
    to.facts.places.extend(from.facts.places);
    to.facts.parties.extend(from.facts.parties);
    for component in from.facts.components {
        add(&mut to.facts.components, component);
    }
    to.facts.tables.append(&mut tables);
    to.refused.append(&mut refused);
    to.not_placed.append(&mut from.not_placed);
}

/// One component that two files name has the releases of both.
fn add(all: &mut Vec<ComponentFact>, component: ComponentFact) {
    match all.iter_mut().find(|c| c.id.text == component.id.text) {
        Some(known) => {
            for release in component.releases {
                let there = known
                    .releases
                    .iter()
                    .any(|r| r.version.text == release.version.text);
                if !there {
                    known.releases.push(release);
                }
            }
        }
        None => all.push(component),
    }
}

//! What holds a catalogue together: ids that are unique, references that lead somewhere, and no supplier named.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic, Diagnostics, Span, did_you_mean};
use keyholder_supply::facts::Name;
use keyholder_supply::principle::Principles;

use super::File;

/// Sorts, takes out what is defined twice, and reports references that lead nowhere.
pub(super) fn join(all: &mut Principles, diagnostics: &mut Diagnostics) {
    all.frameworks.sort_by(|a, b| by_id(&a.id, &b.id));
    all.principles.sort_by(|a, b| by_id(&a.id, &b.id));
    let mut seen = BTreeMap::new();
    let frameworks = &mut all.frameworks;
    frameworks.retain(|f| first(&mut seen, &f.id, "framework", diagnostics));
    let mut seen = BTreeMap::new();
    let principles = &mut all.principles;
    principles.retain(|p| first(&mut seen, &p.id, "principle", diagnostics));
    let frameworks: Vec<String> = all.frameworks.iter().map(|f| f.id.text.clone()).collect();
    all.principles.retain(|principle| {
        let of = &principle.framework;
        leads(of, &frameworks, Code::KH0851, "framework", diagnostics)
    });
    let ids: Vec<String> = all.principles.iter().map(|p| p.id.text.clone()).collect();
    let there = |name: &Name, diagnostics: &mut Diagnostics| {
        leads(name, &ids, Code::KH0856, "principle", diagnostics)
    };
    for principle in &mut all.principles {
        principle.maps_to.retain(|to| there(to, diagnostics));
    }
    for risk in all.frameworks.iter_mut().flat_map(|f| &mut f.risks) {
        risk.answered_by.retain(|(by, _)| there(by, diagnostics));
    }
}

fn by_id(a: &Name, b: &Name) -> std::cmp::Ordering {
    (a.text.as_str(), a.span).cmp(&(b.text.as_str(), b.span))
}

fn first(
    seen: &mut BTreeMap<String, Span>,
    id: &Name,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> bool {
    let Some(before) = seen.get(&id.text) else {
        seen.insert(id.text.clone(), id.span);
        return true;
    };
    let message = format!("{what} `{}` is defined twice; the first counts", id.text);
    let twice = Diagnostic::new(Code::KH0301, id.span, message).help("rename one of the two");
    diagnostics.push(twice.label(*before, "first here"));
    false
}

fn leads(
    name: &Name,
    ids: &[String],
    code: Code,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> bool {
    if ids.contains(&name.text) {
        return true;
    }
    let message = format!("no {what} `{}` in the catalogue", name.text);
    let help = match did_you_mean(&name.text, ids.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write the file of the {what}, or take the name out"),
    };
    diagnostics.push(Diagnostic::new(code, name.span, message).help(help));
    false
}

/// The first place at which a file names a supplier; such a file is not taken.
pub(super) fn names_a_supplier(file: &File<'_>, suppliers: &[String]) -> Option<Diagnostic> {
    let lower = file.text.to_ascii_lowercase();
    let whole = |at: usize, name: &str| {
        let letter = |c: char| c.is_alphanumeric();
        !lower[..at].ends_with(letter) && !lower[at + name.len()..].starts_with(letter)
    };
    let found = suppliers.iter().filter(|name| name.chars().count() > 2);
    let found = found.filter_map(|name| {
        let small = name.to_ascii_lowercase();
        let mut places = lower.match_indices(small.as_str()).map(|(at, _)| at);
        places.find(|at| whole(*at, &small)).map(|at| (at, name))
    });
    let (at, name) = found.min()?;
    let place = Span::new(file.file, at, at + name.len());
    let message = format!("the catalogue names the supplier `{name}`; the file is not taken");
    let help = "ask for facts and evidence of everybody alike; whom a rule is about belongs into a group of the project";
    Some(Diagnostic::new(Code::KH0857, place, message).help(help))
}

//! Is it what it is said to be: supplier, product and version, wherever they are stated.

use keyholder_packages::ClaimKind;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use crate::asked::Asked;

const CHECK: GateCheck = GateCheck::Identity;

pub(super) fn identity(asked: &Asked<'_>) -> Answer {
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    let mut of_nobody = false;
    for claim in &asked.package.claims {
        let (what, known) = match claim.kind {
            ClaimKind::Supplier => ("supplier", suppliers(asked)),
            ClaimKind::Product => ("product", products(asked)),
            ClaimKind::Version => ("version", vec![asked.version.to_owned()]),
            ClaimKind::Descriptor | ClaimKind::Released => continue,
        };
        if known.is_empty() {
            of_nobody = true;
            continue;
        }
        match known.iter().any(|name| same(name, &claim.value)) {
            true => seen.push(what),
            false => wrong.push(other(asked, what, &claim.value, &claim.place, &known)),
        }
    }
    subject(asked, &mut wrong);
    if !wrong.is_empty() {
        return Answer {
            check: CHECK,
            state: CheckState::Failed,
            said: wrong,
        };
    }
    if !seen.contains(&"product") || !seen.contains(&"version") {
        let said = Said::new("the package does not say which product and version it is")
            .remedy("ask the supplier for a package whose manifest says so");
        return Answer::not_done(CHECK, said);
    }
    let id = &asked.component().id;
    if of_nobody {
        let said = Said::new(format!("it is not stated who supplies `{id}`"));
        let remedy = format!("write `supplier` in components/{id}.toml");
        return Answer::not_done(CHECK, said.remedy(remedy));
    }
    let label = format!("{id}@{}", asked.version);
    Answer::passed(CHECK, format!("it says that it is `{label}`, as was asked"))
}

/// What the list of parts says it is a list of.
fn subject(asked: &Asked<'_>, wrong: &mut Vec<Said>) {
    let Ok(parts) = asked.bom_after else { return };
    let Some(subject) = &parts.bom.subject else {
        return;
    };
    let mut known = products(asked);
    // Where the package names its chart or image, a list of that one is a list of it.
    let claims = asked.package.claims.iter();
    let named = claims.filter(|claim| claim.kind == ClaimKind::Product);
    known.extend(named.map(|claim| claim.value.clone()));
    if !known.iter().any(|name| same(name, &subject.name)) {
        let place = &parts.path;
        wrong.push(other(asked, "product", &subject.name, place, &known));
    }
    let version = subject.version.as_str();
    if !version.is_empty() && !same(version, asked.version) {
        let known = [asked.version.to_owned()];
        wrong.push(other(asked, "version", version, &parts.path, &known));
    }
}

fn other(asked: &Asked<'_>, what: &str, found: &str, place: &str, known: &[String]) -> Said {
    let known = known.iter().map(|name| format!("`{name}`"));
    let known: Vec<String> = known.collect();
    let id = &asked.component().id;
    let remedy = match what {
        "version" => {
            "ask for a package of the version that was asked for, or ask for this one".to_owned()
        }
        _ => format!("if it is the same, write it in [[product]] of `{id}` in gate/gate.toml"),
    };
    Said::new(format!(
        "{what} is `{found}`, and {} was asked for",
        known.join(" or ")
    ))
    .at(place)
    .remedy(remedy)
}

/// Names of what is asked for.
fn products(asked: &Asked<'_>) -> Vec<String> {
    let component = asked.component();
    let mut names = vec![component.id.clone(), component.name.clone()];
    names.extend(
        asked
            .product()
            .into_iter()
            .flat_map(|p| p.product_names.clone()),
    );
    names.dedup();
    names
}

/// Names of who supplies it.
fn suppliers(asked: &Asked<'_>) -> Vec<String> {
    let supplier = asked.component().supplier;
    let party = supplier.map(|party| &asked.net.parties[party.index()]);
    let mut names: Vec<String> = party
        .into_iter()
        .flat_map(|party| [party.id.clone(), party.name.clone()])
        .collect();
    names.extend(
        asked
            .product()
            .into_iter()
            .flat_map(|p| p.supplier_names.clone()),
    );
    names.dedup();
    names
}

/// The same name: letters of either case, and nothing else is forgiven.
fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

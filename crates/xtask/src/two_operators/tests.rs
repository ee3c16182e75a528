//! The story holds together: every name that is used is defined, and the numbers are as told.

use std::collections::BTreeSet;

use keyholder_documents::{FileKind, fmt};

use super::components::{self, Routes};
use super::network::{self, Element, Operator};
use super::parties::{Holder, PARTIES};

fn elements() -> Vec<Element> {
    network::parts()
        .into_iter()
        .flat_map(|(_, part)| part.elements)
        .collect()
}

#[test]
fn the_committed_example_is_what_this_code_writes() {
    let differences = super::differences().expect("the example can be read");
    assert!(
        differences.is_empty(),
        "run `cargo xtask two-operators`: {differences:#?}"
    );
}

#[test]
fn the_files_are_in_the_canonical_form() {
    for (path, text) in super::files() {
        if let Some(kind) = FileKind::of_path(&path) {
            assert_eq!(fmt::file(&text, kind).as_ref(), Ok(&text), "{path}");
        }
    }
}

#[test]
fn the_numbers_are_as_told() {
    let elements = elements();
    assert!(
        (3_900..=4_100).contains(&elements.len()),
        "{}",
        elements.len()
    );
    let people =
        |operator: Operator| -> u32 { network::towns().map(|t| t.subscribers(operator)).sum() };
    let all = people(network::ARVELO) + people(network::BENQUA);
    assert!((8_800_000..=9_200_000).contains(&all), "{all}");
    assert!((35..=40).contains(&PARTIES.len()), "{}", PARTIES.len());
    let releases: usize = components::all().map(|c| c.releases.len()).sum();
    assert!((80..=95).contains(&releases), "{releases}");
    assert_eq!(network::towns().count() * 2, 60);
}

#[test]
fn ids_are_unique() {
    let unique = |ids: Vec<String>| {
        let mut seen = BTreeSet::new();
        for id in ids {
            assert!(seen.insert(id.clone()), "`{id}` twice");
        }
    };
    unique(elements().into_iter().map(|e| e.id).collect());
    unique(PARTIES.iter().map(|p| p.id.to_owned()).collect());
    unique(components::all().map(|c| c.id.to_owned()).collect());
    let pools = network::parts()
        .into_iter()
        .flat_map(|(_, part)| part.pools);
    unique(pools.map(|p| p.id).collect());
}

#[test]
fn parties_that_are_named_exist() {
    let parties: BTreeSet<&str> = PARTIES.iter().map(|p| p.id).collect();
    let known = |id: &str| assert!(id == "?" || parties.contains(id), "`{id}` is no party");
    let holder = |holder: Holder| {
        if let Holder::Party(id) = holder {
            known(id);
        }
    };
    for party in PARTIES {
        party.owners.iter().for_each(|(h, _)| holder(*h));
        party.controlled_by.iter().for_each(|(h, ..)| holder(*h));
    }
    for component in components::all() {
        known(component.supplier);
        if let Routes::These(routes) = &component.routes {
            for route in *routes {
                route
                    .keyholders
                    .unwrap_or_default()
                    .iter()
                    .for_each(|k| known(k));
                let safeguards = route.safeguards.unwrap_or_default().iter();
                safeguards
                    .filter(|s| !s.1.is_empty())
                    .for_each(|s| known(s.1));
            }
        }
    }
    for element in elements() {
        if !element.operator.is_empty() {
            known(element.operator);
        }
    }
}

#[test]
fn releases_that_are_named_exist() {
    let releases: BTreeSet<String> = components::all()
        .flat_map(|c| c.releases.iter().map(move |r| format!("{}@{}", c.id, r.0)))
        .collect();
    let known = |name: &str| assert!(releases.contains(name), "`{name}` is no release");
    for component in components::all() {
        for (.., contains) in component.releases {
            contains.iter().for_each(|name| known(name));
        }
    }
    for element in elements() {
        for layer in [
            element.hardware,
            element.firmware,
            element.platform,
            element.application,
        ] {
            let names = layer
                .split(';')
                .filter(|name| !["", "?", "none"].contains(name));
            names.for_each(known);
        }
    }
}

#[test]
fn elements_and_pools_that_are_named_exist() {
    let elements = elements();
    let ids: BTreeSet<&str> = elements.iter().map(|e| e.id.as_str()).collect();
    for element in &elements {
        for cell in [&element.host, &element.manager] {
            for name in cell.split(';').filter(|n| !["", "?", "none"].contains(n)) {
                assert!(
                    ids.contains(name) && name != element.id,
                    "`{name}` of `{}`",
                    element.id
                );
            }
        }
    }
    for (_, part) in network::parts() {
        for pool in part.pools {
            let members = part.elements.iter().filter(|e| e.pool == pool.id);
            let size = members.clone().count();
            assert!(
                members.clone().all(|e| e.function == pool.function),
                "{}",
                pool.id
            );
            assert!(
                pool.needed.is_none_or(|n| 0 < n && n <= size),
                "{}",
                pool.id
            );
        }
    }
}

#[test]
fn no_release_is_in_the_field_without_a_user_but_those_meant() {
    let used: BTreeSet<String> = elements()
        .into_iter()
        .flat_map(|e| [e.hardware, e.firmware, e.platform, e.application])
        .flat_map(|cell| cell.split(';').map(str::to_owned).collect::<Vec<_>>())
        .chain(components::all().flat_map(|c| {
            c.releases
                .iter()
                .flat_map(|r| r.4.iter().map(|n| (*n).to_owned()))
        }))
        .map(|name| name.split('@').next().unwrap_or_default().to_owned())
        .collect();
    let idle: Vec<&str> = components::all()
        .map(|c| c.id)
        .filter(|id| !used.contains(*id))
        .collect();
    assert_eq!(idle, ["kestrow-inventory"]);
}

//! For which elements an update is meant.

use keyholder_diag::{FileId, Span};
use keyholder_gate::{NoTargets, Targets, targets};
use keyholder_supply::Network;
use keyholder_supply::facts::{Facts, Large};
use keyholder_supply::function::{Criticality, FunctionClass};
use keyholder_supply::inventory::{Inventory, KIND_WIDTH, Kind, Named};

use crate::world::{World, network};

fn world() -> World {
    World::with(|w| {
        w.elements.push_str(
            "g1,gNB,op,none,none,none,none,none,suite@1.0\n\
             g2,gNB,op,none,none,none,none,none,rival@3\n\
             u1,UPF,op,none,none,none,none,none,suite@1.1\n",
        );
    })
}

fn net() -> Network {
    network(world().facts())
}

fn ask(net: &Network, wanted: &[&str]) -> Result<Targets, NoTargets> {
    let wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
    targets(net, "suite", &wanted)
}

fn ids(net: &Network, found: &Targets) -> Vec<String> {
    found
        .elements
        .iter()
        .map(|e| net.elements[e.index()].id.clone())
        .collect()
}

fn of(wanted: &[&str]) -> Vec<String> {
    let net = net();
    ids(&net, &ask(&net, wanted).expect("targets"))
}

#[test]
fn those_that_run_it_by_default() {
    assert_eq!(of(&[]), ["a1", "a2", "g1", "u1"]);
    let net = net();
    let found = ask(&net, &[]).expect("targets");
    assert_eq!((found.count, found.without, found.not_placed), (4, 0, 0));
    assert_eq!(found.criticality, Criticality::Critical);
    assert_eq!(
        Vec::from_iter(found.classes.clone()),
        [FunctionClass::Core, FunctionClass::Access]
    );
    let running: Vec<(String, u64)> = found
        .running
        .iter()
        .map(|(release, many)| (net.release_label(*release), *many))
        .collect();
    assert_eq!(
        running,
        [("suite@1.0".to_owned(), 3), ("suite@1.1".to_owned(), 1)]
    );
}

#[test]
fn by_element_function_and_class() {
    assert_eq!(of(&["a2"]), ["a2"]);
    assert_eq!(of(&["a2", "a2", "a1"]), ["a1", "a2"]);
    assert_eq!(of(&["AMF"]), ["a1", "a2"]);
    // Of a function, those that run it; where none does, all get it anew.
    assert_eq!(of(&["gNB"]), ["g1"]);
    assert_eq!(of(&["SMF"]), ["s1"]);
    assert_eq!(of(&["core"]), ["a1", "a2", "u1"]);
    assert_eq!(of(&["access", "a1"]), ["a1", "g1"]);
    let net = net();
    let found = ask(&net, &["g1", "g2", "s1"]).expect("targets");
    assert_eq!((found.count, found.without), (3, 2));
}

#[test]
fn criticality_is_the_highest_and_of_what_is_not_placed_the_highest_there_is() {
    let net = net();
    assert_eq!(
        ask(&net, &["g1"]).expect("targets").criticality,
        Criticality::High
    );
    let world = World::with(|w| w.elements = w.elements.replace(",AMF", ","));
    let net = network(world.facts());
    let found = ask(&net, &[]).expect("targets");
    assert_eq!(
        (found.criticality, found.not_placed),
        (Criticality::Critical, 2)
    );
}

#[test]
fn what_names_nothing() {
    let net = net();
    let told = |component: &str, wanted: &[&str]| {
        let wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
        targets(&net, component, &wanted)
            .expect_err("nothing")
            .to_string()
    };
    assert_eq!(
        told("suiet", &[]),
        "no component `suiet` in the project; did you mean `suite`?"
    );
    assert_eq!(
        told("zzzzzzzz", &[]),
        "no component `zzzzzzzz` in the project"
    );
    // Parts that lists of parts name are no components of the project.
    assert!(told("tls", &[]).starts_with("no component `tls`"));
    let neither = "is neither an element, nor a function, nor a function class";
    assert_eq!(
        told("suite", &["AMFF"]),
        format!("`AMFF` {neither}; did you mean `AMF`?")
    );
    assert_eq!(
        told("suite", &["acess"]),
        format!("`acess` {neither}; did you mean `access`?")
    );
    assert_eq!(told("suite", &["transport"]), "no element is `transport`");
    assert_eq!(
        told("suite", &["a1", "transport"]),
        "no element is `transport`"
    );
    let none = World::with(|w| w.elements = w.elements.replace("suite@1.0", "rival@3"));
    let told = ask(&network(none.facts()), &[])
        .expect_err("nothing")
        .to_string();
    assert_eq!(
        told,
        "no element runs a release of `suite`; say with `--for` what it is meant for"
    );
}

/// Rows of a large table: function, application, how many, and the least id.
pub(crate) fn large(rows: &[(&str, &str, u64, &str)], named: &[(&str, u32)]) -> Large {
    let mut texts: [Vec<String>; KIND_WIDTH] = Default::default();
    let mut kinds = Vec::new();
    for (n, (function, application, rows, least)) in rows.iter().enumerate() {
        let none = "none";
        let cells = [
            function,
            &"op",
            &"",
            &"",
            &none,
            &none,
            &none,
            &none,
            &none,
            application,
            &"",
        ];
        for (column, cell) in cells.into_iter().enumerate() {
            texts[column].push((*cell).to_owned());
        }
        kinds.push(Kind {
            cells: [u32::try_from(n).expect("few"); KIND_WIDTH],
            rows: *rows,
            least: (*least).to_owned(),
        });
    }
    let named = named.iter().map(|(id, kind)| Named {
        id: (*id).to_owned(),
        kind: *kind,
    });
    Large {
        inventory: Inventory::new(texts, kinds, named.collect()).into(),
        span: Span::whole(FileId(0)),
    }
}

pub(crate) fn large_facts(rows: &[(&str, &str, u64, &str)]) -> Facts {
    let mut facts = World::new().facts();
    facts.large = Some(large(rows, &[]));
    facts
}

#[test]
fn kinds_of_large_tables_count_their_rows() {
    let rows = [
        ("AMF", "suite@1.0", 3, "la1"),
        ("gNB", "suite@1.0", 40_000, "lg1"),
        ("gNB", "rival@3", 7, "lr1"),
        ("", "suite@1.0", 2, "lx1"),
    ];
    let net = network(large_facts(&rows));
    let all = ask(&net, &[]).expect("targets");
    assert_eq!(
        (all.count, all.not_placed, all.elements.len()),
        (40_007, 2, 5)
    );
    assert_eq!(ask(&net, &["AMF"]).expect("targets").count, 5);
    assert_eq!(ask(&net, &["gNB"]).expect("targets").count, 40_000);
    assert_eq!(ask(&net, &["access"]).expect("targets").count, 40_000);
}

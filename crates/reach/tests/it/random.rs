//! Small random facts, with gaps, slips and circles, and the networks that they make.

mod parts;

use std::fmt;
use std::sync::Arc;

use keyholder_diag::{FileId, Parsed, Span};
use keyholder_supply::facts::{Facts, KeyholderFact, Name, Provenance, RouteFact, Settings, Slot};
use keyholder_supply::function::{Catalogue, Criticality, Function, FunctionClass, Matter, Need};
use keyholder_supply::{HolderId, Memory, Network, PartyId, Share, resolve, resolve_again};
use keyholder_witness::Actor;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::edits::{Kind, rename, stamp};
use parts::{access_route, component, document, element, group, party, place, pool, publisher};

/// Facts that print shortly when a property fails.
#[derive(Clone)]
pub(crate) struct Case(pub(crate) Facts);

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::brief::write(f, &self.0)
    }
}

impl Case {
    /// The network that the facts make, for one who comes again, and what was said.
    pub(crate) fn network_again(&self, memory: &mut Memory) -> Parsed<Arc<Network>> {
        resolve_again(self.0.clone(), &catalogue(), memory)
    }

    /// The network that the facts make.
    pub(crate) fn network(&self) -> Network {
        resolve(self.0.clone(), &catalogue()).value
    }
}

/// A name at no place; places are stamped at the end.
pub(crate) fn name(text: impl Into<String>) -> Name {
    Name {
        text: text.into(),
        span: Span::whole(FileId(0)),
    }
}

/// Provenance at no place.
pub(crate) fn nowhere() -> Provenance {
    Provenance::at(Span::whole(FileId(0)))
}

/// A made-up catalogue: two functions that stand in for each other, one needed when present, radio, and
/// three that see nothing readable.
pub(crate) fn catalogue() -> Catalogue {
    let row = |name: &str, class, sees: &[Matter], need| Function {
        name: name.to_owned(),
        title: name.to_owned(),
        class,
        criticality: Criticality::High,
        sees: sees.to_vec(),
        need,
        aliases: Vec::new(),
        source: "made up".to_owned(),
    };
    let one_of = |group: &str| Need::OneOf(group.to_owned());
    let seen = [Matter::Signalling];
    Catalogue {
        version: "test".to_owned(),
        functions: vec![
            row("AMF", FunctionClass::Core, &seen, one_of("mobility")),
            row("EMS", FunctionClass::Management, &[], Need::Not),
            row("MME", FunctionClass::Core, &seen, one_of("mobility")),
            row("NFVI", FunctionClass::Orchestration, &[], Need::Not),
            row(
                "PTP",
                FunctionClass::Transport,
                &[Matter::Location],
                Need::WhenPresent,
            ),
            row(
                "UPF",
                FunctionClass::Core,
                &[Matter::UserData],
                Need::WhenPresent,
            ),
            row(
                "gNB",
                FunctionClass::Access,
                &[Matter::UserData],
                one_of("radio"),
            ),
        ],
        weights: [1, 2, 4, 8],
    }
}

fn settings() -> impl Strategy<Value = Settings> {
    select(
        &[
            (500_000, false),
            (500_000, false),
            (500_000, true),
            (250_000, false),
            (100_000, true),
        ][..],
    )
    .prop_map(|(ppm, control_threshold_inclusive)| Settings {
        control_threshold: Share(ppm),
        control_threshold_inclusive,
        ..Settings::default()
    })
}

/// Small random facts.
pub(crate) fn facts() -> impl Strategy<Value = Case> {
    let rest = (
        vec(publisher(), 0..4),
        vec(group(), 0..3),
        vec(document(), 0..3),
        settings(),
        1..4_usize,
        any::<bool>(),
    );
    (
        vec(party(), 1..7),
        vec(component(), 1..6),
        vec(access_route(), 0..3),
        vec(element(), 1..11),
        vec(pool(), 0..4),
        vec(place(), 1..4),
        rest,
    )
        .prop_map(
            |(parties, components, access_routes, elements, pools, places, rest)| {
                let (publishers, groups, boms, settings, countries, tidy) = rest;
                let facts = Facts {
                    settings,
                    parties,
                    components,
                    access_routes,
                    publishers,
                    groups,
                    elements,
                    pools,
                    places,
                    boms,
                    ..Facts::default()
                };
                Case(finish(facts, countries, tidy))
            },
        )
}

/// Numbers everything, brings references into range, and in tidy cases fills the gaps of elements.
fn finish(mut facts: Facts, countries: usize, tidy: bool) -> Facts {
    fn number<'a>(prefix: &str, names: impl Iterator<Item = &'a mut Name>) {
        for (n, name) in names.enumerate() {
            name.text = format!("{prefix}{n}");
        }
    }
    number("p", facts.parties.iter_mut().map(|f| &mut f.id));
    number("c", facts.components.iter_mut().map(|f| &mut f.id));
    number("e", facts.elements.iter_mut().map(|f| &mut f.id));
    number("q", facts.pools.iter_mut().map(|f| &mut f.id));
    number("l", facts.places.iter_mut().map(|f| &mut f.id));
    number("g", facts.groups.iter_mut().map(|f| &mut f.id));
    let inner = facts
        .components
        .iter_mut()
        .flat_map(|c| c.routes.iter_mut().flatten());
    number(
        "r",
        inner.chain(&mut facts.access_routes).map(|f| &mut f.id),
    );
    for (n, component) in facts.components.iter_mut().enumerate() {
        number("", component.releases.iter_mut().map(|r| &mut r.version));
        component.purl = (n < 3).then(|| name(format!("pkg:generic/own{n}")));
    }
    for (n, document) in facts.boms.iter_mut().enumerate() {
        document.path = format!("d{n}");
    }
    into_range(&mut facts, countries);
    facts
        .publishers
        .sort_by(|a, b| a.prefix.text.cmp(&b.prefix.text));
    facts
        .publishers
        .dedup_by(|a, b| a.prefix.text == b.prefix.text);
    let routes = facts
        .components
        .iter_mut()
        .flat_map(|c| c.routes.iter_mut().flatten());
    for route in routes.chain(&mut facts.access_routes) {
        once_each(route);
    }
    make_twins(&mut facts);
    for (n, element) in facts.elements.iter_mut().enumerate() {
        let pool = element
            .pool
            .as_ref()
            .and_then(|q| facts.pools.iter().find(|p| p.id.text == q.text));
        if let (Some(pool), true, true) = (pool, element.function.is_some(), n != 7) {
            element.function.clone_from(&pool.function);
        }
        let slots = element
            .layers
            .iter_mut()
            .chain([&mut element.host, &mut element.manager]);
        for slot in slots.filter(|slot| tidy && **slot == Slot::NotStated) {
            *slot = Slot::Nothing;
        }
    }
    stamp(&mut facts);
    facts
}

/// Every other element is like the one before but for one thing, so that classes have members.
fn make_twins(facts: &mut Facts) {
    for n in (1..facts.elements.len()).step_by(2) {
        let own = facts.elements[n].clone();
        let mut twin = facts.elements[n - 1].clone();
        twin.id = own.id;
        twin.pool = own.pool;
        // Which thing differs comes from a part that differs from case to case.
        match (n + own.layers.iter().filter(|l| **l == Slot::Nothing).count()) % 6 {
            0 => twin.wave = own.wave,
            1 => twin.host = own.host,
            2 => twin.manager = own.manager,
            3 => twin.operator = own.operator,
            4 => twin.layers = own.layers,
            _ if own.wave == Some(2) => twin.manager = Slot::NotStated,
            _ => {}
        }
        facts.elements[n] = twin;
    }
}

fn into_range(facts: &mut Facts, countries: usize) {
    let (parties, components, elements) = (
        facts.parties.len(),
        facts.components.len(),
        facts.elements.len(),
    );
    let (pools, places, boms) = (facts.pools.len(), facts.places.len(), facts.boms.len());
    rename(facts, &|kind, text| {
        let (prefix, count) = match kind {
            Kind::Country => {
                let n = text[1..].parse::<usize>().unwrap_or(0) % countries;
                return format!("X{}", ["A", "B", "C"][n]);
            }
            Kind::Party => ("p", parties),
            Kind::Component => ("c", components),
            Kind::Element => ("e", elements),
            Kind::Pool => ("q", pools),
            Kind::Place => ("l", places),
            Kind::Document => ("d", boms),
            Kind::Route | Kind::Group => return text.to_owned(),
        };
        match text
            .strip_prefix(prefix)
            .and_then(|n| n.parse::<usize>().ok())
        {
            Some(n) if count > 0 => format!("{prefix}{}", n % count),
            _ => text.to_owned(),
        }
    });
}

/// A keyholder listed twice is a slip that `edits::repeat` makes on purpose.
fn once_each(route: &mut RouteFact) {
    let mut seen = Vec::new();
    if let Some(keyholders) = &mut route.keyholders {
        keyholders.retain(|k| match k {
            KeyholderFact::Unknown(_) => true,
            KeyholderFact::Named(name) => {
                let new = !seen.contains(&name.text);
                seen.push(name.text.clone());
                new
            }
        });
    }
}

/// Everybody who is asked about: nobody, each party, each country with and without presence, each group,
/// and pairs.
pub(crate) fn actors(net: &Network) -> Vec<Actor> {
    let party = |n: usize| HolderId::Party(PartyId::from(n));
    let country = |n: usize| HolderId::Country(n.into());
    let together = |holders: Vec<HolderId>, presence| Actor { holders, presence };
    let mut all = vec![together(Vec::new(), false)];
    all.extend((0..net.parties.len()).map(|n| Actor::one(party(n))));
    all.extend((0..net.countries.len()).map(|n| Actor::one(country(n))));
    all.extend((0..net.countries.len()).map(|n| together(vec![country(n)], true)));
    all.extend(
        net.groups
            .iter()
            .map(|g| together(g.members.clone(), false)),
    );
    all.extend((1..net.parties.len()).map(|n| together(vec![party(n - 1), party(n)], false)));
    if !net.countries.is_empty() {
        all.push(together(vec![party(0), country(0)], true));
    }
    all
}

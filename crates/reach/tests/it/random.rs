//! Small random facts, with gaps, slips and circles, and the networks that they make.

use std::fmt;

use keyholder_diag::{FileId, Span};
use keyholder_supply::bom::{Bom, BomComponent, BomFormat};
use keyholder_supply::facts::{
    BomDocument, BomFact, ComponentFact, ControlFact, ElementFact, Facts, GroupFact, Holder,
    KeyholderFact, Name, OwnerFact, PartyFact, PlaceFact, PoolFact, PresenceFact, Provenance,
    PublisherFact, ReleaseFact, RouteFact, SafeguardFact, Selector, Settings, Slot,
};
use keyholder_supply::function::{Catalogue, Criticality, Function, FunctionClass, Matter, Need};
use keyholder_supply::{
    ComponentKind, ControlHow, HolderId, Network, PartyId, PartyKind, PresenceKind, RouteKind,
    SafeguardKind, Share, ShareRange, resolve,
};
use keyholder_witness::Actor;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use crate::edits::{Kind, rename, stamp};

/// Facts that print shortly when a property fails.
#[derive(Clone)]
pub(crate) struct Case(pub(crate) Facts);

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::naming::write_facts(f, &self.0)
    }
}

impl Case {
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

const FUNCTIONS: [&str; 7] = ["AMF", "EMS", "MME", "NFVI", "PTP", "UPF", "gNB"];

/// A name of a kind; now and then one that nobody defined. Numbers are brought into range at the end.
fn any_ref(prefix: &'static str) -> impl Strategy<Value = Name> {
    prop_oneof![
        30 => (0..10_usize).prop_map(move |n| name(format!("{prefix}{n}"))),
        1 => Just(name("nowhere")),
    ]
}

fn country() -> impl Strategy<Value = Name> {
    (0..3_usize).prop_map(|n| name(format!("X{n}")))
}

fn holder() -> impl Strategy<Value = Holder> {
    prop_oneof![
        4 => any_ref("p").prop_map(Holder::Party),
        1 => country().prop_map(Holder::Country),
    ]
}

fn share() -> impl Strategy<Value = ShareRange> {
    let tenth = |n: u32| Share(n * 100_000);
    prop_oneof![
        4 => (1..7_u32).prop_map(move |n| ShareRange::exactly(tenth(n))),
        1 => (0..5_u32, 1..4_u32).prop_map(move |(low, more)| ShareRange {
            low: tenth(low),
            high: tenth(low + more),
        }),
    ]
}

fn party() -> impl Strategy<Value = PartyFact> {
    let owner = (holder(), share()).prop_map(|(holder, share)| OwnerFact {
        holder,
        share,
        provenance: nowhere(),
    });
    let how = select(ControlHow::ALL);
    let control =
        (holder(), how, prop::bool::weighted(0.3)).prop_map(|(holder, how, contested)| {
            ControlFact {
                holder,
                how,
                contested,
                provenance: nowhere(),
            }
        });
    let presence =
        (country(), select(PresenceKind::ALL)).prop_map(|(country, kind)| PresenceFact {
            country,
            kind,
            provenance: nowhere(),
        });
    let kind = prop_oneof![3 => Just(None), 4 => Just(Some(PartyKind::Company)),
        1 => select(PartyKind::ALL).prop_map(Some)];
    (
        kind,
        weighted(0.8, country()),
        weighted(0.15, country()),
        vec(owner, 0..4),
        weighted(0.4, (1..8_u32).prop_map(|n| Share(n * 100_000))),
        vec(control, 0..2),
        vec(presence, 0..2),
    )
        .prop_map(
            |(kind, seat, managed_from, owners, dispersed, controlled_by, presence)| PartyFact {
                id: name(""),
                name: String::new(),
                kind,
                seat,
                managed_from,
                owners,
                dispersed,
                controlled_by,
                presence,
                provenance: nowhere(),
            },
        )
}

fn safeguard() -> impl Strategy<Value = SafeguardFact> {
    (select(SafeguardKind::ALL), weighted(0.8, any_ref("p"))).prop_map(|(kind, party)| {
        SafeguardFact {
            kind,
            party,
            provenance: nowhere(),
        }
    })
}

fn route(kinds: &'static [RouteKind]) -> impl Strategy<Value = RouteFact> {
    let keyholder = prop_oneof![
        6 => any_ref("p").prop_map(KeyholderFact::Named),
        1 => Just(KeyholderFact::Unknown(Span::whole(FileId(0)))),
    ];
    (
        select(kinds),
        weighted(0.9, vec(keyholder, 0..4)),
        weighted(
            0.7,
            prop_oneof![4 => Just(1), 2 => Just(2), 1 => Just(3_u32)],
        ),
        weighted(0.8, vec(safeguard(), 0..3)),
    )
        .prop_map(|(kind, keyholders, threshold, safeguards)| RouteFact {
            id: name(""),
            kind,
            keyholders,
            threshold,
            safeguards,
            leads_to: Selector::default(),
            provenance: nowhere(),
        })
}

fn release_ref() -> impl Strategy<Value = Name> {
    (any_ref("c"), 0..2_usize).prop_map(|(c, v)| name(format!("{}@{v}", c.text)))
}

fn component() -> impl Strategy<Value = ComponentFact> {
    const KINDS: &[RouteKind] = &[
        RouteKind::SignedUpdate,
        RouteKind::SignedUpdate,
        RouteKind::UnsignedUpdate,
        RouteKind::UpstreamPublication,
        RouteKind::RemoteMaintenance,
    ];
    let bom = prop_oneof![
        1 => Just(BomFact::NotStated),
        4 => Just(BomFact::Nothing),
        2 => vec(any_ref("d"), 1..3).prop_map(BomFact::Files),
    ];
    let release = (bom, vec(release_ref(), 0..3)).prop_map(|(bom, contains)| ReleaseFact {
        version: name(""),
        date: None,
        support_ends: None,
        bom,
        contains,
        provenance: nowhere(),
    });
    let kind = prop_oneof![2 => Just(None), 3 => Just(Some(ComponentKind::Software)),
        1 => select(ComponentKind::ALL).prop_map(Some)];
    (
        kind,
        weighted(0.7, any::<bool>()),
        weighted(0.9, vec(route(KINDS), 0..3)),
        vec(release, 1..3),
    )
        .prop_map(|(kind, auto_sign, routes, releases)| ComponentFact {
            id: name(""),
            name: String::new(),
            supplier: None,
            kind,
            purl: None,
            auto_sign,
            routes,
            releases,
            provenance: nowhere(),
        })
}

fn access_route() -> impl Strategy<Value = RouteFact> {
    const KINDS: &[RouteKind] = &[RouteKind::RemoteMaintenance, RouteKind::ManagedService];
    let selector = prop_oneof![
        vec(any_ref("e"), 1..4).prop_map(|elements| Selector {
            elements,
            ..Selector::default()
        }),
        select(&FUNCTIONS[..]).prop_map(|f| Selector {
            functions: vec![name(f)],
            ..Selector::default()
        }),
        any_ref("p").prop_map(|p| Selector {
            operators: vec![p],
            ..Selector::default()
        }),
        any_ref("c").prop_map(|c| Selector {
            components: vec![c],
            ..Selector::default()
        }),
        any_ref("l").prop_map(|l| Selector {
            places: vec![l],
            ..Selector::default()
        }),
        Just(Selector {
            classes: vec![name("core")],
            ..Selector::default()
        }),
    ];
    (route(KINDS), selector).prop_map(|(route, leads_to)| RouteFact { leads_to, ..route })
}

fn slot(names: impl Strategy<Value = Name>, most: usize) -> impl Strategy<Value = Slot> {
    prop_oneof![
        1 => Just(Slot::NotStated),
        5 => Just(Slot::Nothing),
        4 => vec(names, 1..=most).prop_map(Slot::Names),
    ]
}

fn element() -> impl Strategy<Value = ElementFact> {
    let function = prop_oneof![
        30 => select(&FUNCTIONS[..]).prop_map(|f| Some(name(f))),
        1 => Just(None),
        1 => Just(Some(name("nonsense"))),
    ];
    let application = prop_oneof![
        1 => Just(Slot::NotStated),
        2 => Just(Slot::Nothing),
        12 => vec(release_ref(), 1..3).prop_map(Slot::Names),
    ];
    (
        function,
        weighted(0.9, any_ref("p")),
        weighted(0.8, any_ref("l")),
        weighted(0.6, any_ref("q")),
        slot(any_ref("e"), 2),
        slot(any_ref("e"), 1),
        slot(release_ref(), 1),
        application,
        weighted(0.7, 1..3_u16),
    )
        .prop_map(
            |(function, operator, place, pool, host, manager, platform, application, wave)| {
                ElementFact {
                    id: name(""),
                    function,
                    operator,
                    place,
                    pool,
                    host,
                    manager,
                    layers: [Slot::Nothing, Slot::Nothing, platform, application],
                    wave,
                    provenance: nowhere(),
                }
            },
        )
}

fn region() -> impl Strategy<Value = Name> {
    select(&["north", "south"][..]).prop_map(name)
}

fn pool() -> impl Strategy<Value = PoolFact> {
    let token = prop_oneof![
        2 => Just(name("*")),
        2 => any_ref("l"),
        1 => region().prop_map(|r| name(format!("region={}", r.text))),
    ];
    (
        select(&FUNCTIONS[..]),
        weighted(0.3, any_ref("p")),
        weighted(0.7, 1..4_u32),
        prop_oneof![1 => Just(Vec::new()), 4 => vec(token, 1..3)],
    )
        .prop_map(|(function, operator, needed, serves)| PoolFact {
            id: name(""),
            function: Some(name(function)),
            operator,
            needed,
            serves,
            provenance: nowhere(),
        })
}

fn place() -> impl Strategy<Value = PlaceFact> {
    (weighted(0.5, any_ref("p")), weighted(0.8, region())).prop_map(|(operator, region)| {
        PlaceFact {
            id: name(""),
            name: None,
            operator,
            region,
            subscribers: Some(1_000),
            provenance: nowhere(),
        }
    })
}

fn document() -> impl Strategy<Value = BomDocument> {
    let purl = prop_oneof![
        4 => (0..2_usize, 0..2_usize).prop_map(|(t, l)| Some(format!("pkg:golang/x{t}/lib{l}"))),
        2 => (0..3_usize).prop_map(|n| Some(format!("pkg:generic/own{n}"))),
        1 => Just(None),
    ];
    let part = (purl, 0..2_usize).prop_map(|(purl, version)| BomComponent {
        name: "part".to_owned(),
        version: version.to_string(),
        purl,
        ..BomComponent::default()
    });
    let complete = select(&[None, Some(true), Some(true), Some(false)][..]);
    (vec(part, 1..4), complete).prop_map(|(components, complete)| BomDocument {
        path: String::new(),
        span: Span::whole(FileId(0)),
        bom: Bom {
            format: BomFormat::CycloneDxJson,
            spec_version: "1.6".to_owned(),
            subject: None,
            components,
            relations: 0,
            skipped: 0,
            complete,
        },
    })
}

fn publisher() -> impl Strategy<Value = PublisherFact> {
    let prefixes = [
        "pkg:golang/",
        "pkg:golang/x0/",
        "pkg:golang/x1/lib",
        "name:",
        "pkg:generic/",
    ];
    (0..prefixes.len(), weighted(0.8, any_ref("p"))).prop_map(move |(n, party)| PublisherFact {
        prefix: name(prefixes[n]),
        party,
        provenance: nowhere(),
    })
}

fn group() -> impl Strategy<Value = GroupFact> {
    vec(holder(), 1..4).prop_map(|members| GroupFact {
        id: name(""),
        name: String::new(),
        members,
        provenance: nowhere(),
    })
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

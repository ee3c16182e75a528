//! The pieces of random facts, each without its number.

use keyholder_diag::{FileId, Span};
use keyholder_supply::bom::{Bom, BomComponent, BomFormat};
use keyholder_supply::facts::{
    BomDocument, BomFact, ComponentFact, ControlFact, ElementFact, GroupFact, Holder,
    KeyholderFact, Name, OwnerFact, PartyFact, PlaceFact, PoolFact, PresenceFact, PublisherFact,
    ReleaseFact, RouteFact, SafeguardFact, Selector, Slot,
};
use keyholder_supply::{
    ComponentKind, ControlHow, PartyKind, PresenceKind, RouteKind, SafeguardKind, Share, ShareRange,
};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::{name, nowhere};

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

pub(super) fn party() -> impl Strategy<Value = PartyFact> {
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

pub(super) fn component() -> impl Strategy<Value = ComponentFact> {
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

pub(super) fn access_route() -> impl Strategy<Value = RouteFact> {
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

pub(super) fn element() -> impl Strategy<Value = ElementFact> {
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

pub(super) fn pool() -> impl Strategy<Value = PoolFact> {
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

pub(super) fn place() -> impl Strategy<Value = PlaceFact> {
    (weighted(0.5, any_ref("p")), weighted(0.8, region())).prop_map(|(operator, region)| {
        PlaceFact {
            id: name(""),
            name: None,
            operator,
            region,
            subscribers: Some(1_000),
            at: None,
            provenance: nowhere(),
        }
    })
}

pub(super) fn document() -> impl Strategy<Value = BomDocument> {
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
            components,
            complete,
            ..Bom::new(BomFormat::CycloneDxJson, "1.6")
        },
    })
}

pub(super) fn publisher() -> impl Strategy<Value = PublisherFact> {
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

pub(super) fn group() -> impl Strategy<Value = GroupFact> {
    vec(holder(), 1..4).prop_map(|members| GroupFact {
        id: name(""),
        name: String::new(),
        members,
        provenance: nowhere(),
    })
}

//! A believable assessment under invented names, with long names, huge and zero values, and unknowns.

mod actors;
mod areas;
mod map;

use keyholder_report::wire::*;

/// Text that would break a page if it were not escaped.
pub(crate) const HOSTILE: &str = "<script>alert(\"x\")</script> & 'Sons'";

/// See [`FUNCTIONS`].
type Function = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    u64,
    u64,
);

/// Elements by function: label, title, class, criticality, elements, anybody.
const FUNCTIONS: &[Function] = &[
    (
        "AMF",
        "Access and Mobility Management Function",
        "core",
        "critical",
        24,
        2,
    ),
    (
        "SMF",
        "Session Management Function",
        "core",
        "critical",
        32,
        0,
    ),
    ("UPF", "User Plane Function", "core", "critical", 118, 9),
    ("UDM", "Unified Data Management", "core", "critical", 12, 0),
    ("UDR", "Unified Data Repository", "core", "critical", 12, 0),
    (
        "AUSF",
        "Authentication Server Function",
        "core",
        "critical",
        8,
        0,
    ),
    ("NRF", "Network Repository Function", "core", "high", 6, 0),
    ("PCF", "Policy Control Function", "core", "high", 10, 0),
    (
        "SEPP",
        "Security Edge Protection Proxy",
        "interconnect",
        "critical",
        4,
        1,
    ),
    (
        "IPX-router",
        "Router towards other networks",
        "interconnect",
        "high",
        9,
        0,
    ),
    (
        "NFVO",
        "Network Functions Virtualisation Orchestrator",
        "orchestration",
        "critical",
        3,
        0,
    ),
    (
        "VIM",
        "Virtualised Infrastructure Manager",
        "orchestration",
        "critical",
        14,
        0,
    ),
    (
        "hypervisor",
        "Hypervisor of a host for network functions",
        "orchestration",
        "high",
        860,
        0,
    ),
    (
        "EMS",
        "Element Management System",
        "management",
        "critical",
        11,
        1,
    ),
    (
        "LI-mediation",
        "Mediation for lawful interception",
        "management",
        "critical",
        2,
        0,
    ),
    (
        "gNB-CU",
        "Central unit of a base station",
        "access",
        "high",
        1_204,
        31,
    ),
    (
        "gNB-DU",
        "Distributed unit of a base station",
        "access",
        "moderate",
        18_430,
        902,
    ),
    ("gNB-RU", "Radio unit", "access", "low", 54_911, 40),
    (
        "cell-site-router",
        "Router at a cell site",
        "transport",
        "moderate",
        17_202,
        0,
    ),
    (
        "DWDM",
        "Optical transmission",
        "transport",
        "high",
        1_977,
        1_977,
    ),
];

const CLASSES: &[&str] = &[
    "core",
    "orchestration",
    "management",
    "access",
    "transport",
    "interconnect",
];

/// Elements without a function.
const NOT_PLACED: u64 = 6_031;

/// The whole sample.
pub(crate) fn assessment() -> Assessment {
    Assessment {
        format: FORMAT.to_owned(),
        tool: Tool {
            name: "keyholder".to_owned(),
            version: "0.1.0".to_owned(),
            catalogue: "functions 2026-09".to_owned(),
        },
        project: ProjectInfo {
            name: "Two operators of the Republic of Northern Exemplaria".to_owned(),
            as_of: Some("2026-09-01".to_owned()),
            synthetic: true,
            control_threshold: "more than 50 %".to_owned(),
        },
        inputs: inputs(),
        counts: counts(),
        summary: Summary {
            headline: "Aurelia Networks can change 61.3 % of the core by three routes; 6 % of elements could not be placed."
                .to_owned(),
            sentences: vec![
                "One update key reaches both operators: the same signing service of Aurelia Networks signs for both.".to_owned(),
                "Country XB controls four parties that together surely change 66 % of the core and possibly 71 %.".to_owned(),
                "Of 100 000 elements, 6 031 have no known function; they count as reached by whoever fills the blank.".to_owned(),
            ],
        },
        scopes: scopes(),
        actors: actors::actors(),
        control_map: map::control_map(),
        areas: areas(),
        concentration: concentration(),
        unknowns: unknowns(),
        assumptions: vec![
            "control is held above 50 % of votes".to_owned(),
            "where auto-sign is not stated, both ends are given".to_owned(),
            format!("a name is only a name: {HOSTILE}"),
        ],
        tables: vec![
            Table { path: "network/north/elements.csv".to_owned(), rows: 61_204, taken: 61_190, refused: 11, blank: 3 },
            Table { path: "network/south/elements.csv".to_owned(), rows: 39_710, taken: 39_710, refused: 0, blank: 0 },
        ],
    }
}

/// Three actors by region.
fn areas() -> Areas {
    let ids = actors::actors().into_iter().map(|actor| actor.id);
    areas::areas(&ids.take(3).collect::<Vec<_>>())
}

/// How many elements are in a scope.
pub(crate) fn elements_in(scope: &str) -> u64 {
    scopes()
        .iter()
        .find(|known| known.id == scope)
        .map_or(0, |known| known.elements)
}

fn counts() -> Counts {
    Counts {
        elements: elements_in("network"),
        not_placed: NOT_PLACED,
        classes: 412,
        parties: 63,
        components: 118,
        parts: 5_208,
        releases: 6_011,
        routes: 391,
        places: 214,
        subscribers: 18_204_551,
        places_without_subscribers: 6,
        errors: 3,
        warnings: 14,
    }
}

fn scope(id: String, kind: ScopeKind, label: &str, elements: u64, anybody: u64) -> Scope {
    Scope {
        id,
        kind,
        label: label.to_owned(),
        title: String::new(),
        class: None,
        criticality: None,
        sees: Vec::new(),
        overridden: None,
        elements,
        anybody,
    }
}

fn scopes() -> Vec<Scope> {
    let sum = |class: Option<&str>, of: fn(&Function) -> u64| -> u64 {
        FUNCTIONS
            .iter()
            .filter(|f| class.is_none_or(|class| class == f.2))
            .map(of)
            .sum()
    };
    let mut all = vec![scope(
        "network".to_owned(),
        ScopeKind::Network,
        "network",
        sum(None, |f| f.4) + NOT_PLACED,
        sum(None, |f| f.5) + NOT_PLACED,
    )];
    for class in CLASSES {
        let id = format!("class:{class}");
        all.push(scope(
            id,
            ScopeKind::Class,
            class,
            sum(Some(class), |f| f.4),
            sum(Some(class), |f| f.5),
        ));
        for (label, title, of_class, criticality, elements, anybody) in FUNCTIONS {
            if of_class == class {
                let id = format!("function:{label}");
                let mut one = scope(id, ScopeKind::Function, label, *elements, *anybody);
                one.title = (*title).to_owned();
                one.class = Some((*class).to_owned());
                one.criticality = Some((*criticality).to_owned());
                one.sees = vec!["signalling".to_owned(), "identities".to_owned()];
                if *label == "PCF" {
                    one.overridden = Some("only a test system stands here".to_owned());
                }
                all.push(one);
            }
        }
    }
    all.push(scope(
        "not-placed".to_owned(),
        ScopeKind::NotPlaced,
        "not placed",
        NOT_PLACED,
        NOT_PLACED,
    ));
    all
}

fn inputs() -> Vec<Input> {
    (0..44u64)
        .map(|n| Input {
            path: format!(
                "components/{}/release-{n:02}.toml",
                ["aurelia", "borealis", "cirrus"][(n % 3) as usize]
            ),
            sha256: format!(
                "{:064x}",
                u128::from(n + 7).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
            ),
            bytes: 900 + n * 1_317,
        })
        .collect()
}

fn concentration() -> Vec<Concentration> {
    let mut all = Vec::new();
    for (nth, id) in std::iter::once("network".to_owned())
        .chain(CLASSES.iter().map(|class| format!("class:{class}")))
        .enumerate()
    {
        let of = elements_in(&id);
        let part = |per_mille: u64| of * per_mille / 1000;
        for by in ["supplier", "controlling-country"] {
            let names: &[(&str, u64)] = match (by, nth % 3) {
                ("supplier", 0) => &[
                    ("Aurelia Networks", 420),
                    ("Borealis Radio", 210),
                    ("Cirrus Systems", 120),
                    ("Open Packet Foundation", 90),
                    ("Delta Optics", 40),
                    ("Etesia", 20),
                    ("Föhn", 10),
                    ("Gregale", 5),
                ],
                ("supplier", 1) => &[("Borealis Radio", 980), ("Cirrus Systems", 19)],
                ("supplier", _) => &[("Aurelia Networks", 1000)],
                (_, 0) => &[("XB", 600), ("XC", 200), ("XA", 100)],
                (_, 1) => &[("XC", 400)],
                _ => &[],
            };
            let shares: Vec<ConcentrationShare> = names
                .iter()
                .map(|(name, share)| ConcentrationShare {
                    name: (*name).to_owned(),
                    elements: part(*share),
                })
                .collect();
            let known: u64 = shares.iter().map(|share| share.elements).sum();
            all.push(Concentration {
                scope: id.clone(),
                by: by.to_owned(),
                shares,
                unknown: of - known,
                of,
                hhi_low: 2_410,
                hhi_high: if nth % 3 == 0 { 3_980 } else { 2_410 },
            });
        }
    }
    all
}

fn unknowns() -> Vec<Unknown> {
    let one =
        |code: &str, what: &str, remedy: &str, place: Option<&str>, count, would_change, widens| {
            Unknown {
                code: code.to_owned(),
                what: what.to_owned(),
                remedy: remedy.to_owned(),
                place: place.map(str::to_owned),
                count,
                would_change,
                classes: if would_change > 0 {
                    vec!["core".to_owned(), "access".to_owned()]
                } else {
                    Vec::new()
                },
                widens,
            }
        };
    let mut all = vec![
        one(
            "KH0305",
            "the function of 6 031 elements is not known",
            "write their functions in the column `function`",
            Some("network/north/elements.csv:118"),
            6_031,
            6_031,
            true,
        ),
        one(
            "KH0605",
            "whether `Aurelia Radio Suite` signs what its pipeline pulls in is not stated",
            "state `auto-sign` in `components/aurelia/radio-suite.toml`",
            Some("components/aurelia/radio-suite.toml:31"),
            1,
            54_911,
            true,
        ),
        one(
            "KH0604",
            "who holds the key of route `delta-optics/signed-update` is not stated",
            "state `keyholders` of the route",
            Some("components/delta/dwdm.toml:12"),
            4,
            1_977,
            true,
        ),
        one(
            "KH0602",
            "the seat of `Etesia Holding Überlandgesellschaft für Fernmeldewesen` is not stated",
            "state `seat` in its file",
            Some("parties/etesia.toml"),
            1,
            24,
            true,
        ),
        one(
            "KH0601",
            "safeguards of 214 routes are not stated",
            "state `safeguards`, or `safeguards = []` when there are none",
            None,
            214,
            0,
            false,
        ),
        one(
            "KH0610",
            "the subscribers of 6 places are not stated",
            "state `subscribers` in `network/places.csv`",
            Some("network/places.csv:7"),
            6,
            0,
            false,
        ),
        one(
            "KH0609",
            "no bill of materials is given for 31 releases",
            "ask their suppliers for one",
            Some("components/cirrus/nms.toml:3"),
            31,
            0,
            false,
        ),
    ];
    all.extend((0..29).map(|n| {
        one(
            "KH0613",
            &format!("the rollout wave of elements on host pool {n} is not stated"),
            "state `wave`",
            Some("network/south/elements.csv:9"),
            12 + n,
            0,
            false,
        )
    }));
    all
}

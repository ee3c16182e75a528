//! The actors of the sample.

use keyholder_report::wire::*;

use super::{FUNCTIONS, HOSTILE, elements_in};

/// See [`SHAPES`].
type Shape = (&'static str, &'static str, ActorKind, bool, [u64; 6], u64);

/// Name, id, kind, operates, per mille of each class by keys, extra with parts.
const SHAPES: &[Shape] = &[
    (
        "Northern Exemplaria Telecom",
        "party:net",
        ActorKind::Party,
        true,
        [1000, 1000, 1000, 1000, 1000, 1000],
        0,
    ),
    (
        "XB",
        "country:XB",
        ActorKind::Country,
        false,
        [660, 800, 540, 720, 110, 250],
        120,
    ),
    (
        "Aurelia Networks",
        "party:aurelia",
        ActorKind::Party,
        false,
        [613, 800, 540, 700, 0, 250],
        60,
    ),
    (
        "XC",
        "country:XC",
        ActorKind::Country,
        false,
        [210, 0, 90, 190, 640, 0],
        300,
    ),
    (
        "Borealis Radio and Transmission Equipment Manufacturing Corporation (Group)",
        "party:borealis",
        ActorKind::Party,
        false,
        [0, 0, 90, 188, 0, 0],
        0,
    ),
    (
        "The Open Packet Foundation",
        "party:open-packet",
        ActorKind::Party,
        false,
        [0, 0, 0, 0, 0, 0],
        880,
    ),
    (
        "Cirrus Systems",
        "party:cirrus",
        ActorKind::Party,
        false,
        [120, 1, 30, 0, 3, 0],
        10,
    ),
    (
        "Aurelia Networks and Cirrus Systems together",
        "group:two",
        ActorKind::Group,
        false,
        [733, 801, 570, 700, 3, 250],
        40,
    ),
    (
        "Delta Optics",
        "party:delta",
        ActorKind::Party,
        false,
        [0, 0, 0, 0, 640, 0],
        0,
    ),
    (
        HOSTILE,
        "party:hostile",
        ActorKind::Party,
        false,
        [1, 0, 0, 0, 0, 500],
        5,
    ),
    (
        "Maintainer of libtinyxml-exemplar",
        "party:tiny",
        ActorKind::Party,
        false,
        [0, 0, 0, 0, 0, 0],
        430,
    ),
    (
        "Etesia Holding Überlandgesellschaft für Fernmeldewesen",
        "party:etesia",
        ActorKind::Party,
        false,
        [0, 0, 0, 0, 0, 0],
        0,
    ),
    (
        "XD",
        "country:XD",
        ActorKind::Country,
        false,
        [0, 0, 0, 0, 0, 0],
        20,
    ),
    (
        "XE",
        "presence:XE",
        ActorKind::Presence,
        false,
        [480, 0, 120, 0, 0, 0],
        0,
    ),
    (
        "XF",
        "presence:XF",
        ActorKind::Presence,
        false,
        [0, 0, 0, 310, 0, 0],
        0,
    ),
];

/// All actors: the shapes, and enough small ones for a long table.
pub(super) fn actors() -> Vec<Actor> {
    let mut all: Vec<Actor> = SHAPES.iter().map(actor).collect();
    for n in 0..30u64 {
        let name = format!("Contractor {:02}", n + 1);
        let id = format!("party:contractor-{:02}", n + 1);
        let tiny = (
            name.as_str(),
            id.as_str(),
            ActorKind::Party,
            false,
            [0, 0, 0, 1 + n % 3, 0, 0],
            0,
        );
        let mut actor = actor(&tiny);
        actor.chains.truncate(1);
        all.push(actor);
    }
    all
}

fn amount(of: u64, per_mille: u64, doubt: u64, anybody: u64) -> Amount {
    let part = |n: u64| (u128::from(of) * u128::from(n.min(1000))).div_ceil(1000) as u64;
    let surely = part(per_mille);
    let possibly = if per_mille == 0 && doubt < 200 {
        0
    } else {
        part(per_mille + doubt)
    };
    Amount {
        surely,
        possibly,
        at_most: (possibly + anybody).min(of),
        of,
    }
}

fn ways(of: u64, keys: u64, parts: u64, anybody: u64) -> Ways {
    let stages = |share: u64, doubt: u64| Stages {
        one_action: amount(of, share / 4, doubt / 2, anybody),
        in_the_end: amount(of, share, doubt, anybody),
    };
    Ways {
        keys: stages(keys, keys % 70),
        with_parts: stages(keys + parts, keys % 70 + parts / 2),
    }
}

fn reach(scope: &str, keys: u64, parts: u64, anybody: u64) -> Reach {
    Reach {
        scope: scope.to_owned(),
        elements: ways(elements_in(scope), keys, parts, anybody),
        subscribers: ways(18_204_551, keys, parts, 0),
        criticality: ways(elements_in(scope) * 7, keys, parts, anybody * 7),
    }
}

fn actor(shape: &(&str, &str, ActorKind, bool, [u64; 6], u64)) -> Actor {
    let (name, id, kind, operates, classes, parts) = *shape;
    let words = super::CLASSES;
    let widest = classes.iter().max().copied().unwrap_or(0);
    let mut all = Vec::new();
    if widest + parts > 0 {
        all.push(reach(
            "network",
            classes.iter().sum::<u64>() / 6,
            parts,
            8_994,
        ));
        for (word, share) in words.iter().zip(classes) {
            if share + parts > 0 {
                all.push(reach(&format!("class:{word}"), share, parts, 12));
                for function in FUNCTIONS.iter().filter(|f| f.2 == *word) {
                    all.push(reach(
                        &format!("function:{}", function.0),
                        share,
                        parts,
                        function.5,
                    ));
                }
            }
        }
        if classes[3] > 0 {
            all.push(reach("not-placed", 0, 0, super::NOT_PLACED));
        }
    }
    let effect = |share: u64| Effect {
        subscribers: ways(18_204_551, share, parts, 0),
        places: ways(214, share, parts, 6),
    };
    Actor {
        id: id.to_owned(),
        name: name.to_owned(),
        kind,
        operates,
        countries: if kind == ActorKind::Party && !operates {
            vec!["XB".to_owned()]
        } else {
            Vec::new()
        },
        controls: if kind == ActorKind::Country {
            (0..17).map(|n| format!("Holding {n}")).collect()
        } else {
            Vec::new()
        },
        reach: all,
        intercept: effect(widest),
        disrupt: effect(classes[0] / 2),
        routes: if widest + parts > 0 {
            routes()
        } else {
            Vec::new()
        },
        routes_total: if widest + parts > 0 { 57 } else { 0 },
        chains: if widest + parts > 0 {
            vec![chain(name), doubtful(name)]
        } else {
            Vec::new()
        },
    }
}

fn routes() -> Vec<RouteUse> {
    (0..9u64)
        .map(|n| RouteUse {
            route: format!("aurelia-radio-suite/signed-update-{n}"),
            kind: ["signed-update", "remote-maintenance", "upstream"][(n % 3) as usize].to_owned(),
            phrase: [
                "holds an update key",
                "maintains it from afar",
                "publishes a part that is built in",
            ][(n % 3) as usize]
                .to_owned(),
            changes: format!("Aurelia Radio Suite {n}"),
            certainty: if n % 4 == 3 {
                Certainty::Possibly
            } else {
                Certainty::Surely
            },
            elements: 54_911 / (n + 1),
            classes: vec!["access".to_owned(), "core".to_owned()],
            safeguards: if n % 2 == 0 {
                "none stated"
            } else {
                "staged rollout"
            }
            .to_owned(),
            place: format!("components/aurelia/radio-suite.toml:{}", 12 + n),
        })
        .collect()
}

fn ground(says: &str, place: &str, source: Option<&str>) -> Ground {
    Ground {
        says: says.to_owned(),
        place: place.to_owned(),
        source: source.map(str::to_owned),
        as_of: source.map(|_| "2026-03-31".to_owned()),
        said_by: source.map(|_| "annual report, audited".to_owned()),
    }
}

fn chain(name: &str) -> Chain {
    let step = |says: &str, from: &[u64], grounds: Vec<Ground>| ChainStep {
        says: says.to_owned(),
        from: from.to_vec(),
        grounds,
    };
    Chain {
        target: "change an `AMF`".to_owned(),
        certainty: Certainty::Surely,
        through_parts: false,
        steps: vec![
            step(
                &format!("{name} controls Aurelia Software, by 71 % of votes"),
                &[],
                vec![ground(
                    "71 % of votes are held by Aurelia Networks",
                    "parties/aurelia-software.toml:7",
                    Some("https://register.example/annual-report-2025.pdf, page 12"),
                )],
            ),
            step(
                "Aurelia Software holds the update key of `Aurelia Core`",
                &[1],
                vec![ground(
                    "keyholders = [\"aurelia-software\"], threshold 1",
                    "components/aurelia/core.toml:22",
                    None,
                )],
            ),
            step(
                "release 24.2 of `Aurelia Core` runs as application of `amf-north-03`",
                &[],
                vec![ground(
                    "row of element `amf-north-03`",
                    "network/north/elements.csv:1204",
                    Some("inventory export"),
                )],
            ),
            step("`amf-north-03` can be changed", &[2, 3], Vec::new()),
        ],
        cuts: vec![
            "guard route `aurelia-core/signed-update` with a second signature".to_owned(),
            "stop the pipeline of `Aurelia Core` from signing unseen".to_owned(),
        ],
        cuts_note: "exact: no smaller set cuts every way".to_owned(),
        command: "keyholder why party:aurelia function:AMF --verify".to_owned(),
    }
}

fn doubtful(name: &str) -> Chain {
    Chain {
        target: "intercept at place `north-3`".to_owned(),
        certainty: Certainty::Possibly,
        through_parts: true,
        steps: vec![ChainStep {
            says: format!("{name} publishes libexemplar 2.1, which a release may contain"),
            from: Vec::new(),
            grounds: vec![ground(
                "component listed without an author",
                "documents/cirrus-nms.cdx.json:88213",
                Some("bill of materials"),
            )],
        }],
        cuts: Vec::new(),
        cuts_note: "no number: more than 100 000 sets were tried".to_owned(),
        command: "keyholder why party:tiny place:north-3 --effect intercept --verify".to_owned(),
    }
}

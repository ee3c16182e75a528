//! Random small projects: what is stated and what is left out, written as the files would have it.

use std::fmt::Write;

use keyholder_supply::facts::Facts;
use proptest::collection::vec;
use proptest::option::{of as maybe, weighted};
use proptest::prelude::*;

use crate::world::facts;

const PARTY_KINDS: [&str; 4] = ["company", "person", "community", "public-body"];

#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) kind: Option<usize>,
    pub(crate) seat: Option<usize>,
    pub(crate) dispersed: Option<u32>,
    pub(crate) owner: Option<(usize, u32)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) signed: bool,
    pub(crate) keyholders: Vec<Option<usize>>,
    pub(crate) safeguards: Option<Vec<(usize, Option<usize>)>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Component {
    pub(crate) supplier: Option<usize>,
    pub(crate) kind: Option<usize>,
    pub(crate) auto_sign: Option<bool>,
    pub(crate) routes: Option<Vec<Route>>,
    pub(crate) support: Option<u8>,
    pub(crate) bom: Option<()>,
}

#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) function: Option<usize>,
    pub(crate) operator: Option<()>,
    pub(crate) pool: Option<usize>,
    pub(crate) host: Option<()>,
    pub(crate) manager: Option<()>,
    pub(crate) platform: Option<Option<usize>>,
    pub(crate) application: Option<Option<usize>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) criterion: usize,
    pub(crate) party: bool,
    pub(crate) about: usize,
    pub(crate) good: bool,
    pub(crate) third: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Project {
    pub(crate) parties: Vec<Party>,
    pub(crate) components: Vec<Component>,
    pub(crate) access: Vec<Route>,
    pub(crate) elements: Vec<Element>,
    pub(crate) evidence: Vec<Item>,
}

const KINDS: &[&str] = &["software", "firmware", "hardware"];
const FUNCTIONS: &[&str] = &["AMF", "SMF", "gNB", "VIM"];
const BLOCKS: &[&str] = &[
    "second-signature",
    "approval",
    "staged-rollout",
    "recorded-session",
];
const CRITERIA: &[&str] = &[
    "secure-development",
    "vulnerability-handling",
    "update-integrity",
    "tested",
    "certified",
    "sbom-quality",
    "ownership-transparent",
    "governance-independent",
    "contract-terms",
];

fn route() -> impl Strategy<Value = Route> {
    let safeguard = (0..BLOCKS.len(), weighted(0.8, 0..4usize));
    (
        weighted(0.8, Just(())),
        vec(weighted(0.85, 0..4usize), 1..3),
        weighted(0.8, vec(safeguard, 0..3)),
    )
        .prop_map(|(signed, keyholders, safeguards)| Route {
            signed: signed.is_some(),
            keyholders,
            safeguards,
        })
}

pub(crate) fn projects() -> impl Strategy<Value = Project> {
    let party = (
        weighted(0.9, prop::sample::select(vec![0, 0, 0, 0, 1, 2, 3])),
        weighted(0.9, 0..3usize),
        weighted(0.85, Just(100u32)),
        maybe((0..4usize, prop::sample::select(vec![9u32, 30, 60]))),
    )
        .prop_map(|(kind, seat, dispersed, owner)| Party {
            kind,
            seat,
            // Only what has shares has owners and a free float.
            dispersed: dispersed.filter(|_| matches!(kind, None | Some(0))),
            owner: owner.filter(|_| matches!(kind, None | Some(0))),
        });
    let component = (
        weighted(0.9, 0..4usize),
        weighted(0.9, 0..KINDS.len()),
        weighted(0.9, any::<bool>()),
        weighted(0.9, vec(route(), 0..3)),
        weighted(0.8, 0..3u8),
        weighted(0.8, Just(())),
    )
        .prop_map(
            |(supplier, kind, auto_sign, routes, support, bom)| Component {
                supplier,
                kind,
                auto_sign,
                routes,
                support,
                bom,
            },
        );
    let layer = || weighted(0.95, weighted(0.8, 0..3usize));
    let element = (
        weighted(0.95, 0..FUNCTIONS.len()),
        weighted(0.97, Just(())),
        maybe(0..2usize),
        weighted(0.95, Just(())),
        weighted(0.95, Just(())),
        layer(),
        layer(),
    )
        .prop_map(
            |(function, operator, pool, host, manager, platform, application)| Element {
                function,
                operator,
                pool,
                host,
                manager,
                platform,
                application,
            },
        );
    let item = (
        0..CRITERIA.len(),
        any::<bool>(),
        0..4usize,
        weighted(0.85, Just(())),
        any::<bool>(),
    )
        .prop_map(|(criterion, party, about, good, third)| Item {
            criterion,
            party,
            about,
            good: good.is_some(),
            third,
        });
    (
        vec(party, 4),
        vec(component, 3),
        vec(route(), 0..2),
        vec(element, 1..6),
        vec(item, 0..24),
    )
        .prop_map(
            |(parties, components, access, elements, evidence)| Project {
                parties,
                components,
                access,
                elements,
                evidence,
            },
        )
}

/// How parties, countries and components are called: a permutation of letters for each.
pub(crate) struct Names {
    pub(crate) parties: [&'static str; 4],
    pub(crate) countries: [&'static str; 3],
    pub(crate) components: [&'static str; 3],
}

pub(crate) const PLAIN: Names = Names {
    parties: ["pa", "pb", "pc", "pd"],
    countries: ["XA", "XB", "XC"],
    components: ["ca", "cb", "cc"],
};

pub(crate) const OTHER: Names = Names {
    parties: ["zz", "aa", "q", "m"],
    countries: ["XZ", "XB", "XA"],
    components: ["y", "x", "a"],
};

impl Project {
    pub(crate) fn facts(&self, names: &Names) -> Facts {
        let mut files: Vec<(String, String)> = Vec::new();
        let op = "id = \"op\"\nname = \"op\"\nseat = \"XO\"\nkind = \"company\"\ndispersed_percent = 100\n";
        files.push(("parties/op.toml".to_owned(), op.to_owned()));
        for (n, party) in self.parties.iter().enumerate() {
            files.push((
                format!("parties/{}.toml", names.parties[n]),
                party.text(n, names),
            ));
        }
        for (n, component) in self.components.iter().enumerate() {
            let path = format!("components/{}.toml", names.components[n]);
            files.push((path, component.text(n, names)));
        }
        let mut access = String::new();
        for (n, route) in self.access.iter().enumerate() {
            let kind = "remote-maintenance";
            access.push_str(&route.text(&format!("access-{n}"), kind, names));
            access.push_str("[route.leads_to]\nclasses = [\"core\"]\n");
        }
        files.push(("routes/access.toml".to_owned(), access));
        let group = format!(
            "[[group]]\nid = \"high-risk\"\nname = \"g\"\nparties = [\"{}\"]\ncountries = []\n",
            names.parties[0]
        );
        files.push(("groups.toml".to_owned(), group));
        files.push(("evidence/e.toml".to_owned(), self.register(names)));
        files.push(("network/elements.csv".to_owned(), self.table(names)));
        files.push((
            "network/pools.csv".to_owned(),
            "pool,function\nk0,\nk1,\n".to_owned(),
        ));
        let short: Vec<(&str, &str)> = files
            .iter()
            .map(|(p, t)| (p.as_str(), t.as_str()))
            .collect();
        facts(&short)
    }

    fn register(&self, names: &Names) -> String {
        let mut text = String::new();
        for (n, item) in self.evidence.iter().enumerate() {
            let subject = if item.party {
                format!("party:{}", names.parties[item.about])
            } else {
                format!("component:{}", names.components[item.about % 3])
            };
            let says = if item.good { "for" } else { "against" };
            let grade = if item.third {
                "third-party"
            } else {
                "self-declared"
            };
            let criterion = CRITERIA[item.criterion];
            let _ = writeln!(
                text,
                "[[evidence]]\nid = \"e{n}\"\ncriterion = \"{criterion}\"\nsubject = \"{subject}\"\nclaim = \"c\"\n\
                 says = \"{says}\"\ngrade = \"{grade}\"\nday = 2026-03-01"
            );
        }
        text
    }

    fn table(&self, names: &Names) -> String {
        let mut text = String::from(
            "element,function,operator,pool,host,manager,hardware,firmware,platform,application\n",
        );
        for (n, element) in self.elements.iter().enumerate() {
            let layer = |layer: &Option<Option<usize>>| match layer {
                None => "?".to_owned(),
                Some(None) => "none".to_owned(),
                Some(Some(c)) => format!("{}@1", names.components[*c]),
            };
            // A pool holds one function, so each has its own two.
            let function = element.function.map_or("?", |f| FUNCTIONS[f]);
            let pool = match (element.pool, element.function) {
                (Some(p), Some(0)) => format!("k{p}"),
                _ => String::new(),
            };
            let stated = |slot: Option<()>| if slot.is_some() { "none" } else { "?" };
            let _ = writeln!(
                text,
                "el{n},{function},{},{pool},{},{},none,none,{},{}",
                if element.operator.is_some() {
                    "op"
                } else {
                    "?"
                },
                stated(element.host),
                stated(element.manager),
                layer(&element.platform),
                layer(&element.application),
            );
        }
        text
    }
}

impl Party {
    fn text(&self, n: usize, names: &Names) -> String {
        let id = names.parties[n];
        let mut text = format!("id = \"{id}\"\nname = \"{id}\"\n");
        if let Some(kind) = self.kind {
            let _ = writeln!(text, "kind = \"{}\"", PARTY_KINDS[kind]);
        }
        if let Some(seat) = self.seat {
            let _ = writeln!(text, "seat = \"{}\"", names.countries[seat]);
        }
        let owner = self.owner.filter(|(who, _)| *who != n);
        if let Some(dispersed) = self.dispersed {
            let rest = dispersed - owner.map_or(0, |(_, percent)| percent);
            let _ = writeln!(text, "dispersed_percent = {rest}");
        }
        if let Some((who, percent)) = owner {
            let _ = writeln!(
                text,
                "[[owner]]\nparty = \"{}\"\npercent = {percent}",
                names.parties[who]
            );
        }
        text
    }
}

impl Component {
    fn text(&self, n: usize, names: &Names) -> String {
        let id = names.components[n];
        let mut text = format!("id = \"{id}\"\nname = \"{id}\"\n");
        if let Some(supplier) = self.supplier {
            let _ = writeln!(text, "supplier = \"{}\"", names.parties[supplier]);
        }
        if let Some(kind) = self.kind {
            let _ = writeln!(text, "kind = \"{}\"", KINDS[kind]);
        }
        if let Some(auto_sign) = self.auto_sign {
            let _ = writeln!(text, "auto_sign = {auto_sign}");
        }
        match &self.routes {
            Some(routes) if routes.is_empty() => text.push_str("routes = \"none\"\n"),
            routes => {
                for (at, route) in routes.iter().flatten().enumerate() {
                    let kind = if route.signed {
                        "signed-update"
                    } else {
                        "unsigned-update"
                    };
                    text.push_str(&route.text(&format!("r{n}-{at}"), kind, names));
                }
            }
        }
        text.push_str("[[release]]\nversion = \"1\"\n");
        if let Some(support) = self.support {
            let _ = writeln!(text, "support_ends = {}-01-01", 2026 + u32::from(support));
        }
        if self.bom.is_some() {
            text.push_str("bom = \"none\"\n");
        }
        text
    }
}

impl Route {
    fn text(&self, id: &str, kind: &str, names: &Names) -> String {
        let holder = |holder: &Option<usize>| holder.map_or("?", |p| names.parties[p]);
        let mut holders: Vec<String> = self
            .keyholders
            .iter()
            .map(|h| format!("\"{}\"", holder(h)))
            .collect();
        holders.dedup();
        let mut text = format!(
            "[[route]]\nid = \"{id}\"\nkind = \"{kind}\"\nkeyholders = [{}]\nthreshold = 1\n",
            holders.join(", ")
        );
        match &self.safeguards {
            None => {}
            Some(none) if none.is_empty() => text.push_str("safeguards = \"none\"\n"),
            Some(all) => {
                for (kind, party) in all {
                    let _ = writeln!(text, "[[route.safeguard]]\nkind = \"{}\"", BLOCKS[*kind]);
                    if let Some(party) = party.filter(|_| *kind < 2) {
                        let _ = writeln!(text, "party = \"{}\"", names.parties[party]);
                    }
                }
            }
        }
        text
    }
}

//! What suppliers sell: product lines, their versions, and the keys with which each is updated.

use std::collections::BTreeMap;

use keyholder_supply::{ComponentKind, RouteKind, SafeguardKind};

use crate::dice::Dice;
use crate::names::capital;
use crate::parties::{Parties, Trade};
use crate::parts::Parts;
use crate::text::Toml;

/// The day of the assessment. Everything is dated before it.
pub(crate) const AS_OF: &str = "2026-06-30";

/// Months of years 0 to the month of the assessment.
const MONTHS: usize = 2026 * 12 + 5;

/// Months between the oldest version and the newest.
const SPAN: usize = 42;

/// A version of a product or part.
pub(crate) struct Version {
    pub(crate) text: String,
    pub(crate) date: String,
    pub(crate) support_ends: String,
}

/// Versions, the newest first.
pub(crate) struct Versions(Vec<Version>);

impl Versions {
    /// Numbers with points.
    pub(crate) fn semantic(dice: &mut Dice, count: usize) -> Versions {
        let first = dice.between(1, 9);
        Versions::make(dice, count, |n| {
            format!("{}.{}.{}", first + n / 12, n / 3 % 4, n % 3)
        })
    }

    /// A letter and a number, as boards have them.
    pub(crate) fn boards(dice: &mut Dice, count: usize) -> Versions {
        let letter = char::from(b'A' + u8::try_from(dice.below(20)).unwrap_or(0));
        Versions::make(dice, count, |n| format!("{letter}{}", n + 1))
    }

    fn make(dice: &mut Dice, count: usize, text: impl Fn(usize) -> String) -> Versions {
        let versions = (0..count.max(1)).map(|n| {
            let month = MONTHS - 1 - n * SPAN / count.max(1);
            let day = dice.between(1, 28);
            let date = |months: usize| format!("{}-{:02}-{day:02}", months / 12, months % 12 + 1);
            let ends = match dice.per_mille(150) {
                true => String::new(),
                false => date(month + 36),
            };
            Version {
                text: text(count.max(1) - 1 - n),
                date: date(month),
                support_ends: ends,
            }
        });
        Versions(versions.collect())
    }

    /// The version of an age: 0 is the newest, 999 the oldest.
    pub(crate) fn of_age(&self, age: usize) -> &Version {
        &self.0[(age.min(999) * self.0.len()) / 1000]
    }

    /// The version at a position from the newest, or the oldest.
    fn nth(&self, n: usize) -> &Version {
        &self.0[n.min(self.0.len() - 1)]
    }

    /// Each with its age, the newest first.
    pub(crate) fn by_age(&self) -> impl Iterator<Item = (usize, &Version)> {
        let all = self.0.iter().enumerate();
        all.map(|(n, version)| (n * 1000 / self.0.len(), version))
    }

    /// How many.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

/// What a product is; the table below gives each its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Line {
    Du,
    Cu,
    Ru,
    RuBoardA,
    RuBoardB,
    RuFirmware,
    DuBoard,
    DuFirmware,
    RadioManager,
    Amf,
    Smf,
    Upf,
    Services,
    Subscribers,
    Ims,
    Interception,
    Charging,
    CoreManager,
    SiteRouter,
    SiteRouterBoard,
    Router,
    RouterBoard,
    Optical,
    OpticalBoard,
    Microwave,
    MicrowaveBoard,
    Firewall,
    TransportManager,
    Node,
    Guest,
    Cluster,
    Hypervisor,
    Vim,
    Orchestrator,
    Lifecycle,
    ServerA,
    ServerB,
    ServerFirmware,
    ServerController,
    NetworkManager,
    RadioOrchestrator,
    Business,
    Security,
}

use ComponentKind::{Firmware, Hardware, Software};
use Trade::{Cloud, Core, Management, Radio, Servers, Transport};

/// Who sells it, its word in ids, its kind, and in how many of a thousand cases it is rolled out in waves.
const LINES: &[(Line, Trade, &str, ComponentKind, usize)] = &[
    (Line::Du, Radio, "du", Software, 850),
    (Line::Cu, Radio, "cu", Software, 600),
    (Line::Ru, Radio, "ru", Software, 800),
    (Line::RuBoardA, Radio, "unit-a", Hardware, 0),
    (Line::RuBoardB, Radio, "unit-b", Hardware, 0),
    (Line::RuFirmware, Radio, "unit-firmware", Firmware, 500),
    (Line::DuBoard, Radio, "baseband", Hardware, 0),
    (Line::DuFirmware, Radio, "baseband-firmware", Firmware, 500),
    (Line::RadioManager, Radio, "radio-manager", Software, 0),
    (Line::Amf, Core, "amf", Software, 200),
    (Line::Smf, Core, "smf", Software, 200),
    (Line::Upf, Core, "upf", Software, 300),
    (Line::Services, Core, "services", Software, 0),
    (Line::Subscribers, Core, "subscribers", Software, 0),
    (Line::Ims, Core, "ims", Software, 0),
    (Line::Interception, Core, "interception", Software, 0),
    (Line::Charging, Core, "charging", Software, 0),
    (Line::CoreManager, Core, "core-manager", Software, 0),
    (Line::SiteRouter, Transport, "site-system", Software, 700),
    (Line::SiteRouterBoard, Transport, "site-router", Hardware, 0),
    (Line::Router, Transport, "router-system", Software, 500),
    (Line::RouterBoard, Transport, "router", Hardware, 0),
    (Line::Optical, Transport, "optical-system", Software, 0),
    (Line::OpticalBoard, Transport, "optical-shelf", Hardware, 0),
    (Line::Microwave, Transport, "link-system", Software, 300),
    (Line::MicrowaveBoard, Transport, "link", Hardware, 0),
    (Line::Firewall, Transport, "firewall", Software, 0),
    (
        Line::TransportManager,
        Transport,
        "transport-manager",
        Software,
        0,
    ),
    (Line::Node, Cloud, "node", Software, 300),
    (Line::Guest, Cloud, "guest", Software, 0),
    (Line::Cluster, Cloud, "cluster", Software, 0),
    (Line::Hypervisor, Cloud, "hypervisor", Software, 300),
    (Line::Vim, Cloud, "machines", Software, 0),
    (Line::Orchestrator, Cloud, "orchestrator", Software, 0),
    (Line::Lifecycle, Cloud, "lifecycle", Software, 0),
    (Line::ServerA, Servers, "server-a", Hardware, 0),
    (Line::ServerB, Servers, "server-b", Hardware, 0),
    (
        Line::ServerFirmware,
        Servers,
        "server-firmware",
        Firmware,
        0,
    ),
    (Line::ServerController, Servers, "controller", Firmware, 0),
    (
        Line::NetworkManager,
        Management,
        "network-manager",
        Software,
        0,
    ),
    (
        Line::RadioOrchestrator,
        Management,
        "radio-orchestrator",
        Software,
        0,
    ),
    (Line::Business, Management, "business", Software, 0),
    (Line::Security, Management, "security", Software, 0),
];

/// One product of one supplier.
pub(crate) struct Product {
    pub(crate) id: String,
    trade: Trade,
    slot: usize,
    word: &'static str,
    kind: ComponentKind,
    /// Whether its updates go out in waves.
    pub(crate) staged: bool,
    versions: Versions,
    /// Parts inside.
    inside: Vec<usize>,
}

/// All products.
pub(crate) struct Products {
    pub(crate) all: Vec<Product>,
    shelf: BTreeMap<(Line, usize), usize>,
}

impl Products {
    /// About so many releases in all.
    pub(crate) fn new(seed: u64, parties: &Parties, parts: &Parts, releases: usize) -> Products {
        let lines = LINES.iter().map(|(_, trade, ..)| trade.suppliers());
        let each = releases / lines.sum::<usize>().max(1);
        let mut products = Products {
            all: Vec::new(),
            shelf: BTreeMap::new(),
        };
        for (line, trade, word, kind, staged) in LINES {
            for slot in 0..trade.suppliers() {
                let n = products.all.len();
                let mut dice = Dice::of(seed, "product", &[n as u64]);
                let supplier = parties.supplier(*trade, slot);
                let count = dice.between((each * 3 / 4).max(2), (each * 5 / 4).max(3));
                let versions = match kind {
                    Hardware => Versions::boards(&mut dice, count.min(6)),
                    _ => Versions::semantic(&mut dice, count + count / 4),
                };
                products.shelf.insert((*line, slot), n);
                products.all.push(Product {
                    id: format!("{}-{word}", supplier.id),
                    trade: *trade,
                    slot,
                    word,
                    kind: *kind,
                    staged: dice.per_mille(*staged),
                    versions,
                    inside: Vec::new(),
                });
            }
        }
        products.fill(seed, parts);
        products
    }

    /// Puts parts into whatever is code.
    fn fill(&mut self, seed: u64, parts: &Parts) {
        let code: Vec<usize> = (0..self.all.len())
            .filter(|n| self.all[*n].kind != Hardware)
            .collect();
        for (nth, n) in code.iter().enumerate() {
            self.all[*n].inside = parts.of_product(seed, nth, code.len());
        }
    }

    /// The product of a line that the supplier in a place of its trade sells.
    pub(crate) fn of(&self, line: Line, slot: usize) -> &Product {
        &self.all[self.shelf[&(line, slot)]]
    }

    /// Releases in all.
    pub(crate) fn releases(&self) -> usize {
        self.all.iter().map(|p| p.versions.count()).sum()
    }

    /// The files in `components/`.
    pub(crate) fn files<'a>(
        &'a self,
        seed: u64,
        parties: &'a Parties,
        parts: &'a Parts,
        said: &'a str,
    ) -> impl Iterator<Item = (String, String)> + 'a {
        self.all.iter().enumerate().map(move |(n, product)| {
            let mut dice = Dice::of(seed, "keys of a product", &[n as u64]);
            let path = format!("components/{}.toml", product.id);
            (path, product.file(&mut dice, parties, parts, said))
        })
    }
}

impl Product {
    /// A release by its position from the newest.
    pub(crate) fn release(&self, nth: usize) -> String {
        format!("{}@{}", self.id, self.versions.nth(nth).text)
    }

    /// How many versions there are.
    pub(crate) fn versions(&self) -> usize {
        self.versions.count()
    }

    fn file(&self, dice: &mut Dice, parties: &Parties, parts: &Parts, said: &str) -> String {
        let supplier = parties.supplier(self.trade, self.slot);
        let name = format!("{} {}", capital(&supplier.id), self.word.replace('-', " "));
        let mut toml = Toml::headed("Synthetic: no product of this name exists.");
        toml.text("id", &self.id)
            .text("name", &name)
            .text("supplier", &supplier.id)
            .text("kind", self.kind.word());
        if self.kind == Hardware {
            toml.text("routes", "none").text("source", said);
            for (_, version) in self.versions.by_age() {
                version.begin(&mut toml);
            }
            return toml.finish();
        }
        // What stands above many others is looked at before it is signed.
        let unseen = match self.trade {
            Management | Cloud => [6, 84, 10],
            _ => [22, 60, 18],
        };
        match dice.weighted(&unseen) {
            0 => toml.plain("auto_sign", "true"),
            1 => toml.plain("auto_sign", "false"),
            _ => &mut toml,
        };
        toml.text("source", said);
        // Of a few products nobody said how they are updated.
        if self.staged || !dice.per_mille(30) {
            self.route(&mut toml, dice, parties);
        }
        let whole = !dice.per_mille(150);
        for (age, version) in self.versions.by_age() {
            version.begin(&mut toml);
            parts.contents(&mut toml, &self.inside, age, whole);
        }
        toml.finish()
    }

    fn route(&self, toml: &mut Toml, dice: &mut Dice, parties: &Parties) {
        let supplier = parties.supplier(self.trade, self.slot).id.as_str();
        let id = |of: &[usize], dice: &mut Dice| parties.all[*dice.one(of)].id.clone();
        let kind = match dice.per_mille(60) {
            true => RouteKind::UnsignedUpdate,
            false => RouteKind::SignedUpdate,
        };
        toml.table("route")
            .text("id", &format!("{}-update", self.id))
            .text("kind", kind.word());
        let integrator = id(&parties.integrators, dice);
        let service = id(&parties.services, dice);
        let lab = id(&parties.labs, dice);
        let operator = dice.one(&parties.operators).clone();
        let keys = match self.trade {
            Management => [15, 5, 45, 15, 20, 0, 0],
            _ => [52, 14, 12, 8, 7, 4, 3],
        };
        match dice.weighted(&keys) {
            0 => toml.texts("keyholders", &[supplier]),
            1 => toml
                .texts("keyholders", &[supplier, &integrator])
                .plain("threshold", "1"),
            2 => toml
                .texts("keyholders", &[supplier, &operator, &lab])
                .plain("threshold", "2"),
            3 => toml
                .texts("keyholders", &[supplier, &service])
                .plain("threshold", "2"),
            4 => toml
                .texts("keyholders", &[supplier, &integrator, &service])
                .plain("threshold", "2"),
            // How many must act is not stated, or who at all.
            5 => toml.texts("keyholders", &[supplier, "?"]),
            _ => toml,
        };
        let mut guards: Vec<(SafeguardKind, String)> = Vec::new();
        if self.staged {
            guards.push((SafeguardKind::StagedRollout, String::new()));
        }
        match dice.weighted(&[12, 8, 10, 5, 65]) {
            0 => guards.push((SafeguardKind::SecondSignature, operator)),
            1 => guards.push((SafeguardKind::SecondSignature, lab)),
            2 => guards.push((SafeguardKind::IndependentVerification, lab)),
            3 => guards.push((SafeguardKind::Approval, String::new())),
            _ => {}
        }
        if guards.is_empty() && !dice.per_mille(150) {
            toml.text("safeguards", "none");
        }
        for (kind, party) in guards {
            toml.table("route.safeguard")
                .text("kind", kind.word())
                .text("party", &party);
        }
    }
}

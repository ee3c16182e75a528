//! What stands in data centres: the core by region and for the nation, what manages, and what carries.

use crate::dice::Dice;
use crate::group::{Group, Pool, cell};
use crate::local::Managers;
use crate::market::{Site, Stack};
use crate::nation::Nation;
use crate::parties::Trade;
use crate::products::Line;

/// A function of a data centre: its name, its word in ids, the line and trade it is bought from, how many
/// there are at least, for how many places one more is added, and of a hundred members how many must work.
type Row = (&'static str, &'static str, Line, Trade, usize, usize, usize);

use Trade::{Cloud, Core, Management, Radio, Transport};

/// In the centre of each region. They serve the region.
const REGIONAL: &[Row] = &[
    ("AMF", "amf", Line::Amf, Core, 2, 60, 60),
    ("SMF", "smf", Line::Smf, Core, 2, 60, 60),
    ("UPF", "upf", Line::Upf, Core, 2, 12, 70),
    ("P-CSCF", "p-cscf", Line::Ims, Core, 2, 120, 50),
    ("gNB-CU", "cu", Line::Cu, Radio, 2, 8, 80),
    ("SecGW", "secgw", Line::Firewall, Transport, 2, 60, 60),
    (
        "firewall",
        "firewall",
        Line::Firewall,
        Transport,
        2,
        100,
        50,
    ),
];

/// In the national centre. They serve every place of the operator.
const NATIONAL: &[Row] = &[
    ("NRF", "nrf", Line::Services, Core, 2, 2_000, 50),
    ("SCP", "scp", Line::Services, Core, 2, 1_000, 50),
    ("AUSF", "ausf", Line::Subscribers, Core, 2, 1_000, 50),
    ("UDM", "udm", Line::Subscribers, Core, 3, 800, 60),
    ("UDR", "udr", Line::Subscribers, Core, 3, 800, 60),
    ("PCF", "pcf", Line::Services, Core, 2, 800, 60),
    ("NSSF", "nssf", Line::Services, Core, 2, 4_000, 50),
    ("BSF", "bsf", Line::Services, Core, 2, 4_000, 50),
    ("NEF", "nef", Line::Services, Core, 2, 4_000, 50),
    ("CHF", "chf", Line::Charging, Core, 2, 1_000, 50),
    ("SMSF", "smsf", Line::Services, Core, 2, 4_000, 50),
    ("SEPP", "sepp", Line::Services, Core, 2, 4_000, 50),
    ("5G-EIR", "eir", Line::Subscribers, Core, 2, 8_000, 50),
    ("LMF", "lmf", Line::Services, Core, 2, 2_000, 50),
    ("NWDAF", "nwdaf", Line::Services, Core, 1, 4_000, 50),
    ("CBC", "cbc", Line::Services, Core, 2, 8_000, 50),
    ("I-CSCF", "i-cscf", Line::Ims, Core, 2, 2_000, 50),
    ("S-CSCF", "s-cscf", Line::Ims, Core, 2, 1_000, 50),
    ("TAS", "tas", Line::Ims, Core, 2, 1_000, 50),
    ("E-CSCF", "e-cscf", Line::Ims, Core, 2, 8_000, 50),
    ("MRF", "mrf", Line::Ims, Core, 2, 2_000, 50),
    ("BGCF", "bgcf", Line::Ims, Core, 2, 8_000, 50),
    ("IBCF", "ibcf", Line::Ims, Core, 2, 2_000, 50),
    ("ADMF", "admf", Line::Interception, Core, 1, 8_000, 100),
    ("LIPF", "lipf", Line::Interception, Core, 1, 8_000, 100),
    ("MDF2", "mdf2", Line::Interception, Core, 2, 4_000, 50),
    ("MDF3", "mdf3", Line::Interception, Core, 2, 4_000, 50),
    (
        "signalling-firewall",
        "sigfw",
        Line::Firewall,
        Transport,
        2,
        4_000,
        50,
    ),
    ("IPX-gateway", "ipx", Line::Services, Core, 2, 8_000, 50),
    ("NFVO", "nfvo", Line::Orchestrator, Cloud, 2, 100_000, 50),
    (
        "SMO",
        "smo",
        Line::RadioOrchestrator,
        Management,
        2,
        100_000,
        50,
    ),
    (
        "Non-RT-RIC",
        "ric",
        Line::RadioOrchestrator,
        Management,
        2,
        4_000,
        50,
    ),
    (
        "NMS",
        "nms",
        Line::NetworkManager,
        Management,
        2,
        100_000,
        50,
    ),
    ("OSS", "oss", Line::Business, Management, 2, 2_000, 50),
    ("BSS", "bss", Line::Business, Management, 2, 2_000, 50),
    (
        "provisioning",
        "provisioning",
        Line::Business,
        Management,
        2,
        8_000,
        50,
    ),
    (
        "eSIM-platform",
        "esim",
        Line::Business,
        Management,
        1,
        8_000,
        50,
    ),
    ("DNS", "dns", Line::Security, Management, 2, 1_000, 50),
    ("PKI-CA", "pki", Line::Security, Management, 2, 8_000, 50),
    ("log-store", "log", Line::Security, Management, 1, 1_000, 50),
    (
        "jump-host",
        "jump",
        Line::Security,
        Management,
        2,
        4_000,
        50,
    ),
    (
        "software-depot",
        "depot",
        Line::Security,
        Management,
        1,
        8_000,
        50,
    ),
    (
        "time-source",
        "time",
        Line::Security,
        Management,
        2,
        1_000,
        50,
    ),
];

/// Elements of one data centre in the making.
pub(crate) struct Centre<'a> {
    nation: &'a Nation,
    site: Site,
    place: String,
    /// Of ids, up to the word.
    base: String,
    /// Places that hang on it.
    places: usize,
    serves: String,
    managers: Managers,
    hosts: usize,
    groups: Vec<Group>,
    pools: Vec<Pool>,
}

/// Some elements that stand in for each other.
struct Members<'a> {
    function: &'static str,
    word: &'a str,
    /// Suppliers, each with how many members; then which stack they have in a generation.
    of: Vec<(usize, usize)>,
    stack: &'a dyn Fn(usize, usize) -> Stack,
    hosted: bool,
    manager: String,
    /// How many must work; `None` when they are in no pool.
    needed: Option<usize>,
}

impl Nation {
    /// The data centre of a site at a place, with so many places on it.
    pub(crate) fn centre(&self, site: Site, place: &str, places: usize) -> (Vec<Group>, Vec<Pool>) {
        let (base, serves) = match site.region {
            None => (format!("{place}/national-"), "*".to_owned()),
            Some(region) => {
                let name = &self.land.regions[region].name;
                (format!("{place}/"), format!("region={name}"))
            }
        };
        let mut centre = Centre {
            nation: self,
            site,
            place: place.to_owned(),
            base,
            places,
            serves,
            managers: self.managers(site),
            hosts: 0,
            groups: Vec::new(),
            pools: Vec::new(),
        };
        match site.region {
            None => centre.national(),
            Some(region) => centre.regional(region),
        }
        (centre.groups, centre.pools)
    }
}

/// Shares a number of members between two suppliers: a third for the second one.
fn between((first, second): (usize, usize), count: usize) -> Vec<(usize, usize)> {
    let for_second = if first == second { 0 } else { count / 3 };
    vec![(first, count - for_second), (second, for_second)]
}

impl Centre<'_> {
    fn count(&self, row: &Row) -> usize {
        row.4 + self.places / row.5
    }

    fn national(&mut self) {
        let rows: usize = NATIONAL.iter().map(|row| self.count(row)).sum();
        self.hosts = (rows + 10) / 5 + 2;
        self.cloud();
        for row in NATIONAL {
            let manager = match row.1 {
                "nms" | "smo" => "none".to_owned(),
                "nfvo" => "none".to_owned(),
                _ if row.3 == Core => {
                    [self.managers.hosted(), self.managers.above("ems-core")].join(";")
                }
                _ => self.managers.hosted(),
            };
            self.row(row, manager);
        }
        let market = self.nation.market();
        let (site, slots) = (self.site, market.pair(self.site, Core));
        self.members(Members {
            function: "EMS",
            word: "ems-core",
            of: vec![(slots.0, 2)],
            stack: &|slot, _| market.hosted(site, Line::CoreManager, slot, 0),
            hosted: true,
            manager: self.managers.above("nms"),
            needed: None,
        });
        self.routers("peering-router", "peering", 2 + self.places / 2_000, 1);
    }

    fn regional(&mut self, region: usize) {
        let rows: usize = REGIONAL.iter().map(|row| self.count(row)).sum();
        self.hosts = (rows + 12) / 5 + 2;
        self.cloud();
        for row in REGIONAL {
            let manager = match row.3 {
                Core => [self.managers.hosted(), self.managers.above("ems-core")].join(";"),
                Radio => {
                    let slot = self.nation.market().pair(self.site, Radio).0;
                    [self.managers.hosted(), self.managers.radio(slot)].join(";")
                }
                _ => self.managers.transport(),
            };
            self.row(row, manager);
        }
        self.element_managers();
        // Two routers at each node of the backbone in the region; half of them carry it.
        let nodes = self.nation.land.regions[region].nodes.clone();
        self.routers("P-router", "backbone", 2 * nodes.len(), nodes.len());
        // Each ring of aggregation has two heads.
        let rings = self.places.div_ceil(12);
        self.routers("PE-router", "head", 2 * rings, rings);
        let ends: usize = nodes
            .iter()
            .map(|node| self.nation.backbone.neighbours(*node).count())
            .sum();
        if ends > 0 {
            self.optical(ends, nodes.len().min(ends));
        }
    }

    /// A row of the tables above: functions on hosts.
    fn row(&mut self, row: &Row, manager: String) {
        let (function, word, line, trade, .., percent) = *row;
        let market = self.nation.market();
        let (site, count) = (self.site, self.count(row));
        self.members(Members {
            function,
            word,
            of: between(market.pair(site, trade), count),
            stack: &|slot, generation| market.hosted(site, line, slot, generation),
            hosted: true,
            manager,
            needed: Some((count * percent).div_ceil(100)),
        });
    }

    /// Hosts, and what manages them.
    fn cloud(&mut self) {
        let market = self.nation.market();
        let site = self.site;
        let above = self.managers.above("nfvo");
        let (function, word, line) = match self.managers.containers {
            true => ("CISM", "cism", Line::Cluster),
            false => ("VIM", "vim", Line::Vim),
        };
        let first = |trade: Trade, count: usize| vec![(market.pair(site, trade).0, count)];
        self.members(Members {
            function: self.managers.host_function(),
            word: "host",
            of: first(Trade::Servers, self.hosts),
            stack: &|_, generation| market.server(site, generation),
            hosted: false,
            manager: self.managers.cloud(),
            needed: None,
        });
        self.members(Members {
            function,
            word,
            of: first(Cloud, 3),
            stack: &|slot, _| market.hosted(site, line, slot, 0),
            hosted: true,
            manager: above.clone(),
            needed: None,
        });
        if !self.managers.containers {
            self.members(Members {
                function: "VNFM",
                word: "vnfm",
                of: first(Cloud, 2),
                stack: &|slot, _| market.hosted(site, Line::Lifecycle, slot, 0),
                hosted: true,
                manager: above,
                needed: None,
            });
        }
    }

    /// A management system for each supplier of radio, and one for transport.
    fn element_managers(&mut self) {
        let market = self.nation.market();
        let site = self.site;
        let (first, second) = market.pair(site, Radio);
        let mut slots = vec![first, second];
        slots.dedup();
        for slot in slots {
            self.members(Members {
                function: "EMS",
                word: &format!("ems-radio-{}", slot + 1),
                of: vec![(slot, 2)],
                stack: &|slot, _| market.hosted(site, Line::RadioManager, slot, 0),
                hosted: true,
                manager: self.managers.above("smo"),
                needed: None,
            });
        }
        self.members(Members {
            function: "EMS",
            word: "ems-transport",
            of: vec![(market.pair(site, Transport).0, 2)],
            stack: &|slot, _| market.hosted(site, Line::TransportManager, slot, 0),
            hosted: true,
            manager: self.managers.above("nms"),
            needed: None,
        });
    }

    fn routers(&mut self, function: &'static str, word: &str, count: usize, needed: usize) {
        let market = self.nation.market();
        let site = self.site;
        let manager = match site.region {
            None => self.managers.above("nms"),
            Some(_) => self.managers.transport(),
        };
        self.members(Members {
            function,
            word,
            of: between(market.pair(site, Transport), count),
            stack: &|slot, generation| {
                let (board, system) = ([(Line::RouterBoard, slot)], [(Line::Router, slot)]);
                market.stack(site, [&board, &[], &[], &system], generation)
            },
            hosted: false,
            manager,
            needed: Some(needed),
        });
    }

    /// An optical terminal at each end of each link. As many as there are nodes keep them together.
    fn optical(&mut self, count: usize, needed: usize) {
        let market = self.nation.market();
        let site = self.site;
        self.members(Members {
            function: "optical-node",
            word: "optical",
            of: between(market.pair(site, Transport), count),
            stack: &|slot, generation| {
                let (board, system) = ([(Line::OpticalBoard, slot)], [(Line::Optical, slot)]);
                market.stack(site, [&board, &[], &[], &system], generation)
            },
            hosted: false,
            manager: self.managers.transport(),
            needed: Some(needed),
        });
    }

    /// Adds elements: of each supplier three quarters are new, and where updates go out in waves, one is in
    /// the first.
    fn members(&mut self, members: Members<'_>) {
        let stem = format!("{}{}", self.base, members.word);
        let pool = members.needed.map_or(String::new(), |_| stem.clone());
        let mut next = 1;
        for (slot, count) in members.of {
            let old = count / 4;
            for (generation, count) in [(0, count - old), (1, old)] {
                let stack = (members.stack)(slot, generation);
                let waves = match stack.staged {
                    true => [("1", count.min(1)), ("2", count.saturating_sub(1))],
                    false => [("", count), ("", 0)],
                };
                for (wave, count) in waves.into_iter().filter(|(_, count)| *count > 0) {
                    let mut group = self.group(&stem, next, count, &stack);
                    group.cells[cell::FUNCTION] = members.function.to_owned();
                    group.cells[cell::POOL].clone_from(&pool);
                    group.cells[cell::MANAGER].clone_from(&members.manager);
                    wave.clone_into(&mut group.cells[cell::WAVE]);
                    if members.hosted {
                        group.hosts = Some((format!("{}host", self.base), self.hosts));
                    }
                    next += count;
                    self.groups.push(group);
                }
            }
        }
        if let Some(needed) = members.needed {
            let nth = self.pools.len() as u64;
            let numbers = [self.site.operator as u64, nth, self.places as u64];
            let stated = !Dice::of(self.nation.seed, "needed of a pool", &numbers).per_mille(20);
            self.pools.push(Pool {
                id: stem,
                function: members.function,
                operator: self.site.operator,
                needed: stated.then_some(needed.clamp(1, next - 1)),
                serves: self.serves.clone(),
            });
        }
    }

    fn group(&self, stem: &str, first: usize, count: usize, stack: &Stack) -> Group {
        let operator = self.nation.parties.operators[self.site.operator].clone();
        Group {
            stem: stem.to_owned(),
            first,
            count,
            cells: [
                String::new(),
                operator,
                self.place.clone(),
                String::new(),
                "none".to_owned(),
                String::new(),
                stack.hardware.clone(),
                stack.firmware.clone(),
                stack.platform.clone(),
                stack.application.clone(),
                String::new(),
            ],
            hosts: None,
            hole: None,
        }
    }
}

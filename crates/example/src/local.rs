//! What stands at a place: radio and its units, servers, routers, links.

use crate::dice::Dice;
use crate::group::{Group, Hole, cell, numbered};
use crate::land::Place;
use crate::market::{Site, Stack};
use crate::nation::Nation;
use crate::parties::Trade;
use crate::products::Line;

/// The kinds of groups at a place, for counting those that are misspelt.
pub(crate) const KINDS: usize = 7;

/// Each so many-th group of a place has its function misspelt.
pub(crate) const MISSPELT_EVERY: usize = 997;

/// The elements of a place, and how many there are.
pub(crate) struct Local<'a> {
    nation: &'a Nation,
    nth: usize,
    place: &'a Place,
    site: Site,
    dice: Dice,
    groups: Vec<Group>,
}

impl Nation {
    /// So many elements at a place.
    pub(crate) fn local(&self, nth: usize, count: usize) -> Vec<Group> {
        let place = &self.land.places[nth];
        let site = Site {
            operator: place.operator,
            region: Some(place.region),
        };
        let mut local = Local {
            nation: self,
            nth,
            place,
            site,
            dice: Dice::of(self.seed, "holes of a place", &[nth as u64]),
            groups: Vec::with_capacity(KINDS + 2),
        };
        local.fill(count);
        local.groups
    }

    /// The supplier of radio at a place: the second one of the region in a quarter of its towns.
    pub(crate) fn radio_supplier(&self, place: &Place) -> usize {
        let site = Site {
            operator: place.operator,
            region: Some(place.region),
        };
        let (first, second) = self.market().pair(site, Trade::Radio);
        let numbers = [place.operator as u64, place.town as u64];
        match Dice::of(self.seed, "radio of a town", &numbers).per_mille(250) {
            true => second,
            false => first,
        }
    }

    /// How many distributed units there are among so many elements of a place.
    pub(crate) fn units(count: usize) -> usize {
        (count / 10).max(1).min(count)
    }
}

impl Local<'_> {
    fn fill(&mut self, count: usize) {
        let sites = Nation::units(count);
        let virtual_radio = self.nation.market().virtual_radio(self.site);
        let mut left = count;
        let mut take = |wanted: usize| {
            let taken = wanted.min(left);
            left -= taken;
            taken
        };
        let units = take(sites);
        let gateways = take(sites);
        let servers = take(if virtual_radio { sites.div_ceil(4) } else { 0 });
        let links = take(sites * 2 / 5);
        let routers = take(if count >= 40 { 2 } else { 0 });
        self.radio(units, servers, left);
        self.transport(gateways, links, routers);
        let managers = self.nation.managers(self.site);
        let server = self
            .nation
            .market()
            .server(self.site, self.place.generation);
        let function = managers.host_function();
        let group = self.group(function, "server", servers, &server, &managers.cloud());
        self.push(group, 6);
        self.groups.retain(|group| group.count > 0);
        self.groups
            .sort_by(|a, b| (&a.stem, a.first).cmp(&(&b.stem, b.first)));
    }

    /// Distributed units, on so many servers or on boards, and radio units: two of three with one board.
    fn radio(&mut self, units: usize, servers: usize, radios: usize) {
        let market = self.nation.market();
        let (site, generation) = (self.site, self.place.generation);
        let slot = self.nation.radio_supplier(self.place);
        let manager = self.nation.managers(site).radio(slot);
        let stack = match servers > 0 {
            true => market.hosted(site, Line::Du, slot, generation),
            false => {
                let (board, code) = ([(Line::DuBoard, slot)], [(Line::DuFirmware, slot)]);
                market.stack(site, [&board, &code, &[], &[(Line::Du, slot)]], generation)
            }
        };
        self.units(units, stack, servers, &manager);
        let first = radios * 2 / 3;
        for (line, word, count) in [
            (Line::RuBoardA, "ru-a", first),
            (Line::RuBoardB, "ru-b", radios - first),
        ] {
            let (board, code) = ([(line, slot)], [(Line::RuFirmware, slot)]);
            let layers: [&[(Line, usize)]; 4] = [&board, &code, &[], &[(Line::Ru, slot)]];
            let stack = market.stack(site, layers, generation);
            let mut group = self.group("gNB-RU", word, count, &stack, &manager);
            if generation == 2 && market.unrecorded(site, "firmware of radio units", 300) {
                blank(&mut group, cell::FIRMWARE, Hole::Firmware);
            }
            self.push(group, 1);
        }
    }

    /// Gateways and links of radio sites, and the routers of a ring. Some do not say what manages them.
    fn transport(&mut self, gateways: usize, links: usize, routers: usize) {
        let market = self.nation.market();
        let site = self.site;
        let slot = market.pair(site, Trade::Transport).0;
        let manager = self.nation.managers(site).transport();
        for (kind, function, word, count, board, system, forgotten) in [
            (
                3,
                "cell-site-gateway",
                "gateway",
                gateways,
                Line::SiteRouterBoard,
                Line::SiteRouter,
                30,
            ),
            (
                4,
                "microwave-link",
                "link",
                links,
                Line::MicrowaveBoard,
                Line::Microwave,
                50,
            ),
            (
                5,
                "router",
                "ring",
                routers,
                Line::RouterBoard,
                Line::Router,
                0,
            ),
        ] {
            let layers: [&[(Line, usize)]; 4] = [&[(board, slot)], &[], &[], &[(system, slot)]];
            let stack = market.stack(site, layers, self.place.generation);
            let mut group = self.group(function, word, count, &stack, &manager);
            if self.dice.per_mille(forgotten) {
                blank(&mut group, cell::MANAGER, Hole::Manager);
            }
            self.push(group, kind);
        }
    }

    /// Distributed units: on the servers of the place in turn, or on boards of their own.
    fn units(&mut self, count: usize, stack: Stack, servers: usize, manager: &str) {
        let mut group = self.group("gNB-DU", "du", count, &stack, manager);
        if servers > 0 {
            group.hosts = Some((format!("{}/server", self.place.id), servers));
        }
        if self.nation.pooled.contains(&self.nth) {
            group.cells[cell::POOL] = format!("{}/du", self.place.id);
        }
        if servers > 0 && self.dice.per_mille(40) {
            group.hosts = None;
            blank(&mut group, cell::HOST, Hole::Host);
        } else if stack.staged && self.dice.per_mille(15) {
            blank(&mut group, cell::WAVE, Hole::Wave);
        }
        self.push(group, 0);
    }

    fn group(
        &self,
        function: &str,
        word: &str,
        count: usize,
        stack: &Stack,
        manager: &str,
    ) -> Group {
        let wave = match stack.staged {
            true => self.place.wave.to_string(),
            false => String::new(),
        };
        Group {
            stem: format!("{}/{word}", self.place.id),
            first: 1,
            count,
            cells: [
                function.to_owned(),
                self.nation.parties.operators[self.place.operator].clone(),
                self.place.id.clone(),
                String::new(),
                "none".to_owned(),
                manager.to_owned(),
                stack.hardware.clone(),
                stack.firmware.clone(),
                stack.platform.clone(),
                stack.application.clone(),
                wave,
            ],
            hosts: None,
            hole: None,
        }
    }

    /// Adds a group. Now and then somebody misspelt its function.
    fn push(&mut self, mut group: Group, kind: usize) {
        let all = self.nation.land.places.len() * KINDS;
        let every = MISSPELT_EVERY.min(all / 2).max(1);
        let hit = (self.nth * KINDS + kind) % every == every / 2;
        // A pool would be left without its members, which is another fault than a slip of the hand.
        if hit && group.hole.is_none() && group.count > 0 && group.cells[cell::POOL].is_empty() {
            group.cells[cell::FUNCTION] = misspelt(&group.cells[cell::FUNCTION]);
            group.hole = Some(Hole::Misspelt);
        }
        self.groups.push(group);
    }
}

fn blank(group: &mut Group, at: usize, hole: Hole) {
    group.cells[at].clear();
    group.hole = Some(hole);
}

/// A word with its last two letters exchanged: no function is called that.
fn misspelt(function: &str) -> String {
    let mut letters: Vec<char> = function.chars().collect();
    match letters.as_mut_slice() {
        [.., a, b] if a != b => std::mem::swap(a, b),
        _ => letters.push('x'),
    }
    letters.into_iter().collect()
}

/// Who manages what at a site, as cells of the table.
pub(crate) struct Managers {
    /// Ids of the centre, up to the word.
    pub(crate) centre: String,
    /// Ids of the national centre, up to the word.
    pub(crate) national: String,
    pub(crate) containers: bool,
}

impl Managers {
    fn two(stem: &str) -> String {
        [numbered(stem, 1), numbered(stem, 2)].join(";")
    }

    /// The management system of a supplier of radio.
    pub(crate) fn radio(&self, slot: usize) -> String {
        Managers::two(&format!("{}ems-radio-{}", self.centre, slot + 1))
    }

    /// The management system of transport.
    pub(crate) fn transport(&self) -> String {
        Managers::two(&format!("{}ems-transport", self.centre))
    }

    /// What manages the machines.
    pub(crate) fn cloud(&self) -> String {
        let word = if self.containers { "cism" } else { "vim" };
        Managers::two(&format!("{}{word}", self.centre))
    }

    /// What manages functions that run on the machines.
    pub(crate) fn hosted(&self) -> String {
        match self.containers {
            true => self.cloud(),
            false => Managers::two(&format!("{}vnfm", self.centre)),
        }
    }

    /// Managers of managers, by their word.
    pub(crate) fn above(&self, word: &str) -> String {
        Managers::two(&format!("{}{word}", self.national))
    }

    /// What a machine of the operator is called.
    pub(crate) fn host_function(&self) -> &'static str {
        match self.containers {
            true => "CIS-host",
            false => "NFVI-host",
        }
    }
}

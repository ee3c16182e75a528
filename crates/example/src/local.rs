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
        let market = self.nation.market();
        let (site, generation) = (self.site, self.place.generation);
        let radio = self.nation.radio_supplier(self.place);
        let transport = market.pair(site, Trade::Transport).0;
        let sites = Nation::units(count);
        let virtual_radio = market.virtual_radio(site);
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
        let first = take(left_of(count, [units, gateways, servers, links, routers]) * 2 / 3);
        let second = left;

        let managers = self.nation.managers(site);
        let radio_manager = managers.radio(radio);
        let transport_manager = managers.transport();
        let unit = match virtual_radio {
            true => market.hosted(site, Line::Du, radio, generation),
            false => market.stack(
                site,
                [
                    &[(Line::DuBoard, radio)],
                    &[(Line::DuFirmware, radio)],
                    &[],
                    &[(Line::Du, radio)],
                ],
                generation,
            ),
        };
        self.units(units, unit, servers, &radio_manager);
        let board = |line: Line| {
            let firmware = [(Line::RuFirmware, radio)];
            let layers: [&[(Line, usize)]; 4] =
                [&[(line, radio)], &firmware, &[], &[(Line::Ru, radio)]];
            market.stack(site, layers, generation)
        };
        for (line, word, n) in [
            (Line::RuBoardA, "ru-a", first),
            (Line::RuBoardB, "ru-b", second),
        ] {
            let mut group = self.group("gNB-RU", word, n, &board(line), &radio_manager);
            if generation == 2 && market.unrecorded(site, "firmware of radio units", 300) {
                blank(&mut group, cell::FIRMWARE, Hole::Firmware);
            }
            self.push(group, 1);
        }
        let own = |board: Line, system: Line| {
            let layers: [&[(Line, usize)]; 4] =
                [&[(board, transport)], &[], &[], &[(system, transport)]];
            market.stack(site, layers, generation)
        };
        let stack = own(Line::SiteRouterBoard, Line::SiteRouter);
        let mut group = self.group(
            "cell-site-gateway",
            "gateway",
            gateways,
            &stack,
            &transport_manager,
        );
        if self.dice.per_mille(30) {
            blank(&mut group, cell::MANAGER, Hole::Manager);
        }
        self.push(group, 3);
        let stack = own(Line::MicrowaveBoard, Line::Microwave);
        let mut group = self.group("microwave-link", "link", links, &stack, &transport_manager);
        if self.dice.per_mille(50) {
            blank(&mut group, cell::MANAGER, Hole::Manager);
        }
        self.push(group, 4);
        let stack = own(Line::RouterBoard, Line::Router);
        let group = self.group("router", "ring", routers, &stack, &transport_manager);
        self.push(group, 5);
        let function = managers.host_function();
        let server = market.server(site, generation);
        let group = self.group(function, "server", servers, &server, &managers.cloud());
        self.push(group, 6);
        self.groups.retain(|group| group.count > 0);
        self.groups
            .sort_by(|a, b| (&a.stem, a.first).cmp(&(&b.stem, b.first)));
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

fn left_of(count: usize, taken: [usize; 5]) -> usize {
    count - taken.iter().sum::<usize>()
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

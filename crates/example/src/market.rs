//! Who supplies whom, where, and with which versions.
//!
//! Choices are made for an operator and a region, never for a single element: so ten million elements show
//! some ten thousand kinds, as real inventories do.

use crate::dice::Dice;
use crate::parties::Trade;
use crate::products::{Line, Product, Products};

/// What an element is made of; each text is a cell of the table.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    pub(crate) hardware: String,
    pub(crate) firmware: String,
    pub(crate) platform: String,
    pub(crate) application: String,
    /// Whether any of its updates go out in waves.
    pub(crate) staged: bool,
}

/// A site of an operator: the national one, or one in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Site {
    pub(crate) operator: usize,
    /// `None`: the national one.
    pub(crate) region: Option<usize>,
}

impl Site {
    fn numbers(self) -> [u64; 2] {
        [
            self.operator as u64,
            self.region.map_or(0, |region| region as u64 + 1),
        ]
    }
}

/// The choices of all operators.
pub(crate) struct Market<'a> {
    pub(crate) seed: u64,
    pub(crate) products: &'a Products,
}

impl Market<'_> {
    /// The suppliers of an operator in a trade, in its order: two, or three where there are many.
    fn suppliers(&self, operator: usize, trade: Trade) -> Vec<usize> {
        let numbers = [operator as u64, trade as u64];
        let mut dice = Dice::of(self.seed, "suppliers of an operator", &numbers);
        let mut slots: Vec<usize> = (0..trade.suppliers()).collect();
        dice.shuffle(&mut slots);
        let most = if trade == Trade::Radio { 4 } else { 3 };
        slots.truncate(dice.between(2, most));
        slots
    }

    /// The supplier of a trade at a site, and the second one, which may be the same.
    pub(crate) fn pair(&self, site: Site, trade: Trade) -> (usize, usize) {
        let slots = self.suppliers(site.operator, trade);
        let [operator, region] = site.numbers();
        let numbers = [operator, region, trade as u64];
        let mut dice = Dice::of(self.seed, "suppliers of a site", &numbers);
        let first = slots[dice.weighted(&[55, 30, 10, 5][..slots.len()])];
        let second = match dice.per_mille(500) {
            true => *dice.one(&slots),
            false => first,
        };
        (first, second)
    }

    /// Whether the operator runs containers; otherwise virtual machines.
    pub(crate) fn containers(&self, operator: usize) -> bool {
        operator.is_multiple_of(2)
    }

    /// Whether base stations of a region run on servers; otherwise on boards of their own.
    pub(crate) fn virtual_radio(&self, site: Site) -> bool {
        Dice::of(self.seed, "virtual radio", &site.numbers()).per_mille(450)
    }

    /// Whether a region did not record something at the places where everything is old.
    pub(crate) fn unrecorded(&self, site: Site, what: &str, per_mille: usize) -> bool {
        Dice::of(self.seed, what, &site.numbers()).per_mille(per_mille)
    }

    /// The release of a line at a site, for things of a generation.
    fn release(
        &self,
        site: Site,
        line: Line,
        slot: usize,
        generation: usize,
    ) -> (String, &Product) {
        let product = self.products.of(line, slot);
        let [operator, region] = site.numbers();
        let numbers = [operator, region, line as u64, slot as u64];
        let mut dice = Dice::of(self.seed, "versions of a site", &numbers);
        // Weights fall with age; two thirds of the versions are within reach of the newest generation.
        let newest = dice.heavy_tailed(product.versions() * 2 / 3);
        let step = 1 + dice.below(1 + product.versions() / 8);
        (product.release(newest + generation * step), product)
    }

    /// A cell with releases of some lines, and whether any of them goes out in waves.
    fn cell(&self, site: Site, lines: &[(Line, usize)], generation: usize) -> (String, bool) {
        let mut staged = false;
        let mut cell = String::new();
        for (line, slot) in lines {
            let (release, product) = self.release(site, *line, *slot, generation);
            staged |= product.staged;
            if !cell.is_empty() {
                cell.push(';');
            }
            cell.push_str(&release);
        }
        match lines.is_empty() {
            true => ("none".to_owned(), false),
            false => (cell, staged),
        }
    }

    /// A stack of four layers, each with the lines in it.
    pub(crate) fn stack(
        &self,
        site: Site,
        layers: [&[(Line, usize)]; 4],
        generation: usize,
    ) -> Stack {
        let [hardware, firmware, platform, application] =
            layers.map(|lines| self.cell(site, lines, generation));
        Stack {
            staged: hardware.1 || firmware.1 || platform.1 || application.1,
            hardware: hardware.0,
            firmware: firmware.0,
            platform: platform.0,
            application: application.0,
        }
    }

    /// Something that runs on a host: a container, or a guest in a machine.
    pub(crate) fn hosted(&self, site: Site, line: Line, slot: usize, generation: usize) -> Stack {
        let cloud = self.pair(site, Trade::Cloud).0;
        let guest = [(Line::Guest, cloud)];
        let platform: &[(Line, usize)] = match self.containers(site.operator) {
            true => &[],
            false => &guest,
        };
        self.stack(site, [&[], &[], platform, &[(line, slot)]], generation)
    }

    /// A server that hosts others.
    pub(crate) fn server(&self, site: Site, generation: usize) -> Stack {
        let server = self.pair(site, Trade::Servers).0;
        let cloud = self.pair(site, Trade::Cloud).0;
        let board = match generation {
            0 => Line::ServerA,
            _ => Line::ServerB,
        };
        let node = match self.containers(site.operator) {
            true => Line::Node,
            false => Line::Hypervisor,
        };
        let firmware = [
            (Line::ServerFirmware, server),
            (Line::ServerController, server),
        ];
        self.stack(
            site,
            [&[(board, server)], &firmware, &[(node, cloud)], &[]],
            generation,
        )
    }
}

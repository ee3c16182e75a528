//! Who is there: operators, suppliers, integrators, holdings, authors of parts; all invented.

use keyholder_supply::{ControlHow, PartyKind, PresenceKind};

use crate::dice::Dice;
use crate::land::OPERATORS;
use crate::names::{Names, capital};
use crate::text::Toml;

/// A share of votes in percent.
#[derive(Clone, Copy)]
pub(crate) enum Percent {
    Exactly(usize),
    Between(usize, usize),
}

/// Who holds.
#[derive(Clone)]
pub(crate) enum Holder {
    Party(String),
    Country(String),
}

/// One file in `parties/`. An empty text is not stated.
pub(crate) struct Party {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: PartyKind,
    pub(crate) seat: String,
    managed_from: String,
    dispersed: usize,
    owners: Vec<(Holder, Percent)>,
    controlled_by: Vec<(Holder, ControlHow, bool)>,
    presence: Vec<(String, PresenceKind)>,
}

/// Suppliers of one kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trade {
    Radio,
    Core,
    Transport,
    Cloud,
    Servers,
    Management,
}

impl Trade {
    /// All, with how many suppliers each has, and the word in their names.
    pub(crate) const ALL: [(Trade, usize, &'static str); 6] = [
        (Trade::Radio, 4, "Radio"),
        (Trade::Core, 4, "Core"),
        (Trade::Transport, 3, "Transport"),
        (Trade::Cloud, 3, "Platforms"),
        (Trade::Servers, 3, "Servers"),
        (Trade::Management, 2, "Systems"),
    ];

    /// How many suppliers there are.
    pub(crate) fn suppliers(self) -> usize {
        Trade::ALL[self as usize].1
    }
}

/// All parties, and which of them do what. Numbers are positions in `all`.
pub(crate) struct Parties {
    pub(crate) all: Vec<Party>,
    /// Ids of the operators, the largest first.
    pub(crate) operators: Vec<String>,
    suppliers: Vec<Vec<usize>>,
    pub(crate) integrators: Vec<usize>,
    pub(crate) services: Vec<usize>,
    pub(crate) labs: Vec<usize>,
    pub(crate) authors: Vec<usize>,
}

/// A user-assigned code, from `XA` to `XZ`.
pub(crate) fn country(n: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    format!("X{letter}")
}

impl Parties {
    pub(crate) fn new(seed: u64, authors: usize) -> Parties {
        let mut parties = Parties {
            all: Vec::new(),
            operators: Vec::new(),
            suppliers: vec![Vec::new(); Trade::ALL.len()],
            integrators: Vec::new(),
            services: Vec::new(),
            labs: Vec::new(),
            authors: Vec::new(),
        };
        let mut maker = Maker {
            names: Names::of_firms(seed),
            dice: Dice::of(seed, "parties", &[]),
            holdings: Vec::new(),
            circle: Vec::new(),
        };
        maker.holdings(&mut parties.all, (authors / 12).clamp(14, 80));
        maker.operators(&mut parties);
        maker.firms(&mut parties);
        maker.authors(&mut parties, authors);
        parties
    }

    /// The supplier in a place of a trade.
    pub(crate) fn supplier(&self, trade: Trade, slot: usize) -> &Party {
        &self.all[self.suppliers[trade as usize][slot]]
    }

    /// Suppliers of networks, each once.
    pub(crate) fn suppliers(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.suppliers.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Makes parties one after the other.
struct Maker {
    names: Names,
    dice: Dice,
    holdings: Vec<String>,
    circle: Vec<String>,
}

impl Maker {
    fn company(&mut self, word: &str, seat: usize) -> Party {
        let id = self.names.next();
        let name = [capital(&id).as_str(), word].join(" ").trim().to_owned();
        Party {
            id,
            name,
            kind: PartyKind::Company,
            seat: country(seat),
            managed_from: String::new(),
            dispersed: 0,
            owners: Vec::new(),
            controlled_by: Vec::new(),
            presence: Vec::new(),
        }
    }

    fn seat(&mut self) -> usize {
        self.dice.heavy_tailed(26)
    }

    fn holding(&mut self) -> Holder {
        Holder::Party(self.dice.one(&self.holdings).clone())
    }

    /// Holdings: chains, some that belong to a country, and three that hold each other in a circle.
    fn holdings(&mut self, all: &mut Vec<Party>, count: usize) {
        let words = ["Holding", "Capital", "Group", "Fund", "Invest"];
        for _ in 0..count {
            let word = *self.dice.one(&words);
            let seat = self.seat();
            let mut party = self.company(word, seat);
            match self.dice.weighted(&[30, 20, 40, 10]) {
                0 if !self.holdings.is_empty() => {
                    let share = self.dice.between(51, 95);
                    party.owners.push((self.holding(), Percent::Exactly(share)));
                    party.dispersed = 100 - share;
                }
                1 => {
                    let holder = Holder::Country(country(self.seat()));
                    let share = self.dice.between(25, 100);
                    party.owners.push((holder, Percent::Exactly(share)));
                    party.dispersed = 100 - share;
                }
                3 => {}
                _ => party.dispersed = 100,
            }
            self.holdings.push(party.id.clone());
            all.push(party);
        }
        let fund = self.holding();
        let mut circle: Vec<Party> = (0..3)
            .map(|n| self.company("Circle Holding", 3 + n))
            .collect();
        for n in 0..3 {
            let before = circle[(n + 2) % 3].id.clone();
            circle[n].owners = vec![
                (Holder::Party(before), Percent::Exactly(48 - n)),
                (fund.clone(), Percent::Exactly(6 + n)),
            ];
            circle[n].dispersed = 46;
        }
        self.circle = circle.iter().map(|p| p.id.clone()).collect();
        all.extend(circle);
    }

    /// The operators: one with a group, one with a golden share, one of a holding abroad, one of two halves,
    /// one of a free float.
    fn operators(&mut self, parties: &mut Parties) {
        for n in 0..OPERATORS {
            let mut party = self.company("Mobile", 0);
            match n {
                0 => {
                    let mut group = self.company("Mobile Group", 0);
                    group.dispersed = 100;
                    party.owners = vec![(Holder::Party(group.id.clone()), Percent::Exactly(62))];
                    party.dispersed = 38;
                    parties.all.push(group);
                }
                1 => {
                    let state = Holder::Country(country(0));
                    party.owners = vec![
                        (state.clone(), Percent::Exactly(18)),
                        (self.holding(), Percent::Between(24, 30)),
                    ];
                    party.controlled_by = vec![(state, ControlHow::GoldenShare, false)];
                    party.dispersed = 52;
                }
                2 => {
                    party.owners = vec![(self.holding(), Percent::Exactly(51))];
                    party.dispersed = 49;
                }
                3 => {
                    let mut half = self.company("Half", 1);
                    half.dispersed = 100;
                    let first = Holder::Party(parties.operators[0].clone());
                    let second = Holder::Party(half.id.clone());
                    let shares = [first, second].map(|h| (h, Percent::Exactly(50)));
                    party.owners = shares.to_vec();
                    parties.all.push(half);
                }
                _ => party.dispersed = 100,
            }
            parties.operators.push(party.id.clone());
            parties.all.push(party);
        }
    }

    /// Suppliers, integrators, firms that operate for others, labs. Two suppliers are in two trades.
    fn firms(&mut self, parties: &mut Parties) {
        for (trade, count, word) in Trade::ALL {
            for slot in 0..count {
                let shared = match (trade, slot) {
                    (Trade::Core, 0) => Some(Trade::Radio),
                    (Trade::Cloud, 0) => Some(Trade::Core),
                    _ => None,
                };
                let at = match shared {
                    Some(other) => parties.suppliers[other as usize][1],
                    None => self.supplier(&mut parties.all, word, trade, slot),
                };
                parties.suppliers[trade as usize].push(at);
            }
        }
        for _ in 0..5 {
            let at = self.firm(&mut parties.all, "Integration");
            parties.integrators.push(at);
        }
        for _ in 0..5 {
            let at = self.firm(&mut parties.all, "Operations");
            parties.services.push(at);
        }
        for n in 0..4 {
            let mut lab = self.company("Assurance Lab", n / 2);
            match n {
                0 => {
                    lab.kind = PartyKind::PublicBody;
                    let state = Holder::Country(country(0));
                    lab.controlled_by = vec![(state, ControlHow::PublicBody, false)];
                }
                // A lab that belongs to one of those whom it tests.
                1 => {
                    let owner = parties.supplier(Trade::Radio, 0).id.clone();
                    lab.owners = vec![(Holder::Party(owner), Percent::Exactly(70))];
                    lab.dispersed = 30;
                }
                _ => lab.dispersed = 100,
            }
            parties.labs.push(parties.all.len());
            parties.all.push(lab);
        }
    }

    fn supplier(&mut self, all: &mut Vec<Party>, word: &str, trade: Trade, slot: usize) -> usize {
        if (trade, slot) == (Trade::Radio, 1) {
            let mut party = self.company(word, 4);
            party.owners = vec![
                (Holder::Party(self.circle[0].clone()), Percent::Exactly(34)),
                (Holder::Party(self.circle[1].clone()), Percent::Exactly(20)),
            ];
            party.dispersed = 46;
            self.present(&mut party);
            all.push(party);
            return all.len() - 1;
        }
        let at = self.firm(all, word);
        let mut presence = std::mem::take(&mut all[at].presence);
        self.more_presence(&mut presence);
        all[at].presence = presence;
        at
    }

    fn more_presence(&mut self, presence: &mut Vec<(String, PresenceKind)>) {
        for kind in [
            PresenceKind::Build,
            PresenceKind::Development,
            PresenceKind::Factory,
        ] {
            if self.dice.per_mille(400) {
                presence.push((country(self.dice.below(26)), kind));
            }
        }
    }

    fn present(&mut self, party: &mut Party) {
        for kind in [PresenceKind::Support, PresenceKind::KeyCustody] {
            if self.dice.per_mille(450) {
                party.presence.push((country(self.dice.below(26)), kind));
            }
        }
    }

    /// A firm with owners of one kind or another.
    fn firm(&mut self, all: &mut Vec<Party>, word: &str) -> usize {
        // Abroad, mostly.
        let seat = 1 + self.dice.heavy_tailed(25);
        let mut party = self.company(word, seat);
        match self.dice.weighted(&[45, 20, 10, 9, 8, 8]) {
            0 => party.dispersed = 100,
            1 => {
                let share = self.dice.between(51, 90);
                party.owners.push((self.holding(), Percent::Exactly(share)));
                party.dispersed = 100 - share;
            }
            2 => {
                let holder = Holder::Country(country(self.seat()));
                let low = self.dice.between(20, 50);
                party.owners.push((holder, Percent::Between(low, low + 8)));
                party.dispersed = 90 - low;
            }
            3 => {
                let (one, other) = (self.holding(), self.holding());
                party.owners.push((one, Percent::Exactly(31)));
                let same = |o: &(Holder, Percent)| matches!((&o.0, &other), (Holder::Party(a), Holder::Party(b)) if a == b);
                if !party.owners.iter().any(same) {
                    party.owners.push((other.clone(), Percent::Exactly(26)));
                }
                party.dispersed = 43;
            }
            4 => {
                let holder = self.holding();
                party
                    .controlled_by
                    .push((holder, ControlHow::Contract, self.dice.per_mille(500)));
                party.dispersed = 100;
            }
            // Owners are not stated.
            _ => {}
        }
        if self.dice.per_mille(120) {
            party.managed_from = country(self.seat());
        }
        self.present(&mut party);
        all.push(party);
        all.len() - 1
    }

    /// Authors of parts: communities, companies, some persons. A few say little.
    fn authors(&mut self, parties: &mut Parties, count: usize) {
        for _ in 0..count {
            let at = match self.dice.weighted(&[50, 38, 12]) {
                0 => {
                    let seat = self.seat();
                    let mut party = self.company("project", seat);
                    party.kind = PartyKind::Community;
                    parties.all.push(party);
                    parties.all.len() - 1
                }
                1 => self.firm(&mut parties.all, "Software"),
                _ => {
                    let seat = self.seat();
                    let mut party = self.company("", seat);
                    party.kind = PartyKind::Person;
                    party.name = format!("Author called {}", party.name);
                    parties.all.push(party);
                    parties.all.len() - 1
                }
            };
            if self.dice.per_mille(30) {
                parties.all[at].seat = String::new();
            }
            parties.authors.push(at);
        }
    }
}

impl Party {
    /// The file as people would write it.
    pub(crate) fn file(&self, said: &str) -> String {
        let mut toml = Toml::headed("Synthetic: nobody of this name exists.");
        toml.text("id", &self.id)
            .text("name", &self.name)
            .text("kind", self.kind.word())
            .text("seat", &self.seat)
            .text("managed_from", &self.managed_from);
        if self.dispersed > 0 {
            toml.plain("dispersed_percent", &self.dispersed.to_string());
        }
        toml.text("source", said);
        for (holder, percent) in &self.owners {
            name_holder(toml.table("owner"), holder);
            match percent {
                Percent::Exactly(share) => toml.plain("percent", &share.to_string()),
                Percent::Between(low, high) => toml
                    .plain("percent_min", &low.to_string())
                    .plain("percent_max", &high.to_string()),
            };
        }
        for (holder, how, contested) in &self.controlled_by {
            name_holder(toml.table("controlled_by"), holder);
            toml.text("how", how.word());
            if *contested {
                toml.plain("contested", "true");
            }
        }
        for (country, kind) in &self.presence {
            toml.table("presence")
                .text("country", country)
                .text("kind", kind.word());
        }
        toml.finish()
    }
}

fn name_holder(toml: &mut Toml, holder: &Holder) {
    match holder {
        Holder::Party(id) => toml.text("party", id),
        Holder::Country(code) => toml.text("country", code),
    };
}

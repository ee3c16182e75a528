//! Certificates for one actor and one question.
//!
//! Claims are derived in rounds: a claim enters in the first round in which one rule gives it from claims of
//! earlier rounds. So the derivation of a target is the one with the fewest layers, as Knuth's generalisation
//! of shortest paths gives it for depth. When no target enters, what did enter is the closed set that proves it.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use keyholder_supply::{Network, PoolId};
use keyholder_witness::{Actor, Certificate, Claim, Step, View};

use crate::cut::{Cut, Cuts};
use crate::dependents::Dependents;
use crate::support::{Basis, Finder, Ground, Support};

/// A certificate, and what each of its steps rests on.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The certificate.
    pub certificate: Certificate,
    /// For a derivation: the basis of each step. Empty for a closed set.
    pub bases: Vec<Basis>,
    /// The round in which the target entered, from 1; 0 when it did not.
    pub depth: u32,
}

/// The shortest derivation of one of the targets, or the closed set that leaves all of them out.
#[must_use]
pub fn explain(net: &Network, actor: &Actor, view: View, targets: &[Claim]) -> Certificate {
    explain_with_grounds(net, actor, view, targets).certificate
}

/// The same, with what each step rests on.
#[must_use]
pub fn explain_with_grounds(
    net: &Network,
    actor: &Actor,
    view: View,
    targets: &[Claim],
) -> Explanation {
    Explainer::new(net).explain(actor, view, targets)
}

/// Answers many questions about one network.
pub struct Explainer<'n> {
    pub(crate) net: &'n Network,
    space: Space,
    ground: Ground,
    dependents: Dependents,
}

impl<'n> Explainer<'n> {
    /// Looks at the network once.
    #[must_use]
    pub fn new(net: &'n Network) -> Self {
        let space = Space::new(net);
        let dependents = Dependents::new(net, &space);
        Explainer {
            net,
            ground: Ground::new(net),
            space,
            dependents,
        }
    }

    /// The shortest derivation of one of the targets, or the closed set that leaves all of them out.
    #[must_use]
    pub fn explain(&self, actor: &Actor, view: View, targets: &[Claim]) -> Explanation {
        let rounds = Rounds::of(self, actor, view, targets, Until::Target);
        match rounds.first(targets) {
            Some((target, depth)) => {
                let (steps, bases) = rounds.derivation(target);
                Explanation {
                    certificate: Certificate::Reached(steps),
                    bases,
                    depth,
                }
            }
            None => {
                // The proof is a set closed under all rules, not only under those that lead to the targets.
                let closed = Rounds::of(self, actor, view, &[], Until::Rest).closed();
                Explanation {
                    certificate: Certificate::NotReached(closed),
                    bases: Vec::new(),
                    depth: 0,
                }
            }
        }
    }

    /// The smallest set of cuts after which no target is reached; see [`crate::fewest_cuts`].
    #[must_use]
    pub fn fewest_cuts(&self, actor: &Actor, view: View, targets: &[Claim]) -> Cuts {
        crate::cut::fewest(self, actor, view, targets)
    }
}

/// How long rounds go on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// Until a target has entered.
    Target,
    /// Until a round adds nothing.
    Rest,
}

/// What entered, in which round, and why.
pub(crate) struct Rounds<'s> {
    about: &'s Explainer<'s>,
    actor: &'s Actor,
    view: View,
    /// By number of the claim.
    entered: HashMap<usize, (u32, Support)>,
}

/// What rounds look at.
struct Looked<'l> {
    /// In the first round.
    first: Vec<Claim>,
    /// In every round: what is seen and stopped at places.
    places: Vec<Claim>,
    /// Whether a claim is looked at, now that something it may follow from has entered.
    at: &'l dyn Fn(&Claim) -> bool,
    /// Rounds end when one of these has entered; without any, when a round adds nothing.
    until: &'l BTreeSet<Claim>,
}

impl<'s> Rounds<'s> {
    /// Runs until a round adds nothing, or until a target has entered, as asked. With targets, only claims that
    /// may lead to one are looked at; without, all.
    pub(crate) fn of(
        about: &'s Explainer<'s>,
        actor: &'s Actor,
        view: View,
        targets: &[Claim],
        until: Until,
    ) -> Self {
        let wanted: BTreeSet<Claim> = targets.iter().copied().collect();
        let leading = leading(about.net, &wanted);
        let is_place = |claim: &Claim| matches!(claim, Claim::Sees(_) | Claim::Stops(_));
        let at = |claim: &Claim| wanted.is_empty() || leading(claim);
        let places = match wanted.is_empty() {
            true => about.space.claims().into_iter().filter(is_place).collect(),
            false => wanted.iter().copied().filter(is_place).collect(),
        };
        let first = about.space.before_places().into_iter().filter(at);
        let looked = Looked {
            first: first.collect(),
            places,
            at: &at,
            until: match until {
                Until::Target => &wanted,
                Until::Rest => &BTreeSet::new(),
            },
        };
        let rounds = Rounds {
            about,
            actor,
            view,
            entered: HashMap::new(),
        };
        rounds.run(&BTreeSet::new(), &looked)
    }

    /// What still enters, to the last round, once cuts are made. Cuts only take ways away, so it is among what
    /// entered without them, and nothing enters in the first round that did not do so then.
    pub(crate) fn after(&self, cuts: &BTreeSet<Cut>) -> Self {
        let space = &self.about.space;
        let (mut first, mut places) = (Vec::new(), Vec::new());
        for (number, (round, _)) in &self.entered {
            match space.claim(*number) {
                place @ (Claim::Sees(_) | Claim::Stops(_)) => places.push(place),
                claim if *round == 1 => first.push(claim),
                _ => {}
            }
        }
        let looked = Looked {
            first,
            places,
            at: &|claim| self.entered.contains_key(&space.index(*claim)),
            until: &BTreeSet::new(),
        };
        let rounds = Rounds {
            entered: HashMap::new(),
            ..*self
        };
        rounds.run(cuts, &looked)
    }

    /// The first round looks at what it is told, the others at claims that may follow from what the round before
    /// added, and at places. No other claim could enter: its rule sees what it saw before.
    fn run(mut self, cuts: &BTreeSet<Cut>, looked: &Looked<'_>) -> Self {
        let (about, space) = (self.about, &self.about.space);
        let finder = Finder {
            net: about.net,
            ground: &about.ground,
            actor: self.actor,
            view: self.view,
            cuts,
        };
        let mut candidates = looked.first.clone();
        let mut asked_in: HashMap<u32, u32> = HashMap::new();
        for round in 1.. {
            let known = |claim: Claim| self.entered.contains_key(&space.index(claim));
            let open = candidates.iter().chain(&looked.places);
            let fresh: Vec<(Claim, Support)> = open
                .filter(|claim| !known(**claim))
                .filter_map(|claim| Some((*claim, finder.support(*claim, &known)?)))
                .collect();
            let hit = fresh.iter().any(|(claim, _)| looked.until.contains(claim));
            let last = fresh.is_empty() || hit;
            candidates.clear();
            for (claim, support) in fresh {
                let number = space.index(claim);
                self.entered.insert(number, (round, support));
                for next in about.dependents.of(number) {
                    // Each is asked once a round, however many lead to it.
                    if asked_in.insert(*next, round) != Some(round) {
                        candidates.push(space.claim(*next as usize));
                    }
                }
            }
            candidates.retain(looked.at);
            if last {
                break;
            }
        }
        self
    }

    /// Whether a claim entered, in which round, and why.
    pub(crate) fn get(&self, claim: Claim) -> Option<&(u32, Support)> {
        self.entered.get(&self.about.space.index(claim))
    }

    /// Everything that entered.
    fn closed(&self) -> BTreeSet<Claim> {
        let numbers = self.entered.keys();
        numbers.map(|n| self.about.space.claim(*n)).collect()
    }

    /// The target that entered first; of several, the least.
    pub(crate) fn first(&self, targets: &[Claim]) -> Option<(Claim, u32)> {
        let entered = targets
            .iter()
            .filter_map(|t| self.get(*t).map(|(round, _)| (*round, *t)));
        entered.min().map(|(round, target)| (target, round))
    }

    /// The steps that a target needs, earlier rounds first.
    pub(crate) fn derivation(&self, target: Claim) -> (Vec<Step>, Vec<Basis>) {
        let mut needed: BTreeMap<Claim, &(u32, Support)> = BTreeMap::new();
        let mut queue = vec![target];
        while let Some(claim) = queue.pop() {
            let Some(why) = self.get(claim) else { continue };
            if needed.insert(claim, why).is_none() {
                queue.extend(&why.1.from);
            }
        }
        let mut order: Vec<(u32, Claim, &Support)> = needed
            .into_iter()
            .map(|(claim, (round, support))| (*round, claim, support))
            .collect();
        order.sort_unstable_by_key(|(round, claim, _)| (*round, *claim));
        let at: BTreeMap<Claim, usize> = order
            .iter()
            .enumerate()
            .map(|(n, (_, claim, _))| (*claim, n))
            .collect();
        let mut steps = Vec::with_capacity(order.len());
        let mut bases = Vec::with_capacity(order.len());
        for (_, claim, support) in order {
            let mut from: Vec<usize> = support
                .from
                .iter()
                .filter_map(|c| at.get(c).copied())
                .collect();
            from.sort_unstable();
            steps.push(Step { claim, from });
            bases.push(support.basis.clone());
        }
        (steps, bases)
    }
}

/// Which claims may lead to one of those wanted. Nothing follows from what is seen or stopped, and only stops
/// follow from broken pools.
fn leading<'w>(net: &Network, wanted: &'w BTreeSet<Claim>) -> impl Fn(&Claim) -> bool + use<'w> {
    let mut pools: BTreeSet<PoolId> = BTreeSet::new();
    for claim in wanted {
        match claim {
            Claim::Breaks(pool) => _ = pools.insert(*pool),
            Claim::Stops(place) => pools.extend(&net.places[place.index()].pools),
            _ => {}
        }
    }
    move |claim| match claim {
        Claim::Breaks(pool) => pools.contains(pool),
        Claim::Sees(_) | Claim::Stops(_) => wanted.contains(claim),
        _ => true,
    }
}

/// Makes the claim of a kind from the number of its subject.
type Make = fn(usize) -> Claim;

const KINDS: [Make; 8] = [
    |n| Claim::Controls(n.into()),
    |n| Claim::Uses(n.into()),
    |n| Claim::Changes(n.into()),
    |n| Claim::ChangesUnstaged(n.into()),
    |n| Claim::Alters(n.into()),
    |n| Claim::Breaks(n.into()),
    |n| Claim::Sees(n.into()),
    |n| Claim::Stops(n.into()),
];

/// Numbers all claims about a network. The checker counts them on its own.
pub(crate) struct Space {
    /// Where each kind of claim begins; the last is the number of all.
    starts: [usize; 9],
}

impl Space {
    fn new(net: &Network) -> Self {
        let (releases, places) = (net.releases.len(), net.places.len());
        let counts = [
            net.parties.len(),
            net.routes.len(),
            releases,
            releases,
            net.classes.len(),
            net.pools.len(),
            places,
            places,
        ];
        let mut starts = [0; 9];
        for (kind, count) in counts.into_iter().enumerate() {
            starts[kind + 1] = starts[kind] + count;
        }
        Space { starts }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.starts[KINDS.len()]
    }

    fn claims(&self) -> Vec<Claim> {
        let of_kind =
            |(kind, make): (usize, Make)| (0..self.starts[kind + 1] - self.starts[kind]).map(make);
        KINDS.into_iter().enumerate().flat_map(of_kind).collect()
    }

    /// Those that something may follow from: all but what is seen and stopped at places, which come last.
    fn before_places(&self) -> Vec<Claim> {
        (0..self.starts[6]).map(|n| self.claim(n)).collect()
    }

    /// The claim of a number.
    fn claim(&self, number: usize) -> Claim {
        let kind = self.starts[1..].partition_point(|start| *start <= number);
        KINDS[kind](number - self.starts[kind])
    }

    pub(crate) fn index(&self, claim: Claim) -> usize {
        let (kind, index) = match claim {
            Claim::Controls(id) => (0, id.index()),
            Claim::Uses(id) => (1, id.index()),
            Claim::Changes(id) => (2, id.index()),
            Claim::ChangesUnstaged(id) => (3, id.index()),
            Claim::Alters(id) => (4, id.index()),
            Claim::Breaks(id) => (5, id.index()),
            Claim::Sees(id) => (6, id.index()),
            Claim::Stops(id) => (7, id.index()),
        };
        self.starts[kind] + index
    }
}

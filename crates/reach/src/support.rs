//! Why a claim follows: the fewest earlier claims that one rule needs, and what it rests on in the files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use keyholder_supply::{
    AutoSign, ClassId, HolderId, Layer, Network, PartyId, PlaceId, PoolId, PresenceKind, ReleaseId,
    RouteId, Seat, UnknownId,
};
use keyholder_witness::{Actor, Bound, Claim, Means, Stage, View};

use crate::control::enough;
use crate::cut::Cut;
use crate::effects::{serves, units};

/// What a step rests on besides earlier steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The party is the actor, or one of its members.
    Itself,
    /// Seat or management in a country of the actor.
    Seat(PartyId, Seat),
    /// Mere presence in a country of the actor.
    Presence(PartyId, PresenceKind),
    /// Stated control, by position among those of the party.
    Stated(PartyId, usize),
    /// Shares, by position among the holdings in the party.
    Shares(PartyId, Vec<usize>),
    /// Keys of a route.
    Keys(RouteId),
    /// A route of the component of a release.
    Route(RouteId),
    /// A part inside, signed by the pipeline, over a route.
    Part {
        /// The release that contains it.
        release: ReleaseId,
        /// The part; `None`: one that is not known.
        part: Option<ReleaseId>,
        /// Over which route it gets out; `None`: routes are not stated.
        over: Option<RouteId>,
    },
    /// A release in a layer.
    InLayer(Layer, ReleaseId),
    /// A route that leads to the elements directly.
    Access(RouteId),
    /// What carries them.
    Host(ClassId),
    /// What manages them.
    Manager(ClassId),
    /// Too few members are left.
    TooFew(PoolId),
    /// A pool that sees traffic of the place.
    OnTheWay(PoolId),
    /// Pools that the place cannot do without.
    NeededBy(PlaceId, Vec<PoolId>),
    /// Elements of which nobody knows what they do, taken to serve the place.
    NotPlaced(ClassId),
    /// A blank, taken to be filled by the actor.
    Blank(UnknownId),
}

/// One application of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Support {
    /// Earlier claims that it needs; none can be left out.
    pub(crate) from: Vec<Claim>,
    /// What it rests on.
    pub(crate) basis: Basis,
}

/// What is found out about a network once, whoever asks.
pub(crate) struct Ground {
    /// For each place that was asked about, the pools of each thing that it cannot do without; see [`units`].
    units: Vec<OnceLock<Vec<Vec<PoolId>>>>,
    /// Classes of elements of which nobody knows what they do.
    not_placed: Vec<ClassId>,
}

impl Ground {
    pub(crate) fn new(net: &Network) -> Self {
        let not_placed = |(n, class): (usize, &keyholder_supply::Class)| {
            class.function.is_none().then(|| ClassId::from(n))
        };
        Ground {
            units: net.places.iter().map(|_| OnceLock::new()).collect(),
            not_placed: net
                .classes
                .iter()
                .enumerate()
                .filter_map(not_placed)
                .collect(),
        }
    }
}

/// Finds supports under one view, with some routes guarded and some pipelines stopped.
pub(crate) struct Finder<'a> {
    pub(crate) net: &'a Network,
    pub(crate) ground: &'a Ground,
    pub(crate) actor: &'a Actor,
    pub(crate) view: View,
    pub(crate) cuts: &'a BTreeSet<Cut>,
}

type Known<'k> = &'k dyn Fn(Claim) -> bool;

impl Finder<'_> {
    /// A support for a claim from claims that are known, if one rule gives it.
    pub(crate) fn support(&self, claim: Claim, known: Known<'_>) -> Option<Support> {
        match claim {
            Claim::Controls(id) => self.controls(id, known),
            Claim::Uses(id) => self.uses(id, known),
            Claim::Changes(id) => self.changes(id, false, known),
            Claim::ChangesUnstaged(id) => self.changes(id, true, known),
            Claim::Alters(id) => self.alters(id, known),
            Claim::Breaks(id) => self.breaks(id, known),
            Claim::Sees(id) => self.sees(id, known),
            Claim::Stops(id) => self.stops(id, known),
        }
    }

    fn doubts(&self) -> bool {
        self.view.bound != Bound::Surely
    }

    fn blanks(&self) -> bool {
        self.view.bound == Bound::AtMost
    }

    fn blank(&self, unknown: Option<UnknownId>) -> Option<Support> {
        unknown
            .filter(|_| self.blanks())
            .map(|id| alone(Basis::Blank(id)))
    }

    /// The claims needed to command a holder: none for the actor's own.
    fn command(&self, holder: HolderId, known: Known<'_>) -> Option<Vec<Claim>> {
        if self.actor.holders.contains(&holder) {
            return Some(Vec::new());
        }
        match holder {
            HolderId::Party(p) if known(Claim::Controls(p)) => Some(vec![Claim::Controls(p)]),
            _ => None,
        }
    }

    fn controls(&self, id: PartyId, known: Known<'_>) -> Option<Support> {
        let party = &self.net.parties[id.index()];
        if self.actor.holders.contains(&HolderId::Party(id)) {
            return Some(alone(Basis::Itself));
        }
        let mine = |c| self.actor.holders.contains(&HolderId::Country(c));
        if let Some((_, seat)) = party.seats.iter().find(|(c, _)| mine(*c)) {
            return Some(alone(Basis::Seat(id, *seat)));
        }
        for (at, control) in party.controlled_by.iter().enumerate() {
            if control.contested && !self.doubts() {
                continue;
            }
            if let Some(from) = self.command(control.holder, known) {
                return Some(Support {
                    from,
                    basis: Basis::Stated(id, at),
                });
            }
        }
        if let Some(support) = self.owns(id, known) {
            return Some(support);
        }
        if let Some((_, kind, _)) = party
            .presence
            .iter()
            .find(|(c, ..)| self.actor.presence && mine(*c))
        {
            return Some(alone(Basis::Presence(id, *kind)));
        }
        let is_country = self
            .actor
            .holders
            .iter()
            .any(|h| matches!(h, HolderId::Country(_)));
        self.blank(party.seat_unknown.filter(|_| is_country))
            .or_else(|| self.blank(party.owners_unknown))
    }

    /// The fewest holdings that exceed the threshold: the actor's own first, then the largest.
    fn owns(&self, id: PartyId, known: Known<'_>) -> Option<Support> {
        let party = &self.net.parties[id.index()];
        let share = |at: usize| {
            let range = party.owners[at].share;
            u64::from(if self.doubts() {
                range.high.0
            } else {
                range.low.0
            })
        };
        // All holdings of one holder come in together, so that no claim is named that is not needed.
        let mut held: BTreeMap<HolderId, (u64, Vec<usize>)> = BTreeMap::new();
        for (at, owner) in party
            .owners
            .iter()
            .enumerate()
            .filter(|(at, _)| share(*at) > 0)
        {
            let entry = held.entry(owner.holder).or_default();
            entry.0 += share(at);
            entry.1.push(at);
        }
        let mut held: Vec<(u64, Vec<usize>, Vec<Claim>)> = held
            .into_iter()
            .filter_map(|(holder, (sum, at))| {
                self.command(holder, known).map(|from| (sum, at, from))
            })
            .collect();
        held.sort_by_key(|(sum, at, from)| (!from.is_empty(), std::cmp::Reverse(*sum), at[0]));
        let mut sum = if self.doubts() {
            u64::from(party.undisclosed.0)
        } else {
            0
        };
        let (mut from, mut used) = (Vec::new(), Vec::new());
        for (more, at, claims) in held {
            sum += more;
            from.extend(claims);
            used.extend(at);
            if enough(self.net, sum) {
                from.sort_unstable();
                return Some(Support {
                    from,
                    basis: Basis::Shares(id, used),
                });
            }
        }
        None
    }

    fn uses(&self, id: RouteId, known: Known<'_>) -> Option<Support> {
        if self.cuts.contains(&Cut::Route(id)) {
            return None;
        }
        let route = &self.net.routes[id.index()];
        let mut from: BTreeSet<Claim> = self.guards(id, known)?;
        let k = match self.view.bound {
            Bound::Surely => route.threshold.high,
            Bound::Possibly => route.threshold.low.saturating_sub(route.holes).max(1),
            Bound::AtMost => route.threshold.low.saturating_sub(route.holes),
        };
        let (mut held, mut fresh): (Vec<Claim>, Vec<Claim>) = route
            .keyholders
            .iter()
            .map(|p| Claim::Controls(*p))
            .filter(|claim| known(*claim))
            .partition(|claim| from.contains(claim));
        held.append(&mut fresh);
        if held.len() < k as usize {
            return None;
        }
        from.extend(held.into_iter().take(k as usize));
        let basis = match route.holes_unknown {
            Some(unknown) if k == 0 => Basis::Blank(unknown),
            _ => Basis::Keys(id),
        };
        Some(Support {
            from: from.into_iter().collect(),
            basis,
        })
    }

    /// The parties of all safeguards that block, if all are the actor's.
    fn guards(&self, id: RouteId, known: Known<'_>) -> Option<BTreeSet<Claim>> {
        let mut from = BTreeSet::new();
        for guard in &self.net.routes[id.index()].guards {
            match guard.party {
                Some(p) if known(Claim::Controls(p)) => from.insert(Claim::Controls(p)),
                None if self.doubts() => false,
                _ => return None,
            };
        }
        Some(from)
    }

    fn changes(&self, id: ReleaseId, unstaged_only: bool, known: Known<'_>) -> Option<Support> {
        let component = &self.net.components[self.net.releases[id.index()].component.index()];
        let open = || {
            component
                .routes
                .iter()
                .filter(|r| !(unstaged_only && self.net.routes[r.index()].staged))
        };
        if let Some(route) = open().find(|r| known(Claim::Uses(**r))) {
            return Some(Support {
                from: vec![Claim::Uses(*route)],
                basis: Basis::Route(*route),
            });
        }
        if let Some(support) = self.blank(component.routes_unknown) {
            return Some(support);
        }
        let part = self.part(id, known)?;
        let mut from: BTreeSet<Claim> = part.map(Claim::Changes).into_iter().collect();
        let updates = open().filter(|r| !self.net.routes[r.index()].kind.is_access());
        let passable = updates
            .filter(|r| !self.cuts.contains(&Cut::Route(**r)))
            .filter_map(|r| {
                self.guards(*r, known)
                    .map(|guards| (guards.len(), *r, guards))
            });
        if let Some((_, route, guards)) = passable.min() {
            from.extend(guards);
            let basis = Basis::Part {
                release: id,
                part,
                over: Some(route),
            };
            return Some(Support {
                from: from.into_iter().collect(),
                basis,
            });
        }
        let basis = Basis::Part {
            release: id,
            part,
            over: None,
        };
        (component.routes_unknown.is_some() && self.doubts()).then(|| Support {
            from: from.into_iter().collect(),
            basis,
        })
    }

    /// A part that is changed and goes in unseen; `Some(None)`: one that is not known.
    fn part(&self, id: ReleaseId, known: Known<'_>) -> Option<Option<ReleaseId>> {
        let release = &self.net.releases[id.index()];
        let component = release.component;
        let signed_unseen = match self.net.components[component.index()].auto_sign {
            AutoSign::Yes => true,
            AutoSign::No => false,
            AutoSign::Unknown(_) => self.doubts(),
        };
        if self.view.means == Means::Keys
            || !signed_unseen
            || self.cuts.contains(&Cut::Pipeline(component))
        {
            return None;
        }
        if release.contents_unknown.is_some() && self.blanks() {
            return Some(None);
        }
        release
            .contains
            .iter()
            .find(|part| known(Claim::Changes(**part)))
            .map(|part| Some(*part))
    }

    fn alters(&self, id: ClassId, known: Known<'_>) -> Option<Support> {
        let class = &self.net.classes[id.index()];
        let early = self.view.stage == Stage::OneAction;
        let first = class.wave == Some(1) || (class.wave_unknown.is_some() && self.doubts());
        let all_waves = !early || first;
        let one = |claim, basis| {
            Some(Support {
                from: vec![claim],
                basis,
            })
        };
        for (layer, release) in class.releases() {
            let claim = if all_waves {
                Claim::Changes(release)
            } else {
                Claim::ChangesUnstaged(release)
            };
            if known(claim) {
                return one(claim, Basis::InLayer(layer, release));
            }
        }
        for route in &class.access {
            let in_time = all_waves || !self.net.routes[route.index()].staged;
            if in_time && known(Claim::Uses(*route)) {
                return one(Claim::Uses(*route), Basis::Access(*route));
            }
        }
        if let Some(host) = class.hosts.iter().find(|c| known(Claim::Alters(**c))) {
            return one(Claim::Alters(*host), Basis::Host(*host));
        }
        if let Some(manager) = class.managers.iter().find(|c| known(Claim::Alters(**c))) {
            return one(Claim::Alters(*manager), Basis::Manager(*manager));
        }
        let blanks = class
            .layers
            .iter()
            .map(|l| l.unknown)
            .chain([class.host_unknown, class.manager_unknown]);
        blanks
            .flatten()
            .find_map(|unknown| self.blank(Some(unknown)))
    }

    fn breaks(&self, id: PoolId, known: Known<'_>) -> Option<Support> {
        let pool = &self.net.pools[id.index()];
        let needed = if self.doubts() {
            pool.needed.high
        } else {
            pool.needed.low
        };
        let mut reached: Vec<(u32, ClassId)> = pool
            .members
            .iter()
            .filter(|(c, _)| known(Claim::Alters(*c)))
            .map(|(c, n)| (*n, *c))
            .collect();
        reached.sort_by_key(|(n, class)| (std::cmp::Reverse(*n), *class));
        let (mut left, mut from) = (pool.size, Vec::new());
        for (count, class) in reached {
            left -= count;
            from.push(Claim::Alters(class));
            if left < needed {
                return Some(Support {
                    from,
                    basis: Basis::TooFew(id),
                });
            }
        }
        None
    }

    fn sees(&self, id: PlaceId, known: Known<'_>) -> Option<Support> {
        let place = &self.net.places[id.index()];
        for pool_id in &place.pools {
            let pool = &self.net.pools[pool_id.index()];
            if !serves(pool, self.view.bound)
                || !self.net.functions[pool.function.index()].intercepts()
            {
                continue;
            }
            if let Some((class, _)) = pool.members.iter().find(|(c, _)| known(Claim::Alters(*c))) {
                return Some(Support {
                    from: vec![Claim::Alters(*class)],
                    basis: Basis::OnTheWay(*pool_id),
                });
            }
        }
        self.blank(place.gaps.first().copied())
            .or_else(|| self.not_placed(known))
    }

    /// An element of which nobody knows what it does may do anything, for any place.
    fn not_placed(&self, known: Known<'_>) -> Option<Support> {
        if !self.blanks() {
            return None;
        }
        let mut not_placed = self.ground.not_placed.iter().copied();
        let class = not_placed.find(|c| known(Claim::Alters(*c)))?;
        Some(Support {
            from: vec![Claim::Alters(class)],
            basis: Basis::NotPlaced(class),
        })
    }

    fn stops(&self, id: PlaceId, known: Known<'_>) -> Option<Support> {
        let broken = |pool: &&PoolId| {
            known(Claim::Breaks(**pool)) && serves(&self.net.pools[pool.index()], self.view.bound)
        };
        let of_place = || units(self.net, id).into_values().collect();
        for unit in self.ground.units[id.index()].get_or_init(of_place) {
            let hit: Vec<PoolId> = unit.iter().filter(broken).copied().collect();
            let pools = if self.doubts() {
                hit.first().map(|p| vec![*p])
            } else {
                (hit.len() == unit.len()).then_some(hit)
            };
            if let Some(pools) = pools {
                let from = pools.iter().map(|p| Claim::Breaks(*p)).collect();
                return Some(Support {
                    from,
                    basis: Basis::NeededBy(id, pools),
                });
            }
        }
        let gap = self.net.places[id.index()].gaps.first().copied();
        self.blank(gap).or_else(|| self.not_placed(known))
    }
}

/// What could be cut in a step: its route, or the pipeline that signs unseen.
pub(crate) fn cuttable(net: &Network, claim: Claim, basis: &Basis) -> Vec<Cut> {
    let pipeline = |release: &ReleaseId| Cut::Pipeline(net.releases[release.index()].component);
    match (claim, basis) {
        (Claim::Uses(route), _) => vec![Cut::Route(route)],
        (_, Basis::Part { release, over, .. }) => {
            let over = over.iter().map(|route| Cut::Route(*route));
            std::iter::once(pipeline(release)).chain(over).collect()
        }
        _ => Vec::new(),
    }
}

fn alone(basis: Basis) -> Support {
    Support {
        from: Vec::new(),
        basis,
    }
}

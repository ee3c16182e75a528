//! The rules of reach once more, as plain Datalog.
//!
//! Sums of shares and "k of n" may not recur in Datalog. They are put in as *teams*, worked out beforehand:
//! the smallest sets that are enough. A team is checked off member by member, so that the recursion
//! needs neither counting nor negation.

use std::collections::{BTreeMap, BTreeSet};

use ascent::ascent;
use keyholder_supply::function::Need;
use keyholder_supply::{AutoSign, HolderId, Network, PartyId, Route};
use keyholder_witness::{Actor, Bound, Claim, Means, Stage, View};

use crate::naive;
use crate::property;
use crate::random::{actors, facts};

ascent! {
    struct Reach;

    // What the actor has to begin with, and teams with their members in a row.
    relation given(u32);
    relation decides_for(u32, u32);
    relation party_team(u32, usize);
    relation party_in_team(u32, usize, u32);
    relation class_team(u32, usize);
    relation class_in_team(u32, usize, u32);
    relation pool_team(u32, usize);
    relation pool_in_team(u32, usize, u32);
    relation majority(u32, u32);
    relation quorum(u32, u32);
    relation consent(u32, u32);

    // Routes and releases.
    relation route_of_release(u32, u32);
    relation unstaged(u32);
    relation is_update(u32);
    relation blank_routes(u32);
    relation signs(u32);
    relation contains(u32, u32);
    relation blank_contents(u32);
    relation maybe_gets_out(u32);

    // Elements.
    relation blank_class(u32);
    relation runs(u32, u32);
    relation reached_at_once(u32);
    relation access(u32, u32);
    relation rests_on(u32, u32);

    // Pools and places.
    relation toppled_by(u32, u32);
    relation looks(u32, u32);
    relation member(u32, u32);
    relation stopped_by(u32, u32);
    relation blank_place(u32);
    relation any_place(u32);
    relation unplaced(u32);

    relation controls(u32);
    relation uses(u32);
    relation passes(u32);
    relation changes(u32);
    relation changes_unstaged(u32);
    relation contents(u32);
    relation alters(u32);
    relation breaks(u32);
    relation sees(u32);
    relation stops(u32);

    relation parties_so_far(u32, usize);
    parties_so_far(t, 0) <-- party_team(t, _);
    parties_so_far(t, i + 1) <-- parties_so_far(t, i), party_in_team(t, i, p), controls(p);
    relation party_team_complete(u32);
    party_team_complete(t) <-- party_team(t, n), parties_so_far(t, n);

    relation classes_so_far(u32, usize);
    classes_so_far(t, 0) <-- class_team(t, _);
    classes_so_far(t, i + 1) <-- classes_so_far(t, i), class_in_team(t, i, c), alters(c);
    relation class_team_complete(u32);
    class_team_complete(t) <-- class_team(t, n), classes_so_far(t, n);

    relation pools_so_far(u32, usize);
    pools_so_far(t, 0) <-- pool_team(t, _);
    pools_so_far(t, i + 1) <-- pools_so_far(t, i), pool_in_team(t, i, q), breaks(q);
    relation pool_team_complete(u32);
    pool_team_complete(t) <-- pool_team(t, n), pools_so_far(t, n);

    controls(p) <-- given(p);
    controls(p) <-- decides_for(q, p), controls(q);
    controls(p) <-- majority(p, t), party_team_complete(t);

    passes(r) <-- consent(r, t), party_team_complete(t);
    uses(r) <-- quorum(r, t), party_team_complete(t), passes(r);

    changes(x) <-- route_of_release(x, r), uses(r);
    changes_unstaged(x) <-- route_of_release(x, r), uses(r), unstaged(r);
    changes(x), changes_unstaged(x) <-- blank_routes(x);
    contents(x) <-- contains(x, y), changes(y);
    contents(x) <-- blank_contents(x);
    changes(x) <-- signs(x), contents(x), route_of_release(x, r), is_update(r), passes(r);
    changes_unstaged(x) <--
        signs(x), contents(x), route_of_release(x, r), is_update(r), unstaged(r), passes(r);
    changes(x), changes_unstaged(x) <-- signs(x), contents(x), maybe_gets_out(x);

    alters(c) <-- blank_class(c);
    alters(c) <-- runs(c, x), changes_unstaged(x);
    alters(c) <-- runs(c, x), changes(x), reached_at_once(c);
    alters(c) <-- access(c, r), uses(r), unstaged(r);
    alters(c) <-- access(c, r), uses(r), reached_at_once(c);
    alters(c) <-- rests_on(c, d), alters(d);

    breaks(q) <-- toppled_by(q, t), class_team_complete(t);
    sees(l) <-- looks(l, q), member(q, c), alters(c);
    sees(l) <-- blank_place(l);
    sees(l), stops(l) <-- any_place(l), unplaced(c), alters(c);
    stops(l) <-- stopped_by(l, t), pool_team_complete(t);
    stops(l) <-- blank_place(l);
}

/// Smallest sets of weighted things whose weights, with what is there already, are enough.
fn enough(things: &[(u32, u64)], enough: impl Fn(u64) -> bool) -> Vec<Vec<u32>> {
    let mut found: Vec<u32> = Vec::new();
    let mut masks: Vec<u32> = (0..1_u32 << things.len()).collect();
    masks.sort_by_key(|m| m.count_ones());
    for mask in masks {
        let inside = |n: &usize| mask >> n & 1 == 1;
        let sum = (0..things.len()).filter(inside).map(|n| things[n].1).sum();
        if enough(sum) && !found.iter().any(|smaller| smaller & mask == *smaller) {
            found.push(mask);
        }
    }
    let members = |mask: u32| {
        let inside = things
            .iter()
            .enumerate()
            .filter(move |(n, _)| mask >> n & 1 == 1);
        inside.map(|(_, (id, _))| *id).collect()
    };
    found.into_iter().map(members).collect()
}

/// Puts the network into relations, as one actor and view see it.
struct Loader<'a> {
    net: &'a Network,
    actor: &'a Actor,
    view: View,
    to: Reach,
    teams: u32,
}

impl Loader<'_> {
    fn doubtful(&self) -> bool {
        self.view.bound != Bound::Surely
    }

    fn blank(&self) -> bool {
        self.view.bound == Bound::AtMost
    }

    fn party_team(&mut self, members: &[u32]) -> u32 {
        self.teams += 1;
        self.to.party_team.push((self.teams, members.len()));
        let rows = members.iter().enumerate().map(|(n, p)| (self.teams, n, *p));
        self.to.party_in_team.extend(rows);
        self.teams
    }

    fn parties(&mut self) {
        let acts = |holder: HolderId| self.actor.holders.contains(&holder);
        let some_country = self
            .actor
            .holders
            .iter()
            .any(|h| matches!(h, HolderId::Country(_)));
        let mut given = Vec::new();
        for (n, party) in (0..).zip(&self.net.parties) {
            let here = party.seats.iter().map(|s| s.0);
            let present = party
                .presence
                .iter()
                .map(|p| p.0)
                .filter(|_| self.actor.presence);
            let seated = here.chain(present).any(|c| acts(HolderId::Country(c)));
            let anywhere = party.seat_unknown.is_some() && some_country && self.blank();
            let told = party
                .controlled_by
                .iter()
                .filter(|c| self.doubtful() || !c.contested);
            let mut told = told.map(|c| c.holder);
            if seated || anywhere || acts(HolderId::Party(PartyId(n))) || told.any(acts) {
                given.push((n,));
            }
        }
        self.to.given = given;
        for (n, party) in (0..).zip(&self.net.parties) {
            for stated in &party.controlled_by {
                if let (HolderId::Party(q), true) =
                    (stated.holder, self.doubtful() || !stated.contested)
                {
                    self.to.decides_for.push((q.0, n));
                }
            }
            self.majorities(n);
        }
    }

    fn majorities(&mut self, n: u32) {
        let party = &self.net.parties[n as usize];
        let mut fixed = 0;
        let mut held: BTreeMap<u32, u64> = BTreeMap::new();
        for owner in &party.owners {
            let end = if self.doubtful() {
                owner.share.high
            } else {
                owner.share.low
            };
            match owner.holder {
                holder if self.actor.holders.contains(&holder) => fixed += u64::from(end.0),
                HolderId::Party(q) => *held.entry(q.0).or_default() += u64::from(end.0),
                HolderId::Country(_) => {}
            }
        }
        let held: Vec<(u32, u64)> = held.into_iter().collect();
        let (bound, undisclosed) = (self.view.bound, u64::from(party.undisclosed.0));
        let settings = &self.net.settings;
        let line = u64::from(settings.control_threshold.0);
        let inclusive = settings.control_threshold_inclusive;
        let teams = enough(&held, |sum| {
            let total = match (bound, fixed + sum) {
                (Bound::Surely, sum) | (Bound::Possibly, sum @ 0) => sum,
                (_, sum) => sum + undisclosed,
            };
            total > line || (inclusive && total > 0 && total >= line)
        });
        for team in teams {
            let team = self.party_team(&team);
            self.to.majority.push((n, team));
        }
    }

    fn routes(&mut self) {
        for (n, route) in (0..).zip(&self.net.routes) {
            let holes = u64::from(route.holes);
            let (low, high) = (
                u64::from(route.threshold.low),
                u64::from(route.threshold.high),
            );
            let least = match self.view.bound {
                Bound::Surely => high,
                Bound::Possibly => low.saturating_sub(holes).max(1),
                Bound::AtMost => low.saturating_sub(holes),
            };
            let holders: Vec<(u32, u64)> = route.keyholders.iter().map(|p| (p.0, 1)).collect();
            for team in enough(&holders, |count| count >= least) {
                let team = self.party_team(&team);
                self.to.quorum.push((n, team));
            }
            self.consent(n, route);
            if !route.staged {
                self.to.unstaged.push((n,));
            }
            if !route.kind.is_access() {
                self.to.is_update.push((n,));
            }
        }
    }

    fn consent(&mut self, n: u32, route: &Route) {
        let nobody_named = route.guards.iter().any(|g| g.party.is_none());
        if nobody_named && !self.doubtful() {
            return;
        }
        let needed: BTreeSet<u32> = route
            .guards
            .iter()
            .filter_map(|g| g.party)
            .map(|p| p.0)
            .collect();
        let team = self.party_team(&needed.into_iter().collect::<Vec<_>>());
        self.to.consent.push((n, team));
    }

    fn releases(&mut self) {
        for (n, release) in (0..).zip(&self.net.releases) {
            let component = &self.net.components[release.component.index()];
            self.to
                .route_of_release
                .extend(component.routes.iter().map(|r| (n, r.0)));
            if component.routes_unknown.is_some() && self.blank() {
                self.to.blank_routes.push((n,));
            }
            if component.routes_unknown.is_some() && self.doubtful() {
                self.to.maybe_gets_out.push((n,));
            }
            let signs = match component.auto_sign {
                AutoSign::Yes => true,
                AutoSign::Unknown(_) => self.doubtful(),
                AutoSign::No => false,
            };
            if signs && self.view.means == Means::Upstream {
                self.to.signs.push((n,));
            }
            self.to
                .contains
                .extend(release.contains.iter().map(|x| (n, x.0)));
            if release.contents_unknown.is_some() && self.blank() {
                self.to.blank_contents.push((n,));
            }
        }
    }

    fn classes(&mut self) {
        for (n, class) in (0..).zip(&self.net.classes) {
            if class.function.is_none() && self.blank() {
                self.to.unplaced.push((n,));
            }
            let gaps = [class.host_unknown, class.manager_unknown];
            let layers = class.layers.iter().map(|l| l.unknown);
            if self.blank() && layers.chain(gaps).any(|gap| gap.is_some()) {
                self.to.blank_class.push((n,));
            }
            let releases = class.layers.iter().flat_map(|l| &l.releases);
            self.to.runs.extend(releases.map(|x| (n, x.0)));
            let first = match class.wave {
                Some(wave) => wave == 1,
                None => class.wave_unknown.is_some() && self.doubtful(),
            };
            if first || self.view.stage == Stage::InTheEnd {
                self.to.reached_at_once.push((n,));
            }
            self.to.access.extend(class.access.iter().map(|r| (n, r.0)));
            let under_and_over = class.hosts.iter().chain(&class.managers);
            self.to.rests_on.extend(under_and_over.map(|c| (n, c.0)));
        }
    }

    fn pools(&mut self) {
        for (n, pool) in (0..).zip(&self.net.pools) {
            self.to
                .member
                .extend(pool.members.iter().map(|(c, _)| (n, c.0)));
            let needed = if self.doubtful() {
                pool.needed.high
            } else {
                pool.needed.low
            };
            let lost = u64::from(pool.size + 1).saturating_sub(u64::from(needed));
            let members: Vec<(u32, u64)> = pool
                .members
                .iter()
                .map(|(c, count)| (c.0, u64::from(*count)))
                .collect();
            for team in enough(&members, |count| pool.size > 0 && count >= lost) {
                self.teams += 1;
                self.to.class_team.push((self.teams, team.len()));
                let rows = team.iter().enumerate().map(|(i, c)| (self.teams, i, *c));
                self.to.class_in_team.extend(rows);
                self.to.toppled_by.push((n, self.teams));
            }
        }
    }

    fn places(&mut self) {
        for (n, place) in (0..).zip(&self.net.places) {
            self.to.any_place.push((n,));
            if !place.gaps.is_empty() && self.blank() {
                self.to.blank_place.push((n,));
            }
            let mut units: BTreeMap<String, Vec<u32>> = BTreeMap::new();
            for id in &place.pools {
                let pool = &self.net.pools[id.index()];
                let function = &self.net.functions[pool.function.index()];
                if function.intercepts() && (pool.serves_unknown.is_none() || self.doubtful()) {
                    self.to.looks.push((n, id.0));
                }
                let unit = match &function.need {
                    Need::Not => continue,
                    Need::WhenPresent => function.name.clone(),
                    Need::OneOf(group) => group.clone(),
                };
                if pool.size > 0 {
                    units.entry(unit).or_default().push(id.0);
                }
            }
            for unit in units.into_values() {
                let vague = |q: &u32| self.net.pools[*q as usize].serves_unknown.is_some();
                let teams: Vec<Vec<u32>> = match self.doubtful() {
                    true => unit.into_iter().map(|q| vec![q]).collect(),
                    false if unit.iter().any(vague) => Vec::new(),
                    false => vec![unit],
                };
                for team in teams {
                    self.teams += 1;
                    self.to.pool_team.push((self.teams, team.len()));
                    let rows = team.iter().enumerate().map(|(i, q)| (self.teams, i, *q));
                    self.to.pool_in_team.extend(rows);
                    self.to.stopped_by.push((n, self.teams));
                }
            }
        }
    }
}

/// Every claim that holds, by Datalog.
pub(crate) fn closure(net: &Network, actor: &Actor, view: View) -> BTreeSet<Claim> {
    let to = Reach::default();
    let mut loader = Loader {
        net,
        actor,
        view,
        to,
        teams: 0,
    };
    loader.parties();
    loader.routes();
    loader.releases();
    loader.classes();
    loader.pools();
    loader.places();
    let mut reach = loader.to;
    reach.run();
    let id = |n: &(u32,)| n.0 as usize;
    let mut all = BTreeSet::new();
    all.extend(reach.controls.iter().map(|n| Claim::Controls(id(n).into())));
    all.extend(reach.uses.iter().map(|n| Claim::Uses(id(n).into())));
    all.extend(reach.changes.iter().map(|n| Claim::Changes(id(n).into())));
    all.extend(
        reach
            .changes_unstaged
            .iter()
            .map(|n| Claim::ChangesUnstaged(id(n).into())),
    );
    all.extend(reach.alters.iter().map(|n| Claim::Alters(id(n).into())));
    all.extend(reach.breaks.iter().map(|n| Claim::Breaks(id(n).into())));
    all.extend(reach.sees.iter().map(|n| Claim::Sees(id(n).into())));
    all.extend(reach.stops.iter().map(|n| Claim::Stops(id(n).into())));
    all
}

property!(
    /// Two languages, one meaning: every actor, every view.
    datalog_is_naive, 256, facts(), |case| {
        let net = case.network();
        for actor in actors(&net) {
            for view in View::all() {
                proptest::prop_assert_eq!(
                    closure(&net, &actor, view),
                    naive::closure(&net, &actor, view),
                    "{:?} {:?}", actor, view
                );
            }
        }
    }
);

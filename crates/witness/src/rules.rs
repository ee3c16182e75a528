//! The rules of reach, one function a claim, evaluated by looking.

use std::collections::BTreeMap;

use keyholder_supply::function::Need;
use keyholder_supply::{
    AutoSign, ClassId, Component, HolderId, Network, PartyId, PlaceId, Pool, PoolId, ReleaseId,
    Route, RouteId, Share,
};

use crate::{Actor, Bound, Claim, Means, Stage, View};

/// Whether a claim holds by one application of its rule, given which claims are known already.
pub fn holds(
    net: &Network,
    actor: &Actor,
    view: View,
    claim: Claim,
    known: &dyn Fn(Claim) -> bool,
) -> bool {
    let rule = Rule {
        net,
        actor,
        view,
        known,
    };
    match claim {
        Claim::Controls(party) => rule.controls(party),
        Claim::Uses(route) => rule.uses(route),
        Claim::Changes(release) => rule.changes(release, false),
        Claim::ChangesUnstaged(release) => rule.changes(release, true),
        Claim::Alters(class) => rule.alters(class),
        Claim::Breaks(pool) => rule.breaks(pool),
        Claim::Sees(place) => rule.sees(place),
        Claim::Stops(place) => rule.stops(place),
    }
}

struct Rule<'a> {
    net: &'a Network,
    actor: &'a Actor,
    view: View,
    known: &'a dyn Fn(Claim) -> bool,
}

impl Rule<'_> {
    /// A doubt about a statement that names the actor is settled in its favour.
    fn doubts_count(&self) -> bool {
        self.view.bound >= Bound::Possibly
    }

    /// A blank that names nobody is filled by the actor.
    fn blanks_count(&self) -> bool {
        self.view.bound == Bound::AtMost
    }

    fn knows(&self, claim: Claim) -> bool {
        (self.known)(claim)
    }

    /// The actor itself, or a party that it controls.
    fn commands(&self, holder: HolderId) -> bool {
        self.actor.holders.contains(&holder)
            || matches!(holder, HolderId::Party(party) if self.knows(Claim::Controls(party)))
    }

    fn controls(&self, id: PartyId) -> bool {
        let party = &self.net.parties[id.index()];
        let is_actor_country = |c| self.actor.holders.contains(&HolderId::Country(c));
        self.actor.holders.contains(&HolderId::Party(id))
            || party
                .seats
                .iter()
                .any(|(country, _)| is_actor_country(*country))
            || (self.actor.presence
                && party
                    .presence
                    .iter()
                    .any(|(country, ..)| is_actor_country(*country)))
            || (self.blanks_count()
                && party.seat_unknown.is_some()
                && self
                    .actor
                    .holders
                    .iter()
                    .any(|h| matches!(h, HolderId::Country(_))))
            || party
                .controlled_by
                .iter()
                .any(|c| (!c.contested || self.doubts_count()) && self.commands(c.holder))
            || self.owns(id)
    }

    /// The shares of the actor and of all that it controls, together.
    fn owns(&self, id: PartyId) -> bool {
        let party = &self.net.parties[id.index()];
        let held = party.owners.iter().filter(|o| self.commands(o.holder));
        let mut sum: u64 = held
            .map(|o| {
                u64::from(if self.doubts_count() {
                    o.share.high.0
                } else {
                    o.share.low.0
                })
            })
            .sum();
        if self.blanks_count() || (self.doubts_count() && sum > 0) {
            sum += u64::from(party.undisclosed.0);
        }
        let threshold: Share = self.net.settings.control_threshold;
        sum > u64::from(threshold.0)
            || (self.net.settings.control_threshold_inclusive
                && sum > 0
                && sum == u64::from(threshold.0))
    }

    fn uses(&self, id: RouteId) -> bool {
        let route = &self.net.routes[id.index()];
        let named = route
            .keyholders
            .iter()
            .filter(|p| self.knows(Claim::Controls(**p)))
            .count() as u64;
        let holes = u64::from(route.holes);
        let keys = match self.view.bound {
            Bound::Surely => named >= u64::from(route.threshold.high),
            Bound::Possibly => named >= 1 && named + holes >= u64::from(route.threshold.low),
            Bound::AtMost => named + holes >= u64::from(route.threshold.low),
        };
        keys && self.passes_guards(route)
    }

    fn passes_guards(&self, route: &Route) -> bool {
        route.guards.iter().all(|guard| match guard.party {
            Some(party) => self.knows(Claim::Controls(party)),
            None => self.doubts_count(),
        })
    }

    fn changes(&self, id: ReleaseId, unstaged_only: bool) -> bool {
        let component = &self.net.components[self.net.releases[id.index()].component.index()];
        let open = |route: &&_| !unstaged_only || !self.net.routes[RouteId::index(**route)].staged;
        component
            .routes
            .iter()
            .filter(open)
            .any(|r| self.knows(Claim::Uses(*r)))
            || (component.routes_unknown.is_some() && self.blanks_count())
            || (self.view.means == Means::Upstream
                && self.pipeline_signs(component)
                && self.changes_contents(id)
                && self.contents_get_out(component, unstaged_only))
    }

    fn pipeline_signs(&self, component: &Component) -> bool {
        match component.auto_sign {
            AutoSign::Yes => true,
            AutoSign::No => false,
            AutoSign::Unknown(_) => self.doubts_count(),
        }
    }

    fn changes_contents(&self, id: ReleaseId) -> bool {
        let release = &self.net.releases[id.index()];
        release
            .contains
            .iter()
            .any(|part| self.knows(Claim::Changes(*part)))
            || (release.contents_unknown.is_some() && self.blanks_count())
    }

    /// Some update route lets through what the pipeline signed, past every safeguard that blocks.
    fn contents_get_out(&self, component: &Component, unstaged_only: bool) -> bool {
        let routes = component.routes.iter().map(|r| &self.net.routes[r.index()]);
        let mut updates = routes.filter(|r| !(r.kind.is_access() || (unstaged_only && r.staged)));
        updates.any(|r| self.passes_guards(r))
            || (component.routes_unknown.is_some() && self.doubts_count())
    }

    fn alters(&self, id: ClassId) -> bool {
        let class = &self.net.classes[id.index()];
        let early = self.view.stage == Stage::OneAction;
        let first_wave =
            class.wave == Some(1) || (class.wave_unknown.is_some() && self.doubts_count());
        let release = |r| {
            self.knows(Claim::ChangesUnstaged(r))
                || ((!early || first_wave) && self.knows(Claim::Changes(r)))
        };
        let access = |r: RouteId| {
            let staged = self.net.routes[r.index()].staged;
            (!early || !staged || first_wave) && self.knows(Claim::Uses(r))
        };
        let blank = class.layers.iter().any(|l| l.unknown.is_some())
            || class.host_unknown.is_some()
            || class.manager_unknown.is_some();
        (blank && self.blanks_count())
            || class.releases().any(|(_, r)| release(r))
            || class.access.iter().any(|r| access(*r))
            || class
                .hosts
                .iter()
                .chain(&class.managers)
                .any(|c| self.knows(Claim::Alters(*c)))
    }

    fn breaks(&self, id: PoolId) -> bool {
        let pool = &self.net.pools[id.index()];
        let reached: u64 = pool
            .members
            .iter()
            .filter(|(class, _)| self.knows(Claim::Alters(*class)))
            .map(|(_, count)| u64::from(*count))
            .sum();
        let needed = u64::from(if self.doubts_count() {
            pool.needed.high
        } else {
            pool.needed.low
        });
        pool.size > 0 && u64::from(pool.size) - reached < needed
    }

    /// A pool of which it is not stated what it serves counts as possible, not as sure.
    fn serves(&self, pool: &Pool) -> bool {
        pool.serves_unknown.is_none() || self.doubts_count()
    }

    fn sees(&self, id: PlaceId) -> bool {
        let place = &self.net.places[id.index()];
        let pools = place.pools.iter().map(|p| &self.net.pools[p.index()]);
        let mut looking =
            pools.filter(|p| self.serves(p) && self.net.functions[p.function.index()].intercepts());
        looking.any(|p| {
            p.members
                .iter()
                .any(|(class, _)| self.knows(Claim::Alters(*class)))
        }) || (self.blanks_count() && (!place.gaps.is_empty() || self.alters_not_placed()))
    }

    /// An element of which nobody knows what it does may do anything, for any place.
    fn alters_not_placed(&self) -> bool {
        let mut classes = self.net.classes.iter().enumerate();
        classes.any(|(n, c)| c.function.is_none() && self.knows(Claim::Alters(ClassId::from(n))))
    }

    /// What a place cannot do without comes in units: a function, or a group of functions that stand in for
    /// each other. Several pools of one unit may or may not stand in for each other: surely stopped when all
    /// are broken, possibly when one is.
    fn stops(&self, id: PlaceId) -> bool {
        let place = &self.net.places[id.index()];
        let mut units: BTreeMap<&str, Vec<PoolId>> = BTreeMap::new();
        for pool in &place.pools {
            let function = &self.net.functions[self.net.pools[pool.index()].function.index()];
            if self.net.pools[pool.index()].size == 0 {
                continue;
            }
            match &function.need {
                Need::Not => {}
                Need::WhenPresent => units.entry(&function.name).or_default().push(*pool),
                Need::OneOf(group) => units.entry(group).or_default().push(*pool),
            }
        }
        let broken = |pool: &PoolId| {
            self.knows(Claim::Breaks(*pool)) && self.serves(&self.net.pools[pool.index()])
        };
        units.values().any(|unit| {
            if self.doubts_count() {
                unit.iter().any(broken)
            } else {
                unit.iter().all(broken)
            }
        }) || (self.blanks_count() && (!place.gaps.is_empty() || self.alters_not_placed()))
    }
}

//! Networks written by hand, with the answer worked out in words.
//!
//! Every question goes to the engine, to the brute force and to Datalog, and all three must give the answer.

mod control;
mod elements;
mod routes;

use keyholder_diag::{FileId, Span};
use keyholder_reach::close;
use keyholder_supply::facts::{
    BomFact, ComponentFact, ControlFact, ElementFact, Facts, Holder, KeyholderFact, OwnerFact,
    PartyFact, PlaceFact, PoolFact, ReleaseFact, RouteFact, SafeguardFact, Selector, Slot,
};
use keyholder_supply::{
    ControlHow, HolderId, Network, PartyId, PartyKind, RouteKind, SafeguardKind, Share, ShareRange,
};
use keyholder_witness::{Actor, Bound, Claim, Means, Stage, View, all_claims};

use crate::edits::stamp;
use crate::naming::plain;
use crate::random::{Case, name, nowhere};
use crate::{datalog, naive};

pub(crate) const SURELY: View = View {
    bound: Bound::Surely,
    means: Means::Upstream,
    stage: Stage::InTheEnd,
};
pub(crate) const POSSIBLY: View = View {
    bound: Bound::Possibly,
    ..SURELY
};
pub(crate) const AT_MOST: View = View {
    bound: Bound::AtMost,
    ..SURELY
};

/// Facts under construction; what is not said is stated as absent, never left blank.
#[derive(Default)]
pub(crate) struct Story(pub(crate) Facts);

fn holder(id: &str) -> Holder {
    if id.starts_with('X') {
        Holder::Country(name(id))
    } else {
        Holder::Party(name(id))
    }
}

impl Story {
    /// A company seated in a country, with holdings in percent; the rest is dispersed.
    pub(crate) fn party(mut self, id: &str, seat: &str, owners: &[(&str, u32)]) -> Self {
        let held: u32 = owners.iter().map(|(_, percent)| percent).sum();
        let owner = |(who, percent): &(&str, u32)| OwnerFact {
            holder: holder(who),
            share: ShareRange::exactly(Share(percent * 10_000)),
            provenance: nowhere(),
        };
        self.0.parties.push(PartyFact {
            id: name(id),
            name: id.to_owned(),
            kind: Some(PartyKind::Company),
            seat: Some(name(seat)),
            managed_from: None,
            owners: owners.iter().map(owner).collect(),
            dispersed: Some(Share(1_000_000 - held * 10_000)),
            controlled_by: Vec::new(),
            presence: Vec::new(),
            provenance: nowhere(),
        });
        self
    }

    /// The party last named is under another's orders.
    pub(crate) fn under(mut self, who: &str, how: ControlHow, contested: bool) -> Self {
        let party = self.0.parties.last_mut().expect("a party");
        party.controlled_by.push(ControlFact {
            holder: holder(who),
            how,
            contested,
            provenance: nowhere(),
        });
        self
    }

    /// Changes the last party by hand.
    pub(crate) fn but(mut self, change: impl FnOnce(&mut PartyFact)) -> Self {
        change(self.0.parties.last_mut().expect("a party"));
        self
    }

    /// A component with one release `1` over these routes, containing others.
    pub(crate) fn component(
        mut self,
        id: &str,
        routes: Vec<RouteFact>,
        auto_sign: Option<bool>,
        contains: &[&str],
    ) -> Self {
        let release = ReleaseFact {
            version: name("1"),
            date: None,
            support_ends: None,
            bom: BomFact::Nothing,
            contains: contains.iter().map(|c| name(format!("{c}@1"))).collect(),
            provenance: nowhere(),
        };
        self.0.components.push(ComponentFact {
            id: name(id),
            name: id.to_owned(),
            supplier: None,
            kind: None,
            purl: None,
            auto_sign,
            routes: Some(routes),
            releases: vec![release],
            provenance: nowhere(),
        });
        self
    }

    /// An element that runs a component's release `1`; empty for none.
    pub(crate) fn element(mut self, id: &str, function: &str, runs: &str) -> Self {
        let application = match runs {
            "" => Slot::Nothing,
            "?" => Slot::NotStated,
            id => Slot::Names(vec![name(format!("{id}@1"))]),
        };
        self.0.elements.push(ElementFact {
            id: name(id),
            function: Some(name(function)),
            operator: None,
            place: None,
            pool: None,
            host: Slot::Nothing,
            manager: Slot::Nothing,
            layers: [Slot::Nothing, Slot::Nothing, Slot::Nothing, application],
            wave: None,
            provenance: nowhere(),
        });
        self
    }

    /// Changes the last element by hand.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut ElementFact)) -> Self {
        change(self.0.elements.last_mut().expect("an element"));
        self
    }

    /// A pool that serves every place, with its elements put into it.
    pub(crate) fn pool(
        mut self,
        id: &str,
        function: &str,
        needed: Option<u32>,
        members: &[&str],
    ) -> Self {
        self.0.pools.push(PoolFact {
            id: name(id),
            function: Some(name(function)),
            operator: None,
            needed,
            serves: vec![name("*")],
            provenance: nowhere(),
        });
        for element in self
            .0
            .elements
            .iter_mut()
            .filter(|e| members.contains(&e.id.text.as_str()))
        {
            element.pool = Some(name(id));
        }
        self
    }

    /// A place.
    pub(crate) fn place(mut self, id: &str) -> Self {
        self.0.places.push(PlaceFact {
            id: name(id),
            name: None,
            operator: None,
            region: None,
            subscribers: Some(1),
            at: None,
            provenance: nowhere(),
        });
        self
    }

    /// A maintenance route to elements.
    pub(crate) fn access(mut self, mut route: RouteFact, elements: &[&str]) -> Self {
        route.kind = RouteKind::RemoteMaintenance;
        route.leads_to = Selector {
            elements: elements.iter().map(|e| name(*e)).collect(),
            ..Selector::default()
        };
        self.0.access_routes.push(route);
        self
    }

    /// The network.
    pub(crate) fn network(mut self) -> Network {
        stamp(&mut self.0);
        Case(self.0).network()
    }
}

/// A signed update with its keyholders, `?` for one of whom nobody knows who it is.
pub(crate) fn signed(id: &str, keyholders: &[&str], threshold: u32) -> RouteFact {
    let keyholder = |who: &&str| match *who {
        "?" => KeyholderFact::Unknown(Span::whole(FileId(0))),
        id => KeyholderFact::Named(name(id)),
    };
    RouteFact {
        id: name(id),
        kind: RouteKind::SignedUpdate,
        keyholders: Some(keyholders.iter().map(keyholder).collect()),
        threshold: Some(threshold),
        safeguards: Some(Vec::new()),
        leads_to: Selector::default(),
        provenance: nowhere(),
    }
}

/// A safeguard more on a route.
pub(crate) fn safe(mut route: RouteFact, kind: SafeguardKind, party: Option<&str>) -> RouteFact {
    route
        .safeguards
        .get_or_insert_default()
        .push(SafeguardFact {
            kind,
            party: party.map(name),
            provenance: nowhere(),
        });
    route
}

/// An actor by the ids of its parties and countries.
pub(crate) fn actor(net: &Network, ids: &[&str]) -> Actor {
    let one = |id: &&str| {
        let party = net.parties.iter().position(|p| p.id == *id);
        let country = || net.countries.iter().position(|c| c.code == *id);
        match party {
            Some(n) => HolderId::Party(PartyId::from(n)),
            None => HolderId::Country(country().expect("a party or country of the story").into()),
        }
    };
    Actor {
        holders: ids.iter().map(one).collect(),
        presence: false,
    }
}

/// Whether these together can do that; asked three ways.
pub(crate) fn can(net: &Network, ids: &[&str], view: View, verb: &str, what: &str) -> bool {
    asked(net, &actor(net, ids), view, verb, what)
}

/// The same for any actor.
pub(crate) fn asked(net: &Network, actor: &Actor, view: View, verb: &str, what: &str) -> bool {
    let claims = naive::closure(net, actor, view);
    assert_eq!(
        claims,
        datalog::closure(net, actor, view),
        "two oracles, two answers"
    );
    let engine = close(net, std::slice::from_ref(actor), view);
    let fast = all_claims(net)
        .into_iter()
        .filter(|c| engine.has(0, *c))
        .collect();
    assert_eq!(claims, fast, "the engine differs");
    let all = plain(net, &all_claims(net));
    assert!(
        all.iter().any(|(v, w)| *v == verb && w == what),
        "no `{verb} {what}` in {all:?}"
    );
    plain(net, &claims)
        .iter()
        .any(|(v, w)| *v == verb && w == what)
}

/// The one claim of those words.
pub(crate) fn claim(net: &Network, verb: &str, what: &str) -> Claim {
    let is = |c: &Claim| plain(net, [c]).iter().any(|(v, w)| *v == verb && w == what);
    all_claims(net)
        .into_iter()
        .find(is)
        .expect("a claim of the story")
}

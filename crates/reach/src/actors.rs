//! Whoever might act: parties, countries, countries with presence, groups.

use std::collections::BTreeSet;

use keyholder_supply::{CountryId, GroupId, HolderId, Network, PartyId};
use keyholder_witness::Actor;

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActorKind {
    /// A party.
    Party,
    /// A country, by seat, management and all that these control.
    Country,
    /// A country, also by mere presence.
    Presence,
    /// A named group.
    Group,
}

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActorName {
    /// A party.
    Party(PartyId),
    /// A country.
    Country(CountryId),
    /// A country with presence.
    Presence(CountryId),
    /// A group.
    Group(GroupId),
}

/// An actor with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedActor {
    /// Which one.
    pub name: ActorName,
    /// As the rules take it.
    pub actor: Actor,
}

impl NamedActor {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ActorKind {
        match self.name {
            ActorName::Party(_) => ActorKind::Party,
            ActorName::Country(_) => ActorKind::Country,
            ActorName::Presence(_) => ActorKind::Presence,
            ActorName::Group(_) => ActorKind::Group,
        }
    }

    /// `party:ID`, `country:XA`, `presence:XA`, `group:ID`.
    #[must_use]
    pub fn id(&self, net: &Network) -> String {
        match self.name {
            ActorName::Party(p) => format!("party:{}", net.parties[p.index()].id),
            ActorName::Country(c) => format!("country:{}", net.countries[c.index()].code),
            ActorName::Presence(c) => format!("presence:{}", net.countries[c.index()].code),
            ActorName::Group(g) => format!("group:{}", net.groups[g.index()].id),
        }
    }

    /// As people read it.
    #[must_use]
    pub fn label(&self, net: &Network) -> String {
        match self.name {
            ActorName::Party(p) => net.parties[p.index()].name.clone(),
            ActorName::Country(c) => net.countries[c.index()].code.clone(),
            ActorName::Presence(c) => format!("{} (presence)", net.countries[c.index()].code),
            ActorName::Group(g) => net.groups[g.index()].name.clone(),
        }
    }
}

/// Every actor of a network: all parties, all countries, countries in which somebody is present, all groups.
#[must_use]
pub fn actors(net: &Network) -> Vec<NamedActor> {
    let party = |n| {
        (
            ActorName::Party(PartyId::from(n)),
            Actor::one(HolderId::Party(PartyId::from(n))),
        )
    };
    let country = |n| {
        (
            ActorName::Country(CountryId::from(n)),
            Actor::one(HolderId::Country(CountryId::from(n))),
        )
    };
    let present: BTreeSet<CountryId> = net
        .parties
        .iter()
        .flat_map(|p| p.presence.iter().map(|(c, ..)| *c))
        .collect();
    let presence = |c: CountryId| {
        (
            ActorName::Presence(c),
            Actor {
                holders: vec![HolderId::Country(c)],
                presence: true,
            },
        )
    };
    let group = |(n, g): (usize, &keyholder_supply::Group)| {
        (
            ActorName::Group(GroupId::from(n)),
            Actor {
                holders: g.members.clone(),
                presence: false,
            },
        )
    };
    (0..net.parties.len())
        .map(party)
        .chain((0..net.countries.len()).map(country))
        .chain(present.into_iter().map(presence))
        .chain(net.groups.iter().enumerate().map(group))
        .map(|(name, actor)| NamedActor { name, actor })
        .collect()
}

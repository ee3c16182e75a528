//! Certificates of reach, and the small checker that trusts no engine.
//!
//! [`rules::holds`] states the rules of reach a second time, claim by claim and as plainly as they can be
//! said, straight on the network. A *reached* certificate is a list of claims each of which holds by the
//! claims before it; a *not reached* certificate is a set of claims that is closed under all rules and
//! leaves the target out. [`verify`] accepts or refuses either in one pass.
//!
//! *Invariant:* this crate does not depend on the engine, and shares no code with it.

mod certificate;
pub mod rules;

pub use certificate::{Certificate, Fault, Step, all_claims, verify};

use keyholder_supply::{ClassId, HolderId, PartyId, PlaceId, PoolId, ReleaseId, RouteId};

/// Whoever might act: these holders together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Actor {
    /// Parties and countries that act together.
    pub holders: Vec<HolderId>,
    /// Whether its countries also act through parties that are merely present there (weaker ties:
    /// development, build, support, key custody, factory). Kept apart from control.
    pub presence: bool,
}

impl Actor {
    /// One holder alone.
    #[must_use]
    pub fn one(holder: HolderId) -> Self {
        Actor {
            holders: vec![holder],
            presence: false,
        }
    }
}

/// How what is not known is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    /// Only what is stated: gaps count against reach, contested statements do not count, and only stated
    /// safeguards are credited.
    Surely,
    /// Every doubt about a statement that names the actor is taken to be so; blanks that name nobody are not.
    Possibly,
    /// Every gap is taken to be filled by the actor.
    AtMost,
}

/// Which kinds of way count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Means {
    /// Holding a key, an account or a contract.
    Keys,
    /// Also publishing a part that a supplier's pipeline builds in.
    Upstream,
}

/// Before or after anybody could stop a staged rollout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// All waves.
    InTheEnd,
    /// What one action changes: on routes with a staged rollout, the first wave only.
    OneAction,
}

/// The question that a closure answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct View {
    /// How gaps are taken.
    pub bound: Bound,
    /// Which ways count.
    pub means: Means,
    /// How far a rollout has come.
    pub stage: Stage,
}

impl View {
    /// Every view, from the narrowest to the widest.
    #[must_use]
    pub fn all() -> Vec<View> {
        let mut all = Vec::with_capacity(12);
        for bound in [Bound::Surely, Bound::Possibly, Bound::AtMost] {
            for means in [Means::Keys, Means::Upstream] {
                for stage in [Stage::OneAction, Stage::InTheEnd] {
                    all.push(View {
                        bound,
                        means,
                        stage,
                    });
                }
            }
        }
        all
    }
}

/// Something that an actor can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Claim {
    /// Decides for a party.
    Controls(PartyId),
    /// Can use a route without anybody else's consent.
    Uses(RouteId),
    /// Can bring out a changed release over some route.
    Changes(ReleaseId),
    /// Can bring out a changed release over a route that is not rolled out in waves.
    ChangesUnstaged(ReleaseId),
    /// Can change elements of a class.
    Alters(ClassId),
    /// Leaves a pool with fewer members beyond its reach than must work.
    Breaks(PoolId),
    /// Can look into user data, signalling or identities of a place (`intercept`).
    Sees(PlaceId),
    /// Can stop service at a place (`disrupt`).
    Stops(PlaceId),
}

//! Derivations in words, each step with the rows and documents it rests on.

use keyholder_diag::Sources;
use keyholder_reach::{Basis, Explanation};
use keyholder_supply::facts::Provenance;
use keyholder_supply::{
    AutoSign, ClassId, HolderId, Network, PartyId, PoolId, ReleaseId, RouteId, Seat,
};
use keyholder_witness::{Actor, Certificate, Claim, Step};

use crate::wire;

/// A derivation in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The steps.
    pub steps: Vec<wire::ChainStep>,
    /// Whether it needs a part inside a release.
    pub through_parts: bool,
}

/// Says a derivation in words. A closed set has no steps.
#[must_use]
pub fn tell(net: &Network, sources: &Sources, actor: &Actor, explanation: &Explanation) -> Told {
    let Certificate::Reached(steps) = &explanation.certificate else {
        return Told {
            steps: Vec::new(),
            through_parts: false,
        };
    };
    let teller = Teller {
        net,
        sources,
        actor,
        steps,
    };
    let through_parts = explanation
        .bases
        .iter()
        .any(|b| matches!(b, Basis::Part { .. }));
    let steps = steps
        .iter()
        .zip(&explanation.bases)
        .map(|(step, basis)| {
            let (says, grounds) = teller.step(step, basis);
            wire::ChainStep {
                says,
                from: step.from.iter().map(|n| *n as u64 + 1).collect(),
                grounds,
            }
        })
        .collect();
    Told {
        steps,
        through_parts,
    }
}

struct Teller<'a> {
    net: &'a Network,
    sources: &'a Sources,
    actor: &'a Actor,
    steps: &'a [Step],
}

type Said = (String, Vec<wire::Ground>);

impl Teller<'_> {
    fn step(&self, step: &Step, basis: &Basis) -> Said {
        match basis {
            Basis::Itself => self.itself(step),
            Basis::Seat(party, seat) => self.seat(*party, *seat),
            Basis::Presence(party, kind) => self.presence(*party, kind.word()),
            Basis::Stated(party, at) => self.stated(*party, *at),
            Basis::Shares(party, at) => self.shares(*party, at),
            Basis::Keys(route) => self.keys(*route, step),
            Basis::Route(route) => self.over(*route, step),
            Basis::Part {
                release,
                part,
                over,
            } => self.part(*release, *part, *over),
            Basis::InLayer(layer, release) => {
                let label = self.net.release_label(*release);
                self.class(step, |who, one| {
                    let run = if one {
                        "runs it as its"
                    } else {
                        "run it as their"
                    };
                    format!("{who} {run} {} (`{label}`)", layer.word())
                })
            }
            Basis::Access(route) => {
                let id = self.net.routes[route.index()].id.clone();
                self.class(step, |who, _| format!("`{id}` leads to {who}"))
            }
            Basis::Host(host) => {
                let host = self.example(*host);
                self.class(step, |who, one| {
                    let are = if one { "is" } else { "are" };
                    format!("{who} {are} carried by {host}: whoever changes a host changes what runs on it")
                })
            }
            Basis::Manager(manager) => {
                let manager = self.example(*manager);
                self.class(step, |who, one| {
                    let are = if one { "is" } else { "are" };
                    format!("{who} {are} managed by {manager}: whoever changes a manager changes what it manages")
                })
            }
            Basis::TooFew(pool) => self.too_few(*pool),
            Basis::OnTheWay(pool) => self.on_the_way(*pool, step),
            Basis::NeededBy(place, pools) => {
                let place = &self.net.places[place.index()];
                let names: Vec<String> = pools
                    .iter()
                    .map(|p| format!("`{}`", self.function_of(*p)))
                    .collect();
                let says = format!(
                    "place `{}` cannot do without {}: its service stops",
                    place.id,
                    names.join(", ")
                );
                (says, vec![self.ground("place", &place.provenance)])
            }
            Basis::NotPlaced(class) => {
                let says = format!(
                    "what {} does is not known; taken to serve the place",
                    self.example(*class)
                );
                (says, Vec::new())
            }
            Basis::Blank(unknown) => {
                let unknown = &self.net.unknowns[unknown.index()];
                let says = format!("not known: {}; taken to be the actor", unknown.what);
                let grounds = unknown
                    .span
                    .map(|span| self.ground("left open", &Provenance::at(span)));
                (says, grounds.into_iter().collect())
            }
        }
    }

    fn ground(&self, says: &str, provenance: &Provenance) -> wire::Ground {
        wire::Ground {
            says: says.to_owned(),
            place: self.sources.place(provenance.span),
            source: provenance.source.clone(),
            as_of: provenance.as_of.map(|d| d.to_string()),
            said_by: provenance.said_by.clone(),
        }
    }

    fn name(&self, party: PartyId) -> &str {
        &self.net.parties[party.index()].name
    }

    /// Countries of the actor, in words.
    fn countries(&self) -> String {
        let codes: Vec<&str> = self
            .actor
            .holders
            .iter()
            .filter(|h| matches!(h, HolderId::Country(_)))
            .map(|h| self.net.holder_label(*h))
            .collect();
        codes.join(", ")
    }

    fn itself(&self, step: &Step) -> Said {
        let Claim::Controls(party) = step.claim else {
            return (String::new(), Vec::new());
        };
        let says = if self.actor.holders.len() > 1 {
            format!("{} is one of the group", self.name(party))
        } else {
            format!("the actor is {}", self.name(party))
        };
        (
            says,
            vec![self.ground("party", &self.net.parties[party.index()].provenance)],
        )
    }

    fn seat(&self, party: PartyId, seat: Seat) -> Said {
        let what = match seat {
            Seat::Registered => "has its seat there",
            Seat::Managed => "is managed from there",
        };
        let says = format!(
            "{} decides for {}, which {what}",
            self.countries(),
            self.name(party)
        );
        (
            says,
            vec![self.ground("seat", &self.net.parties[party.index()].provenance)],
        )
    }

    fn presence(&self, party: PartyId, kind: &str) -> Said {
        let stated = &self.net.parties[party.index()];
        let grounds = stated.presence.iter().filter(|(_, k, _)| k.word() == kind);
        let grounds = grounds
            .map(|(.., provenance)| self.ground("presence", provenance))
            .take(1)
            .collect();
        let kind = kind.replace('-', " ");
        (
            format!(
                "{} has {kind} in {} (a tie weaker than control)",
                self.name(party),
                self.countries()
            ),
            grounds,
        )
    }

    fn stated(&self, party: PartyId, at: usize) -> Said {
        let control = &self.net.parties[party.index()].controlled_by[at];
        let contested = if control.contested {
            "; the statement is contested"
        } else {
            ""
        };
        let how = control.how.word().replace('-', " ");
        let holder = self.net.holder_label(control.holder);
        let says = format!(
            "{holder} decides for {} by {how}{contested}",
            self.name(party)
        );
        (
            says,
            vec![self.ground("stated control", &control.provenance)],
        )
    }

    fn shares(&self, party: PartyId, at: &[usize]) -> Said {
        let stated = &self.net.parties[party.index()];
        let mut words = Vec::new();
        let mut grounds = Vec::new();
        for holding in at.iter().map(|n| &stated.owners[*n]) {
            let (low, high) = (holding.share.low.percent(), holding.share.high.percent());
            let share = if low == high {
                format!("{low} %")
            } else {
                format!("{low} to {high} %")
            };
            let holder = self.net.holder_label(holding.holder);
            words.push(format!("{holder} holds {share}"));
            grounds.push(self.ground(&format!("{holder} holds {share}"), &holding.provenance));
        }
        let together = if at.len() > 1 { ", together" } else { "" };
        let settings = &self.net.settings;
        let more = if settings.control_threshold_inclusive {
            "at least"
        } else {
            "more than"
        };
        let threshold = settings.control_threshold.percent();
        (
            format!(
                "{} of {}{together} {more} {threshold} %",
                words.join(" and "),
                stated.name
            ),
            grounds,
        )
    }

    fn keys(&self, route: RouteId, step: &Step) -> Said {
        let stated = &self.net.routes[route.index()];
        let commanded: Vec<PartyId> = step
            .from
            .iter()
            .filter_map(|n| match self.steps[*n].claim {
                Claim::Controls(p) => Some(p),
                _ => None,
            })
            .collect();
        let holders: Vec<&str> = commanded
            .iter()
            .filter(|p| stated.keyholders.contains(p))
            .map(|p| self.name(*p))
            .collect();
        let total = stated.keyholders.len() as u32 + stated.holes;
        let threshold = stated.threshold;
        let of = match (threshold.low, threshold.high, total) {
            (_, _, 0 | 1) => String::new(),
            (1, 1, n) => format!(" (any one of {n} keyholders is enough)"),
            (k, h, n) if k == h && h == n => format!(" (all {n} keyholders must act together)"),
            (k, h, n) if k == h => format!(" ({k} of {n} keyholders must act together)"),
            (k, h, n) => {
                format!(" (between {k} and {h} of {n} keyholders must act together; not stated)")
            }
        };
        let mut says = format!(
            "{} {} over route `{}`{of}",
            join(&holders),
            stated.kind.phrase(),
            stated.id
        );
        let guards: Vec<String> = stated
            .guards
            .iter()
            .filter_map(|g| {
                g.party.map(|p| {
                    format!(
                        "the {} by {} is no safeguard against it",
                        g.kind.word().replace('-', " "),
                        self.name(p)
                    )
                })
            })
            .collect();
        if !guards.is_empty() {
            says = format!("{says}; {}", guards.join("; "));
        }
        let mut grounds = vec![self.ground("route", &stated.provenance)];
        grounds.extend(
            stated
                .guards
                .iter()
                .map(|g| self.ground(g.kind.word(), &g.provenance)),
        );
        (says, grounds)
    }

    fn release_of(step: &Step) -> Option<ReleaseId> {
        match step.claim {
            Claim::Changes(r) | Claim::ChangesUnstaged(r) => Some(r),
            _ => None,
        }
    }

    fn over(&self, route: RouteId, step: &Step) -> Said {
        let Some(release) = Self::release_of(step) else {
            return (String::new(), Vec::new());
        };
        let stated = &self.net.releases[release.index()];
        let id = &self.net.routes[route.index()].id;
        let says = format!(
            "over `{id}` a changed `{}` can come out",
            self.net.release_label(release)
        );
        (says, vec![self.ground("release", &stated.provenance)])
    }

    fn part(&self, release: ReleaseId, part: Option<ReleaseId>, over: Option<RouteId>) -> Said {
        let stated = &self.net.releases[release.index()];
        let component = &self.net.components[stated.component.index()];
        let label = self.net.release_label(release);
        let inside = part.map_or_else(
            || "a part that is not known".to_owned(),
            |p| format!("`{}`", self.net.release_label(p)),
        );
        let signs = match component.auto_sign {
            AutoSign::Unknown(_) => "if its pipeline signs what it pulls in (not stated)",
            _ => "whose pipeline signs what it pulls in",
        };
        let route = over.map_or_else(String::new, |r| {
            format!(", and it goes out over `{}`", self.net.routes[r.index()].id)
        });
        let comma = if matches!(component.auto_sign, AutoSign::Unknown(_)) {
            " "
        } else {
            ", "
        };
        let says = format!("{inside} is inside `{label}`{comma}{signs}{route}");
        let mut grounds = vec![
            self.ground("release", &stated.provenance),
            self.ground("pipeline", &component.provenance),
        ];
        if let Some(bom) = stated.bom {
            grounds.push(self.ground("bill of materials", &Provenance::at(bom)));
        }
        (says, grounds)
    }

    /// "3 `AMF` (as `amf-1`)".
    fn example(&self, class: ClassId) -> String {
        let stated = &self.net.classes[class.index()];
        let function = self.net.function_label(stated.function);
        let first = stated
            .members
            .first()
            .map_or("", |e| self.net.elements[e.index()].id.as_str());
        match stated.size {
            1 => format!("`{first}` ({function})"),
            n => format!("{n} {function} (as `{first}`)"),
        }
    }

    /// A step about the elements of a class; the words are given them, and whether there is only one.
    fn class(&self, step: &Step, says: impl FnOnce(String, bool) -> String) -> Said {
        let Claim::Alters(class) = step.claim else {
            return (String::new(), Vec::new());
        };
        let members = &self.net.classes[class.index()].members;
        let row = |e: &keyholder_supply::ElementId| {
            self.ground("element", &self.net.elements[e.index()].provenance)
        };
        (
            says(
                self.example(class),
                self.net.classes[class.index()].size == 1,
            ),
            members.first().map(row).into_iter().collect(),
        )
    }

    fn function_of(&self, pool: PoolId) -> &str {
        &self.net.functions[self.net.pools[pool.index()].function.index()].name
    }

    fn too_few(&self, pool: PoolId) -> Said {
        let stated = &self.net.pools[pool.index()];
        let needed = stated.needed;
        let need = if needed.low == needed.high {
            needed.low.to_string()
        } else {
            format!("{} to {}", needed.low, needed.high)
        };
        let says = format!(
            "pool `{}` needs {need} of its {} `{}`; fewer than that are left beyond reach",
            stated.id,
            stated.size,
            self.function_of(pool)
        );
        (says, vec![self.ground("pool", &stated.provenance)])
    }

    fn on_the_way(&self, pool: PoolId, step: &Step) -> Said {
        let function = &self.net.functions[self.net.pools[pool.index()].function.index()];
        let sees: Vec<String> = function
            .sees
            .iter()
            .map(|m| m.word().replace('-', " "))
            .collect();
        let place = match step.claim {
            Claim::Sees(place) => self.net.places[place.index()].id.as_str(),
            _ => "",
        };
        let says = format!(
            "`{}` of place `{place}` see {}",
            function.name,
            join(&sees.iter().map(String::as_str).collect::<Vec<_>>())
        );
        (
            says,
            vec![self.ground("pool", &self.net.pools[pool.index()].provenance)],
        )
    }
}

/// "a", "a and b", "a, b and c"; "nobody named" for none.
pub(crate) fn join(words: &[&str]) -> String {
    match words {
        [] => "nobody named".to_owned(),
        [one] => (*one).to_owned(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

//! `every`: every release, route or element of a part has something. What nobody knows is counted apart.

use keyholder_reach::ActorName;
use keyholder_supply::principle::{Has, Part};
use keyholder_supply::{ComponentKind, PartyId, ReleaseId, Route, RouteKind, SafeguardKind};

use crate::assess::Asked;
use crate::evidence::{Target, Wanted};
use crate::finding::{ChangeKind, Missing, Of};
use crate::scope::{Scope, Ways};
use crate::tally::{Measured, State, Tally};
use crate::words;

pub(super) fn ask(asked: &Asked<'_>, of: Of, has: Has, part: &Part) -> Measured {
    match has {
        Has::ReleaseBom | Has::ReleaseBomWhole => {
            boms(asked, of, part, has == Has::ReleaseBomWhole)
        }
        Has::ElementFunction | Has::ElementHost => elements(asked, of, has, part),
        Has::RouteSafeguard
        | Has::RemoteWatched
        | Has::RouteKeyholders
        | Has::UpdateSigned
        | Has::UpdateStaged => routes(asked, of, has, part),
    }
}

/// Releases of software and firmware and their lists of parts. Hardware and services have none.
fn boms(asked: &Asked<'_>, of: Of, part: &Part, whole: bool) -> Measured {
    let net = asked.net;
    let mut tally = Tally::new(asked.net, ChangeKind::Thing);
    let (releases, open) = Scope::new(net, part, of).releases(net, of);
    tally.open(
        open,
        "release in a layer not stated",
        "state the release in each layer",
    );
    for (id, sure) in releases {
        let release = &net.releases[id.index()];
        let kind = net.components[release.component.index()].kind;
        if matches!(kind, Some(ComponentKind::Hardware | ComponentKind::Service)) {
            continue;
        }
        let state = bom_state(asked, id, whole, &mut tally);
        let label = net.release_label(id);
        tally.add(state, sure, 1, format!("release:{label}"), || Missing {
            what: format!("bill of materials of {label}"),
            remedy: "ask the supplier for one that says it is whole, and name it in `bom`"
                .to_owned(),
        });
    }
    let have = if whole {
        "have a bill of materials that says it is whole"
    } else {
        "have a bill of materials"
    };
    tally.finish(
        ["release", "releases"],
        &format!("of {}", words::part(part)),
        have,
    )
}

fn bom_state(asked: &Asked<'_>, id: ReleaseId, whole: bool, tally: &mut Tally) -> State {
    let release = &asked.net.releases[id.index()];
    let standing = asked
        .register
        .standing("sbom-quality", Target::Release(id), Wanted::default());
    if let Some(item) = standing.against.first() {
        tally.used.insert(asked.register.used(item));
        // Evidence that the list is bad; evidence for it as well leaves it open.
        return if standing.good.is_empty() {
            State::No
        } else {
            State::Unknown
        };
    }
    let doubt = standing.is_doubted();
    let listed = !doubt && release.parts_listed && (!whole || release.parts_whole);
    if listed { State::Yes } else { State::Unknown }
}

fn elements(asked: &Asked<'_>, of: Of, has: Has, part: &Part) -> Measured {
    let net = asked.net;
    let mut tally = Tally::new(asked.net, ChangeKind::Statement);
    for (class, sure) in Scope::new(net, part, of).all() {
        let class = &net.classes[class.index()];
        let known = match has {
            Has::ElementFunction => class.function.is_some(),
            _ => class.host_unknown.is_none() && class.manager_unknown.is_none(),
        };
        let first = class.members.first();
        let label = first.map_or("", |id| net.elements[id.index()].id.as_str());
        let state = if known { State::Yes } else { State::Unknown };
        tally.add(state, sure, class.size, label, || Missing {
            what: match has {
                Has::ElementFunction => {
                    format!("function of {} elements, as `{label}`", class.size)
                }
                _ => format!("host or manager of {} elements, as `{label}`", class.size),
            },
            remedy: "fill the cells of the table of elements; `none` where there is none"
                .to_owned(),
        });
    }
    let have = match has {
        Has::ElementFunction => "have a function that is known",
        _ => "have hosts and managers that are known",
    };
    tally.finish(
        ["element", "elements"],
        &format!("of {}", words::part(part)),
        have,
    )
}

fn routes(asked: &Asked<'_>, of: Of, has: Has, part: &Part) -> Measured {
    let net = asked.net;
    let mut tally = Tally::new(asked.net, ChangeKind::Thing);
    let scope = Scope::new(net, part, of);
    let ways = Ways::into(net, &scope, of, has != Has::RemoteWatched);
    tally.open(
        ways.layers_open,
        "release in a layer not stated",
        "state the release in each layer",
    );
    if !matches!(has, Has::UpdateSigned | Has::UpdateStaged) {
        tally.open(
            ways.classes_open,
            "class of elements of which not all ways in are known",
            "state managers, and where each access route leads",
        );
    }
    tally.open(
        ways.components_open,
        "component whose routes are not stated",
        "state its routes, or `routes = \"none\"`",
    );
    for (id, sure) in ways.routes {
        let route = &net.routes[id.index()];
        if let Some(state) = route_state(asked, route, has) {
            tally.add(state, sure, 1, format!("route:{}", route.id), || {
                lacks(route, has)
            });
        }
    }
    tally.finish(
        ["route", "routes"],
        &format!("into {}", words::part(part)),
        have(has),
    )
}

fn have(has: Has) -> &'static str {
    match has {
        Has::RouteSafeguard => "have a safeguard that blocks",
        Has::RemoteWatched => "are recorded or blocked by another party",
        Has::RouteKeyholders => "have keyholders that are all known",
        Has::UpdateSigned => "verify a signature",
        _ => "are rolled out in waves",
    }
}

fn lacks(route: &Route, has: Has) -> Missing {
    let (what, remedy) = match has {
        Has::RouteSafeguard => (
            "a safeguard that blocks",
            "have another party sign, verify or approve, and state it",
        ),
        Has::RemoteWatched => (
            "a recorded session or an approval",
            "record each session, or have each approved, and state it",
        ),
        Has::RouteKeyholders => (
            "names of all keyholders",
            "ask who holds keys, accounts and contracts",
        ),
        Has::UpdateSigned => (
            "a signature that is verified",
            "verify a signature before anything is installed",
        ),
        _ => ("a rollout in waves", "roll out in waves, and state it"),
    };
    Missing {
        what: format!("{what} on route `{}`", route.id),
        remedy: remedy.to_owned(),
    }
}

/// What a route has; `None` when it is not asked.
fn route_state(asked: &Asked<'_>, route: &Route, has: Has) -> Option<State> {
    let update = matches!(
        route.kind,
        RouteKind::SignedUpdate | RouteKind::UnsignedUpdate
    );
    let stated = |good: bool| match (good, route.safeguards_stated) {
        (true, _) => State::Yes,
        (false, true) => State::No,
        (false, false) => State::Unknown,
    };
    match has {
        Has::RouteSafeguard => Some(guarded(asked, route)),
        Has::RemoteWatched => route.kind.is_access().then(|| {
            if route.detects.contains(&SafeguardKind::RecordedSession) {
                State::Yes
            } else {
                guarded(asked, route)
            }
        }),
        Has::RouteKeyholders => {
            let known = route.holes == 0 && route.holes_unknown.is_none();
            Some(if known { State::Yes } else { State::Unknown })
        }
        Has::UpdateSigned => update.then_some(if route.kind == RouteKind::SignedUpdate {
            State::Yes
        } else {
            State::No
        }),
        _ => update.then(|| stated(route.staged)),
    }
}

/// A safeguard whose party a keyholder decides for is none.
fn guarded(asked: &Asked<'_>, route: &Route) -> State {
    let own = |party: PartyId| {
        route.keyholders.iter().any(|holder| {
            let of = |name: ActorName| name == ActorName::Party(*holder);
            let mut actors = asked.results.actors.iter();
            let actor = actors.find(|result| of(result.actor.name));
            *holder == party || actor.is_some_and(|result| result.controls.contains(&party))
        })
    };
    // Whoever is not known among the keyholders, or above the party of the safeguard, may be on both sides.
    let closed = |party: PartyId| route.holes == 0 && !asked.ties.owners_open[party.index()];
    let of_others = route
        .guards
        .iter()
        .filter(|g| g.party.is_none_or(|p| !own(p)));
    let mut of_others = of_others.map(|guard| guard.party).peekable();
    let open = of_others.peek().is_some();
    if of_others.any(|party| party.is_some_and(closed)) {
        return State::Yes;
    }
    if route.safeguards_stated && !open {
        State::No
    } else {
        State::Unknown
    }
}

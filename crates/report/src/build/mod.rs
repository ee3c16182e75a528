//! From results to the wire format: ids become names, places become `file:line`, numbers get their totals.

mod areas;
mod chains;
mod concentration;
mod headline;
mod map;
mod numbers;
mod steps;

use std::collections::BTreeSet;

use keyholder_diag::{Sources, Span};
use keyholder_reach::{ActorKind, ActorName, ActorResult, Assessment, ScopeKind};
use keyholder_supply::facts::TableCount;
use keyholder_supply::{Network, RouteKind};

use crate::wire;
use chains::Why;
use numbers::Totals;

pub use chains::Chains;
pub(crate) use chains::cut_words;
pub use steps::{Told, tell};

/// What a report is made of besides the results.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The network.
    pub net: &'a Network,
    /// The texts, for places in them.
    pub sources: &'a Sources,
    /// Files that were read.
    pub inputs: &'a [wire::Input],
    /// Rows of tables.
    pub tables: &'a [TableCount],
    /// Errors and warnings found.
    pub faults: (u64, u64),
    /// Version of the tool.
    pub version: &'a str,
    /// The project as the user named it, for the commands that the report proposes.
    pub folder: &'a str,
}

/// Actors that get chains and cuts; the others are counted all the same.
const ACTORS_WITH_CHAINS: usize = 40;
/// The same for a network of very many classes, of which a page would be too long to be read.
const ACTORS_WITH_CHAINS_LARGE: usize = 16;
/// From so many classes on a network is one of very many.
const CLASSES_LARGE: usize = 5_000;
/// Routes that are listed for one actor.
const ROUTES_LISTED: usize = 50;

/// Makes the report.
#[must_use]
pub fn build(given: &Given<'_>, results: &Assessment) -> wire::Assessment {
    build_again(given, results, &Chains::default())
}

/// The same, for one who comes again with the chains of last time, and has them forget what may be another.
#[must_use]
pub fn build_again(given: &Given<'_>, results: &Assessment, chains: &Chains) -> wire::Assessment {
    let net = given.net;
    let totals = Totals::new(net, results);
    let mut order: Vec<usize> = (0..results.actors.len()).collect();
    order.sort_by_cached_key(|n| rank(net, results, *n));
    let why = Why::new(net, chains);
    let chained = match net.classes.len() {
        0..CLASSES_LARGE => ACTORS_WITH_CHAINS,
        _ => ACTORS_WITH_CHAINS_LARGE,
    };
    let one = |(at, n): (usize, &usize)| {
        let chained = (at < chained).then_some(&why);
        actor(given, results, &totals, *n, chained)
    };
    // Chains take longest; every second actor is looked at beside the others.
    let ranked: Vec<(usize, &usize)> = order.iter().enumerate().collect();
    let half = |odd: usize| -> Vec<wire::Actor> {
        let mine = ranked.iter().filter(|(at, _)| at % 2 == odd);
        mine.map(|of| one(*of)).collect()
    };
    let (even, odd) = std::thread::scope(|scope| {
        let beside = scope.spawn(|| half(1));
        let even = half(0);
        (
            even,
            beside
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        )
    });
    let mut odd = odd.into_iter();
    let actors: Vec<wire::Actor> = even
        .into_iter()
        .flat_map(|first| std::iter::once(first).chain(odd.next()))
        .collect();
    let counts = counts(given, results);
    let scopes: Vec<wire::Scope> = results.scopes.iter().map(|s| scope(net, s)).collect();
    let unknowns = unknowns(given, results);
    let summary = headline::summary(&headline::Parts {
        given,
        results,
        order: &order,
        counts: &counts,
        actors: &actors,
        unknowns: &unknowns,
    });
    wire::Assessment {
        format: wire::FORMAT.to_owned(),
        tool: tool(given),
        project: project_info(net),
        inputs: given.inputs.to_vec(),
        counts,
        summary,
        scopes,
        control_map: map::control_map(net, results, &order),
        areas: areas::areas(net, results, &order),
        concentration: concentration::concentration(net, results),
        actors,
        unknowns,
        assumptions: assumptions(net),
        tables: given.tables.iter().map(table).collect(),
    }
}

/// Which tool made it.
pub(crate) fn tool(given: &Given<'_>) -> wire::Tool {
    wire::Tool {
        name: "keyholder".to_owned(),
        version: given.version.to_owned(),
        catalogue: given.net.catalogue_version.clone(),
    }
}

/// What was assessed.
pub(crate) fn project_info(net: &Network) -> wire::ProjectInfo {
    wire::ProjectInfo {
        name: net.settings.name.clone(),
        as_of: net.settings.as_of.map(|d| d.to_string()),
        synthetic: net.settings.synthetic,
        control_threshold: threshold(net),
    }
}

/// The widest first: by elements of the network surely, possibly, at most; then by kind and id.
fn rank(net: &Network, results: &Assessment, n: usize) -> impl Ord + use<> {
    let actor = &results.actors[n];
    let widest = actor.reach[0].elements.widest();
    let keys = actor.reach[0].elements.keys.in_the_end.surely;
    let reach = (widest.surely, keys, widest.possibly, widest.at_most);
    (
        std::cmp::Reverse(reach),
        actor.actor.kind(),
        actor.actor.id(net),
    )
}

fn threshold(net: &Network) -> String {
    let percent = net.settings.control_threshold.percent();
    if net.settings.control_threshold_inclusive {
        format!("{percent} % or more")
    } else {
        format!("more than {percent} %")
    }
}

fn counts(given: &Given<'_>, results: &Assessment) -> wire::Counts {
    let net = given.net;
    let not_placed = results
        .scopes
        .iter()
        .find(|s| s.kind == ScopeKind::NotPlaced)
        .map_or(0, |s| s.elements);
    let parts = net.components.iter().filter(|c| c.from_bom).count() as u64;
    wire::Counts {
        elements: net.element_count(),
        not_placed,
        classes: net.classes.len() as u64,
        parties: net.parties.len() as u64,
        components: net.components.len() as u64 - parts,
        parts,
        releases: net.releases.len() as u64,
        routes: net.routes.len() as u64,
        places: net.places.len() as u64,
        subscribers: net.places.iter().filter_map(|p| p.subscribers).sum(),
        places_without_subscribers: net
            .places
            .iter()
            .filter(|p| p.subscribers.is_none())
            .count() as u64,
        errors: given.faults.0,
        warnings: given.faults.1,
    }
}

/// The id of a scope, as `--function` and links use it.
pub(crate) fn scope_id(net: &Network, kind: ScopeKind) -> String {
    match kind {
        ScopeKind::Network => "network".to_owned(),
        ScopeKind::Class(class) => format!("class:{}", class.word()),
        ScopeKind::Function(f) => format!("function:{}", net.functions[f.index()].name),
        ScopeKind::NotPlaced => "not-placed".to_owned(),
    }
}

fn scope(net: &Network, scope: &keyholder_reach::Scope) -> wire::Scope {
    let function = match scope.kind {
        ScopeKind::Function(f) => Some((f, &net.functions[f.index()])),
        _ => None,
    };
    let label = match scope.kind {
        ScopeKind::Network => "network".to_owned(),
        ScopeKind::Class(class) => class.word().to_owned(),
        ScopeKind::Function(f) => net.functions[f.index()].name.clone(),
        ScopeKind::NotPlaced => "not placed".to_owned(),
    };
    wire::Scope {
        id: scope_id(net, scope.kind),
        kind: match scope.kind {
            ScopeKind::Network => wire::ScopeKind::Network,
            ScopeKind::Class(_) => wire::ScopeKind::Class,
            ScopeKind::Function(_) => wire::ScopeKind::Function,
            ScopeKind::NotPlaced => wire::ScopeKind::NotPlaced,
        },
        label,
        title: function.map_or_else(String::new, |(_, f)| f.title.clone()),
        class: function.map(|(_, f)| f.class.word().to_owned()),
        criticality: function.map(|(_, f)| f.criticality.word().to_owned()),
        sees: function.map_or_else(Vec::new, |(_, f)| {
            f.sees.iter().map(|m| m.word().to_owned()).collect()
        }),
        overridden: function.and_then(|(id, _)| {
            net.overrides
                .iter()
                .find(|(f, _)| *f == id)
                .map(|(_, why)| why.clone())
        }),
        elements: scope.elements,
        anybody: scope.anybody,
    }
}

fn actor(
    given: &Given<'_>,
    results: &Assessment,
    totals: &Totals,
    n: usize,
    chained: Option<&Why<'_>>,
) -> wire::Actor {
    let net = given.net;
    let result = &results.actors[n];
    let itself = match result.actor.name {
        ActorName::Party(p) => Some(p),
        _ => None,
    };
    let reach: Vec<wire::Reach> = (0..results.scopes.len())
        .filter(|at| led_to(result, *at, results.scopes[*at].anybody))
        .map(|at| totals.reach(net, results, result, at))
        .collect();
    let controls: BTreeSet<&str> = result
        .controls
        .iter()
        .filter(|p| Some(**p) != itself)
        .map(|p| net.parties[p.index()].name.as_str())
        .collect();
    wire::Actor {
        id: result.actor.id(net),
        name: result.actor.label(net),
        kind: kind(result.actor.kind()),
        operates: itself.is_some_and(|p| net.parties[p.index()].operates),
        countries: itself.map_or_else(Vec::new, |p| {
            results.countries[p.index()]
                .iter()
                .map(|c| net.countries[c.index()].code.clone())
                .collect()
        }),
        controls: controls.into_iter().map(str::to_owned).collect(),
        reach,
        intercept: totals.effect(&result.intercept_subscribers, &result.intercept_places),
        disrupt: totals.effect(&result.disrupt_subscribers, &result.disrupt_places),
        routes: result
            .routes
            .iter()
            .take(ROUTES_LISTED)
            .map(|r| route_use(given, r))
            .collect(),
        routes_total: result.routes.len() as u64,
        chains: chained.map_or_else(Vec::new, |why| chains::chains(given, results, why, n)),
    }
}

/// Whether anything stated leads to the actor in a scope, beyond what anybody could do.
fn led_to(result: &ActorResult, scope: usize, anybody: u64) -> bool {
    let reach = &result.reach[scope];
    let widest = reach.elements.widest();
    widest.possibly > 0 || widest.at_most > anybody || reach.subscribers.widest().possibly > 0
}

fn kind(kind: ActorKind) -> wire::ActorKind {
    match kind {
        ActorKind::Party => wire::ActorKind::Party,
        ActorKind::Country => wire::ActorKind::Country,
        ActorKind::Presence => wire::ActorKind::Presence,
        ActorKind::Group => wire::ActorKind::Group,
    }
}

fn route_use(given: &Given<'_>, used: &keyholder_reach::RouteUse) -> wire::RouteUse {
    let net = given.net;
    let route = &net.routes[used.route.index()];
    let changes = route.component.map_or("elements directly", |c| {
        net.components[c.index()].name.as_str()
    });
    wire::RouteUse {
        route: route.id.clone(),
        kind: route.kind.word().to_owned(),
        phrase: route.kind.phrase().to_owned(),
        changes: changes.to_owned(),
        certainty: if used.surely {
            wire::Certainty::Surely
        } else {
            wire::Certainty::Possibly
        },
        elements: used.elements,
        classes: used.classes.iter().map(|c| c.word().to_owned()).collect(),
        safeguards: safeguards(net, route),
        place: given.sources.place(route.provenance.span),
    }
}

/// What is stated about safeguards on a route, in words.
pub(crate) fn safeguards(net: &Network, route: &keyholder_supply::Route) -> String {
    if route.kind == RouteKind::UpstreamPublication && route.guards.is_empty() && !route.staged {
        return "none stated".to_owned();
    }
    let mut words: Vec<String> = route
        .guards
        .iter()
        .map(|g| {
            let who = g
                .party
                .map_or("not stated who", |p| net.parties[p.index()].name.as_str());
            format!("{} ({who})", g.kind.word().replace('-', " "))
        })
        .collect();
    if route.staged {
        words.push("staged rollout".to_owned());
    }
    words.extend(route.detects.iter().map(|k| k.word().replace('-', " ")));
    match (words.is_empty(), route.safeguards_stated) {
        (false, _) => words.join(", "),
        (true, true) => "none".to_owned(),
        (true, false) => "none stated".to_owned(),
    }
}

fn unknowns(given: &Given<'_>, results: &Assessment) -> Vec<wire::Unknown> {
    let mut all: Vec<wire::Unknown> = given
        .net
        .unknowns
        .iter()
        .zip(&results.hangs_on)
        .map(|(unknown, (elements, classes))| wire::Unknown {
            code: unknown.code.as_str().to_owned(),
            what: unknown.what.clone(),
            remedy: unknown.remedy.clone(),
            place: unknown.span.map(|span: Span| given.sources.place(span)),
            count: u64::from(unknown.count),
            would_change: *elements,
            classes: classes.iter().map(|c| c.word().to_owned()).collect(),
            widens: unknown.widens,
        })
        .collect();
    all.sort_by(|a, b| {
        let key = |u: &wire::Unknown| {
            (
                std::cmp::Reverse(u.would_change),
                !u.widens,
                std::cmp::Reverse(u.count),
            )
        };
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.code, &a.what).cmp(&(&b.code, &b.what)))
    });
    all
}

fn table(count: &TableCount) -> wire::Table {
    wire::Table {
        path: count.path.clone(),
        rows: count.rows as u64,
        taken: count.taken as u64,
        refused: count.refused as u64,
        blank: count.blank as u64,
    }
}

fn assumptions(net: &Network) -> Vec<String> {
    let threshold = net.settings.control_threshold.percent();
    let more = if net.settings.control_threshold_inclusive {
        "at least"
    } else {
        "more than"
    };
    let mut all = vec![
        format!("A party is controlled by whoever holds {more} {threshold} % of its votes, alone or together with all that it controls, or is stated to control it; a country controls the parties seated in it or managed from it."),
        "Mere presence of a party in a country (development, build, support, key custody, factory) is not control; it is computed apart.".to_owned(),
        "Only stated safeguards count. A safeguard whose party the actor controls is none.".to_owned(),
        "Whoever can change a host, a hypervisor, a cluster or a manager of an element can change the element.".to_owned(),
        "A part changes the release around it when the supplier's pipeline signs what it pulls in; where that is not stated, the change counts as possible, not as sure. Holding a key and publishing a part are never added up into one number.".to_owned(),
        "At one action: on routes with a staged rollout only elements of the first wave are changed.".to_owned(),
        "Access and transport elements that are in no pool serve the place at which they stand; elements of other classes that are in no pool serve nobody knows whom.".to_owned(),
        "Shares by function are shares of the elements that could be placed; those that could not be placed are counted apart.".to_owned(),
        format!("Shares by criticality weigh low, moderate, high and critical functions {} : {} : {} : {}.", net.weights[0], net.weights[1], net.weights[2], net.weights[3]),
    ];
    for (function, why) in &net.overrides {
        all.push(format!(
            "This project says otherwise than the catalogue about {}: {why}.",
            net.functions[function.index()].name
        ));
    }
    all
}

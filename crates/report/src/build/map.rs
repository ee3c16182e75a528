//! The control map: actor → kind of route → function class, at most some 25 nodes.
//!
//! Every number counts an element once, however many actors or routes lead to it.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_reach::{ActorKind, Assessment, MapFlow};
use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, Network, RouteKind};

use crate::wire;

/// Actors that have a node of their own; five kinds of route and six classes bring it to 25 at most.
const ACTORS_MAX: usize = 12;

/// Classes of elements, those surely reached apart.
type Reached = BTreeMap<bool, BTreeSet<ClassId>>;

/// What passes through the nodes and links.
#[derive(Default)]
struct Flows {
    actors: BTreeMap<usize, Reached>,
    kinds: BTreeMap<RouteKind, Reached>,
    classes: BTreeMap<FunctionClass, Reached>,
    left: BTreeMap<(usize, RouteKind), Reached>,
    right: BTreeMap<(RouteKind, FunctionClass), Reached>,
}

impl Flows {
    fn add(&mut self, net: &Network, actor: usize, flow: &MapFlow) {
        for class in &flow.classes {
            let Some(function) = net.classes[class.index()].function else {
                continue;
            };
            let of = net.functions[function.index()].class;
            let note = |reached: &mut Reached| {
                reached.entry(flow.surely).or_default().insert(*class);
            };
            note(self.actors.entry(actor).or_default());
            note(self.kinds.entry(flow.kind).or_default());
            note(self.classes.entry(of).or_default());
            note(self.left.entry((actor, flow.kind)).or_default());
            note(self.right.entry((flow.kind, of)).or_default());
        }
    }
}

pub(crate) fn control_map(
    net: &Network,
    results: &Assessment,
    order: &[usize],
) -> wire::ControlMap {
    let parties: Vec<usize> = order
        .iter()
        .copied()
        .filter(|n| results.actors[*n].actor.kind() == ActorKind::Party)
        .filter(|n| !results.actors[*n].flows.is_empty())
        .collect();
    let shown = match parties.len() {
        n if n <= ACTORS_MAX => n,
        _ => ACTORS_MAX - 1,
    };
    let mut flows = Flows::default();
    for (at, n) in parties.iter().enumerate() {
        for flow in &results.actors[*n].flows {
            flows.add(net, at.min(shown), flow);
        }
    }
    let mut nodes: Vec<wire::MapNode> = Vec::new();
    let mut node = |column: u8, label: String, stands_for: u64, reached: &Reached| {
        let (surely, possibly) = counts(net, reached);
        nodes.push(wire::MapNode {
            column,
            label,
            stands_for,
            surely,
            possibly,
        });
        nodes.len() as u64 - 1
    };
    let mut actors: BTreeMap<usize, u64> = BTreeMap::new();
    for (at, reached) in &flows.actors {
        let others = (parties.len() - shown) as u64;
        let index = match parties[..shown].get(*at) {
            Some(n) => node(0, results.actors[*n].actor.label(net), 1, reached),
            None => node(0, format!("{others} others"), others, reached),
        };
        actors.insert(*at, index);
    }
    let kinds: BTreeMap<RouteKind, u64> = flows
        .kinds
        .iter()
        .map(|(kind, reached)| (*kind, node(1, kind.word().replace('-', " "), 1, reached)))
        .collect();
    let classes: BTreeMap<FunctionClass, u64> = flows
        .classes
        .iter()
        .map(|(class, reached)| (*class, node(2, class.word().to_owned(), 1, reached)))
        .collect();
    let mut links = Vec::new();
    for ((actor, kind), reached) in &flows.left {
        links.extend(link(net, actors[actor], kinds[kind], reached));
    }
    for ((kind, class), reached) in &flows.right {
        links.extend(link(net, kinds[kind], classes[class], reached));
    }
    wire::ControlMap { nodes, links }
}

/// A band for what is sure, and one for what a doubt adds.
fn link(net: &Network, from: u64, to: u64, reached: &Reached) -> Vec<wire::MapLink> {
    let (surely, possibly) = counts(net, reached);
    let band = |elements, certainty| wire::MapLink {
        from,
        to,
        elements,
        certainty,
    };
    let mut bands = Vec::new();
    if surely > 0 {
        bands.push(band(surely, wire::Certainty::Surely));
    }
    if possibly > surely {
        bands.push(band(possibly - surely, wire::Certainty::Possibly));
    }
    bands
}

/// Elements that are surely reached, and those when every doubt is so.
fn counts(net: &Network, reached: &Reached) -> (u64, u64) {
    let members = |c: &ClassId| net.classes[c.index()].size;
    let none = BTreeSet::new();
    let (sure, doubtful) = (
        reached.get(&true).unwrap_or(&none),
        reached.get(&false).unwrap_or(&none),
    );
    let surely: u64 = sure.iter().map(members).sum();
    (
        surely,
        surely + doubtful.difference(sure).map(members).sum::<u64>(),
    )
}

//! Reach of one party at a time, by a plain worklist over the graph itself: an independent check of the gates.

use keyholder_reach::Rows;

use super::graph::{Graph, Rng, SEED};

/// The graph turned round: what each node helps to change.
pub(super) struct Horn<'a> {
    graph: &'a Graph,
    /// `changes[node]`: the node that may change, and whether it is asked as a key.
    changes: Vec<Vec<(u32, bool)>>,
}

/// What a release still waits for.
#[derive(Clone, Copy, Default)]
struct Waiting {
    content: bool,
    keys: usize,
}

impl<'a> Horn<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        let mut changes = vec![Vec::new(); graph.sizes.nodes()];
        for node in 0..graph.sizes.nodes() {
            let from = graph.changed_by(node);
            let signers = graph.signed(node).map_or(0, |(signers, _)| signers);
            for (at, other) in from.iter().enumerate() {
                let key = at + signers >= from.len();
                changes[*other as usize].push((u32::try_from(node).unwrap_or(u32::MAX), key));
            }
        }
        Horn { graph, changes }
    }

    /// Whether each release is changed by a party, in the order of releases.
    pub(super) fn releases(&self, party: usize, guarded: bool) -> Vec<bool> {
        let mut changed = vec![false; self.graph.sizes.nodes()];
        let mut waiting = vec![Waiting::default(); self.graph.sizes.nodes()];
        let mut queue = vec![party];
        changed[party] = true;
        while let Some(node) = queue.pop() {
            for (next, key) in &self.changes[node] {
                let next = *next as usize;
                let fires = match self.graph.signed(next).filter(|_| guarded) {
                    None => true,
                    Some((_, needed)) => {
                        let state = &mut waiting[next];
                        state.content |= !key;
                        state.keys += usize::from(*key);
                        state.content && state.keys >= needed
                    }
                };
                if fires && !changed[next] {
                    changed[next] = true;
                    queue.push(next);
                }
            }
        }
        changed.split_off(self.graph.sizes.first_release())
    }
}

/// Compares the rows of releases with the worklist, for some parties drawn from the seed; gives the pairs reached.
pub(super) fn check(
    graph: &Graph,
    rows: &Rows,
    guarded: bool,
    sample: usize,
) -> Result<usize, String> {
    let horn = Horn::new(graph);
    let mut rng = Rng(SEED);
    let mut reached = 0;
    for turn in 0..sample {
        // Half of them are jurisdictions, which reach most; a guarded supplier often reaches nothing.
        let among = if turn % 2 == 0 {
            graph.sizes.jurisdictions
        } else {
            graph.sizes.parties()
        };
        let party = rng.below(among);
        for (release, changed) in horn.releases(party, guarded).into_iter().enumerate() {
            if rows.get(release, party) != changed {
                return Err(format!(
                    "party {party} and release {release}: the gates and the worklist differ"
                ));
            }
            reached += usize::from(changed);
        }
    }
    Ok(reached)
}

#[cfg(test)]
mod tests {
    use super::super::graph::Sizes;
    use super::*;

    #[test]
    fn the_gates_reach_what_a_worklist_reaches() {
        let graph = Graph::new(Sizes::SMALL, SEED);
        let (parties, horn) = (graph.sizes.parties(), Horn::new(&graph));
        for guarded in [false, true] {
            let (gates, releases) = graph.gates(guarded);
            let [rows] = gates.plan().run(&graph.columns(), parties, [&releases], 1);
            let mut reached = 0;
            for party in 0..parties {
                for (release, changed) in horn.releases(party, guarded).into_iter().enumerate() {
                    assert_eq!(
                        rows.get(release, party),
                        changed,
                        "{party} {release} {guarded}"
                    );
                    reached += usize::from(changed);
                }
            }
            assert!(
                reached > 0,
                "a graph in which nobody reaches anything checks nothing"
            );
        }
    }

    #[test]
    fn a_seed_makes_the_same_graph_again() {
        let sum = |seed| Graph::new(Sizes::SMALL, seed).checksum();
        assert_eq!(sum(SEED), sum(SEED));
        assert_ne!(sum(SEED), sum(SEED + 1));
    }
}

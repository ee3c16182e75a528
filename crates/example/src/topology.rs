//! The shape of the backbone: a mesh that a seed makes, or one read from a published topology.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use crate::dice::Dice;

/// Nodes and the links between them. Nodes have numbers, and no names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    nodes: usize,
    /// Each once, the smaller number first, sorted.
    links: Vec<(usize, usize)>,
}

/// A topology could not be taken; the text says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopologyError(String);

impl std::fmt::Display for TopologyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TopologyError {}

/// Most nodes of a topology that is read.
const NODES_MAX: usize = 5_000;

impl Topology {
    /// Reads a node-link JSON, as collections of published topologies write it: `nodes` with an `id` each,
    /// and `edges` (or `links`) with `source` and `target`. Everything else in it is left out, names too.
    ///
    /// # Errors
    /// When it is not of that form, or has fewer than three nodes, or too many.
    pub fn read(text: &str) -> Result<Topology, TopologyError> {
        let fault = |why: &str| TopologyError(why.to_owned());
        let json: Value = serde_json::from_str(text)
            .map_err(|error| TopologyError(format!("it is not JSON: {error}")))?;
        let list = |key: &str| json[key].as_array();
        let nodes = list("nodes").ok_or_else(|| fault("it has no list `nodes`"))?;
        let links = list("edges").or_else(|| list("links"));
        let links = links.ok_or_else(|| fault("it has no list `edges` or `links`"))?;
        if !(3..=NODES_MAX).contains(&nodes.len()) {
            let why = format!(
                "it has {} nodes; from 3 to {NODES_MAX} are taken",
                nodes.len()
            );
            return Err(TopologyError(why));
        }
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        for (n, node) in nodes.iter().enumerate() {
            let id = &node["id"];
            if id.is_null() {
                return Err(TopologyError(format!("node {} has no `id`", n + 1)));
            }
            if numbers.insert(id.to_string(), n).is_some() {
                return Err(TopologyError(format!("node `{id}` stands there twice")));
            }
        }
        let mut ends = BTreeSet::new();
        for link in links {
            let end = |key: &str| {
                let id = &link[key];
                let found = numbers.get(&id.to_string()).copied();
                found.ok_or_else(|| {
                    TopologyError(format!("a link leads to `{id}`, which is no node"))
                })
            };
            let (a, b) = (end("source")?, end("target")?);
            if a != b {
                ends.insert((a.min(b), a.max(b)));
            }
        }
        let links = Vec::from_iter(ends);
        Ok(Topology {
            nodes: nodes.len(),
            links,
        })
    }

    /// A mesh like those of countries: nodes here and there, linked with their neighbours, few links crossing,
    /// and no single node whose loss parts it.
    pub(crate) fn mesh(seed: u64, nodes: usize) -> Topology {
        let mut dice = Dice::of(seed, "backbone", &[]);
        let points: Vec<(i64, i64)> = (0..nodes)
            .map(|_| (dice.below(10_000) as i64, dice.below(10_000) as i64))
            .collect();
        let far = |a: usize, b: usize| {
            let (a, b): ((i64, i64), (i64, i64)) = (points[a], points[b]);
            (a.0 - b.0).pow(2) + (a.1 - b.1).pow(2)
        };
        let mut pairs: Vec<(usize, usize)> = (0..nodes)
            .flat_map(|a| (a + 1..nodes).map(move |b| (a, b)))
            .collect();
        pairs.sort_by_key(|&(a, b)| (far(a, b), a, b));
        // Linked when nobody else is nearer to both: planar, connected, and sparse.
        let lone = |a: usize, b: usize| (0..nodes).all(|c| far(a, c).max(far(b, c)) >= far(a, b));
        let mut links: BTreeSet<(usize, usize)> =
            pairs.iter().copied().filter(|&(a, b)| lone(a, b)).collect();
        // Then the shortest links around each node whose loss would part it.
        loop {
            let parted = (0..nodes).find_map(|cut| {
                let part = parts(nodes, &links, cut);
                let around =
                    |&&(a, b): &&(usize, usize)| a != cut && b != cut && part[a] != part[b];
                pairs.iter().find(around).copied()
            });
            let Some(link) = parted else { break };
            links.insert(link);
        }
        Topology {
            nodes,
            links: Vec::from_iter(links),
        }
    }

    /// How many nodes.
    pub(crate) fn nodes(&self) -> usize {
        self.nodes
    }

    /// How many links.
    pub(crate) fn links(&self) -> usize {
        self.links.len()
    }

    /// The nodes that a node is linked with.
    pub(crate) fn neighbours(&self, node: usize) -> impl Iterator<Item = usize> {
        self.links.iter().filter_map(move |&(a, b)| match node {
            n if n == a => Some(b),
            n if n == b => Some(a),
            _ => None,
        })
    }

    /// Parts the nodes into so many regions that hang together; gives each node its region.
    pub(crate) fn regions(&self, count: usize) -> Vec<usize> {
        // Centres as far from each other as can be; each node goes to the nearest.
        let mut centres = vec![0];
        let mut hops = self.hops(0);
        while centres.len() < count.min(self.nodes) {
            let farthest = (0..self.nodes).max_by_key(|n| (hops[*n], usize::MAX - n));
            let centre = farthest.unwrap_or(0);
            let from_here = self.hops(centre);
            for (known, new) in hops.iter_mut().zip(from_here) {
                *known = (*known).min(new);
            }
            centres.push(centre);
        }
        let mut nearest = vec![(usize::MAX, 0); self.nodes];
        for (region, centre) in centres.iter().enumerate() {
            for (node, hops) in self.hops(*centre).into_iter().enumerate() {
                nearest[node] = nearest[node].min((hops, region));
            }
        }
        nearest.into_iter().map(|(_, region)| region).collect()
    }

    /// How many links away each node is; as far as can be when there is no way.
    fn hops(&self, from: usize) -> Vec<usize> {
        let mut hops = vec![usize::MAX; self.nodes];
        hops[from] = 0;
        let mut next = VecDeque::from([from]);
        while let Some(node) = next.pop_front() {
            for other in self.neighbours(node) {
                if hops[other] == usize::MAX {
                    hops[other] = hops[node] + 1;
                    next.push_back(other);
                }
            }
        }
        hops
    }
}

/// The part that each node is in when one node is cut out.
fn parts(nodes: usize, links: &BTreeSet<(usize, usize)>, cut: usize) -> Vec<usize> {
    let mut part: Vec<usize> = (0..nodes).collect();
    fn root(part: &mut [usize], mut n: usize) -> usize {
        while part[n] != n {
            part[n] = part[part[n]];
            n = part[n];
        }
        n
    }
    for &(a, b) in links.iter().filter(|(a, b)| *a != cut && *b != cut) {
        let (a, b) = (root(&mut part, a), root(&mut part, b));
        part[a.max(b)] = a.min(b);
    }
    (0..nodes).map(|n| root(&mut part, n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mesh_stays_whole_without_any_one_node() {
        for (seed, nodes) in [(1, 6), (2, 12), (3, 24), (4, 40), (5, 3)] {
            let mesh = Topology::mesh(seed, nodes);
            let links: BTreeSet<(usize, usize)> = mesh.links.iter().copied().collect();
            for cut in 0..nodes {
                let part = parts(nodes, &links, cut);
                let others: BTreeSet<usize> =
                    (0..nodes).filter(|n| *n != cut).map(|n| part[n]).collect();
                assert!(others.len() <= 1, "seed {seed}, without {cut}");
            }
            let degree = 2.0 * mesh.links() as f64 / nodes as f64;
            assert!(nodes < 10 || (2.2..3.4).contains(&degree), "{degree}");
        }
    }

    #[test]
    fn regions_hang_together_and_none_is_empty() {
        let mesh = Topology::mesh(7, 40);
        let regions = mesh.regions(20);
        let named: BTreeSet<usize> = regions.iter().copied().collect();
        assert_eq!(named, (0..20).collect());
    }

    #[test]
    fn a_published_topology_is_taken_without_its_names() {
        let text = r#"{"directed": false, "graph": {"name": "any"},
            "nodes": [{"id": 0, "name": "A", "pos": [1.0, 2.0]}, {"id": 1}, {"id": 2}],
            "edges": [{"source": 0, "target": 1, "dist": 3.1}, {"source": 2, "target": 1}, {"source": 1, "target": 1}, {"source": 1, "target": 0}]}"#;
        let topology = Topology::read(text).expect("taken");
        assert_eq!((topology.nodes, topology.links), (3, vec![(0, 1), (1, 2)]));
        let fault = |text: &str| Topology::read(text).expect_err("refused").to_string();
        assert!(fault("[").contains("not JSON"));
        assert!(fault("{}").contains("`nodes`"));
        assert!(fault(r#"{"nodes": [{"id": 1}], "links": []}"#).contains("1 nodes"));
        let lost = r#"{"nodes": [{"id": "a"}, {"id": "b"}, {"id": "c"}], "links": [{"source": "a", "target": "z"}]}"#;
        assert!(fault(lost).contains("`\"z\"`"));
    }
}

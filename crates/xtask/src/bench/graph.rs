//! A made-up supply graph of any size, the same for the same seed: what the benchmarks measure on.
//!
//! Numbers of every kind of node, and how they hang together (every draw is from one stream of `SplitMix64`;
//! *skewed(n, p)* is the whole part of `n × u^p` for a uniform `u`, so that low numbers are drawn more often):
//!
//! | node | is changed by |
//! |---|---|
//! | jurisdiction | itself alone |
//! | owner | itself, and one jurisdiction, *skewed(n, 2)* |
//! | supplier | itself, and one owner, *skewed(n, 3)*; suppliers are sorted by owner |
//! | key | one supplier, evenly spread, so that neighbours often have one owner |
//! | build system | one supplier, *skewed(n, 2)*, and one release that runs on it: a release built in the same pod of 7 build systems (one half) or in an earlier pod |
//! | component | one author, a supplier, *skewed(n, 2)*; and components of lower tiers, `6 / √u` of them, at most 200, of the same ecosystem (99 of 100 draws) or of another, *skewed(n, 4)* by popularity |
//! | release | components, `28 / √u` of them, at most 500, of its ecosystem (9 of 10) or of a second, *skewed(n, 2)* by popularity; one build system; the keys that sign it: one of one (7 of 10) or two of three neighbours |
//!
//! Tiers take equal parts of the components; tier 0 contains nothing. Only releases and build systems feed each
//! other, and only inside a pod, so the largest cycle has at most 14 nodes. Elements are drawn one by one:
//! a release, *skewed(n, 2)*, and a function, *skewed(n, 2)*.

use keyholder_reach::Rows;
use keyholder_reach::gates::{Gate, Gates};

/// The seed of the published numbers.
pub(crate) const SEED: u64 = 5_540;

/// How many of everything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) jurisdictions: usize,
    pub(crate) owners: usize,
    pub(crate) suppliers: usize,
    pub(crate) keys: usize,
    pub(crate) builds: usize,
    pub(crate) components: usize,
    pub(crate) tiers: usize,
    pub(crate) ecosystems: usize,
    pub(crate) releases: usize,
    pub(crate) functions: usize,
    pub(crate) elements: usize,
}

impl Sizes {
    /// A national network with its whole supply chain.
    pub(crate) const NATION: Sizes = Sizes {
        jurisdictions: 40,
        owners: 500,
        suppliers: 5_000,
        keys: 3_000,
        builds: 2_000,
        components: 80_000,
        tiers: 4,
        ecosystems: 80,
        releases: 10_000,
        functions: 12,
        elements: 10_000_000,
    };

    /// A hundredth of it, for tests and quick runs.
    pub(crate) const SMALL: Sizes = Sizes {
        jurisdictions: 8,
        owners: 20,
        suppliers: 100,
        keys: 60,
        builds: 40,
        components: 800,
        tiers: 4,
        ecosystems: 4,
        releases: 150,
        functions: 12,
        elements: 100_000,
    };

    /// Jurisdictions, owners and suppliers: whoever might act.
    pub(crate) fn parties(&self) -> usize {
        self.jurisdictions + self.owners + self.suppliers
    }

    fn first_key(&self) -> usize {
        self.parties()
    }

    fn first_build(&self) -> usize {
        self.first_key() + self.keys
    }

    fn first_component(&self) -> usize {
        self.first_build() + self.builds
    }

    /// The node of release 0; releases come last.
    pub(crate) fn first_release(&self) -> usize {
        self.first_component() + self.components
    }

    /// All nodes.
    pub(crate) fn nodes(&self) -> usize {
        self.first_release() + self.releases
    }
}

/// Build systems in a pod.
const POD: usize = 7;

/// Who or what changes each node. Parties come first, so a party's node is also its column.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub(crate) sizes: Sizes,
    /// `from[starts[node]..starts[node + 1]]` changes the node; of a release, the keys come last.
    starts: Vec<u32>,
    from: Vec<u32>,
    /// For each release, how many keys sign it, and how many of them are needed.
    signed: Vec<(u32, u32)>,
    /// For each release and function, how many elements run it.
    pub(crate) weights: Vec<u64>,
}

impl Graph {
    /// Makes a graph.
    pub(crate) fn new(sizes: Sizes, seed: u64) -> Self {
        let mut rng = Rng(seed);
        let mut graph = Graph {
            sizes,
            starts: vec![0],
            from: Vec::new(),
            signed: Vec::new(),
            weights: Vec::new(),
        };
        graph.parties(&mut rng);
        graph.keys();
        let built_by: Vec<usize> = (0..sizes.releases)
            .map(|r| {
                if r < sizes.builds {
                    r
                } else {
                    rng.skewed(sizes.builds, 3)
                }
            })
            .collect();
        graph.builds(&built_by, &mut rng);
        graph.components(&mut rng);
        graph.releases(&built_by, &mut rng);
        graph.weights = weights(sizes, &mut rng);
        graph
    }

    fn end_node(&mut self) {
        self.starts.push(number(self.from.len()));
    }

    fn parties(&mut self, rng: &mut Rng) {
        let sizes = self.sizes;
        (0..sizes.jurisdictions).for_each(|_| self.end_node());
        for _ in 0..sizes.owners {
            self.from.push(number(rng.skewed(sizes.jurisdictions, 2)));
            self.end_node();
        }
        let mut owners: Vec<usize> = (0..sizes.suppliers)
            .map(|_| rng.skewed(sizes.owners, 3))
            .collect();
        owners.sort_unstable();
        for owner in owners {
            self.from.push(number(sizes.jurisdictions + owner));
            self.end_node();
        }
    }

    fn supplier(&self, supplier: usize) -> u32 {
        number(self.sizes.jurisdictions + self.sizes.owners + supplier)
    }

    fn keys(&mut self) {
        for key in 0..self.sizes.keys {
            let holder = self.supplier(key * self.sizes.suppliers / self.sizes.keys);
            self.from.push(holder);
            self.end_node();
        }
    }

    fn builds(&mut self, built_by: &[usize], rng: &mut Rng) {
        let sizes = self.sizes;
        let mut built: Vec<Vec<usize>> = vec![Vec::new(); sizes.builds];
        for (release, build) in built_by.iter().enumerate() {
            built[*build].push(release);
        }
        for build in 0..sizes.builds {
            let operator = self.supplier(rng.skewed(sizes.suppliers, 2));
            self.from.push(operator);
            let pod = build / POD * POD;
            let size = POD.min(sizes.builds - pod);
            let where_built = if pod == 0 || rng.below(2) == 0 {
                pod + rng.below(size)
            } else {
                rng.below(pod)
            };
            let release = built[where_built][rng.below(built[where_built].len())];
            self.from.push(number(sizes.first_release() + release));
            self.end_node();
        }
    }

    /// A component of a tier and an ecosystem; popular ones first.
    fn component(&self, tier: usize, ecosystem: usize, rng: &mut Rng, power: u32) -> u32 {
        let sizes = self.sizes;
        let slot = sizes.components / sizes.tiers / sizes.ecosystems;
        let at = (tier * sizes.ecosystems + ecosystem) * slot + rng.skewed(slot, power);
        number(sizes.first_component() + at)
    }

    fn components(&mut self, rng: &mut Rng) {
        let sizes = self.sizes;
        let tier_size = sizes.components / sizes.tiers;
        for component in 0..sizes.components {
            let tier = component / tier_size;
            let ecosystem = component % tier_size * sizes.ecosystems / tier_size;
            let author = self.supplier(rng.skewed(sizes.suppliers, 2));
            let mut from = vec![author];
            if tier > 0 {
                for _ in 0..rng.heavy(6, 200) {
                    let of = if rng.below(100) == 0 {
                        rng.below(sizes.ecosystems)
                    } else {
                        ecosystem
                    };
                    from.push(self.component(rng.below(tier), of, rng, 4));
                }
            }
            self.node(from);
        }
    }

    fn releases(&mut self, built_by: &[usize], rng: &mut Rng) {
        let sizes = self.sizes;
        for build in built_by {
            let (mine, second) = (rng.below(sizes.ecosystems), rng.below(sizes.ecosystems));
            let mut from = vec![number(sizes.first_build() + build)];
            for _ in 0..rng.heavy(28, 500) {
                let ecosystem = if rng.below(10) == 0 { second } else { mine };
                from.push(self.component(rng.below(sizes.tiers), ecosystem, rng, 2));
            }
            from.sort_unstable();
            from.dedup();
            self.from.extend(from);
            let (signers, needed) = if rng.below(10) < 7 { (1, 1) } else { (3, 2) };
            let key = rng.skewed(sizes.keys, 2);
            for other in 0..signers {
                let key = (key + other as usize) % sizes.keys;
                self.from.push(number(sizes.first_key() + key));
            }
            self.signed.push((signers, needed));
            self.end_node();
        }
    }

    fn node(&mut self, mut from: Vec<u32>) {
        from.sort_unstable();
        from.dedup();
        self.from.extend(from);
        self.end_node();
    }

    /// What changes a node; of a release, the keys come last.
    pub(crate) fn changed_by(&self, node: usize) -> &[u32] {
        &self.from[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// The last so many of what changes a release are keys, and so many of them must sign.
    pub(crate) fn signed(&self, node: usize) -> Option<(usize, usize)> {
        let release = node.checked_sub(self.sizes.first_release())?;
        let (signers, needed) = self.signed[release];
        Some((signers as usize, needed as usize))
    }

    /// All edges.
    pub(crate) fn edges(&self) -> usize {
        self.from.len()
    }

    /// FNV-1a over every number of the graph: equal graphs, equal sums.
    pub(crate) fn checksum(&self) -> u64 {
        let signed = self.signed.iter().flat_map(|(n, k)| [*n, *k]);
        let all = self.starts.iter().chain(&self.from).copied().chain(signed);
        all.map(u64::from)
            .chain(self.weights.iter().copied())
            .flat_map(u64::to_le_bytes)
            .fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
                (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            })
    }

    /// The graph as gates, and the gate of each release.
    ///
    /// Unguarded, whatever changes something inside a release, its build system or a key changes the release.
    /// Guarded, it takes something inside or the build system, *and* enough of the keys.
    pub(crate) fn gates(&self, guarded: bool) -> (Gates, Vec<Gate>) {
        let mut gates = Gates::default();
        let parties = self.sizes.parties();
        let inputs: Vec<Gate> = (0..parties).map(|_| gates.input()).collect();
        let nodes: Vec<Gate> = (0..self.sizes.nodes()).map(|_| gates.reserve()).collect();
        for node in 0..self.sizes.nodes() {
            let mut ways: Vec<Gate> = self
                .changed_by(node)
                .iter()
                .map(|f| nodes[*f as usize])
                .collect();
            if let Some(input) = inputs.get(node) {
                ways.push(*input);
            }
            if let Some((signers, needed)) = self.signed(node).filter(|_| guarded) {
                let keys = ways.split_off(ways.len() - signers);
                let content = gates.any(ways);
                let keys = gates.at_least(number(needed), keys);
                ways = vec![gates.all(vec![content, keys])];
            }
            gates.define_any(nodes[node], ways);
        }
        (gates, nodes[self.sizes.first_release()..].to_vec())
    }

    /// One column for each party: itself.
    pub(crate) fn columns(&self) -> Rows {
        let parties = self.sizes.parties();
        let mut rows = Rows::new(parties, parties);
        (0..parties).for_each(|party| rows.set(party, party));
        rows
    }
}

/// Draws the elements one by one.
fn weights(sizes: Sizes, rng: &mut Rng) -> Vec<u64> {
    let mut weights = vec![0; sizes.releases * sizes.functions];
    for _ in 0..sizes.elements {
        let release = rng.skewed(sizes.releases, 2);
        weights[release * sizes.functions + rng.skewed(sizes.functions, 2)] += 1;
    }
    weights
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// `SplitMix64` (Steele, Lea, Flood 2014). Only exact operations on floating-point numbers, so the same everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Rng(pub(crate) u64);

impl Rng {
    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `(0, 1]`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform below `n`, which is not zero.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.next()) * n as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    fn skewed(&mut self, n: usize, power: u32) -> usize {
        let u = self.unit();
        let mut product = n as f64;
        (0..power).for_each(|_| product *= u);
        (product as usize).min(n - 1)
    }

    /// Pareto with exponent 2: `least / √u`, with a ceiling.
    fn heavy(&mut self, least: usize, most: usize) -> usize {
        ((least as f64 / self.unit().sqrt()) as usize).min(most)
    }
}

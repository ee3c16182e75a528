//! Reach and shares of all parties on a made-up supply chain of national size, on one thread.
//!
//! `cargo xtask bench` measures the same in processor time, with memory and limits; this gives statistics.

use criterion::{Criterion, criterion_group, criterion_main};
use keyholder_reach::{Weight, element_sums};

#[expect(
    dead_code,
    reason = "the chore that shares this file also writes it out and checks it"
)]
#[path = "../../xtask/src/bench/graph.rs"]
mod graph;

use graph::{Graph, SEED, Sizes};

fn supply_graph(c: &mut Criterion) {
    let graph = Graph::new(Sizes::NATION, SEED);
    let sizes = graph.sizes;
    let (columns, parties) = (graph.columns(), sizes.parties());
    let weights: Vec<Weight> = graph
        .weights
        .iter()
        .enumerate()
        .map(|(n, amount)| Weight {
            class: n / sizes.functions,
            group: n % sizes.functions,
            amount: *amount,
        })
        .collect();
    let mut group = c.benchmark_group("supply graph");
    group.sample_size(10);
    for (name, guarded) in [("unguarded", false), ("guarded", true)] {
        let (gates, keep) = graph.gates(guarded);
        let plan = gates.plan();
        let [rows] = plan.run(&columns, parties, [&keep], 1);
        group.bench_function(format!("plan/{name}"), |b| b.iter(|| gates.plan()));
        group.bench_function(format!("reach/{name}"), |b| {
            b.iter(|| plan.run(&columns, parties, [&keep], 1));
        });
        group.bench_function(format!("shares/{name}"), |b| {
            b.iter(|| element_sums(&rows, &weights, sizes.functions, parties));
        });
    }
    group.finish();
}

criterion_group!(benches, supply_graph);
criterion_main!(benches);

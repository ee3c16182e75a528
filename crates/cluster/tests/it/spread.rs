//! The same plans on a scheduler and two executors, each a process of its own.

use std::collections::BTreeSet;

use keyholder_cluster::Engine;

use crate::nodes::Nodes;
use crate::{here, made, plain};

#[test]
fn two_executors_give_what_a_plain_loop_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = made::tables(folder.path(), 600);
    let nodes = Nodes::with(2);
    for partitions in [2, 7] {
        let engine = Engine::at(&nodes.address).with_partitions(partitions);
        here::agrees(&engine, &tables);
    }
    // A table that changes between runs is seen as it is now.
    made::file(&tables[2], 9, 700, &made::Shape::plain());
    here::agrees(&Engine::at(&nodes.address), &tables);
    // And scratch may lie elsewhere.
    let scratch = tempfile::tempdir().expect("a folder");
    let engine = Engine::at(&nodes.address).with_scratch(scratch.path());
    let wanted = BTreeSet::new();
    let found = engine.inventory(&tables[1..], &wanted).expect("read");
    plain::same(&found, &plain::inventory(&tables[1..], &wanted));
    assert_eq!(
        std::fs::read_dir(scratch.path()).map_or(9, Iterator::count),
        0
    );
}

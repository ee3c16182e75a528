//! How long it takes: numbers for the book, no test.

use std::time::Instant;

use keyholder_cluster::{Classes, Engine};

use crate::here::wanted;
use crate::nodes::Nodes;
use crate::{made, plain};

#[test]
#[ignore = "measures; run it alone, on a quiet machine, with --nocapture"]
fn measure() {
    let rows: usize =
        std::env::var("ROWS").map_or(1_000_000, |rows| rows.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("elements");
    std::fs::create_dir_all(&table).expect("a folder");
    for n in 0..4_u64 {
        made::large(&table.join(format!("{n}.parquet")), n, rows / 4, 2_000);
    }
    let tables = [table];
    let time = |what: &str, work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        println!("{what}: {:.1} s", start.elapsed().as_secs_f64());
    };
    let mut expected = None;
    time("plain loop", &mut || {
        expected = Some(plain::inventory(&tables, &wanted()));
    });
    let expected = expected.expect("read");
    println!(
        "{} rows, {} kinds",
        expected.1.tables[0].rows,
        expected.0.kinds.len()
    );
    let check = |engine: &Engine| {
        let found = engine.inventory(&tables, &wanted()).expect("read");
        plain::same(&found, &expected);
    };
    let back = |engine: &Engine| {
        let out = tempfile::tempdir().expect("a folder");
        let classes = Classes {
            of_kinds: vec![1; expected.0.kinds.len()],
            of_named: Default::default(),
        };
        let written = engine.join_back(&tables, &expected.0, &classes, out.path());
        written.expect("written");
    };
    let here = Engine::here().with_partitions(2);
    time("here, inventory", &mut || check(&here));
    time("here, joined back", &mut || back(&here));
    for executors in [1, 2] {
        let nodes = Nodes::with(executors);
        let there = Engine::at(&nodes.address).with_partitions(4);
        time(&format!("{executors} executors, inventory"), &mut || {
            check(&there)
        });
        time(&format!("{executors} executors, joined back"), &mut || {
            back(&there)
        });
    }
}

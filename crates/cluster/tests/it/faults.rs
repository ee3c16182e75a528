//! What is wrong with a cluster is said within bounds, and never answered wrongly.

use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use keyholder_cluster::{ClusterError, Engine};

use crate::here::{classes, wanted};
use crate::nodes::{Nodes, free_port};
use crate::{made, plain};

/// No run with a fault takes longer, whatever becomes of it.
const BOUND: Duration = Duration::from_secs(180);

#[test]
fn no_scheduler_is_said_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = made::tables(folder.path(), 20);
    let address = format!("127.0.0.1:{}", free_port());
    let start = Instant::now();
    let error = keyholder_cluster::inventory(&address, &tables, &wanted()).expect_err("nobody");
    assert!(matches!(error, ClusterError::NoScheduler { .. }), "{error}");
    assert!(error.to_string().contains("keyholder cluster scheduler"));
    assert!(start.elapsed() < Duration::from_secs(10));
    let error = keyholder_cluster::inventory("here", &tables, &wanted()).expect_err("no address");
    assert!(matches!(error, ClusterError::Address(_)), "{error}");
    // Something listens that never answers.
    let mute = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = mute.local_addr().expect("an address").to_string();
    let start = Instant::now();
    let error = keyholder_cluster::inventory(&address, &tables, &wanted()).expect_err("mute");
    assert!(matches!(error, ClusterError::NoScheduler { .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn no_executor_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = made::tables(folder.path(), 20);
    let nodes = Nodes::scheduler();
    let error = Engine::at(&nodes.address)
        .inventory(&tables, &wanted())
        .expect_err("nobody works");
    assert!(matches!(error, ClusterError::NoExecutor { .. }), "{error}");
}

#[test]
fn a_file_that_a_node_does_not_see_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = made::tables(folder.path(), 60);
    let mut nodes = Nodes::scheduler();
    let may = Command::new("unshare").args(["--mount", "true"]).status();
    if !may.is_ok_and(|status| status.success()) {
        println!("skipped: this user may not hide a folder from a process");
        return;
    }
    nodes.add(Some(folder.path()));
    nodes.await_page(|page| page.contains("ready: 1 executors"));
    let start = Instant::now();
    let error = Engine::at(&nodes.address)
        .inventory(&tables, &wanted())
        .expect_err("blind");
    match &error {
        ClusterError::NotVisible { file, .. } => {
            assert!(
                file.starts_with(&*folder.path().to_string_lossy()),
                "{file}"
            );
        }
        other => panic!("{other}"),
    }
    assert!(start.elapsed() < BOUND);
}

/// Kills the second executor after a while; the run is right, or says that it is not.
fn killed_after(delay: Duration, tables: &[std::path::PathBuf]) -> Result<(), ClusterError> {
    let mut nodes = Nodes::with(2);
    let engine = Engine::at(&nodes.address).with_limit(BOUND);
    let start = Instant::now();
    let run = {
        let tables = tables.to_vec();
        std::thread::spawn(move || {
            let out = tempfile::tempdir().expect("a folder");
            let found = engine.inventory(&tables, &wanted())?;
            let classes = classes(&found.0);
            engine.join_back(&tables, &found.0, &classes, out.path())?;
            Ok((found, plain::written(out.path())))
        })
    };
    std::thread::sleep(delay);
    let done = run.is_finished();
    nodes.kill(1);
    let result: Result<_, ClusterError> = run.join().expect("no panic");
    println!(
        "killed after {delay:?}{}: {} in {:?}",
        if done { ", when all was done" } else { "" },
        result
            .as_ref()
            .map_or_else(ToString::to_string, |_| "right".to_owned()),
        start.elapsed()
    );
    assert!(start.elapsed() < BOUND * 2, "bounded");
    let (found, written) = result?;
    let expected = plain::inventory(tables, &wanted());
    plain::same(&found, &expected);
    let classes = classes(&found.0);
    assert!(written == plain::classes(tables, &expected.0, &classes));
    Ok(())
}

#[test]
fn an_executor_that_dies_on_the_way_costs_time_and_no_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = made::tables(folder.path(), 2_000);
    for millis in [200, 2_500, 6_000] {
        let result = killed_after(Duration::from_millis(millis), &tables);
        if let Err(error) = result {
            // An honest failure is allowed; it must say what it is.
            assert!(
                matches!(
                    error,
                    ClusterError::Lost { .. }
                        | ClusterError::NoExecutor { .. }
                        | ClusterError::Late { .. }
                ),
                "{error}"
            );
        }
    }
}

#[test]
fn a_scheduler_that_dies_on_the_way_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = made::tables(folder.path(), 4_000);
    let mut nodes = Nodes::with(1);
    let engine = Engine::at(&nodes.address);
    let start = Instant::now();
    let run = std::thread::spawn(move || engine.inventory(&tables, &wanted()));
    std::thread::sleep(Duration::from_millis(600));
    nodes.kill_scheduler();
    let error = run.join().expect("no panic").expect_err("nobody answers");
    assert!(
        matches!(
            error,
            ClusterError::Lost { .. } | ClusterError::NoScheduler { .. }
        ),
        "{error}"
    );
    assert!(start.elapsed() < BOUND);
}

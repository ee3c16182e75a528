//! `cargo xtask bench`: measures, checks what it measured, and writes the table of `docs/performance.md`.

mod again;
mod forms;
mod gate;
mod graph;
mod horn;
mod jobs;
mod measure;
mod nation;
mod page;

use std::path::{Path, PathBuf};

use graph::{Graph, SEED, Sizes};
use jobs::{Example, Job, Stage};
use page::Measured;

/// Parties whose reach is computed a second time by another method.
const SAMPLE: usize = 30;
const RUNS: usize = 5;
const UNREADABLE: &str = "cannot read the processor time";

/// Runs the chore with the words that follow `bench`.
///
/// `--nation` measures the whole way from the inventory of a synthetic nation to its report, at several sizes,
/// or at those up to the number given, and then writes no page.
/// `--gate` measures packages, log, lists of parts and nations at the gate, or one of them.
/// `--quick` takes a small graph and one run, and writes no page; `--edges FILE` writes the graph for other
/// tools; `--peak JOB` prints the memory that one job takes on top of its input, and is what the chore
/// calls itself with, so that every job is measured in a process of its own.
pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    if cfg!(debug_assertions) {
        return run_optimised(words);
    }
    let quick = words.contains(&"--quick");
    let sizes = if quick { Sizes::SMALL } else { Sizes::NATION };
    match words {
        ["--edges", file] => return write_edges(&Graph::new(sizes, SEED), Path::new(file)),
        ["--peak", job, ..] => return print_peak(job, sizes),
        ["--stage", stage, folder] => return nation::stage(stage, Path::new(folder)),
        ["--gate", words @ ..] => return gate::run(words),
        ["--hash", file] => return gate::hash(file),
        ["--gate-document", form, size] => return gate::document(form, size),
        ["--nation", most @ ..] => {
            let most = most.first().and_then(|n| n.parse().ok());
            let text = nation::table(most)?;
            println!("{text}");
            return match most {
                Some(_) => Ok(()),
                None => page::write(&root().join("docs/performance.md"), "nation", &text),
            };
        }
        [] | ["--quick"] => {}
        _ => return Err(format!("`bench` takes no `{}`", words.join(" "))),
    }
    let stage = Stage::new(Graph::new(sizes, SEED));
    let checked = describe(&stage)?;
    println!("{checked}");
    let example = Example::new(&root().join("examples/two-operators"))?;
    let mut rows = Vec::new();
    for job in stage.jobs().into_iter().chain(example.jobs()) {
        eprintln!("{}", job.name);
        rows.push(measured(job, if quick { 1 } else { RUNS }, quick)?);
    }
    let memory = measure::bandwidth(256 << 20).ok_or(UNREADABLE)?;
    let values = measure::bandwidth(stage.graph.sizes.nodes() * 64).ok_or(UNREADABLE)?;
    let speed = format!(
        "One core in the same run reads {:.1} GB/s from main memory, {:.1} GB/s from an array as large as the values of all gates.",
        memory / 1e9,
        values / 1e9,
    );
    let text = format!("{checked}\n{speed}\n\n{}", page::table(&rows));
    println!("{text}");
    if quick {
        return Ok(());
    }
    page::write(&root().join("docs/performance.md"), "measured", &text)
}

/// Builds this program with optimisation, and has that one measure.
fn run_optimised(words: &[&str]) -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = std::process::Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "xtask",
            "--",
            "bench",
        ])
        .args(words)
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("the measurement failed".to_owned())
    }
}

/// Says what the graph is, after its answers have been compared with those of a worklist.
fn describe(stage: &Stage) -> Result<String, String> {
    let graph = &stage.graph;
    let mut text = format!(
        "Graph: {} nodes, {} edges, seed {SEED}, checksum `{:016x}`.\n",
        graph.sizes.nodes(),
        graph.edges(),
        graph.checksum(),
    );
    let all = (graph.sizes.parties() * graph.sizes.releases) as f64;
    for (side, name) in ["Unguarded", "Guarded"].into_iter().enumerate() {
        let sample = horn::check(graph, &stage.sides[side].rows, side == 1, SAMPLE)?;
        let pairs = stage.pairs(side);
        let percent = pairs as f64 / all * 100.0;
        text.push_str(&format!(
            "{name}: {pairs} pairs of party and release are reached, {percent:.3} % of all; for {SAMPLE} parties a plain worklist gives the same answers, {sample} pairs.\n",
        ));
    }
    Ok(text)
}

fn measured(job: Job<'_>, runs: usize, quick: bool) -> Result<Measured, String> {
    let seconds = measure::times(runs, &job.run).ok_or(UNREADABLE)?;
    let limit = match job.bytes {
        Some((bytes, array)) => Some(bytes / measure::bandwidth(array).ok_or(UNREADABLE)?),
        None => None,
    };
    Ok(Measured {
        name: job.name,
        size: job.size,
        seconds,
        peak: peak_in_child(job.name, quick),
        units: job.units,
        limit,
    })
}

fn peak_in_child(job: &str, quick: bool) -> Option<u64> {
    let mut child = std::process::Command::new(std::env::current_exe().ok()?);
    child.args(["bench", "--peak", job]);
    if quick {
        child.arg("--quick");
    }
    let out = child.output().ok().filter(|out| out.status.success())?;
    String::from_utf8(out.stdout).ok()?.trim().parse().ok()
}

fn print_peak(name: &str, sizes: Sizes) -> Result<(), String> {
    let (stage, example);
    let jobs = if name.starts_with("two-operators") {
        example = Example::new(&root().join("examples/two-operators"))?;
        example.jobs()
    } else {
        stage = Stage::new(Graph::new(sizes, SEED));
        stage.jobs()
    };
    let job = jobs
        .iter()
        .find(|job| job.name == name)
        .ok_or_else(|| format!("no job `{name}`"))?;
    measure::forget_peak().map_err(|e| format!("cannot count memory anew: {e}"))?;
    let unreadable = "cannot read the memory in use";
    let (before, _) = measure::memory().ok_or(unreadable)?;
    (job.run)();
    let (_, peak) = measure::memory().ok_or(unreadable)?;
    println!("{}", peak.saturating_sub(before));
    Ok(())
}

/// A line for each edge: what is changed by whom turned round, so that reach follows the arrows.
fn write_edges(graph: &Graph, file: &Path) -> Result<(), String> {
    let mut text = format!(
        "{} {} {}\n",
        graph.sizes.nodes(),
        graph.sizes.parties(),
        graph.sizes.first_release()
    );
    for node in 0..graph.sizes.nodes() {
        for from in graph.changed_by(node) {
            text.push_str(&format!("{from} {node}\n"));
        }
    }
    std::fs::write(file, text).map_err(|e| format!("cannot write `{}`: {e}", file.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

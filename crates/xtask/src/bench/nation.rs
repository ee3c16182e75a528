//! The whole way from a national inventory to a report, at several sizes, against a plain scan of its table.

use std::path::{Path, PathBuf};
use std::time::Instant;

use keyholder_diag::{FileId, Limits};
use keyholder_example::{Nation, Wish};
use keyholder_project::{ElementsTable, catalogue, load, write_nation};
use keyholder_report::build::{Given, build};
use keyholder_tables::{Bytes, Form, Table, read};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{measure, root};

/// Elements of the nations that are measured.
const SIZES: [u64; 4] = [10_000, 100_000, 1_000_000, 10_000_000];
const SEED: u64 = 1;
const RUNS: usize = 3;

/// What is measured, each in a process of its own.
const STAGES: [&str; 4] = ["scan", "read", "assess", "all"];

/// What one stage took: seconds of the clock, and bytes of memory at most.
struct Took {
    seconds: f64,
    peak: u64,
}

/// Measures all sizes, or those up to the one given, and gives the table.
pub(super) fn table(most: Option<u64>) -> Result<String, String> {
    let mut text = String::from(
        "| elements | kinds | classes | plain scan, s | read and group, s | times the scan | reach, s | all, s | peak, MiB |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for size in SIZES
        .into_iter()
        .filter(|n| most.is_none_or(|most| *n <= most))
    {
        let folder = nation(size)?;
        eprintln!("{size} elements");
        let mut best: Vec<Took> = Vec::new();
        for stage in STAGES {
            let runs = (0..RUNS).map(|_| in_child(stage, &folder));
            let runs = runs.collect::<Result<Vec<Took>, String>>()?;
            let least = runs
                .into_iter()
                .min_by(|a, b| a.seconds.total_cmp(&b.seconds));
            best.push(least.ok_or("no run")?);
        }
        let (kinds, classes) = counts(&folder)?;
        let [scan, read, assess, all] = &best[..] else {
            return Err("a stage is missing".to_owned());
        };
        text.push_str(&format!(
            "| {size} | {kinds} | {classes} | {:.3} | {:.3} | {:.1} | {:.2} | {:.2} | {:.0} |\n",
            scan.seconds,
            read.seconds,
            read.seconds / scan.seconds,
            assess.seconds,
            all.seconds,
            all.peak as f64 / f64::from(1 << 20),
        ));
    }
    Ok(text)
}

/// The nation of a size, made once.
fn nation(size: u64) -> Result<PathBuf, String> {
    let folder = root().join(format!("target/bench/nation-{SEED}-{size}"));
    if !folder.join("keyholder.toml").exists() {
        let wish = Wish {
            seed: SEED,
            elements: size,
            topology: None,
        };
        let nation = Nation::new(&wish).map_err(|error| format!("{error:?}"))?;
        write_nation(&folder, &nation, ElementsTable::Parquet, &mut |_| {})
            .map_err(|error| error.to_string())?;
    }
    Ok(folder)
}

fn in_child(stage: &str, folder: &Path) -> Result<Took, String> {
    let program = std::env::current_exe().map_err(|e| e.to_string())?;
    let out = std::process::Command::new(program)
        .args(["bench", "--stage", stage])
        .arg(folder)
        .output()
        .map_err(|e| e.to_string())?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let mut words = said.split_whitespace();
    let seconds = words.next().and_then(|w| w.parse().ok());
    let peak = words.next().and_then(|w| w.parse().ok());
    match (seconds, peak) {
        (Some(seconds), Some(peak)) => Ok(Took { seconds, peak }),
        _ => Err(format!("stage `{stage}` said `{said}`")),
    }
}

/// Runs one stage and prints the seconds that it took, and the memory at most.
pub(super) fn stage(name: &str, folder: &Path) -> Result<(), String> {
    let limits = Limits::default();
    let seconds = match name {
        "scan" => {
            let bytes = table_of(folder)?;
            clocked(|| scan(&bytes))?
        }
        "read" => {
            let table = Table {
                path: "network/elements.parquet".to_owned(),
                file: FileId(0),
                form: Form::Parquet,
                bytes: table_of(folder)?,
            };
            clocked(|| {
                drop(read(
                    std::slice::from_ref(&table),
                    &Default::default(),
                    cores(),
                    &limits,
                ));
                Ok(())
            })?
        }
        "assess" => {
            let network = network(folder)?;
            clocked(|| {
                drop(keyholder_reach::assess(&network));
                Ok(())
            })?
        }
        "all" => clocked(|| report(folder).map(drop))?,
        _ => return Err(format!("no stage `{name}`")),
    };
    let (_, peak) = measure::memory().ok_or("cannot read the memory in use")?;
    println!("{seconds} {peak}");
    Ok(())
}

fn clocked(work: impl FnOnce() -> Result<(), String>) -> Result<f64, String> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn table_of(folder: &Path) -> Result<Bytes, String> {
    let path = folder.join("network/elements.parquet");
    let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(Bytes::from(bytes))
}

/// Decodes every cell of the table into columns, on all cores, and does nothing with them: what no reader of
/// the table can do without.
fn scan(bytes: &Bytes) -> Result<(), String> {
    let groups = ParquetRecordBatchReaderBuilder::try_new(bytes.clone())
        .map_err(|e| e.to_string())?
        .metadata()
        .num_row_groups();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || -> Result<usize, String> {
        let mut rows = 0;
        loop {
            let group = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if group >= groups {
                return Ok(rows);
            }
            let builder = ParquetRecordBatchReaderBuilder::try_new(bytes.clone())
                .map_err(|e| e.to_string())?;
            let reader = builder
                .with_row_groups(vec![group])
                .with_batch_size(32_768)
                .build()
                .map_err(|e| e.to_string())?;
            for batch in reader {
                rows += batch.map_err(|e| e.to_string())?.num_rows();
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores()).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| {
            let rows = thread.join().map_err(|_| "a thread failed".to_owned())?;
            rows.map(drop)
        })
    })
}

fn network(folder: &Path) -> Result<keyholder_supply::Network, String> {
    let loaded = load(folder, &Limits::default()).map_err(|e| e.to_string())?;
    Ok(keyholder_supply::resolve(loaded.facts, &catalogue()).value)
}

fn counts(folder: &Path) -> Result<(usize, usize), String> {
    let loaded = load(folder, &Limits::default()).map_err(|e| e.to_string())?;
    let large = loaded.facts.large.as_ref();
    let kinds = large.map_or(0, |large| large.inventory.kinds.len());
    let network = keyholder_supply::resolve(loaded.facts, &catalogue()).value;
    Ok((kinds, network.classes.len()))
}

/// From files to the page and the JSON, as `keyholder assess` does it.
fn report(folder: &Path) -> Result<usize, String> {
    let mut loaded = load(folder, &Limits::default()).map_err(|e| e.to_string())?;
    let facts = std::mem::take(&mut loaded.facts);
    let tables = facts.tables.clone();
    let network = keyholder_supply::resolve(facts, &catalogue()).value;
    let results = keyholder_reach::assess(&network);
    let report = build(
        &Given {
            net: &network,
            sources: &loaded.sources,
            inputs: &[],
            tables: &tables,
            faults: (0, 0),
            version: "bench",
            folder: ".",
        },
        &results,
    );
    let page = keyholder_report::html::render(&report);
    Ok(page.len() + keyholder_report::json::to_string(&report).len())
}

//! The whole way from a national inventory to a report, at several sizes, against a plain scan of its table.

use std::path::{Path, PathBuf};
use std::time::Instant;

use keyholder_diag::{FileId, Limits};
use keyholder_example::{Nation, Wish};
use keyholder_project::{ElementsTable, Loaded, Tables, catalogue, load, load_with, write_nation};
use keyholder_report::build::{Chains, Given, build_again};
use keyholder_report::principles::{self, MadeOf};
use keyholder_tables::{Bytes, Form, Table, read};
use keyholder_witness::View;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{again, forms, measure, root};

/// Elements of the nations that are measured.
const SIZES: [u64; 4] = [10_000, 100_000, 1_000_000, 10_000_000];
const SEED: u64 = 1;
const RUNS: usize = 3;

/// What is measured, each in a process of its own.
const STAGES: [&str; 10] = [
    "scan",
    "read",
    "resolve",
    "assess",
    "report",
    "all",
    "again",
    "saved",
    "change",
    "principles",
];

/// What one stage took: seconds of the clock, and bytes of memory at most.
pub(super) struct Took {
    pub(super) seconds: f64,
    peak: u64,
}

/// Measures all sizes, or those up to the one given, and gives the table.
pub(super) fn table(most: Option<u64>) -> Result<String, String> {
    let mut text = String::from(
        "| elements | kinds | classes | plain scan, s | read and group, s | times the scan | resolve, s | reach, s | report, s | all, s | again, s | after a save, s | reach after it, s | principles on top, s | peak, MiB |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for size in SIZES
        .into_iter()
        .filter(|n| most.is_none_or(|most| *n <= most))
    {
        let folder = nation(size, ElementsTable::Parquet)?;
        eprintln!("{size} elements");
        let best = STAGES.map(|stage| best(stage, &folder));
        let best = best.into_iter().collect::<Result<Vec<Took>, String>>()?;
        let (kinds, classes) = counts(&folder)?;
        let [
            scan,
            read,
            resolve,
            assess,
            report,
            all,
            again,
            saved,
            change,
            principles,
        ] = &best[..]
        else {
            return Err("a stage is missing".to_owned());
        };
        text.push_str(&format!(
            "| {size} | {kinds} | {classes} | {:.3} | {:.3} | {:.1} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.3} | {:.2} | {:.0} |\n",
            scan.seconds,
            read.seconds,
            read.seconds / scan.seconds,
            resolve.seconds,
            assess.seconds,
            report.seconds,
            all.seconds,
            again.seconds,
            saved.seconds,
            change.seconds,
            principles.seconds,
            all.peak as f64 / f64::from(1 << 20),
        ));
    }
    text.push('\n');
    text.push_str(&forms::table(most)?);
    Ok(text)
}

/// The best run of a stage.
pub(super) fn best(stage: &str, folder: &Path) -> Result<Took, String> {
    let runs = (0..RUNS).map(|_| in_child(stage, folder));
    let runs = runs.collect::<Result<Vec<Took>, String>>()?;
    let least = runs
        .into_iter()
        .min_by(|a, b| a.seconds.total_cmp(&b.seconds));
    least.ok_or_else(|| "no run".to_owned())
}

/// The nation of a size, made once.
pub(super) fn nation(size: u64, form: ElementsTable) -> Result<PathBuf, String> {
    let word = match form {
        ElementsTable::Csv => "-csv",
        _ => "",
    };
    let folder = root().join(format!("target/bench/nation-{SEED}-{size}{word}"));
    if !folder.join("keyholder.toml").exists() {
        let wish = Wish {
            seed: SEED,
            elements: size,
            topology: None,
        };
        let nation = Nation::new(&wish).map_err(|error| format!("{error:?}"))?;
        write_nation(&folder, &nation, form, &mut |_| {}).map_err(|error| error.to_string())?;
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
            let (form, bytes) = table_of(folder)?;
            match form {
                Form::Parquet => clocked(|| scan(&bytes))?,
                Form::Csv => clocked(|| forms::parse(&bytes))?,
            }
        }
        "read" => {
            let (form, bytes) = table_of(folder)?;
            let table = Table {
                path: "network/elements".to_owned(),
                file: FileId(0),
                form,
                bytes,
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
        "resolve" => {
            let loaded = load(folder, &limits).map_err(|e| e.to_string())?;
            let catalogue = catalogue();
            clocked(|| {
                drop(keyholder_supply::resolve(loaded.facts, &catalogue));
                Ok(())
            })?
        }
        // Not in the table: closures alone, of all views.
        "close" => {
            let network = network(folder)?;
            let actors = keyholder_reach::actors(&network);
            let actors: Vec<_> = actors.into_iter().map(|named| named.actor).collect();
            clocked(|| {
                for view in View::all() {
                    drop(keyholder_reach::close(&network, &actors, view));
                }
                Ok(())
            })?
        }
        // What other parts in one release cost an assessment that stands: the middle of many, evenly chosen.
        "change" => again::change(network(folder)?)?,
        "saved" => again::saved(folder)?,
        "report" => {
            let (given, network) = resolved(folder, Tables::Here)?;
            let results = keyholder_reach::assess(&network);
            clocked(|| {
                written(&given, &network, (&results, &Chains::default()));
                Ok(())
            })?
        }
        "all" => whole(folder, Tables::Here)?,
        "principles" => {
            let network = network(folder)?;
            let results = keyholder_reach::assess(&network);
            clocked(|| answered(&network, &results))?
        }
        "again" => {
            // After something else than the table has changed: what it was read as is kept.
            let kept = root().join("target/bench/kept");
            let again = Tables::Kept(&kept);
            load_with(folder, &limits, &Default::default(), again).map_err(|e| e.to_string())?;
            whole(folder, again)?
        }
        _ => return Err(format!("no stage `{name}`")),
    };
    let (_, peak) = measure::memory().ok_or("cannot read the memory in use")?;
    println!("{seconds} {peak}");
    Ok(())
}

/// All that ships is asked of a network that is assessed already: findings, their page and their JSON.
fn answered(
    network: &keyholder_supply::Network,
    results: &keyholder_reach::Assessment,
) -> Result<(), String> {
    let read = keyholder_project::principles(None, &network.functions, &[]);
    let catalogue = read.map_err(|e| e.to_string())?.value;
    let day = network.settings.as_of.ok_or("the nation has a day")?;
    let findings = keyholder_principles::assess_principles(network, results, &catalogue, day);
    let made_of = MadeOf {
        inputs: Vec::new(),
        catalogue: Vec::new(),
        errors: 0,
        version: "bench",
        rules: None,
    };
    let findings = principles::build(network, &catalogue, &findings, day, made_of);
    drop((principles::page(&findings), principles::json(&findings)));
    Ok(())
}

/// From files to page and JSON in memory.
fn whole(folder: &Path, how: Tables<'_>) -> Result<f64, String> {
    clocked(|| {
        let (given, network) = resolved(folder, how)?;
        let results = keyholder_reach::assess(&network);
        written(&given, &network, (&results, &Chains::default()));
        Ok(())
    })
}

fn clocked(work: impl FnOnce() -> Result<(), String>) -> Result<f64, String> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64())
}

pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn table_of(folder: &Path) -> Result<(Form, Bytes), String> {
    let (form, path) = forms::path(folder);
    let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok((form, Bytes::from(bytes)))
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

/// A network, and what a report is made of besides.
fn resolved(folder: &Path, how: Tables<'_>) -> Result<(Loaded, keyholder_supply::Network), String> {
    let loaded = load_with(folder, &Limits::default(), &Default::default(), how);
    let mut loaded = loaded.map_err(|e| e.to_string())?;
    let facts = std::mem::take(&mut loaded.facts);
    loaded.facts.tables.clone_from(&facts.tables);
    let network = keyholder_supply::resolve(facts, &catalogue()).value;
    Ok((loaded, network))
}

/// The page and the JSON, as `keyholder assess` makes them; gives their size, so that nothing is left out.
pub(super) fn written(
    loaded: &Loaded,
    network: &keyholder_supply::Network,
    (results, chains): (&keyholder_reach::Assessment, &Chains),
) -> usize {
    let report = build_again(
        &Given {
            net: network,
            sources: &loaded.sources,
            inputs: &[],
            tables: &loaded.facts.tables,
            faults: (0, 0),
            version: "bench",
            folder: ".",
        },
        results,
        chains,
    );
    let page = keyholder_report::html::render(&report);
    page.len() + keyholder_report::json::to_string(&report).len()
}

//! The table part alone, in both forms: against a plain pass over the same bytes, and against DuckDB where
//! Python has it.

use std::path::{Path, PathBuf};
use std::process::Command;

use keyholder_project::ElementsTable;
use keyholder_tables::Form;

use super::nation::{best, cores, nation};
use super::root;

/// What is compared: form and number of elements. A CSV table of more is over the limit of 2 GiB.
const CASES: [(ElementsTable, u64); 4] = [
    (ElementsTable::Parquet, 1_000_000),
    (ElementsTable::Parquet, 10_000_000),
    (ElementsTable::Csv, 1_000_000),
    (ElementsTable::Csv, 8_000_000),
];

/// Measures all cases, or those up to the size given.
pub(super) fn table(most: Option<u64>) -> Result<String, String> {
    let mut text = String::from(
        "| table | elements | MB | plain pass, s | read and group, s | times the pass | DuckDB: kinds, s | DuckDB: ids given twice, s | ours / both |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut version = "DuckDB was not there (`pip install duckdb`).".to_owned();
    for (form, size) in CASES {
        if most.is_some_and(|most| size > most) {
            continue;
        }
        let folder = nation(size, form)?;
        let (read_as, path) = path(&folder);
        eprintln!("{size} elements, {read_as:?}");
        let bytes = std::fs::metadata(&path).map_err(|e| e.to_string())?.len();
        let pass = best("scan", &folder)?.seconds;
        let ours = best("read", &folder)?.seconds;
        let theirs = match duckdb(&path) {
            None => "– | – | –".to_owned(),
            Some(peer) => {
                version = format!("DuckDB {}, from PyPI, two threads.", peer.version);
                let ratio = ours / (peer.kinds + peer.twice);
                format!("{:.2} | {:.2} | {ratio:.2}", peer.kinds, peer.twice)
            }
        };
        text.push_str(&format!(
            "| {} | {size} | {} | {pass:.2} | {ours:.2} | {:.1} | {theirs} |\n",
            match read_as {
                Form::Parquet => "Parquet",
                Form::Csv => "CSV",
            },
            bytes / 1_000_000,
            ours / pass,
        ));
    }
    Ok(format!("{text}\n{version}\n"))
}

/// The table of elements of a nation.
pub(super) fn path(folder: &Path) -> (Form, PathBuf) {
    let parquet = folder.join("network/elements.parquet");
    match parquet.exists() {
        true => (Form::Parquet, parquet),
        false => (Form::Csv, folder.join("network/elements.csv")),
    }
}

struct Peer {
    version: String,
    kinds: f64,
    twice: f64,
}

/// What DuckDB takes, when Python is there and has it.
fn duckdb(path: &Path) -> Option<Peer> {
    let script = root().join("crates/xtask/src/bench/peer_duckdb.py");
    let out = Command::new("python3")
        .arg(script)
        .arg(path)
        .output()
        .ok()?;
    let said = String::from_utf8(out.stdout).ok()?;
    let mut words = said.split_whitespace();
    Some(Peer {
        version: words.next()?.to_owned(),
        kinds: words.next()?.parse().ok()?,
        twice: words.next()?.parse().ok()?,
    })
}

/// Parts every cell of a CSV table from the next, on all cores, and does nothing with them. Each core takes a
/// part of the file between two ends of lines; these tables have none inside a cell.
pub(super) fn parse(bytes: &[u8]) -> Result<(), String> {
    let mut rest = bytes;
    let mut parts = Vec::new();
    for left in (1..=cores()).rev() {
        let about = rest.len() / left;
        let end = rest[about..].iter().position(|b| *b == b'\n');
        let end = end.map_or(rest.len(), |end| about + end + 1);
        let (part, others) = rest.split_at(if left == 1 { rest.len() } else { end });
        parts.push(part);
        rest = others;
    }
    let count = |part: &[u8]| -> Result<usize, String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(part);
        let mut record = csv::ByteRecord::new();
        let mut cells = 0;
        while reader
            .read_byte_record(&mut record)
            .map_err(|e| e.to_string())?
        {
            cells += record.len();
        }
        Ok(cells)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts
            .into_iter()
            .map(|part| scope.spawn(move || count(part)))
            .collect();
        threads.into_iter().try_for_each(|thread| {
            let cells = thread.join().map_err(|_| "a thread failed".to_owned())?;
            cells.map(drop)
        })
    })
}

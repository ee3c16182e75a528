//! The log of decisions: appends that are on the disk when they return, and verification, against what the same
//! disk and one core take for the least of it.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use keyholder_ledger::{KeyKind, SecretKey};
use keyholder_project::ledger::{Log, verify};
use sha2::{Digest, Sha256};

use super::super::measure;
use super::{folder, median};

/// Entries of the log that is verified, as many at once as a busy year might bring.
const ENTRIES: usize = 100_000;
const AT_ONCE: usize = 1_000;
/// About as long as the entry of a verdict.
const ENTRY_BYTES: usize = 400;
const RUNS: usize = 51;

/// Measures all of it.
pub(super) fn table() -> Result<String, String> {
    let at = folder("log")?;
    std::fs::remove_dir_all(&at).map_err(|e| e.to_string())?;
    std::fs::create_dir_all(&at).map_err(|e| e.to_string())?;
    let key = SecretKey::new("bench", KeyKind::Log, &[7; 32]).map_err(|e| format!("{e:?}"))?;
    let public = key.public();
    let said = |e: &dyn std::fmt::Display| e.to_string();
    let mut log = Log::create(&at.join("log"), key).map_err(|e| said(&e))?;
    let mut text = String::from(
        "| job | ms, median | each entry, µs | the least, ms | times |\n|---|--:|--:|--:|--:|\n",
    );
    let mut row = |job: &str, seconds: f64, entries: usize, least: f64| {
        text.push_str(&format!(
            "| {job} | {:.2} | {:.1} | {:.2} | {:.1} |\n",
            seconds * 1e3,
            seconds * 1e6 / entries as f64,
            least * 1e3,
            seconds / least
        ));
    };
    let mut plain = Plain::new(&at)?;
    let mut beside = |log: &mut Log, runs: usize, count: usize| -> Result<(f64, f64), String> {
        let (mut ours, mut least) = (Vec::new(), Vec::new());
        // In turns: a disk of others is fast now and slow then.
        for _ in 0..runs {
            least.push(timed(|| plain.append(count))?);
            let from = usize::try_from(log.tree().size).unwrap_or(0);
            ours.push(timed(|| append(log, from, count))?);
        }
        Ok((median(ours), median(least)))
    };
    let (ours, least) = beside(&mut log, RUNS, 1)?;
    row("one entry, in a short log", ours, 1, least);
    let (ours, least) = beside(&mut log, ENTRIES / AT_ONCE - 1, AT_ONCE)?;
    row("1,000 entries at once", ours, AT_ONCE, least);
    let (ours, least) = beside(&mut log, RUNS, 1)?;
    row("one entry, after 99,000", ours, 1, least);
    let rest = ENTRIES - usize::try_from(log.tree().size).unwrap_or(ENTRIES);
    append(&mut log, ENTRIES - rest, rest)?;
    let mut seconds = Vec::new();
    for _ in 0..5 {
        seconds.push(timed(|| {
            let report = verify(&at.join("log"), std::slice::from_ref(&public), None);
            match report.holds() && report.entries == ENTRIES as u64 {
                true => Ok(()),
                false => Err(format!("the log does not hold: {report:?}")),
            }
        })?);
    }
    row(
        "verify 100,000 entries",
        median(seconds),
        ENTRIES,
        hashes()?,
    );
    std::fs::remove_dir_all(&at).map_err(|e| e.to_string())?;
    Ok(text)
}

fn entry(n: usize) -> Vec<u8> {
    let mut bytes = format!("{{\"kind\":\"verdict\",\"n\":{n}}}").into_bytes();
    bytes.resize(ENTRY_BYTES, b'.');
    bytes
}

fn append(log: &mut Log, from: usize, count: usize) -> Result<(), String> {
    let entries: Vec<Vec<u8>> = (from..from + count).map(entry).collect();
    log.append(&entries).map(drop).map_err(|e| e.to_string())
}

/// Seconds of the clock: waiting for the disk counts.
fn timed(job: impl FnOnce() -> Result<(), String>) -> Result<f64, String> {
    let start = Instant::now();
    job()?;
    Ok(start.elapsed().as_secs_f64())
}

/// One open file to which bytes are appended, and which the system then puts on the disk: the least that a durable
/// log can do.
struct Plain(File);

impl Plain {
    fn new(at: &Path) -> Result<Plain, String> {
        let file = File::create(at.join("plain")).map_err(|e| e.to_string())?;
        Ok(Plain(file))
    }

    fn append(&mut self, entries: usize) -> Result<(), String> {
        let bytes: Vec<u8> = (0..entries).flat_map(entry).collect();
        self.0.write_all(&bytes).map_err(|e| e.to_string())?;
        self.0.sync_data().map_err(|e| e.to_string())
    }
}

/// Every entry hashed once, and as many nodes above them as a tree has.
fn hashes() -> Result<f64, String> {
    let entries: Vec<Vec<u8>> = (0..ENTRIES).map(entry).collect();
    let times = measure::times(3, || {
        let leaves = entries.iter().map(|entry| Sha256::digest(entry)[0]);
        let node = [0_u8; 65];
        let nodes = (0..ENTRIES).map(|_| Sha256::digest(std::hint::black_box(node))[0]);
        leaves.chain(nodes).fold(0_u8, u8::wrapping_add)
    });
    let times = times.ok_or("cannot read the processor time")?;
    Ok(median(times))
}

//! Runs programs as a whole, and says how long they took and how much memory they had at most.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use flate2::bufread::{DeflateDecoder, GzDecoder};
use sha2::{Digest, Sha256, Sha512};

use super::archives::hex;

/// What one run of a program took.
pub(super) struct Run {
    /// Seconds of the clock.
    pub(super) seconds: f64,
    /// Processor seconds of all its threads; the system counts in steps of 10 ms.
    pub(super) cpu: f64,
    /// What it printed.
    pub(super) said: String,
}

/// Runs it once. Programs that end with another code than 0 are no fault: a verdict is a code.
pub(super) fn run(command: &mut Command) -> Result<Run, String> {
    let unreadable = "cannot read the processor time of programs that were run";
    let before = children().ok_or(unreadable)?;
    let start = Instant::now();
    let out = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    let seconds = start.elapsed().as_secs_f64();
    let cpu = children().ok_or(unreadable)? - before;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    if said.is_empty() {
        let error = String::from_utf8_lossy(&out.stderr).into_owned();
        return Err(format!("{command:?}: {} {error}", out.status));
    }
    Ok(Run { seconds, cpu, said })
}

/// Processor seconds of programs that this one has run.
fn children() -> Option<f64> {
    const STEPS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may hold blanks; it ends with the last bracket.
    let (_, rest) = stat.rsplit_once(") ")?;
    let field = |n: usize| rest.split(' ').nth(n)?.parse::<f64>().ok();
    Some((field(13)? + field(14)?) / STEPS_A_SECOND)
}

/// Runs it once more, and looks every millisecond how much memory it has had at most, in bytes.
pub(super) fn peak(command: &mut Command) -> Result<u64, String> {
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.map_err(|e| format!("{command:?}: {e}"))?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().map_err(|e| e.to_string())?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or(0) * 1_024);
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(peak)
}

/// SHA-256 of a file, hexadecimal.
pub(super) fn digest(path: &Path) -> Result<String, String> {
    let fault = |e| format!("{}: {e}", path.display());
    let mut file = File::open(path).map_err(fault)?;
    let mut sum = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut buffer).map_err(fault)?;
        if count == 0 {
            return Ok(hex(&sum.finalize()));
        }
        sum.update(&buffer[..count]);
    }
}

/// What takes time besides SHA-256.
#[derive(Clone, Copy, Debug)]
pub(super) enum More {
    /// Deflated bytes, from a place on, so many.
    Inflate(u64, u64),
    /// The same in gzip.
    Gunzip(u64, u64),
    /// SHA-512 of the file, which signatures of SSH are made over.
    Sha512,
    /// BLAKE2b of the file, which signatures of minisign are made over.
    Blake2b,
}

/// Seconds of the clock that all of that takes alone, on one core.
pub(super) fn alone(path: &Path, all: &[More]) -> Result<f64, String> {
    let start = Instant::now();
    for more in all {
        one(path, *more).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(start.elapsed().as_secs_f64())
}

fn one(path: &Path, more: More) -> std::io::Result<()> {
    let mut file = File::open(path)?;
    let mut part = |from: u64, count: u64| -> std::io::Result<_> {
        file.seek(SeekFrom::Start(from))?;
        Ok(BufReader::with_capacity(
            1 << 20,
            file.try_clone()?.take(count),
        ))
    };
    match more {
        More::Inflate(from, count) => drain(DeflateDecoder::new(part(from, count)?), |_| {}),
        More::Gunzip(from, count) => drain(GzDecoder::new(part(from, count)?), |_| {}),
        More::Sha512 => {
            let mut sum = Sha512::new();
            drain(file, |bytes| sum.update(bytes))
        }
        More::Blake2b => {
            use blake2::Digest as _;
            let mut sum = blake2::Blake2b512::new();
            drain(file, |bytes| sum.update(bytes))
        }
    }
}

fn drain(mut from: impl Read, mut to: impl FnMut(&[u8])) -> std::io::Result<()> {
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = from.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        to(&buffer[..count]);
    }
}

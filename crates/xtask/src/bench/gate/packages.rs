//! Packages of all formats and sizes, and a whole `keyholder gate check` of each against hashing its file once.

mod made;

use std::path::Path;
use std::process::Command;

use super::super::root;
use super::runs::{Run, alone, digest, peak, run};
use super::{folder, median};
use made::{Inside, KINDS, Kind, Made, make};

/// Sizes of the files, MiB.
const SIZES: [u64; 3] = [16, 128, 1_024];
const RUNS: usize = 3;
/// The moment for which is asked, when everything that the packages are signed with holds.
const AT: &str = "2026-11-24T22:00:00Z";
/// Checks of a package that must pass, or something else than meant was measured.
const MUST: [&str; 3] = ["signature", "signed-bytes", "every-file"];

/// Measures all sizes, or those up to the one given.
pub(super) fn table(most: Option<u64>) -> Result<String, String> {
    let program = super::nations::program()?;
    let folder = folder("packages")?;
    let mut text = String::from(
        "| package | MiB | MiB inside | check, s | hash once, s | times | unpack or other digest, s | limit, s | times the limit | openssl, s | CPU s | peak, MiB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    text.push_str(&small(&program)?);
    for mib in SIZES
        .into_iter()
        .filter(|mib| most.is_none_or(|m| *mib <= m))
    {
        for kind in KINDS {
            eprintln!("{mib} MiB, {}", kind.word());
            // One at a time: they are large.
            empty(&folder)?;
            let made = make(kind, mib << 20, &folder).map_err(|e| e.to_string())?;
            text.push_str(&row(&program, kind, &made)?);
            empty(&folder)?;
        }
    }
    Ok(text)
}

/// The package of the example, which is too small to matter: what reading the project and judging take alone.
fn small(program: &Path) -> Result<String, String> {
    let file = root().join("examples/update-tonight/inbox/arden-amf-4.2.1.csar");
    row(
        program,
        Kind::Stored,
        &Made {
            word: "the one of the example, 15 KB",
            file,
            inside: Inside {
                bytes: 15_000,
                hashed: 30_000,
                more: Vec::new(),
            },
        },
    )
}

fn empty(folder: &Path) -> Result<(), String> {
    for entry in std::fs::read_dir(folder).map_err(|e| e.to_string())? {
        let path = entry.map_err(|e| e.to_string())?.path();
        std::fs::remove_file(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn row(program: &Path, kind: Kind, made: &Made) -> Result<String, String> {
    let check = || {
        let mut check = Command::new(program);
        check.args(["gate", "check"]).arg(&made.file);
        check.arg("--project");
        check.arg(root().join("examples/update-tonight/valley-5g"));
        check.args(["--release", "arden-amf@4.2.1", "--at", AT]);
        check.args(["--dry-run", "--format", "json"]);
        check
    };
    let me = std::env::current_exe().map_err(|e| e.to_string())?;
    let hash = || {
        let mut hash = Command::new(&me);
        hash.args(["bench", "--hash"]).arg(&made.file);
        hash
    };
    let openssl = || {
        let mut openssl = Command::new("openssl");
        openssl.args(["dgst", "-sha256"]).arg(&made.file);
        openssl
    };
    let (mut ours, mut once, mut more, mut theirs) = (vec![], vec![], vec![], vec![]);
    // In turns, so that what else runs on the machine hits all alike.
    for _ in 0..RUNS {
        ours.push(run(&mut check())?);
        once.push(run(&mut hash())?);
        more.push(alone(&made.file, &made.inside.more)?);
        theirs.push(run(&mut openssl()).ok());
    }
    genuine(kind, &ours[0].said, &made.file)?;
    let peak = peak(&mut check())?;
    let clock = |runs: &[Run]| median(runs.iter().map(|run| run.seconds).collect());
    let cpu = |runs: &[Run]| median(runs.iter().map(|run| run.cpu).collect());
    let theirs: Vec<f64> = theirs
        .into_iter()
        .flatten()
        .map(|run| run.seconds)
        .collect();
    let mib = f64::from(1 << 20);
    let bytes = std::fs::metadata(&made.file)
        .map_err(|e| e.to_string())?
        .len() as f64;
    let (took, hash, more) = (clock(&ours), clock(&once), median(more));
    // All that must be done, shared evenly by two cores, unless one part of it alone takes longer.
    let hashes = hash * made.inside.hashed as f64 / bytes;
    let limit = ((hashes + more) / 2.0).max(hash).max(more);
    Ok(format!(
        "| {} | {:.0} | {:.0} | {took:.3} | {hash:.3} | {:.2} | {} | {limit:.3} | {:.1} | {} | {:.2} | {:.0} |\n",
        made.word,
        bytes / mib,
        made.inside.bytes as f64 / mib,
        took / hash,
        match made.inside.more.is_empty() {
            true => "–".to_owned(),
            false => format!("{more:.3}"),
        },
        took / limit,
        match theirs.is_empty() {
            true => "–".to_owned(),
            false => format!("{:.3}", median(theirs)),
        },
        cpu(&ours),
        peak as f64 / mib,
    ))
}

/// Looks whether the package was taken for what it is, signed and whole, with the right digest.
fn genuine(kind: Kind, said: &str, file: &Path) -> Result<(), String> {
    let record: serde_json::Value =
        serde_json::from_str(said).map_err(|e| format!("{e}: `{said}`"))?;
    let sha256 = &record["package"]["sha256"];
    if *sha256 != digest(file)?.as_str() {
        return Err(format!("the record says another digest, {sha256}"));
    }
    let checks = record["checks"]
        .as_array()
        .ok_or("the record has no checks")?;
    for wanted in MUST {
        let found = checks.iter().find(|check| check["check"] == wanted);
        let state = found.map_or("missing", |check| check["state"].as_str().unwrap_or("?"));
        if state != "passed" {
            let check = found.map(ToString::to_string).unwrap_or_default();
            return Err(format!("{}: `{wanted}` is {state}: {check}", kind.word()));
        }
    }
    Ok(())
}

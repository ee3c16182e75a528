//! Packages of all formats and sizes, and a whole `keyholder gate check` of each against hashing its file once.

mod made;

use std::path::Path;
use std::process::Command;

use super::super::root;
use super::runs::{Run, digest, peak, run};
use super::{folder, median};
use made::{KINDS, Kind, Made, make};

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
        "| package | MiB | MiB inside | check, s | hash once, s | times | hash twice at once, s | openssl, s | CPU s | CPU of hashing once | peak, MiB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
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
            inside: 15_000,
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
    let hash = |threads: &str| {
        let mut hash = Command::new(&me);
        hash.args(["bench", "--hash"]).arg(&made.file).arg(threads);
        hash
    };
    let openssl = || {
        let mut openssl = Command::new("openssl");
        openssl.args(["dgst", "-sha256"]).arg(&made.file);
        openssl
    };
    let (mut ours, mut once, mut twice, mut theirs) = (vec![], vec![], vec![], vec![]);
    // In turns, so that what else runs on the machine hits all alike.
    for _ in 0..RUNS {
        ours.push(run(&mut check())?);
        once.push(run(&mut hash("1"))?);
        twice.push(run(&mut hash("2"))?);
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
        .len();
    Ok(format!(
        "| {} | {:.0} | {:.0} | {:.3} | {:.3} | {:.2} | {:.3} | {} | {:.2} | {:.2} | {:.0} |\n",
        made.word,
        bytes as f64 / mib,
        made.inside as f64 / mib,
        clock(&ours),
        clock(&once),
        clock(&ours) / clock(&once),
        clock(&twice),
        match theirs.is_empty() {
            true => "–".to_owned(),
            false => format!("{:.3}", median(theirs)),
        },
        cpu(&ours),
        cpu(&once),
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

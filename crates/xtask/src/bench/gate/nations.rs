//! A whole check at the gate of a nation's project, against the plain assessment of the same project.

use std::path::{Path, PathBuf};
use std::process::Command;

use keyholder_project::ElementsTable;

use super::super::nation::nation;
use super::super::root;
use super::runs::{Run, peak, run};
use super::{folder, median};

/// Elements of the nations.
const SIZES: [u64; 4] = [10_000, 100_000, 1_000_000, 10_000_000];
const RUNS: usize = 3;

/// Measures all sizes, or those up to the one given.
pub(super) fn table(most: Option<u64>) -> Result<String, String> {
    let program = program()?;
    let mut text = String::from(
        "| elements | check, s | CPU s | peak, MiB | `assess`, s | CPU s | peak, MiB | times |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for size in SIZES.into_iter().filter(|n| most.is_none_or(|m| *n <= m)) {
        eprintln!("{size} elements");
        let (project, product) = with_gate(size)?;
        let out = folder("gate-out")?;
        let check = || {
            let mut check = Command::new(&program);
            check.args(["gate", "check"]);
            check.arg(root().join("examples/update-tonight/inbox/arden-amf-4.2.1.csar"));
            check.arg("--project").arg(&project);
            check.args(["--release", &format!("{product}@99.0.0")]);
            check.args(["--at", "2026-11-24T22:00:00Z"]);
            check.args(["--dry-run", "--format", "json"]);
            check
        };
        let assess = || {
            let mut assess = Command::new(&program);
            assess.arg("assess").arg(&project).arg("--out").arg(&out);
            assess
        };
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            ours.push(run(&mut check())?);
            theirs.push(run(&mut assess())?);
        }
        if !ours[0].said.contains("\"verdict\"") {
            return Err(format!("no verdict: {}", ours[0].said));
        }
        let clock = |runs: &[Run]| median(runs.iter().map(|run| run.seconds).collect());
        let cpu = |runs: &[Run]| median(runs.iter().map(|run| run.cpu).collect());
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        text.push_str(&format!(
            "| {size} | {:.2} | {:.2} | {:.0} | {:.2} | {:.2} | {:.0} | {:.1} |\n",
            clock(&ours),
            cpu(&ours),
            mib(peak(&mut check())?),
            clock(&theirs),
            cpu(&theirs),
            mib(peak(&mut assess())?),
            clock(&ours) / clock(&theirs),
        ));
        std::fs::remove_dir_all(&project).map_err(|e| e.to_string())?;
        std::fs::remove_dir_all(&out).map_err(|e| e.to_string())?;
    }
    Ok(text)
}

/// The program as it is released: named by `KEYHOLDER_BENCH_PROGRAM`, or built here.
pub(super) fn program() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("KEYHOLDER_BENCH_PROGRAM") {
        return Ok(PathBuf::from(named));
    }
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--release", "--package", "keyholder"])
        .status()
        .map_err(|e| format!("cannot run cargo: {e}"))?;
    let program = root().join("target/release/keyholder");
    match status.success() && program.exists() {
        true => Ok(program),
        false => Err("cannot build `keyholder`".to_owned()),
    }
}

/// A copy of the nation with a gate, and the product of it that most elements of its radio network run.
fn with_gate(size: u64) -> Result<(PathBuf, String), String> {
    let from = nation(size, ElementsTable::Parquet)?;
    let to = root().join(format!("target/bench/gate-nation-{size}"));
    copy(&from, &to).map_err(|e| format!("{}: {e}", to.display()))?;
    let names = |folder: &str| -> Result<Vec<String>, String> {
        let entries = std::fs::read_dir(to.join(folder)).map_err(|e| e.to_string())?;
        let mut names = Vec::new();
        for entry in entries {
            let name = entry.map_err(|e| e.to_string())?.file_name();
            names.extend(
                name.to_string_lossy()
                    .strip_suffix(".toml")
                    .map(str::to_owned),
            );
        }
        names.sort();
        Ok(names)
    };
    let products = names("components")?;
    let product = products.iter().find(|name| name.ends_with("-ru"));
    let product = product.ok_or("the nation has no radio unit")?.clone();
    let supplier = product.trim_end_matches("-ru").to_owned();
    let operator = names("parties")?.into_iter().next().unwrap_or_default();
    let gate = to.join("gate");
    std::fs::create_dir_all(gate.join("keys")).map_err(|e| e.to_string())?;
    let text = format!(
        "network = \"nation\"\noperator = \"{operator}\"\nsource = \"made to be measured\"\n\n[[key]]\nid = \"root\"\nparty = \"{supplier}\"\nfile = \"keys/root.pem\"\nfor = \"packages\"\nfrom = 2026-01-01\n\n[[product]]\ncomponent = \"{product}\"\nversion_order = \"natural\"\n"
    );
    std::fs::write(gate.join("gate.toml"), text).map_err(|e| e.to_string())?;
    let pins = keyholder_kit::anchors();
    let root = pins.first().map(|pin| pin.pem.clone()).unwrap_or_default();
    std::fs::write(gate.join("keys/root.pem"), root).map_err(|e| e.to_string())?;
    Ok((to, product))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &target)?,
            false => std::fs::copy(entry.path(), target).map(drop)?,
        }
    }
    Ok(())
}

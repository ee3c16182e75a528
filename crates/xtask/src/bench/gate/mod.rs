//! What the gate costs: packages of all formats against hashing them once, the log against the disk, lists of
//! parts against a plain pass, and a whole check of a nation's project.

mod archives;
mod log;
mod nations;
mod packages;
mod parts;
mod runs;

use std::path::{Path, PathBuf};

use super::{page, root};

/// What can be measured alone, and the mark of its table on the page.
const WHAT: [(&str, &str); 4] = [
    ("packages", "gate-packages"),
    ("log", "gate-log"),
    ("parts", "gate-parts"),
    ("nations", "gate-nations"),
];

/// Measures what is asked for, or all of it. With `most` (MiB of a package, elements of a nation) nothing larger is
/// measured, and no page is written.
pub(super) fn run(words: &[&str]) -> Result<(), String> {
    let (wanted, most) = match words {
        [] => (None, None),
        [what] => (Some(*what), None),
        [what, most] => {
            let most: u64 = most.parse().map_err(|_| format!("`{most}` is no number"))?;
            (Some(*what), Some(most))
        }
        _ => return Err("`bench --gate [packages|log|parts|nations] [MOST]`".to_owned()),
    };
    if let Some(what) = wanted.filter(|what| WHAT.iter().all(|(known, _)| known != what)) {
        return Err(format!("`bench --gate` does not know `{what}`"));
    }
    for (what, mark) in WHAT {
        if wanted.is_some_and(|wanted| wanted != what) {
            continue;
        }
        let before = load();
        let table = match what {
            "packages" => packages::table(most)?,
            "log" => log::table()?,
            "parts" => parts::table()?,
            _ => nations::table(most)?,
        };
        let text = format!(
            "{table}\nLoad of the machine (processes that want to run, mean of one minute): {before} before, {} after, our own among them.\n",
            load()
        );
        println!("{text}");
        if most.is_none() {
            page::write(&root().join("docs/performance.md"), mark, &text)?;
        }
    }
    Ok(())
}

/// Hashes a file once with SHA-256, as plainly as can be, and prints the digest: what everything is held against.
pub(super) fn hash(file: &str) -> Result<(), String> {
    println!("{}", runs::digest(Path::new(file))?);
    Ok(())
}

/// Reads one list of parts, and prints the rest of its row of the table.
pub(super) fn document(form: &str, megabytes: &str) -> Result<(), String> {
    parts::document(form, megabytes)
}

/// The folder for what is made to be measured.
fn folder(name: &str) -> Result<PathBuf, String> {
    let folder = root().join("target/bench").join(name);
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder)
}

/// How many processes wanted to run in the last minute.
fn load() -> String {
    let said = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    said.split(' ').next().unwrap_or("?").to_owned()
}

/// The middle one.
fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(f64::NAN)
}

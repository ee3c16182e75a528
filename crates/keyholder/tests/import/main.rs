//! `keyholder import` as people and machines meet it: what the page about it shows, files of every form, and
//! a process that is killed or interrupted at any moment.
#![expect(
    clippy::disallowed_methods,
    reason = "makes exports aside and runs the binary"
)]
#![expect(clippy::print_stdout, reason = "a test says what it did not try")]

mod asked;
mod forms;
mod page;
mod stopped;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with a project `net` in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let net = folder.path().join("net");
    std::fs::create_dir(&net).expect("made");
    std::fs::write(
        net.join("keyholder.toml"),
        "format = 1\nname = \"net\"\nas_of = 2025-01-31\n",
    )
    .expect("written");
    folder
}

fn keyholder(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("run")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyholder"));
    command.current_dir(folder).args(arguments);
    command
}

fn out(output: &Output) -> String {
    let err = String::from_utf8_lossy(&output.stderr);
    format!("{}{err}", String::from_utf8_lossy(&output.stdout))
}

/// All files below a folder, but for hidden ones.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("listed") {
            let entry = entry.expect("listed");
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            match entry.file_type().expect("known").is_dir() {
                true => folders.push(entry.path()),
                false => _ = all.insert(entry.path(), std::fs::read(entry.path()).expect("read")),
            }
        }
    }
    all
}

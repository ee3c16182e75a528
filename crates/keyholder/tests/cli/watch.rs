//! `assess --watch`: what it wrote after each change is what a new run writes.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{keyholder, nation, said};

/// The longest that anything may take, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program that watches; what it said so far.
struct Watching {
    child: Child,
    heard: Arc<Mutex<String>>,
    folder: PathBuf,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watching {
    fn start(folder: &Path, more: &[&str]) -> Self {
        Self::start_at(folder, "out", more)
    }

    fn start_at(folder: &Path, out: &str, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_keyholder"))
            .args([&["assess", "nation", "--out", out, "--watch"], more].concat())
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let heard = Arc::new(Mutex::new(String::new()));
        let out: Box<dyn Read + Send> = Box::new(child.stdout.take().expect("a pipe"));
        let err: Box<dyn Read + Send> = Box::new(child.stderr.take().expect("a pipe"));
        for mut from in [out, err] {
            let into = Arc::clone(&heard);
            std::thread::spawn(move || {
                let mut piece = [0; 4096];
                while let Ok(read @ 1..) = from.read(&mut piece) {
                    let text = String::from_utf8_lossy(&piece[..read]).into_owned();
                    into.lock().expect("heard").push_str(&text);
                }
            });
        }
        let watching = Watching {
            child,
            heard,
            folder: folder.to_owned(),
        };
        watching.hears("Ctrl-C ends.");
        watching
    }

    /// Waits for words; gives what was said up to then, and forgets it.
    fn hears(&self, words: &str) -> String {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let mut heard = self.heard.lock().expect("heard");
            if heard.contains(words) {
                return std::mem::take(&mut *heard);
            }
            drop(heard);
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("no `{words}` in {:?}", self.heard.lock().expect("heard"));
    }

    /// What is there is what a new run writes, byte for byte.
    fn is_new(&self) {
        let assess = ["assess", "nation", "--out", "new"];
        let made = keyholder(&self.folder, &assess);
        assert!(
            made.status.code().is_some_and(|code| code < 2),
            "{}",
            said(&made)
        );
        for name in ["nation.json", "nation.html"] {
            let [watched, new] =
                ["out", "new"].map(|out| std::fs::read(self.folder.join(out).join(name)));
            assert!(watched.expect("written") == new.expect("written"), "{name}");
        }
    }

    fn edit(&self, path: &str, change: impl Fn(String) -> String) {
        let path = self.folder.join("nation").join(path);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let changed = change(text.clone());
        assert_ne!(text, changed, "{}", path.display());
        std::fs::write(&path, changed).expect("written");
    }
}

/// A component that says something, by the name of its file.
fn component(folder: &Path, says: &str) -> String {
    let components = std::fs::read_dir(folder.join("nation/components")).expect("a folder");
    let mut paths: Vec<PathBuf> = components.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let said = |path: &PathBuf| std::fs::read_to_string(path).is_ok_and(|text| text.contains(says));
    let found = paths.into_iter().find(said).expect("one of them");
    let name = found.file_name().expect("a name").to_string_lossy();
    format!("components/{name}")
}

/// Keys, parts, evidence of a fault, a new party, and the way back.
fn changes(watching: &Watching) {
    let folder = watching.folder.clone();
    let pipeline = component(&folder, "auto_sign = false");
    let key = component(&folder, "\nkeyholders = [\"");

    let first = std::fs::read(folder.join("out/nation.json")).expect("a report");
    std::fs::write(folder.join("first.json"), first).expect("written");
    watching.edit(&pipeline, |text| {
        text.replacen("auto_sign = false", "auto_sign = true", 1)
    });
    let heard = watching.hears("Report made anew");
    assert!(
        heard.contains(&pipeline) && heard.contains("answers are others"),
        "{heard}"
    );
    assert!(heard.contains("Worked out again: 0 of "), "{heard}");
    watching.is_new();
    // It tells what `diff` tells of the two reports.
    let diff = keyholder(&folder, &["diff", "first.json", "out/nation.json"]);
    let said = said(&diff);
    let counted = said
        .lines()
        .find(|line| line.contains("are others,"))
        .expect("a count");
    assert!(heard.contains(counted), "{counted} / {heard}");

    watching.edit(&key, |text| {
        text.replacen("\nkeyholders = [\"", "\nkeyholders = [\"?\", \"", 1)
    });
    watching.hears("Report made anew");
    watching.is_new();

    watching.edit(&key, |text| format!("{text}\nnonsense = [\n"));
    let heard = watching.hears("Report made anew");
    assert!(heard.contains("error"), "{heard}");
    watching.is_new();

    watching.edit(&key, |text| text.replace("\nnonsense = [\n", ""));
    watching.hears("Report made anew");
    watching.edit("parties/zz-new.toml", |_| {
        "id = \"zz-new\"\nname = \"New\"\nseat = \"XA\"\n".to_owned()
    });
    let heard = watching.hears("Report made anew");
    assert!(heard.contains("All was worked out again."), "{heard}");
    watching.is_new();

    let settings = folder.join("nation/keyholder.toml");
    let aside = folder.join("nation-settings");
    let before = std::fs::read(folder.join("out/nation.json")).expect("a report");
    std::fs::rename(&settings, &aside).expect("moved");
    let heard = watching.hears("The report is as before.");
    assert!(heard.contains("no `keyholder.toml`"), "{heard}");
    assert!(before == std::fs::read(folder.join("out/nation.json")).expect("a report"));
    std::fs::rename(&aside, &settings).expect("moved");
    watching.hears("Report made anew");
    watching.is_new();
}

#[test]
fn after_each_change_the_report_is_that_of_a_new_run() {
    let folder = tempfile::tempdir().expect("a folder");
    nation(folder.path(), "3");
    changes(&Watching::start(folder.path(), &[]));
}

#[test]
fn what_is_kept_in_a_folder_is_no_change_of_the_project() {
    let folder = tempfile::tempdir().expect("a folder");
    nation(folder.path(), "4");
    std::fs::create_dir(folder.path().join("nation/kept")).expect("a folder");
    let inside = ["--keep", "nation/kept"];
    let watching = Watching::start(folder.path(), &inside);
    let elements = folder.path().join("nation/network/elements.parquet");
    let table = std::fs::read(&elements).expect("a table");
    // Another table, in the same place.
    let other = tempfile::tempdir().expect("a folder");
    nation(other.path(), "5");
    std::fs::copy(
        other.path().join("nation/network/elements.parquet"),
        &elements,
    )
    .expect("copied");
    watching.hears("Report made anew");
    std::fs::write(&elements, table).expect("written");
    watching.hears("Report made anew");
    watching.is_new();
}

/// The report lies among the files of the project, a map beside it; both are told apart from changes.
#[test]
fn a_report_inside_and_a_map_outside() {
    let folder = tempfile::tempdir().expect("a folder");
    nation(folder.path(), "6");
    let map = folder.path().join("coast.geojson");
    std::fs::copy(
        folder.path().join("nation/documents/boundary.geojson"),
        &map,
    )
    .expect("copied");
    let watching = Watching::start_at(folder.path(), "nation", &["--map", "coast.geojson"]);
    let page =
        || std::fs::read_to_string(folder.path().join("nation/nation.html")).expect("a page");
    let first = page();
    let text = std::fs::read_to_string(&map).expect("a map");
    std::fs::write(&map, format!("{text}\n")).expect("written");
    watching.hears("Report made anew");
    let second = page();
    assert!(first != second, "the page names the digest of its map");

    let pipeline = component(folder.path(), "auto_sign = false");
    watching.edit(&pipeline, |text| {
        text.replacen("auto_sign = false", "auto_sign = true", 1)
    });
    let heard = watching.hears("Report made anew");
    assert!(heard.contains(&pipeline), "{heard}");
    assert!(second != page());
}

#[test]
fn without_a_project_there_is_nothing_to_wait_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = keyholder(folder.path(), &["assess", "nowhere", "--watch"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let both = keyholder(
        folder.path(),
        &["assess", ".", "--watch", "--format", "json"],
    );
    assert_eq!(both.status.code(), Some(2), "{}", said(&both));
}

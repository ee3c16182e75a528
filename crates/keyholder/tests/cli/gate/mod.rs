//! The gate as people meet it: packages, decisions, log and policy, and what breaks.

mod asked;
mod broken;
mod decisions;
mod formats;
mod history;
mod log;
mod policy;
mod records;
mod replay;
mod samples;

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use super::{example, folder, json, keyholder, list, said};

/// When the story begins.
const EVENING: &str = "2026-11-24T22:00:00Z";
/// The digest of nothing that anybody made.
const NOTHING: &str = "00000000000000000000000000000000000000000000000000000000000000aa";

/// The good package of the story.
const AMF: &str = "inbox/arden-amf-4.2.1.csar";
/// The same, signed by another supplier.
const MIRROR: &str = "inbox/arden-amf-4.2.1-from-mirror.csar";

/// A folder with the project, the inbox and the people of the story of tonight, to be changed at will.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// Without a log.
    fn new() -> Place {
        let place = Place { folder: folder() };
        let from = PathBuf::from(example("update-tonight"));
        for part in ["valley-5g", "inbox", "people"] {
            copy(&from.join(part), &place.path(part));
        }
        place
    }

    /// With a log that has no entry yet.
    fn logged() -> Place {
        let place = Place::new();
        place.done("log new --key valley-log.key");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of the project.
    fn file(&self, name: &str) -> PathBuf {
        self.path("valley-5g").join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).expect("a file of the project")
    }

    /// Writes a file of the project.
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        write(&self.file(name), bytes);
    }

    /// Changes a text of the project, which must be there.
    fn change(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "`{name}` has no `{from}`");
        self.write(name, text.replace(from, to));
    }

    /// Runs `keyholder gate ..` on the project; words are parted by blanks.
    fn gate(&self, line: &str) -> Output {
        let project = ["--project", "valley-5g"];
        let words = line.split_whitespace();
        let words: Vec<&str> = ["gate"].into_iter().chain(words).chain(project).collect();
        keyholder(self.folder.path(), &words)
    }

    /// The same with the key of the log.
    fn kept(&self, line: &str) -> Output {
        self.gate(&format!("{line} --log-key valley-log.key"))
    }

    /// The same, which must go well.
    fn done(&self, line: &str) -> String {
        let output = self.gate(line);
        assert!(output.status.success(), "{line}\n{}", said(&output));
        said(&output)
    }

    /// Asks for the good package, and keeps record and log entry: the digest of the record.
    fn checked(&self) -> String {
        let asked = self.kept(&format!(
            "check {AMF} --release arden-amf@4.2.1 --by petra.novak --at {EVENING}"
        ));
        assert!(asked.status.success(), "{}", said(&asked));
        let text = said(&asked);
        let digest = text.lines().find_map(|line| line.strip_prefix("Record: "));
        digest.expect("a record").to_owned()
    }

    /// Somebody decides with the key of the story.
    fn decide(&self, what: &str, record: &str, who: &str, more: &str) -> Output {
        self.kept(&format!(
            "{what} {record} --as {who} --key people/{who}.test-key.pem {more}"
        ))
    }

    /// The good package is admitted, and two people approve it.
    fn approved(&self) -> String {
        let record = self.checked();
        for (who, at) in [("ines.moreau", "22:10"), ("tomas.lind", "22:20")] {
            let at = format!("--at 2026-11-24T{at}:00Z");
            let done = self.decide("approve", &record, who, &at);
            assert!(done.status.success(), "{}", said(&done));
        }
        record
    }

    /// What `gate status` says of a record at a moment.
    fn status(&self, record: &str, at: &str) -> Value {
        let output = self.gate(&format!("status {record} --at {at} --format json"));
        json(&output)[0].take()
    }

    /// The record that is not this one.
    fn record_beside(&self, other: &str) -> String {
        let records = std::fs::read_dir(self.file("gate/records")).expect("records");
        let names = records.map(|entry| {
            let name = entry.expect("one").file_name();
            name.to_string_lossy().trim_end_matches(".json").to_owned()
        });
        let mut names = names.filter(|name| name != other);
        names.next().expect("another record")
    }

    /// Asks without keeping anything: the record.
    fn asked(&self, package: &str, release: &str, more: &str) -> Value {
        json(&self.gate(&format!(
            "check {package} --release {release} --at {EVENING} --dry-run --format json {more}"
        )))
    }
}

/// Copies a folder, but not what a gate wrote there.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder to copy") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        let kept = ["log", "records", "decisions"].contains(&name.as_str());
        match entry.path().is_dir() {
            true if kept && from.ends_with("gate") => {}
            true => copy(&entry.path(), &to.join(name)),
            false => drop(std::fs::copy(entry.path(), to.join(name)).expect("copied")),
        }
    }
}

fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    let folder = path.parent().expect("a file lies in a folder");
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(path, bytes).expect("written");
}

/// How a check of a record ended: `passed`, `failed` or `not done`.
fn state<'a>(record: &'a Value, check: &str) -> &'a str {
    let checks = list(record, "checks").iter();
    let mut found = checks.filter(|one| one["check"] == check);
    found
        .next()
        .and_then(|one| one["state"].as_str())
        .expect("every check is answered")
}

/// Everything that stands in the way: check and verdict.
fn steps<'a>(record: &'a Value) -> Vec<(&'a str, &'a str)> {
    let word = |step: &'a Value, key: &str| step[key].as_str().unwrap_or_default();
    let steps = list(record, "steps").iter();
    steps
        .map(|step| (word(step, "check"), word(step, "verdict")))
        .collect()
}

/// What a status says is missing.
fn missing(status: &Value) -> String {
    let all = list(status, "missing").iter();
    all.map(Value::to_string).collect()
}

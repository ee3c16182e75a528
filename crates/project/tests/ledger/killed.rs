//! A process that appends is killed at any moment: the log is the old one or the new one.

use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use keyholder_project::ledger::Log;

use crate::common::{entries, grown, key, note, size, sound};

const FOLDER: &str = "KEYHOLDER_TEST_LOG";
const SEED: &str = "KEYHOLDER_TEST_SEED";

/// Not a test: appends until it is killed, and says what it was told is in the log.
#[test]
#[ignore = "runs when another test starts it"]
fn appends_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let seed = std::env::var(SEED).expect("a seed");
    let mut chance = Chance(seed.parse().expect("a number"));
    let mut log = Log::open(folder.as_ref(), key()).expect("opened");
    let mut out = std::io::stdout();
    writeln!(out, "in: {}", log.tree().size).expect("said");
    loop {
        let step = match chance.below(6) {
            0 => 200 + chance.below(500),
            1 => 1 + chance.below(60),
            _ => 1 + chance.below(3),
        };
        let from = log.tree().size;
        let done = log.append(&entries(from, from + step)).expect("appended");
        writeln!(out, "in: {}", done.checkpoint.tree.size).expect("said");
        out.flush().expect("said");
    }
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        let grown = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = grown.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Runs the appender, kills it after some time, and gives the size that it last was told.
fn killed_after(folder: &Path, seed: u64, microseconds: u64) -> u64 {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "killed::appends_until_killed"])
        .args(["--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let reader = std::thread::spawn(move || {
        let mut last = 0;
        for line in lines.map_while(Result::ok) {
            // The last line may be torn: what a number is missing then is digits.
            if let Some(number) = line.split("in: ").nth(1) {
                last = number.parse().unwrap_or(last);
            }
        }
        last
    });
    std::thread::sleep(Duration::from_micros(microseconds));
    child.kill().expect("killed");
    child.wait().expect("gone");
    reader.join().expect("read")
}

fn rounds(count: u64, seed: u64) {
    let (_home, folder, log) = grown(&[]);
    drop(log);
    let mut chance = Chance(seed);
    let (mut killed_in_append, mut growing) = (0, 0);
    for round in 0..count {
        let before = note(&folder);
        let size_before = size(&folder);
        let told = killed_after(&folder, round, 2000 + chance.below(60_000));
        let report = sound(&folder, Some(&before));
        let now = size(&folder);
        assert!(now >= told, "round {round}: told {told}, has {now}");
        growing += u64::from(now > size_before);
        killed_in_append += u64::from(!report.left_over.is_empty());
    }
    println!(
        "{count} kills, {} entries; {growing} grew, {killed_in_append} left something over",
        size(&folder)
    );
    assert!(growing > count / 4, "killed before it began");
    let mut log = Log::open(&folder, key()).expect("opened");
    let from = log.tree().size;
    log.append(&entries(from, from + 300)).expect("appended");
    sound(&folder, None);
}

#[test]
fn killed_some_times() {
    rounds(12, 1);
}

#[test]
#[ignore = "slow: two hundred kills"]
fn killed_at_any_moment() {
    rounds(200, 2);
}

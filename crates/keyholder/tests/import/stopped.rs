//! A process that is killed, or interrupted, at many moments of an import.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{command, files, folder, keyholder, out};

/// Moments at which a process is stopped.
const MOMENTS: u32 = 24;

const IMPORT: [&str; 6] = [
    "import",
    "inv.csv",
    "--into",
    "net",
    "--yes",
    "--accept-aliases",
];

/// Many suppliers and products, so that many files are written.
fn export(folder: &Path) {
    let mut text = String::from("NE name,NF type,Site,Vendor,SW product,SW version\n");
    for n in 0..120_u8 {
        // Names that do not resemble each other.
        let (first, last) = (char::from(b'a' + n % 20), char::from(b'a' + n % 40 / 20));
        let maker = format!(
            "{} {}",
            String::from(first).repeat(8),
            String::from(last).repeat(8)
        );
        text.push_str(&format!(
            "amf-{n},AMF,site-{},{maker},Product {n},1.{n}\n",
            n % 7
        ));
    }
    std::fs::write(folder.join("inv.csv"), text).expect("written");
}

/// What an import that nobody stops makes, and how long it takes.
fn undisturbed() -> (Vec<(String, Vec<u8>)>, Duration) {
    let folder = folder();
    export(folder.path());
    let start = Instant::now();
    let output = keyholder(folder.path(), &IMPORT);
    let spent = start.elapsed();
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    (relative(folder.path()), spent)
}

fn relative(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let net = folder.join("net");
    let name = |path: &Path| {
        path.strip_prefix(&net)
            .expect("below")
            .to_string_lossy()
            .into_owned()
    };
    files(&net)
        .into_iter()
        .map(|(path, bytes)| (name(&path), bytes))
        .collect()
}

#[test]
fn killed_at_any_moment_the_project_is_sound_and_the_next_import_completes_it() {
    let (want, spent) = undisturbed();
    let mut partly = 0;
    for moment in 0..MOMENTS {
        let folder = folder();
        export(folder.path());
        let before = relative(folder.path());
        let mut child = command(folder.path(), &IMPORT)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("begun");
        if moment % 2 == 0 {
            std::thread::sleep(spent * moment / MOMENTS * 11 / 10);
        } else {
            // In the middle of the renames, which take little of the time.
            let list = folder.path().join("net/imports/.pending/list");
            let begun = Instant::now();
            while !list.exists() && begun.elapsed() < spent * 3 {
                std::hint::spin_loop();
            }
            std::thread::sleep(Duration::from_micros(u64::from(moment) * 60));
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        let left = relative(folder.path());
        partly += u32::from(left != before && left != want);
        let check = keyholder(folder.path(), &["check", "net"]);
        assert_eq!(
            check.status.code(),
            Some(0),
            "moment {moment}: {}",
            out(&check)
        );
        let output = keyholder(folder.path(), &IMPORT);
        assert_eq!(
            output.status.code(),
            Some(0),
            "moment {moment}: {}",
            out(&output)
        );
        assert_eq!(relative(folder.path()), want, "moment {moment}");
        assert!(
            !folder.path().join("net/imports/.pending").exists(),
            "moment {moment}"
        );
    }
    // How often it is hit between two renames depends on the machine; it is told, not asked for.
    let line = format!("{partly} of {MOMENTS} were killed between two renames\n");
    std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()).expect("told");
}

#[test]
fn between_any_two_renames_the_project_is_sound_and_repeatable() {
    let (want, _) = undisturbed();
    // The order of renames, as the import itself lists its files.
    let folder = folder();
    export(folder.path());
    let arguments = [&IMPORT[..], &["--format", "json", "--dry-run"]].concat();
    let output = keyholder(folder.path(), &arguments);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let order: Vec<String> = value["files"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|file| Some(file["path"].as_str()?.to_owned()))
        .collect();
    assert!(order.len() > 100 && order.last().is_some_and(|last| last.contains("elements")));
    for done in (0..=order.len())
        .step_by(9)
        .chain([order.len() - 1, order.len() - 2])
    {
        let folder = super::folder();
        export(folder.path());
        for path in &order[..done] {
            let (_, bytes) = want.iter().find(|(name, _)| name == path).expect("made");
            let to = folder.path().join("net").join(path);
            std::fs::create_dir_all(to.parent().expect("a folder")).expect("made");
            std::fs::write(to, bytes).expect("written");
        }
        let check = keyholder(folder.path(), &["check", "net"]);
        assert_eq!(
            check.status.code(),
            Some(0),
            "after {done}: {}",
            out(&check)
        );
        let output = keyholder(folder.path(), &IMPORT);
        assert_eq!(
            output.status.code(),
            Some(0),
            "after {done}: {}",
            out(&output)
        );
        assert_eq!(relative(folder.path()), want, "after {done}");
    }
}

#[test]
fn interrupted_it_has_done_all_or_nothing() {
    let (want, spent) = undisturbed();
    for moment in 0..MOMENTS / 2 {
        let folder = folder();
        export(folder.path());
        let before = relative(folder.path());
        let mut child = command(folder.path(), &IMPORT)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("begun");
        std::thread::sleep(spent * moment * 2 / MOMENTS);
        let id = child.id().to_string();
        let _ = Command::new("kill")
            .args(["-INT", &id])
            .status()
            .expect("run");
        let status = child.wait().expect("ended");
        let left = relative(folder.path());
        match status.code() {
            Some(0) => assert_eq!(left, want, "moment {moment}"),
            // By signal: before it began to listen.
            Some(130) | None => assert_eq!(left, before, "moment {moment}"),
            code => panic!("moment {moment}: {code:?}"),
        }
    }
}

//! Files that are no files, folders that cannot be written, and a program that is killed.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::folders::{root, text};

/// A copy of the sound project, to be harmed.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy_into(
        &root().join("examples/broken/sound"),
        &folder.path().join("p"),
    );
    folder
}

fn copy_into(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("listed") {
        let entry = entry.expect("listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_into(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("copied");
        }
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keyholder"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn check(folder: &Path) -> (Option<i32>, String) {
    let output = run(folder, &["check", "p", "--notes"]);
    let said = text(&output.stdout) + &text(&output.stderr);
    (output.status.code(), said)
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let folder = copy();
    let path = folder.path().join("p/groups.toml");
    let file = std::fs::File::create(path).expect("made");
    file.set_len((4 << 20) + 1).expect("grown");
    let (code, said) = check(folder.path());
    assert_eq!(code, Some(1));
    let wanted = "error[KH0109]: `groups.toml` has 4194305 bytes; at most 4194304 are read";
    assert!(said.contains(wanted), "{said}");
}

#[test]
fn a_line_of_a_hundred_megabytes_costs_its_row() {
    let folder = copy();
    let path = folder.path().join("p/network/places.csv");
    let long = "x".repeat(100 << 20);
    let table = format!("place,name,subscribers\ntown,The Town,10\nvast,{long},1\nvillage,V,5\n");
    std::fs::write(path, table).expect("written");
    let (code, said) = check(folder.path());
    assert_eq!(code, Some(1));
    assert!(
        said.contains("error[KH0110]: the cell has 104857600 bytes"),
        "{said}"
    );
    assert!(
        said.contains("3 rows = 2 taken + 1 refused + 0 blank"),
        "{said}"
    );
    assert!(said.len() < 20_000, "{} bytes are printed", said.len());
}

#[test]
fn lines_end_as_on_any_system() {
    let folder = copy();
    let (_, wanted) = check(folder.path());
    let names = [
        "keyholder.toml",
        "components/suite.toml",
        "network/elements.csv",
    ];
    for name in names {
        let path = folder.path().join("p").join(name);
        let old = std::fs::read_to_string(&path).expect("read");
        std::fs::write(path, old.replace('\n', "\r\n")).expect("written");
    }
    assert_eq!(check(folder.path()), (Some(0), wanted));
}

#[test]
fn what_is_no_folder_is_told() {
    let folder = copy();
    let output = run(folder.path(), &["check", "p/keyholder.toml"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("is not a folder"));
    let output = run(folder.path(), &["assess", "nowhere"]);
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn empty_files_and_folders_are_told() {
    let folder = copy();
    std::fs::write(folder.path().join("p/parties/hands.toml"), "").expect("written");
    std::fs::create_dir(folder.path().join("p/parties/maker2.toml")).expect("made");
    let (code, said) = check(folder.path());
    assert_eq!(code, Some(1));
    assert!(said.contains("error[KH0104]: missing key `id`"), "{said}");
    assert!(
        said.contains("`parties/maker2.toml` is a folder; it is not read"),
        "{said}"
    );
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_pipe_is_not_waited_for() {
        let folder = copy();
        let pipe = folder.path().join("p/parties/pipe.toml");
        let made = Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            // No such program here: nothing to wait for.
            return;
        }
        let (code, said) = check(folder.path());
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains("warning[KH0111]: `parties/pipe.toml` is neither file nor folder"),
            "{said}"
        );
    }

    #[test]
    fn links_are_not_followed() {
        let folder = copy();
        symlink("..", folder.path().join("p/documents/loop")).expect("linked");
        let document = folder.path().join("p/documents/suite-1.0.cdx.json");
        std::fs::rename(&document, folder.path().join("outside.json")).expect("moved");
        symlink("../../outside.json", &document).expect("linked");
        let (code, said) = check(folder.path());
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains("`documents/loop` is a link, and links are not followed"),
            "{said}"
        );
        assert!(said.contains("error[KH0504]"), "{said}");
    }

    #[test]
    fn a_file_that_may_not_be_read_ends_it() {
        let folder = copy();
        let path = folder.path().join("p/parties/hands.toml");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("set");
        if std::fs::read(&path).is_ok() {
            // The superuser reads everything.
            return;
        }
        let output = run(folder.path(), &["check", "p"]);
        assert_eq!(output.status.code(), Some(3));
        assert!(text(&output.stderr).contains("hands.toml"));
    }
}

#[test]
fn a_report_that_cannot_be_written_is_not_half_written() {
    let folder = copy();
    std::fs::write(folder.path().join("out"), "a file").expect("written");
    let output = run(folder.path(), &["assess", "p", "--out", "out"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr).contains("cannot write"),
        "{}",
        text(&output.stderr)
    );
    std::fs::create_dir_all(folder.path().join("dir/p.json")).expect("made");
    let output = run(folder.path(), &["assess", "p", "--out", "dir"]);
    assert_eq!(output.status.code(), Some(3));
    let left: Vec<_> = std::fs::read_dir(folder.path().join("dir"))
        .expect("listed")
        .collect();
    assert_eq!(
        left.len(),
        1,
        "of two files neither is written when one cannot be: {left:?}"
    );
}

#[test]
fn killed_at_any_moment_it_leaves_no_half_report() {
    let folder = copy();
    let out = folder.path().join("out");
    let whole = run(folder.path(), &["assess", "p", "--out", "out"]);
    assert_eq!(whole.status.code(), Some(0));
    let read = |kind: &str| std::fs::read(out.join(format!("p.{kind}"))).expect("read");
    let (page, data) = (read("html"), read("json"));
    for moment in 0..40 {
        if moment % 4 == 0 && out.exists() {
            std::fs::remove_dir_all(&out).expect("removed");
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_keyholder"))
            .args(["assess", "p", "--out", "out"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(moment * 2));
        child.kill().expect("killed, or done");
        child.wait().expect("ended");
        for (kind, wanted) in [("html", &page), ("json", &data)] {
            let path = out.join(format!("p.{kind}"));
            assert!(
                !path.exists() || &std::fs::read(path).expect("read") == wanted,
                "half of p.{kind}"
            );
        }
    }
}

#[test]
fn a_new_project_works_from_the_first_minute() {
    let folder = tempfile::tempdir().expect("a folder");
    let wanted: [(&[&str], &str); 4] = [
        (&["new", "p", "--name", "Our \"network\""], "keyholder.toml"),
        (&["check", "p", "--strict"], "9 taken + 0 refused"),
        (&["fmt", "p", "--check"], "0 to format"),
        (&["assess", "p"], "can change"),
    ];
    for (arguments, part) in wanted {
        let output = run(folder.path(), arguments);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
    let again = run(folder.path(), &["new", "p"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("is not empty"));
}

//! `keyholder verdict` and `keyholder evidence` as people meet them.
#![expect(
    clippy::disallowed_methods,
    reason = "a test looks at what the program wrote"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn keyholder(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyholder"));
    let output = command.args(arguments).current_dir(folder).output();
    output.expect("it runs")
}

fn said(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr].map(|b| String::from_utf8_lossy(b).into_owned());
    both.concat()
}

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples")
        .join(name);
    path.to_string_lossy().into_owned()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn project(folder: &Path) -> PathBuf {
    let made = keyholder(folder, &["new", "net"]);
    assert!(made.status.success(), "{}", said(&made));
    folder.join("net")
}

#[test]
fn blind_verdicts_name_nobody_and_keep_every_number() {
    let folder = folder();
    let two = example("two-operators");
    let open = keyholder(
        folder.path(),
        &["verdict", &two, "--format", "json", "--out", "o"],
    );
    let open: Value = serde_json::from_slice(&open.stdout).expect("JSON");
    let blind = keyholder(
        folder.path(),
        &["verdict", &two, "--blind", "--format", "json", "--out", "b"],
    );
    let page =
        std::fs::read_to_string(folder.path().join("b/blind-verdicts.html")).expect("a page");
    let blind = String::from_utf8(blind.stdout).expect("text");
    let list = |value: &Value, key: &str| value[key].as_array().expect("a list").clone();
    for row in list(&open, "suppliers") {
        for key in ["supplier", "name"] {
            let name = row[key].as_str().expect("a text");
            assert!(!blind.contains(name) && !page.contains(name), "{name}");
        }
    }
    for item in list(&open, "evidence") {
        for key in ["id", "claim", "issuer"] {
            let text = item[key].as_str().unwrap_or("-none-");
            assert!(!blind.contains(text) && !page.contains(text), "{text}");
        }
    }
    let blind: Value = serde_json::from_str(&blind).expect("JSON");
    let judged = |value: &Value| {
        let mut all: Vec<String> = list(value, "suppliers")
            .iter()
            .map(|row| {
                let n =
                    usize::try_from(row["judgement"].as_u64().expect("a number")).expect("small");
                let of = &list(value, "judgements")[n];
                format!(
                    "{} {} {} {}",
                    row["class"], row["verdict"], row["expires"], of["intervals"]
                )
            })
            .collect();
        all.sort();
        all
    };
    assert_eq!(judged(&open), judged(&blind));
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    let folder = folder();
    let two = example("two-operators");
    let run = |out: &str| {
        let output = keyholder(
            folder.path(),
            &["verdict", &two, "--format", "json", "--out", out],
        );
        let page = folder.path().join(out).join("two-operators-verdicts.html");
        (output.stdout, std::fs::read(page).expect("a page"))
    };
    assert!(run("a") == run("b"));
}

#[test]
fn an_item_is_added_and_nothing_else_in_the_file_moves() {
    let folder = folder();
    let net = project(folder.path());
    let file = net.join("evidence/example-supplier.toml");
    let before = std::fs::read_to_string(&file).expect("the template");
    let add = |id: &str, criterion: &str, subject: &str| {
        let words = [
            "evidence",
            "add",
            "net",
            "--id",
            id,
            "--criterion",
            criterion,
            "--subject",
            subject,
            "--claim",
            "said \"yes\" \\ no",
            "--says",
            "for",
            "--grade",
            "tested",
            "--day",
            "2025-01-31",
        ];
        keyholder(folder.path(), &words)
    };
    let added = add("new-item", "update-integrity", "party:example-supplier");
    assert!(added.status.success(), "{}", said(&added));
    let after = std::fs::read_to_string(&file).expect("the file");
    assert!(after.starts_with(&before) && after.len() > before.len());
    let checked = keyholder(folder.path(), &["check", "net"]);
    assert!(checked.status.success(), "{}", said(&checked));
    let listed = said(&keyholder(folder.path(), &["evidence", "list", "net"]));
    assert!(
        listed.contains("new-item") && listed.contains("update-integrity"),
        "{listed}"
    );
    for (wrong, word) in [
        (
            add("new-item", "update-integrity", "party:example-supplier"),
            "already",
        ),
        (
            add("other", "update-integritty", "party:example-supplier"),
            "did you mean",
        ),
        (
            add("other", "update-integrity", "example-supplier"),
            "not a subject",
        ),
        (
            add("other", "update-integrity", "party:../x"),
            "not a subject",
        ),
    ] {
        assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
        assert!(said(&wrong).contains(word), "{}", said(&wrong));
    }
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), after);
}

#[test]
fn without_a_sound_yardstick_nobody_is_judged() {
    let folder = folder();
    let net = project(folder.path());
    std::fs::write(net.join("yardstick.toml"), "version = \"mine\"\n").expect("written");
    let output = keyholder(folder.path(), &["verdict", "net"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("nobody is judged"),
        "{}",
        said(&output)
    );
    // One that can be read and makes no sense: nothing is asked for the higher class.
    let text = include_str!("../../../../catalogue/yardstick.toml");
    let lax = text.replace("majority_min_percent = 60", "majority_min_percent = 10");
    std::fs::write(net.join("yardstick.toml"), lax).expect("written");
    let output = keyholder(folder.path(), &["verdict", "net"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("less than one half"),
        "{}",
        said(&output)
    );
}

#[test]
fn nobody_is_judged_who_is_not_there() {
    let folder = folder();
    let two = example("two-operators");
    let output = keyholder(folder.path(), &["verdict", &two, "hestrel-cor"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("did you mean `hestrel-core`?"),
        "{}",
        said(&output)
    );
    assert!(!folder.path().join("keyholder-report").exists());
}

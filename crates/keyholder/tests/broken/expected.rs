//! What `check` says about each fault, to the letter; and that the rest of the project still works.

use keyholder_diag::{Code, Limits, Severity};
use keyholder_project::load;

use crate::folders::{faults, keyholder, root, table, text};

/// What `check` says, and its exit code on the last line.
fn said(fault: &str) -> (String, i32) {
    let output = keyholder(&["check", &format!("examples/broken/{fault}"), "--notes"]);
    assert!(
        output.stderr.is_empty(),
        "{fault}: {}",
        text(&output.stderr)
    );
    let code = output.status.code().unwrap_or(-1);
    (format!("{}exit code {code}\n", text(&output.stdout)), code)
}

/// The exit code that belongs to a code when it is the gravest.
fn exit_code(code: &str) -> i32 {
    let known = Code::from_name(code);
    i32::from(known.is_some_and(|code| code.severity() == Severity::Error))
}

#[test]
fn every_fault_is_told_as_expected() {
    let bless = std::env::var("KEYHOLDER_BLESS").is_ok();
    let mut differ = Vec::new();
    for (fault, code) in table() {
        let (said, exit) = said(&fault);
        let path = root().join(format!("examples/broken/{fault}.expected"));
        if bless {
            std::fs::write(&path, &said).expect("written");
        }
        let wanted = std::fs::read_to_string(&path).unwrap_or_default();
        if said != wanted {
            differ.push(format!("{fault} says\n{said}\nand not\n{wanted}"));
        }
        if code.is_empty() {
            assert!(
                said.starts_with("network/"),
                "{fault} has no fault:\n{said}"
            );
        } else {
            assert!(
                said.contains(&format!("[{code}]: ")),
                "{fault} shows no {code}:\n{said}"
            );
        }
        assert!(exit >= exit_code(&code), "{fault} ends with {exit}");
        let errors = said.lines().any(|line| line.starts_with("error["));
        assert_eq!(exit, i32::from(errors), "{fault}:\n{said}");
    }
    assert!(
        differ.is_empty(),
        "KEYHOLDER_BLESS=1 accepts:\n{}",
        differ.join("\n")
    );
}

#[test]
fn the_list_of_faults_is_complete() {
    let listed: Vec<String> = table().into_iter().map(|(name, _)| name).collect();
    assert_eq!(listed, faults());
    assert!(listed.len() >= 30, "{} faults", listed.len());
    let folder = root().join("examples/broken");
    for entry in std::fs::read_dir(folder).expect("listed") {
        let name = entry.expect("listed").file_name();
        let name = name.to_string_lossy();
        if let Some(fault) = name.strip_suffix(".expected") {
            assert!(listed.iter().any(|l| l == fault), "{name} expects nothing");
        }
    }
}

#[test]
fn every_row_is_taken_refused_or_blank() {
    for fault in faults() {
        let folder = root().join("examples/broken").join(&fault);
        let loaded = load(&folder, &Limits::default()).expect("read");
        for table in &loaded.facts.tables {
            let sum = table.taken + table.refused + table.blank;
            assert_eq!(table.rows, sum, "{fault}: {table:?}");
        }
    }
}

#[test]
fn every_fault_can_be_assessed() {
    let aside = tempfile::tempdir().expect("a folder");
    for (fault, _) in table() {
        let out = aside.path().join(&fault);
        let folder = format!("examples/broken/{fault}");
        let output = keyholder(&["assess", &folder, "--out", &out.to_string_lossy()]);
        let code = output.status.code();
        if fault == "no-project-file" {
            assert_eq!(code, Some(3), "{}", text(&output.stderr));
            assert!(text(&output.stderr).contains("keyholder new"));
            assert!(!out.exists(), "a report of nothing");
            continue;
        }
        // What is wrong with a gate is told by `check`; an assessment has nothing to do with it.
        let wanted = match fault.starts_with("gate-") {
            true => 0,
            false => said(&fault).1,
        };
        assert_eq!(code, Some(wanted), "{fault}: {}", text(&output.stderr));
        for kind in ["html", "json"] {
            let report = out.join(format!("{fault}.{kind}"));
            assert!(report.is_file(), "{fault} has no {kind}");
        }
    }
}

//! By which rules a project is judged: those it demands, and those of the nation that is asked about.

use std::path::Path;

use serde_json::Value;

use super::{folder, json, keyholder, list, project, said};

#[test]
fn other_rules_than_demanded_give_no_answer() {
    let folder = folder();
    let net = project(folder.path());
    let settings = net.join("keyholder.toml");
    let plain = std::fs::read_to_string(&settings).expect("a file");
    let run = |pinned: &str, arguments: &[&str]| {
        std::fs::write(&settings, format!("{plain}\n[pinned]\n{pinned}\n")).expect("written");
        keyholder(folder.path(), arguments)
    };
    let listed = said(&keyholder(folder.path(), &["catalogue", "list"]));
    let (_, demanded) = listed.split_once("[pinned]\n").expect("what to write");
    let judging: [&[&str]; 4] = [
        &["verdict", "net", "--out", "nothing"],
        &["principles", "net", "--out", "nothing"],
        &["evidence", "gaps", "net"],
        &["dossier", "net", "example-supplier", "--out", "nothing"],
    ];
    for arguments in judging {
        let none = format!("catalogue_sha256 = \"{}\"", "0".repeat(64));
        for other in ["catalogue = \"1900.01\"", &none] {
            let refused = run(other, arguments);
            assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
            assert!(said(&refused).contains("KH0860"), "{}", said(&refused));
            assert!(!folder.path().join("nothing").exists());
        }
    }
    for arguments in judging {
        let same = run(demanded, arguments);
        assert!(same.status.success(), "{}", said(&same));
    }
    let check = run("catalogue = \"1900.01\"", &["check", "net"]);
    assert!(said(&check).contains("KH0860"), "{}", said(&check));

    // A catalogue of one's own.
    let made = keyholder(folder.path(), &["catalogue", "new", "own"]);
    assert!(made.status.success(), "{}", said(&made));
    let with_own = ["--catalogue", "own"];
    let listed = keyholder(
        folder.path(),
        &[&["catalogue", "list"], &with_own[..]].concat(),
    );
    let listed = said(&listed);
    let (_, demanded) = listed.split_once("[pinned]\n").expect("what to write");
    let asked = [&["principles", "net"], &with_own[..]].concat();
    let same = run(demanded, &asked);
    assert!(same.status.success(), "{}", said(&same));
    let without = run(demanded, &["principles", "net"]);
    assert!(said(&without).contains("KH0860"), "{}", said(&without));
    let file = folder.path().join("own/frameworks/house-rules.toml");
    let text = std::fs::read_to_string(&file).expect("a file");
    std::fs::write(&file, format!("{text}\n# changed\n")).expect("written");
    let refused = run(demanded, &asked);
    assert!(
        said(&refused).contains("the catalogue of one's own"),
        "{}",
        said(&refused)
    );
}

/// Findings on the project.
fn findings(folder: &Path, more: &[&str]) -> Value {
    let arguments = ["principles", "net", "--format", "json"];
    json(&keyholder(folder, &[&arguments, more].concat()))
}

/// How many findings are met.
fn met(folder: &Path, more: &[&str]) -> u64 {
    let all = findings(folder, more);
    let frameworks = list(&all, "frameworks").iter();
    frameworks.filter_map(|f| f["met"].as_u64()).sum()
}

/// Frameworks that were asked, and those that are not shared.
fn asked(folder: &Path, more: &[&str]) -> (Vec<String>, Vec<String>) {
    let all = findings(folder, more);
    let frameworks = list(&all, "frameworks").iter();
    let ids = |all: Vec<&Value>| all.iter().map(|f| f["id"].to_string()).collect();
    let bound = |f: &&Value| !list(f, "binds_in").is_empty();
    (
        ids(frameworks.clone().collect()),
        ids(frameworks.filter(bound).collect()),
    )
}

#[test]
fn rules_bind_only_where_they_were_made() {
    let folder = folder();
    let net = project(folder.path());
    let (all, bound) = asked(folder.path(), &[]);
    assert!(bound.len() >= 4 && all.len() > bound.len());
    let (none, nobody) = asked(folder.path(), &["--rules", "none"]);
    assert_eq!((none.len(), nobody.len()), (all.len() - bound.len(), 0));
    let (_, two) = asked(folder.path(), &["--rules", "DE,GB"]);
    assert_eq!(two, ["\"de-tkg-2021\"", "\"uk-2022\""]);

    // The project says where it stands; the command line may ask as if it stood elsewhere.
    let settings = net.join("keyholder.toml");
    let text = std::fs::read_to_string(&settings).expect("a file");
    let stated = |rules: &str| {
        let text = text.replacen("[control]", &format!("rules = {rules}\n[control]"), 1);
        std::fs::write(&settings, text).expect("written");
    };
    stated("[\"GB\"]");
    assert_eq!(asked(folder.path(), &[]).1, ["\"uk-2022\""]);
    assert_eq!(
        asked(folder.path(), &["--rules", "DE"]).1,
        ["\"de-tkg-2021\""]
    );
    // What cannot be read leaves out no rule.
    stated("[\"GB\", 7]");
    assert_eq!(asked(folder.path(), &[]).1, bound);
    let other = keyholder(folder.path(), &["principles", "net", "--rules", "XA"]);
    assert_eq!(other.status.code(), Some(2), "{}", said(&other));
    assert!(
        said(&other).contains("no rules of `XA`"),
        "{}",
        said(&other)
    );
}

#[test]
fn a_comparison_says_that_rules_are_others() {
    let folder = folder();
    project(folder.path());
    for rules in ["GB", "DE"] {
        let arguments = ["principles", "net", "--rules", rules, "--out", rules];
        assert!(keyholder(folder.path(), &arguments).status.success());
    }
    let files = ["diff", "GB/net-principles.json", "DE/net-principles.json"];
    let diff = said(&keyholder(folder.path(), &files));
    assert!(diff.contains("answering to the rules of"), "{diff}");
}

#[test]
fn a_rule_that_cannot_be_run_stops_its_catalogue() {
    let folder = folder();
    project(folder.path());
    assert!(
        keyholder(folder.path(), &["catalogue", "new", "own"])
            .status
            .success()
    );
    let file = folder.path().join("own/principles/house-rules/HR-3.toml");
    let text = std::fs::read_to_string(&file).expect("a file");
    let test = || keyholder(folder.path(), &["catalogue", "test", "own"]);
    assert!(test().status.success(), "{}", said(&test()));
    let asked = [
        "principles",
        "net",
        "--catalogue",
        "own",
        "--framework",
        "house-rules",
    ];
    let answered = said(&keyholder(folder.path(), &asked));
    assert!(answered.contains("HR-3"), "{answered}");
    for (old, new) in [
        ("package rule\n", "package other\n"),
        ("route.needed_at_least >= 2", "route.needed_at_least >="),
        ("needed_at_most\": 2}]}'", "needed_at_most\": 2}'"),
    ] {
        assert!(text.contains(old), "{old}");
        std::fs::write(&file, text.replacen(old, new, 1)).expect("written");
        let output = test();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("KH0861"), "{}", said(&output));
        let answered = keyholder(folder.path(), &asked);
        assert_eq!(answered.status.code(), Some(1), "{}", said(&answered));
    }
}

#[test]
fn a_table_that_nobody_can_read_leaves_nothing_met() {
    let folder = folder();
    let net = project(folder.path());
    let met = || met(folder.path(), &[]);
    assert!(met() > 0);
    for (name, bytes) in [
        (
            "elements-b.csv",
            b"element,function\nz\xfcrich,AMF\n".as_slice(),
        ),
        ("elements-b.csv", b"name,function\na,AMF\n"),
        ("elements-b.parquet", b"PAR1 and nothing more"),
    ] {
        let path = net.join("network").join(name);
        std::fs::write(&path, bytes).expect("written");
        assert_eq!(met(), 0, "{name}");
        std::fs::remove_file(&path).expect("removed");
    }
    // A table that is only empty loses nothing.
    std::fs::write(net.join("network/elements-b.csv"), "element,function\n").expect("written");
    assert!(met() > 0);
}

#[test]
fn evidence_that_is_lost_may_speak_against_anybody() {
    let folder = folder();
    let net = project(folder.path());
    std::fs::create_dir_all(net.join("evidence")).expect("a folder");
    let item = |id: &str, says: &str, subject: &str| {
        format!(
            "[[evidence]]\nid = \"{id}\"\ncriterion = \"tested\"\nsubject = \"{subject}\"\nclaim = \"c\"\nsays = \"{says}\"\n\
             grade = \"tested\"\nday = 2025-12-01\n\n"
        )
    };
    let suppliers = ["example-supplier", "example-holding"];
    let good: String = suppliers
        .iter()
        .map(|s| item(&format!("good-{s}"), "for", &format!("party:{s}")))
        .collect();
    std::fs::write(net.join("evidence/good.toml"), good).expect("written");
    let own = folder.path().join("own");
    std::fs::create_dir_all(own.join("principles/t")).expect("a folder");
    std::fs::create_dir_all(own.join("frameworks")).expect("a folder");
    let framework = "id = \"t\"\ntitle = \"T\"\nsource = \"s\"\nlicence = \"l\"\n";
    std::fs::write(own.join("frameworks/t.toml"), framework).expect("written");
    let principle = "id = \"T-1\"\nframework = \"t\"\ntitle = \"T\"\nstatement = \"s\"\nmotivation = \"m\"\napplies_to = \"supplier\"\n\
        remedy = \"r\"\neffort = \"days\"\nsources = [\"s\"]\n[outcomes]\nmet = \"m\"\nnot_met = \"n\"\nunknown = \"u\"\nnot_applicable = \"x\"\n\
        [[check]]\nkind = \"evidence\"\nabout = \"supplier\"\ncriteria = [\"tested\"]\n\
        cases = [{ yes = 1, gives = \"met\" }, { no = 1, gives = \"not-met\" }, { unknown = 1, gives = \"unknown\" }, { gives = \"not-applicable\" }]\n";
    std::fs::write(own.join("principles/t/T-1.toml"), principle).expect("written");
    let asked = ["--catalogue", "own", "--framework", "t"];
    let met = || met(folder.path(), &asked);
    assert!(met() > 0);
    let against = net.join("evidence/against.toml");
    let whole = item("bad", "against", "party:exmaple-supplier");
    for lost in [
        whole.as_str(),
        &whole.replace("says = \"against\"\n", "says = against\n"),
    ] {
        std::fs::write(&against, lost).expect("written");
        assert_eq!(met(), 0, "{lost}");
    }
}

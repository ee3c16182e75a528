//! `keyholder verdict` and `keyholder evidence` as people meet them.

use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use super::{example, folder, keyholder, project, said};

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
        let read = |end: &str| {
            let path = folder
                .path()
                .join(out)
                .join(format!("two-operators-verdicts.{end}"));
            std::fs::read(path).expect("a report")
        };
        (output.stdout, read("html"), read("xlsx"))
    };
    assert!(run("a") == run("b"));
}

#[test]
fn workbooks_hold_typed_cells_and_no_formula() {
    let folder = folder();
    let copy = folder.path().join("two");
    copied(Path::new(&example("two-operators")), &copy);
    let file = copy.join("evidence/fennor-radio.toml");
    let text = std::fs::read_to_string(&file).expect("there");
    // An office program would run a cell that begins so, if it were more than a text.
    std::fs::write(
        &file,
        text.replace("two reports of 2025", "=1+1 two reports"),
    )
    .expect("written");
    let verdict = keyholder(folder.path(), &["verdict", "two", "--out", "o"]);
    assert!(verdict.status.success(), "{}", said(&verdict));
    let findings = keyholder(folder.path(), &["principles", "two", "--out", "o"]);
    assert!(findings.status.success(), "{}", said(&findings));
    let out = folder.path().join("o");
    let mut book: Xlsx<_> =
        calamine::open_workbook(out.join("two-verdicts.xlsx")).expect("a workbook");
    let verdicts = book.worksheet_range("Verdicts").expect("a sheet");
    let hestrel = verdicts
        .rows()
        .find(|row| row[1] == Data::String("hestrel-core".to_owned()));
    let hestrel = hestrel.expect("a row");
    assert_eq!(hestrel[4], Data::Float(67.0));
    assert_eq!(hestrel[7], Data::String("trusted".to_owned()));
    assert!(matches!(hestrel[8], Data::DateTime(_)), "{:?}", hestrel[8]);
    let evidence = book.worksheet_range("Evidence").expect("a sheet");
    let strange = evidence
        .rows()
        .flatten()
        .find(|cell| cell.to_string().starts_with("=1+1"));
    assert!(matches!(strange, Some(Data::String(_))));
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).expect("a sheet");
        assert!(
            formulas.used_cells().all(|(_, _, text)| text.is_empty()),
            "{sheet}"
        );
    }
    let mut book: Xlsx<_> =
        calamine::open_workbook(out.join("two-principles.xlsx")).expect("a workbook");
    assert!(book.worksheet_range("Findings").expect("a sheet").height() > 200);
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
    for almost in ["hestrle-core", "hestrel"] {
        let output = keyholder(folder.path(), &["verdict", &two, almost]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            said(&output).contains("did you mean `hestrel-core`?"),
            "{}",
            said(&output)
        );
    }
    assert!(!folder.path().join("keyholder-report").exists());
}

#[test]
fn a_dossier_goes_out_and_a_reply_comes_back() {
    let folder = folder();
    let copy = folder.path().join("two");
    copied(Path::new(&example("two-operators")), &copy);
    let run = |arguments: &[&str]| keyholder(folder.path(), arguments);
    let dossier = run(&["dossier", "two", "fennor-radio", "--out", "o"]);
    assert!(dossier.status.success(), "{}", said(&dossier));
    let read =
        |name: &str| std::fs::read_to_string(folder.path().join("o").join(name)).expect(name);
    let (json, text) = (
        read("fennor-radio-dossier.json"),
        read("fennor-radio-dossier.md"),
    );
    // What is marked stays at home, and so does everything about others.
    for secret in [
        "fennor-radio-02",
        "eight months",
        "hestrel",
        "evidence/",
        "\"elements\"",
    ] {
        assert!(!json.contains(secret) && !text.contains(secret), "{secret}");
    }
    assert!(text.contains("1 item is withheld for the marking TLP:AMBER"));
    let form = read("fennor-radio-reply.toml");
    let filled = form.replacen("text = \"\"", "text = \"it was mended in 4.2\"", 1);
    std::fs::write(folder.path().join("reply.toml"), filled).expect("written");
    let taken = run(&["evidence", "reply", "two", "reply.toml"]);
    assert!(taken.status.success(), "{}", said(&taken));
    let register = std::fs::read_to_string(copy.join("evidence/fennor-radio.toml")).expect("there");
    assert!(
        register.contains("text = \"it was mended in 4.2\"\nstate = \"open\""),
        "{register}"
    );
    let again = run(&["evidence", "reply", "two", "reply.toml"]);
    assert!(said(&again).contains("already"), "{}", said(&again));
    let listed = run(&["evidence", "list", "two", "--subject", "party:fennor-radio"]);
    assert_eq!(
        said(&listed).matches("disputed").count(),
        2,
        "{}",
        said(&listed)
    );
    let checked = run(&["check", "two"]);
    assert!(checked.status.success(), "{}", said(&checked));
    // Nothing is taken of a form that names what is not there.
    let wrong = "supplier = \"fennor-radio\"\n[[reply]]\nevidence = \"fennor-radio-01\"\ntext = \"a\"\n[[reply]]\nevidence = \"none\"\ntext = \"b\"\n";
    std::fs::write(folder.path().join("wrong.toml"), wrong).expect("written");
    let refused = run(&["evidence", "reply", "two", "wrong.toml"]);
    assert_eq!(refused.status.code(), Some(1));
    let after = std::fs::read_to_string(copy.join("evidence/fennor-radio.toml")).expect("there");
    assert_eq!(register, after);
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copied(&path, &target),
            false => _ = std::fs::copy(&path, &target).expect("copied"),
        }
    }
}

#[test]
fn the_page_of_verdicts_is_whole_and_refers_to_no_other_host() {
    let folder = folder();
    let two = example("two-operators");
    let _written = keyholder(folder.path(), &["verdict", &two, "--out", "o"]);
    let page = folder.path().join("o/two-operators-verdicts.html");
    let page = std::fs::read_to_string(page).expect("a page");
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for value in page.split(attribute).skip(1) {
            assert!(value.starts_with('#'), "{attribute}{}", &value[..40]);
        }
    }
    for tag in [
        "section", "article", "details", "table", "div", "ul", "p", "span",
    ] {
        let open =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(open, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    let anchors = page
        .split("href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    for anchor in anchors {
        assert!(page.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    }
}

#[test]
fn a_new_catalogue_passes_its_own_cases_and_is_never_written_over() {
    let folder = folder();
    let two = example("two-operators");
    let made = keyholder(folder.path(), &["catalogue", "new", "mine"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let tested = keyholder(folder.path(), &["catalogue", "test", "mine"]);
    assert_eq!(tested.status.code(), Some(0), "{}", said(&tested));
    let asked = [
        "principles",
        &two,
        "--catalogue",
        "mine",
        "--framework",
        "house-rules",
    ];
    let answered = keyholder(folder.path(), &asked);
    assert_eq!(answered.status.code(), Some(0), "{}", said(&answered));
    assert!(String::from_utf8_lossy(&answered.stdout).contains("HR-2"));

    // What was asked stands in the findings, file by file, so that it can be asked again.
    let data = folder
        .path()
        .join("keyholder-report/two-operators-principles.json");
    let data = std::fs::read_to_string(data).expect("findings");
    let data: serde_json::Value = serde_json::from_str(&data).expect("JSON");
    let files = data["catalogue"].as_array().expect("files");
    let paths: Vec<_> = files.iter().filter_map(|f| f["path"].as_str()).collect();
    assert_eq!(
        paths,
        [
            "frameworks/house-rules.toml",
            "principles/house-rules/HR-1.toml",
            "principles/house-rules/HR-2.toml",
            "principles/house-rules/HR-3.toml"
        ]
    );
    assert!(
        files
            .iter()
            .all(|f| f["sha256"].as_str().is_some_and(|d| d.len() == 64))
    );

    let own = folder.path().join("mine/principles/house-rules/HR-2.toml");
    std::fs::write(&own, "mine").expect("writes");
    let again = keyholder(folder.path(), &["catalogue", "new", "mine"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(
        said(&again).contains("is there already"),
        "{}",
        said(&again)
    );
    assert_eq!(std::fs::read_to_string(&own).expect("reads"), "mine");
}

#[test]
fn answers_from_a_faulty_project_say_so() {
    let folder = folder();
    let made = keyholder(folder.path(), &["new", "p"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    std::fs::write(folder.path().join("p/parties/torn.toml"), "id = [[").expect("writes");
    for (command, file) in [("verdict", "p-verdicts"), ("principles", "p-principles")] {
        let output = keyholder(folder.path(), &[command, "p", "--out", "o"]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains("in the input; what is touched"), "{told}");
        let page = folder.path().join("o").join(format!("{file}.html"));
        let page = std::fs::read_to_string(page).expect("a page");
        assert!(page.contains("class=\"notice\""), "{command}");
    }
}

#[test]
fn facts_about_countries_count_only_when_somebody_takes_them() {
    let folder = folder();
    let net = project(folder.path());
    let party = net.join("parties/example-radio.toml");
    let first = std::fs::read_dir(net.join("parties"))
        .expect("a folder")
        .next();
    let party = match party.exists() {
        true => party,
        false => first.expect("a party").expect("a party").path(),
    };
    let text = std::fs::read_to_string(&party).expect("a file");
    let lines = text.lines().map(|line| match line.starts_with("seat = ") {
        true => "seat = \"JP\"",
        false => line,
    });
    let lines: Vec<&str> = lines.collect();
    std::fs::write(&party, lines.join("\n")).expect("written");
    let before = said(&keyholder(folder.path(), &["evidence", "list", "net"]));
    assert!(!before.contains("country-jp"));
    let shown = said(&keyholder(folder.path(), &["evidence", "countries", "net"]));
    assert!(shown.contains("id = \"country-jp-eu-adequacy\""), "{shown}");
    assert!(shown.contains("Nothing was written"), "{shown}");
    assert!(!net.join("evidence/countries.toml").exists());
    let write = ["evidence", "countries", "net", "--write"];
    let written = said(&keyholder(folder.path(), &write));
    assert!(written.contains("to evidence/countries.toml"), "{written}");
    let after = said(&keyholder(folder.path(), &["evidence", "list", "net"]));
    assert!(after.contains("country-jp-rule-of-law"), "{after}");
    let check = keyholder(folder.path(), &["check", "net"]);
    assert!(!said(&check).contains("countries.toml"), "{}", said(&check));
    let again = said(&keyholder(folder.path(), &write));
    assert!(again.contains("nothing new"), "{again}");
    let nobody = keyholder(folder.path(), &["countries", "XX"]);
    assert_eq!(nobody.status.code(), Some(2));
}

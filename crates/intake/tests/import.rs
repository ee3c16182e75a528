//! Whole imports: what is guessed, taken, refused, merged, kept.

mod common;

use common::Folder;
use keyholder_diag::Code;
use keyholder_intake::{Import, Request};

const EXPORT: &str = "Inventory of the network,,,,,,\n\
    NE name,NF type,Site,Vendor,SW version,Hosted on,Remarks\n\
    amf-1,AMF,North,Alpha Networks AB,23.4.1,srv-1,first\n\
    amf-2,amf,North,Alpha Networks AB,23.4.1,srv-9,\n\
    srv-1,SMF,North,Gamma,,,\n\
    ,UPF,North,Gamma,1.0,,\n\
    box 7 (old),core box,South,Gamma,1.0,,=1+1\n";

fn asked() -> Request {
    Request {
        accept_aliases: true,
        ..Request::default()
    }
}

fn codes(import: &Import) -> Vec<Code> {
    let mut codes: Vec<Code> = import.diagnostics.iter().map(|d| d.code).collect();
    codes.dedup();
    codes
}

fn says(import: &Import, code: Code) -> String {
    let found = import.diagnostics.iter().find(|d| d.code == code);
    found
        .unwrap_or_else(|| panic!("no {code:?} in {:#?}", import.diagnostics))
        .message
        .clone()
}

fn reconciles(import: &Import) {
    for table in &import.proposal.facts.tables {
        assert_eq!(
            table.rows,
            table.taken + table.refused + table.blank,
            "{table:?}"
        );
    }
    let refused: usize = import.proposal.facts.tables.iter().map(|t| t.refused).sum();
    assert_eq!(refused, import.proposal.refused.len());
}

#[test]
fn an_export_becomes_tables_parties_and_components() {
    let mut folder = Folder::default();
    let import = folder.take(&[("inv.csv", EXPORT.as_bytes())], &asked());
    reconciles(&import);
    let table = &import.proposal.facts.tables[0];
    assert_eq!(
        (table.rows, table.taken, table.refused, table.blank),
        (7, 4, 1, 2)
    );
    let elements = &folder.0["network/elements-inv.csv"];
    let row = |id: &str| {
        elements
            .lines()
            .find(|l| l.starts_with(&format!("{id},")))
            .expect("a row")
    };
    assert_eq!(
        row("amf-1"),
        "amf-1,AMF,,North,,srv-1,,,,,alpha-networks-amf@23.4.1,,inv.csv,,,first"
    );
    assert!(row("box-7-old").contains(
        "named box 7 (old) in the export; described as core box; application: 1.0; '=1+1"
    ));
    assert!(
        row("box-7-old").starts_with("box-7-old,,,South"),
        "never guessed: {}",
        row("box-7-old")
    );
    let component = &folder.0["components/alpha-networks-amf.toml"];
    assert!(
        component.contains("supplier = \"alpha-networks\"")
            && component.contains("version = \"23.4.1\"")
    );
    assert!(folder.0["parties/alpha-networks.toml"].contains("name = \"Alpha Networks AB\""));
    assert!(folder.0["network/places-inv.csv"].contains("\nNorth,"));
    let refused = &import.proposal.refused[0];
    assert_eq!((refused.row, refused.code), (6, Code::KH0711));
    assert_eq!(refused.cells, ["", "UPF", "North", "Gamma", "1.0", "", ""]);
    assert_eq!(
        import.proposal.not_placed,
        [("box-7-old".to_owned(), "core box".to_owned())]
    );
    assert!(says(&import, Code::KH0717).contains("`core box`"));
    assert!(says(&import, Code::KH0716).contains("`box 7 (old)` as `box-7-old`"));
    assert!(says(&import, Code::KH0721).contains("`srv-9`"));
    // Everything written reads without a fault of form, and is in its form.
    for (path, text) in &folder.0 {
        let kind = keyholder_documents::FileKind::of_path(path).expect("a file of ours");
        assert_eq!(
            keyholder_documents::fmt::file(text, kind).as_deref(),
            Ok(text.as_str()),
            "{path}"
        );
    }
}

#[test]
fn the_same_export_twice_changes_nothing() {
    let mut folder = Folder::default();
    folder.take(&[("inv.csv", EXPORT.as_bytes())], &asked());
    let before = folder.clone();
    let again = folder.take(&[("inv.csv", EXPORT.as_bytes())], &asked());
    assert_eq!(before, folder);
    let elements = again
        .files
        .iter()
        .find(|f| f.path.contains("elements"))
        .expect("a table");
    assert_eq!((elements.counts(), elements.unchanged), ((0, 0, 0), 4));
    assert!(again.files.iter().all(|f| !f.changes()));
    // Also without deciding again: names that are decided stay so.
    let quiet = folder.import(&[("inv.csv", EXPORT.as_bytes())], &Request::default());
    assert!(!codes(&quiet).contains(&Code::KH0718));
    assert!(quiet.files.iter().all(|f| !f.changes()));
}

#[test]
fn what_nobody_decided_stands_for_nobody() {
    let mut folder = Folder::with(&[(
        "parties/an.toml",
        "id = \"an\"\nname = \"Alpha Networks\"\n",
    )]);
    let import = folder.take(&[("inv.csv", EXPORT.as_bytes())], &Request::default());
    assert!(
        says(&import, Code::KH0718).contains("perhaps `an`"),
        "{}",
        says(&import, Code::KH0718)
    );
    let component = &folder.0["components/alpha-networks-ab-amf.toml"];
    assert!(!component.contains("supplier"), "{component}");
    let aliases = &folder.0["imports/aliases.toml"];
    assert!(
        aliases.contains("written = \"Alpha Networks AB\"\nparty = \"?\""),
        "{aliases}"
    );
    // Decided in the file, it holds.
    let decided = aliases.replacen("party = \"?\"", "party = \"an\"", 1);
    folder.0.insert("imports/aliases.toml".to_owned(), decided);
    let import = folder.take(&[("inv.csv", EXPORT.as_bytes())], &Request::default());
    assert!(folder.0["network/elements-inv.csv"].contains("an-amf@23.4.1"));
    assert!(import.parties.iter().any(|p| p.means.id() == Some("an")));
}

#[test]
fn a_map_is_kept_and_used_again_whatever_the_file_is_called() {
    let mut folder = Folder::default();
    let request = Request {
        save_map: Some("monthly".to_owned()),
        ..asked()
    };
    folder.take(&[("november.csv", EXPORT.as_bytes())], &request);
    assert!(folder.0["imports/monthly.toml"].contains("\"NE name = element\""));
    let next = folder.take(
        &[("december.csv", EXPORT.replace("23.4.1", "24.0").as_bytes())],
        &asked(),
    );
    assert!(next.by_map);
    assert_eq!(next.name, "monthly");
    let table = next
        .files
        .iter()
        .find(|f| f.path.contains("elements-monthly"))
        .expect("a table");
    assert_eq!((table.counts(), table.confirmed), ((0, 2, 0), 2));
    let component = &folder.0["components/alpha-networks-amf.toml"];
    assert!(component.contains("\"23.4.1\"") && component.contains("\"24.0\""));
    // The refused row, corrected in the file of refused rows, is read by the same map.
    let refused = keyholder_intake::refused_csv(&next.proposal.refused);
    let mended = refused.replace("\n,UPF", "\nupf-1,UPF");
    let last = folder.take(&[("monthly.refused.csv", mended.as_bytes())], &asked());
    assert!(last.by_map && last.proposal.refused.is_empty(), "{mended}");
    assert!(folder.0["network/elements-monthly.csv"].contains("\nupf-1,UPF,"));
}

#[test]
fn rows_of_other_tables_are_never_overwritten() {
    let old = "element,function\namf-1,AMF\n";
    let mut folder = Folder::with(&[("network/elements.csv", old)]);
    let import = folder.take(&[("inv.csv", EXPORT.as_bytes())], &asked());
    reconciles(&import);
    assert_eq!(folder.0["network/elements.csv"], old);
    assert!(!folder.0["network/elements-inv.csv"].contains("\namf-1,"));
    assert!(says(&import, Code::KH0713).contains("`network/elements.csv:2`"));
    // Another name of the same import is told which one it was.
    let other = Request {
        name: Some("other".to_owned()),
        ..asked()
    };
    let import = folder.import(&[("inv.csv", EXPORT.as_bytes())], &other);
    let remedy = &import
        .proposal
        .refused
        .iter()
        .find(|r| r.message.contains("amf-2"))
        .expect("refused")
        .remedy;
    assert!(remedy.contains("`--name inv`"), "{remedy}");
}

#[test]
fn a_component_that_stands_otherwise_is_not_touched() {
    let text = "id = \"alpha-networks-amf\"\nname = \"X\"\nsupplier = \"other\"\n";
    let mut folder = Folder::with(&[("components/alpha-networks-amf.toml", text)]);
    let import = folder.take(&[("inv.csv", EXPORT.as_bytes())], &asked());
    assert!(says(&import, Code::KH0719).contains("of `other` in the project"));
    assert_eq!(folder.0["components/alpha-networks-amf.toml"], text);
    assert!(folder.0["network/elements-inv.csv"].contains("application: 23.4.1"));
}

#[test]
fn releases_are_added_at_the_end_of_a_file_that_people_wrote() {
    let text = "# ours\nid = \"acme-core\"\nname = \"Alpha AMF\"\nsupplier = \"alpha-networks\"   # sic\n\n[[release]]\nversion = \"1\"\n";
    let party = "id = \"alpha-networks\"\nname = \"Alpha Networks AB\"\n";
    let files = [
        ("components/acme-core.toml", text),
        ("parties/alpha-networks.toml", party),
    ];
    let mut folder = Folder::with(&files);
    let export = EXPORT
        .replace("NF type", "SW product")
        .replace(",AMF,", ",Alpha AMF,");
    folder.take(&[("inv.csv", export.as_bytes())], &asked());
    let new = &folder.0["components/acme-core.toml"];
    assert!(
        new.starts_with(text),
        "what stands there stays, letter by letter: {new}"
    );
    assert!(new.contains("version = \"23.4.1\""));
}

#[test]
fn boards_of_one_element_are_joined_and_contradictions_refused() {
    let export = "NE name,NF type,Site,Vendor,HW model\n\
        gnb-1,gNB-DU,N,Alpha,Board A\n\
        gnb-1,gNB-DU,N,Alpha,Board B\n\
        gnb-1,gNB-DU,S,Alpha,Board C\n";
    let mut folder = Folder::default();
    let import = folder.take(&[("inv.csv", export.as_bytes())], &asked());
    reconciles(&import);
    assert_eq!(import.joined, 1);
    assert!(
        folder.0["network/elements-inv.csv"]
            .contains("alpha-board-a@unstated;alpha-board-b@unstated")
    );
    assert_eq!(
        says(&import, Code::KH0712),
        "row 4 names `gnb-1` again, and differs from that of row 2 in `place`; it is not taken"
    );
}

#[test]
fn cells_that_can_be_two_things_are_none() {
    let export = "Site ID,Site name,Region,Subscribers,Last updated,Lat,Long\n\
        n,North,Up,\"120.000\",03/04/2025,\"-30,5\",24.25\n\
        s,South,,\"12,5\",2025-01-31,95,1\n";
    let mut folder = Folder::default();
    let import = folder.take(&[("sites.csv", export.as_bytes())], &Request::default());
    let places = &folder.0["network/places-sites.csv"];
    assert!(
        places.contains("n,North,,Up,120000,-30.5,24.25,sites.csv,,,"),
        "{places}"
    );
    assert!(
        places.contains("s,South,,,,,,sites.csv,2025-01-31,,"),
        "{places}"
    );
    let faults: Vec<&str> = import
        .diagnostics
        .iter()
        .filter(|d| d.code == Code::KH0714)
        .map(|d| d.message.as_str())
        .collect();
    assert_eq!(
        faults,
        [
            "`03/04/2025` in row 2 can be 2025-04-03 or 2025-03-04 (`Last updated`); the cell counts as not stated",
            "`12,5` in row 3 is not a whole number (`Subscribers`); the cell counts as not stated",
            "`95` in row 3 is not a number of degrees (`Lat`); the cell counts as not stated",
        ]
    );
}

#[test]
fn files_and_words_that_cannot_be_used_are_told() {
    let folder = Folder::default();
    let run = |name: &str, bytes: &[u8], request: &Request| {
        codes(&folder.import(&[(name, bytes)], request))
    };
    let plain = Request::default();
    assert_eq!(run("x.json", b"{\"a\": 1}", &plain), [Code::KH0701]);
    assert_eq!(run("x.csv", b"red,blue\n1,2\n", &plain), [Code::KH0704]);
    assert_eq!(
        run("x.csv", b"red,blue,green\n1,2,3\n1,2,3\n", &plain),
        [Code::KH0703]
    );
    let column = |theirs: &str, ours: &str| Request {
        columns: vec![(theirs.to_owned(), ours.to_owned())],
        ..Request::default()
    };
    let export = b"NE name,NF type\namf-1,AMF\n";
    assert_eq!(
        run("x.csv", export, &column("NE nmae", "element")),
        [Code::KH0705]
    );
    assert_eq!(
        run("x.csv", export, &column("NF type", "fuction")),
        [Code::KH0705]
    );
    assert_eq!(
        run("x.csv", export, &column("NE name", "nothing")),
        [Code::KH0705]
    );
    let map = Request {
        map: Some("nowhere".to_owned()),
        ..Request::default()
    };
    assert!(run("x.csv", export, &map).contains(&Code::KH0705));
    let broken = b"NE name,NF type\namf-1,AMF,1\namf-2,\"AMF\n";
    assert_eq!(run("x.csv", broken, &plain), [Code::KH0715]);
    assert_eq!(
        run("x.csv", b"\xff\xfeN\0E\0\n\0a\0\x00\xd8", &plain),
        [Code::KH0716, Code::KH0720]
    );
}

#[test]
fn with_replace_the_export_is_the_whole_truth() {
    let mut folder = Folder::default();
    folder.take(&[("inv.csv", EXPORT.as_bytes())], &asked());
    let less: String = EXPORT
        .lines()
        .filter(|l| !l.starts_with("amf-2"))
        .map(|l| format!("{l}\n"))
        .collect();
    let stays = folder
        .clone()
        .take(&[("inv.csv", less.as_bytes())], &asked());
    assert!(stays.files.iter().all(|f| f.counts().2 == 0));
    let replace = Request {
        replace: true,
        ..asked()
    };
    folder.take(&[("inv.csv", less.as_bytes())], &replace);
    assert!(!folder.0["network/elements-inv.csv"].contains("\namf-2,"));
    assert!(folder.0["network/elements-inv.csv"].contains("\namf-1,"));
}

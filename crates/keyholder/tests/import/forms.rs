//! Exports of other forms, and what a person finds afterwards.

use rust_xlsxwriter::{Formula, Workbook};

use super::{files, folder, keyholder, out};

#[test]
fn a_workbook_with_a_title_two_sheets_and_a_formula() {
    let folder = folder();
    let mut book = Workbook::new();
    let sheet = book
        .add_worksheet()
        .set_name("Network elements")
        .expect("named");
    let rows = [
        ["Export of the inventory", "", "", "", ""],
        ["", "", "", "", ""],
        ["NE name", "NF type", "Site ID", "Vendor", "SW version"],
        ["amf-1", "AMF", "n-1", "Alpha", "23.4.1"],
        ["upf-1", "UPF", "n-1", "Alpha", ""],
    ];
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let (r, c) = (
                u32::try_from(r).expect("few"),
                u16::try_from(c).expect("few"),
            );
            sheet.write(r, c, *cell).expect("written");
        }
    }
    sheet
        .write(4, 4, Formula::new("=E4").set_result("23.4.1"))
        .expect("written");
    let sites = book.add_worksheet().set_name("Sites").expect("named");
    for (c, cell) in ["Site ID", "Site name", "Subscribers"].iter().enumerate() {
        sites
            .write(0, u16::try_from(c).expect("few"), *cell)
            .expect("written");
    }
    sites.write(1, 0, "n-1").expect("written");
    sites.write(1, 1, "North One").expect("written");
    sites.write(1, 2, 120_000).expect("written");
    book.save(folder.path().join("inv.xlsx")).expect("saved");
    let arguments = [
        "import",
        "inv.xlsx",
        "--into",
        "net",
        "--yes",
        "--accept-aliases",
    ];
    let output = keyholder(folder.path(), &arguments);
    let said = out(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("KH0706") && said.contains("1 cell is a formula, the first in row 5"),
        "{said}"
    );
    assert!(
        said.contains("sheet `Network elements`: 5 rows = 2 taken + 0 refused + 3 blank"),
        "{said}"
    );
    let elements =
        std::fs::read_to_string(folder.path().join("net/network/elements-inv.csv")).expect("read");
    assert!(
        elements.contains("upf-1,UPF,,n-1,,,,,,,alpha-upf@23.4.1,"),
        "{elements}"
    );
    let places =
        std::fs::read_to_string(folder.path().join("net/network/places-inv.csv")).expect("read");
    assert!(places.contains("n-1,North One,,,120000,"), "{places}");
    // What was made is a project without errors.
    let check = keyholder(folder.path(), &["check", "net"]);
    assert_eq!(check.status.code(), Some(0), "{}", out(&check));
    let before = files(&folder.path().join("net"));
    let said = out(&keyholder(folder.path(), &arguments));
    assert!(said.contains("0 added, 0 changed, 3 unchanged"), "{said}");
    assert_eq!(before, files(&folder.path().join("net")));
}

#[test]
fn a_text_of_two_bytes_a_letter_as_json() {
    let folder = folder();
    let text = "NE name\tNF type\tSW version\namf-1\tAMF\t1.0\n\tUPF\t1.0\n";
    let bytes: Vec<u8> = std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(folder.path().join("inv.txt"), bytes).expect("written");
    let output = keyholder(
        folder.path(),
        &[
            "import",
            "inv.txt",
            "--into",
            "net",
            "--yes",
            "--format",
            "json",
            "--rejects",
            "r.csv",
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(value["sheets"][0]["form"], "UTF-16LE, tabs");
    assert_eq!(value["tables"][0]["taken"], 1);
    assert_eq!(value["refused"][0]["code"], "KH0711");
    assert_eq!(value["end"], "written");
    assert!(folder.path().join("r.csv").exists());
}

#[test]
fn without_a_word_nothing_is_written() {
    let folder = folder();
    std::fs::write(
        folder.path().join("inv.csv"),
        "NE name,NF type\namf-1,AMF\n",
    )
    .expect("written");
    let before = files(folder.path());
    for (more, code) in [
        (&[][..], 2),
        (&["--dry-run"][..], 0),
        (&["--yes", "--column", "NE=element"][..], 2),
        (&["--yes", "--map", "x"][..], 2),
        (&["--yes", "--name", "a/b"][..], 2),
        (&["--yes", "--encoding", "x"][..], 2),
    ] {
        let arguments = [&["import", "inv.csv", "--into", "net"][..], more].concat();
        let output = keyholder(folder.path(), &arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{more:?}: {}",
            out(&output)
        );
        assert_eq!(before, files(folder.path()), "{more:?}");
    }
    let output = keyholder(
        folder.path(),
        &[
            "import",
            "inv.csv",
            "--into",
            "net",
            "--save-map",
            "monthly",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    let after = files(&folder.path().join("net"));
    assert_eq!(
        after.len(),
        2,
        "only the map is written: {:?}",
        after.keys()
    );
    // And with it, nothing more need be said.
    let output = keyholder(folder.path(), &["import", "inv.csv", "--into", "net"]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    assert!(
        folder
            .path()
            .join("net/network/elements-monthly.csv")
            .exists()
    );
}

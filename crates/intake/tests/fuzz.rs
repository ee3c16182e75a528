//! Whatever the bytes are: no reader panics, counts reconcile, and an import once more changes nothing.

#[expect(dead_code, reason = "this test needs no project before the import")]
mod common;

use common::Folder;
use keyholder_diag::Limits;
use keyholder_intake::{Request, sheet};
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "NE name",
    "NF type",
    "Site",
    "Vendor",
    "SW version",
    "HW model",
    "Subscribers",
    "Pool",
    "Host",
    "AMF",
    "UPF",
    "gNB-DU",
    "amf-1",
    "amf-2",
    "Alpha AB",
    "ALPHA",
    "Beta",
    ",",
    ",",
    ",",
    ";",
    ";",
    "\t",
    "|",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    " ",
    "=1+1",
    "@x",
    "none",
    "?",
    "1.234,5",
    "31.01.2025",
    "03/04/2025",
    "é",
    "\u{0}",
    "\u{1}",
    "\u{feff}",
    "sep=;\n",
    "'",
    "\\",
    "x@1.0",
    "a;b",
];

fn small() -> Limits {
    Limits {
        inflated_bytes_max: 1 << 20,
        sheet_rows_max: 10_000,
        sheet_text_bytes_max: 1 << 20,
        ..Limits::default()
    }
}

fn sound(bytes: &[u8]) -> Result<(), TestCaseError> {
    let _ = sheet::read("x", bytes, None, &small());
    let request = Request {
        accept_aliases: true,
        ..Request::default()
    };
    let mut folder = Folder::default();
    let import = folder.take(&[("x.csv", bytes)], &request);
    for table in &import.proposal.facts.tables {
        prop_assert_eq!(table.rows, table.taken + table.refused + table.blank);
    }
    let again = folder.import(&[("x.csv", bytes)], &request);
    for file in &again.files {
        prop_assert!(!file.changes(), "{:?} becomes {:?}", file.old, file.new);
    }
    for (path, text) in &folder.0 {
        let kind = keyholder_documents::FileKind::of_path(path).expect("a file of ours");
        let formed = keyholder_documents::fmt::file(text, kind);
        prop_assert_eq!(formed.as_deref(), Ok(text.as_str()));
    }
    let _ = keyholder_intake::refused_csv(&import.proposal.refused);
    Ok(())
}

fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (n, name) in ["NE name", "NF type", "Vendor", "SW version"]
        .iter()
        .enumerate()
    {
        let column = u16::try_from(n).expect("few");
        sheet.write(0, column, *name).expect("written");
        sheet.write(1, column, format!("v{n}")).expect("written");
    }
    book.save_to_buffer().expect("saved")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), front in 0..5_usize) {
        let fronts: [&[u8]; 5] = [b"", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"\xfe\xff"];
        sound(&[fronts[front], &bytes].concat())?;
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..80)) {
        sound(format!("NE name,NF type,Site,Vendor,SW version,HW model\n{}", pieces.concat()).as_bytes())?;
        sound(pieces.concat().as_bytes())?;
    }

    #[test]
    fn any_rows(rows in prop::collection::vec(prop::collection::vec(prop::sample::select(PIECES), 6), 0..12)) {
        let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |row: &Vec<&str>| row.iter().map(quoted).collect::<Vec<_>>().join(";") + "\n";
        let body: String = rows.iter().map(line).collect();
        sound(format!("NE name;NF type;Site;Vendor;SW version;HW model\n{body}").as_bytes())?;
    }

    #[test]
    fn damaged_workbooks(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), cut in any::<prop::sample::Index>()) {
        let mut bytes = workbook();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = sheet::read("x", &bytes, None, &small());
        let _ = sheet::read("x", &bytes[..cut.index(bytes.len())], None, &small());
    }
}

//! Whatever text comes in, a reading ends with a value or a reason, and its counts agree.

use keyholder_diag::{Code, FileId, Limits};
use keyholder_documents::bom;
use proptest::prelude::*;

const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6",
 "metadata":{"component":{"bom-ref":"r","name":"amf","components":[{"name":"in"}]}},
 "components":[{"bom-ref":"a","group":"g","name":"a","version":"1","purl":"pkg:npm/a@1",
   "supplier":{"name":"Söhne"},"hashes":[{"alg":"MD5","content":"d41d8cd98f00b204e9800998ecf8427e"}],
   "components":[{"name":"b","scope":"excluded","authors":[{"name":"x"}]}]}],
 "dependencies":[{"ref":"r","dependsOn":["a"]}],
 "compositions":[{"aggregate":"complete","assemblies":["r"]}]}"#;

const SPDX: &str = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","documentDescribes":["SPDXRef-a"],
 "packages":[{"SPDXID":"SPDXRef-a","name":"a"},{"SPDXID":"SPDXRef-b","name":"b","versionInfo":"1",
   "supplier":"Organization: Söhne (x@example.org)","checksums":[{"algorithm":"MD5","checksumValue":"d41d8cd98f00b204e9800998ecf8427e"}],
   "externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/b@1"}]}],
 "relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-a"}]}"#;

/// Pieces that make a text look like a document for a while.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "1e9",
    "\"\"",
    "\"name\"",
    "\"components\"",
    "\"bomFormat\"",
    "\"CycloneDX\"",
    "\"specVersion\"",
    "\"1.6\"",
    "\"spdxVersion\"",
    "\"SPDX-2.3\"",
    "\"packages\"",
    "\"\\ud800\"",
    "\"purl\"",
    "\"pkg:\"",
    "\u{feff}",
    "<",
    " ",
];

fn check(text: &str) -> Result<(), TestCaseError> {
    let limits = Limits {
        depth_max: 6,
        ..Limits::default()
    };
    let parsed = bom::read(FileId(0), text, &limits);
    for diagnostic in parsed.diagnostics.iter() {
        let span = diagnostic.span.expect("every diagnostic has a place");
        prop_assert!(span.start <= span.end);
        prop_assert!(
            text.get(span.start as usize..span.end as usize).is_some(),
            "on characters"
        );
        prop_assert!(diagnostic.help.is_some());
    }
    match parsed.value {
        None => prop_assert_eq!(parsed.diagnostics.len(), 1),
        Some(bom) => {
            let faults = parsed
                .diagnostics
                .iter()
                .filter(|d| d.code != Code::KH0506)
                .count();
            prop_assert_eq!(bom.skipped, faults);
        }
    }
    Ok(())
}

/// The text with some bytes replaced by a piece, kept on character borders.
fn mutated(text: &str, start: usize, length: usize, piece: &str) -> String {
    let floor = |at: usize| text.floor_char_boundary(at.min(text.len()));
    let (start, end) = (
        floor(start % text.len()),
        floor(start % text.len() + length),
    );
    format!("{}{piece}{}", &text[..start], &text[end.max(start)..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_row_of_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        check(&pieces.concat())?;
    }

    #[test]
    fn documents_cut_short(at in 0..CYCLONEDX.len().max(SPDX.len())) {
        for text in [CYCLONEDX, SPDX] {
            check(&text[..text.floor_char_boundary(at)])?;
        }
    }

    #[test]
    fn documents_with_wounds(
        wounds in prop::collection::vec((any::<usize>(), 0..30_usize, prop::sample::select(PIECES)), 1..4),
    ) {
        for text in [CYCLONEDX, SPDX] {
            let wound = |text: String, (start, length, piece): &(usize, usize, &str)| mutated(&text, *start, *length, piece);
            check(&wounds.iter().fold(text.to_owned(), wound))?;
        }
    }
}

#[test]
fn the_seeds_are_read_without_a_fault() {
    for text in [CYCLONEDX, SPDX] {
        let parsed = bom::read(FileId(0), text, &Limits::default());
        assert!(
            parsed.diagnostics.iter().all(|d| d.code == Code::KH0506),
            "{:?}",
            parsed.diagnostics
        );
        assert_eq!(parsed.value.map(|bom| bom.skipped), Some(0));
    }
}

//! Whatever text comes in, a reading ends with a value or a reason, and its counts agree.

use keyholder_boms as bom;
use keyholder_diag::{Code, FileId, Limits};
use keyholder_supply::bom::BomEnd;
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

const XML: &str = r#"<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6" xmlns:x="urn:x" version="1">
 <metadata><timestamp>2026-11-26T02:11:40Z</timestamp><tools><tool><name>t</name></tool></tools>
  <component type="application" bom-ref="r"><name>amf</name><components><component><name>in</name></component></components></component></metadata>
 <components><component type="library" bom-ref="a"><supplier><name>S&#246;hne &amp; Co</name></supplier><group>g</group><name>a</name><x:y>z</x:y>
  <version>1</version><hashes><hash alg="MD5">d41d8cd98f00b204e9800998ecf8427e</hash></hashes>
  <licenses><license><id>MIT</id></license><expression>ISC</expression></licenses><purl><![CDATA[pkg:npm/a@1]]></purl>
  <components><component><authors><author><name>x</name></author></authors><name>b</name><scope>excluded</scope></component></components></component></components>
 <dependencies><dependency ref="r"><dependency ref="a"/></dependency></dependencies>
 <compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref="r"/></assemblies></composition></compositions></bom>"#;

const TAG_VALUE: &str = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nCreator: Tool: t-1\n# comment\n
PackageName: a\nSPDXID: SPDXRef-a\nPackageComment: <text>of\nlines</text>\nPackageName: b\r\nSPDXID: SPDXRef-b\nPackageVersion: 1
PackageSupplier: Organization: S\u{f6}hne (x@example.org)\nPackageChecksum: MD5: d41d8cd98f00b204e9800998ecf8427e
ExternalRef: PACKAGE-MANAGER purl pkg:npm/b@1\nFileName: f\nSPDXID: SPDXRef-f\nLicenseID: LicenseRef-1
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\nRelationship: SPDXRef-a CONTAINS SPDXRef-b\n";

const SPDX3: &str = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
 {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2026-11-26T02:11:40Z","createdBy":["urn:o"],"createdUsing":["urn:t"]},
 {"type":"Organization","spdxId":"urn:o","name":"Söhne","creationInfo":"_:c"},{"type":"Tool","spdxId":"urn:t","name":"t-1","creationInfo":"_:c"},
 {"type":"SpdxDocument","spdxId":"urn:d","creationInfo":"_:c","rootElement":["urn:s"]},
 {"type":"software_Sbom","spdxId":"urn:s","rootElement":["urn:a"],"software_sbomType":["build"]},
 {"type":"software_Package","spdxId":"urn:a","name":"a"},
 {"type":"software_Package","spdxId":"urn:b","name":"b","software_packageVersion":"1","suppliedBy":"urn:o","software_packageUrl":"pkg:npm/b@1",
  "verifiedUsing":[{"type":"Hash","algorithm":"md5","hashValue":"d41d8cd98f00b204e9800998ecf8427e"}],
  "externalIdentifier":[{"type":"ExternalIdentifier","externalIdentifierType":"cpe23","identifier":"cpe:2.3:a:x"}]},
 {"type":"Relationship","spdxId":"urn:r","from":"urn:a","relationshipType":"contains","to":["urn:b"],"completeness":"complete"},
 {"type":"Relationship","spdxId":"urn:l","from":"urn:b","relationshipType":"hasDeclaredLicense","to":["https://spdx.org/licenses/MIT"]}]}"#;

/// One document of each format.
const SEEDS: &[&str] = &[CYCLONEDX, SPDX, XML, TAG_VALUE, SPDX3];

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
    "\n",
    "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">",
    "<components>",
    "<component type=\"x\">",
    "</component>",
    "<component/>",
    "<name>",
    "</name>",
    "&a;",
    "&#x0;",
    "<!DOCTYPE bom [",
    "<![CDATA[",
    "]]>",
    "SPDXVersion: SPDX-2.3\n",
    "PackageName: a\n",
    "SPDXID: x\n",
    "PackageChecksum: MD5: 0\n",
    "ExternalRef: a purl b\n",
    "Relationship: a b c\n",
    "<text>",
    "\"@context\"",
    "\"https://spdx.org/rdf/3.0.1/x\"",
    "\"@graph\"",
    "\"type\"",
    "\"software_Package\"",
    "\"Relationship\"",
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
            prop_assert!(bom.components.is_sorted() && bom.edges.is_sorted());
            let ends = bom.edges.iter().flat_map(|edge| [edge.from, edge.to]);
            for end in ends {
                let is_there = match end {
                    BomEnd::Subject => bom.subject.is_some(),
                    BomEnd::Part(at) => at < bom.components.len(),
                };
                prop_assert!(is_there, "an end that is nowhere");
            }
            prop_assert!(bom.nameless <= bom.skipped);
            prop_assert!(bom::compare(Some(&bom), &bom).is_empty());
            for (_, share) in bom::quality(&bom).ntia {
                prop_assert!(share.have <= share.of);
            }
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
    fn documents_cut_short(at in 0..2_000_usize) {
        for text in SEEDS {
            check(&text[..text.floor_char_boundary(at % text.len())])?;
        }
    }

    #[test]
    fn documents_with_wounds(
        wounds in prop::collection::vec((any::<usize>(), 0..30_usize, prop::sample::select(PIECES)), 1..4),
    ) {
        for text in SEEDS {
            let wound = |text: String, (start, length, piece): &(usize, usize, &str)| mutated(&text, *start, *length, piece);
            check(&wounds.iter().fold((*text).to_owned(), wound))?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_with_other_bytes(
        bytes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6),
    ) {
        for text in SEEDS {
            let mut harmed = text.as_bytes().to_vec();
            for (at, byte) in &bytes {
                let at = at % harmed.len();
                harmed[at] = *byte;
            }
            let parsed = bom::read_bytes(FileId(0), &harmed, &Limits::default());
            prop_assert!(parsed.value.is_some() || parsed.diagnostics.len() == 1);
            if let Ok(text) = std::str::from_utf8(&harmed) {
                check(text)?;
            }
        }
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let parsed = bom::read_bytes(FileId(0), &bytes, &Limits::default());
        prop_assert!(parsed.value.is_some() || parsed.diagnostics.len() == 1);
    }
}

#[test]
fn the_seeds_are_read_without_a_fault() {
    for text in SEEDS {
        let parsed = bom::read(FileId(0), text, &Limits::default());
        assert!(
            parsed.diagnostics.iter().all(|d| d.code == Code::KH0506),
            "{:?}",
            parsed.diagnostics
        );
        assert_eq!(parsed.value.map(|bom| bom.skipped), Some(0));
    }
}

/// Long documents that say one thing again and again. A step that grows with the square of its input would not end.
#[test]
fn long_rows_of_one_thing_end_soon() {
    let many = |piece: &str| piece.repeat(50_000);
    let xml = |inner: String| {
        format!(r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6">{inner}</bom>"#)
    };
    let spdx3 = |inner: String| {
        format!(
            r#"{{"@context":"https://spdx.org/rdf/3.0.1/x","@graph":[{inner}{{"type":"Tool","spdxId":"urn:t"}}]}}"#
        )
    };
    let cyclonedx = |inner: String| {
        let end = r#""x":1}"#;
        format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6",{inner}{end}"#)
    };
    let tags = |inner: String| format!("SPDXVersion: SPDX-2.3\n{inner}");
    let twins: String = (0..50_000)
        .map(|n| format!(r#"<component bom-ref="a"><name>a</name><licenses><license><id>L{n}</id></license></licenses><cpe>c{n}</cpe></component>"#))
        .collect();
    for text in [
        xml(many("<components/>")),
        xml(format!(
            "<components><component>{}</component></components>",
            many("<purl>x</purl>")
        )),
        xml(format!(
            "<components>{twins}</components><dependencies><dependency ref=\"a\">{}</dependency></dependencies>",
            many("<dependency ref=\"a\"/>")
        )),
        xml(many("&amp;")),
        xml(format!("<components {}/>", many("a=\"1\" "))),
        tags(many("DocumentName: x\n") + &many("PackageName: y\n")),
        tags(
            "PackageName: y\n".to_owned()
                + &many("PackageVersion: 1\n")
                + &many("ExternalRef: a cpe23Type b\n"),
        ),
        tags(many("Created: <text>\n")),
        tags(many("Relationship: a CONTAINS b\n")),
        spdx3(many(
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a"},"#,
        )),
        spdx3(many(
            r#"{"type":"Relationship","from":"urn:a","relationshipType":"contains","to":["urn:a","urn:b"]},"#,
        )),
        spdx3(many(
            r#"{"type":"SpdxDocument","spdxId":"urn:d","rootElement":["urn:a"]},"#,
        )),
        cyclonedx(many(r#""components":[],"#)),
        cyclonedx(format!(
            r#""components":[{}{{"name":"b"}}],"#,
            many(r#"{"name":"a","bom-ref":"a"},"#)
        )),
    ] {
        let bom = bom::read(FileId(0), &text, &Limits::default()).value;
        if let Some(bom) = bom {
            assert!(bom::compare(Some(&bom), &bom).is_empty());
        }
    }
}

//! One reading for each format beside the first two: what is taken, what is told.

use keyholder_boms::{read, read_bytes};
use keyholder_diag::{FileId, Limits, Parsed};
use keyholder_supply::bom::{Bom, BomAgentKind, BomEdge, BomEnd, BomFormat, BomRelation};

fn parsed(text: &str) -> Parsed<Option<Bom>> {
    read(FileId(0), text, &Limits::default())
}

fn clean(text: &str) -> Bom {
    let parsed = parsed(text);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    parsed.value.expect("a bill of materials")
}

fn said(parsed: &Parsed<Option<Bom>>) -> Vec<String> {
    let line = |d: &keyholder_diag::Diagnostic| format!("{} {}", d.code.as_str(), d.message);
    parsed.diagnostics.iter().map(line).collect()
}

fn names(bom: &Bom) -> Vec<&str> {
    bom.components
        .iter()
        .map(|part| part.name.as_str())
        .collect()
}

fn edge(from: BomEnd, relation: BomRelation, to: BomEnd) -> BomEdge {
    BomEdge { from, relation, to }
}

/// A CycloneDX document in XML around some elements.
fn xml(elements: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:1">{elements}</bom>"#
    )
}

#[test]
fn cyclonedx_xml_is_read_as_its_json_twin() {
    let bom = clean(&xml(
        r#"<metadata><timestamp>2026-11-26T02:11:40Z</timestamp>
             <lifecycles><lifecycle><phase>build</phase></lifecycle></lifecycles>
             <tools><tool><vendor>v</vendor><name>t</name><version>1</version></tool></tools>
             <authors><author><name>Jo</name></author></authors>
             <component type="application" bom-ref="r"><name>amf</name><components><component><name>in</name></component></components></component>
             <supplier><name>Quince Works</name></supplier></metadata>
           <components>
             <component type="library" bom-ref="a"><publisher> P </publisher><group>g</group><name>a &lt;&#98;&gt;</name><version>1</version>
               <hashes><hash alg="SHA-1">DA39A3EE5E6B4B0D3255BFEF95601890AFD80709</hash></hashes>
               <licenses><license><id>MIT</id></license></licenses><copyright>x</copyright><cpe>cpe:2.3:a:x</cpe>
               <purl><![CDATA[pkg:npm/a@1]]></purl><swid tagId="tag"/><pedigree><name>not asked for</name></pedigree>
               <externalReferences><reference type="distribution"><url>https://example.org/a</url></reference></externalReferences></component>
             <component><name>test</name><scope>excluded</scope></component>
             <component isExternal="true"><name>outer</name></component>
           </components>
           <dependencies><dependency ref="r"><dependency ref="a"/></dependency><dependency ref="a"/></dependencies>
           <compositions><composition><aggregate>complete</aggregate><dependencies><dependency ref="r"/></dependencies></composition></compositions>"#,
    ).replace(r#"<component><name>test</name><scope>excluded</scope></component>
             <component isExternal="true"><name>outer</name></component>"#, ""));
    assert_eq!(
        (bom.format, bom.spec_version.as_str()),
        (BomFormat::CycloneDxXml, "1.6")
    );
    assert_eq!(names(&bom), ["g/a <b>", "in"]);
    let part = &bom.components[0];
    assert_eq!(
        (part.version.as_str(), part.supplier.as_deref()),
        ("1", Some("P"))
    );
    assert_eq!(part.purl.as_deref(), Some("pkg:npm/a@1"));
    assert_eq!(
        part.hashes,
        ["SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709"]
    );
    assert_eq!(
        (part.kind.as_deref(), part.licence_declared.as_deref()),
        (Some("library"), Some("MIT"))
    );
    assert_eq!(part.ids, ["cpe:2.3:a:x", "swid:tag"]);
    assert_eq!(part.download.as_deref(), Some("https://example.org/a"));
    assert!(part.has_copyright && part.has_reference);
    assert_eq!((bom.relations, bom.complete), (1, Some(true)));
    assert_eq!(
        bom.edges,
        [
            edge(BomEnd::Subject, BomRelation::DependsOn, BomEnd::Part(0)),
            edge(BomEnd::Subject, BomRelation::Contains, BomEnd::Part(1)),
        ]
    );
    assert_eq!(
        bom.subject.and_then(|s| s.supplier).as_deref(),
        Some("Quince Works")
    );
    assert_eq!(bom.about.stages, ["build"]);
    assert_eq!(bom.about.tools[0].version.as_deref(), Some("1"));
    assert_eq!(bom.about.authors[0].name, "Jo");
    assert_eq!(bom.about.created.as_deref(), Some("2026-11-26T02:11:40Z"));
}

#[test]
fn cyclonedx_xml_keeps_faults_marks_and_places() {
    let text = xml("<components><component><version>1</version></component>\n\
         <component><name>a</name><purl>no purl</purl></component>\n\
         <component><name>t</name><scope>excluded</scope></component></components>\
         <dependencies><dependency><dependency ref=\"a\"/></dependency></dependencies>");
    let parsed = parsed(&text);
    assert_eq!(
        said(&parsed),
        [
            "KH0503 at `/components/0`: a component without a `name`",
            "KH0503 at `/components/1/purl`: `no purl` is not a package URL; the part is taken without it",
            "KH0503 at `/dependencies/0`: a dependency without a `ref`",
            "KH0506 1 part is marked as not inside (`scope` is `excluded`, or `isExternal`) and left out",
        ]
    );
    let span = parsed
        .diagnostics
        .iter()
        .nth(1)
        .and_then(|d| d.span)
        .expect("a place");
    assert_eq!(&text[span.start as usize..span.end as usize], "<purl>");
    let bom = parsed.value.expect("a bill of materials");
    assert_eq!((bom.skipped, bom.nameless), (3, 1));
}

#[test]
fn prefixes_and_strange_elements_make_no_difference() {
    let bom = clean(
        r#"<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.4" xmlns:o="urn:other" xmlns="urn:default">
             <c:components><c:component o:name="n"><o:name>other</o:name><name>default</name><c:name>a</c:name>
             <o:components><c:component><c:name>within another</c:name></c:component></o:components>
             </c:component></c:components></c:bom>"#,
    );
    assert_eq!(names(&bom), ["a"]);
    // A prefix ends with the element that declares it.
    let bom = clean(
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components>
             <component xmlns="urn:other"><name>x</name></component><component><name>a</name></component></components></bom>"#,
    );
    assert_eq!(names(&bom), ["a"]);
}

#[test]
fn xml_that_is_broken_or_dangerous_is_refused() {
    let doctype = r#"<!DOCTYPE bom [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>"#;
    for (text, expected) in [
        (
            format!("{doctype}{}", xml("<components/>")),
            "KH0502 an XML document with a document type definition is not read",
        ),
        (
            xml("<components><component><name>&b;</name></component></components>"),
            "KH0501 not XML at line 1, column 126: an entity that XML itself does not know",
        ),
        (
            "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\n<components>".to_owned(),
            "KH0501 not XML at line 2, column 13: an element is not closed before the end",
        ),
        (
            format!("{} trailing", xml("<components/>")),
            "KH0501 not XML at line 1, column 116: text outside of the document's element",
        ),
        (
            "<!-- nothing -->".to_owned(),
            "KH0501 not XML at line 1, column 17: no element",
        ),
    ] {
        let parsed = parsed(&text);
        assert_eq!(said(&parsed), [expected], "{text}");
        assert_eq!(parsed.value, None);
    }
    let mismatched = parsed(&xml("<components></component>"));
    assert!(
        said(&mismatched)[0].starts_with("KH0501 not XML at line 1"),
        "{:?}",
        said(&mismatched)
    );
}

#[test]
fn xml_is_bounded_in_depth_and_in_namespaces() {
    let open = "<component><name>n</name><components>".repeat(100_000);
    let close = "</components></component>".repeat(100_000);
    let deep = parsed(&xml(&format!("<components>{open}{close}</components>")));
    assert_eq!(said(&deep).len(), 1);
    assert!(
        said(&deep)[0].starts_with("KH0110 at "),
        "{:?}",
        said(&deep)
    );
    assert_eq!(deep.value.map(|bom| bom.skipped), Some(1));
    let aside = format!(
        "<x>{}{}</x><components/>",
        "<y>".repeat(100_000),
        "</y>".repeat(100_000)
    );
    assert!(clean(&xml(&aside)).components.is_empty());
    let many: String = (0..100)
        .map(|n| format!(" xmlns:a{n}=\"urn:{n}\""))
        .collect();
    let parsed = parsed(&xml(&format!("<components{many}/>")));
    assert_eq!(
        said(&parsed),
        ["KH0110 more than 64 namespaces at one place"]
    );
}

const TAG_VALUE: &str = "\u{feff}# a comment\r
SPDXVersion: SPDX-2.2\r
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: amf
DocumentNamespace: https://example.org/amf
Creator: Organization: Quince Works (bom@example.org)
Creator: Tool: quincer-1.0.0-rc1
Created: 2026-11-26T02:11:40Z
CreatorComment: <text>SBOM type:
Build</text>

PackageName: amf
SPDXID: SPDXRef-amf
PackageComment: <text>PackageName: not a package
SPDXID: nothing</text>

PackageName: lib
SPDXID: SPDXRef-lib
PackageVersion: 2
PackageSupplier: Organization: Medlar Ltd ()
PackageChecksum: SHA1: da39a3ee5e6b4b0d3255bfef95601890afd80709
PackageLicenseDeclared: NOASSERTION
PackageLicenseConcluded: MIT
ExternalRef: SECURITY cpe23Type cpe:2.3:a:x
ExternalRef: PACKAGE-MANAGER purl pkg:generic/lib@2
FileName: ./lib.so
SPDXID: SPDXRef-file
FileChecksum: SHA1: da39a3ee5e6b4b0d3255bfef95601890afd80709

LicenseID: LicenseRef-1
ExtractedText: <text>words</text>

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-amf
Relationship: SPDXRef-lib DEPENDENCY_OF SPDXRef-amf
Relationship: SPDXRef-lib CONTAINS SPDXRef-file
Relationship: SPDXRef-lib DEPENDS_ON NOASSERTION
";

#[test]
fn spdx_tag_value_is_read_as_its_json_twin() {
    let bom = clean(TAG_VALUE);
    assert_eq!(
        (bom.format, bom.spec_version.as_str()),
        (BomFormat::SpdxTagValue, "2.2")
    );
    assert_eq!(names(&bom), ["lib"]);
    let part = &bom.components[0];
    assert_eq!(
        (part.version.as_str(), part.supplier.as_deref()),
        ("2", Some("Medlar Ltd"))
    );
    assert_eq!(part.purl.as_deref(), Some("pkg:generic/lib@2"));
    assert_eq!(
        part.hashes,
        ["SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709"]
    );
    assert_eq!(
        (
            part.licence_declared.as_deref(),
            part.licence_concluded.as_deref()
        ),
        (None, Some("MIT"))
    );
    assert_eq!(part.ids, ["cpe:2.3:a:x"]);
    assert_eq!(bom.subject.map(|s| s.name).as_deref(), Some("amf"));
    assert_eq!(
        (bom.relations, bom.about.gaps, bom.about.describes),
        (3, 1, true)
    );
    assert_eq!(
        bom.edges,
        [edge(
            BomEnd::Subject,
            BomRelation::DependsOn,
            BomEnd::Part(0)
        )]
    );
    assert_eq!(bom.about.stages, ["build"]);
    assert_eq!(bom.about.tools[0].name, "quincer");
    assert_eq!(bom.about.tools[0].version.as_deref(), Some("1.0.0-rc1"));
    assert_eq!(bom.about.authors[0].kind, BomAgentKind::Organisation);
    assert_eq!(bom.about.authors[0].name, "Quince Works");
}

#[test]
fn lines_that_are_not_understood_are_counted() {
    let parsed = parsed(
        "SPDXVersion: SPDX-2.3\nPackageVersion: 1\nno tag here\nPackageName:\nPackageName: a\nRelationship: a b\n\
         ExternalRef: PACKAGE-MANAGER purl\nPackageCopyrightText: <text>without an end\nPackageName: hidden\n",
    );
    assert_eq!(
        said(&parsed),
        [
            "KH0503 at `line 2`: `PackageVersion` stands outside a package",
            "KH0503 at `line 3`: a line without a tag and a colon",
            "KH0503 at `line 6`: a relationship without both ends and a type",
            "KH0503 at `line 8`: the text of `PackageCopyrightText` is not closed by `</text>`",
            "KH0503 at `/packages/0`: a package without a `name`",
            "KH0503 at `/packages/1/externalRefs/0/referenceLocator`: `` is not a package URL; the part is taken without it",
        ]
    );
    let bom = parsed.value.expect("a bill of materials");
    assert_eq!((names(&bom), bom.skipped, bom.nameless), (vec!["a"], 6, 1));
}

/// An SPDX 3 document around some elements.
fn spdx3(elements: &str) -> String {
    format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{elements}]}}"#
    )
}

#[test]
fn spdx_3_is_read_by_what_its_elements_say_of_each_other() {
    let bom = clean(&spdx3(
        r#"{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2026-11-26T02:11:40Z","createdBy":["urn:o","urn:p"],"createdUsing":["urn:t"]},
           {"type":"Organization","spdxId":"urn:o","creationInfo":"_:c","name":"Quince Works"},
           {"type":"Person","spdxId":"urn:p","creationInfo":"_:c","name":"Jo"},
           {"type":"Tool","spdxId":"urn:t","creationInfo":"_:c","name":"quincer 2.0"},
           {"type":"SpdxDocument","spdxId":"urn:d","creationInfo":"_:c","name":"doc","rootElement":["urn:s"]},
           {"type":"software_Sbom","spdxId":"urn:s","rootElement":["urn:amf"],"software_sbomType":["build"]},
           {"type":"software_Package","spdxId":"urn:amf","name":"amf","software_packageVersion":"1"},
           {"type":"software_Package","spdxId":"urn:a","name":"a","software_packageVersion":"2","suppliedBy":"urn:o",
            "software_primaryPurpose":"library","software_packageUrl":"pkg:npm/a@2","software_downloadLocation":"https://example.org",
            "verifiedUsing":[{"type":"Hash","algorithm":"sha1","hashValue":"da39a3ee5e6b4b0d3255bfef95601890afd80709"},{"type":"PackageVerificationCode"}],
            "externalIdentifier":[{"type":"ExternalIdentifier","externalIdentifierType":"cpe23","identifier":"cpe:2.3:a:x"}]},
           {"type":"software_Package","spdxId":"urn:b","name":"b","originatedBy":[{"type":"Person","spdxId":"urn:q","name":"Kim"}],
            "externalIdentifier":[{"externalIdentifierType":"packageUrl","identifier":"pkg:npm/b@1"}]},
           {"type":"software_File","spdxId":"urn:f","name":"f"},
           {"type":"simplelicensing_LicenseExpression","spdxId":"urn:l","simplelicensing_licenseExpression":"MIT OR ISC"},
           {"type":"Relationship","spdxId":"urn:1","from":"urn:amf","relationshipType":"contains","to":["urn:a","urn:b"],"completeness":"complete"},
           {"type":"LifecycleScopedRelationship","spdxId":"urn:2","from":"urn:a","relationshipType":"dependsOn","to":["urn:b"],"completeness":"complete"},
           {"type":"Relationship","spdxId":"urn:3","from":"urn:a","relationshipType":"hasDeclaredLicense","to":["urn:l"],"completeness":"complete"},
           {"type":"Relationship","spdxId":"urn:4","from":"urn:a","relationshipType":"hasConcludedLicense","to":["https://spdx.org/licenses/MIT"],"completeness":"complete"}"#,
    ));
    assert_eq!(
        (bom.format, bom.spec_version.as_str()),
        (BomFormat::Spdx3JsonLd, "3.0.1")
    );
    assert_eq!(names(&bom), ["a", "b"]);
    let part = &bom.components[0];
    assert_eq!(
        (part.version.as_str(), part.supplier.as_deref()),
        ("2", Some("Quince Works"))
    );
    assert_eq!(
        part.hashes,
        ["SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709"]
    );
    assert_eq!(
        (part.ids.as_slice(), part.kind.as_deref()),
        (&["cpe:2.3:a:x".to_owned()][..], Some("library"))
    );
    assert_eq!(part.licence_declared.as_deref(), Some("MIT OR ISC"));
    assert_eq!(part.licence_concluded.as_deref(), Some("MIT"));
    let other = &bom.components[1];
    assert_eq!(
        (other.purl.as_deref(), other.supplier.as_deref()),
        (Some("pkg:npm/b@1"), Some("Kim"))
    );
    assert_eq!(bom.subject.map(|s| s.name).as_deref(), Some("amf"));
    assert_eq!((bom.relations, bom.complete), (3, Some(true)));
    assert_eq!(
        bom.edges,
        [
            edge(BomEnd::Subject, BomRelation::Contains, BomEnd::Part(0)),
            edge(BomEnd::Subject, BomRelation::Contains, BomEnd::Part(1)),
            edge(BomEnd::Part(0), BomRelation::DependsOn, BomEnd::Part(1)),
        ]
    );
    assert_eq!(bom.about.stages, ["build"]);
    assert_eq!(bom.about.authors.len(), 2);
    assert_eq!(bom.about.tools[0].version.as_deref(), Some("2.0"));
    assert_eq!(bom.about.created.as_deref(), Some("2026-11-26T02:11:40Z"));
    assert_eq!(bom.about.name.as_deref(), Some("doc"));
}

#[test]
fn spdx_3_faults_are_counted() {
    let parsed = parsed(&spdx3(
        r#"7,{"spdxId":"urn:x"},{"type":"software_Package","spdxId":"urn:y"},
           {"type":"software_Package","spdxId":"urn:a","name":"a","software_packageUrl":"none",
            "verifiedUsing":[{"type":"Hash","algorithm":"md5","hashValue":"12"}]},
           {"type":"Relationship","from":"urn:a"},
           {"type":"Relationship","from":"urn:a","relationshipType":"contains","to":[1.5,[]]},
           {"type":"SpdxDocument","spdxId":"urn:d","rootElement":["urn:gone"]}"#,
    ));
    assert_eq!(
        said(&parsed),
        [
            "KH0503 at `/@graph/0`: a number where an object is expected",
            "KH0503 at `/@graph/1`: an element without a `type`",
            "KH0503 at `/@graph/4`: a relationship without a `from` and a `relationshipType`",
            "KH0503 at `/@graph/5/to`: something else where an id is expected",
            "KH0503 at `/@graph/6/rootElement`: describes `urn:gone`, which no entry has as its id",
            "KH0503 at `/@graph/2`: a package without a `name`",
            "KH0503 at `/@graph/3/software_packageUrl`: `none` is not a package URL; the part is taken without it",
            "KH0503 at `/@graph/3/verifiedUsing/0`: a MD5 digest has 32 digits, this one 2",
        ]
    );
    let bom = parsed.value.expect("a bill of materials");
    assert_eq!((bom.skipped, bom.nameless), (8, 1));
}

#[test]
fn spdx_3_says_whether_it_is_complete() {
    let relation = |from: &str, completeness: &str| {
        format!(
            r#",{{"type":"Relationship","from":"{from}","relationshipType":"contains","to":["urn:a"]{completeness}}}"#
        )
    };
    let complete = r#","completeness":"complete""#;
    let incomplete = r#","completeness":"incomplete""#;
    for (relations, expected) in [
        (String::new(), None),
        (relation("urn:r", complete), Some(true)),
        (relation("urn:r", ""), None),
        (relation("urn:a", complete), None),
        (
            relation("urn:r", complete) + &relation("urn:a", incomplete),
            Some(false),
        ),
        (relation("urn:r", complete) + &relation("urn:a", ""), None),
    ] {
        let bom = clean(&spdx3(&format!(
            r#"{{"type":"SpdxDocument","spdxId":"urn:d","rootElement":["urn:r"]}},
               {{"type":"software_Package","spdxId":"urn:r","name":"r"}},
               {{"type":"software_Package","spdxId":"urn:a","name":"a"}}{relations}"#
        )));
        assert_eq!(bom.complete, expected, "{relations}");
    }
}

#[test]
fn a_document_of_one_element_may_do_without_a_graph() {
    let text = r#"{"@context":"https://spdx.org/rdf/3.0.0/spdx-context.jsonld","type":"software_Package","spdxId":"urn:a","name":"a"}"#;
    assert_eq!(names(&clean(text)), ["a"]);
}

#[test]
fn a_list_without_packages_is_not_a_product_without_parts() {
    for text in [
        spdx3(r#"{"type":"software_File","spdxId":"urn:f","name":"f"}"#),
        xml("<vulnerabilities/>"),
        "SPDXVersion: SPDX-2.3\nFileName: f\n".to_owned(),
    ] {
        let parsed = parsed(&text);
        assert_eq!(said(&parsed).len(), 1, "{text}");
        assert!(
            said(&parsed)[0].contains("does not say what is inside"),
            "{:?}",
            said(&parsed)
        );
        assert_eq!(parsed.value.map(|bom| bom.skipped), Some(1));
    }
}

#[test]
fn bytes_are_utf_8_with_or_without_a_mark() {
    let text = xml("<components/>");
    let with_mark = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), with_mark.as_bytes()] {
        assert!(
            read_bytes(FileId(0), bytes, &Limits::default())
                .value
                .is_some()
        );
    }
    let utf16: Vec<u8> = with_mark
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let parsed = read_bytes(FileId(0), &utf16, &Limits::default());
    assert_eq!(
        said(&parsed),
        ["KH0108 byte 0 is not UTF-8 text; nothing of the document is taken"]
    );
}

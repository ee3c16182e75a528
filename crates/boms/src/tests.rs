//! Readings of small documents, each with one thing to see.

use keyholder_diag::{Code, FileId, Limits, Parsed};
use keyholder_supply::bom::{Bom, BomFormat};

use super::read;

fn parsed(text: &str) -> Parsed<Option<Bom>> {
    read(FileId(0), text, &Limits::default())
}

/// The document, which must be read without any diagnostic.
fn clean(text: &str) -> Bom {
    let parsed = parsed(text);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    parsed.value.expect("a bill of materials")
}

/// `CODE message` of every diagnostic.
fn said(parsed: &Parsed<Option<Bom>>) -> Vec<String> {
    let line = |d: &keyholder_diag::Diagnostic| format!("{} {}", d.code.as_str(), d.message);
    parsed.diagnostics.iter().map(line).collect()
}

/// A CycloneDX document around some members.
fn cyclonedx(members: &str) -> String {
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6",{members}}}"#)
}

/// An SPDX document around some members.
fn spdx(members: &str) -> String {
    format!(r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT",{members}}}"#)
}

/// Parts as `name version purl supplier`.
fn parts(bom: &Bom) -> Vec<String> {
    let words = |c: &keyholder_supply::bom::BomComponent| {
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        format!(
            "{} {} {} {}",
            c.name,
            c.version,
            or_dash(&c.purl),
            or_dash(&c.supplier)
        )
    };
    bom.components.iter().map(words).collect()
}

#[test]
fn refusals_say_what_was_seen() {
    for (text, expected) in [
        ("", "KH0501 the document is empty"),
        ("\u{feff} \n", "KH0501 the document is empty"),
        (
            "{\"a\":\n [1,",
            "KH0501 not JSON at line 2, column 4: EOF while parsing a value",
        ),
        (
            "{} {}",
            "KH0501 not JSON at line 1, column 4: trailing characters",
        ),
        (
            "not json",
            "KH0501 not JSON at line 1, column 2: expected ident",
        ),
        ("[]", "KH0502 the document is a list and not an object"),
        ("7", "KH0502 the document is a number and not an object"),
        ("{}", "KH0502 an empty JSON object"),
        (
            r#"{"b":1,"a":2}"#,
            "KH0502 JSON of a kind that is not known; it begins with `b`, `a`",
        ),
        (
            r#"{"bomFormat":"AnotherFormat","specVersion":"1.6"}"#,
            "KH0502 a document that calls its format `AnotherFormat`",
        ),
        (
            r#"{"bomFormat":"CycloneDX","specVersion":"2.0"}"#,
            "KH0502 CycloneDX JSON of version `2.0` is not read yet",
        ),
        (
            r#"{"bomFormat":"CycloneDX"}"#,
            "KH0502 a CycloneDX document that does not say its `specVersion`",
        ),
        (
            r#"{"spdxVersion":"SPDX-2.1"}"#,
            "KH0502 SPDX JSON of version `SPDX-2.1` is not read yet",
        ),
        (
            r#"{"@context":"https://spdx.org/rdf/3.1.0/spdx-context.jsonld","@graph":[]}"#,
            "KH0502 SPDX JSON-LD of version `3.1.0` is not read yet",
        ),
        (
            r#"{"@context":"https://openvex.dev/ns/v0.2.0","statements":[]}"#,
            "KH0502 an OpenVEX statement is no bill of materials",
        ),
        (
            r#"{"document":{"csaf_version":"2.0"},"product_tree":{}}"#,
            "KH0502 a CSAF advisory is no bill of materials",
        ),
        (
            r#"{"payloadType":"application/vnd.in-toto+json","payload":"e30="}"#,
            "KH0502 a signed envelope (DSSE) is not opened yet; the bill of materials may be inside",
        ),
        (
            r#"<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.1"/>"#,
            "KH0502 CycloneDX XML of version `1.1` is not read yet",
        ),
        (
            r#"<bom version="1"/>"#,
            "KH0502 XML that begins with `bom`, but not in the namespace of CycloneDX",
        ),
        (
            r#"<SoftwareIdentity xmlns="http://standards.iso.org/iso/19770/-2/2015/schema.xsd"/>"#,
            "KH0502 a SWID tag is not read yet",
        ),
        (
            r#"<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#" xmlns:rdf="x"><a/></rdf:RDF>"#,
            "KH0502 SPDX RDF is not read yet",
        ),
        (
            "<html><body/></html>",
            "KH0502 XML of a kind that is not known; it begins with `html`",
        ),
        (
            "SPDXVersion: SPDX-2.1\n",
            "KH0502 SPDX tag-value of version `SPDX-2.1` is not read yet",
        ),
        (
            "SPDXID: SPDXRef-DOCUMENT\nspdxVersion: SPDX-2.3\n",
            "KH0502 SPDX YAML is not read yet",
        ),
    ] {
        let parsed = parsed(text);
        assert_eq!(said(&parsed), [expected], "{text}");
        assert_eq!(parsed.value, None, "{text}");
    }
}

#[test]
fn a_broken_text_is_shown_where_it_breaks() {
    let text = "\u{feff}{\n  \"a\": tru,\n}";
    let parsed = parsed(text);
    let span = parsed.diagnostics.iter().next().and_then(|d| d.span);
    let at = span.map(|s| &text[s.start as usize..s.end as usize]);
    assert_eq!(at, Some(","));
}

#[test]
fn cyclonedx_of_every_version_is_read() {
    for version in ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"] {
        let text = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"{version}","components":[],"new":{{}}}}"#
        );
        let bom = clean(&text);
        assert_eq!(
            (bom.format, bom.spec_version.as_str()),
            (BomFormat::CycloneDxJson, version)
        );
        assert!(bom.components.is_empty());
    }
}

#[test]
fn a_byte_order_mark_and_a_schema_without_format_are_taken() {
    assert!(
        clean(&format!("\u{feff}{}", cyclonedx(r#""components":[]"#)))
            .components
            .is_empty()
    );
    let text = r#"{"$schema":"http://cyclonedx.org/schema/bom-1.5.schema.json","specVersion":"1.5","components":[]}"#;
    assert_eq!(clean(text).spec_version, "1.5");
}

#[test]
fn nested_parts_stand_in_one_sorted_list_without_the_subject() {
    let bom = clean(&cyclonedx(
        r#""metadata":{"component":{"bom-ref":"root","name":"amf","version":"1","components":[{"name":"inner"}]}},
           "components":[
             {"name":"z","version":2,"components":[{"name":"deep","components":[{"name":"deeper"}]}]},
             {"name":"z","version":"2"},
             {"bom-ref":"root","name":"amf","version":"1","components":[{"name":"below"}]},
             {"group":"org.example","name":"core"},
             {"group":"other","name":"other/core"}
           ]"#,
    ));
    let names: Vec<&str> = bom.components.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "below",
            "deep",
            "deeper",
            "inner",
            "org.example/core",
            "other/core",
            "z"
        ]
    );
    assert_eq!(bom.subject.map(|s| s.name), Some("amf".to_owned()));
}

#[test]
fn a_part_cannot_hide_behind_the_subject() {
    // An image and a package of its name; and another part that borrows the subject's reference.
    let bom = clean(&cyclonedx(
        r#""metadata":{"component":{"bom-ref":"r","name":"nginx","version":"1"}},
           "components":[{"name":"nginx","version":"1"},{"bom-ref":"r","name":"other"}]"#,
    ));
    assert_eq!(parts(&bom), ["nginx 1 - -", "other  - -"]);
}

#[test]
fn cyclonedx_names_who_stands_behind_a_part() {
    for (members, expected) in [
        (r#""supplier":{"name":"S"},"publisher":"P""#, Some("S")),
        (
            r#""supplier":{"url":["x"]},"publisher":" P ","manufacturer":{"name":"M"}"#,
            Some("P"),
        ),
        (r#""manufacturer":{"name":"M"},"author":"A""#, Some("M")),
        (r#""author":"A","authors":[{"name":"B"}]"#, Some("A")),
        (
            r#""authors":[{"name":"B"},{"email":"x"},{"name":"C"}]"#,
            Some("B, C"),
        ),
        (r#""supplier":{"name":"NOASSERTION"}"#, None),
        (r#""publisher":null"#, None),
    ] {
        let text = cyclonedx(&format!(r#""components":[{{"name":"a",{members}}}]"#));
        assert_eq!(
            clean(&text).components[0].supplier.as_deref(),
            expected,
            "{members}"
        );
    }
}

#[test]
fn compositions_say_whether_the_list_is_complete() {
    let one = |aggregate: &str, about: &str| format!(r#"{{"aggregate":"{aggregate}"{about}}}"#);
    let root = r#","assemblies":["root"]"#;
    let edges = r#","dependencies":["root"]"#;
    let part = r#","assemblies":["a"]"#;
    for (compositions, expected) in [
        (String::new(), None),
        (one("complete", root), Some(true)),
        (one("complete", edges), Some(true)),
        (one("complete", ""), None),
        (one("complete", part), None),
        (one("unknown", root), None),
        (one("incomplete", root), Some(false)),
        (one("incomplete_third_party_only", ""), Some(false)),
        (
            format!("{},{}", one("complete", root), one("incomplete", part)),
            Some(false),
        ),
        (
            format!("{},{}", one("complete", root), one("unknown", part)),
            None,
        ),
        (
            format!(
                "{},{}",
                one("complete", root),
                one("unknown", r#","vulnerabilities":["v"]"#)
            ),
            Some(true),
        ),
    ] {
        let text = cyclonedx(&format!(
            r#""metadata":{{"component":{{"bom-ref":"root","name":"r"}}}},
               "components":[{{"bom-ref":"a","name":"a"}}],"compositions":[{compositions}]"#
        ));
        assert_eq!(clean(&text).complete, expected, "{compositions}");
    }
}

#[test]
fn every_bad_entry_costs_itself_and_is_counted() {
    let text = cyclonedx(
        r#""components":[
             {"name":"good","purl":"pkg:deb/debian/good@1","hashes":[{"alg":"MD5","content":"12"}]},
             {"version":"1"}, 7, {"name":["x"],"components":[{"name":"child"}]},
             {"name":"odd","purl":"not a purl","components":{}}
           ],
           "dependencies":[{"ref":"a","dependsOn":["b",[],"c"]},{"dependsOn":["d"]}],
           "compositions":[{}]"#,
    );
    let parsed = parsed(&text);
    let said = said(&parsed);
    let bom = parsed.value.expect("a bill of materials");
    assert_eq!(
        said,
        [
            "KH0503 at `/components/0/hashes/0`: a MD5 digest has 32 digits, this one 2",
            "KH0503 at `/components/1`: a component without a `name`",
            "KH0503 at `/components/2`: a number where an object is expected",
            "KH0503 at `/components/3/name`: `name` is a list and not a text",
            "KH0503 at `/components/4/purl`: `not a purl` is not a package URL; the part is taken without it",
            "KH0503 at `/components/4/components`: `components` is an object and not a list",
            "KH0503 at `/dependencies/0/dependsOn/1`: a list where a reference is expected",
            "KH0503 at `/dependencies/1`: a dependency without a `ref`",
            "KH0503 at `/compositions/0`: a composition without an `aggregate`",
        ]
    );
    assert_eq!(bom.skipped, said.len());
    assert_eq!(
        parts(&bom),
        ["child  - -", "good  pkg:deb/debian/good@1 -", "odd  - -"]
    );
    assert_eq!(bom.relations, 2);
}

#[test]
fn a_fault_points_at_its_line() {
    let text = cyclonedx("\"components\":[\n  {\"name\":\"a\"},\n  {\"version\":\"1\"\n  }\n]");
    let parsed = parsed(&text);
    let span = parsed
        .diagnostics
        .iter()
        .next()
        .and_then(|d| d.span)
        .expect("a place");
    assert_eq!(
        &text[span.start as usize..span.end as usize],
        "{\"version\":\"1\""
    );
}

#[test]
fn a_member_stated_twice_is_reported() {
    let parsed = parsed(&cyclonedx(r#""components":[{"name":"a"}],"components":[]"#));
    assert_eq!(
        said(&parsed),
        ["KH0503 at `/components`: `components` is stated twice in one object; the first is taken"]
    );
    assert_eq!(parsed.value.map(|bom| bom.components.len()), Some(1));
}

#[test]
fn no_list_of_parts_is_not_a_list_without_parts() {
    for text in [cyclonedx(r#""vulnerabilities":[]"#), spdx(r#""files":[]"#)] {
        let parsed = parsed(&text);
        assert_eq!(parsed.diagnostics.len(), 1, "{text}");
        assert_eq!(parsed.value.map(|bom| bom.skipped), Some(1), "{text}");
    }
}

#[test]
fn parts_marked_as_not_inside_are_left_out_and_said() {
    let parsed = parsed(&cyclonedx(
        r#""components":[{"name":"a","scope":"optional"},
             {"name":"test","scope":"excluded","components":[{"name":"of-test"}]},
             {"name":"outer","isExternal":true}]"#,
    ));
    assert_eq!(
        said(&parsed),
        [
            "KH0506 3 parts are marked as not inside (`scope` is `excluded`, or `isExternal`) and left out"
        ]
    );
    let bom = parsed.value.expect("a bill of materials");
    assert_eq!((parts(&bom), bom.skipped), (vec!["a  - -".to_owned()], 0));
}

#[test]
fn many_faults_are_listed_up_to_the_limit_and_counted_to_the_end() {
    let limits = Limits {
        diagnostics_per_code_max: 3,
        ..Limits::default()
    };
    let text = cyclonedx(&format!(
        r#""components":[{}{{"name":"a"}}]"#,
        "1,".repeat(10)
    ));
    let parsed = read(FileId(0), &text, &limits);
    assert_eq!(
        said(&parsed).last().map(String::as_str),
        Some("KH0503 7 more like the 3 listed, 10 in all")
    );
    assert_eq!(parsed.diagnostics.len(), 4);
    assert_eq!(parsed.value.map(|bom| bom.skipped), Some(10));
}

#[test]
fn depth_is_bounded_by_the_limit_and_not_by_the_stack() {
    let nested = |levels: usize| {
        let open = r#"{"name":"n","components":["#.repeat(levels);
        cyclonedx(&format!(r#""components":[{open}{}]"#, "]}".repeat(levels)))
    };
    // The document and its list are two levels, each component two more.
    assert!(parsed(&nested(31)).diagnostics.is_empty());
    let deep = parsed(&nested(100_000));
    assert_eq!(
        said(&deep)
            .iter()
            .map(|s| s.split('`').next().unwrap_or(""))
            .collect::<Vec<_>>(),
        ["KH0110 at "]
    );
    assert_eq!(deep.value.map(|bom| bom.skipped), Some(1));
    // Depth where nobody looks costs nothing.
    let aside = cyclonedx(&format!(
        r#""components":[],"x":{}{}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    ));
    assert!(clean(&aside).components.is_empty());
}

#[test]
fn a_document_over_the_limit_is_refused() {
    let limits = Limits {
        document_bytes_max: 10,
        ..Limits::default()
    };
    let parsed = read(FileId(0), &cyclonedx(r#""components":[]"#), &limits);
    assert_eq!(
        parsed.diagnostics.iter().next().map(|d| d.code),
        Some(Code::KH0109)
    );
    assert_eq!(parsed.value, None);
}

#[test]
fn spdx_packages_become_parts() {
    let bom = clean(&spdx(
        r#""documentDescribes":["SPDXRef-root"],
           "packages":[
             {"SPDXID":"SPDXRef-root","name":"smf","versionInfo":"2"},
             {"SPDXID":"SPDXRef-a","name":"a","versionInfo":"1","supplier":"Organization: Example Labs (team@example.org)",
              "checksums":[{"algorithm":"SHA1","checksumValue":"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"}],
              "externalRefs":[
                {"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:x"},
                {"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:generic/a@1"},
                {"referenceCategory":"PACKAGE_MANAGER","referenceType":"purl","referenceLocator":"pkg:generic/a@1?x=y"}]},
             {"SPDXID":"SPDXRef-b","name":"b","supplier":"NOASSERTION","originator":"Person: Jane Doe ()","versionInfo":"NOASSERTION"},
             {"SPDXID":"SPDXRef-c","name":"c","supplier":"NOASSERTION"}
           ],
           "relationships":[
             {"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-root"},
             {"spdxElementId":"SPDXRef-root","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-a"},
             {"spdxElementId":"SPDXRef-a","relationshipType":"CONTAINS","relatedSpdxElement":"NOASSERTION"}
           ]"#,
    ));
    assert_eq!(bom.format, BomFormat::SpdxJson);
    assert_eq!(bom.spec_version, "2.3");
    assert_eq!(
        parts(&bom),
        [
            "a 1 pkg:generic/a@1 Example Labs",
            "b  - Jane Doe",
            "c  - -"
        ]
    );
    assert_eq!(
        bom.components[0].hashes,
        ["SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709"]
    );
    assert_eq!(bom.subject.map(|s| s.name), Some("smf".to_owned()));
    assert_eq!((bom.relations, bom.complete), (2, None));
}

#[test]
fn spdx_subject_is_the_one_package_that_is_described() {
    let packages = r#""packages":[{"SPDXID":"SPDXRef-a","name":"a"},{"SPDXID":"SPDXRef-b","name":"b"},{"SPDXID":"SPDXRef-a","name":"twin"}]"#;
    for (members, subject, names) in [
        (
            r#""documentDescribes":["SPDXRef-a"]"#,
            Some("a"),
            &["b", "twin"][..],
        ),
        (
            r#""documentDescribes":["SPDXRef-a","SPDXRef-b"]"#,
            None,
            &["a", "b", "twin"],
        ),
        (
            r#""documentDescribes":["SPDXRef-DOCUMENT"]"#,
            None,
            &["a", "b", "twin"],
        ),
        (
            r#""files":[{"SPDXID":"SPDXRef-f"}],"documentDescribes":["SPDXRef-f","SPDXRef-b"]"#,
            Some("b"),
            &["a", "twin"],
        ),
        (
            r#""relationships":[{"spdxElementId":"SPDXRef-b","relationshipType":"DESCRIBED_BY","relatedSpdxElement":"SPDXRef-DOCUMENT"}]"#,
            Some("b"),
            &["a", "twin"],
        ),
        (
            r#""comment":"nothing is described""#,
            None,
            &["a", "b", "twin"],
        ),
    ] {
        let bom = clean(&spdx(&format!("{packages},{members}")));
        let found: Vec<&str> = bom.components.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(found, names, "{members}");
        assert_eq!(
            bom.subject.as_ref().map(|s| s.name.as_str()),
            subject,
            "{members}"
        );
    }
}

#[test]
fn spdx_faults_are_counted() {
    let parsed = parsed(&spdx(
        r#""documentDescribes":["SPDXRef-gone",[]],
           "packages":[{"SPDXID":"SPDXRef-x"},{"name":"a","checksums":[{"algorithm":"SHA256"}],"externalRefs":[{"referenceType":"purl"}]}],
           "relationships":[{"spdxElementId":"SPDXRef-a"},"x"]"#,
    ));
    let said = said(&parsed);
    assert_eq!(
        said,
        [
            "KH0503 at `/packages/0`: a package without a `name`",
            "KH0503 at `/packages/1/checksums/0`: the SHA-256 digest is not hexadecimal",
            "KH0503 at `/packages/1/externalRefs/0/referenceLocator`: `` is not a package URL; the part is taken without it",
            "KH0503 at `/documentDescribes/1`: something else where an id is expected",
            "KH0503 at `/relationships/0`: a relationship without both ends and a `relationshipType`",
            "KH0503 at `/relationships/1`: a text where an object is expected",
            "KH0503 at `/documentDescribes/0`: describes `SPDXRef-gone`, which no entry has as its id",
        ]
    );
    assert_eq!(parsed.value.map(|bom| bom.skipped), Some(7));
}

#[test]
fn a_package_of_several_names_hides_none_of_them() {
    let reference =
        |purl: &str| format!(r#"{{"referenceType":"purl","referenceLocator":"{purl}"}}"#);
    let text = spdx(&format!(
        r#""packages":[{{"name":"a","externalRefs":[{},{}]}}]"#,
        reference("pkg:npm/a@1"),
        reference("pkg:deb/debian/a@1"),
    ));
    assert_eq!(
        parts(&clean(&text)),
        ["a  pkg:deb/debian/a@1 -", "a  pkg:npm/a@1 -"]
    );
    let many: Vec<String> = (0..20)
        .map(|n| reference(&format!("pkg:npm/a{n}")))
        .collect();
    let text = spdx(&format!(
        r#""packages":[{{"name":"a","externalRefs":[{}]}}]"#,
        many.join(",")
    ));
    assert_eq!(
        parsed(&text)
            .value
            .map(|bom| (bom.components.len(), bom.skipped)),
        Some((16, 4))
    );
}

#[test]
fn halves_of_characters_and_foreign_backticks_do_no_harm() {
    let parsed = parsed(&cyclonedx(
        r#""components":[{"name":"\ud800"},{"name":"a","purl":"`x`\n"},{"\ud800":1}]"#,
    ));
    assert_eq!(
        said(&parsed),
        [
            "KH0503 at `/components/0/name`: `name` is a text with a broken escape and not a text",
            "KH0503 at `/components/1/purl`: ` x ` is not a package URL; the part is taken without it",
            "KH0503 at `/components/2`: an object with a broken key where an object is expected",
        ]
    );
}

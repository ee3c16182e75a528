//! Small documents, and what they state.

use keyholder_diag::{FileId, Limits};
use keyholder_supply::bom::{Bom, BomFormat};

use super::{NtiaElement, Share, TelcoItem, is_timestamp, quality};

fn read(text: &str) -> Bom {
    crate::read(FileId(0), text, &Limits::default())
        .value
        .expect("a bill of materials")
}

/// A document that states everything that the guide asks for.
const WHOLE: &str = "SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: amf
DocumentNamespace: https://example.org/amf-1
Creator: Organization: Quince Works
Creator: Tool: quincer-2.1
Created: 2026-11-26T02:11:40Z
CreatorComment: <text>SBOM Type: Build</text>

PackageName: amf
SPDXID: SPDXRef-amf
PackageVersion: 1
PackageSupplier: Organization: Quince Works
PackageDownloadLocation: NONE
PackageChecksum: MD5: d41d8cd98f00b204e9800998ecf8427e
PackageLicenseConcluded: MIT
PackageLicenseDeclared: MIT
PackageCopyrightText: NONE
ExternalRef: PACKAGE-MANAGER purl pkg:generic/amf@1

PackageName: lib
SPDXID: SPDXRef-lib
PackageVersion: 2
PackageSupplier: Person: Jo (jo@example.org)
PackageDownloadLocation: https://example.org/lib
PackageChecksum: MD5: d41d8cd98f00b204e9800998ecf8427e
PackageLicenseConcluded: MIT
PackageLicenseDeclared: MIT
PackageCopyrightText: <text>Jo,
2026</text>
ExternalRef: PACKAGE-MANAGER purl pkg:generic/lib@2

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-amf
Relationship: SPDXRef-amf CONTAINS SPDXRef-lib
";

#[test]
fn a_document_that_states_everything_meets_both() {
    let quality = quality(&read(WHOLE));
    assert_eq!(quality.parts, 2);
    assert!(quality.meets_ntia(), "{:?}", quality.ntia);
    assert!(quality.meets_telco(), "{:?}", quality.telco);
    assert_eq!(
        quality.telco_share(TelcoItem::Purl),
        Share { have: 2, of: 2 }
    );
}

#[test]
fn each_line_taken_away_is_missed_where_it_belongs() {
    for (line, item) in [
        ("DocumentName: amf\n", TelcoItem::DocumentName),
        (
            "DocumentNamespace: https://example.org/amf-1\n",
            TelcoItem::DocumentNamespace,
        ),
        (
            "Creator: Organization: Quince Works\n",
            TelcoItem::CreatorOrganisation,
        ),
        ("Creator: Tool: quincer-2.1\n", TelcoItem::CreatorTool),
        ("Created: 2026-11-26T02:11:40Z\n", TelcoItem::Created),
        (
            "CreatorComment: <text>SBOM Type: Build</text>\n",
            TelcoItem::SbomType,
        ),
        ("SPDXID: SPDXRef-lib\n", TelcoItem::PackageId),
        ("PackageVersion: 2\n", TelcoItem::PackageVersion),
        (
            "PackageSupplier: Person: Jo (jo@example.org)\n",
            TelcoItem::PackageSupplier,
        ),
        (
            "PackageDownloadLocation: NONE\n",
            TelcoItem::DownloadLocation,
        ),
        (
            "PackageChecksum: MD5: d41d8cd98f00b204e9800998ecf8427e\n",
            TelcoItem::Checksum,
        ),
        (
            "PackageLicenseConcluded: MIT\n",
            TelcoItem::LicenceConcluded,
        ),
        ("PackageLicenseDeclared: MIT\n", TelcoItem::LicenceDeclared),
        ("PackageCopyrightText: NONE\n", TelcoItem::Copyright),
        (
            "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-amf\n",
            TelcoItem::Describes,
        ),
        (
            "Relationship: SPDXRef-amf CONTAINS SPDXRef-lib\n",
            TelcoItem::Contains,
        ),
    ] {
        let text = WHOLE.replacen(line, "", 1);
        assert_ne!(text, WHOLE, "{line}");
        let quality = quality(&read(&text));
        assert!(!quality.telco_share(item).is_whole(), "{line}");
        assert!(!quality.meets_telco(), "{line}");
    }
}

#[test]
fn what_is_not_known_is_not_had() {
    let bom = read(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6",
            "metadata":{"timestamp":"yesterday","tools":[{"name":"t"}],"component":{"bom-ref":"r","name":"amf","version":"1"}},
            "components":[
              {"bom-ref":"a","name":"a","version":"NOASSERTION","cpe":"cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"},
              {"name":"b","version":"2","supplier":{"name":"NOASSERTION"}},
              {"version":"3"}],
            "dependencies":[{"ref":"r","dependsOn":["a"]}]}"#,
    );
    let quality = quality(&bom);
    for (element, have, of) in [
        (NtiaElement::Supplier, 0, 4),
        (NtiaElement::Name, 3, 4),
        (NtiaElement::Version, 2, 4),
        (NtiaElement::OtherIdentifiers, 1, 4),
        (NtiaElement::Relationship, 2, 4),
        (NtiaElement::Author, 0, 1),
        (NtiaElement::Timestamp, 0, 1),
    ] {
        assert_eq!(
            quality.ntia_share(element),
            Share { have, of },
            "{element:?}"
        );
    }
    assert!(!quality.telco_share(TelcoItem::Format).is_whole());
}

#[test]
fn a_list_of_nothing_meets_nothing() {
    let quality = quality(&Bom::new(BomFormat::SpdxJson, "2.3"));
    assert!(!quality.meets_ntia() && !quality.meets_telco());
    assert_eq!(quality.ntia_share(NtiaElement::Name).percent(), None);
}

#[test]
fn percents_are_whole_only_for_all_and_nothing_only_for_none() {
    for (have, of, percent) in [
        (0, 10, Some(0)),
        (1, 1_000, Some(1)),
        (999, 1_000, Some(99)),
        (1_000, 1_000, Some(100)),
        (1, 2, Some(50)),
        (0, 0, None),
    ] {
        assert_eq!(Share { have, of }.percent(), percent, "{have} of {of}");
    }
}

#[test]
fn timestamps_name_day_time_and_zone() {
    for good in [
        "2026-11-26T02:11:40Z",
        "2026-11-26T02:11:40.123Z",
        "2026-11-26T02:11:40+02:00",
        "2026-11-26T02:11:40-0500",
    ] {
        assert!(is_timestamp(good), "{good}");
    }
    for bad in [
        "",
        "yesterday",
        "2026-11-26",
        "2026-13-26T02:11:40Z",
        "2026-11-26T02:11Z",
        "2026-11-26T02:11:40",
        "0000-11-26T02:11:40Z",
        "2026-11-26T25:11:40Z",
    ] {
        assert!(!is_timestamp(bad), "{bad}");
    }
}

//! Bills of materials, as if received from suppliers: some in CycloneDX, one in SPDX, not equally good.

use serde_json::{Value, json};

/// A part: package URL without version, version, supplier as the document names it. Empty: not named.
type PartRow = (&'static str, &'static str, &'static str);

/// A document about one release.
struct Document {
    path: &'static str,
    name: &'static str,
    version: &'static str,
    supplier: &'static str,
    /// What the document says about its own completeness.
    complete: Option<bool>,
    parts: &'static [PartRow],
}

const LINUX: PartRow = ("pkg:generic/nandor/linux", "6.6", "Nandor Linux project");
const TLS_OLD: PartRow = ("pkg:generic/tamsin/tls", "1.9", "");
const TLS: PartRow = ("pkg:generic/tamsin/tls", "2.0", "");
const CACHE: PartRow = ("pkg:generic/wickel/cache", "3.8", "Wickel project");
const BRIDGE: PartRow = ("pkg:generic/wickel/bridge", "0.7", "Wickel project");
const GORVAN: PartRow = ("pkg:generic/gorvan/baseband", "5.1", "Gorvan Baseband");
const PARSER: PartRow = ("pkg:generic/opaq/parser", "0.3.1", "");

const DOCUMENTS: &[Document] = &[
    Document {
        path: "documents/dornik-du-7.2.1.cdx.json",
        name: "Dornik base station software",
        version: "7.2.1",
        supplier: "Dornik Radio",
        complete: Some(true),
        parts: &[GORVAN, TLS],
    },
    Document {
        path: "documents/elvast-gnb-23.1.spdx.json",
        name: "Elvast base station software",
        version: "23.1",
        supplier: "Elvast Wireless",
        complete: None,
        parts: &[GORVAN, TLS, CACHE],
    },
    Document {
        path: "documents/hestrel-amf-12.4.cdx.json",
        name: "Hestrel AMF",
        version: "12.4",
        supplier: "Hestrel Core",
        complete: Some(true),
        parts: &[TLS, CACHE, BRIDGE],
    },
    Document {
        path: "documents/irvane-amf-9.3.cdx.json",
        name: "Irvane AMF",
        version: "9.3",
        supplier: "Irvane Networks",
        complete: Some(false),
        parts: &[TLS_OLD, PARSER],
    },
    Document {
        path: "documents/jolvik-udm-3.3.cdx.json",
        name: "Jolvik UDM",
        version: "3.3",
        supplier: "Jolvik Data",
        complete: Some(true),
        parts: &[TLS, CACHE, BRIDGE],
    },
    Document {
        path: "documents/lomund-cluster-1.31.cdx.json",
        name: "Lomund cluster control plane",
        version: "1.31",
        supplier: "Lomund Platform",
        complete: Some(true),
        parts: &[LINUX, TLS, CACHE],
    },
];

/// The documents by path.
pub(super) fn files() -> Vec<(String, String)> {
    DOCUMENTS
        .iter()
        .map(|document| {
            let mut value = if document.path.ends_with(".spdx.json") {
                spdx(document)
            } else {
                cyclonedx(document)
            };
            // The order of keys must not hang on features of the JSON library.
            value.sort_all_objects();
            (document.path.to_owned(), format!("{value:#}\n"))
        })
        .collect()
}

fn cyclonedx(document: &Document) -> Value {
    let components: Vec<Value> = document
        .parts
        .iter()
        .map(|(purl, version, supplier)| {
            let full = format!("{purl}@{version}");
            let mut part = json!({
                "type": "library",
                "bom-ref": full,
                "name": short_name(purl),
                "version": version,
                "purl": full,
            });
            if !supplier.is_empty() {
                part["supplier"] = json!({ "name": supplier });
            }
            part
        })
        .collect();
    let refs: Vec<&Value> = components.iter().map(|part| &part["bom-ref"]).collect();
    let mut bom = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "subject",
                "name": document.name,
                "version": document.version,
                "supplier": { "name": document.supplier },
            },
        },
        "dependencies": [{ "ref": "subject", "dependsOn": refs }],
        "components": components,
    });
    if let Some(complete) = document.complete {
        let aggregate = if complete { "complete" } else { "incomplete" };
        bom["compositions"] = json!([{ "aggregate": aggregate, "assemblies": ["subject"] }]);
    }
    bom
}

fn spdx(document: &Document) -> Value {
    let subject = json!({
        "SPDXID": "SPDXRef-Subject",
        "name": document.name,
        "versionInfo": document.version,
        "supplier": format!("Organization: {}", document.supplier),
        "downloadLocation": "NOASSERTION",
    });
    let parts = document.parts.iter().enumerate().map(|(n, part)| {
        let (purl, version, supplier) = part;
        json!({
            "SPDXID": format!("SPDXRef-Part-{}", n + 1),
            "name": short_name(purl),
            "versionInfo": version,
            "supplier": match *supplier {
                "" => "NOASSERTION".to_owned(),
                name => format!("Organization: {name}"),
            },
            "downloadLocation": "NOASSERTION",
            "externalRefs": [{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": format!("{purl}@{version}"),
            }],
        })
    });
    let packages: Vec<Value> = std::iter::once(subject).chain(parts).collect();
    let mut relationships = vec![json!({
        "spdxElementId": "SPDXRef-DOCUMENT",
        "relationshipType": "DESCRIBES",
        "relatedSpdxElement": "SPDXRef-Subject",
    })];
    relationships.extend((1..=document.parts.len()).map(|n| {
        json!({
            "spdxElementId": "SPDXRef-Subject",
            "relationshipType": "CONTAINS",
            "relatedSpdxElement": format!("SPDXRef-Part-{n}"),
        })
    }));
    json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": format!("{} {}", document.name, document.version),
        "documentNamespace": "https://elvast.example/spdx/base-station-23.1",
        "creationInfo": { "created": "2026-03-10T00:00:00Z", "creators": ["Organization: Elvast Wireless"] },
        "packages": packages,
        "relationships": relationships,
    })
}

/// `pkg:generic/tamsin/tls` → `tls`.
fn short_name(purl: &str) -> &str {
    purl.rsplit('/').next().unwrap_or(purl)
}

//! Bills of materials and attestations, told by what stands in them, and by their names when that says nothing.

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    /// A bill of materials.
    Bom,
    /// An attestation.
    Attestation,
}

/// How far into a text its head reaches.
const HEAD_BYTES: usize = 64 << 10;

/// Ends of names that are said to be bills of materials.
const BOM_NAMES: [&str; 12] = [
    ".cdx.json",
    ".cdx.xml",
    ".spdx",
    ".spdx.json",
    ".spdx.rdf",
    ".spdx.jsonld",
    ".spdx3.json",
    ".bom.json",
    ".bom.xml",
    ".sbom",
    ".sbom.json",
    ".sbom.xml",
];
/// Whole names of the same.
const BOM_WHOLE_NAMES: [&str; 4] = ["bom.json", "bom.xml", "sbom.json", "sbom.xml"];
/// Ends of names that are said to be attestations.
const ATTESTATION_NAMES: [&str; 7] = [
    ".intoto.json",
    ".intoto.jsonl",
    ".intoto",
    ".dsse",
    ".dsse.json",
    ".sigstore.json",
    ".sigstore",
];

/// By its name alone.
pub(crate) fn by_name(path: &str) -> Option<Paper> {
    let name = path
        .rsplit(['/', '!'])
        .next()
        .unwrap_or(path)
        .to_ascii_lowercase();
    let ends = |all: &[&str]| all.iter().any(|end| name.ends_with(end));
    if ends(&ATTESTATION_NAMES) {
        return Some(Paper::Attestation);
    }
    (ends(&BOM_NAMES) || BOM_WHOLE_NAMES.contains(&name.as_str())).then_some(Paper::Bom)
}

/// Whether a file may be one, by its name or first bytes, so that it is worth keeping until its end.
pub(crate) fn may_be(path: &str, head: &[u8]) -> bool {
    let first = text_of(head).first();
    matches!(first, Some(b'{' | b'[' | b'<'))
        || has(head, b"SPDXVersion:")
        || by_name(path).is_some()
}

/// What a whole file is.
pub(crate) fn of(path: &str, bytes: &[u8]) -> Option<Paper> {
    by_content(bytes).or_else(|| by_name(path))
}

/// By what stands in it.
fn by_content(bytes: &[u8]) -> Option<Paper> {
    let text = text_of(bytes);
    let head = &text[..text.len().min(HEAD_BYTES)];
    match text.first() {
        Some(b'{' | b'[') => json(text),
        Some(b'<') => (has(head, b"cyclonedx.org/schema/bom") || has(head, b"spdx.org/rdf/terms"))
            .then_some(Paper::Bom),
        _ => {
            let mut lines = head.split(|byte| *byte == b'\n');
            lines
                .any(|line| line.starts_with(b"SPDXVersion:"))
                .then_some(Paper::Bom)
        }
    }
}

fn json(text: &[u8]) -> Option<Paper> {
    let envelope = has(text, b"\"payloadType\"") && has(text, b"\"payload\"");
    let bundle = has(text, b"application/vnd.dev.sigstore.bundle");
    let head = &text[..text.len().min(HEAD_BYTES)];
    if envelope || bundle || has(head, b"in-toto.io/Statement") {
        return Some(Paper::Attestation);
    }
    let cyclonedx = has(text, b"\"bomFormat\"") && has(text, b"CycloneDX");
    let spdx = has(text, b"\"spdxVersion\"") && has(text, b"\"SPDXID\"");
    let linked = has(head, b"\"@context\"") && has(head, b"spdx.org/rdf/");
    (cyclonedx || spdx || linked).then_some(Paper::Bom)
}

/// Without the mark of UTF-8 and blanks before it.
fn text_of(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start()
}

fn has(text: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(text, what).is_some()
}

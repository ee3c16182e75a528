//! What a document is, judged by the few keys that tell formats apart.

use keyholder_supply::bom::BomFormat;

use super::json::{Fields, Node};
use super::reading::short;

/// What can be read, as the help of a refusal.
pub(super) const READABLE: &str = "CycloneDX 1.2 to 1.7 (JSON, XML), SPDX 2.2 or 2.3 (JSON, tag-value) and SPDX 3.0 (JSON-LD) can be read; ask the supplier for one of them";

/// What was seen.
pub(super) enum Seen {
    /// CycloneDX in a version that is read, as written.
    CycloneDx(String),
    /// SPDX in a version that is read, as written.
    Spdx(String),
    /// SPDX 3 in a version that is read, as written.
    Spdx3(String),
    /// Anything else: what it seems to be, and what to do.
    Other(String, &'static str),
}

/// Looks at the top level of a JSON document.
pub(super) fn look(fields: &Fields<'_>) -> Seen {
    let format = fields.text("bomFormat");
    let schema = fields.text("$schema").unwrap_or_default();
    let is_cyclonedx = match &format {
        Some(name) => name.eq_ignore_ascii_case("CycloneDX"),
        None => schema.contains("cyclonedx.org/schema/bom-") && fields.get("specVersion").is_some(),
    };
    if is_cyclonedx {
        return cyclonedx(
            fields.text("specVersion").as_deref(),
            BomFormat::CycloneDxJson,
        );
    }
    if let Some(version) = fields.text("spdxVersion") {
        return spdx(&version, BomFormat::SpdxJson);
    }
    if let Some(seen) = spdx3(fields) {
        return seen;
    }
    Seen::Other(other(fields, format.as_deref()), READABLE)
}

/// Judges a version of CycloneDX.
pub(super) fn cyclonedx(version: Option<&str>, format: BomFormat) -> Seen {
    let Some(version) = version else {
        let what = "a CycloneDX document that does not say its `specVersion`".to_owned();
        return Seen::Other(what, READABLE);
    };
    if matches!(version, "1.2" | "1.3" | "1.4" | "1.5" | "1.6" | "1.7") {
        return Seen::CycloneDx(version.to_owned());
    }
    let what = format!(
        "{} of version `{}` is not read yet",
        format.word(),
        short(version)
    );
    Seen::Other(what, READABLE)
}

/// Judges a version of SPDX 2.
pub(super) fn spdx(version: &str, format: BomFormat) -> Seen {
    let number = version.strip_prefix("SPDX-").unwrap_or(version);
    let is_read = ["2.2", "2.3"].iter().any(|known| {
        let rest = number.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    if is_read {
        return Seen::Spdx(number.to_owned());
    }
    let what = format!(
        "{} of version `{}` is not read yet",
        format.word(),
        short(version)
    );
    Seen::Other(what, READABLE)
}

/// SPDX 3 by its context, or by what its elements say of their version.
fn spdx3(fields: &Fields<'_>) -> Option<Seen> {
    let context = fields.get("@context").map(words_of).unwrap_or_default();
    let version = match context.split_once("spdx.org/rdf/") {
        Some((_, rest)) => rest.split('/').next().unwrap_or_default().to_owned(),
        None => {
            let graph = fields.get("@graph").and_then(Node::items)?;
            let version = |node: Node<'_>| node.fields().ok()?.text("specVersion");
            graph.into_iter().find_map(version)?
        }
    };
    if version == "3.0" || version.starts_with("3.0.") {
        return Some(Seen::Spdx3(version));
    }
    let version = short(&version);
    let what = format!("SPDX JSON-LD of version `{version}` is not read yet");
    Some(Seen::Other(what, READABLE))
}

fn other(fields: &Fields<'_>, format: Option<&str>) -> String {
    let has = |key: &str| fields.get(key).is_some();
    let context = fields.get("@context").map(words_of).unwrap_or_default();
    let csaf = || {
        let document = fields.get("document").and_then(|node| node.fields().ok());
        document.is_some_and(|inner| inner.get("csaf_version").is_some())
    };
    let known = if let Some(format) = format {
        return format!("a document that calls its format `{}`", short(format));
    } else if context.contains("spdx") {
        "this looks like SPDX 3, but its context names no version"
    } else if context.contains("openvex") {
        "an OpenVEX statement is no bill of materials"
    } else if csaf() {
        "a CSAF advisory is no bill of materials"
    } else if fields.text("dataType").is_some_and(|t| t == "CVE_RECORD") {
        "a CVE record is no bill of materials"
    } else if has("affected") && has("id") && has("modified") {
        "an OSV record is no bill of materials"
    } else if has("payloadType") && has("payload") {
        "a signed envelope (DSSE) is not opened yet; the bill of materials may be inside"
    } else if has("_type") && has("predicateType") {
        "an in-toto statement is not opened yet; the bill of materials may be inside"
    } else if has("artifacts") && has("descriptor") {
        "a scanner's own JSON is not read; the scanner can write CycloneDX or SPDX as well"
    } else if has("specVersion") && has("components") {
        "this looks like CycloneDX, but `bomFormat` is missing"
    } else if has("SPDXID") || has("spdxId") {
        "this looks like SPDX, but `spdxVersion` is missing"
    } else {
        return unknown(fields);
    };
    known.to_owned()
}

fn unknown(fields: &Fields<'_>) -> String {
    let keys: Vec<String> = fields.keys().take(4).map(short).collect();
    if keys.is_empty() {
        return "an empty JSON object".to_owned();
    }
    let list = keyholder_diag::list_some(keys.iter().map(String::as_str), 4);
    format!("JSON of a kind that is not known; it begins with {list}")
}

/// A text, or all texts of a list, for a look at their words.
fn words_of(node: Node<'_>) -> String {
    let items = node.items().unwrap_or_else(|| vec![node]);
    let texts: Vec<String> = items.into_iter().filter_map(Node::text).collect();
    texts.join(" ").to_lowercase()
}

/// Whether a text is SPDX as lines of tag and value.
pub(super) fn is_tag_value(text: &str) -> bool {
    head(text)
        .lines()
        .any(|line| line.starts_with("SPDXVersion:"))
}

/// Looks at XML that is not CycloneDX, by the name of its first element.
pub(super) fn look_at_xml(text: &str, root: &str) -> (String, &'static str) {
    let what = if head(text).contains("spdx.org/rdf") {
        "SPDX RDF is not read yet".to_owned()
    } else if root == "SoftwareIdentity" {
        "a SWID tag is not read yet".to_owned()
    } else if root == "bom" {
        "XML that begins with `bom`, but not in the namespace of CycloneDX".to_owned()
    } else {
        let root = short(root);
        format!("XML of a kind that is not known; it begins with `{root}`")
    };
    (what, READABLE)
}

/// Looks at a text that is not JSON: a known format in another dress, and what to do.
pub(super) fn look_at_text(text: &str) -> Option<(String, &'static str)> {
    let is_yaml = head(text)
        .lines()
        .any(|line| line.starts_with("spdxVersion:"));
    is_yaml.then(|| ("SPDX YAML is not read yet".to_owned(), READABLE))
}

fn head(text: &str) -> String {
    text.trim_start().chars().take(4_000).collect()
}

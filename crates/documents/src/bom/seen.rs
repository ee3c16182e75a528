//! What a document is, judged by the few keys that tell formats apart.

use super::json::{Fields, Node};
use super::reading::short;

/// What can be read, as the help of a refusal.
pub(super) const READABLE: &str = "CycloneDX 1.2 to 1.7 and SPDX 2.2 or 2.3 can be read, both as JSON; ask the supplier for one of them";

/// What was seen.
pub(super) enum Seen {
    /// CycloneDX in a version that is read, as written.
    CycloneDx(String),
    /// SPDX in a version that is read, as written.
    Spdx(String),
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
        return cyclonedx(fields.text("specVersion").as_deref());
    }
    if let Some(version) = fields.text("spdxVersion") {
        return spdx(&version);
    }
    Seen::Other(other(fields, format.as_deref()), READABLE)
}

fn cyclonedx(version: Option<&str>) -> Seen {
    let Some(version) = version else {
        let what = "a CycloneDX document that does not say its `specVersion`".to_owned();
        return Seen::Other(what, READABLE);
    };
    if matches!(version, "1.2" | "1.3" | "1.4" | "1.5" | "1.6" | "1.7") {
        return Seen::CycloneDx(version.to_owned());
    }
    let what = format!(
        "CycloneDX JSON of version `{}` is not read yet",
        short(version)
    );
    Seen::Other(what, READABLE)
}

fn spdx(version: &str) -> Seen {
    let number = version.strip_prefix("SPDX-").unwrap_or(version);
    let is_read = ["2.2", "2.3"].iter().any(|known| {
        let rest = number.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    if is_read {
        return Seen::Spdx(number.to_owned());
    }
    let what = format!("SPDX JSON of version `{}` is not read yet", short(version));
    Seen::Other(what, READABLE)
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
    } else if context.contains("spdx") || (has("@graph") && has("@context")) {
        "SPDX 3 (JSON-LD) is not read yet"
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

/// Looks at a text that is not JSON: a known format in another dress, and what to do.
pub(super) fn look_at_text(text: &str) -> Option<(String, &'static str)> {
    let head: String = text.trim_start().chars().take(4_000).collect();
    let says = |line_start: &str| head.lines().any(|line| line.starts_with(line_start));
    let what = if head.starts_with('<') {
        if head.contains("cyclonedx.org/schema/bom") {
            "CycloneDX XML is not read yet"
        } else if head.contains("spdx.org/rdf") {
            "SPDX RDF is not read yet"
        } else if head.contains("SoftwareIdentity") {
            "a SWID tag is not read yet"
        } else {
            "an XML document, not JSON"
        }
    } else if says("SPDXVersion:") {
        "SPDX tag-value text is not read yet"
    } else if says("spdxVersion:") {
        "SPDX YAML is not read yet"
    } else {
        return None;
    };
    Some((what.to_owned(), READABLE))
}

//! Bills of materials: how fast they are read, against a plain pass that understands nothing, and how long two of
//! them take to compare.

use std::fmt::Write;
use std::process::Command;

use keyholder_boms::{compare, read};
use keyholder_diag::{FileId, Limits};
use keyholder_supply::bom::Bom;

use super::super::measure;
use super::median;

const RUNS: usize = 3;
/// Sizes of documents, MB.
const SIZES: [usize; 3] = [1, 10, 50];
const FORMS: [(&str, &str); 3] = [
    ("json", "CycloneDX, JSON"),
    ("xml", "CycloneDX, XML"),
    ("tags", "SPDX, tag-value"),
];
const UNREADABLE: &str = "cannot read the processor time or memory";

/// Measures all of it.
pub(super) fn table() -> Result<String, String> {
    let mut text = String::from(
        "| document | MB | parts | read, CPU s | MB/s | plain pass, MB/s | times the pass | memory on top, MiB |\n|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for (form, word) in FORMS {
        for size in SIZES {
            eprintln!("{size} MB, {word}");
            let me = std::env::current_exe().map_err(|e| e.to_string())?;
            let out = Command::new(me)
                .args(["bench", "--gate-document", form, &size.to_string()])
                .output()
                .map_err(|e| e.to_string())?;
            if !out.status.success() {
                return Err(String::from_utf8_lossy(&out.stderr).into_owned());
            }
            let said = String::from_utf8_lossy(&out.stdout);
            text.push_str(&format!("| {word} | {}\n", said.trim()));
        }
    }
    text.push_str(
        "\n| two lists | parts of each | compare, CPU s | each part, µs |\n|---|--:|--:|--:|\n",
    );
    for (word, change) in CHANGES {
        for parts in [1_000, 10_000, 100_000] {
            eprintln!("{parts} parts, {word}");
            let (before, after) = (list(parts, None)?, list(parts, Some(change))?);
            let times = measure::times(RUNS, || compare(Some(&before), &after));
            let seconds = median(times.ok_or(UNREADABLE)?);
            text.push_str(&format!(
                "| {word} | {parts} | {seconds:.3} | {:.2} |\n",
                seconds * 1e6 / parts as f64
            ));
        }
    }
    Ok(text)
}

/// Reads one document of so many MB in a process of its own, and prints the rest of its row.
pub(super) fn document(form: &str, megabytes: &str) -> Result<(), String> {
    let size: usize = megabytes
        .parse()
        .map_err(|_| format!("`{megabytes}` is no number"))?;
    let one = text(form, 1_000, None).len() / 1_000;
    let parts = size * 1_000_000 / one;
    let text = text(form, parts, None);
    let bytes = text.len() as f64 / 1e6;
    let pass = measure::times(RUNS, || plain(form, &text)).ok_or(UNREADABLE)?;
    let limits = Limits::default();
    measure::forget_peak().map_err(|e| e.to_string())?;
    let (before, _) = measure::memory().ok_or(UNREADABLE)?;
    let parsed = read(FileId(0), &text, &limits);
    let (_, peak) = measure::memory().ok_or(UNREADABLE)?;
    let found = parsed.value.as_ref().map_or(0, |bom| bom.components.len());
    if found != parts || parsed.diagnostics.iter().next().is_some() {
        return Err(format!("of {parts} parts {found} were read"));
    }
    drop(parsed);
    let times = measure::times(RUNS, || read(FileId(0), &text, &limits)).ok_or(UNREADABLE)?;
    let (seconds, pass) = (median(times), median(pass));
    println!(
        "{bytes:.0} | {parts} | {seconds:.3} | {:.0} | {:.0} | {:.1} | {:.0} |",
        bytes / seconds,
        bytes / pass,
        seconds / pass,
        peak.saturating_sub(before) as f64 / f64::from(1 << 20)
    );
    Ok(())
}

/// What stands between one list and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// One in ten is newer, one in a hundred is another part.
    Usual,
    /// Every part has another name and the same digest.
    Renamed,
    /// No part is in both.
    Others,
}

const CHANGES: [(&str, Change); 3] = [
    ("one in ten newer, one in a hundred replaced", Change::Usual),
    ("every part under another name", Change::Renamed),
    ("nothing in common", Change::Others),
];

/// A list as it is read.
fn list(parts: usize, change: Option<Change>) -> Result<Bom, String> {
    let parsed = read(FileId(0), &text("json", parts, change), &Limits::default());
    parsed
        .value
        .ok_or_else(|| "cannot read the list".to_owned())
}

/// A document with so many parts.
fn text(form: &str, parts: usize, change: Option<Change>) -> String {
    let all = (0..parts).map(|n| Part::new(n, change));
    match form {
        "json" => json(all),
        "xml" => xml(all),
        _ => tags(all),
    }
}

struct Part {
    name: String,
    version: String,
    supplier: String,
    sha256: String,
}

impl Part {
    fn new(n: usize, change: Option<Change>) -> Part {
        let mut part = Part {
            name: format!("part-{n:06}"),
            version: format!("{}.{}.{}", n % 7, n % 31, n % 11),
            supplier: format!("Supplier {}", n % 500),
            sha256: format!("{:064x}", n as u128 * 0x9e37_79b9_7f4a_7c15),
        };
        let other = format!("{:064x}", !(n as u128));
        match change {
            Some(Change::Usual) if n % 100 == 7 => part.name = format!("fresh-{n:06}"),
            Some(Change::Usual) if n % 10 == 3 => part.version = format!("9.{}.0", n % 31),
            Some(Change::Renamed) => part.name = format!("name-{n:06}"),
            Some(Change::Others) => part.name = format!("other-{n:06}"),
            _ => return part,
        }
        if change != Some(Change::Renamed) {
            part.sha256 = other;
        }
        part
    }
}

fn json(parts: impl Iterator<Item = Part>) -> String {
    let mut out = String::from(
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"metadata\":{\"timestamp\":\"2026-11-10T09:00:00Z\",\"authors\":[{\"name\":\"Arden Networks\"}],\"component\":{\"type\":\"application\",\"bom-ref\":\"release\",\"name\":\"arden-amf\",\"version\":\"4.2.1\"}},\"components\":[",
    );
    for (n, part) in parts.enumerate() {
        let Part {
            name,
            version,
            supplier,
            sha256,
        } = part;
        let comma = if n == 0 { "" } else { "," };
        let _ = write!(
            out,
            "{comma}\n{{\"type\":\"library\",\"bom-ref\":\"{name}\",\"supplier\":{{\"name\":\"{supplier}\"}},\"name\":\"{name}\",\"version\":\"{version}\",\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{sha256}\"}}],\"licenses\":[{{\"license\":{{\"id\":\"Apache-2.0\"}}}}],\"purl\":\"pkg:generic/{name}@{version}\"}}"
        );
    }
    out.push_str("]}\n");
    out
}

fn xml(parts: impl Iterator<Item = Part>) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\" version=\"1\">\n<metadata><timestamp>2026-11-10T09:00:00Z</timestamp><component type=\"application\" bom-ref=\"release\"><name>arden-amf</name><version>4.2.1</version></component></metadata>\n<components>\n",
    );
    for part in parts {
        let Part {
            name,
            version,
            supplier,
            sha256,
        } = part;
        let _ = writeln!(
            out,
            "<component type=\"library\" bom-ref=\"{name}\"><supplier><name>{supplier}</name></supplier><name>{name}</name><version>{version}</version><hashes><hash alg=\"SHA-256\">{sha256}</hash></hashes><licenses><license><id>Apache-2.0</id></license></licenses><purl>pkg:generic/{name}@{version}</purl></component>"
        );
    }
    out.push_str("</components>\n</bom>\n");
    out
}

fn tags(parts: impl Iterator<Item = Part>) -> String {
    let mut out = String::from(
        "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: arden-amf\nDocumentNamespace: https://arden.example/amf\nCreator: Organization: Arden Networks\nCreated: 2026-11-10T09:00:00Z\n",
    );
    for part in parts {
        let Part {
            name,
            version,
            supplier,
            sha256,
        } = part;
        let _ = writeln!(
            out,
            "\nPackageName: {name}\nSPDXID: SPDXRef-{name}\nPackageVersion: {version}\nPackageSupplier: Organization: {supplier}\nPackageDownloadLocation: NOASSERTION\nFilesAnalyzed: false\nPackageChecksum: SHA256: {sha256}\nPackageLicenseConcluded: Apache-2.0\nPackageLicenseDeclared: Apache-2.0\nPackageCopyrightText: NOASSERTION\nExternalRef: PACKAGE-MANAGER purl pkg:generic/{name}@{version}"
        );
    }
    out
}

/// Goes through a document, looks at its form, and understands nothing of it.
fn plain(form: &str, text: &str) -> usize {
    match form {
        "json" => usize::from(serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()),
        "xml" => {
            let mut reader = quick_xml::Reader::from_str(text);
            let mut events = 0;
            while let Ok(event) = reader.read_event() {
                if matches!(event, quick_xml::events::Event::Eof) {
                    break;
                }
                events += 1;
            }
            events
        }
        _ => text.lines().filter(|line| line.contains(": ")).count(),
    }
}

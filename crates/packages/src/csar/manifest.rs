//! The manifest of a package: what it is, which files belong to it, and a signature over all of that.
//!
//! The signed part is taken byte for byte: what stands before the line with `-----BEGIN CMS-----`, and nothing
//! joined or mended. What stands behind the signature is signed by nobody, and so must not be there.

use keyholder_supply::gate::Said;

use super::listed::Listed;
use super::meta::bare;
use crate::answers::{Faults, shown};

const BEGIN: &[u8] = b"-----BEGIN CMS-----";
const END: &[u8] = b"-----END CMS-----";

/// A manifest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manifest {
    /// Its path.
    pub(crate) path: String,
    /// The bytes that are signed.
    pub(crate) signed: Vec<u8>,
    /// The signature, DER.
    pub(crate) signature: Option<Vec<u8>>,
    /// Keys and values of its head.
    pub(crate) metadata: Vec<(String, String)>,
    /// Files.
    pub(crate) listed: Vec<Listed>,
    /// Files that it names in sets for others, without digests.
    pub(crate) in_sets: Vec<String>,
    /// What is wrong with its signed part.
    pub(crate) faults: Faults,
    /// What is wrong with where its signature stands.
    pub(crate) signature_faults: Faults,
    /// Keys that are not known.
    pub(crate) unknown: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Start,
    Metadata,
    Sources,
    Sets,
}

impl Manifest {
    /// Reads a manifest, leniently, and tells every doubt.
    pub(crate) fn read(path: &str, bytes: &[u8]) -> Manifest {
        let mut manifest = Manifest {
            path: path.to_owned(),
            ..Manifest::default()
        };
        let signed = manifest.part(bytes);
        manifest.lines(signed);
        manifest.signed = signed.to_vec();
        manifest
    }

    fn unsigned(&mut self, what: &str) {
        let said = Said::new(what).at(shown(&self.path));
        self.signature_faults.push(said.remedy(
            "ask the supplier for a manifest whose signature is one block at its very end",
        ));
    }

    /// Parts the manifest from its signature.
    fn part<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let begins: Vec<usize> = lines_with(bytes, BEGIN);
        let ends: Vec<usize> = lines_with(bytes, END);
        let (begin, end) = match (begins.as_slice(), ends.as_slice()) {
            ([], []) => return bytes,
            ([begin], [end]) if begin < end => (*begin, *end),
            ([_, _, ..], _) | (_, [_, _, ..]) => {
                self.unsigned("the manifest has more than one signature block");
                return &bytes[..begins.first().copied().unwrap_or(bytes.len())];
            }
            _ => {
                self.unsigned("the signature block of the manifest has no beginning or no end");
                let first = begins.first().or(ends.first());
                return &bytes[..first.copied().unwrap_or(bytes.len())];
            }
        };
        let after = &bytes[end + END.len()..];
        if !after.iter().all(u8::is_ascii_whitespace) {
            self.unsigned("the manifest goes on after its signature, where nothing is signed");
        }
        let body = &bytes[begin + BEGIN.len()..end];
        match decode(body) {
            Some(der) => self.signature = Some(der),
            None => self.unsigned("the signature block of the manifest is not base64"),
        }
        &bytes[..begin]
    }

    fn fault(&mut self, what: String) {
        let said = Said::new(format!("the manifest {what}")).at(shown(&self.path));
        self.faults.push(said);
    }

    fn lines(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        if text.contains('\u{fffd}') || text.contains('\0') {
            self.fault("is not plain UTF-8".to_owned());
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        // A line end that some programs see and others do not would hide a line.
        let odd = ['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
        if text.contains(odd) || text.replace("\r\n", "\n").contains('\r') {
            self.fault("has line ends that not every program sees".to_owned());
        }
        let mut section = Section::Start;
        for line in text.lines() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((key, value)) = line.split_once(':') else {
                self.fault(format!(
                    "has the line `{}`, which says nothing",
                    shown(line)
                ));
                continue;
            };
            let key = key.trim().to_ascii_lowercase();
            let value = bare(value);
            section = self.line(section, &key, value);
        }
    }

    fn line(&mut self, section: Section, key: &str, value: &str) -> Section {
        match key {
            "metadata" if value.is_empty() => return Section::Metadata,
            "non_mano_artifact_sets" if value.is_empty() => return Section::Sets,
            "source" if section == Section::Sets => {
                self.in_sets.push(value.to_owned());
                // In some manifests the list of files goes on behind the sets; its lines have digests.
                self.listed.push(self.listing(value));
                return section;
            }
            "source" => {
                if value.is_empty() {
                    self.fault("lists a file without a name".to_owned());
                }
                self.listed.push(self.listing(value));
                return Section::Sources;
            }
            _ => {}
        }
        match section {
            Section::Metadata => self.metadata.push((key.to_owned(), value.to_owned())),
            Section::Start => self.unknown.push(key.to_owned()),
            Section::Sources | Section::Sets => self.detail(section, key, value),
        }
        section
    }

    fn listing(&self, source: &str) -> Listed {
        Listed {
            source: source.to_owned(),
            place: self.path.clone(),
            ..Listed::default()
        }
    }

    /// A line below a file.
    fn detail(&mut self, section: Section, key: &str, value: &str) {
        let last = self.listed.last_mut();
        let slot = match (key, last) {
            ("algorithm", Some(last)) => &mut last.algorithm,
            ("hash", Some(last)) => &mut last.hash,
            ("signature", Some(last)) => &mut last.signature,
            ("certificate", Some(last)) => &mut last.certificate,
            // The name of a set.
            _ if section == Section::Sets && value.is_empty() => return,
            _ => {
                self.unknown.push(key.to_owned());
                return;
            }
        };
        if slot.is_some() {
            self.fault(format!("says `{key}` twice of one file"));
            return;
        }
        *slot = Some(value.to_owned()).filter(|value| !value.is_empty());
    }
}

/// Where lines begin that are one marker and blanks.
fn lines_with(bytes: &[u8], marker: &[u8]) -> Vec<usize> {
    let all = memchr::memmem::find_iter(bytes, marker);
    let starts = |at: &usize| *at == 0 || matches!(bytes[at - 1], b'\n' | b'\r');
    all.filter(starts).collect()
}

fn decode(body: &[u8]) -> Option<Vec<u8>> {
    use base64::Engine as _;
    let clean: Vec<u8> = body
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    base64::engine::general_purpose::STANDARD
        .decode(clean)
        .ok()
        .filter(|der| !der.is_empty())
}

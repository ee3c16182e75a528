//! `TOSCA.meta`: the file that names the other files of a package.

use keyholder_supply::gate::Said;

use super::listed::Listed;
use crate::answers::{Faults, shown};

/// Where it stands in every package that has it.
pub(crate) const PATH: &str = "TOSCA-Metadata/TOSCA.meta";

/// What it says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meta {
    /// The descriptor.
    pub(crate) definitions: Option<String>,
    /// The manifest.
    pub(crate) manifest: Option<String>,
    /// The certificate of the signer.
    pub(crate) certificate: Option<String>,
    /// Other files that it names, each with the key.
    pub(crate) others: Vec<(String, String)>,
    /// Files with digests, which some write here and not in the manifest.
    pub(crate) listed: Vec<Listed>,
    /// What is wrong with it.
    pub(crate) faults: Faults,
}

/// Keys whose value is a file, in their names of today and before.
const MANIFEST: [&str; 2] = ["etsi-entry-manifest", "entry-manifest"];
const CERTIFICATE: [&str; 2] = ["etsi-entry-certificate", "entry-certificate"];
const OTHERS: [&str; 6] = [
    "etsi-entry-change-log",
    "entry-change-log",
    "etsi-entry-licenses",
    "entry-licenses",
    "etsi-entry-tests",
    "entry-tests",
];

impl Meta {
    /// Reads it, leniently, and tells every doubt.
    pub(crate) fn read(bytes: &[u8]) -> Meta {
        let mut meta = Meta::default();
        let text = String::from_utf8_lossy(bytes);
        if text.contains('\u{fffd}') {
            meta.fault("is not UTF-8".to_owned());
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut first = true;
        let mut block: Vec<(String, String)> = Vec::new();
        for line in text.lines().chain([""]) {
            let line = line.trim_end();
            if line.is_empty() {
                if !block.is_empty() {
                    meta.block(std::mem::take(&mut block), first);
                    first = false;
                }
                continue;
            }
            if line.starts_with([' ', '\t']) && !block.is_empty() {
                // A long value goes on in the next line, after one blank.
                if let Some((_, value)) = block.last_mut() {
                    value.push_str(line.get(1..).unwrap_or_default());
                }
                continue;
            }
            if line.starts_with('#') {
                continue;
            }
            match line.split_once(':') {
                Some((key, value)) => {
                    block.push((key.trim().to_ascii_lowercase(), bare(value).to_owned()));
                }
                None => meta.fault(format!(
                    "has the line `{}`, which says nothing",
                    shown(line)
                )),
            }
        }
        meta
    }

    fn fault(&mut self, what: String) {
        self.faults
            .push(Said::new(format!("`TOSCA.meta` {what}")).at(PATH));
    }

    fn block(&mut self, block: Vec<(String, String)>, first: bool) {
        if !first || block.iter().any(|(key, _)| key == "name") {
            let get = |name: &str| {
                let mut found = block.iter().filter(|(key, _)| key == name);
                found.next().map(|(_, value)| value.clone())
            };
            if let Some(source) = get("name") {
                self.listed.push(Listed {
                    source,
                    algorithm: get("algorithm"),
                    hash: get("hash"),
                    place: PATH.to_owned(),
                    ..Listed::default()
                });
            }
            return;
        }
        for (key, value) in block {
            let slot = if key == "entry-definitions" {
                &mut self.definitions
            } else if MANIFEST.contains(&key.as_str()) {
                &mut self.manifest
            } else if CERTIFICATE.contains(&key.as_str()) {
                &mut self.certificate
            } else {
                if OTHERS.contains(&key.as_str()) && !value.is_empty() {
                    self.others.push((key, value));
                }
                continue;
            };
            match slot {
                Some(before) if *before != value => {
                    let what = format!(
                        "names both `{}` and `{}` as `{key}`",
                        shown(before),
                        shown(&value)
                    );
                    self.fault(what);
                }
                _ => *slot = Some(value).filter(|value| !value.is_empty()),
            }
        }
    }
}

/// A value without blanks and quotes around it.
pub(super) fn bare(value: &str) -> &str {
    let value = value.trim();
    for quote in ['\'', '"'] {
        if let Some(inner) = value
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
        {
            return inner;
        }
    }
    value
}

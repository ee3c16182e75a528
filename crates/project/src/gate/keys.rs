//! Pinned keys and revocation lists, read from the folder `gate`.

use std::path::{Component, Path};

use keyholder_diag::{Code, Diagnostic};
use keyholder_signatures::{Anchor, LegacyLeaf, Purpose, Rules, Trust, read_key};
use keyholder_supply::facts::Name;
use keyholder_supply::gate::{GateFacts, KeyUse, TierFact, first_moment, last_moment};
use sha2::{Digest, Sha256};

use crate::load::{InputFile, bytes, hex};

/// The largest file with a key or a list, bytes.
const KEY_BYTES_MAX: u64 = 16 << 20;

/// What is pinned, and what could not be read.
#[derive(Debug, Default)]
pub struct ReadKeys {
    /// What signatures are held against.
    pub trust: Trust,
    /// Keys and lists that cannot be used.
    pub faults: Vec<Diagnostic>,
    /// Files that were read.
    pub inputs: Vec<InputFile>,
}

/// For what a key counts, as signatures take it.
#[must_use]
pub fn trust_key(purpose: KeyUse) -> Purpose {
    match purpose {
        KeyUse::Packages => Purpose::Packages,
        KeyUse::Provenance => Purpose::Provenance,
        KeyUse::Time => Purpose::Time,
        KeyUse::CounterSignature => Purpose::CounterSignature,
        KeyUse::Log => Purpose::Log,
    }
}

/// Reads everything that is pinned. What cannot be read is not pinned, and told.
#[must_use]
pub fn keys(folder: &Path, gate: &GateFacts, tier: Option<&TierFact>) -> ReadKeys {
    let mut read = ReadKeys::default();
    if let Some(tier) = tier {
        read.trust.rules = Rules {
            rsa_bits_min: tier.rsa_bits,
            crl_age_seconds_max: i64::from(tier.revocation_days) * 86_400,
        };
    }
    for key in &gate.keys {
        let Some(bytes) = read.file(folder, &key.file) else {
            continue;
        };
        match read_key(&bytes) {
            Ok(found) => read.trust.anchors.push(Anchor {
                id: key.id.text.clone(),
                key: found,
                purpose: trust_key(key.purpose),
                from: key.from.and_then(first_moment),
                until: key.until.and_then(last_moment),
            }),
            Err(why) => read.fault(&key.file, &format!("`{}` is no key: {why}", key.file.text)),
        }
    }
    for list in &gate.revocations {
        if let Some(bytes) = read.file(folder, list) {
            read.trust.crls.push(bytes);
        }
    }
    read.trust.legacy = gate
        .legacy
        .iter()
        .filter_map(|legacy| {
            Some(LegacyLeaf {
                certificate: legacy.certificate.text.clone(),
                id: legacy.id.text.clone(),
                until: last_moment(legacy.until)?,
            })
        })
        .collect();
    read
}

impl ReadKeys {
    fn fault(&mut self, at: &Name, what: &str) {
        let help = "put the file as it was received into the folder `gate`, and write its path from there; until then it does not count";
        let fault = Diagnostic::new(Code::KH0901, at.span, what.to_owned());
        self.faults.push(fault.help(help));
    }

    /// The bytes of a file below `gate`.
    fn file(&mut self, folder: &Path, name: &Name) -> Option<Vec<u8>> {
        let path = Path::new(&name.text);
        let plain = path
            .components()
            .all(|step| matches!(step, Component::Normal(_)));
        if !plain || name.text.contains('\\') {
            self.fault(
                name,
                &format!("`{}` leads out of the folder `gate`", name.text),
            );
            return None;
        }
        let full = folder.join("gate").join(path);
        // A link may lead anywhere, the last step of the path or one before it.
        let linked = |step: &Path| std::fs::symlink_metadata(step).is_ok_and(|m| m.is_symlink());
        let mut steps = full.ancestors().take(path.components().count());
        let is_file = std::fs::metadata(&full).map(|meta| meta.is_file());
        let is_file = is_file.map(|is_file| is_file && !steps.any(linked));
        match is_file {
            Ok(true) => {}
            Ok(false) => {
                self.fault(name, &format!("`{}` is no file", name.text));
                return None;
            }
            Err(error) => {
                self.fault(name, &format!("`{}` cannot be read: {error}", name.text));
                return None;
            }
        }
        match bytes(&full, KEY_BYTES_MAX) {
            Ok((size, Some(bytes))) => {
                self.inputs.push(InputFile {
                    path: format!("gate/{}", name.text),
                    sha256: hex(&Sha256::digest(&bytes)),
                    bytes: size,
                });
                Some(bytes)
            }
            Ok((size, None)) => {
                let what = format!(
                    "`{}` has {size} bytes; at most {KEY_BYTES_MAX} are read",
                    name.text
                );
                self.fault(name, &what);
                None
            }
            Err(error) => {
                self.fault(name, &format!("`{}` cannot be read: {error}", name.text));
                None
            }
        }
    }
}

//! Finds certificates in files of any kind: whole, in bundles, in texts and in the middle of programs.

use std::collections::BTreeSet;

use crate::ber;
use crate::certificate::{CERTIFICATE_BYTES_MAX, Certificate};
use crate::pem;
use crate::tlv::{Reader, only};

/// Most certificates that one bag may hold.
const BAG_MAX: usize = 4_096;

/// `-----BEGIN CERTIFICATE` in base64, as configuration carries whole files.
const WRAPPED: &[u8] = b"LS0tLS1CRUdJTiBDRVJUSUZJQ0FUR";

/// How the inside of a certificate of version 3 begins: `[0] { 2 }` and a number.
const INSIDE: &[u8] = &[0xa0, 0x03, 0x02, 0x01, 0x02, 0x02];

/// All certificates that can be found in these bytes, each once, in the order in which they stand. What looks like a
/// certificate and cannot be read is left out: this is for looking around, not for trusting.
#[must_use]
pub fn certificates_in(bytes: &[u8]) -> Vec<Certificate> {
    let mut found = Found::default();
    found.look(bytes);
    let mut at = 0;
    while let Some(start) = pem::find(bytes, WRAPPED, at) {
        let end = bytes[start..]
            .iter()
            .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')))
            .map_or(bytes.len(), |length| start + length);
        if let Some(text) = pem::decode(&bytes[start..end]) {
            found.blocks(&text);
        }
        at = end;
    }
    found.list
}

/// The certificates of a file that should hold nothing else: DER, PEM with one or several, or a bag (PKCS#7).
///
/// # Errors
/// When there is none, or one of them cannot be read.
pub fn certificates_of(bytes: &[u8]) -> Result<Vec<Certificate>, String> {
    let mut list = Vec::new();
    if let Some(tlv) = Reader::new(bytes).optional(0x30) {
        let rest = &bytes[tlv.whole.len()..];
        if !rest.iter().all(u8::is_ascii_whitespace) {
            return Err("bytes follow after the certificate".to_owned());
        }
        match Certificate::read(tlv.whole) {
            Ok(certificate) => list.push(certificate),
            Err(why) => {
                let bag = bag(bytes);
                if bag.is_empty() {
                    return Err(format!("the certificate {why}"));
                }
                list = bag;
            }
        }
        return Ok(list);
    }
    for block in pem::blocks(bytes) {
        let der = block
            .der
            .ok_or_else(|| format!("the block `{}` is not base64", block.label))?;
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => {
                list.push(Certificate::read(&der).map_err(|why| format!("the certificate {why}"))?);
            }
            "TRUSTED CERTIFICATE" => list.extend(trusted(&der)),
            _ => list.extend(bag(&der)),
        }
    }
    if list.is_empty() {
        return Err("no certificate is in it".to_owned());
    }
    Ok(list)
}

#[derive(Default)]
struct Found {
    list: Vec<Certificate>,
    seen: BTreeSet<String>,
}

impl Found {
    fn add(&mut self, certificate: Certificate) {
        if self.seen.insert(certificate.sha256.clone()) {
            self.list.push(certificate);
        }
    }

    fn look(&mut self, bytes: &[u8]) {
        if bytes.first() == Some(&0x30) && bytes.len() <= ber::BYTES_MAX {
            if let Ok(certificate) = Certificate::read(bytes) {
                self.add(certificate);
                return;
            }
            bag(bytes)
                .into_iter()
                .for_each(|certificate| self.add(certificate));
        }
        self.blocks(bytes);
        self.inside(bytes);
    }

    fn blocks(&mut self, text: &[u8]) {
        for block in pem::blocks(text) {
            let Some(der) = block.der else { continue };
            match block.label.as_str() {
                "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
                    trusted(&der)
                        .into_iter()
                        .for_each(|certificate| self.add(certificate));
                }
                "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA" | "CERTIFICATE CHAIN" => {
                    bag(&der)
                        .into_iter()
                        .for_each(|certificate| self.add(certificate));
                }
                _ => {}
            }
        }
    }

    /// Certificates in the middle of other bytes: stores of keys, programs, images of firmware.
    fn inside(&mut self, bytes: &[u8]) {
        // What is tried and fails costs time: no more of it than some times the bytes there are.
        let mut budget = bytes.len().saturating_mul(16).saturating_add(1 << 20);
        let mut at = 0;
        while let Some(hit) = pem::find(bytes, INSIDE, at) {
            at = hit + 1;
            let Some(candidate) = candidate(bytes, hit) else {
                continue;
            };
            if budget < candidate.len() {
                return;
            }
            budget -= candidate.len();
            if let Ok(certificate) = Certificate::read(candidate) {
                at = hit + candidate.len().saturating_sub(16);
                self.add(certificate);
            }
        }
    }
}

/// The bytes of a certificate whose inside begins at a place: both lengths before it must fit.
fn candidate(bytes: &[u8], hit: usize) -> Option<&[u8]> {
    for back in [8, 7, 6, 5, 4] {
        let Some(start) = hit.checked_sub(back) else {
            continue;
        };
        if bytes[start] != 0x30 {
            continue;
        }
        let Some(outer) = Reader::new(&bytes[start..]).read() else {
            continue;
        };
        let inner = hit - start - (outer.whole.len() - outer.value.len()).min(hit - start);
        let fits = Reader::new(outer.value)
            .take(0x30)
            .is_some_and(|tbs| tbs.whole.len() - tbs.value.len() == inner);
        if fits && outer.whole.len() <= CERTIFICATE_BYTES_MAX {
            return Some(outer.whole);
        }
    }
    None
}

/// A certificate that may be followed by what one program thinks of it.
fn trusted(der: &[u8]) -> Option<Certificate> {
    let tlv = Reader::new(der).take(0x30)?;
    Certificate::read(tlv.whole).ok()
}

/// The certificates in a bag (PKCS#7, CMS), leniently.
fn bag(bytes: &[u8]) -> Vec<Certificate> {
    bag_parts(bytes).unwrap_or_default()
}

fn bag_parts(bytes: &[u8]) -> Option<Vec<Certificate>> {
    let (der, _) = ber::to_der(bytes).ok()?;
    let mut info = only(&der, 0x30)?.inside();
    info.take(0x06)?;
    let mut data = only(info.take(0xa0)?.value, 0x30)?.inside();
    data.take(0x02)?;
    data.take(0x31)?;
    data.take(0x30)?;
    let list = data.optional(0xa0)?.parts(BAG_MAX)?;
    Some(
        list.iter()
            .filter_map(|part| Certificate::read(part.whole).ok())
            .collect(),
    )
}

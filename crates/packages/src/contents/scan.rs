//! Looks through bytes that pass by for certificates and private keys, a window at a time.

use std::collections::BTreeSet;

use keyholder_signatures::{Certificate, certificates_in};
use memchr::memmem::Finder;

/// How far windows overlap: as long as the longest certificate is in text.
pub(crate) const OVERLAP: usize = 96 << 10;
/// Most certificates and keys of one file that are told.
const TOLD_MAX: usize = 2_000;
/// The longest label of a block.
const LABEL_MAX: usize = 40;

/// What begins a block of base64.
const BEGIN: &[u8] = b"-----BEGIN ";
/// The same in base64, as configuration carries whole files.
const WRAPPED: &[u8] = b"LS0tLS1CRUdJTi";
/// How the inside of a certificate of version 3 begins.
const INSIDE: &[u8] = &[0xa0, 0x03, 0x02, 0x01, 0x02, 0x02];
/// The first words of another form of key.
const PUTTY: &[u8] = b"PuTTY-User-Key-File-";

/// What is looked for.
pub(crate) struct Scan {
    begin: Finder<'static>,
    wrapped: Finder<'static>,
    inside: Finder<'static>,
}

/// What was found in one file.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Certificates, each once.
    pub(crate) certificates: Vec<Certificate>,
    /// What private keys say that they are, by the place where they begin.
    pub(crate) keys: BTreeSet<(u64, String)>,
    seen: BTreeSet<String>,
}

impl Scan {
    /// Made once, for all files.
    pub(crate) fn new() -> Self {
        Scan {
            begin: Finder::new(BEGIN),
            wrapped: Finder::new(WRAPPED),
            inside: Finder::new(INSIDE),
        }
    }

    /// Looks through a window that begins at some place of its file.
    pub(crate) fn window(&self, bytes: &[u8], from: u64, found: &mut Findings) {
        let blocks = self.begin.find(bytes).is_some();
        let wrapped = self.wrapped.find(bytes).is_some();
        // A file that is one certificate or bag as a whole may be of a version without the mark inside.
        let whole = from == 0 && bytes.starts_with(&[0x30]) && bytes.len() < OVERLAP;
        if blocks || wrapped || whole || self.inside.find(bytes).is_some() {
            for certificate in certificates_in(bytes) {
                if found.certificates.len() < TOLD_MAX
                    && found.seen.insert(certificate.sha256.clone())
                {
                    found.certificates.push(certificate);
                }
            }
        }
        if whole && let Some(what) = key_in_der(bytes) {
            found.keys.insert((0, what.to_owned()));
        }
        if blocks {
            self.keys(bytes, from, found);
        }
        if wrapped {
            self.wrapped(bytes, from, found);
        }
        if from == 0 && bytes.starts_with(PUTTY) && bytes.len() > 200 {
            found.key(from, 0, "PuTTY private key");
        }
    }

    fn keys(&self, bytes: &[u8], from: u64, found: &mut Findings) {
        for at in self.begin.find_iter(bytes) {
            let rest = &bytes[at + BEGIN.len()..];
            let Some(end) = memchr::memmem::find(&rest[..rest.len().min(LABEL_MAX)], b"-----")
            else {
                continue;
            };
            let label = String::from_utf8_lossy(&rest[..end]).into_owned();
            if label.contains("PRIVATE KEY") && is_body(&rest[end + 5..]) {
                found.key(from, at, &label);
            }
        }
    }

    fn wrapped(&self, bytes: &[u8], from: u64, found: &mut Findings) {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD_NO_PAD;
        for at in self.wrapped.find_iter(bytes) {
            let text = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
            let rest = &bytes[at..];
            // The first lines are enough to know a key, and four characters are three bytes.
            let end = rest.iter().take(512).position(|byte| !text(byte));
            let length = end.unwrap_or(rest.len().min(512)) / 4 * 4;
            let Ok(plain) = STANDARD_NO_PAD.decode(&rest[..length]) else {
                continue;
            };
            let mut inner = Findings::default();
            self.keys(&plain, 0, &mut inner);
            for (_, what) in inner.keys {
                found.key(from, at, &format!("{what}, in base64"));
            }
        }
    }
}

impl Findings {
    fn key(&mut self, from: u64, at: usize, what: &str) {
        if self.keys.len() < TOLD_MAX {
            let place = from.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
            self.keys.insert((place, what.to_owned()));
        }
    }
}

/// Whether what follows the first line looks like a key, and not like a program that mentions one.
fn is_body(rest: &[u8]) -> bool {
    const BODY_MIN: usize = 24;
    let mut seen = 0;
    let mut bytes = rest.iter().take(400);
    let mut broken = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'\n' | b'\r' => broken = true,
            b' ' | b'\t' => {}
            // A written line end, as in JSON.
            b'\\' if matches!(bytes.next(), Some(b'n' | b'r')) => broken = true,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' if broken => {
                seen += 1;
                if seen >= BODY_MIN {
                    return true;
                }
            }
            // Headers of old keys: `Proc-Type: 4,ENCRYPTED`.
            b':' | b',' | b'-' if broken && seen > 3 => {}
            _ => return false,
        }
    }
    false
}

/// What kind of private key a whole file is, if it is one in DER.
fn key_in_der(bytes: &[u8]) -> Option<&'static str> {
    let body = match bytes {
        [0x30, 0x82, _, _, rest @ ..] | [0x30, 0x81, _, rest @ ..] => rest,
        [0x30, length, rest @ ..] if *length < 0x80 => rest,
        _ => return None,
    };
    match body {
        // A number, then the name of an algorithm with a name of its own.
        [2, 1, 0 | 1, 0x30, _, 6, ..] => Some("PRIVATE KEY, in DER"),
        [2, 1, 0, 2, 0x81 | 0x82, ..] => Some("RSA PRIVATE KEY, in DER"),
        [2, 1, 1, 4, 0x20 | 0x30 | 0x42, ..] => Some("EC PRIVATE KEY, in DER"),
        _ => None,
    }
}

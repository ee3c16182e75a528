//! From bytes to text: UTF-8, UTF-16 and the code pages of old exports.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text, and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The name of its encoding.
    pub encoding: &'static str,
    /// Letters that could not be read, each shown as U+FFFD.
    pub lost: usize,
}

/// The text of a file. `label` overrides what the bytes suggest, unless a byte order mark says otherwise;
/// a label that nobody knows is no label.
#[must_use]
pub fn decode(bytes: &[u8], label: Option<&str>) -> Decoded {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let named = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = marked.or(named).unwrap_or_else(|| guess(bytes));
    let (text, used, _) = encoding.decode(bytes);
    let lost = text.matches('\u{fffd}').count();
    Decoded {
        text: text.into_owned(),
        encoding: used.name(),
        lost,
    }
}

/// Whether a label names an encoding.
#[must_use]
pub fn is_encoding(label: &str) -> bool {
    Encoding::for_label(label.as_bytes()).is_some()
}

/// Without a mark: text that is UTF-8 is UTF-8; zeros in every second byte are UTF-16; the rest is what
/// office programs of western Europe write.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |first: usize| {
        let some = head.iter().skip(first).step_by(2);
        some.filter(|b| **b == 0).count()
    };
    let half = head.len() / 2;
    if half > 1 && zeros(1) * 2 > half && zeros(0) * 10 < half {
        return UTF_16LE;
    }
    if half > 1 && zeros(0) * 2 > half && zeros(1) * 10 < half {
        return UTF_16BE;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => WINDOWS_1252,
    }
}

//! Archives made by hand for tests, so that they can be wrong in one way at a time.

use std::io::Write;

use jiff::Timestamp;
use keyholder_kit::openpgp::PgpKey;
use keyholder_signatures::{Anchor, AnchorKey, Purpose, Trust};
use keyholder_supply::gate::{CheckState, GateCheck};

use crate::answers::CHECKS;
use crate::package::Package;
use crate::source::{Beside, Bounds, Given};

/// A tar archive in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tar {
    bytes: Vec<u8>,
}

impl Tar {
    /// Adds an entry of any kind.
    pub(crate) fn entry(mut self, name: &str, kind: u8, link: &str, body: &[u8]) -> Self {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..108].copy_from_slice(b"0000644\0");
        header[108..116].copy_from_slice(b"0000000\0");
        header[116..124].copy_from_slice(b"0000000\0");
        header[124..136].copy_from_slice(format!("{:011o}\0", body.len()).as_bytes());
        header[136..148].copy_from_slice(b"00000000000\0");
        header[156] = kind;
        header[157..157 + link.len()].copy_from_slice(link.as_bytes());
        header[257..265].copy_from_slice(b"ustar\x0000");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        self.bytes.extend(header);
        self.bytes.extend(body);
        let over = body.len() % 512;
        if over > 0 {
            self.bytes.extend(std::iter::repeat_n(0, 512 - over));
        }
        self
    }

    /// Adds a file.
    pub(crate) fn file(self, name: &str, body: impl AsRef<[u8]>) -> Self {
        self.entry(name, b'0', "", body.as_ref())
    }

    /// Adds an extended header.
    pub(crate) fn pax(self, records: &[(&str, &str)]) -> Self {
        let mut body = String::new();
        for (key, value) in records {
            let bare = key.len() + value.len() + 3;
            let mut length = bare + bare.to_string().len();
            if length.to_string().len() > bare.to_string().len() {
                length += 1;
            }
            body.push_str(&format!("{length} {key}={value}\n"));
        }
        self.entry("pax", b'x', "", body.as_bytes())
    }

    /// The archive with its end.
    pub(crate) fn end(mut self) -> Vec<u8> {
        self.bytes.extend([0; 1024]);
        self.bytes
    }

    /// The archive without its end.
    pub(crate) fn cut(self) -> Vec<u8> {
        self.bytes
    }
}

/// Packed with gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

/// Packed with xz.
pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(6);
    let mut packer = lzma_rust2::XzWriter::new(Vec::new(), options).expect("options");
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

/// An `ar` archive.
pub(crate) fn ar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, body) in members {
        let header = format!(
            "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n",
            0,
            0,
            0,
            100_644,
            body.len()
        );
        bytes.extend(header.as_bytes());
        bytes.extend(*body);
        if body.len() % 2 == 1 {
            bytes.push(b'\n');
        }
    }
    bytes
}

/// A key that is pinned for packages, in OpenPGP.
pub(crate) fn pinned() -> PgpKey {
    keyholder_kit::others::arden_pgp()
}

/// A key that nobody pins.
pub(crate) fn stranger() -> PgpKey {
    keyholder_kit::others::stranger_pgp()
}

/// When packages here are signed.
pub(crate) const SIGNED: i64 = keyholder_kit::moments::SIGNED_4_2_1;

/// What is pinned here, with one more key.
pub(crate) fn trust(more: Option<(&str, AnchorKey)>) -> Trust {
    let mut anchors = vec![("arden-openpgp", AnchorKey::OpenPgp(pinned().public()))];
    anchors.extend(more);
    let anchors = anchors.into_iter().map(|(id, key)| Anchor {
        id: id.to_owned(),
        key,
        purpose: Purpose::Packages,
        from: None,
        until: None,
    });
    Trust {
        anchors: anchors.collect(),
        ..Trust::default()
    }
}

/// Looks at a package with files beside it.
pub(crate) fn examine(name: &str, bytes: &[u8], beside: &[(&str, &[u8])]) -> Package {
    examine_by(name, bytes, beside, &trust(None))
}

/// The same against other pins.
pub(crate) fn examine_by(
    name: &str,
    bytes: &[u8],
    beside: &[(&str, &[u8])],
    trust: &Trust,
) -> Package {
    let beside = beside.iter().map(|(name, bytes)| Beside {
        name: (*name).to_owned(),
        bytes: bytes.to_vec(),
    });
    let beside: Vec<Beside> = beside.collect();
    let source = bytes.to_vec();
    let given = Given {
        name,
        source: &source,
        beside: &beside,
        trust,
        now: Timestamp::from_second(keyholder_kit::NOW).expect("a moment"),
        bounds: Bounds {
            unpacked_bytes_max: 64 << 20,
            ..Bounds::default()
        },
        progress: &|_| {},
    };
    let package = crate::examine(&given).expect("memory");
    let checks: Vec<GateCheck> = package.answers.iter().map(|answer| answer.check).collect();
    assert_eq!(checks, CHECKS, "every check once");
    assert!(
        package.answers.iter().all(|answer| !answer.said.is_empty()),
        "{:?}",
        package.answers
    );
    package
}

/// How a check ended, and what was said.
pub(crate) fn of(package: &Package, check: GateCheck) -> (CheckState, String) {
    let answer = package
        .answers
        .iter()
        .find(|answer| answer.check == check)
        .expect("every check once");
    let words: Vec<&str> = answer.said.iter().map(|said| said.what.as_str()).collect();
    (answer.state, words.join("; "))
}

/// That a check failed for this reason.
pub(crate) fn failed(package: &Package, check: GateCheck, part: &str) {
    ended(package, check, CheckState::Failed, part);
}

/// That a check ended in this way, for this reason.
pub(crate) fn ended(package: &Package, check: GateCheck, state: CheckState, part: &str) {
    let (found, words) = of(package, check);
    assert!(
        found == state && words.contains(part),
        "{check:?}: expected {state:?} `{part}`, found {found:?} `{words}`"
    );
}

/// That these checks passed, and none failed.
pub(crate) fn passed(package: &Package, checks: &[GateCheck]) {
    for answer in &package.answers {
        assert_ne!(answer.state, CheckState::Failed, "{answer:?}");
    }
    for check in checks {
        ended(package, *check, CheckState::Passed, "");
    }
}

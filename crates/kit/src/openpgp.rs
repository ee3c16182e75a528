//! OpenPGP (RFC 4880) by hand: one key form, version 4 with Ed25519, detached and clear-signed.

use crate::digest::{Hash, sha1};
use crate::encode::{base64, hex};
use crate::keys::Key;

/// A key with a name, as others see it.
#[derive(Clone, Debug)]
pub struct PgpKey {
    key: Key,
    made: u32,
    user: &'static str,
}

const BINARY: u8 = 0x00;
const TEXT: u8 = 0x01;
const CERTIFIES: u8 = 0x13;

impl PgpKey {
    /// A key from a label, made at a moment.
    ///
    /// # Panics
    /// When the moment is before 1970 or after 2106.
    #[must_use]
    pub fn new(label: &str, made: i64, user: &'static str) -> PgpKey {
        PgpKey {
            key: Key::ed25519(&format!("openpgp {label}")),
            made: seconds(made),
            user,
        }
    }

    fn body(&self) -> Vec<u8> {
        let mut out = vec![4];
        out.extend(self.made.to_be_bytes());
        // EdDSA, and the name of its curve.
        out.extend([22, 9, 0x2b, 6, 1, 4, 1, 0xda, 0x47, 0x0f, 1]);
        out.extend(mpi(&[&[0x40], self.key.public().as_slice()].concat()));
        out
    }

    fn hashed_body(&self) -> Vec<u8> {
        let body = self.body();
        let length = u16::try_from(body.len()).expect("a short key");
        [&[0x99], length.to_be_bytes().as_slice(), &body].concat()
    }

    /// The fingerprint, hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex(&sha1(&self.hashed_body()))
    }

    /// The public key in armour, certified by itself.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        let mut of = self.hashed_body();
        of.push(0xb4);
        of.extend(u32::try_from(self.user.len()).expect("short").to_be_bytes());
        of.extend(self.user.as_bytes());
        // May certify and sign.
        let certified = self.signature(CERTIFIES, &of, i64::from(self.made), &[2, 27, 3]);
        let packets = [
            packet(6, &self.body()),
            packet(13, self.user.as_bytes()),
            certified,
        ];
        armour("PUBLIC KEY BLOCK", &packets.concat())
    }

    /// A signature packet over bytes.
    fn signature(&self, kind: u8, of: &[u8], at: i64, more: &[u8]) -> Vec<u8> {
        let print = sha1(&self.hashed_body());
        let mut known = vec![5, 2];
        known.extend(seconds(at).to_be_bytes());
        known.extend([22, 33, 4]);
        known.extend(print);
        known.extend(more);
        // Version 4, EdDSA, SHA-512.
        let mut head = vec![4, kind, 22, 10];
        head.extend(u16::try_from(known.len()).expect("short").to_be_bytes());
        head.extend(&known);
        let mut hashed = of.to_vec();
        hashed.extend(&head);
        hashed.extend([4, 0xff]);
        hashed.extend(u32::try_from(head.len()).expect("short").to_be_bytes());
        let digest = Hash::Sha512.of(&hashed);
        let signed = self.key.sign(Hash::Sha512, &digest);
        let mut body = head;
        body.extend([0, 10, 9, 16]);
        body.extend(&print[12..]);
        body.extend(&digest[..2]);
        body.extend(mpi(&signed[..32]));
        body.extend(mpi(&signed[32..]));
        packet(2, &body)
    }

    /// A detached signature, in binary.
    #[must_use]
    pub fn detached(&self, bytes: &[u8], at: i64) -> Vec<u8> {
        self.signature(BINARY, bytes, at, &[])
    }

    /// A detached signature in armour.
    #[must_use]
    pub fn detached_armoured(&self, bytes: &[u8], at: i64) -> Vec<u8> {
        armour("SIGNATURE", &self.detached(bytes, at))
    }

    /// A text that can be read, with the signature below. It may not have lines that end in white space.
    #[must_use]
    pub fn clear_signed(&self, text: &str, at: i64) -> Vec<u8> {
        let text = text.trim_end_matches('\n');
        let signed = self.signature(TEXT, text.replace('\n', "\r\n").as_bytes(), at, &[]);
        let mut out = String::from("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n");
        for line in text.lines() {
            if line.starts_with('-') {
                out.push_str("- ");
            }
            out.push_str(line);
            out.push('\n');
        }
        let mut out = out.into_bytes();
        out.extend(armour("SIGNATURE", &signed));
        out
    }
}

fn seconds(at: i64) -> u32 {
    u32::try_from(at).expect("between 1970 and 2106")
}

fn mpi(bytes: &[u8]) -> Vec<u8> {
    let skip = bytes.iter().take_while(|byte| **byte == 0).count();
    let bytes = &bytes[skip..];
    let unused = bytes.first().map_or(0, |first| first.leading_zeros());
    let bits =
        u16::try_from(bytes.len() * 8).expect("short") - u16::try_from(unused).expect("short");
    [bits.to_be_bytes().as_slice(), bytes].concat()
}

fn packet(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![0xc0 | tag];
    match u16::try_from(body.len()).expect("short") {
        length @ 0..192 => out.extend(&length.to_be_bytes()[1..]),
        length => out.extend((length - 192 + (192 << 8)).to_be_bytes()),
    }
    out.extend(body);
    out
}

fn armour(what: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("-----BEGIN PGP {what}-----\n\n");
    for line in base64(bytes).as_bytes().chunks(64) {
        out.extend(line.iter().map(|byte| char::from(*byte)));
        out.push('\n');
    }
    let sum = crc24(bytes).to_be_bytes();
    out.push_str(&format!(
        "={}\n-----END PGP {what}-----\n",
        base64(&sum[1..])
    ));
    out.into_bytes()
}

fn crc24(bytes: &[u8]) -> u32 {
    let mut sum = 0x00b7_04ce_u32;
    for byte in bytes {
        sum ^= u32::from(*byte) << 16;
        for _ in 0..8 {
            sum <<= 1;
            if sum & 0x0100_0000 != 0 {
                sum ^= 0x0186_4cfb;
            }
        }
    }
    sum & 0x00ff_ffff
}

//! The digests that signatures are over, all of them in one pass over the bytes.

use std::io::Read;

use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{
    Signature, SignatureConfig, SignatureType, SignatureVersionSpecific, SubpacketData,
};

use crate::raw::CHUNK;

/// A digest on the way.
struct Hash<'a> {
    config: &'a SignatureConfig,
    hasher: Box<dyn sha2_signed::digest::DynDigest + Send>,
    /// Whether line ends are made uniform first.
    text: bool,
    /// Whether the last byte was a carriage return.
    after_return: bool,
}

/// All digests on the way: one a signature, or why there is none.
pub(super) struct Hashes<'a> {
    each: Vec<Result<Hash<'a>, String>>,
}

impl<'a> Hashes<'a> {
    /// Begins.
    pub(super) fn new(signatures: &'a [Signature]) -> Hashes<'a> {
        Hashes {
            each: signatures.iter().map(begin).collect(),
        }
    }

    /// Takes all bytes of a reader.
    pub(super) fn read(&mut self, bytes: &mut dyn Read) -> std::io::Result<()> {
        let mut buffer = vec![0; CHUNK];
        loop {
            match bytes.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => self.update(buffer.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes more bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        for hash in self.each.iter_mut().flatten() {
            if hash.text {
                hash.lines(bytes);
            } else {
                hash.hasher.update(bytes);
            }
        }
    }

    /// The digests, with what each signature says of itself.
    pub(super) fn finish(self) -> Vec<Result<Vec<u8>, String>> {
        self.each
            .into_iter()
            .map(|hash| {
                let mut hash = hash?;
                let damaged = |_| "it is damaged".to_owned();
                let length = hash
                    .config
                    .hash_signature_data(&mut hash.hasher)
                    .map_err(damaged)?;
                let trailer = hash.config.trailer(length).map_err(damaged)?;
                hash.hasher.update(&trailer);
                Ok(hash.hasher.finalize().into_vec())
            })
            .collect()
    }
}

impl Hash<'_> {
    /// Takes text: a line end alone counts as carriage return and line end.
    fn lines(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(line) = piece.strip_suffix(b"\n") else {
                self.hasher.update(piece);
                self.after_return = piece.last() == Some(&b'\r');
                continue;
            };
            self.hasher.update(line);
            let returned = line.last().map_or(self.after_return, |last| *last == b'\r');
            self.hasher.update(if returned { b"\n" } else { b"\r\n" });
            self.after_return = false;
        }
    }
}

/// Whether a digest is one that is allowed.
pub(super) fn allowed(hash: HashAlgorithm) -> bool {
    matches!(
        hash,
        HashAlgorithm::Sha256
            | HashAlgorithm::Sha384
            | HashAlgorithm::Sha512
            | HashAlgorithm::Sha3_256
            | HashAlgorithm::Sha3_512
    )
}

/// Begins the digest of a signature, if it is one over data by an allowed algorithm.
fn begin(signature: &Signature) -> Result<Hash<'_>, String> {
    let config = signature
        .config()
        .ok_or_else(|| "its version is not known".to_owned())?;
    let text = match config.typ {
        SignatureType::Binary => false,
        SignatureType::Text => true,
        _ => return Err("it is not a signature over data".to_owned()),
    };
    if !allowed(config.hash_alg) {
        return Err(format!("its digest {} is not allowed", config.hash_alg));
    }
    if let Some(critical) = config
        .hashed_subpackets()
        .find(|it| it.is_critical && !understood(&it.data))
    {
        return Err(format!(
            "it asks for `{}` to be understood, which is not",
            critical_name(&critical.data)
        ));
    }
    let mut hasher = config
        .hash_alg
        .new_hasher()
        .map_err(|_| format!("its digest {} is not known", config.hash_alg))?;
    if let SignatureVersionSpecific::V6 { salt } = &config.version_specific {
        if config.hash_alg.salt_len() != Some(salt.len()) {
            return Err("its salt has a wrong length".to_owned());
        }
        hasher.update(salt);
    }
    Ok(Hash {
        config,
        hasher,
        text,
        after_return: false,
    })
}

/// Whether a statement of a signature is one that is heeded here, or that asks for nothing.
pub(super) fn understood(data: &SubpacketData) -> bool {
    !matches!(
        data,
        SubpacketData::Notation(_)
            | SubpacketData::Experimental(..)
            | SubpacketData::Other(..)
            | SubpacketData::SignatureTarget(..)
            | SubpacketData::IntendedRecipientFingerprint(_)
            | SubpacketData::RegularExpression(_)
    )
}

/// What such a statement is called.
fn critical_name(data: &SubpacketData) -> String {
    match data {
        SubpacketData::Notation(notation) => String::from_utf8_lossy(&notation.name).into_owned(),
        SubpacketData::Experimental(number, _) | SubpacketData::Other(number, _) => {
            format!("subpacket {number}")
        }
        _ => "a statement".to_owned(),
    }
}

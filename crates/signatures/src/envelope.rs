//! The envelope of CMS (`SignedData`, RFC 5652) and what every signer in it says, before anybody is trusted.

use std::borrow::Cow;

use jiff::Timestamp;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};
use sha2_signed::Digest as _;

use crate::algorithms::{Algorithm, Fault, Hash, Message, SubjectKey};
use crate::armour::to_hex;
use crate::ber;
use crate::certificate::Certificate;
use crate::digests::Digests;
use crate::names::{self, Canonical};
use crate::pem;
use crate::times;
use crate::tlv::{Reader, Tlv, only, wrap};
use crate::trust::Rules;

#[cfg(test)]
mod tests;

/// Most certificates, lists and signers of an envelope.
const CERTIFICATES_MAX: usize = 256;
const SIGNERS_MAX: usize = 32;
const ATTRIBUTES_MAX: usize = 64;

/// `pkcs-9` with one more number.
const fn pkcs9(last: u8) -> [u8; 9] {
    [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, last]
}

/// `id-aa` with one more number.
const fn id_aa(last: u8) -> [u8; 11] {
    [
        0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, last,
    ]
}

const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const CONTENT_TYPE: [u8; 9] = pkcs9(3);
const MESSAGE_DIGEST: [u8; 9] = pkcs9(4);
const SIGNING_TIME: [u8; 9] = pkcs9(5);
const SIGNING_CERTIFICATE: [u8; 11] = id_aa(12);
const SIGNING_CERTIFICATE_2: [u8; 11] = id_aa(47);

/// The attribute with a proof of time.
pub(crate) const TIME_STAMP_TOKEN: [u8; 11] = id_aa(14);

/// An envelope.
#[derive(Debug)]
pub(crate) struct Envelope {
    /// What is signed, as bytes of an object identifier.
    pub(crate) content_type: Vec<u8>,
    /// The content, if it is inside.
    pub(crate) content: Option<Vec<u8>>,
    /// Certificates inside, each once.
    pub(crate) certificates: Vec<Certificate>,
    /// How many there are inside that cannot be read.
    pub(crate) unread: usize,
    /// Revocation lists inside.
    pub(crate) crls: Vec<Vec<u8>>,
    /// Everybody who signed.
    pub(crate) signers: Vec<SignerInfo>,
}

/// How a signer names its certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignerId {
    Issued {
        issuer: Canonical,
        shown: String,
        serial: Vec<u8>,
    },
    Key(Vec<u8>),
}

impl SignerId {
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        match self {
            SignerId::Issued { issuer, serial, .. } => {
                certificate.issuer_name == *issuer && certificate.serial_bytes == *serial
            }
            SignerId::Key(key) => certificate.subject_key() == Some(key),
        }
    }

    pub(crate) fn words(&self) -> String {
        match self {
            SignerId::Issued { shown, serial, .. } => {
                format!("number {} of `{shown}`", to_hex(serial))
            }
            SignerId::Key(key) => format!("key identifier {}", to_hex(key)),
        }
    }
}

/// An attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) oid: Vec<u8>,
    pub(crate) values: Vec<Vec<u8>>,
}

/// Attributes that were signed, and the bytes over which.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) list: Vec<Attribute>,
    der: Vec<u8>,
    /// Whether they came in the order in which they are signed.
    in_order: bool,
}

/// What one signer says.
#[derive(Clone, Debug)]
pub(crate) struct SignerInfo {
    pub(crate) id: SignerId,
    digest: Vec<u8>,
    algorithm: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) signed: Option<Signed>,
    pub(crate) unsigned: Vec<Attribute>,
}

/// Takes DER, BER, PEM or bare base64 to the bytes of one value.
fn unwrapped(blob: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    if blob.first() == Some(&0x30) {
        return Ok(Cow::Borrowed(blob));
    }
    let blocks = pem::blocks(blob);
    let unread = || "is neither DER, PEM nor base64".to_owned();
    match blocks.as_slice() {
        [] => pem::decode(blob)
            .filter(|der| !der.is_empty())
            .map(Cow::Owned)
            .ok_or_else(unread),
        [block] => {
            let outside = blob[..block.start].iter().chain(&blob[block.end..]);
            if !outside.into_iter().all(u8::is_ascii_whitespace) {
                return Err("has bytes before or after its block".to_owned());
            }
            if !matches!(
                block.label.as_str(),
                "CMS" | "PKCS7" | "PKCS #7 SIGNED DATA"
            ) {
                return Err(format!("is a block `{}`", block.label));
            }
            block.der.clone().map(Cow::Owned).ok_or_else(unread)
        }
        several => Err(format!("has {} blocks instead of one", several.len())),
    }
}

/// Reads an envelope.
///
/// # Errors
/// When it is none; in words that go on after "the signature".
pub(crate) fn read(blob: &[u8]) -> Result<Envelope, String> {
    if blob.len() > 2 * ber::BYTES_MAX {
        return Err(format!("is larger than {} bytes", ber::BYTES_MAX));
    }
    let bytes = unwrapped(blob)?;
    let (der, taken) = ber::to_der(&bytes)?;
    if taken != bytes.len() {
        return Err(format!(
            "is followed by {} bytes that belong to nothing",
            bytes.len() - taken
        ));
    }
    parse(&der)?.ok_or_else(|| "cannot be read as CMS".to_owned())
}

fn parse(der: &[u8]) -> Result<Option<Envelope>, String> {
    let Some(parts) = data(der) else {
        return Ok(None);
    };
    let [content_type, content, certificates, crls, signers] = parts;
    let too_many = |what: &str| format!("has more {what} than are looked at");
    let mut envelope = Envelope {
        content_type: content_type
            .map(|tlv| tlv.value.to_vec())
            .unwrap_or_default(),
        content: None,
        certificates: Vec::new(),
        unread: 0,
        crls: Vec::new(),
        signers: Vec::new(),
    };
    if let Some(content) = content {
        let Some(bytes) = only(content.value, 0x04) else {
            return Ok(None);
        };
        envelope.content = Some(bytes.value.to_vec());
    }
    if let Some(list) = certificates {
        for part in list
            .parts(CERTIFICATES_MAX)
            .ok_or_else(|| too_many("certificates"))?
        {
            match Certificate::read(part.whole) {
                Ok(certificate) if envelope.certificates.contains(&certificate) => {}
                Ok(certificate) => envelope.certificates.push(certificate),
                Err(_) => envelope.unread += 1,
            }
        }
    }
    if let Some(list) = crls {
        let lists = list
            .parts(CERTIFICATES_MAX)
            .ok_or_else(|| too_many("revocation lists"))?;
        envelope.crls = lists.iter().map(|part| part.whole.to_vec()).collect();
    }
    if let Some(list) = signers {
        for part in list.parts(SIGNERS_MAX).ok_or_else(|| too_many("signers"))? {
            let Some(signer) = signer(&part) else {
                return Ok(None);
            };
            envelope.signers.push(signer);
        }
    }
    Ok(Some(envelope))
}

/// The parts of `SignedData`: content type, content, certificates, lists, signers.
fn data(der: &[u8]) -> Option<[Option<Tlv<'_>>; 5]> {
    let mut info = only(der, 0x30)?.inside();
    if info.take(0x06)?.value != SIGNED_DATA {
        return None;
    }
    let mut data = only(info.take(0xa0)?.value, 0x30)?.inside();
    data.take(0x02)?;
    data.take(0x31)?;
    let mut inner = data.take(0x30)?.inside();
    let content_type = inner.take(0x06)?;
    let content = inner.optional(0xa0);
    let certificates = data.optional(0xa0);
    let crls = data.optional(0xa1);
    let signers = data.take(0x31)?;
    (info.is_empty() && data.is_empty() && inner.is_empty()).then_some([
        Some(content_type),
        content,
        certificates,
        crls,
        Some(signers),
    ])
}

fn signer(part: &Tlv<'_>) -> Option<SignerInfo> {
    let mut reader = Reader::new(only(part.whole, 0x30)?.value);
    reader.take(0x02)?;
    let id = reader.read()?;
    let id = match id.tag {
        0x30 => {
            let mut inner = id.inside();
            let issuer = inner.take(0x30)?.whole;
            SignerId::Issued {
                issuer: names::canonical(issuer)?,
                shown: names::shown(issuer),
                serial: inner.take(0x02)?.value.to_vec(),
            }
        }
        0x80 => SignerId::Key(id.value.to_vec()),
        _ => return None,
    };
    let digest = reader.take(0x30)?.whole.to_vec();
    let signed = match reader.optional(0xa0) {
        None => None,
        Some(list) => Some(signed(&list)?),
    };
    let algorithm = reader.take(0x30)?.whole.to_vec();
    let signature = reader.take(0x04)?.value.to_vec();
    let unsigned = match reader.optional(0xa1) {
        None => Vec::new(),
        Some(list) => attributes(&list)?,
    };
    reader.is_empty().then_some(SignerInfo {
        id,
        digest,
        algorithm,
        signature,
        signed,
        unsigned,
    })
}

fn attributes(list: &Tlv<'_>) -> Option<Vec<Attribute>> {
    list.parts(ATTRIBUTES_MAX)?.iter().map(attribute).collect()
}

fn attribute(part: &Tlv<'_>) -> Option<Attribute> {
    let mut reader = Reader::new(only(part.whole, 0x30)?.value);
    let oid = reader.take(0x06)?.value.to_vec();
    let values = reader.take(0x31)?.parts(ATTRIBUTES_MAX)?;
    reader.is_empty().then(|| Attribute {
        oid,
        values: values.iter().map(|value| value.whole.to_vec()).collect(),
    })
}

/// Signed attributes, and the bytes that are signed: a set in DER, whatever order they came in.
fn signed(list: &Tlv<'_>) -> Option<Signed> {
    let found = attributes(list)?;
    let mut sorted: Vec<Vec<u8>> = found
        .iter()
        .map(|attribute| {
            let mut values = attribute.values.clone();
            values.sort();
            let mut inside = wrap(0x06, &attribute.oid);
            inside.extend(wrap(0x31, &values.concat()));
            wrap(0x30, &inside)
        })
        .collect();
    sorted.sort();
    let inside = sorted.concat();
    Some(Signed {
        in_order: inside == list.value,
        der: wrap(0x31, &inside),
        list: found,
    })
}

impl SignerInfo {
    /// The one value of a signed attribute. `Err` when it stands there in a way that cannot be.
    fn attribute(&self, oid: &[u8]) -> Result<Option<&[u8]>, ()> {
        let Some(signed) = &self.signed else {
            return Ok(None);
        };
        let mut found = signed.list.iter().filter(|attribute| attribute.oid == oid);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(Attribute { values, .. }), None) if values.len() == 1 => Ok(Some(&values[0])),
            _ => Err(()),
        }
    }

    /// When the signer says that it signed.
    pub(crate) fn signed_at(&self) -> Option<Timestamp> {
        let value = self.attribute(&SIGNING_TIME).ok()??;
        times::moment(&Reader::new(value).read()?)
    }

    /// Whether the signature holds: for the content by its digests, by this certificate.
    pub(crate) fn check(
        &self,
        content_type: &[u8],
        content: &Digests,
        certificate: &Certificate,
        rules: &Rules,
    ) -> Answer {
        let mut found = Faults::default();
        let hash = found.keep(Hash::named(&self.digest));
        let algorithm =
            hash.and_then(|hash| found.keep(Algorithm::named(&self.algorithm, Some(hash))));
        if let Some(hash) = hash
            && self.signed.is_some()
        {
            self.check_attributes(content_type, content, hash, certificate, &mut found);
        }
        let message = self
            .signed
            .as_ref()
            .map_or(Message::Digests(content), |signed| {
                Message::Bytes(&signed.der)
            });
        let held = algorithm.and_then(|algorithm| {
            found.keep(
                SubjectKey::read(&certificate.spki)
                    .and_then(|key| key.verify(algorithm, message, &self.signature, rules)),
            )
        });
        let Some(how) = held.filter(|_| found.list.is_empty()) else {
            return found.answer(&certificate.subject);
        };
        let mut answer = Answer::passed(
            GateCheck::Signature,
            format!("the signature of `{}` holds ({how})", certificate.subject),
        );
        match &self.signed {
            None => answer.said.push(Said::new(
                "it is made over the content alone, without attributes: neither what is signed nor when is said",
            )),
            Some(signed) if !signed.in_order => answer.said.push(Said::new(
                "its attributes did not come in the order in which they were signed",
            )),
            Some(_) => {}
        }
        answer
    }

    fn check_attributes(
        &self,
        content_type: &[u8],
        content: &Digests,
        hash: Hash,
        certificate: &Certificate,
        found: &mut Faults,
    ) {
        match self.attribute(&CONTENT_TYPE) {
            Ok(Some(value)) if only(value, 0x06).is_some_and(|tlv| tlv.value == content_type) => {}
            Ok(Some(_)) => found.wrong("the signed attributes name another kind of content"),
            _ => found.wrong("the signed attributes do not name the kind of content exactly once"),
        }
        match (self.attribute(&MESSAGE_DIGEST), hash.among(content)) {
            (_, None) => found.list.push(Fault::Undecided(format!(
                "the {} of the content was not computed",
                hash.word()
            ))),
            (Ok(Some(value)), Some(digest)) => {
                if only(value, 0x04).is_none_or(|tlv| tlv.value != digest) {
                    found.wrong("the content is not what was signed: its digest is another one");
                }
            }
            _ => found
                .wrong("the signed attributes do not state the digest of the content exactly once"),
        }
        if self.attribute(&SIGNING_TIME).is_err() {
            found.wrong("the signed attributes state the time of signing more than once");
        }
        if let Err(why) = self.names_certificate(certificate) {
            found.wrong(&why);
        }
    }

    /// Whether the signed attributes name the certificate (RFC 5035); `false` when they name none.
    ///
    /// # Errors
    /// When they name another one, or cannot be read.
    pub(crate) fn names_certificate(&self, certificate: &Certificate) -> Result<bool, String> {
        let unread =
            || "the signed attributes name the certificate in a way that cannot be read".to_owned();
        let first = |value: &[u8]| -> Option<Vec<u8>> {
            Some(
                only(value, 0x30)?
                    .inside()
                    .take(0x30)?
                    .inside()
                    .take(0x30)?
                    .whole
                    .to_vec(),
            )
        };
        let mut named = false;
        if let Some(value) = self
            .attribute(&SIGNING_CERTIFICATE_2)
            .map_err(|()| unread())?
        {
            let id = first(value).ok_or_else(unread)?;
            let mut reader = only(&id, 0x30).ok_or_else(unread)?.inside();
            let hash = match reader.optional(0x30) {
                None => Hash::Sha256,
                Some(identifier) => {
                    Hash::named(identifier.whole).map_err(|fault| fault.words().to_owned())?
                }
            };
            let digest = reader.take(0x04).ok_or_else(unread)?.value;
            if digest != hash.of(&certificate.der) {
                return Err("the signed attributes name another certificate".to_owned());
            }
            named = true;
        }
        if let Some(value) = self
            .attribute(&SIGNING_CERTIFICATE)
            .map_err(|()| unread())?
        {
            let id = first(value).ok_or_else(unread)?;
            let digest = only(&id, 0x30)
                .and_then(|id| id.inside().take(0x04))
                .ok_or_else(unread)?;
            // The old form knows SHA-1 only. Nothing rests on it alone: the key has verified the signature.
            if digest.value != sha1::Sha1::digest(&certificate.der).as_slice() {
                return Err("the signed attributes name another certificate".to_owned());
            }
            named = true;
        }
        Ok(named)
    }
}

/// What is wrong with a signature, all of it.
#[derive(Default)]
struct Faults {
    list: Vec<Fault>,
}

impl Faults {
    fn keep<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.list.push(fault)).ok()
    }

    fn wrong(&mut self, words: &str) {
        self.list.push(Fault::Wrong(words.to_owned()));
    }

    fn answer(self, subject: &str) -> Answer {
        let undecided = |fault: &Fault| matches!(fault, Fault::Undecided(_));
        let state = if self.list.iter().all(undecided) {
            CheckState::NotDone
        } else {
            CheckState::Failed
        };
        let said = self.list.into_iter().map(|fault| {
            let remedy = match fault {
                Fault::Refused(_) => {
                    "ask the supplier for a signature by an algorithm and key that are allowed"
                }
                Fault::Wrong(_) => "fetch the package again; if it stays, ask the supplier",
                Fault::Undecided(_) => {
                    "ask the supplier for a signature with signed attributes, over SHA-256"
                }
            };
            Said::new(format!("the signature of `{subject}`: {}", fault.words())).remedy(remedy)
        });
        Answer {
            check: GateCheck::Signature,
            state,
            said: said.collect(),
        }
    }
}

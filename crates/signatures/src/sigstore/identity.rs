//! Accounts: an authority that gives certificates to any account says in each of them to which.

use keyholder_supply::gate::{Answer, GateCheck, Said};

use crate::certificate::Certificate;
use crate::outcome::Outcome;
use crate::tlv::{Reader, only};

/// Who vouched for the account, in its newer form (`1.3.6.1.4.1.57264.1.8`).
const ISSUER: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xbf, 0x30, 0x01, 0x08];
/// The same in its older form (`1.3.6.1.4.1.57264.1.1`).
const ISSUER_OLD: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xbf, 0x30, 0x01, 0x01];
/// An account that is neither an address of mail nor of a page (`1.3.6.1.4.1.57264.1.7`).
const ACCOUNT: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xbf, 0x30, 0x01, 0x07];
/// Other names of the subject, by the last number of the name.
const OTHER_NAMES: u8 = 17;

/// An account that may sign.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Its name, exactly: an address of mail or of a workflow.
    pub subject: String,
    /// Who vouches for it, exactly.
    pub issuer: String,
}

/// Whether a certificate is for an account that may sign; gives the subject its name.
pub(super) fn named(
    leaf: &Certificate,
    identities: &[Identity],
    subject: &mut String,
    outcome: &mut Outcome,
) -> bool {
    let check = GateCheck::CertificatePath;
    let names = names(leaf);
    let issuer = issuer(leaf);
    let shown = names.first().cloned().unwrap_or_default();
    if !shown.is_empty() {
        subject.clone_from(&shown);
    }
    if identities.is_empty() {
        let Some(issuer) = issuer else {
            // An authority that serves one supplier: its pin says enough.
            return true;
        };
        outcome.add(Answer::not_done(
            check,
            Said::new(format!(
                "the certificate is for the account `{shown}` of `{issuer}`, and no account is pinned: anybody with an account could have got one"
            ))
            .remedy("pin the account that signs for the supplier"),
        ));
        return false;
    }
    let issuer = issuer.unwrap_or_default();
    let known = identities
        .iter()
        .any(|it| it.issuer == issuer && names.contains(&it.subject));
    if known {
        outcome.passed(
            check,
            format!("the account `{shown}` of `{issuer}` is pinned"),
        );
    } else {
        outcome.failed(
            check,
            Said::new(format!("the account `{shown}` of `{issuer}` is not pinned"))
                .remedy("ask the supplier which account signs its releases"),
        );
    }
    known
}

/// The names of the subject: mail, address, account.
fn names(leaf: &Certificate) -> Vec<String> {
    let Some(extension) = leaf.extension(OTHER_NAMES) else {
        return Vec::new();
    };
    let Some(parts) = only(&extension.value, 0x30).and_then(|list| list.parts(64)) else {
        return Vec::new();
    };
    parts
        .iter()
        .filter_map(|part| match part.tag {
            0x81 | 0x86 => String::from_utf8(part.value.to_vec()).ok(),
            0xa0 => {
                let mut other = part.inside();
                (other.take(0x06)?.value == ACCOUNT).then_some(())?;
                let text = other.take(0xa0)?.inside().take(0x0c)?.value;
                String::from_utf8(text.to_vec()).ok()
            }
            _ => None,
        })
        .collect()
}

/// Who vouched for the account.
fn issuer(leaf: &Certificate) -> Option<String> {
    let find = |oid: &[u8]| leaf.extensions.iter().find(|it| it.oid == oid);
    if let Some(extension) = find(ISSUER) {
        let text = Reader::new(&extension.value).take(0x0c)?;
        return String::from_utf8(text.value.to_vec()).ok();
    }
    String::from_utf8(find(ISSUER_OLD)?.value.clone()).ok()
}

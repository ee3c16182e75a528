//! Name constraints (RFC 5280, 4.2.1.10): for which names an authority may sign.
//! Understood are names of directories, hosts and mail; a constraint of another kind fails, as it cannot be held.

use crate::certificate::Certificate;
use crate::names::{self, Canonical};
use crate::tlv::{Reader, Tlv, only};

/// Most subtrees of a certificate, and names of one.
const LIST_MAX: usize = 256;

/// `emailAddress` in a name.
const EMAIL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01];

/// Last number of the name of the extension.
pub(crate) const NAME_CONSTRAINTS: u8 = 30;

/// Last number of the name of the extension with other names of the subject.
const ALTERNATIVE_NAMES: u8 = 17;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Name {
    Directory(Canonical),
    Host(String),
    Mail(String),
}

/// What is wrong with a certificate under the constraints of an authority above it; nothing when all is well.
pub(crate) fn fault(authority: &Certificate, below: &Certificate) -> Option<String> {
    let extension = authority.extension(NAME_CONSTRAINTS)?;
    let Some((permitted, excluded)) = constraints(&extension.value) else {
        return Some(format!(
            "`{}` limits the names for which it signs in a way that is not understood here",
            authority.subject
        ));
    };
    let Some(names) = names_of(below) else {
        return Some(format!("the names of `{}` cannot be read", below.subject));
    };
    let outside = |name: &Name| {
        let mut alike = permitted
            .iter()
            .filter(|base| same_kind(base, name))
            .peekable();
        alike.peek().is_some() && !alike.any(|base| within(name, base))
    };
    let bad = names
        .iter()
        .any(|name| outside(name) || excluded.iter().any(|base| within(name, base)));
    bad.then(|| {
        format!(
            "`{}` may not sign for a name of `{}`",
            authority.subject, below.subject
        )
    })
}

fn constraints(value: &[u8]) -> Option<(Vec<Name>, Vec<Name>)> {
    let mut reader = only(value, 0x30)?.inside();
    let mut list = |tag| match reader.optional(tag) {
        None => Some(Vec::new()),
        Some(list) => list.parts(LIST_MAX)?.iter().map(subtree).collect(),
    };
    let permitted = list(0xa0)?;
    let excluded = list(0xa1)?;
    reader.is_empty().then_some((permitted, excluded))
}

fn subtree(part: &Tlv<'_>) -> Option<Name> {
    let mut reader = Reader::new(only(part.whole, 0x30)?.value);
    let base = name(&reader.read()?)?;
    // Depths other than "from here on" are not in use, and must not be (RFC 5280).
    if let Some(least) = reader.optional(0x80)
        && least.value != [0]
    {
        return None;
    }
    reader.is_empty().then_some(base)
}

fn name(tlv: &Tlv<'_>) -> Option<Name> {
    let text = || {
        std::str::from_utf8(tlv.value)
            .ok()
            .map(|text| text.trim_end_matches('.').to_ascii_lowercase())
    };
    match tlv.tag {
        0x81 => text().map(Name::Mail),
        0x82 => text().map(Name::Host),
        0xa4 => names::canonical(tlv.value).map(Name::Directory),
        _ => None,
    }
}

/// All names of a certificate of the kinds that are understood.
fn names_of(certificate: &Certificate) -> Option<Vec<Name>> {
    let mut list = Vec::new();
    if !certificate.subject_name.is_empty() {
        list.push(Name::Directory(certificate.subject_name.clone()));
    }
    for mail in names::values(&certificate.subject_der, EMAIL) {
        list.push(Name::Mail(mail.to_ascii_lowercase()));
    }
    if let Some(extension) = certificate.extension(ALTERNATIVE_NAMES) {
        for part in only(&extension.value, 0x30)?.parts(LIST_MAX)? {
            match part.tag {
                0x81 | 0x82 | 0xa4 => list.push(name(&part)?),
                _ => {}
            }
        }
    }
    Some(list)
}

fn same_kind(one: &Name, other: &Name) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn within(name: &Name, base: &Name) -> bool {
    match (name, base) {
        (Name::Directory(name), Name::Directory(base)) => name.starts_with(base),
        (Name::Host(name), Name::Host(base)) => under(name, base.strip_prefix('.').unwrap_or(base)),
        (Name::Mail(name), Name::Mail(base)) => {
            let host = name
                .rsplit_once('@')
                .map_or(name.as_str(), |(_, host)| host);
            match base.strip_prefix('.') {
                Some(domain) => host != domain && under(host, domain),
                None if base.contains('@') => name == base,
                None => host == base || base.is_empty(),
            }
        }
        _ => false,
    }
}

fn under(host: &str, domain: &str) -> bool {
    domain.is_empty()
        || host == domain
        || host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

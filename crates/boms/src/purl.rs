//! What names the package of a part: its package URL where it has one, else its name.

use std::str::FromStr;

use keyholder_supply::bom::BomComponent;
use packageurl::PackageUrl;

use crate::digest::purl_base;

/// A package, told apart from others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Package {
    /// Type of package, in lower case; empty without a package URL.
    pub(crate) kind: String,
    /// Who or what stands before the name; may be empty.
    pub(crate) namespace: String,
    /// The name.
    pub(crate) name: String,
    /// The version, as the part states it, or else its package URL; may be empty.
    pub(crate) version: String,
    /// Qualifiers, sorted, one text.
    pub(crate) qualifiers: String,
}

impl Package {
    pub(crate) fn of(part: &BomComponent) -> Self {
        let mut package = match &part.purl {
            Some(purl) => from_purl(purl),
            None => Package {
                kind: String::new(),
                namespace: String::new(),
                name: part.name.clone(),
                version: String::new(),
                qualifiers: String::new(),
            },
        };
        if !part.version.is_empty() {
            package.version.clone_from(&part.version);
        }
        package
    }
}

fn from_purl(purl: &str) -> Package {
    match PackageUrl::from_str(purl) {
        Ok(parsed) => {
            let mut qualifiers: Vec<String> = parsed
                .qualifiers()
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            qualifiers.sort();
            Package {
                kind: parsed.ty().to_ascii_lowercase(),
                namespace: parsed.namespace().unwrap_or_default().to_owned(),
                name: parsed.name().to_owned(),
                version: parsed.version().unwrap_or_default().to_owned(),
                qualifiers: qualifiers.join("&"),
            }
        }
        Err(_) => split(purl),
    }
}

/// What the strict reader refuses is still told apart by its pieces.
fn split(purl: &str) -> Package {
    let base = purl_base(purl);
    let path = base.get(4..).unwrap_or_default().trim_start_matches('/');
    let (kind, rest) = path.split_once('/').unwrap_or((path, ""));
    let (namespace, name) = rest.rsplit_once('/').unwrap_or(("", rest));
    let after = purl.get(base.len()..).unwrap_or_default();
    let version = after.strip_prefix('@').unwrap_or_default();
    let qualifiers = after.split_once('?').map_or("", |(_, rest)| rest);
    Package {
        kind: kind.to_ascii_lowercase(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        version: version
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .to_owned(),
        qualifiers: qualifiers.to_owned(),
    }
}

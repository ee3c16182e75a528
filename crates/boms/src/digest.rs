//! Digests and package URLs, put into one form.

/// `SHA-256:hex` for an algorithm and a content as the two formats write them; the error says what is wrong.
pub(super) fn digest(algorithm: &str, content: &str) -> Result<String, String> {
    let name = algorithm_name(algorithm);
    let content = content.trim();
    if content.is_empty() || !content.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(format!("the {name} digest is not hexadecimal"));
    }
    if let Some(digits) = digits_of(&name).filter(|digits| *digits != content.len()) {
        let found = content.len();
        return Err(format!(
            "a {name} digest has {digits} digits, this one {found}"
        ));
    }
    Ok(format!("{name}:{}", content.to_ascii_lowercase()))
}

/// SPDX 2 writes `SHA256`, SPDX 3 `sha256` and `sha3_256`, where CycloneDX writes `SHA-256`; the latter is used.
fn algorithm_name(written: &str) -> String {
    let name = written.trim().to_ascii_uppercase().replace('_', "-");
    for family in ["SHA", "BLAKE2B"] {
        match name.strip_prefix(family) {
            Some(rest)
                if !rest.starts_with("3-") && rest.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                return format!("{family}-{rest}");
            }
            _ => {}
        }
    }
    name
}

fn digits_of(name: &str) -> Option<usize> {
    Some(match name {
        "MD5" => 32,
        "SHA-1" => 40,
        "SHA-224" => 56,
        "SHA-256" | "SHA3-256" | "BLAKE2B-256" => 64,
        "SHA-384" | "SHA3-384" | "BLAKE2B-384" => 96,
        "SHA-512" | "SHA3-512" | "BLAKE2B-512" => 128,
        _ => return None,
    })
}

/// Whether a text can be a package URL.
pub(super) fn is_purl(text: &str) -> bool {
    // Blanks among the qualifiers are wrong and common; they do not touch the name.
    let base = purl_base(text);
    base.get(..4)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("pkg:"))
        && base.contains('/')
        && !base.contains(char::is_whitespace)
}

/// A package URL without version, qualifiers and subpath: what names the package and so its author.
pub(super) fn purl_base(purl: &str) -> &str {
    let path = purl.split(['?', '#']).next().unwrap_or(purl);
    let name_at = path.rfind('/').map_or(0, |at| at + 1);
    match path[name_at..].rfind('@') {
        Some(at) => &path[..name_at + at],
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_take_one_form() {
        let sha256 = "A".repeat(64);
        let lower = "a".repeat(64);
        assert_eq!(digest("SHA256", &sha256), Ok(format!("SHA-256:{lower}")));
        assert_eq!(digest("SHA-256", &lower), Ok(format!("SHA-256:{lower}")));
        assert_eq!(digest("SHA3-256", &lower), Ok(format!("SHA3-256:{lower}")));
        assert_eq!(
            digest("ADLER32", "0badcafe"),
            Ok("ADLER32:0badcafe".to_owned())
        );
        assert_eq!(
            digest("SHA1", "abc"),
            Err("a SHA-1 digest has 40 digits, this one 3".to_owned())
        );
        assert_eq!(
            digest("MD5", "not hex"),
            Err("the MD5 digest is not hexadecimal".to_owned())
        );
    }

    #[test]
    fn package_urls_lose_version_and_qualifiers() {
        for (purl, base) in [
            (
                "pkg:golang/example.org/team/mod@v1.2.3",
                "pkg:golang/example.org/team/mod",
            ),
            ("pkg:npm/%40scope/name@1.0.0?a=b#c", "pkg:npm/%40scope/name"),
            ("pkg:npm/@scope/name@1.0.0", "pkg:npm/@scope/name"),
            ("pkg:deb/debian/zlib1g", "pkg:deb/debian/zlib1g"),
            ("", ""),
        ] {
            assert_eq!(purl_base(purl), base);
        }
        assert!(is_purl("PKG:deb/debian/zlib1g"));
        assert!(is_purl(
            "pkg:generic/zlib@1?download_url=https://example.org/(a b)"
        ));
        assert!(!is_purl("invalid purl"));
        assert!(!is_purl("pkg:"));
    }
}

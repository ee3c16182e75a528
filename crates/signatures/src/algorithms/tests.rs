//! Algorithms by name: what is allowed, and what is refused in words that people know.

use super::{Algorithm, Fault, Hash, SubjectKey};
use crate::tlv::wrap;

fn named(oid: &str, parameters: &[u8]) -> Vec<u8> {
    let oid = der::asn1::ObjectIdentifier::new(oid).expect("an identifier");
    wrap(
        0x30,
        &[wrap(0x06, oid.as_bytes()), parameters.to_vec()].concat(),
    )
}

#[test]
fn algorithms_are_known_by_name() {
    let sha256 = Some(Hash::Sha256);
    for (oid, hash, expected) in [
        (
            "1.2.840.113549.1.1.1",
            sha256,
            Ok(Algorithm::RsaPkcs1(Hash::Sha256)),
        ),
        (
            "1.2.840.113549.1.1.13",
            None,
            Ok(Algorithm::RsaPkcs1(Hash::Sha512)),
        ),
        (
            "1.2.840.10045.4.3.3",
            None,
            Ok(Algorithm::Ecdsa(Hash::Sha384)),
        ),
        (
            "1.2.840.10045.2.1",
            sha256,
            Ok(Algorithm::Ecdsa(Hash::Sha256)),
        ),
        ("1.3.101.112", Some(Hash::Sha512), Ok(Algorithm::Ed25519)),
        (
            "1.2.840.113549.1.1.13",
            sha256,
            Err("the signature is made over SHA-512, but SHA-256 is named"),
        ),
        ("1.2.840.113549.1.1.1", None, Err("without a digest")),
        ("1.2.840.113549.1.1.5", None, Err("RSA with SHA-1 is not")),
        ("1.2.840.113549.1.1.4", None, Err("RSA with MD5 is not")),
        ("1.2.840.10045.4.1", None, Err("ECDSA with SHA-1 is not")),
        ("1.2.3.4", None, Err("`1.2.3.4` is not")),
    ] {
        let found = Algorithm::named(&named(oid, &[0x05, 0x00]), hash);
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(fault), Err(words)) => assert!(fault.words().contains(words), "{fault:?}"),
            (found, expected) => panic!("{oid}: {found:?}, not {expected:?}"),
        }
    }
}

#[test]
fn what_pss_leaves_out_means_sha_1() {
    let bare = Algorithm::named(&named("1.2.840.113549.1.1.10", &[0x30, 0x00]), None);
    assert!(matches!(bare, Err(Fault::Refused(words)) if words.contains("SHA-1")));
    let hash = wrap(0xa0, &named("2.16.840.1.101.3.4.2.1", &[]));
    let mask = |inner: &str| wrap(0xa1, &named("1.2.840.113549.1.1.8", &named(inner, &[])));
    let salt = wrap(0xa2, &[0x02, 0x01, 0x20]);
    let read = |mask: Vec<u8>| {
        let parameters = wrap(0x30, &[hash.clone(), mask, salt.clone()].concat());
        Algorithm::named(&named("1.2.840.113549.1.1.10", &parameters), None)
    };
    let right = Algorithm::RsaPss {
        hash: Hash::Sha256,
        salt: 32,
    };
    assert_eq!(read(mask("2.16.840.1.101.3.4.2.1")), Ok(right));
    assert!(read(mask("2.16.840.1.101.3.4.2.3")).is_err());
}

#[test]
fn keys_that_are_no_keys_are_refused() {
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let numbers = wrap(0x30, &[wrap(0x02, modulus), wrap(0x02, exponent)].concat());
        let bits = wrap(0x03, &[vec![0], numbers].concat());
        SubjectKey::read(&wrap(
            0x30,
            &[named("1.2.840.113549.1.1.1", &[0x05, 0x00]), bits].concat(),
        ))
    };
    let mut odd = vec![0x7f; 256];
    assert!(rsa(&odd, &[3]).is_ok());
    for exponent in [&[][..], &[0], &[1], &[2], &[0x83], &[1; 20]] {
        assert!(rsa(&odd, exponent).is_err(), "{exponent:?}");
    }
    assert!(rsa(&[0; 256], &[3]).is_err());
    assert!(rsa(&vec![0x7f; 2_000], &[3]).is_err());
    odd[255] = 0x7e;
    assert!(rsa(&odd, &[3]).is_err());
    let curve = wrap(0x30, &[]);
    let point = wrap(0x03, &[0, 4]);
    let spelled = SubjectKey::read(&wrap(
        0x30,
        &[named("1.2.840.10045.2.1", &curve), point].concat(),
    ));
    assert!(matches!(spelled, Err(Fault::Refused(words)) if words.contains("without a name")));
}

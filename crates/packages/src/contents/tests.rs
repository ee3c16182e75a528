//! What is found in files, at all depths and over the edges of windows.

use std::io::Write as _;

use keyholder_kit::authority::authority;
use keyholder_kit::certificates::certificate_pem;
use proptest::prelude::*;

use super::*;

const KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA75iYTUUVoTmQJtyMVo3UBgSkMDqjhMNKT4e7Qx/JRCkmoR7t\n-----END RSA PRIVATE KEY-----\n";

fn found(path: &str, bytes: &[u8]) -> Found {
    found_within(path, bytes, &Bounds::default())
}

fn found_within(path: &str, bytes: &[u8], bounds: &Bounds) -> Found {
    let mut looking = Looking::new(bounds, &PLAIN);
    let length = u64::try_from(bytes.len()).ok();
    looking.file(path, length, &mut &*bytes, 1).expect("memory");
    looking.found
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    keyholder_kit::archives::zip(&[keyholder_kit::archives::Entry::new(name, bytes).deflated()])
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("room");
    encoder.finish().expect("room")
}

#[test]
fn keys_are_found_in_texts_and_not_in_programs_that_mention_them() {
    let json = format!("{{\"key\": \"{}\"}}", KEY.replace('\n', "\\n"));
    let indented = KEY.replace('\n', "\n    ");
    let wrapped = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(KEY)
    };
    for text in [KEY, &json, &indented, &wrapped, &KEY.replace('\n', "\r\n")] {
        let found = found("a", text.as_bytes());
        assert_eq!(found.keys.len(), 1, "{text}");
        assert!(
            found.keys[0].what.starts_with("RSA PRIVATE KEY"),
            "{:?}",
            found.keys
        );
    }
    let old = KEY.replacen(
        '\n',
        "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n",
        1,
    );
    assert_eq!(found("a", old.as_bytes()).keys.len(), 1);
    for text in [
        "-----BEGIN PRIVATE KEY-----\0-----END PRIVATE KEY-----",
        "say -----BEGIN RSA PRIVATE KEY----- here",
        "-----BEGIN PUBLIC KEY-----\nMIIEpAIBAAKCAQEA75iYTUUVoTmQ\n",
    ] {
        assert!(found("a", text.as_bytes()).keys.is_empty(), "{text}");
    }
    let der = [
        0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22,
    ];
    assert_eq!(found("a.der", &der).keys.len(), 1);
}

#[test]
fn certificates_and_keys_are_found_over_the_edges_of_windows() {
    let der = &authority().arden_root.certificate;
    let pem = certificate_pem(der);
    for edge in [
        WINDOW - 700,
        WINDOW - 10,
        WINDOW,
        2 * WINDOW - OVERLAP - 300,
    ] {
        for what in [der.as_slice(), pem.as_slice(), KEY.as_bytes()] {
            let mut bytes = vec![0; edge];
            bytes.extend(what);
            bytes.extend(vec![0; 100]);
            let found = found("firmware.bin", &bytes);
            assert_eq!(found.certificates.len() + found.keys.len(), 1, "{edge}");
            assert_eq!(
                found.files[0].1,
                Digests {
                    sha384: None,
                    sha512: None,
                    ..Digests::of(&bytes)
                }
            );
        }
    }
}

#[test]
fn everything_is_found_at_all_depths() {
    let pem = certificate_pem(&authority().arden_root.certificate);
    let mut text = pem;
    text.extend(KEY.as_bytes());
    let tar = keyholder_kit::archives::tar(&[("etc/tls.pem", &text)]);
    let nested = zipped("image.tar.gz", &gzipped(&tar));
    let found = found("app.war", &nested);
    let place = "app.war!image.tar.gz!etc/tls.pem";
    assert_eq!(found.certificates.len(), 1);
    assert_eq!(
        (
            found.certificates[0].path.as_str(),
            found.keys[0].path.as_str()
        ),
        (place, place)
    );
    let paths: Vec<_> = found.files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, [place, "app.war!image.tar.gz", "app.war"]);
    assert!(
        found.faults.is_empty() && found.unread.is_empty(),
        "{found:?}"
    );
    let plain = super::tests::found("notes.txt.gz", &gzipped(KEY.as_bytes()));
    assert_eq!(plain.keys[0].path, "notes.txt.gz!notes.txt");
}

#[test]
fn papers_are_told_by_what_is_in_them() {
    let cases: [(&str, &str, usize, usize); 11] = [
        ("x.json", "{\"bomFormat\": \"CycloneDX\"}", 1, 0),
        (
            "x",
            " \n{\"packages\": [], \"SPDXID\": \"a\", \"spdxVersion\": \"SPDX-2.3\"}",
            1,
            0,
        ),
        (
            "x",
            "\u{feff}<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"/>",
            1,
            0,
        ),
        ("x", "SPDXVersion: SPDX-2.3\n", 1, 0),
        (
            "x",
            "{\"@context\": \"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\"}",
            1,
            0,
        ),
        ("a/b.spdx", "broken", 1, 0),
        ("sbom.json", "", 1, 0),
        (
            "x.json",
            "{\"payloadType\": \"application/vnd.in-toto+json\", \"payload\": \"\"}",
            0,
            1,
        ),
        (
            "x",
            "{\"mediaType\": \"application/vnd.dev.sigstore.bundle.v0.3+json\"}",
            0,
            1,
        ),
        ("a.intoto.jsonl", "", 0, 1),
        ("package.json", "{\"name\": \"x\"}", 0, 0),
    ];
    for (path, text, boms, attestations) in cases {
        let found = found(path, text.as_bytes());
        assert_eq!(
            (found.boms.len(), found.attestations.len()),
            (boms, attestations),
            "{path} {text}"
        );
    }
}

#[test]
fn bounds_hold_and_are_told() {
    let bounds = Bounds {
        document_bytes_max: 100,
        ..Bounds::default()
    };
    let large = format!(
        "{{\"bomFormat\": \"CycloneDX\", \"x\": \"{}\"}}",
        "y".repeat(200)
    );
    let cut = found_within("a.cdx.json", large.as_bytes(), &bounds);
    assert!(cut.boms.is_empty() && !cut.unread.is_empty());
    let bounds = Bounds {
        unpacked_bytes_max: 10_000,
        ..Bounds::default()
    };
    let over = found_within("a", &vec![1; 20_000], &bounds);
    assert!(
        over.faults.clone().said()[0]
            .what
            .contains("more than 10000 bytes"),
        "{over:?}"
    );
    let bounds = Bounds {
        files_max: 3,
        ..Bounds::default()
    };
    let tar = keyholder_kit::archives::tar(&[("a", b""), ("b", b""), ("c", b""), ("d", b"")]);
    assert!(!found_within("a.tar", &tar, &bounds).faults.is_empty());
    let bomb = found(
        "a.gz",
        &keyholder_kit::archives::gzip_small(&vec![0; 8 << 20]),
    );
    assert!(
        bomb.faults.clone().said()[0].what.contains("as bombs do"),
        "{bomb:?}"
    );
    let mut deep = b"x".to_vec();
    for _ in 0..9 {
        deep = zipped("a.zip", &deep);
    }
    assert!(
        found("a.zip", &deep).faults.said()[0]
            .what
            .contains("archives in one another")
    );
}

#[test]
fn broken_archives_inside_are_told_and_hashed_whole() {
    let mut broken = zipped("a", &[7; 5_000]);
    broken.truncate(broken.len() / 2);
    let found = found("a.zip", &broken);
    assert_eq!(found.unread.clone().said().len(), 1);
    let whole = found.files.last().expect("the file itself");
    assert_eq!(whole.1.sha256, Digests::of(&broken).sha256);
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), begin in 0_usize..6) {
        let begins: [&[u8]; 6] = [b"", b"PK\x03\x04", b"\x1f\x8b\x08\0", b"0\x82\x03\0", b"-----BEGIN PRIVATE KEY-----\n", b"{"];
        let all = [begins[begin], &bytes].concat();
        let found = found("x.cdx.json", &all);
        prop_assert_eq!(found.files.last().map(|(_, digests)| digests.sha256), Some(Digests::of(&all).sha256));
    }

    #[test]
    fn no_change_breaks_it(at: prop::sample::Index, value: u8) {
        let tar = keyholder_kit::archives::tar(&[("a/k.pem", KEY.as_bytes()), ("b", b"hello")]);
        let mut bytes = zipped("i.tar.gz", &gzipped(&tar));
        let at = at.index(bytes.len());
        bytes[at] = value;
        let found = found("x.zip", &bytes);
        prop_assert_eq!(found.files.last().map(|(_, digests)| digests.sha256), Some(Digests::of(&bytes).sha256));
    }
}

#[test]
fn what_cannot_be_opened_is_told() {
    use keyholder_kit::archives::{Entry, zip};
    let hidden = Entry {
        flags: 1,
        ..Entry::new("secret", b"who knows")
    };
    let found = found("p.zip", &zip(&[Entry::new("a", b"plain"), hidden]));
    let said = found.unread.clone().said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].what.contains("`p.zip!secret` is encrypted"),
        "{said:?}"
    );
    assert!(found.files.iter().any(|(path, _)| path == "p.zip!a"));
    for (head, how) in [
        (&b"\x04\x22\x4d\x18rest"[..], "lz4"),
        (b"7z\xbc\xaf\x27\x1crest", "7z"),
        (b"BZh91AY&SYrest", "bzip2"),
        (b"hsqsrest", "squashfs"),
        (b"\x1f\x9d\x90rest", "compress"),
    ] {
        let said = super::tests::found("x", head).unread.clone().said();
        assert!(
            said.len() == 1 && said[0].what.contains(how),
            "{how}: {said:?}"
        );
    }
    for head in [&b"BZh9 is a word"[..], b"7zip", b"plain", b""] {
        assert!(
            super::tests::found("x", head)
                .unread
                .clone()
                .said()
                .is_empty()
        );
    }
}

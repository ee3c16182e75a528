//! RPM packages made by hand, good ones and such as are wrong in one way.

use base64::Engine as _;
use keyholder_kit::digest::sha256_hex;
use keyholder_supply::gate::{CheckState, GateCheck};
use proptest::prelude::*;

use super::header::Header;
use crate::format::Format;
use crate::package::Package;
use crate::testing::{SIGNED, ended, examine, failed, gzip, passed, pinned, stranger};

const NAME: &str = "amf-4.2.1-1.noarch.rpm";
const GOOD: [GateCheck; 7] = [
    GateCheck::Archive,
    GateCheck::OneManifest,
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::CertificatePath,
    GateCheck::EveryFile,
    GateCheck::Identity,
];

enum Value {
    Text(String),
    Texts(Vec<String>),
    Number(u32),
    Bytes(Vec<u8>),
}

/// A header with its region, whose trailer lies behind all values.
fn header(region: u32, tags: &[(u32, Value)]) -> Vec<u8> {
    let mut list: Vec<[u32; 4]> = Vec::new();
    let mut store: Vec<u8> = Vec::new();
    for (tag, value) in tags {
        if let Value::Number(_) = value {
            store.resize(store.len().next_multiple_of(4), 0);
        }
        let at = length(&store);
        let (kind, count) = match value {
            Value::Text(text) => {
                store.extend(text.as_bytes());
                store.push(0);
                (6, 1)
            }
            Value::Texts(texts) => {
                for text in texts {
                    store.extend(text.as_bytes());
                    store.push(0);
                }
                (8, u32::try_from(texts.len()).expect("few"))
            }
            Value::Number(number) => {
                store.extend(number.to_be_bytes());
                (4, 1)
            }
            Value::Bytes(bytes) => {
                store.extend(bytes);
                (7, length(bytes))
            }
        };
        list.push([*tag, kind, at, count]);
    }
    list.insert(0, [region, 7, length(&store), 16]);
    let count = u32::try_from(list.len()).expect("few");
    for word in [region, 7, (count * 16).wrapping_neg(), 16] {
        store.extend(word.to_be_bytes());
    }
    let mut bytes = vec![0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0];
    bytes.extend(count.to_be_bytes());
    bytes.extend(length(&store).to_be_bytes());
    bytes.extend(list.into_iter().flatten().flat_map(u32::to_be_bytes));
    bytes.extend(store);
    bytes
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("short")
}

fn main_header(payload: &[u8], more: Vec<(u32, Value)>) -> Vec<u8> {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut tags = vec![
        (1000, text("amf")),
        (1001, text("4.2.1")),
        (1002, text("1")),
        (1011, text("Arden Networks")),
        (1022, text("noarch")),
        (5092, Value::Texts(vec![sha256_hex(payload)])),
        (5093, Value::Number(8)),
    ];
    tags.extend(more);
    header(63, &tags)
}

fn put(signatures: &[(u32, Value)], main: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xed, 0xab, 0xee, 0xdb, 3, 0];
    bytes.resize(78, 0);
    bytes.extend([0, 5]);
    bytes.resize(96, 0);
    bytes.extend(header(62, signatures));
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes.extend(main);
    bytes.extend(payload);
    bytes
}

fn payload() -> Vec<u8> {
    gzip(b"070701 a payload of files")
}

fn rsa(main: &[u8]) -> Vec<(u32, Value)> {
    vec![
        (268, Value::Bytes(pinned().detached(main, SIGNED))),
        (273, Value::Text(sha256_hex(main))),
    ]
}

fn good() -> Vec<u8> {
    let main = main_header(&payload(), Vec::new());
    put(&rsa(&main), &main, &payload())
}

fn looked(bytes: &[u8]) -> Package {
    let package = examine(NAME, bytes, &[]);
    assert_eq!(package.format, Format::Rpm);
    package
}

#[test]
fn good_packages_pass_signed_in_each_way() {
    passed(&looked(&good()), &GOOD);
    let main = main_header(&payload(), Vec::new());
    let both = [main.clone(), payload()].concat();
    let old = vec![(1005, Value::Bytes(pinned().detached(&both, SIGNED)))];
    passed(&looked(&put(&old, &main, &payload())), &GOOD);
    let text = base64::engine::general_purpose::STANDARD.encode(pinned().detached(&main, SIGNED));
    let new = vec![(278, Value::Texts(vec![text]))];
    passed(&looked(&put(&new, &main, &payload())), &GOOD);
    let bytes = put(&[(1000, Value::Number(1))], &main, &payload());
    let signature = pinned().detached(&bytes, SIGNED);
    passed(
        &examine(NAME, &bytes, &[("amf-4.2.1-1.noarch.rpm.asc", &signature)]),
        &GOOD,
    );
}

#[test]
fn what_is_not_signed_is_told() {
    let main = main_header(&payload(), Vec::new());
    let package = looked(&put(&[(1000, Value::Number(1))], &main, &payload()));
    ended(
        &package,
        GateCheck::Signature,
        CheckState::NotDone,
        "no signature",
    );
    let signatures = vec![(268, Value::Bytes(stranger().detached(&main, SIGNED)))];
    failed(
        &looked(&put(&signatures, &main, &payload())),
        GateCheck::CertificatePath,
        "",
    );
}

#[test]
fn a_payload_or_header_that_changed_is_seen() {
    let main = main_header(&payload(), Vec::new());
    let package = looked(&put(&rsa(&main), &main, &gzip(b"evil")));
    failed(
        &package,
        GateCheck::SignedBytes,
        "whose digest the header states",
    );
    ended(
        &package,
        GateCheck::EveryFile,
        CheckState::NotDone,
        "not these bytes",
    );
    let other = main_header(&gzip(b"evil"), Vec::new());
    let package = looked(&put(&rsa(&main), &other, &gzip(b"evil")));
    failed(&package, GateCheck::Signature, "");
    failed(
        &package,
        GateCheck::SignedBytes,
        "digest stands among the signatures",
    );
    let mut tail = good();
    tail.extend(b"tail");
    failed(
        &looked(&tail),
        GateCheck::SignedBytes,
        "whose digest the header states",
    );
}

#[test]
fn a_header_alone_does_not_cover_a_payload() {
    let text = |text: &str| Value::Text(text.to_owned());
    let main = header(
        63,
        &[
            (1000, text("amf")),
            (1001, text("4.2.1")),
            (1002, text("1")),
            (1022, text("noarch")),
        ],
    );
    let package = looked(&put(&rsa(&main), &main, &payload()));
    for check in [GateCheck::SignedBytes, GateCheck::EveryFile] {
        ended(
            &package,
            check,
            CheckState::NotDone,
            "only the header is signed",
        );
    }
}

#[test]
fn tags_twice_or_outside_of_the_region_are_refused() {
    let twice = main_header(&payload(), vec![(1000, Value::Text("smf".into()))]);
    failed(
        &looked(&put(&rsa(&twice), &twice, &payload())),
        GateCheck::Archive,
        "the tag 1000 is there twice",
    );
    let mut main = main_header(&payload(), Vec::new());
    // One more entry than the region says that it has.
    let entry: Vec<u8> = [1003_u32, 4, 0, 1]
        .into_iter()
        .flat_map(u32::to_be_bytes)
        .collect();
    let count = u32::from_be_bytes(main[8..12].try_into().expect("four"));
    main[8..12].copy_from_slice(&(count + 1).to_be_bytes());
    let store = 16 + usize::try_from(count).expect("few") * 16;
    main.splice(store..store, entry);
    failed(
        &looked(&put(&rsa(&main), &main, &payload())),
        GateCheck::Archive,
        "not all tags lie in the region",
    );
}

#[test]
fn names_and_bounds() {
    let package = examine("smf-4.2.1-1.noarch.rpm", &good(), &[]);
    failed(
        &package,
        GateCheck::Identity,
        "it would be `amf-4.2.1-1.noarch.rpm`",
    );
    let mut huge = good();
    huge[96 + 12] = 0xff;
    failed(&looked(&huge), GateCheck::Archive, "past all bounds");
    failed(&looked(&good()[..200]), GateCheck::Archive, "cut off");
    let zeros = gzip(&vec![0; 16 << 20]);
    let main = main_header(&zeros, Vec::new());
    failed(
        &looked(&put(&rsa(&main), &main, &zeros)),
        GateCheck::Archive,
        "as bombs do",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn changed_bytes_do_no_harm(at in 0..2_000_usize, with in any::<[u8; 4]>()) {
        let mut bytes = good();
        let at = at % (bytes.len() - 4);
        bytes[at..at + 4].copy_from_slice(&with);
        let _ = examine(NAME, &bytes, &[]);
    }

    #[test]
    fn arbitrary_headers_do_no_harm(tail in proptest::collection::vec(any::<u8>(), 0..200), count in 0..12_u8) {
        let mut bytes = vec![0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0, 0, 0, 0, count];
        bytes.extend(tail);
        let header = Header::read(bytes, 63);
        for tag in [62, 63, 1000, 268, 5092, 1003] {
            header.string(tag);
            header.binary(tag);
            header.number(tag);
        }
    }
}

//! What is unpacked comes out whole; bombs, tails and cuts are refused; no bytes do harm.

use std::io::{Read, Write};

use proptest::prelude::*;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(6);
    let mut packer = lzma_rust2::XzWriter::new(Vec::new(), options).expect("options");
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("memory")
}

fn unpack(packed: &[u8], bounds: &Bounds) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    Unpacked::new(packed, bounds)?.read_to_end(&mut out)?;
    Ok(out)
}

fn why(packed: &[u8], bounds: &Bounds) -> String {
    let error = unpack(packed, bounds).expect_err("it must be refused");
    bad_words(&error)
        .expect("the bytes are at fault")
        .to_owned()
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(&mut next).take(length).collect()
}

#[test]
fn each_packing_comes_out_whole() {
    let bounds = Bounds::default();
    let plain = noise(200_000);
    for packed in [gzip(&plain), xz(&plain), zst(&plain), plain.clone()] {
        assert_eq!(unpack(&packed, &bounds).expect("whole"), plain);
    }
}

#[test]
fn bombs_stop_at_the_ratio_and_at_the_size() {
    let bounds = Bounds {
        ratio_max: 50,
        ..Bounds::default()
    };
    let zeros = vec![0; 8 << 20];
    for packed in [gzip(&zeros), xz(&zeros), zst(&zeros)] {
        assert!(
            why(&packed, &bounds).contains("50 times"),
            "{}",
            why(&packed, &bounds)
        );
    }
    let small = Bounds {
        unpacked_bytes_max: 1_000,
        ..Bounds::default()
    };
    assert!(why(&gzip(&noise(2_000)), &small).contains("more than 1000 bytes"));
}

#[test]
fn nothing_may_follow_and_nothing_may_be_missing() {
    let bounds = Bounds::default();
    for packed in [gzip(b"abc"), xz(b"abc"), zst(b"abc")] {
        let twice = [packed.as_slice(), packed.as_slice()].concat();
        assert!(why(&twice, &bounds).contains("data after the end"));
        let tail = [packed.as_slice(), b"tail"].concat();
        assert!(why(&tail, &bounds).contains("data after the end"));
        assert!(why(&packed[..packed.len() - 2], &bounds).contains("damaged"));
    }
}

#[test]
fn a_window_beyond_the_bound_is_refused() {
    let mut options = lzma_rust2::XzOptions::with_preset(0);
    options.lzma_options.dict_size = 512 << 20;
    let mut packer = lzma_rust2::XzWriter::new(Vec::new(), options).expect("options");
    packer.write_all(b"small").expect("memory");
    let packed = packer.finish().expect("memory");
    assert!(why(&packed, &Bounds::default()).contains("memory"));
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> Result<usize> {
        Err(Error::other("the disk"))
    }
}

#[test]
fn a_fault_of_the_system_stays_one() {
    let packed = gzip(&noise(10_000));
    let reader = (&packed[..100]).chain(Broken);
    let mut out = Vec::new();
    let error = match Unpacked::new(reader, &Bounds::default()) {
        Ok(mut unpacked) => unpacked.read_to_end(&mut out).expect_err("the disk"),
        Err(error) => error,
    };
    assert_eq!(bad_words(&error), None);
    assert_eq!(error.to_string(), "the disk");
}

proptest! {
    #[test]
    fn changed_bytes_do_no_harm(which in 0..3_u8, at in 0..4_000_usize, with in any::<u8>()) {
        let plain = noise(3_000);
        let mut packed = match which { 0 => gzip(&plain), 1 => xz(&plain), _ => zst(&plain) };
        let at = at % packed.len();
        packed[at] ^= with;
        match unpack(&packed, &Bounds::default()) {
            Ok(_) => {}
            Err(error) => prop_assert!(bad_words(&error).is_some(), "{error}"),
        }
    }

    #[test]
    fn arbitrary_bytes_do_no_harm(which in 0..3_u8, tail in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut bytes: Vec<u8> = match which {
            0 => vec![0x1f, 0x8b, 8],
            1 => vec![0xfd, b'7', b'z', b'X', b'Z', 0],
            _ => vec![0x28, 0xb5, 0x2f, 0xfd],
        };
        bytes.extend(tail);
        let _ = unpack(&bytes, &Bounds::default());
    }
}

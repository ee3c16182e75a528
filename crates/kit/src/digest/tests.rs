//! Digests written here against published values, and values of another program.

use super::{blake2b, sha1};
use crate::encode::hex;

#[test]
fn sha1_is_as_published() {
    let abc = "a9993e364706816aba3e25717850c26c9cd0d89d";
    assert_eq!(hex(&sha1(b"abc")), abc);
    let none = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    assert_eq!(hex(&sha1(b"")), none);
    let long = "34aa973cd4c4daa4f61eeb2bdbad27316534016f";
    assert_eq!(hex(&sha1(&vec![b'a'; 1_000_000])), long);
}

#[test]
fn blake2b_is_as_published() {
    let abc = "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1\
               7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923";
    assert_eq!(hex(&blake2b(b"abc")), abc);
    let long = BLAKE_LONG;
    assert_eq!(hex(&blake2b(&[b'a'; 300])), long);
    let block = BLAKE_BLOCK;
    assert_eq!(hex(&blake2b(&[b'a'; 128])), block);
}

/// Of 300 letters, by another program.
const BLAKE_LONG: &str = "a2ff3040eda405b929c2fc2fd93e8add6ac3bb5369b679bae170ac6956863ca006285f132a868000fc3fae5bc696e5d17fe3fddfb4a342876c40451184742986";
/// Of one whole block, by another program.
const BLAKE_BLOCK: &str = "fc6c71f688f43ea7d60817478808f3cac753e61571865c95adbc2d9122c943a76b92c2cb1047ef3fe7bf6e436ec1d0a99a9e5b216780bf7fed9d7ca91d3a8f3b";

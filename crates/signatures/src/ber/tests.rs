//! BER becomes DER, and DER stays as it is.

use super::to_der;
use crate::tlv::wrap;

#[test]
fn open_lengths_long_lengths_and_pieces_become_der() {
    for (ber, der) in [
        (
            &[0x30, 0x80, 0x02, 0x01, 0x05, 0, 0][..],
            &[0x30, 0x03, 0x02, 0x01, 0x05][..],
        ),
        (
            &[0x30, 0x82, 0x00, 0x03, 0x02, 0x01, 0x05],
            &[0x30, 0x03, 0x02, 0x01, 0x05],
        ),
        (
            &[
                0x24, 0x80, 0x04, 0x01, 0xaa, 0x24, 0x03, 0x04, 0x01, 0xbb, 0, 0,
            ],
            &[0x04, 0x02, 0xaa, 0xbb],
        ),
        (
            &[0x30, 0x80, 0xa0, 0x80, 0x04, 0x00, 0, 0, 0, 0],
            &[0x30, 0x04, 0xa0, 0x02, 0x04, 0x00],
        ),
    ] {
        assert_eq!(to_der(ber), Ok((der.to_vec(), ber.len())), "{ber:02x?}");
        assert_eq!(to_der(der), Ok((der.to_vec(), der.len())), "{der:02x?}");
    }
    let long = wrap(0x30, &wrap(0x04, &[7; 70_000]));
    assert_eq!(to_der(&long), Ok((long.clone(), long.len())));
    let followed = [long.clone(), vec![1, 2]].concat();
    assert_eq!(to_der(&followed), Ok((long.clone(), long.len())));
}

#[test]
fn what_is_neither_is_refused() {
    for bytes in [
        &[][..],
        &[0x30],
        &[0x30, 0x02, 0x02],
        &[0x30, 0x80, 0x02, 0x01, 0x05],
        &[0x04, 0x80, 0, 0],
        &[0x1f, 0x01, 0x00],
        &[0x24, 0x03, 0x02, 0x01, 0x05],
        &[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        &[0x30, 0x03, 0x04, 0x05, 0x00],
    ] {
        assert!(to_der(bytes).is_err(), "{bytes:02x?}");
    }
    assert!(to_der(&[0x30, 0x80].repeat(40)).is_err_and(|why| why.contains("deeply")));
}

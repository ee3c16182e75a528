//! The same digests, wherever they are made; and which ones a signature asks for.

use super::*;

fn all() -> [Asked; 3] {
    let sha512 = Asked {
        sha512: true,
        ..Asked::default()
    };
    [Asked::default(), sha512, Asked::ALL]
}

#[test]
fn digests_are_the_same_wherever_they_are_made() {
    let bytes: Vec<u8> = (0..5_000_003_u32).map(|n| n.to_le_bytes()[1]).collect();
    for asked in all() {
        for length in [0, 1, 1 << 20, (1 << 20) + 1, bytes.len()] {
            let bytes = &bytes[..length];
            let mut here = Sums::new(asked);
            here.update(bytes);
            let here = here.finish();
            for step in [999_983, 4_096] {
                let mut aside = Sums::leaving(asked);
                let mut shared = Sums::sharing(asked);
                for part in bytes.chunks(step) {
                    aside.update(part);
                    shared.shared(&Arc::new(part.to_vec()));
                }
                assert_eq!(aside.finish(), here, "{asked:?} {length} {step}");
                assert_eq!(shared.finish(), here, "{asked:?} {length} {step}");
            }
            let sha256: [u8; 32] = Sha256::digest(bytes).into();
            assert_eq!(here.sha256, sha256);
            assert_eq!(here.sha512.is_some(), asked.sha512);
        }
    }
}

#[test]
fn what_is_never_finished_leaves_no_thread_waiting() {
    let mut sums = Sums::leaving(Asked::ALL);
    sums.update(&vec![1; 3 << 20]);
    sums.update(&[1; 10]);
    drop(sums);
}

#[test]
fn a_signature_asks_for_the_digests_that_it_names() {
    use keyholder_kit::authority::authority;
    use keyholder_kit::cms::{Inside, Signing, cms_pem, detached};
    let of = |by| detached(b"bytes", &[Signing::by(by, 1_794_301_200)], Inside::Nothing);
    let (p256, p384) = (of(&authority().arden_p256), of(&authority().arden_p384));
    let sha384 = Asked {
        sha384: true,
        ..Asked::default()
    };
    for (der, asked) in [(p256, Asked::default()), (p384, sha384)] {
        assert_eq!(Asked::by_signature(&der), asked);
        assert_eq!(Asked::by_signature(&cms_pem(&der)), asked);
        let two = [cms_pem(&der), b"between\n".to_vec(), cms_pem(&der)].concat();
        assert_eq!(Asked::by_signature(&two), asked);
    }
    for unread in [
        "",
        "text",
        "-----BEGIN CMS-----\nA: b\n\nAAAA\n-----END CMS-----\n",
    ] {
        assert_eq!(
            Asked::by_signature(unread.as_bytes()),
            Asked::ALL,
            "{unread}"
        );
    }
    let key = keyholder_kit::people::arden_plain();
    let ssh = keyholder_kit::plain_signatures::ssh_signature(&key, "file", b"bytes");
    let [_, sha512, _] = all();
    assert_eq!(Asked::by_ssh(&ssh), sha512);
}

//! Writes ZIP archives for tests byte by byte, so that they can be wrong in one way at a time.

/// A file in the making.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) name: Vec<u8>,
    pub(super) body: Vec<u8>,
    pub(super) deflated: bool,
    pub(super) flags: u16,
    pub(super) mode: u32,
    pub(super) follows: bool,
    pub(super) local: fn(&mut Vec<u8>),
    pub(super) central: fn(&mut Vec<u8>),
    pub(super) before: &'static [u8],
}

pub(super) fn file(name: &str, body: &[u8]) -> File {
    File {
        name: name.as_bytes().to_vec(),
        body: body.to_vec(),
        deflated: false,
        flags: 0,
        mode: 0o100_644,
        follows: false,
        local: |_| {},
        central: |_| {},
        before: b"",
    }
}

fn put(bytes: &mut Vec<u8>, parts: &[(u64, usize)]) {
    for (value, width) in parts {
        bytes.extend(&value.to_le_bytes()[..*width]);
    }
}

fn long(count: usize) -> u64 {
    u64::try_from(count).expect("a length")
}

/// What stands around the files.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    pub(super) before: &'static [u8],
    pub(super) before_list: &'static [u8],
    pub(super) after_list: &'static [u8],
    pub(super) comment: &'static [u8],
    pub(super) after: &'static [u8],
    pub(super) count: Option<u64>,
    pub(super) wide: bool,
}

pub(super) fn archive(files: &[File], around: Around) -> Vec<u8> {
    let mut out = around.before.to_vec();
    let mut list = Vec::new();
    for file in files {
        out.extend(file.before);
        let at = long(out.len());
        let mut crc = flate2::Crc::new();
        crc.update(&file.body);
        let crc = u64::from(crc.sum());
        let stored = if file.deflated {
            deflated(&file.body)
        } else {
            file.body.clone()
        };
        let method = if file.deflated { 8 } else { 0 };
        let flags = u64::from(file.flags) | if file.follows { 8 } else { 0 };
        let (size, length) = (long(stored.len()), long(file.body.len()));
        let shown = if file.follows {
            [0, 0, 0]
        } else {
            [crc, size, length]
        };
        let mut local = Vec::new();
        put(
            &mut local,
            &[(0x0403_4b50, 4), (20, 2), (flags, 2), (method, 2), (0, 4)],
        );
        put(
            &mut local,
            &[
                (shown[0], 4),
                (shown[1], 4),
                (shown[2], 4),
                (long(file.name.len()), 2),
                (0, 2),
            ],
        );
        local.extend(&file.name);
        (file.local)(&mut local);
        out.extend(local);
        out.extend(&stored);
        if file.follows {
            put(
                &mut out,
                &[(0x0807_4b50, 4), (crc, 4), (size, 4), (length, 4)],
            );
        }
        let mut central = Vec::new();
        put(
            &mut central,
            &[
                (0x0201_4b50, 4),
                (0x0314, 2),
                (20, 2),
                (flags, 2),
                (method, 2),
                (0, 4),
            ],
        );
        put(
            &mut central,
            &[
                (crc, 4),
                (size, 4),
                (length, 4),
                (long(file.name.len()), 2),
                (0, 2),
                (0, 2),
            ],
        );
        put(
            &mut central,
            &[(0, 2), (0, 2), (u64::from(file.mode) << 16, 4), (at, 4)],
        );
        central.extend(&file.name);
        (file.central)(&mut central);
        list.extend(central);
    }
    out.extend(around.before_list);
    let at = long(out.len());
    out.extend(&list);
    out.extend(around.after_list);
    let (count, size) = (around.count.unwrap_or(long(files.len())), long(list.len()));
    if around.wide {
        let record = long(out.len());
        put(
            &mut out,
            &[(0x0606_4b50, 4), (44, 8), (45, 2), (45, 2), (0, 4), (0, 4)],
        );
        put(&mut out, &[(count, 8), (count, 8), (size, 8), (at, 8)]);
        put(&mut out, &[(0x0706_4b50, 4), (0, 4), (record, 8), (1, 4)]);
        put(
            &mut out,
            &[(0x0605_4b50, 4), (0, 2), (0, 2), (0xffff, 2), (0xffff, 2)],
        );
        put(
            &mut out,
            &[
                (0xffff_ffff, 4),
                (0xffff_ffff, 4),
                (long(around.comment.len()), 2),
            ],
        );
    } else {
        put(
            &mut out,
            &[(0x0605_4b50, 4), (0, 2), (0, 2), (count, 2), (count, 2)],
        );
        put(
            &mut out,
            &[(size, 4), (at, 4), (long(around.comment.len()), 2)],
        );
    }
    out.extend(around.comment);
    out.extend(around.after);
    out
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("room");
    encoder.finish().expect("room")
}

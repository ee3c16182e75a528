//! Extended headers: records `LENGTH KEY=VALUE`, which may change what the next header says.

/// What an extended header changes, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pax {
    /// Another name.
    pub(super) path: Option<Vec<u8>>,
    /// Another target.
    pub(super) link: Option<Vec<u8>>,
    /// Another size.
    pub(super) bytes: Option<u64>,
}

/// Reads all records; the first fault ends it.
pub(super) fn parse(mut rest: &[u8]) -> Result<Pax, String> {
    let mut pax = Pax::default();
    let mut keys: Vec<&[u8]> = Vec::new();
    while !rest.is_empty() {
        let (key, value, after) = record(rest).ok_or("an extended header that cannot be read")?;
        rest = after;
        let name = crate::answers::shown(&String::from_utf8_lossy(key));
        if keys.len() >= 256 {
            return Err("an extended header with too many records".into());
        }
        if keys.contains(&key) {
            return Err(format!("an extended header that says `{name}` twice"));
        }
        keys.push(key);
        match key {
            b"path" => pax.path = Some(value.to_vec()),
            b"linkpath" => pax.link = Some(value.to_vec()),
            b"size" => {
                let number = std::str::from_utf8(value)
                    .ok()
                    .and_then(|text| text.parse().ok());
                pax.bytes = Some(number.ok_or("an extended header whose size is no number")?);
            }
            b"hdrcharset" if value != b"ISO-IR 10646 2000 UTF-8" => {
                return Err("an extended header whose names are not UTF-8".into());
            }
            key if key.starts_with(b"GNU.sparse") => {
                return Err("a file with holes, which readers fill in different ways".into());
            }
            _ => {}
        }
        if matches!(key, b"path" | b"linkpath") && (value.is_empty() || value.contains(&0)) {
            return Err(format!("an extended header with an impossible `{name}`"));
        }
    }
    Ok(pax)
}

/// One record: its key, its value, and what follows it.
fn record(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let blank = memchr::memchr(b' ', &bytes[..bytes.len().min(12)])?;
    let digits = std::str::from_utf8(&bytes[..blank]).ok()?;
    if digits.starts_with(['0', '+']) {
        return None;
    }
    let length: usize = digits.parse().ok()?;
    if length <= blank + 1 || length > bytes.len() || bytes[length - 1] != b'\n' {
        return None;
    }
    let inside = &bytes[blank + 1..length - 1];
    let equals = memchr::memchr(b'=', inside)?;
    if equals == 0 {
        return None;
    }
    Some((&inside[..equals], &inside[equals + 1..], &bytes[length..]))
}

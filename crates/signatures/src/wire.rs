//! Bytes with a length before them, as SSH writes keys and signatures.

/// Reads what SSH wrote, piece by piece.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wire<'a> {
    rest: &'a [u8],
}

impl<'a> Wire<'a> {
    /// Starts at the first byte.
    pub(crate) fn new(bytes: &'a [u8]) -> Wire<'a> {
        Wire { rest: bytes }
    }

    /// The next bytes, as many as asked for.
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (head, tail) = self
            .rest
            .split_at_checked(count)
            .ok_or_else(|| "it ends too early".to_owned())?;
        self.rest = tail;
        Ok(head)
    }

    /// A number of four bytes.
    pub(crate) fn number(&mut self) -> Result<u32, String> {
        let (head, tail) = self
            .rest
            .split_first_chunk::<4>()
            .ok_or_else(|| "it ends too early".to_owned())?;
        self.rest = tail;
        Ok(u32::from_be_bytes(*head))
    }

    /// Bytes with their length before them.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], String> {
        let length = self.number()?;
        let length = usize::try_from(length).map_err(|_| "a length is out of range".to_owned())?;
        self.take(length)
    }

    /// Text with its length before it.
    pub(crate) fn text(&mut self) -> Result<&'a str, String> {
        std::str::from_utf8(self.bytes()?).map_err(|_| "a name is not text".to_owned())
    }

    /// A number of any size that is not negative, filled with zeros in front.
    pub(crate) fn filled<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let bytes = self.bytes()?;
        if bytes.first().is_some_and(|first| *first >= 0x80) {
            return Err("a number is negative".to_owned());
        }
        let start = bytes
            .iter()
            .position(|byte| *byte != 0)
            .unwrap_or(bytes.len());
        let significant = bytes.get(start..).unwrap_or_default();
        let offset = N
            .checked_sub(significant.len())
            .ok_or_else(|| "a number is too large".to_owned())?;
        let mut out = [0; N];
        if let Some(place) = out.get_mut(offset..) {
            place.copy_from_slice(significant);
        }
        Ok(out)
    }

    /// Refuses bytes that are left over.
    pub(crate) fn end(&self) -> Result<(), String> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(format!("{} bytes too many at its end", self.rest.len()))
        }
    }

    /// What has not been read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

/// Writes bytes with their length before them.
pub(crate) fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    // Only our own short strings come here.
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}

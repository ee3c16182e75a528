//! Walks over the pages of a Parquet file before anything is unpacked: what each says it becomes.
//!
//! The reader makes room for a page as its header says, up to 2 GiB for a few bytes. Headers are written in
//! the compact form of Thrift; only three numbers of each are of interest, the rest is skipped.

use bytes::Bytes;
use keyholder_diag::{Code, Limits};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::{Said, damaged, too_many};

/// Most bytes of the description at the end of a file.
const FOOTER_BYTES_MAX: u32 = 16 << 20;

/// Whether a file can be read without harm.
pub(super) fn check(path: &str, bytes: &[u8], limits: &Limits) -> Result<(), Said> {
    let footer = bytes
        .len()
        .checked_sub(8)
        .and_then(|at| bytes.get(at..at + 4)?.try_into().ok())
        .map(u32::from_le_bytes);
    if footer.is_none_or(|length| length > FOOTER_BYTES_MAX) {
        return Err(damaged(path, "it has no sound end"));
    }
    let metadata = std::panic::catch_unwind(|| {
        ParquetMetaDataReader::new().parse_and_finish(&Bytes::copy_from_slice(bytes))
    });
    let metadata = match metadata {
        Ok(Ok(metadata)) => metadata,
        Ok(Err(error)) => return Err(damaged(path, error)),
        Err(_) => return Err(damaged(path, "its reader gave up")),
    };
    let columns = metadata.file_metadata().schema_descr().num_columns();
    if columns > limits.sheet_columns_max {
        return Err(too_many("columns", limits.sheet_columns_max));
    }
    let rows = metadata.file_metadata().num_rows();
    if usize::try_from(rows).map_or(true, |rows| rows > limits.sheet_rows_max) {
        return Err(too_many("rows", limits.sheet_rows_max));
    }
    if unpacked(&metadata, bytes) > limits.inflated_bytes_max {
        let message = format!(
            "`{path}` unpacks to more than {} bytes, or its pages are not in order; nothing of it is taken",
            limits.inflated_bytes_max
        );
        let help = "split the table; one from strangers may have been made to do harm";
        return Err(Said::new(Code::KH0702, message, help));
    }
    Ok(())
}

/// What all pages say they become; past every bound when they cannot be walked over.
fn unpacked(metadata: &ParquetMetaData, bytes: &[u8]) -> u64 {
    let mut all: u64 = 0;
    for group in metadata.row_groups() {
        for column in group.columns() {
            let start = match column.dictionary_page_offset() {
                Some(at) if at > 0 && at < column.data_page_offset() => at,
                _ => column.data_page_offset(),
            };
            let walked = (|| {
                let start = usize::try_from(start).ok()?;
                let length = usize::try_from(column.compressed_size()).ok()?;
                chunk(bytes.get(start..start.checked_add(length)?)?)
            })();
            match walked {
                Some(some) => all = all.saturating_add(some),
                None => return u64::MAX,
            }
        }
    }
    all
}

/// The sum of one column in one group of rows.
fn chunk(mut bytes: &[u8]) -> Option<u64> {
    let mut all: u64 = 0;
    while !bytes.is_empty() {
        let mut header = Compact { bytes };
        let (unpacked, packed) = header.page()?;
        all = all.saturating_add(unpacked.max(packed));
        bytes = header.bytes.get(usize::try_from(packed).ok()?..)?;
    }
    Some(all)
}

/// Reads the compact form of Thrift.
struct Compact<'b> {
    bytes: &'b [u8],
}

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number: u64 = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        let magnitude = i64::try_from(n >> 1).ok()?;
        Some(if n & 1 == 1 {
            -magnitude - 1
        } else {
            magnitude
        })
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        self.bytes = self.bytes.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    /// Unpacked and packed size of the page whose header begins here; stands behind the header then.
    fn page(&mut self) -> Option<(u64, u64)> {
        let mut sizes = (None, None);
        let mut id: i64 = 0;
        while let Some((kind, delta)) = self.field()? {
            id = match delta {
                0 => self.signed()?,
                delta => id + i64::from(delta),
            };
            match (id, kind) {
                (2, 5) => sizes.0 = u64::try_from(self.signed()?).ok(),
                (3, 5) => sizes.1 = u64::try_from(self.signed()?).ok(),
                _ => self.value(kind, 0)?,
            }
        }
        Some((sizes.0?, sizes.1?))
    }

    /// Kind and distance of the next field; `None` inside at the end of a structure.
    fn field(&mut self) -> Option<Option<(u8, u8)>> {
        let byte = self.byte()?;
        Some((byte != 0).then_some((byte & 0x0f, byte >> 4)))
    }

    fn value(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > 8 {
            return None;
        }
        match kind {
            1 | 2 => Some(()),
            3 => self.skip(1),
            4..=6 => self.number().map(|_| ()),
            7 => self.skip(8),
            8 => {
                let length = self.number()?;
                self.skip(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = match head >> 4 {
                    15 => self.number()?,
                    few => u64::from(few),
                };
                for _ in 0..count {
                    self.value(head & 0x0f, depth + 1)?;
                }
                Some(())
            }
            12 => {
                while let Some((kind, delta)) = self.field()? {
                    if delta == 0 {
                        self.signed()?;
                    }
                    self.value(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }
}

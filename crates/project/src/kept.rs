//! What was grouped from large tables, kept between two runs under the digests of these tables.
//!
//! A convenience and no evidence: whoever can write the kept file can change what the next run believes the
//! tables say. So nothing is kept unless the user names a folder for it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use keyholder_diag::{Code, Diagnostic, Span};
use keyholder_supply::facts::TableCount;
use keyholder_supply::inventory::{Inventory, KIND_WIDTH, Kind, Named};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::large::Found;
use crate::load::{InputFile, hex};
use crate::write::{WriteError, write_aside};

/// The first line of a kept file; another form gets another number.
const HEAD: &str = "keyholder: elements grouped, form 1\n";
pub(crate) const NAME: &str = "elements.kept";
/// What a kept file may unpack to.
const BYTES_MAX: usize = 4 << 30;

/// What a table of elements was read as.
pub(crate) struct Grouped {
    pub(crate) inventory: Arc<Inventory>,
    pub(crate) counts: Vec<TableCount>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize, Deserialize)]
struct Body {
    key: String,
    texts: [Vec<String>; KIND_WIDTH],
    kinds: Vec<([u32; KIND_WIDTH], u64, String)>,
    named: Vec<(String, u32)>,
    twice: Vec<String>,
    twice_count: u64,
    counts: Vec<[usize; 4]>,
    faults: Vec<Fault>,
}

#[derive(Serialize, Deserialize)]
struct Fault {
    code: String,
    message: String,
    help: Option<String>,
    /// The position of its table, and bytes in it.
    table: usize,
    start: u32,
    end: u32,
}

/// What the grouping depends on: tables, names that are asked for, and the program.
pub(crate) fn key(inputs: &[InputFile], wanted: &BTreeSet<String>) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    part(HEAD);
    part(env!("CARGO_PKG_VERSION"));
    part(&inputs.len().to_string());
    for input in inputs {
        part(&input.path);
        part(&input.sha256);
    }
    wanted.iter().for_each(|name| part(name));
    hex(&hash.finalize())
}

/// What is kept in a folder under a key. A file that is damaged, of another form or of another key is none.
pub(crate) fn read(folder: &Path, key: &str, found: &[Found]) -> Option<Grouped> {
    let bytes = std::fs::read(folder.join(NAME)).ok()?;
    let rest = bytes.strip_prefix(HEAD.as_bytes())?;
    let (digest, packed) = rest.split_at_checked(64)?;
    if hex(&Sha256::digest(packed)).as_bytes() != digest {
        return None;
    }
    let mut reader = zstd::stream::read::Decoder::new(packed).ok()?;
    let mut plain = Vec::new();
    let mut bounded = std::io::Read::take(&mut reader, BYTES_MAX as u64);
    std::io::Read::read_to_end(&mut bounded, &mut plain).ok()?;
    let body: Body = postcard::from_bytes(&plain).ok()?;
    (body.key == key).then(|| unpacked(body, found)).flatten()
}

fn unpacked(body: Body, found: &[Found]) -> Option<Grouped> {
    let whole = |cells: &[u32; KIND_WIDTH]| {
        let mut columns = cells.iter().zip(&body.texts);
        columns.all(|(cell, texts)| (*cell as usize) < texts.len())
    };
    let sound = body.kinds.iter().all(|(cells, ..)| whole(cells))
        && (body.named.iter()).all(|(_, kind)| (*kind as usize) < body.kinds.len())
        && body.counts.len() == found.len();
    if !sound {
        return None;
    }
    let kinds = body.kinds.into_iter();
    let named = body.named.into_iter();
    let inventory = Inventory {
        texts: body.texts,
        kinds: kinds
            .map(|(cells, rows, least)| Kind { cells, rows, least })
            .collect(),
        named: named.map(|(id, kind)| Named { id, kind }).collect(),
        twice: body.twice,
        twice_count: body.twice_count,
    };
    let counts = body.counts.iter().zip(found).map(|(n, one)| TableCount {
        path: one.path.clone(),
        rows: n[0],
        taken: n[1],
        refused: n[2],
        blank: n[3],
    });
    let faults = body.faults.into_iter().map(|fault| {
        let span = Span {
            file: found.get(fault.table)?.file,
            start: fault.start,
            end: fault.end,
        };
        let mut told = Diagnostic::new(Code::from_name(&fault.code)?, span, fault.message);
        told.help = fault.help;
        Some(told)
    });
    Some(Grouped {
        inventory: Arc::new(inventory),
        counts: counts.collect(),
        diagnostics: faults.collect::<Option<_>>()?,
    })
}

/// Keeps it, in the place of what was kept before.
pub(crate) fn write(
    folder: &Path,
    key: String,
    grouped: &Grouped,
    found: &[Found],
) -> Result<(), WriteError> {
    let path = folder.join(NAME);
    let packed = packed(key, grouped, found).map_err(|source| WriteError {
        path: path.clone(),
        source,
    })?;
    let digest = hex(&Sha256::digest(&packed));
    let all = [HEAD.as_bytes(), digest.as_bytes(), &packed].concat();
    write_aside(&path, &all)
}

fn packed(key: String, grouped: &Grouped, found: &[Found]) -> std::io::Result<Vec<u8>> {
    let Grouped {
        inventory,
        counts,
        diagnostics,
    } = grouped;
    let faults = diagnostics.iter().filter_map(|fault| {
        let span = fault.span?;
        Some(Fault {
            code: fault.code.as_str().to_owned(),
            message: fault.message.clone(),
            help: fault.help.clone(),
            table: found.iter().position(|one| one.file == span.file)?,
            start: span.start,
            end: span.end,
        })
    });
    let kinds = inventory.kinds.iter();
    let named = inventory.named.iter();
    let counts = counts.iter();
    let body = Body {
        key,
        texts: inventory.texts.clone(),
        kinds: kinds.map(|k| (k.cells, k.rows, k.least.clone())).collect(),
        named: named.map(|n| (n.id.clone(), n.kind)).collect(),
        twice: inventory.twice.clone(),
        twice_count: inventory.twice_count,
        counts: counts
            .map(|c| [c.rows, c.taken, c.refused, c.blank])
            .collect(),
        faults: faults.collect(),
    };
    let plain = postcard::to_stdvec(&body).map_err(std::io::Error::other)?;
    zstd::encode_all(plain.as_slice(), 1)
}

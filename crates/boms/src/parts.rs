//! The parts of a document while it is read: who is called what, and what hangs together with what.

use std::collections::HashMap;

use keyholder_supply::bom::{BomComponent, BomEdge, BomEnd, BomRelation};

/// Most parts that one id may mean: a careless document gives an id twice, and relations to it must not
/// multiply without end.
const SAME_ID_MAX: usize = 16;

/// From here on, further entries about one part add no ids, and no licences: merging stays linear.
const IDS_MAX: usize = 64;
const LICENCE_BYTES_MAX: usize = 1_024;

/// An end of a relation while reading: parts by the order of reading.
pub(super) type End = BomEnd;

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct Parts {
    parts: Vec<BomComponent>,
    ends: HashMap<String, Vec<End>>,
    edges: Vec<BomEdge>,
}

impl Parts {
    /// Takes a part, and says how it is spoken of from now on.
    pub(super) fn add(&mut self, part: BomComponent) -> End {
        self.parts.push(part);
        End::Part(self.parts.len() - 1)
    }

    /// Notes by which id the document speaks of a part.
    pub(super) fn call(&mut self, id: &str, end: End) {
        let ends = self.ends.entry(id.to_owned()).or_default();
        if ends.len() < SAME_ID_MAX {
            ends.push(end);
        }
    }

    /// A relation between two parts at hand.
    pub(super) fn relate(&mut self, from: End, relation: BomRelation, to: End) {
        self.edges.push(BomEdge { from, relation, to });
    }

    /// A relation between ids, if both are parts. Where one package is several parts, the first speaks
    /// for all, and all are spoken of.
    pub(super) fn relate_ids(&mut self, from: &str, relation: BomRelation, to: &str) {
        let from = self.ends.get(from).and_then(|ends| ends.first().copied());
        let Some(from) = from else { return };
        for to in self.ends.get(to).into_iter().flatten() {
            self.edges.push(BomEdge {
                from,
                relation,
                to: *to,
            });
        }
    }

    /// Sorts, and makes one of what agrees in name, version, package URL, supplier and digests.
    pub(super) fn settle(self) -> (Vec<BomComponent>, Vec<BomEdge>) {
        let mut order: Vec<(BomComponent, usize)> = self.parts.into_iter().zip(0..).collect();
        order.sort();
        let mut places = vec![0; order.len()];
        let mut parts: Vec<BomComponent> = Vec::with_capacity(order.len());
        for (part, number) in order {
            match parts.last_mut() {
                Some(last) if identity(last) == identity(&part) => merge(last, part),
                _ => parts.push(part),
            }
            places[number] = parts.len() - 1;
        }
        let place = |end| match end {
            End::Part(number) => End::Part(places[number]),
            End::Subject => End::Subject,
        };
        let mut edges = self.edges;
        for edge in &mut edges {
            (edge.from, edge.to) = (place(edge.from), place(edge.to));
        }
        edges.retain(|edge| edge.from != edge.to);
        edges.sort_unstable();
        edges.dedup();
        (parts, edges)
    }
}

type Identity<'a> = (
    &'a str,
    &'a str,
    Option<&'a str>,
    Option<&'a str>,
    &'a [String],
);

fn identity(part: &BomComponent) -> Identity<'_> {
    (
        &part.name,
        &part.version,
        part.purl.as_deref(),
        part.supplier.as_deref(),
        &part.hashes,
    )
}

/// Two statements about one part: what either says holds, and what both say differently is kept as both.
fn merge(into: &mut BomComponent, from: BomComponent) {
    let BomComponent {
        kind,
        ids,
        licence_declared,
        licence_concluded,
        download,
        has_copyright,
        has_reference,
        name: _,
        version: _,
        purl: _,
        supplier: _,
        hashes: _,
    } = from;
    into.kind = into.kind.take().or(kind);
    if into.ids.len() < IDS_MAX {
        into.ids.extend(ids);
        into.ids.sort();
        into.ids.dedup();
    }
    join(&mut into.licence_declared, licence_declared);
    join(&mut into.licence_concluded, licence_concluded);
    into.download = into.download.take().or(download);
    into.has_copyright |= has_copyright;
    into.has_reference |= has_reference;
}

fn join(into: &mut Option<String>, from: Option<String>) {
    let Some(from) = from else { return };
    match into {
        Some(text) if text.len() > LICENCE_BYTES_MAX => {}
        Some(text) if text.split(", ").any(|known| known == from) => {}
        Some(text) => *text = format!("{text}, {from}"),
        None => *into = Some(from),
    }
}

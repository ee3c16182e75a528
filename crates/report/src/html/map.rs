//! The control map as SVG, and the equal table.

use super::sankey::{self, Drawing};
use crate::number::{count, counted};
use crate::wire::{Assessment, Certainty};

/// Map and table.
pub(super) struct Map {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) boxes: Vec<Box>,
    pub(super) bands: Vec<Band>,
    pub(super) rows: Vec<Row>,
}

/// A node.
pub(super) struct Box {
    pub(super) node: usize,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) text_x: u32,
    pub(super) column: u8,
    /// Lines of the label, each with the height of its foot.
    pub(super) lines: Vec<(u32, String)>,
    pub(super) amount: String,
    pub(super) amount_y: u32,
    pub(super) title: String,
}

/// A link.
pub(super) struct Band {
    pub(super) path: String,
    pub(super) class: &'static str,
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) title: String,
}

/// A link in words.
pub(super) struct Row {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) elements: String,
    pub(super) certainty: &'static str,
}

impl Map {
    pub(super) fn new(a: &Assessment) -> Self {
        let drawing = sankey::layout(&a.control_map);
        let rows = (0..a.control_map.links.len())
            .filter_map(|link| row(a, link))
            .collect();
        Map {
            width: sankey::WIDTH,
            height: drawing.height,
            boxes: boxes(a, &drawing),
            bands: bands(a, &drawing),
            rows,
        }
    }
}

pub(super) fn word(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Surely => "surely",
        Certainty::Possibly => "possibly",
    }
}

fn label(a: &Assessment, node: u64) -> Option<&str> {
    let node = usize::try_from(node).ok()?;
    a.control_map
        .nodes
        .get(node)
        .map(|node| node.label.as_str())
}

fn row(a: &Assessment, link: usize) -> Option<Row> {
    let link = &a.control_map.links[link];
    Some(Row {
        from: label(a, link.from)?.to_owned(),
        to: label(a, link.to)?.to_owned(),
        elements: count(link.elements),
        certainty: word(link.certainty),
    })
}

fn boxes(a: &Assessment, drawing: &Drawing) -> Vec<Box> {
    let one = |placed: &sankey::Placed| {
        let node = &a.control_map.nodes[placed.node];
        let amount = match (node.surely, node.possibly) {
            (surely, possibly) if surely == possibly => count(surely),
            (0, possibly) => format!("possibly {}", count(possibly)),
            (surely, possibly) => format!("{}, possibly {}", count(surely), count(possibly)),
        };
        let lines = sankey::label_lines(&node.label);
        let count_lines = if lines.len() > 1 { 2 } else { 1 };
        // Label and amount together stand in the middle of the box.
        let top = placed.y
            + (placed
                .height
                .saturating_sub((count_lines + 1) * sankey::LINE))
                / 2
            + 12;
        Box {
            node: placed.node,
            x: placed.x,
            y: placed.y,
            width: placed.width,
            height: placed.height,
            text_x: placed.x + 12,
            column: node.column.min(2),
            lines: (0..)
                .zip(lines)
                .map(|(nth, line): (u32, _)| (top + nth * sankey::LINE, line))
                .collect(),
            amount_y: top + count_lines * sankey::LINE,
            title: format!("{}: {amount} elements", node.label),
            amount,
        }
    };
    drawing.boxes.iter().map(one).collect()
}

fn bands(a: &Assessment, drawing: &Drawing) -> Vec<Band> {
    let one = |band: &sankey::Band| {
        let link = &a.control_map.links[band.link];
        let (from, to) = (label(a, link.from)?, label(a, link.to)?);
        let elements = counted(link.elements, "element", "elements");
        Some(Band {
            path: band.path.clone(),
            class: word(band.certainty),
            from: link.from,
            to: link.to,
            title: format!("{from} → {to}: {} {elements}", word(band.certainty)),
        })
    };
    drawing.bands.iter().filter_map(one).collect()
}

//! The layout of the control map: three columns of boxes and the bands between them, in whole numbers.
//!
//! Labels stand inside boxes that are tall enough for them, and boxes never touch, so no label overlaps anything.
//! Nothing is random: the same map is drawn alike on every machine.

use crate::wire::{Certainty, ControlMap};

/// Width of the drawing.
pub(super) const WIDTH: u32 = 1000;
/// Left edges and widths of the boxes of the three columns.
const COLUMNS: [(u32, u32); 3] = [(0, 232), (400, 210), (792, 208)];
/// Height of the largest column's bands together, when they are wide.
const BANDS_HEIGHT: u64 = 420;
/// Room for the amount and its margins; each line of the label adds [`LINE`].
const BOX_MIN: u32 = 30;
/// Height of a line of a label.
pub(super) const LINE: u32 = 17;
/// Letters that fit beside each other in a box, also in a wide face.
const LETTERS: usize = 24;
/// Between two boxes.
const GAP: u32 = 12;
/// Room above for the heads of columns.
const TOP: u32 = 34;
/// Narrowest band, so that it can be seen.
const BAND_MIN: u32 = 2;

/// A box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Its node, by index.
    pub(super) node: usize,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// A band between two boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Band {
    /// Its link, by index.
    pub(super) link: usize,
    /// Outline, as the `d` of an SVG path.
    pub(super) path: String,
    pub(super) certainty: Certainty,
}

/// The whole drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Drawing {
    pub(super) boxes: Vec<Placed>,
    pub(super) bands: Vec<Band>,
    pub(super) height: u32,
}

/// The label of a box in one or two lines, cut when it is longer still; the whole stands in the tooltip and the table.
pub(super) fn label_lines(label: &str) -> Vec<String> {
    let mut lines = crate::text::wrapped(label, LETTERS, "", "");
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(rest);
    }
    lines
        .iter()
        .map(|line| crate::text::cut(line, LETTERS))
        .collect()
}

/// A link whose two ends exist, with its width.
struct Flow {
    link: usize,
    from: usize,
    to: usize,
    width: u32,
}

/// Places every node and link; links to nodes that do not exist are left out.
pub(super) fn layout(map: &ControlMap) -> Drawing {
    let flows = flows(map);
    let mut drawing = Drawing {
        height: TOP,
        ..Drawing::default()
    };
    // Kinds of route stand where their actors are, to cross fewer bands; the outer columns keep their given order.
    let mut centre: Vec<u64> = vec![0; map.nodes.len()];
    for column in [0u8, 2, 1] {
        let mut nodes: Vec<usize> = (0..map.nodes.len())
            .filter(|node| map.nodes[*node].column.min(2) == column)
            .collect();
        if column == 1 {
            nodes.sort_by_key(|node| (pull(*node, &flows, &centre), *node));
        }
        let mut y = TOP;
        for node in nodes {
            let placed = place(map, &flows, node, column, y);
            y = placed.y + placed.height + GAP;
            centre[node] = u64::from(placed.y + placed.height / 2);
            drawing.boxes.push(placed);
        }
        drawing.height = drawing.height.max(y - GAP.min(y));
    }
    spread(&mut drawing.boxes, drawing.height, &mut centre);
    drawing.bands = bands(map, &flows, &drawing.boxes, &centre);
    drawing.height += 4;
    drawing
}

fn flows(map: &ControlMap) -> Vec<Flow> {
    let exists = |index: u64| usize::try_from(index).ok().filter(|n| *n < map.nodes.len());
    let mut ends = Vec::new();
    for (link, l) in map.links.iter().enumerate() {
        if let (Some(from), Some(to)) = (exists(l.from), exists(l.to)) {
            ends.push((link, from, to));
        }
    }
    let side = |left: bool| {
        let mut sums = [0u128; 3];
        for (link, from, to) in &ends {
            let node = if left { *from } else { *to };
            let column = usize::from(map.nodes[node].column.min(2));
            sums[column] += u128::from(map.links[*link].elements);
        }
        sums.into_iter().max().unwrap_or(0)
    };
    let most = side(true).max(side(false)).max(1);
    let width = |elements: u64| {
        let scaled = u128::from(elements) * u128::from(BANDS_HEIGHT) / most;
        u32::try_from(scaled).unwrap_or(u32::MAX).max(BAND_MIN)
    };
    ends.into_iter()
        .map(|(link, from, to)| Flow {
            link,
            from,
            to,
            width: width(map.links[link].elements),
        })
        .collect()
}

/// Where a node is pulled to: the mean of the centres of its neighbours, weighted by width.
fn pull(node: usize, flows: &[Flow], centre: &[u64]) -> u64 {
    let (mut sum, mut weight) = (0u64, 0u64);
    for flow in flows {
        let other = match (flow.from == node, flow.to == node) {
            (true, false) => flow.to,
            (false, true) => flow.from,
            _ => continue,
        };
        sum += centre[other] * u64::from(flow.width);
        weight += u64::from(flow.width);
    }
    sum.checked_div(weight).unwrap_or(u64::MAX)
}

fn place(map: &ControlMap, flows: &[Flow], node: usize, column: u8, y: u32) -> Placed {
    let side = |left: bool| {
        let at = |flow: &&Flow| node == if left { flow.to } else { flow.from };
        flows.iter().filter(at).map(|flow| flow.width).sum::<u32>()
    };
    let (x, width) = COLUMNS[usize::from(column.min(2))];
    let lines = if label_lines(&map.nodes[node].label).len() > 1 {
        2
    } else {
        1
    };
    Placed {
        node,
        x,
        y,
        width,
        height: side(true).max(side(false)).max(BOX_MIN + LINE * lines),
    }
}

/// Spreads shorter columns over the height of the tallest.
fn spread(boxes: &mut [Placed], height: u32, centre: &mut [u64]) {
    for (x, _) in COLUMNS {
        let count = boxes.iter().filter(|b| b.x == x).count();
        let end = boxes
            .iter()
            .filter(|b| b.x == x)
            .map(|b| b.y + b.height)
            .max();
        let (Some(end), Ok(count)) = (end, u32::try_from(count)) else {
            continue;
        };
        let spare = height.saturating_sub(end) / (count + 1);
        for (nth, b) in (1..).zip(boxes.iter_mut().filter(|b| b.x == x)) {
            b.y += spare * nth;
            centre[b.node] = u64::from(b.y + b.height / 2);
        }
    }
}

fn bands(map: &ControlMap, flows: &[Flow], boxes: &[Placed], centre: &[u64]) -> Vec<Band> {
    let mut starts = vec![0u32; flows.len()];
    let mut ends = vec![0u32; flows.len()];
    for b in boxes {
        for left in [false, true] {
            let mut here: Vec<usize> = (0..flows.len())
                .filter(|f| b.node == if left { flows[*f].to } else { flows[*f].from })
                .collect();
            let other = |f: usize| if left { flows[f].from } else { flows[f].to };
            here.sort_by_key(|f| (centre[other(*f)], *f));
            let total: u32 = here.iter().map(|f| flows[*f].width).sum();
            let mut y = b.y + (b.height.saturating_sub(total)) / 2;
            for f in here {
                if left {
                    ends[f] = y
                } else {
                    starts[f] = y
                }
                y += flows[f].width;
            }
        }
    }
    let column = |node: usize| COLUMNS[usize::from(map.nodes[node].column.min(2))];
    let mut bands: Vec<(u32, Band)> = flows
        .iter()
        .enumerate()
        .map(|(f, flow)| {
            let (from, to) = (column(flow.from), column(flow.to));
            let path = outline(from.0 + from.1, starts[f], to.0, ends[f], flow.width);
            let certainty = map.links[flow.link].certainty;
            let band = Band {
                link: flow.link,
                path,
                certainty,
            };
            (flow.width, band)
        })
        .collect();
    // Narrow bands lie on top, where they can be seen and pointed at.
    bands.sort_by_key(|(width, band)| (std::cmp::Reverse(*width), band.link));
    bands.into_iter().map(|(_, band)| band).collect()
}

fn outline(x0: u32, y0: u32, x1: u32, y1: u32, width: u32) -> String {
    let middle = (x0 + x1) / 2;
    let (b0, b1) = (y0 + width, y1 + width);
    format!(
        "M{x0} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}V{b1}C{middle} {b1} {middle} {b0} {x0} {b0}Z"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{MapLink, MapNode};

    fn map(elements: &[u64]) -> ControlMap {
        let node = |column: u8, label: &str| MapNode {
            column,
            label: label.to_owned(),
            stands_for: 1,
            surely: 1,
            possibly: 1,
        };
        let mut nodes: Vec<MapNode> = elements.iter().map(|_| node(0, "actor")).collect();
        nodes.push(node(1, "holds a key"));
        nodes.push(node(2, "core"));
        let middle = elements.len() as u64;
        let link = |from, to, elements| MapLink {
            from,
            to,
            elements,
            certainty: Certainty::Surely,
        };
        let mut links: Vec<MapLink> = (0..)
            .zip(elements)
            .map(|(n, e)| link(n, middle, *e))
            .collect();
        links.push(link(
            middle,
            middle + 1,
            elements.iter().fold(0, |a, b| u64::saturating_add(a, *b)),
        ));
        ControlMap { nodes, links }
    }

    fn check(map: &ControlMap) -> Drawing {
        let drawing = layout(map);
        for (n, a) in drawing.boxes.iter().enumerate() {
            assert!(
                a.height >= BOX_MIN + LINE && a.y + a.height <= drawing.height,
                "{a:?}"
            );
            for b in &drawing.boxes[..n] {
                let apart = a.x != b.x || a.y >= b.y + b.height || b.y >= a.y + a.height;
                assert!(apart, "{a:?} lies on {b:?}");
            }
        }
        assert_eq!(drawing, layout(map), "stable");
        drawing
    }

    #[test]
    fn boxes_never_touch_and_hold_their_labels() {
        for elements in [
            &[][..],
            &[0],
            &[1],
            &[u64::MAX, 1, 0, u64::MAX],
            &[5; 30],
            &[1_000_000, 3, 2, 1],
        ] {
            check(&map(elements));
        }
    }

    #[test]
    fn long_labels_take_two_lines_and_no_more() {
        assert_eq!(label_lines("core"), ["core"]);
        assert_eq!(label_lines(""), [""]);
        assert_eq!(
            label_lines("publishes a part that is built in"),
            ["publishes a part that is", "built in"]
        );
        let long = label_lines(&"word ".repeat(40));
        assert!(long.len() == 2 && long[1].ends_with('…'), "{long:?}");
        assert!(label_lines(&"x".repeat(99))[0].ends_with('…'));
    }

    #[test]
    fn widths_follow_elements_and_small_bands_stay_visible() {
        let map = map(&[3_000_000, 1_000_000, 1]);
        let widths: Vec<u32> = flows(&map).iter().map(|flow| flow.width).collect();
        assert_eq!(widths[2], BAND_MIN);
        assert!(widths[0].abs_diff(3 * widths[1]) <= 3, "{widths:?}");
        let drawing = check(&map);
        assert_eq!(drawing.bands.len(), 4);
    }

    #[test]
    fn links_to_nowhere_are_left_out() {
        let mut map = map(&[5]);
        map.links.push(MapLink {
            from: 99,
            to: u64::MAX,
            elements: 7,
            certainty: Certainty::Possibly,
        });
        assert_eq!(check(&map).bands.len(), 2);
    }
}

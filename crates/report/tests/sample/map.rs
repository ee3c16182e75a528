//! The control map of the sample.

use keyholder_report::wire::*;

/// Three columns with 22 nodes.
pub(super) fn control_map() -> ControlMap {
    let actors = [
        ("Northern Exemplaria Telecom", 1),
        ("XB", 1),
        ("Aurelia Networks", 1),
        ("XC", 1),
        (
            "Borealis Radio and Transmission Equipment Manufacturing Corporation (Group)",
            1,
        ),
        ("The Open Packet Foundation", 1),
        ("Cirrus Systems", 1),
        ("Delta Optics", 1),
        (super::HOSTILE, 1),
        ("34 others", 34),
    ];
    let kinds = [
        "holds an update key",
        "maintains it from afar",
        "runs it as a service",
        "publishes a part that is built in",
        "owns the host below",
        "manages it from above",
    ];
    let node = |column, label: &str, stands_for| MapNode {
        column,
        label: label.to_owned(),
        stands_for,
        surely: 1_200,
        possibly: 1_450,
    };
    let mut nodes: Vec<MapNode> = actors.iter().map(|(label, n)| node(0, label, *n)).collect();
    nodes.extend(kinds.iter().map(|label| node(1, label, 0)));
    nodes.extend(super::CLASSES.iter().map(|label| node(2, label, 0)));
    let mut links = Vec::new();
    for from in 0..10u64 {
        for kind in 0..6u64 {
            if (from * 7 + kind * 3) % 5 < 2 {
                let certainty = if (from + kind) % 4 == 3 {
                    Certainty::Possibly
                } else {
                    Certainty::Surely
                };
                links.push(MapLink {
                    from,
                    to: 10 + kind,
                    elements: 90_000 / (from * from + 1) / (kind + 1) + 1,
                    certainty,
                });
            }
        }
    }
    for kind in 0..6u64 {
        for class in 0..6u64 {
            if (kind + class * 2) % 3 != 1 {
                let certainty = if (kind * class) % 5 == 4 {
                    Certainty::Possibly
                } else {
                    Certainty::Surely
                };
                let elements = [412, 877, 13, 74_545, 19_179, 13][class as usize] / (kind + 1) + 1;
                links.push(MapLink {
                    from: 10 + kind,
                    to: 16 + class,
                    elements,
                    certainty,
                });
            }
        }
    }
    ControlMap { nodes, links }
}

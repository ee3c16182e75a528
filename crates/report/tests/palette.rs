//! Text stands out from its ground in both colour schemes: WCAG 2.2 AA, 4.5 to 1.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../templates/style.css");

/// Text and ground of everything that is read.
const PAIRS: &[(&str, &str)] = &[
    ("ink", "bg"),
    ("ink", "surface"),
    ("ink", "soft"),
    ("muted", "bg"),
    ("muted", "surface"),
    ("muted", "soft"),
    ("accent", "bg"),
    ("accent", "surface"),
    ("on-accent", "accent"),
    ("warn", "warn-bg"),
    ("ink", "h1"),
    ("ink", "h2"),
    ("ink", "h3"),
    ("on-h4", "h4"),
    ("on-h5", "h5"),
];

fn palette(block: &str) -> BTreeMap<String, f64> {
    let block = block.split_once('}').map_or(block, |(inside, _)| inside);
    let colours = block.split("--").skip(1).filter_map(|piece| {
        let (name, rest) = piece.split_once(':')?;
        let hex = rest.trim().strip_prefix('#')?.get(..6)?;
        Some((
            name.to_owned(),
            luminance(u32::from_str_radix(hex, 16).ok()?),
        ))
    });
    colours.collect()
}

fn luminance(colour: u32) -> f64 {
    let channel = |shift: u32| {
        let value = f64::from((colour >> shift) & 0xff) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}

#[test]
fn text_stands_out_in_light_and_dark() {
    let schemes: Vec<&str> = STYLE.split(":root {").skip(1).take(2).collect();
    assert_eq!(schemes.len(), 2);
    for (scheme, block) in ["light", "dark"].iter().zip(schemes) {
        let colours = palette(block);
        for (text, ground) in PAIRS {
            let (a, b) = (colours[*text], colours[*ground]);
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(
                contrast >= 4.5,
                "{scheme}: --{text} on --{ground} is {contrast:.2} to 1"
            );
        }
    }
}

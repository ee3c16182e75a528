//! Where it lies: an island of the open South Atlantic that is on no map. Whole numbers throughout, so that
//! it is the same on any machine.

use std::fmt::Write;

use crate::dice::Dice;

/// The middle of the island, in millionths of a degree; there is nothing but water for 700 kilometres around.
const MIDDLE: Point = Point {
    north: -31_000_000,
    east: -25_000_000,
};
/// How far regions lie from the middle, at most.
const RADIUS: i64 = 2_600_000;
/// East to west a degree is shorter at this latitude: by a factor of some 0.857.
const STRETCH: (i64, i64) = (1_000_000, 857_000);
/// The golden angle, by which the next of many points lies far from all before: cosine and sine, in millionths.
const GOLDEN: (i64, i64) = (-737_369, 675_490);
/// Five degrees: cosine and sine, in millionths.
const FIVE: (i64, i64) = (996_195, 87_156);
/// Sides of the coast.
const SIDES: usize = 72;

/// A place on earth, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    north: i64,
    east: i64,
}

impl Point {
    /// Latitude and longitude as tables write them.
    pub(crate) fn degrees(self) -> [String; 2] {
        [self.north, self.east].map(|n| {
            let sign = if n < 0 { "-" } else { "" };
            let n = n.unsigned_abs();
            format!("{sign}{}.{:06}", n / 1_000_000, n % 1_000_000)
        })
    }

    fn moved(self, x: i64, y: i64) -> Point {
        Point {
            north: self.north + y,
            east: self.east + x * STRETCH.0 / STRETCH.1,
        }
    }
}

/// Turns a direction in millionths.
fn turned((x, y): (i64, i64), (cosine, sine): (i64, i64)) -> (i64, i64) {
    (
        (x * cosine - y * sine) / 1_000_000,
        (x * sine + y * cosine) / 1_000_000,
    )
}

/// The middle of a region: points on a spiral, each with about as much land around it.
fn region(n: usize, of: usize) -> Point {
    let direction = (0..n).fold((1_000_000, 0), |at, _| turned(at, GOLDEN));
    let part = (2 * n as u64 + 1) * 1_000_000 / (2 * of.max(1) as u64);
    let far = RADIUS * i64::try_from((part * 1_000_000).isqrt()).unwrap_or(0) / 1_000_000;
    MIDDLE.moved(direction.0 * far / 1_000_000, direction.1 * far / 1_000_000)
}

/// A town near the middle of its region; the first is the middle.
pub(crate) fn town(seed: u64, n: usize, of_region: usize, regions: usize) -> Point {
    let middle = region(of_region, regions);
    if n < regions {
        return middle;
    }
    let mut dice = Dice::of(seed, "position of a town", &[n as u64]);
    let root = i64::try_from((regions as u64 * 10_000).isqrt()).unwrap_or(100);
    let around = RADIUS * 90 / root.max(1);
    scattered(&mut dice, middle, around)
}

/// A district of a town; of a few nobody stated where they are.
pub(crate) fn place(
    seed: u64,
    town: Point,
    n: usize,
    operator: usize,
    district: usize,
) -> Option<Point> {
    let numbers = [n as u64, operator as u64, district as u64];
    let mut dice = Dice::of(seed, "position of a place", &numbers);
    let stated = !dice.per_mille(20);
    stated.then(|| scattered(&mut dice, town, 30_000))
}

fn scattered(dice: &mut Dice, middle: Point, around: i64) -> Point {
    let width = usize::try_from(2 * around + 1).unwrap_or(1);
    let mut off = || i64::try_from(dice.below(width)).unwrap_or(0) - around;
    middle.moved(off(), off())
}

/// The coast, as GeoJSON.
pub(crate) fn boundary(seed: u64) -> String {
    let mut dice = Dice::of(seed, "coast", &[]);
    let mut direction = (1_000_000, 0);
    let mut swing = 0;
    let points: Vec<[String; 2]> = (0..SIDES)
        .map(|n| {
            // The coast wanders, and comes back to where it began.
            swing += i64::try_from(dice.below(120)).unwrap_or(0) - 60;
            swing = swing.clamp(-90, 130);
            let left = i64::try_from(SIDES - n).unwrap_or(0);
            let wander = if left < 8 { swing * left / 8 } else { swing };
            let far = RADIUS * (1_330 + wander) / 1_000;
            let (x, y) = (direction.0 * far / 1_000_000, direction.1 * far / 1_000_000);
            direction = turned(direction, FIVE);
            MIDDLE.moved(x, y).degrees()
        })
        .collect();
    let mut out = "{\"type\": \"Feature\",\n \"properties\": {\"synthetic\": true, \"note\": \"made up from a seed; there is no such land\"},\n \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[\n".to_owned();
    for (n, [latitude, longitude]) in points.iter().chain(points.first()).enumerate() {
        let comma = if n < points.len() { "," } else { "" };
        // Writing to a string does not fail.
        let _written = writeln!(out, "  [{longitude}, {latitude}]{comma}");
    }
    out.push_str(" ]]}}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lie_on_the_island() {
        for n in 0..20 {
            let at = region(n, 20);
            assert!((at.north - MIDDLE.north).abs() <= RADIUS, "{at:?}");
            assert!((at.east - MIDDLE.east).abs() <= RADIUS * 5 / 4, "{at:?}");
        }
        assert_ne!(region(1, 20), region(2, 20));
    }

    #[test]
    fn the_coast_is_closed_and_says_that_it_is_made_up() {
        let text = boundary(1);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let ring = value["geometry"]["coordinates"][0]
            .as_array()
            .expect("a ring");
        assert_eq!(ring.first(), ring.last());
        assert_eq!(ring.len(), SIDES + 1);
        assert_eq!(value["properties"]["synthetic"], true);
    }
}

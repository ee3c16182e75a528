//! The map of places: one small map for each actor, on boundaries that the user gave.
//!
//! A plate carrée whose scale east to west is right in the middle of the map. Whole pixels throughout, and no
//! function of the platform's mathematics: the same inputs give the same bytes on any machine.

use keyholder_supply::Position;

use super::areas::{Column, Region};
use crate::number::{count, percent};
use crate::outline::Outline;
use crate::wire::{Amount, Point};

/// Width of a map in its own units.
const WIDTH: i64 = 600;
/// Neither flatter nor taller than this.
const HEIGHTS: std::ops::RangeInclusive<i64> = 300..=750;
/// The largest circle, as a part of the width.
const RADIUS_MAX: i64 = WIDTH / 16;
/// The least circle that can be seen.
const RADIUS_MIN: i64 = 3;
/// Half way round, in millionths of a degree.
const HALF: i64 = Position::LONGITUDE_MAX as i64;
/// Around the places, in thousandths of their extent.
const MARGIN: i64 = 280;
/// The least extent of a map: about 50 kilometres.
const EXTENT_MIN: i64 = 450_000;

/// All maps.
pub(super) struct Land {
    pub(super) width: i64,
    pub(super) height: i64,
    /// Boundaries, drawn once and used in each map.
    pub(super) path: String,
    pub(super) source: String,
    pub(super) maps: Vec<Small>,
    /// Regions that state no position.
    pub(super) without: usize,
}

/// The map of one actor.
pub(super) struct Small {
    pub(super) name: String,
    pub(super) circles: Vec<Circle>,
}

/// A region.
pub(super) struct Circle {
    pub(super) x: i64,
    pub(super) y: i64,
    /// All subscribers.
    pub(super) whole: i64,
    /// Those that surely can be stopped; 0 for none.
    pub(super) surely: i64,
    /// Those when every doubt is so; 0 when no more than surely.
    pub(super) possibly: i64,
    pub(super) title: String,
}

/// From degrees to the units of the map.
struct Frame {
    middle: Point,
    /// Half of the extent, in millionths of a degree of latitude.
    half: (i64, i64),
    /// Cosine of the middle latitude, in millionths.
    cosine: i64,
    height: i64,
}

impl Land {
    pub(super) fn new(columns: &[Column<'_>], regions: &[Region], outline: &Outline) -> Self {
        let there: Vec<(&Region, Point)> = regions
            .iter()
            .filter_map(|region| Some((region, region.middle()?)))
            .collect();
        let frame = Frame::around(there.iter().map(|(_, point)| *point));
        let most = there.iter().map(|(region, _)| region.subscribers).max();
        let small = |(n, column): (usize, &Column<'_>)| Small {
            name: column.actor.name.clone(),
            circles: there
                .iter()
                .map(|(region, point)| {
                    let amount = region.amounts.get(n).map_or(Amount::default(), |of| of[0]);
                    circle(&frame, region, *point, amount, most.unwrap_or(0))
                })
                .collect(),
        };
        Land {
            width: WIDTH,
            height: frame.height,
            path: path(&frame, outline),
            source: outline.source.clone(),
            maps: columns.iter().enumerate().map(small).collect(),
            without: regions.len() - there.len(),
        }
    }

    /// Whether there is anything to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.maps.iter().all(|map| map.circles.is_empty())
    }
}

/// Areas of circles are as the numbers.
fn radius(number: u64, most: u64) -> i64 {
    if number == 0 || most == 0 {
        return 0;
    }
    let squares = u128::from(number) * (RADIUS_MAX * RADIUS_MAX).unsigned_abs() as u128;
    let radius = (squares / u128::from(most)).isqrt();
    i64::try_from(radius).unwrap_or(RADIUS_MAX)
}

fn circle(frame: &Frame, region: &Region, at: Point, amount: Amount, most: u64) -> Circle {
    let (x, y) = frame.place(i64::from(at.latitude), frame.east(at.longitude));
    let name = region.name.as_deref().unwrap_or("no region stated");
    let surely = percent(amount.surely, amount.of);
    let possibly = match amount.possibly > amount.surely {
        true => format!(", possibly {}", percent(amount.possibly, amount.of)),
        false => String::new(),
    };
    Circle {
        x,
        y,
        whole: radius(region.subscribers, most).max(RADIUS_MIN),
        surely: radius(amount.surely, most),
        possibly: match amount.possibly > amount.surely {
            true => radius(amount.possibly, most),
            false => 0,
        },
        title: format!(
            "{name}: {} subscribers, can stop {surely}{possibly}",
            count(region.subscribers)
        ),
    }
}

impl Frame {
    /// A frame around points, with a margin.
    fn around(points: impl Iterator<Item = Point>) -> Self {
        let points: Vec<Point> = points.collect();
        let first = points.first().map_or(0, |p| i64::from(p.longitude));
        let east = |p: &Point| wrapped(i64::from(p.longitude) - first);
        let north = |p: &Point| i64::from(p.latitude);
        let ends = |of: &dyn Fn(&Point) -> i64| {
            let least = points.iter().map(of).min().unwrap_or(0);
            let most = points.iter().map(of).max().unwrap_or(0);
            (least, most)
        };
        let ((west, easternmost), (south, northernmost)) = (ends(&east), ends(&north));
        let latitude = (south + northernmost) / 2;
        let cosine = cosine(latitude);
        let longitude = wrapped(first + (west + easternmost) / 2);
        let wide = (easternmost - west) * cosine / 1_000_000;
        let high = northernmost - south;
        let padded = |extent: i64| (extent + extent * 2 * MARGIN / 1000).max(EXTENT_MIN);
        let (wide, high) = (padded(wide), padded(high));
        let height = (high * WIDTH / wide).clamp(*HEIGHTS.start(), *HEIGHTS.end());
        // One scale both ways: the smaller extent grows.
        let scale = (wide * 1000 / WIDTH).max(high * 1000 / height);
        Frame {
            middle: Point {
                latitude: i32::try_from(latitude).unwrap_or(0),
                longitude: i32::try_from(longitude).unwrap_or(0),
            },
            half: (scale * WIDTH / 2000, scale * height / 2000),
            cosine,
            height,
        }
    }

    /// East of the middle, in millionths of a degree.
    fn east(&self, longitude: i32) -> i64 {
        wrapped(i64::from(longitude) - i64::from(self.middle.longitude))
    }

    /// Latitude and degrees east of the middle to the units of the map.
    fn place(&self, latitude: i64, east: i64) -> (i64, i64) {
        let east = east * self.cosine / 1_000_000;
        let north = latitude - i64::from(self.middle.latitude);
        let (wide, high) = self.half;
        let x = (east + wide) * WIDTH / (2 * wide);
        let y = (high - north) * self.height / (2 * high);
        (x, y)
    }
}

/// Into one turn around the globe.
fn wrapped(degrees: i64) -> i64 {
    (degrees + HALF).rem_euclid(2 * HALF) - HALF
}

/// The cosine of an angle in millionths of a degree, in millionths, by its series: additions and
/// multiplications alone, which are the same everywhere. Right to a millionth up to the poles.
fn cosine(degrees: i64) -> i64 {
    let angle = degrees as f64 / 1e6 * std::f64::consts::PI / 180.0;
    let square = angle * angle;
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..10 {
        let n = f64::from(n);
        term *= -square / ((2.0 * n - 1.0) * (2.0 * n));
        sum += term;
    }
    // At a pole everything is one point; a map there still needs a width.
    (sum * 1e6) as i64 + i64::from(sum < 1e-6) * 1000
}

/// All boundaries that cross the map, cut at its edge, without points that fall together.
fn path(frame: &Frame, outline: &Outline) -> String {
    let mut out = String::new();
    for ring in &outline.rings {
        let mut points: Vec<(i64, i64)> = Vec::with_capacity(ring.len());
        let mut before: Option<(i64, i32)> = None;
        for at in ring {
            // Each point lies on the near side of the one before, also across the date line.
            let east = match before {
                None => frame.east(at.longitude),
                Some((east, longitude)) => {
                    east + wrapped(i64::from(at.longitude) - i64::from(longitude))
                }
            };
            before = Some((east, at.longitude));
            points.push(frame.place(i64::from(at.latitude), east));
        }
        points.dedup();
        let cut = cut(points, frame.height);
        if cut.len() >= 3 {
            for (n, (x, y)) in cut.iter().enumerate() {
                let letter = if n == 0 { "M" } else { "L" };
                out.push_str(&format!("{letter}{x} {y}"));
            }
            out.push('Z');
        }
    }
    out
}

/// Cuts a polygon at the edges of the map and a little beyond, so that the cut is not seen: edge by edge, as
/// Sutherland and Hodgman do (1974).
fn cut(mut points: Vec<(i64, i64)>, height: i64) -> Vec<(i64, i64)> {
    const BEYOND: i64 = 4;
    let edges: [(bool, i64, bool); 4] = [
        (true, -BEYOND, true),
        (true, WIDTH + BEYOND, false),
        (false, -BEYOND, true),
        (false, height + BEYOND, false),
    ];
    for (along_x, edge, above) in edges {
        let of = |p: (i64, i64)| if along_x { p.0 } else { p.1 };
        let inside = |p: (i64, i64)| if above { of(p) >= edge } else { of(p) <= edge };
        let cross = |a: (i64, i64), b: (i64, i64)| {
            let (from, to) = (i128::from(of(a)), i128::from(of(b)));
            let part = i128::from(edge) - from;
            let between = |a: i64, b: i64| {
                let (a, b) = (i128::from(a), i128::from(b));
                i64::try_from(a + (b - a) * part / (to - from)).unwrap_or(edge)
            };
            match along_x {
                true => (edge, between(a.1, b.1)),
                false => (between(a.0, b.0), edge),
            }
        };
        let mut kept = Vec::with_capacity(points.len());
        for (n, to) in points.iter().enumerate() {
            let from = points[(n + points.len() - 1) % points.len()];
            if inside(from) != inside(*to) {
                kept.push(cross(from, *to));
            }
            if inside(*to) {
                kept.push(*to);
            }
        }
        kept.dedup();
        points = kept;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cosine_is_that_of_the_library() {
        for degrees in (-90_i64..=90).step_by(3) {
            let library = ((degrees as f64).to_radians().cos() * 1e6) as i64;
            let ours = cosine(degrees * 1_000_000);
            let right = (ours - library).abs() <= 2 || degrees.abs() == 90;
            assert!(right, "{degrees}: {ours} {library}");
        }
        assert!(cosine(90_000_000) > 0);
    }

    #[test]
    fn areas_of_circles_are_as_the_numbers() {
        assert_eq!(radius(0, 100), 0);
        assert_eq!(radius(100, 100), RADIUS_MAX);
        assert_eq!(radius(25, 100), RADIUS_MAX / 2);
        assert_eq!(radius(u64::MAX, u64::MAX), RADIUS_MAX);
    }

    #[test]
    fn a_polygon_is_cut_at_the_edge() {
        let all = cut(
            vec![(-9000, -9000), (9000, -9000), (9000, 9000), (-9000, 9000)],
            400,
        );
        let (xs, ys): (Vec<i64>, Vec<i64>) = all.into_iter().unzip();
        assert_eq!(xs.iter().max(), Some(&(WIDTH + 4)));
        assert_eq!(xs.iter().min(), Some(&-4));
        assert_eq!(ys.iter().max(), Some(&404));
        let outside = cut(vec![(-90, 1), (-80, 1), (-80, 9)], 400);
        assert!(outside.is_empty());
        let inside = vec![(1, 1), (9, 1), (9, 9)];
        assert_eq!(cut(inside.clone(), 400), inside);
    }

    #[test]
    fn a_land_on_both_sides_of_the_date_line_is_one() {
        let point = |latitude, longitude| Point {
            latitude,
            longitude,
        };
        let points = [point(0, 179_000_000), point(0, -179_000_000)];
        let frame = Frame::around(points.into_iter());
        assert_eq!(frame.middle.longitude.abs(), 180_000_000);
        let x = |p: Point| frame.place(0, frame.east(p.longitude)).0;
        assert!(x(points[0]) > 0 && x(points[0]) < x(points[1]) && x(points[1]) < WIDTH);
    }
}

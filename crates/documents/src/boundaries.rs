//! Boundaries of lands, as open data publish them: GeoJSON (RFC 7946), polygons in degrees of WGS 84.

use std::fmt;

use geojson::{GeoJson, Geometry, GeometryValue};
use keyholder_supply::Position;

/// Why boundaries were not taken. A map is all or nothing: half of a coast would look like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundariesError {
    /// Not JSON, or not GeoJSON.
    Form(String),
    /// A coordinate that is no place on earth, as longitude and latitude stand in the file.
    OffTheGlobe(String),
    /// No polygon in it.
    NoPolygon,
}

impl fmt::Display for BoundariesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(said) => write!(f, "it is not GeoJSON ({said})"),
            Self::OffTheGlobe(at) => write!(
                f,
                "[{at}] is not a longitude and a latitude; convert it to WGS 84 (EPSG:4326)"
            ),
            Self::NoPolygon => f.write_str("it holds no polygon; give areas, not lines or points"),
        }
    }
}

impl std::error::Error for BoundariesError {}

/// The rings of all polygons, outer and inner, in the order of the file.
///
/// # Errors
/// [`BoundariesError`].
///
/// ```
/// let text = r#"{"type": "Polygon", "coordinates": [[[1, 2], [3, 2], [3, 4], [1, 2]]]}"#;
/// let rings = keyholder_documents::boundaries::read(text).expect("boundaries");
/// assert_eq!(rings[0][1].latitude, 2_000_000);
/// ```
pub fn read(text: &str) -> Result<Vec<Vec<Position>>, BoundariesError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let all: GeoJson = text.parse().map_err(|error: geojson::Error| {
        let said = error.to_string();
        BoundariesError::Form(said.chars().take(200).collect())
    })?;
    let mut rings = Vec::new();
    match all {
        GeoJson::Geometry(geometry) => take(&geometry, &mut rings)?,
        GeoJson::Feature(feature) => {
            feature
                .geometry
                .iter()
                .try_for_each(|g| take(g, &mut rings))?;
        }
        GeoJson::FeatureCollection(collection) => {
            let geometries = collection
                .features
                .iter()
                .filter_map(|f| f.geometry.as_ref());
            geometries
                .into_iter()
                .try_for_each(|g| take(g, &mut rings))?;
        }
    }
    if rings.is_empty() {
        return Err(BoundariesError::NoPolygon);
    }
    Ok(rings)
}

fn take(geometry: &Geometry, rings: &mut Vec<Vec<Position>>) -> Result<(), BoundariesError> {
    let mut polygon = |of: &[Vec<geojson::Position>]| {
        for line in of {
            let ring: Result<Vec<Position>, _> =
                line.iter().map(|at| position(at.as_slice())).collect();
            let ring = ring?;
            if ring.len() > 2 {
                rings.push(ring);
            }
        }
        Ok(())
    };
    match &geometry.value {
        GeometryValue::Polygon { coordinates } => polygon(coordinates),
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().try_for_each(|of| polygon(of))
        }
        GeometryValue::GeometryCollection { geometries } => {
            geometries.iter().try_for_each(|inner| take(inner, rings))
        }
        _ => Ok(()),
    }
}

/// Longitude first, as GeoJSON has it; a height is left out.
fn position(at: &[f64]) -> Result<Position, BoundariesError> {
    let millionths = |degrees: &f64| {
        let most = f64::from(Position::LONGITUDE_MAX);
        let millionths = (degrees * 1e6).round();
        // Whole and within bounds, so the cast keeps it.
        (millionths.abs() <= most).then_some(millionths as i32)
    };
    let read = || Position::new(millionths(at.get(1)?)?, millionths(at.first()?)?);
    read().ok_or_else(|| {
        let shown: Vec<String> = at.iter().take(3).map(f64::to_string).collect();
        BoundariesError::OffTheGlobe(shown.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn polygons_are_taken_wherever_they_stand() {
        let ring = "[[[0,0],[1.5,0],[1.5,-2,99],[0,0]]]";
        let polygon = format!("{{\"type\":\"Polygon\",\"coordinates\":{ring}}}");
        let multi = format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[{ring},{ring}]}}");
        let feature = format!("{{\"type\":\"Feature\",\"properties\":null,\"geometry\":{multi}}}");
        let many = format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature}]}}");
        let nested = format!("{{\"type\":\"GeometryCollection\",\"geometries\":[{polygon}]}}");
        for (text, count) in [
            (polygon, 1),
            (multi, 2),
            (feature, 2),
            (many, 2),
            (nested, 1),
        ] {
            let rings = read(&text).expect("boundaries");
            assert_eq!(rings.len(), count, "{text}");
            assert_eq!(
                rings[0][2],
                Position::new(-2_000_000, 1_500_000).expect("on earth")
            );
        }
    }

    #[test]
    fn what_is_no_boundary_is_told() {
        let point = r#"{"type":"Point","coordinates":[1,2]}"#;
        assert_eq!(read(point), Err(BoundariesError::NoPolygon));
        let projected = r#"{"type":"Polygon","coordinates":[[[500000,1],[2,3],[4,5],[1,1]]]}"#;
        assert!(matches!(
            read(projected),
            Err(BoundariesError::OffTheGlobe(_))
        ));
        for wrong in ["", "{}", "[1]", "{\"type\":\"Topology\"}", "null"] {
            assert!(
                matches!(read(wrong), Err(BoundariesError::Form(_))),
                "{wrong}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]{}\",:a-zA-Z0-9.e-]{0,200}") {
            let _any = read(&text);
        }

        #[test]
        fn no_coordinate_makes_it_panic(x in any::<f64>(), y in any::<f64>()) {
            let text = format!("{{\"type\":\"Polygon\",\"coordinates\":[[[{x},{y}],[0,0],[1,1],[{x},{y}]]]}}");
            let _any = read(&text);
        }
    }
}

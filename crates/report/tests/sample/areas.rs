//! Two operators in three regions, one of which states nothing.

use keyholder_report::wire::*;

use super::HOSTILE;

fn amount(surely: u64, possibly: u64, of: u64) -> Amount {
    Amount {
        surely,
        possibly,
        at_most: of,
        of,
    }
}

/// Areas in which the actors of these ids reach something.
pub(crate) fn areas(ids: &[String]) -> Areas {
    let area = |operator: Option<&str>, region: Option<&str>, people: u64, middle| Area {
        operator: operator.map(str::to_owned),
        region: region.map(str::to_owned),
        places: 12,
        subscribers: people,
        places_without_subscribers: 2,
        middle,
        places_without_position: 1,
        actors: (1..)
            .zip(ids)
            .map(|(n, id): (u64, &String)| AreaActor {
                actor: id.clone(),
                intercept: amount(people / (n + 1), people / n, people),
                disrupt: amount(people / (n + 2), people / (n + 1), people),
                intercept_places: amount(3, 6, 12),
                disrupt_places: amount(2, 4, 12),
            })
            .collect(),
        alike: vec![PlacesAlike {
            place: "upper-north/aster-001".to_owned(),
            name: format!("Aster {HOSTILE}"),
            places: 5,
            subscribers: people / 3,
            actors: vec![PlaceActor {
                actor: ids[0].clone(),
                intercept: Some(Certainty::Surely),
                disrupt: Some(Certainty::Possibly),
            }],
        }],
        alike_total: 9,
    };
    let point = |latitude, longitude| {
        Some(Point {
            latitude,
            longitude,
        })
    };
    Areas {
        actors: ids[..2].to_vec(),
        areas: vec![
            area(
                Some("Northern Exemplaria Mobile"),
                Some("Upper North"),
                9_000_000,
                point(48_000_000, 16_000_000),
            ),
            area(
                Some("Northern Exemplaria Mobile"),
                Some("Lower North"),
                4_000_000,
                point(47_000_000, 15_000_000),
            ),
            area(
                Some("Zweitnetz"),
                Some("Upper North"),
                5_000_000,
                point(48_100_000, 16_200_000),
            ),
            area(None, None, 204_551, None),
        ],
        left_out: 3,
    }
}

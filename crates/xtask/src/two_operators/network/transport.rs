//! Transport between places, and rows of an old inventory that nobody has placed yet.

use super::super::functions::{OPTICAL, ROUTER};
use super::{ARVELO, BENQUA, Element, Part, Pool, REGIONS, slug, towns};

/// Two routers for each place, two optical terminals for each region; the terminals carry both operators.
pub(super) fn part() -> Part {
    let mut part = Part::default();
    for operator in [ARVELO, BENQUA] {
        for town in towns() {
            let (short, place) = (operator.short, town.slug());
            let pool = Pool {
                id: format!("{short}/router/{place}"),
                function: ROUTER,
                operator: operator.id,
                needed: Some(1),
                serves: town.place(operator),
            };
            let release = if town.region == "South" {
                "17.2"
            } else {
                "17.3"
            };
            let members: Vec<Element> = (1..=2)
                .map(|n| Element {
                    id: format!("{short}/router/{place}/{n}"),
                    function: ROUTER,
                    operator: operator.id,
                    place: town.place(operator),
                    host: "none".to_owned(),
                    manager: "none".to_owned(),
                    hardware: format!("tarnex-router@M{n}"),
                    firmware: "none".to_owned(),
                    platform: "none".to_owned(),
                    application: format!("tarnex-system@{release}"),
                    ..Element::default()
                })
                .collect();
            part.pool(pool, members);
        }
    }
    for region in REGIONS {
        let pool = Pool {
            id: format!("optical/{}", slug(region)),
            function: OPTICAL,
            // Left blank on purpose: the terminals serve places of both operators.
            operator: "",
            needed: Some(1),
            serves: format!("region={region}"),
        };
        let members: Vec<Element> = (1..=2)
            .map(|n| Element {
                id: format!("optical/{}/{n}", slug(region)),
                function: OPTICAL,
                operator: ARVELO.id,
                host: "none".to_owned(),
                manager: "none".to_owned(),
                hardware: format!("saltro-shelf@R{n}"),
                firmware: "none".to_owned(),
                platform: "none".to_owned(),
                application: format!("saltro-system@{}", 19 + n),
                note: "leased to benqua",
                ..Element::default()
            })
            .collect();
        part.pool(pool, members);
    }
    part
}

/// Rows taken over from an inventory that is no longer kept: hardly anything is known.
pub(super) fn old_inventory() -> Part {
    let mut part = Part::default();
    for n in 1..=46 {
        // Two kinds of row: no function at all, and a word that no catalogue has.
        let function = if n % 4 == 0 { "cabinet-x" } else { "" };
        part.elements.push(Element {
            id: format!("old/{n:04}"),
            function,
            operator: if n % 3 == 0 { "" } else { BENQUA.id },
            note: "taken over when the old system was switched off",
            ..Element::default()
        });
    }
    part
}

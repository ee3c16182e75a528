//! Base stations and central units, town by town.

use super::super::functions::{CU_CP, CU_UP, DU, GNB};
use super::{ARVELO, Element, Operator, Part, Pool, Town, slug, towns};

/// What a brand puts into a base station of a region.
struct Brand {
    application: &'static str,
    central: &'static str,
    hardware: [&'static str; 2],
    firmware: [&'static str; 2],
    platform: &'static str,
    /// Whether its updates go out in waves.
    staged: bool,
}

const fn dornik(application: &'static str, central: &'static str) -> Brand {
    Brand {
        application,
        central,
        hardware: ["dornik-unit@A3", "dornik-unit@A2"],
        firmware: ["dornik-unit-firmware@3.2", "dornik-unit-firmware@3.1"],
        platform: "none",
        staged: true,
    }
}

const fn elvast(application: &'static str, central: &'static str) -> Brand {
    Brand {
        application,
        central,
        hardware: ["elvast-unit@E2", "elvast-unit@E1"],
        firmware: ["elvast-unit-firmware@12", "elvast-unit-firmware@11"],
        platform: "none",
        staged: true,
    }
}

const FENNOR: Brand = Brand {
    application: "fennor-gnb@1.8",
    central: "",
    hardware: ["sedgel-unit@S5", "sedgel-unit@S4"],
    firmware: ["sedgel-firmware@1.0", "sedgel-firmware@0.9"],
    platform: "nandor-linux@6.1",
    staged: false,
};

/// Who supplies which region, and in which version.
fn brand(operator: Operator, region: &str) -> Brand {
    match (operator == ARVELO, region) {
        (true, "North") => dornik("dornik-du@7.2.1", "dornik-cu@7.2.1"),
        (true, "Coast") => dornik("dornik-du@7.1.0", "dornik-cu@7.1.0"),
        (true, "Lakes") => dornik("dornik-du@7.0.3", "dornik-cu@7.1.0"),
        (true, "Plain") => elvast("elvast-gnb@22.4", "elvast-cu@22.4"),
        (true, _) => elvast("elvast-gnb@23.1", "elvast-cu@23.1"),
        (false, "North") => elvast("elvast-gnb@23.1", ""),
        (false, "Coast") => elvast("elvast-gnb@22.4", ""),
        (false, "Hills") => dornik("dornik-du@7.1.0", ""),
        (false, "South") => FENNOR,
        (false, _) => dornik("dornik-du@7.2.1", ""),
    }
}

/// All radio of an operator.
pub(super) fn part(operator: Operator) -> Part {
    let mut part = Part::default();
    let mut count = 0;
    for town in towns() {
        let brand = brand(operator, town.region);
        sites(&mut part, operator, &town, &brand, &mut count);
        if operator == ARVELO {
            central_units(&mut part, &town, &brand);
        }
    }
    part
}

/// The base stations of a town. Seven in ten of them carry the town.
fn sites(part: &mut Part, operator: Operator, town: &Town, brand: &Brand, count: &mut usize) {
    let sites = town.sites(operator);
    let (function, word) = if operator == ARVELO {
        (DU, "du")
    } else {
        (GNB, "gnb")
    };
    let (short, place) = (operator.short, town.slug());
    let pool = Pool {
        id: format!("{short}/{word}/{place}"),
        function,
        operator: operator.id,
        needed: (town.name != "Tolm").then_some((sites * 7).div_ceil(10)),
        serves: town.place(operator),
    };
    let members: Vec<Element> = (1..=sites)
        .map(|n| {
            *count += 1;
            let old = usize::from(n % 5 == 0);
            let element = Element {
                id: format!("{short}/{word}/{place}/{n:03}"),
                function,
                operator: operator.id,
                place: town.place(operator),
                host: "none".to_owned(),
                manager: "common/ems/1".to_owned(),
                hardware: brand.hardware[old].to_owned(),
                firmware: brand.firmware[old].to_owned(),
                platform: brand.platform.to_owned(),
                application: brand.application.to_owned(),
                wave: if brand.staged {
                    wave(n, sites).to_string()
                } else {
                    String::new()
                },
                ..Element::default()
            };
            with_holes(element, *count)
        })
        .collect();
    part.pool(pool, members);
}

/// One in ten goes first, three in ten next, then the rest.
fn wave(n: usize, sites: usize) -> u8 {
    match n * 10 {
        first if first <= sites => 1,
        second if second <= 4 * sites => 2,
        _ => 3,
    }
}

/// No inventory is whole: some cells are blank, some say that they do not know.
fn with_holes(mut element: Element, count: usize) -> Element {
    if count.is_multiple_of(97) {
        element.firmware = String::new();
    }
    if count.is_multiple_of(211) {
        element.application = "?".to_owned();
        element.note = "not reached by the last survey";
    }
    if count.is_multiple_of(83) {
        element.wave = String::new();
    }
    if count.is_multiple_of(401) {
        element.manager = String::new();
    }
    element
}

/// Central units of a town, as containers in the cluster of its region.
fn central_units(part: &mut Part, town: &Town, brand: &Brand) {
    for (function, word) in [(CU_CP, "cu-cp"), (CU_UP, "cu-up")] {
        let pool = Pool {
            id: format!("arv/{word}/{}", town.slug()),
            function,
            operator: ARVELO.id,
            needed: Some(1),
            serves: town.place(ARVELO),
        };
        let region = slug(town.region);
        let members: Vec<Element> = (1..=2)
            .map(|n| Element {
                id: format!("arv/{word}/{}/{n}", town.slug()),
                function,
                operator: ARVELO.id,
                place: town.place(ARVELO),
                host: format!("arv/host/{region}-{}", n + 2),
                manager: format!("arv/cluster/{region};common/ems/1"),
                hardware: "none".to_owned(),
                firmware: "none".to_owned(),
                platform: "none".to_owned(),
                application: brand.central.to_owned(),
                ..Element::default()
            })
            .collect();
        part.pool(pool, members);
    }
}

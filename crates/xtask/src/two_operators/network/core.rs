//! Core functions: pools by region and pools for the whole country.

use super::super::functions::{
    AMF, AUSF, CHF, NEF, NRF, NSSF, PCF, ROAMING_HUB, SEPP, SMF, SMSF, UDM, UDR, UPF,
};
use super::{ARVELO, BENQUA, Element, Operator, Part, Pool, REGIONS, slug};

/// A pool: function, word in ids, releases of its members in turn, how many must work.
type Row = (&'static str, &'static str, &'static [&'static str], usize);

/// Two suppliers in each pool. Two of four suffice for AMF; for SMF three of four do not spare any.
const ARVELO_REGION: &[Row] = &[
    (
        AMF,
        "amf",
        &[
            "hestrel-amf@12.4",
            "irvane-amf@9.3",
            "hestrel-amf@12.3",
            "irvane-amf@9.3",
        ],
        2,
    ),
    (
        SMF,
        "smf",
        &[
            "hestrel-smf@12.4",
            "irvane-smf@9.3",
            "hestrel-smf@12.4",
            "irvane-smf@9.2",
        ],
        3,
    ),
    (
        UPF,
        "upf",
        &[
            "hestrel-upf@12.4",
            "irvane-upf@9.3",
            "hestrel-upf@12.4",
            "irvane-upf@9.3",
            "hestrel-upf@12.3",
            "irvane-upf@9.2",
        ],
        4,
    ),
];

const ARVELO_COUNTRY: &[Row] = &[
    (NRF, "nrf", &["hestrel-services@12.4"; 3], 1),
    (AUSF, "ausf", &["hestrel-services@12.4"; 4], 2),
    (UDM, "udm", &["jolvik-udm@3.3"; 4], 2),
    (UDR, "udr", &["jolvik-udr@3.3"; 3], 2),
    (
        PCF,
        "pcf",
        &[
            "hestrel-services@12.4",
            "irvane-services@9.3",
            "hestrel-services@12.3",
            "irvane-services@9.3",
        ],
        2,
    ),
    (NSSF, "nssf", &["hestrel-services@12.4"; 2], 1),
    (NEF, "nef", &["hestrel-services@12.4"; 2], 1),
    (
        CHF,
        "chf",
        &["brimlo-chf@2.5", "brimlo-chf@2.5", "irvane-services@9.3"],
        1,
    ),
    (SMSF, "smsf", &["irvane-services@9.3"; 2], 1),
    (SEPP, "sepp", &["umbrel-sepp@1.2"; 2], 1),
];

const BENQUA_REGION: &[Row] = &[
    (
        AMF,
        "amf",
        &["irvane-amf@9.3", "irvane-amf@9.2", "irvane-amf@9.2"],
        2,
    ),
    (
        SMF,
        "smf",
        &["irvane-smf@9.3", "irvane-smf@9.2", "irvane-smf@9.2"],
        2,
    ),
    (
        UPF,
        "upf",
        &[
            "irvane-upf@9.3",
            "hestrel-upf@12.3",
            "irvane-upf@9.2",
            "hestrel-upf@12.3",
        ],
        3,
    ),
];

const BENQUA_COUNTRY: &[Row] = &[
    (NRF, "nrf", &["irvane-services@9.2"; 3], 1),
    (AUSF, "ausf", &["irvane-services@9.2"; 3], 2),
    (UDM, "udm", &["jolvik-udm@3.2"; 3], 2),
    (UDR, "udr", &["jolvik-udr@3.2"; 3], 2),
    (PCF, "pcf", &["irvane-services@9.2"; 3], 2),
    (NSSF, "nssf", &["irvane-services@9.2"; 2], 1),
    (CHF, "chf", &["brimlo-chf@2.4"; 2], 1),
    (SEPP, "sepp", &["umbrel-sepp@1.1"; 2], 1),
];

/// How an operator runs its core functions.
struct House {
    operator: Operator,
    hosts_in_region: usize,
    hosts_in_centre: usize,
    /// Below the function: nothing of its own in a container, a guest system in a machine.
    platform: &'static str,
    managers: fn(&str) -> String,
}

const CONTAINERS: House = House {
    operator: ARVELO,
    hosts_in_region: 4,
    hosts_in_centre: 8,
    platform: "none",
    managers: |where_| format!("arv/cluster/{where_};arv/nfvo/1"),
};

const MACHINES: House = House {
    operator: BENQUA,
    hosts_in_region: 3,
    hosts_in_centre: 6,
    platform: "nandor-linux@6.1",
    managers: |_| "ben/vnfm/1;ben/vnfm/2".to_owned(),
};

/// The core of the first operator: containers, two suppliers.
pub(super) fn arvelo() -> Part {
    let mut part = part(&CONTAINERS, ARVELO_REGION, ARVELO_COUNTRY);
    roaming(&mut part, ARVELO);
    part
}

/// The core of the second: virtual machines, mostly one supplier.
pub(super) fn benqua() -> Part {
    let mut part = part(&MACHINES, BENQUA_REGION, BENQUA_COUNTRY);
    roaming(&mut part, BENQUA);
    part
}

/// The way to other networks: a service, with nothing of its own in the house.
fn roaming(part: &mut Part, operator: Operator) {
    let id = format!("{}/roaming", operator.short);
    let pool = Pool {
        id: id.clone(),
        function: ROAMING_HUB,
        operator: operator.id,
        needed: Some(1),
        serves: "*".to_owned(),
    };
    let none = || "none".to_owned();
    let hub = Element {
        id,
        function: ROAMING_HUB,
        operator: operator.id,
        host: none(),
        manager: none(),
        hardware: none(),
        firmware: none(),
        platform: none(),
        application: "umbrel-exchange@2026".to_owned(),
        ..Element::default()
    };
    part.pool(pool, [hub]);
}

fn part(house: &House, by_region: &[Row], by_country: &[Row]) -> Part {
    let mut part = Part::default();
    for region in REGIONS {
        for row in by_region {
            let serves = format!("region={region}");
            add(
                &mut part,
                house,
                row,
                &slug(region),
                house.hosts_in_region,
                serves,
            );
        }
    }
    for row in by_country {
        add(
            &mut part,
            house,
            row,
            "centre",
            house.hosts_in_centre,
            "*".to_owned(),
        );
    }
    part
}

fn add(part: &mut Part, house: &House, row: &Row, where_: &str, hosts: usize, serves: String) {
    let (function, word, releases, needed) = *row;
    let short = house.operator.short;
    let pool = Pool {
        id: format!("{short}/{word}/{where_}"),
        function,
        operator: house.operator.id,
        needed: Some(needed),
        serves,
    };
    let members: Vec<Element> = releases
        .iter()
        .enumerate()
        .map(|(n, release)| Element {
            id: format!("{short}/{word}/{where_}-{}", n + 1),
            function,
            operator: house.operator.id,
            host: format!("{short}/host/{where_}-{}", n % hosts + 1),
            manager: (house.managers)(where_),
            hardware: "none".to_owned(),
            firmware: "none".to_owned(),
            platform: house.platform.to_owned(),
            application: (*release).to_owned(),
            ..Element::default()
        })
        .collect();
    part.pool(pool, members);
}

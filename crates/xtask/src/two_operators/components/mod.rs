//! What is supplied, who holds the keys to it, and which versions are in the field.

mod core;
mod file;

pub(super) use file::write_route;

use keyholder_supply::{ComponentKind, RouteKind, SafeguardKind};

use super::text::Said;

/// Somebody's safeguard; the party is empty where it is not stated or none is needed.
pub(super) type Safeguard = (SafeguardKind, &'static str);

/// A way to change.
pub(super) struct Route {
    pub(super) id: &'static str,
    pub(super) kind: RouteKind,
    /// `None`: not stated.
    pub(super) keyholders: Option<&'static [&'static str]>,
    /// 0: not stated.
    pub(super) threshold: u32,
    /// `None`: not stated. Empty: stated that there is none.
    pub(super) safeguards: Option<&'static [Safeguard]>,
    pub(super) said: Said,
}

/// What is stated about the parts of a release.
#[derive(Clone, Copy)]
pub(super) enum Bom {
    Missing,
    Nothing,
    File(&'static str),
}
use Bom::{File, Missing, Nothing};

/// A version: number, date, end of support, parts, releases inside.
pub(super) type Release = (
    &'static str,
    &'static str,
    &'static str,
    Bom,
    &'static [&'static str],
);

/// Which routes are stated.
pub(super) enum Routes {
    NotStated,
    None,
    These(&'static [Route]),
}
use Routes::These;

/// One file in `components/`.
pub(super) struct Component {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) supplier: &'static str,
    pub(super) kind: ComponentKind,
    pub(super) purl: &'static str,
    pub(super) auto_sign: Option<bool>,
    pub(super) routes: Routes,
    pub(super) releases: &'static [Release],
    pub(super) said: Said,
}

const ANSWER: Said = Said::by("supplier questionnaire", "2026-05-15");
const ROLLOUT: Safeguard = (SafeguardKind::StagedRollout, "");
const SECOND_BY_WEXAM: Safeguard = (SafeguardKind::SecondSignature, "wexam-institute");
const CHECKED_BY_VERIT: Safeguard = (SafeguardKind::IndependentVerification, "verit-lab");

const fn signed(
    id: &'static str,
    keyholders: &'static [&'static str],
    safeguards: &'static [Safeguard],
) -> Route {
    Route {
        id,
        kind: RouteKind::SignedUpdate,
        keyholders: Some(keyholders),
        threshold: 1,
        safeguards: Some(safeguards),
        said: ANSWER,
    }
}

const fn published(id: &'static str, keyholders: &'static [&'static str]) -> Route {
    Route {
        kind: RouteKind::UpstreamPublication,
        said: Said::NOTHING,
        ..signed(id, keyholders, &[])
    }
}

const fn two_of_three(id: &'static str) -> Route {
    Route {
        threshold: 2,
        said: Said::source(
            "release procedure, annex to the supply contract",
            "2025-11-01",
        ),
        ..signed(id, &["hestrel-core", "wexam-institute", "arvelo"], &[])
    }
}

const fn software(
    id: &'static str,
    name: &'static str,
    supplier: &'static str,
    routes: &'static [Route],
    releases: &'static [Release],
) -> Component {
    Component {
        id,
        name,
        supplier,
        kind: ComponentKind::Software,
        purl: "",
        auto_sign: Some(false),
        routes: These(routes),
        releases,
        said: ANSWER,
    }
}

const fn firmware(
    id: &'static str,
    name: &'static str,
    supplier: &'static str,
    routes: &'static [Route],
    releases: &'static [Release],
) -> Component {
    Component {
        kind: ComponentKind::Firmware,
        ..software(id, name, supplier, routes, releases)
    }
}

const fn hardware(
    id: &'static str,
    name: &'static str,
    supplier: &'static str,
    releases: &'static [Release],
) -> Component {
    Component {
        kind: ComponentKind::Hardware,
        auto_sign: None,
        routes: Routes::None,
        ..software(id, name, supplier, &[], releases)
    }
}

/// Base stations, their radio units, and the library that two brands share.
pub(super) const RADIO: &[Component] = &[
    Component {
        auto_sign: Some(true),
        ..software(
            "dornik-du",
            "Dornik base station software",
            "dornik-radio",
            &[signed(
                "dornik/base-station/updates",
                &["dornik-radio"],
                &[CHECKED_BY_VERIT, ROLLOUT],
            )],
            &[
                (
                    "7.0.3",
                    "2024-11-12",
                    "2027-11-12",
                    Missing,
                    &["gorvan-library@5.0"],
                ),
                (
                    "7.1.0",
                    "2025-06-03",
                    "2028-06-03",
                    Nothing,
                    &["gorvan-library@5.0", "tamsin-tls@1.9"],
                ),
                (
                    "7.2.1",
                    "2026-04-21",
                    "2029-04-21",
                    File("documents/dornik-du-7.2.1.cdx.json"),
                    &["gorvan-library@5.1"],
                ),
            ],
        )
    },
    Component {
        auto_sign: Some(true),
        ..software(
            "dornik-cu",
            "Dornik central unit software",
            "dornik-radio",
            &[signed(
                "dornik/central-unit/updates",
                &["dornik-radio"],
                &[CHECKED_BY_VERIT],
            )],
            &[
                (
                    "7.1.0",
                    "2025-06-03",
                    "2028-06-03",
                    Nothing,
                    &["tamsin-tls@1.9"],
                ),
                (
                    "7.2.1",
                    "2026-04-21",
                    "2029-04-21",
                    Nothing,
                    &["tamsin-tls@2.0"],
                ),
            ],
        )
    },
    firmware(
        "dornik-unit-firmware",
        "Dornik radio unit firmware",
        "dornik-radio",
        &[signed("dornik/unit/updates", &["dornik-radio"], &[ROLLOUT])],
        &[
            ("3.1", "2024-09-01", "2028-09-01", Nothing, &[]),
            ("3.2", "2026-01-15", "2030-01-15", Nothing, &[]),
        ],
    ),
    hardware(
        "dornik-unit",
        "Dornik radio unit",
        "dornik-radio",
        &[
            ("A2", "2021-03-01", "2029-03-01", Nothing, &[]),
            ("A3", "2023-09-01", "2033-09-01", Nothing, &[]),
        ],
    ),
    Component {
        auto_sign: None,
        said: ANSWER.note("the question on automatic signing was left open"),
        ..software(
            "elvast-gnb",
            "Elvast base station software",
            "elvast",
            &[signed(
                "elvast/base-station/updates",
                &["elvast"],
                &[ROLLOUT],
            )],
            &[
                (
                    "22.4",
                    "2025-02-18",
                    "2027-02-18",
                    Nothing,
                    &["gorvan-library@5.0", "wickel-cache@3.8"],
                ),
                (
                    "23.1",
                    "2026-03-10",
                    "2028-03-10",
                    File("documents/elvast-gnb-23.1.spdx.json"),
                    &["gorvan-library@5.1"],
                ),
            ],
        )
    },
    software(
        "elvast-cu",
        "Elvast central unit software",
        "elvast",
        &[signed("elvast/central-unit/updates", &["elvast"], &[])],
        &[
            ("22.4", "2025-02-18", "2027-02-18", Missing, &[]),
            ("23.1", "2026-03-10", "2028-03-10", Missing, &[]),
        ],
    ),
    firmware(
        "elvast-unit-firmware",
        "Elvast radio unit firmware",
        "elvast",
        &[signed("elvast/unit/updates", &["elvast"], &[ROLLOUT])],
        &[
            ("11", "2024-05-01", "2028-05-01", Nothing, &[]),
            ("12", "2026-02-01", "2030-02-01", Nothing, &[]),
        ],
    ),
    hardware(
        "elvast-unit",
        "Elvast radio unit",
        "elvast",
        &[
            ("E1", "2020-06-01", "2028-06-01", Nothing, &[]),
            ("E2", "2023-01-01", "2033-01-01", Nothing, &[]),
        ],
    ),
    software(
        "fennor-gnb",
        "Fennor base station software",
        "fennor-radio",
        &[signed(
            "fennor/base-station/updates",
            &["fennor-radio"],
            &[SECOND_BY_WEXAM],
        )],
        &[
            (
                "1.8",
                "2025-08-01",
                "2027-08-01",
                Missing,
                &["nandor-linux@6.1"],
            ),
            (
                "1.9",
                "2026-06-01",
                "2028-06-01",
                Missing,
                &["nandor-linux@6.6"],
            ),
        ],
    ),
    hardware(
        "sedgel-unit",
        "Sedgel radio unit",
        "sedgel-units",
        &[
            ("S4", "2022-01-01", "2030-01-01", Nothing, &[]),
            ("S5", "2024-01-01", "2032-01-01", Nothing, &[]),
        ],
    ),
    firmware(
        "sedgel-firmware",
        "Sedgel radio unit firmware",
        "sedgel-units",
        &[Route {
            keyholders: Some(&["?"]),
            safeguards: None,
            said: Said::by("sedgel-units", "2026-05-15")
                .note("a contractor signs; the answer does not name it"),
            ..signed("sedgel/unit/updates", &[], &[])
        }],
        &[
            ("0.9", "2024-02-01", "2026-02-01", Missing, &[]),
            ("1.0", "2025-10-01", "2029-10-01", Missing, &[]),
        ],
    ),
    Component {
        purl: "pkg:generic/gorvan/baseband",
        ..software(
            "gorvan-library",
            "Gorvan baseband platform library",
            "gorvan-baseband",
            &[published(
                "gorvan/library/publication",
                &["gorvan-baseband"],
            )],
            &[
                ("5.0", "2024-06-30", "2026-12-31", Nothing, &[]),
                ("5.1", "2026-01-31", "2028-12-31", Nothing, &[]),
                ("5.2", "2026-08-31", "", Nothing, &[]),
            ],
        )
    },
];

/// Every component.
pub(super) fn all() -> impl Iterator<Item = &'static Component> {
    RADIO
        .iter()
        .chain(core::CORE)
        .chain(core::MANAGEMENT)
        .chain(core::CLOUD)
        .chain(core::TRANSPORT)
}

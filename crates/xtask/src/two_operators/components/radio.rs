//! Base stations, their radio units, and the library that two brands share.

use super::Bom::{File, Missing, Nothing};
use super::{
    ANSWER, CHECKED_BY_VERIT, Component, ROLLOUT, Route, SECOND_BY_WEXAM, firmware, hardware,
    published, signed, software,
};
use crate::two_operators::text::Said;

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
                &[ROLLOUT],
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

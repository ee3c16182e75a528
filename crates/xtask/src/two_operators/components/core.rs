//! Components of the core and of its management.

use keyholder_supply::SafeguardKind;

use super::Bom::{File, Missing, Nothing};
use super::{ANSWER, Component, Routes, SECOND_BY_WEXAM, signed, software, two_of_three};

/// Core functions of five suppliers.
pub(super) const CORE: &[Component] = &[
    software(
        "hestrel-amf",
        "Hestrel AMF",
        "hestrel-core",
        &[two_of_three("hestrel/amf/updates")],
        &[
            ("12.2", "2025-03-01", "2026-09-01", Missing, &[]),
            (
                "12.3",
                "2025-10-01",
                "2027-10-01",
                Missing,
                &["tamsin-tls@1.9"],
            ),
            (
                "12.4",
                "2026-05-01",
                "2028-05-01",
                File("documents/hestrel-amf-12.4.cdx.json"),
                &[],
            ),
        ],
    ),
    software(
        "hestrel-smf",
        "Hestrel SMF",
        "hestrel-core",
        &[two_of_three("hestrel/smf/updates")],
        &[
            ("12.3", "2025-10-01", "2027-10-01", Missing, &[]),
            ("12.4", "2026-05-01", "2028-05-01", Missing, &[]),
        ],
    ),
    software(
        "hestrel-upf",
        "Hestrel UPF",
        "hestrel-core",
        &[two_of_three("hestrel/upf/updates")],
        &[
            ("12.3", "2025-10-01", "2027-10-01", Missing, &[]),
            ("12.4", "2026-05-01", "2028-05-01", Missing, &[]),
        ],
    ),
    software(
        "hestrel-services",
        "Hestrel NRF, AUSF, PCF, NSSF, NEF",
        "hestrel-core",
        &[two_of_three("hestrel/services/updates")],
        &[
            ("12.3", "2025-10-01", "2027-10-01", Missing, &[]),
            ("12.4", "2026-05-01", "2028-05-01", Missing, &[]),
        ],
    ),
    software(
        "irvane-amf",
        "Irvane AMF",
        "irvane-networks",
        &[signed("irvane/amf/updates", &["irvane-networks"], &[])],
        &[
            ("9.1", "2024-12-01", "2026-12-01", Missing, &[]),
            ("9.2", "2025-07-01", "2027-07-01", Missing, &[]),
            (
                "9.3",
                "2026-03-01",
                "2028-03-01",
                File("documents/irvane-amf-9.3.cdx.json"),
                &[],
            ),
        ],
    ),
    software(
        "irvane-smf",
        "Irvane SMF",
        "irvane-networks",
        &[signed("irvane/smf/updates", &["irvane-networks"], &[])],
        &[
            ("9.2", "2025-07-01", "2027-07-01", Missing, &[]),
            ("9.3", "2026-03-01", "2028-03-01", Missing, &[]),
        ],
    ),
    software(
        "irvane-upf",
        "Irvane UPF",
        "irvane-networks",
        &[signed("irvane/upf/updates", &["irvane-networks"], &[])],
        &[
            ("9.2", "2025-07-01", "2027-07-01", Missing, &[]),
            ("9.3", "2026-03-01", "2028-03-01", Missing, &[]),
        ],
    ),
    software(
        "irvane-services",
        "Irvane NRF, AUSF, PCF, NSSF, NEF",
        "irvane-networks",
        &[signed("irvane/services/updates", &["irvane-networks"], &[])],
        &[
            ("9.2", "2025-07-01", "2027-07-01", Missing, &[]),
            ("9.3", "2026-03-01", "2028-03-01", Missing, &[]),
        ],
    ),
    Component {
        auto_sign: Some(true),
        ..software(
            "jolvik-udm",
            "Jolvik UDM",
            "jolvik-data",
            &[signed(
                "jolvik/udm/updates",
                &["jolvik-data"],
                &[SECOND_BY_WEXAM],
            )],
            &[
                (
                    "3.2",
                    "2025-04-01",
                    "2027-04-01",
                    Nothing,
                    &["tamsin-tls@1.9"],
                ),
                (
                    "3.3",
                    "2026-04-01",
                    "2028-04-01",
                    File("documents/jolvik-udm-3.3.cdx.json"),
                    &[],
                ),
            ],
        )
    },
    software(
        "jolvik-udr",
        "Jolvik UDR",
        "jolvik-data",
        &[signed("jolvik/udr/updates", &["jolvik-data"], &[])],
        &[
            ("3.2", "2025-04-01", "2027-04-01", Missing, &[]),
            ("3.3", "2026-04-01", "2028-04-01", Missing, &[]),
        ],
    ),
    Component {
        auto_sign: None,
        routes: Routes::NotStated,
        said: ANSWER.note("questionnaire not returned"),
        ..software(
            "brimlo-chf",
            "Brimlo charging",
            "brimlo-charging",
            &[],
            &[
                ("2.4", "2023-05-01", "2025-05-01", Missing, &[]),
                ("2.5", "2024-05-01", "2026-11-01", Missing, &[]),
            ],
        )
    },
    software(
        "umbrel-sepp",
        "Umbrel SEPP",
        "umbrel-exchange",
        &[signed("umbrel/sepp/updates", &["umbrel-exchange"], &[])],
        &[
            ("1.1", "2024-08-01", "2026-08-01", Missing, &[]),
            ("1.2", "2025-12-01", "2027-12-01", Missing, &[]),
        ],
    ),
];

/// What manages and what orchestrates.
pub(super) const MANAGEMENT: &[Component] = &[
    software(
        "kestrow-ems",
        "Kestrow element management",
        "kestrow-systems",
        &[signed("kestrow/ems/updates", &["kestrow-systems"], &[])],
        &[
            ("4.0", "2025-01-20", "2027-01-20", Missing, &[]),
            (
                "4.1",
                "2026-02-20",
                "2028-02-20",
                Missing,
                &["tamsin-tls@2.0"],
            ),
        ],
    ),
    software(
        "kestrow-inventory",
        "Kestrow inventory",
        "kestrow-systems",
        &[signed(
            "kestrow/inventory/updates",
            &["kestrow-systems"],
            &[],
        )],
        &[("1.0", "2022-01-20", "2025-01-20", Missing, &[])],
    ),
    software(
        "orlis-nfvo",
        "Orlis orchestrator",
        "orlis-orchestration",
        &[signed(
            "orlis/nfvo/updates",
            &["orlis-orchestration"],
            &[(SafeguardKind::Approval, "arvelo")],
        )],
        &[
            ("6.1", "2025-05-05", "2027-05-05", Missing, &[]),
            ("6.2", "2026-05-05", "2028-05-05", Missing, &[]),
        ],
    ),
    software(
        "orlis-vnfm",
        "Orlis VNF manager",
        "orlis-orchestration",
        &[signed("orlis/vnfm/updates", &["orlis-orchestration"], &[])],
        &[
            ("6.1", "2025-05-05", "2027-05-05", Missing, &[]),
            ("6.2", "2026-05-05", "2028-05-05", Missing, &[]),
        ],
    ),
];

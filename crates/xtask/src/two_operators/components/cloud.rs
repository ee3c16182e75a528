//! What is below: clusters, machines, libraries, and transport.

use keyholder_supply::{ComponentKind, RouteKind, SafeguardKind};

use super::Bom::{File, Missing, Nothing};
use super::{ANSWER, Component, Route, firmware, hardware, published, signed, software};
use crate::two_operators::text::Said;

/// Clusters, hypervisors, machines, and what is in them.
pub(super) const CLOUD: &[Component] = &[
    Component {
        auto_sign: Some(true),
        ..software(
            "lomund-cluster",
            "Lomund cluster control plane",
            "lomund-platform",
            &[signed("lomund/cluster/updates", &["lomund-platform"], &[])],
            &[
                (
                    "1.30",
                    "2025-06-15",
                    "2026-12-15",
                    Nothing,
                    &["wickel-cache@3.8"],
                ),
                (
                    "1.31",
                    "2026-01-15",
                    "2027-07-15",
                    File("documents/lomund-cluster-1.31.cdx.json"),
                    &[],
                ),
            ],
        )
    },
    software(
        "lomund-node",
        "Lomund node system",
        "lomund-platform",
        &[signed("lomund/node/updates", &["lomund-platform"], &[])],
        &[
            (
                "1.30",
                "2025-06-15",
                "2026-12-15",
                Missing,
                &["nandor-linux@6.1"],
            ),
            (
                "1.31",
                "2026-01-15",
                "2027-07-15",
                Missing,
                &["nandor-linux@6.6"],
            ),
        ],
    ),
    software(
        "mandrel-hypervisor",
        "Mandrel hypervisor",
        "mandrel",
        &[Route {
            threshold: 2,
            said: ANSWER.note("two of three must sign; the third holder is not named"),
            ..signed(
                "mandrel/hypervisor/updates",
                &["mandrel", "lomund-platform", "?"],
                &[],
            )
        }],
        &[
            ("8.0", "2024-10-10", "2026-10-10", Missing, &[]),
            ("8.1", "2025-10-10", "2027-10-10", Missing, &[]),
        ],
    ),
    software(
        "mandrel-vim",
        "Mandrel infrastructure manager",
        "mandrel",
        &[signed("mandrel/vim/updates", &["mandrel"], &[])],
        &[
            ("8.0", "2024-10-10", "2026-10-10", Missing, &[]),
            ("8.1", "2025-10-10", "2027-10-10", Missing, &[]),
        ],
    ),
    Component {
        purl: "pkg:generic/nandor/linux",
        said: Said::NOTHING,
        ..software(
            "nandor-linux",
            "Nandor Linux",
            "nandor-linux",
            &[Route {
                threshold: 0,
                safeguards: None,
                ..published(
                    "nandor/linux/publication",
                    &["nandor-linux", "wickel-project"],
                )
            }],
            &[
                ("6.1", "2024-12-01", "2026-12-31", Nothing, &[]),
                ("6.6", "2025-12-01", "2027-12-31", Nothing, &[]),
            ],
        )
    },
    Component {
        purl: "pkg:generic/tamsin/tls",
        said: Said::NOTHING,
        ..software(
            "tamsin-tls",
            "Tamsin TLS",
            "tamsin-library",
            &[published("tamsin/tls/publication", &["tamsin-library"])],
            &[
                ("1.9", "2024-01-09", "2026-01-09", Nothing, &[]),
                ("2.0", "2025-09-09", "", Nothing, &[]),
            ],
        )
    },
    Component {
        purl: "pkg:generic/wickel/cache",
        said: Said::NOTHING,
        ..software(
            "wickel-cache",
            "Wickel cache",
            "wickel-project",
            &[published("wickel/cache/publication", &["wickel-project"])],
            &[
                ("3.8", "2025-01-01", "", Nothing, &[]),
                ("3.9", "2026-01-01", "", Nothing, &[]),
            ],
        )
    },
    hardware(
        "pavik-server",
        "Pavik server",
        "pavik-servers",
        &[
            ("G5", "2021-01-01", "2028-01-01", Nothing, &[]),
            ("G6", "2024-01-01", "2031-01-01", Nothing, &[]),
        ],
    ),
    firmware(
        "pavik-firmware",
        "Pavik server firmware",
        "pavik-servers",
        &[signed("pavik/firmware/updates", &["pavik-servers"], &[])],
        &[
            ("5.4", "2025-01-01", "2028-01-01", Nothing, &[]),
            ("6.0", "2026-01-01", "2031-01-01", Nothing, &[]),
        ],
    ),
    firmware(
        "quellis-controller",
        "Quellis management controller firmware",
        "quellis-firmware",
        &[signed(
            "quellis/controller/updates",
            &["quellis-firmware"],
            &[],
        )],
        &[
            ("2.7", "2022-06-01", "2025-06-01", Missing, &[]),
            ("2.8", "2024-06-01", "2027-06-01", Missing, &[]),
        ],
    ),
];

/// Light paths and packet paths.
pub(super) const TRANSPORT: &[Component] = &[
    software(
        "saltro-system",
        "Saltro optical system software",
        "saltro-optical",
        &[signed("saltro/system/updates", &["saltro-optical"], &[(SafeguardKind::Approval, "")])],
        &[
            ("20", "2024-04-01", "2028-04-01", Missing, &[]),
            ("21", "2026-04-01", "2030-04-01", Missing, &[]),
        ],
    ),
    hardware("saltro-shelf", "Saltro optical shelf", "saltro-optical", &[
        ("R1", "2019-01-01", "2029-01-01", Nothing, &[]),
        ("R2", "2023-01-01", "2033-01-01", Nothing, &[]),
    ]),
    Component {
        auto_sign: None,
        ..software(
            "tarnex-system",
            "Tarnex router software",
            "tarnex-routing",
            &[Route {
                kind: RouteKind::UnsignedUpdate,
                safeguards: None,
                said: ANSWER.note("images are fetched from the supplier's server; a checksum beside them is not a signature"),
                ..signed("tarnex/system/channel", &["tarnex-routing"], &[])
            }],
            &[
                ("17.2", "2025-02-01", "2027-02-01", Nothing, &["tamsin-tls@1.9"]),
                ("17.3", "2026-02-01", "2028-02-01", Nothing, &["tamsin-tls@2.0"]),
            ],
        )
    },
    hardware("tarnex-router", "Tarnex router", "tarnex-routing", &[
        ("M1", "2020-01-01", "2028-01-01", Nothing, &[]),
        ("M2", "2024-01-01", "2034-01-01", Nothing, &[]),
    ]),
    Component {
        kind: ComponentKind::Service,
        auto_sign: None,
        ..software(
            "umbrel-exchange",
            "Umbrel roaming exchange",
            "umbrel-exchange",
            &[Route {
                kind: RouteKind::ManagedService,
                safeguards: None,
                ..signed("umbrel/exchange/service", &["umbrel-exchange"], &[])
            }],
            &[("2026", "2026-01-01", "2026-12-31", Nothing, &[])],
        )
    },
];

//! Ways that lead to elements directly, and the small files of a project.

use keyholder_supply::{RouteKind, SafeguardKind};

use super::components::{Route, begin_route, write_safeguards};
use super::functions::{AMF, CHF, EMS, SMF, UDR, UPF};
use super::text::{Said, Toml};

/// A route and the lists that say where it leads.
type Access = (Route, &'static [(&'static str, &'static [&'static str])]);

const fn managed(id: &'static str, keyholders: &'static [&'static str], said: Said) -> Route {
    Route {
        id,
        kind: RouteKind::ManagedService,
        keyholders: Some(keyholders),
        threshold: 1,
        safeguards: Some(&[(SafeguardKind::RecordedSession, "")]),
        said,
    }
}

const fn remote(id: &'static str, keyholders: &'static [&'static str], said: Said) -> Route {
    Route {
        kind: RouteKind::RemoteMaintenance,
        ..managed(id, keyholders, said)
    }
}

const CONTRACTS: Said = Said::source("register of service contracts", "2026-04-01");
const ACCESS_LIST: Said = Said::source("export of the remote access gateway", "2026-06-15");

const MANAGED: &[Access] = &[
    (
        managed("managed/benqua-core", &["yarvo-operations"], CONTRACTS),
        &[("functions", &[AMF, SMF, UPF]), ("operators", &["benqua"])],
    ),
    (
        managed("managed/common-ems", &["kestrow-services"], CONTRACTS),
        &[("functions", &[EMS]), ("operators", &["common-radio"])],
    ),
];

const REMOTE: &[Access] = &[
    (
        Route {
            safeguards: Some(&[
                (SafeguardKind::Approval, "arvelo"),
                (SafeguardKind::RecordedSession, ""),
            ]),
            ..remote("remote/hestrel-core", &["hestrel-core"], ACCESS_LIST)
        },
        &[
            ("operators", &["arvelo"]),
            (
                "components",
                &[
                    "hestrel-amf",
                    "hestrel-smf",
                    "hestrel-upf",
                    "hestrel-services",
                ],
            ),
        ],
    ),
    (
        remote("remote/jolvik-udr", &["jolvik-data"], ACCESS_LIST),
        &[("functions", &[UDR])],
    ),
    (
        Route {
            safeguards: Some(&[]),
            ..remote("remote/saltro-optical", &["saltro-optical"], ACCESS_LIST)
        },
        &[
            ("elements", &["optical/lakes/1", "optical/lakes/2"]),
            ("components", &["saltro-system"]),
        ],
    ),
    (
        Route {
            safeguards: None,
            ..remote(
                "remote/field-service",
                &["?"],
                ACCESS_LIST.note("an account named `field`; nobody says whose it is"),
            )
        },
        &[
            ("places", &["arv-jostre", "ben-tolm"]),
            ("components", &["dornik-du"]),
        ],
    ),
    (
        Route {
            safeguards: Some(&[(SafeguardKind::Approval, "")]),
            ..remote(
                "remote/fennor-radio",
                &["fennor-radio"],
                ACCESS_LIST.note("each session is approved; by whom is not recorded"),
            )
        },
        &[
            ("classes", &["access"]),
            ("operators", &["benqua"]),
            ("regions", &["South"]),
        ],
    ),
];

/// Prefix of a package URL, who publishes there (`?`: nobody knows), and a remark.
const PUBLISHERS: &[(&str, &str, &str)] = &[
    ("pkg:generic/gorvan/", "gorvan-baseband", ""),
    ("pkg:generic/nandor/", "nandor-linux", ""),
    ("pkg:generic/tamsin/", "tamsin-library", ""),
    ("pkg:generic/wickel/", "wickel-project", ""),
    (
        "pkg:generic/wickel/bridge",
        "kestrow-systems",
        "this one was handed over to a company in 2025",
    ),
    ("pkg:generic/opaq/", "?", "the author gives a pen name"),
];

/// The files beside the big ones.
pub(super) fn files() -> Vec<(String, String)> {
    vec![
        ("keyholder.toml".to_owned(), settings()),
        ("publishers.toml".to_owned(), publishers()),
        ("groups.toml".to_owned(), groups()),
        ("functions.toml".to_owned(), functions()),
        (
            "routes/managed-services.toml".to_owned(),
            routes("Who operates parts of the network as a service.", MANAGED),
        ),
        (
            "routes/remote-maintenance.toml".to_owned(),
            routes(
                "Who has remote access, from the gateway and the contracts.",
                REMOTE,
            ),
        ),
    ]
}

fn settings() -> String {
    let mut toml =
        Toml::headed("Two operators of an invented country. Everything here is made up.");
    toml.plain("format", "1")
        .text("name", "Two operators")
        .plain("as_of", "2026-09-30")
        .plain("synthetic", "true");
    toml.section("control")
        .plain("threshold_percent", "50")
        .plain("inclusive", "false");
    toml.finish()
}

fn publishers() -> String {
    let mut toml =
        Toml::headed("Who can publish a new version, by the beginning of the package URL.");
    for (prefix, party, note) in PUBLISHERS {
        toml.table("publisher")
            .text("purl_prefix", prefix)
            .text("party", party)
            .text("note", note);
    }
    toml.finish()
}

fn groups() -> String {
    let mut toml = Toml::headed("Actors that may act together.");
    toml.table("group")
        .text("id", "lake-accord")
        .text("name", "Countries of the Lake Accord")
        .plain("parties", "[]")
        .texts("countries", &["XJ", "XK"])
        .text("source", "text of the accord, article 3")
        .plain("as_of", "2022-05-01");
    toml.finish()
}

fn functions() -> String {
    let mut toml = Toml::headed("Where this project differs from the catalogue of functions.");
    toml.table("function")
        .text("name", CHF)
        .text("need", "no")
        .text(
            "why",
            "both licences let service go on for three days without charging",
        )
        .text("source", "licence conditions, section 9")
        .plain("as_of", "2025-01-01");
    toml.finish()
}

fn routes(comment: &str, accesses: &[Access]) -> String {
    let mut toml = Toml::headed(comment);
    for (route, leads_to) in accesses {
        begin_route(&mut toml, route);
        toml.section("route.leads_to");
        for (list, values) in *leads_to {
            toml.texts(list, values);
        }
        write_safeguards(&mut toml, route);
    }
    toml.finish()
}

//! Keys of the gate: what is pinned, who decides, and what the policy asks.

use super::{NO_BLOCK, Schema, key, or, schema, tables};

const HOLDS: &str = "nothing is admitted";
const NO_POLICY: &str = "the policy is not used, and nothing is admitted";
const NOT_PINNED: &str = "the key is not pinned";
const EVER: &str = "there is no such bound";
const ALL_ROUTES: &str = "it counts on all routes of its party";
const NOT_TOLD: &str = "no other name is known";

/// `gate/gate.toml`.
pub static GATE: Schema = Schema {
    provenance: &["source", "said_by", "note"],
    ..schema(
        "the file",
        &[
            or(
                key("network", "\"example-5g\""),
                "no statement of the operator can name the network",
            ),
            or(
                key("operator", "\"example-operator\""),
                "no statement of the operator counts",
            ),
            or(
                key("log", "\"example-5g+12345678+AT..\""),
                "whoever can write the log can begin another one",
            ),
            or(
                key("revocations", "[\"keys/example.crl\"]"),
                "revocation is not looked at",
            ),
            or(tables("key", &GATE_KEY), NOT_PINNED),
            or(tables("person", &GATE_PERSON), "the person cannot decide"),
            or(tables("product", &GATE_PRODUCT), NOT_TOLD),
            or(tables("legacy", &GATE_LEGACY), "the certificate is refused"),
            or(
                tables("permit", &GATE_PERMIT),
                "the rule counts as not settled",
            ),
            or(tables("known_bad", &GATE_KNOWN_BAD), HOLDS),
        ],
    )
};

/// `[[key]]` of `gate/gate.toml`.
pub static GATE_KEY: Schema = schema(
    "[[key]]",
    &[
        or(key("id", "\"example-root-2024\""), NOT_PINNED),
        or(key("party", "\"example-co\""), NOT_PINNED),
        or(key("file", "\"keys/example-root.pem\""), NOT_PINNED),
        or(key("for", "\"packages\""), NOT_PINNED),
        or(key("routes", "[\"example-update\"]"), ALL_ROUTES),
        or(key("from", "2024-01-01"), EVER),
        or(key("until", "2030-01-01"), EVER),
    ],
);

/// `[[person]]` of `gate/gate.toml`.
pub static GATE_PERSON: Schema = schema(
    "[[person]]",
    &[
        or(key("id", "\"ada.example\""), "the person cannot decide"),
        or(
            key("name", "\"Ada Example\""),
            "the id stands in for the name",
        ),
        or(
            key("party", "\"example-operator\""),
            "the person decides for the operator",
        ),
        or(
            key("roles", "[\"change-manager\"]"),
            "the person has no role",
        ),
        or(
            key("key", "\"ssh-ed25519 AAAA..\""),
            "the person cannot decide",
        ),
        or(key("from", "2024-01-01"), EVER),
        or(key("until", "2030-01-01"), EVER),
    ],
);

/// `[[product]]` of `gate/gate.toml`.
pub static GATE_PRODUCT: Schema = schema(
    "[[product]]",
    &[
        or(key("component", "\"example-amf\""), NO_BLOCK),
        or(key("product_names", "[\"ExampleAMF\"]"), NOT_TOLD),
        or(key("supplier_names", "[\"Example Company\"]"), NOT_TOLD),
        or(
            key("version_order", "\"natural\""),
            "it cannot be told which version is newer",
        ),
        or(
            key("builders", "[\"https://build.example.com/amf\"]"),
            "no builder is known",
        ),
    ],
);

/// `[[legacy]]` of `gate/gate.toml`.
pub static GATE_LEGACY: Schema = schema(
    "[[legacy]]",
    &[
        or(key("id", "\"old-leaf-2026\""), NO_BLOCK),
        or(key("certificate_sha256", "\"64 digits\""), NO_BLOCK),
        or(key("until", "2026-12-31"), NO_BLOCK),
        or(key("why", "\"until the supplier renews\""), NO_BLOCK),
        or(key("by", "\"ada.example\""), NO_BLOCK),
    ],
);

/// `[[permit]]` of `gate/gate.toml`.
pub static GATE_PERMIT: Schema = schema(
    "[[permit]]",
    &[
        or(key("id", "\"permit-2026-07\""), NO_BLOCK),
        or(key("rule", "\"fr-l34-11\""), NO_BLOCK),
        or(
            key("component", "\"example-amf\""),
            "it settles the rule for all components",
        ),
        or(
            key("versions", "[\"1.1\"]"),
            "it settles the rule for all versions",
        ),
        or(key("until", "2027-12-31"), EVER),
        or(
            key("document", "\"decision 12/2026\""),
            "no document is named",
        ),
    ],
);

/// `[[known_bad]]` of `gate/gate.toml`.
pub static GATE_KNOWN_BAD: Schema = schema(
    "[[known_bad]]",
    &[
        or(key("id", "\"CVE-2024-3094\""), NO_BLOCK),
        or(
            key("sha256", "\"64 digits\""),
            "it is not known by a digest",
        ),
        or(
            key("purl", "\"pkg:deb/debian/xz-utils@5.6.1\""),
            "it is not known by a package URL",
        ),
        or(
            key("why", "\"backdoor in liblzma\""),
            "the reason is not stated",
        ),
    ],
);

/// `gate/policy.toml`, and the policy that ships.
pub static POLICY: Schema = Schema {
    provenance: &["source", "said_by", "note"],
    ..schema(
        "the file",
        &[
            or(key("id", "\"ours\""), NO_POLICY),
            or(key("version", "\"2026-01\""), NO_POLICY),
            or(key("rule", "\"\"\"package gate ..\"\"\""), NO_POLICY),
            or(tables("tier", &TIER), NO_POLICY),
            or(tables("case", &POLICY_CASE), NO_POLICY),
        ],
    )
};

/// `[[tier]]` of a policy.
pub static TIER: Schema = Schema {
    provenance: &["note"],
    ..schema(
        "[[tier]]",
        &[
            or(key("criticality", "\"critical\""), NO_POLICY),
            or(key("approvers", "2"), NO_POLICY),
            or(key("roles", "[\"security\"]"), "no role is asked for"),
            or(key("approvers_emergency", "2"), NO_POLICY),
            or(key("review_days", "5"), NO_POLICY),
            or(key("approval_days", "14"), NO_POLICY),
            or(key("first_step_percent", "5"), NO_POLICY),
            or(key("soak_hours", "72"), NO_POLICY),
            or(key("life_days", "365"), NO_POLICY),
            or(key("revocation_days", "7"), NO_POLICY),
            or(key("rsa_bits", "3072"), NO_POLICY),
            or(key("refuse_if_failed", "[\"signature\"]"), NO_POLICY),
            or(key("hold_if_failed", "[\"bom-quality\"]"), NO_POLICY),
            or(key("limit_if_failed", "[\"support\"]"), NO_POLICY),
            or(key("hold_if_not_done", "[\"signature\"]"), NO_POLICY),
            or(key("limit_if_not_done", "[\"provenance\"]"), NO_POLICY),
        ],
    )
};

/// `[[case]]` of a policy.
pub static POLICY_CASE: Schema = Schema {
    provenance: &["note"],
    ..schema(
        "[[case]]",
        &[
            or(key("name", "\"a failed signature\""), NO_POLICY),
            or(key("criticality", "\"low\""), NO_POLICY),
            or(key("emergency", "true"), "it is not an emergency"),
            or(key("failed", "[\"signature\"]"), "no check failed"),
            or(
                key("not_done", "[\"provenance\"]"),
                "all other checks were done",
            ),
            or(key("gives", "\"refuse\""), NO_POLICY),
        ],
    )
};

//! The keys of the files of a catalogue of principles, and which of them each check takes.

use crate::ours::schema::{Key, Schema, key, or, tables};

const NO_PRINCIPLE: &str = "the principle is left out";
const NO_FRAMEWORK: &str = "the framework is left out";
const NO_CHECK: &str = "the check is left out, and with it the principle";
const NO_CASE: &str = "the case is left out";
const NO_RISK: &str = "the risk is left out";
const ZERO: &str = "it counts as 0";

const fn table(title: &'static str, keys: &'static [Key]) -> Schema {
    Schema {
        title,
        keys,
        provenance: &[],
        elsewhere: &[],
    }
}

/// `frameworks/<id>.toml`.
pub static FRAMEWORK: Schema = table(
    "the file",
    &[
        or(key("id", "\"prague-2019\""), NO_FRAMEWORK),
        or(key("title", "\"Prague Proposals\""), NO_FRAMEWORK),
        or(key("source", "\"https://example.org/text\""), NO_FRAMEWORK),
        or(key("date", "2019-05-03"), "the text is not dated"),
        or(key("licence", "\"public statement\""), NO_FRAMEWORK),
        or(key("checked", "false"), "it counts as not checked"),
        or(key("note", "\"paraphrased\""), "there is no note"),
        or(
            key("binds_in", "[\"XA\"]"),
            "it binds nobody, and is asked everywhere",
        ),
        tables("risk", &RISK),
    ],
);

/// `[[risk]]` of a framework.
pub static RISK: Schema = table(
    "[[risk]]",
    &[
        or(key("id", "\"R4\""), NO_RISK),
        or(key("title", "\"dependency on one supplier\""), NO_RISK),
        or(key("ours", "true"), "the table counts as ours"),
        or(key("very_high", "[\"SM05\"]"), "no principle does so much"),
        or(key("high", "[\"SM06\"]"), "no principle does so much"),
        or(key("medium", "[\"SM07\"]"), "no principle does so much"),
    ],
);

/// `principles/<framework>/<id>.toml`.
pub static PRINCIPLE: Schema = table(
    "the file",
    &[
        or(key("id", "\"PP-B6\""), NO_PRINCIPLE),
        or(key("framework", "\"prague-2019\""), NO_PRINCIPLE),
        or(key("title", "\"Origin and pedigree\""), NO_PRINCIPLE),
        or(
            key("statement", "\"what is so when it is met\""),
            NO_PRINCIPLE,
        ),
        or(key("motivation", "\"why it matters\""), NO_PRINCIPLE),
        or(key("applies_to", "\"network\""), NO_PRINCIPLE),
        or(key("context", "false"), "it is scored"),
        or(key("remedy", "\"what to do\""), NO_PRINCIPLE),
        or(key("effort", "\"months\""), NO_PRINCIPLE),
        or(key("sources", "[\"where it is written\"]"), NO_PRINCIPLE),
        or(key("checked", "false"), "it counts as not checked"),
        or(key("maps_to", "[\"TM07\"]"), "it is mapped to no other"),
        or(key("in_force_from", "2026-01-01"), "it has always held"),
        or(key("in_force_until", "2027-12-31"), "it has no last day"),
        tables("outcomes", &OUTCOMES),
        tables("check", &CHECK),
    ],
);

/// `[outcomes]` of a principle.
pub static OUTCOMES: Schema = table(
    "[outcomes]",
    &[
        or(key("met", "\"..\""), "the outcome has no meaning"),
        or(key("not_met", "\"..\""), "the outcome has no meaning"),
        or(key("unknown", "\"..\""), "the outcome has no meaning"),
        or(
            key("not_applicable", "\"..\""),
            "the outcome has no meaning",
        ),
    ],
);

/// `[[check]]` of a principle, with the parameters of all checks.
pub static CHECK: Schema = table(
    "[[check]]",
    &[
        or(key("kind", "\"evidence\""), NO_CHECK),
        or(key("binds_from", "2027-01-01"), "it binds at once"),
        or(key("classes", "[\"core\"]"), "it asks of all classes"),
        or(key("functions", "[\"AMF\"]"), "it asks of all functions"),
        or(
            key("criticality_min", "\"high\""),
            "it asks of functions of any criticality",
        ),
        or(
            key("held", "\"reach\""),
            "`forbidden` asks of reach, another check is left out",
        ),
        or(key("who", "\"party\""), NO_CHECK),
        or(
            key("limit_percent", "35"),
            "`forbidden` allows nothing, another check is left out",
        ),
        or(key("weight", "\"elements\""), "it counts elements"),
        or(key("means", "\"with-parts\""), "parts inside count too"),
        or(key("group", "\"designated\""), NO_CHECK),
        or(key("about", "\"supplier\""), NO_CHECK),
        or(key("criteria", "[\"tested\"]"), NO_CHECK),
        or(
            key("exact", "true"),
            "evidence about every release of a component counts too",
        ),
        or(key("age_days_max", "730"), "evidence may be of any age"),
        or(
            key("grade_min", "\"tested\""),
            "evidence may be of any grade",
        ),
        or(key("has", "\"release-bom\""), NO_CHECK),
        or(key("per", "\"function\""), NO_CHECK),
        or(key("at_least", "2"), NO_CHECK),
        or(key("from_percent", "10"), NO_CHECK),
        or(key("days", "365"), NO_CHECK),
        or(key("rego", "\'\'\'package rule ..\'\'\'"), NO_CHECK),
        tables("cases", &CASE),
    ],
);

/// One case of a check.
pub static CASE: Schema = table(
    "a case",
    &[
        or(key("surely", "3"), ZERO),
        or(key("at_most", "4"), NO_CASE),
        or(key("of", "10"), NO_CASE),
        or(key("not_placed", "1"), ZERO),
        or(key("yes", "3"), ZERO),
        or(key("no", "1"), ZERO),
        or(key("unknown", "1"), ZERO),
        or(key("group", "false"), "the project names the group"),
        or(key("facts", "\'\'\'{ .. }\'\'\'"), NO_CASE),
        or(key("day", "2027-01-01"), "a day on which the check binds"),
        or(key("gives", "\"met\""), NO_CASE),
    ],
);

/// What a check takes: its word, parameters that it needs, and others that it takes.
pub(super) struct Takes {
    pub(super) kind: &'static str,
    pub(super) needs: &'static [&'static str],
    pub(super) may: &'static [&'static str],
}

/// Every check.
pub(super) const CHECKS: &[Takes] = &[
    Takes {
        kind: "share-below",
        needs: &["held", "who", "limit_percent"],
        may: &["weight", "means"],
    },
    Takes {
        kind: "forbidden",
        needs: &["group"],
        may: &["held", "limit_percent", "means"],
    },
    Takes {
        kind: "evidence",
        needs: &["about", "criteria"],
        may: &["exact", "age_days_max", "grade_min"],
    },
    Takes {
        kind: "every",
        needs: &["has"],
        may: &[],
    },
    Takes {
        kind: "suppliers",
        needs: &["per", "at_least"],
        may: &[],
    },
    Takes {
        kind: "ownership",
        needs: &["from_percent"],
        may: &[],
    },
    Takes {
        kind: "support",
        needs: &["days"],
        may: &[],
    },
    Takes {
        kind: "rule",
        needs: &["rego"],
        may: &[],
    },
];

/// Keys that every check takes.
pub(super) const ALWAYS: &[&str] = &[
    "kind",
    "binds_from",
    "classes",
    "functions",
    "criticality_min",
    "cases",
];

/// Keys that each shape of a case takes, beside `day` and `gives`.
pub(super) const SHARE_KEYS: &[&str] = &["surely", "at_most", "of", "not_placed"];
/// The same.
pub(super) const COVERAGE_KEYS: &[&str] = &["yes", "no", "unknown"];

//! Keys of what is held about suppliers: evidence, the yardstick, and the form for replies.

use super::{NO_BLOCK, Schema, key, list_of, or, tables};

const WORSE: &str = "an item for is left out, an item against counts in full";
const NO_ITEM: &str = "the item is left out: it counts neither for nor against";

/// `evidence/*.toml`.
pub static EVIDENCE_FILE: Schema = list_of(&[tables("evidence", &EVIDENCE)]);

/// `[[evidence]]`.
pub static EVIDENCE: Schema = Schema {
    title: "[[evidence]]",
    provenance: &["source", "said_by", "note"],
    elsewhere: &[
        ("as_of", "write the day for which it holds as `day`"),
        ("date", "write it as `day`"),
    ],
    keys: &[
        or(key("id", "\"example-audit-2026\""), NO_ITEM),
        or(key("criterion", "\"secure-development\""), NO_ITEM),
        or(key("subject", "\"party:example-co\""), NO_ITEM),
        or(key("claim", "\"audited, without findings\""), WORSE),
        or(key("says", "\"for\""), NO_ITEM),
        or(
            key("strength_percent", "100"),
            "an item for counts with nothing, an item against in full",
        ),
        or(key("grade", "\"third-party\""), WORSE),
        or(
            key("issuer", "\"Example Lab\""),
            "the item counts as of an issuer of its own",
        ),
        or(key("day", "2026-01-31"), WORSE),
        or(
            key("expires", "2029-01-31"),
            "an item for counts with nothing, an item against for ever",
        ),
        or(
            key("document", "\"documents/audit.pdf\""),
            "no document is named",
        ),
        or(key("place", "\"section 4\""), "no place is named"),
        or(key("marking", "\"TLP:AMBER\""), "no marking is stated"),
        or(
            key("supersedes", "\"example-audit-2024\""),
            "nothing is superseded",
        ),
        tables("reply", &REPLY),
    ],
};

/// `[[evidence.reply]]`.
pub static REPLY: Schema = Schema {
    title: "[[evidence.reply]]",
    provenance: &[],
    elsewhere: &[],
    keys: &[
        or(key("by", "\"example-co\""), "the reply counts as nobody's"),
        or(key("day", "2026-02-28"), "the day is not stated"),
        or(key("text", "\"the finding was remedied in 1.1\""), NO_BLOCK),
        or(key("state", "\"open\""), "the reply counts as open"),
    ],
};

/// The form on which a supplier replies; it lies outside of projects.
pub static REPLY_FORM: Schema = Schema {
    title: "the file",
    provenance: &[],
    elsewhere: &[],
    keys: &[
        or(
            key("supplier", "\"example-co\""),
            "nobody is known to reply",
        ),
        or(
            key("dossier", "\"5f0c..\""),
            "it is not known to which dossier it replies",
        ),
        or(tables("reply", &SENT_REPLY), "nothing is replied"),
    ],
};

/// `[[reply]]` of that form.
pub static SENT_REPLY: Schema = Schema {
    title: "[[reply]]",
    provenance: &[],
    elsewhere: &[(
        "state",
        "what becomes of a reply is for who holds the register to say",
    )],
    keys: &[
        or(key("evidence", "\"example-audit-2026\""), NO_BLOCK),
        or(key("day", "2026-02-28"), "the day is not stated"),
        or(key("text", "\"the finding was remedied in 1.1\""), NO_BLOCK),
    ],
};

const NOT_USED: &str = "the yardstick is not used";
const ASKS_NOTHING: &str = "the class asks nothing of it";

/// `yardstick.toml`.
pub static YARDSTICK: Schema = Schema {
    title: "the file",
    provenance: &["source", "said_by", "note"],
    elsewhere: &[],
    keys: &[
        or(key("version", "\"2026.11\""), NOT_USED),
        or(key("self_declared_percent", "30"), NOT_USED),
        or(key("third_party_percent", "70"), NOT_USED),
        or(key("tested_percent", "85"), NOT_USED),
        or(key("observed_percent", "95"), NOT_USED),
        or(key("weight_tolerance_percent", "50"), NOT_USED),
        or(key("majority_min_percent", "60"), NOT_USED),
        or(key("majority_max_percent", "75"), NOT_USED),
        or(key("acceptable_percent", "90"), NOT_USED),
        or(key("draws", "10000"), NOT_USED),
        or(key("seed", "1"), NOT_USED),
        or(tables("criterion", &CRITERION), NOT_USED),
    ],
};

/// `[[criterion]]`.
pub static CRITERION: Schema = Schema {
    title: "[[criterion]]",
    provenance: &[],
    elsewhere: &[],
    keys: &[
        or(key("id", "\"update-integrity\""), NOT_USED),
        or(key("title", "\"Updates are signed\""), NOT_USED),
        or(key("asks", "\"Is every update signed?\""), NOT_USED),
        or(key("axis", "\"practice\""), NOT_USED),
        or(key("weight", "2"), NOT_USED),
        or(key("half_life_days", "730"), "evidence on it does not fade"),
        or(key("conditional_percent", "40"), ASKS_NOTHING),
        or(key("conditional_veto_percent", "10"), "it refuses nothing"),
        or(key("trusted_percent", "60"), ASKS_NOTHING),
        or(key("trusted_veto_percent", "30"), "it refuses nothing"),
        or(key("sources", "[\"Prague PP-B1\"]"), "no source is named"),
    ],
};

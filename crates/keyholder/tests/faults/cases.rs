//! One case a code: what is edited in the base, so that the code is told.

/// A change to the files of the base.
pub(crate) enum Edit {
    /// A further file: path, text.
    New(&'static str, &'static str),
    /// Some text of a file for another, once: path, from, to.
    Swap(&'static str, &'static str, &'static str),
    /// More at the end of a file: path, text.
    Add(&'static str, &'static str),
    /// A file less.
    Drop(&'static str),
}

use Edit::{Add, Drop, New, Swap};

const AMF: &str = "components/amf.toml";
const ACME: &str = "parties/acme.toml";
const ELEMENTS: &str = "network/elements.csv";
const POOLS: &str = "network/pools.csv";
const PLACES: &str = "network/places.csv";
const ACCESS: &str = "routes/access.toml";

/// The code, and the edits that call for it.
pub(crate) const CASES: &[(&str, &[Edit])] = &[
    // Files and syntax.
    ("KH0101", &[Drop("keyholder.toml")]),
    ("KH0102", &[Add(ACME, "= \n")]),
    ("KH0103", &[Swap(ACME, "seat", "seet")]),
    ("KH0104", &[Swap(AMF, "version = \"1\"\n", "")]),
    ("KH0111", &[New("partys/x.toml", "id = \"x\"\n")]),
    (
        "KH0114",
        &[New("parties/other.toml", "id = \"one\"\nname = \"One\"\n")],
    ),
    // Names.
    (
        "KH0301",
        &[New(
            "routes/more.toml",
            "[[route]]\nid = \"support\"\nkind = \"managed-service\"\n[route.leads_to]\nfunctions = [\"AMF\"]\n",
        )],
    ),
    (
        "KH0301",
        &[Add(
            ELEMENTS,
            "amf-1,AMF,op,north,amf,none,none,none,none,none,amf@1,\n",
        )],
    ),
    ("KH0302", &[Swap(ACME, "party = \"op\"", "party = \"opp\"")]),
    ("KH0303", &[Swap(ELEMENTS, "amf@1", "amf@9")]),
    ("KH0304", &[Swap(ELEMENTS, "amf@1", "amg@1")]),
    ("KH0305", &[Swap(ELEMENTS, "amf-1,AMF", "amf-1,AMFF")]),
    (
        "KH0306",
        &[Swap(ELEMENTS, "amf,none,none", "amf,srv-1,none")],
    ),
    ("KH0307", &[Swap(ELEMENTS, "north,amf,", "north,amg,")]),
    ("KH0308", &[Swap(ELEMENTS, "op,north,", "op,nord,")]),
    ("KH0308", &[Swap(POOLS, "1,*", "1,region=Lower")]),
    ("KH0310", &[Swap(ACME, "XB", "EUROPE")]),
    // Sense.
    ("KH0401", &[Swap(AMF, "threshold = 2", "threshold = 3")]),
    ("KH0402", &[Swap(ACME, "percent = 60", "percent = 70")]),
    (
        "KH0403",
        &[Swap(ACME, "party = \"op\"", "party = \"acme\"")],
    ),
    (
        "KH0404",
        &[Swap(ELEMENTS, "amf,none,none", "amf,amf-1,none")],
    ),
    ("KH0405", &[Swap(POOLS, "op,1,", "op,3,")]),
    (
        "KH0406",
        &[
            Add(POOLS, "smf,SMF,op,1,*\n"),
            Swap(ELEMENTS, "north,amf,", "north,smf,"),
        ],
    ),
    ("KH0407", &[Swap(ELEMENTS, "amf@1,\n", "amf@1,2\n")]),
    ("KH0408", &[Add(POOLS, "smf,SMF,op,1,*\n")]),
    ("KH0409", &[Swap(ACCESS, "\"AMF\"", "\"SMF\"")]),
    (
        "KH0410",
        &[New(
            "parties/idle.toml",
            "id = \"idle\"\nname = \"Idle\"\nkind = \"person\"\nseat = \"XA\"\n",
        )],
    ),
    (
        "KH0411",
        &[Swap(
            AMF,
            "[\"acme\", \"op\"]",
            "[\"acme\", \"op\", \"op\"]",
        )],
    ),
    ("KH0412", &[Swap(ACME, "seat", "as_of = 2027-01-01\nseat")]),
    // Received documents.
    (
        "KH0501",
        &[Swap(
            "documents/amf.cdx.json",
            "{\"bomFormat\"",
            "\"bomFormat\"",
        )],
    ),
    ("KH0504", &[Drop("documents/amf.cdx.json")]),
    (
        "KH0505",
        &[Swap(
            "documents/amf.cdx.json",
            "generic/acme/lib@2",
            "generic/other/lib@2",
        )],
    ),
    // What is not stated.
    ("KH0601", &[Swap(ACCESS, "safeguards = \"none\"\n", "")]),
    ("KH0602", &[Swap(ACME, "seat = \"XB\"\n", "")]),
    ("KH0603", &[Swap(ACME, "percent = 60", "percent = 5")]),
    (
        "KH0604",
        &[Swap(AMF, "\"acme\", \"op\"", "\"acme\", \"?\"")],
    ),
    ("KH0605", &[Swap(AMF, "auto_sign = true\n", "")]),
    ("KH0606", &[Swap(ELEMENTS, "none,amf@1", "?,amf@1")]),
    ("KH0607", &[Swap(ELEMENTS, "amf,none,none", "amf,,none")]),
    ("KH0608", &[Swap(ELEMENTS, "amf,none,none", "amf,none,")]),
    (
        "KH0609",
        &[Swap(AMF, "bom = [\"documents/amf.cdx.json\"]\n", "")],
    ),
    ("KH0610", &[Swap(PLACES, ",1000", ",")]),
    ("KH0611", &[Swap(POOLS, "op,1,", "op,,")]),
    ("KH0612", &[Swap(AMF, "threshold = 2\n", "")]),
    (
        "KH0613",
        &[Swap(
            AMF,
            "kind = \"approval\"\nparty = \"op\"",
            "kind = \"staged-rollout\"",
        )],
    ),
    (
        "KH0614",
        &[Swap(
            "functions.toml",
            "name = \"SMF\"\nneed = \"no\"",
            "name = \"SMF\"",
        )],
    ),
    (
        "KH0615",
        &[Swap("components/lib.toml", "routes = \"none\"\n", "")],
    ),
    ("KH0616", &[Swap(POOLS, "1,*", "1,")]),
    (
        "KH0617",
        &[
            Swap(ACCESS, "\"AMF\"", "\"AMF\", \"NoSuch\""),
            Swap(ELEMENTS, "amf-1,AMF", "amf-1,"),
        ],
    ),
];

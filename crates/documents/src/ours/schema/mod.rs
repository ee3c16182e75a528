//! The kinds of files in a project, and the keys of each in the order in which we write them.
//!
//! The readers, the formatter and the test of `docs/format.md` all use these lists.

mod gate;
mod suppliers;

pub use gate::{
    GATE, GATE_KEY, GATE_KNOWN_BAD, GATE_LEGACY, GATE_PERMIT, GATE_PERSON, GATE_PRODUCT, POLICY,
    POLICY_CASE, TIER,
};
pub use suppliers::{CRITERION, EVIDENCE, EVIDENCE_FILE, REPLY, REPLY_FORM, SENT_REPLY, YARDSTICK};

/// A kind of file in a project folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKind {
    /// `keyholder.toml`.
    Settings,
    /// `parties/<id>.toml`.
    Party,
    /// `components/<id>.toml`.
    Component,
    /// `routes/*.toml`.
    AccessRoutes,
    /// `publishers.toml`.
    Publishers,
    /// `groups.toml`.
    Groups,
    /// `functions.toml`.
    Functions,
    /// `evidence/*.toml`.
    Evidence,
    /// `yardstick.toml`.
    Yardstick,
    /// `network/elements*.csv`.
    Elements,
    /// `network/pools*.csv`.
    Pools,
    /// `network/places*.csv`.
    Places,
    /// `imports/aliases.toml`.
    Aliases,
    /// Any other `imports/*.toml`.
    ImportMap,
    /// `gate/gate.toml`.
    Gate,
    /// `gate/policy.toml`.
    Policy,
}

impl FileKind {
    /// All kinds, in the order of `docs/format.md`.
    pub const ALL: &'static [FileKind] = &[
        FileKind::Settings,
        FileKind::Party,
        FileKind::Component,
        FileKind::AccessRoutes,
        FileKind::Publishers,
        FileKind::Groups,
        FileKind::Functions,
        FileKind::Evidence,
        FileKind::Yardstick,
        FileKind::Elements,
        FileKind::Pools,
        FileKind::Places,
        FileKind::Aliases,
        FileKind::ImportMap,
        FileKind::Gate,
        FileKind::Policy,
    ];

    /// The kind of the file at a path relative to the project folder, written with `/`.
    #[must_use]
    pub fn of_path(path: &str) -> Option<FileKind> {
        match path {
            "keyholder.toml" => return Some(FileKind::Settings),
            "publishers.toml" => return Some(FileKind::Publishers),
            "groups.toml" => return Some(FileKind::Groups),
            "yardstick.toml" => return Some(FileKind::Yardstick),
            "gate/gate.toml" => return Some(FileKind::Gate),
            "gate/policy.toml" => return Some(FileKind::Policy),
            "functions.toml" => return Some(FileKind::Functions),
            "imports/aliases.toml" => return Some(FileKind::Aliases),
            _ => {}
        }
        let (folder, name) = path.split_once('/')?;
        if name.contains('/') && matches!(folder, "network" | "imports" | "evidence") {
            return None;
        }
        let starts = |with: &str| name.starts_with(with) && name.ends_with(".csv");
        match folder {
            "parties" if name.ends_with(".toml") => Some(FileKind::Party),
            "components" if name.ends_with(".toml") => Some(FileKind::Component),
            "routes" if name.ends_with(".toml") => Some(FileKind::AccessRoutes),
            "evidence" if name.ends_with(".toml") => Some(FileKind::Evidence),
            "imports" if name.ends_with(".toml") => Some(FileKind::ImportMap),
            "network" if starts("elements") => Some(FileKind::Elements),
            "network" if name.starts_with("elements") && name.ends_with(".parquet") => {
                Some(FileKind::Elements)
            }
            "network" if starts("pools") => Some(FileKind::Pools),
            "network" if starts("places") => Some(FileKind::Places),
            _ => None,
        }
    }

    /// The keys of a TOML file; `None` for tables.
    #[must_use]
    pub fn schema(self) -> Option<&'static Schema> {
        match self {
            FileKind::Settings => Some(&SETTINGS),
            FileKind::Party => Some(&PARTY),
            FileKind::Component => Some(&COMPONENT),
            FileKind::AccessRoutes => Some(&ACCESS_ROUTES),
            FileKind::Publishers => Some(&PUBLISHERS),
            FileKind::Groups => Some(&GROUPS),
            FileKind::Functions => Some(&FUNCTIONS),
            FileKind::Evidence => Some(&EVIDENCE_FILE),
            FileKind::Yardstick => Some(&YARDSTICK),
            FileKind::Aliases => Some(&ALIASES),
            FileKind::ImportMap => Some(&IMPORT_MAP),
            FileKind::Gate => Some(&GATE),
            FileKind::Policy => Some(&POLICY),
            FileKind::Elements | FileKind::Pools | FileKind::Places => None,
        }
    }

    /// The columns of a table without the provenance columns; empty for TOML files.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            FileKind::Elements => crate::tables::ELEMENT_COLUMNS,
            FileKind::Pools => crate::tables::POOL_COLUMNS,
            FileKind::Places => crate::tables::PLACE_COLUMNS,
            _ => &[],
        }
    }
}

/// The keys and columns by which any statement says where it comes from.
pub const PROVENANCE: &[&str] = &["source", "as_of", "said_by", "note"];

/// The keys of one TOML table.
#[derive(Debug)]
pub struct Schema {
    /// As messages name it: `[[owner]]`.
    pub title: &'static str,
    /// Its own keys in order; those that hold tables come last.
    pub keys: &'static [Key],
    /// Which of the [`PROVENANCE`] keys it takes.
    pub provenance: &'static [&'static str],
    /// Keys that belong elsewhere, and where: a hint for who writes them here.
    pub elsewhere: &'static [(&'static str, &'static str)],
}

impl Schema {
    /// Every key name in the order in which we write them: values, provenance, tables.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        let values = self.keys.iter().filter(|k| k.child.is_none());
        let tables = self.keys.iter().filter(|k| k.child.is_some());
        values
            .map(|k| k.name)
            .chain(self.provenance.iter().copied())
            .chain(tables.map(|k| k.name))
    }

    /// The key with that name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|k| k.name == name)
    }
}

/// One key of a TOML table.
#[derive(Debug)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What happens while its value is missing or cannot be used.
    pub otherwise: &'static str,
    /// An example of a value, for help texts.
    pub example: &'static str,
    /// The keys inside, when it holds tables.
    pub child: Option<&'static Schema>,
}

const UNSTATED: &str = "it counts as not stated";

pub(crate) const fn key(name: &'static str, example: &'static str) -> Key {
    Key {
        name,
        otherwise: UNSTATED,
        example,
        child: None,
    }
}

pub(crate) const fn or(mut key: Key, otherwise: &'static str) -> Key {
    key.otherwise = otherwise;
    key
}

pub(crate) const fn tables(name: &'static str, child: &'static Schema) -> Key {
    Key {
        name,
        otherwise: "what it says is left out",
        example: "",
        child: Some(child),
    }
}

pub(crate) const fn schema(title: &'static str, keys: &'static [Key]) -> Schema {
    Schema {
        title,
        keys,
        provenance: PROVENANCE,
        elsewhere: &[],
    }
}

/// A file that holds nothing but a list of blocks; each block carries its own provenance.
const fn list_of(keys: &'static [Key]) -> Schema {
    Schema {
        title: "the file",
        keys,
        provenance: &[],
        elsewhere: &[
            ("source", "write it in each block"),
            ("as_of", "write it in each block"),
            ("said_by", "write it in each block"),
            ("note", "write it in each block"),
        ],
    }
}

const NO_BLOCK: &str = "the block is left out";
const NO_ROUTE: &str = "the route counts as one whose keyholders are not known";
const SOME_OWNER: &str = "the share counts as undisclosed";
const SOME_CONTROL: &str = "it is not known who decides for the party";
const INSIDE: &str = "what is inside counts as not known";
const NO_FILE: &str = "the file is left out";
const ENTRY: &str = "what cannot be used is left out of the list";
const ID_FOR_NAME: &str = "the id stands in for the name";
const NOT_DEMANDED: &str = "any is used";
const WIDE: &str = "the share counts as anything from 0 to 100 %";

/// `keyholder.toml`.
pub static SETTINGS: Schema = Schema {
    title: "the file",
    provenance: &["source", "said_by", "note"],
    elsewhere: &[
        ("threshold_percent", "it belongs under [control]"),
        ("inclusive", "it belongs under [control]"),
    ],
    keys: &[
        or(key("format", "1"), "the file is read as format 1"),
        or(key("name", "\"My network\""), "the project has no name"),
        or(
            key("as_of", "2025-01-31"),
            "the day of assessment is not stated",
        ),
        or(key("synthetic", "true"), "the data count as real"),
        or(
            key("rules", "[\"XA\"]"),
            "the rules of all nations are asked",
        ),
        tables("control", &CONTROL),
        tables("pinned", &PINNED),
    ],
};

/// `[pinned]` of `keyholder.toml`.
pub static PINNED: Schema = schema(
    "[pinned]",
    &[
        or(key("catalogue", "\"0.1.0\""), NOT_DEMANDED),
        or(
            key(
                "catalogue_sha256",
                "\"SHA-256 that `keyholder catalogue list` ends with\"",
            ),
            NOT_DEMANDED,
        ),
        or(
            key(
                "folder_sha256",
                "\"SHA-256 that `keyholder catalogue list --catalogue ..` ends with\"",
            ),
            NOT_DEMANDED,
        ),
    ],
);

/// `[control]` of `keyholder.toml`.
pub static CONTROL: Schema = schema(
    "[control]",
    &[
        or(key("threshold_percent", "50"), "50 is used"),
        or(key("inclusive", "false"), "false is used"),
    ],
);

/// `parties/<id>.toml`.
pub static PARTY: Schema = schema(
    "the file",
    &[
        or(key("id", "\"example-co\""), NO_FILE),
        or(key("name", "\"Example Co\""), ID_FOR_NAME),
        key("kind", "\"company\""),
        key("seat", "\"XA\""),
        or(key("managed_from", "\"XB\""), SOME_CONTROL),
        key("dispersed_percent", "40"),
        tables("owner", &OWNER),
        tables("controlled_by", &CONTROLLED_BY),
        tables("presence", &PRESENCE),
    ],
);

/// `[[owner]]` of a party.
pub static OWNER: Schema = schema(
    "[[owner]]",
    &[
        or(key("party", "\"holder-id\""), SOME_OWNER),
        or(key("country", "\"XA\""), SOME_OWNER),
        or(key("percent", "51"), WIDE),
        or(key("percent_min", "10"), WIDE),
        or(key("percent_max", "30"), WIDE),
    ],
);

/// `[[controlled_by]]` of a party.
pub static CONTROLLED_BY: Schema = schema(
    "[[controlled_by]]",
    &[
        or(key("party", "\"holder-id\""), SOME_CONTROL),
        or(key("country", "\"XA\""), SOME_CONTROL),
        or(key("how", "\"golden-share\""), SOME_CONTROL),
        or(key("contested", "true"), "the control counts as contested"),
    ],
);

/// `[[presence]]` of a party.
pub static PRESENCE: Schema = schema(
    "[[presence]]",
    &[
        or(key("country", "\"XA\""), NO_BLOCK),
        or(key("kind", "\"build\""), NO_BLOCK),
    ],
);

/// `components/<id>.toml`.
pub static COMPONENT: Schema = Schema {
    elsewhere: &[
        ("version", "it belongs in a [[release]]"),
        ("bom", "it belongs in a [[release]]"),
        ("safeguards", "it belongs in a [[route]]"),
        ("keyholders", "it belongs in a [[route]]"),
    ],
    ..schema(
        "the file",
        &[
            or(key("id", "\"example-amf\""), NO_FILE),
            or(key("name", "\"Example AMF\""), ID_FOR_NAME),
            key("supplier", "\"example-co\""),
            key("kind", "\"software\""),
            key("purl", "\"pkg:generic/example-amf\""),
            key("auto_sign", "false"),
            key("routes", "\"none\""),
            tables("route", &ROUTE),
            tables("release", &RELEASE),
        ],
    )
};

/// `[[release]]` of a component.
pub static RELEASE: Schema = schema(
    "[[release]]",
    &[
        or(key("version", "\"1.0\""), NO_BLOCK),
        key("date", "2025-01-31"),
        key("support_ends", "2030-01-31"),
        or(key("bom", "[\"documents/x.cdx.json\"]"), INSIDE),
        or(key("contains", "[\"other@1.0\"]"), INSIDE),
    ],
);

const ROUTE_ID: Key = or(key("id", "\"example-update\""), NO_ROUTE);
const ROUTE_KIND: Key = or(key("kind", "\"signed-update\""), NO_ROUTE);
const KEYHOLDERS: Key = or(
    key("keyholders", "[\"example-co\", \"?\"]"),
    "the entry counts as a keyholder that is not known",
);
const THRESHOLD: Key = key("threshold", "1");
const SAFEGUARDS: Key = key("safeguards", "\"none\"");

/// `[[route]]` of a component.
pub static ROUTE: Schema = Schema {
    elsewhere: &[("leads_to", "it belongs to the routes in `routes/*.toml`")],
    ..schema(
        "[[route]]",
        &[
            ROUTE_ID,
            ROUTE_KIND,
            KEYHOLDERS,
            THRESHOLD,
            SAFEGUARDS,
            tables("safeguard", &SAFEGUARD),
        ],
    )
};

/// `[[route]]` of `routes/*.toml`.
pub static ACCESS_ROUTE: Schema = schema(
    "[[route]]",
    &[
        ROUTE_ID,
        ROUTE_KIND,
        KEYHOLDERS,
        THRESHOLD,
        SAFEGUARDS,
        or(tables("leads_to", &LEADS_TO), SELECTS),
        tables("safeguard", &SAFEGUARD),
    ],
);

/// `[[route.safeguard]]`.
pub static SAFEGUARD: Schema = schema(
    "[[route.safeguard]]",
    &[
        or(key("kind", "\"second-signature\""), NO_BLOCK),
        key("party", "\"example-lab\""),
    ],
);

const SELECTS: &str = "the route may lead anywhere";

/// `[route.leads_to]`.
pub static LEADS_TO: Schema = schema(
    "[route.leads_to]",
    &[
        or(key("elements", "[\"amf-1\"]"), SELECTS),
        or(key("functions", "[\"AMF\"]"), SELECTS),
        or(key("classes", "[\"core\"]"), SELECTS),
        or(key("operators", "[\"example-operator\"]"), SELECTS),
        or(key("places", "[\"north\"]"), SELECTS),
        or(key("regions", "[\"North\"]"), SELECTS),
        or(key("components", "[\"example-amf\"]"), SELECTS),
    ],
);

/// `routes/*.toml`.
pub static ACCESS_ROUTES: Schema = list_of(&[tables("route", &ACCESS_ROUTE)]);

/// `publishers.toml`.
pub static PUBLISHERS: Schema = list_of(&[tables("publisher", &PUBLISHER)]);

/// `[[publisher]]`.
pub static PUBLISHER: Schema = schema(
    "[[publisher]]",
    &[
        or(
            key("purl_prefix", "\"pkg:golang/example.org/team/\""),
            NO_BLOCK,
        ),
        or(key("party", "\"?\""), "the publisher counts as not known"),
    ],
);

/// `groups.toml`.
pub static GROUPS: Schema = list_of(&[tables("group", &GROUP)]);

/// `[[group]]`.
pub static GROUP: Schema = schema(
    "[[group]]",
    &[
        or(key("id", "\"alliance\""), NO_BLOCK),
        or(key("name", "\"Alliance\""), ID_FOR_NAME),
        or(key("parties", "[\"example-co\"]"), ENTRY),
        or(key("countries", "[\"XA\"]"), ENTRY),
    ],
);

/// `functions.toml`.
pub static FUNCTIONS: Schema = list_of(&[tables("function", &FUNCTION)]);

const CATALOGUE: &str = "the word of the catalogue stands";

/// `[[function]]`.
pub static FUNCTION: Schema = schema(
    "[[function]]",
    &[
        or(key("name", "\"AMF\""), NO_BLOCK),
        or(
            key("title", "\"Access and Mobility Management\""),
            CATALOGUE,
        ),
        or(key("class", "\"core\""), CATALOGUE),
        or(key("criticality", "\"high\""), CATALOGUE),
        or(key("sees", "[\"signalling\"]"), CATALOGUE),
        or(key("need", "\"when-present\""), CATALOGUE),
        or(key("why", "\"our AMF has no ...\""), NO_BLOCK),
    ],
);

/// `imports/aliases.toml`.
pub static ALIASES: Schema = list_of(&[tables("alias", &ALIAS)]);

/// `[[alias]]`.
pub static ALIAS: Schema = schema(
    "[[alias]]",
    &[
        or(key("written", "\"Example Co. Ltd\""), NO_BLOCK),
        or(key("party", "\"example-co\""), "the name stays undecided"),
    ],
);

/// `imports/<name>.toml`: how the columns of an export become ours.
pub static IMPORT_MAP: Schema = schema(
    "the file",
    &[
        or(key("operator", "\"example-operator\""), UNSTATED),
        or(
            key("encoding", "\"windows-1252\""),
            "it is worked out from the bytes",
        ),
        or(tables("sheet", &IMPORT_SHEET), "the file maps nothing"),
    ],
);

/// `[[sheet]]` of an import map.
pub static IMPORT_SHEET: Schema = schema(
    "[[sheet]]",
    &[
        key("name", "\"Inventory\""),
        or(key("becomes", "\"elements\""), NO_BLOCK),
        or(key("columns", "[\"NE name = element\"]"), ENTRY),
    ],
);

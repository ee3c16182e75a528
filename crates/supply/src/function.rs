//! The catalogue of functions: what each sees, how critical it is, whether a place can do without it.

use keyholder_diag::Span;

/// Classes of functions, after the asset categories of the EU coordinated risk assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FunctionClass {
    /// Core network functions.
    Core,
    /// Orchestration and virtualisation: NFV-MANO, container management, hypervisors.
    Orchestration,
    /// Management and support systems other than MANO.
    Management,
    /// Radio and non-3GPP access.
    Access,
    /// Transport and transmission.
    Transport,
    /// Exchange between networks.
    Interconnect,
}

impl FunctionClass {
    /// All classes in the order of reports.
    pub const ALL: &'static [FunctionClass] = &[
        FunctionClass::Core,
        FunctionClass::Orchestration,
        FunctionClass::Management,
        FunctionClass::Access,
        FunctionClass::Transport,
        FunctionClass::Interconnect,
    ];

    /// As files and reports write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            FunctionClass::Core => "core",
            FunctionClass::Orchestration => "orchestration",
            FunctionClass::Management => "management",
            FunctionClass::Access => "access",
            FunctionClass::Transport => "transport",
            FunctionClass::Interconnect => "interconnect",
        }
    }

    /// The class for a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.word() == word)
    }
}

/// How much harm its loss or misuse does. The weights are data of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Criticality {
    /// Least.
    Low,
    /// Middle.
    Moderate,
    /// High.
    High,
    /// Highest.
    Critical,
}

impl Criticality {
    /// All, from least to most.
    pub const ALL: &'static [Criticality] = &[
        Criticality::Low,
        Criticality::Moderate,
        Criticality::High,
        Criticality::Critical,
    ];

    /// As files and reports write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Criticality::Low => "low",
            Criticality::Moderate => "moderate",
            Criticality::High => "high",
            Criticality::Critical => "critical",
        }
    }

    /// The criticality for a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.word() == word)
    }
}

/// What passes through a function in readable form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Matter {
    /// Subscriber identities and their keys.
    Identities,
    /// Signalling: who attaches, calls, moves.
    Signalling,
    /// User data.
    UserData,
    /// Where subscribers are.
    Location,
    /// Targets and results of lawful interception.
    LawfulInterception,
}

impl Matter {
    /// All, in the order of reports.
    pub const ALL: &'static [Matter] = &[
        Matter::Identities,
        Matter::Signalling,
        Matter::UserData,
        Matter::Location,
        Matter::LawfulInterception,
    ];

    /// As files and reports write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Matter::Identities => "identities",
            Matter::Signalling => "signalling",
            Matter::UserData => "user-data",
            Matter::Location => "location",
            Matter::LawfulInterception => "lawful-interception",
        }
    }

    /// The matter for a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.word() == word)
    }
}

/// Whether a place works without a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Need {
    /// The place works without it.
    Not,
    /// When it is there, the place cannot do without it.
    WhenPresent,
    /// Every place needs one of the functions of this named group; none described is a gap.
    OneOf(String),
}

/// One function of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Name in the words of 3GPP, ETSI or O-RAN: `AMF`, `gNB-DU`, `NFVO`.
    pub name: String,
    /// The name in full.
    pub title: String,
    /// Class.
    pub class: FunctionClass,
    /// Criticality, by default that of its asset category.
    pub criticality: Criticality,
    /// What passes through it in readable form, sorted.
    pub sees: Vec<Matter>,
    /// Whether a place can do without it.
    pub need: Need,
    /// Other names that inventories use, never shared by two functions.
    pub aliases: Vec<String>,
    /// Where the definition stands.
    pub source: String,
}

impl Function {
    /// Whether changing it lets one look into user data, signalling or identities.
    #[must_use]
    pub fn intercepts(&self) -> bool {
        self.sees.iter().any(|m| {
            matches!(
                m,
                Matter::Identities | Matter::Signalling | Matter::UserData
            )
        })
    }
}

/// The catalogue of functions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// Its version, printed with every result.
    pub version: String,
    /// Functions, sorted by name.
    pub functions: Vec<Function>,
    /// Weights of [`Criticality::ALL`] in the share by criticality.
    pub weights: [u32; 4],
}

impl Catalogue {
    /// The function with that name or alias, in any case.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        let same = |known: &str| known.eq_ignore_ascii_case(name);
        self.functions
            .iter()
            .position(|f| same(&f.name))
            .or_else(|| {
                self.functions
                    .iter()
                    .position(|f| f.aliases.iter().any(|a| same(a)))
            })
    }
}

/// A project's own word on a row of the catalogue, or a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionOverride {
    /// Which function; a new name adds a row, which then needs class and criticality.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The name in full.
    pub title: Option<String>,
    /// Class.
    pub class: Option<FunctionClass>,
    /// Criticality.
    pub criticality: Option<Criticality>,
    /// What it sees.
    pub sees: Option<Vec<Matter>>,
    /// Whether a place can do without it.
    pub need: Option<Need>,
    /// Why the project says otherwise.
    pub why: String,
}

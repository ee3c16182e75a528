//! The closed lists of words: kinds of party, component, layer, route, safeguard, presence.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All words of the list, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The word as files and reports write it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// The variant for a word as written.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What a party is; it decides whether its owners are asked for.
    PartyKind {
        /// A legal person with owners.
        Company = "company",
        /// A natural person; nobody owns it.
        Person = "person",
        /// A group of people without owners: an open-source project, a standards body.
        Community = "community",
        /// A public body; the country it belongs to is stated as control.
        PublicBody = "public-body",
    }
}

words! {
    /// What a component is.
    ComponentKind {
        /// Boards, chassis, chips.
        Hardware = "hardware",
        /// Code shipped with hardware.
        Firmware = "firmware",
        /// Code.
        Software = "software",
        /// Something done rather than shipped.
        Service = "service",
    }
}

words! {
    /// The place that a release takes in an element.
    Layer {
        /// Boards, chassis, chips.
        Hardware = "hardware",
        /// Code shipped with hardware: BIOS, BMC, NIC and radio firmware.
        Firmware = "firmware",
        /// Operating system, hypervisor, container image base.
        Platform = "platform",
        /// The network function itself.
        Application = "application",
    }
}

words! {
    /// A way to change an element that files state. Hosts, managers and bills of materials give further ways.
    RouteKind {
        /// Updates that the element or its installer verifies against a key.
        SignedUpdate = "signed-update",
        /// Updates taken from a channel without verification of a signature: who holds the channel can change it.
        UnsignedUpdate = "unsigned-update",
        /// A remote session for maintenance or third-line support.
        RemoteMaintenance = "remote-maintenance",
        /// Operation of the element as a service by another party.
        ManagedService = "managed-service",
        /// Publication of a component that others build in.
        UpstreamPublication = "upstream-publication",
    }
}

impl RouteKind {
    /// Whether the route leads to elements directly rather than through a release.
    #[must_use]
    pub fn is_access(self) -> bool {
        matches!(
            self,
            RouteKind::RemoteMaintenance | RouteKind::ManagedService
        )
    }

    /// The route in a sentence: "X *holds an update key*".
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            RouteKind::SignedUpdate => "holds an update key",
            RouteKind::UnsignedUpdate => "holds an update channel",
            RouteKind::RemoteMaintenance => "has remote maintenance access",
            RouteKind::ManagedService => "operates it as a managed service",
            RouteKind::UpstreamPublication => "publishes a component inside",
        }
    }
}

words! {
    /// What stands on a route.
    SafeguardKind {
        /// Another party must sign too. Blocks.
        SecondSignature = "second-signature",
        /// Another party must verify (rebuild, test) before it goes in. Blocks.
        IndependentVerification = "independent-verification",
        /// Another party must approve each use. Blocks.
        Approval = "approval",
        /// Goes out in waves; caps what one action changes. Does not block.
        StagedRollout = "staged-rollout",
        /// The session is recorded. Detects; does not block.
        RecordedSession = "recorded-session",
    }
}

impl SafeguardKind {
    /// Whether the route cannot be used without the consent of the safeguard's party.
    #[must_use]
    pub fn blocks(self) -> bool {
        matches!(
            self,
            SafeguardKind::SecondSignature
                | SafeguardKind::IndependentVerification
                | SafeguardKind::Approval
        )
    }
}

words! {
    /// Ties to a country that are weaker than control, kept apart from it.
    PresenceKind {
        /// Software or hardware is developed there.
        Development = "development",
        /// Releases are built there.
        Build = "build",
        /// Support staff work there.
        Support = "support",
        /// Signing keys are kept there.
        KeyCustody = "key-custody",
        /// Hardware is made there.
        Factory = "factory",
    }
}

words! {
    /// How one holder decides for a party without a majority of shares.
    ControlHow {
        /// A share with special rights.
        GoldenShare = "golden-share",
        /// A contract that gives management to another.
        ManagementContract = "management-contract",
        /// A majority of the board is named by another.
        BoardMajority = "board-majority",
        /// A statute puts the party under another's direction.
        Law = "law",
        /// Belongs to a public authority.
        PublicBody = "public-body",
        /// A contract by which the party acts on another's orders.
        Contract = "contract",
    }
}

words! {
    /// On what an item of evidence rests; the later, the more it is believed.
    Grade {
        /// Whom it is about says so.
        SelfDeclared = "self-declared",
        /// Somebody else says so: an auditor, an authority, a register.
        ThirdParty = "third-party",
        /// It was tested, and the report is there.
        Tested = "tested",
        /// It was seen in the network itself.
        Observed = "observed",
    }
}

words! {
    /// Which way an item of evidence speaks.
    Side {
        /// That the criterion is met.
        For = "for",
        /// That it is not.
        Against = "against",
    }
}

words! {
    /// What became of a reply to an item of evidence.
    ReplyState {
        /// Nobody has answered it yet.
        Open = "open",
        /// It was answered; the item stands as it was while that is weighed.
        Answered = "answered",
        /// The item stands.
        Upheld = "upheld",
        /// The item was changed, or another stands in its place.
        Changed = "changed",
    }
}

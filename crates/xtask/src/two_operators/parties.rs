//! Who is there: operators, suppliers and their suppliers, owners, labs; all invented.

use keyholder_supply::{ControlHow, PartyKind, PresenceKind};

use super::text::{Said, Toml};

/// A party or a country.
#[derive(Clone, Copy)]
pub(super) enum Holder {
    Party(&'static str),
    Country(&'static str),
}
use Holder::{Country, Party as Of};

/// A share of votes in percent.
#[derive(Clone, Copy)]
pub(super) enum Percent {
    Exactly(&'static str),
    Between(&'static str, &'static str),
}
use Percent::{Between, Exactly};

/// Control by other means than shares, with whether it is contested.
pub(super) type Control = (Holder, ControlHow, bool, Said);

/// One file in `parties/`.
pub(super) struct Party {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: PartyKind,
    pub(super) seat: &'static str,
    pub(super) managed_from: &'static str,
    pub(super) dispersed: &'static str,
    pub(super) owners: &'static [(Holder, Percent)],
    pub(super) controlled_by: &'static [Control],
    pub(super) presence: &'static [(&'static str, PresenceKind)],
    pub(super) said: Said,
}

const REGISTER: Said = Said::source("extract from the register of companies", "2026-03-31");
const FOUNDATION: Said = Said::source("register of foundations", "2026-03-31");
const REPORT: Said = Said::source("annual report 2025, list of shareholders", "2025-12-31");
const ANSWER: Said = Said::by("supplier questionnaire", "2026-05-15");

const fn company(
    id: &'static str,
    name: &'static str,
    seat: &'static str,
    dispersed: &'static str,
) -> Party {
    Party {
        id,
        name,
        kind: PartyKind::Company,
        seat,
        managed_from: "",
        dispersed,
        owners: &[],
        controlled_by: &[],
        presence: &[],
        said: REGISTER,
    }
}

/// Every party, by what it is in the story.
pub(super) const PARTIES: &[Party] = &[
    // The operators, and what they share.
    Party {
        owners: &[(Of("arvelo-group"), Exactly("62"))],
        ..company("arvelo", "Arvelo Mobile", "XA", "38")
    },
    company("arvelo-group", "Arvelo Group", "XA", "100"),
    Party {
        owners: &[
            (Country("XA"), Exactly("18")),
            (Of("pellam-capital"), Between("24", "30")),
        ],
        controlled_by: &[(
            Country("XA"),
            ControlHow::GoldenShare,
            false,
            Said::source("telecommunications act of XA, section 12", "2024-01-01"),
        )],
        said: REPORT.note("the second largest holding is published as a range"),
        ..company("benqua", "Benqua Telecom", "XA", "50")
    },
    Party {
        owners: &[(Of("arvelo"), Exactly("50")), (Of("benqua"), Exactly("50"))],
        controlled_by: &[(
            Of("kestrow-services"),
            ControlHow::ManagementContract,
            false,
            Said::source("management contract of 2023, extract", "2023-07-01").note(
                "names the managing directors and decides on software of the management system",
            ),
        )],
        ..company("common-radio", "Common Radio Company", "XA", "")
    },
    Party {
        kind: PartyKind::PublicBody,
        controlled_by: &[(
            Country("XA"),
            ControlHow::PublicBody,
            false,
            Said::source("statute of the institute", "2019-06-01"),
        )],
        said: Said::source("statute of the institute", "2019-06-01"),
        ..company(
            "wexam-institute",
            "Wexam Institute for Network Security",
            "XA",
            "",
        )
    },
    // The group behind one brand of base stations: holdings run in a circle.
    Party {
        owners: &[(Country("XC"), Exactly("100"))],
        said: REPORT,
        ..company("calder-fund", "Calder Fund", "XC", "")
    },
    Party {
        owners: &[
            (Country("XC"), Exactly("22")),
            (Of("calder-fund"), Exactly("31")),
            (Of("dovan-industries"), Exactly("40")),
        ],
        said: REPORT.note("the country holds 22 % itself, beside what its fund holds"),
        ..company("dovan-holding", "Dovan Holding", "XD", "7")
    },
    Party {
        owners: &[
            (Of("dovan-holding"), Exactly("45")),
            (Of("calder-fund"), Exactly("12")),
        ],
        said: REPORT,
        ..company("dovan-invest", "Dovan Invest", "XD", "43")
    },
    Party {
        owners: &[
            (Of("dovan-invest"), Exactly("48")),
            (Of("calder-fund"), Exactly("5")),
        ],
        said: REPORT,
        ..company("dovan-industries", "Dovan Industries", "XE", "47")
    },
    Party {
        owners: &[
            (Of("dovan-industries"), Exactly("34")),
            (Of("dovan-invest"), Exactly("20")),
        ],
        presence: &[
            ("XC", PresenceKind::Development),
            ("XE", PresenceKind::Build),
            ("XG", PresenceKind::Support),
        ],
        said: REPORT,
        ..company("dornik-radio", "Dornik Radio", "XE", "46")
    },
    Party {
        owners: &[(Of("dornik-radio"), Exactly("70"))],
        said: REGISTER.note("the letterhead says independent; the register says otherwise"),
        ..company("verit-lab", "Verit Assurance Lab", "XB", "30")
    },
    // The group behind the other brand, and a hypervisor.
    company("pellam-capital", "Pellam Capital", "XN", "100"),
    Party {
        owners: &[(Of("pellam-capital"), Exactly("80"))],
        ..company("pellam-north", "Pellam North", "XP", "20")
    },
    Party {
        owners: &[
            (Of("pellam-capital"), Exactly("30")),
            (Of("pellam-north"), Exactly("25")),
        ],
        presence: &[
            ("XB", PresenceKind::Build),
            ("XC", PresenceKind::KeyCustody),
            ("XH", PresenceKind::Factory),
        ],
        ..company("elvast", "Elvast Wireless", "XB", "45")
    },
    Party {
        owners: &[(Of("pellam-capital"), Exactly("51"))],
        presence: &[("XQ", PresenceKind::Support)],
        ..company("mandrel", "Mandrel Hypervisors", "XN", "49")
    },
    // Radio: a sub-supplier of two brands, a third brand, a maker of radio units.
    Party {
        managed_from: "XC",
        presence: &[("XC", PresenceKind::Development)],
        said: ANSWER.note("owners of 40 % are not disclosed"),
        ..company("gorvan-baseband", "Gorvan Baseband", "XH", "60")
    },
    Party {
        owners: &[(Of("fennor-founder"), Exactly("71"))],
        ..company("fennor-radio", "Fennor Radio", "XF", "29")
    },
    Party {
        kind: PartyKind::Person,
        said: REGISTER.note("name withheld in the extract"),
        ..company("fennor-founder", "Founder of Fennor Radio", "XF", "")
    },
    Party {
        presence: &[("XS", PresenceKind::Factory)],
        ..company("sedgel-units", "Sedgel Radio Units", "XW", "100")
    },
    // Core.
    Party {
        presence: &[("XB", PresenceKind::Build), ("XQ", PresenceKind::Support)],
        said: REPORT,
        ..company("hestrel-core", "Hestrel Core", "XB", "100")
    },
    Party {
        owners: &[(Of("zolvane-group"), Exactly("39"))],
        controlled_by: &[(
            Of("zolvane-group"),
            ControlHow::Contract,
            true,
            Said::source("press report on a shareholders' agreement", "2026-02-10")
                .note("the company denies it"),
        )],
        presence: &[("XK", PresenceKind::Support), ("XK", PresenceKind::Build)],
        said: REPORT,
        ..company("irvane-networks", "Irvane Networks", "XJ", "61")
    },
    Party {
        owners: &[(Country("XK"), Exactly("51"))],
        said: REPORT,
        ..company("zolvane-group", "Zolvane Group", "XK", "49")
    },
    Party {
        said: REPORT,
        ..company("jolvik-data", "Jolvik Data", "XL", "100")
    },
    Party {
        said: ANSWER.note("owners were asked for twice and not stated"),
        ..company("brimlo-charging", "Brimlo Charging", "XX", "")
    },
    company("umbrel-exchange", "Umbrel Exchange", "XU", "100"),
    // Management and services.
    Party {
        presence: &[("XV", PresenceKind::Development)],
        ..company("kestrow-systems", "Kestrow Systems", "XM", "100")
    },
    Party {
        owners: &[(Of("kestrow-systems"), Exactly("100"))],
        presence: &[("XV", PresenceKind::Support)],
        ..company("kestrow-services", "Kestrow Services", "XM", "")
    },
    Party {
        owners: &[(Of("irvane-networks"), Exactly("100"))],
        ..company("orlis-orchestration", "Orlis Orchestration", "XJ", "")
    },
    Party {
        owners: &[
            (Of("zolvane-group"), Exactly("28")),
            (Of("irvane-networks"), Exactly("26")),
        ],
        presence: &[("XV", PresenceKind::Support)],
        ..company("yarvo-operations", "Yarvo Operations", "XV", "46")
    },
    // Cloud, machines and what is in them.
    company("lomund-platform", "Lomund Platform", "XB", "100"),
    Party {
        presence: &[("XS", PresenceKind::Factory)],
        ..company("pavik-servers", "Pavik Servers", "XR", "100")
    },
    Party {
        said: Said::by("pavik-servers", "2026-05-15")
            .note("named as the source of the firmware; the questionnaire came back"),
        ..company("quellis-firmware", "Quellis Firmware", "", "")
    },
    Party {
        kind: PartyKind::Community,
        said: FOUNDATION,
        ..company("nandor-linux", "Nandor Linux project", "XY", "")
    },
    Party {
        kind: PartyKind::Community,
        said: FOUNDATION,
        ..company("tamsin-library", "Tamsin library authors", "XY", "")
    },
    Party {
        kind: PartyKind::Community,
        said: FOUNDATION,
        ..company("wickel-project", "Wickel project", "XZ", "")
    },
    // Transport.
    company("saltro-optical", "Saltro Optical", "XT", "100"),
    Party {
        presence: &[("XQ", PresenceKind::Support), ("XS", PresenceKind::Factory)],
        ..company("tarnex-routing", "Tarnex Routing", "XB", "100")
    },
];

impl Party {
    /// The file as people would write it.
    pub(super) fn file(&self) -> String {
        let mut toml = Toml::default();
        toml.text("id", self.id)
            .text("name", self.name)
            .text("kind", self.kind.word())
            .text("seat", self.seat)
            .text("managed_from", self.managed_from);
        if !self.dispersed.is_empty() {
            toml.plain("dispersed_percent", self.dispersed);
        }
        toml.said(self.said);
        for (holder, percent) in self.owners {
            name_holder(toml.table("owner"), *holder);
            match percent {
                Exactly(share) => toml.plain("percent", share),
                Between(low, high) => toml.plain("percent_min", low).plain("percent_max", high),
            };
        }
        for (holder, how, contested, said) in self.controlled_by {
            name_holder(toml.table("controlled_by"), *holder);
            toml.text("how", how.word());
            if *contested {
                toml.plain("contested", "true");
            }
            toml.said(*said);
        }
        for (country, kind) in self.presence {
            toml.table("presence")
                .text("country", country)
                .text("kind", kind.word())
                .text("said_by", self.id);
        }
        toml.finish()
    }
}

fn name_holder(toml: &mut Toml, holder: Holder) {
    match holder {
        Of(id) => toml.text("party", id),
        Country(code) => toml.text("country", code),
    };
}

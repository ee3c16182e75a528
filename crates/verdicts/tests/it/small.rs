//! A small network as texts, so that names can be exchanged in all of it at once.

use std::num::NonZeroUsize;

use jiff::civil::{Date, date};
use keyholder_diag::{FileId, Limits, Sources};
use keyholder_documents::{catalogue, ours, tables};
use keyholder_supply::facts::Facts;
use keyholder_supply::yardstick::Yardstick;
use keyholder_supply::{Network, resolve};
use keyholder_verdicts::{Standing, SupplierVerdict, Verdicts, judge};

/// The day of assessment.
pub(crate) const DAY: Date = date(2026, 1, 31);

const FUNCTIONS: &str = include_str!("../../../../catalogue/functions.toml");
const YARDSTICK: &str = include_str!("../../../../catalogue/yardstick.toml");

const PARTIES: &[(&str, &str)] = &[
    ("maker", "XB"),
    ("other", "XC"),
    ("third", "XA"),
    ("op", "XA"),
];

const COMPONENTS: &[&str] = &[
    "id = \"suite\"\nsupplier = \"maker\"\nroutes = \"none\"\n[[release]]\nversion = \"1.0\"\n[[release]]\nversion = \"1.1\"\n",
    "id = \"tool\"\nsupplier = \"maker\"\nroutes = \"none\"\n[[release]]\nversion = \"7\"\n",
    "id = \"rival\"\nsupplier = \"other\"\nroutes = \"none\"\n[[release]]\nversion = \"3\"\n",
    "id = \"radio\"\nsupplier = \"third\"\nroutes = \"none\"\n[[release]]\nversion = \"2\"\n",
];

const ELEMENTS: &str = "element,function,operator,application\n\
    a1,AMF,op,suite@1.1\na2,AMF,op,suite@1.1\ns1,SMF,op,suite@1.1\ns2,SMF,op,tool@7\n\
    u1,UPF,op,rival@3\ng1,gNB,op,radio@2\n";

/// The texts of a project.
#[derive(Clone)]
pub(crate) struct Texts {
    pub(crate) parties: Vec<String>,
    pub(crate) components: Vec<String>,
    pub(crate) elements: String,
    pub(crate) evidence: String,
}

impl Texts {
    pub(crate) fn new() -> Self {
        let party = |(id, seat): &(&str, &str)| {
            format!(
                "id = \"{id}\"\nname = \"{id}\"\nkind = \"company\"\nseat = \"{seat}\"\ndispersed_percent = 100\n"
            )
        };
        Texts {
            parties: PARTIES.iter().map(party).collect(),
            components: COMPONENTS.iter().map(|c| (*c).to_owned()).collect(),
            elements: ELEMENTS.to_owned(),
            evidence: String::new(),
        }
    }

    /// Every text changed in the same way.
    pub(crate) fn all(mut self, change: impl Fn(&str) -> String) -> Self {
        self.parties.iter_mut().for_each(|t| *t = change(t));
        self.components.iter_mut().for_each(|t| *t = change(t));
        self.elements = change(&self.elements);
        self.evidence = change(&self.evidence);
        self
    }

    pub(crate) fn network(&self) -> Network {
        let limits = Limits::default();
        let mut sources = Sources::default();
        let mut file = |text: &str| sources.add("t", text);
        let mut facts = Facts::default();
        for text in &self.parties {
            facts
                .parties
                .extend(ours::party(file(text), text, &limits).value);
        }
        for text in &self.components {
            let read = ours::component(file(text), text, &limits);
            facts.components.extend(read.value);
        }
        let read = tables::elements(file(&self.elements), "e", &self.elements, &limits);
        facts.elements = read.value.0;
        let read = ours::evidence(file(&self.evidence), &self.evidence, &limits);
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        facts.evidence = read.value;
        let functions = catalogue::read(FileId(0), FUNCTIONS, &limits).value;
        resolve(facts, &functions).value
    }
}

/// A network and its yardstick.
pub(crate) struct Small {
    texts: Texts,
    pub(crate) net: Network,
    pub(crate) yardstick: Yardstick,
}

impl Small {
    pub(crate) fn of_texts(texts: Texts) -> Self {
        let mut yardstick = ours::yardstick(FileId(0), YARDSTICK, &Limits::default())
            .value
            .expect("the shipped yardstick");
        yardstick.draws = 500;
        Small {
            net: texts.network(),
            texts,
            yardstick,
        }
    }

    pub(crate) fn new() -> Self {
        Small::of_texts(Texts::new())
    }

    /// A network in which one party has other owners.
    pub(crate) fn with_owners(party: &str, owners: &str) -> Self {
        let mut texts = Texts::new();
        for text in &mut texts.parties {
            if text.contains(&format!("id = \"{party}\"")) {
                *text = text.replace("dispersed_percent = 100\n", owners);
            }
        }
        Small::of_texts(texts)
    }

    pub(crate) fn with(mut self, evidence: &str) -> Self {
        self.texts.evidence.push_str(evidence);
        Small::of_texts(self.texts)
    }

    pub(crate) fn verdicts(&self) -> Verdicts {
        judge(&self.net, &self.yardstick, DAY, NonZeroUsize::MIN).expect("a sound yardstick")
    }

    pub(crate) fn of(&self, supplier: &str, class: &str) -> SupplierVerdict {
        let all = self.verdicts().suppliers;
        let found = all.into_iter().find(|s| {
            self.net.parties[s.service.supplier.index()].id == supplier
                && s.service.class.word() == class
        });
        found.expect("it has something in service there")
    }

    /// How an item stands, when it concerns the supplier.
    pub(crate) fn standing(&self, verdict: &SupplierVerdict, id: &str) -> Option<Standing> {
        let of = |h: &&keyholder_verdicts::Held| self.net.evidence[h.evidence].id == id;
        verdict.held.iter().find(of).map(|held| held.standing)
    }
}

/// One item of evidence.
pub(crate) fn item(id: &str, criterion: &str, subject: &str, says: &str, more: &str) -> String {
    format!(
        "[[evidence]]\nid = \"{id}\"\ncriterion = \"{criterion}\"\nsubject = \"{subject}\"\nclaim = \"as it says\"\n\
         says = \"{says}\"\ngrade = \"tested\"\nissuer = \"Lab of {id}\"\nday = 2026-01-01\n{more}\n"
    )
}

/// Good evidence on every criterion: of practice about the party, of control about its country where there is
/// one, else nothing.
pub(crate) fn everything(party: &str, country: &str, more: &str) -> String {
    let yardstick = ours::yardstick(FileId(0), YARDSTICK, &Limits::default());
    let criteria = yardstick.value.expect("the shipped yardstick").criteria;
    let mut text = String::new();
    for (n, criterion) in criteria.iter().enumerate() {
        let subject = match (criterion.axis.word(), country) {
            ("practice", _) => format!("party:{party}"),
            (_, "") => continue,
            _ => format!("country:{country}"),
        };
        text.push_str(&item(
            &format!("{party}-{n}"),
            &criterion.id,
            &subject,
            "for",
            more,
        ));
    }
    text
}

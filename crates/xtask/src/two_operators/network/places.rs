//! Regions, towns and subscribers of an invented country.

use super::super::text::csv;
use super::{ARVELO, BENQUA, Operator};

/// Regions, in the order of tables.
pub(in super::super) const REGIONS: [&str; 6] =
    ["North", "Coast", "Lakes", "Hills", "Plain", "South"];

/// A town, its region, and the subscribers of each operator there; 0: not stated.
pub(in super::super) struct Town {
    pub(in super::super) name: &'static str,
    pub(in super::super) region: &'static str,
    arvelo: u32,
    benqua: u32,
}

impl Town {
    /// Subscribers of an operator; 0: not stated.
    pub(in super::super) fn subscribers(&self, operator: Operator) -> u32 {
        if operator == ARVELO {
            self.arvelo
        } else {
            self.benqua
        }
    }

    /// The town in ids.
    pub(in super::super) fn slug(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// The place of an operator in this town.
    pub(in super::super) fn place(&self, operator: Operator) -> String {
        format!("{}-{}", operator.short, self.slug())
    }

    /// Base stations of an operator: one for some 2,700 subscribers.
    pub(super) fn sites(&self, operator: Operator) -> usize {
        match self.subscribers(operator) {
            0 => 24,
            subscribers => subscribers as usize / 2_700 + 1,
        }
    }
}

type Row = (&'static str, u32, u32);

const TOWNS: [[Row; 5]; 6] = [
    [
        ("Aldrum", 612_400, 298_200),
        ("Bresk", 148_900, 101_300),
        ("Cordal", 96_700, 71_800),
        ("Dunmarl", 61_200, 40_100),
        ("Eskell", 38_500, 22_600),
    ],
    [
        ("Farmouth", 408_300, 351_700),
        ("Gelmar", 171_600, 128_400),
        ("Harsel", 118_200, 82_900),
        ("Irrin", 74_900, 51_300),
        ("Jostre", 47_100, 30_800),
    ],
    [
        ("Kelmere", 287_500, 176_900),
        ("Lorrin", 139_800, 88_300),
        ("Mirvale", 92_600, 60_700),
        ("Nothe", 58_300, 0),
        ("Osmere", 36_900, 24_200),
    ],
    [
        ("Pennock", 221_700, 149_600),
        ("Quillow", 117_400, 79_200),
        ("Rastow", 83_100, 48_900),
        ("Sarrow", 49_600, 33_500),
        ("Tolm", 28_800, 17_400),
    ],
    [
        ("Ulvane", 542_800, 402_300),
        ("Vashe", 263_200, 158_700),
        ("Wendrum", 157_900, 109_600),
        ("Yalt", 91_300, 63_100),
        ("Zorrin", 52_700, 35_900),
    ],
    [
        ("Ambrel", 698_100, 431_500),
        ("Belsum", 312_400, 206_800),
        ("Cavrin", 188_700, 124_100),
        ("Delsum", 107_500, 74_400),
        ("Ennor", 63_900, 43_800),
    ],
];

/// Every town, region by region.
pub(in super::super) fn towns() -> impl Iterator<Item = Town> {
    REGIONS.into_iter().zip(TOWNS).flat_map(|(region, rows)| {
        rows.into_iter().map(move |(name, arvelo, benqua)| Town {
            name,
            region,
            arvelo,
            benqua,
        })
    })
}

/// `places.csv`.
pub(super) fn table() -> String {
    let rows = [ARVELO, BENQUA].into_iter().flat_map(|operator| {
        towns().map(move |town| {
            let subscribers = town.subscribers(operator);
            let (number, note) = match subscribers {
                0 => (String::new(), "asked for on 2026-06-01"),
                n => (n.to_string(), ""),
            };
            [
                town.place(operator),
                town.name.to_owned(),
                operator.id.to_owned(),
                town.region.to_owned(),
                number,
                "2026-06-30".to_owned(),
                operator.id.to_owned(),
                note.to_owned(),
            ]
        })
    });
    csv(
        [
            "place",
            "name",
            "operator",
            "region",
            "subscribers",
            "as_of",
            "said_by",
            "note",
        ],
        rows,
    )
}

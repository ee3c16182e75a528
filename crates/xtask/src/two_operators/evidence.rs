//! What is held about some of the suppliers: enough to trust one, to mistrust one, and to see what is missing of
//! the others. All of it is invented.

use std::collections::BTreeMap;

/// One item: id, criterion, subject, claim, which way, grade, issuer, day, further lines.
struct Item {
    id: String,
    criterion: &'static str,
    subject: String,
    claim: &'static str,
    says: &'static str,
    grade: &'static str,
    issuer: &'static str,
    day: &'static str,
    more: &'static str,
}

/// What a good practice shows: criterion and claim.
const PRACTICE: [(&str, &str); 16] = [
    (
        "access-control",
        "accounts are personal and reviewed each quarter",
    ),
    (
        "assurance-of-supply",
        "a second plant and a second source for each board were shown",
    ),
    (
        "audit-right",
        "audited on site, with its own suppliers of boards",
    ),
    (
        "certified",
        "certified under a scheme for network products, for the releases of this year",
    ),
    (
        "contract-terms",
        "the contract has all clauses that the operators ask for",
    ),
    (
        "incident-record",
        "told of its two incidents within a day, with causes",
    ),
    (
        "patch-latency",
        "nine of nine fixes for what was exploited came within two weeks",
    ),
    (
        "remote-access-control",
        "sessions are opened by the operator, watched and recorded",
    ),
    (
        "sbom-quality",
        "each release comes with a bill of materials down to libraries",
    ),
    (
        "secure-development",
        "development audited against a published process, no major finding",
    ),
    (
        "source-access",
        "the laboratory rebuilt two releases from source, byte for byte",
    ),
    ("staff-vetting", "people with access to signing are vetted"),
    (
        "supply-chain-practice",
        "asks of its own suppliers what is asked of it, with records",
    ),
    (
        "tested",
        "penetration test of the releases in service, findings closed",
    ),
    (
        "update-integrity",
        "updates are signed in hardware and never accepted when older",
    ),
    (
        "vulnerability-handling",
        "takes reports from anybody; median of 21 days to a fix",
    ),
];

/// What good governance shows.
const GOVERNANCE: [(&str, &str); 4] = [
    (
        "clean-record",
        "no finding of a court or an authority in ten years",
    ),
    ("finance-open", "listed; accounts audited"),
    (
        "governance-independent",
        "no seat in its bodies is filled by a state",
    ),
    (
        "ownership-transparent",
        "owners known down to persons and funds",
    ),
];

/// What a law that protects shows.
const LAW: [(&str, &str); 4] = [
    (
        "cooperation-agreement",
        "party to the same convention on cybercrime as XA since 2011",
    ),
    (
        "data-protection",
        "XA holds its law on data protection to be adequate",
    ),
    (
        "judicial-review",
        "orders can be taken to a court, before they are carried out where nothing is urgent",
    ),
    (
        "legal-compulsion",
        "no law compels secret help against customers; orders are published after a year",
    ),
];

fn item(supplier: &str, n: usize, criterion: &'static str, claim: &'static str) -> Item {
    Item {
        id: format!("{supplier}-{:02}", n + 1),
        criterion,
        subject: format!("party:{supplier}"),
        claim,
        says: "for",
        grade: "third-party",
        issuer: "Institute for Network Audits",
        day: "2026-03-31",
        more: "",
    }
}

fn all_of(supplier: &str, of: &[(&'static str, &'static str)], from: usize) -> Vec<Item> {
    let each = of.iter().enumerate();
    each.map(|(n, (criterion, claim))| item(supplier, from + n, criterion, claim))
        .collect()
}

/// Good throughout: audited, tested in the laboratory of the authority, and under a law that protects.
fn hestrel() -> Vec<Item> {
    let mut all = all_of("hestrel-core", &PRACTICE, 0);
    for one in &mut all {
        one.day = "2026-06-30";
        if matches!(
            one.criterion,
            "tested" | "update-integrity" | "source-access" | "certified"
        ) {
            one.grade = "tested";
            one.issuer = "Laboratory of the authority of XA";
        }
    }
    let governance = all_of("hestrel-core", &GOVERNANCE, 16).into_iter();
    all.extend(governance.map(|one| Item {
        day: "2026-06-30",
        ..one
    }));
    all
}

/// The best papers of all on practice; and a law, and owners, that can make it do anything.
fn irvane() -> Vec<Item> {
    let mut all = all_of("irvane-networks", &PRACTICE, 0);
    all.iter_mut().for_each(|one| {
        one.grade = "tested";
        one.issuer = "Laboratory of the authority of XA";
        one.day = "2026-06-30";
    });
    all.push(Item {
        says: "against",
        grade: "observed",
        issuer: "Commercial register of XJ",
        claim: "a committee of the state fills four of seven seats of its board",
        day: "2026-09-01",
        ..item("irvane-networks", 16, "governance-independent", "")
    });
    all
}

/// Says much of itself, and was audited in part.
fn tarnex() -> Vec<Item> {
    let mut all = all_of("tarnex-routing", &PRACTICE, 0);
    for one in &mut all {
        if matches!(
            one.criterion,
            "sbom-quality" | "source-access" | "staff-vetting" | "tested" | "certified"
        ) {
            one.grade = "self-declared";
            one.issuer = "";
        }
    }
    all.extend(all_of("tarnex-routing", &GOVERNANCE, 16));
    all
}

/// Tested, but mostly in releases that are no longer in service.
fn dornik() -> Vec<Item> {
    let tested = |n, release: &str, day| Item {
        subject: format!("release:{release}"),
        grade: "tested",
        issuer: "Laboratory of the authority of XA",
        day,
        ..item(
            "dornik-radio",
            n,
            "tested",
            "penetration test of this release, findings closed",
        )
    };
    vec![
        tested(0, "dornik-du@7.1.0", "2024-11-30"),
        tested(1, "dornik-cu@7.1.0", "2024-11-30"),
        Item {
            more: "expires = 2026-08-31\n",
            ..item(
                "dornik-radio",
                2,
                "certified",
                "certificate of a scheme for network products",
            )
        },
        item("dornik-radio", 3, "secure-development", PRACTICE[9].1),
        item("dornik-radio", 4, "update-integrity", PRACTICE[14].1),
    ]
}

/// Two sources that contradict each other, and a reply that is being weighed.
fn fennor() -> Vec<Item> {
    vec![
        item("fennor-radio", 0, "vulnerability-handling", PRACTICE[15].1),
        Item {
            says: "against",
            grade: "observed",
            issuer: "Benqua, operations",
            claim: "two reports of 2025 were answered after eight months",
            more: "marking = \"TLP:AMBER\"\n\n[[evidence.reply]]\nby = \"fennor-radio\"\nday = 2026-05-12\ntext = \"the reports had gone to an address that was closed; both were mended in 4.2\"\nstate = \"answered\"\n",
            ..item("fennor-radio", 1, "vulnerability-handling", "")
        },
    ]
}

/// About countries: two, in the same words.
fn countries() -> Vec<Item> {
    let mut all = Vec::new();
    for (n, (criterion, claim)) in LAW.iter().enumerate() {
        all.push(Item {
            subject: "country:XB".to_owned(),
            grade: "observed",
            issuer: "Ministry of justice of XA, list of treaties and laws",
            ..item("law-of-xb", n, criterion, claim)
        });
    }
    let against = [
        (
            "judicial-review",
            "orders under the act on assistance of 2017 cannot be taken to a court",
        ),
        (
            "legal-compulsion",
            "the act on assistance of 2017 compels companies to help in secret, abroad as well",
        ),
    ];
    for (n, (criterion, claim)) in against.iter().enumerate() {
        all.push(Item {
            subject: "country:XJ".to_owned(),
            says: "against",
            grade: "observed",
            issuer: "Ministry of justice of XA, list of treaties and laws",
            ..item("law-of-xj", n, criterion, claim)
        });
    }
    all
}

/// The files of `evidence/`.
pub(super) fn files() -> BTreeMap<String, String> {
    let of = [
        ("hestrel-core", hestrel()),
        ("irvane-networks", irvane()),
        ("tarnex-routing", tarnex()),
        ("dornik-radio", dornik()),
        ("fennor-radio", fennor()),
        ("countries", countries()),
    ];
    let file = |(name, items): (&str, Vec<Item>)| {
        let blocks: Vec<String> = items.iter().map(block).collect();
        (format!("evidence/{name}.toml"), blocks.join("\n"))
    };
    of.into_iter().map(file).collect()
}

fn block(of: &Item) -> String {
    let issuer = match of.issuer {
        "" => String::new(),
        issuer => format!("issuer = \"{issuer}\"\n"),
    };
    let (values, replies) = of.more.split_once("\n\n").unwrap_or((of.more, ""));
    let (expires, marking) = match values.starts_with("expires") {
        true => (values, ""),
        false => ("", values),
    };
    let line = |text: &str| match text.trim_end() {
        "" => String::new(),
        text => format!("{text}\n"),
    };
    let replies = match replies {
        "" => String::new(),
        replies => format!("\n{replies}"),
    };
    format!(
        "[[evidence]]\nid = \"{}\"\ncriterion = \"{}\"\nsubject = \"{}\"\nclaim = \"{}\"\nsays = \"{}\"\ngrade = \"{}\"\n{issuer}day = {}\n{}{}source = \"invented\"\n{replies}",
        of.id,
        of.criterion,
        of.subject,
        of.claim,
        of.says,
        of.grade,
        of.day,
        line(expires),
        line(marking),
    )
}

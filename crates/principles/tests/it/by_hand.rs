//! Small networks with the answer worked out in words.

use keyholder_principles::{ChangeKind, Finding};
use keyholder_supply::principle::{Measure, Outcome};

use crate::world::{answers, asking, facts, network};

/// One operator; Alba and Boreas, seated in XA and XB, owned by many; five AMF of Alba, three of Boreas.
const OPERATOR: (&str, &str) = (
    "parties/op.toml",
    "id = \"op\"\nname = \"Op\"\nseat = \"XO\"\nkind = \"company\"\ndispersed_percent = 100\n",
);
const ALBA: (&str, &str) = (
    "parties/alba.toml",
    "id = \"alba\"\nname = \"Alba\"\nseat = \"XA\"\nkind = \"company\"\ndispersed_percent = 100\n",
);
const BOREAS: (&str, &str) = (
    "parties/boreas.toml",
    "id = \"boreas\"\nname = \"Boreas\"\nseat = \"XB\"\nkind = \"company\"\ndispersed_percent = 100\n",
);
const LAB: (&str, &str) = (
    "parties/lab.toml",
    "id = \"lab\"\nname = \"Lab\"\nseat = \"XB\"\nkind = \"company\"\ndispersed_percent = 100\n",
);
const ALBA_AMF: (&str, &str) = (
    "components/alba-amf.toml",
    "id = \"alba-amf\"\nname = \"Alba AMF\"\nsupplier = \"alba\"\nkind = \"software\"\nauto_sign = false\n\
     [[route]]\nid = \"alba-update\"\nkind = \"signed-update\"\nkeyholders = [\"alba\"]\nsafeguards = \"none\"\n\
     [[release]]\nversion = \"1\"\nsupport_ends = 2028-01-01\nbom = \"none\"\n\
     [[release]]\nversion = \"0\"\nbom = \"none\"\n",
);
const BOREAS_AMF: (&str, &str) = (
    "components/boreas-amf.toml",
    "id = \"boreas-amf\"\nname = \"Boreas AMF\"\nsupplier = \"boreas\"\nkind = \"software\"\nauto_sign = false\n\
     [[route]]\nid = \"boreas-update\"\nkind = \"signed-update\"\nkeyholders = [\"boreas\"]\n\
     [[route.safeguard]]\nkind = \"second-signature\"\nparty = \"lab\"\n\
     [[release]]\nversion = \"1\"\nsupport_ends = 2027-01-01\nbom = \"none\"\n",
);
const ELEMENTS: (&str, &str) = (
    "network/elements.csv",
    "element,function,operator,host,manager,hardware,firmware,platform,application\n\
     a1,AMF,op,none,none,none,none,none,alba-amf@1\n\
     a2,AMF,op,none,none,none,none,none,alba-amf@1\n\
     a3,AMF,op,none,none,none,none,none,alba-amf@1\n\
     a4,AMF,op,none,none,none,none,none,alba-amf@1\n\
     a5,AMF,op,none,none,none,none,none,alba-amf@1\n\
     b1,AMF,op,none,none,none,none,none,boreas-amf@1\n\
     b2,AMF,op,none,none,none,none,none,boreas-amf@1\n\
     b3,AMF,op,none,none,none,none,none,boreas-amf@1\n",
);

fn base() -> Vec<(&'static str, &'static str)> {
    vec![OPERATOR, ALBA, BOREAS, LAB, ALBA_AMF, BOREAS_AMF, ELEMENTS]
}

fn ask_of(applies_to: &str, files: &[(&str, &str)], check: &str) -> Vec<Finding> {
    let catalogue = asking(applies_to, &format!("[[check]]\n{check}\n"));
    answers(&network(facts(files)), &catalogue)
}

fn ask(files: &[(&str, &str)], check: &str) -> Finding {
    let mut findings = ask_of("network", files, check);
    assert_eq!(findings.len(), 1);
    findings.remove(0)
}

fn with<'a>(
    mut files: Vec<(&'a str, &'a str)>,
    file: (&'a str, &'a str),
) -> Vec<(&'a str, &'a str)> {
    files.retain(|(path, _)| *path != file.0);
    files.push(file);
    files
}

#[test]
fn the_largest_share_decides_and_the_flip_says_how_many_elements() {
    let check = "kind = \"share-below\"\nheld = \"supply\"\nwho = \"party\"\nclasses = [\"core\"]\nlimit_percent = 50";
    let finding = ask(&base(), check);
    assert_eq!(finding.outcome, Outcome::NotMet);
    let answer = &finding.answers[0];
    let measure = Measure::Share {
        surely: 5,
        at_most: 5,
        of: 8,
        not_placed: 0,
    };
    assert_eq!(answer.measure, measure);
    let flip = &answer.flips[0];
    assert_eq!(flip.to, Outcome::Met);
    assert_eq!(
        flip.words,
        "1 element of the core would need another supplier than Alba"
    );
    let change = &flip.changes[0];
    let wanted = (ChangeKind::Supply, 1, "party:alba");
    assert_eq!((change.kind, change.amount, change.of.as_str()), wanted);
}

#[test]
fn a_second_signature_keeps_a_supplier_out_of_reach() {
    let check = "kind = \"share-below\"\nheld = \"reach\"\nwho = \"party\"\nclasses = [\"core\"]\nlimit_percent = 62";
    let finding = ask(&base(), check);
    let measure = Measure::Share {
        surely: 5,
        at_most: 5,
        of: 8,
        not_placed: 0,
    };
    assert_eq!(finding.answers[0].measure, measure);
    assert_eq!(finding.outcome, Outcome::NotMet, "5 of 8 is 62.5 %");
    let above = check.replace("62", "63");
    assert_eq!(ask(&base(), &above).outcome, Outcome::Met);
}

#[test]
fn blanks_are_never_met() {
    let blank = "element,function,operator,host,manager,hardware,firmware,platform,application\n\
         a1,AMF,op,none,none,none,none,none,?\n";
    let files = with(base(), ("network/elements.csv", blank));
    for held in ["reach", "supply"] {
        for who in ["party", "country"] {
            let check = format!(
                "kind = \"share-below\"\nheld = \"{held}\"\nwho = \"{who}\"\nlimit_percent = 50"
            );
            let finding = ask(&files, &check);
            assert_eq!(finding.outcome, Outcome::Unknown, "{held} {who}");
            assert!(!finding.answers[0].missing.is_empty());
        }
    }
}

#[test]
fn an_element_that_is_not_placed_keeps_a_class_open() {
    let more = format!(
        "{}x1,?,op,none,none,none,none,none,boreas-amf@1\n",
        ELEMENTS.1
    );
    let files = with(base(), ("network/elements.csv", &more));
    let check = "kind = \"share-below\"\nheld = \"supply\"\nwho = \"party\"\nclasses = [\"core\"]\nlimit_percent = 63";
    let finding = ask(&files, check);
    let measure = Measure::Share {
        surely: 5,
        at_most: 5,
        of: 8,
        not_placed: 1,
    };
    assert_eq!(finding.answers[0].measure, measure);
    assert_eq!(finding.outcome, Outcome::Unknown);
}

#[test]
fn evidence_is_for_the_exact_release_and_says_what_is_near() {
    let register = "[[evidence]]\nid = \"t0\"\ncriterion = \"tested\"\nsubject = \"release:alba-amf@0\"\nclaim = \"c\"\n\
         says = \"for\"\ngrade = \"tested\"\nday = 2026-01-01\n\
         [[evidence]]\nid = \"t1\"\ncriterion = \"tested\"\nsubject = \"release:boreas-amf@1\"\nclaim = \"c\"\n\
         says = \"for\"\ngrade = \"tested\"\nday = 2026-01-01\nexpires = 2026-12-31\n";
    let files = with(base(), ("evidence/e.toml", register));
    let check = "kind = \"evidence\"\nabout = \"release\"\ncriteria = [\"tested\"]\nexact = true";
    let finding = ask(&files, check);
    assert_eq!(finding.outcome, Outcome::Unknown);
    let answer = &finding.answers[0];
    let measure = Measure::Coverage {
        yes: 1,
        no: 0,
        unknown: 1,
    };
    assert_eq!(answer.measure, measure);
    assert_eq!(
        answer.missing[0].what,
        "evidence on `tested` of alba-amf@1; `t0` does not count: it is about 0, and 1 is in service"
    );
    let used: Vec<&str> = answer.used.iter().map(|used| used.id.as_str()).collect();
    assert_eq!(used, ["t1"]);
}

#[test]
fn evidence_expires_ages_and_is_contradicted() {
    let item = |id: &str, says: &str, more: &str| {
        format!(
            "[[evidence]]\nid = \"{id}\"\ncriterion = \"secure-development\"\nsubject = \"party:alba\"\nclaim = \"c\"\n\
             says = \"{says}\"\ngrade = \"third-party\"\nday = 2026-01-01\n{more}\n"
        )
    };
    let check = "kind = \"evidence\"\nabout = \"supplier\"\ncriteria = [\"secure-development\"]";
    let of_alba = |register: &str, check: &str| {
        let files = with(base(), ("evidence/e.toml", register));
        let findings = ask_of("supplier", &files, check);
        findings
            .into_iter()
            .find(|f| f.subject == "Alba")
            .expect("Alba supplies")
    };
    let good = of_alba(&item("e", "for", "expires = 2026-12-31"), check);
    assert_eq!(good.outcome, Outcome::Met);
    let until = good.answers[0].until.map(|day| day.to_string());
    assert_eq!(until.as_deref(), Some("2026-12-31"));
    let gone = of_alba(&item("e", "for", "expires = 2026-05-31"), check);
    assert_eq!(gone.outcome, Outcome::Unknown);
    assert!(
        gone.answers[0].missing[0]
            .what
            .contains("it expired on 2026-05-31")
    );
    let against = of_alba(&item("e", "against", ""), check);
    assert_eq!(against.outcome, Outcome::NotMet);
    let both = format!("{}{}", item("e", "for", ""), item("f", "against", ""));
    assert_eq!(
        of_alba(&both, check).outcome,
        Outcome::Unknown,
        "contradicted"
    );
    let fresh = format!("{check}\nage_days_max = 30");
    assert_eq!(
        of_alba(&item("e", "for", ""), &fresh).outcome,
        Outcome::Unknown
    );
    let graded = format!("{check}\ngrade_min = \"tested\"");
    assert_eq!(
        of_alba(&item("e", "for", ""), &graded).outcome,
        Outcome::Unknown
    );
}

#[test]
fn a_route_without_a_safeguard_is_named() {
    let finding = ask(&base(), "kind = \"every\"\nhas = \"route-safeguard\"");
    assert_eq!(finding.outcome, Outcome::NotMet);
    let answer = &finding.answers[0];
    assert_eq!(
        answer.measure,
        Measure::Coverage {
            yes: 1,
            no: 1,
            unknown: 0
        }
    );
    assert_eq!(
        answer.missing[0].what,
        "a safeguard that blocks on route `alba-update`"
    );
}

#[test]
fn a_safeguard_of_the_keyholders_own_daughter_is_none() {
    let daughter = "id = \"lab\"\nname = \"Lab\"\nseat = \"XB\"\nkind = \"company\"\ndispersed_percent = 40\n\
         [[owner]]\nparty = \"boreas\"\npercent = 60\n";
    let files = with(base(), ("parties/lab.toml", daughter));
    let finding = ask(&files, "kind = \"every\"\nhas = \"route-safeguard\"");
    let measure = Measure::Coverage {
        yes: 0,
        no: 2,
        unknown: 0,
    };
    assert_eq!(finding.answers[0].measure, measure);
}

#[test]
fn two_brands_of_one_owner_are_one_supplier() {
    let check = "kind = \"suppliers\"\nper = \"function\"\nat_least = 2";
    assert_eq!(ask(&base(), check).outcome, Outcome::Met);
    let owned = "id = \"boreas\"\nname = \"Boreas\"\nseat = \"XB\"\nkind = \"company\"\ndispersed_percent = 40\n\
         [[owner]]\nparty = \"alba\"\npercent = 60\n";
    let files = with(base(), ("parties/boreas.toml", owned));
    let finding = ask(&files, check);
    assert_eq!(finding.outcome, Outcome::NotMet);
    assert_eq!(
        finding.answers[0].missing[0].what,
        "1 more supplier of AMF, which comes from Alba and Boreas"
    );
    let blank = "id = \"boreas\"\nname = \"Boreas\"\nseat = \"XB\"\nkind = \"company\"\n";
    let files = with(base(), ("parties/boreas.toml", blank));
    assert_eq!(
        ask(&files, check).outcome,
        Outcome::Unknown,
        "it may be owned by the other"
    );
}

#[test]
fn what_is_forbidden_needs_a_group_that_the_project_names() {
    let check =
        "kind = \"forbidden\"\ngroup = \"designated\"\nheld = \"supply\"\nlimit_percent = 35";
    let finding = ask(&base(), check);
    assert_eq!(finding.outcome, Outcome::NotApplicable);
    assert_eq!(finding.answers[0].measure, Measure::NoGroup);
    let group =
        "[[group]]\nid = \"designated\"\nname = \"D\"\nparties = [\"boreas\"]\ncountries = []\n";
    let files = with(base(), ("groups.toml", group));
    assert_eq!(
        ask(&files, check).outcome,
        Outcome::NotMet,
        "3 of 8 is 37.5 %"
    );
    let early = format!("{check}\nbinds_from = 2027-01-01");
    let finding = ask(&files, &early);
    assert_eq!(finding.outcome, Outcome::NotApplicable);
    assert!(
        finding.answers[0]
            .sentence
            .contains("It binds from 2027-01-01, in 214 days.")
    );
    let reach = "kind = \"forbidden\"\ngroup = \"designated\"";
    assert_eq!(
        ask(&files, reach).outcome,
        Outcome::Met,
        "the lab stands on its route"
    );
}

#[test]
fn owners_are_followed_up_to_where_they_can_hide() {
    let check = "kind = \"ownership\"\nfrom_percent = 10";
    let of_alba = |files: &[(&str, &str)]| {
        let findings = ask_of("supplier", files, check);
        findings
            .into_iter()
            .find(|f| f.subject == "Alba")
            .expect("Alba supplies")
    };
    assert_eq!(of_alba(&base()).outcome, Outcome::Met);
    let held = "id = \"alba\"\nname = \"Alba\"\nseat = \"XA\"\nkind = \"company\"\ndispersed_percent = 40\n\
         [[owner]]\nparty = \"fund\"\npercent = 60\n";
    let fund = "id = \"fund\"\nname = \"Fund\"\nseat = \"XA\"\nkind = \"company\"\ndispersed_percent = 85\n";
    let files = with(
        with(base(), ("parties/alba.toml", held)),
        ("parties/fund.toml", fund),
    );
    let finding = of_alba(&files);
    assert_eq!(finding.outcome, Outcome::Unknown);
    assert_eq!(
        finding.answers[0].missing[0].what,
        "who holds the last 15 % of Fund, which Alba belongs to or is"
    );
}

#[test]
fn nobody_owns_a_community_and_somebody_decides() {
    let check = "kind = \"ownership\"\nfrom_percent = 10";
    let of_alba = |alba: &str, more: &[(&str, &str)]| {
        let mut files = with(base(), ("parties/alba.toml", alba));
        files.extend(more);
        let findings = ask_of("supplier", &files, check);
        let alba = findings.into_iter().find(|f| f.subject == "Alba");
        alba.expect("Alba supplies")
    };
    let community = "id = \"alba\"\nname = \"Alba\"\nkind = \"community\"\n";
    let finding = of_alba(community, &[]);
    assert_eq!(finding.outcome, Outcome::Unknown);
    assert_eq!(
        finding.answers[0].missing[0].what,
        "who decides for Alba, which has no owners"
    );
    let decided =
        format!("{community}[[controlled_by]]\nparty = \"fund\"\nhow = \"board-majority\"\n");
    let open = "id = \"fund\"\nname = \"Fund\"\nkind = \"company\"\ndispersed_percent = 85\n";
    let whole = "id = \"fund\"\nname = \"Fund\"\nkind = \"company\"\ndispersed_percent = 95\n";
    let of_fund = |fund: &str| of_alba(&decided, &[("parties/fund.toml", fund)]).outcome;
    assert_eq!(of_fund(open), Outcome::Unknown);
    assert_eq!(of_fund(whole), Outcome::Met);
    for kind in ["person", "public-body"] {
        let alba = community.replace("community", kind);
        assert_eq!(of_alba(&alba, &[]).outcome, Outcome::Met);
    }
}

#[test]
fn support_is_counted_from_the_day() {
    let at = |days: u32| ask(&base(), &format!("kind = \"support\"\ndays = {days}"));
    assert_eq!(at(0).outcome, Outcome::Met);
    let finding = at(365);
    assert_eq!(finding.outcome, Outcome::NotMet);
    assert_eq!(
        finding.answers[0].missing[0].what,
        "support of boreas-amf@1 after 2027-01-01"
    );
}

#[test]
fn each_operator_and_each_supplier_has_a_finding() {
    let check = "kind = \"share-below\"\nheld = \"supply\"\nwho = \"party\"\nlimit_percent = 50";
    let operators = ask_of("operator", &base(), check);
    assert_eq!(operators.len(), 1);
    assert_eq!(operators[0].subject, "Op");
    let suppliers = ask_of("supplier", &base(), check);
    let outcomes: Vec<(&str, Outcome)> = suppliers
        .iter()
        .map(|f| (f.subject.as_str(), f.outcome))
        .collect();
    assert_eq!(
        outcomes,
        [("Alba", Outcome::NotMet), ("Boreas", Outcome::Met)]
    );
}

#[test]
fn a_rule_sees_numbers_and_its_answer_has_names() {
    let rule = |state: &str| {
        format!(
            "kind = \"rule\"\nrego = '''\npackage rule\nimport rego.v1\n\
             things contains {{\"id\": release.id, \"state\": {state}, \"missing\": sprintf(\"consent of %s\", [release.supplier])}} if {{\n\
             some release in input.releases\n}}\n'''"
        )
    };
    let base = base();
    assert_eq!(ask(&base, &rule("\"yes\"")).outcome, Outcome::Met);
    let finding = ask(&base, &rule("\"no\""));
    assert_eq!(finding.outcome, Outcome::NotMet);
    let missing: Vec<&str> = finding.answers[0]
        .missing
        .iter()
        .map(|m| m.what.as_str())
        .collect();
    assert!(
        missing
            .iter()
            .any(|what| what.contains("consent of Boreas of boreas-amf@1")),
        "{missing:?}"
    );
    // It cannot ask who somebody is, and what fails is not known.
    let names = rule("\"yes\"").replace(
        "some release",
        "contains(json.marshal(input), \"Boreas\")\nsome release",
    );
    assert_eq!(ask(&base, &names).outcome, Outcome::NotApplicable);
    let by_number = rule("\"yes\"").replace(
        "some release",
        "release.supplier == concat(\"-\", [\"party\", \"0\"])\nsome release",
    );
    let finding = ask(&base, &by_number);
    assert_eq!(finding.outcome, Outcome::Unknown);
    assert!(
        finding.answers[0].missing[0]
            .what
            .contains("asks who somebody is")
    );
    let broken = rule("input.never.there");
    assert_eq!(ask(&base, &broken).outcome, Outcome::NotApplicable);
    let wrong = "kind = \"rule\"\nrego = \"package rule\\nimport rego.v1\\nthings := 7\"";
    let finding = ask(&base, wrong);
    assert_eq!(finding.outcome, Outcome::Unknown);
    assert!(
        finding.answers[0].missing[0]
            .what
            .contains("the rule gives no things")
    );
}

#[test]
fn what_is_held_about_the_network_is_held_about_the_one_operator() {
    let check = "kind = \"evidence\"\nabout = \"operator\"\ncriteria = [\"risk-assessment\"]";
    let item = |says: &str| {
        format!(
            "[[evidence]]\nid = \"n-{says}\"\ncriterion = \"risk-assessment\"\nsubject = \"network\"\nclaim = \"c\"\n\
             says = \"{says}\"\ngrade = \"third-party\"\nday = 2026-01-01\n"
        )
    };
    let outcome = |says: &str| {
        let text = item(says);
        ask(&with(base(), ("evidence/network.toml", &text)), check).outcome
    };
    assert_eq!(ask(&base(), check).outcome, Outcome::Unknown);
    assert_eq!(outcome("for"), Outcome::Met);
    assert_eq!(outcome("against"), Outcome::NotMet);
}

//! The laws: names decide nothing, better evidence never worsens, and what is taken away never improves.

use keyholder_trust::Verdict;
use keyholder_verdicts::Verdicts;
use proptest::prelude::*;

use crate::small::{Small, Texts, item};

/// What decides, without names: what is in service, and every number of the judgement.
fn shape(all: &Verdicts) -> Vec<String> {
    let mut rows: Vec<String> = all
        .suppliers
        .iter()
        .map(|s| {
            let judged = &all.judged[s.judged].judgement;
            format!(
                "{:?} {} {:?} {:?} {:?} {:?}",
                s.service.class,
                s.service.elements,
                s.verdict,
                s.expires,
                judged.intervals,
                judged.acceptability
            )
        })
        .collect();
    rows.sort();
    rows
}

/// Exchanges two words in all texts.
fn exchanged(texts: &Texts, one: &str, other: &str) -> Texts {
    texts.clone().all(|text| {
        let aside = text.replace(one, "\u{1}");
        aside.replace(other, one).replace('\u{1}', other)
    })
}

/// Some evidence: whose, on what, which way, how strong.
fn evidence() -> impl Strategy<Value = Vec<String>> {
    let subject = prop_oneof![
        Just("party:maker"),
        Just("party:other"),
        Just("component:suite"),
        Just("release:suite@1.1"),
        Just("country:XB"),
        Just("country:XC"),
    ];
    let criterion = prop_oneof![
        Just("secure-development"),
        Just("update-integrity"),
        Just("vulnerability-handling"),
        Just("legal-compulsion"),
        Just("judicial-review"),
        Just("governance-independent"),
    ];
    let one = (subject, criterion, any::<bool>(), 1..=100_u32);
    prop::collection::vec(one, 0..14).prop_map(|all| {
        let item =
            |(n, (subject, criterion, favours, strength)): (usize, (&str, &str, bool, u32))| {
                let says = if favours { "for" } else { "against" };
                item(
                    &format!("e{n}"),
                    criterion,
                    subject,
                    says,
                    &format!("strength_percent = {strength}\n"),
                )
            };
        all.into_iter().enumerate().map(item).collect()
    })
}

fn with(evidence: &[String]) -> Small {
    let mut texts = Texts::new();
    texts.evidence = evidence.concat();
    Small::of_texts(texts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn exchanging_names_changes_no_number(evidence in evidence()) {
        let mut texts = Texts::new();
        texts.evidence = evidence.concat();
        let before = shape(&Small::of_texts(texts.clone()).verdicts());
        for (one, other) in [("XB", "XC"), ("XB", "XA"), ("maker", "other"), ("third", "maker")] {
            let after = shape(&Small::of_texts(exchanged(&texts, one, other)).verdicts());
            prop_assert_eq!(&before, &after, "{} and {}", one, other);
        }
    }

    #[test]
    fn order_changes_nothing(evidence in evidence()) {
        let mut backwards = evidence.clone();
        backwards.reverse();
        prop_assert_eq!(shape(&with(&evidence).verdicts()), shape(&with(&backwards).verdicts()));
    }

    #[test]
    fn what_speaks_for_never_worsens_and_its_loss_never_improves(evidence in evidence(), lost in 0..14_usize) {
        let Some(gone) = evidence.get(lost).filter(|text| text.contains("says = \"for\"")) else {
            return Ok(());
        };
        let fewer: Vec<String> = evidence.iter().filter(|text| *text != gone).cloned().collect();
        let (more, less) = (with(&evidence).verdicts(), with(&fewer).verdicts());
        for (more_row, less_row) in more.suppliers.iter().zip(&less.suppliers) {
            let (a, b) = (
                &more.judged[more_row.judged].judgement,
                &less.judged[less_row.judged].judgement,
            );
            prop_assert!(a.bracket.necessary >= b.bracket.necessary);
            prop_assert!(a.bracket.possible >= b.bracket.possible);
            for (x, y) in a.intervals.iter().zip(&b.intervals) {
                prop_assert!(x.low >= y.low && x.high == y.high);
            }
            // Never from bad or open to good by losing something.
            let good = |v: Verdict| matches!(v, Verdict::Trusted | Verdict::Conditional);
            prop_assert!(good(more_row.verdict) || !good(less_row.verdict));
        }
    }
}

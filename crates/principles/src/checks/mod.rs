//! The checks, one file each: from network, reach, evidence and the day to a measure.

mod every;
mod evidence;
mod forbidden;
mod largest;
mod ownership;
pub(crate) mod rule;
mod share;
mod suppliers;
mod support;

use keyholder_supply::principle::{Question, WeighedBy, Who};

use crate::assess::Asked;
use crate::finding::Of;
use crate::tally::Measured;

/// Asks one question of one subject.
pub(crate) fn ask(asked: &Asked<'_>, question: &Question, of: Of) -> Measured {
    match question {
        Question::ShareBelow {
            held,
            who,
            part,
            limit,
            weight,
            means,
        } => share::ask(
            asked,
            of,
            &share::Wanted {
                held: *held,
                who: *who,
                part,
                limit: *limit,
                weight: *weight,
                means: *means,
            },
        ),
        Question::Forbidden {
            group,
            held,
            part,
            limit,
            means,
        } => forbidden::ask(
            asked,
            of,
            &group.text,
            &share::Wanted {
                held: *held,
                who: Who::Country,
                part,
                limit: *limit,
                weight: WeighedBy::Elements,
                means: *means,
            },
        ),
        Question::Evidence {
            about,
            part,
            criteria,
            exact,
            age_days_max,
            grade_min,
        } => {
            let wanted = crate::evidence::Wanted {
                exact: *exact,
                age_days_max: *age_days_max,
                grade_min: *grade_min,
            };
            evidence::ask(asked, of, *about, part, criteria, wanted)
        }
        Question::Every { has, part } => every::ask(asked, of, *has, part),
        Question::Suppliers {
            per,
            at_least,
            part,
        } => suppliers::ask(asked, of, *per, *at_least, part),
        Question::Ownership { from, part } => ownership::ask(asked, of, *from, part),
        Question::Support { days, part } => support::ask(asked, of, *days, part),
        Question::Rule { rego, part } => rule::ask(asked, of, &rego.text, part),
    }
}

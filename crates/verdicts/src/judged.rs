//! Verdicts on suppliers, for each function class in which they have something in service.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use jiff::civil::Date;
use keyholder_supply::function::Criticality;
use keyholder_supply::yardstick::Yardstick;
use keyholder_supply::{CountryId, Network};
use keyholder_trust::{Item, Judge, Judgement, Stakes, Verdict};

use crate::countries::Countries;
use crate::held::{Held, Register};
use crate::method::{MethodFault, method};
use crate::service::{Service, services};

/// What the method made of one set of items; suppliers with the same evidence share it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Step by step.
    pub judgement: Judgement,
    /// For each document that the judgement names, the items in it, as positions in [`Network::evidence`].
    pub documents: BTreeMap<u32, Vec<usize>>,
}

/// The verdict on one supplier in one function class.
#[derive(Clone, Debug)]
pub struct SupplierVerdict {
    /// What it has in service there.
    pub service: Service,
    /// Countries that surely control it.
    pub countries: Vec<CountryId>,
    /// Whether others might as well.
    pub control_open: bool,
    /// All evidence that concerns it, by position.
    pub held: Vec<Held>,
    /// What was made of it, as a position in [`Verdicts::judged`].
    pub judged: usize,
    /// Which rule chose the verdict: on functions of high criticality and above only what is necessary counts.
    pub stakes: Stakes,
    /// The verdict.
    pub verdict: Verdict,
    /// The first day on which it is another one if nothing is added; `None`: not within a hundred years.
    pub expires: Option<Date>,
}

/// All verdicts.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    /// The day.
    pub day: Option<Date>,
    /// One for each supplier and function class, by supplier, then by class.
    pub suppliers: Vec<SupplierVerdict>,
    /// What was made of each distinct set of items.
    pub judged: Vec<Judged>,
}

/// Functions of this criticality and above are critical ones.
const CRITICAL_FROM: Criticality = Criticality::High;

/// Judges every supplier with something in service. The same evidence gives the same verdict, whoever it is.
///
/// # Errors
/// What makes no sense about the yardstick.
pub fn judge(
    net: &Network,
    yardstick: &Yardstick,
    day: Date,
    threads: NonZeroUsize,
) -> Result<Verdicts, Vec<MethodFault>> {
    let judge = Judge::new(method(yardstick)?, threads).map_err(|faults| {
        faults
            .iter()
            .map(|f| MethodFault(f.to_string()))
            .collect::<Vec<_>>()
    })?;
    let countries = Countries::new(net);
    let register = Register::new(net, yardstick, &countries, &judge, day);
    let mut sets: BTreeMap<Vec<Key>, usize> = BTreeMap::new();
    let mut distinct: Vec<Vec<Item>> = Vec::new();
    let mut rows: Vec<(Service, Vec<Held>, usize)> = Vec::new();
    for service in services(net) {
        let held = register.about(&service);
        let items = register.items(&held);
        let at = *sets
            .entry(items.iter().map(key).collect())
            .or_insert(distinct.len());
        if at == distinct.len() {
            distinct.push(items);
        }
        rows.push((service, held, at));
    }
    let borrowed: Vec<&[Item]> = distinct.iter().map(Vec::as_slice).collect();
    let judgements = judge.judge_all(&borrowed, day, threads);
    let mut ends: BTreeMap<(usize, bool), Option<Date>> = BTreeMap::new();
    let suppliers = rows.into_iter().map(|(service, held, judged)| {
        let stakes = match service.criticality >= CRITICAL_FROM {
            true => Stakes::Critical,
            false => Stakes::Other,
        };
        let judgement = &judgements[judged];
        SupplierVerdict {
            countries: countries.of(service.supplier).to_vec(),
            control_open: countries.is_open(service.supplier),
            verdict: judgement.verdict(stakes),
            expires: *ends
                .entry((judged, stakes == Stakes::Critical))
                .or_insert_with(|| judge.verdict_ends(&distinct[judged], day, stakes)),
            service,
            held,
            judged,
            stakes,
        }
    });
    let suppliers: Vec<SupplierVerdict> = suppliers.collect();
    let judged = judgements.into_iter().map(|judgement| {
        let named = judgement.loss.iter().flat_map(|loss| &loss.documents);
        let documents = named.map(|d| (*d, register.in_document(*d))).collect();
        Judged {
            judgement,
            documents,
        }
    });
    Ok(Verdicts {
        day: Some(day),
        suppliers,
        judged: judged.collect(),
    })
}

/// Items that are the same to the method.
type Key = (
    usize,
    bool,
    u32,
    u32,
    Date,
    Option<u32>,
    Option<Date>,
    u32,
    u32,
);

fn key(item: &Item) -> Key {
    (
        item.criterion,
        item.favours,
        item.strength.ppb(),
        item.reliability.ppb(),
        item.day,
        item.half_life_days.map(std::num::NonZeroU32::get),
        item.expires,
        item.origin,
        item.document,
    )
}

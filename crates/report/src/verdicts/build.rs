//! From verdicts to the wire format: positions become ids, places become `file:line`.

use std::collections::BTreeMap;

use keyholder_supply::yardstick::Yardstick;
use keyholder_supply::{Evidence, Grade, Network, Share, Subject};
use keyholder_trust::{
    Acceptability, AxisJudgement, Gain, Judgement, Level, Method, TestOfClass, TrustClass,
};
use keyholder_verdicts::{Judged, Standing, SupplierVerdict, Verdicts};

use super::wire;
use crate::build::{Given, project_info, tool};

/// Makes the report. `own`: whether the yardstick is the project's own.
#[must_use]
pub fn build(
    given: &Given<'_>,
    verdicts: &Verdicts,
    (yardstick, method, own): (&Yardstick, &Method, bool),
) -> wire::Verdicts {
    let net = given.net;
    let ids = Ids { yardstick };
    let suppliers: Vec<wire::Supplier> = verdicts
        .suppliers
        .iter()
        .map(|s| supplier(net, s))
        .collect();
    let judgements = verdicts.judged.iter().map(|j| judgement(net, &ids, j));
    let judgements: Vec<wire::Judgement> = judgements.collect();
    let mut evidence: Vec<wire::Evidence> = net.evidence.iter().map(|e| item(given, e)).collect();
    evidence.sort_by(|a, b| a.id.cmp(&b.id));
    wire::Verdicts {
        format: wire::FORMAT.to_owned(),
        tool: tool(given),
        project: project_info(net),
        inputs: given.inputs.to_vec(),
        errors: given.faults.0,
        day: verdicts.day.map_or_else(String::new, |day| day.to_string()),
        blind: false,
        yardstick: parameters(yardstick, method, own),
        gaps: gaps(&suppliers, &judgements),
        suppliers,
        judgements,
        evidence,
    }
}

/// Names of criteria by position.
struct Ids<'a> {
    yardstick: &'a Yardstick,
}

impl Ids<'_> {
    fn of(&self, n: usize) -> String {
        let criterion = self.yardstick.criteria.get(n);
        criterion.map_or_else(String::new, |c| c.id.clone())
    }

    fn all(&self, of: &[usize]) -> Vec<String> {
        of.iter().map(|n| self.of(*n)).collect()
    }
}

fn ppb(share: Share) -> u32 {
    share.0.saturating_mul(1_000)
}

fn parameters(yardstick: &Yardstick, method: &Method, own: bool) -> wire::Yardstick {
    let criteria = yardstick.criteria.iter().zip(&method.criteria);
    wire::Yardstick {
        version: yardstick.version.clone(),
        own,
        believed: Grade::ALL
            .iter()
            .map(|g| ppb(yardstick.believes(*g)))
            .collect::<Vec<u32>>()
            .try_into()
            .unwrap_or_default(),
        majority: yardstick.majority.map(ppb),
        acceptable: ppb(yardstick.acceptable),
        draws: yardstick.draws,
        seed: yardstick.seed,
        criteria: criteria
            .map(|(text, numbers)| wire::Criterion {
                id: text.id.clone(),
                title: text.title.clone(),
                asks: text.asks.clone(),
                axis: text.axis.word().to_owned(),
                weight: [numbers.weight.low.ppb(), numbers.weight.high.ppb()],
                half_life_days: text.half_life_days,
                conditional: [text.conditional.profile, text.conditional.veto].map(|s| s.map(ppb)),
                trusted: [text.trusted.profile, text.trusted.veto].map(|s| s.map(ppb)),
                sources: text.sources.clone(),
            })
            .collect(),
    }
}

fn supplier(net: &Network, row: &SupplierVerdict) -> wire::Supplier {
    let party = &net.parties[row.service.supplier.index()];
    wire::Supplier {
        supplier: party.id.clone(),
        name: party.name.clone(),
        class: row.service.class.word().to_owned(),
        criticality: row.service.criticality.word().to_owned(),
        elements: row.service.elements,
        countries: row
            .countries
            .iter()
            .map(|c| net.countries[c.index()].code.clone())
            .collect(),
        control_open: row.control_open,
        critical: row.stakes == keyholder_trust::Stakes::Critical,
        verdict: verdict(row.verdict),
        expires: row.expires.map(|day| day.to_string()),
        judgement: row.judged as u64,
        held: row
            .held
            .iter()
            .map(|held| wire::Held {
                evidence: net.evidence[held.evidence].id.clone(),
                standing: held.standing.words().to_owned(),
                part: match held.standing {
                    Standing::Counts(part) => ppb(part),
                    _ => 0,
                },
            })
            .collect(),
    }
}

fn verdict(verdict: keyholder_trust::Verdict) -> wire::Verdict {
    match verdict {
        keyholder_trust::Verdict::HighRisk => wire::Verdict::HighRisk,
        keyholder_trust::Verdict::CannotTell => wire::Verdict::CannotTell,
        keyholder_trust::Verdict::Conditional => wire::Verdict::TrustedWithConditions,
        keyholder_trust::Verdict::Trusted => wire::Verdict::Trusted,
    }
}

fn class(class: TrustClass) -> wire::Class {
    match class {
        TrustClass::HighRisk => wire::Class::HighRisk,
        TrustClass::Conditional => wire::Class::TrustedWithConditions,
        TrustClass::Trusted => wire::Class::Trusted,
    }
}

fn judgement(net: &Network, ids: &Ids<'_>, judged: &Judged) -> wire::Judgement {
    let of: &Judgement = &judged.judgement;
    let some = |level: Option<Level>| level.map(Level::ppb);
    let lost = of.loss.iter().flat_map(|loss| &loss.documents);
    let items = lost.filter_map(|d| judged.documents.get(d)).flatten();
    let (gain, gain_class, blocked) = match &of.gain {
        Some(Gain::Raise(raise)) => {
            let wants = raise.wants.iter().map(|want| wire::Want {
                criterion: ids.of(want.criterion),
                from: want.from.ppb(),
                to: want.to.ppb(),
            });
            (wants.collect(), Some(class(raise.class)), Vec::new())
        }
        Some(Gain::Blocked(blocked)) => (
            Vec::new(),
            Some(class(blocked.class)),
            ids.all(&blocked.criteria),
        ),
        None => (Vec::new(), None, Vec::new()),
    };
    wire::Judgement {
        necessary: class(of.bracket.necessary),
        possible: class(of.bracket.possible),
        acceptability: acceptability(of.acceptability),
        of_nothing: acceptability(of.of_nothing),
        axes: of.axes.iter().map(|a| axis(ids, a)).collect(),
        intervals: of
            .intervals
            .iter()
            .map(|i| [i.low.ppb(), i.high.ppb()])
            .collect(),
        weight_down: some(of.flips.weight_down),
        majority_rise: some(of.flips.majority_rise),
        weight_up: of.flips.weight_up,
        majority_fall: some(of.flips.majority_fall),
        loss: items.map(|n| net.evidence[*n].id.clone()).collect(),
        gain,
        gain_class,
        blocked,
    }
}

fn acceptability(of: Acceptability) -> wire::Acceptability {
    wire::Acceptability {
        draws: of.draws,
        high_risk: of.exactly(TrustClass::HighRisk),
        conditional: of.exactly(TrustClass::Conditional),
        trusted: of.exactly(TrustClass::Trusted),
        half_width: of.half_width().ppb(),
    }
}

fn axis(ids: &Ids<'_>, of: &AxisJudgement) -> wire::Axis {
    let axis = match of.axis {
        keyholder_trust::Axis::Practice => "practice",
        keyholder_trust::Axis::Control => "control",
    };
    wire::Axis {
        axis: axis.to_owned(),
        necessary: class(of.bracket.necessary),
        possible: class(of.bracket.possible),
        acceptability: acceptability(of.acceptability),
        tests: of.tests.iter().map(|t| test(ids, t)).collect(),
    }
}

fn test(ids: &Ids<'_>, of: &TestOfClass) -> wire::Test {
    let worst = &of.at_worst;
    wire::Test {
        class: class(of.class),
        reached: worst.holds(),
        weight: worst.weight.ppb(),
        majority: worst.majority.ppb(),
        favour: ids.all(&worst.favour),
        against: ids.all(&worst.against),
        vetoes: ids.all(&worst.vetoes),
    }
}

fn item(given: &Given<'_>, of: &Evidence) -> wire::Evidence {
    let net = given.net;
    let file = of.document.as_deref();
    let input = file.and_then(|file| given.inputs.iter().find(|i| i.path == file));
    wire::Evidence {
        id: of.id.clone(),
        criterion: of.criterion.clone(),
        subject: subject(net, of.subject),
        says: of.says.word().to_owned(),
        claim: of.claim.clone(),
        strength: ppb(of.strength),
        grade: of.grade.word().to_owned(),
        issuer: of.issuer.clone(),
        day: of.day.map(|day| day.to_string()),
        expires: of.expires.map(|day| day.to_string()),
        document: of.document.clone(),
        sha256: input.map(|input| input.sha256.clone()),
        place: of.place.clone(),
        marking: of.marking.clone(),
        stated: given.sources.place(of.provenance.span),
        dispute: of.replies.last().map(|reply| reply.state.word().to_owned()),
        replies: of
            .replies
            .iter()
            .map(|reply| wire::Reply {
                by: reply.by.map(|p| net.parties[p.index()].name.clone()),
                day: reply.day.map(|day| day.to_string()),
                text: reply.text.clone(),
                state: reply.state.word().to_owned(),
            })
            .collect(),
    }
}

/// A subject as files write it.
#[must_use]
pub fn subject(net: &Network, subject: Subject) -> String {
    match subject {
        Subject::Party(p) => format!("party:{}", net.parties[p.index()].id),
        Subject::Component(c) => format!("component:{}", net.components[c.index()].id),
        Subject::Release(r) => {
            let release = &net.releases[r.index()];
            let component = &net.components[release.component.index()];
            format!("release:{}@{}", component.id, release.version)
        }
        Subject::Country(c) => format!("country:{}", net.countries[c.index()].code),
        Subject::Network => "network".to_owned(),
    }
}

/// Criteria that stand between suppliers and their next class.
fn gaps(suppliers: &[wire::Supplier], judgements: &[wire::Judgement]) -> Vec<wire::Gap> {
    let mut by: BTreeMap<&str, wire::Gap> = BTreeMap::new();
    for row in suppliers
        .iter()
        .filter(|s| s.verdict != wire::Verdict::Trusted)
    {
        let judged = usize::try_from(row.judgement).ok();
        let Some(judgement) = judged.and_then(|n| judgements.get(n)) else {
            continue;
        };
        for want in &judgement.gain {
            let gap = by.entry(&want.criterion).or_insert_with(|| wire::Gap {
                criterion: want.criterion.clone(),
                suppliers: Vec::new(),
                elements: 0,
            });
            gap.elements += row.elements;
            if !gap.suppliers.contains(&row.supplier) {
                gap.suppliers.push(row.supplier.clone());
            }
        }
    }
    let mut gaps: Vec<wire::Gap> = by.into_values().collect();
    gaps.sort_by(|a, b| (b.elements, &a.criterion).cmp(&(a.elements, &b.criterion)));
    gaps
}

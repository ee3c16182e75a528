//! How long things take; run alone, on a quiet machine, with --nocapture.

use std::time::{Duration, Instant};

use keyholder_project::ledger::{Against, Log, prove_entry, verify};

use crate::common::{entries, entry, grown, key, keys};

fn per_second(count: u64, took: Duration) -> f64 {
    f64::from(u32::try_from(count).expect("small")) / took.as_secs_f64()
}

#[test]
#[ignore = "measures; run it alone, on a quiet machine, with --nocapture"]
fn appends_and_verification() {
    let (_home, folder, mut log) = grown(&[]);
    let mut each = Vec::new();
    let all = Instant::now();
    for index in 0..1000 {
        let one = Instant::now();
        log.append(&[entry(index)]).expect("appended");
        each.push(one.elapsed());
    }
    let took = all.elapsed();
    each.sort_unstable();
    let at = |part: usize| each[each.len() * part / 100];
    println!(
        "one entry a time: {:.0}/s; median {:?}, 95 % {:?}, 99 % {:?}, longest {:?}",
        per_second(1000, took),
        at(50),
        at(95),
        at(99),
        each.last().expect("some")
    );
    let one = Instant::now();
    let mut fresh = Log::open(&folder, key()).expect("opened");
    fresh.append(&[entry(1000)]).expect("appended");
    println!("opened, and one entry appended: {:?}", one.elapsed());
    let (_home, folder, mut log) = grown(&[]);
    for batch in [100, 1000, 10_000, 88_900] {
        let from = log.tree().size;
        let one = Instant::now();
        log.append(&entries(from, from + batch)).expect("appended");
        let took = one.elapsed();
        println!(
            "{batch} at once: {took:?}, {:.0}/s",
            per_second(batch, took)
        );
    }
    let one = Instant::now();
    let report = verify(&folder, &keys(), None);
    let took = one.elapsed();
    assert!(report.holds());
    println!(
        "{} verified: {took:?}, {:.0}/s",
        report.entries,
        per_second(report.entries, took)
    );
    let one = Instant::now();
    prove_entry(&folder, 77_777, Against::Newest).expect("a proof");
    println!("one proof: {:?}", one.elapsed());
}

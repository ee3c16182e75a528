//! Processor time, peak memory and memory bandwidth of this machine, as the system counts them.

use std::hint::black_box;

/// Processor seconds of this thread, to the nanosecond; other programs on the machine do not count.
pub(super) fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds: u64 = stat.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds as f64 / 1e9)
}

/// Shortest time that the system's steps of 4 milliseconds still measure well.
const LONG_ENOUGH: f64 = 0.1;

/// Runs a job several times and sorts the times. Short jobs are repeated within each of the runs.
pub(super) fn times<T>(runs: usize, mut job: impl FnMut() -> T) -> Option<Vec<f64>> {
    let mut repeated = |times: u32| {
        let before = cpu_seconds()?;
        (0..times).for_each(|_| drop(black_box(job())));
        Some(cpu_seconds()? - before)
    };
    let mut times = 1;
    while repeated(times)? < LONG_ENOUGH && times < 1 << 16 {
        times *= 2;
    }
    let one = |_| repeated(times).map(|all| all / f64::from(times));
    let mut seconds: Vec<f64> = (0..runs).map(one).collect::<Option<_>>()?;
    seconds.sort_by(f64::total_cmp);
    Some(seconds)
}

/// Memory now, and at the highest since [`forget_peak`], in bytes.
pub(super) fn memory() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let field = |name: &str| {
        let line = status.lines().find_map(|l| l.strip_prefix(name))?;
        let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib * 1024)
    };
    Some((field("VmRSS")?, field("VmHWM")?))
}

/// Lets the system count the highest use of memory anew.
pub(super) fn forget_peak() -> std::io::Result<()> {
    std::fs::write("/proc/self/clear_refs", "5")
}

/// Bytes a second that one core reads, one after the other, from an array of so many bytes. Best of five.
pub(super) fn bandwidth(bytes: usize) -> Option<f64> {
    let words = vec![1_u64; (bytes / 8).max(1)];
    let read = || {
        black_box(&words)
            .iter()
            .fold(0, |sum: u64, word| sum.wrapping_add(*word))
    };
    let seconds = times(5, read)?;
    Some((words.len() * 8) as f64 / seconds[0])
}

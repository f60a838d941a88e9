//! CPU time, memory and termination of a process with its child processes. The CPU time distinguishes work from a deadlock.

use std::process::Child;

/// Returns the CPU time in ticks of a process and its descendants; `None` if the system does not provide it.
#[cfg(target_os = "linux")]
pub(super) fn ticks(process: u32) -> Option<u64> {
    let stat = |process: &u32| std::fs::read_to_string(format!("/proc/{process}/stat")).ok();
    // The time of ended processes is included in that of their parents.
    let ticks: Vec<u64> = family(process).iter().filter_map(stat).filter_map(|stat| of_stat(&stat)).collect();
    (!ticks.is_empty()).then(|| ticks.iter().sum())
}

/// Other systems do not provide the CPU time.
#[cfg(not(target_os = "linux"))]
pub(super) const fn ticks(_: u32) -> Option<u64> {
    None
}

/// Returns the resident memory in bytes of a process and its descendants; `None` if the system does not provide it.
#[cfg(target_os = "linux")]
pub(super) fn memory(process: u32) -> Option<u64> {
    let status = |process: &u32| std::fs::read_to_string(format!("/proc/{process}/status")).ok();
    let sizes: Vec<u64> = family(process).iter().filter_map(status).filter_map(|status| of_status(&status)).collect();
    (!sizes.is_empty()).then(|| sizes.iter().fold(0_u64, |sum, size| sum.saturating_add(*size)))
}

/// Other systems do not provide the memory.
#[cfg(not(target_os = "linux"))]
pub(super) const fn memory(_: u32) -> Option<u64> {
    None
}

/// Reads the resident size, `VmRSS:     1234 kB`. A process that has ended has none.
#[cfg(target_os = "linux")]
fn of_status(status: &str) -> Option<u64> {
    let size = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    size.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// Kills a process and its known descendants. If it leads a process group, all processes of the group are killed, which finds also those
/// whose parent has ended.
pub(super) fn kill(child: &mut Child, leads_group: bool) {
    #[cfg(unix)]
    if leads_group && let Some(group) = child.id().try_into().ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = leads_group;
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, Signal, kill_process};
        let below = family(child.id()).into_iter().skip(1);
        for process in below.filter_map(|process| Pid::from_raw(process.try_into().ok()?)) {
            let _ = kill_process(process, Signal::KILL);
        }
    }
    // A process that cannot be killed has ended.
    let _ = child.kill();
    let _ = child.wait();
}

/// Maximum number of inspected processes.
#[cfg(target_os = "linux")]
const MOST: usize = 1000;

/// Returns a process and its descendants.
#[cfg(target_os = "linux")]
fn family(process: u32) -> Vec<u32> {
    let mut family = vec![process];
    let mut next = 0;
    while let Some(&process) = family.get(next).filter(|_| family.len() < MOST) {
        next += 1;
        let Ok(threads) = std::fs::read_dir(format!("/proc/{process}/task")) else { continue };
        for thread in threads.flatten().take(MOST) {
            let children = std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            family.extend(children.split_ascii_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    family
}

/// Sums `utime`, `stime`, `cutime` and `cstime`. The program name in parentheses may contain any characters.
#[cfg(target_os = "linux")]
fn of_stat(stat: &str) -> Option<u64> {
    let (_, behind) = stat.rsplit_once(')')?;
    let times = behind.split_ascii_whitespace().skip(11).take(4);
    times.map(|time| time.parse::<u64>().ok()).sum()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn ignores_the_name_of_a_program() {
        let stat = "12 (a) b ( c)) S 1 12 12 0 -1 4194560 100 200 0 0 7 5 3 2 20 0 1 0 100 1000 10";
        assert_eq!(of_stat(stat), Some(17));
        assert_eq!(of_stat("12 (a"), None);
    }

    #[test]
    fn reads_the_resident_size() {
        assert_eq!(of_status("Name:\tx\nVmRSS:\t    1234 kB\nVmData:\t 5 kB\n"), Some(1234 * 1024));
        assert_eq!(of_status("Name:\tVmRSS: 5 kB\n"), None);
        assert!(memory(std::process::id()).is_some_and(|bytes| bytes > 1 << 16));
    }

    #[test]
    fn returns_the_ticks_of_a_process() {
        assert!(ticks(std::process::id()).is_some());
    }
}

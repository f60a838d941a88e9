//! A process and all that it has started: how much they have computed, to tell work from a standstill, and their end.

use std::process::Child;

/// Processor time in ticks, of a process and of all below it; `None` if the system does not tell.
#[cfg(target_os = "linux")]
pub(super) fn ticks(process: u32) -> Option<u64> {
    let stat = |process: &u32| std::fs::read_to_string(format!("/proc/{process}/stat")).ok();
    // What has ended in between is counted with whoever started it.
    let ticks: Vec<u64> = family(process).iter().filter_map(stat).filter_map(|stat| of_stat(&stat)).collect();
    (!ticks.is_empty()).then(|| ticks.iter().sum())
}

/// Other systems do not tell.
#[cfg(not(target_os = "linux"))]
pub(super) const fn ticks(_: u32) -> Option<u64> {
    None
}

/// Ends a process and all below it, as far as they are known.
pub(super) fn kill(child: &mut Child) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, Signal, kill_process};
        let below = family(child.id()).into_iter().skip(1);
        for process in below.filter_map(|process| Pid::from_raw(process.try_into().ok()?)) {
            let _ = kill_process(process, Signal::KILL);
        }
    }
    // What cannot be ended has ended.
    let _ = child.kill();
    let _ = child.wait();
}

/// So many processes are looked at.
#[cfg(target_os = "linux")]
const MOST: usize = 1000;

/// A process and all below it.
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

/// `utime`, `stime`, `cutime` and `cstime`. The name of the program stands in parentheses, and may hold anything.
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
    fn the_name_of_a_program_does_not_matter() {
        let stat = "12 (a) b ( c)) S 1 12 12 0 -1 4194560 100 200 0 0 7 5 3 2 20 0 1 0 100 1000 10";
        assert_eq!(of_stat(stat), Some(17));
        assert_eq!(of_stat("12 (a"), None);
    }

    #[test]
    fn a_process_that_is_there_has_ticks() {
        assert!(ticks(std::process::id()).is_some());
    }
}

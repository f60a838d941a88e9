//! The names of staged files, and the removal of those that killed runs have left.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

const PREFIX: &str = ".protoward-";
const SUFFIX: &str = ".tmp";

/// The minimum age for the removal of a file if the state of its process is unknown. A staged file normally exists for
/// seconds, while output is written.
const MIN_AGE: Duration = Duration::from_secs(60 * 60);

/// Returns a name that no other run uses: `.protoward-1f0c22aa-4026531836-1234-0.tmp`.
///
/// It has the id of the process, and ids of the boot and of the PID namespace in which the process id is valid.
pub fn staged_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{PREFIX}{}-{}-{number}{SUFFIX}", process_scope(), std::process::id())
}

/// Removes the staged files that killed runs have left in a folder.
///
/// Only files with a name like those of [`staged_name`] are considered, and none is removed while the process that wrote it
/// may still run. Files that cannot be removed stay, and the next run tries again.
pub fn remove_leftovers(folder: &Path) {
    remove_leftovers_at(SystemTime::now(), folder);
}

fn remove_leftovers_at(now: SystemTime, folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_leftover = || {
            let name = entry.file_name();
            let writer = name.to_str().and_then(writer)?;
            let found = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let age = || now.duration_since(change_time(&found)?).ok();
            Some(has_ended(&writer).unwrap_or_else(|| age().is_some_and(|age| age > MIN_AGE)))
        };
        if is_leftover() == Some(true) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns the time at which a file was created or linked. A hard link to an old file has the modification time of that
/// file.
fn change_time(found: &fs::Metadata) -> Option<SystemTime> {
    let modified = found.modified().ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let seconds = u64::try_from(found.ctime()).ok()?;
        Some(modified.max(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)))
    }
    #[cfg(not(unix))]
    Some(modified)
}

/// Returns `true` if a file has a name like those of [`staged_name`].
pub(super) fn is_staged(path: &Path) -> bool {
    path.file_name().and_then(OsStr::to_str).and_then(writer).is_some()
}

/// The process that wrote a file.
struct Writer<'a> {
    /// The boot and PID namespace in which the id is valid, if the name has them.
    scope: Option<&'a str>,
    id: &'a str,
}

/// Parses the name of a staged file. Returns `None` for other names.
fn writer(name: &str) -> Option<Writer<'_>> {
    let inner = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (rest, _) = inner.rsplit_once('-').filter(|(_, number)| is_number(number))?;
    match rest.rsplit_once('-') {
        Some((scope, id)) => (is_process_scope(scope) && is_number(&id)).then_some(Writer { scope: Some(scope), id }),
        // The format of earlier versions.
        None => is_number(&rest).then_some(Writer { scope: None, id: rest }),
    }
}

fn is_process_scope(text: &str) -> bool {
    text.split_once('-').is_some_and(|(boot, space)| {
        boot.len() == BOOT_ID_LENGTH
            && boot.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !space.is_empty()
            && space.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The number of digits of the boot id in a name.
const BOOT_ID_LENGTH: usize = 8;

/// Returns `true` if a process has ended, or `None` if that is unknown.
fn has_ended(writer: &Writer<'_>) -> Option<bool> {
    let is_from_here = writer.scope == Some(process_scope()) && process_scope() != UNKNOWN_SCOPE;
    (is_from_here && Path::new("/proc/self").exists()).then(|| !Path::new("/proc").join(writer.id).exists())
}

/// The place of a system that has no such ids.
const UNKNOWN_SCOPE: &str = "00000000-0";

/// Returns the scope in which process ids are valid: the start of the boot id, and the id of the PID namespace.
fn process_scope() -> &'static str {
    static SCOPE: OnceLock<String> = OnceLock::new();
    SCOPE.get_or_init(|| {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
        let space = fs::read_link("/proc/self/ns/pid").ok();
        let scope = boot.zip(space).and_then(|(boot, space)| {
            let space = space.to_str()?.strip_prefix("pid:[")?.strip_suffix(']')?.to_owned();
            Some(format!("{}-{space}", boot.get(..BOOT_ID_LENGTH)?))
        });
        scope.filter(|scope| is_process_scope(scope)).unwrap_or_else(|| UNKNOWN_SCOPE.to_owned())
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    /// An id that no process has: those of Linux are at most 2^22.
    #[cfg(target_os = "linux")]
    const NO_PROCESS: u32 = 1 << 30;

    #[cfg(target_os = "linux")]
    fn name(id: u32) -> String {
        format!("{PREFIX}{}-{id}-0{SUFFIX}", process_scope())
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn removes_only_files_of_dead_processes() {
        let temp = tempfile::tempdir().unwrap();
        let dead = name(NO_PROCESS);
        let alive = name(std::process::id());
        let of_other_boot = format!("{PREFIX}0123abcd-12-{NO_PROCESS}-0{SUFFIX}");
        let earlier = format!("{PREFIX}{NO_PROCESS}-1{SUFFIX}");
        let old = format!("{PREFIX}{NO_PROCESS}-2{SUFFIX}");
        let of_others =
            [".protoward-notes.tmp", ".protoward-1-2-3.tmp", ".protoward-.tmp", "a.proto", ".protoward-x-1.tmp"];
        let files = [&dead, &alive, &of_other_boot, &earlier, &old].map(String::as_str);
        for file in files.iter().chain(&of_others) {
            fs::write(temp.path().join(file), "").unwrap();
        }
        // A link to an old file has the modification time of that file.
        let hours_ago = SystemTime::now() - 2 * MIN_AGE;
        fs::File::options().write(true).open(temp.path().join(&old)).unwrap().set_modified(hours_ago).unwrap();
        let folder = name(NO_PROCESS - 1);
        fs::create_dir(temp.path().join(&folder)).unwrap();
        remove_leftovers(temp.path());
        let is_there = |file: &str| temp.path().join(file).exists();
        assert!(!is_there(&dead));
        assert!([&alive, &of_other_boot, &earlier, &old, &folder].into_iter().all(|file| is_there(file)));
        remove_leftovers_at(SystemTime::now() + 2 * MIN_AGE, temp.path());
        assert!([&of_other_boot, &earlier, &old].into_iter().all(|file| !is_there(file)));
        assert!(is_there(&alive) && is_there(&folder));
        assert!(of_others.into_iter().all(is_there));
    }

    #[test]
    fn parses_every_staged_name() {
        let one = staged_name();
        let other = staged_name();
        assert_ne!(one, other);
        assert_eq!(writer(&one).unwrap().id, std::process::id().to_string());
        assert_eq!(writer(&one).unwrap().scope, Some(process_scope()));
    }
}

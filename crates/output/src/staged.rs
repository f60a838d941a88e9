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
const OLD: Duration = Duration::from_secs(60 * 60);

/// Returns a name that no other run uses: `.protoward-1f0c22aa-4026531836-1234-0.tmp`.
///
/// It has the id of the process, and ids of the boot and of the PID namespace in which the process id is valid.
pub fn staged_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{PREFIX}{}-{}-{number}{SUFFIX}", place_of_processes(), std::process::id())
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
        let is_left = || {
            let name = entry.file_name();
            let writer = name.to_str().and_then(writer)?;
            let found = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let age = || now.duration_since(changed(&found)?).ok();
            Some(has_ended(&writer).unwrap_or_else(|| age().is_some_and(|age| age > OLD)))
        };
        if is_left() == Some(true) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns the time at which a file was created or linked. A hard link to an old file has the modification time of that
/// file.
fn changed(found: &fs::Metadata) -> Option<SystemTime> {
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
    place: Option<&'a str>,
    id: &'a str,
}

/// Parses the name of a staged file. Returns `None` for other names.
fn writer(name: &str) -> Option<Writer<'_>> {
    let inner = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (rest, _) = inner.rsplit_once('-').filter(|(_, number)| is_number(number))?;
    match rest.rsplit_once('-') {
        Some((place, id)) => (is_place(place) && is_number(&id)).then_some(Writer { place: Some(place), id }),
        // The format of earlier versions.
        None => is_number(&rest).then_some(Writer { place: None, id: rest }),
    }
}

fn is_place(text: &str) -> bool {
    text.split_once('-').is_some_and(|(boot, space)| {
        boot.len() == BOOT
            && boot.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !space.is_empty()
            && space.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The number of digits of the boot id in a name.
const BOOT: usize = 8;

/// Returns `true` if a process has ended, or `None` if that is unknown.
fn has_ended(writer: &Writer<'_>) -> Option<bool> {
    let is_from_here = writer.place == Some(place_of_processes()) && place_of_processes() != UNKNOWN;
    (is_from_here && Path::new("/proc/self").exists()).then(|| !Path::new("/proc").join(writer.id).exists())
}

/// The place of a system that has no such ids.
const UNKNOWN: &str = "00000000-0";

/// Returns the scope in which process ids are valid: the start of the boot id, and the id of the PID namespace.
fn place_of_processes() -> &'static str {
    static PLACE: OnceLock<String> = OnceLock::new();
    PLACE.get_or_init(|| {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
        let space = fs::read_link("/proc/self/ns/pid").ok();
        let place = boot.zip(space).and_then(|(boot, space)| {
            let space = space.to_str()?.strip_prefix("pid:[")?.strip_suffix(']')?.to_owned();
            Some(format!("{}-{space}", boot.get(..BOOT)?))
        });
        place.filter(|place| is_place(place)).unwrap_or_else(|| UNKNOWN.to_owned())
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    /// An id that no process has: those of Linux are at most 2^22.
    const NOBODY: u32 = 1 << 30;

    fn name(id: u32) -> String {
        format!("{PREFIX}{}-{id}-0{SUFFIX}", place_of_processes())
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn only_files_of_dead_processes_are_removed() {
        let temp = tempfile::tempdir().unwrap();
        let (dead, alive) = (name(NOBODY), name(std::process::id()));
        let elsewhere = format!("{PREFIX}0123abcd-12-{NOBODY}-0{SUFFIX}");
        let (earlier, old) = (format!("{PREFIX}{NOBODY}-1{SUFFIX}"), format!("{PREFIX}{NOBODY}-2{SUFFIX}"));
        let of_others =
            [".protoward-notes.tmp", ".protoward-1-2-3.tmp", ".protoward-.tmp", "a.proto", ".protoward-x-1.tmp"];
        let files = [&dead, &alive, &elsewhere, &earlier, &old].map(String::as_str);
        for file in files.iter().chain(&of_others) {
            fs::write(temp.path().join(file), "").unwrap();
        }
        // A link to an old file has the modification time of that file.
        let hours_ago = SystemTime::now() - 2 * OLD;
        fs::File::options().write(true).open(temp.path().join(&old)).unwrap().set_modified(hours_ago).unwrap();
        let folder = name(NOBODY - 1);
        fs::create_dir(temp.path().join(&folder)).unwrap();
        remove_leftovers(temp.path());
        let is_there = |file: &str| temp.path().join(file).exists();
        assert!(!is_there(&dead));
        assert!([&alive, &elsewhere, &earlier, &old, &folder].into_iter().all(|file| is_there(file)));
        remove_leftovers_at(SystemTime::now() + 2 * OLD, temp.path());
        assert!([&elsewhere, &earlier, &old].into_iter().all(|file| !is_there(file)));
        assert!(is_there(&alive) && is_there(&folder));
        assert!(of_others.into_iter().all(is_there));
    }

    #[test]
    fn every_name_is_known_again() {
        let (one, other) = (staged_name(), staged_name());
        assert_ne!(one, other);
        assert_eq!(writer(&one).unwrap().id, std::process::id().to_string());
        assert_eq!(writer(&one).unwrap().place, Some(place_of_processes()));
    }
}

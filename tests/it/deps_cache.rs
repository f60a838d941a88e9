//! The cache of dependencies: damage is noticed and repaired, and processes that are killed leave nothing incomplete.

use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::time::Instant;

use crate::deps::{Project, USES_MONEY, config, money};
#[cfg(unix)]
use crate::environment;

/// Returns all files below a folder.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn writable(path: &Path) {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "git makes packs read-only, and the test owns the file")]
    permissions.set_readonly(false);
    fs::set_permissions(path, permissions).unwrap();
}

#[test]
fn fetches_a_damaged_repository_again() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ", branch = \"main\""), USES_MONEY);
    project.run(&["build"]);
    let lock = project.lock();
    let trees = project.path("cache/trees");
    let count = files(&project.path("cache/git")).len();
    for index in 0..count {
        for damage in [None, Some(&b""[..]), Some(&b"garbage\n"[..])] {
            let Some(file) = files(&project.path("cache/git")).into_iter().nth(index) else { continue };
            writable(&file);
            match damage {
                None => fs::remove_file(&file).unwrap(),
                Some(bytes) => fs::write(&file, bytes).unwrap(),
            }
            fs::remove_dir_all(&trees).unwrap();
            project.run(&["build"]);
            assert_eq!(project.lock(), lock, "{}", file.display());
            fs::remove_dir_all(&trees).unwrap();
            project.run(&["deps", "update"]);
            assert_eq!(project.lock(), lock, "{}", file.display());
        }
    }
}

#[test]
fn proposes_a_remedy_for_a_cache_that_cannot_be_written() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    let blocked = project.path("p/a.proto/cache");
    let output = project.command(&["build"]).env("PROTOWARD_CACHE", blocked).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.starts_with("protoward.toml:2:1:cannot use the cache of dependencies at"), "{error}");
    assert!(error.contains("[dependency-cache]") && error.contains("PROTOWARD_CACHE sets another folder"), "{error}");
    assert!(!project.path("p/protoward.lock").exists());
}

/// A limit on the size of files has the effects of a full disk, in protoward and in git.
#[test]
#[cfg(unix)]
fn proposes_a_remedy_for_a_full_disk() {
    let Some(repository) = money("units") else { return };
    let text =
        (0..60_000).fold("syntax = \"proto3\";\n".to_owned(), |text, it| text + &format!("// {}\n", it * 7919 % 10007));
    fs::write(repository.path().join("proto/large.proto"), text).unwrap();
    repository.commit("large", &[]);
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    for blocks in [0, 1, 8, 64, 200, 400] {
        let mut command = environment::tool("sh");
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec protoward build -o out.binpb");
        command.args(["-c", &limited]).current_dir(project.path("p")).env("PROTOWARD_CACHE", project.path("cache"));
        let output = command.output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{blocks}: {error}");
        assert!(error.contains("[dependency-cache]") && error.contains("help: free space there"), "{blocks}: {error}");
        assert!(!project.path("p/protoward.lock").exists(), "{blocks}");
    }
    project.run(&["build"]);
    project.run(&["build", "--locked", "--offline"]);
    assert_eq!(files(&project.path("cache/tmp")).len(), 0);
}

/// A process that is killed at any moment leaves a cache that the next one uses. `cargo xtask oracle deps` repeats this more often.
#[test]
#[cfg(unix)]
fn killed_processes_leave_nothing_incomplete() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    let started = Instant::now();
    project.run(&["build"]);
    let whole = started.elapsed();
    let lock = project.lock();
    // The processes that were killed after their first write and before their last.
    let mut interrupted = 0;
    for attempt in 0..MOST_KILLS {
        if interrupted == ENOUGH_INTERRUPTED {
            return;
        }
        fs::remove_dir_all(project.path("cache")).unwrap();
        fs::remove_file(project.path("p/protoward.lock")).unwrap();
        let mut process = project.command(&["deps", "update"]).spawn().unwrap();
        std::thread::sleep(whole * (attempt % MOMENTS) / MOMENTS);
        let _ = process.kill();
        process.wait().unwrap();
        let has_written = project.path("cache").exists() && !files(&project.path("cache")).is_empty();
        interrupted += usize::from(has_written && !project.path("p/protoward.lock").exists());
        project.run(&["build"]);
        assert_eq!(project.lock(), lock);
        project.run(&["build", "--locked", "--offline"]);
    }
    panic!("only {interrupted} of {MOST_KILLS} processes were killed while they wrote");
}

/// The number of processes to interrupt, the number of moments during a run, and the maximum number of attempts.
#[cfg(unix)]
const ENOUGH_INTERRUPTED: usize = 6;
#[cfg(unix)]
const MOMENTS: u32 = 15;
#[cfg(unix)]
const MOST_KILLS: u32 = 20 * MOMENTS;

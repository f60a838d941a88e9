//! Files of the work tree that the index knows to be unchanged: whatever else happened to a file, its change is found.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use protoward_inputs::{Input, Opened};
use protoward_source::{ContentId, KnownContent};

use crate::environment;
use crate::support::{Repository, write};

const OLD: &str = "syntax = \"proto3\";\npackage a;\nmessage A { int32 x = 1; }\n";

/// As long as [`OLD`].
const NEW: &str = "syntax = \"proto3\";\npackage a;\nmessage A { int64 x = 1; }\n";

/// Returns a repository with two commits and the files of the first one, whose index is newer than the files.
fn repository() -> Option<Repository> {
    let repository = Repository::new()?;
    repository.commit("first", &[("proto/a.proto", OLD), ("proto/b.proto", "syntax = \"proto3\";\npackage b;\n")]);
    repository.commit("second", &[("proto/b.proto", "syntax = \"proto3\";\npackage b;\nmessage B {}\n")]);
    settle(&repository);
    Some(repository)
}

/// Gives the files a time before that of the index, so that they count as unchanged.
fn settle(repository: &Repository) {
    let before = SystemTime::now() - Duration::from_secs(100);
    ["proto/a.proto", "proto/b.proto"].iter().for_each(|file| set_time(repository, file, before));
    // The time of the status cannot be set.
    let changed = || repository.path().join("proto/b.proto").metadata().unwrap().ctime();
    while changed() >= index_time(repository) {
        thread::sleep(Duration::from_millis(100));
        repository.git(&["update-index", "--refresh", "--force-write-index"]);
    }
}

fn index_time(repository: &Repository) -> i64 {
    repository.path().join(".git/index").metadata().unwrap().mtime()
}

/// Returns the exit code and the output of a comparison with a commit.
fn compared(repository: &Path, against: &str) -> (Option<i32>, String) {
    let output = environment::protoward()
        .args(["breaking", "proto", "--against", against])
        .current_dir(repository)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

fn time_of(repository: &Repository, file: &str) -> SystemTime {
    repository.path().join(file).metadata().unwrap().modified().unwrap()
}

fn set_time(repository: &Repository, file: &str, time: SystemTime) {
    fs::File::options().append(true).open(repository.path().join(file)).unwrap().set_modified(time).unwrap();
}

/// Edits a file without another size or another time.
fn edit_secretly(repository: &Repository) {
    let time = time_of(repository, "proto/a.proto");
    write(repository.path(), &[("proto/a.proto", NEW)]);
    set_time(repository, "proto/a.proto", time);
}

/// Breaks an unchanged file of a checkout in some way, and expects that the change is found.
#[track_caller]
fn is_found(change: impl FnOnce(&Repository)) {
    let Some(repository) = repository() else { return };
    assert_eq!(compared(repository.path(), "git:HEAD~1").0, Some(0));
    change(&repository);
    let (code, text) = compared(repository.path(), "git:HEAD~1");
    assert_eq!(code, Some(100), "{text}");
}

#[test]
fn notices_an_edit_of_the_same_size() {
    is_found(|repository| write(repository.path(), &[("proto/a.proto", NEW)]));
}

#[test]
fn notices_an_edit_with_the_time_of_the_old_file() {
    is_found(edit_secretly);
}

#[test]
fn notices_an_edit_that_git_is_told_not_to_look_at() {
    for settings in [&["core.trustctime", "false"], &["core.checkStat", "minimal"]] {
        is_found(|repository| {
            repository.git(&["config", settings[0], settings[1]]);
            edit_secretly(repository);
        });
    }
    for flag in ["--assume-unchanged", "--skip-worktree", "--fsmonitor-valid"] {
        is_found(|repository| {
            repository.git(&["update-index", flag, "proto/a.proto"]);
            write(repository.path(), &[("proto/a.proto", NEW)]);
        });
    }
}

#[test]
fn notices_an_edit_in_the_instant_of_the_index() {
    is_found(|repository| {
        // The time of the index is that of the file, as if both were written at once.
        write(repository.path(), &[("proto/a.proto", NEW)]);
        repository.git(&["add", "proto/a.proto"]);
        let blob = repository.git(&["rev-parse", "HEAD:proto/a.proto"]);
        forge(repository, &repository.git(&["rev-parse", ":proto/a.proto"]), &blob);
        set_time(repository, ".git/index", time_of(repository, "proto/a.proto"));
    });
}

#[test]
fn trusts_the_index_for_a_file_of_another_time() {
    let Some(repository) = repository() else { return };
    write(repository.path(), &[("proto/a.proto", NEW)]);
    repository.git(&["add", "proto/a.proto"]);
    settle(&repository);
    let blob = repository.git(&["rev-parse", "HEAD:proto/a.proto"]);
    forge(&repository, &repository.git(&["rev-parse", ":proto/a.proto"]), &blob);
    // The index is a lie that git believes too. This shows that the other tests compare what the index says.
    assert_eq!(repository.git(&["status", "--short"]), "");
    assert_eq!(compared(repository.path(), "git:HEAD~1").0, Some(0));
}

/// Replaces the id of a blob in the index.
fn forge(repository: &Repository, from: &str, to: &str) {
    let index = repository.path().join(".git/index");
    let bytes = fs::read(&index).unwrap();
    let [from, to] = [from, to].map(|id| (0..40).step_by(2).map(|at| u8::from_str_radix(&id[at..at + 2], 16).unwrap()));
    let (from, to): (Vec<u8>, Vec<u8>) = (from.collect(), to.collect());
    let at = bytes.windows(20).position(|window| window == from).unwrap();
    let mut forged = bytes.clone();
    forged[at..at + 20].copy_from_slice(&to);
    // Without a checksum, as with `index.skipHash`.
    let end = forged.len() - 20;
    forged[end..].fill(0);
    fs::write(&index, forged).unwrap();
}

#[test]
fn notices_another_file_in_the_place() {
    is_found(|repository| {
        write(repository.path(), &[("other/a.proto", NEW)]);
        fs::rename(repository.path().join("other/a.proto"), repository.path().join("proto/a.proto")).unwrap();
    });
    is_found(|repository| {
        write(repository.path(), &[("other/a.proto", NEW)]);
        fs::remove_file(repository.path().join("proto/a.proto")).unwrap();
        symlink(repository.path().join("other/a.proto"), repository.path().join("proto/a.proto")).unwrap();
    });
    is_found(|repository| {
        write(repository.path(), &[("other/a.proto", NEW)]);
        fs::rename(repository.path().join("proto"), repository.path().join("earlier")).unwrap();
        symlink(repository.path().join("other"), repository.path().join("proto")).unwrap();
    });
}

#[test]
fn notices_a_deleted_file() {
    is_found(|repository| fs::remove_file(repository.path().join("proto/a.proto")).unwrap());
}

#[test]
fn notices_files_that_the_index_lacks_or_has_in_conflict() {
    is_found(|repository| {
        repository.git(&["rm", "--quiet", "--cached", "proto/a.proto"]);
        write(repository.path(), &[("proto/a.proto", NEW)]);
    });
    is_found(|repository| {
        write(repository.path(), &[("proto/a.proto", NEW)]);
        repository.git(&["rm", "--quiet", "--cached", "proto/a.proto"]);
        repository.git(&["add", "--intent-to-add", "proto/a.proto"]);
    });
    is_found(|repository| {
        repository.git(&["checkout", "--quiet", "-b", "other"]);
        repository.commit("other", &[("proto/a.proto", NEW)]);
        repository.git(&["checkout", "--quiet", "main"]);
        repository.commit("ours", &[("proto/a.proto", &OLD.replace("int32", "uint32"))]);
        let merge =
            environment::git().args(["merge", "--quiet", "other"]).current_dir(repository.path()).output().unwrap();
        assert!(!merge.status.success());
        write(repository.path(), &[("proto/a.proto", NEW)]);
        repository.git(&["update-ref", "HEAD", "main~1"]);
    });
}

#[test]
fn notices_edits_without_a_readable_index() {
    let damages: [&dyn Fn(&Path); 5] = [
        &|index| fs::write(index, "damaged").unwrap(),
        &|index| fs::write(index, "").unwrap(),
        &|index| {
            let bytes = fs::read(index).unwrap();
            fs::write(index, &bytes[..bytes.len() / 2]).unwrap();
        },
        &|index| {
            let mut bytes = fs::read(index).unwrap();
            bytes[9] = 0xff;
            fs::write(index, bytes).unwrap();
        },
        &|index| fs::remove_file(index).unwrap(),
    ];
    for damage in damages {
        is_found(|repository| {
            write(repository.path(), &[("proto/a.proto", NEW)]);
            damage(&repository.path().join(".git/index"));
        });
        let Some(repository) = repository() else { return };
        damage(&repository.path().join(".git/index"));
        assert_eq!(compared(repository.path(), "git:HEAD~1").0, Some(0));
    }
}

#[test]
fn notices_edits_with_any_kind_of_index() {
    for kind in [
        &["update-index", "--split-index"][..],
        &["update-index", "--index-version", "2"],
        &["update-index", "--index-version", "4"],
        &["update-index", "--untracked-cache"],
        &["-c", "index.skipHash=true", "update-index", "--force-write-index"],
    ] {
        is_found(|repository| {
            repository.git(kind);
            settle(repository);
            assert_eq!(compared(repository.path(), "git:HEAD~1").0, Some(0), "{kind:?}");
            write(repository.path(), &[("proto/a.proto", NEW)]);
        });
    }
}

#[test]
fn notices_edits_in_another_work_tree() {
    is_found(|repository| {
        let elsewhere = repository.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        repository.git(&["config", "core.worktree", elsewhere.to_str().unwrap()]);
        write(repository.path(), &[("proto/a.proto", NEW)]);
    });
    is_found(|repository| {
        repository.git(&["worktree", "add", "--quiet", "--detach", "linked"]);
        let linked = repository.path().join("linked");
        assert_eq!(compared(&linked, "git:HEAD~1").0, Some(0));
        write(&linked, &[("proto/a.proto", NEW)]);
        let (code, text) = compared(&linked, "git:HEAD~1");
        assert_eq!(code, Some(100), "{text}");
        write(repository.path(), &[("proto/a.proto", NEW)]);
    });
}

#[test]
fn distinguishes_files_of_the_same_name_in_other_folders() {
    let Some(repository) = Repository::new() else { return };
    let config = |path: &str| format!("[[module]]\npath = \"{path}\"\n");
    repository.commit("first", &[("protoward.toml", &config("one")), ("one/a.proto", OLD), ("two/a.proto", NEW)]);
    repository.commit("second", &[("protoward.toml", &config("two"))]);
    let breaking = |folder: &Path| {
        environment::protoward().args(["breaking", "--against", "git:HEAD~1"]).current_dir(folder).output().unwrap()
    };
    let output = breaking(repository.path());
    assert_eq!(output.status.code(), Some(100), "{output:?}");
}

/// Damages some bytes of a file of the repository, in place and by cutting it, and restores it afterwards.
fn damaged(file: &Path, mut check: impl FnMut(&str)) {
    let intact = fs::read(file).unwrap();
    // A mapped file must not shrink, and the files of git are not writable.
    let replace = |bytes: &[u8]| {
        fs::remove_file(file).unwrap();
        fs::write(file, bytes).unwrap();
    };
    let step = (intact.len() / 60).max(1);
    for at in (0..intact.len()).step_by(step) {
        for bits in [0x01, 0x80, 0xff] {
            let mut bytes = intact.clone();
            bytes[at] ^= bits;
            replace(&bytes);
            check(&format!("{} with the byte {at} changed by {bits}", file.display()));
        }
        replace(&intact[..at]);
        check(&format!("{} cut at {at}", file.display()));
    }
    replace(&intact);
}

#[test]
fn reads_the_right_contents_or_none_from_a_damaged_index() {
    let Some(repository) = repository() else { return };
    settle(&repository);
    let id = repository.git(&["rev-parse", "HEAD:proto/a.proto"]);
    let content = || match Input::parse(repository.path().to_str().unwrap()).unwrap().open() {
        Ok(Opened::Files(files)) => files.tree.content("proto/a.proto"),
        other => panic!("{other:?}"),
    };
    let shown = |content| match content {
        KnownContent::Id(ContentId(id)) => id.iter().map(|byte| format!("{byte:02x}")).collect(),
        other => format!("{other:?}"),
    };
    assert_eq!(shown(content()), id);
    damaged(&repository.path().join(".git/index"), |what| {
        let found = shown(content());
        assert!(found == id || found == "Unknown", "{what}: {found}");
    });
}

#[test]
fn reports_damaged_packs() {
    let Some(repository) = repository() else { return };
    let text = |number: usize| format!("{OLD}{}", format!("message B{number} {{}}\n").repeat(20 + number));
    for number in 0..8 {
        repository.commit("more", &[("proto/c.proto", &text(number)), (&format!("proto/d{number}.proto"), OLD)]);
    }
    repository.git(&["gc", "--quiet"]);
    let intact = text(0).into_bytes();
    let read = || -> Result<Option<Vec<u8>>, String> {
        let new = Input::parse(repository.path().to_str().unwrap()).unwrap();
        match Input::parse("git:HEAD~7").unwrap().of(&new).unwrap().open() {
            Ok(Opened::Files(files)) => {
                let names = files.tree.files("", ".proto").map_err(|error| error.to_string())?;
                names.iter().try_for_each(|name| files.tree.read(name).map(drop)).map_err(|error| error.to_string())?;
                files.tree.read("proto/c.proto").map_err(|error| error.to_string())
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        }
    };
    assert_eq!(read().as_ref(), Ok(&Some(intact.clone())));
    let packs = repository.path().join(".git/objects/pack");
    for name in fs::read_dir(&packs).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        if name.ends_with(".pack") || name.ends_with(".idx") {
            damaged(&packs.join(name), |what| {
                if let Ok(found) = read() {
                    assert!(found.as_ref() == Some(&intact), "{what}");
                }
            });
        }
    }
}

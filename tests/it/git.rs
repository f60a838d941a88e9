//! Inputs in Git: revisions, trees, and their errors.

use std::path::Path;

use protoward_inputs::{Input, Opened};
use protoward_source::{Report, Sources};
use protoward_workspace::{OpenOptions, open};

use crate::environment;
use crate::support::{Repository, check, git, portable, shown, summary, write};

const OLD: &str = "syntax = \"proto3\";\npackage a;\nmessage A { int32 old = 1; }\n";
const NEW: &str = "syntax = \"proto3\";\npackage a;\nmessage A { int32 new = 1; }\n";

/// Creates a repository with two commits of `proto/a/v1/a.proto`, a branch, a tag and an annotated tag.
fn two_commits() -> Option<Repository> {
    let repository = Repository::new()?;
    repository.commit("old", &[("proto/a/v1/a.proto", OLD), ("readme.md", "")]);
    repository.git(&["branch", "release/1"]);
    repository.git(&["tag", "v1.0.0"]);
    repository.git(&["tag", "--annotate", "v1", "--message", "the first"]);
    repository.commit("new", &[("proto/a/v1/a.proto", NEW)]);
    Some(repository)
}

/// Opens `reference`, where `git:REV` refers to `input` below `folder`.
fn opened(folder: &Path, reference: &str, input: &str) -> String {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let new = Input::parse(folder.join(input).to_str().unwrap()).unwrap();
    let reference = reference.replace('$', folder.to_str().unwrap());
    let old = Input::parse(&reference).unwrap().of(&new).unwrap();
    let workspace = open(&old, &OpenOptions::default(), &mut sources, &mut report);
    assert_eq!(workspace.is_none(), report.has_errors(), "{report:?}");
    let text = workspace.map(|workspace| summary(&workspace, &sources)).unwrap_or_default();
    portable(&format!("{text}{}", shown(&report, &sources, folder)), folder, "$")
}

fn all(folder: &Path, references: &[&str], input: &str) -> String {
    let opened = references.iter().map(|reference| format!("{reference}\n{}", opened(folder, reference, input)));
    opened.collect::<Vec<_>>().join("\n")
}

#[test]
fn accepts_every_revision_syntax_of_git() {
    let Some(repository) = two_commits() else { return };
    let sha = repository.git(&["rev-parse", "HEAD~1"]);
    let references = [
        "git:HEAD",
        "git:HEAD~1",
        "git:HEAD^",
        "git:@",
        "git:main",
        "git:main~1",
        "git:release/1",
        "git:v1.0.0",
        "git:v1",
        "git:refs/heads/release/1",
        &format!("git:{}", &sha[..7]),
        &format!("git:{sha}"),
    ];
    let loose = all(repository.path(), &references, "proto");
    repository.git(&["pack-refs", "--all"]);
    repository.git(&["gc", "--quiet"]);
    assert_eq!(all(repository.path(), &references, "proto"), loose, "packed refs and objects are read as loose ones");
    check("source", "git_revisions", &loose);
}

#[test]
fn accepts_repository_references_of_buf() {
    let Some(repository) = two_commits() else { return };
    git(repository.path(), &["clone", "--quiet", "--bare", ".", "bare.git"]);
    let sha = repository.git(&["rev-parse", "HEAD~1"]);
    let references = [
        "$/.git",
        "$/.git#subdir=proto",
        "$/.git#branch=release/1,subdir=proto",
        "$/.git#tag=v1,subdir=proto/a",
        &format!("$/.git#commit={sha},subdir=proto"),
        "$/.git#ref=HEAD~1,depth=50,subdir=proto",
        "$/bare.git#branch=main,subdir=proto",
        "$#format=git,subdir=proto",
        "$/.git#branch=relaese/1",
        "$/.git#tag=v2",
        "$/.git#subdir=porto",
        "$/nothing.git",
        "$/proto#format=git",
    ];
    check("source", "git_repositories", &all(repository.path(), &references, "proto"));
}

#[test]
fn opens_single_files_and_images_of_a_revision() {
    let Some(repository) = two_commits() else { return };
    repository.commit("an image", &[("bad.binpb", "\u{1}\u{2}")]);
    repository.git(&["rm", "--quiet", "bad.binpb"]);
    repository.commit("no image", &[]);
    let file = opened(repository.path(), "git:HEAD~3", "proto/a/v1/a.proto");
    let image = opened(repository.path(), "git:HEAD~1", "bad.binpb");
    let none = opened(repository.path(), "git:HEAD", "bad.binpb");
    check("source", "git_file_and_image", &[file, image, none].join("\n"));
}

#[test]
fn opens_worktrees_and_alternates() {
    let Some(repository) = two_commits() else { return };
    repository.git(&["worktree", "add", "--quiet", "elsewhere", "release/1"]);
    let alternate = tempfile::tempdir().unwrap();
    let from = repository.path().to_str().unwrap();
    git(alternate.path(), &["clone", "--quiet", "--shared", from, "clone"]);
    let worktree = opened(&repository.path().join("elsewhere"), "git:main", "proto");
    let shared = opened(&alternate.path().join("clone"), "git:HEAD~1", "proto");
    check("source", "git_worktree_and_alternate", &[worktree, shared].join("\n"));
}

#[test]
fn lists_existing_revisions_for_a_missing_one() {
    let Some(repository) = two_commits() else { return };
    let clone = tempfile::tempdir().unwrap();
    git(clone.path(), &["clone", "--quiet", "--branch=release/1", repository.path().to_str().unwrap(), "clone"]);
    let references = [
        "git:HEAD~9",
        "git:main",
        "git:release/2",
        "git:v1.0.1",
        "git:origin/man",
        "git:deadbeef",
        "git:nonsense~2",
        "git:HEAD..HEAD",
        "git:HEAD:readme.md",
        "git:~",
        "git:^{",
        "git:@{-1}",
    ];
    check("source", "git_missing_revisions", &all(&clone.path().join("clone"), &references, "proto"));
}

#[test]
fn suggests_how_to_deepen_a_shallow_clone() {
    let Some(repository) = two_commits() else { return };
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", repository.path().display());
    git(clone.path(), &["clone", "--quiet", "--depth=1", &from, "clone"]);
    let folder = clone.path().join("clone");
    let references = [
        "git:HEAD",
        "git:HEAD~1",
        "git:v1.0.0",
        "git:origin/release/1",
        "git:0123456789012345678901234567890123456789",
        "$/.git#branch=release/1",
        "$/.git#tag=v1",
    ];
    check("source", "git_shallow", &all(&folder, &references, "proto"));
    git(&folder, &["checkout", "--quiet", "-b", "feature"]);
    git(&folder, &["branch", "--quiet", "--delete", "main"]);
    check("source", "git_shallow_elsewhere", &opened(&folder, "git:main", "proto"));
    git(&folder, &["fetch", "--quiet", "--unshallow"]);
    assert!(opened(&folder, "git:HEAD~1", "proto").starts_with("1 file"), "what the help says is enough");
}

#[test]
fn reports_a_repository_without_history() {
    let Some(repository) = Repository::new() else { return };
    let empty = opened(repository.path(), "git:HEAD", "proto");
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/a.proto", NEW)]);
    let none = opened(folder.path(), "git:HEAD~1", "proto");
    check("source", "git_no_history", &[empty, none].join("\n"));
}

#[cfg(unix)]
#[test]
fn follows_links_only_within_the_commit() {
    use std::os::unix::fs::symlink;
    let Some(repository) = Repository::new() else { return };
    let folder = repository.path();
    write(folder, &[("shared/b.proto", "syntax = \"proto3\";\nmessage B {}\n"), ("proto/a.proto", NEW)]);
    symlink("../shared", folder.join("proto/shared")).unwrap();
    symlink("a.proto", folder.join("alias.proto")).unwrap();
    symlink("/etc", folder.join("proto/etc")).unwrap();
    symlink("../../..", folder.join("proto/outside")).unwrap();
    symlink("nothing", folder.join("proto/nowhere")).unwrap();
    repository.commit("good links", &[]);
    symlink("/etc/passwd", folder.join("proto/passwd.proto")).unwrap();
    repository.commit("a link out of the commit", &[]);
    std::fs::remove_file(folder.join("proto/passwd.proto")).unwrap();
    symlink("../proto", folder.join("proto/loop")).unwrap();
    repository.commit("a link to a folder above", &[]);
    std::fs::remove_file(folder.join("proto/loop")).unwrap();
    symlink("y.proto", folder.join("proto/x.proto")).unwrap();
    symlink("x.proto", folder.join("proto/y.proto")).unwrap();
    repository.commit("links to each other", &[]);
    std::fs::remove_file(folder.join("proto/x.proto")).unwrap();
    repository.commit("a link to nothing", &[]);
    check(
        "source",
        "git_links",
        &all(folder, &["git:HEAD~4", "git:HEAD~3", "git:HEAD~2", "git:HEAD~1", "git:HEAD"], "proto"),
    );
}

#[test]
fn reads_submodules_as_separate_repositories() {
    let Some(repository) = Repository::new() else { return };
    let Some(other) = two_commits() else { return };
    let from = other.path().to_str().unwrap();
    repository.git(&["submodule", "--quiet", "add", from, "proto/vendor"]);
    // Otherwise the id of the commit would depend on the path of a temporary folder.
    repository.git(&["config", "--file", ".gitmodules", "submodule.proto/vendor.url", "../other"]);
    let text = "syntax = \"proto3\";\nimport \"vendor/proto/a/v1/a.proto\";\nmessage M { a.A a = 1; }\n";
    repository.commit("a submodule", &[("proto/m.proto", text), ("proto/good/g.proto", NEW)]);
    let needed = opened(repository.path(), "git:HEAD", "proto");
    let inside = opened(repository.path(), "git:HEAD", "proto/vendor");
    let beside = opened(repository.path(), "git:HEAD", "proto/good");
    check("source", "git_submodule", &[needed, inside, beside].join("\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_errors() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let Some(repository) = Repository::new() else { return };
    let folder = repository.path();
    write(folder, &[("proto/a.proto", NEW)]);
    std::fs::write(folder.join("proto").join(OsStr::from_bytes(b"\xff.proto")), "bad").unwrap();
    repository.commit("a name that no import can say", &[]);
    check("source", "git_names", &opened(folder, "git:HEAD", "proto"));
}

#[test]
fn reports_missing_objects() {
    let Some(repository) = two_commits() else { return };
    let object = |revision: &str| {
        let id = repository.git(&["rev-parse", revision]);
        let (folder, rest) = id.split_at(2);
        repository.path().join(".git/objects").join(folder).join(rest)
    };
    let blob = object("HEAD:proto/a/v1/a.proto");
    let tree = object("HEAD:proto/a");
    let commit = object("HEAD");
    let without = |object: &Path| {
        std::fs::remove_file(object).unwrap();
        let lost = opened(repository.path(), "git:HEAD", "proto");
        std::fs::write(object, "this is not what git has written").unwrap();
        let damaged = opened(repository.path(), "git:HEAD", "proto");
        format!("{lost}{damaged}")
    };
    let all = [without(&blob), without(&tree), without(&commit)].join("\n");
    std::fs::write(repository.path().join(".git/HEAD"), "nonsense").unwrap();
    let head = opened(repository.path(), "git:HEAD", "proto");
    check("source", "git_lost_objects", &format!("{all}\n{head}"));
}

#[test]
fn suggests_how_to_complete_a_partial_clone() {
    let Some(repository) = two_commits() else { return };
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", repository.path().display());
    git(clone.path(), &["clone", "--quiet", "--filter=blob:none", &from, "clone"]);
    let folder = clone.path().join("clone");
    check("source", "git_partial", &opened(&folder, "git:HEAD~1", "proto"));
    git(&folder, &["fetch", "--quiet", "--refetch", "--no-filter"]);
    assert!(opened(&folder, "git:HEAD~1", "proto").starts_with("1 file"), "what the message says is enough");
}

#[test]
fn reports_an_unsupported_repository_format() {
    let Some(repository) = Repository::new() else { return };
    let kind = |argument: &str| {
        let folder = repository.path().join("other");
        let arguments = ["init", "--quiet", argument, folder.to_str().unwrap()];
        // Older versions of Git do not support all kinds.
        if !environment::git().args(arguments).output().unwrap().status.success() {
            return None;
        }
        write(&folder, &[("proto/a.proto", NEW)]);
        git(&folder, &["add", "--all"]);
        git(&folder, &["commit", "--quiet", "--message", "one"]);
        let opened = opened(&folder, "git:HEAD", "proto");
        std::fs::remove_dir_all(folder).unwrap();
        Some(opened)
    };
    if let Some(text) = kind("--object-format=sha256") {
        check("source", "git_sha256", &text);
    }
    if let Some(text) = kind("--ref-format=reftable") {
        check("source", "git_reftable", &text);
    }
}

/// Returns every file of a repository with its content.
fn contents(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn does_not_run_git_or_write_files() {
    let Some(repository) = two_commits() else { return };
    let before = contents(repository.path());
    let mut command = environment::protoward();
    command.args(["ls-files", "git:HEAD~1"]).current_dir(repository.path()).env("PATH", "");
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "proto/a/v1/a.proto@HEAD~1\n");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(contents(repository.path()), before);
}

/// Draws the references that a name may mean, and compares the commit and the warning with those of git.
#[test]
fn resolves_names_as_git() {
    let Some(repository) = Repository::new() else { return };
    let all = ["refs/x", "refs/tags/x", "refs/heads/x", "refs/remotes/x", "refs/remotes/x/HEAD", "refs/heads/HEAD"];
    let commits: Vec<String> = (0..all.len() + 1)
        .map(|number| {
            repository.commit(&number.to_string(), &[("a.proto", &format!("// {number}\n{OLD}"))]);
            repository.git(&["rev-parse", "HEAD"])
        })
        .collect();
    for drawn in 0..1_u32 << all.len() {
        let chosen = |at: &usize| drawn & (1 << at) != 0;
        // A file and a folder cannot have the same name.
        if chosen(&3) && chosen(&4) {
            continue;
        }
        let earlier = repository.git(&["for-each-ref", "--format=%(refname)"]);
        let earlier = earlier.lines().filter(|full| all.contains(full));
        earlier.for_each(|full| drop(repository.git(&["update-ref", "-d", full])));
        (0..all.len()).filter(chosen).for_each(|at| drop(repository.git(&["update-ref", all[at], &commits[at]])));
        for name in ["x", "x^0", "HEAD", "tags/x", "heads/x", "refs/heads/x", "refs/x", "remotes/x", &commits[0][..7]] {
            let git = environment::git()
                .args(["rev-parse", "--verify", name])
                .current_dir(repository.path())
                .output()
                .unwrap();
            let theirs = git.status.success().then(|| {
                let is_ambiguous = String::from_utf8_lossy(&git.stderr).contains("is ambiguous");
                (String::from_utf8_lossy(&git.stdout).trim().to_owned(), is_ambiguous)
            });
            let new = Input::parse(repository.path().to_str().unwrap()).unwrap();
            let old = Input::parse(&format!("git:{name}")).unwrap().of(&new).unwrap();
            let ours = match old.open() {
                Ok(Opened::Files(files)) => files.commit.map(|commit| (commit.id, commit.ambiguous.is_some())),
                _ => None,
            };
            let is_same = match (&ours, &theirs) {
                (Some((ours, warned)), Some((theirs, warns))) => theirs.starts_with(ours.as_str()) && warned == warns,
                (None, None) => true,
                _ => false,
            };
            assert!(is_same, "{name} of {drawn:b}: {ours:?}, and git has {theirs:?}");
        }
    }
}

//! The default baseline of an input, and commits that are given by name, such as `latest-tag`.

use std::path::Path;

use protoward_inputs::{Change, Input, Push, QueueBase, TargetBranch};

use crate::environment;
use crate::support::{Repository, check, git, portable, write};

const PROTO: &str = "syntax = \"proto3\";\npackage a;\nmessage A { int32 old = 1; }\n";

/// Creates a repository in which the branches `feature` and `main` have diverged.
fn left_main() -> Option<Repository> {
    let repository = Repository::new()?;
    repository.commit("one", &[("proto/a.proto", PROTO)]);
    repository.commit("two", &[("two", "")]);
    repository.git(&["checkout", "--quiet", "-b", "feature"]);
    repository.commit("mine", &[("mine", "")]);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.commit("of others", &[("of others", "")]);
    repository.git(&["checkout", "--quiet", "feature"]);
    Some(repository)
}

fn clone_of(from: &Repository, arguments: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", from.path().display());
    let arguments = [&["clone", "--quiet"], arguments, &[&*url, "clone"]].concat();
    git(folder.path(), &arguments);
    folder
}

/// Returns a change that will be merged into a branch.
fn into(branch: &str) -> Change {
    Change::into_branch(branch)
}

/// Returns the subjects of the chosen commits with the reasons for the choice, or the error.
fn chosen(folder: &Path, change: &Change) -> String {
    chosen_for(folder, folder.join("proto").to_str().unwrap(), change)
}

fn chosen_for(folder: &Path, input: &str, change: &Change) -> String {
    let input = Input::parse(input).unwrap();
    let text = match input.baselines(change) {
        Ok(found) if found.is_empty() => "nothing".to_owned(),
        Ok(found) => {
            let shown = found.iter().map(|it| format!("{} ({}): {}", it.input, subject(folder, &it.input), it.why));
            shown.collect::<Vec<_>>().join("; ")
        }
        Err(error) => format!("{error}\n  help: {}", error.help().unwrap_or_default()),
    };
    portable(&text, folder, "$")
}

/// Returns the subject of the commit that an input refers to.
fn subject(folder: &Path, input: &Input) -> String {
    let opened = match input.open() {
        Ok(opened) => opened,
        Err(error) => return format!("{error}; {}", error.help().unwrap_or_default()),
    };
    let protoward_inputs::Opened::Files(files) = opened else { return "an image".to_owned() };
    let id = files.commit.expect("it is of a commit").id;
    git(folder, &["log", "-1", "--format=%s", &id])
}

#[test]
fn compares_a_branch_with_its_merge_base() {
    let Some(repository) = left_main() else { return };
    let folder = repository.path();
    let here = chosen(folder, &Change::default());
    let from_clone = {
        let clone = clone_of(&repository, &[]);
        git(&clone.path().join("clone"), &["remote", "set-head", "origin", "main"]);
        // The branch of the remote counts, not the local branch, which may be outdated.
        git(&clone.path().join("clone"), &["branch", "--quiet", "main", "origin/main~2"]);
        chosen(&clone.path().join("clone"), &Change::default())
    };
    repository.git(&["checkout", "--quiet", "main"]);
    let on_main = chosen(folder, &Change::default());
    repository.git(&["checkout", "--quiet", "--detach"]);
    let detached = chosen(folder, &Change::default());
    repository.git(&["checkout", "--quiet", "-b", "new"]);
    let nothing_own = chosen(folder, &Change::default());
    repository.git(&["checkout", "--quiet", "feature"]);
    repository.git(&["merge", "--quiet", "--no-edit", "main"]);
    let merged = chosen(folder, &Change::default());
    let at_commit = Input::parse("git:HEAD~1").unwrap().of(&Input::parse(folder.to_str().unwrap()).unwrap()).unwrap();
    let at_commit = at_commit.baselines(&Change::default()).unwrap().remove(0);
    let at_commit = format!("{} ({}): {}", at_commit.input, subject(folder, &at_commit.input), at_commit.why);
    let named =
        chosen_for(folder, &format!("{}/.git#branch=feature,subdir=proto", folder.display()), &Change::default());
    let cases = [
        ("here", here),
        ("in a clone", from_clone),
        ("on main", on_main),
        ("the newest of main, by itself", detached),
        ("a new branch", nothing_own),
        ("with what others merged meanwhile", merged),
        ("a commit of it", at_commit),
        ("a repository that is named", named),
    ];
    check("source", "baseline_chosen", &cases.map(|(name, text)| format!("{name}\n  {text}\n")).concat());
}

#[test]
fn takes_the_default_branch_from_the_remote() {
    let Some(repository) = Repository::new() else { return };
    repository.git(&["checkout", "--quiet", "-b", "trunk"]);
    repository.commit("one", &[("proto/a.proto", PROTO)]);
    repository.commit("two", &[("two", "")]);
    let clone = clone_of(&repository, &[]);
    let folder = clone.path().join("clone");
    let on_trunk = chosen(&folder, &Change::default());
    git(&folder, &["checkout", "--quiet", "-b", "feature"]);
    git(&folder, &["commit", "--quiet", "--allow-empty", "--message", "mine"]);
    let of_trunk = chosen(&folder, &Change::default());
    git(&folder, &["remote", "rename", "origin", "upstream"]);
    let renamed = chosen(&folder, &Change::default());
    let unknown = chosen(repository.path(), &Change::default());
    let one_branch = clone_of(&repository, &["--single-branch", "--branch=trunk"]);
    git(&one_branch.path().join("clone"), &["remote", "set-head", "origin", "--delete"]);
    let one_branch = chosen(&one_branch.path().join("clone"), &Change::default());
    check("source", "baseline_default_branch", &[on_trunk, of_trunk, renamed, unknown, one_branch].join("\n"));
}

#[test]
fn finds_no_baseline_without_history() {
    let Some(repository) = Repository::new() else { return };
    let empty = chosen(repository.path(), &Change::default());
    repository.commit("one", &[("proto/a.proto", PROTO)]);
    let first = chosen(repository.path(), &Change::default());
    let outside = tempfile::tempdir().unwrap();
    let none = chosen_for(outside.path(), outside.path().to_str().unwrap(), &Change::default());
    let stdin = chosen_for(outside.path(), "-", &Change::default());
    repository.git(&["checkout", "--quiet", "--orphan", "other"]);
    repository.commit("another beginning", &[]);
    let orphan = chosen(repository.path(), &Change::default());
    check("source", "baseline_none", &[empty, first, none, stdin, orphan].join("\n"));
}

#[test]
fn compares_with_the_target_branch_of_a_merge_request() {
    let Some(repository) = left_main() else { return };
    repository.git(&["branch", "release", "main~2"]);
    let release = chosen(repository.path(), &into("release"));
    let unknown = chosen(repository.path(), &into("relaese"));
    let fork = repository.git(&["rev-parse", "main~1"]);
    // The state after `actions/checkout`: only the commit that merges the change.
    repository.git(&["checkout", "--quiet", "--detach", "main"]);
    repository.git(&["merge", "--quiet", "--no-ff", "--message", "the merge", "feature"]);
    repository.git(&["update-ref", "refs/pull/1/merge", "HEAD"]);
    repository.git(&["checkout", "--quiet", "main"]);
    let merge = |depth: &str| {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
        let url = format!("file://{}", repository.path().display());
        git(folder.path(), &["remote", "add", "origin", &url]);
        git(folder.path(), &["fetch", "--quiet", depth, "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge"]);
        git(folder.path(), &["checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge"]);
        folder
    };
    let one = merge("--depth=1");
    let two = merge("--depth=2");
    let shallow = chosen(one.path(), &into("main"));
    let deeper = chosen(two.path(), &into("main"));
    let merge = Some(git(two.path(), &["rev-parse", "HEAD"]));
    let target = TargetBranch { branch: "main".into(), merge, ..TargetBranch::default() };
    let by_service = chosen(two.path(), &Change { target: Some(target), ..Change::default() });
    let (_, command) = shallow.split_once('`').and_then(|_| shallow.split_once("fetch it with `")).unwrap();
    let command = command.split('`').next().unwrap();
    git(one.path(), &command.split(' ').skip(1).collect::<Vec<_>>());
    let fetched = chosen(one.path(), &into("main"));
    // GitLab checks out the change itself, and provides the commit where its branch started.
    let gitlab = clone_of(&repository, &["--branch=feature", "--depth=20"]);
    let target = TargetBranch { branch: "main".into(), base: Some(fork), ..TargetBranch::default() };
    let gitlab = chosen(&gitlab.path().join("clone"), &Change { target: Some(target), ..Change::default() });
    let gitlab = gitlab.replace(&repository.git(&["rev-parse", "main~1"]), "ID");
    let cases = [
        ("another branch", release),
        ("a branch that is not there", unknown),
        ("only the merge", shallow),
        ("after the command", fetched),
        ("a merge by whomever, and its parents", deeper),
        ("the merge of the service, and its parents", by_service),
        ("a commit that is named", gitlab),
    ];
    check("source", "baseline_services", &cases.map(|(name, text)| format!("{name}\n  {text}\n")).concat());
}

#[test]
fn suggests_a_command_that_completes_a_shallow_clone() {
    let Some(repository) = left_main() else { return };
    repository.git(&["tag", "v1.0.0", "main~2"]);
    let outcome = |folder: &Path, reference: &str| {
        let base = Input::parse(folder.join("proto").to_str().unwrap()).unwrap();
        let input = match reference {
            "" => base.baselines(&Change::default()).map(|mut it| it.remove(0).input),
            reference => Input::parse(reference).unwrap().of(&base),
        };
        input.and_then(|input| input.open().map(|_| subject(folder, &input)))
    };
    let mut text = String::new();
    for (branch, reference) in [
        ("feature", ""),
        ("main", ""),
        ("feature", "merge-base:main"),
        ("feature", "merge-base:origin/main"),
        ("feature", "git:HEAD~2"),
        ("feature", "git:main"),
        ("feature", "git:origin/main"),
        ("feature", "git:origin/main~1"),
        ("feature", "git:v1.0.0"),
        ("feature", "latest-tag"),
    ] {
        let clone = clone_of(&repository, &["--depth=1", &format!("--branch={branch}")]);
        let folder = clone.path().join("clone");
        let error = outcome(&folder, reference).expect_err("a clone of one commit does not have it");
        let help = error.help().unwrap();
        let command = help.split('`').nth(1).unwrap();
        git(&folder, &command.split(' ').skip(1).collect::<Vec<_>>());
        let then = outcome(&folder, reference).unwrap_or_else(|error| format!("{error}; {}", error.help().unwrap()));
        text += &format!("{branch}: {reference}\n  {error}\n  {help}\n  then: {then}\n");
    }
    check("source", "baseline_shallow", &text);
}

#[test]
fn latest_tag_is_the_highest_reachable_version() {
    let Some(repository) = Repository::new() else { return };
    for tag in ["api/v1.9.0", "nightly", "v1.9.0", "v1.10.0-rc.1", "v1.10.0"] {
        repository.commit(tag, &[("proto/a.proto", PROTO)]);
        repository.git(&["tag", "--annotate", tag, "--message", tag]);
    }
    let latest = |reference: &str, base: &str| {
        let input = Input::parse(reference).unwrap().of(&Input::parse(base).unwrap()).unwrap();
        match input.open() {
            Ok(_) => subject(repository.path(), &input),
            Err(error) => format!("{error}; {}", error.help().unwrap_or_default()),
        }
    };
    let proto = repository.path().join("proto");
    let proto = proto.to_str().unwrap();
    let bare = format!("{}/.git#tag=v1.9.0,subdir=proto", repository.path().display());
    let text = [
        latest("latest-tag", proto),
        latest("latest-tag:api/", proto),
        latest("latest-tag:web/", proto),
        latest("latest-tag", &bare),
    ];
    repository.commit("after the release", &[("more", "")]);
    let after = latest("latest-tag", proto);
    check("source", "baseline_latest_tag", &format!("{}\n{after}", text.join("\n")));
}

/// Returns the tag that `latest-tag` refers to for the files of a repository, or the error.
fn latest_tag(folder: &Path, reference: &str) -> String {
    let base = Input::parse(folder.join("proto").to_str().unwrap()).unwrap();
    match Input::parse(reference).unwrap().of(&base).unwrap().open() {
        Ok(protoward_inputs::Opened::Files(files)) => files.commit.unwrap().asked,
        Ok(_) => unreachable!("it is a folder"),
        Err(error) => format!("{error}; {}", error.help().unwrap_or_default()),
    }
}

#[test]
fn latest_tag_is_the_tag_of_head_if_files_have_changed_since() {
    let Some(repository) = Repository::new() else { return };
    let folder = repository.path();
    let file = repository.path().join("proto/a.proto");
    repository.commit("one", &[("proto/a.proto", PROTO)]);
    repository.git(&["tag", "v1.0.0"]);
    assert_eq!(latest_tag(folder, "latest-tag"), "v1.0.0", "the first release has none before it");
    repository.commit("two", &[("proto/b.proto", PROTO)]);
    assert_eq!(latest_tag(folder, "latest-tag"), "v1.0.0");
    repository.git(&["tag", "v1.1.0"]);
    assert_eq!(latest_tag(folder, "latest-tag"), "v1.0.0", "the release itself is looked at");
    std::fs::write(folder.join("readme.md"), "no schema").unwrap();
    std::fs::write(&file, PROTO.replace('\n', "\r\n")).unwrap();
    assert_eq!(latest_tag(folder, "latest-tag"), "v1.0.0", "no schema has changed");
    std::fs::write(&file, PROTO.replace("old", "new")).unwrap();
    assert_eq!(latest_tag(folder, "latest-tag"), "v1.1.0");
    repository.git(&["checkout", "--quiet", "--", "proto"]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(latest_tag(folder, "latest-tag"), "v1.1.0");
    repository.git(&["checkout", "--quiet", "--", "proto"]);
    write(folder, &[("proto/new.proto", PROTO)]);
    assert_eq!(latest_tag(folder, "latest-tag"), "v1.1.0");
    assert_eq!(latest_tag(folder, "latest-tag:v1.0"), "v1.0.0");
}

#[test]
fn does_not_compare_a_release_with_itself_in_a_shallow_clone() {
    let Some(repository) = Repository::new() else { return };
    for tag in ["v1.0.0", "v1.1.0"] {
        repository.commit(tag, &[("proto/a.proto", PROTO)]);
        repository.git(&["tag", tag]);
    }
    let clone = clone_of(&repository, &["--depth=1", "--branch=v1.1.0"]);
    let outcome = latest_tag(&clone.path().join("clone"), "latest-tag");
    assert!(outcome.contains("shallow clone") && outcome.contains("git fetch --unshallow --tags"), "{outcome}");
}

#[test]
fn compares_tags_of_one_series_with_each_other() {
    let tagged = |tags: &[&str]| {
        let repository = Repository::new()?;
        repository.commit("one", &[("proto/a.proto", PROTO)]);
        tags.iter().for_each(|tag| drop(repository.git(&["tag", tag])));
        repository.commit("two", &[]);
        Some(repository)
    };
    let cases: [(&[&str], &str); 9] = [
        (&["api/v2.0.0", "v1.0.0", "1.1.0"], "latest-tag"),
        (&["api/v2.0.0", "api/v10.0.0"], "latest-tag"),
        (&["release-1.9", "release-1.10", "nightly"], "latest-tag"),
        (&["api/v2.0.0", "web/v1.0.0"], "latest-tag"),
        (&["api/v2.0.0", "web/v1.0.0"], "latest-tag:web/v"),
        (&["api/v2.0.0", "web/v1.0.0"], "latest-tag:we"),
        (&["v1.0.0", "release-2.0.0"], "latest-tag:release-"),
        (&["nightly", "2026-01-15"], "latest-tag"),
        (&["v1.2.0", "v10.0.0", "vendor/v3.0.0"], "latest-tag:v1"),
    ];
    let mut text = String::new();
    for (tags, reference) in cases {
        let Some(repository) = tagged(tags) else { return };
        text += &format!("{} of {}\n  {}\n", reference, tags.join(", "), latest_tag(repository.path(), reference));
    }
    check("source", "baseline_tag_series", &text);
}

/// Creates a repository in which `feature` and `main` have merged each other, so that they have two merge bases.
fn criss_cross() -> Option<Repository> {
    let repository = Repository::new()?;
    repository.commit("one", &[("proto/a.proto", PROTO)]);
    repository.git(&["checkout", "--quiet", "-b", "feature"]);
    repository.commit("mine", &[("mine", "")]);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.commit("of others", &[("others", "")]);
    repository.git(&["merge", "--quiet", "--no-edit", "feature"]);
    repository.git(&["checkout", "--quiet", "feature"]);
    repository.git(&["merge", "--quiet", "--no-edit", "main~1"]);
    repository.commit("mine again", &[("again", "")]);
    Some(repository)
}

#[test]
fn compares_with_all_merge_bases() {
    let Some(repository) = criss_cross() else { return };
    let folder = repository.path();
    let ids = |text: &str| {
        let known = repository.git(&["rev-parse", "main~1", "feature~2"]);
        known.lines().fold(text.to_owned(), |text, id| text.replace(id, "ID"))
    };
    let by_history = ids(&chosen(folder, &Change::default()));
    let by_service = ids(&chosen(folder, &into("main")));
    repository.git(&["branch", "octopus", "feature"]);
    repository.git(&["checkout", "--quiet", "octopus"]);
    for name in ["left", "right"] {
        repository.git(&["checkout", "--quiet", "-b", name, "main~1"]);
        repository.commit(name, &[(name, "")]);
    }
    repository.git(&["checkout", "--quiet", "octopus"]);
    repository.git(&["merge", "--quiet", "--no-edit", "left", "right"]);
    let octopus = ids(&chosen(folder, &Change::default()));
    check("source", "baseline_criss_cross", &[by_history, by_service, octopus].join("\n"));
}

#[test]
fn trusts_a_merge_base_only_if_no_boundary_was_reached() {
    let Some(repository) = Repository::new() else { return };
    repository.commit("m0", &[("proto/a.proto", PROTO)]);
    repository.git(&["branch", "old"]);
    repository.git(&["branch", "older"]);
    for name in ["m1", "m2", "m3"] {
        repository.commit(name, &[(name, "")]);
    }
    repository.git(&["checkout", "--quiet", "-b", "feature"]);
    repository.commit("mine", &[("mine", "")]);
    repository.git(&["checkout", "--quiet", "old"]);
    repository.commit("of an old branch", &[("old", "")]);
    repository.git(&["checkout", "--quiet", "feature"]);
    repository.git(&["merge", "--quiet", "--no-edit", "old"]);
    repository.git(&["checkout", "--quiet", "main"]);
    for name in ["m4", "m5", "m6", "m7", "m8", "m9"] {
        repository.commit(name, &[(name, "")]);
    }
    // Both branches reach the first commit on a short way, and a newer common one on a long way.
    repository.git(&["checkout", "--quiet", "older"]);
    repository.commit("of an older branch", &[("older", "")]);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "--no-edit", "older"]);
    let mut text = String::new();
    for depth in 1..=10 {
        let clone = clone_of(&repository, &["--no-single-branch", "--branch=feature", &format!("--depth={depth}")]);
        text += &format!("depth {depth}\n  {}\n", chosen(&clone.path().join("clone"), &Change::default()));
    }
    assert!(!text.contains("(m0)"), "{text}");
    check("source", "baseline_boundaries", &text);
}

/// Returns the change of a push to a branch.
fn push(branch: &str, before: Option<&str>) -> Change {
    let push = Push { before: before.map(Into::into), branch: Some(branch.into()), ..Push::default() };
    Change { service: Some("Drone"), push: Some(push), ..Change::default() }
}

#[test]
fn compares_a_push_with_the_commit_before_it() {
    let Some(repository) = left_main() else { return };
    let folder = repository.path();
    let id = |revision: &str| repository.git(&["rev-parse", revision]);
    let named = |change: &Change| {
        let text = chosen(folder, change);
        ["main~1", "main~2", "feature", "main"].iter().fold(text, |text, name| text.replace(&id(name), name))
    };
    repository.git(&["checkout", "--quiet", "--detach", "main"]);
    let to_main = named(&push("main", Some(&id("main~2"))));
    let the_same = named(&push("main", Some(&id("main"))));
    let unknown = named(&push("main", Some("0123456789012345678901234567890123456789")));
    let elsewhere = {
        let commit = Some("9876543210987654321098765432109876543210".to_owned());
        let change = push("main", Some("0123456789012345678901234567890123456789"));
        named(&Change { commit, ..change })
    };
    repository.git(&["checkout", "--quiet", "--detach", "feature"]);
    repository.git(&["commit", "--quiet", "--allow-empty", "--message", "mine too"]);
    let new = named(&push("feature", None));
    let again = named(&push("feature", Some(&id("feature"))));
    let forced = named(&push("feature", Some(&id("main"))));
    let is_protected = {
        let change = push("feature", Some(&id("feature")));
        named(&Change { push: change.push.map(|push| Push { is_protected: true, ..push }), ..change })
    };
    let cases = [
        ("of two commits to main", to_main),
        ("that changes nothing", the_same),
        ("of an unknown commit", unknown),
        ("of another repository", elsewhere),
        ("of a new branch", new),
        ("to a branch", again),
        ("by force", forced),
        ("to a protected branch", is_protected),
    ];
    check("source", "baseline_pushes", &cases.map(|(name, text)| format!("{name}\n  {text}\n")).concat());
}

#[test]
fn compares_with_the_branch_that_the_upstream_configuration_names() {
    let Some(repository) = left_main() else { return };
    repository.git(&["branch", "release/1", "main~1"]);
    let clone = clone_of(&repository, &[]);
    let folder = clone.path().join("clone");
    let checked_out = |arguments: &[&str]| {
        git(&folder, &[&["checkout", "--quiet"], arguments].concat());
        git(&folder, &["commit", "--quiet", "--allow-empty", "--message", "new"]);
        chosen(&folder, &Change::default())
    };
    let of_release = checked_out(&["-b", "fix", "origin/release/1"]);
    let local = checked_out(&["-b", "more", "--track", "fix"]);
    let without = checked_out(&["-b", "other", "--no-track", "origin/release/1"]);
    let of_main = checked_out(&["-b", "mine", "origin/main"]);
    git(&folder, &["push", "--quiet", "--set-upstream", "origin", "mine"]);
    let pushed = checked_out(&["mine"]);
    let cases = [
        ("cut from a release", of_release),
        ("cut from a local branch", local),
        ("cut without an upstream", without),
        ("cut from main", of_main),
        ("pushed", pushed),
    ];
    check("source", "baseline_upstream", &cases.map(|(name, text)| format!("{name}\n  {text}\n")).concat());
}

/// A branch that something names is not replaced by another one.
#[test]
fn refuses_a_named_branch_that_was_not_fetched() {
    let Some(repository) = left_main() else { return };
    repository.git(&["branch", "develop", "main~1"]);
    let clone = clone_of(&repository, &["--branch=main", "--single-branch"]);
    let folder = clone.path().join("clone");
    git(&folder, &["fetch", "--quiet", "origin", "+refs/heads/feature:refs/remotes/origin/feature"]);
    git(&folder, &["checkout", "--quiet", "--detach", "origin/feature"]);
    let id = |revision: &str| git(&folder, &["rev-parse", revision]);
    let named = |change: &Change| chosen(&folder, change);
    let service = |default: &str, change: Change| Change { default_branch: Some(default.to_owned()), ..change };
    let first = named(&service("develop", push("feature", None)));
    let later = named(&service("develop", push("feature", Some(&id("origin/feature~1")))));
    let to_default = {
        git(&folder, &["checkout", "--quiet", "--detach", "origin/main"]);
        let change = named(&service("main", push("main", Some(&id("origin/main~1")))));
        change.replace(&id("origin/main~1"), "main~1")
    };
    let of_other_repository = {
        let commit = Some("9876543210987654321098765432109876543210".to_owned());
        named(&Change { commit, ..service("develop", push("feature", None)) })
    };
    git(&folder, &["checkout", "--quiet", "-b", "fix", "origin/feature"]);
    git(&folder, &["config", "branch.fix.remote", "origin"]);
    git(&folder, &["config", "branch.fix.merge", "refs/heads/release/1"]);
    let upstream = named(&Change::default());
    git(&folder, &["checkout", "--quiet", "--no-track", "-b", "other", "origin/feature"]);
    git(&folder, &["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]);
    let head = named(&Change::default());
    let cases = [
        ("the first push of a branch", first),
        ("a push of a branch", later),
        ("a push of the default branch", to_default),
        ("a service that describes another repository", of_other_repository),
        ("the upstream", upstream),
        ("the default branch of the remote", head),
    ];
    check("source", "baseline_named_branches", &cases.map(|(name, text)| format!("{name}\n  {text}\n")).concat());
}

/// A merge train builds each change on those that are queued before it.
#[test]
fn compares_a_change_of_a_merge_train_with_the_state_that_it_is_built_on() {
    let Some(repository) = left_main() else { return };
    let folder = repository.path();
    repository.git(&["checkout", "--quiet", "-b", "second", "main~1"]);
    repository.commit("of the second", &[("second", "")]);
    repository.git(&["checkout", "--quiet", "--detach", "main"]);
    repository.git(&["merge", "--quiet", "--no-ff", "--message", "the first of the train", "feature"]);
    repository.git(&["merge", "--quiet", "--no-ff", "--message", "the second of the train", "second"]);
    let train = |queue| {
        let target = TargetBranch { branch: "main".into(), queue, ..TargetBranch::default() };
        chosen(folder, &Change { target: Some(target), ..Change::default() })
    };
    let cases = [("in a train", train(Some(QueueBase::FirstParent))), ("merged alone", train(None))];
    check("source", "baseline_trains", &cases.map(|(name, text)| format!("{name}\n  {text}\n")).concat());
}

/// Runs `breaking` with variables; returns the exit code and the errors.
fn breaking(folder: &Path, against: &str, variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = environment::protoward()
        .args(["breaking", "proto", "--against", against])
        .envs(variables.iter().copied())
        .current_dir(folder)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// In CI, there is a change to compare.
#[test]
fn refuses_a_named_baseline_that_is_the_checked_out_commit() {
    let Some(repository) = left_main() else { return };
    repository.git(&["tag", "stable"]);
    let folder = repository.path();
    let circleci: &[_] = &[("CIRCLECI", "true"), ("CIRCLE_BRANCH", "feature")];
    let (code, text) = breaking(folder, "git:stable", circleci);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("the baseline `git:stable` is "), "{text}");
    let (code, text) = breaking(folder, "git:stable", &[&[("GITHUB_BASE_REF", "main")], circleci].concat());
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("the baseline `git:stable` is "), "{text}");
    // After a change was merged, the comparison is with the commit before.
    repository.git(&["checkout", "--quiet", "main"]);
    let (code, text) = breaking(folder, "git:main", circleci);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("previous commit on `main`") && text.contains("PROTOWARD_BEFORE"), "{text}");
    let before = ("PROTOWARD_BEFORE", &*repository.git(&["rev-parse", "main~1"]));
    let (code, text) = breaking(folder, "git:main", &[circleci, &[before]].concat());
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("commit before the push") && !text.contains("warning"), "{text}");
    // Without a service, it is what was asked for.
    assert_eq!(breaking(folder, "git:main", &[]).0, Some(0));
}

#[test]
fn reads_the_repository_that_the_environment_names() {
    let Some(repository) = left_main() else { return };
    let folder = repository.path();
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), &[("proto/a.proto", &PROTO.replace(" int32 old = 1;", ""))]);
    let git_dir = folder.join(".git");
    let named = ("GIT_DIR", git_dir.to_str().unwrap());
    let work_tree = ("GIT_WORK_TREE", elsewhere.path().to_str().unwrap());
    assert_eq!(breaking(elsewhere.path(), "git:HEAD", &[named, work_tree]).0, Some(100));
    assert_eq!(breaking(elsewhere.path(), "git:HEAD", &[named]).0, Some(100));
    assert_eq!(breaking(elsewhere.path(), "git:HEAD", &[]).0, Some(1));
    // The variables of a hook name the repository around the work tree, or another one.
    assert_eq!(breaking(folder, "git:HEAD", &[("GIT_DIR", ".git")]).0, Some(0));
    assert_eq!(breaking(folder, "git:HEAD", &[("GIT_DIR", "/nowhere")]).0, Some(0));
    let (code, text) = breaking(elsewhere.path(), "git:HEAD", &[("GIT_DIR", "/nowhere")]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("/nowhere"), "{text}");
}

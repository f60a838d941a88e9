//! Breaking changes in updates of dependencies: `breaking`, `semver` and `deps update --check`.

use std::fs;

use super::{Project, USES_MONEY, config, git_project, money};
use crate::support::{Repository, write};

/// A dependency with a used message, a message that it uses, an unused one, and an option.
const SHARED: &str = "\
syntax = \"proto3\";
package shared;
import \"google/protobuf/descriptor.proto\";
message Money { int64 units = 1; Code code = 2; }
enum Code { CODE_UNSPECIFIED = 0; CODE_EUR = 1; }
message Unused { string name = 1; }
extend google.protobuf.FieldOptions { int32 unit = 50000; string other = 50001; }
";

const USES: &str = "\
syntax = \"proto3\";
package a;
import \"shared.proto\";
message A { shared.Money price = 1; int32 weight = 2 [(shared.unit) = 1]; }
";

/// Returns a project in git, with the lock of the first version of `shared`.
fn project() -> Option<(Project, Repository)> {
    let shared = Repository::new()?;
    shared.commit("first", &[("proto/shared.proto", SHARED)]);
    let project = Project::new(&config("shared", &shared, ""), USES);
    project.run(&["build"]);
    git_project(&project);
    Some((project, shared))
}

fn change(shared: &Repository, from: &str, to: &str) {
    let text = SHARED.replace(from, to);
    assert_ne!(text, SHARED);
    shared.commit(from, &[("proto/shared.proto", &text)]);
}

/// Runs a command and returns its exit code and its output.
fn run(project: &Project, arguments: &[&str]) -> (i32, String) {
    let output = project.output(arguments);
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), text)
}

#[test]
fn does_not_write_an_update_that_breaks_a_used_declaration() {
    for (from, to, expected) in [
        ("int64 units", "string units", "from `int64` to `string`"),
        ("CODE_EUR = 1;", "CODE_USD = 2;", "CODE_EUR"),
        ("int32 unit = 50000", "int64 unit = 50000", "`shared.unit`"),
    ] {
        let Some((project, shared)) = project() else { return };
        let lock = project.lock();
        change(&shared, from, to);
        let (code, text) = run(&project, &["deps", "update", "--check"]);
        assert_eq!(code, 100, "{from}: {text}");
        assert!(text.contains("shared/shared.proto@") && text.contains(expected), "{from}: {text}");
        assert!(text.ends_with("nothing was written\n"), "{text}");
        assert_eq!(project.lock(), lock);
        let (code, text) = run(&project, &["deps", "update", "--check", "shared"]);
        assert_eq!(code, 100, "{from}: {text}");
        assert_eq!(project.run(&["deps", "update"]).lines().count(), 1);
        let (code, text) = run(&project, &["breaking", "--against", "git:HEAD"]);
        assert_eq!(code, 100, "{from}: {text}");
        assert!(text.contains("shared/shared.proto@") && text.contains("1 breaking change in 1 file"), "{text}");
        let semver = project.run(&["semver", "--against", "git:HEAD"]);
        assert!(semver.starts_with("major"), "{semver}");
        let (code, text) = run(&project, &["breaking", "--against", "git:HEAD", "--exclude-imports"]);
        assert_eq!(code, 0, "{text}");
    }
}

#[test]
fn compares_with_the_lock_if_the_configuration_requires_another_version() {
    let Some((project, shared)) = project() else { return };
    shared.git(&["tag", "v1"]);
    project.configure(&config("shared", &shared, ", tag = \"v1\""));
    project.run(&["build"]);
    let lock = project.lock();
    change(&shared, "int64 units", "string units");
    shared.git(&["tag", "v2"]);
    for (name, more) in [("shared", ", tag = \"v2\""), ("renamed", ", tag = \"v2\""), ("shared", "")] {
        project.configure(&config(name, &shared, more));
        let (code, text) = run(&project, &["deps", "update", "--check"]);
        assert_eq!(code, 100, "{name}{more}: {text}");
        assert!(text.contains("from `int64` to `string`"), "{name}{more}: {text}");
        assert_eq!(project.lock(), lock);
    }
}

#[test]
fn writes_a_change_of_unused_declarations_silently() {
    for (from, to) in [
        ("message Unused { string name = 1; }\n", ""),
        ("string other = 50001;", ""),
        ("string name = 1;", "bytes name = 1;"),
    ] {
        let Some((project, shared)) = project() else { return };
        let lock = project.lock();
        change(&shared, from, to);
        let (code, text) = run(&project, &["deps", "update", "--check"]);
        assert_eq!(code, 0, "{from}: {text}");
        assert!(text.contains("the update breaks nothing") && text.contains("updated shared from "), "{text}");
        assert_ne!(project.lock(), lock);
        let (code, text) = run(&project, &["breaking", "--against", "git:HEAD"]);
        assert_eq!(code, 0, "{from}: {text}");
        let (code, text) = run(&project, &["deps", "update", "--check"]);
        assert_eq!((code, text.as_str()), (0, "nothing changed\n"));
    }
}

#[test]
fn fixes_and_advice_are_for_own_files() {
    let config = "[dependencies]\nshared = { path = \"shared\" }\n\n[[module]]\npath = \"proto\"\n";
    let shared = "syntax = \"proto3\";\npackage shared;\nmessage M { int32 a = 1; int32 b = 2; }\n";
    let own = "syntax = \"proto3\";\npackage own;\nimport \"s.proto\";\nmessage A { shared.M m = 1; int32 x = 2; }\n";
    let project = Project::new(config, own);
    let folder = project.path("p");
    fs::remove_file(folder.join("a.proto")).unwrap();
    write(&folder, &[("shared/s.proto", shared), ("proto/a.proto", own)]);
    git_project(&project);
    let shared = shared.replace(" int32 b = 2;", "");
    write(&folder, &[("shared/s.proto", &shared), ("proto/a.proto", &own.replace(" int32 x = 2;", ""))]);
    let semver = project.run(&["semver", "--against", "git:HEAD"]);
    assert!(semver.contains("shared/s.proto:3:1: FIELD_NO_DELETE"), "{semver}");
    assert!(semver.contains("`own` breaks") && !semver.contains("`shared` breaks"), "{semver}");
    let (code, text) = run(&project, &["breaking", "--against", "git:HEAD", "--fix"]);
    assert_eq!(code, 100, "{text}");
    assert!(text.contains("fixed 1 of 2 breaking changes"), "{text}");
    assert_eq!(fs::read_to_string(folder.join("shared/s.proto")).unwrap(), shared);
    assert!(fs::read_to_string(folder.join("proto/a.proto")).unwrap().contains("deprecated"));
}

#[test]
fn reports_an_update_that_no_longer_compiles() {
    let Some((project, shared)) = project() else { return };
    let lock = project.lock();
    change(&shared, "message Money", "message Cash");
    let (code, text) = run(&project, &["deps", "update", "--check"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("shared.Money"), "{text}");
    assert_eq!(project.lock(), lock);
}

#[test]
fn advises_about_a_missing_locked_commit_of_the_baseline() {
    let Some(repository) = money("units") else { return };
    let settings = config("money", &repository, ", branch = \"main\"");
    let project = Project::new(&settings, USES_MONEY);
    project.run(&["build"]);
    git_project(&project);
    // The commit of the lock file is rewritten, and the work tree locks its successor.
    write(repository.path(), &[("proto/other.proto", "syntax = \"proto3\";\n")]);
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--amend", "--message", "rewritten"]);
    repository.git(&["reflog", "expire", "--expire=now", "--all"]);
    repository.git(&["gc", "--quiet", "--prune=now"]);
    fs::rename(project.path("cache"), project.path("kept")).unwrap();
    project.run(&["deps", "update"]);
    let error = project.fails(&["breaking", "--against", "git:HEAD"]);
    assert!(error.contains("may have been rewritten [dependency-gone]"), "{error}");
    assert!(error.contains("the lock file of the baseline cannot be changed"), "{error}");
    assert!(!error.contains("deps update"), "{error}");
    // The advice helps: other dependencies, and the cache of another machine.
    let (code, text) =
        run(&project, &["breaking", "--against", "git:HEAD", "--against-config", &settings.replace("main", "next")]);
    assert_eq!(code, 1, "there is no such branch: {text}");
    repository.git(&["branch", "next"]);
    let (code, text) =
        run(&project, &["breaking", "--against", "git:HEAD", "--against-config", &settings.replace("main", "next")]);
    assert_eq!(code, 0, "{text}");
    fs::remove_dir_all(project.path("cache")).unwrap();
    fs::rename(project.path("kept"), project.path("cache")).unwrap();
    project.run(&["breaking", "--against", "git:HEAD"]);
}

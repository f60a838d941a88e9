//! Fetching: only the files that are needed, from servers that can do that and from others.

use std::fs;

use crate::deps::{Project, USES_MONEY, commit_money, config, money};
use crate::support::{Repository, git};

/// Returns a repository with more other files than schemas, from which files can be left out.
fn partial() -> Option<Repository> {
    let repository = money("units")?;
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let files: Vec<(String, String)> = (0..20).map(|it| (format!("notes/{it}.md"), format!("note {it}\n"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    repository.commit("notes", &files);
    repository.commit("other", &[("other/o.proto", "syntax = \"proto3\";\npackage other;\n")]);
    Some(repository)
}

#[test]
fn fetches_only_needed_files() {
    let Some(repository) = partial() else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    project.run(&["build"]);
    let mut cached = fs::read_dir(project.path("cache/git")).unwrap().map(|entry| entry.unwrap().path());
    let cached = cached.find(|path| path.is_dir()).unwrap();
    let objects = git(&cached, &["cat-file", "--batch-all-objects", "--batch-check"]);
    assert_eq!(objects.matches(" blob ").count(), 1, "{objects}");
    // Another folder of the same commit lacks its files.
    let other = config("other", &repository, "").replace("[dependencies]\n", "").replace("\"proto\"", "\"other\"");
    project.configure(&(config("money", &repository, "") + &other));
    assert!(project.fails(&["build", "--offline"]).contains("`other` is not in the cache"));
    project.run(&["build"]);
    project.run(&["build", "--locked", "--offline"]);
}

/// Servers of the first protocol provide neither commits nor files that no branch or tag leads to.
#[test]
fn servers_without_single_commits_send_everything() {
    let Some(repository) = partial() else { return };
    let project = Project::new(&config("money", &repository, ", branch = \"main\""), USES_MONEY);
    let old = [("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "protocol.version"), ("GIT_CONFIG_VALUE_0", "0")];
    let run = |arguments: &[&str]| {
        let output = project.command(arguments).envs(old).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["build"]);
    let lock = project.lock();
    commit_money(&repository, "cents");
    fs::remove_dir_all(project.path("cache")).unwrap();
    run(&["build", "--locked"]);
    assert_eq!(project.lock(), lock);
    run(&["deps", "update"]);
    assert_ne!(project.lock(), lock);
}

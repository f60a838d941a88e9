//! Limits of dependencies: a hostile repository exhausts neither memory nor disk.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::process::Stdio;

use crate::deps::{Project, USES_MONEY, config, money};
use crate::environment;
use crate::support::{Repository, write};

/// Asserts that a build fails with this limit, and without a lock file.
fn exceeds(project: &Project, limit: &str) {
    let error = project.fails(&["build"]);
    assert!(error.contains(limit) && error.contains("[dependency-limit]") && error.contains("help: "), "{error}");
    assert!(error.starts_with("protoward.toml:2:1:"), "{error}");
    assert!(!project.path("p/protoward.lock").exists());
}

/// Gives `git fast-import` a commit with these changes.
fn import(repository: &Repository, changes: &str) {
    let mut command = environment::git();
    command.args(["fast-import", "--quiet", "--force"]).current_dir(repository.path()).stdin(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let commit = format!(
        "blob\nmark :1\ndata 19\nsyntax = \"proto3\";\n\ncommit refs/heads/main\ncommitter A <a@example.com> 0 +0000\n\
         data 0\n{changes}\n"
    );
    process.stdin.take().unwrap().write_all(commit.as_bytes()).unwrap();
    assert!(process.wait().unwrap().success());
}

#[test]
fn refuses_a_file_that_is_too_large() {
    let Some(repository) = money("units") else { return };
    let large = repository.path().join("proto/large.proto");
    File::create(large).unwrap().set_len((32 << 20) + 1).unwrap();
    repository.commit("large", &[]);
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    exceeds(&project, "`large.proto` has 33554433 bytes, and the limit is 32 MiB");
    project.configure(&config("money", &repository, ", paths = [\"money.proto\"]"));
    project.run(&["build"]);
}

#[test]
fn refuses_a_configuration_that_is_too_large() {
    let Some(repository) = money("units") else { return };
    fs::write(repository.path().join("protoward.toml"), "#".repeat((1 << 20) + 1)).unwrap();
    repository.commit("large", &[]);
    exceeds(&Project::new(&config("money", &repository, ""), USES_MONEY), "`protoward.toml` has 1048577 bytes");
}

#[test]
fn accepts_a_commit_with_many_files() {
    let Some(repository) = money("units") else { return };
    let files = (0..100_000).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "M 100644 :1 proto/a{}/b{index}.proto", index % 300);
        text
    });
    import(&repository, &files);
    let uses = "syntax = \"proto3\";\nimport \"a299/b99899.proto\";\n";
    let project = Project::new(&config("many", &repository, ""), uses);
    project.run(&["build"]);
    assert_eq!(project.run(&["ls-files", "--include-imports"]).lines().count(), 2);
}

/// Every folder has the next one ten times, which needs few objects.
#[test]
fn refuses_a_commit_with_too_many_files() {
    let Some(repository) = money("units") else { return };
    write(repository.path(), &[("proto/leaf.proto", "syntax = \"proto3\";\n")]);
    repository.git(&["add", "--all"]);
    let mut tree = repository.git(&["write-tree"]);
    for _ in 0..10 {
        let folders = (0..10).fold(String::new(), |text, index| format!("{text}M 040000 {tree} {index}\n"));
        import(&repository, &folders);
        tree = repository.git(&["rev-parse", "main^{tree}"]);
    }
    let project = Project::new(&config("bomb", &repository, "").replace(", root = \"proto\"", ""), USES_MONEY);
    exceeds(&project, "it has more than 500000 files");
}

#[test]
fn symbolic_links_cannot_multiply_files() {
    let Some(repository) = Repository::new() else { return };
    let files = (0..2_000).fold(String::new(), |text, index| format!("{text}M 100644 :1 files/{index}.proto\n"));
    let links = (0..600).fold(files, |text, index| format!("{text}M 120000 inline proto/{index}\ndata 8\n../files\n"));
    import(&repository, &links);
    exceeds(&Project::new(&config("links", &repository, ""), USES_MONEY), "it has more than 200000 `.proto` files");
}

/// Each link leads through the next one many times.
#[test]
fn symbolic_links_cannot_multiply_steps() {
    let Some(repository) = Repository::new() else { return };
    let links = (0..40).fold("M 100644 :1 proto/a.proto\n".to_owned(), |text, index| {
        let target = vec![format!("l{}", index + 1); 300].join("/");
        format!("{text}M 120000 inline proto/l{index}\ndata {}\n{target}\n", target.len())
    });
    import(&repository, &links);
    let uses = "syntax = \"proto3\";\nimport \"l0/a.proto\";\n";
    let error = Project::new(&config("links", &repository, ""), uses).fails(&["build"]);
    assert!(error.contains("a symbolic link that leads nowhere"), "{error}");
}

#[test]
fn dependencies_can_be_too_deep_or_too_many() {
    let Some(repository) = money("units") else { return };
    for index in 0..40 {
        let text = format!("[dependencies]\nn{} = {{ path = \"../n{}\" }}\n", index + 1, index + 1);
        let folder = repository.path().join(format!("n{index}"));
        write(&folder, &[("protoward.toml", &text), ("a.proto", "syntax = \"proto3\";\n")]);
    }
    repository.commit("chain", &[]);
    let project = Project::new(&config("n0", &repository, "").replace("\"proto\"", "\"n0\""), USES_MONEY);
    let error = project.fails(&["build"]);
    assert!(error.contains("too long a chain of dependencies to `n33`: the limit is 32 [dependency-limit]"), "{error}");
    let many = (0..300).fold("[dependencies]\n".to_owned(), |text, index| {
        write(&project.path(&format!("d{index}")), &[("x.proto", "syntax = \"proto3\";\n")]);
        format!("{text}d{index} = {{ path = \"../d{index}\" }}\n")
    });
    project.configure(&many);
    let error = project.fails(&["build"]);
    assert!(error.contains("too many dependencies: the limit is 256 [dependency-limit]"), "{error}");
}

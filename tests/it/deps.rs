//! Dependencies: git repositories and folders, the lock file, the cache, and the commands of `protoward deps`.

mod buf;
mod gate;
mod vendor;

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::environment;
use crate::support::{Repository, as_on_unix, git, write};

/// A project with its own cache.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    pub(crate) fn new(config: &str, proto: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        write(&project.path("p"), &[("protoward.toml", config), ("a.proto", proto)]);
        project
    }

    pub(crate) fn path(&self, path: &str) -> std::path::PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = environment::protoward();
        command.args(arguments).current_dir(self.path("p")).env("PROTOWARD_CACHE", self.path("cache"));
        command
    }

    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that succeeds, and returns its output.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        as_on_unix(&String::from_utf8(output.stdout).unwrap())
    }

    /// Runs a command that fails, and returns its messages.
    pub(crate) fn fails(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        as_on_unix(&String::from_utf8(output.stderr).unwrap())
    }

    pub(crate) fn lock(&self) -> String {
        fs::read_to_string(self.path("p/protoward.lock")).unwrap()
    }

    pub(crate) fn configure(&self, config: &str) {
        write(&self.path("p"), &[("protoward.toml", config)]);
    }
}

/// Commits the files of a project.
fn git_project(project: &Project) {
    let folder = project.path("p");
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    git(&folder, &["add", "--all"]);
    git(&folder, &["commit", "--quiet", "--message", "first"]);
}

pub(crate) fn url(repository: &Repository) -> String {
    format!("file://{}", repository.path().display())
}

/// Returns a repository whose file `money.proto` has a message with this field, below `proto/`.
pub(crate) fn money(field: &str) -> Option<Repository> {
    let repository = Repository::new()?;
    commit_money(&repository, field);
    Some(repository)
}

pub(crate) fn commit_money(repository: &Repository, field: &str) {
    let text = format!("syntax = \"proto3\";\npackage money;\nmessage Money {{ int64 {field} = 1; }}\n");
    repository.commit(field, &[("proto/money.proto", &text)]);
}

pub(crate) const USES_MONEY: &str =
    "syntax = \"proto3\";\npackage a;\nimport \"money.proto\";\nmessage A { money.Money price = 1; }\n";

pub(crate) fn config(name: &str, repository: &Repository, more: &str) -> String {
    format!("[dependencies]\n{name} = {{ git = \"{}\", root = \"proto\"{more} }}\n", url(repository))
}

#[test]
fn fetches_a_tag_once_and_then_does_not_need_the_repository() {
    let Some(repository) = money("units") else { return };
    repository.git(&["tag", "v1"]);
    let project = Project::new(&config("money", &repository, ", tag = \"v1\""), USES_MONEY);
    assert!(project.fails(&["build", "--locked"]).contains("protoward.lock does not have `money`"));
    assert!(project.fails(&["build", "--offline"]).contains("`money` is not in the cache"));
    assert!(!project.path("p/protoward.lock").exists());
    project.run(&["build"]);
    let lock = project.lock();
    assert!(lock.contains("tag = \"v1\"\nroot = \"proto\"\ncommit = \""), "{lock}");
    fs::remove_dir_all(repository.path()).unwrap();
    project.run(&["build", "--locked", "--offline"]);
    let offline = project.command(&["ls-files", "--include-imports"]).env("PROTOWARD_OFFLINE", "1").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&offline.stdout), "a.proto\nmoney/money.proto@v1\n");
    assert_eq!(project.lock(), lock);
    fs::remove_dir_all(project.path("cache")).unwrap();
    let error = project.fails(&["build"]);
    assert!(error.contains("cannot fetch `money`") && error.contains("protoward.toml:2:1"), "{error}");
}

#[test]
fn keeps_a_moved_branch_locked_until_an_update() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ", branch = \"main\""), USES_MONEY);
    project.run(&["build"]);
    let lock = project.lock();
    commit_money(&repository, "cents");
    fs::remove_dir_all(project.path("cache")).unwrap();
    project.run(&["build", "--locked"]);
    assert_eq!(project.lock(), lock, "the locked commit is fetched, although the branch is elsewhere");
    assert!(project.run(&["deps", "update", "money"]).starts_with("updated money from "));
    assert_ne!(project.lock(), lock);
    assert_eq!(project.run(&["deps", "update"]), "nothing changed\n");
    assert!(project.fails(&["deps", "update", "mony"]).contains("unknown dependency `mony`"));
    // A rewritten branch: the locked commit no longer exists.
    repository.git(&["commit", "--quiet", "--amend", "--message", "rewritten"]);
    repository.git(&["reflog", "expire", "--expire=now", "--all"]);
    repository.git(&["gc", "--quiet", "--prune=now"]);
    fs::remove_dir_all(project.path("cache")).unwrap();
    let error = project.fails(&["build"]);
    assert!(error.contains("branch main may have been rewritten"), "{error}");
}

#[test]
fn finds_dependencies_of_dependencies() {
    let Some(repository) = money("units") else { return };
    let Some(shop) = Repository::new() else { return };
    let proto = "syntax = \"proto3\";\npackage shop;\nimport \"money.proto\";\nmessage Shop { money.Money m = 1; }\n";
    let inner = config("money", &repository, "") + "common = { path = \"common\" }\n";
    shop.commit(
        "first",
        &[
            ("protoward.toml", &inner),
            ("proto/shop.proto", proto),
            ("common/common.proto", "syntax = \"proto3\";\npackage common;\n"),
        ],
    );
    let uses =
        "syntax = \"proto3\";\nimport \"shop.proto\";\nimport \"common.proto\";\nmessage A { shop.Shop s = 1; }\n";
    let project = Project::new(&config("shop", &shop, ""), uses);
    project.run(&["build"]);
    let tree = project.run(&["deps", "tree"]);
    let names: Vec<&str> = tree.lines().map(|line| line.split(' ').find(|word| !word.is_empty()).unwrap()).collect();
    assert_eq!(names, ["protoward.toml", "shop", "common", "money"], "{tree}");
    let why = project.run(&["deps", "why", "money.proto"]);
    assert!(why.ends_with("  required by shop\n    required by protoward.toml\n"), "{why}");
    assert!(project.fails(&["deps", "why", "x.proto"]).contains("cannot find `x.proto` in a dependency"));
}

#[test]
fn two_versions_of_one_dependency_are_a_conflict_that_an_override_decides() {
    let Some(repository) = money("units") else { return };
    repository.git(&["tag", "v1"]);
    commit_money(&repository, "cents");
    repository.git(&["tag", "v2"]);
    let Some(shop) = Repository::new() else { return };
    let inner = config("money", &repository, ", tag = \"v1\"");
    shop.commit("first", &[("protoward.toml", &inner), ("proto/shop.proto", "syntax = \"proto3\";\n")]);
    let shop_config = config("shop", &shop, "").replace("[dependencies]\n", "");
    let both = |more: &str| config("money", &repository, more) + &shop_config;
    let project = Project::new(&both(", tag = \"v2\""), USES_MONEY);
    let error = project.fails(&["build"]);
    for part in ["protoward.toml requires `money`", "tag v2", "shop requires `money`", "tag v1", "override = true"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    project.configure(&both(", tag = \"v2\", override = true"));
    project.run(&["build"]);
    assert!(project.lock().contains("tag = \"v2\""));
    project.configure(&both(", tag = \"v1\""));
    project.run(&["build"]);
    assert!(project.run(&["deps", "why", "money.proto"]).contains("required by shop"));
}

#[test]
fn locks_all_requirements_that_lead_to_the_same_files() {
    let Some(repository) = money("units") else { return };
    repository.git(&["tag", "v1"]);
    let Some(shop) = Repository::new() else { return };
    let inner = config("money", &repository, ", tag = \"v1\"");
    shop.commit("first", &[("protoward.toml", &inner), ("proto/shop.proto", "syntax = \"proto3\";\n")]);
    let ours = config("shop", &shop, "").replace("[dependencies]\n", "");
    let project = Project::new(&(config("money", &repository, ", branch = \"main\"") + &ours), USES_MONEY);
    assert_eq!(project.run(&["deps", "update"]).matches("added money").count(), 1);
    assert_eq!(project.lock().matches("name = \"money\"").count(), 2);
    commit_money(&repository, "cents");
    fs::remove_dir_all(shop.path()).unwrap();
    project.run(&["build", "--locked", "--offline"]);
    fs::remove_dir_all(repository.path()).unwrap();
    project.run(&["build"]);
}

#[test]
fn one_import_path_in_two_dependencies_needs_one_content() {
    let (Some(one), Some(two)) = (money("units"), money("units")) else { return };
    let both = config("one", &one, "") + &config("two", &two, "").replace("[dependencies]\n", "");
    let project = Project::new(&both, USES_MONEY);
    project.run(&["build"]);
    commit_money(&two, "cents");
    project.run(&["deps", "update", "two"]);
    let error = project.fails(&["build"]);
    assert!(error.contains("`one` and `two`"), "{error}");
    project.configure(&both.replace("\"proto\" }\ntwo", "\"proto\", paths = [\"other\"] }\ntwo"));
    let error = project.fails(&["build"]);
    assert!(error.contains("`one` has no `.proto` files"), "{error}");
}

#[test]
fn folders_are_dependencies_too() {
    let project = Project::new("[dependencies]\nshared = { path = \"../shared\", root = \"proto\" }\n", USES_MONEY);
    let text = "syntax = \"proto3\";\npackage money;\nmessage Money {}\n";
    assert!(project.fails(&["build"]).contains("cannot find the folder `../shared/proto`"));
    write(&project.path("shared"), &[("proto/money.proto", text)]);
    project.run(&["build", "--locked", "--offline"]);
    assert_eq!(project.run(&["ls-files", "--include-imports"]), "../shared/proto/money.proto\na.proto\n");
    assert!(!project.path("p/protoward.lock").exists(), "a folder is not locked");
}

#[test]
fn reports_a_changed_cache_as_tampering() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    project.run(&["build"]);
    let tree = fs::read_dir(project.path("cache/trees")).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read_to_string(&tree).unwrap();
    for (from, to) in [("int64 units", "int64 cents"), ("file ", "fila "), (" money.proto\n", " monet.proto\n")] {
        fs::write(&tree, whole.replace(from, to)).unwrap();
        let error = project.fails(&["build"]);
        assert!(error.contains("possibly by tampering") && error.contains("help: "), "{from}: {error}");
    }
    for size in [0, 1, whole.len() / 2, whole.len() - 1] {
        fs::write(&tree, &whole[..size]).unwrap();
        project.run(&["build", "--locked", "--offline"]);
        assert_eq!(fs::read_to_string(&tree).unwrap(), whole, "an incomplete file is written again");
    }
    let digest = tree.file_name().unwrap().to_str().unwrap().to_owned();
    fs::remove_file(tree).unwrap();
    write(&project.path("p"), &[("protoward.lock", &project.lock().replace(&digest, &"0".repeat(64)))]);
    let error = project.fails(&["build"]);
    assert!(error.contains("possibly by tampering") && error.contains("protoward.lock:4:1"), "{error}");
}

#[test]
fn rejects_hostile_values_before_git_runs() {
    let marker = tempfile::tempdir().unwrap();
    let file = marker.path().join("ran");
    for value in [
        format!("git = \"ext::touch {}\"", file.display()),
        format!("git = \"--upload-pack=touch {}\"", file.display()),
        "git = \"/srv/x\", branch = \"--upload-pack=x\"".to_owned(),
        "git = \"/srv/x\", rev = \"HEAD\"".to_owned(),
        "git = \"/srv/x\", root = \"../..\"".to_owned(),
        "git = \"/srv/x\", paths = [\"/etc\"]".to_owned(),
        "git = \"/srv/x\", tag = \"a\", branch = \"b\"".to_owned(),
        "git = \"/srv/x\", path = \"x\"".to_owned(),
        "path = \"/etc\"".to_owned(),
        "path = \"x\", tag = \"v1\"".to_owned(),
        "tag = \"v1\"".to_owned(),
    ] {
        let project = Project::new(&format!("[dependencies]\nx = {{ {value} }}\n"), "syntax = \"proto3\";\n");
        let error = project.fails(&["build"]);
        assert!(error.contains("protoward.toml:2:"), "{value}: {error}");
        assert!(!project.path("cache").exists());
    }
    assert!(!file.exists());
}

#[test]
fn reports_missing_files_only_if_they_are_imported() {
    let Some(repository) = money("units") else { return };
    std::fs::write(repository.path().join("proto/lfs.proto"), "version https://git-lfs.github.com/spec/v1\noid x\n")
        .unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", repository.path().join("proto/link.proto")).unwrap();
    repository.commit("strange", &[]);
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    project.run(&["build"]);
    for (file, reason) in [("lfs.proto", "Git LFS"), ("link.proto", "leaves the dependency")] {
        if cfg!(unix) || file == "lfs.proto" {
            write(&project.path("p"), &[("b.proto", &format!("syntax = \"proto3\";\nimport \"{file}\";\n"))]);
            let error = project.fails(&["build"]);
            assert!(error.contains(reason), "{error}");
        }
    }
}

#[test]
fn processes_share_an_empty_cache() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    let mut processes: Vec<_> = (0..12).map(|_| project.command(&["build"]).spawn().unwrap()).collect();
    for process in &mut processes {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(fs::read_dir(project.path("cache/trees")).unwrap().count(), 1);
    assert_eq!(fs::read_dir(project.path("cache/tmp")).unwrap().count(), 0);
    project.run(&["build", "--locked", "--offline"]);
}

#[test]
fn breaking_compares_with_the_locked_dependencies_of_each_side() {
    let (Some(repository), Some(ours)) = (money("units"), Repository::new()) else { return };
    let cache = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = environment::protoward();
        command.args(arguments).current_dir(ours.path()).env("PROTOWARD_CACHE", cache.path()).output().unwrap()
    };
    ours.commit("first", &[("protoward.toml", &config("money", &repository, "")), ("a.proto", USES_MONEY)]);
    assert!(run(&["build"]).status.success());
    ours.commit("locked", &[]);
    let text = "syntax = \"proto3\";\npackage money;\nmessage Cash { int64 units = 1; }\n";
    repository.commit("renamed", &[("proto/money.proto", text)]);
    assert!(run(&["deps", "update"]).status.success());
    write(ours.path(), &[("a.proto", &USES_MONEY.replace("Money", "Cash"))]);
    let output = run(&["breaking", "--against", "git:HEAD", "--offline", "--locked"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(100), "{said}");
    assert!(said.contains("money.Money") && said.contains("money.Cash"), "{said}");
}

#[test]
fn add_writes_the_configuration_and_the_lock() {
    let Some(repository) = money("units") else { return };
    repository.git(&["tag", "v1"]);
    let project = Project::new("# ours\n", USES_MONEY);
    let add = |more: &[&str]| project.output(&[&["deps", "add"], more].concat());
    let output = add(&["money", "--git", &url(&repository), "--tag", "v1", "--root", "proto"]);
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("added money v1 ("), "{output:?}");
    project.run(&["build", "--locked", "--offline"]);
    let before = (project.lock(), read(&project.path("p/protoward.toml")));
    assert_eq!(
        before.1,
        format!("# ours\n\n{}", config("money", &repository, "").replace(", root", ", tag = \"v1\", root"))
    );
    for arguments in [["x", "--git", &url(&repository), "--tag", "v9"], ["x", "--git", "ext::x", "--tag", "v1"]] {
        assert_eq!(add(&arguments).status.code(), Some(1));
        assert_eq!((project.lock(), read(&project.path("p/protoward.toml"))), before, "nothing is left behind");
    }
}

/// A new `protoward.toml` would replace the configuration, and with it the modules and rules.
#[test]
fn a_dependency_is_added_to_the_configuration_that_applies() {
    let Some(repository) = money("units") else { return };
    let project = Project::new("[lint]\nuse = [\"BASIC\"]\n", USES_MONEY);
    let place = |path: &str| project.path(&format!("p/{path}"));
    write(&place("x"), &[("b.proto", "syntax = \"proto3\";\n")]);
    let url = url(&repository);
    let add = ["deps", "add", "money", "--git", &url, "--root", "proto"];
    project.run(&[&add[..], &["x"]].concat());
    assert_eq!(
        read(&place("protoward.toml")),
        format!("[lint]\nuse = [\"BASIC\"]\n\n{}", config("money", &repository, ""))
    );
    assert!(!place("x/protoward.toml").exists() && !place("x/protoward.lock").exists());

    let inline = project.fails(&[&add[..], &["--config", "common_protos = true"]].concat());
    assert!(inline.contains("a configuration that is not a file"), "{inline}");
    for (name, text) in [("buf.yaml", "version: v1\n"), ("buf.work.yaml", "version: v1\ndirectories: [x]\n")] {
        for file in ["protoward.toml", "protoward.lock", "buf.yaml"] {
            let _ = fs::remove_file(place(file));
        }
        write(&place(""), &[(name, text)]);
        for (more, help) in [
            (&[][..], "run `protoward init` first"),
            (&["x"], "run `protoward init` first"),
            (&["--config", "buf.yaml"], "first"),
            (&["--config", "{version: v1}"], "first"),
        ] {
            if name == "buf.work.yaml" && more.contains(&"buf.yaml") {
                continue;
            }
            let error = project.fails(&[&add[..], more].concat());
            assert!(error.contains("a configuration of buf") && error.contains(help), "{more:?}: {error}");
            assert_eq!(read(&place(name)), text);
            assert!(["", "x/"].iter().all(|folder| !place(&format!("{folder}protoward.toml")).exists()), "{more:?}");
        }
    }
}

#[test]
fn add_changes_any_table_of_its_own_and_nothing_else() {
    let Some(repository) = money("units") else { return };
    let project = Project::new("", USES_MONEY);
    let add = ["deps", "add", "money", "--git", &url(&repository), "--root", "proto"];
    project.configure("[ dependencies ] # ours\n");
    project.run(&add);
    let text = read(&project.path("p/protoward.toml"));
    assert!(text.starts_with("[ dependencies ] # ours\nmoney = { git ="), "{text}");
    let message = project.fails(&add);
    assert!(message.contains("already has a dependency `money`"), "{message}");
    assert_eq!(read(&project.path("p/protoward.toml")), text);
    for text in ["dependencies.o = { path = \".\" }\n", "dependencies = { o = { path = \".\" } }\n"] {
        project.configure(text);
        let message = project.fails(&add);
        assert!(message.contains("not a table of their own") && message.contains("add `money = "), "{message}");
        assert_eq!(read(&project.path("p/protoward.toml")), text);
    }
    project.configure("");
    let message = project.fails(&[&add[..], &["--config", "[lint]\n"]].concat());
    assert!(message.contains("a configuration that is not a file"), "{message}");
    assert_eq!(read(&project.path("p/protoward.toml")), "");
}

#[test]
fn outdated_shows_newer_commits_and_tags() {
    let (Some(tagged), Some(branch)) = (money("units"), money("units")) else { return };
    tagged.git(&["tag", "v1.2.0"]);
    let both = config("tagged", &tagged, ", tag = \"v1.2.0\"") + &config("branch", &branch, ", paths = [\"x\"]");
    let both = both.replacen("\n[dependencies]", "", 1).replace(", paths = [\"x\"]", ", branch = \"main\"");
    let project = Project::new(&both, USES_MONEY);
    let current = project.run(&["deps", "outdated"]);
    assert_eq!(current.lines().count(), 3, "{current}");
    assert!(current.lines().skip(1).all(|line| line.ends_with("same     none")), "{current}");
    let lock = project.lock();
    commit_money(&tagged, "cents");
    tagged.git(&["tag", "--annotate", "--message", "x", "v1.10.0"]);
    tagged.git(&["tag", "v1.9.0"]);
    commit_money(&branch, "cents");
    let output = project.output(&["deps", "outdated"]);
    assert_eq!(output.status.code(), Some(100));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("  same     v1.9.0, v1.10.0\n"), "{table}");
    let commit = branch.git(&["rev-parse", "--short=7", "HEAD"]);
    assert!(table.contains(&format!("  {commit}  none\n")), "{table}");
    let json = project.output(&["deps", "outdated", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["dependencies"][1]["newer_tags"], serde_json::json!(["v1.9.0", "v1.10.0"]));
    assert_eq!(json["dependencies"][0]["reference"], serde_json::json!({ "branch": "main" }));
    assert_eq!(project.lock(), lock, "nothing is written");
    assert!(project.fails(&["deps", "outdated", "--offline"]).contains("newer versions can only be read"));
    branch.git(&["branch", "--move", "main", "trunk"]);
    let output = project.output(&["deps", "outdated"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("no branch main"), "{output:?}");
    fs::remove_dir_all(branch.path()).unwrap();
    let error = project.fails(&["deps", "outdated"]);
    assert!(error.contains("cannot fetch `branch`"), "{error}");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

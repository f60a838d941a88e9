//! `protoward deps vendor`, and builds with vendored dependencies.

use std::fs;

use super::{Project, USES_MONEY, commit_money, config, git_project, money, read};
use crate::support::{Repository, write};

/// Runs a command with an empty home folder, without git and without the cache.
fn bare(project: &Project, arguments: &[&str]) -> (bool, String) {
    fs::create_dir_all(project.path("home")).unwrap();
    let mut command = project.command(arguments);
    command.env("HOME", project.path("home")).env("PATH", project.path("home")).env_remove("PROTOWARD_CACHE");
    let output = command.output().unwrap();
    assert!(fs::read_dir(project.path("home")).unwrap().next().is_none(), "nothing is written to the home folder");
    (output.status.success(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr))
}

/// Returns the paths and contents of all files below a folder of the project.
fn files(project: &Project, folder: &str) -> Vec<(String, String)> {
    let root = project.path(folder);
    let entries = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|it| (it.path().strip_prefix(&root).unwrap().display().to_string(), read(it.path()))).collect()
}

fn names(project: &Project, folder: &str) -> Vec<String> {
    files(project, folder).into_iter().map(|(name, _)| name).collect()
}

/// Returns a project that uses `shop`, which requires `money` and a folder of its own.
fn shop() -> Option<(Project, Repository, Repository)> {
    let money = money("units")?;
    let shop = Repository::new()?;
    money.commit("license", &[("LICENSE", "MIT\n"), ("proto/LICENSE", "Apache\n"), ("README.md", "")]);
    let inner = config("money", &money, "") + "common = { path = \"common\" }\n";
    let proto = "syntax = \"proto3\";\npackage shop;\nimport \"money.proto\";\nmessage Shop { money.Money m = 1; }\n";
    let common = "syntax = \"proto3\";\npackage common;\nmessage Id {}\n";
    shop.commit(
        "first",
        &[("protoward.toml", &inner), ("proto/shop.proto", proto), ("common/common.proto", common), ("COPYING", "x")],
    );
    let uses = "syntax = \"proto3\";\nimport \"shop.proto\";\nimport \"common.proto\";\nmessage A { shop.Shop s = 1; common.Id i = 2; }\n";
    let project = Project::new(&format!("# ours\n\n{}", config("shop", &shop, "")), uses);
    Some((project, money, shop))
}

#[test]
fn builds_vendored_files_without_network_cache_and_git() {
    let Some((project, money, shop)) = shop() else { return };
    let output = project.run(&["deps", "vendor", "third_party"]);
    assert!(output.contains("vendored common ") && output.contains("vendored money "), "{output}");
    assert!(output.ends_with("set vendor = \"third_party\" in protoward.toml\n"), "{output}");
    assert!(
        read(&project.path("p/protoward.toml")).starts_with("# ours\nvendor = \"third_party\"\n\n[dependencies]\n")
    );
    assert_eq!(
        names(&project, "p/third_party"),
        [
            ".gitattributes",
            ".protoward-vendored",
            "common/.protoward-config",
            "common/.protoward-files",
            "common/COPYING",
            "common/common.proto",
            "money/.protoward-files",
            "money/LICENSE",
            "money/money.proto",
            "shop/.protoward-config",
            "shop/.protoward-files",
            "shop/COPYING",
            "shop/shop.proto",
        ]
    );
    assert_eq!(read(&project.path("p/third_party/money/LICENSE")), "Apache\n", "the nearest license file");
    for folder in [money.path(), shop.path(), &project.path("cache")] {
        fs::remove_dir_all(folder).unwrap();
    }
    let lock = project.lock();
    let (is_built, messages) = bare(&project, &["build", "--locked"]);
    assert!(is_built, "{messages}");
    let (_, listed) = bare(&project, &["ls-files", "--include-imports"]);
    assert_eq!(
        listed,
        "a.proto\nthird_party/common/common.proto\nthird_party/money/money.proto\nthird_party/shop/shop.proto\n"
    );
    let (_, tree) = bare(&project, &["deps", "tree"]);
    assert!(tree.contains("  shop "), "{tree}");
    assert_eq!(project.lock(), lock);
}

#[test]
fn vendoring_again_changes_nothing_and_removes_only_what_is_no_longer_needed() {
    let Some((project, money, _shop)) = shop() else { return };
    project.run(&["deps", "vendor", "third_party"]);
    let first = files(&project, "p/third_party");
    assert!(!project.run(&["deps", "vendor"]).contains("set vendor"));
    assert_eq!(files(&project, "p/third_party"), first);
    write(&project.path("p/third_party"), &[("README.md", "ours"), ("money/notes.txt", "ours")]);
    money.git(&["mv", "proto/money.proto", "proto/cash.proto"]);
    money.commit("renamed", &[]);
    project.configure(&format!("vendor = \"third_party\"\n\n{}", config("money", &money, "")));
    write(&project.path("p"), &[("a.proto", &USES_MONEY.replace("money.proto", "cash.proto"))]);
    project.run(&["deps", "update"]);
    project.run(&["deps", "vendor"]);
    assert_eq!(
        names(&project, "p/third_party"),
        [
            ".gitattributes",
            ".protoward-vendored",
            "README.md",
            "money/.protoward-files",
            "money/LICENSE",
            "money/cash.proto",
            "money/notes.txt",
        ]
    );
    assert!(bare(&project, &["build", "--locked"]).0);
}

#[test]
fn reports_a_changed_file() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    project.run(&["deps", "vendor", "vendor"]);
    let file = project.path("p/vendor/money/money.proto");
    let text = read(&file);
    fs::write(&file, text.replace("units", "cents")).unwrap();
    let (is_built, messages) = bare(&project, &["build"]);
    assert!(!is_built && messages.contains("`vendor/money/money.proto`: it was changed"), "{messages}");
    assert!(project.fails(&["deps", "vendor"]).contains("was changed after it was vendored; nothing was written"));
    fs::remove_file(&file).unwrap();
    let (is_built, messages) = bare(&project, &["build"]);
    assert!(!is_built && messages.contains("it is missing"), "{messages}");
    project.run(&["deps", "vendor"]);
    assert_eq!(read(&file), text);
    let list = project.path("p/vendor/money/.protoward-files");
    fs::write(&list, read(&list).replace("money.proto", "cash.proto")).unwrap();
    let (is_built, messages) = bare(&project, &["build"]);
    assert!(!is_built && messages.contains("`money` in `vendor` differ from protoward.lock"), "{messages}");
}

#[test]
fn names_the_command_if_the_lock_differs_from_the_vendored_files() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    project.run(&["deps", "vendor", "vendor"]);
    commit_money(&repository, "cents");
    let output = project.output(&["deps", "update"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("run `protoward deps vendor vendor`"), "{output:?}");
    let error = project.fails(&["build"]);
    assert!(error.contains("differ from protoward.lock") && error.contains("help: run `protoward deps vendor vendor`"));
    project.run(&["deps", "vendor"]);
    assert!(bare(&project, &["build", "--locked"]).0);
    let more = config("more", &repository, "").replace("[dependencies]\n", "");
    project.configure(&(read(&project.path("p/protoward.toml")) + &more));
    let error = project.fails(&["build"]);
    assert!(error.contains("`vendor` does not have `more` as the configuration requires"), "{error}");
}

#[test]
fn neither_overwrites_nor_follows_files_of_the_user() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    write(&project.path("p"), &[("vendor/money/money.proto", "// ours\n")]);
    let before = read(&project.path("p/protoward.toml"));
    let error = project.fails(&["deps", "vendor", "vendor"]);
    assert!(error.contains("`vendor/money/money.proto` is not a vendored file"), "{error}");
    assert_eq!(names(&project, "p/vendor"), ["money/money.proto"]);
    assert_eq!(read(&project.path("p/protoward.toml")), before);
    for folder in ["..", ".", "../other", "/tmp/other"] {
        assert!(project.fails(&["deps", "vendor", folder]).contains("is not a folder below `.`"), "{folder}");
    }
    #[cfg(unix)]
    {
        fs::remove_dir_all(project.path("p/vendor")).unwrap();
        fs::create_dir_all(project.path("outside")).unwrap();
        fs::create_dir(project.path("p/vendor")).unwrap();
        std::os::unix::fs::symlink(project.path("outside"), project.path("p/vendor/money")).unwrap();
        std::os::unix::fs::symlink(project.path("outside"), project.path("p/link")).unwrap();
        assert!(project.fails(&["deps", "vendor", "vendor"]).contains("symbolic link"));
        assert!(project.fails(&["deps", "vendor", "link"]).contains("is not a folder below"));
        assert_eq!(fs::read_dir(project.path("outside")).unwrap().count(), 0);
    }
}

#[test]
fn reads_vendored_files_of_earlier_commits_from_the_commit() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    project.run(&["deps", "vendor", "vendor"]);
    git_project(&project);
    fs::remove_dir_all(project.path("cache")).unwrap();
    let (is_fine, messages) = bare(&project, &["breaking", "--against", "git:HEAD"]);
    assert!(is_fine, "{messages}");
}

#[test]
fn reports_licenses_that_cannot_be_fetched_offline() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    project.run(&["build"]);
    fs::remove_dir_all(project.path("cache/git")).unwrap();
    let error = project.fails(&["deps", "vendor", "vendor", "--offline"]);
    assert!(error.contains("protoward.toml:2:1:`money` is not in the cache"), "{error}");
    assert!(!project.path("p/vendor").exists());
    project.run(&["deps", "vendor", "vendor"]);
}

#[test]
fn rejects_invalid_vendor_folders() {
    let project = Project::new("vendor = \".\"\n", "syntax = \"proto3\";\n");
    assert!(project.fails(&["build"]).contains("invalid folder of vendored dependencies, `.`"));
    project.configure("vendor = \"../x\"\n");
    let message = project.fails(&["build"]);
    assert!(message.contains("invalid folder of vendored dependencies, `../x`"), "{message}");
    assert!(message.contains("protoward.toml:1:"), "{message}");
    project.configure("[dependencies]\n");
    assert!(project.fails(&["deps", "vendor"]).contains("missing folder for the dependencies"));
    // Without dependencies, there is nothing to set.
    project.run(&["deps", "vendor", "x"]);
    assert_eq!(fs::read_to_string(project.path("p/protoward.toml")).unwrap(), "[dependencies]\n");
    fs::remove_file(project.path("p/protoward.toml")).unwrap();
    assert!(project.fails(&["deps", "vendor", "x"]).contains("no `protoward.toml` for"));
}

#[test]
fn modules_are_no_vendor_folders() {
    let Some(repository) = money("units") else { return };
    let project = Project::new("", USES_MONEY);
    for (module, folder) in [("proto", "proto"), ("proto/inner", "./proto")] {
        let configuration = format!("[[module]]\npath = \"{module}\"\n{}", config("money", &repository, ""));
        project.configure(&configuration);
        fs::create_dir_all(project.path("p").join(module)).unwrap();
        let message = project.fails(&["deps", "vendor", folder]);
        assert!(message.contains("cannot be the folder of vendored files"), "{message}");
        assert_eq!(read(&project.path("p/protoward.toml")), configuration);
        assert_eq!(names(&project, "p/proto"), [""; 0]);
    }
}

//! Errors of dependencies: each has a place in protoward.toml, protoward.lock or the file that imports, and a remedy. No value
//! from a configuration, a lock file or a repository becomes an option of a program.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
#[cfg(unix)]
use std::path::PathBuf;

use crate::deps::{Project, USES_MONEY, commit_money, config, money, url};
#[cfg(unix)]
use crate::environment;
use crate::support::{self, Repository, write};

/// Asserts that messages have all these parts, and a remedy.
fn has(messages: &str, parts: &[&str]) {
    for part in parts {
        assert!(messages.contains(part), "{part}: {messages}");
    }
    assert!(messages.contains("\n  help: "), "{messages}");
}

fn with_git(value: &str) -> String {
    format!("# ours\n[dependencies]\nmoney = {{ git = {value} }}\n")
}

/// Writes a program with this script, and returns its path.
#[cfg(unix)]
fn script(project: &Project, name: &str, text: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;

    let path = project.path(name);
    write(project.path("").as_path(), &[(name, text)]);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
#[cfg(unix)]
fn errors_of_ssh_have_a_remedy() {
    let project = Project::new(&with_git("\"ssh://git@nowhere.invalid/a\", branch = \"main\""), USES_MONEY);
    for (message, remedy) in [
        ("ssh: Could not resolve hostname nowhere.invalid: Name or service not known", "check the host"),
        ("git@nowhere.invalid: Permission denied (publickey).", "git uses your credential helper or ssh key"),
        ("Host key verification failed.", "accept its key"),
        ("ssh: connect to host nowhere.invalid port 22: Connection refused", "check the network"),
    ] {
        let ssh = script(&project, "ssh", &format!("#!/bin/sh\necho '{message}' >&2\nexit 255\n"));
        let output = project.command(&["build"]).env("GIT_SSH_COMMAND", ssh).output().unwrap();
        let messages = String::from_utf8(output.stderr).unwrap();
        has(&messages, &["protoward.toml:3:1:cannot fetch `money`", message.trim_end_matches('.'), remedy]);
        assert!(!project.path("p/protoward.lock").exists());
    }
}

/// Answers all requests of a client with a status, and returns the URL.
fn server(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/a.git", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let head = format!("HTTP/1.1 {status}\r\nWWW-Authenticate: Basic realm=\"a\"\r\nConnection: close\r\n");
            let _ = stream.write_all(format!("{head}Content-Length: 0\r\n\r\n").as_bytes());
        }
    });
    url
}

#[test]
fn errors_of_http_have_a_remedy() {
    if !support::has("git") {
        return;
    }
    for (status, remedy) in [
        ("401 Unauthorized", "git uses your credential helper"),
        ("403 Forbidden", "git uses your credential helper"),
        ("404 Not Found", "check the URL"),
    ] {
        let project = Project::new(&with_git(&format!("\"{}\"", server(status))), USES_MONEY);
        has(&project.fails(&["build"]), &["protoward.toml:3:1:cannot fetch `money` from http://127.0.0.1", remedy]);
    }
}

#[test]
fn reports_missing_references() {
    let (Some(repository), Some(empty)) = (money("units"), Repository::new()) else { return };
    repository.git(&["tag", "tree", "HEAD^{tree}"]);
    let project = Project::new("", USES_MONEY);
    for (repository, more, parts) in [
        (&repository, ", tag = \"v9\"", ["couldn't find remote ref", "the tag does not exist"]),
        (&repository, ", branch = \"gone\"", ["couldn't find remote ref", "the branch does not exist"]),
        (&repository, ", tag = \"tree\"", ["tag tree of file://", "is not a commit"]),
        (&empty, "", ["cannot fetch", "the repository is empty"]),
        (
            &repository,
            ", rev = \"0123456789012345678901234567890123456789\"",
            ["has no commit for rev 0123", "use all digits"],
        ),
    ] {
        project.configure(&config("money", repository, more));
        has(&project.fails(&["build"]), &["protoward.toml:2:1:", parts[0], parts[1]]);
    }
    project.configure(&config("money", &repository, ", rev = \"0123456\""));
    let error = project.fails(&["build"]);
    assert!(error.contains("protoward.toml:2:") && error.contains("which `git rev-parse` shows in a clone"), "{error}");
}

#[test]
fn names_the_entry_of_the_lock_file_for_a_rewritten_branch() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ", branch = \"main\""), USES_MONEY);
    project.run(&["build"]);
    repository.git(&["commit", "--quiet", "--amend", "--message", "rewritten"]);
    repository.git(&["reflog", "expire", "--expire=now", "--all"]);
    repository.git(&["gc", "--quiet", "--prune=now"]);
    fs::remove_dir_all(project.path("cache")).unwrap();
    let lock = project.lock();
    let error = project.fails(&["build", "--error-format", "text"]);
    has(&error, &["may have been rewritten", "protoward deps update"]);
    let error = project.fails(&["build", "--error-format", "human"]);
    assert!(error.contains("protoward.lock") && error.contains("protoward.toml"), "{error}");
    assert_eq!(project.lock(), lock);
}

#[test]
#[cfg(unix)]
fn names_the_import_of_missing_files() {
    let Some(repository) = money("units") else { return };
    let inside = repository.path().join("proto");
    fs::write(inside.join("lfs.proto"), "version https://git-lfs.github.com/spec/v1\noid x\n").unwrap();
    for (link, target) in
        [("outside.proto", "../../x.proto"), ("absolute.proto", "/etc/passwd"), ("loop.proto", "loop.proto")]
    {
        std::os::unix::fs::symlink(target, inside.join(link)).unwrap();
    }
    repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},proto/sub", "1".repeat(40))]);
    repository.commit("strange", &[]);
    repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},proto/sub", "1".repeat(40))]);
    repository.git(&["commit", "--quiet", "--message", "submodule"]);
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    project.run(&["build"]);
    for (import, reason) in [
        ("lfs.proto", "it is stored with Git LFS"),
        ("outside.proto", "a symbolic link that leaves the dependency"),
        ("absolute.proto", "a symbolic link that leaves the dependency"),
        ("loop.proto", "a symbolic link that leads nowhere"),
        ("sub/a.proto", "it is in a submodule"),
    ] {
        write(&project.path("p"), &[("b.proto", &format!("syntax = \"proto3\";\nimport \"{import}\";\n"))]);
        has(&project.fails(&["build"]), &["b.proto:2:8:cannot read `money/", reason]);
    }
}

#[test]
#[cfg(unix)]
fn rejects_roots_and_configurations_outside_of_the_repository() {
    let Some(repository) = money("units") else { return };
    std::os::unix::fs::symlink("../..", repository.path().join("out")).unwrap();
    repository.commit("linked", &[]);
    let git = url(&repository);
    let project = Project::new("", USES_MONEY);
    project.configure(&with_git(&format!("\"{git}\", root = \"out\"")));
    has(&project.fails(&["build"]), &["protoward.toml:3:1:", "a symbolic link that leaves the dependency"]);
    repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},sub", "1".repeat(40))]);
    repository.git(&["commit", "--quiet", "--message", "submodule"]);
    project.configure(&with_git(&format!("\"{git}\", root = \"sub/proto\"")));
    has(&project.fails(&["build"]), &["protoward.toml:3:1:", "it is in a submodule"]);
    std::os::unix::fs::symlink("/etc/passwd", repository.path().join("protoward.toml")).unwrap();
    repository.commit("configuration", &[]);
    project.configure(&config("money", &repository, ""));
    has(&project.fails(&["build"]), &["protoward.toml:2:1:cannot read `protoward.toml` of `money`", "leaves"]);
}

#[test]
fn checks_a_lock_file_as_carefully_as_a_configuration() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ", branch = \"main\""), USES_MONEY);
    project.run(&["build"]);
    let lock = project.lock();
    let git = format!("git = \"{}\"", url(&repository));
    for (from, to, parts) in [
        ("version", "<<<<<<< HEAD\nversion", ["protoward.lock:2:1:", "merge conflict"]),
        ("name = ", "=======\nname = ", ["protoward.lock:5:1:", "merge conflict"]),
        (&git, "git = \"--upload-pack=x\"", ["protoward.lock:6:1:", "invalid value of `git` in the lock file"]),
        (&git, "git = \"ext::sh -c x\"", ["protoward.lock:6:1:", "invalid value of `git` in the lock file"]),
        (
            "branch = \"main\"",
            "branch = \"--force\"",
            ["protoward.lock:7:1:", "invalid value of `branch` in the lock file"],
        ),
        ("root = \"proto\"", "root = \"../..\"", ["protoward.lock:8:1:", "invalid value of `root` in the lock file"]),
        ("commit = \"", "commit = \"--", ["protoward.lock:9:1:", "invalid value of `commit` in the lock file"]),
        ("digest = \"", "digest = \"../", ["protoward.lock:11:1:", "invalid value of `digest` in the lock file"]),
    ] {
        write(&project.path("p"), &[("protoward.lock", &lock.replacen(from, to, 1))]);
        has(&project.fails(&["build"]), &parts);
    }
    write(&project.path("p"), &[("protoward.lock", &"#".repeat((1 << 20) + 1))]);
    assert!(project.fails(&["build"]).contains("protoward.lock"));
}

/// A project whose `git` records its arguments.
#[cfg(unix)]
fn recorded(project: &Project) -> (String, impl Fn() -> Vec<String>) {
    let text = environment::tool("sh").args(["-c", "command -v git"]).output().unwrap();
    let git = String::from_utf8(text.stdout).unwrap();
    let log = project.path("arguments");
    fs::write(&log, "").unwrap();
    let show = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{}'\nexec {} \"$@\"\n", log.display(), git.trim());
    script(project, "bin/git", &show);
    let arguments = move || fs::read_to_string(&log).unwrap().lines().map(str::to_owned).collect();
    let tools = std::path::Path::new(git.trim()).parent().unwrap().display().to_string();
    (format!("{}:{tools}", project.path("bin").display()), arguments)
}

#[test]
#[cfg(unix)]
fn no_value_becomes_an_option_of_git() {
    let (Some(repository), Some(hostile)) = (money("units"), Repository::new()) else { return };
    let project = Project::new(&config("money", &repository, ", branch = \"main\""), USES_MONEY);
    let (path, arguments) = recorded(&project);
    let build = || project.command(&["build"]).env("PATH", &path).output().unwrap();
    assert!(build().status.success());
    let address = url(&repository);
    let with_url: Vec<String> = arguments().into_iter().filter(|it| it.contains(&address)).collect();
    assert!(!with_url.is_empty() && with_url.iter().all(|it| *it == format!("remote.protoward.url={address}")));
    // The configuration of a dependency is not trusted more than that of the user.
    for (value, problem) in [
        ("git = \"--upload-pack=touch ran\"", "it begins with `-`"),
        ("git = \"ext::touch ran\"", "it has a space"),
        ("git = \"ssh://-oProxyCommand=ran/x\"", "its host begins with `-`"),
        ("git = \"/srv/ran\", tag = \"--exec=ran\"", "it begins with `-`"),
        ("git = \"/srv/ran\", root = \"../ran\"", "it leaves the dependency"),
        ("path = \"../../ran\"", "is not in the repository"),
        ("path = \"/etc/ran\"", "it is an absolute path"),
    ] {
        let inner = format!("[dependencies]\nran = {{ {value} }}\n");
        hostile.commit("next", &[("protoward.toml", &inner), ("proto/x.proto", "syntax = \"proto3\";\n")]);
        project.configure(&config("hostile", &hostile, ""));
        let _ = fs::remove_file(project.path("p/protoward.lock"));
        let output = build();
        let messages = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{value}");
        assert!(messages.contains("hostile/protoward.toml@") && messages.contains(problem), "{messages}");
        assert!(!arguments().iter().any(|it| it.contains("ran")), "{value}");
        assert!(!project.path("p/protoward.lock").exists());
    }
}

#[test]
fn names_that_some_systems_cannot_write_are_names_like_others() {
    let Some(repository) = money("units") else { return };
    let text = |package: &str| format!("syntax = \"proto3\";\npackage {package};\n");
    let long = format!("{}/long.proto", "a".repeat(200));
    let files = ["CON.proto", "aux/nul.proto", "Case.proto", "case.proto", "a b/c d.proto", "trailing./x.proto", &long];
    for (index, file) in files.iter().enumerate() {
        write(&repository.path().join("proto"), &[(file, &text(&format!("p{index}")))]);
    }
    commit_money(&repository, "units");
    let imports: String = files.iter().map(|file| format!("import \"{file}\";\n")).collect();
    let uses = format!("syntax = \"proto3\";\n{imports}");
    let project = Project::new(&config("money", &repository, ""), &uses);
    project.run(&["build"]);
    let listed = project.run(&["ls-files", "--include-imports"]);
    let on_this_system = fs::read_dir(repository.path().join("proto")).unwrap().count();
    assert!(files.iter().all(|file| listed.contains(&format!("money/{file}@"))) || on_this_system < 8, "{listed}");
}

#[test]
fn refuses_local_repositories_in_remote_dependencies() {
    let (Some(repository), Some(shop)) = (money("units"), Repository::new()) else { return };
    shop.commit(
        "first",
        &[("protoward.toml", &config("money", &repository, "")), ("proto/a.proto", "syntax = \"proto3\";\n")],
    );
    let ours = "[dependencies]\nshop = { git = \"https://example.com/shop\", root = \"proto\" }\n";
    let project = Project::new(ours, "syntax = \"proto3\";\n");
    let variables = [
        ("GIT_CONFIG_COUNT", "1".to_owned()),
        ("GIT_CONFIG_KEY_0", format!("url.{}.insteadOf", url(&shop))),
        ("GIT_CONFIG_VALUE_0", "https://example.com/shop".to_owned()),
    ];
    let output = project.command(&["build"]).envs(variables.clone()).output().unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    has(&messages, &["shop/protoward.toml@", "requires `money` at `file://", "override = true"]);
    project.configure(
        &(ours.to_owned() + &config("money", &repository, ", override = true").replace("[dependencies]\n", "")),
    );
    assert!(project.command(&["build"]).envs(variables).output().unwrap().status.success());
}

//! The `deps` of a `buf.yaml`, which map to git repositories. `url.BASE.insteadOf` of git replaces the network.

use std::fs;
use std::process::Command;

use protoward_workspace::KNOWN_MODULES;

use super::{Project, git_project, read};
use crate::support::{Repository, git, write};

/// A project with a `buf.yaml` and local repositories instead of those of the known modules.
struct Buf {
    project: Project,
    mirrors: tempfile::TempDir,
}

impl Buf {
    /// Creates a project. `mirrored` has the modules with their files.
    fn new(buf_yaml: &str, proto: &str, mirrored: &[(&str, &[(&str, &str)])]) -> Option<Self> {
        let buf = Self { project: Project::new("", proto), mirrors: tempfile::tempdir().unwrap() };
        fs::remove_file(buf.project.path("p/protoward.toml")).unwrap();
        write(&buf.project.path("p"), &[("buf.yaml", buf_yaml)]);
        let mut config = String::from("[protocol \"https\"]\n\tallow = never\n");
        for (module, files) in mirrored {
            let known = KNOWN_MODULES.iter().find(|known| known.module == *module).unwrap();
            let repository = Repository::new()?;
            repository.commit("first", files);
            fs::rename(repository.path(), buf.mirrors.path().join(known.name)).unwrap();
            let mirror = buf.mirrors.path().join(known.name);
            config += &format!("[url \"file://{}\"]\n\tinsteadOf = {}\n", mirror.display(), known.url);
        }
        fs::write(buf.mirrors.path().join("config"), config).unwrap();
        Some(buf)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.project.command(arguments);
        command.env("GIT_CONFIG_GLOBAL", self.mirrors.path().join("config"));
        command
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn fails(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

const DEPS: &str = "\
version: v2
deps:
  - buf.build/googleapis/googleapis
  - buf.build/bufbuild/protovalidate
  - buf.build/grpc-ecosystem/grpc-gateway
";

/// Uses a file of grpc-gateway, and one of the common protos.
const USES_GATEWAY: &str = "\
syntax = \"proto3\";
package a;
import \"google/api/annotations.proto\";
import \"protoc-gen-openapiv2/options/openapiv2.proto\";
message A { openapi.Swagger swagger = 1; }
service S { rpc Get(A) returns (A) { option (google.api.http) = { get: \"/a\" }; } }
";

const OPENAPI: (&str, &str) = (
    "protoc-gen-openapiv2/options/openapiv2.proto",
    "syntax = \"proto3\";\npackage openapi;\nmessage Swagger { string swagger = 1; }\n",
);

#[test]
fn fetches_and_locks_only_modules_with_missing_imports() {
    let Some(buf) = Buf::new(DEPS, USES_GATEWAY, &[("grpc-ecosystem/grpc-gateway", &[OPENAPI])]) else { return };
    let error = buf.fails(&["build", "--offline"]);
    assert!(error.contains("buf.yaml:5:5:`grpc-gateway` is not in the cache"), "{error}");
    assert!(buf.fails(&["build", "--locked"]).contains("protoward.lock does not have `grpc-gateway`"));
    assert!(!buf.project.path("p/protoward.lock").exists());
    buf.run(&["build"]);
    let lock = buf.project.lock();
    assert!(lock.contains("git = \"https://github.com/grpc-ecosystem/grpc-gateway\"\npaths = ["), "{lock}");
    assert_eq!(lock.matches("[[dependency]]").count(), 1, "{lock}");
    fs::remove_dir_all(buf.mirrors.path().join("grpc-gateway")).unwrap();
    buf.run(&["build", "--locked", "--offline"]);
    let listed = buf.run(&["ls-files", "--include-imports"]);
    let commit = lock.split("commit = \"").nth(1).unwrap().get(..7).unwrap();
    assert!(listed.contains(&format!("grpc-gateway/{}@{commit}\n", OPENAPI.0)), "{listed}");
    assert!(listed.contains("<common protos: googleapis-common-protos "), "{listed}");
    let tree = buf.run(&["deps", "tree"]);
    assert!(tree.starts_with("buf.yaml\n  grpc-gateway "), "{tree}");
    assert!(buf.fails(&["deps", "vendor", "third_party"]).contains("no `protoward.toml` for"));
}

#[test]
fn common_protos_alone_need_no_fetch_and_no_lock() {
    let proto = "syntax = \"proto3\";\nimport \"google/type/money.proto\";\nmessage A { google.type.Money m = 1; }\n";
    let Some(buf) = Buf::new(DEPS, proto, &[]) else { return };
    buf.run(&["build", "--locked"]);
    buf.run(&["deps", "tree"]);
    assert!(!buf.project.path("p/protoward.lock").exists() && !buf.project.path("cache").exists());
}

#[test]
fn finds_modules_of_modules_and_locks_current_commits_in_an_update() {
    let buf_yaml = "version: v1\ndeps:\n  - buf.build/envoyproxy/envoy\n";
    let proto = "syntax = \"proto3\";\nimport \"envoy/a.proto\";\nmessage A { envoy.A a = 1; }\n";
    let envoy = "syntax = \"proto3\";\npackage envoy;\nimport \"xds/x.proto\";\nmessage A { xds.X x = 1; }\n";
    let xds = "syntax = \"proto3\";\npackage xds;\nmessage X {}\n";
    let mirrored: &[(&str, &[(&str, &str)])] =
        &[("envoyproxy/envoy", &[("api/envoy/a.proto", envoy)]), ("cncf/xds", &[("xds/x.proto", xds)])];
    let Some(buf) = Buf::new(buf_yaml, proto, mirrored) else { return };
    buf.run(&["build"]);
    let lock = buf.project.lock();
    assert!(lock.contains("name = \"envoy\"") && lock.contains("name = \"xds\""), "{lock}");
    let mirror = buf.mirrors.path().join("xds");
    write(&mirror, &[("xds/y.proto", "syntax = \"proto3\";\n")]);
    git(&mirror, &["add", "--all"]);
    git(&mirror, &["commit", "--quiet", "--message", "second"]);
    buf.run(&["build", "--locked"]);
    assert_eq!(buf.project.lock(), lock, "a branch that moves stays locked");
    assert_eq!(buf.run(&["deps", "update", "envoy"]), "nothing changed\n");
    assert!(buf.run(&["deps", "update"]).starts_with("updated xds from "));
    assert_ne!(buf.project.lock(), lock);
    let known = "syntax = \"proto3\";\nimport \"google/type/money.proto\";\nmessage A { google.type.Money m = 1; }\n";
    write(&buf.project.path("p"), &[("a.proto", &proto.replace("import \"envoy/a.proto\";\n", ""))]);
    assert!(buf.fails(&["build"]).contains("`envoy.A`"));
    write(&buf.project.path("p"), &[("a.proto", known)]);
    let before = buf.project.lock();
    buf.run(&["build", "--locked"]);
    assert_eq!(buf.project.lock(), before, "what is not needed is not touched");
}

#[test]
fn breaking_reports_only_what_is_used_of_a_module() {
    let buf_yaml = "version: v2\ndeps:\n  - buf.build/cncf/xds\n";
    let proto = "syntax = \"proto3\";\npackage a;\nimport \"xds/x.proto\";\nmessage A { xds.X x = 1; }\n";
    let xds = "syntax = \"proto3\";\npackage xds;\nmessage X { int32 id = 1; }\nmessage Y { int32 id = 1; }\n";
    let Some(buf) = Buf::new(buf_yaml, proto, &[("cncf/xds", &[("xds/x.proto", xds)])]) else { return };
    buf.run(&["build"]);
    git_project(&buf.project);
    let mirror = buf.mirrors.path().join("xds");
    let commit = |text: &str| {
        write(&mirror, &[("xds/x.proto", text)]);
        git(&mirror, &["commit", "--quiet", "--all", "--message", "changed"]);
    };
    commit(&xds.replace("Y { int32 id", "Y { bytes id"));
    buf.run(&["deps", "update", "--check"]);
    buf.run(&["breaking", "--against", "git:HEAD"]);
    let lock = buf.project.lock();
    commit(&xds.replace("int32", "bytes"));
    let output = buf.command(&["deps", "update", "--check"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!((output.status.code(), text.lines().count()), (Some(100), 1), "{text}");
    assert!(text.starts_with("xds/xds/x.proto@") && text.contains("`id` (1) of `xds.X`"), "{text}");
    assert_eq!(buf.project.lock(), lock);
}

#[test]
fn reports_an_unknown_module_only_if_an_import_is_missing() {
    let buf_yaml = "version: v2\ndeps:\n  - buf.build/acme/payments:main\n";
    let Some(buf) = Buf::new(buf_yaml, "syntax = \"proto3\";\nimport \"acme/pay.proto\";\n", &[]) else { return };
    let error = buf.fails(&["build"]);
    assert!(error.contains("buf.yaml:3:5:unknown git repository of `buf.build/acme/payments`"), "{error}");
    assert!(error.contains("add `payments = { git = \"URL\" }` to `[dependencies]`"), "{error}");
    assert!(error.contains("a.proto:2:8:cannot find the imported file `acme/pay.proto`"), "{error}");
    write(&buf.project.path("p"), &[("a.proto", "syntax = \"proto3\";\n")]);
    buf.run(&["build"]);
}

#[test]
fn modules_of_a_work_file_depend_on_modules_too() {
    let Some(buf) = Buf::new("", "", &[("grpc-ecosystem/grpc-gateway", &[OPENAPI])]) else { return };
    let folder = buf.project.path("p");
    fs::remove_file(folder.join("buf.yaml")).unwrap();
    fs::remove_file(folder.join("a.proto")).unwrap();
    write(
        &folder,
        &[
            ("buf.work.yaml", "version: v1\ndirectories:\n  - proto\n"),
            ("proto/buf.yaml", "version: v1\ndeps:\n  - buf.build/grpc-ecosystem/grpc-gateway\n"),
            ("proto/a.proto", USES_GATEWAY),
        ],
    );
    buf.run(&["build"]);
    assert!(buf.project.lock().contains("name = \"grpc-gateway\""));
}

#[test]
fn documents_the_table() {
    let page = read(std::path::Path::new("docs/dependencies.md"));
    let documented: Vec<&str> = page.lines().filter(|line| line.starts_with("| `buf.build/")).collect();
    let ticked = |texts: &[&str]| texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
    let rows = KNOWN_MODULES.iter().map(|known| {
        let root = if known.root.is_empty() { String::new() } else { format!("`{}`", known.root) };
        let url = known.url.trim_start_matches("https://");
        format!("| `buf.build/{}` | `{url}` | {root} | {} |", known.module, ticked(known.paths))
    });
    assert_eq!(documented, rows.collect::<Vec<_>>());
}

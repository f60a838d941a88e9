//! Cargo reruns a build script that uses protoward when a relevant file changes, and only then.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::SystemTime;

use crate::consumer::consumer;
use crate::deps::{Project, USES_MONEY, commit_money, config, money};
use crate::environment;
use crate::ways::{WAYS, Way};

/// A script like [`SCRIPT`], with the files and the include folders in a list.
const LISTED: &str = r#"
fn main() -> Result<(), protoward_build::Error> {
    println!("cargo:rerun-if-changed=list.txt");
    let list = std::fs::read_to_string("list.txt")?;
    let (files, includes) = list.split_once('\n').unwrap();
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    protoward_build::configure()
        .build_transport(false)
        .with_extended_rust_types(true)
        .include_file("all.rs")
        .compile_protos(&words(files), &words(includes))
}
"#;

const SCRIPT: &str = r#"
fn main() -> Result<(), protoward_build::Error> {
    protoward_build::configure()
        .build_transport(false)
        .with_extended_rust_types(true)
        .include_file("all.rs")
        .compile_protos(&["proto/shop/v1/shop.proto"], &["overrides", "proto"])
}
"#;

/// The cache of dependencies. The build scripts find everything there, because they run without `git`.
const CACHE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/rebuild-cache");

/// A copy of the consumer crate, with the state of its last build.
struct Consumer {
    folder: PathBuf,
    way: Way,
    out_dir: PathBuf,
    protoc_include: Option<PathBuf>,
}

#[test]
fn rebuilds_a_crate_only_if_an_input_changes() {
    for way in WAYS {
        let mut consumer = Consumer::built(way, "rebuild", SCRIPT, &[]);
        let build_output = fs::read_to_string(consumer.out_dir.with_file_name("output")).unwrap();
        let build_output = build_output.replace(consumer.out_dir.parent().unwrap().to_str().unwrap(), "BESIDE_OUT_DIR");
        let without_hash = |line: &str| line.find("absent-").map_or(line, |at| &line[..at + "absent".len()]).to_owned();
        let program = way.program().map(|path| format!("cargo:rerun-if-changed={}", path.display()));
        let of_program = ["cargo:rerun-if-env-changed=PROTOWARD", program.as_deref().unwrap_or_default()];
        let (of_way, mut build_output): (Vec<_>, Vec<_>) =
            build_output.lines().map(without_hash).partition(|line| of_program.contains(&&**line));
        // The generator in the build script, without the feature `full`, reads the manifest once.
        let mut seen = BTreeSet::new();
        build_output.retain(|line| seen.insert(line.clone()));
        assert_eq!(of_way.len(), if way == Way::Compiled { 0 } else { 2 }, "{of_way:?}");
        insta::allow_duplicates! { insta::assert_snapshot!(build_output.join("\n"), @r"
    cargo:rerun-if-changed=Cargo.toml
    cargo:rerun-if-changed=proto/shop/v1/shop.proto
    cargo:rerun-if-changed=proto/common/legacy.proto
    cargo:rerun-if-changed=proto/common/money.proto
    cargo:rerun-if-changed=proto/common/unit.proto
    cargo:rerun-if-changed=BESIDE_OUT_DIR/protoward-absent
    cargo:rerun-if-env-changed=PROTOC_INCLUDE
    ") }

        assert!(!consumer.rebuilds(), "nothing has changed");
        consumer.write("proto/unrelated.proto", "not even a schema");
        consumer.write("overrides/common/unrelated.proto", "");
        assert!(!consumer.rebuilds(), "no file that was read has changed");

        let before = consumer.outputs();
        consumer.edit("proto/common/unit.proto", "enum Unit", "// What is paid with.\nenum Unit");
        assert!(consumer.rebuilds(), "an import of an import has changed");
        let rewritten: BTreeSet<_> = consumer.outputs().difference(&before).map(|(name, _)| name.clone()).collect();
        assert_eq!(rewritten, BTreeSet::from(["common.rs".to_owned()]), "a comment of one package");

        let text = fs::read_to_string(consumer.folder.join("proto/common/unit.proto")).unwrap();
        consumer.write("overrides/common/unit.proto", &text.replace("UNIT_EURO", "UNIT_KRONA"));
        assert!(consumer.rebuilds(), "a file that is found first has come");
        assert!(consumer.generated("common.rs").contains("Krona"));
        assert!(!consumer.rebuilds(), "it was there already");

        fs::remove_file(consumer.folder.join("overrides/common/unit.proto")).unwrap();
        assert!(consumer.rebuilds(), "it has left");
        assert!(consumer.generated("common.rs").contains("Euro"));
        assert!(!consumer.rebuilds(), "nothing has changed since");

        consumer.edit(
            "proto/common/money.proto",
            "import public \"common/unit.proto\";",
            "enum Unit { UNIT_KRONA = 0; }",
        );
        fs::remove_file(consumer.folder.join("proto/common/unit.proto")).unwrap();
        assert!(consumer.rebuilds(), "an import is gone");
        assert!(!consumer.rebuilds(), "what is gone is not waited for");

        consumer.protoc_include = Some(consumer.folder.join("machine"));
        assert!(consumer.rebuilds(), "the environment has another folder");
        assert!(!consumer.rebuilds(), "it has that folder still");
    }
}

#[test]
fn common_protos_are_not_watched_and_copies_of_them_are() {
    let bill = "syntax = \"proto3\";\npackage bill;\nimport \"google/type/money.proto\";\n\
                import \"buf/validate/validate.proto\";\n\
                message Bill { google.type.Money sum = 1 [(buf.validate.field).required = true]; }\n";
    let script = SCRIPT.replace("proto/shop/v1/shop.proto\"]", "proto/shop/v1/shop.proto\", \"proto/bill.proto\"]");
    let library = fs::read_to_string(consumer().join("src/lib.rs")).unwrap();
    let library = format!(
        "{library}\n#[allow(missing_docs, dead_code)]\nmod all {{ include!(concat!(env!(\"OUT_DIR\"), \"/all.rs\")); }}\n"
    );
    let files = [("proto/bill.proto", bill), ("src/lib.rs", &library)];
    let consumer = Consumer::with_features("common-protos", &script, &files, &["common-protos"]);
    let build_output = fs::read_to_string(consumer.out_dir.with_file_name("output")).unwrap();
    assert!(build_output.contains("proto/bill.proto") && !build_output.contains("common protos"), "{build_output}");
    assert!(consumer.generated("google.r#type.rs").contains("pub currency_code"));
    assert!(!consumer.rebuilds(), "nothing has changed");

    let copy = "syntax = \"proto3\";\npackage google.type;\nmessage Money { int64 copied = 1; }\n";
    consumer.write("overrides/google/type/money.proto", copy);
    assert!(consumer.rebuilds(), "a copy has come");
    assert!(consumer.generated("google.r#type.rs").contains("pub copied"));
    assert!(!consumer.rebuilds(), "it was there already");
}

#[test]
fn dependencies_are_those_of_the_lock_file() {
    let Some(repository) = money("units") else { return };
    let project = Project::new(&config("money", &repository, ""), USES_MONEY);
    let run = |arguments: &[&str]| {
        let status = project.command(arguments).env("PROTOWARD_CACHE", CACHE).status().unwrap();
        assert!(status.success(), "{arguments:?}");
    };
    run(&["build"]);
    let folder = project.path("p");
    let script = SCRIPT.replace("configure()", &format!("configure().dependencies({folder:?})"));
    let script = script
        .replace("\"proto/shop/v1/shop.proto\"", &format!("\"proto/shop/v1/shop.proto\", {:?}", folder.join("a.proto")))
        .replace("\"proto\"]", &format!("\"proto\", {folder:?}]"));
    let library = fs::read_to_string(consumer().join("src/lib.rs")).unwrap();
    let library = format!(
        "{library}\n#[allow(missing_docs, dead_code)]\nmod all {{ include!(concat!(env!(\"OUT_DIR\"), \"/all.rs\")); }}\n"
    );
    let consumer = Consumer::with_features("dependencies", &script, &[("src/lib.rs", &library)], &["dependencies"]);
    let build_output = fs::read_to_string(consumer.out_dir.with_file_name("output")).unwrap();
    for file in ["protoward.toml", "protoward.lock"] {
        let line = format!("cargo:rerun-if-changed={}", folder.join(file).display());
        assert!(build_output.contains(&line), "{build_output}");
    }
    assert!(consumer.generated("money.rs").contains("pub units: i64"));
    assert!(!consumer.rebuilds(), "nothing has changed");

    commit_money(&repository, "cents");
    assert!(!consumer.rebuilds(), "the lock file is the same");
    run(&["deps", "update"]);
    assert!(consumer.rebuilds(), "the lock file has another commit");
    assert!(consumer.generated("money.rs").contains("pub cents: i64"));
    assert!(!consumer.rebuilds(), "it is the same commit");

    run(&["deps", "vendor", "third_party"]);
    assert!(consumer.rebuilds(), "the configuration names a vendor folder");
    assert!(!consumer.rebuilds(), "nothing has changed");
    let vendored = folder.join("third_party/money/money.proto");
    let text = fs::read_to_string(&vendored).unwrap();
    fs::write(&vendored, text.replace("cents", "evil")).unwrap();
    let error = String::from_utf8(consumer.output(&["build"]).stderr).unwrap();
    assert!(error.contains("it was changed: its contents are not those of protoward.lock"), "{error}");
}

#[test]
fn removes_stale_files_and_puts_links_next_to_the_output() {
    let consumer =
        Consumer::built(Way::Compiled, "stale", LISTED, &[("list.txt", "proto/shop/v1/shop.proto\noverrides proto")]);
    consumer.write("proto/extra.proto", "syntax = \"proto3\"; package extra; message E {}");
    consumer.edit("list.txt", "shop.proto", "shop.proto proto/extra.proto");
    assert!(consumer.rebuilds());
    assert!(consumer.out_dir.join("extra.rs").is_file());
    let before = consumer.links();
    let out_dir = &consumer.out_dir;
    assert_eq!(before.len(), 1, "a folder of links, beside the output");

    fs::write(out_dir.join("mine.rs"), "// Written by the build script itself.").unwrap();
    consumer.write("more/unrelated.proto", "");
    consumer.edit("list.txt", " proto/extra.proto", "");
    consumer.edit("list.txt", "overrides proto", "more overrides proto");
    assert!(consumer.rebuilds(), "the list has changed");
    let after = consumer.links();
    assert!(after.len() == 1 && after != before, "links of other include folders are gone: {after:?}");
    assert!(!out_dir.join("extra.rs").exists(), "its package is not compiled any more");
    assert!(out_dir.join("mine.rs").is_file() && out_dir.join("common.rs").is_file());
    assert!(!consumer.rebuilds(), "nothing has changed");
    for entry in walkdir::WalkDir::new(out_dir) {
        let entry = entry.unwrap();
        assert!(entry.path().exists(), "{} leads nowhere", entry.path().display());
    }
}

impl Consumer {
    /// Returns the names of the links to missing files.
    fn links(&self) -> BTreeSet<String> {
        let places = [self.out_dir.clone(), self.out_dir.parent().unwrap().to_owned()];
        let entries = places.iter().flat_map(|place| fs::read_dir(place).unwrap()).map(Result::unwrap);
        let names = entries.map(|entry| entry.file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("protoward-absent-")).collect()
    }

    fn built(way: Way, name: &str, script: &str, files: &[(&str, &str)]) -> Self {
        let name = format!("{name}-{way:?}").to_lowercase();
        Self::with_added(way, &name, script, files, &[])
    }

    /// Builds the crate with features of `protoward-build`.
    fn with_features(name: &str, script: &str, files: &[(&str, &str)], features: &[&str]) -> Self {
        Self::with_added(Way::Compiled, name, script, files, features)
    }

    /// Builds the crate with features of `protoward-build` for the generator in the build script.
    fn with_added(way: Way, name: &str, script: &str, files: &[(&str, &str)], features: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        copy_consumer(&folder, &way.features(features));
        way.configure(&folder);
        fs::write(folder.join("build.rs"), script).unwrap();
        let mut consumer = Self { folder, way, out_dir: PathBuf::new(), protoc_include: None };
        files.iter().for_each(|(path, text)| consumer.write(path, text));
        consumer.cargo(&["test", "--lib"]);
        let built = consumer.cargo(&["build"]);
        let mut messages = messages(&built);
        let script = messages.find(|message| message["reason"] == "build-script-executed" && is_consumer(message));
        consumer.out_dir = PathBuf::from(script.unwrap()["out_dir"].as_str().unwrap());
        consumer
    }

    /// Builds the crate, and returns `true` if cargo compiled it.
    fn rebuilds(&self) -> bool {
        let library = |message: &serde_json::Value| {
            is_consumer(message) && message["reason"] == "compiler-artifact" && message["target"]["kind"][0] == "lib"
        };
        messages(&self.cargo(&["build"])).find(library).unwrap()["fresh"] == false
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn edit(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.folder.join(path)).unwrap();
        assert!(text.contains(old), "{text}");
        self.write(path, &text.replace(old, new));
    }

    fn generated(&self, name: &str) -> String {
        fs::read_to_string(self.out_dir.join(name)).unwrap()
    }

    /// Returns the generated files with their modification times.
    fn outputs(&self) -> BTreeSet<(String, SystemTime)> {
        let entries = fs::read_dir(&self.out_dir).unwrap().map(Result::unwrap);
        let of = |entry: fs::DirEntry| {
            (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().modified().unwrap())
        };
        entries.map(of).filter(|(name, _)| name.ends_with(".rs")).collect()
    }

    fn cargo(&self, arguments: &[&str]) -> Output {
        let output = self.output(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn output(&self, arguments: &[&str]) -> Output {
        let mut command = environment::cargo();
        command.args(arguments).args(["--message-format", "json"]).current_dir(&self.folder);
        command.envs(self.protoc_include.iter().map(|folder| ("PROTOC_INCLUDE", folder)));
        command.env("PROTOWARD_CACHE", CACHE).envs(self.way.variables());
        command.output().unwrap()
    }
}

/// The path of `protoward-build` in the manifest of the consumer.
const BUILD: &str = "\"../../../crates/build-scripts/build\"";

/// Makes a copy of the consumer crate that uses protoward by path and has the lock file of the workspace.
fn copy_consumer(to: &Path, features: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in walkdir::WalkDir::new(consumer()) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(consumer()).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).unwrap();
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
    let manifest = fs::read_to_string(to.join("Cargo.toml")).unwrap();
    assert!(manifest.contains(BUILD));
    // Cargo treats packages with the same name in one target folder as the same package.
    let name = to.file_name().unwrap().to_str().unwrap();
    let manifest = manifest.replace("name = \"consumer\"", &format!("name = \"consumer-{name}\""));
    let build = format!("{:?}, {features}", root.join("crates/build-scripts/build"));
    fs::write(to.join("Cargo.toml"), manifest.replace(BUILD, &build)).unwrap();
    fs::copy(root.join("Cargo.lock"), to.join("Cargo.lock")).unwrap();
}

fn messages(output: &Output) -> impl Iterator<Item = serde_json::Value> {
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<_> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    lines.into_iter()
}

fn is_consumer(message: &serde_json::Value) -> bool {
    message["package_id"].as_str().is_some_and(|id| id.contains("consumer"))
}

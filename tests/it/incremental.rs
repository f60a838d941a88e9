//! Repeated runs of a build script. A run without changes generates nothing, and every run leaves the files that a first run
//! would generate into an empty folder.

use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;
use std::time::SystemTime;

use tempfile::TempDir;

use crate::environment;
use crate::ways::{WAYS, Way};

/// A build script that makes the calls in a file. Each line is a call with its files, include folders and options.
const SCRIPT: &str = r#"
fn main() -> Result<(), protoward_build::Error> {
    let calls = std::fs::read_to_string("calls.txt")?;
    for call in calls.lines() {
        let mut parts = call.split('|').map(|part| part.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let [files, includes, options] = [(); 3].map(|()| parts.next().unwrap_or_default());
        let mut builder = protoward_build::configure().build_transport(false);
        let mut ignored = false;
        for option in options {
            builder = match option.split_once('=').unwrap() {
                ("ignored", _) => {
                    ignored = true;
                    builder
                }
                ("bytes", path) => builder.bytes(path),
                ("write", path) => builder.file_descriptor_set_path(path),
                ("config", path) => builder.service_config(path),
                ("include", file) => builder.include_file(file),
                ("json", _) => builder.json(true),
                ("out", folder) => builder.out_dir(folder),
                ("variable", folder) => {
                    // The script has one thread.
                    unsafe { std::env::set_var("PROTOC_INCLUDE", folder) };
                    builder
                }
                ("set", path) => builder.file_descriptor_set_path(path).skip_protoc_run(),
                (other, _) => panic!("{other}"),
            };
        }
        let result = builder.compile_protos(&files, &includes);
        if !ignored {
            result?;
        }
    }
    Ok(())
}
"#;

/// The program of the build script for each way. The cargo that builds it treats it as a normal program.
/// If they cannot be built, each test says why: a `LazyLock` would say it in the first one alone.
static PROGRAMS: OnceLock<[PathBuf; 3]> = OnceLock::new();

/// A package with a build script and its generated files.
struct Package {
    temp: TempDir,
    program: PathBuf,
    way: Way,
    /// The program that the build script runs instead of that of its way.
    protoward: Option<PathBuf>,
    protoc_include: Option<&'static str>,
}

const MANIFEST: &str = "[package]\nname = \"shop\"\nversion = \"0.0.0\"\n[dependencies]\nprost = \"0.14\"\n\
                        tonic = \"0.14\"\ntonic-prost = \"0.14\"\nserde = \"1\"\nhttp-body = \"1\"\n\
                        tokio = { version = \"1\", features = [\"time\"] }\n";

const SHOP: &str = "syntax = \"proto3\";\npackage shop;\nimport \"unit.proto\";\n\
                    message Order { bytes id = 1; unit.Unit unit = 2; }\nservice Shop { rpc Buy(Order) returns (Order); }\n";

const UNIT: &str = "syntax = \"proto3\";\npackage unit;\n// A unit.\nmessage Unit { string name = 1; }\n";

const CONFIG: &str = r#"{"methodConfig": [{"name": [{"service": "shop.Shop"}], "timeout": "1s"}]}"#;

impl Package {
    /// Creates a package with a schema, an import, and a build script that makes these calls.
    fn with(way: Way, calls: &str) -> Self {
        let programs = PROGRAMS.get_or_init(|| WAYS.map(|way| way.build_program("incremental", SCRIPT)));
        let program = programs[way as usize].clone();
        let package = Self { temp: tempfile::tempdir().unwrap(), program, way, protoward: None, protoc_include: None };
        package.write("calls.txt", calls);
        package.write("Cargo.toml", MANIFEST);
        package.write("proto/shop.proto", SHOP);
        package.write("proto/unit.proto", UNIT);
        package.write("proto/extra.proto", "syntax = \"proto3\";\npackage extra;\nmessage Extra { bytes id = 1; }\n");
        package.write("config.json", CONFIG);
        fs::create_dir_all(package.path("first")).unwrap();
        fs::create_dir_all(package.out_dir()).unwrap();
        // The file that cargo creates. protoward recognizes the folder of cargo by it.
        package.write("target/invoked.timestamp", "");
        package
    }

    fn path(&self, path: &str) -> PathBuf {
        self.temp.path().join(path)
    }

    fn out_dir(&self) -> PathBuf {
        self.path("target/out")
    }

    fn write(&self, path: &str, text: &str) {
        write(&self.path(path), text);
    }

    fn edit(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(old), "{text}");
        self.write(path, &text.replace(old, new));
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// Runs the build script with this output folder.
    fn run_into(&self, out_dir: &Path) -> Output {
        let mut command = environment::built(&self.program);
        command.current_dir(self.temp.path()).env("CARGO", "cargo").env("CARGO_PKG_NAME", "shop");
        command.env("CARGO_MANIFEST_DIR", self.temp.path()).env("OUT_DIR", out_dir);
        command.envs(self.protoc_include.map(|folder| ("PROTOC_INCLUDE", self.path(folder))));
        command.envs(self.way.variables());
        command.envs(self.protoward.iter().map(|program| ("PROTOWARD", program)));
        command.output().unwrap()
    }

    /// Runs the build script again, and returns `true` if it generated code, in which case it writes the record of the run.
    /// Checks that the files and the output for cargo are those of a first run.
    fn generates(&self) -> bool {
        let record = self.path("target/out").join(RECORD);
        let old = FileTimes::new().set_modified(SystemTime::UNIX_EPOCH);
        if let Ok(record) = File::options().write(true).open(&record) {
            record.set_times(old).unwrap();
        }
        let before = self.files();
        let output = self.run_into(&self.out_dir());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let generates = fs::metadata(&record).unwrap().modified().unwrap() != SystemTime::UNIX_EPOCH;
        let after = self.files();
        for (path, (text, time)) in &after {
            let is_same = before.get(path).is_some_and(|(old, _)| old == text);
            assert!(!is_same || before[path].1 == *time, "{path} was written though it is as it was");
        }
        self.assert_is_as_fresh(&output);
        generates
    }

    /// Compares the generated files and the output for cargo with those of a first run.
    fn assert_is_as_fresh(&self, output: &Output) {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let fresh = self.fresh();
        let ours = self.files();
        let theirs = fresh.files();
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
        for (name, (text, _)) in ours {
            assert!(text == theirs[&name].0, "{name} is not what the build script generates into an empty folder");
        }
        assert_eq!(cargo_lines(output), cargo_lines(&fresh.output), "what cargo is told");
    }

    /// Runs the same build script with an empty output folder.
    fn fresh(&self) -> Fresh<'_> {
        let out_dir = self.path("fresh/out");
        _ = fs::remove_dir_all(self.path("fresh"));
        fs::create_dir_all(&out_dir).unwrap();
        self.write("fresh/invoked.timestamp", "");
        Fresh { output: self.run_into(&out_dir), out_dir, _of: self }
    }

    fn files(&self) -> Files {
        files(&self.out_dir())
    }

    /// Returns the message of a run that fails.
    fn fails(&self) -> String {
        let output = self.run_into(&self.out_dir());
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }
}

/// The result of a run with an empty output folder.
struct Fresh<'a> {
    output: Output,
    out_dir: PathBuf,
    _of: &'a Package,
}

impl Fresh<'_> {
    fn files(&self) -> Files {
        assert!(self.output.status.success(), "{}", String::from_utf8_lossy(&self.output.stderr));
        files(&self.out_dir)
    }
}

/// The file name of the record of a run.
const RECORD: &str = ".protoward-record";

/// The generated files by name, with their modification times.
type Files = BTreeMap<String, (String, SystemTime)>;

fn files(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let of = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path()).unwrap();
        (entry.file_name().into_string().unwrap(), (text, entry.metadata().unwrap().modified().unwrap()))
    };
    entries.map(of).filter(|(name, _)| name != RECORD).collect()
}

/// Returns the lines for cargo, without the folder of the run.
fn cargo_lines(output: &Output) -> Vec<String> {
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let of_run = |line: &str| line.replace("/fresh/", "/target/");
    lines.lines().map(of_run).collect()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A single call, with an empty include folder.
const ONE: &str = "proto/shop.proto | first proto | bytes=.";

#[test]
fn generates_nothing_until_an_input_changes() {
    for way in WAYS {
        let package = Package::with(way, ONE);
        assert!(package.generates(), "there was no run before");
        assert!(!package.generates(), "nothing has changed");
        package.write("proto/unit.proto", UNIT);
        package.write("first/unrelated.proto", "not even a schema");
        assert!(!package.generates(), "a file was written as it was, and one came that nobody imports");
        package.edit("proto/unit.proto", "A unit.", "A unit of money.");
        assert!(package.generates(), "a comment of an import has changed");
        package.edit("calls.txt", "bytes=.", "bytes=.shop");
        assert!(package.generates(), "a setting has changed");
        package.edit("calls.txt", "bytes=.shop", "bytes=.shop json=yes");
        assert!(package.generates(), "there are additions");
        package.edit("calls.txt", "json=yes", "json=yes config=config.json");
        assert!(package.generates() && !package.generates());
        package.edit("config.json", "1s", "2s");
        assert!(package.generates(), "a service config has changed");
        package.edit("Cargo.toml", "serde = \"1\"\n", "serde = \"1.0\"\n");
        assert!(package.generates(), "the manifest has changed, which the code must fit");
        assert!(!package.generates(), "nothing has changed");
    }
}

#[test]
fn resolves_a_new_import_again() {
    for way in WAYS {
        let mut package = Package::with(way, ONE);
        let other = UNIT.replace("name", "sign");
        assert!(package.generates());
        package.write("first/unit.proto", &other);
        assert!(package.generates(), "a file of an earlier folder has come");
        package.write("first/unit.proto", UNIT);
        assert!(package.generates() && !package.generates(), "it has the text of the later one");
        package.remove("first/unit.proto");
        assert!(package.generates(), "it has left");
        package.write("machine/unit.proto", &other);
        package.protoc_include = Some("machine");
        assert!(package.generates(), "the machine has a folder");
        package.remove("proto/unit.proto");
        assert!(package.generates(), "the file is found in another folder");
        package.remove("machine/unit.proto");
        assert!(package.fails().contains("unit.proto"), "it is nowhere");
        package.write("machine/unit.proto", &other);
        assert!(!package.generates(), "it is as it was, and so is what was generated");
    }
}

#[test]
fn uses_a_changed_variable_in_later_calls() {
    for way in WAYS {
        let calls = "proto/extra.proto | proto |\nalone/shop.proto | alone | variable=machine";
        let package = Package::with(way, calls);
        package.write("alone/shop.proto", SHOP);
        package.write("machine/unit.proto", UNIT);
        package.settle();
        package.edit("machine/unit.proto", "name", "sign");
        package.settle();
        assert!(package.files()["unit.rs"].0.contains("pub sign"));
        package.edit("calls.txt", "variable=machine", "");
        assert!(package.fails().contains("unit.proto"), "it is nowhere");
    }
}

#[test]
fn generates_modified_outputs_again() {
    for way in WAYS {
        let package = Package::with(way, ONE);
        assert!(package.generates());
        for file in ["shop.rs", "unit.rs", "mod.rs"] {
            package.remove(&format!("target/out/{file}"));
            assert!(package.generates(), "{file} is gone");
            package.edit(&format!("target/out/{file}"), "pub", "pub(crate)");
            assert!(package.generates(), "{file} was edited");
            assert!(!package.generates());
        }
        let record = package.out_dir().join(RECORD);
        let text = fs::read_to_string(&record).unwrap();
        let broken =
            ["", &text[..text.len() / 2], &text.replacen("build-1", "build-0", 1), "\0", &text.replace("code", "file")];
        for broken in broken {
            fs::write(&record, broken).unwrap();
            assert!(package.generates(), "the record is {broken:?}");
            assert!(!package.generates());
        }
        fs::remove_dir_all(package.out_dir()).unwrap();
        fs::create_dir(package.out_dir()).unwrap();
        assert!(package.generates(), "everything is gone");
    }
}

#[test]
fn another_generator_generates_again() {
    for way in WAYS {
        let mut package = Package::with(way, ONE);
        assert!(package.generates() && !package.generates());
        let copy = package.path("copy");
        fs::copy(way.program().unwrap_or(&package.program), &copy).unwrap();
        match way {
            Way::Compiled => package.program = copy,
            // The variable overrides the program of the crate for the platform.
            Way::Program | Way::Vendored => package.protoward = Some(copy),
        }
        assert!(package.generates(), "another program may have other code");
        assert!(!package.generates());
    }
}

#[test]
fn shows_warnings_and_errors_each_time() {
    for way in WAYS {
        let package = Package::with(way, "proto/shop.proto | proto | bytes=.shop.Nothing");
        assert!(package.generates());
        let output = package.run_into(&package.out_dir());
        assert!(
            cargo_lines(&output).iter().any(|line| line.starts_with("cargo:warning=") && line.contains("shop.Nothing"))
        );
        assert!(!package.generates());
        package.edit("proto/unit.proto", "message Unit {", "message Unit { int32 ;");
        let message = package.fails();
        assert!(message.contains("proto/unit.proto:4:"), "{message}");
        assert_eq!(package.fails(), message);
        package.write("proto/unit.proto", UNIT);
        assert!(!package.generates(), "what was generated is still right");
        fs::remove_dir_all(package.out_dir()).unwrap();
        assert!(package.fails().contains("OUT_DIR") || package.fails().contains("output folder"));
    }
}

#[test]
fn distinguishes_calls_that_share_a_folder() {
    for way in WAYS {
        let package = Package::with(way, "");
        let shop = "proto/shop.proto | proto | json=yes\n";
        let extra = "proto/extra.proto | proto | json=yes\n";
        let elsewhere = "proto/extra.proto | proto | out=elsewhere\n";
        fs::create_dir(package.path("elsewhere")).unwrap();
        let runs = [
            [shop, extra, ""],
            [shop, extra, ""],
            [shop, "", ""],
            [shop, extra, ""],
            [extra, "", ""],
            [extra, shop, elsewhere],
            [extra, shop, elsewhere],
            [elsewhere, extra, shop],
            [elsewhere, extra, ""],
        ];
        for calls in runs {
            package.write("calls.txt", &calls.concat());
            package.settle();
            package.edit("proto/shop.proto", "bytes id", "bytes key");
            package.settle();
            package.edit("proto/shop.proto", "bytes key", "bytes id");
            package.settle();
            assert_eq!(fs::exists(package.path("elsewhere/extra.rs")).unwrap(), calls.contains(&elsewhere));
            _ = fs::remove_file(package.path("elsewhere/extra.rs"));
            package.settle();
        }
    }
}

impl Package {
    /// Runs the build script twice. If it makes fewer calls than before, only the second run removes all old files.
    fn settle(&self) {
        for _ in 0..2 {
            let output = self.run_into(&self.out_dir());
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        self.assert_is_as_fresh(&self.run_into(&self.out_dir()));
    }
}

#[test]
fn removes_the_module_file_again() {
    for way in WAYS {
        let package = Package::with(way, "proto/shop.proto | proto | out=src/gen");
        fs::create_dir_all(package.path("src/gen")).unwrap();
        let leaves_tree = || {
            assert!(package.run_into(&package.out_dir()).status.success());
            fs::exists(package.path("src/gen/mod.rs")).unwrap()
        };
        package.write("src/gen.rs", "pub mod shop;");
        assert!(!leaves_tree() && !package.generates(), "the module has a file");
        package.remove("src/gen.rs");
        assert!(leaves_tree() && !package.generates(), "it has none");
        package.write("src/gen/mod.rs", "pub mod shop;");
        assert!(package.generates() && !package.generates(), "a person has written one");
        package.remove("src/gen/mod.rs");
        assert!(leaves_tree(), "it is gone");
    }
}

#[test]
fn existing_descriptors_are_an_input() {
    for way in WAYS {
        let package = Package::with(way, " | | set=set.binpb");
        let set = |name: &str| {
            let tree =
                protoward_compiler::MemoryTree::new([("a.proto", format!("syntax = \"proto3\"; message {name} {{}}"))]);
            protoward_compiler::Compiler::new().resolver(tree).compile(["a.proto"]).unwrap().encode()
        };
        fs::write(package.path("set.binpb"), set("A")).unwrap();
        assert!(package.generates() && !package.generates());
        fs::write(package.path("set.binpb"), set("B")).unwrap();
        assert!(package.generates() && !package.generates());
        package.edit("Cargo.toml", "serde = \"1\"\n", "serde = \"1.0\"\n");
        assert!(package.generates(), "the manifest has changed, which the code must fit");
    }
}

#[test]
fn accepts_dots_in_the_name_of_the_module_file() {
    for way in WAYS {
        let package = Package::with(way, "proto/shop.proto | proto | include=./all.rs");
        for _ in 0..3 {
            assert!(package.run_into(&package.out_dir()).status.success());
            assert!(fs::exists(package.out_dir().join("all.rs")).unwrap());
        }
        package.edit("proto/shop.proto", "bytes id", "bytes key");
        assert!(package.run_into(&package.out_dir()).status.success());
        assert!(fs::exists(package.out_dir().join("all.rs")).unwrap());
    }
}

#[test]
fn does_not_watch_descriptors_of_the_script_itself() {
    for way in WAYS {
        let package =
            Package::with(way, "proto/shop.proto | proto | write=target/out/set.binpb\n | | set=target/out/set.binpb");
        let output = package.run_into(&package.out_dir());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = cargo_lines(&output);
        assert!(lines.iter().any(|line| line.ends_with("=proto/shop.proto")), "{lines:?}");
        assert!(!lines.iter().any(|line| line.contains("set.binpb")), "{lines:?}");
        package.edit("calls.txt", "proto/shop.proto | proto | write=target/out/set.binpb\n", "");
        let lines = cargo_lines(&package.run_into(&package.out_dir()));
        assert!(!lines.iter().any(|line| line.contains("rerun")), "cargo watches the whole package: {lines:?}");
    }
}

#[cfg(unix)]
#[test]
fn watches_missing_files_after_an_ignored_error() {
    for way in WAYS {
        let package = Package::with(way, "proto/new.proto proto/shop.proto | first proto | ignored=yes");
        let watched = || {
            let output = package.run_into(&package.out_dir());
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let entries = fs::read_dir(package.path("target")).unwrap().map(Result::unwrap);
            let folders = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("protoward-absent-"));
            let links = folders.flat_map(|folder| fs::read_dir(folder.path()).unwrap().map(Result::unwrap));
            links.map(|link| fs::read_link(link.path()).unwrap()).collect::<std::collections::BTreeSet<_>>()
        };
        assert!(watched().contains(&package.path("proto/new.proto")), "a file to compile");
        package.write("proto/new.proto", "syntax = \"proto3\"; import \"later.proto\";");
        let watched = watched();
        for folder in ["first", "proto"] {
            assert!(watched.contains(&package.path(folder).join("later.proto")), "an import");
        }
    }
}

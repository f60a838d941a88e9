//! Build scripts report crates that do not fit the generated code. The tests use stub crates instead of those of the registry:
//! only names and versions matter.

use std::fs;
use std::path::{Path, PathBuf};

use crate::environment;
use crate::support::{portable, write};

const MESSAGES: &str = "syntax = \"proto3\"; package a; message A { string a = 1; }";
const MAPS: &str = "syntax = \"proto3\"; package a; message A { map<string, int32> a = 1; }";
const TIMES: &str = "syntax = \"proto3\"; package a; import \"google/protobuf/timestamp.proto\"; message A { google.protobuf.Timestamp a = 1; }";
const OTHERS: &str = "syntax = \"proto3\"; package a; message A { B b = 1; } message B {} message C {}";
const SERVICES: &str = "syntax = \"proto3\"; package a; message A {} service S { rpc M(A) returns (A); }";

const ROUTES: &str = "syntax = \"proto3\"; package a; import \"google/api/annotations.proto\"; message A {} \
    service S { rpc M(A) returns (A) { option (google.api.http).get = \"/m\"; } }";

const RULES: &str = "syntax = \"proto3\"; package a; import \"buf/validate/validate.proto\"; \
    message A { string a = 1 [(buf.validate.field).required = true]; } service S { rpc M(A) returns (A); }";

/// Dependencies with all crates that routes need.
const REST: &str = "prost 0.14.4\ntonic 0.14.9\ntonic-prost 0.14.9\n\
    serde = { path = \"../stubs/serde-1.0.1\", version = \"1\" }\n\
    protoward-runtime = { path = \"../stubs/protoward-runtime-0.1.0\", version = \"0.1\", features = [\"rest\"] }";

const SERDE: &str = "serde = { path = \"../stubs/serde-1.0.1\", version = \"1\" }";
const JSON: &str =
    "protoward-runtime = { path = \"../stubs/protoward-runtime-0.1.0\", version = \"0.1\", features = [\"json\"] }";

/// A crate in a workspace with stub crates.
struct Consumer {
    folder: PathBuf,
}

impl Consumer {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("doctor");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::create_dir_all(&folder).unwrap();
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        for (package, version) in [
            ("prost", "0.13.5"),
            ("prost", "0.14.4"),
            ("prost-types", "0.13.5"),
            ("prost-types", "0.14.4"),
            ("tonic", "0.12.3"),
            ("tonic", "0.14.9"),
            ("tonic-prost", "0.14.9"),
            ("serde", "1.0.1"),
            ("protoward-runtime", "0.1.0"),
        ] {
            let features = match package {
                "tonic" => "[features]\nchannel = []\ncodegen = []\n",
                "prost" => "[features]\nderive = []\n",
                "protoward-runtime" => {
                    "[features]\ndefault = [\"prost-0-14\"]\ngrpc = []\njson = []\nprost-0-13 = []\nprost-0-14 = []\n\
                     rest = []\nrest-client = []\nvalidate = []\n"
                }
                _ => "",
            };
            let manifest =
                format!("[package]\nname = \"{package}\"\nversion = \"{version}\"\nedition = \"2024\"\n{features}");
            let stub = format!("stubs/{package}-{version}");
            write(&folder, &[(&format!("{stub}/Cargo.toml"), &manifest), (&format!("{stub}/src/lib.rs"), "")]);
        }
        // An outdated lock file. Cargo ignores it, because the crate is now in a workspace.
        write(
            &folder,
            &[
                ("till/src/lib.rs", ""),
                ("till/Cargo.lock", "version = 4\n\n[[package]]\nname = \"till\"\nversion = \"0.1.0\"\n"),
            ],
        );
        Self { folder }
    }

    /// Returns the output of the build script, if any.
    fn findings(&self, proto: &str, configured: &str, dependencies: &str) -> String {
        let root = env!("CARGO_MANIFEST_DIR");
        let mut all = String::new();
        for line in dependencies.lines().map(str::trim) {
            // `prost 0.13.5` is an abbreviation of the dependency.
            match line.split_once(' ') {
                Some((name, version)) if version.starts_with("0.") => {
                    let path = format!("path = \"../stubs/{name}-{version}\"");
                    let (line, _) = version.rsplit_once('.').unwrap();
                    all += &format!("{name} = {{ {path}, version = \"{line}\" }}\n");
                }
                _ => all += &format!("{line}\n"),
            }
        }
        let manifest = format!(
            "[package]\nname = \"till\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{all}\n[build-dependencies]\n\
             protoward-build = {{ version = \"0.1.0\", path = \"{root}/crates/build-scripts/build\", features = [\"common-protos\", \"full\", \"validate\"] }}\n"
        );
        let script = format!(
            "fn main() -> Result<(), protoward_build::Error> {{\n    protoward_build::configure(){configured}.compile_protos(&[\"a.proto\"], &[\".\"])\n}}\n"
        );
        let workspace = "[workspace]\nmembers = [\"till\"]\nexclude = [\"stubs\"]\nresolver = \"3\"\n\n[workspace.dependencies]\n\
                         prost = { path = \"stubs/prost-0.13.5\", version = \"0.13\" }\n\n\
                         [profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n";
        write(
            &self.folder,
            &[
                ("Cargo.toml", workspace),
                ("till/Cargo.toml", &manifest),
                ("till/build.rs", &script),
                ("till/a.proto", proto),
            ],
        );
        let mut command = environment::cargo();
        command.args(["check", "--offline", "--package", "till"]).current_dir(&self.folder);
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let text = portable(&text, &self.folder, "$");
        let (from, prefix) = match text.find("  Error: \n") {
            Some(at) => (at + "  Error: \n".len(), "  "),
            None => (0, "warning: till@0.1.0: "),
        };
        assert!(output.status.success() == (from == 0), "{text}");
        let lines = text[from..].lines();
        lines.filter_map(|line| line.strip_prefix(prefix)).map(|line| format!("{line}\n")).collect()
    }
}

/// Dependencies that lack crates and features that the code needs.
const BARE: &str = "prost 0.14.4\ntonic-prost 0.14.9\n\
    tonic = { path = \"../stubs/tonic-0.14.9\", version = \"0.14\", default-features = false, features = [\"codegen\"] }";

const PLAIN: &str = "prost = { path = \"../stubs/prost-0.14.4\", version = \"0.14\", default-features = false }";
const DERIVING: &str = "prost = { path = \"../stubs/prost-0.14.4\", version = \"0.14\", default-features = false, features = [\"derive\"] }";

const GRPC: &str =
    "protoward-runtime = { path = \"../stubs/protoward-runtime-0.1.0\", version = \"0.1\", features = [\"grpc\"] }";
const IN_PROCESS: &str = "prost 0.14.4\ntonic 0.14.9\ntonic-prost 0.14.9\n";

const NEWEST: &str = ".runtime(protoward_build::Runtime::Prost014Tonic014)";

/// Options whose paths match nothing, and some whose paths match.
const MISTYPED: &str = ".type_attribute(\".a.AA\", \"#[a]\").type_attribute(\".\", \"#[allow(dead_code)]\")\
    .field_attribute(\"A.aa\", \"#[a]\").btree_map(\".b\").bytes(\"a\").boxed(\".a.A.a\").skip_debug([\"a.A\", \"B\"])\
    .message_attribute(\"a\", \"#[a]\").enum_attribute(\"E\", \"#[a]\").disable_comments([\"a.S\", \"a.S.N\"])\
    .server_mod_attribute(\".a\", \"#[a]\").client_attribute(\"T\", \"#[a]\").trait_attribute(\"S\", \"#[allow(dead_code)]\")\
    .extern_path(\".c\", \"::c\")";

#[test]
fn reports_mismatches() {
    let consumer = Consumer::new();
    let mut findings = String::new();
    for (what, proto, configured, dependencies) in [
        ("services, all of it old", SERVICES, "", "prost 0.13.5\ntonic 0.12.3"),
        ("services, all of it old, for the newest", SERVICES, NEWEST, "prost 0.13.5\ntonic 0.12.3"),
        ("services, without the codec", SERVICES, "", "prost 0.14.4\ntonic 0.14.9"),
        ("services, prost of the workspace", SERVICES, "", "prost.workspace = true\ntonic 0.14.9\ntonic-prost 0.14.9"),
        ("prost-types alone", TIMES, "", "prost 0.14.4\nprost-types 0.13.5"),
        ("without prost-types", TIMES, "", "prost 0.14.4"),
        ("messages alone", MESSAGES, "", "prost 0.13.5"),
        ("messages alone, for the newest", MESSAGES, NEWEST, "prost 0.13.5"),
        ("without serde", MESSAGES, ".json(true)", "prost 0.14.4"),
        (
            "JSON without its feature",
            MESSAGES,
            ".json(true)",
            &format!("prost 0.14.4\nprotoward-runtime 0.1.0\n{SERDE}"),
        ),
        ("JSON for an older prost", MESSAGES, ".json(true)", &format!("prost 0.13.5\n{SERDE}")),
        ("clients without a transport", SERVICES, "", BARE),
        ("prost without its macros", MAPS, "", PLAIN),
        ("types of a crate of nobody", OTHERS, ".extern_path(\".a.B\", \"::bees::B\")", "prost 0.14.4"),
        (
            "types of a crate, misspelled",
            OTHERS,
            ".extern_path(\".a.B\", \"::tonicc::B\")",
            "prost 0.14.4\ntonic 0.14.9",
        ),
        ("types of a crate for the script", OTHERS, ".extern_path(\".a.B\", \"::protoward_build::B\")", "prost 0.14.4"),
        ("clients in this process", SERVICES, ".in_process_client(true)", IN_PROCESS),
        (
            "clients in this process, without the feature",
            SERVICES,
            ".in_process_client(true)",
            &format!("{IN_PROCESS}protoward-runtime 0.1.0"),
        ),
        ("mocks for an older tonic", SERVICES, ".mock_server(true)", "prost 0.13.5\ntonic 0.12.3"),
        (
            "services without what tonic has for them",
            SERVICES,
            ".build_transport(false)",
            "prost 0.14.4\ntonic-prost 0.14.9\n\
             tonic = { path = \"../stubs/tonic-0.14.9\", version = \"0.14\", default-features = false }",
        ),
        ("routes without their crate", ROUTES, ".rest(true)", "prost 0.14.4\ntonic 0.14.9\ntonic-prost 0.14.9"),
        (
            "clients over HTTP without their crate",
            ROUTES,
            ".rest_client(true)",
            "prost 0.14.4\ntonic 0.14.9\ntonic-prost 0.14.9",
        ),
        ("clients over HTTP without their feature", ROUTES, ".rest_client(true)", REST),
        ("validation without its feature", RULES, ".validate(true).build_client(false)", IN_PROCESS),
        ("paths that match nothing", SERVICES, MISTYPED, "prost 0.14.4\ntonic 0.14.9\ntonic-prost 0.14.9"),
    ] {
        findings += &format!("== {what}\n{}", consumer.findings(proto, configured, dependencies));
    }
    crate::support::check("doctor", "said", &findings);

    let gated = ".client_mod_attribute(\".\", \"#[cfg(feature = \\\"grpc\\\")]\")\
                 .server_mod_attribute(\".\", \"#[cfg(feature = \\\"grpc\\\")]\")";
    let renamed = "mine = { package = \"prost\", path = \"../stubs/prost-0.13.5\", version = \"0.13\" }\nprost 0.14.4";
    for (what, proto, configured, dependencies) in [
        ("all of it fits", SERVICES, "", "prost 0.14.4\nprost-types 0.14.4\ntonic 0.14.9\ntonic-prost 0.14.9"),
        ("JSON with all it needs", MESSAGES, ".json(true)", &format!("prost 0.14.4\n{JSON}\n{SERDE}")),
        ("a second prost, for something else", MESSAGES, "", renamed),
        ("a prost by somebody else", MESSAGES, "", "prost = { package = \"tonic\", path = \"../stubs/tonic-0.12.3\" }"),
        ("code for nobody knows whom", MESSAGES, ".out_dir(\"..\")", ""),
        ("a codec of one's own", SERVICES, ".codec_path(\"crate::Codec\")", "prost 0.14.4\ntonic 0.14.9"),
        ("prost without the standard library", MESSAGES, "", DERIVING),
        ("clients that are given a channel", SERVICES, ".build_transport(false)", BARE),
        ("services that may never be there", SERVICES, gated, "prost 0.14.4"),
        (
            "types of a crate that is there",
            OTHERS,
            ".extern_path(\".a.B\", \"::tonic::B\")",
            "prost 0.14.4\ntonic 0.14.9",
        ),
        (
            "types of Rust, and of the crate itself",
            OTHERS,
            ".extern_path(\".a.B\", \"::std::string::String\").extern_path(\".a.C\", \"crate::C\")",
            "prost 0.14.4",
        ),
        ("types that no code names", OTHERS, ".extern_path(\".a.C\", \"::bees::C\")", "prost 0.14.4"),
        (
            "clients in this process, with all they need",
            SERVICES,
            ".in_process_client(true)",
            &format!("{IN_PROCESS}{GRPC}"),
        ),
        (
            "paths of a package without anything of the kind",
            SERVICES,
            ".btree_map(\".a\").bytes(\".a.A\").boxed(\".\").type_attribute(\"A\", \"#[allow(dead_code)]\")",
            "prost 0.14.4\ntonic 0.14.9\ntonic-prost 0.14.9",
        ),
        ("code for tests", SERVICES, "", "prost 0.14.4\n[dev-dependencies]\ntonic 0.14.9\ntonic-prost 0.14.9"),
    ] {
        assert_eq!(consumer.findings(proto, configured, dependencies), "", "{what}");
    }
}

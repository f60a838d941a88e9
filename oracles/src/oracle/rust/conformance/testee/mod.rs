//! The programs that the runner tests.

pub(in crate::oracle::rust) mod dynamic;

use std::path::{Path, PathBuf};

use protoward_compiler::Compiler;
use protoward_output::apply;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::Schema;
use protoward_source::FolderTree;

use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::corpus::files_below;
use protoward_kit::error::Error;
use protoward_kit::workspace::{self, Profile};

/// The dependencies of the crate.
const DEPENDENCIES: &str = r#"prost = "0.14"
prost-types = "0.14"
protoward-runtime = { path = "ROOT/crates/generators/runtime", features = ["fields", "json"] }
serde = "1"
serde_json = { version = "1", features = ["float_roundtrip"] }"#;

const PROGRAM: &str = include_str!("program.rs.txt");

/// Compiles the schemas of the runner.
pub(in crate::oracle::rust) fn schema(protos: &Path) -> Result<Schema, Error> {
    let files = files_below(protos, "proto")?;
    match Compiler::new().resolver(FolderTree::new(protos)).compile(files) {
        Err(error) => Err(Error::Usage(format!("the schemas of the runner do not compile: {error}"))),
        Ok(compiled) => Ok(compiled.into_schema()),
    }
}

/// Builds a crate with prost's code and its JSON. Enums are open types if `open_enums`, and unknown fields are kept if
/// `unknown_fields`.
pub(in crate::oracle::rust) fn generated(
    protos: &Path,
    open_enums: bool,
    unknown_fields: bool,
) -> Result<PathBuf, Error> {
    let folder = workspace::scratch("oracle/conformance/generated")?;
    let source = workspace::scratch("oracle/conformance/generated/src")?;
    let schema = schema(protos)?;
    let mut entry = Generate::new(Plugin::Prost, "generated");
    // Dynamic messages and protobuf's mapping refuse an `Any` of an unknown type.
    let flags = ["json", "json_strict_any"].map(|name| (name, OptionValue::Flag(true)));
    let options = flags.into_iter().chain([("include_file", OptionValue::Text("mod.rs".to_owned()))]);
    let all = |name| (name, OptionValue::List(vec![".".to_owned()]));
    let open = open_enums.then(|| all("open_enums"));
    let unknown = unknown_fields.then(|| all("unknown_fields"));
    for (name, value) in options.chain(open).chain(unknown) {
        entry.set(name, value).map_err(|error| Error::Usage(error.to_string()))?;
    }
    let generate_error = |why: &dyn std::fmt::Debug| Error::Usage(format!("code cannot be generated: {why:?}"));
    let plans = generate(&schema, &[entry], &source).map_err(|report| generate_error(&report))?;
    for plan in plans {
        let changes = plan.compare().map_err(|error| generate_error(&error))?;
        apply(&[changes]).map_err(|error| generate_error(&error))?;
    }
    let testee = CargoCrate::new(folder);
    testee.write_manifest(&Manifest::new("conformance").dependencies(DEPENDENCIES))?;
    testee.write("src/main.rs", PROGRAM)?;
    testee.lock()?;
    testee.cargo(&["build", "--quiet"]).env("RUSTFLAGS", "-Dwarnings").finish()?;
    Ok(testee.program(Profile::Dev, "conformance"))
}

//! Generates a large tree as crates: a program that uses one package must compile only this package and its dependencies.
//!
//! Input: google-proto-files, as one crate with a feature for each package, and as a crate for each package. Output: whether a
//! program that uses only one package compiles, its share of compiled packages, and whether a message survives a round trip
//! through JSON.

mod counted;

use std::path::Path;
use std::time::Instant;

use protoward_compiler::Compiler;
use protoward_output::apply;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::Schema;
use protoward_source::{FolderTree, Sources, plain};

use crate::trees;
use protoward_kit::Outcome;
use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;
use protoward_kit::workspace::root;

/// A package to use: its name as a feature or crate, the path of one of its messages, and the packages that its code refers to.
struct Selection {
    name: &'static str,
    message: &'static str,
    needs: &'static [&'static str],
}

const SELECTIONS: &[Selection] = &[
    Selection { name: "google-pubsub-v1", message: "google::pubsub::v1::Topic", needs: &[] },
    Selection {
        name: "google-cloud-vision-v1",
        message: "google::cloud::vision::v1::AnnotateImageRequest",
        needs: &["google-longrunning", "google-rpc", "google-type"],
    },
];

/// The JSON of a message of the first package, as it is written.
const JSON: &str = r#"{"name":"projects/p/topics/t","labels":{"a":"b"},"messageStoragePolicy":{"enforceInTransit":true},"state":"ACTIVE"}"#;

/// The name of the crate with features, and the prefix of the names of all crates.
const NAME: &str = "googleapis";

pub(super) fn run() -> Result<Outcome, Error> {
    let tree = trees::complete()?;
    let schema = compiled(&tree.dir, &tree.files)?;
    let mut is_fine = true;
    for layout in ["features", "workspace"] {
        let folder = root().join("target/oracle/layouts").join(layout);
        let start = Instant::now();
        generated(&schema, layout, &folder)?;
        let all = counted::packages(&folder, layout)?;
        println!("{layout}: {} files, {} packages in {} s", tree.files.len(), all, start.elapsed().as_secs());
        for selection in SELECTIONS {
            is_fine &= tried(selection, layout, &folder, all)?;
        }
        is_fine &= has_json(layout, &folder)?;
    }
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

fn compiled(dir: &Path, files: &[String]) -> Result<Schema, Error> {
    let mut sources = Sources::default();
    let compilation = Compiler::new()
        .resolver(FolderTree::new(dir))
        .load(files.iter().cloned(), &mut sources)
        .link(&sources)
        .compilation();
    if compilation.report.has_errors() {
        Err(incomplete(plain(&compilation.report, &sources)))
    } else {
        Ok(compilation.schema)
    }
}

fn generated(schema: &Schema, layout: &str, folder: &Path) -> Result<(), Error> {
    let mut entry = Generate::new(Plugin::Tonic, "");
    for (name, value) in [("layout", layout), ("crate_name", NAME)] {
        entry.set(name, OptionValue::Text(value.to_owned())).map_err(|error| incomplete(error.to_string()))?;
    }
    entry.set("json", OptionValue::Flag(true)).map_err(|error| incomplete(error.to_string()))?;
    std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
    let plans = generate(schema, &[entry], folder).map_err(|report| incomplete(plain(&report, &Sources::default())))?;
    for plan in plans {
        let written = plan.compare().and_then(|changes| apply(&[changes]));
        written.map_err(|diagnostic| incomplete(diagnostic.message))?;
    }
    Ok(())
}

fn incomplete(what: String) -> Error {
    Error::Incomplete { package: "google-proto-files".into(), what }
}

/// Compiles a program that uses one package, with messages and services.
fn tried(selection: &Selection, layout: &str, generated: &Path, all: usize) -> Result<bool, Error> {
    let consumer = consumer(selection, layout, generated)?;
    let start = Instant::now();
    let done = consumer.cargo(&["check", "--quiet", "--message-format", "json"]).output()?;
    if done.code != Some(0) {
        println!("  {}: `cargo check` fails\n{}", selection.name, counted::errors(&done.stdout, &done.stderr));
        return Ok(false);
    }
    let used = counted::used(&done.stdout, layout)?;
    let expected: Vec<String> = selection.needs.iter().copied().chain([selection.name]).map(str::to_owned).collect();
    let is_right = used.iter().eq(&{
        let mut sorted = expected.clone();
        sorted.sort();
        sorted
    });
    println!(
        "  {}: {} of {all} packages compiled ({}) in {} s{}",
        selection.name,
        used.len(),
        used.join(", "),
        start.elapsed().as_secs(),
        if is_right { String::new() } else { format!(", WRONG, expected {}", expected.join(", ")) }
    );
    Ok(is_right)
}

fn consumer(selection: &Selection, layout: &str, generated: &Path) -> Result<CargoCrate, Error> {
    let (dependency, library) = dependency(selection, layout, generated, "grpc");
    let code = format!(
        "//! Uses one package.\n\n/// It.\npub fn it() -> {library}::{} {{\n    Default::default()\n}}\n",
        selection.message
    );
    program(&format!("consumer-{layout}-{}", selection.name), &dependency, ("src/lib.rs", code))
}

/// Returns the dependency of a program on a package with a feature, and the path of the package's modules.
fn dependency(selection: &Selection, layout: &str, generated: &Path, feature: &str) -> (String, String) {
    match layout {
        "features" => {
            let features = format!("features = [\"{feature}\", \"{}\"]", selection.name);
            (format!("{NAME} = {{ path = {generated:?}, {features} }}\n"), NAME.to_owned())
        }
        _ => {
            let name = format!("{NAME}-{}", selection.name);
            let path = generated.join(&name);
            (format!("{name} = {{ path = {path:?}, features = [\"{feature}\"] }}\n"), name.replace('-', "_"))
        }
    }
}

/// Writes a program with one source file. Generated manifests name `protoward-runtime` by its version, so it is patched.
fn program(name: &str, dependencies: &str, (path, code): (&str, String)) -> Result<CargoCrate, Error> {
    let folder = root().join("target/oracle/layouts");
    let program = CargoCrate::built_into(folder.join(name), folder.join("target"));
    let patches = "protoward-runtime = { path = \"ROOT/crates/generators/runtime\" }";
    program.write_manifest(&Manifest::new("consumer").dependencies(dependencies).patches(patches))?;
    program.lock()?;
    program.write(path, code)?;
    Ok(program)
}

/// Runs a program that reads and writes the JSON of a message of the first package.
fn has_json(layout: &str, generated: &Path) -> Result<bool, Error> {
    let selection = &SELECTIONS[0];
    let (dependency, library) = dependency(selection, layout, generated, "json");
    let code = format!(
        "//! Reads and writes JSON.\n\nfn main() {{\n    let text = r#\"{JSON}\"#;\n    \
         let message: {library}::{} = serde_json::from_str(text).unwrap();\n    \
         assert_eq!(serde_json::to_string(&message).unwrap(), text);\n}}\n",
        selection.message
    );
    let dependencies = format!("{dependency}serde_json = \"1\"\n");
    let program = program(&format!("json-{layout}"), &dependencies, ("src/main.rs", code))?;
    let start = Instant::now();
    let done = program.cargo(&["run", "--quiet", "--message-format", "json"]).output()?;
    let is_right = done.code == Some(0);
    let note =
        if is_right { String::new() } else { format!(", WRONG\n{}", counted::errors(&done.stdout, &done.stderr)) };
    println!("  {}: a message in JSON and back in {} s{note}", selection.name, start.elapsed().as_secs());
    Ok(is_right)
}

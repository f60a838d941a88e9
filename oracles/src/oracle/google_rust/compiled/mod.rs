//! Compiles generated code with Google's crate in one cargo project, and compares its messages with those of Python.

mod types;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::oracle::share::Share;
use protoward_kit::cargo_crate::{CargoCrate, Manifest, messages};
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::workspace::Profile;
use protoward_kit::{Outcome, files, workspace};

/// The script that writes and compares messages.
const SCRIPT: &str = include_str!("payloads.py");

/// The program that parses messages with the generated code.
const DRIVER: &str = include_str!("driver.rs");

/// The maximum number of files of a package. Larger ones only take longer to compile.
const FILES: usize = 6;

const DEPENDENCIES: &str = "protobuf = \"=4.36.2-release\"";

const BUILD_DEPENDENCIES: &str = r#"protoward-build-google = { path = "ROOT/crates/build-scripts/build-google", default-features = false, features = ["program"] }"#;

const BUILD: &str = "fn main() -> Result<(), protoward_build_google::Error> {
    let inputs = include_str!(\"inputs\").lines();
    let includes = include_str!(\"includes\").lines();
    protoward_build_google::CodeGen::new().inputs(inputs).includes(includes).generate_and_compile()
}
";

/// The size of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// The number of packages of google-proto-files.
    pub(super) packages: usize,
    /// The number of messages for each type.
    pub(super) messages: usize,
    pub(super) seed: u64,
}

/// Compiles the code of packages, and compares messages in both directions.
pub(super) fn run(size: Size, ours: &Path) -> Result<Outcome, Error> {
    let folder = workspace::scratch("oracle/google-rust-compiled")?;
    let tree = corpus::find("google-proto-files")?.trees()?.remove(0);
    let chosen = chosen(&tree, size);
    let include = corpus::protoc()?.ancestors().nth(2).map(|folder| folder.join("include")).unwrap_or_default();
    let roots = [tree.dir, include];
    let set = folder.join("set.binpb");
    let closure = closure(&chosen, &roots, &set)?;
    let program = compile(&folder, &roots, &closure, ours)?;
    let payloads = folder.join("payloads");
    let answers = folder.join("answers");
    let script = folder.join("payloads.py");
    files::write(&script, SCRIPT)?;
    let python = || Run::new("python3").install_hint("Python 3").arg(&script);
    let library = corpus::python_protobuf()?;
    let numbers = [size.seed.to_string(), size.messages.to_string()];
    let written = python().env("PYTHONPATH", &library).arg("write").args(numbers).arg(&set);
    let written = written.stdin(chosen.join("\n").as_bytes()).finish()?.stdout;
    files::write(&payloads, &written)?;
    files::write(&answers, Run::new(program).stdin(&written).finish()?.stdout)?;
    let compared = python().env("PYTHONPATH", &library).arg("compare").args([&set, &payloads, &answers]).finish()?;
    report(&String::from_utf8_lossy(&compared.stdout), size, &closure)
}

/// Returns the files of the packages: folders whose name is a version, drawn with the seed.
fn chosen(tree: &Tree, size: Size) -> Vec<String> {
    let mut packages: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for file in &tree.files {
        let (folder, _) = file.rsplit_once('/').unwrap_or(("", file));
        packages.entry(folder).or_default().push(file);
    }
    let is_version = |folder: &str| {
        let name = folder.rsplit('/').next().unwrap_or_default();
        name.strip_prefix('v').is_some_and(|rest| rest.starts_with(|it: char| it.is_ascii_digit()))
    };
    packages.retain(|folder, files| is_version(folder) && files.len() <= FILES);
    let chosen = Random::new(size.seed).sample(packages.into_values().collect(), size.packages);
    chosen.into_iter().flatten().cloned().collect()
}

/// Returns the files with all that they import. Writes their descriptors to `set`.
fn closure(chosen: &[String], roots: &[PathBuf], set: &Path) -> Result<Vec<String>, Error> {
    let mut includes: Vec<PathBuf> = roots.to_vec();
    includes.retain(|root| root.is_dir());
    let compiled = protoward_compiler::Compiler::new().includes(includes).compile(chosen);
    let compiled = compiled.map_err(|why| Error::Usage(why.to_string()))?;
    files::write(set, compiled.encode())?;
    let schema = compiled.schema();
    Ok(schema.files.iter().map(|(_, file)| schema.text(file.path).to_owned()).collect())
}

/// Builds a project whose build script generates the code of files, and returns its program.
fn compile(folder: &Path, roots: &[PathBuf], closure: &[String], ours: &Path) -> Result<PathBuf, Error> {
    let project = CargoCrate::new(folder.join("project"));
    let lines = roots.iter().map(|root| format!("{}\n", root.display())).collect::<String>();
    // The entry point is in the folder of the first file.
    let place = closure.first().and_then(|first| Some(first.rsplit_once('/')?.0)).unwrap_or_default();
    let include = format!("include!(concat!(env!(\"OUT_DIR\"), \"/protobuf_generated/{place}/generated.rs\"));\n");
    project
        .write_manifest(&Manifest::new("compiled").dependencies(DEPENDENCIES).build_dependencies(BUILD_DEPENDENCIES))?;
    project.write("build.rs", BUILD)?;
    project.write("inputs", closure.join("\n"))?;
    project.write("includes", lines)?;
    project.write("src/lib.rs", include)?;
    project.write("src/main.rs", DRIVER)?;
    let cargo = |arguments: &[&str]| project.cargo(arguments).env("PROTOWARD", ours).finish();
    // The list of types is made of the generated code, which the library needs first.
    let built = cargo(&["check", "--quiet", "--lib", "--message-format=json"])?;
    let out_dir = out_dir(&built.stdout)?;
    project.write("src/types.rs", list_of_types(&out_dir.join("protobuf_generated").join(place))?)?;
    cargo(&["build", "--quiet"])?;
    Ok(project.program(Profile::Dev, "compiled"))
}

/// Returns the output folder of the build script, from the messages of cargo.
fn out_dir(stdout: &[u8]) -> Result<PathBuf, Error> {
    let mut ours = messages(stdout).filter(|it| it["package_id"].as_str().is_some_and(|id| id.contains("compiled@")));
    let found = ours.find_map(|it| Some(PathBuf::from(it["out_dir"].as_str()?)));
    found.ok_or_else(|| Error::Usage("cargo does not name the output folder of the build script".into()))
}

/// Returns the Rust code of a list of all types with their functions. `folder` has the entry point.
fn list_of_types(folder: &Path) -> Result<String, Error> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(Error::at(path));
    let entry_point = read(&folder.join("generated.rs"))?;
    let mut list = String::from("use super::{Turn, turn};\n\npub const TYPES: &[(&str, Turn)] = &[\n");
    for (module, path) in types::modules(&entry_point) {
        for (full_name, path) in types::types(module, &read(&folder.join(path))?) {
            let _ = writeln!(list, "    ({full_name:?}, turn::<compiled::{path}>),");
        }
    }
    Ok(list + "];\n")
}

/// Prints what the script found.
fn report(output: &str, size: Size, closure: &[String]) -> Result<Outcome, Error> {
    let count = output.lines().find_map(|line| line.strip_prefix("messages ")?.parse::<usize>().ok());
    let count = count.ok_or_else(|| Error::Usage(format!("the comparison prints no count: {output}")))?;
    let different: Vec<&str> = output.lines().filter(|line| !line.starts_with("messages ")).collect();
    different.iter().take(20).for_each(|line| println!("  DIFFERS {line}"));
    println!("{} packages, with {} files, compile with `protobuf` 4.36.2", size.packages, closure.len());
    let share =
        Share::new("messages are the same in Python, binary and text", count - different.len().min(count), count, 1000);
    println!("  {share}");
    Ok(if share.is_met() && count > 0 { Outcome::Passed } else { Outcome::Findings })
}

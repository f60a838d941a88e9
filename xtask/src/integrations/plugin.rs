//! `protoc-gen-protoward`, started by the real protoc and buf: both must get the files of `protoward generate`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::integrations::Checks;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{corpus, workspace};
use serde_json::json;

/// The settings of the generator.
const OPTIONS: [&str; 4] = ["plugin=prost", "json", "include_file=mod.rs", "type_attribute=.=#[derive(Eq\\, Hash)]"];

/// The files to generate code for: they import each other, and well-known types.
const FILES: [&str; 4] = [
    "google/api/annotations.proto",
    "google/api/http.proto",
    "google/rpc/error_details.proto",
    "google/rpc/status.proto",
];

/// Compares the files of three runs: by `protoward generate`, by protoc, and by buf.
pub(super) fn check(scratch: &Path, protoward: &Path, checks: &mut Checks) -> Result<(), Error> {
    let folder = scratch.join("plugin");
    let protos = workspace::root().join("third_party/googleapis");
    let _ = fs::remove_dir_all(&folder);
    for name in ["generate", "protoc", "buf"] {
        fs::create_dir_all(folder.join(name)).map_err(Error::at(&folder))?;
    }
    generate(&folder, &protos, protoward)?.finish()?;
    let expected = files(&folder.join("generate"))?;

    let plugin = folder.join(format!("protoc-gen-protoward{}", std::env::consts::EXE_SUFFIX));
    fs::hard_link(protoward, &plugin)
        .or_else(|_| fs::copy(protoward, &plugin).map(|_| ()))
        .map_err(Error::at(&plugin))?;
    let protoc = Run::new(corpus::protoc()?)
        .arg(format!("-I{}", protos.display()))
        .arg(format!("--plugin=protoc-gen-protoward={}", plugin.display()))
        .arg(format!("--protoward_out={}", folder.join("protoc").display()))
        .arg(format!("--protoward_opt={}", OPTIONS.join(",")))
        .args(FILES)
        .output()?;
    let written = files(&folder.join("protoc"))?;
    checks.holds(
        "protoc and `protoc-gen-protoward` write the files of `generate`",
        written == expected,
        &protoc.stderr,
    );

    let template = json!({
        "version": "v2",
        "plugins": [{
            "local": [protoward, "protoc-gen-protoward"],
            "out": folder.join("buf"),
            "opt": OPTIONS,
            "strategy": "all",
        }],
    });
    let paths = FILES.iter().flat_map(|file| [PathBuf::from("--path"), protos.join(file)]);
    let run = Run::new(corpus::buf()?).args(["generate", "--template", &template.to_string()]).arg(&protos).args(paths);
    let buf = run.output()?;
    let written = files(&folder.join("buf"))?;
    checks.holds("buf and `protoc-gen-protoward` write the files of `generate`", written == expected, &buf.stderr);
    Ok(())
}

fn generate(folder: &Path, protos: &Path, protoward: &Path) -> Result<Run, Error> {
    let paths = FILES.iter().flat_map(|file| [PathBuf::from("--path"), protos.join(file)]);
    let options = OPTIONS.iter().filter(|option| !option.starts_with("plugin="));
    // On the command line, an option has an argument of its own, in which a comma is a comma.
    let options = options.flat_map(|option| ["--opt".to_owned(), option.replace("\\,", ",")]);
    let run = Run::new(protoward).arg("generate").arg(protos).args(paths).args(["--plugin", "prost", "-o", "generate"]);
    Ok(run.args(options).current_dir(folder))
}

/// Returns the Rust files of a folder with their content.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let entries = fs::read_dir(folder).map_err(Error::at(folder))?;
    let mut files = BTreeMap::new();
    for entry in entries {
        let entry = entry.map_err(Error::at(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rs") {
            files.insert(name, fs::read(entry.path()).map_err(Error::at(&entry.path()))?);
        }
    }
    Ok(files)
}

//! SARIF logs of each kind of run: with findings, without findings, with compile errors, and with unusual names.

use std::path::{Path, PathBuf};

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// A log and its description.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) about: &'static str,
    pub(super) path: PathBuf,
}

const OLD: &str = "syntax = \"proto3\";\npackage shop.v1;\nmessage Order {\n  string id = 1;\n  int64 total = 2;\n}\n";
const NEW: &str = "syntax = \"proto3\";\npackage shop.v1;\nmessage Order {\n  bytes id = 1;\n}\n";

/// A default value with characters that are special in some output format.
const HOSTILE: &str =
    "syntax = \"proto2\";\nmessage A {\n  optional string a = 1 [default = \"](x) {0} | <b> ` \\x1b 漢\"];\n}\n";

/// The description, the file name, its content in the folders `old` and `new`, and the expected exit code.
const SCENES: [(&str, &str, &str, &str, i32); 4] = [
    ("findings", "order.proto", OLD, NEW, 100),
    ("a change that breaks nothing", "order.proto", OLD, OLD, 0),
    ("a schema that does not compile", "order.proto", OLD, "message Order {", 1),
    ("names that nobody would choose", "a b#%[漢].proto", HOSTILE, "syntax = \"proto2\";\nmessage A {}\n", 100),
];

pub(super) fn written(protoward: &Path) -> Result<Vec<Log>, Error> {
    let folder = workspace::scratch("integrations/sarif")?;
    SCENES
        .iter()
        .enumerate()
        .map(|(number, scene)| written_of(scene, &folder.join(number.to_string()), protoward))
        .collect()
}

fn written_of(scene: &(&'static str, &str, &str, &str, i32), folder: &Path, protoward: &Path) -> Result<Log, Error> {
    let (about, file, old, new, code) = *scene;
    for (side, text) in [("old", old), ("new", new)] {
        let side = folder.join(side);
        std::fs::create_dir_all(&side).map_err(Error::at(&side))?;
        std::fs::write(side.join(file), text).map_err(Error::at(&side))?;
    }
    let run = Run::new(protoward)
        .args(["breaking", "new", "--against", "old", "--error-format", "sarif"])
        .current_dir(folder);
    let done = run.output()?;
    if done.code != Some(code) {
        return Err(run.failed(&done));
    }
    let path = folder.join("log.sarif");
    std::fs::write(&path, &done.stdout).map_err(Error::at(&path))?;
    Ok(Log { about, path })
}

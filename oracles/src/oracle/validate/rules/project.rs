//! The crate with the code of all draws, and its program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::Profile;

use super::draw::Code;

const DEPENDENCIES: &str = "\
prost = \"0.14\"
prost-types = \"0.14\"
protoward-runtime = { path = \"ROOT/crates/generators/runtime\", features = [\"validate\"] }
serde_json = \"1\"
";

/// Builds the program.
pub(super) fn built(folder: &Path, codes: &[Code]) -> Result<PathBuf, Error> {
    let project = CargoCrate::new(folder.join("crate"));
    project.write_manifest(&Manifest::new("validated").dependencies(DEPENDENCIES))?;
    project.lock()?;
    let mut modules = String::new();
    let mut arms = String::new();
    for code in codes {
        for (file, text) in &code.files {
            project.write(Path::new("src/proto").join(file), text)?;
            let _ = writeln!(modules, "pub mod {};", file.trim_end_matches(".rs"));
        }
        for (name, path) in &code.messages {
            let _ = writeln!(arms, "        {name:?} => crate::validated::<crate::proto::{path}>(bytes),");
        }
    }
    project.write("src/proto/mod.rs", modules)?;
    let dispatch = format!(
        "pub fn dispatch(name: &str, bytes: &[u8]) -> serde_json::Value {{\n    match name {{\n{arms}        \
         _ => serde_json::json!({{\"error\": \"unknown type\"}}),\n    }}\n}}\n"
    );
    project.write("src/dispatch.rs", dispatch)?;
    project.write("src/main.rs", include_str!("program/main.rs"))?;
    project.cargo(&["build", "--quiet"]).finish()?;
    Ok(project.program(Profile::Dev, "validated"))
}

/// Returns the violations of messages, one a line.
pub(super) fn violations(program: &Path, lines: &str) -> Result<Vec<serde_json::Value>, Error> {
    let done = Run::new(program).stdin(lines.as_bytes()).finish()?;
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    Ok(text.lines().map(|line| serde_json::from_str(line).unwrap_or_default()).collect())
}

//! The crate with the code of all files, and runs of its program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::little_endian;
use super::draw::Subject;
use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::watch::{ExitReason, Limits, watched};
use protoward_kit::workspace::{self, Profile};

/// The dependencies of the crate.
const DEPENDENCIES: &str = r#"prost = "0.14"
prost-types = "0.14"
protoward-runtime = { path = "ROOT/crates/generators/runtime", features = ["fields", "json", "validate"] }
serde = "1"
serde_json = { version = "1", features = ["unbounded_depth"] }"#;

/// The limits of one run.
const LIMITS: Limits = Limits { time: Duration::from_secs(1800), memory: 2 << 20 };

/// A message for the program.
pub(super) struct Frame {
    /// The index of the type, in the order of the schema.
    pub(super) ty: usize,
    pub(super) is_json: bool,
    pub(super) bytes: Vec<u8>,
}

/// The built crate.
pub(super) struct Program {
    path: PathBuf,
    folder: PathBuf,
}

impl Program {
    /// Generates the code, and compiles it.
    pub(super) fn build(subject: &Subject) -> Result<Self, Error> {
        let folder = workspace::scratch("oracle/rust-hostile")?;
        let program = CargoCrate::new(&folder);
        program.write_manifest(&Manifest::new("rust-hostile").dependencies(DEPENDENCIES))?;
        program.lock()?;
        for (name, code) in subject.code()? {
            program.write(Path::new("src/proto").join(name), code)?;
        }
        program.write("src/types.rs", types(subject))?;
        program.write("src/main.rs", include_str!("main.rs.txt"))?;
        program.cargo(&["build", "--quiet"]).env("RUSTFLAGS", "-Adeprecated").finish()?;
        Ok(Self { path: program.program(Profile::Dev, "rust-hostile"), folder })
    }

    /// Lets the program read the messages. Returns how many could be read, or the one at which the program ended, and why.
    pub(super) fn read(&self, frames: &[Frame]) -> Result<Result<u32, (usize, String)>, Error> {
        let input = self.folder.join("frames");
        let at = self.folder.join("at");
        let mut bytes = Vec::new();
        for frame in frames {
            bytes.extend(little_endian(frame.ty));
            bytes.push(if frame.is_json { b'j' } else { b'b' });
            bytes.extend(little_endian(frame.bytes.len()));
            bytes.extend_from_slice(&frame.bytes);
        }
        files::write(&input, bytes)?;
        let run = Run::new(&self.path).arg(&input).arg(&at);
        let seen = watched(&run, LIMITS)?;
        let reached = std::fs::read(&at).map_err(Error::at(&at))?;
        let number = |from: usize| reached.get(from..from + 4)?.try_into().ok().map(u32::from_le_bytes);
        if seen.ended == ExitReason::Exit(0) {
            return Ok(Ok(number(4).unwrap_or_default()));
        }
        let lines: Vec<&str> = seen.stderr.lines().take(6).collect();
        Ok(Err((number(0).unwrap_or_default() as usize, format!("{:?}\n{}", seen.ended, lines.join("\n")))))
    }
}

/// Returns the code for the types of the schema, in its order.
fn types(subject: &Subject) -> String {
    let mut table = "pub(super) const TYPES: &[Reader] = &[\n".to_owned();
    let mut text = "use crate::{Extended, Reader, binary, json, proto};\n\n".to_owned();
    for (id, path) in subject.messages() {
        let _ = writeln!(table, "    Reader {{ binary: binary::<proto::{path}>, json: json::<proto::{path}> }},");
        let read = |constant| format!("let _ = std::hint::black_box(proto::{constant}.get(self)); ");
        let extensions: String = subject.extensions(id).map(read).collect();
        let _ = writeln!(text, "impl Extended for proto::{path} {{ fn extensions(&self) {{ {extensions}}} }}");
    }
    text + &table + "];\n"
}

//! Google's library for Python: rewrites messages of the generated code.

use std::fmt::Write as _;

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::wire::hex;
use protoward_kit::{corpus, workspace};

const SCRIPT: &str = include_str!("rewrite.py");

/// Returns each message as the library writes it. The items are a descriptor set, a type, and the bytes to read.
pub(super) fn rewritten<'m>(
    messages: impl Iterator<Item = (&'m [u8], String, &'m [u8])>,
) -> Result<Vec<Vec<u8>>, Error> {
    let folder = workspace::scratch("oracle/rust-editions/python")?;
    let (mut lines, mut sets): (String, Vec<&[u8]>) = Default::default();
    for (set, ty, bytes) in messages {
        if sets.last() != Some(&set) {
            let path = folder.join(format!("set-{}.binpb", sets.len()));
            std::fs::write(&path, set).map_err(Error::at(&path))?;
            sets.push(set);
        }
        let _ = writeln!(lines, "set-{}.binpb {ty} {}", sets.len() - 1, hex(bytes));
    }
    let script = folder.join("rewrite.py");
    let input = folder.join("messages");
    std::fs::write(&script, SCRIPT).map_err(Error::at(&script))?;
    std::fs::write(&input, lines).map_err(Error::at(&input))?;
    let run = Run::new("python3").install_hint("Python 3").env("PYTHONPATH", corpus::python_protobuf()?);
    let run = run.args([&script, &folder, &input]);
    let written = String::from_utf8_lossy(&run.finish()?.stdout).lines().map(unhex).collect::<Option<_>>();
    written.ok_or_else(|| Error::Unreadable { command: run.line(), why: "a line is not hexadecimal".to_owned() })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = |at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(digits).collect()
}

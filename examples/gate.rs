//! A custom gate: reports the breaking changes between a workspace and an older version, by the rules of its configuration.
//!
//! ```text
//! cargo run --example gate -- proto git:origin/main
//! ```

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use protoward_gate::GateWorkspace;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, against] = &arguments[..] else { return Err("usage: gate INPUT AGAINST".into()) };
    let (text, fails) = gate(input, against)?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(if fails { ExitCode::from(100) } else { ExitCode::SUCCESS })
}

pub(crate) fn gate(input: &str, against: &str) -> Result<(String, bool), Box<dyn Error>> {
    let mut workspace = GateWorkspace::open(input)?;
    let verdict = workspace.breaking(against)?;
    Ok((workspace.show(&verdict), verdict.fails()))
}

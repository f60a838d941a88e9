//! Compiles all generated code, as the modules of a few crates.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::Finding;
use super::generated::Code;
use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;

/// The dependencies of the crate.
const DEPENDENCIES: &str = r#"prost = "0.14"
prost-types = "0.14"
protoward-runtime = { path = "ROOT/crates/generators/runtime", features = ["fields", "json", "rest-client", "validate"] }
serde = "1"
tonic = "0.14"
tonic-prost = "0.14""#;

const TESTS: &str = "cargo test --doc";

/// The commands to run on the crate. `cargo rustdoc` runs once for everything, so that no other crate has to be waited for.
const COMMANDS: [(&str, &[&str]); 3] = [
    ("cargo clippy", &["clippy", "--message-format=short"]),
    ("cargo doc", &["rustdoc", "--message-format=short"]),
    // Like `cargo test --doc`, but does not compile the library to machine code, because there are no tests to link with it.
    (TESTS, &["rustdoc", "--lib", "--", "--test"]),
];

/// Denies all warnings, those of clippy included, as a crate that includes the code may.
const LINTS: &str = "#![deny(warnings, unused, nonstandard_style, rust_2018_idioms, clippy::all)]\n";

/// Maximum number of modules in a crate. Clippy needs about 50 MB for each.
const MOST_MODULES: usize = 100;

/// Returns the errors in the code of each set. Removes the failing sets from `codes`.
pub(super) fn findings(codes: &mut BTreeMap<String, Code>, scratch: &Path) -> Result<Vec<Finding>, Error> {
    let user = CargoCrate::new(scratch.join("crate"));
    user.write_manifest(&Manifest::new("rust-names").dependencies(DEPENDENCIES))?;
    user.lock()?;
    let mut findings = Vec::new();
    let mut left = std::mem::take(codes);
    while !left.is_empty() {
        let mut part: BTreeMap<String, Code> = BTreeMap::new();
        while part.len() < MOST_MODULES
            && let Some((name, code)) = left.pop_first()
        {
            part.insert(name, code);
        }
        findings.extend(of_crate(&user, &mut part)?);
        codes.append(&mut part);
    }
    Ok(findings)
}

/// Returns the errors in the code of one crate. Removes the failing sets from `codes`.
fn of_crate(user: &CargoCrate, codes: &mut BTreeMap<String, Code>) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    for (shown, arguments) in COMMANDS {
        // Errors of one kind prevent rustc from checking for others.
        loop {
            user.write("src/lib.rs", library(codes))?;
            let run = user.cargo(arguments).env("RUSTDOCFLAGS", "-Dwarnings");
            let done = run.output()?;
            let output = format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr);
            if done.code == Some(0) && (shown != TESTS || output.contains("running 0 tests")) {
                break;
            }
            let wrong = by_module(&output, codes);
            if wrong.is_empty() {
                return Err(run.failed(&done));
            }
            for (name, lines) in wrong {
                codes.remove(&name);
                findings.push(Finding { set: name, what: format!("`{shown}`\n{lines}") });
            }
        }
    }
    Ok(findings)
}

/// Returns the lines that name the file of a module, up to six of each.
fn by_module(output: &str, codes: &BTreeMap<String, Code>) -> BTreeMap<String, String> {
    const LINES: usize = 6;
    let mut wrong: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for line in output.lines() {
        let named = line.split(['/', ' ', ':']).find(|part| codes.contains_key(*part));
        if let Some(name) = named {
            wrong.entry(name.to_owned()).or_default().push(line);
        }
    }
    wrong.into_iter().map(|(name, lines)| (name, lines[..lines.len().min(LINES)].join("\n"))).collect()
}

fn library(codes: &BTreeMap<String, Code>) -> String {
    let mut text = format!("//! Drawn names.\n{LINTS}");
    for (name, code) in codes {
        let _ = writeln!(text, "#[path = {:?}]\npub mod {name};", code.file);
    }
    text
}

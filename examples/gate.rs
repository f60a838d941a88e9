//! A gate of one's own, with the public API alone: compiles two folders, and says what the new one breaks.
//!
//! ```text
//! cargo run --example gate -- OLD NEW [RULE|CATEGORY]…
//! ```

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use protoward_rules as breaking;
use protoward_rules::Settings;
use protoward_source::Sources;
use protoward_source::{Report, plain};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace, open};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [old, new, rules @ ..] = &arguments[..] else {
        return Err("usage: gate OLD NEW [RULE|CATEGORY]…".into());
    };
    let (found, text) = gate(old, new, rules)?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::from(100) })
}

/// How many changes break somebody, and what to say about them.
///
/// # Errors
/// When a side cannot be read or does not compile, or there is no such rule.
pub(crate) fn gate(old: &str, new: &str, rules: &[String]) -> Result<(usize, String), Box<dyn Error>> {
    // Both sides share it, so that one report can show places of both.
    let mut sources = Sources::default();
    let old = workspace(old, &mut sources)?;
    let new = workspace(new, &mut sources)?;
    let settings = if rules.is_empty() { Settings::default() } else { Settings::named(rules)? };
    let findings = breaking::check(&old.schema, &new.schema, &settings);
    let mut text = String::new();
    for finding in &findings {
        let categories: Vec<&str> = finding.rule.categories(Default::default()).iter().map(|it| it.id()).collect();
        text += &format!("{} ({})\n", finding.rule.id(), categories.join(", "));
        text += &plain(&Report::from_iter([finding.diagnostic.clone()]), &sources);
    }
    Ok((findings.len(), text))
}

fn workspace(input: &str, sources: &mut Sources) -> Result<Workspace, Box<dyn Error>> {
    let mut report = Report::default();
    let workspace = open(&Input::parse(input)?, &OpenOptions::default(), sources, &mut report);
    workspace.ok_or_else(|| plain(&report, sources).into())
}

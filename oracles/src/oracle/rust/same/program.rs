//! Runs the program `protoward` with the same options from `protoward.toml` and from the command line.

use std::fmt::Write as _;
use std::path::Path;

use protoward_rust_crate::OptionValue;

use super::case::{Case, WrittenFiles, read};
use crate::disk;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// The folder of the package's files, which the configuration names.
const PROTO: &str = "proto";

/// Copies the files of a package and their imports into a folder.
pub(super) fn copy(case: &Case<'_>, consumer: &Path) -> Result<(), Error> {
    for (name, path) in &case.needed {
        disk::copy(path, &consumer.join(PROTO).join(name))?;
    }
    Ok(())
}

/// Returns the output of a `[[generate]]` table.
pub(super) fn by_toml(case: &Case<'_>, program: &Path, consumer: &Path) -> Result<WrittenFiles, Error> {
    let path = consumer.join("protoward.toml");
    std::fs::write(&path, toml(case)).map_err(Error::at(&path))?;
    let done =
        Run::new(program).args(["generate", "--quiet", "--error-format", "text"]).current_dir(consumer).output()?;
    Ok(if done.code == Some(0) { read(&consumer.join("gen")) } else { Err(done.stderr) })
}

fn toml(case: &Case<'_>) -> String {
    let files: Vec<String> = case.group.files.iter().map(|file| quoted(file)).collect();
    let mut text = format!(
        "[[module]]\npath = \"{PROTO}\"\n\n[[generate]]\nplugin = \"{}\"\nout = \"gen\"\npaths = [{}]\n\
         prost_comments = true\nprost_names = true\nmodule_tree = false\n",
        case.plugin.name(),
        files.join(", ")
    );
    for (name, value) in &case.options {
        let value = match value {
            OptionValue::Flag(flag) => flag.to_string(),
            OptionValue::Text(text) => quoted(text),
            OptionValue::List(list) => {
                format!("[{}]", list.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", "))
            }
            OptionValue::Pairs(pairs) => table(pairs),
        };
        let _ = writeln!(text, "{name} = {value}");
    }
    text
}

/// Formats pairs as a table. A key with several values has a list of them.
fn table(pairs: &[(String, String)]) -> String {
    let keys = pairs.chunk_by(|a, b| a.0 == b.0).map(|same| {
        let texts: Vec<String> = same.iter().map(|(_, text)| quoted(text)).collect();
        match &texts[..] {
            [text] => format!("{} = {text}", quoted(&same[0].0)),
            texts => format!("{} = [{}]", quoted(&same[0].0), texts.join(", ")),
        }
    });
    format!("{{ {} }}", keys.collect::<Vec<_>>().join(", "))
}

/// Quotes a string. A JSON string is also a TOML string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns the output of a run with command-line options.
pub(super) fn by_flags(case: &Case<'_>, program: &Path, consumer: &Path) -> Result<WrittenFiles, Error> {
    let mut run = Run::new(program)
        .args(["generate", PROTO, "--quiet", "--error-format", "text"])
        .args(["--plugin", case.plugin.name(), "-o", "by_flags", "--opt", "prost_comments"])
        .args(["--opt", "prost_names", "--opt", "module_tree=false"])
        .current_dir(consumer);
    for file in &case.group.files {
        run = run.arg("--path").arg(format!("{PROTO}/{file}"));
    }
    for (name, value) in &case.options {
        for value in values(value) {
            run = run.arg("--opt").arg(format!("{name}={value}"));
        }
    }
    let done = run.output()?;
    Ok(if done.code == Some(0) { read(&consumer.join("by_flags")) } else { Err(done.stderr) })
}

fn values(value: &OptionValue) -> Vec<String> {
    match value {
        OptionValue::Flag(flag) => vec![flag.to_string()],
        OptionValue::Text(text) => vec![text.clone()],
        OptionValue::List(list) => list.clone(),
        OptionValue::Pairs(pairs) => pairs.iter().map(|(path, text)| format!("{path}={text}")).collect(),
    }
}

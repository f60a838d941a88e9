//! Compares `protoward generate` with `buf generate` on real modules, with a plugin that saves its requests.
//!
//! Input: the cases of `fixtures/generate`, each a `buf.gen.yaml` with a module and flags. Output: the rate of agreement, and every
//! difference.
//!
//! The requests to the plugin are compared: files to generate, parameter, version, and every descriptor. Source locations are
//! left out, because buf records more of them than protoc.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use protoward_fixtures::CaseFile;
use protoward_image as image;
use protoward_image::Format;
use protoward_schema::descriptor::{Encode, decode};
use protoward_schema::wire::{WireReader, WireValue};
use protoward_source::Sources;

use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::ProgramArgs;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, parallel, wire, workspace};

#[derive(Args)]
pub struct Options {
    /// Run only templates whose name contains this text
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Use only one in N templates
    #[arg(long, value_name = "N", default_value_t = 1)]
    one_in: usize,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// A plugin that saves its request, and declares support for all features and editions.
const CAPTURE: &str =
    "#!/bin/sh\ncat > \"$CAPTURED/$$.$(date +%N)\"\nprintf '\\020\\003\\030\\346\\007\\040\\352\\007'\n";

/// A template with its module and flags.
struct Case {
    name: String,
    module: String,
    flags: Vec<String>,
    text: String,
}

/// The status of the run, and the requests to the plugin as text.
type Calls = Vec<String>;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let buf = corpus::buf()?;
    let ours = options.subject.program()?;
    let trees = corpus::find("google-proto-files")?.trees()?;
    let tree = trees.first().ok_or_else(|| unreadable("no google-proto-files"))?;
    let mut cases = cases()?;
    cases.retain(|case| options.only.as_ref().is_none_or(|only| case.name.contains(only)));
    let cases: Vec<Case> = cases.into_iter().step_by(options.one_in.max(1)).collect();
    let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let bin = programs(scratch.path())?;
    let mut modules = BTreeMap::new();
    for case in &cases {
        if !modules.contains_key(&case.module) {
            modules.insert(case.module.clone(), module(tree, &case.module, scratch.path())?);
        }
    }
    let compared = parallel::map(&cases, |case| {
        let folder = &modules[&case.module];
        Ok((calls(&buf, case, folder, &bin)?, calls(&ours, case, folder, &bin)?))
    });
    let mut all = Agreement::default();
    for (case, compared) in cases.iter().zip(compared) {
        let (theirs, ours) = compared?;
        all.count(&case.name, theirs == ours);
        if theirs != ours {
            println!("DIFFERS {}\n{}", case.name, difference(&theirs, &ours));
        }
    }
    println!("templates: {all}");
    Ok(if all.is_full() { Outcome::Passed } else { Outcome::Findings })
}

/// Returns the templates. Their names are `file/case`.
fn cases() -> Result<Vec<Case>, Error> {
    let folder = workspace::root().join("fixtures/generate");
    let mut cases = Vec::new();
    for (path, file) in CaseFile::read_below(&folder).map_err(Error::at(&folder))? {
        let topic = path.file_stem().unwrap_or_default().to_string_lossy();
        for case in &file.cases {
            let text = |section: &str| case.text(section).unwrap_or_default();
            cases.push(Case {
                name: format!("{topic}/{}", case.name),
                module: text("module").trim_end().to_owned(),
                flags: text("flags").split_whitespace().map(str::to_owned).collect(),
                text: text("buf.gen.yaml").to_owned(),
            });
        }
    }
    Ok(cases)
}

/// Writes the plugin under all names that the templates use for it.
fn programs(scratch: &Path) -> Result<PathBuf, Error> {
    let bin = scratch.join("bin");
    std::fs::create_dir(&bin).map_err(Error::at(&bin))?;
    for name in ["capture", "protoc-gen-capture"] {
        let path = bin.join(name);
        files::write(&path, CAPTURE)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).map_err(Error::at(&path))?;
        }
    }
    Ok(bin)
}

/// Copies the files of a folder of the tree, and all their imports, into a module.
fn module(tree: &Tree, name: &str, scratch: &Path) -> Result<PathBuf, Error> {
    let folder = scratch.join(name.replace('/', "-"));
    let inside = format!("{name}/");
    let mut open: Vec<String> = tree.files.iter().filter(|file| file.starts_with(&inside)).cloned().collect();
    while let Some(file) = open.pop() {
        let from = tree.dir.join(&file);
        let to = folder.join(&file);
        // Both programs have their own copy of the well-known types.
        if to.exists() || file.starts_with("google/protobuf/") || !from.exists() {
            continue;
        }
        let text = std::fs::read_to_string(&from).map_err(Error::at(&from))?;
        files::write(&to, &text)?;
        let imports =
            text.lines().filter_map(|line| line.strip_prefix("import ")).filter_map(|it| it.split('"').nth(1));
        open.extend(imports.map(str::to_owned));
    }
    Ok(folder)
}

/// Runs `program`, and returns its status and the sorted requests to the plugin.
fn calls(program: &Path, case: &Case, folder: &Path, bin: &Path) -> Result<Calls, Error> {
    let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let captured = scratch.path().join("captured");
    let template = scratch.path().join("buf.gen.yaml");
    std::fs::create_dir(&captured).map_err(Error::at(&captured))?;
    files::write(&template, &case.text)?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(bin.to_owned()).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(paths).map_err(|error| unreadable(&error.to_string()))?;
    let mut run = Run::new(program).arg("generate").arg("--template").arg(&template).args(&case.flags);
    if !case.flags.iter().any(|flag| flag == "-o") {
        run = run.arg("-o").arg(scratch.path().join("out"));
    }
    let done = run.current_dir(folder).env("PATH", path).env("CAPTURED", &captured).output()?;
    let mut calls = vec![format!("succeeded: {}", done.code == Some(0))];
    if done.code != Some(0) {
        println!("{}: {}", case.name, done.stderr);
    }
    let mut requests = Vec::new();
    for entry in std::fs::read_dir(&captured).map_err(Error::at(&captured))? {
        let path = entry.map_err(Error::at(&captured))?.path();
        requests.push(shown(&std::fs::read(&path).map_err(Error::at(&path))?)?);
    }
    requests.sort();
    calls.extend(requests);
    Ok(calls)
}

/// Formats a request as text.
fn shown(request: &[u8]) -> Result<String, Error> {
    let mut text = String::new();
    let mut files = Vec::new();
    let mut sources = Vec::new();
    for field in WireReader::new(request) {
        let field = field.map_err(|error| unreadable(&error.to_string()))?;
        match (field.number, field.value) {
            (15, WireValue::Bytes(bytes)) => files.push(bytes),
            (17, WireValue::Bytes(bytes)) => sources.push(bytes),
            (number, WireValue::Bytes(bytes)) => {
                text.push_str(&format!("{number}: {}\n", String::from_utf8_lossy(bytes)))
            }
            (number, value) => text.push_str(&format!("{number}: {value:?}\n")),
        }
    }
    let named = |set: &[&[u8]]| -> Option<Vec<String>> {
        let bytes = wire::set_of(set.iter().copied());
        Some(wire::files_of(&bytes)?.iter().map(|file| file.name.to_owned()).collect())
    };
    text.push_str(&format!("proto_file: {:?}\nsource_file_descriptors: {:?}\n", named(&files), named(&sources)));
    text.push_str(&json(&files)?);
    Ok(text)
}

/// Formats descriptors as JSON, without source locations and with the names of options.
fn json(files: &[&[u8]]) -> Result<String, Error> {
    let set = wire::set_of(files.iter().copied());
    let mut sources = Sources::default();
    let id = sources.add("request", "request", None);
    let schema = decode(&set, id, &mut sources).map_err(|diagnostic| unreadable(&diagnostic.message))?;
    let what = Encode { imports: true, source_info: false };
    let json = image::write(&schema, what, Format::Json).map_err(|error| unreadable(&error.to_string()))?;
    let value: serde_json::Value = serde_json::from_slice(&json).map_err(|error| unreadable(&error.to_string()))?;
    serde_json::to_string_pretty(&value).map_err(|error| unreadable(&error.to_string()))
}

fn difference(theirs: &Calls, ours: &Calls) -> String {
    let theirs = theirs.join("\n");
    let ours = ours.join("\n");
    let (theirs, ours): (Vec<&str>, Vec<&str>) = (theirs.lines().collect(), ours.lines().collect());
    let at = theirs.iter().zip(&ours).take_while(|(theirs, ours)| theirs == ours).count();
    let around = |lines: &[&str]| lines[at.saturating_sub(3).min(lines.len())..(at + 4).min(lines.len())].join("\n");
    format!("--- buf\n{}\n--- protoward\n{}", around(&theirs), around(&ours))
}

fn unreadable(why: &str) -> Error {
    Error::Unreadable { command: "generate".into(), why: why.into() }
}

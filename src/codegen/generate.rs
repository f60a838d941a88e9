use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::editions::{self, Unchecked};
use super::options::{FILE_DESCRIPTOR_SET_PATH, SKIP_SOURCE_INFO, UTF8_NONE_AS_STRING};
use super::settings::Generate;
use super::write::Plan;
use super::{diagnostics, generator, selection};
use crate::descriptor::encode_files;
use crate::report::{Diagnostic, Report};
use crate::schema::Schema;

/// Generates everything that is asked for, and plans one output folder for each `out`. Writes nothing.
///
/// Output folders are relative to `root`, and lie in it.
///
/// # Errors
/// When something cannot be generated: the report says what and why, for all that is asked for.
///
/// ```
/// use protoward::codegen::{Generate, Plugin, generate};
/// use protoward::compile::{Inputs, Options, compile};
/// use protoward::source::{MemoryTree, Sources};
///
/// let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\"; package user; message User { string name = 1; }")]);
/// let schema = compile(&Inputs::tree(tree, ["user.proto"]), &Options::default(), &mut Sources::default()).schema;
/// let plans = generate(&schema, &[Generate::new(Plugin::Prost, "src/gen")], "".as_ref()).unwrap();
/// let (name, code) = plans[0].files().next().unwrap();
/// assert_eq!(name, "user.rs");
/// assert!(String::from_utf8_lossy(code).contains("pub struct User"));
/// ```
pub fn generate(schema: &Schema, entries: &[Generate], root: &Path) -> Result<Vec<Plan>, Report> {
    let mut report = Report::default();
    let mut plans: BTreeMap<PathBuf, Plan> = BTreeMap::new();
    for entry in entries {
        let added = folder(root, &entry.out).and_then(|folder| {
            let plan = plans.entry(folder.clone()).or_insert_with(|| Plan::generated(folder));
            add(schema, entry, plan)
        });
        if let Err(diagnostic) = added {
            report.push(at_entry(*diagnostic, entry));
        }
    }
    if report.has_errors() { Err(report) } else { Ok(plans.into_values().collect()) }
}

fn add(schema: &Schema, entry: &Generate, plan: &mut Plan) -> Result<(), Box<Diagnostic>> {
    let files = selection::select(schema, &entry.paths)?;
    let with_comments = !entry.get(SKIP_SOURCE_INFO).is_some_and(|value| value.flag());
    let for_prost = editions::for_prost(schema, &files, with_comments, unchecked(entry));
    for (path, code) in generator::run(entry, &for_prost, schema)? {
        plan.add(&path, code)?;
    }
    match entry.get(FILE_DESCRIPTOR_SET_PATH) {
        Some(path) => plan.add(path.text(), encode_files(schema, files, with_comments)),
        None => Ok(()),
    }
}

fn unchecked(entry: &Generate) -> Unchecked {
    Unchecked::by_option(entry.get(UTF8_NONE_AS_STRING).is_some_and(|value| value.flag()))
}

/// What generated code will not be able to hold, though the schema asks for it: warnings, with places. What cannot be
/// generated at all is for [`generate`] to say.
pub fn remarks(schema: &Schema, entries: &[Generate]) -> Report {
    let mut report = Report::default();
    for entry in entries {
        if let Ok(files) = selection::select(schema, &entry.paths) {
            for remark in editions::remarks(schema, &files, unchecked(entry)) {
                // Several entries may generate from the same file.
                if !report.iter().any(|said| said.message == remark.message) {
                    report.push(remark);
                }
            }
        }
    }
    report
}

/// `out` below `root`, spelled so that the same folder is the same path.
fn folder(root: &Path, out: &str) -> Result<PathBuf, Box<Diagnostic>> {
    let stays = |part| matches!(part, Component::CurDir | Component::Normal(_));
    if !Path::new(out).components().all(stays) {
        return Err(diagnostics::out_leaves_root(out));
    }
    Ok(root.join(out).components().collect())
}

/// What has no place in a schema is reported where the configuration asks for it.
fn at_entry(diagnostic: Diagnostic, entry: &Generate) -> Diagnostic {
    match (diagnostic.place(), entry.place) {
        (None, Some(place)) => diagnostic.label(place, "to be generated here"),
        _ => diagnostic,
    }
}

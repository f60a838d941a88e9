//! The texts of a refactoring, and its outcome.

use std::collections::BTreeMap;

use protoward_common_protos::CommonProtos;
use protoward_compiler::{MemoryTree, Sources};
use protoward_refactor::Refusal;
use protoward_schema::Schema;
use protoward_source::Edit;

/// The result of a refactoring.
pub(super) enum Outcome {
    /// The refactoring is right; `None` if it has no inverse.
    Done {
        undone: Option<Undone>,
    },
    Refused(String),
    Wrong(String),
}

/// The result of the inverse refactoring.
pub(super) enum Undone {
    /// The old bytes.
    Bytes,
    /// The old descriptors and comments: references that got a longer spelling keep it, and option lines that
    /// got too long stay divided.
    Descriptors,
}

pub(super) type Files = BTreeMap<String, String>;

pub(super) fn compiled(texts: &Files, sources: &mut Sources) -> Result<Schema, String> {
    let memory = MemoryTree::new(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let compiler = protoward_compiler::Compiler::new().resolver(memory).built_in(CommonProtos).retain_options(true);
    let linked = compiler.load(texts.keys().cloned(), sources);
    let linked = linked.link(sources);
    if linked.report().has_errors() {
        return Err(protoward_source::text(linked.report(), sources));
    }
    Ok(linked.schema())
}

/// Returns the first line that differs, on both sides.
pub(super) fn first_difference(old: &str, new: &str) -> String {
    let pair = old.lines().zip(new.lines()).find(|(old, new)| old != new);
    pair.map(|(old, new)| format!("{old:?} became {new:?}")).unwrap_or_default()
}

/// Returns `true` for errors about the new name itself.
pub(super) fn is_about_names(errors: &str) -> bool {
    const CODES: [&str; 7] = [
        "[already-defined]",
        "[bad-enum]",
        "[group-name]",
        "[json-name]",
        "[name-too-long]",
        "[naming-style]",
        "[reserved-name]",
    ];
    !errors.is_empty() && error_lines(errors).all(|line| CODES.iter().any(|code| line.contains(code)))
}

/// Returns the first lines of errors, without those of warnings.
pub(super) fn error_lines(report: &str) -> impl Iterator<Item = &str> {
    report.lines().filter(|line| line.ends_with(']') && !line.contains(":warning: "))
}

pub(super) fn reason(refusal: &Refusal) -> String {
    let debug = format!("{refusal:?}");
    debug.split(['(', ' ']).next().unwrap_or_default().to_owned()
}

/// Returns `true` for edits of files that are built in. The command refuses them.
pub(super) fn has_other_files(texts: &Files, edits: &[Edit], sources: &Sources) -> bool {
    edits.iter().any(|edit| !texts.contains_key(&sources.get(edit.place.source).name))
}

/// Applies edits of these files, of which none overlaps another.
pub(super) fn edited(texts: &Files, edits: &[Edit], sources: &Sources) -> Files {
    let mut by_file: BTreeMap<&str, Vec<(usize, usize, &str)>> = BTreeMap::new();
    for edit in edits {
        let Some(range) = sources.bytes(edit.place) else { continue };
        let name = sources.get(edit.place.source).name.as_str();
        by_file.entry(name).or_default().push((range.start, range.end, &edit.text));
    }
    let mut new = texts.clone();
    for (name, mut edits) in by_file {
        edits.sort_unstable();
        edits.dedup();
        let old = &texts[name];
        let mut text = String::new();
        let mut at = 0;
        for (start, end, replacement) in edits {
            if at > start {
                // The result will not compile, and the draw is reported.
                text += " edits overlap ";
                continue;
            }
            text += &old[at..start];
            text += replacement;
            at = end;
        }
        text += &old[at..];
        new.insert(name.to_owned(), text);
    }
    new
}

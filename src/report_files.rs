//! Checks of `--report FORMAT=FILE`: a report must not replace another report or a file that the command reads.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error_format::{ErrorFormat, ReportFile};
use super::terminal::Terminal;
use protoward_output::{discards, names_device, resolve_links};
use protoward_report::Format;
use protoward_source::paths::{self, System, shown};

/// The names of files that decide what a schema is.
const CONFIGURATIONS: [&str; 6] =
    ["protoward.toml", "protoward.lock", "buf.yaml", "buf.lock", "buf.work.yaml", "buf.gen.yaml"];

/// Returns why a report cannot be written to its file, without reading anything. `args` are the arguments of the process.
pub(super) fn problem(reports: &[ReportFile], format: Option<ErrorFormat>, args: &[OsString]) -> Option<String> {
    let real: Vec<PathBuf> = reports.iter().map(|report| real_path(&report.path)).collect();
    let others = others(args);
    for (index, (report, path)) in reports.iter().zip(&real).enumerate() {
        let named = shown(&report.path);
        if discards(System::HERE, path) {
            continue;
        }
        if let Some(first) = real[..index].iter().position(|first| first == path) {
            let first = shown(&reports[first].path);
            return Some(format!("two reports go to one file: `{first}` and `{named}`; give each a file of its own"));
        }
        if is_stdout(path) && format.is_some_and(is_document) {
            return Some(format!("two reports go to standard output: `--error-format` and `{named}`"));
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".proto") || CONFIGURATIONS.contains(&name) {
            return Some(format!("a report would replace `{named}`, which is not a report; give it another file"));
        }
        if !names_device(System::HERE, path) && others.iter().any(|other| real_path(other) == *path) {
            return Some(format!(
                "a report would replace `{named}`, which the command also uses; give it another file"
            ));
        }
    }
    None
}

/// Returns every argument that may name a file, except for reports: `old.binpb#format=json`, `--against=old.binpb`. Words
/// such as `breaking` are commands and values.
fn others(args: &[OsString]) -> Vec<PathBuf> {
    let texts: Vec<&str> = args.iter().skip(1).filter_map(|arg| arg.to_str()).collect();
    let is_report = |index: usize| texts[index].starts_with("--report") || index > 0 && texts[index - 1] == "--report";
    let mut found = Vec::new();
    for index in (0..texts.len()).filter(|index| !is_report(*index)) {
        let text = texts[index].split('#').next().unwrap_or_default();
        let value = text.split_once('=').filter(|_| text.starts_with('-')).map(|(_, value)| value);
        let paths = [Some(text), value].into_iter().flatten().filter(|text| text.contains(['.', '/']));
        found.extend(paths.map(PathBuf::from));
    }
    found
}

/// Returns the path without links and `..`, for a file that may not exist.
fn real_path(path: &Path) -> PathBuf {
    // What these links lead to differs from run to run, and may be the same file.
    if is_stdout(path) {
        return PathBuf::from(STDOUT);
    }
    let path = resolve_links(path.to_owned());
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => paths::absolute(&path).unwrap_or(path),
    }
}

const STDOUT: &str = "/dev/stdout";

fn is_stdout(path: &Path) -> bool {
    [STDOUT, "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

fn is_document(format: ErrorFormat) -> bool {
    matches!(format.on(Terminal::stdout().style), Format::Document(_))
}

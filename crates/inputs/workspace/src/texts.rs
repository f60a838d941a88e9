//! The texts of the files of an input, for commands that do not compile, such as `format`.

use super::files::SchemaFile;
use super::layout::OpenOptions;
use super::select::{Selection, select};
use protoward_inputs::{Input, Opened};
use protoward_source::tree_path::below;
use protoward_source::{Diagnostic, Report, Sources, not_a_pointer, parallel};

/// A file of an input, with what was made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FileResult<R> {
    /// The import path and the displayed path.
    pub file: SchemaFile,
    /// The path relative to the input; the name of the file if the input is a file.
    pub relative: String,
    /// The result, or the reason why the file cannot be read.
    pub result: Result<R, Box<Diagnostic>>,
}

/// Reads the files of an input in parallel, without compiling them, and passes the bytes of each to `work`. Returns `None`
/// if the input cannot be read, or has no texts.
pub fn texts<R: Send>(
    input: &Input,
    options: &OpenOptions,
    sources: &mut Sources,
    report: &mut Report,
    work: impl Fn(Vec<u8>) -> R + Sync,
) -> Option<Vec<FileResult<R>>> {
    let files = match input.open() {
        Ok(Opened::Files(files)) => files,
        Ok(Opened::Image(_)) => {
            let message = format!("`{input}` is an image, which has no texts");
            report.push(
                Diagnostic::error(protoward_inputs::codes::INPUT, message)
                    .help("name the `.proto` files, or their folder"),
            );
            return None;
        }
        Err(error) => {
            report.push(error.into());
            return None;
        }
    };
    let Selection { found, targets, .. } = select(&files, options, sources, report)?;
    let base = if files.is_file { files.path.rsplit_once('/').map_or("", |(folder, _)| folder) } else { &files.path };
    Some(parallel::map(targets.len(), parallel::threads(None), |index| {
        let target = &targets[index];
        let display = found.tree.displayed(&target.path);
        let bytes = match found.tree.read(&target.path) {
            Ok(Some(bytes)) => not_a_pointer(|| display.shown.clone(), &bytes).map(|()| bytes),
            Ok(None) => {
                let error = std::io::ErrorKind::NotFound.into();
                Err(protoward_source::ReadError::Io { path: display.shown.clone(), error })
            }
            Err(error) => Err(error),
        };
        let result = bytes.map(&work).map_err(|error| Box::new(protoward_inputs::unreadable(&error, None)));
        let relative = below(&target.path, base).unwrap_or(&target.path).to_owned();
        FileResult { file: SchemaFile { name: target.name.clone(), display }, relative, result }
    }))
}

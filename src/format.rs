//! `protoward format`: the layout of `.proto` files, printed, shown as a diff, or written.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::diagnostics;
use super::input::{InputArgs, report_errors};
use super::outcome::Outcome;
use protoward_format::{FormattedText, format_bytes};
use protoward_inputs::Input;
use protoward_output::{EditedFiles, unified_diff, write_files};
use protoward_source::{Diagnostic, Report, SourcePath, Sources};
use protoward_workspace::FileResult;

/// The name of standard input in diagnostics and diffs.
const STDIN: &str = "<stdin>";

/// Format `.proto` files
///
/// The layout is that of `buf format`. Comments and the meaning are preserved: each result is read again and compared
/// with the file before it is used. A file with syntax errors is reported, and left as it is.
///
/// Without `-w`, `-d` or `-o`, prints the formatted files.
#[derive(Debug, clap::Args)]
pub(super) struct Format {
    #[command(flatten)]
    input: InputArgs,

    /// Write the files that change
    #[arg(short, long, conflicts_with = "output")]
    write: bool,

    /// Print the changes as a unified diff
    #[arg(short, long)]
    diff: bool,

    /// Exit with code 100 if a file is not formatted
    #[arg(long)]
    exit_code: bool,

    /// Write all formatted files to a folder, or a single one to a `.proto` file; `-` prints them
    #[arg(short, long, value_name = "FOLDER|FILE")]
    output: Option<PathBuf>,

    /// The path of the text on stdin, for messages and diffs; INPUT is `-`
    #[arg(long, value_name = "PATH", conflicts_with_all = ["write", "output", "paths", "exclude_paths", "config"])]
    stdin_filepath: Option<String>,
}

/// A formatted file, with its displayed path, and its path below the folder of `-o`.
struct FormattedFile {
    display: String,
    relative: String,
    text: FormattedText,
}

impl Format {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        if self.is_stdin() {
            let files = self.stdin(console);
            return self.finish(files, console);
        }
        if self.output().is_none() {
            return self.input.each_project(console, |project, console| {
                let files = self.files(project, console);
                self.finish(files, console)
            });
        }
        match self.input.only_project("the folder of `-o`", console) {
            Some(project) => {
                let files = self.files(&project, console);
                self.finish(files, console)
            }
            None => Outcome::Failed,
        }
    }

    /// Prints or writes formatted files, and returns the outcome.
    fn finish(&self, files: Option<(Vec<FormattedFile>, bool)>, console: &mut Console) -> Outcome {
        let Some((files, is_complete)) = files else { return Outcome::Failed };
        let is_written = self.deliver(&files, console);
        if !is_complete || !is_written {
            return Outcome::Failed;
        }
        if !self.exit_code || files.iter().all(|file| !file.text.is_changed) {
            return Outcome::Fine;
        }
        let mut sources = Sources::default();
        let findings = files.iter().filter_map(|file| file.finding(&mut sources)).collect();
        console.findings_beside(&findings, &sources);
        Outcome::Findings
    }

    /// Returns the folder or the file to write; `None` for standard output, which is `-` as in buf.
    fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|output| *output != Path::new("-"))
    }

    fn is_stdin(&self) -> bool {
        self.stdin_filepath.is_some() || self.input.input() == "-"
    }

    /// Formats standard input. Also returns `true` if that was possible.
    fn stdin(&self, console: &mut Console) -> Option<(Vec<FormattedFile>, bool)> {
        if self.write || self.output().is_some() {
            console.problem(diagnostics::stdin_not_written());
            return None;
        }
        if self.input.is_named() && self.input.input() != "-" {
            console.problem(diagnostics::input_beside_stdin(self.input.input()));
            return None;
        }
        let mut bytes = Vec::new();
        if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
            console.problem(diagnostics::stdin_unreadable(&error));
            return None;
        }
        let named = self.stdin_filepath.as_ref().filter(|path| !path.is_empty());
        let path = named.map_or_else(|| SourcePath::name(STDIN), SourcePath::from);
        let display = path.shown.clone();
        let mut sources = Sources::default();
        let mut report = Report::default();
        let text = format_bytes(bytes, self.diff || self.exit_code);
        let text = text.map_err(|unformatted| unformatted.report(&display, path, &mut sources, &mut report));
        console.problems(&report, &sources);
        let file = text.ok().map(|text| FormattedFile { relative: display.clone(), display, text });
        let is_complete = file.is_some();
        Some((file.into_iter().collect(), is_complete))
    }

    /// Formats the files of the input. Also returns `true` if that was possible for all.
    fn files(&self, args: &InputArgs, console: &mut Console) -> Option<(Vec<FormattedFile>, bool)> {
        let input = args.parse(console)?;
        // An image has no texts, with or without the flag.
        if self.write && !matches!(input, Input::Folder(_) | Input::File(_) | Input::Image(_)) {
            console.problem(diagnostics::not_formattable(&input));
            return None;
        }
        let options = args.options();
        let mut sources = Sources::default();
        let results = report_errors(console, &mut sources, |sources, report| {
            protoward_workspace::texts(&input, &options, sources, report, |bytes| {
                format_bytes(bytes, self.diff || self.write || self.exit_code)
            })
        })?;
        let mut report = Report::default();
        let count = results.len();
        let mut files = Vec::with_capacity(count);
        for FileResult { file, relative, result } in results {
            match result {
                Ok(Ok(text)) => files.push(FormattedFile { display: file.display.shown, relative, text }),
                Ok(Err(unformatted)) => unformatted.report(&file.name, file.display, &mut sources, &mut report),
                Err(diagnostic) => report.push(*diagnostic),
            }
        }
        console.problems(&report, &sources);
        let is_complete = files.len() == count;
        Some((files, is_complete))
    }

    /// Prints or writes the formatted files. Returns `false` if that is not possible.
    fn deliver(&self, files: &[FormattedFile], console: &mut Console) -> bool {
        if self.diff {
            console.print(&files.iter().map(FormattedFile::diff).collect::<String>());
        }
        let written = match self.output() {
            Some(output) => write_to(output, files),
            None if self.write => edited(files).write().map(|linked| {
                linked.iter().for_each(|file| console.print_status(&file.to_string()));
            }),
            None if self.diff => return true,
            None => {
                console.print_all(files.iter().map(|file| &*file.text.text));
                return true;
            }
        };
        written.map_err(|diagnostic| console.problem(*diagnostic)).is_ok()
    }
}

impl FormattedFile {
    fn diff(&self) -> String {
        let Some((old, new)) = self.text.change() else { return String::new() };
        unified_diff(old, new, [&self.display, &self.display])
    }

    /// Returns the finding of a file that is not formatted, where its first change is.
    fn finding(&self, sources: &mut Sources) -> Option<Diagnostic> {
        let (at, (old, _)) = (self.text.first_change()?, self.text.change()?);
        let source = sources.add(self.display.clone(), self.display.clone(), Some(old.into()));
        Some(diagnostics::not_formatted(sources.place(source, at..at)))
    }
}

/// Returns the files that change.
fn edited(files: &[FormattedFile]) -> EditedFiles {
    let mut edited = EditedFiles::default();
    for FormattedFile { display, text, .. } in files {
        if let Some((old, new)) = text.change() {
            edited.set(display, old.into(), new.to_owned());
        }
    }
    edited
}

/// Writes all files to a folder, or a single one to a file.
fn write_to(output: &Path, files: &[FormattedFile]) -> Result<(), Box<Diagnostic>> {
    let is_file = output.extension().is_some_and(|extension| extension == "proto");
    if is_file && files.len() > 1 {
        return Err(diagnostics::many_to_one(output, files.len()));
    }
    let path = |file: &FormattedFile| if is_file { output.to_owned() } else { output.join(&file.relative) };
    write_files(files.iter().map(|file| (path(file), file.text.text.as_bytes().to_vec())).collect())
}

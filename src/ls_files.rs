//! `protoward ls-files`: the files of an input. Without imports, nothing is compiled.

use serde_json::Value;

use super::console::Console;
use super::input::{InputArgs, report_errors};
use super::outcome::Outcome;
use protoward_source::Sources;
use protoward_source::paths::System;
use protoward_workspace::{ListedFile, list, list_with_imports};

/// List the `.proto` files of an input
///
/// Files are listed according to the configuration, and compiled only if imports are requested.
#[derive(Debug, clap::Args)]
pub(super) struct LsFiles {
    #[command(flatten)]
    input: InputArgs,

    /// List imported files too, including well-known types and common protos
    #[arg(long)]
    include_imports: bool,

    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Paths
    Text,
    /// A JSON object for each file, with the keys of `buf ls-files`
    Json,
    /// Import paths
    Import,
}

impl LsFiles {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.input.each_project(console, |project, console| self.project(project, console))
    }

    fn project(&self, args: &InputArgs, console: &mut Console) -> Outcome {
        let Some(input) = args.parse(console) else { return Outcome::Failed };
        let options = args.options();
        let list = if self.include_imports { list_with_imports } else { list };
        let files =
            report_errors(console, &mut Sources::default(), |sources, report| list(&input, &options, sources, report));
        let Some(files) = files else { return Outcome::Failed };
        let mut lines: Vec<String> = files.into_iter().map(|file| self.line(file)).collect();
        lines.sort();
        console.print(&lines.concat());
        Outcome::Fine
    }

    fn line(&self, file: ListedFile) -> String {
        match self.format {
            Format::Text => format!("{}\n", file.display),
            Format::Import => format!("{}\n", file.name),
            Format::Json => json(file),
        }
    }
}

/// Returns an object with the keys of buf, in its order. Files have no commit of a registry.
fn json(file: ListedFile) -> String {
    let ListedFile { path, name, module, is_import, .. } = file;
    let path = path.map(|path| System::HERE.portable(&path).into_owned());
    let [path, name, module] = [path.unwrap_or_default(), name, module.unwrap_or_default()].map(Value::from);
    format!(
        "{{\"path\":{path},\"import_path\":{name},\"module\":{module},\"commit\":\"\",\"is_import\":{is_import}}}\n"
    )
}

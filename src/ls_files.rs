use super::console::Console;
use super::input::{InputArgs, report_errors};
use super::outcome::Outcome;
use protoward_source::Sources;

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
}

impl LsFiles {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.input.each_project(console, |project, console| self.project(project, console))
    }

    fn project(&self, input: &InputArgs, console: &mut Console) -> Outcome {
        let paths = if self.include_imports { with_imports(input, console) } else { alone(input, console) };
        let Some(mut paths) = paths else { return Outcome::Failed };
        paths.sort();
        console.print(&paths.iter().map(|path| format!("{path}\n")).collect::<String>());
        Outcome::Fine
    }
}

fn alone(args: &InputArgs, console: &mut Console) -> Option<Vec<String>> {
    let input = args.parse(console)?;
    let options = args.options();
    let files = report_errors(console, &mut Sources::default(), |sources, report| {
        protoward_workspace::list(&input, &options, sources, report)
    });
    Some(files?.into_iter().map(|file| file.display).collect())
}

fn with_imports(args: &InputArgs, console: &mut Console) -> Option<Vec<String>> {
    let mut sources = Sources::default();
    let workspace = args.open(&mut sources, console)?;
    let files = workspace.schema.files.iter();
    Some(files.map(|(_, file)| sources.get(file.source).display.clone()).collect())
}

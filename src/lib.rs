//! The command line: one file per command, which parses flags, calls the libraries and prints the result.
//!
//! Its input is the arguments of the process. Its output is text on stdout and stderr, files, and an exit code. No
//! other crate prints, reads the environment or chooses exit codes. The crate contains no protobuf logic; that is in
//! the libraries in `crates/`.
//!
//! This library is the program; other projects depend on the crates `protoward-build` (build scripts) and
//! `protoward-compiler`.

mod against;
mod approve;
mod approve_flags;
mod bazel;
mod breaking;
mod buf_commands;
mod build;
mod build_script;
#[cfg(feature = "call")]
mod call;
mod check;
mod codes;
mod completions;
mod console;
mod convert;
mod decode;
mod deprecations;
mod deps;
mod diagnostics;
mod docs;
mod doctor;
mod environment;
mod error_format;
mod explain;
mod export;
mod features;
mod format;
mod gate_args;
mod generate;
mod generation;
mod generator_flags;
mod guard;
mod help;
mod ignored;
mod init;
mod input;
mod interrupts;
mod ledger;
mod limit;
mod lint;
mod ls_files;
mod lsp;
mod migrate;
mod outcome;
mod output;
mod page;
mod parts;
mod parts_report;
mod plugin_limits;
mod progress;
mod projects;
mod protoc;
mod protoc_gen;
mod refactor;
mod report_files;
mod rules;
mod semver;
mod source_url;
mod staged;
mod stats;
mod summary;
mod terminal;
mod usage;
mod watch;
mod words;
mod worker;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches as _, Parser, Subcommand};
use console::{Console, ReportRole, Reporting};
use error_format::{ErrorFormat, ReportFile, report_file};
use outcome::Outcome;
use terminal::Terminal;

/// Compiles protobuf schemas without protoc, guards them against breaking changes, and generates Rust from them.
#[derive(Debug, Parser)]
#[command(name = "protoward", version, max_term_width = MAX_HELP_WIDTH, after_help = AFTER_HELP)]
#[command(arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// The format of findings and errors [default: human on a terminal, text elsewhere]
    #[arg(long, value_name = "FORMAT", value_enum, global = true)]
    error_format: Option<ErrorFormat>,

    /// Show at most this many findings and errors, and the number of hidden ones
    #[arg(long, value_name = "N", global = true)]
    max_findings: Option<usize>,

    /// Also write a report to a file: `junit=`, `gitlab-code-quality=`, `sarif=` or `markdown=`, and the file; may be
    /// given several times
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = report_file, global = true)]
    reports: Vec<ReportFile>,

    /// Print only results and problems, no lines about the work
    #[arg(long, short, global = true)]
    quiet: bool,

    /// The flags with which `approve` finds the findings of the command.
    #[arg(skip)]
    approve_flags: String,
}

/// The maximum width of help pages.
const MAX_HELP_WIDTH: usize = 110;

const AFTER_HELP: &str = "\
First steps, in a folder of `.proto` files:
  protoward build                                  does it compile?
  protoward breaking --against git:HEAD~1          does the last commit break a client?
  protoward generate --plugin tonic -o src/gen     Rust of it
  protoward check                                  all of that, as `protoward.toml` says

What a command works on, INPUT, is one of
  proto                                     a folder (default: this one)
  proto/user.proto                          a file
  user.binpb  .json  .txtpb  .yaml  -       an image: a compiled schema
  .git#branch=main,subdir=proto             a folder in a git repository; also tag=, commit=, ref=
  git:HEAD~1                                with --against: the same input as it was then
  merge-base:main  latest-tag               as it was where main was left, at the last tag

Exit codes: 0 fine, 100 something was found, 1 could not do it, 2 wrong usage.

As a protoc that needs no installation: PROTOC=$(command -v protoward) cargo build";

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Init(init::Init),
    Build(build::Build),
    Breaking(breaking::Breaking),
    Approve(approve::Approve),
    Deprecations(deprecations::DeprecationsCommand),
    Usage(usage::UsageCommand),
    Lint(lint::LintCommand),
    Semver(semver::Semver),
    Generate(generate::Generate),
    Docs(docs::Docs),
    Bazel(bazel::BazelCommand),
    Doctor(doctor::Doctor),
    Ledger(ledger::LedgerCommand),
    Deps(deps::DepsCommand),
    Format(format::Format),
    Migrate(migrate::Migrate),
    Features(features::FeaturesCommand),
    Refactor(refactor::RefactorCommand),
    Convert(convert::Convert),
    Decode(decode::Decode),
    #[cfg(feature = "call")]
    Call(Box<call::Call>),
    LsFiles(ls_files::LsFiles),
    Export(export::Export),
    Stats(stats::StatsCommand),
    Lsp(lsp::Lsp),
    Rules(rules::Rules),
    Explain(explain::Explain),
    Completions(completions::Completions),
    /// Replace protoc: the same flags, exit codes and messages
    #[command(disable_help_flag = true)]
    Protoc {
        /// The arguments of protoc; `protoward protoc --help` lists them
        #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    Worker(worker::WorkerCommand),
}

/// Returns the definition of the command line, for manual pages and completion scripts.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the program with these arguments; the first is the name of the executable.
pub fn main(args: Vec<OsString>) -> ExitCode {
    guard::report_panics();
    interrupts::handle();
    // Not a command of the command line, because only `protoward-build` calls it.
    if matches!(&args[..], [_, name] if name == build_script::NAME) {
        return plainly(build_script::run).into();
    }
    if let [_, name, arguments @ ..] = &args[..]
        && name == build_script::GOOGLE_NAME
    {
        return plainly(|console| build_script::run_google(arguments, console)).into();
    }
    // The name of the executable comes before its arguments: protoc and buf start plugins by name, and build scripts start
    // protoc.
    let outcome = match (protoc_gen::arguments_for(&args), protoward_protoc_driver::arguments_for(&args)) {
        (Some(args), _) => plainly(|console| protoc_gen::run(args, console)),
        (None, Some(args)) => plainly(|console| protoc::run(args, console)),
        (None, None) => match Cli::parsed(args.iter().cloned().map(input::protect)) {
            Ok(cli) => {
                match report_files::problem(&cli.reports, cli.error_format, &args).or_else(|| cli.format_problem()) {
                    Some(problem) => Cli::command().error(ErrorKind::ArgumentConflict, problem).exit(),
                    None => cli.run(),
                }
            }
            Err(error) if error.kind() == ErrorKind::DisplayVersion => version(),
            Err(error) => match buf_commands::instead(&args).filter(|_| error.exit_code() != 0) {
                Some(tip) => Cli::command().error(ErrorKind::InvalidSubcommand, tip).exit(),
                None => error.exit(),
            },
        },
    };
    outcome.into()
}

/// Runs work that has no flags for reports: as another program, or to print the version.
fn plainly(work: impl FnOnce(&mut Console) -> Outcome) -> Outcome {
    let reporting = Reporting {
        format: None,
        max_shown: None,
        files: Vec::new(),
        product: ReportRole::Other,
        comment: None,
        approve_flags: String::new(),
        is_quiet: false,
    };
    conclude(Console::new(reporting), work)
}

/// Prints the version of the emulated protoc to stdout, and that of protoward to stderr.
///
/// Build scripts run `$PROTOC --version`. Some parse the first line or the first number, and Google's `protobuf-codegen`
/// compares all of stdout.
fn version() -> Outcome {
    plainly(|console| {
        console.print(&protoward_protoc_driver::version());
        console.note(concat!("protoward ", env!("CARGO_PKG_VERSION"), "\n"));
        Outcome::Fine
    })
}

impl Cli {
    fn parsed(args: impl Iterator<Item = OsString>) -> Result<Self, clap::Error> {
        let width = Terminal::stdout().style.width.min(MAX_HELP_WIDTH);
        let mut command = help::grouped(Self::command(), width);
        let matches = command.try_get_matches_from_mut(args)?;
        let parsed = Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
        Ok(Self { approve_flags: approve_flags::of(&command, &matches), ..parsed })
    }

    /// Returns why the format of the report does not fit the command.
    fn format_problem(&self) -> Option<String> {
        let is_lint = matches!(self.command, Command::Lint(_));
        let problem = "only `lint` has the format `config-ignore-yaml`; `protoward approve` accepts breaking changes";
        (self.error_format == Some(ErrorFormat::ConfigIgnoreYaml) && !is_lint).then(|| problem.to_owned())
    }

    fn run(self) -> Outcome {
        let product = self.command.product();
        let format = self.error_format;
        let max_shown = self.max_findings;
        let files = self.reports;
        let comment = self.command.comment().map(str::to_owned);
        let approve_flags = self.approve_flags;
        let reporting = Reporting { format, max_shown, files, product, comment, approve_flags, is_quiet: self.quiet };
        conclude(Console::new(reporting), |console| match self.command {
            Command::Check(it) => it.run(console),
            Command::Init(it) => it.run(console),
            Command::Build(it) => it.run(console),
            Command::Breaking(it) => it.run(console),
            Command::Approve(it) => it.run(console),
            Command::Deprecations(it) => it.run(console),
            Command::Usage(it) => it.run(console),
            Command::Lint(it) => it.run(console),
            Command::Semver(it) => it.run(console),
            Command::Generate(it) => it.run(console),
            Command::Docs(it) => it.run(console),
            Command::Bazel(it) => it.run(console),
            Command::Doctor(it) => it.run(console),
            Command::Ledger(it) => it.run(console),
            Command::Deps(it) => it.run(console),
            Command::Format(it) => it.run(console),
            Command::Migrate(it) => it.run(console),
            Command::Features(it) => it.run(console),
            Command::Refactor(it) => it.run(console),
            Command::Convert(it) => it.run(console),
            Command::Decode(it) => it.run(console),
            #[cfg(feature = "call")]
            Command::Call(it) => it.run(console),
            Command::LsFiles(it) => it.run(console),
            Command::Export(it) => it.run(console),
            Command::Stats(it) => it.run(console),
            Command::Lsp(it) => it.run(console),
            Command::Rules(it) => it.run(console),
            Command::Explain(it) => it.run(console),
            Command::Completions(it) => it.run(console),
            Command::Protoc { args } => protoc::run(&args, console),
            Command::Worker(it) => it.run(console),
        })
    }
}

impl Command {
    /// Returns the name of the comment to write, if any.
    fn comment(&self) -> Option<&str> {
        match self {
            Self::Check(it) => it.comment(),
            Self::Breaking(it) => it.comment(),
            _ => None,
        }
    }

    const fn product(&self) -> ReportRole {
        match self {
            Self::Check(_) | Self::Breaking(_) | Self::Approve(_) | Self::Lint(_) | Self::Doctor(_) => {
                ReportRole::Report
            }
            Self::Ledger(it) if it.reports() => ReportRole::Report,
            Self::Deps(it) if it.reports() => ReportRole::Report,
            Self::Build(_) | Self::Generate(_) | Self::Docs(_) => ReportRole::Schema,
            #[cfg(feature = "call")]
            Self::Call(_) => ReportRole::Other,
            Self::Ledger(_)
            | Self::Deps(_)
            | Self::Deprecations(_)
            | Self::Usage(_)
            | Self::Init(_)
            | Self::Semver(_)
            | Self::Format(_)
            | Self::Migrate(_)
            | Self::Bazel(_)
            | Self::Features(_)
            | Self::Refactor(_)
            | Self::Convert(_)
            | Self::Decode(_)
            | Self::LsFiles(_)
            | Self::Export(_)
            | Self::Stats(_)
            | Self::Lsp(_)
            | Self::Rules(_)
            | Self::Explain(_)
            | Self::Completions(_)
            | Self::Protoc { .. }
            | Self::Worker(_) => ReportRole::Other,
        }
    }
}

/// Runs a command. The outcome is a failure if the output cannot be written.
fn conclude(mut console: Console, work: impl FnOnce(&mut Console) -> Outcome) -> Outcome {
    let outcome = work(&mut console);
    let outcome = console.finish(outcome, rules::texts);
    match console.failure() {
        Some(error) => {
            console.note(&format!("cannot write to standard output: {error}\n"));
            Outcome::Failed
        }
        None => outcome,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn defines_consistent_flags() {
        Cli::command().debug_assert();
    }

    #[test]
    fn documents_every_command_and_flag() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments().filter(|argument| argument.get_id() != "help") {
                assert!(argument.get_help().is_some(), "{} of {}", argument.get_id(), command.get_name());
            }
        }
    }
}

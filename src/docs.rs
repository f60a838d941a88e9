//! `protoward docs`: the documentation site, with the findings of a comparison as its changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf, is_separator};
use std::time::Instant;

use super::against::AgainstArgs;
use super::console::{Console, current_repository};
use super::guard::working_on;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::parts_report::report_no_verdict;
use super::plugin_limits;
use super::source_url::SourceUrl;
use super::words::duration;
use protoward_gate::{ComparedVersions, GateRequest, GateRun, LedgerFile, NeededSchemas, NotJudged};
use protoward_inputs::Input;
use protoward_ledger::Ledger;
use protoward_schema::Schema;
use protoward_site::{Baseline, BrokenFile, FileError, Site, SiteCounts, SiteSettings, SourceLinks};
use protoward_source::paths::shown;
use protoward_source::{Report, Severity, Sources, count};
use protoward_workspace::Workspace;

/// Write a documentation site of a schema: static HTML with search and examples
///
/// The site is one folder that a browser opens without a server: a page for each package and each top-level message, enum
/// and service. With `--against`, it marks the changes since an older version.
#[derive(Debug, clap::Args)]
#[command(mut_arg("against", |arg| {
    arg.help("Mark the changes since this version, such as `git:v1.4.2`, `merge-base:main` or an image")
}))]
#[command(mut_arg("against_config", |arg| arg.requires("against")))]
pub(super) struct Docs {
    #[command(flatten)]
    input: InputArgs,

    /// The folder of the site. Obsolete pages in it are removed; other files are not touched
    #[arg(long, short, value_name = "DIR", value_parser = site_folder)]
    output: PathBuf,

    #[command(flatten)]
    against: AgainstArgs,

    /// The title of the site
    #[arg(long, value_name = "TITLE", default_value = "API reference")]
    title: String,

    /// Link declarations to their lines on the web, such as `https://github.com/acme/api/blob/main/{path}#L{line}`.
    /// `{path}` is the path of a file in the repository
    #[arg(long, value_name = "URL")]
    source_url: Option<SourceUrl>,

    /// Document files that are only imported, too
    #[arg(long)]
    include_imports: bool,
}

/// Parses the folder of a site.
///
/// # Errors
/// Fails for standard output.
fn site_folder(text: &str) -> Result<PathBuf, String> {
    if text == "-" { Err("a site is a folder and cannot be printed".to_owned()) } else { Ok(text.into()) }
}

impl Docs {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Some(input) = self.input.only_project("a site", console) else { return Outcome::Failed };
        let compared = if self.against.named().is_empty() {
            opened(&input, &mut sources, console).ok_or(Outcome::Failed)
        } else {
            self.compared(&input, &mut sources, console)
        };
        let documented = match compared {
            Ok(documented) => documented,
            Err(outcome) => return outcome,
        };
        let mut problems = Report::default();
        let ledger = LedgerFile::of_config(&documented.new.config, documented.new.root.as_deref())
            .and_then(|file| file.read_of(&documented.new, &mut sources, &mut problems));
        console.problems(&problems, &sources);
        let is_complete = documented.broken.is_empty() && !problems.has_errors();
        match self.write(&documented, ledger.as_ref().map(|(ledger, _)| ledger), &sources) {
            Ok(written) => {
                console.problems(&written.kept, &Sources::default());
                console.print_status(&format!("{} in {}", written.summary(self), duration(start.elapsed())));
                if is_complete { Outcome::Fine } else { Outcome::Failed }
            }
            Err(report) => {
                console.problems(&report, &sources);
                Outcome::Failed
            }
        }
    }

    /// Compares the schema with the first older version.
    fn compared(&self, args: &InputArgs, sources: &mut Sources, console: &mut Console) -> Result<Documented, Outcome> {
        let input = args.parse(console).ok_or(Outcome::Failed)?;
        let against = self.against.of_project(args);
        let gate = plugin_limits::gate().map_err(|report| {
            console.problems(&report, sources);
            Outcome::Failed
        })?;
        let request = GateRequest {
            input: &input,
            options: args.options(),
            versions: ComparedVersions::Input(against.baselines(args, true, false)),
            needed: NeededSchemas::All,
            reports_lost_lines: false,
            taken: &BTreeSet::new(),
        };
        let GateRun { problems, result, .. } = gate.run(request, sources);
        console.problems(&problems, sources);
        match result {
            Ok(comparison) => {
                let findings = comparison.verdicts.findings().cloned().collect();
                let older = comparison.olds.first().map(|old| Older {
                    label: published_name(&old.baseline, &old.workspace),
                    name: old.baseline.named(&old.workspace),
                    schema: old.workspace.schema.clone(),
                    findings,
                });
                Ok(Documented { new: comparison.new, older, broken: Vec::new() })
            }
            Err(NotJudged { reason, .. }) => Err(report_no_verdict(reason, sources, console).report(sources, console)),
        }
    }

    fn write(&self, documented: &Documented, ledger: Option<&Ledger>, sources: &Sources) -> Result<Written, Report> {
        let Documented { new, older, broken } = documented;
        working_on("the documentation");
        let baseline =
            older.as_ref().map(|it| Baseline { name: &it.label, schema: &it.schema, findings: &it.findings });
        let files = self.source_url.as_ref().map(|url| url.of_files(&new.schema, sources, &current_repository()));
        let source = files.as_ref().map(|files| SourceLinks { files, sources });
        let includes_imports = self.include_imports;
        let settings = SiteSettings { title: &self.title, includes_imports, baseline, ledger, broken, source };
        let site = Site::new(&new.schema, settings);
        let kept = site.write(&self.output)?;
        Ok(Written { counts: site.counts(), kept, since: older.as_ref().map(|older| older.name.clone()) })
    }
}

/// A schema that a site documents, with what else it shows.
struct Documented {
    new: Workspace,
    older: Option<Older>,
    /// The files that do not compile.
    broken: Vec<BrokenFile>,
}

/// Compiles an input without the files that have errors, which are reported.
fn opened(args: &InputArgs, sources: &mut Sources, console: &mut Console) -> Option<Documented> {
    let input = args.parse(console)?;
    let mut problems = Report::default();
    let new = protoward_workspace::open_valid(&input, &args.options(), sources, &mut problems);
    console.problems(&problems, sources);
    let new = new?;
    let broken = new.invalid_files().map(|path| broken_file(path, &problems, sources)).collect();
    Some(Documented { new, older: None, broken })
}

/// Returns a file that does not compile, with its errors.
fn broken_file(path: &str, problems: &Report, sources: &Sources) -> BrokenFile {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let own = errors.filter_map(|error| {
        let place = error.place().filter(|place| sources.get(place.source).name == path)?;
        let start = sources.start(place).map(|start| format!("{}:{}", start.line + 1, start.column + 1));
        let help = error.help.as_deref().map(without_folders);
        Some(FileError { place: start.unwrap_or_default(), message: without_folders(&error.message), help })
    });
    let mut errors: Vec<FileError> = own.collect();
    if errors.is_empty() {
        let message = "one of its imports has errors".to_owned();
        errors.push(FileError { place: String::new(), message, help: None });
    }
    BrokenFile { path: path.to_owned(), errors }
}

/// Returns a message with the names of files instead of their paths on this machine, which are of no use to readers of the site.
fn without_folders<'a>(message: &'a str) -> String {
    let last = |path: &'a str| path.rsplit(is_separator).next().unwrap_or(path);
    let parts = message.split('`').map(|part| if Path::new(part).is_absolute() { last(part) } else { part });
    parts.collect::<Vec<_>>().join("`")
}

/// The older version, with the findings of the comparison.
struct Older {
    name: String,
    /// The name on the pages.
    label: String,
    schema: Schema,
    findings: Vec<protoward_breaking::Finding>,
}

/// Returns the name of a baseline without the folders of this machine, which are of no use to readers of the site.
fn published_name(baseline: &protoward_gate::Baseline, old: &Workspace) -> String {
    let name = baseline.named(old);
    if baseline.input().registry().is_some() {
        return name;
    }
    match baseline.input() {
        Input::At { .. } | Input::Staged { .. } => name,
        Input::Folder(_) | Input::File(_) | Input::Package(_) | Input::Image(_) | Input::Archive(_) | Input::Git(_) => {
            let (path, options) = name.split_at(name.find('#').unwrap_or(name.len()));
            let path = path.trim_end_matches(is_separator);
            format!("{}{options}", path.rsplit(is_separator).next().unwrap_or(path))
        }
    }
}

/// A written site, with warnings about files that were kept in its folder, and the name of the baseline.
struct Written {
    counts: SiteCounts,
    kept: Report,
    since: Option<String>,
}

impl Written {
    /// Describes the site: `documented 2 services and 3 messages of 1 package on 7 pages in site`.
    fn summary(&self, docs: &Docs) -> String {
        let since = match &self.since {
            Some(since) => format!(", with {} since {since}", count(self.counts.changes, "change")),
            None => String::new(),
        };
        format!("documented {} in {}{since}", self.counts, shown(&docs.output))
    }
}

#[cfg(test)]
mod tests {
    use super::without_folders;

    #[test]
    fn messages_name_files_without_folders_of_the_machine() {
        let path = if cfg!(windows) { r"C:\home\a.proto" } else { "/home/a.proto" };
        assert_eq!(without_folders(&format!("`{path}`, `b/c.proto` and x")), "`a.proto`, `b/c.proto` and x");
    }
}

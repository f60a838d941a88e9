use std::path::PathBuf;
use std::time::Instant;

use super::against::AgainstArgs;
use super::console::Console;
use super::guard::working_on;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::sides::SideArgs;
use super::words::{count, duration};
use super::{nested, plugin_limits};
use protoward_gate::{OlderVersion, Sides, Unchanged, judge};
use protoward_site::{Baseline, Site, SiteCounts, SiteSettings};
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;

/// Write a documentation site of a schema: static HTML with search and examples
///
/// The site is one folder that a browser opens without a server: a page for each package and each top-level message, enum
/// and service. With `--against`, it marks the changes since an older version.
#[derive(Debug, clap::Args)]
#[command(mut_arg("against", |arg| {
    arg.help("Mark the changes since this version, such as `git:v1.4.2`, `merge-base:main` or an image")
}))]
pub(super) struct Docs {
    #[command(flatten)]
    input: InputArgs,

    /// The folder of the site. Obsolete pages in it are removed; other files are not touched
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,

    #[command(flatten)]
    against: AgainstArgs,

    /// The title of the site
    #[arg(long, value_name = "TITLE", default_value = "API reference")]
    title: String,

    /// Document files that are only imported, too
    #[arg(long)]
    include_imports: bool,
}

impl Docs {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let (old, new) = match self.schemas(&mut sources, console) {
            Ok(schemas) => schemas,
            Err(outcome) => return outcome,
        };
        let written = self.findings(old, &new, &sources).and_then(|older| self.write(&new, older.as_ref()));
        match written {
            Ok(written) => {
                console.problems(&written.kept, &Sources::default());
                console.print_status(&format!("{} in {}", written.summary(self), duration(start.elapsed())));
                Outcome::Fine
            }
            Err(report) => {
                console.problems(&report, &sources);
                Outcome::Failed
            }
        }
    }

    /// Returns the older version, if one is named, and the schema.
    fn schemas(
        &self,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<(Option<OlderVersion>, Workspace), Outcome> {
        let Self { input, against, .. } = self;
        if against.named().is_empty() {
            return input.open(sources, console).map(|new| (None, new)).ok_or(Outcome::Failed);
        }
        nested::note_left_out(input, "a site is that of one project", console);
        let args = SideArgs { input, against, otherwise: None, is_required: true, if_baseline: false, gate: None };
        let Sides { olds, new, .. } = args.sides(Unchanged::Kept, sources, console)?;
        Ok((olds.into_iter().next(), new))
    }

    /// Compares the schema with the older version.
    fn findings(&self, old: Option<OlderVersion>, new: &Workspace, sources: &Sources) -> Result<Option<Older>, Report> {
        let Some(old) = old else { return Ok(None) };
        let verdict = judge(&old.workspace, new, sources, &plugin_limits::gate()?.policy_of_configuration(new)?);
        if verdict.failures.has_errors() {
            return Err(verdict.failures);
        }
        let name = old.baseline.named(&old.workspace);
        Ok(Some(Older { name, findings: verdict.findings, workspace: old.workspace }))
    }

    fn write(&self, new: &Workspace, older: Option<&Older>) -> Result<Written, Report> {
        working_on("the documentation");
        let baseline = older.map(|older| Baseline {
            name: &older.name,
            schema: &older.workspace.schema,
            findings: &older.findings,
        });
        let settings = SiteSettings { title: &self.title, includes_imports: self.include_imports, baseline };
        let site = Site::new(&new.schema, settings);
        let kept = site.write(&self.output)?;
        Ok(Written { counts: site.counts(), kept, since: older.map(|older| older.name.clone()) })
    }
}

/// The older version, with the findings of the comparison.
struct Older {
    name: String,
    workspace: Workspace,
    findings: Vec<protoward_rules::Finding>,
}

/// The result of a run.
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
        format!("documented {} in {}{since}", self.counts, docs.output.display())
    }
}

//! `protoward deprecations`: deprecated elements, how long they have been deprecated, and who uses them.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use super::console::Console;
use super::deprecation_fix::DeprecationFix;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::words::{count, kind};
use super::{diagnostics, now};
use jiff::Span;
use protoward_gate::{Consumers, DeprecationHistory, DeprecationPolicy, Lifetime, Removal, deprecated_names};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, Report, Sources};
use protoward_workspace::config::DeprecationSetting;
use protoward_workspace::inputs::{Input, InputError, Versions};
use protoward_workspace::{Layout, OpenOptions, Workspace};
use serde_json::{Value, json};

/// List deprecated elements, since when they are deprecated, and which may be deleted
///
/// The section `[deprecation]` of `protoward.toml` says when a deprecated element may be deleted: after a period, which the history
/// in git is read for, after a number of releases, or after both. With consumers, also lists who uses each element.
#[derive(Debug, clap::Args)]
pub(super) struct DeprecationsCommand {
    #[command(flatten)]
    input: InputArgs,

    /// List only elements that may be deleted
    #[arg(long)]
    removable: bool,

    /// List only elements that may be deleted within a period, such as `30 days`
    #[arg(long, value_name = "PERIOD", value_parser = period, conflicts_with = "removable")]
    within: Option<Span>,

    /// Remove the elements that may be deleted, and reserve their numbers and names. An element stays if another one refers to it
    #[arg(long, conflicts_with_all = ["diff", "within"])]
    fix: bool,

    /// Show the changes of `--fix` without writing them
    #[arg(long, conflicts_with = "within")]
    diff: bool,

    /// The output format
    #[arg(long, value_enum, default_value_t = DeprecationsFormat::Text)]
    format: DeprecationsFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum DeprecationsFormat {
    /// One line for each element
    Text,
    /// One JSON object for each element
    Json,
}

fn period(text: &str) -> Result<Span, String> {
    let span = text.parse().ok().filter(|span: &Span| span.is_positive());
    span.ok_or_else(|| "write a number and a unit, as in `30 days` or `2 months`".to_owned())
}

/// A deprecated element.
struct Deprecated<'a> {
    element: String,
    kind: &'static str,
    since: Option<String>,
    commit: Option<String>,
    days: Option<i64>,
    /// `None` without a section `[deprecation]`.
    removable: Option<bool>,
    /// The words for the time from which it may be deleted, if that is later.
    when: Option<String>,
    users: Vec<&'a str>,
    lifetime: Lifetime,
}

impl DeprecationsCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let Some(input) = self.input.parse(console) else { return Outcome::Failed };
        let Some(prepared) = self.input.prepare(&input, &mut sources, console) else { return Outcome::Failed };
        let layout = prepared.layout();
        let mut report = Report::default();
        let new = prepared.compile(&mut sources, &mut report);
        console.problems(&report, &sources);
        let Some(new) = new else { return Outcome::Failed };
        let releases = match self.releases(&input, &new, layout, &mut sources) {
            Ok(releases) => releases,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        let releases: Vec<HashSet<String>> = releases.iter().map(|release| deprecated_names(&release.schema)).collect();
        let mut report = Report::default();
        let consumers = Consumers::read(&new, &mut sources, &mut report);
        if report.has_errors() {
            console.problems(&report, &sources);
            return Outcome::Failed;
        }
        let setting = new.config.deprecation.clone();
        if setting.is_none() && (self.removable || self.is_fix() || self.within.is_some()) {
            console.problem(diagnostics::no_deprecation_setting());
            return Outcome::Failed;
        }
        let is_set = setting.is_some();
        let setting = setting.unwrap_or_else(age_only);
        let history = DeprecationHistory::new(input.clone(), self.input.options());
        if let Some(reason) = history.problem().filter(|_| is_set && setting.remove_after.is_some()) {
            console.problem(diagnostics::unknown_ages(reason));
            return Outcome::Failed;
        }
        let policy = DeprecationPolicy::new(setting, history, now::timestamp());
        let own: HashSet<FileId> = new.files_by_module().concat().into_iter().collect();
        let schema = &new.schema;
        let elements =
            schema.declarations().filter(|&it| schema.is_deprecated(it) && own.contains(&schema.file_of(it)));
        let all: Vec<Deprecated<'_>> =
            elements.map(|it| deprecated(it, schema, &policy, &releases, &consumers, is_set)).collect();
        if self.is_fix() {
            let removable = all.iter().filter(|it| it.removable == Some(true)).map(|it| it.element.clone()).collect();
            return self.remove(input, new, &removable, &mut sources, console);
        }
        let total = all.len();
        let shown: Vec<Deprecated<'_>> = all.into_iter().filter(|it| self.is_wanted(it)).collect();
        let text = shown.iter().fold(String::new(), |mut text, it| {
            match self.format {
                DeprecationsFormat::Text => line(it, &mut text),
                DeprecationsFormat::Json => writeln!(text, "{}", as_json(it)).expect("a string takes any text"),
            }
            text
        });
        console.print(&text);
        let removable = shown.iter().filter(|it| it.removable == Some(true)).count();
        let may = if is_set { format!(", {removable} may be deleted") } else { String::new() };
        let of = if shown.len() < total { format!("{} of ", shown.len()) } else { String::new() };
        console.print_status(&format!("{of}{}{may}", count(total, "deprecated element")));
        Outcome::Fine
    }

    const fn is_fix(&self) -> bool {
        self.fix || self.diff
    }

    /// Removes elements, or shows the changes.
    fn remove(
        &self,
        input: Input,
        workspace: Workspace,
        names: &BTreeSet<String>,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Outcome {
        let mut run = match DeprecationFix::new(input, self.input.options(), workspace, self.diff) {
            Ok(run) => run,
            Err(diagnostic) => {
                console.problem(*diagnostic);
                return Outcome::Failed;
            }
        };
        if let Err(report) = run.apply(names, sources) {
            console.problems(&report, sources);
            return Outcome::Failed;
        }
        if run.finish(self.diff, sources, console) { Outcome::Fine } else { Outcome::Failed }
    }

    /// Returns the newest releases in the windows of the configuration, as many as count. The checked-out commit may be one of them.
    fn releases(
        &self,
        input: &Input,
        new: &Workspace,
        layout: Layout,
        sources: &mut Sources,
    ) -> Result<Vec<Workspace>, Report> {
        let setting = new.config.deprecation.as_ref().and_then(|setting| setting.releases.as_ref());
        let Some((wanted, word)) = setting else { return Ok(Vec::new()) };
        let failed = |error: InputError| Report::from_iter([Diagnostic::from(error)]);
        let windows = new.config.breaking.against.iter().filter_map(|word| match Versions::parse(&word.text) {
            Ok(Versions::Tags(window)) => Some(window),
            _ => None,
        });
        let mut tagged = Vec::new();
        for window in windows {
            tagged.extend(input.tagged(&window, now::timestamp(), true).map_err(failed)?);
        }
        if tagged.is_empty() {
            return Err(Report::from_iter([diagnostics::no_window_of_releases(word)]));
        }
        let options = OpenOptions { fallback: Some(layout), ..self.input.options() };
        let mut open = |(_, release): &(String, Input)| {
            let mut report = Report::default();
            protoward_workspace::open(release, &options, sources, &mut report).ok_or(report)
        };
        tagged.iter().take(*wanted as usize).map(&mut open).collect()
    }

    fn is_wanted(&self, it: &Deprecated<'_>) -> bool {
        match self.within {
            Some(period) => it.lifetime.is_due_within(period),
            None => !self.removable || it.removable == Some(true),
        }
    }
}

/// Returns a setting that only asks for the age.
fn age_only() -> DeprecationSetting {
    DeprecationSetting { remove_after: Some(protoward_source::LocatedText::unplaced("1 day")), releases: None }
}

fn deprecated<'a>(
    element: Element,
    schema: &Schema,
    policy: &DeprecationPolicy,
    releases: &[HashSet<String>],
    consumers: &'a Consumers,
    is_set: bool,
) -> Deprecated<'a> {
    let full_name = schema.full_name(element);
    let lifetime = policy.lifetime(&full_name, releases);
    let removal = lifetime.removal();
    let start = lifetime.start().map(|(day, commit)| (day, commit.to_owned()));
    let (since, commit) = start.unzip();
    Deprecated {
        element: full_name,
        kind: kind(schema, element),
        since,
        commit,
        days: lifetime.days(),
        removable: is_set.then_some(removal == Removal::Allowed),
        when: match removal {
            Removal::NotYet(when) if is_set => Some(when),
            Removal::NotYet(_) | Removal::Allowed => None,
        },
        users: consumers.users(schema, element),
        lifetime,
    }
}

fn line(it: &Deprecated<'_>, text: &mut String) {
    let Deprecated { element, kind, days, removable, when, users, lifetime, .. } = it;
    let age =
        days.filter(|_| it.since.is_some()).map(|days| format!(" ({})", count(days.unsigned_abs() as usize, "day")));
    let life = match lifetime.to_string() {
        life if life.is_empty() || removable.is_none() && it.since.is_none() => String::new(),
        life => format!(": {life}{}", age.unwrap_or_default()),
    };
    let removal = match (removable, when) {
        (Some(true), _) => "; may be deleted".to_owned(),
        (Some(false), Some(when)) => format!("; may be deleted {when}"),
        (Some(false) | None, _) => String::new(),
    };
    let users = if users.is_empty() { String::new() } else { format!("; used by {}", users.join(", ")) };
    writeln!(text, "{kind} {element}{life}{removal}{users}").expect("a string takes any text");
}

fn as_json(it: &Deprecated<'_>) -> Value {
    let Deprecated { element, kind, since, commit, days, removable, when, users, lifetime: _ } = it;
    let all = json!({
        "element": element, "kind": kind, "since": since, "commit": commit, "days": days, "removable": removable, "when": when,
        "users": users,
    });
    match all {
        Value::Object(keys) => keys.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

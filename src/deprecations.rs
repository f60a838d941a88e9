//! `protoward deprecations`: deprecated elements, how long they have been deprecated, and who uses them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::console::Console;
use super::environment;
use super::input::InputArgs;
use super::outcome::Outcome;
use jiff::Span;
use protoward_gate::{DeprecatedElement, DeprecationsRequest};
use protoward_inputs::Input;
use protoward_operations::fix::DeprecationFixRun;
use protoward_source::{Report, Sources, count};
use protoward_workspace::{OpenOptions, Workspace};
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

impl DeprecationsCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.input.each_project(console, |project, console| self.project(project, console))
    }

    fn project(&self, args: &InputArgs, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let Some(input) = args.parse(console) else { return Outcome::Failed };
        let Some(prepared) = args.prepare(&input, &mut sources, console) else { return Outcome::Failed };
        let layout = prepared.layout();
        let mut report = Report::default();
        let new = prepared.compile(&mut sources, &mut report);
        console.problems(&report, &sources);
        let Some(new) = new else { return Outcome::Failed };
        let request = DeprecationsRequest {
            input: &input,
            options: &args.options(),
            now: environment::now(),
            needs_setting: self.removable || self.is_fix() || self.within.is_some(),
        };
        let all = match request.elements(&new, layout, &mut sources) {
            Ok(all) => all,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        if self.is_fix() {
            let removable = all.iter().filter(|it| it.removable == Some(true)).map(|it| it.element.clone()).collect();
            return self.remove((input, args.options()), new, &removable, &mut sources, console);
        }
        self.list(all, new.config.deprecation.is_some(), console);
        Outcome::Fine
    }

    /// Prints the elements that are wanted.
    fn list(&self, all: Vec<DeprecatedElement>, is_set: bool, console: &mut Console) {
        let total = all.len();
        let shown: Vec<DeprecatedElement> = all.into_iter().filter(|it| self.is_wanted(it)).collect();
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
    }

    const fn is_fix(&self) -> bool {
        self.fix || self.diff
    }

    /// Removes elements, or shows the changes.
    fn remove(
        &self,
        (input, options): (Input, OpenOptions),
        workspace: Workspace,
        names: &BTreeSet<String>,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Outcome {
        let mut run = match DeprecationFixRun::new(input, options, workspace, self.diff, sources) {
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
        if self.diff {
            console.print(&run.diff());
        } else if !console.written(run.write(sources)) {
            return Outcome::Failed;
        }
        for (element, reason) in run.kept() {
            console.print_status(&format!("kept {element}: {reason}"));
        }
        console.print_status(&run.summary(if self.diff { "would remove" } else { "removed" }));
        Outcome::Fine
    }

    fn is_wanted(&self, it: &DeprecatedElement) -> bool {
        match self.within {
            Some(period) => it.lifetime.is_due_within(period),
            None => !self.removable || it.removable == Some(true),
        }
    }
}

fn line(it: &DeprecatedElement, text: &mut String) {
    let DeprecatedElement { element, kind, days, removable, when, users, lifetime, .. } = it;
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

fn as_json(it: &DeprecatedElement) -> Value {
    let DeprecatedElement { element, kind, since, commit, days, removable, when, users, lifetime: _ } = it;
    let all = json!({
        "element": element, "kind": kind, "since": since, "commit": commit, "days": days, "removable": removable, "when": when,
        "users": users,
    });
    match all {
        Value::Object(keys) => keys.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

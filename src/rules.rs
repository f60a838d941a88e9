//! `protoward rules`: the rules of both commands that have some, which `explain` and reports also read.

use std::fmt::Write;
use std::path::PathBuf;

use super::console::Console;
use super::input::report_errors;
use super::outcome::Outcome;
use super::plugin_limits;
use super::terminal::{TextStyle, paint};
use protoward_check_plugin::RuleKind;
use protoward_gate::CheckPlugins;
use protoward_inputs::Input;
use protoward_policy::{Catalog, Category, ConfigVersion, Rule};
use protoward_report::{RuleText, Style};
use protoward_source::{Report, Sources};
use protoward_workspace::OpenOptions;

/// List the rules of `breaking` and `lint`, with their categories
///
/// A configuration names rules by id, or by category for all of its rules. Of `breaking`, FILE, the default, is the
/// strictest; WIRE only requires that old messages can be read. Of `lint`, STANDARD is the default. The rules that the
/// configuration of the working directory defines, and those of its check plugins, come last.
#[derive(Debug, clap::Args)]
pub(super) struct Rules {
    /// Only the rules of this command
    #[arg(value_enum)]
    kind: Option<RuleCommand>,

    /// The output format
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    /// A table
    Text,
    /// One JSON object per line
    Json,
}

impl Rules {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut rules = self.kind.map_or_else(all, RuleCommand::rules);
        let outcome = match configured(console) {
            Some(own) => {
                let is_listed = |(of, _): &(RuleCommand, _)| self.kind.is_none_or(|kind| kind == *of);
                rules.extend(own.into_iter().filter(is_listed).map(|(_, rule)| rule));
                Outcome::Fine
            }
            None => Outcome::Failed,
        };
        console.print(&match self.format {
            ListFormat::Text if console.prints_findings_for_humans() => pairs(&rules, console.out_style()),
            ListFormat::Text => table(&rules),
            ListFormat::Json => rules.iter().map(|rule| object(rule)).collect(),
        });
        outcome
    }
}

/// Returns the rules that the configuration of the working directory adds: lint rules that it defines, and those of its check
/// plugins, which are started. Returns `None` for an invalid configuration or a plugin that fails; the errors are reported.
pub(super) fn configured(console: &mut Console) -> Option<Vec<(RuleCommand, &'static Rule)>> {
    let mut sources = Sources::default();
    report_errors(console, &mut sources, |sources, report| {
        let here = Input::Folder(PathBuf::from("."));
        let (config, root) = protoward_workspace::config(&here, &OpenOptions::default(), sources, report)?;
        let rules = || {
            let plugins = CheckPlugins::load(&config, &plugin_limits::host(root.as_deref())?)?;
            let defined = protoward_gate::defined_lint_rules(&config, &plugins, sources)?;
            let of_plugins = |kind: RuleCommand| plugins.rules(kind.of_plugins()).map(move |rule| (kind, rule));
            let defined = defined.into_iter().map(|rule| (RuleCommand::Lint, rule));
            Ok(RuleCommand::ALL.into_iter().flat_map(of_plugins).chain(defined).collect())
        };
        rules().map_err(|problems: Report| report.append(problems)).ok()
    })
}

/// A command with rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum RuleCommand {
    /// Rules that compare two versions
    Breaking,
    /// Rules about one version
    Lint,
}

impl RuleCommand {
    const ALL: [Self; 2] = [Self::Breaking, Self::Lint];

    const fn of_plugins(self) -> RuleKind {
        match self {
            Self::Breaking => RuleKind::Breaking,
            Self::Lint => RuleKind::Lint,
        }
    }

    fn catalog(self) -> &'static Catalog {
        match self {
            Self::Breaking => protoward_breaking::catalog(),
            Self::Lint => protoward_lint::catalog(),
        }
    }

    /// Returns the rules, those about the configuration included, sorted by id.
    fn rules(self) -> Vec<&'static Rule> {
        let catalog = self.catalog();
        let mut rules: Vec<_> = catalog.rules().iter().copied().chain(catalog.rules_of_gate()).collect();
        rules.sort_by_key(|rule| rule.id());
        rules
    }
}

/// Returns the rules of all commands.
pub(super) fn all() -> Vec<&'static Rule> {
    RuleCommand::ALL.into_iter().flat_map(RuleCommand::rules).collect()
}

/// Returns the built-in rule with this id.
pub(super) fn find(id: &str) -> Option<&'static Rule> {
    RuleCommand::ALL.into_iter().find_map(|kind| kind.catalog().rule(id))
}

/// Returns the categories of a rule; none for a rule that only its id selects.
pub(super) fn categories(rule: &Rule) -> Vec<&'static str> {
    let categories = rule.categories(ConfigVersion::default()).into_iter().map(Category::id);
    categories.filter(|id| !id.is_empty()).collect()
}

/// Returns the descriptions of rules for reports.
pub(super) fn texts() -> Vec<RuleText> {
    let text =
        |rule: &&Rule| RuleText { id: rule.id(), summary: rule.summary(), page: rule.page(), groups: categories(rule) };
    all().iter().chain(&Rule::all_living()).map(text).collect()
}

/// Formats each rule in two short lines, for narrow terminals.
fn pairs(rules: &[&Rule], style: Style) -> String {
    let pair = |rule: &&Rule| {
        let names = categories(rule).join(", ");
        format!("{}  {names}\n    {}\n", paint(rule.id(), TextStyle::Bold, style), rule.summary())
    };
    rules.iter().map(pair).collect()
}

/// Formats each rule in one line, for `grep`.
fn table(rules: &[&Rule]) -> String {
    let rows: Vec<[String; 3]> = rules
        .iter()
        .map(|rule| [rule.id().to_owned(), categories(rule).join(", "), rule.summary().to_owned()])
        .collect();
    let header = ["ID", "CATEGORIES", "PURPOSE"].map(str::to_owned);
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0).max(header[column].len());
    let ids = width(0);
    let categories = width(1);
    let mut table = String::new();
    for [id, names, summary] in [&header].into_iter().chain(&rows) {
        writeln!(table, "{id:ids$}  {names:categories$}  {summary}").expect("a string takes any text");
    }
    table
}

/// Returns a JSON object, written manually to preserve the order of keys.
fn object(rule: &Rule) -> String {
    let [id, purpose] = [rule.id(), rule.summary()].map(serde_json::Value::from);
    let categories = serde_json::Value::from(categories(rule));
    let default = rule.is_default(ConfigVersion::default());
    format!("{{\"id\":{id},\"categories\":{categories},\"default\":{default},\"purpose\":{purpose}}}\n")
}

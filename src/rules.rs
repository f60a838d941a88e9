use std::fmt::Write;
use std::path::PathBuf;

use super::console::Console;
use super::input::report_errors;
use super::outcome::Outcome;
use super::paint::{TextStyle, paint};
use super::plugin_limits;
use protoward_check_plugin::RuleKind;
use protoward_gate::CheckPlugins;
use protoward_policy::{Catalog, Category, ConfigVersion, Rule};
use protoward_report::{RuleText, Style};
use protoward_source::Sources;
use protoward_workspace::OpenOptions;
use protoward_workspace::inputs::Input;

/// List the rules of `breaking` and `lint`, with their categories
///
/// A configuration names rules by id, or by category for all of its rules. Of `breaking`, FILE, the default, is the
/// strictest; WIRE only requires that old messages can be read. Of `lint`, STANDARD is the default. The rules of check
/// plugins are those of the configuration for the working directory.
#[derive(Debug, clap::Args)]
pub(super) struct Rules {
    /// Only the rules of this command
    #[arg(value_enum)]
    kind: Option<Kind>,

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
        let Some(plugins) = plugins(console) else { return Outcome::Failed };
        let kinds = self.kind.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
        let rules: Vec<_> = kinds.into_iter().flat_map(|kind| kind.rules_with(&plugins)).collect();
        console.print(&match self.format {
            ListFormat::Text if console.prints_findings_for_humans() => pairs(&rules, console.out_style()),
            ListFormat::Text => table(&rules),
            ListFormat::Json => rules.iter().map(|rule| object(rule)).collect(),
        });
        Outcome::Fine
    }
}

/// A command with rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Kind {
    /// Rules that compare two versions
    Breaking,
    /// Rules about one version
    Lint,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Breaking, Self::Lint];

    const fn of_plugins(self) -> RuleKind {
        match self {
            Self::Breaking => RuleKind::Breaking,
            Self::Lint => RuleKind::Lint,
        }
    }

    /// Returns the rules with those of check plugins, sorted by id.
    fn rules_with(self, plugins: &CheckPlugins) -> Vec<&'static Rule> {
        let mut rules: Vec<_> = self.rules().into_iter().chain(plugins.rules(self.of_plugins())).collect();
        rules.sort_by_key(|rule| rule.id());
        rules
    }

    fn catalog(self) -> &'static Catalog {
        match self {
            Self::Breaking => protoward_rules::catalog(),
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
    Kind::ALL.into_iter().flat_map(Kind::rules).collect()
}

/// Returns the rule with this id.
pub(super) fn find(id: &str) -> Option<&'static Rule> {
    Kind::ALL.into_iter().find_map(|kind| kind.catalog().rule(id))
}

/// Starts the check plugins of the configuration for the working directory, which list their rules. Returns `None` if that
/// failed; the error is already reported.
pub(super) fn plugins(console: &mut Console) -> Option<CheckPlugins> {
    let mut sources = Sources::default();
    report_errors(console, &mut sources, |sources, report| {
        let input = Input::Folder(PathBuf::from("."));
        let (config, root) = protoward_workspace::config(&input, &OpenOptions::default(), sources, report)?;
        if config.plugins.is_empty() {
            return Some(CheckPlugins::default());
        }
        let plugins = plugin_limits::host(root.as_deref()).and_then(|host| CheckPlugins::load(&config, &host));
        plugins.map_err(|problems| report.append(problems)).ok()
    })
}

pub(super) fn categories(rule: &Rule) -> Vec<&'static str> {
    let ids = rule.categories(ConfigVersion::default()).into_iter().map(Category::id);
    ids.filter(|id| !rule.is_of_plugin() || !id.is_empty()).collect()
}

/// Returns the descriptions of rules for reports.
pub(super) fn texts() -> Vec<RuleText> {
    let text =
        |rule: &&Rule| RuleText { id: rule.id(), summary: rule.summary(), page: rule.page(), groups: categories(rule) };
    let living = Rule::all_living();
    all().iter().chain(&living).map(text).collect()
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
    let (ids, categories) = (width(0), width(1));
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

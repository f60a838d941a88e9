use std::fmt::Write;

use super::console::Console;
use super::outcome::Outcome;
use super::paint::{TextStyle, paint};
use protoward_policy::{Category, ConfigVersion, Rule};
use protoward_report::{RuleText, Style};
use protoward_rules::catalog;

/// List the rules of `breaking`, with their categories
///
/// A configuration names rules by id, or by category for all of its rules. FILE, the default, is the strictest; WIRE
/// only requires that old messages can be read.
#[derive(Debug, clap::Args)]
pub(super) struct Rules {
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
        let rules = all();
        console.print(&match self.format {
            ListFormat::Text if console.prints_findings_for_humans() => pairs(&rules, console.out_style()),
            ListFormat::Text => table(&rules),
            ListFormat::Json => rules.iter().map(|rule| object(rule)).collect(),
        });
        Outcome::Fine
    }
}

/// Returns all rules, those about the configuration included, sorted by id.
fn all() -> Vec<&'static Rule> {
    let mut rules: Vec<_> = catalog().rules().iter().copied().chain(catalog().rules_of_gate()).collect();
    rules.sort_by_key(|rule| rule.id());
    rules
}

fn categories(rule: &Rule) -> Vec<&'static str> {
    rule.categories(ConfigVersion::default()).into_iter().map(Category::id).collect()
}

/// Returns the descriptions of rules for reports.
pub(super) fn texts() -> Vec<RuleText> {
    let text =
        |rule: &&Rule| RuleText { id: rule.id(), summary: rule.summary(), page: rule.page(), groups: categories(rule) };
    all().iter().map(text).collect()
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

use std::fmt::Write as _;

use super::with_project;
use crate::console::Console;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_deps_manager::DependencyVersions;
use protoward_source::Sources;

/// Show dependencies with newer commits or tags than the locked ones
///
/// Asks the servers of the repositories, and changes nothing. Exits with 100 if a dependency is outdated.
#[derive(Debug, clap::Args)]
pub(super) struct Outdated {
    #[command(flatten)]
    input: InputArgs,

    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table
    Text,
    /// One JSON object
    Json,
}

impl Outdated {
    pub(super) fn run(&self, console: &mut Console) -> Option<Outcome> {
        let rows = with_project(&self.input, &mut Sources::default(), console, protoward_deps_manager::versions)?;
        console.print(&match self.format {
            Format::Text => text(&rows),
            Format::Json => json(&rows),
        });
        Some(if rows.iter().any(DependencyVersions::is_outdated) { Outcome::Findings } else { Outcome::Fine })
    }
}

fn text(rows: &[DependencyVersions]) -> String {
    if rows.is_empty() {
        return "there are no dependencies from git\n".to_owned();
    }
    let mut cells = vec![["NAME", "LOCKED", "CURRENT", "NEWER TAGS"].map(str::to_owned)];
    for row in rows {
        let current = match &row.current {
            Some(commit) if *commit == row.locked.commit => "same".to_owned(),
            Some(commit) => commit.get(..7).unwrap_or(commit).to_owned(),
            None => format!("no {}", row.locked.reference),
        };
        let newer = if row.newer_tags.is_empty() { "none".to_owned() } else { row.newer_tags.join(", ") };
        cells.push([row.locked.name.clone(), row.locked.version_with_commit(), current, newer]);
    }
    let width = |column: usize| cells.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let mut text = String::new();
    for [name, locked, current, newer] in &cells {
        let _ = writeln!(text, "{name:0$}  {locked:1$}  {current:2$}  {newer}", widths[0], widths[1], widths[2]);
    }
    text
}

fn json(rows: &[DependencyVersions]) -> String {
    let row = |row: &DependencyVersions| {
        let reference = row.locked.reference.key().map(|(key, value)| serde_json::json!({ key: value }));
        serde_json::json!({
            "name": row.locked.name,
            "git": row.locked.git,
            "reference": reference,
            "locked": row.locked.commit,
            "current": row.current,
            "newer_tags": row.newer_tags,
            "outdated": row.is_outdated(),
        })
    };
    let answer = serde_json::json!({ "dependencies": rows.iter().map(row).collect::<Vec<_>>() });
    format!("{answer:#}\n")
}

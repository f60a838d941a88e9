//! Newer versions of dependencies, as a table for people and as JSON for programs.

use std::fmt::Write as _;

use serde_json::json;

use crate::deps::versions::DependencyVersions;

/// Returns versions of dependencies as a table.
pub fn versions_table(versions: &[DependencyVersions]) -> String {
    if versions.is_empty() {
        return "there are no dependencies from git\n".to_owned();
    }
    let mut cells = vec![["NAME", "LOCKED", "CURRENT", "NEWER TAGS"].map(str::to_owned)];
    for row in versions {
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

/// Returns versions of dependencies as JSON. Its keys are stable.
pub fn versions_json(versions: &[DependencyVersions]) -> String {
    let row = |row: &DependencyVersions| {
        let reference = row.locked.reference.key().map(|(key, value)| json!({ key: value }));
        json!({
            "name": row.locked.name,
            "git": row.locked.git,
            "reference": reference,
            "locked": row.locked.commit,
            "current": row.current,
            "newer_tags": row.newer_tags,
            "outdated": row.is_outdated(),
        })
    };
    let answer = json!({ "dependencies": versions.iter().map(row).collect::<Vec<_>>() });
    format!("{answer:#}\n")
}

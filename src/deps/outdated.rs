use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::version::version;
use super::{problem, resolve_in};
use crate::console::Console;
use crate::diagnostics;
use crate::input::InputArgs;
use crate::outcome::Outcome;
use protoward_deps::{DependencySource, Locked, Reference, RemoteRefs};
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

/// A dependency and what its server has.
struct Row<'a> {
    locked: &'a Locked,
    /// The current commit of its reference; `None` if the reference does not exist anymore.
    current: Option<String>,
    /// The tags with newer versions, in ascending order.
    newer: Vec<String>,
}

impl Row<'_> {
    fn is_outdated(&self) -> bool {
        self.current.as_ref() != Some(&self.locked.commit) || !self.newer.is_empty()
    }
}

impl Outdated {
    pub(super) fn run(&self, console: &mut Console) -> Option<Outcome> {
        let options = self.input.options();
        let mut sources = Sources::default();
        let found = resolve_in(&self.input, &options, &mut sources, console)?;
        if options.dependencies.is_offline {
            console.problem(diagnostics::outdated_offline());
            return None;
        }
        let (mut remotes, mut rows) = (BTreeMap::new(), Vec::new());
        for dependency in &found.resolution.dependencies {
            let DependencySource::Git(locked) = &dependency.found else { continue };
            if !remotes.contains_key(&locked.git) {
                let remote = RemoteRefs::read(&dependency.requirement, &locked.git);
                remotes.insert(locked.git.clone(), remote.map_err(|it| problem(*it, &sources, console)).ok()?);
            }
            rows.extend(remotes.get(&locked.git).map(|remote| row(locked, remote)));
        }
        rows.sort_by(|a, b| a.locked.name.cmp(&b.locked.name));
        console.print(&match self.format {
            Format::Text => text(&rows),
            Format::Json => json(&rows),
        });
        Some(if rows.iter().any(Row::is_outdated) { Outcome::Findings } else { Outcome::Fine })
    }
}

fn row<'a>(locked: &'a Locked, remote: &RemoteRefs) -> Row<'a> {
    let current = remote.commit(&locked.reference).map(str::to_owned);
    let tags: Vec<(&str, &str)> = remote.tags().collect();
    Row { locked, current, newer: newer(locked, &tags) }
}

/// Returns the tags with newer versions than the locked tag, or than the newest tag of the locked commit. They have the
/// same text in front of the version. Versions before a release count only if the locked one is such a version.
fn newer(locked: &Locked, tags: &[(&str, &str)]) -> Vec<String> {
    let own: Vec<(&str, semver::Version)> = match &locked.reference {
        Reference::Tag(tag) => of_tag(tag).into_iter().collect(),
        _ => tags.iter().filter(|(_, commit)| *commit == locked.commit).filter_map(|(tag, _)| of_tag(tag)).collect(),
    };
    let Some((prefix, now)) = own.into_iter().max_by(|a, b| a.1.cmp(&b.1)) else { return Vec::new() };
    let is_newer = |version: &semver::Version| *version > now && (version.pre.is_empty() || !now.pre.is_empty());
    let all = tags.iter().filter_map(|(tag, _)| Some((*tag, of_tag(tag)?)));
    let mut newer: Vec<(semver::Version, &str)> = all
        .filter(|(_, (start, version))| *start == prefix && is_newer(version))
        .map(|(tag, (_, it))| (it, tag))
        .collect();
    newer.sort();
    newer.into_iter().map(|(_, tag)| tag.to_owned()).collect()
}

/// Splits a tag into the text in front of the version, and the version: `api/v1.2.0`, `v1.2`, `release-3`.
fn of_tag(tag: &str) -> Option<(&str, semver::Version)> {
    let starts = tag.match_indices(['/', '-', '_', '@']).map(|(at, _)| at + 1);
    std::iter::once(0).chain(starts).find_map(|start| {
        let start = start + usize::from(tag[start..].starts_with('v'));
        Some((&tag[..start], lenient(&tag[start..])?))
    })
}

/// Parses a version with one to three numbers.
fn lenient(text: &str) -> Option<semver::Version> {
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let missing = 2_usize.saturating_sub(text[..end].matches('.').count());
    semver::Version::parse(&format!("{}{}{}", &text[..end], ".0".repeat(missing), &text[end..])).ok()
}

fn text(rows: &[Row<'_>]) -> String {
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
        let newer = if row.newer.is_empty() { "none".to_owned() } else { row.newer.join(", ") };
        cells.push([row.locked.name.clone(), version(row.locked), current, newer]);
    }
    let width = |column: usize| cells.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let mut text = String::new();
    for [name, locked, current, newer] in &cells {
        let _ = writeln!(text, "{name:0$}  {locked:1$}  {current:2$}  {newer}", widths[0], widths[1], widths[2]);
    }
    text
}

fn json(rows: &[Row<'_>]) -> String {
    let row = |row: &Row<'_>| {
        let reference = row.locked.reference.key().map(|(key, value)| serde_json::json!({ key: value }));
        serde_json::json!({
            "name": row.locked.name,
            "git": row.locked.git,
            "reference": reference,
            "locked": row.locked.commit,
            "current": row.current,
            "newer_tags": row.newer,
            "outdated": row.is_outdated(),
        })
    };
    let answer = serde_json::json!({ "dependencies": rows.iter().map(row).collect::<Vec<_>>() });
    format!("{answer:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(reference: Reference) -> Locked {
        let text = String::new;
        let (name, git, root, tree, digest) = (text(), text(), text(), text(), text());
        Locked { name, place: None, git, reference, root, paths: Vec::new(), commit: "b".to_owned(), tree, digest }
    }

    #[test]
    fn orders_tags_by_version() {
        let tags = [
            ("api/v9", "a"),
            ("v1.10.0", "a"),
            ("v1.2", "b"),
            ("v1.9.0", "a"),
            ("v1.1.0", "a"),
            ("v2.0.0-rc.1", "a"),
            ("x", "a"),
        ];
        assert_eq!(newer(&locked(Reference::Tag("v1.2".to_owned())), &tags), ["v1.9.0", "v1.10.0"]);
        assert_eq!(newer(&locked(Reference::Default), &tags), ["v1.9.0", "v1.10.0"], "the commit has a tag");
        assert_eq!(newer(&locked(Reference::Tag("v2.0.0-alpha".to_owned())), &tags), ["v2.0.0-rc.1"]);
        assert_eq!(newer(&locked(Reference::Tag("api/v8.1".to_owned())), &tags), ["api/v9"]);
        assert!(newer(&locked(Reference::Tag("x".to_owned())), &tags).is_empty());
    }
}

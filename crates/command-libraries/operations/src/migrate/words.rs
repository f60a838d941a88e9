//! Descriptions of migrations for people: lists, notes and summaries.

use std::collections::BTreeMap;

use crate::migrate::diagnostics;
use protoward_migrate::{FileMigration, Language, Note, Target};
use protoward_schema::{Edition, Schema, Syntax};
use protoward_source::{Report, Sources, count, list};

/// Returns a line for each file: the edition before, and the settings of features.
pub(crate) fn listed(old: &Schema, migrations: &[FileMigration], target: &Target, sources: &Sources) -> String {
    let line = |migration: &FileMigration| {
        let file = &old[migration.file];
        let path = &sources.get(file.source).display;
        let from = edition_name(file.syntax);
        format!("{path}: {from} to {}; {}\n", target.edition.name(), features(migration))
    };
    migrations.iter().map(line).collect()
}

/// Returns the settings of a file: `2 features (field_presence, enum_type)`.
fn features(migration: &FileMigration) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, feature, value) in &migration.settings {
        let row = feature.row();
        *counts.entry(format!("{row} = {}", row.value_name(*value))).or_default() += 1;
    }
    if counts.is_empty() {
        return "no features".to_owned();
    }
    let named = counts.iter().map(|(name, times)| match times {
        1 => name.clone(),
        times => format!("{times} × {name}"),
    });
    format!("{}: {}", count(migration.settings.len(), "feature"), named.collect::<Vec<_>>().join(", "))
}

/// Returns the name of a syntax or edition: `proto3`, `2023`.
pub(crate) fn edition_name(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::Proto2 => "proto2",
        Syntax::Proto3 => "proto3",
        Syntax::Edition(Edition::UNSTABLE) => "an unstable edition",
        Syntax::Edition(edition) => edition.name().unwrap_or("an unstable edition"),
    }
}

/// Returns warnings about the comments of removed statements.
pub(crate) fn removed_comments(migrations: &[FileMigration]) -> Report {
    let notes = migrations.iter().flat_map(|migration| &migration.notes);
    let removed = notes.filter_map(|note| match note {
        Note::CommentRemoved(comment) => Some(diagnostics::comment_removed(comment)),
        Note::Exempt(..) | Note::CommentLost(_) => None,
    });
    removed.collect()
}

/// Returns what a person should look at, apart from removed comments.
pub(crate) fn notes(old: &Schema, migrations: &[FileMigration], target: &Target) -> Report {
    let mut report = Report::default();
    for migration in migrations {
        for note in &migration.notes {
            match note {
                Note::Exempt(element, feature) => {
                    report.push(diagnostics::exempt(old, *element, *feature, target.edition));
                }
                // Lost comments are differences.
                Note::CommentRemoved(_) | Note::CommentLost(_) => {}
            }
        }
    }
    report
}

/// Returns the summary: `migrated 3 files to edition 2023, with 4 features`. `has_copies` tells that copies of common schemas
/// stayed.
pub(crate) fn summary(migrations: &[FileMigration], has_copies: bool, target: &Target, verb: &str) -> String {
    let edition = target.edition.title();
    if migrations.is_empty() && target.edition.is_legacy() {
        return format!("no file has an edition, and only such files go back to {edition}");
    }
    if migrations.is_empty() {
        let other = if target.is_back { "an older" } else { "a newer" };
        let file = if has_copies { "other file" } else { "file" };
        return format!("every {file} has {edition} or {other} one");
    }
    let features: usize = migrations.iter().map(|it| it.settings.len()).sum();
    let removed: usize = migrations.iter().map(|it| it.removed).sum();
    let without = if removed == 0 { String::new() } else { format!(", and {removed} fewer") };
    format!("{verb} {} to {edition}, with {}{without}", count(migrations.len(), "file"), count(features, "feature"))
}

/// Returns how many settings are only for code in a language: `3 features are for C++, and 2 for Java`.
pub(crate) fn of_languages(migrations: &[FileMigration]) -> String {
    let mut counts: BTreeMap<Language, usize> = BTreeMap::new();
    let settings = migrations.iter().flat_map(|it| &it.settings);
    for language in settings.filter_map(|(_, feature, _)| feature.row().language) {
        *counts.entry(language).or_default() += 1;
    }
    let mut counts = counts.iter();
    let Some((first, times)) = counts.next() else { return String::new() };
    let verb = if *times == 1 { "is" } else { "are" };
    let mut named = vec![format!("{} {verb} for {}", count(*times, "feature"), first.title())];
    named.extend(counts.map(|(language, times)| format!("{times} for {}", language.title())));
    list(&named)
}

//! The proof of a migration: the result compiles, and nothing differs.

use std::collections::BTreeSet;

use crate::migrate::diagnostics;
use protoward_breaking::{ComparisonSettings, Finding};
use protoward_inputs::Input;
use protoward_migrate::{DifferenceKind, FileMigration, Language, Languages, Note, Target, differences};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, Report, Severity, Sources, parallel};
use protoward_workspace::{OpenOptions, Workspace, open_valid};

/// Rules that report the migration itself. What options and keywords meant is compared element by element, and so are reserved names and
/// numbers.
const INTENDED: [&str; 5] = [
    "FILE_SAME_SYNTAX",
    "FILE_SAME_JAVA_OUTER_CLASSNAME",
    "FILE_SAME_CC_ENABLE_ARENAS",
    "RESERVED_ENUM_NO_DELETE",
    "RESERVED_MESSAGE_NO_DELETE",
];

/// Rules about code in a language, which may change if that language is not asked for.
const OF_LANGUAGES: [(Language, &[&str]); 3] = [
    (Language::Cpp, &["CODE_SAME_CPP_FEATURES", "FIELD_SAME_CPP_STRING_TYPE"]),
    (
        Language::Java,
        &[
            "CODE_SAME_JAVA_FEATURES",
            "FIELD_SAME_JAVA_UTF8_VALIDATION",
            "FILE_SAME_JAVA_MULTIPLE_FILES",
            "PACKAGE_SAME_JAVA_MULTIPLE_FILES",
        ],
    ),
    (Language::Go, &["CODE_SAME_GO_FEATURES"]),
];

/// The file that declares options, which the files with features of languages import.
pub(crate) const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The number of times that files are left out because they do not compile.
const MAX_ROUNDS: usize = 8;

/// The result of the proof.
#[derive(Debug)]
pub(crate) struct Proof {
    /// Properties that would change, findings of breaking rules, and lost comments.
    pub(crate) differences: Vec<(DifferenceKind, Diagnostic)>,
    /// Errors in new texts, which were left out.
    pub(crate) left: Report,
    /// The new version, kept because freeing its memory takes time.
    _new: Option<Workspace>,
}

/// Compiles new texts and compares them with the old ones. Removes the migrations that do not compile.
pub(crate) fn proven(
    input: &Input,
    options: &OpenOptions,
    old: &Workspace,
    migrations: &mut Vec<FileMigration>,
    target: &Target,
    sources: &mut Sources,
) -> Result<Proof, Report> {
    let mut left = Report::default();
    if migrations.is_empty() {
        return Ok(Proof { differences: Vec::new(), left, _new: None });
    }
    for _ in 0..MAX_ROUNDS {
        let path = |file: FileId, sources: &Sources| sources.get(old.schema[file].source).display.clone();
        let texts = migrations.iter().map(|it| (path(it.file, sources), it.text.clone())).collect();
        let options = OpenOptions { edited: Some(texts), ..options.clone() };
        let mut report = Report::default();
        let new = open_valid(input, &options, sources, &mut report);
        let errors: Vec<Diagnostic> =
            report.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect();
        let at = |diagnostic: &Diagnostic| diagnostic.place().map(|place| sources.get(place.source).display.clone());
        let invalid: BTreeSet<String> = errors.iter().filter_map(at).collect();
        let before = migrations.len();
        migrations.retain(|it| !invalid.contains(&path(it.file, sources)));
        if migrations.len() < before {
            for error in errors {
                left.push(error);
            }
            continue;
        }
        let new = new.ok_or(report)?;
        let differences = compared(old, &new, migrations, target);
        return Ok(Proof { differences, left, _new: Some(new) });
    }
    Err(left)
}

fn compared(
    old: &Workspace,
    new: &Workspace,
    migrations: &[FileMigration],
    target: &Target,
) -> Vec<(DifferenceKind, Diagnostic)> {
    let old = &old.schema;
    let new = &new.schema;
    let files: Vec<FileId> = migrations.iter().map(|migration| migration.file).collect();
    // Both work on all threads, but not all of the time.
    let (differences, findings) = parallel::both(
        parallel::threads(None),
        || differences(old, new, &files, &target.languages),
        || broken(old, new, &target.languages),
    );
    let mut found: Vec<(DifferenceKind, Diagnostic)> =
        differences.into_iter().map(|it| (it.kind, diagnostics::migration_differs(old, &it))).collect();
    for migration in migrations {
        let lost = migration.notes.iter().filter_map(|note| match note {
            Note::CommentLost(comment) => Some(comment),
            _ => None,
        });
        found.extend(lost.map(|comment| (DifferenceKind::Comments, diagnostics::comment_lost(comment))));
    }
    found.extend(findings.into_iter().map(|diagnostic| (DifferenceKind::Breaking, diagnostic)));
    found
}

/// Returns the findings of all breaking rules, but not about code in languages that do not matter for a file.
fn broken(old: &Schema, new: &Schema, languages: &Languages) -> Vec<Diagnostic> {
    let mut settings = ComparisonSettings::all();
    let language = |id: &str| OF_LANGUAGES.iter().find(|(_, rules)| rules.contains(&id)).map(|(language, _)| *language);
    let matters = |id: &str| language(id).is_none_or(|language| languages.contains(language));
    settings.rules.retain(|rule| !INTENDED.contains(&rule.id()) && matters(rule.id()));
    let mut findings = protoward_breaking::check(old, new, &settings);
    // Without features, their files need not be imported.
    let is_superfluous = |element: Element| {
        let file = old.file_of(element);
        let name = old.name(file.into());
        let is_for_features = name == DESCRIPTOR || Language::ALL.iter().any(|language| language.file() == name);
        old[file].is_import && is_for_features && new.find_file(name).is_none()
    };
    findings.retain(|finding| !finding.old_element.is_some_and(is_superfluous));
    findings.retain(|finding| match (language(finding.rule.id()), finding.old_element) {
        (Some(language), Some(element)) => languages.of(old, old.file_of(element)).contains(&language),
        _ => true,
    });
    findings.into_iter().map(in_old_text).collect()
}

/// Returns the diagnostic of a finding at its place in the old text. A new text that is not written has no lines to show.
fn in_old_text(finding: Finding) -> Diagnostic {
    let Finding { mut diagnostic, was, .. } = finding;
    if let Some(was) = was {
        diagnostic.labels.clear();
        diagnostic = diagnostic.was(None).label(was, "here");
    }
    diagnostic
}

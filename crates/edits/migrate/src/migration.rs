//! The migration of a file: its new text, and what a person should know about it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::back::{Obstacle, obstacles};
use super::effects::Effects;
use super::features::FEATURES;
use super::features::Feature;
use super::missing_comment::MissingComment;
use super::needs::Subject;
use super::plan::{Plan, plan};
use super::rewrite::{Rewriting, Rewritten, rewritten};
use super::settings::own_setting;
use super::target::{Language, Languages, TargetEdition, is_legacy, java_outer_class};
use super::tree::{TreeNode, tree};
use protoward_edit::Document;
use protoward_schema::{Edition, Element, FileId, Schema};
use protoward_source::Sources;

/// The edition and the languages of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The edition that files get.
    pub edition: TargetEdition,
    /// The languages whose generated code must not change.
    pub languages: Languages,
    /// `true` for the way back: only newer files change, instead of older ones.
    pub is_back: bool,
}

/// The new text of a file.
#[derive(Clone, Debug)]
pub struct FileMigration {
    /// The file in the schema before the migration.
    pub file: FileId,
    /// The text before the migration.
    pub old_text: Arc<str>,
    /// The text after the migration.
    pub text: Arc<str>,
    /// The number of settings of features that are new or have another value.
    pub written: usize,
    /// The number of settings that were removed.
    pub removed: usize,
    /// The settings of the new text, by element.
    pub settings: Vec<(Element, Feature, u8)>,
    /// Notes for a person to look at.
    pub notes: Vec<Note>,
}

/// Notes for a person to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Names of this element, or inside of it, are exempt from the style or the limits of the edition.
    Exempt(Element, Feature),
    /// The comment of a removed statement was removed with it.
    CommentRemoved(MissingComment),
    /// A comment would be lost.
    CommentLost(MissingComment),
}

/// The reason why a file is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The file already has the edition, or a newer one; on the way back, an older one.
    UpToDate,
    /// Parts of the file would not compile in proto2 or proto3.
    Inexpressible(Vec<Obstacle>),
    /// The file declares features, and cannot use them.
    DeclaresFeatures,
    /// There is no text, or it does not match the schema.
    NoText,
    /// No setting of these features keeps the meaning.
    Impossible(Vec<Feature>),
    /// The file needs the features of a language, and an element has the name of a package of the file that declares them.
    NameOfPackage(Element, Language),
}

/// Migrates a file.
///
/// # Errors
/// Returns the reason why the file is left as it is.
pub fn migrate(schema: &Schema, file: FileId, target: &Target, sources: &Sources) -> Result<FileMigration, Refusal> {
    let old = schema[file].syntax.edition();
    let edition = target.edition.edition();
    let is_done = if target.is_back { old <= edition } else { old >= edition };
    if is_done || target.edition.is_legacy() && is_legacy(schema[file].syntax) {
        return Err(Refusal::UpToDate);
    }
    if declares_features(schema, file) {
        return Err(Refusal::DeclaresFeatures);
    }
    let class = needs_class(schema, file, target).then(|| java_outer_class(schema, file));
    let change = Change {
        edition,
        target: Some(target.edition),
        languages: &target.languages,
        class: class.as_deref(),
        is_separate: is_separate(schema, file, target),
    };
    changed(schema, file, change, sources)
}

/// Removes redundant settings of features from a file, and moves others if fewer are needed then. `None` if nothing changes.
pub fn minimized(schema: &Schema, file: FileId, sources: &Sources) -> Option<FileMigration> {
    if is_legacy(schema[file].syntax) || TargetEdition::of(schema[file].syntax.edition()).is_none() {
        return None;
    }
    let languages = Languages::chosen(Language::ALL);
    let edition = schema[file].syntax.edition();
    let change = Change { edition, target: None, languages: &languages, class: None, is_separate: false };
    changed(schema, file, change, sources).ok().filter(|migration| *migration.old_text != *migration.text)
}

/// The change of a file.
struct Change<'a> {
    edition: Edition,
    target: Option<TargetEdition>,
    languages: &'a Languages,
    class: Option<&'a str>,
    /// `true` to write `java_multiple_files`, which edition 2024 replaced by a feature.
    is_separate: bool,
}

fn changed(schema: &Schema, file: FileId, change: Change<'_>, sources: &Sources) -> Result<FileMigration, Refusal> {
    let source = schema[file].source;
    let text: Arc<str> = sources.get(source).text.clone().ok_or(Refusal::NoText)?;
    let doc = Document::new(source, &text).ok_or(Refusal::NoText)?;
    let tree = tree(&doc, schema, file).ok_or(Refusal::NoText)?;
    let obstacles = change.target.map(|target| obstacles(schema, &tree, target)).unwrap_or_default();
    if !obstacles.is_empty() {
        return Err(Refusal::Inexpressible(obstacles));
    }
    let languages: BTreeSet<Language> =
        change.languages.of(schema, file).into_iter().chain(used_languages(schema, &tree)).collect();
    let plan = plan(Subject { schema, file, tree: &tree, edition: change.edition }, &languages);
    if !plan.impossible.is_empty() {
        return Err(Refusal::Impossible(plan.impossible));
    }
    if let Some((element, language)) = hides_features(schema, file, &plan) {
        return Err(Refusal::NameOfPackage(element, language));
    }
    let rewriting = Rewriting {
        schema,
        file,
        doc: &doc,
        tree: &tree,
        plan: &plan,
        target: change.target,
        java_class: change.class,
        is_separate: change.is_separate,
    };
    let Rewritten { text: new_text, removed_comments, lost_comments } = rewritten(rewriting);
    let mut notes = exempt(&plan, &tree);
    notes.extend(removed_comments.into_iter().map(Note::CommentRemoved));
    notes.extend(lost_comments.into_iter().map(Note::CommentLost));
    let written = plan.changes.iter().filter(|change| change.new.is_some()).count();
    let removed = plan.changes.iter().filter(|change| change.new.is_none()).count();
    let settings = plan.settings.iter().map(|&(node, feature, value)| (tree[node].element, feature, value)).collect();
    let old_text = text;
    let text = new_text.into();
    Ok(FileMigration { file, old_text, text, written, removed, settings, notes })
}

/// Returns the languages whose features a file already sets.
fn used_languages(schema: &Schema, tree: &[TreeNode<'_>]) -> Vec<Language> {
    if is_legacy(schema[schema.file_of(tree[0].element)].syntax) {
        return Vec::new();
    }
    let sets = |language: &Language| {
        let mut rows = FEATURES.iter().filter(|row| row.language == Some(*language));
        rows.any(|row| tree.iter().any(|node| own_setting(schema, node.element, row).is_some()))
    };
    Language::ALL.into_iter().filter(sets).collect()
}

/// Returns an element that has the name of a package of a feature file, and a language whose feature file must be imported.
fn hides_features(schema: &Schema, file: FileId, plan: &Plan) -> Option<(Element, Language)> {
    const PACKAGES: [&str; 3] = ["google", "google.protobuf", "pb"];
    let language = plan.settings.iter().find_map(|(_, feature, _)| feature.row().language)?;
    let own = |element: &Element| schema.file_of(*element) == file;
    let element = PACKAGES.iter().filter_map(|name| schema.find(name)).find(own)?;
    Some((element, language))
}

fn exempt(plan: &Plan, tree: &[TreeNode<'_>]) -> Vec<Note> {
    let is_exemption = |feature: Feature| matches!(feature, Feature::NamingStyle | Feature::Limits);
    let settings = plan.settings.iter().filter(|(_, feature, _)| is_exemption(*feature));
    settings.map(|&(node, feature, _)| Note::Exempt(tree[node].element, feature)).collect()
}

/// Returns `true` if the Java class of a file would get another name in the new edition.
fn needs_class(schema: &Schema, file: FileId, target: &Target) -> bool {
    target.languages.of(schema, file).contains(&Language::Java)
        && (target.edition >= TargetEdition::E2024) != (schema[file].syntax.edition() >= Edition::E2024)
        && schema[file].options.java_outer_classname().is_none()
}

/// Returns `true` if the classes of a file are not nested in Java, and an older edition has to say so for the file.
fn is_separate(schema: &Schema, file: FileId, target: &Target) -> bool {
    let is_back = target.edition < TargetEdition::E2024 && schema[file].syntax.edition() >= Edition::E2024;
    if !is_back || !target.languages.of(schema, file).contains(&Language::Java) {
        return false;
    }
    let effects = Effects::new(schema, file);
    let nested: Vec<bool> =
        top_level(schema, file).into_iter().filter_map(|element| effects.java_is_nested(element)).collect();
    !nested.is_empty() && !nested.contains(&true)
}

/// Returns the types and services at the top level of a file.
fn top_level(schema: &Schema, file: FileId) -> Vec<Element> {
    let declared = &schema[file];
    let messages = declared.messages.iter().map(|&id| Element::from(id));
    let enums = declared.enums.iter().map(|&id| Element::from(id));
    messages.chain(enums).chain(declared.services.iter().map(|&id| Element::from(id))).collect()
}

/// Returns `true` for files that declare options or features: those cannot be set where they are declared.
fn declares_features(schema: &Schema, file: FileId) -> bool {
    /// A message that each `descriptor.proto` declares, even an old one or that of a project.
    const OPTIONS: &str = "google.protobuf.FileOptions";
    let path = schema.text(schema[file].path);
    schema.find(OPTIONS).is_some_and(|options| schema.file_of(options) == file)
        || path == "google/protobuf/descriptor.proto"
        || Language::ALL.iter().any(|language| language.file() == path)
}

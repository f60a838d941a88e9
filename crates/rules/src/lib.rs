//! The gate: what changed between two versions of a schema that somebody will notice.
//!
//! In: the old and the new [`Schema`], and [`Settings`] that say which rules count. Out: [`Finding`]s in a stable
//! order, each with the new place, the old place and a way out.
//! It must not know where the schemas came from (git, image, folder), how findings are printed, or any configuration
//! file: `config` turns those into [`Settings`].
//!
//! The work is four steps: `comparison` pairs what is the same thing on both sides, by name or because it `moves`;
//! `rules` look at one pair each; `finding` drops what the settings ignore; and what one move brought about is told as
//! one. To add a rule, see `rules/mod.rs`.

mod changes;
mod comments;
mod comparison;
mod constraints;
mod declared;
mod default;
mod extension_ranges;
mod files;
mod finding;
mod fix;
mod generator_features;
mod history;
mod ignore;
mod mend;
mod moves;
mod public_imports;
pub mod release;
mod rest;
mod retired;
mod rule;
mod rules;
mod settings;
mod spot;
mod subject;
mod unknown;
mod values;
mod wire;
pub mod witness;

pub use changes::{Bump, Change, ChangeKind, changes};
pub use comments::{CommentIgnore, IGNORE_MARK, comment_ignores};
pub use files::Files;
pub use finding::{Finding, ShownCall};
pub use fix::{End, Mend, Part};
pub use ignore::{Ignore, Ignores, is_unstable};
pub use rule::{Category, ConfigVersion, Rule};
pub use settings::Settings;
pub(crate) use settings::is_unstable as is_unstable_package;
pub use unknown::UnknownRule;

use comparison::{Comparison, Pairs};
use finding::Findings;
use protoward_schema::{Schema, annotations, language_features as language, ranges, visibility};
use rule::Check;

/// Compares two versions of a schema. The findings are sorted by file, line, column, rule and message.
///
/// ```
/// use protoward::breaking::{Settings, check};
/// use protoward::compile::{Inputs, Options, compile};
/// use protoward::source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let mut schema = |text: &str| {
///     let tree = MemoryTree::new([("user.proto", text)]);
///     compile(&Inputs::tree(tree, ["user.proto"]), &Options::default(), &mut sources).schema
/// };
/// let old = schema("syntax = \"proto3\"; message User { string name = 1; int64 created_at = 4; }");
/// let new = schema("syntax = \"proto3\"; message User { string name = 1; }");
/// let findings = check(&old, &new, &Settings::default());
/// assert_eq!(findings[0].rule.id(), "FIELD_NO_DELETE");
/// ```
pub fn check(old: &Schema, new: &Schema, settings: &Settings) -> Vec<Finding> {
    check_files(old, new, Files::all(old, new, settings.exclude_imports), settings)
}

/// As [`check`], of some of the files only; the others do not exist.
pub fn check_files(old: &Schema, new: &Schema, files: Files, settings: &Settings) -> Vec<Finding> {
    let comparison = Comparison::new(old, new, files, settings);
    let mut findings = Findings::default();
    for rule in settings.rules.iter().copied().chain(moves::lookouts(settings)) {
        findings.begin(rule);
        run(rule, &comparison, &mut findings);
    }
    findings.finish(&comparison, settings)
}

/// Every rule there is, sorted by id.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<_> = rules::all().collect();
    rules.sort_by_key(|rule| rule.id());
    rules
}

/// The rule with this id, as buf writes it: `FIELD_NO_DELETE`.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules::all().find(|rule| rule.id() == id)
}

/// What an id or a category stands for in a configuration of this version, sorted by id; nothing where it is unknown.
/// A retired id stands for the rules that took over.
pub fn named(version: ConfigVersion, name: &str) -> Vec<&'static Rule> {
    let successors = retired::successors(version, name).unwrap_or_default();
    let mut rules = rules();
    rules.retain(|rule| {
        let categories = rule.categories(version);
        let is_named = rule.id() == name || categories.iter().any(|category| category.id() == name);
        (rule.is_own() || !categories.is_empty()) && is_named || successors.contains(&rule.id())
    });
    rules
}

/// Every id and every category that stands for something in a configuration of this version.
pub fn names(version: ConfigVersion) -> Vec<&'static str> {
    let names = rules().into_iter().map(Rule::id).chain(Category::ALL.into_iter().map(Category::id));
    names.filter(|name| !named(version, name).is_empty()).collect()
}

/// Whether a configuration of this version may say this id or category, even if it stands for nothing any more.
pub fn is_known(version: ConfigVersion, name: &str) -> bool {
    retired::successors(version, name).is_some() || !named(version, name).is_empty()
}

fn run(rule: &Rule, comparison: &Comparison<'_>, findings: &mut Findings) {
    if let Check::Schema(check) = rule.check {
        check(comparison, findings);
    }
    over(rule, comparison, &comparison.pairs, findings);
    findings.follow(true);
    over(rule, comparison, &comparison.followed, findings);
    findings.follow(false);
}

fn over(rule: &Rule, comparison: &Comparison<'_>, pairs: &Pairs, findings: &mut Findings) {
    match rule.check {
        Check::Schema(_) | Check::Move(_) => {}
        Check::File(check) => pairs.files.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Message(check) => pairs.messages.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Field(check) => pairs.fields.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Enum(check) => pairs.enums.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Service(check) => pairs.services.iter().for_each(|&pair| check(comparison, pair, findings)),
        Check::Method(check) => pairs.methods.iter().for_each(|&pair| check(comparison, pair, findings)),
    }
}

//! The rules and their list.
//!
//! To add a rule, touch three places:
//! 1. the rule: a file here, or a row in the family file of its siblings, with its page `rule_id.md` beside it;
//! 2. [`ALL`], when the file is new;
//! 3. the drawn files of `cargo xtask oracle lint`, if the rule is one of buf: they must have findings of it.
//!
//! A test runs the examples on the pages. Shared code is in the parent folder; a rule does not import another rule.

mod comments;
mod enum_values;
mod fields;
mod import_used;
mod imports;
mod package_imports;
mod package_same_options;
mod packages;
mod pascal_case;
mod protovalidate;
mod rpc_types;
mod services;
mod snake_case;
mod syntax_specified;

pub use import_used::unused_imports;
pub use protovalidate::unjudged_constraints;

use std::sync::LazyLock;

use crate::categories::CATEGORIES;
use crate::rule::LintRule;
use protoward_policy::{Catalog, ConfigVersion, RetiredRule, Rule};
use protoward_schema::File;

/// Every rule file with its rows.
static ALL: &[&[LintRule]] = &[
    comments::RULES,
    enum_values::RULES,
    fields::RULES,
    import_used::RULES,
    imports::RULES,
    package_imports::RULES,
    package_same_options::RULES,
    packages::RULES,
    protovalidate::RULES,
    pascal_case::RULES,
    rpc_types::RULES,
    services::RULES,
    snake_case::RULES,
    syntax_specified::RULES,
];

static CATALOG: LazyLock<Catalog> =
    LazyLock::new(|| Catalog::new("lint", all().map(|rule| &rule.rule), CATEGORIES).with_retired(RETIRED));

/// Returns the rules of all families.
fn all() -> impl Iterator<Item = &'static LintRule> {
    ALL.iter().chain(crate::guidance::ALL).chain(crate::aip::ALL).copied().flatten()
}

/// Ids that find nothing, which buf has retired. Configurations may name them.
const RETIRED: &[RetiredRule] = &[RetiredRule {
    id: "IMPORT_NO_WEAK",
    successors: &[],
    versions: &[ConfigVersion::V1Beta1, ConfigVersion::V1, ConfigVersion::V2],
}];

/// Returns the catalog of lint rules.
pub fn catalog() -> &'static Catalog {
    &CATALOG
}

/// Returns `true` if a rule needs the locations or comments of a file, which descriptors may lack.
pub fn needs_locations(rule: &Rule, file: &File) -> bool {
    find(rule.id()).is_some_and(|rule| (rule.needs_locations)(file))
}

/// Returns the rule with this id.
pub(crate) fn find(id: &str) -> Option<&'static LintRule> {
    all().find(|rule| rule.rule.id() == id)
}

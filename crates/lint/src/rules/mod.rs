//! The rules and their list.
//!
//! To add a rule, touch three places:
//! 1. the rule: a file here, or a row in the family file of its siblings, with its page `rule_id.md` beside it;
//! 2. [`ALL`], when the file is new;
//! 3. `fixtures/lint/RULE_ID.txt`: cases with findings. `cargo xtask oracle lint --record` adds buf's findings.
//!
//! A test keeps the list, the pages and the fixtures in agreement. Shared code is in the parent folder; a rule does
//! not import another rule.

mod pascal_case;

use std::sync::LazyLock;

use crate::categories::CATEGORIES;
use crate::rule::LintRule;
use protoward_policy::{Catalog, Rule};
use protoward_source::Code;

/// Every rule file with its rows.
static ALL: &[&[LintRule]] = &[pascal_case::RULES];

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::new("lint", all().map(|rule| &rule.rule), CATEGORIES));

/// Returns the rules of all families.
fn all() -> impl Iterator<Item = &'static LintRule> {
    ALL.iter().chain(crate::guidance::ALL).chain(crate::aip::ALL).copied().flatten()
}

/// Returns the catalog of lint rules.
pub fn catalog() -> &'static Catalog {
    &CATALOG
}

/// Returns the rule with this id.
pub(crate) fn find(id: &str) -> Option<&'static LintRule> {
    all().find(|rule| rule.rule.id() == id)
}

/// Returns the code of a rule's findings.
pub fn code(rule: &'static Rule) -> Code {
    Code::new(rule.id())
}

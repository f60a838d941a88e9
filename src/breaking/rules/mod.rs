//! The rules, and the one list of them.
//!
//! To add a rule, touch three places:
//! 1. the rule: a file here, or a row in the family file of its siblings, with its page `rule_id.md` beside it;
//! 2. [`ALL`], when the file is new;
//! 3. `fixtures/breaking/RULE_ID/`: `old/`, `new/` and `buf.json`, which `cargo xtask oracle breaking --record` writes.
//!
//! A test keeps the list, the pages and the fixtures in agreement. What two rules share lies in the room above; a rule
//! knows no other rule.

use super::Rule;

mod deleted_from_file;
mod field_no_delete;

/// Every rule file with its rows.
static ALL: &[&[Rule]] = &[deleted_from_file::RULES, field_no_delete::RULES];

pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().flat_map(|rules| rules.iter())
}

//! Lint rules that a configuration defines: conditions in [CEL](https://cel.dev) that declarations must meet.
//!
//! In: rules as [written](WrittenRule) in a configuration; then a linked [`Schema`](protoward_schema::Schema) and the files
//! to check. Out: [`ConditionRule`]s or the mistakes in them, before any file is read; then [`Violation`]s, in an order that
//! does not depend on threads.
//!
//! `protoward-cel` parses, checks and evaluates the expressions. Here are the attributes of declarations with their types, the
//! [`limits`], and the messages of mistakes and failures. The crate knows no other lint rules, no keys of configurations and no
//! terminals.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//! use protoward_lint_custom::{WrittenRule, check, load};
//! use protoward_policy::Catalog;
//! use protoward_source::{LocatedText, Sources};
//!
//! let rule = WrittenRule {
//!     id: LocatedText::unplaced("TIMESTAMPS_END_IN_AT"),
//!     message: LocatedText::unplaced("timestamp `{name}` must end in `_at`"),
//!     target: LocatedText::unplaced("field"),
//!     condition: LocatedText::unplaced("field.type != 'google.protobuf.Timestamp' || field.name.endsWith('_at')"),
//!     help: None,
//!     categories: vec![],
//!     severity: None,
//! };
//! let mut sources = Sources::default();
//! let rules = load(&[rule], &Catalog::new("lint", [], &[]), &sources).expect("the rule is right");
//!
//! let text = "import \"google/protobuf/timestamp.proto\"; message User { optional google.protobuf.Timestamp created = 1; }";
//! let tree = MemoryTree::new([("user.proto", text)]);
//! let schema = Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema();
//! let found = check(&schema, &sources, &schema.requested, &rules);
//! assert_eq!(found.violations[0].message, "timestamp `created` must end in `_at`");
//! ```

#![forbid(unsafe_code)]

mod attributes;
pub mod codes;
mod condition;
mod diagnostics;
mod elements;
mod engine;
mod environment;
mod evaluation;
mod functions;
pub mod limits;
mod load;
mod message;
mod named_options;
mod options;
mod pattern;
mod reference;
mod rule;
mod standard_options;
mod target;
#[cfg(test)]
mod tests;
mod types;
mod value;
mod wording;
mod words;

pub use condition::Condition;
pub use engine::{Checked, Violation, check};
pub use load::{load, verify};
pub use message::MessageTemplate;
pub use protoward_cel::CelError as ConditionError;
pub use reference::reference;
pub use rule::{ConditionRule, WrittenRule};
pub use target::Target;

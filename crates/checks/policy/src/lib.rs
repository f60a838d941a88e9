//! Policies: which rules run, their severities, and which findings are ignored, with reason and end.
//!
//! In: a [`Catalog`] of rules of one kind, the [`PolicySettings`] of each module, and the ignores in comments. Out:
//! [`Policies`], which [decide](Policies::decide) about each finding and report expired or unused ignores.
//!
//! A rule has an id, categories and a page; a finding has a rule, a location and a subject ([`PolicySubject`]). Policies
//! therefore work for rules that compare two schemas and for rules that inspect one. The crate knows neither schemas
//! nor comparisons, no configuration format and no terminal.
//!
//! ```
//! use protoward_policy::{Catalog, Category, Clock, ConfigVersion, Decision, IgnoreReason, ModuleSettings};
//! use protoward_policy::{Policies, PolicyContext, PolicySettings, PolicySubject, Rule};
//!
//! const NAMES: Category = Category::own("NAMES");
//! static RULES: [Rule; 1] = [Rule::new("FIELD_LOWER_SNAKE_CASE", "fields are in snake case", &[NAMES], "")];
//!
//! struct Finding(&'static str);
//!
//! impl PolicySubject for Finding {
//!     fn rule(&self) -> &'static Rule {
//!         &RULES[0]
//!     }
//!     fn paths(&self) -> Vec<&str> {
//!         vec!["user/v1/user.proto"]
//!     }
//!     fn names(&self) -> Vec<String> {
//!         vec![self.0.to_owned()]
//!     }
//!     fn is_unstable(&self) -> bool {
//!         self.0.starts_with("user.v1beta1.")
//!     }
//! }
//!
//! let (catalog, clock) = (Catalog::new("lint", &RULES, &[NAMES]), Clock::now(None));
//! let context = PolicyContext { catalog: &catalog, has_ledger: false, clock: &clock };
//! let settings = PolicySettings { ignore_unstable_packages: true, ..PolicySettings::using(["NAMES"]) };
//! let module = ModuleSettings { settings: &settings, version: ConfigVersion::Own };
//! let mut policies = Policies::new([module], context).expect("the rule exists");
//! assert_eq!(policies.decide(0, &Finding("user.v1.User.Name")), Decision::Reported(vec![]));
//! assert_eq!(policies.decide(0, &Finding("user.v1beta1.User.Name")), Decision::Ignored(IgnoreReason::Unstable));
//! ```

#![forbid(unsafe_code)]

mod catalog;
pub mod codes;
mod diagnostics;
mod ignores;
mod names;
mod policy;
mod relaxed;
mod requirements;
mod rule;
mod settings;
mod subject;
mod until;
mod unused;

pub use catalog::{Catalog, ImpliedRule, RetiredRule, UnknownRule};
pub use diagnostics::VERSION_OF_SCHEMA;
pub use policy::{Decision, EndedIgnore, IgnoreReason, ModulePolicy, ModuleSettings, Policies, PolicyContext};
pub use relaxed::{PolicySide, Relaxation, relaxations};
pub use rule::{Category, ConfigVersion, Rule, RuleDefinition};
pub use settings::{
    CommentIgnore, CoveredScope, Ignore, IgnorePolicy, IgnoreScope, Level, MistakenEnd, PolicySettings,
};
pub use subject::PolicySubject;
pub use until::{Clock, END_FORMS, IgnoreEnd, compare_versions, is_version};
pub use unused::IgnoreTargets;

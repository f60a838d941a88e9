//! Migrations of `.proto` files to other editions, and back to proto2 and proto3.
//!
//! In: a compiled [`Schema`](protoward_schema::Schema) with its texts, and a [`Target`]. Out: for each file its new
//! text ([`migrate`]), with the smallest number of features that keep its meaning; after the new texts are compiled,
//! everything that differs ([`differences`]). [`origins`] tells where the value of each feature comes from, and
//! [`minimized`] removes redundant settings.
//!
//! The crate does not write files, and runs no breaking rules.

#![forbid(unsafe_code)]

mod back;
mod compare;
mod difference;
mod effects;
mod features;
mod migration;
mod missing_comment;
mod needs;
mod origins;
mod placement;
mod plan;
mod rewrite;
mod settings;
mod target;
#[cfg(test)]
mod tests;
mod tree;

pub use back::Obstacle;
pub use compare::differences;
pub use difference::{Difference, DifferenceKind};
pub use features::{FEATURES, Feature, FeatureRow};
pub use migration::{FileMigration, Note, Refusal, Target, migrate, minimized};
pub use missing_comment::MissingComment;
pub use needs::{Subject, places};
pub use origins::{ElementFeatures, FeatureOrigin, Origin, Redundancy, origins};
pub use placement::{Place, Preference, VALUES, ValueSet, place};
pub use plan::{Plan, SettingChange, plan};
pub use settings::own_setting;
pub use target::{Language, Languages, TargetEdition};
pub use tree::{TreeNode, tree, values};

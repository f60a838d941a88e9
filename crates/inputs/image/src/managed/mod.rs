//! Managed mode: sets options for generators in the descriptors instead of in each source.
//!
//! Input: serialized file descriptors and [`Rules`]. Output: the descriptors with changed options, without the
//! locations of these options. The module does not know the origin of the rules, or the effect of options on
//! generators.

mod apply;
mod fields;
mod matched;
mod names;
mod option;
mod options;
mod places;
mod rules;

pub use apply::apply;
pub use matched::MatchedName;
pub use option::{FieldOption, FileOption, Optimize, OptionKind};
pub use rules::{Disable, JsType, ManagedValue, Override, RuleMatcher, Rules};

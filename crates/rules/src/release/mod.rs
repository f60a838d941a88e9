//! What the next release is: how much of a step, why, and what that means for version numbers and packages.
//!
//! In: two schemas, and the findings of the gate about them. Out: a [`Release`], in which every reason says which step it
//! asks for. It must not know any configuration, how the findings came about, or how a release is printed.

mod packages;
mod reasons;
mod version;

pub use packages::PackageAdvice;
pub use reasons::{Kind, Reason};
pub use version::next;

use crate::{Bump, Finding};
use protoward_schema::Schema;

/// What the next release is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Release {
    /// The largest step that any reason asks for.
    pub bump: Bump,
    /// Why: the largest steps first, then by file and place.
    pub reasons: Vec<Reason>,
    /// What to do about each package that breaks, by name.
    pub packages: Vec<PackageAdvice>,
}

/// Judges what changed between two versions of a schema, given what the gate found.
///
/// What the gate was told not to mind, by its rules or by what it ignores, asks for a minor step.
pub fn judge(old: &Schema, new: &Schema, findings: &[Finding]) -> Release {
    let reasons = reasons::find(old, new, findings);
    let bump = reasons.iter().map(|reason| reason.bump).max().unwrap_or_default();
    let packages = packages::find(new, &reasons);
    Release { bump, reasons, packages }
}

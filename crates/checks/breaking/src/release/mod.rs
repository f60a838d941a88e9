//! The next release: its version bump, the reasons, and advice for packages.
//!
//! In: two schemas, and the findings of the gate. Out: a [`Release`], in which every reason states the bump that it
//! requires. The module must not know configuration, the origin of the findings, or how a release is printed.

mod packages;
mod reasons;
mod version;

pub use packages::PackageAdvice;
pub use reasons::{Reason, ReasonKind};
pub use version::{ReleaseVersion, next};

use crate::{Bump, Finding};
use protoward_schema::Schema;

/// The next release of a schema, as far as its changes decide about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Release {
    /// The largest bump that any reason requires.
    pub bump: Bump,
    /// The reasons: the largest bumps first, then by file and place.
    pub reasons: Vec<Reason>,
    /// Advice for each package with breaking changes, by name.
    pub packages: Vec<PackageAdvice>,
}

/// Computes the release for two versions of a schema and the findings of the gate.
///
/// A breaking change that the gate accepts, because of its rules or an ignore, requires a minor bump.
pub fn judge(old: &Schema, new: &Schema, findings: &[Finding]) -> Release {
    let reasons = reasons::find(old, new, findings);
    let bump = reasons.iter().map(|reason| reason.bump).max().unwrap_or_default();
    let packages = packages::find(new, &reasons);
    Release { bump, reasons, packages }
}

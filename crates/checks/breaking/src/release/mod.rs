//! The next release: its version bump, the reasons, and advice about versions in package names.
//!
//! In: two schemas, and the findings of the gate. Out: a [`Release`], in which every reason states the bump that it
//! requires. The module must not know configuration, the origin of the findings, or how a release is printed.

mod reasons;
mod version;

pub use reasons::{Reason, ReasonKind};
pub use version::{ReleaseVersion, next};

use std::collections::{BTreeMap, BTreeSet};

use crate::located::is_unstable_package;
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
    let packages = advices(new, &reasons);
    Release { bump, reasons, packages }
}

/// Advice for a package with breaking changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PackageAdvice {
    /// The package; empty for files without one.
    pub package: String,
    /// `true` unless the name marks the package as unstable, such as `user.v1beta1`.
    pub is_stable: bool,
    /// The package to which breaking changes should move; `None` for files without a package.
    pub next: Option<String>,
    /// The advice as a sentence.
    pub text: String,
}

/// Returns advice for each own package with breaking changes, by name.
fn advices(new: &Schema, reasons: &[Reason]) -> Vec<PackageAdvice> {
    let mut breaks: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in reasons.iter().filter(|reason| reason.bump == Bump::Major) {
        *breaks.entry(&reason.package).or_default() += 1;
    }
    let packages: BTreeSet<&str> = new.files.ids().map(|file| new.package(file)).collect();
    let own = new.files.iter().filter(|(_, file)| !file.is_import).map(|(id, _)| new.package(id));
    let own: BTreeSet<&str> = own.collect();
    // Others maintain the packages of dependencies. A package that was deleted is in neither set.
    let is_own = |package: &&str| own.contains(package) || !packages.contains(package);
    breaks.into_keys().filter(is_own).map(|package| advice(package, &packages)).collect()
}

fn advice(package: &str, there: &BTreeSet<&str>) -> PackageAdvice {
    let next = next_package(package);
    let is_stable = !is_unstable_package(package);
    let text = match &next {
        None => "files without a package break: give them a package with a version, so that the next one has a place \
                 beside it"
            .to_owned(),
        Some(_) if !is_stable => format!(
            "`{package}` breaks, as its name says it may: `ignore_unstable_packages` in the configuration keeps that from \
             counting"
        ),
        Some(next) if there.contains(next.as_str()) => {
            format!("`{package}` breaks: put the change into `{next}`, which is there, and leave `{package}` as it was")
        }
        Some(next) => {
            format!("`{package}` breaks: put the change into a new package `{next}`, and leave `{package}` unchanged")
        }
    };
    PackageAdvice { package: package.to_owned(), is_stable, next, text }
}

/// Returns the package of the next version: `user.v2` after `user.v1`, `user.v1beta2` after `user.v1beta1`, and
/// `user.v2` after `user`.
fn next_package(package: &str) -> Option<String> {
    if package.is_empty() {
        return None;
    }
    let (before, last) = package.rsplit_once('.').map_or(("", package), |(before, last)| (before, last));
    let counted = last.strip_prefix('v').filter(|rest| rest.starts_with(|character: char| character.is_ascii_digit()));
    let joined = |last: String| if before.is_empty() { last } else { format!("{before}.{last}") };
    Some(match counted {
        Some(_) => joined(raised(last)),
        None => format!("{package}.v2"),
    })
}

/// Increments the last number of a version; a version without one, such as `v1beta`, counts as the first.
fn raised(version: &str) -> String {
    let start = version.trim_end_matches(|character: char| character.is_ascii_digit());
    match version[start.len()..].parse::<u64>() {
        Ok(number) => format!("{start}{}", number.saturating_add(1)),
        Err(_) => format!("{version}2"),
    }
}

#[cfg(test)]
mod tests {
    use super::next_package;

    #[test]
    fn increments_the_version_of_a_package() {
        let cases = [
            ("user.v1", "user.v2"),
            ("user.v9", "user.v10"),
            ("user.v1beta1", "user.v1beta2"),
            ("user.v1p1alpha3", "user.v1p1alpha4"),
            ("user.v1beta", "user.v1beta2"),
            ("user", "user.v2"),
            ("v1", "v2"),
            ("user.video", "user.video.v2"),
            ("user.v1.sub", "user.v1.sub.v2"),
        ];
        for (package, expected) in cases {
            assert_eq!(next_package(package).as_deref(), Some(expected));
        }
        assert_eq!(next_package(""), None);
    }
}

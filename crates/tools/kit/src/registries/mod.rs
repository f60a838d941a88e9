//! The registries of packages: which versions are pinned where, and whether there are newer ones. `corpus/pins.rs` has most pins.

pub mod manifests;
mod registry;
pub mod version;

pub use manifests::requirements;
pub use registry::{Registry, newest};

/// A pinned version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    pub registry: Registry,
    pub name: String,
    pub version: String,
    /// The file that contains the version.
    pub place: String,
    /// The versions to compare with, such as `0.13`; `None` means all versions.
    pub line: Option<String>,
}

impl Pin {
    /// Creates a pin that is compared with all versions.
    pub fn new(registry: Registry, name: &str, version: &str, place: &str) -> Pin {
        Pin { registry, name: name.to_owned(), version: version.to_owned(), place: place.to_owned(), line: None }
    }

    pub fn question(&self) -> Question {
        (self.registry, self.name.clone(), self.line.clone())
    }
}

/// A registry, a package, and the line of versions.
pub type Question = (Registry, String, Option<String>);

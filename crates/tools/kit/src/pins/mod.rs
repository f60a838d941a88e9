//! Pinned versions of packages: where they are written, and how the registries are asked for newer ones.

pub mod manifests;
mod pin;
mod registry;
pub mod version;

pub use manifests::requirements;
pub use pin::{Pin, Question};
pub use registry::{Registry, newest};

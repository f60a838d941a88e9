//! Dependencies of schemas: used with the feature `dependencies`, which the method without it names.

#[cfg(feature = "dependencies")]
mod locked;
#[cfg(not(feature = "dependencies"))]
mod without_feature;

#[cfg(feature = "dependencies")]
pub(super) use locked::Dependencies;
#[cfg(not(feature = "dependencies"))]
pub(super) use without_feature::Dependencies;

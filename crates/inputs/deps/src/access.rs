//! The means of a resolution, which the caller grants: a cache, vendored files, the network, and a change of the lock.

use std::collections::BTreeSet;

use crate::cache::Cache;
use crate::vendor::Vendored;

/// The means of a resolution.
#[derive(Clone, Debug)]
pub(crate) struct Access<'a> {
    /// The cache with repositories and trees, from which files are taken unless they are vendored.
    pub cache: &'a Cache,
    /// The name of the configuration in messages.
    pub config: &'a str,
    /// `true` if the lock must not change.
    pub is_locked: bool,
    /// `true` if nothing is fetched.
    pub is_offline: bool,
    /// The entries of the lock that are replaced by current commits.
    pub refresh: Refresh,
    /// The folder with vendored files, which is used instead of the cache.
    pub vendored: Option<Vendored>,
}

/// A selection of dependencies to update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Refresh {
    /// None: the lock is kept where it satisfies the requirements.
    #[default]
    Nothing,
    /// Dependencies with these names, and others from the same repositories.
    Named(BTreeSet<String>),
    /// All dependencies.
    Everything,
}

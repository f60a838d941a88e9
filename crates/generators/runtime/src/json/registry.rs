//! The types of an `Any`: those that were generated together, and the messages that every `Any` of the program may hold.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use super::context::Types;
use super::descriptor::{Descriptor, Lookup};

/// The descriptors of messages by full name.
static REGISTERED: RwLock<BTreeMap<&str, Lookup>> = RwLock::new(BTreeMap::new());

pub(super) fn add(message: Lookup) {
    REGISTERED.write().unwrap_or_else(PoisonError::into_inner).insert(message().name, message);
}

/// Returns the type that a URL names.
pub(super) fn find(types: &'static Types, url: &str) -> Option<&'static Descriptor> {
    let full_name = url.rsplit('/').next().unwrap_or_default();
    let registered =
        || REGISTERED.read().unwrap_or_else(PoisonError::into_inner).get(full_name).map(|message| message());
    types.find(full_name).or_else(registered)
}

//! The messages that every `Any` of the program may hold, beside those that were generated together.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use super::descriptor::{Descriptor, Lookup};

/// The descriptors of messages by full name.
static REGISTERED: RwLock<BTreeMap<&str, Lookup>> = RwLock::new(BTreeMap::new());

pub(super) fn add(message: Lookup) {
    REGISTERED.write().unwrap_or_else(PoisonError::into_inner).insert(message().name, message);
}

pub(super) fn find(full_name: &str) -> Option<&'static Descriptor> {
    let registered = REGISTERED.read().unwrap_or_else(PoisonError::into_inner);
    registered.get(full_name).map(|message| message())
}

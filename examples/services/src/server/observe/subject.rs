//! The subject of the caller, which the log has, and which is known only after authentication.

use std::sync::{Arc, OnceLock};

/// The subject of the caller of one call. Clones share it: it is in the extensions of the request, and authentication
/// sets it there.
#[derive(Clone, Debug, Default)]
pub(in crate::server) struct Subject(Arc<OnceLock<String>>);

impl Subject {
    /// Sets the subject. The first one stays.
    pub(in crate::server) fn set(&self, subject: &str) {
        _ = self.0.set(subject.to_owned());
    }

    /// Returns the subject, if the caller is authenticated.
    pub(super) fn get(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

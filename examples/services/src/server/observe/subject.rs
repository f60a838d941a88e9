//! The subject of the caller, for the log. It is known only after authentication.

use std::sync::{Arc, OnceLock};

/// The subject of the caller of one call. Clones share the value: the log keeps one, and authentication sets it through the
/// one in the extensions of the request.
#[derive(Clone, Debug, Default)]
pub(in crate::server) struct Subject(Arc<OnceLock<String>>);

impl Subject {
    /// Sets the subject. Has no effect if it is already set.
    pub(in crate::server) fn set(&self, subject: &str) {
        _ = self.0.set(subject.to_owned());
    }

    /// Returns the subject, if the caller is authenticated.
    pub(super) fn get(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

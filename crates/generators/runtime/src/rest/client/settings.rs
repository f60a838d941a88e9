//! The settings of a channel that its responses need too.

use super::details::KnownDetails;
use crate::rest::metadata::HeaderMatcher;

/// The settings of a channel.
#[derive(Clone)]
pub(super) struct ClientSettings {
    /// The maximum size of a response, or of one message of a stream.
    pub(super) limit: usize,
    pub(super) details: KnownDetails,
    pub(super) request_headers: Option<HeaderMatcher>,
}

//! The output of calls: envelopes, and the messages in them.

use protoward_schema::wire::WireError;

use crate::error::PluginProblem;
use crate::listing::Listing;
use crate::messages::{Annotation, MOST_ANNOTATIONS, MOST_ITEMS, Page, read_annotations, read_categories, read_rules};
use crate::rpc::{self, Procedure};

/// Maximum number of displayed bytes of an invalid response.
const SHOWN: usize = 100;

/// A call of a procedure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Procedures {
    /// The path.
    pub(crate) path: &'static str,
    /// The call for messages.
    pub(crate) words: &'static str,
    /// The name of the response.
    pub(crate) response: &'static str,
}

//! A file that a new configuration leaves out.

use std::sync::Arc;

use protoward_settings::Config;

/// A file of the older version that the new configuration leaves out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LeftOutFile {
    /// The path from the input.
    pub path: String,
    /// `true` if the file changed or is gone.
    pub is_changed: bool,
    /// The configuration that had the file in a module; `None` if the default one did.
    pub former: Option<Arc<Config>>,
}

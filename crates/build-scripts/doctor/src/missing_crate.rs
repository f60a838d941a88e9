/// The reason why code cannot name a crate.
pub(super) enum MissingReason {
    /// The crate is a dependency of the build script only.
    BuildScriptOnly,
    /// No dependency has the name. The value is the most similar name of a dependency.
    Unknown(Option<String>),
}

/// An `extern_path` that begins with a crate which the code cannot name.
pub(super) struct MissingCrate<'a> {
    pub(super) proto: &'a str,
    pub(super) rust: &'a str,
    pub(super) name: &'a str,
    pub(super) missing_reason: MissingReason,
}

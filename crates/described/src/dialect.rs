/// The properties of a file that affect its text.
pub(super) struct Dialect {
    /// `true` if fields have labels as in proto2.
    pub(super) is_proto2: bool,
    pub(super) is_edition: bool,
    /// `true` if scalar types have the names of edition `UNSTABLE`.
    pub(super) is_unstable: bool,
}

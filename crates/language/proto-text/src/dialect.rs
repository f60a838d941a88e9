use protoward_schema::Edition;
use protoward_schema::descriptor::raw;

/// The properties of a file that affect its text.
pub(super) struct Dialect {
    /// `true` if fields have labels as in proto2.
    pub(super) is_proto2: bool,
    pub(super) is_edition: bool,
    /// `true` if scalar types have the names of edition `UNSTABLE`.
    pub(super) is_unstable: bool,
}

impl Dialect {
    pub(super) fn of(file: &raw::File<'_>) -> Self {
        Self {
            is_proto2: matches!(file.syntax, None | Some("" | "proto2")),
            is_edition: file.syntax == Some("editions"),
            is_unstable: file.edition == Some(Edition::UNSTABLE.0),
        }
    }
}

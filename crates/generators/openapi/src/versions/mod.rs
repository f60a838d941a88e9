//! Conversion of documents to older versions of OpenAPI, for tools that do not read 3.1.
//!
//! In: a document of this generator, not any other one. Out: the document of the next older version. Keywords that an older
//! version does not have are expressed with its own ones, or omitted.
//!
//! Sources: <https://spec.openapis.org/oas/v3.0.3>, <https://spec.openapis.org/oas/v2.0>.

mod v2;
mod v3_0;
mod walk;

pub(super) use v2::v2;
pub(super) use v3_0::v3_0;
pub(super) use walk::operations as each_operation;

/// A version of OpenAPI that documents can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SpecVersion {
    /// OpenAPI 2.0, also known as Swagger.
    V2,
    V3_0,
    #[default]
    V3_1,
}

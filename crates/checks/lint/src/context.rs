//! The context of a check: the schema, the files of a module, and the options.

use super::tables::{Extensions, Tables, folder};
use protoward_schema::{Element, FileId, IdSet, Schema};
use protoward_source::{Place, Sources};

/// The options of rules, which a configuration sets for each module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The suffix of enum values with the number zero (`enum_zero_value_suffix`).
    pub enum_zero_value_suffix: String,
    /// The suffix of services (`service_suffix`).
    pub service_suffix: String,
    /// `true` if a method may have the same type as request and response (`rpc_allow_same_request_response`).
    pub allows_same_request_response: bool,
    /// `true` if a request may be `google.protobuf.Empty` (`rpc_allow_google_protobuf_empty_requests`).
    pub allows_empty_requests: bool,
    /// `true` if a response may be `google.protobuf.Empty` (`rpc_allow_google_protobuf_empty_responses`).
    pub allows_empty_responses: bool,
    /// The prefix of comment lines that do not document an element, such as `buf:lint:ignore`.
    pub comment_excludes: Vec<String>,
    /// `true` if the schema has all files of the input. Otherwise, rules do not report what no file has.
    pub is_complete: bool,
}

impl Default for Options {
    /// Returns the options of a configuration that sets none.
    fn default() -> Self {
        Self {
            enum_zero_value_suffix: "_UNSPECIFIED".to_owned(),
            service_suffix: "Service".to_owned(),
            allows_same_request_response: false,
            allows_empty_requests: false,
            allows_empty_responses: false,
            comment_excludes: ["buf:lint:ignore", "protoward:lint:ignore", "protoward:breaking:ignore"]
                .map(str::to_owned)
                .to_vec(),
            is_complete: true,
        }
    }
}

/// The path of the name of a message, field, oneof, enum, enum value, service or method in its descriptor.
const NAME: &[i32] = &[1];
/// The path of the package in a file descriptor.
const PACKAGE: &[i32] = &[2];

/// The module that is checked.
#[derive(Clone, Copy)]
pub(crate) struct LintContext<'a> {
    /// The linked schema, with imports.
    pub(crate) schema: &'a Schema,
    /// The texts of the files; a file of an image has none.
    pub(crate) sources: &'a Sources,
    /// The files to check, sorted by path.
    pub(crate) files: &'a [FileId],
    /// The files to check, as a set.
    pub(crate) is_checked: &'a IdSet<protoward_schema::File>,
    /// The extensions of the schema.
    pub(crate) extensions: &'a Extensions,
    /// The tables of the module.
    pub(crate) tables: &'a Tables<'a>,
    /// The options of the module.
    pub(crate) options: &'a Options,
}

impl<'a> LintContext<'a> {
    /// Returns the import path of a file.
    pub(crate) fn path(&self, file: FileId) -> &'a str {
        self.schema.text(self.schema[file].path)
    }

    /// Returns `true` for a file of the module.
    pub(crate) fn has(&self, file: FileId) -> bool {
        self.is_checked.contains(file)
    }

    /// Returns the text of a file; `None` for an image.
    pub(crate) fn text(&self, file: FileId) -> Option<&'a str> {
        self.sources.get(self.schema[file].source).text.as_deref()
    }

    /// Returns `true` if the locations and comments of a file are known; an image may lack them.
    pub(crate) fn has_locations(&self, file: FileId) -> bool {
        self.schema[file].has_locations()
    }

    /// Returns the place of the name of an element.
    pub(crate) fn name(&self, element: impl Into<Element>) -> Place {
        self.schema.part(element, NAME)
    }

    /// Returns the place of a part of a file, such as an option; the file as a whole if it does not declare the part.
    pub(crate) fn in_file(&self, file: FileId, path: &[i32]) -> Place {
        let extent = self.schema.location(file, path).map(|location| location.extent);
        Place { source: self.schema[file].source, extent }
    }

    /// Returns the place of the `package` of a file.
    pub(crate) fn package(&self, file: FileId) -> Place {
        self.in_file(file, PACKAGE)
    }

    /// Returns the place of an import by its index.
    pub(crate) fn import(&self, file: FileId, index: usize) -> Place {
        self.in_file(file, &[3, i32::try_from(index).unwrap_or(i32::MAX)])
    }

    /// Returns the folder of a file; `.` for the root of the module.
    pub(crate) fn folder(&self, file: FileId) -> &'a str {
        folder(self.schema, file)
    }
}

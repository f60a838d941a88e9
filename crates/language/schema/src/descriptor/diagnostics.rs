//! Diagnostics of images that cannot be decoded or linked.

use super::link_error::LinkError;
use super::raw::RawError;
use protoward_source::{Code, Diagnostic, Place, SourceId};

/// An image that cannot be read or written.
pub const BAD_IMAGE: Code = Code::new("bad-image");

pub(super) fn not_an_image(image: SourceId, error: RawError) -> Diagnostic {
    Diagnostic::error(BAD_IMAGE, format!("this is not a descriptor set: {error}"))
        .label(Place::whole(image), "")
        .help("build the image again, with `protoward build -o`, `buf build -o` or `protoc -o`")
}

pub(super) fn not_linked(image: SourceId, error: LinkError) -> Diagnostic {
    match error {
        LinkError::UnknownType { file, name } => {
            Diagnostic::error(BAD_IMAGE, format!("`{file}` uses `{name}`, which is not in the image"))
                .label(Place::whole(image), "")
                .help("build the image with its imports: `protoc --include_imports`")
        }
        LinkError::NoName { scope } => {
            let within = if scope.is_empty() { String::new() } else { format!(" in `{scope}`") };
            Diagnostic::error(BAD_IMAGE, format!("a declaration{within} has no name"))
                .label(Place::whole(image), "")
                .help("build the image again, with `protoward build -o`, `buf build -o` or `protoc -o`")
        }
        LinkError::BadNumber { field, number } => {
            Diagnostic::error(BAD_IMAGE, format!("`{field}` has field number {number}"))
                .label(Place::whole(image), "")
                .help("field numbers go from 1 to 536870911; build the image again")
        }
        LinkError::SameNumber { field, number, other } => {
            Diagnostic::error(BAD_IMAGE, format!("`{field}` and `{other}` both have field number {number}"))
                .label(Place::whole(image), "")
                .help("build the image again from files that compile")
        }
        LinkError::NamesTooLong { file } => {
            Diagnostic::error(BAD_IMAGE, format!("the full names in `{file}` are too long"))
                .label(Place::whole(image), "")
                .help("shorten the names of its package and of its outer messages, and build the image again")
        }
        LinkError::Duplicate { name } => Diagnostic::error(BAD_IMAGE, format!("duplicate `{name}` in the image"))
            .label(Place::whole(image), "")
            .help("build the image again from one set of files"),
        LinkError::BadValue { element, what, value } => Diagnostic::error(
            BAD_IMAGE,
            format!("`{element}` has {what} {value}, which `descriptor.proto` does not know"),
        )
        .label(Place::whole(image), "")
        .help("build the image again, or update protoward if the image is from a newer compiler"),
    }
}

pub(super) fn changed(image: SourceId) -> Diagnostic {
    Diagnostic::error(BAD_IMAGE, "the image changed while it was read")
        .label(Place::whole(image), "")
        .help("run the command again when nothing writes the image")
}

//! Conversion of a message that a user names.

use std::io::Read;
use std::sync::Arc;

use super::message_reference::MessageReference;
use crate::inputs::Compression;
use protoward_image::convert::{Form, Input, convert, message_type};
use protoward_schema::Schema;
use protoward_source::{Report, Sources};

/// Reads a message of the type with this full name, and converts it to the encoding and compression of another reference. Returns
/// `None` after errors, which are added to `report`.
pub fn convert_message(
    schema: &Schema,
    ty: &str,
    [from, to]: [&MessageReference; 2],
    stdin: &mut dyn Read,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Vec<u8>> {
    let ty = message_type(schema, ty).map_err(|diagnostic| report.push(*diagnostic)).ok()?;
    let bytes = from.at.read(from.compression, stdin).map_err(|diagnostic| report.push(*diagnostic)).ok()?;
    let forms = MessageReference::forms(from, to);
    let text = if forms[0] == Form::Binary { None } else { std::str::from_utf8(&bytes).ok() };
    let name = from.at.to_string();
    let source = sources.add(&*name, &*name, text.map(Arc::from));
    let input = Input { bytes: &bytes, source, sources };
    let bytes = convert(schema, ty, input, forms, report)?;
    Some(match to.compression {
        Compression::None => bytes,
        compression => compression.pack(&bytes),
    })
}

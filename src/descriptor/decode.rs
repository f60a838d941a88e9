use super::{diagnostics, link, raw};
use crate::report::Diagnostic;
use crate::schema::{Comments, Locations, Schema, extent_of};
use crate::source::{Extent, SourceId, Sources};
use crate::wire::Reader;

/// Reads the schema that a `FileDescriptorSet` describes. The image is `image` among the sources; its files are
/// added to them, without text.
///
/// Limits: messages nest at most 64 deep. Everything else is bounded by the size of the image.
///
/// # Errors
/// When the bytes are no descriptor set, or a type is missing because the image was built without its imports.
///
/// ```
/// use protoward::{descriptor, source::Sources};
/// let mut sources = Sources::default();
/// let image = sources.add("empty.binpb", "empty.binpb", None);
/// assert!(descriptor::decode(b"", image, &mut sources)?.files.is_empty());
/// # Ok::<(), Box<protoward::report::Diagnostic>>(())
/// ```
pub fn decode(bytes: &[u8], image: SourceId, sources: &mut Sources) -> Result<Schema, Box<Diagnostic>> {
    decode_with(bytes, image, |path| sources.add(path, path, None))
}

/// As [`decode`], for files that are among the sources already.
pub(crate) fn decode_with(
    bytes: &[u8],
    image: SourceId,
    source_of: impl FnMut(&str) -> SourceId,
) -> Result<Schema, Box<Diagnostic>> {
    let read = || -> Result<_, raw::RawError> {
        let files = raw::files(bytes)?;
        let locations = files.iter().map(|file| locations(file.source_info)).collect::<Result<Vec<_>, _>>()?;
        Ok((files, locations))
    };
    let (files, locations) = read().map_err(|error| Box::new(diagnostics::not_an_image(image, error)))?;
    link::link(files, locations, source_of).map_err(|error| Box::new(diagnostics::not_linked(image, error)))
}

/// Reads a `SourceCodeInfo`.
fn locations(bytes: Option<&[u8]>) -> Result<Locations, raw::RawError> {
    let Some(bytes) = bytes else { return Ok(Locations::default()) };
    let mut all = Vec::new();
    for field in Reader::new(bytes) {
        let field = field?;
        if field.number == 1 {
            all.push(location(raw::message_bytes(field)?)?);
        }
    }
    Ok(Locations::new(all.iter_mut().map(|(path, extent, comments)| (&path[..], *extent, comments.take()))))
}

type RawLocation = (Vec<i32>, Extent, Option<Box<Comments>>);

fn location(bytes: &[u8]) -> Result<RawLocation, raw::RawError> {
    let (mut path, mut span, mut comments) = (Vec::new(), Vec::new(), Comments::default());
    for field in Reader::new(bytes) {
        let field = field?;
        match field.number {
            1 => raw::int32s(field, &mut path)?,
            2 => raw::int32s(field, &mut span)?,
            3 => comments.leading = Some(raw::text(field)?.into()),
            4 => comments.trailing = Some(raw::text(field)?.into()),
            6 => comments.detached.push(raw::text(field)?.into()),
            _ => {}
        }
    }
    // A span of another form than the documented ones places nothing; the start of the file is the honest rest.
    let extent = extent_of(&span).unwrap_or_default();
    let comments = (comments != Comments::default()).then(|| Box::new(comments));
    Ok((path, extent, comments))
}

use super::{diagnostics, link, raw};
use crate::Schema;
use protoward_source::{Diagnostic, SourceId, Sources};

/// Decodes a `FileDescriptorSet` to a schema. `image` is the source of the image. Its files are added to the sources,
/// without text.
///
/// Messages may nest at most 64 levels deep. All other sizes are bounded by the size of the image.
///
/// # Errors
/// If the bytes are not a descriptor set, or if a type is missing because the image was built without its imports.
///
/// ```
/// use protoward_schema::descriptor;
/// use protoward_source::Sources;
/// let mut sources = Sources::default();
/// let image = sources.add("empty.binpb", "empty.binpb", None);
/// assert!(descriptor::decode(b"", image, &mut sources)?.files.is_empty());
/// # Ok::<(), Box<protoward_source::Diagnostic>>(())
/// ```
pub fn decode(bytes: &[u8], image: SourceId, sources: &mut Sources) -> Result<Schema, Box<Diagnostic>> {
    let files = raw::files(bytes).map_err(|error| Box::new(diagnostics::not_an_image(image, error)))?;
    link_raw(&files, image, &mut |path| sources.add(path, path, None))
}

/// Links descriptors that did not come from bytes.
pub fn link_raw(
    files: &[raw::File<'_>],
    image: SourceId,
    source_of: &mut dyn FnMut(&str) -> SourceId,
) -> Result<Schema, Box<Diagnostic>> {
    link::link(files, source_of).map_err(|error| Box::new(diagnostics::not_linked(image, error)))
}

//! From the bytes of a descriptor set to a schema.

use super::blocks::Blocks;
use super::link::Declarations;
use super::{diagnostics, link, raw};
use crate::Schema;
use protoward_source::{Diagnostic, SourceId, Sources};

/// Decodes a `FileDescriptorSet` to a schema. `image` is the source of the image. Its files are added to the sources,
/// without text.
///
/// Messages may nest at most 64 levels deep. All other sizes are bounded by the size of the image.
///
/// # Errors
/// Returns an error if the bytes are not a descriptor set, or if a type is missing because the image was built without
/// its imports.
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
    decode_each(vec![bytes], image, sources)
}

/// Like [`decode`], but frees the memory of each block once its files are in the schema.
///
/// # Errors
/// The same as those of [`decode`].
pub fn decode_blocks(blocks: Blocks, image: SourceId, sources: &mut Sources) -> Result<Schema, Box<Diagnostic>> {
    decode_each(blocks.into_blocks(), image, sources)
}

/// Reads every file twice: first for its declarations, then to link it. Keeping all parsed files would take more memory than the
/// schema.
fn decode_each<B: AsRef<[u8]>>(
    blocks: Vec<B>,
    image: SourceId,
    sources: &mut Sources,
) -> Result<Schema, Box<Diagnostic>> {
    let not_an_image = |error| Box::new(diagnostics::not_an_image(image, error));
    let not_linked = |error| Box::new(diagnostics::not_linked(image, error));
    let mut declarations = Declarations::default();
    for block in &blocks {
        declarations.add_all(block.as_ref()).map_err(not_an_image)?;
    }
    let mut linker = declarations.linker().map_err(not_linked)?;
    for block in blocks {
        for piece in raw::pieces(block.as_ref()).map_err(not_an_image)? {
            let file = raw::file(piece).map_err(not_an_image)?;
            linker.file(&file, sources.add(file.name, file.name, None)).map_err(not_linked)?;
        }
    }
    Ok(linker.schema())
}

/// Links descriptors that did not come from bytes. `source_of` returns the source of each file, in their order.
pub fn link_raw(
    files: &[raw::File<'_>],
    image: SourceId,
    source_of: &mut dyn FnMut(&str) -> SourceId,
) -> Result<Schema, Box<Diagnostic>> {
    link::link(files, source_of).map_err(|error| Box::new(diagnostics::not_linked(image, error)))
}

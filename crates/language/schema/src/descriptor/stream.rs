//! Descriptor sets that are read twice, so that only the schema takes memory.

use std::hash::BuildHasher;
use std::io::{self, BufRead};

use foldhash::fast::RandomState;

use super::blocks::Head;
use super::detail::DeclarationsOnly;
use super::link::Declarations;
use super::{diagnostics, raw};
use crate::Schema;
use protoward_source::{Diagnostic, SourceId, Sources};

/// The reason why a descriptor set has no schema.
#[derive(Debug)]
pub enum StreamError {
    /// Opening or reading the set failed.
    Io(io::Error),
    /// The bytes are not an image, or changed between the two passes.
    Image(Box<Diagnostic>),
}

impl From<io::Error> for StreamError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Box<Diagnostic>> for StreamError {
    fn from(error: Box<Diagnostic>) -> Self {
        Self::Image(error)
    }
}

/// Decodes a `FileDescriptorSet` to a schema with the locations of [`Detail::Declarations`](super::Detail::Declarations).
///
/// The set is read in two passes: the first reads the declarations, the second links them. `open` is called before each pass
/// and returns a reader of the whole set. Only one file of the set is in memory at a time.
///
/// # Errors
/// Returns the errors of `open` and of the readers, those of [`decode`](super::decode), and an error if the passes do not read
/// the same bytes.
///
/// ```
/// use protoward_schema::descriptor;
/// use protoward_source::Sources;
/// let mut sources = Sources::default();
/// let image = sources.add("empty.binpb", "empty.binpb", None);
/// let schema = descriptor::decode_stream(|| Ok(&b""[..]), image, &mut sources);
/// assert!(schema.is_ok_and(|schema| schema.files.is_empty()));
/// ```
pub fn decode_stream<R: BufRead>(
    mut open: impl FnMut() -> io::Result<R>,
    image: SourceId,
    sources: &mut Sources,
) -> Result<Schema, StreamError> {
    let not_an_image = |error| Box::new(diagnostics::not_an_image(image, error));
    let not_linked = |error| Box::new(diagnostics::not_linked(image, error));
    let changed = || Box::new(diagnostics::changed(image));
    let hasher = RandomState::default();
    let mut hashes = Vec::new();
    let mut declarations = Declarations::default();
    each_field(open()?, |field| {
        hashes.push(hasher.hash_one(field));
        Ok(declarations.add_all(field).map_err(not_an_image)?)
    })?;
    let mut linker = declarations.linker().map_err(not_linked)?;
    let mut hashes = hashes.into_iter();
    let mut declarations_only = DeclarationsOnly::default();
    each_field(open()?, |field| {
        if hashes.next() != Some(hasher.hash_one(field)) {
            return Err(changed().into());
        }
        for piece in raw::pieces(field).map_err(not_an_image)? {
            // Locations are not validated in other images either.
            let piece = declarations_only.file(piece).unwrap_or(piece);
            let file = raw::file(piece).map_err(not_an_image)?;
            linker.file(&file, sources.add(file.name, file.name, None)).map_err(not_linked)?;
        }
        Ok(())
    })?;
    if hashes.next().is_some() { Err(changed().into()) } else { Ok(linker.schema()) }
}

/// Passes each field of a set to `take`. The last one includes everything after the first field that is not a file.
fn each_field(
    mut reader: impl BufRead,
    mut take: impl FnMut(&[u8]) -> Result<(), StreamError>,
) -> Result<(), StreamError> {
    let mut field = Vec::new();
    while let Some(head) = Head::read(&mut reader)? {
        field.clear();
        head.read_rest(&mut reader, &mut field)?;
        take(&field)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::decode;
    use crate::wire::Writer;

    /// Decodes a set whose first and second reader return these bytes.
    fn decoded(first: &[u8], second: &[u8]) -> Result<Schema, StreamError> {
        let mut sources = Sources::default();
        let image = sources.add("a.binpb", "a.binpb", None);
        let mut readers = [second, first].to_vec();
        decode_stream(|| readers.pop().ok_or_else(|| io::Error::other("a third pass")), image, &mut sources)
    }

    fn set(names: &[&str]) -> Vec<u8> {
        let mut writer = Writer::default();
        for name in names {
            writer.message(1, |file| {
                file.string(1, name);
                file.message(4, |message| message.string(1, &name[..1].to_uppercase()));
                file.bytes(9, &[0xff]);
            });
        }
        writer.into_bytes()
    }

    fn message(result: Result<Schema, StreamError>) -> String {
        match result {
            Err(StreamError::Image(diagnostic)) => diagnostic.message,
            Err(StreamError::Io(error)) => error.to_string(),
            Ok(_) => "no error".to_owned(),
        }
    }

    #[test]
    fn decodes_a_set_with_malformed_locations() {
        let bytes = set(&["a.proto", "b.proto"]);
        let schema = decoded(&bytes, &bytes).expect("it is an image");
        assert!(schema.files.len() == 2 && schema.find("A").is_some() && schema.find("B").is_some());
    }

    #[test]
    fn errors_are_those_of_an_image_in_memory() {
        for bytes in
            [&[0x0a, 2, 9 << 3 | 2, 5][..], &[0x0a, 9, 1], &[0x0a, 2, 0xff, 0xff], &set(&["a.proto", "a.proto"])]
        {
            let mut sources = Sources::default();
            let image = sources.add("a.binpb", "a.binpb", None);
            let expected = decode(bytes, image, &mut sources).expect_err("it is not an image").message;
            assert_eq!(message(decoded(bytes, bytes)), expected);
        }
    }

    #[test]
    fn limits_full_names() {
        let long = "x".repeat(1 << 16);
        let nested = |names: usize| {
            let mut writer = Writer::default();
            writer.message(1, |file| {
                file.string(1, "a.proto");
                file.message(4, |message| {
                    message.string(1, &long);
                    (0..names).for_each(|name| message.message(3, |message| message.string(1, &name.to_string())));
                });
            });
            writer.into_bytes()
        };
        let few = nested(10);
        let many = nested(300);
        assert!(decoded(&few, &few).is_ok());
        assert_eq!(message(decoded(&many, &many)), "the full names in `a.proto` are too long");
    }

    #[test]
    fn reports_an_image_that_changes() {
        let bytes = set(&["a.proto", "b.proto"]);
        for other in [set(&["a.proto"]), set(&["a.proto", "c.proto"]), set(&["a.proto", "b.proto", "c.proto"])] {
            assert_eq!(message(decoded(&bytes, &other)), "the image changed while it was read");
        }
    }
}

//! The request to a plugin: a `CodeGeneratorRequest`, byte for byte as protoc writes it.
//!
//! Field numbers are those of `google/protobuf/compiler/plugin.proto`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::generator::{GeneratorCall, GeneratorInput};
use protoward_schema::PROTOC_LIBRARY_VERSION;
use protoward_schema::descriptor::{Descriptor, encode_declared};
use protoward_schema::wire::Writer;

/// A request without its own copies of descriptors, because it may contain all files.
#[derive(Clone, Debug)]
pub(super) struct Request {
    subject: Arc<GeneratorInput>,
    /// The bytes before the descriptors.
    head: Vec<u8>,
    /// The files in dependency order, with `true` for those to generate.
    files: Vec<(usize, bool)>,
    /// `true` to write the files to generate without implicit values.
    is_declared_only: bool,
}

impl Request {
    pub(super) fn new(task: &GeneratorCall<'_>) -> Self {
        let descriptors = &task.subject.descriptors;
        let wanted: Vec<usize> = task.files.iter().filter_map(|name| descriptors.position(name)).collect();
        let is_requested: HashSet<usize> = wanted.iter().copied().collect();
        let order = task.request_options.order.map_or_else(|| descriptors.with_imports(&wanted), <[usize]>::to_vec);
        let files = order.into_iter().map(|file| (file, is_requested.contains(&file)));
        Self {
            subject: Arc::clone(task.subject),
            head: head(task),
            files: files.collect(),
            is_declared_only: task.request_options.is_declared_only,
        }
    }

    /// Passes the request to `take` in pieces, until that fails.
    pub(super) fn pieces<E>(&self, mut take: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        take(&self.head)?;
        let files = self.subject.descriptors.files();
        for &(file, is_requested) in &self.files {
            let file = &files[file];
            if is_requested {
                piece(15, &self.to_generate(file), &mut take)?
            } else {
                piece(15, &file.whole, &mut take)?
            }
        }
        for (file, _) in self.files.iter().filter(|(_, is_requested)| *is_requested) {
            piece(17, &files[*file].whole, &mut take)?;
        }
        Ok(())
    }

    /// Returns a file to generate as an element of `proto_file`.
    fn to_generate<'a>(&'a self, file: &'a Descriptor) -> Cow<'a, [u8]> {
        let schema = &self.subject.schema;
        match schema.find_file(&file.name).filter(|_| self.is_declared_only) {
            Some(id) => Cow::Owned(encode_declared(schema, id)),
            None => Cow::Borrowed(file.stripped()),
        }
    }
}

fn piece<E>(number: u32, bytes: &[u8], take: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let mut header = Writer::default();
    header.header(number, bytes.len());
    take(header.as_bytes())?;
    take(bytes)
}

fn head(task: &GeneratorCall<'_>) -> Vec<u8> {
    let mut writer = Writer::default();
    task.files.iter().for_each(|file| writer.string(1, file));
    if !task.parameter.is_empty() {
        writer.string(2, task.parameter);
    }
    if !task.request_options.is_anonymous {
        writer.message(3, |writer| {
            for (number, part) in (1..).zip(PROTOC_LIBRARY_VERSION) {
                writer.int32(number, part);
            }
            writer.string(4, "");
        });
    }
    writer.into_bytes()
}

/// Returns the bytes of a `CodeGeneratorRequest`.
pub fn request(task: &GeneratorCall<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let taken = Request::new(task).pieces(|piece| {
        bytes.extend_from_slice(piece);
        Ok::<(), std::convert::Infallible>(())
    });
    taken.map_or_else(|never| match never {}, |()| bytes)
}

//! The descriptor in a module: a literal, and the call that adds it.

use super::super::escape;
use super::super::page::Page;
use protoward_schema::{FileId, Schema};

/// A module that is being written, with its file.
#[derive(Clone, Copy)]
pub(super) struct Module<'s> {
    pub(super) schema: &'s Schema,
    pub(super) file: FileId,
    /// The serialized descriptor of the file, which the module has as a literal.
    pub(super) descriptor: &'s [u8],
}

impl<'s> Module<'s> {
    pub(super) fn path(self) -> &'s str {
        self.schema.text(self.schema[self.file].path)
    }

    /// Writes the descriptor as a call with its bytes.
    pub(super) fn descriptor(self, page: &mut Page) {
        page.start();
        page.put(format_args!("DESCRIPTOR = _descriptor_pool.Default().AddSerializedFile("));
        self.serialized(page);
        page.put(format_args!(")"));
        page.end();
    }

    /// Writes the bytes of the descriptor as a literal.
    pub(super) fn serialized(self, page: &mut Page) {
        page.put(format_args!("b'"));
        page.part(|text| escape::hex(self.descriptor, text));
        page.put(format_args!("'"));
    }
}

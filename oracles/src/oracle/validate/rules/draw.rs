//! A drawn file with constraints, and its Rust code.

use std::collections::BTreeMap;

use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_rust::additions::{self, Additions};
use protoward_rust::{Generator, RustSettings};
use protoward_schema::descriptor::encode_files;
use protoward_schema::{Element, Schema};
use protoward_source::{MemoryTree, Report, Sources};

use crate::oracle::constraints::drawn_file;
use crate::oracle::lint::constrained_file;

/// A drawn file that compiles.
pub(super) struct Draw {
    pub(super) number: u64,
    pub(super) text: String,
    pub(super) schema: Schema,
}

/// The Rust code of a file.
pub(super) struct Code {
    /// The files, by name.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The names of the messages, with the paths of their structs.
    pub(super) messages: Vec<(String, String)>,
}

impl Draw {
    /// Draws a file: of rules that are right, for even numbers, and of any rules. Returns `None` if it does not compile.
    pub(super) fn new(seed: u64, number: u64) -> Option<Self> {
        let text = if number.is_multiple_of(2) { drawn_file(seed, number) } else { constrained_file(seed, number) };
        let name = Self::file_of(number);
        let compiler = Compiler::new().resolver(MemoryTree::new([(&*name, &*text)])).built_in(CommonProtos);
        let mut sources = Sources::default();
        let loaded = compiler.load([&*name], &mut sources);
        let linked = loaded.link(&sources);
        (!linked.report().has_errors()).then(|| Self { number, text, schema: linked.schema() })
    }

    /// Returns `true` for a file that sets a predefined rule to zero, and in which fields have implicit presence. Extensions have
    /// explicit presence even there (<https://protobuf.dev/editions/features/#field_presence>), but protovalidate for Python 2.1
    /// takes such a rule for one that is not set.
    pub(super) fn has_zero_of_extension(&self) -> bool {
        let zero = [".x0]: 0", ".x1]: 0"];
        self.text.contains("features.field_presence = IMPLICIT;") && zero.iter().any(|rule| self.text.contains(rule))
    }

    fn file_of(number: u64) -> String {
        format!("c{number}.proto")
    }

    pub(super) fn file(&self) -> String {
        Self::file_of(self.number)
    }

    /// Returns the descriptors of the file and of its imports.
    pub(super) fn descriptors(&self) -> Vec<u8> {
        encode_files(&self.schema, self.schema.files.ids(), false)
    }

    /// Generates the code.
    pub(super) fn code(&self) -> Result<Code, Report> {
        let schema = &self.schema;
        let mut additions = Additions::default();
        additions.validate.is_enabled = true;
        let settings = RustSettings::default();
        let mut files = additions::generate(schema, &schema.requested, &settings, &additions, &[])?;
        files.remove("mod.rs");
        let generator = Generator::new(schema, &schema.requested, &settings).expect("there are no extern paths");
        let declared = schema.requested.iter().flat_map(|&file| &schema[file].messages);
        let messages = declared.map(|&id| {
            let path = generator.type_path(Element::Message(id)).join("::");
            (schema.text(schema[id].full_name).to_owned(), path)
        });
        Ok(Code { messages: messages.collect(), files })
    }
}

//! An input of a target, and its compiler.

use protoward_compiler::Compiler;
use protoward_source::MemoryTree;

use super::inputs::Files;

/// An input: the file to compile or the bytes to read, with the imported files.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) imports: Files,
}

pub(super) fn compiler(input: &Input) -> Compiler {
    let own = std::iter::once((input.name.clone(), input.bytes.clone()));
    let imports = input.imports.iter().map(|(name, text)| (name.clone(), text.clone()));
    // The file itself comes last: an import of its own name must find the mutated text.
    Compiler::new().resolver(MemoryTree::new(imports.chain(own)))
}

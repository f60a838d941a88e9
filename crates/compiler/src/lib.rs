//! Compiles `.proto` files without `protoc`: proto2, proto3, and editions 2023, 2024 and 2026.
//!
//! In: names of files, and [`Resolver`]s that find them and what they import. Out: a linked [`Schema`], or the bytes of the
//! `FileDescriptorSet` that `protoc` writes, byte for byte; and all errors of all files, with places.
//! [`Compiler`] is the way in. [`compile`], [`descriptor_set`] and [`make`] are the functions below it, for programs that render
//! diagnostics themselves.
//!
//! The crate has no command line, reads no configuration and no Git repository, starts no process, and sets no allocator.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//!
//! let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\";\nmessage User { string name = 1; }\n")]);
//! let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
//! assert!(compiled.schema().find("User").is_some());
//! let descriptors: Vec<u8> = compiled.encode();
//! # assert!(!descriptors.is_empty());
//! # Ok::<(), protoward_compiler::CompileError>(())
//! ```
//!
//! # Features
//!
//! - `miette`: errors as diagnostics of miette.
//! - `prost-types`: descriptors as messages of prost-types.
//! - `reflect`: a `prost_reflect::DescriptorPool` of a schema.

#![forbid(unsafe_code)]

mod compiled;
mod compiler;
mod diagnostics;
mod error;
mod inputs;
mod known;
mod link;
mod load;
mod make;
mod names;
mod order;
#[cfg(feature = "miette")]
mod problems;
#[cfg(feature = "prost-types")]
pub mod prost;
mod read;
mod shared;
mod units;
mod well_known;

pub use compiled::{Compiled, CompiledFile};
pub use compiler::Compiler;
pub use error::{CompileError, Warnings};
pub use inputs::{Inputs, Options, UnstableEditions};
pub use make::{Made, Wanted, WantedSet, make};
pub use names::name_of;
pub use protoward_schema::Schema;
pub use protoward_source::{
    Diagnostic, FolderTree, Layered, MemoryTree, ReadError, Report, Resolver, Sources, Tree, from_fn, plain,
};
pub use well_known::{well_known, well_known_types};

use crate::link::Linked;
use protoward_schema::descriptor::Encode;
use protoward_source::parallel;
use shared::Survey;
use units::Linking;

/// What came out of a compilation.
#[derive(Clone, Debug, Default)]
pub struct Compilation {
    /// The schema: everything that could be compiled. Only whole where `report` has no errors.
    pub schema: Schema,
    /// What is wrong, in the order of the files.
    pub report: Report,
}

/// Compiles files and all that they import. Never fails: what is wrong is said in the report, for all files at once.
///
/// The texts that were read are added to `sources`, so that the report can be shown with them.
///
/// ```
/// use protoward_compiler::{Inputs, Options, compile};
/// use protoward_source::{MemoryTree, Sources};
///
/// let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\";\nmessage User { string name = 1; }\n")]);
/// let mut sources = Sources::default();
/// let compilation = compile(&Inputs::tree(tree, ["user.proto"]), &Options::default(), &mut sources);
/// assert!(!compilation.report.has_errors());
/// assert!(compilation.schema.find("User").is_some());
/// ```
pub fn compile(inputs: &Inputs, options: &Options, sources: &mut Sources) -> Compilation {
    let schema = |linked: &Linked<'_>, report: &mut Report| linked.schema(report);
    let (schema, report) = linked(inputs, options, sources, Linking { both: false, then: schema });
    Compilation { schema, report }
}

/// Compiles files to the bytes of a `FileDescriptorSet`, as `protoc` writes it, which `take` gets piece by piece. Nothing
/// is written where anything is wrong.
///
/// No schema is made on the way, so that this is the fastest way from text to bytes, and takes the least memory.
///
/// ```
/// use protoward_compiler::{Inputs, Options, descriptor_set};
/// use protoward_schema::descriptor::Encode;
/// use protoward_source::{MemoryTree, Sources};
///
/// let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\";\nmessage User { string name = 1; }\n")]);
/// let (mut sources, mut set) = (Sources::default(), Vec::new());
/// let what = Encode { imports: true, source_info: true };
/// let inputs = Inputs::tree(tree, ["user.proto"]);
/// let report = descriptor_set(&inputs, &Options::default(), &mut sources, what, |piece| set.extend_from_slice(piece));
/// assert!(!report.has_errors());
/// assert!(!set.is_empty());
/// ```
pub fn descriptor_set(
    inputs: &Inputs,
    options: &Options,
    sources: &mut Sources,
    what: Encode,
    mut take: impl FnMut(&[u8]) + Send,
) -> Report {
    let write = |linked: &Linked<'_>, report: &mut Report| {
        if !report.has_errors() {
            linked.descriptor_set(what.imports, what.source_info, &mut take);
        }
    };
    linked(inputs, options, sources, Linking { both: false, then: write }).1
}

/// Two versions of the same files, compiled to be compared: in both schemas, files are left out that are the same on both
/// sides, as is all that they import, and that nothing else needs. Rules find the same in them as in the whole, in less
/// time and memory.
///
/// All of the new side is checked. Where it has errors, nothing is made of the old one. `keep` says of the text of a
/// file whether it stays nevertheless.
pub fn compile_both(
    new: &Inputs,
    old: &Inputs,
    keep: &(dyn Fn(&[u8]) -> bool + Sync),
    options: &Options,
    sources: &mut Sources,
) -> (Compilation, Compilation) {
    parallel::with_stack(|| {
        let mut report = Report::default();
        let loaded = load::load(new, options, sources, &mut report);
        let order = order::order(&loaded, sources, &mut report);
        let survey = Survey::new(&loaded, old, options, sources, keep);
        let part = |linked: &Linked<'_>, report: &mut Report| {
            linked.part(|file| survey.wants(order.files[file.index()]), report)
        };
        let schema = units::link(&loaded, &order, options, sources, &mut report, Linking { both: false, then: part });
        let new = Compilation { schema, report };
        if new.report.has_errors() {
            return (new, Compilation::default());
        }
        let mut report = Report::default();
        let then = survey.load(&loaded, old, options, sources, &mut report);
        if options.leave_memory {
            std::mem::forget(loaded);
        }
        let order = order::order(&then, sources, &mut report);
        let whole = |linked: &Linked<'_>, report: &mut Report| linked.schema(report);
        let schema = units::link(&then, &order, options, sources, &mut report, Linking { both: false, then: whole });
        (new, Compilation { schema, report })
    })
}

/// Loads and links, and does with it what is wanted.
fn linked<R: Default + Send>(
    inputs: &Inputs,
    options: &Options,
    sources: &mut Sources,
    linking: Linking<impl FnOnce(&Linked<'_>, &mut Report) -> R + Send>,
) -> (R, Report) {
    parallel::with_stack(|| {
        let mut report = Report::default();
        let loaded = load::load(inputs, options, sources, &mut report);
        let order = order::order(&loaded, sources, &mut report);
        let result = units::link(&loaded, &order, options, sources, &mut report, linking);
        if options.leave_memory {
            std::mem::forget(loaded);
        }
        (result, report)
    })
}

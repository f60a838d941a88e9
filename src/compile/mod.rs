//! The seam: `.proto` files in, a linked [`Schema`] and what is wrong with them out.
//!
//! In: [`Inputs`], trees of files and the names to compile. Out: a [`Compilation`].
//! What is behind it can be replaced without any other room noticing. It must not know rules, output formats or configuration.

mod compiled;
mod compiler;
mod diagnostics;
mod error;
mod inputs;
mod load;
mod names;
mod order;
mod read;
mod units;
mod well_known;

use std::collections::HashSet;

pub use compiled::{Compiled, CompiledFile};
pub use compiler::Compiler;
pub use error::{CompileError, Warnings};
pub use inputs::{Inputs, Options};
#[cfg(feature = "tonic")]
pub(crate) use names::name_of;
pub use well_known::{well_known, well_known_types};

use crate::parallel;
use crate::report::Report;
use crate::schema::Schema;
use crate::source::Sources;

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
/// use protoward::compile::{Inputs, Options, compile};
/// use protoward::source::{MemoryTree, Sources};
///
/// let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\";\nmessage User { string name = 1; }\n")]);
/// let mut sources = Sources::default();
/// let compilation = compile(&Inputs::tree(tree, ["user.proto"]), &Options::default(), &mut sources);
/// assert!(!compilation.report.has_errors());
/// assert!(compilation.schema.find("User").is_some());
/// ```
pub fn compile(inputs: &Inputs, options: &Options, sources: &mut Sources) -> Compilation {
    parallel::with_stack(|| {
        let mut report = Report::default();
        let loaded = load::load(inputs, options, sources, &mut report);
        let order = order::order(&loaded, sources, &mut report);
        let threads = parallel::threads(options.threads);
        let mut schema = units::schema(&loaded, &order, sources, threads, &mut report);
        mark_imports(&mut schema, inputs);
        Compilation { schema, report }
    })
}

fn mark_imports(schema: &mut Schema, inputs: &Inputs) {
    let targets: HashSet<&str> = inputs.targets.iter().map(String::as_str).collect();
    for id in schema.files.ids() {
        let is_import = !targets.contains(schema.text(schema[id].path));
        schema.files[id].is_import = is_import;
    }
}

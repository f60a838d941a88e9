//! Trees of parsed files become one schema: names become ids, options bytes, and every place is noted.
//!
//! In: [`Unit`]s, in the order of their imports. Out: [`Linked`] files, which become a schema or bytes, with a report of
//! what is wrong. A pass reads the tables of earlier passes and gives its own; nothing is filled in later.
//! It must not know where texts come from, nor any output format but descriptors.

mod checks;
mod collect;
mod defaults;
mod descriptors;
mod diagnostics;
mod elsewhere;
mod features;
mod linked;
mod lower;
mod names;
mod options;
mod resolve;
mod scopes;
mod source_info;
#[cfg(test)]
mod stages;
mod turns;
mod unit;
mod verdict;
mod vocabulary;

pub(crate) use collect::Outline;
pub use linked::{Compilation, Linked};
pub(crate) use options::declares_options;
pub(crate) use turns::Turns;
pub(crate) use unit::Unit;

use std::sync::OnceLock;

use lower::Tables;
use protoward_schema::{FileId, Id};
use protoward_source::{Report, Sources};
use resolve::Collected;

/// How to link.
pub(crate) struct How<'a> {
    /// The number of units that are linked, from the start; the others only lend their declarations.
    pub(crate) files: usize,
    /// The files that were asked for, in the order in which they are written where imports are left out.
    pub(crate) asked_for: Vec<FileId>,
    /// The number of threads.
    pub(crate) threads: usize,
    /// `true` if options whose retention is the source are kept.
    pub(crate) retain: bool,
    /// `true` if a file is reported as wrong because it imports one with errors.
    pub(crate) blame_imports: bool,
    /// The order in which protoc reports errors.
    pub(crate) turns: &'a Turns,
}

/// Links files. What is wrong is added to `report`, file by file, in the order in which protoc would find it.
pub(crate) fn link<'t>(units: Vec<Unit<'t>>, how: How<'_>, sources: &'t Sources, mut report: Report) -> Linked<'t> {
    let How { files, threads, retain, .. } = how;
    let decls = collect::collect(&units, threads);
    let scopes = scopes::scopes(&units);
    let mut earlier = checks::Earlier::default();
    let collected = Collected { units: &units, decls: &decls, sources, threads };
    let types = resolve::resolve(collected, &scopes, &mut earlier.types);
    let options = options::options(collected, &types, retain, &mut earlier.options);
    let features = features::features(&units, &decls, &options);
    let tables = Tables { units: &units, decls: &decls, types: &types, options: &options, features: &features };
    let checked = checks::check(tables, files, sources, threads, earlier);
    let is_good = verdict::verdict(&units, &how, checked, sources, &mut report);
    let good = (0..files).filter(|&index| is_good[index]).map(Id::new).collect();
    let other = OnceLock::new();
    let How { asked_for, .. } = how;
    Linked { units, decls, types, options, other, features, sources, report, retain, good, asked_for, threads }
}

//! Linking: converts syntax trees to one schema by resolving names, options and features.
//!
//! Input: [`CompilationUnit`]s in topological order. Output: [`Linked`] files with a report, from which schemas and descriptors
//! are produced. A pass reads the tables of earlier passes and returns its own; no table is changed later. Linking does
//! not know where texts come from, nor any output format but descriptors.

mod checks;
mod collect;
mod defaults;
mod descriptors;
mod diagnostics;
mod features;
mod linked;
mod lower;
mod names;
mod options;
mod proposals;
mod report_order;
mod resolve;
mod scopes;
mod source_info;
#[cfg(test)]
mod stages;
mod type_names;
mod unit;
mod verdict;

pub(crate) use collect::Outline;
pub use linked::{Compilation, Linked, LinkedFile};
pub use names::map_entry_name;
pub(crate) use options::declares_options;
pub(crate) use report_order::ReportOrder;
pub(crate) use unit::CompilationUnit;

use std::sync::OnceLock;

use lower::PassTables;
use protoward_schema::{FileId, Id};
use protoward_source::{Report, Sources};
use resolve::Collected;

pub(crate) struct LinkSettings<'a> {
    /// The number of units to link, from the start. Later units only provide declarations.
    pub(crate) files: usize,
    /// The requested files, in the order in which protoc writes them without imports.
    pub(crate) requested: Vec<FileId>,
    pub(crate) threads: usize,
    /// `true` to keep options of source retention.
    pub(crate) retain: bool,
    /// `true` to report a file that imports a file with errors.
    pub(crate) blame_imports: bool,
    /// The order in which protoc reports errors.
    pub(crate) turns: &'a ReportOrder,
}

/// Links files. Adds diagnostics to `report`, file by file, in the order of protoc.
pub(crate) fn link<'t>(
    units: Vec<CompilationUnit<'t>>,
    settings: LinkSettings<'_>,
    sources: &'t Sources,
    mut report: Report,
) -> Linked<'t> {
    let LinkSettings { files, threads, retain, blame_imports, .. } = settings;
    let decls = collect::collect(&units, threads);
    let scopes = scopes::scopes(&units);
    let mut earlier = checks::EarlierReports::default();
    let collected = Collected { units: &units, decls: &decls, sources, threads };
    let types = resolve::resolve(collected, &scopes, blame_imports, &mut earlier.types);
    let options = options::options(collected, &types, retain, &mut earlier.options);
    let features = features::features(&units, &decls, &options);
    let tables = PassTables { units: &units, decls: &decls, types: &types, options: &options, features: &features };
    let checked = checks::check(tables, files, sources, threads, earlier);
    let is_good = verdict::verdict(&units, &settings, checked, &types.displaced, sources, &mut report);
    let good = (0..files).filter(|&index| is_good[index]).map(Id::new).collect();
    let other = OnceLock::new();
    let LinkSettings { requested, .. } = settings;
    Linked { units, decls, types, options, other, features, sources, report, retain, good, requested, threads }
}

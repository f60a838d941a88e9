//! Trees of parsed files become one schema: names become ids, options bytes, and every place is noted.
//!
//! In: [`Unit`]s, in the order of their imports. Out: [`Linked`] files, which can be had as a schema or as bytes, and in
//! the report what is wrong. A pass reads the tables of earlier passes and gives its own; nothing is filled in later.
//! It must not know where texts come from, nor any output format but descriptors.

mod checks;
mod collect;
mod defaults;
mod descriptors;
mod diagnostics;
mod elsewhere;
mod features;
mod imports;
mod linked;
mod lower;
mod missing;
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
pub(crate) use linked::Linked;
pub(crate) use options::declares_options;
pub(crate) use turns::Turns;
pub(crate) use unit::Unit;

use lower::Tables;
use protoward_schema::{FileId, Id};
use protoward_source::{Report, Sources};

/// How to link.
#[derive(Clone, Copy)]
pub(crate) struct How<'a> {
    /// How many of the units are linked, from the start; the others only lend their declarations.
    pub(crate) files: usize,
    /// Those of them that were asked for, in the order in which they are written where imports are left out.
    pub(crate) asked_for: &'a [FileId],
    /// How many threads work.
    pub(crate) threads: usize,
    /// Whether options are kept that are meant for the source only.
    pub(crate) retain: bool,
    /// Whether the other reading of the options is wanted as well: for [`Linked::descriptors`].
    pub(crate) both: bool,
    /// Whether files are said to be wrong that import one with errors.
    pub(crate) blame_imports: bool,
    /// When protoc speaks of what.
    pub(crate) turns: &'a Turns,
    /// Whether tables are left in memory.
    pub(crate) leave_memory: bool,
}

/// Links files, and hands on what came of it. What is wrong is said in the report, file by file, in the order in which
/// protoc would come upon it.
pub(crate) fn link<R>(
    units: &[Unit<'_>],
    how: How<'_>,
    sources: &Sources,
    report: &mut Report,
    then: impl FnOnce(&Linked<'_>, &mut Report) -> R,
) -> R {
    let How { files, threads, retain, leave_memory, .. } = how;
    let decls = collect::collect(units, threads);
    let scopes = scopes::scopes(units);
    let mut earlier = checks::Earlier::default();
    let types = resolve::resolve(units, &decls, &scopes, sources, threads, &mut earlier.types);
    let options = options::options(units, &decls, &types, sources, threads, &mut earlier.options, retain);
    let features = features::features(units, &decls, &options);
    let tables = Tables { units, decls: &decls, types: &types, options: &options, features: &features };
    let checked = checks::check(tables, files, sources, threads, earlier);
    let is_good = verdict::verdict(units, how, checked, sources, report);
    let good = (0..files).filter(|&index| is_good[index]).map(Id::new).collect();
    let other = how.both.then(|| {
        let mut said = options::Said::default();
        options::options(units, &decls, &types, sources, threads, &mut said, !retain)
    });
    let linked = Linked { tables, other: other.as_ref(), retain, good, asked_for: how.asked_for, threads };
    let result = then(&linked, report);
    if leave_memory {
        std::mem::forget((decls, types, options, other, features));
    }
    result
}

//! Trees of parsed files become one schema: names become ids, options bytes, and every place is noted.
//!
//! In: [`Unit`]s, in the order of their imports. Out: [`Linked`] files, which can be had as a schema or as bytes, and in
//! the report what is wrong. A pass reads the tables of earlier passes and gives its own; nothing is filled in later.
//! It must not know where texts come from, nor any output format but descriptors.

mod checks;
mod collect;
mod defaults;
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
mod unit;
mod vocabulary;

use std::collections::{HashMap, HashSet};

pub(crate) use collect::Outline;
pub(crate) use linked::Linked;
pub(crate) use unit::Unit;

use crate::report::{Report, Severity};
use crate::schema::{FileId, Id};
use crate::source::{SourceId, Sources};
use checks::Checked;
use lower::Tables;

/// How to link.
#[derive(Clone, Copy, Debug)]
pub(crate) struct How {
    /// How many of the units are linked, from the start; the others only lend their declarations.
    pub(crate) files: usize,
    /// How many threads work.
    pub(crate) threads: usize,
    /// Whether options are kept that are meant for the source only.
    pub(crate) retain: bool,
}

/// Links files, and hands on what came of it. What is wrong is said in the report, file by file, in the order in which
/// protoc would come upon it.
pub(crate) fn link<R>(
    units: &[Unit<'_>],
    how: How,
    sources: &Sources,
    report: &mut Report,
    then: impl FnOnce(&Linked<'_>, &mut Report) -> R,
) -> R {
    let How { files, threads, retain } = how;
    let decls = collect::collect(units, threads);
    let scopes = scopes::scopes(units);
    let mut earlier = checks::Earlier::default();
    let types = resolve::resolve(units, &decls, &scopes, sources, threads, &mut earlier.types);
    let options = options::options(units, &decls, &types, sources, threads, &mut earlier.options, retain);
    let features = features::features(units, &decls, &options);
    let tables = Tables { units, decls: &decls, types: &types, options: &options, features: &features };
    let checked = checks::check(tables, files, sources, threads, earlier);
    let good = good(units, files, &checked);
    let ranks: HashMap<SourceId, usize> = units.iter().enumerate().map(|(rank, unit)| (unit.source, rank)).collect();
    for mut said in [checked.of_files, checked.late] {
        said.sort_by_text(|source| ranks.get(&source).copied());
        report.append(said);
    }
    then(&Linked { tables, good, threads }, report)
}

/// The files in which nothing is wrong, nor in what they import.
fn good(units: &[Unit<'_>], files: usize, checked: &Checked) -> Vec<FileId> {
    let said = checked.of_files.iter().chain(&checked.late);
    let errors = said.filter(|diagnostic| diagnostic.severity == Severity::Error);
    let broken: HashSet<SourceId> = errors.filter_map(|error| Some(error.place()?.source)).collect();
    let mut good = vec![false; units.len()];
    for (index, unit) in units[..files].iter().enumerate() {
        let imports_good = unit.imports.iter().all(|import| import.is_some_and(|file| good[file.index()]));
        good[index] = imports_good && !broken.contains(&unit.source);
    }
    (0..files).filter(|&index| good[index]).map(Id::new).collect()
}

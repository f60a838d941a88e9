//! Trees of parsed files become one schema: names become ids, options bytes, and every place is noted.
//!
//! In: [`Unit`]s, in the order of their imports. Out: a [`Schema`], and in the report every name and every option that
//! stands for nothing. A pass reads the tables of earlier passes and gives its own; nothing is filled in later.
//! It must not know where texts come from, nor any output format but descriptors.

mod checks;
mod collect;
mod defaults;
mod diagnostics;
mod elsewhere;
mod features;
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
pub(crate) use unit::Unit;

use crate::descriptor;
use crate::report::{Report, Severity};
use crate::schema::{FileId, Id, Schema};
use crate::source::{SourceId, Sources};
use crate::syntax::ast::OptionDecl;
use lower::Tables;

/// Links the first `files` of the units; the others only lend their declarations. What is wrong is said in the report,
/// file by file, in the order in which protoc would come upon it; the schema holds the files in which nothing is wrong,
/// and in nothing that they import.
pub(crate) fn link(units: &[Unit<'_>], files: usize, sources: &Sources, threads: usize, report: &mut Report) -> Schema {
    let mut said = Report::default();
    let decls = collect::collect(units, threads);
    let scopes = scopes::scopes(units);
    let mut earlier = checks::Earlier::default();
    let types = resolve::resolve(units, &decls, &scopes, sources, threads, &mut earlier.types);
    let options = options::options(units, &decls, &types, sources, threads, &mut earlier.options, false);
    let features = features::features(units, &decls, &options);
    let made = lower::make(units, &decls, &types);
    let tables = Tables { units, decls: &decls, types: &types, options: &options, features: &features, made: &made };
    checks::check(tables, files, sources, earlier, &mut said);
    let good = good(units, files, &said);
    let ranks: HashMap<SourceId, usize> = units.iter().enumerate().map(|(rank, unit)| (unit.source, rank)).collect();
    said.sort_by_text(|source| ranks.get(&source).copied());
    report.append(said);
    let source_info = source_info(&good, tables);
    let lowered = lower::lower(tables, &good, &source_info);
    let source_of: HashMap<&str, SourceId> = units.iter().map(|unit| (unit.name, unit.source)).collect();
    let schema = descriptor::link_raw(&lowered, units[0].source, |name| source_of[name]);
    schema.map_err(|diagnostic| report.push(*diagnostic)).unwrap_or_default()
}

/// The files in which nothing is wrong, nor in what they import.
fn good(units: &[Unit<'_>], files: usize, said: &Report) -> Vec<FileId> {
    let errors = said.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let broken: HashSet<SourceId> = errors.filter_map(|error| Some(error.place()?.source)).collect();
    let mut good = vec![false; units.len()];
    for (index, unit) in units[..files].iter().enumerate() {
        let imports_good = unit.imports.iter().all(|import| import.is_some_and(|file| good[file.index()]));
        good[index] = imports_good && !broken.contains(&unit.source);
    }
    (0..files).filter(|&index| good[index]).map(Id::new).collect()
}

/// A serialized `SourceCodeInfo` for each of these files.
fn source_info(files: &[FileId], tables: Tables<'_>) -> HashMap<FileId, Vec<u8>> {
    let options = tables.options;
    let info = |&file: &FileId| {
        let place = |decl: &OptionDecl| options.places[file].of(decl);
        (file, source_info::source_info(&tables.units[file.index()], &place))
    };
    files.iter().map(info).collect()
}

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
mod lower;
mod names;
mod options;
mod resolve;
mod scopes;
mod source_info;
mod unit;

use std::collections::{BTreeSet, HashMap};

pub(crate) use unit::Unit;

use crate::descriptor;
use crate::report::{Diagnostic, Report};
use crate::schema::{FileId, IdMap, Schema};
use crate::source::{SourceId, Sources};
use crate::syntax::ast::OptionDecl;
use collect::Decls;
use lower::Tables;
use resolve::Types;
use source_info::OptionPlace;

/// Files whose names have been looked up.
pub(crate) struct Named<'t> {
    decls: Decls<'t>,
    types: Types,
    /// The files that have a mistake in a name.
    pub(crate) broken: BTreeSet<FileId>,
}

/// Looks up every name that a declaration uses.
pub(crate) fn names<'t>(units: &[Unit<'t>], sources: &Sources, report: &mut Report) -> Named<'t> {
    let decls = collect::collect(units);
    let scopes = scopes::scopes(units);
    let clashes = collect::clashes(&decls, units, sources, report);
    let types = resolve::resolve(units, &decls, &scopes, sources, report);
    let lazy = checks::lazy_extensions(units, &decls, sources, report);
    let broken = clashes.into_iter().chain(types.broken.iter().copied()).chain(lazy).collect();
    Named { decls, types, broken }
}

/// Interprets options, and makes the schema of the first `files` of the units; the others lend their declarations.
///
/// # Errors
/// When the files contradict each other in a way that an earlier check should have found.
pub(crate) fn schema(
    units: &[Unit<'_>],
    named: &Named<'_>,
    files: usize,
    sources: &Sources,
    report: &mut Report,
) -> Result<Schema, Box<Diagnostic>> {
    let Named { decls, types, .. } = named;
    let options = options::options(units, decls, types, sources, report, false);
    let place = |file: FileId| {
        let options = &options;
        move |decl: &OptionDecl| {
            let statement = (file, decl.span.start);
            match options.paths.get(&statement) {
                Some(path) => OptionPlace::At(path),
                None if options.inside.contains(&statement) => OptionPlace::Inside,
                None => OptionPlace::Gone,
            }
        }
    };
    let source_info: IdMap<_, _> =
        decls.files.iter().zip(units).map(|((file, _), unit)| source_info::source_info(unit, &place(file))).collect();
    let made = lower::make(units, decls, types);
    let tables = Tables { units, decls, types, options: &options, made: &made, source_info: &source_info };
    let lowered = lower::lower(tables, files);
    let source_of: HashMap<&str, SourceId> = units.iter().map(|unit| (unit.name, unit.source)).collect();
    descriptor::link_raw(&lowered, units[0].source, |name| source_of[name])
}

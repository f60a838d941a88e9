//! Names of parsed files become ids.
//!
//! In: [`Unit`]s, in the order of their imports. Out: in the report, every name that stands for nothing, for the wrong
//! thing, or for two things. A pass reads the tables of earlier passes and gives its own; nothing is filled in later.
//! It must not know where texts come from, nor any output format.

#![expect(dead_code, reason = "descriptors are going to be made from these tables; the backend makes them today")]

mod collect;
mod diagnostics;
mod elsewhere;
mod names;
mod resolve;
mod scopes;
mod unit;

use std::collections::BTreeSet;

pub(crate) use unit::Unit;

use crate::report::Report;
use crate::schema::FileId;
use crate::source::Sources;

/// Looks up every name that a declaration uses. The files with a mistake among `units` are given back.
pub(crate) fn check(units: &[Unit<'_>], sources: &Sources, report: &mut Report) -> BTreeSet<FileId> {
    let decls = collect::collect(units);
    let scopes = scopes::scopes(units);
    let clashes = collect::clashes(&decls, units, sources, report);
    let types = resolve::resolve(units, &decls, &scopes, sources, report);
    clashes.into_iter().chain(types.broken).collect()
}

//! First pass: assigns an id and a full name to each declaration.
//!
//! Input: files and their outlines. Output: [`Decls`]. Ids are assigned file by file in source order, a message before
//! its contents. Outlines determine the id range of each file in advance, so files are collected in parallel and merged
//! in order. This pass does not resolve any name.

mod decls;
mod outline;
mod symbol;
mod symbols;
mod traverse;
mod walk;

pub(super) use decls::{
    Declared, Decls, EnumEntry, FieldDecl, FieldEntry, FieldScope, MessageDecl, MessageEntry, MessagesByField,
};
pub(crate) use outline::Outline;
pub(super) use symbol::{NameClash, ScopedName, Symbol};
pub(super) use symbols::{PackageId, Resolution, Target};

use super::unit::CompilationUnit;
use crate::lookup::Hasher;
use protoward_schema::{FileId, Id, IdMap};
use protoward_source::parallel;
use symbols::{Symbols, TopLevel};
use walk::{FilePart, SharedNames};

/// Collects the declarations of all files.
pub(super) fn collect<'t>(units: &[CompilationUnit<'t>], threads: usize) -> Decls<'t> {
    let (ranges, last) = ranges(units);
    let hasher = Hasher::default();
    let mut decls = room(units.len(), &last, hasher.clone());
    let mut next = 0;
    let walk = |index: usize| walk::walk(&units[index], Id::new(index), ranges[index].clone(), &hasher);
    parallel::each(units.len(), threads, walk, |part| {
        decls.add(&units[next], part);
        next += 1;
    });
    decls
}

/// Returns the id range of each file, and the ids that follow all files.
fn ranges(units: &[CompilationUnit<'_>]) -> (Vec<Declared>, Declared) {
    let mut ranges = Vec::with_capacity(units.len());
    let mut last = Declared::default();
    for unit in units {
        last = last.followed_by(unit.outline.counts);
        ranges.push(last.clone());
    }
    (ranges, last)
}

/// Creates tables with capacity for all files.
fn room<'t>(files: usize, last: &Declared, hasher: Hasher) -> Decls<'t> {
    Decls {
        files: IdMap::with_capacity(files),
        messages: IdMap::with_capacity(last.messages.end as usize),
        fields: IdMap::with_capacity(last.fields.end as usize),
        oneofs: IdMap::with_capacity(last.oneofs.end as usize),
        enums: IdMap::with_capacity(last.enums.end as usize),
        enum_values: IdMap::with_capacity(last.enum_values.end as usize),
        services: IdMap::with_capacity(last.services.end as usize),
        methods: IdMap::with_capacity(last.methods.end as usize),
        symbols: Symbols::default(),
        own_messages: MessagesByField::default(),
        clashes: Vec::new(),
        hasher,
    }
}

impl<'t> Decls<'t> {
    /// Adds the declarations of the next file.
    fn add(&mut self, unit: &CompilationUnit<'t>, part: FilePart<'t>) {
        let FilePart { file, messages, fields, oneofs, enums, enum_values, services, methods, own_messages, shared } =
            part;
        let file = self.files.push(file);
        self.messages.append(messages.into_facts());
        self.fields.append(fields.into_facts());
        self.oneofs.append(oneofs.into_facts());
        self.enums.append(enums.into_facts());
        self.enum_values.append(enum_values.into_facts());
        self.services.append(services.into_facts());
        self.methods.append(methods.into_facts());
        self.own_messages.append(own_messages);
        self.share(unit, file, shared);
    }

    /// Adds the package and the top-level names of a file to the shared symbol table.
    fn share(&mut self, unit: &CompilationUnit<'t>, file: FileId, mut shared: SharedNames<'t>) {
        let mut package = PackageId::ROOT;
        if let (Some(name), Some(decl)) = (shared.package, unit.file.package()) {
            package = self.symbols.declare_package(name, file, decl.name.span, &mut self.clashes);
        }
        self.files[file].package_id = package;
        self.clashes.append(&mut shared.clashes);
        for &TopLevel { name, span, symbol } in &shared.top_level {
            if let Err(first) = self.symbols.declare(package, file, name, symbol) {
                let name = ScopedName { scope: shared.package.unwrap_or_default(), name };
                self.clashes.push(NameClash { file, span, name, symbol, first });
            }
        }
    }
}

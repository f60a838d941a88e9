//! First pass: every declaration of every file gets an id and a full name.
//!
//! In: files, and their outlines. Out: [`Decls`]. Ids are given out file by file, in the order of the text; a message
//! comes in front of what it contains. Nothing is looked up, so that files are collected side by side, each behind the
//! ids that the outlines of the files in front of it leave room for; only what files have in common is put together one
//! by one. It must not know what a name is used for.

mod decls;
mod outline;
mod symbols;
mod traverse;
mod walk;

pub(super) use decls::{
    Clash, Declared, Decls, EnumEntry, FieldDecl, FieldEntry, FieldScope, MessageDecl, MessageEntry, Symbol,
};
pub(crate) use outline::Outline;
pub(super) use symbols::{HashMap, PackageId, Target};

use super::unit::Unit;
use protoward_schema::{FileId, Id, IdMap, qualified};
use protoward_source::parallel;
use symbols::{Symbols, TopLevel};
use walk::{Part, Shared};

/// Collects what all files declare.
pub(super) fn collect<'t>(units: &[Unit<'t>], threads: usize) -> Decls<'t> {
    let ranges = ranges(units);
    let mut parts =
        parallel::map(units.len(), threads, |index| walk::walk(&units[index], Id::new(index), ranges[index].clone()));
    let shared: Vec<Shared<'t>> = parts.iter_mut().map(Part::take_shared).collect();
    let (common, mut decls) = parallel::both(threads, || common(units, shared), || together(parts));
    decls.symbols = common.symbols;
    decls.clashes = common.clashes;
    for (index, package) in common.packages.iter().copied().enumerate() {
        decls.files[Id::new(index)].package_id = package;
    }
    decls
}

/// Where the ids of each file are.
fn ranges(units: &[Unit<'_>]) -> Vec<Declared> {
    let mut ranges = Vec::with_capacity(units.len());
    let mut last = Declared::default();
    for unit in units {
        last = last.followed_by(unit.outline.counts);
        ranges.push(last.clone());
    }
    ranges
}

/// What files have in common.
struct Common<'t> {
    symbols: Symbols<'t>,
    /// The package of each file.
    packages: Vec<PackageId>,
    clashes: Vec<Clash>,
}

fn common<'t>(units: &[Unit<'t>], parts: Vec<Shared<'t>>) -> Common<'t> {
    let count = parts.iter().map(|part| part.top_level.len()).sum();
    let mut common = Common { symbols: Symbols::with_capacity(count), packages: Vec::new(), clashes: Vec::new() };
    for (index, part) in parts.into_iter().enumerate() {
        common.file(&units[index], Id::new(index), part);
    }
    common
}

impl<'t> Common<'t> {
    fn file(&mut self, unit: &Unit<'t>, file: FileId, mut part: Shared<'t>) {
        let mut package = PackageId::ROOT;
        if let (Some(name), Some(decl)) = (part.package, outline::package(unit.file)) {
            package = self.symbols.declare_package(name, file, decl.name.span, &mut self.clashes);
        }
        self.packages.push(package);
        self.clashes.append(&mut part.clashes);
        for &TopLevel { name, span, symbol } in &part.top_level {
            if let Err(first) = self.symbols.declare(package, file, name, symbol) {
                let name = qualified(part.package.unwrap_or_default(), name).into();
                self.clashes.push(Clash { file, span, name, symbol, first });
            }
        }
    }
}

/// All parts in one.
fn together<'t>(parts: Vec<Part<'t>>) -> Decls<'t> {
    let total = |count: fn(&Part<'t>) -> usize| parts.iter().map(count).sum();
    let mut decls = Decls {
        files: IdMap::with_capacity(parts.len()),
        messages: IdMap::with_capacity(total(|part| part.messages.len())),
        fields: IdMap::with_capacity(total(|part| part.fields.len())),
        oneofs: IdMap::with_capacity(total(|part| part.oneofs.len())),
        enums: IdMap::with_capacity(total(|part| part.enums.len())),
        enum_values: IdMap::with_capacity(total(|part| part.enum_values.len())),
        services: IdMap::with_capacity(total(|part| part.services.len())),
        methods: IdMap::with_capacity(total(|part| part.methods.len())),
        symbols: Symbols::with_capacity(0),
        clashes: Vec::new(),
    };
    for part in parts {
        decls.files.push(part.file);
        decls.messages.append(part.messages.into_facts());
        decls.fields.append(part.fields.into_facts());
        decls.oneofs.append(part.oneofs.into_facts());
        decls.enums.append(part.enums.into_facts());
        decls.enum_values.append(part.enum_values.into_facts());
        decls.services.append(part.services.into_facts());
        decls.methods.append(part.methods.into_facts());
    }
    decls
}

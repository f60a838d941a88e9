//! What names stand for: packages and what is declared at the top level for all files together, what is inside of a
//! message or a service by the file that declares it.
//!
//! A name is found part by part, so that no full name has to be made to look for it.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use super::decls::{Clash, Symbol};
use protoward_schema::{FileId, MessageId, ServiceId};
use protoward_syntax::ast::Span;

/// A map whose keys the input chooses; it is never iterated over.
pub(in crate::link) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// A part of a package name: `a.b` is inside of `a`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::link) struct PackageId(u32);

impl PackageId {
    /// What has no name, and everything inside of it.
    pub(in crate::link) const ROOT: Self = Self(0);

    const fn index(self) -> usize {
        self.0 as usize
    }
}

pub(super) struct Package<'t> {
    full_name: &'t str,
    parent: PackageId,
    /// Files that declare it, or a package inside of it; sorted.
    files: Vec<FileId>,
}

/// What has members.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::link) enum Owner {
    /// The top level of the file.
    File,
    Message(MessageId),
    Service(ServiceId),
}

/// What a file declares, by where and by which name.
pub(in crate::link) struct Members<'t> {
    by_name: HashMap<(Owner, &'t str), Symbol>,
    /// What is there twice has its members together with the first.
    same: BTreeMap<Owner, Owner>,
}

impl<'t> Members<'t> {
    pub(in crate::link) fn with_capacity(count: usize) -> Self {
        Self { by_name: HashMap::with_capacity_and_hasher(count, Default::default()), same: BTreeMap::new() }
    }

    /// Declares a name.
    ///
    /// # Errors
    /// Gives what has the name already.
    pub(in crate::link) fn declare(&mut self, owner: Owner, name: &'t str, symbol: Symbol) -> Result<(), Symbol> {
        let first = match self.by_name.entry((self.first(owner), name)) {
            Entry::Vacant(vacant) => {
                vacant.insert(symbol);
                return Ok(());
            }
            Entry::Occupied(first) => *first.get(),
        };
        if let (Some(this), Some(first)) = (owner_of(symbol), owner_of(first)) {
            self.same.insert(this, self.first(first));
        }
        Err(first)
    }

    pub(in crate::link) fn find(&self, owner: Owner, name: &str) -> Option<Symbol> {
        self.by_name.get(&(self.first(owner), name)).copied()
    }

    fn first(&self, owner: Owner) -> Owner {
        if self.same.is_empty() { owner } else { self.same.get(&owner).copied().unwrap_or(owner) }
    }
}

/// What has members of its own.
pub(in crate::link) const fn owner_of(symbol: Symbol) -> Option<Owner> {
    match symbol {
        Symbol::Message(id) => Some(Owner::Message(id)),
        Symbol::Service(id) => Some(Owner::Service(id)),
        Symbol::Package
        | Symbol::Field(_)
        | Symbol::Oneof(_)
        | Symbol::Enum(_)
        | Symbol::EnumValue(_)
        | Symbol::Method(_) => None,
    }
}

/// What is found by a name.
#[derive(Clone, Copy)]
pub(in crate::link) enum Target {
    Package(PackageId),
    Declared(FileId, Symbol),
}

/// What is declared at the top level of some file.
#[derive(Clone, Copy)]
pub(in crate::link) struct TopLevel<'t> {
    pub(in crate::link) name: &'t str,
    pub(in crate::link) span: Span,
    pub(in crate::link) symbol: Symbol,
}

/// The names that files have in common.
pub(in crate::link) struct Symbols<'t> {
    packages: Vec<Package<'t>>,
    /// What is right inside of each package.
    inside: HashMap<(PackageId, &'t str), Inside>,
}

/// What has a name inside of a package. Where one is a package and the other is not, the names clash.
#[derive(Clone, Copy, Default)]
struct Inside {
    package: Option<PackageId>,
    declared: Option<(FileId, Symbol)>,
}

impl<'t> Symbols<'t> {
    pub(in crate::link) fn with_capacity(count: usize) -> Self {
        let root = Package { full_name: "", parent: PackageId::ROOT, files: Vec::new() };
        Self { packages: vec![root], inside: HashMap::with_capacity_and_hasher(count, Default::default()) }
    }

    /// Declares the package `a.b.c`, and with it `a` and `a.b`.
    pub(in crate::link) fn declare_package(
        &mut self,
        package: &'t str,
        file: FileId,
        span: Span,
        clashes: &mut Vec<Clash>,
    ) -> PackageId {
        let mut id = PackageId::ROOT;
        let mut end = 0;
        for part in package.split('.') {
            end += part.len();
            let full_name = &package[..end];
            end += 1;
            let inside = self.inside.entry((id, part)).or_default();
            if let Some(first) = inside.declared {
                clashes.push(Clash { file, span, name: full_name.into(), symbol: Symbol::Package, first });
            }
            let new = PackageId(self.packages.len() as u32);
            let found = *inside.package.get_or_insert(new);
            if found == new {
                self.packages.push(Package { full_name, parent: id, files: Vec::new() });
            }
            id = found;
            self.packages[id.index()].files.push(file);
        }
        id
    }

    /// Declares what stands at the top level of a file.
    ///
    /// # Errors
    /// Gives what has the name already.
    pub(in crate::link) fn declare(
        &mut self,
        package: PackageId,
        file: FileId,
        name: &'t str,
        symbol: Symbol,
    ) -> Result<(), (FileId, Symbol)> {
        let inside = self.inside.entry((package, name)).or_default();
        if let Some(taken) = inside.package {
            return Err((self.packages[taken.index()].files[0], Symbol::Package));
        }
        if let Some(first) = inside.declared {
            return Err(first);
        }
        inside.declared = Some((file, symbol));
        Ok(())
    }

    /// What has this name at the top level of files of this package.
    pub(in crate::link) fn top_level(&self, package: PackageId, name: &str) -> Option<(FileId, Symbol)> {
        self.inside.get(&(package, name))?.declared
    }

    /// The package of this name right inside of another.
    pub(in crate::link) fn package_inside(&self, package: PackageId, name: &str) -> Option<PackageId> {
        self.inside.get(&(package, name))?.package
    }

    /// The package around this one; the root is around itself.
    pub(in crate::link) fn around(&self, package: PackageId) -> PackageId {
        self.packages[package.index()].parent
    }

    pub(in crate::link) fn full_name(&self, package: PackageId) -> &'t str {
        self.packages[package.index()].full_name
    }

    /// The files that declare a package, or one inside of it; sorted.
    pub(in crate::link) fn files(&self, package: PackageId) -> &[FileId] {
        &self.packages[package.index()].files
    }
}

//! The symbol tables: packages and top-level declarations are shared by all files, members of messages and services are
//! stored per file.
//!
//! Lookups go component by component, so that no full name has to be built.

use std::collections::hash_map::Entry;
use std::hash::BuildHasher;

use super::symbol::{NameClash, ScopedName, Symbol};
use crate::lookup::{HashMap, Hasher};
use protoward_schema::{FileId, MessageId, Parent, ServiceId};
use protoward_syntax::ast::Span;

/// A component of a package name: `a.b` is inside `a`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::link) struct PackageId(u32);

impl PackageId {
    /// The empty package, which contains everything.
    pub(in crate::link) const ROOT: Self = Self(0);

    const fn index(self) -> usize {
        self.0 as usize
    }
}

pub(super) struct Package<'t> {
    full_name: &'t str,
    parent: PackageId,
    /// The files that declare the package or a package inside it, sorted.
    files: Vec<FileId>,
    /// The direct subpackages, by their last part.
    packages: HashMap<&'t str, PackageId>,
    /// The top-level declarations in the package.
    declared: HashMap<&'t str, (FileId, Symbol)>,
}

impl<'t> Package<'t> {
    fn new(full_name: &'t str, parent: PackageId) -> Self {
        Self { full_name, parent, files: Vec::new(), packages: HashMap::default(), declared: HashMap::default() }
    }
}

/// A declaration that can have named members, or the file itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::link) enum Owner {
    /// The top level of the file.
    File,
    Message(MessageId),
    Service(ServiceId),
}

impl From<Parent> for Owner {
    fn from(parent: Parent) -> Self {
        match parent {
            Parent::File(_) => Self::File,
            Parent::Message(id) => Self::Message(id),
        }
    }
}

/// The names of a file while it is collected.
pub(super) struct FileNames<'t> {
    by_name: HashMap<(Owner, &'t str), Symbol>,
    members: Vec<MemberKey>,
    same: HashMap<Owner, Owner>,
}

impl<'t> FileNames<'t> {
    pub(super) fn with_capacity(count: usize, hasher: Hasher) -> Self {
        let by_name = HashMap::with_capacity_and_hasher(count, hasher);
        Self { by_name, members: Vec::with_capacity(count), same: HashMap::default() }
    }

    /// Declares a name. A second declaration with members shares the members of the first, so that names in both are
    /// found.
    ///
    /// # Errors
    /// Returns the first declaration if the name is already declared.
    pub(super) fn declare(&mut self, owner: Owner, name: &'t str, symbol: Symbol) -> Result<(), Symbol> {
        let owner = first(&self.same, owner);
        let hash = hash(self.by_name.hasher(), owner, name);
        let taken = match self.by_name.entry((owner, name)) {
            Entry::Vacant(vacant) => {
                vacant.insert(symbol);
                if owner != Owner::File {
                    self.members.push(MemberKey { hash, symbol });
                }
                return Ok(());
            }
            Entry::Occupied(taken) => *taken.get(),
        };
        if let (Some(this), Some(taken)) = (owner_of(symbol), owner_of(taken)) {
            self.same.insert(this, first(&self.same, taken));
        }
        Err(taken)
    }

    pub(super) fn into_members(self) -> Members {
        let Self { mut members, same, .. } = self;
        members.sort_unstable_by_key(|member| member.hash);
        // Copies the members, because an allocator may not move a shrunk vector.
        Members { by_hash: Box::from(&members[..]), same }
    }
}

/// The members of the messages and services of a file.
///
/// Most of these names are never looked up. A hash selects the few candidates, and their declarations have the name.
#[derive(Default)]
pub(in crate::link) struct Members {
    /// Sorted by hash.
    by_hash: Box<[MemberKey]>,
    /// Maps a duplicate owner to the first owner of the name, which has the members of both.
    same: HashMap<Owner, Owner>,
}

#[derive(Clone, Copy)]
struct MemberKey {
    /// The hash of the owner and the name.
    hash: u32,
    symbol: Symbol,
}

impl Members {
    /// Returns the members of an owner that may have the name.
    pub(super) fn candidates(&self, owner: Owner, name: &str, hasher: &Hasher) -> impl Iterator<Item = Symbol> {
        let hash = hash(hasher, self.first(owner), name);
        let start = self.by_hash.partition_point(|member| member.hash < hash);
        self.by_hash[start..].iter().take_while(move |member| member.hash == hash).map(|member| member.symbol)
    }

    /// Returns the first of several owners with the same name.
    pub(super) fn first(&self, owner: Owner) -> Owner {
        first(&self.same, owner)
    }
}

fn first(same: &HashMap<Owner, Owner>, owner: Owner) -> Owner {
    if same.is_empty() { owner } else { same.get(&owner).copied().unwrap_or(owner) }
}

fn hash(hasher: &Hasher, owner: Owner, name: &str) -> u32 {
    hasher.hash_one((owner, name)) as u32
}

/// Returns the owner for a declaration with members.
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

/// The target of a name lookup.
#[derive(Clone, Copy)]
pub(in crate::link) enum Target {
    Package(PackageId),
    Declared(FileId, Symbol),
}

/// A declaration of the file's top level, which other files can see.
#[derive(Clone, Copy)]
pub(in crate::link) struct TopLevel<'t> {
    pub(in crate::link) name: &'t str,
    pub(in crate::link) span: Span,
    pub(in crate::link) symbol: Symbol,
}

/// The names that all files share.
pub(in crate::link) struct Symbols<'t> {
    packages: Vec<Package<'t>>,
}

impl Default for Symbols<'_> {
    fn default() -> Self {
        Self { packages: vec![Package::new("", PackageId::ROOT)] }
    }
}

impl<'t> Symbols<'t> {
    /// Declares the package `a.b.c`, and with it `a` and `a.b`.
    pub(in crate::link) fn declare_package(
        &mut self,
        package: &'t str,
        file: FileId,
        span: Span,
        clashes: &mut Vec<NameClash<'t>>,
    ) -> PackageId {
        let mut id = PackageId::ROOT;
        let mut end = 0;
        for part in package.split('.') {
            end += part.len();
            let full_name = &package[..end];
            end += 1;
            let new = PackageId(self.packages.len() as u32);
            let outer = &mut self.packages[id.index()];
            if let Some(&first) = outer.declared.get(part) {
                let name = ScopedName::of(full_name);
                clashes.push(NameClash { file, span, name, symbol: Symbol::Package, first });
            }
            let found = *outer.packages.entry(part).or_insert(new);
            if found == new {
                self.packages.push(Package::new(full_name, id));
            }
            id = found;
            self.packages[id.index()].files.push(file);
        }
        id
    }

    /// Declares a top-level name. A subpackage of the same name counts as a declaration.
    ///
    /// # Errors
    /// Returns the first declaration if the name is already declared.
    pub(in crate::link) fn declare(
        &mut self,
        package: PackageId,
        file: FileId,
        name: &'t str,
        symbol: Symbol,
    ) -> Result<(), (FileId, Symbol)> {
        let inside = &mut self.packages[package.index()];
        if let Some(taken) = inside.packages.get(name).copied() {
            return Err((self.packages[taken.index()].files[0], Symbol::Package));
        }
        match inside.declared.entry(name) {
            Entry::Vacant(vacant) => {
                vacant.insert((file, symbol));
                Ok(())
            }
            Entry::Occupied(first) => Err(*first.get()),
        }
    }

    /// Returns the top-level declaration of this name in a package.
    pub(in crate::link) fn top_level(&self, package: PackageId, name: &str) -> Option<(FileId, Symbol)> {
        self.packages[package.index()].declared.get(name).copied()
    }

    /// Returns the direct subpackage of this name.
    pub(in crate::link) fn package_inside(&self, package: PackageId, name: &str) -> Option<PackageId> {
        self.packages[package.index()].packages.get(name).copied()
    }

    /// Returns the parent package. The root is its own parent.
    pub(in crate::link) fn around(&self, package: PackageId) -> PackageId {
        self.packages[package.index()].parent
    }

    pub(in crate::link) fn full_name(&self, package: PackageId) -> &'t str {
        self.packages[package.index()].full_name
    }

    /// Returns the files that declare a package or a package inside it, sorted.
    pub(in crate::link) fn files(&self, package: PackageId) -> &[FileId] {
        &self.packages[package.index()].files
    }
}

/// The result of a name lookup.
#[derive(Clone, Copy)]
pub(in crate::link) enum Resolution {
    Symbol(Symbol),
    /// The first component was found in this target, without the rest.
    NotInside(Target),
    Nothing,
}

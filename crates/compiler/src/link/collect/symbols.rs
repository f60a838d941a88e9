//! What names stand for: packages and what is declared at the top level for all files together, what is inside of a
//! message or a service by the file that declares it.
//!
//! A name is found part by part, so that no full name has to be made to look for it.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::hash::BuildHasher;

use super::decls::{Clash, Symbol};
use protoward_schema::{FileId, MessageId, Parent, ServiceId};
use protoward_syntax::ast::Span;

/// A map whose keys the input chooses; it is never iterated over.
pub(in crate::link) type HashMap<K, V> = std::collections::HashMap<K, V, Hasher>;

/// The seed of hashes.
pub(in crate::link) type Hasher = foldhash::fast::RandomState;

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
    /// The packages right inside of it.
    packages: HashMap<&'t str, PackageId>,
    /// What is declared right inside of it.
    declared: HashMap<&'t str, (FileId, Symbol)>,
}

impl<'t> Package<'t> {
    fn new(full_name: &'t str, parent: PackageId) -> Self {
        Self { full_name, parent, files: Vec::new(), packages: HashMap::default(), declared: HashMap::default() }
    }
}

/// What has members.
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

/// The names that a file declares, while it is collected.
pub(super) struct Names<'t> {
    by_name: HashMap<(Owner, &'t str), Symbol>,
    members: Vec<Member>,
    same: BTreeMap<Owner, Owner>,
}

impl<'t> Names<'t> {
    pub(super) fn with_capacity(count: usize, hasher: Hasher) -> Self {
        let by_name = HashMap::with_capacity_and_hasher(count, hasher);
        Self { by_name, members: Vec::with_capacity(count), same: BTreeMap::new() }
    }

    /// Declares a name.
    ///
    /// # Errors
    /// Gives what has the name already.
    pub(super) fn declare(&mut self, owner: Owner, name: &'t str, symbol: Symbol) -> Result<(), Symbol> {
        let owner = first(&self.same, owner);
        let hash = hash(self.by_name.hasher(), owner, name);
        let taken = match self.by_name.entry((owner, name)) {
            Entry::Vacant(vacant) => {
                vacant.insert(symbol);
                if owner != Owner::File {
                    self.members.push(Member { hash, symbol });
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
        // A copy, as an allocator may leave a vector that is shrunk where it is.
        Members { by_hash: Box::from(&members[..]), same }
    }
}

/// What is declared inside of the messages and services of a file.
///
/// Most of these names are never looked for, and every file has some: a hash finds the few members that may have a name,
/// and their declarations tell which of them has it.
#[derive(Default)]
pub(in crate::link) struct Members {
    /// Sorted.
    by_hash: Box<[Member]>,
    /// What is there twice has its members together with the first.
    same: BTreeMap<Owner, Owner>,
}

#[derive(Clone, Copy)]
struct Member {
    /// Of the owner and the name.
    hash: u32,
    symbol: Symbol,
}

impl Members {
    /// What may have a name inside of an owner.
    pub(super) fn candidates(&self, owner: Owner, name: &str, hasher: &Hasher) -> impl Iterator<Item = Symbol> {
        let hash = hash(hasher, self.first(owner), name);
        let start = self.by_hash.partition_point(|member| member.hash < hash);
        self.by_hash[start..].iter().take_while(move |member| member.hash == hash).map(|member| member.symbol)
    }

    /// The first of several owners that have a name in common, which has the members of all.
    pub(super) fn first(&self, owner: Owner) -> Owner {
        first(&self.same, owner)
    }
}

fn first(same: &BTreeMap<Owner, Owner>, owner: Owner) -> Owner {
    if same.is_empty() { owner } else { same.get(&owner).copied().unwrap_or(owner) }
}

fn hash(hasher: &Hasher, owner: Owner, name: &str) -> u32 {
    hasher.hash_one((owner, name)) as u32
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
        clashes: &mut Vec<Clash>,
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
                clashes.push(Clash { file, span, name: full_name.into(), symbol: Symbol::Package, first });
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

    /// What has this name at the top level of files of this package.
    pub(in crate::link) fn top_level(&self, package: PackageId, name: &str) -> Option<(FileId, Symbol)> {
        self.packages[package.index()].declared.get(name).copied()
    }

    /// The package of this name right inside of another.
    pub(in crate::link) fn package_inside(&self, package: PackageId, name: &str) -> Option<PackageId> {
        self.packages[package.index()].packages.get(name).copied()
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

//! The names that a module or a block declares or imports.

use std::collections::BTreeMap;

use protoward_rust::ident::bare;
use syn::{Item, Meta, UseTree};

/// A path in code: `::a::b`, `crate::a`, `super::a`, `a`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RustPath {
    /// `true` for a path that begins with `::`.
    pub(crate) is_global: bool,
    /// The names between `::`, without `r#`.
    pub(crate) segments: Vec<String>,
}

impl RustPath {
    pub(crate) fn of(path: &syn::Path) -> Self {
        let segments = path.segments.iter().map(|segment| name(&segment.ident)).collect();
        Self { is_global: path.leading_colon.is_some(), segments }
    }

    pub(crate) fn name(name: String) -> Self {
        Self { is_global: false, segments: vec![name] }
    }

    fn with(&self, name: String) -> Self {
        let mut path = self.clone();
        path.segments.push(name);
        path
    }
}

/// The meaning of a name in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// An import, or an alias of a type.
    Path(RustPath),
    /// An item of the crate itself, which is not generated.
    Own,
}

/// The names that a module or a block declares or imports.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub(crate) names: BTreeMap<String, Vec<Binding>>,
    /// The paths of glob imports, without `::*`.
    pub(crate) globs: Vec<RustPath>,
}

impl Scope {
    pub(crate) fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut scope = Self::default();
        items.into_iter().for_each(|item| scope.add(item));
        scope
    }

    /// Adds the names of an item. Functions and constants have a namespace of their own: a function `order` does not hide a
    /// module `order`. They are never generated, so that their names do not matter.
    pub(crate) fn add(&mut self, item: &Item) {
        match item {
            Item::Use(item) => {
                let root = RustPath { is_global: item.leading_colon.is_some(), segments: Vec::new() };
                self.import(&root, &item.tree);
            }
            Item::ExternCrate(item) => {
                let path = RustPath { is_global: item.ident != "self", segments: vec![name(&item.ident)] };
                let name = item.rename.as_ref().map_or_else(|| name(&item.ident), |(_, alias)| name(alias));
                self.bind(name, Binding::Path(path));
            }
            Item::Type(item) => {
                // Other types, such as those associated by a trait, may be any.
                if let syn::Type::Path(ty) = &*item.ty
                    && ty.qself.is_none()
                {
                    self.bind(name(&item.ident), Binding::Path(RustPath::of(&ty.path)));
                }
            }
            Item::Struct(item) if !is_generated(&item.attrs) => self.bind(name(&item.ident), Binding::Own),
            Item::Enum(item) if !is_generated(&item.attrs) => self.bind(name(&item.ident), Binding::Own),
            Item::Union(item) => self.bind(name(&item.ident), Binding::Own),
            Item::Trait(item) => self.bind(name(&item.ident), Binding::Own),
            Item::TraitAlias(item) => self.bind(name(&item.ident), Binding::Own),
            _ => {}
        }
    }

    fn import(&mut self, prefix: &RustPath, tree: &UseTree) {
        match tree {
            UseTree::Path(tree) => self.import(&prefix.with(name(&tree.ident)), &tree.tree),
            UseTree::Name(tree) if tree.ident == "self" => {
                self.import_as(prefix.clone(), prefix.segments.last().cloned())
            }
            UseTree::Name(tree) => self.import_as(prefix.with(name(&tree.ident)), Some(name(&tree.ident))),
            UseTree::Rename(tree) if tree.ident == "self" => self.import_as(prefix.clone(), Some(name(&tree.rename))),
            UseTree::Rename(tree) => self.import_as(prefix.with(name(&tree.ident)), Some(name(&tree.rename))),
            UseTree::Glob(_) => self.globs.push(prefix.clone()),
            UseTree::Group(tree) => tree.items.iter().for_each(|tree| self.import(prefix, tree)),
        }
    }

    fn import_as(&mut self, path: RustPath, name: Option<String>) {
        if let Some(name) = name {
            self.bind(name, Binding::Path(path));
        }
    }

    fn bind(&mut self, name: String, binding: Binding) {
        self.names.entry(name).or_default().push(binding);
    }
}

/// Returns a name without `r#`, which is the same name to Rust.
pub(crate) fn name(ident: &proc_macro2::Ident) -> String {
    bare(&ident.to_string()).to_owned()
}

/// Returns `true` for a type of generated code that has no mark of a generator around it: one that derives a trait of prost.
fn is_generated(attributes: &[syn::Attribute]) -> bool {
    let derives = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("derive") => Some(list.tokens.to_string()),
        _ => None,
    });
    let words = ["Message", "Enumeration", "Oneof"];
    derives.into_iter().any(|derive| derive.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word)))
}

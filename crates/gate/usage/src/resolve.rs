//! The meaning of paths in code.
//!
//! A path that leads to generated code has the elements of its item. A path that leads out of the read crates is unknown: then
//! each item whose name it contains may be meant, unless it contains the complete path of one.

use std::collections::{BTreeMap, BTreeSet};

use super::generated::{Generated, ModulePath};
use super::modules::Modules;
use super::scope::{Binding, RustPath, Scope};
use protoward_schema::Element;

/// Crates that have no code of the user's schema, or only that of well-known types.
pub(crate) const OTHER_CRATES: &[&str] = &[
    "alloc",
    "core",
    "prost",
    "prost_types",
    "protoward_runtime",
    "serde",
    "serde_json",
    "std",
    "tokio",
    "tonic",
    "tonic_prost",
];

/// Names that every module knows. Imports hide them.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
];

/// A possible meaning of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PathTarget {
    /// A module of a crate that was read.
    Module(ModulePath),
    /// A module of generated code: a package, or the nested types of a message.
    Generated(ModulePath),
    /// A generated type, or another item that stands for an element.
    Item(Element),
    /// A name inside of a generated item: a variant, a method, an item in the module of a service.
    Member(Element, String),
    /// An item that is not generated.
    Other,
    /// A path out of the crates that were read, with all imports replaced.
    Unknown(Vec<String>),
}

/// The items that an unknown path may mean.
pub(crate) struct Candidates<'p> {
    /// Each item, with the names after it in the path.
    pub(crate) items: Vec<(Element, &'p [String])>,
    /// `true` if the path contains all modules of the items. Otherwise only a name is the same.
    pub(crate) is_complete: bool,
}

/// Resolves paths in the code of the crates to generated items.
#[derive(Clone, Copy)]
pub(crate) struct Resolver<'a> {
    pub(crate) generated: &'a Generated<'a>,
    pub(crate) modules: &'a Modules,
}

/// The position of a path: its module, and the blocks with imports around it, outermost first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathContext<'a> {
    pub(crate) module: &'a ModulePath,
    pub(crate) blocks: &'a [Scope],
}

/// The names that were looked up in modules. Imports may be circular: a lookup that has not ended has no meanings yet, and
/// `use shop::v1 as shop` names the crate `shop`.
type Lookups = BTreeMap<(ModulePath, String), Targets>;

type Targets = BTreeSet<PathTarget>;

impl Resolver<'_> {
    /// Returns the possible meanings of a path.
    pub(crate) fn resolve(&self, path: &RustPath, context: PathContext<'_>) -> Targets {
        self.path(path, context, &mut Lookups::new())
    }

    fn path(&self, path: &RustPath, context: PathContext<'_>, open: &mut Lookups) -> Targets {
        let Some((first, rest)) = path.segments.split_first() else { return Targets::new() };
        let mut module = context.module.clone();
        let start = match &**first {
            _ if path.is_global => self.library(first, &module),
            "crate" => [PathTarget::Module(module[..1].to_vec())].into(),
            "self" => [PathTarget::Module(module)].into(),
            "super" => {
                module.pop();
                [PathTarget::Module(module)].into()
            }
            _ => self.first(first, context, open),
        };
        rest.iter().fold(start, |targets, name| targets.iter().flat_map(|it| self.inside(it, name, open)).collect())
    }

    /// Returns the meanings of the first name of a path.
    fn first(&self, name: &str, context: PathContext<'_>, open: &mut Lookups) -> Targets {
        for block in context.blocks.iter().rev() {
            let PathContext { module, .. } = context;
            let found = self.in_scope(block, name, module, open);
            if !found.is_empty() {
                return found;
            }
        }
        let found = self.in_module(context.module, name, open);
        if !found.is_empty() {
            return found;
        }
        if PRELUDE.contains(&name) && !self.has_unknown_glob(context, open) {
            return [PathTarget::Other].into();
        }
        self.library(name, context.module)
    }

    /// Returns the meaning of the name of a crate.
    fn library(&self, name: &str, module: &ModulePath) -> Targets {
        let root = module.first().cloned().unwrap_or_default();
        let target = match self.modules.libraries.get(&(root, name.to_owned())) {
            Some(root) => PathTarget::Module(vec![root.clone()]),
            None if OTHER_CRATES.contains(&name) => PathTarget::Other,
            None => PathTarget::Unknown(vec![name.to_owned()]),
        };
        [target].into()
    }

    /// Returns the meanings of a name in a module; nothing if the module does not have it.
    fn in_module(&self, path: &ModulePath, name: &str, open: &mut Lookups) -> Targets {
        let inner: ModulePath = path.iter().cloned().chain([name.to_owned()]).collect();
        let mut found = Targets::new();
        if self.modules.get(&inner).is_some() {
            found.insert(PathTarget::Module(inner));
        }
        let Some(module) = self.modules.get(path) else { return found };
        for included in &module.included {
            found.extend(self.in_generated(included, name));
        }
        if !found.is_empty() {
            return found;
        }
        let key = (path.clone(), name.to_owned());
        if let Some(found) = open.get(&key) {
            return found.clone();
        }
        open.insert(key.clone(), Targets::new());
        let found = self.in_scope(&module.scope, name, path, open);
        open.insert(key, found.clone());
        found
    }

    /// Returns the meanings of a name that a scope declares or imports.
    fn in_scope(&self, scope: &Scope, name: &str, module: &ModulePath, open: &mut Lookups) -> Targets {
        // The paths of imports begin in the module, also those in blocks.
        let context = PathContext { module, blocks: &[] };
        let mut found = Targets::new();
        for binding in scope.names.get(name).into_iter().flatten() {
            match binding {
                Binding::Own => _ = found.insert(PathTarget::Other),
                Binding::Path(path) => found.extend(self.path(path, context, open)),
            }
        }
        if found.is_empty() {
            for glob in &scope.globs {
                let targets = self.path(glob, context, open);
                let inside = |it: &PathTarget| match it {
                    PathTarget::Unknown(_) | PathTarget::Other => Targets::new(),
                    PathTarget::Module(path) => self.in_module(path, name, open),
                    PathTarget::Generated(path) => self.in_generated(path, name),
                    PathTarget::Item(element) if !self.has_member(*element, name) => Targets::new(),
                    known => self.inside(known, name, open),
                };
                found.extend(targets.iter().flat_map(inside).collect::<Targets>());
            }
        }
        found
    }

    /// Returns `true` if an enum, a oneof or a service may have a member of this name.
    fn has_member(&self, element: Element, name: &str) -> bool {
        let names = [name.to_owned()].into();
        match element {
            Element::Enum(id) => {
                let schema = self.generated.schema;
                schema[id].values.iter().any(|&value| self.generated.is_named(value.into(), &names))
            }
            Element::Oneof(id) => {
                let schema = self.generated.schema;
                let fields = &schema[schema[id].message].fields;
                fields.iter().any(|&field| self.generated.is_named(field.into(), &names))
            }
            _ => true,
        }
    }

    fn in_generated(&self, module: &[String], name: &str) -> Targets {
        let inner: ModulePath = module.iter().cloned().chain([name.to_owned()]).collect();
        let mut found: Targets = self.generated.items(module, name).into_iter().map(PathTarget::Item).collect();
        if self.generated.is_module(&inner) {
            found.insert(PathTarget::Generated(inner));
        }
        found
    }

    /// Returns the meanings of a name after a path.
    fn inside(&self, target: &PathTarget, name: &str, open: &mut Lookups) -> Targets {
        let or_unknown = |found: Targets, path: &ModulePath| {
            if found.is_empty() {
                [PathTarget::Unknown(path.iter().cloned().chain([name.to_owned()]).collect())].into()
            } else {
                found
            }
        };
        match target {
            PathTarget::Module(path) if name == "super" => {
                [PathTarget::Module(path[..path.len().max(1) - 1].to_vec())].into()
            }
            PathTarget::Module(path) if name == "self" => [PathTarget::Module(path.clone())].into(),
            PathTarget::Module(path) => or_unknown(self.in_module(path, name, open), path),
            PathTarget::Generated(path) => or_unknown(self.in_generated(path, name), path),
            PathTarget::Item(element) | PathTarget::Member(element, _) => {
                [PathTarget::Member(*element, name.to_owned())].into()
            }
            PathTarget::Other => [PathTarget::Other].into(),
            PathTarget::Unknown(path) => or_unknown(Targets::new(), path),
        }
    }

    /// Returns `true` if a glob import of a module or its blocks leads to names that are not known.
    fn has_unknown_glob(&self, context: PathContext<'_>, open: &mut Lookups) -> bool {
        // The path of a glob import may begin with a name that hides one of every module.
        if open.insert((context.module.clone(), "*".to_owned()), Targets::new()).is_some() {
            return false;
        }
        let module = self.modules.get(context.module).map(|module| &module.scope);
        let globs = context.blocks.iter().chain(module).flat_map(|scope| &scope.globs);
        let context = PathContext { blocks: &[], ..context };
        globs
            .into_iter()
            .any(|glob| self.path(glob, context, open).iter().any(|it| matches!(it, PathTarget::Unknown(_))))
    }

    /// Returns the items that an unknown path may mean.
    pub(crate) fn candidates<'p>(&self, path: &'p [String]) -> Candidates<'p> {
        // Code of another crate often keeps the modules of packages: `api::shop::v1::Order`.
        let complete = (0..path.len()).flat_map(|start| self.walk(&path[start..]));
        let complete = complete.filter(|(_, depth, _)| *depth > 1);
        let items: Vec<_> = complete.map(|(element, _, rest)| (element, rest)).collect();
        if !items.is_empty() {
            return Candidates { items, is_complete: true };
        }
        let at = |index: usize| self.generated.named(&path[index]).map(move |element| (element, &path[index + 1..]));
        Candidates { items: (0..path.len()).flat_map(at).collect(), is_complete: false }
    }

    /// Returns the items at a path of generated modules, with the number of names of their paths and the names after them.
    fn walk<'p>(&self, path: &'p [String]) -> Vec<(Element, usize, &'p [String])> {
        let is_module = |length: &usize| self.generated.is_module(&path[..*length]);
        let modules = (0..path.len()).take_while(is_module);
        let items = |length: usize| {
            let found = self.generated.items(&path[..length], &path[length]);
            found.into_iter().map(move |element| (element, length + 1, &path[length + 1..]))
        };
        modules.flat_map(items).collect()
    }
}

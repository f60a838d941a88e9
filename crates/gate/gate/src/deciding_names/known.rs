//! The names that the versions of a comparison have.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::NameKind;
use protoward_ledger::Ledger;
use protoward_schema::{Element, Schema};
use protoward_source::tree_path::{below, upwards};
use protoward_source::{join, nearest};
use protoward_workspace::Workspace;

/// The names of several versions of a schema, and of a ledger.
pub(super) struct KnownNames<'a> {
    sides: Vec<&'a Workspace>,
    ledger: Option<&'a Ledger>,
    /// The names of all elements and packages, collected for a name that is none of a type.
    in_schemas: OnceCell<BTreeSet<String>>,
    /// The names in the ledger, collected when the schemas lack a name.
    in_ledger: OnceCell<BTreeSet<String>>,
}

impl<'a> KnownNames<'a> {
    pub(super) const fn new(sides: Vec<&'a Workspace>, ledger: Option<&'a Ledger>) -> Self {
        Self { sides, ledger, in_schemas: OnceCell::new(), in_ledger: OnceCell::new() }
    }

    fn schemas(&self) -> impl Iterator<Item = &'a Schema> {
        self.sides.iter().map(|side| &side.schema)
    }

    /// Returns `true` if a version or the ledger has a name of this kind.
    pub(super) fn has(&self, name: &str, kind: NameKind) -> bool {
        let is_type = |schema: &Schema| {
            matches!(schema.find(name), Some(Element::Message(_) | Element::Enum(_) | Element::Service(_)))
        };
        let is_package =
            || self.schemas().any(|schema| schema.files.ids().any(|file| is_inside(schema.package(file), name)));
        let is_file = || self.schemas().any(|schema| schema.find_file(name).is_some());
        let is_element = || {
            self.schemas().any(|schema| is_value_below_enum(schema, name))
                || !is_package() && self.in_schemas().contains(name)
                || self.in_ledger().contains(name)
        };
        match kind {
            NameKind::Path => {
                self.sides.iter().any(|side| side.has_path(name))
                    || self.paths().any(|path| below(&path, name).is_some())
            }
            _ if self.schemas().any(is_type) => true,
            NameKind::Element => is_element(),
            NameKind::Whole => false,
            NameKind::ElementOrPackage => is_package() || is_element(),
            NameKind::Any => is_package() || is_file() || is_element(),
        }
    }

    /// Returns the paths that the files may have from the folder of the configuration: in each module, because an image does not say
    /// in which one a file is.
    fn paths(&self) -> impl Iterator<Item = String> {
        let paths = |side: &'a Workspace| {
            let names = side.schema.files.iter().map(|(_, file)| side.schema.text(file.path));
            let modules = &side.config.modules;
            let own = names.flat_map(move |name| modules.iter().map(move |module| join(&module.path.text, name)));
            own.chain(side.dependency_paths().map(str::to_owned))
        };
        self.sides.iter().flat_map(move |side| paths(side))
    }

    /// Returns `true` for a name in a package of files that are only imported. Other versions of them are not at hand.
    pub(super) fn is_imported(&self, name: &str) -> bool {
        let is_in = |package: &str| !package.is_empty() && is_inside(name, package);
        let files = || self.schemas().flat_map(|schema| schema.files.iter().map(move |(id, file)| (schema, id, file)));
        files().any(|(schema, id, file)| file.is_import && is_in(schema.package(id)))
            && !files().any(|(schema, id, file)| !file.is_import && is_in(schema.package(id)))
    }

    /// Returns the names that a misspelled one may mean.
    pub(super) fn nearest(&self, name: &str, kind: NameKind) -> Vec<String> {
        let owned = |near: Vec<&str>| near.into_iter().map(str::to_owned).collect();
        if kind != NameKind::Path {
            return owned(nearest(name, self.in_schemas().iter().map(String::as_str).filter(|known| *known != name)));
        }
        let files: BTreeSet<String> = self.paths().collect();
        let all: BTreeSet<&str> = files.iter().flat_map(|path| upwards(path)).collect();
        owned(nearest(name, all))
    }

    fn in_schemas(&self) -> &BTreeSet<String> {
        self.in_schemas.get_or_init(|| self.schemas().flat_map(crate::judge::names).collect())
    }

    fn in_ledger(&self) -> &BTreeSet<String> {
        let facts = || self.ledger.iter().flat_map(|ledger| ledger.iter()).map(|(fact, _)| fact);
        self.in_ledger.get_or_init(|| facts().flat_map(|fact| fact.names()).collect())
    }
}

/// Returns `true` for a value that is named below its enum. It is a sibling, but most people write it there.
pub(crate) fn is_value_below_enum(schema: &Schema, name: &str) -> bool {
    let Some((parent, value)) = name.rsplit_once('.') else { return false };
    let Some(Element::Enum(id)) = schema.find(parent) else { return false };
    schema[id].values.iter().any(|&it| schema.text(schema[it].name) == value)
}

/// Returns `true` for a name, and for one inside of it.
pub(crate) fn is_inside(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

//! The names that the versions of a comparison have.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::NameKind;
use protoward_ledger::{Fact, Ledger};
use protoward_schema::{Element, Schema, qualified};
use protoward_source::nearest;

/// The names of several schemas and of a ledger.
pub(super) struct KnownNames<'a> {
    schemas: Vec<&'a Schema>,
    ledger: Option<&'a Ledger>,
    /// The names of all elements and packages, collected for a name that is none of a type.
    in_schemas: OnceCell<BTreeSet<String>>,
    /// The names in the ledger, collected when the schemas lack a name.
    in_ledger: OnceCell<BTreeSet<String>>,
}

impl<'a> KnownNames<'a> {
    pub(super) const fn new(schemas: Vec<&'a Schema>, ledger: Option<&'a Ledger>) -> Self {
        Self { schemas, ledger, in_schemas: OnceCell::new(), in_ledger: OnceCell::new() }
    }

    /// Returns `true` if a schema or the ledger has a name of this kind.
    pub(super) fn has(&self, name: &str, kind: NameKind) -> bool {
        let is_type = |schema: &&Schema| {
            matches!(schema.find(name), Some(Element::Message(_) | Element::Enum(_) | Element::Service(_)))
        };
        let is_package =
            || self.schemas.iter().any(|schema| schema.files.ids().any(|file| is_inside(schema.package(file), name)));
        let is_file = || self.schemas.iter().any(|schema| schema.find_file(name).is_some());
        let is_element = || {
            self.schemas.iter().any(|schema| is_value_below_enum(schema, name))
                || !is_package() && self.in_schemas().contains(name)
                || self.in_ledger().contains(name)
        };
        self.schemas.iter().any(is_type)
            || match kind {
                NameKind::Element => is_element(),
                NameKind::Whole => false,
                NameKind::ElementOrPackage => is_package() || is_element(),
                NameKind::Any => is_package() || is_file() || is_element(),
            }
    }

    /// Returns `true` for a name in a package of files that are only imported. Other versions of them are not at hand.
    pub(super) fn is_imported(&self, name: &str) -> bool {
        let is_in = |package: &str| !package.is_empty() && is_inside(name, package);
        let files =
            || self.schemas.iter().flat_map(|schema| schema.files.iter().map(move |(id, file)| (*schema, id, file)));
        files().any(|(schema, id, file)| file.is_import && is_in(schema.package(id)))
            && !files().any(|(schema, id, file)| !file.is_import && is_in(schema.package(id)))
    }

    /// Returns the names that a misspelled one may mean.
    pub(super) fn nearest(&self, name: &str) -> Vec<&str> {
        nearest(name, self.in_schemas().iter().map(String::as_str).filter(|known| *known != name))
    }

    fn in_schemas(&self) -> &BTreeSet<String> {
        self.in_schemas.get_or_init(|| self.schemas.iter().flat_map(|schema| crate::judge::names(schema)).collect())
    }

    fn in_ledger(&self) -> &BTreeSet<String> {
        self.in_ledger
            .get_or_init(|| self.ledger.iter().flat_map(|ledger| ledger.iter()).flat_map(names_of_fact).collect())
    }
}

/// Returns `true` for a value that is named below its enum. It is a sibling, but most people write it there.
fn is_value_below_enum(schema: &Schema, name: &str) -> bool {
    let Some((parent, value)) = name.rsplit_once('.') else { return false };
    let Some(Element::Enum(id)) = schema.find(parent) else { return false };
    schema[id].values.iter().any(|&it| schema.text(schema[it].name) == value)
}

/// Returns `true` for a name, and for one inside of it.
fn is_inside(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Returns the full names of what a fact is about.
fn names_of_fact((fact, _): (&Fact, &protoward_ledger::FactHistory)) -> Vec<String> {
    match fact {
        Fact::Type { name, .. } | Fact::Extension { name, .. } => vec![name.to_string()],
        Fact::Field { message, name, oneof, .. } => {
            let oneof = oneof.iter().map(|oneof| qualified(message, oneof));
            std::iter::once(qualified(message, name)).chain(oneof).collect()
        }
        Fact::Value { of, name, .. } => {
            let around = of.rsplit_once('.').map_or("", |(around, _)| around);
            vec![qualified(of, name), qualified(around, name)]
        }
        Fact::Method { service, name, .. } => vec![qualified(service, name)],
        Fact::Renamed { to, from, .. } => vec![to.to_string(), from.to_string()],
    }
}

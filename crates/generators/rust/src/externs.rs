//! Extern types: types that exist in Rust code outside the generated modules.

use std::collections::BTreeMap;

use protoward_schema::{Element, Schema};

use crate::ident::{bare, is_name, module_of_package, snake, upper_camel};
use crate::paths::{ExternPathError, is_below};
use crate::rust_path::written;
use crate::settings::RustSettings;
use crate::well_known::{PLAIN, WELL_KNOWN};

/// The Rust paths of extern packages and types, by full name with a leading dot.
#[derive(Debug)]
pub(crate) struct Externs {
    paths: BTreeMap<String, ExternPath>,
    /// The function that spells the names of modules inside of packages.
    spelling: fn(&str) -> String,
    /// Types without a path of their own, each with another type of the same Rust path.
    clashes: BTreeMap<String, String>,
}

#[derive(Debug)]
struct ExternPath {
    /// The path of the package or the type.
    rust: String,
    /// The path of the module that has the types inside of the package or the message.
    module: String,
}

impl Externs {
    /// Collects the paths in the settings, and those of `prost-types` unless the well-known types are generated.
    ///
    /// # Errors
    /// Returns an error if a path is given twice, has an empty part or does not begin with a dot.
    pub(crate) fn new(schema: &Schema, settings: &RustSettings) -> Result<Self, ExternPathError> {
        let mut paths = BTreeMap::new();
        let mut insert = |proto: &str, rust: String| {
            if !proto.starts_with('.') {
                return Err(ExternPathError::NotQualified(proto.to_owned()));
            }
            if proto.split('.').skip(1).any(str::is_empty) {
                return Err(ExternPathError::Invalid(proto.to_owned()));
            }
            let module = inner_module(&rust, schema.find(&proto[1..]), settings);
            match paths.insert(proto.to_owned(), ExternPath { rust, module }) {
                Some(_) => Err(ExternPathError::Duplicate(proto.to_owned())),
                None => Ok(()),
            }
        };
        for (proto, rust) in &settings.extern_paths {
            insert(proto, rust.clone())?;
        }
        if !settings.compile_well_known_types {
            for (proto, rust) in well_known_paths(settings) {
                insert(&proto, rust)?;
            }
        }
        let spelling = if settings.prost_names { settings.spelling() } else { module_of_package };
        let mut externs = Self { paths, spelling, clashes: BTreeMap::new() };
        if !settings.extern_paths.is_empty() {
            externs.clashes = externs.clashes(schema);
        }
        Ok(externs)
    }

    /// Returns `true` if a type or a package is extern.
    pub(crate) fn has(&self, full_name: &str) -> bool {
        self.paths.contains_key(full_name) || outer(full_name).any(|(outer, _)| self.paths.contains_key(outer))
    }

    /// Returns the Rust path of a type, or `None` if it is generated.
    pub(crate) fn find(&self, full_name: &str) -> Option<String> {
        self.find_with_key(full_name).map(|(_, rust)| rust)
    }

    /// Returns the name of another type that has the Rust path of this one, whose path follows from that of its package or
    /// message.
    pub(crate) fn clash(&self, full_name: &str) -> Option<&str> {
        self.clashes.get(full_name).map(String::as_str)
    }

    /// Returns the name with the extern path that a type has its path from, and its path.
    fn find_with_key<'a>(&'a self, full_name: &'a str) -> Option<(&'a str, String)> {
        if let Some(path) = self.paths.get(full_name) {
            return Some((full_name, path.rust.clone()));
        }
        let (key, path, inner) =
            outer(full_name).find_map(|(outer, inner)| Some((outer, self.paths.get(outer)?, inner)))?;
        Some((key, self.below(path, inner)))
    }

    /// Returns the Rust path of a type in an extern package or message. `inner` is the rest of the type's name.
    fn below(&self, path: &ExternPath, inner: &str) -> String {
        let (modules, ty) = inner.rsplit_once('.').unwrap_or(("", inner));
        let mut segments = vec![path.module.clone()];
        segments.extend(modules.split('.').filter(|module| !module.is_empty()).map(self.spelling));
        let name = upper_camel(ty);
        segments.push(if is_name(&name) { name } else { "__".to_owned() });
        segments.join("::")
    }

    /// Returns the types whose Rust path does not tell which one it is, each with another type of that path. Which of them has
    /// the name, and how the other one is named, depends on the generator of the other crate.
    fn clashes(&self, schema: &Schema) -> BTreeMap<String, String> {
        let messages = schema.messages.ids().filter(|&id| !schema.is_map_entry(id)).map(Element::Message);
        let mut by_path: BTreeMap<String, Vec<(String, String, Element)>> = BTreeMap::new();
        for ty in messages.chain(schema.enums.ids().map(Element::Enum)) {
            let name = format!(".{}", schema.full_name(ty));
            if is_below(&name, WELL_KNOWN) {
                continue;
            }
            if let Some((key, rust)) = self.find_with_key(&name) {
                let key = key.to_owned();
                by_path.entry(rust).or_default().push((name, key, ty));
            }
        }
        let package = |ty: Element| schema.package(schema.file_of(ty));
        let mut clashes = BTreeMap::new();
        for types in by_path.into_values().filter(|types| types.len() > 1) {
            for (name, key, ty) in types.iter().filter(|(name, key, _)| name != key) {
                // Packages that were given the same path one by one are meant to share it.
                let is_same = |other: &&(String, String, Element)| {
                    other.0 != *name && (other.1 == *key || package(other.2) == package(*ty))
                };
                if let Some((other, ..)) = types.iter().find(is_same) {
                    clashes.insert(name.clone(), other.clone());
                }
            }
        }
        clashes
    }
}

/// Returns the path of the module with the types inside of an extern package or message. prost-build spells all names in the
/// path again, also those of a package.
fn inner_module(rust: &str, element: Option<Element>, settings: &RustSettings) -> String {
    let mut segments: Vec<&str> = rust.split("::").map(str::trim).collect();
    if settings.prost_names {
        let crate_root = segments.first().filter(|first| **first == "crate").map(|_| "crate".to_owned());
        let others = segments.iter().skip(usize::from(crate_root.is_some()));
        let others = others.map(|segment| settings.spelling()(bare(segment)));
        return crate_root.into_iter().chain(others).collect::<Vec<_>>().join("::");
    }
    let of_message = segments.pop_if(|_| matches!(element, Some(Element::Message(_))));
    let segments = segments.into_iter().map(written).chain(of_message.map(|ty| snake(bare(ty))));
    segments.collect::<Vec<_>>().join("::")
}

/// Returns the names of the enclosing elements, innermost first, each with the rest of the name.
fn outer(full_name: &str) -> impl Iterator<Item = (&str, &str)> {
    full_name.rmatch_indices('.').map(|(at, _)| (&full_name[..at], &full_name[at + 1..]))
}

/// Returns the extern paths of the well-known types: protobuf paths with their Rust paths.
fn well_known_paths(settings: &RustSettings) -> impl Iterator<Item = (String, String)> {
    let package = (WELL_KNOWN.to_owned(), settings.prost_types().to_owned());
    let plain =
        |&(name, rust): &(&str, &str)| (format!("{WELL_KNOWN}.{name}"), rust.replace('&', settings.prost_of_types()));
    std::iter::once(package).chain(PLAIN.iter().map(plain))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use protoward_compiler::{Compiler, MemoryTree};

    use super::*;

    const TEXT: &str =
        "syntax = \"proto3\"; package q; message Outer { message In {} } message outer { enum In { A = 0; } }
        message Map { map<string, int32> a_b = 1; message ABEntry2 {} }";

    fn externs(paths: &[(&str, &str)], prost_names: bool) -> Externs {
        let owned = |(proto, rust): &(&str, &str)| ((*proto).to_owned(), (*rust).to_owned());
        let settings =
            RustSettings { extern_paths: paths.iter().map(owned).collect(), prost_names, ..RustSettings::default() };
        let compiler = Compiler::new().resolver(MemoryTree::new([("q.proto", TEXT)]));
        Externs::new(compiler.compile(["q.proto"]).unwrap().schema(), &settings).unwrap()
    }

    fn path(proto: &str, rust: &str, ty: &str) -> Option<String> {
        externs(&[(proto, rust)], false).find(ty)
    }

    #[test]
    fn the_path_of_a_package_stays_as_written() {
        for rust in ["crate::_private::Lib_", "::Other::_x", "crate::gen2_"] {
            assert_eq!(path(".q", rust, ".q.Some"), Some(format!("{rust}::Some")), "{rust}");
        }
        assert_eq!(path(".q.Outer", "crate::_q::Outer_", ".q.Outer.In").as_deref(), Some("crate::_q::outer::In"));
        let of_prost = externs(&[(".q", "crate::_private::Lib_")], true);
        assert_eq!(of_prost.find(".q.Some").as_deref(), Some("crate::private::lib::Some"));
    }

    #[test]
    fn names_without_letters_are_those_of_generated_code() {
        assert_eq!(path(".q", "crate", ".q._._").as_deref(), Some("crate::__::__"));
    }

    #[test]
    fn types_of_one_path_clash_unless_they_have_a_path_of_their_own() {
        let clashes = |paths: &[(&str, &str)]| externs(paths, false).clashes.into_iter().collect::<Vec<_>>();
        let owned = |(name, other): (&str, &str)| (name.to_owned(), other.to_owned());
        let both = [(".q.Outer", ".q.outer"), (".q.Outer.In", ".q.outer.In"), (".q.outer", ".q.Outer")];
        let all = both.into_iter().chain([(".q.outer.In", ".q.Outer.In")]).map(owned).collect::<Vec<_>>();
        assert_eq!(clashes(&[(".q", "::q")]), all);
        let nested = [all[1].clone(), all[3].clone()];
        assert_eq!(clashes(&[(".q", "::q"), (".q.outer", "::q::Outer_")]), nested);
        assert_eq!(clashes(&[(".q", "::q"), (".q.outer", "::q::Other")]), []);
        let same = [(".q", "::q"), (".q.outer", "::q::Outer"), (".q.outer.In", "::q::outer_::In")];
        assert_eq!(clashes(&same), [all[0].clone()]);
        assert_eq!(clashes(&[(".q.outer", "::q::Outer")]), []);
    }

    #[test]
    fn names_in_the_path_of_a_package_may_be_keywords() {
        for rust in ["::other::type", "::other::r#type"] {
            assert_eq!(path(".q", rust, ".q.in.Some").as_deref(), Some("::other::r#type::r#in::Some"), "{rust}");
        }
        assert_eq!(path(".q", "crate::r#type", ".q.A").as_deref(), Some("crate::r#type::A"));
    }

    #[test]
    fn does_not_change_the_path_of_a_type() {
        assert_eq!(path(".q.type", "::other::r#type", ".q.type").as_deref(), Some("::other::r#type"));
    }
}

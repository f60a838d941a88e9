//! Extern types: types that exist in Rust code outside the generated modules.

use std::collections::BTreeMap;

use crate::ident::{bare, snake, upper_camel};
use crate::paths::ExternPathError;
use crate::settings::RustSettings;
use crate::well_known::{PLAIN, WELL_KNOWN};

/// The Rust paths of extern packages and types, by full name with a leading dot.
#[derive(Debug)]
pub(crate) struct Externs {
    paths: BTreeMap<String, String>,
    /// The function that spells the names of modules.
    spelling: fn(&str) -> String,
}

impl Externs {
    /// Collects the paths in the settings, and those of `prost-types` unless the well-known types are generated.
    ///
    /// # Errors
    /// Returns an error if a path is given twice, has an empty part or does not begin with a dot.
    pub(crate) fn new(settings: &RustSettings) -> Result<Self, ExternPathError> {
        let mut paths = BTreeMap::new();
        let mut insert = |proto: &str, rust: String| {
            if !proto.starts_with('.') {
                return Err(ExternPathError::NotQualified(proto.to_owned()));
            }
            if proto.split('.').skip(1).any(str::is_empty) {
                return Err(ExternPathError::Invalid(proto.to_owned()));
            }
            match paths.insert(proto.to_owned(), rust) {
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
        Ok(Self { paths, spelling: settings.spelling() })
    }

    /// Returns `true` if a type or a package is extern.
    pub(crate) fn has(&self, full_name: &str) -> bool {
        self.paths.contains_key(full_name) || outer(full_name).any(|(outer, _)| self.paths.contains_key(outer))
    }

    /// Returns the Rust path of a type, or `None` if it is generated.
    pub(crate) fn find(&self, full_name: &str) -> Option<String> {
        if let Some(rust) = self.paths.get(full_name) {
            return Some(rust.clone());
        }
        let (rust, inner) = outer(full_name).find_map(|(outer, inner)| Some((self.paths.get(outer)?, inner)))?;
        Some(below(rust, inner, self.spelling))
    }
}

/// Returns the Rust path of a type in an extern package or message. `rust` is the path of the package or message, and `inner`
/// the rest of the type's name.
pub fn type_below(rust: &str, inner: &str) -> String {
    below(rust, inner, snake)
}

/// Like [`type_below`], but spells names with `spelling`. Like prost-build, it also spells the names in `rust`.
fn below(rust: &str, inner: &str, spelling: fn(&str) -> String) -> String {
    let mut segments: Vec<String> = rust.split("::").map(|segment| spelling(bare(segment.trim()))).collect();
    if rust == "crate" || rust.starts_with("crate::") {
        "crate".clone_into(&mut segments[0]);
    }
    let (modules, ty) = inner.rsplit_once('.').unwrap_or(("", inner));
    segments.extend(modules.split('.').filter(|module| !module.is_empty()).map(spelling));
    segments.push(upper_camel(ty));
    segments.join("::")
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
mod tests {
    use super::*;

    fn path(proto: &str, rust: &str, ty: &str) -> Option<String> {
        let extern_paths = vec![(proto.to_owned(), rust.to_owned())];
        Externs::new(&RustSettings { extern_paths, ..RustSettings::default() }).ok()?.find(ty)
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

//! Settings for elements by path, which match as the documentation of `prost_build::Config::btree_map` says.
//!
//! A path that begins with a dot matches an element and everything in it. Any other path matches the end of a full name. The path
//! `.` matches everything. Beyond prost, `=` before a path with a dot, as in `=.shop.v1.Item`, matches this element alone. The path
//! of an `extern_path` must begin with a dot.

use std::fmt;

use protoward_schema::{FieldId, OneofId, Schema};

/// Values for the elements that match a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathMap<T>(Vec<(String, T)>);

impl<T> Default for PathMap<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> PathMap<T> {
    /// Adds a value for a path.
    pub fn insert(&mut self, path: impl Into<String>, value: T) {
        self.0.push((path.into(), value));
    }

    /// Removes all paths with their values.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns `true` if no path has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the paths with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(path, value)| (&**path, value))
    }

    pub(crate) fn paths(&self) -> Vec<&str> {
        self.iter().map(|(path, _)| path).collect()
    }

    /// Returns the paths that match a full name, with their values, in insertion order. `full_name` begins with a dot.
    pub(crate) fn all<'a>(&'a self, full_name: &'a str) -> impl Iterator<Item = (&'a str, &'a T)> {
        self.iter().filter(|(path, _)| rank(path, full_name).is_some())
    }

    /// Returns the value of the best match: the full name itself, else the longest suffix, else the longest prefix.
    pub(crate) fn best(&self, full_name: &str) -> Option<&T> {
        let ranked = self.0.iter().filter_map(|(path, value)| Some((rank(path, full_name)?, value)));
        // The first of several equal matches wins.
        ranked.reduce(|best, next| if next.0 < best.0 { next } else { best }).map(|(_, value)| value)
    }

    /// Returns `true` if a path matches.
    pub(crate) fn has(&self, full_name: &str) -> bool {
        self.0.iter().any(|(path, _)| rank(path, full_name).is_some())
    }
}

impl PathMap<()> {
    /// Returns `true` if a path with `=` names an element alone.
    pub(crate) fn has_alone(&self, full_name: &str) -> bool {
        self.0.iter().any(|(path, ())| path.strip_prefix('=') == Some(full_name))
    }
}

impl<T, P: Into<String>> FromIterator<(P, T)> for PathMap<T> {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(path, value)| (path.into(), value)).collect())
    }
}

impl<T, P: Into<String>> Extend<(P, T)> for PathMap<T> {
    fn extend<I: IntoIterator<Item = (P, T)>>(&mut self, pairs: I) {
        self.0.extend(pairs.into_iter().map(|(path, value)| (path.into(), value)));
    }
}

/// Returns how well a path matches a name; smaller is better. Returns `None` if it does not match.
fn rank(path: &str, full_name: &str) -> Option<(u8, usize)> {
    let left_out = full_name.len().checked_sub(path.len());
    if path == full_name || path.strip_prefix('=') == Some(full_name) {
        Some((0, 0))
    } else if path == "." {
        Some((3, 0))
    } else if path.starts_with('.') {
        let rest = full_name.strip_prefix(path)?;
        rest.starts_with('.').then_some((2, left_out?))
    } else {
        let rest = full_name.strip_suffix(path)?;
        (rest.ends_with('.') && !path.is_empty()).then_some((1, left_out?))
    }
}

/// Returns `true` if a path matches an element. `full_name` begins with a dot.
///
/// The path `.` matches every element, `.a.b` matches the element of that full name and everything in it, `=.a.b` matches this
/// element alone, and `b.C` matches the end of a full name.
pub fn matches(path: &str, full_name: &str) -> bool {
    rank(path, full_name).is_some()
}

/// Returns `true` if a path equals `other` or names something in it.
pub fn is_below(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Returns the oneof that a field is a variant of. The oneofs of proto3 `optional` fields do not count.
pub(crate) fn oneof_of(schema: &Schema, id: FieldId) -> Option<OneofId> {
    schema[id].oneof.filter(|_| !schema[id].proto3_optional)
}

/// Returns the path of a field with a leading dot. For a field of a oneof, it includes the name of the oneof, as in the paths of
/// `boxed` and of attributes.
pub(crate) fn path_in_oneof(schema: &Schema, id: FieldId) -> String {
    let message = schema.text(schema[schema[id].containing()].full_name);
    let name = schema.text(schema[id].name);
    match oneof_of(schema, id) {
        Some(oneof) => format!(".{message}.{}.{name}", schema.text(schema[oneof].name)),
        None => format!(".{message}.{name}"),
    }
}

/// An `extern_path` that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExternPathError {
    /// The path does not begin with a dot.
    NotQualified(String),
    /// A part of the path is empty.
    Invalid(String),
    /// The path is given twice.
    Duplicate(String),
}

impl fmt::Display for ExternPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotQualified(path) => {
                write!(f, "Protobuf paths must be fully qualified (begin with a leading '.'): {path}")
            }
            Self::Invalid(path) => write!(f, "invalid fully-qualified Protobuf path: {path}"),
            Self::Duplicate(path) => write!(f, "duplicate extern Protobuf path: {path}"),
        }
    }
}

impl std::error::Error for ExternPathError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_a_whole_name_to_its_end_and_that_to_its_beginning() {
        let all = [".", ".a", ".a.b", "c", "b.c", ".a.b.c"];
        for end in (1..=all.len()).rev() {
            let map: PathMap<&str> = all[..end].iter().map(|&path| (path, path)).collect();
            assert_eq!(map.best(".a.b.c"), all[..end].last());
        }
        let map: PathMap<u8> = [("x.c", 0), (".a.bc", 1), ("", 2), (".a.b.c.d", 3)].into_iter().collect();
        assert_eq!(map.best(".a.b.c"), None);
        assert!(!map.has(".a.b.c"));
    }

    #[test]
    fn paths_mean_what_they_mean_to_prost() {
        let meant = [".", ".a", ".a.b", ".a.b.C", "a.b.C", "b.C", "C", "=.a.b.C"];
        assert!(meant.iter().all(|path| matches(path, ".a.b.C")));
        let others = ["", ".b", ".a.b.", ".a.b.Cc", "a", "a.b", ".C", "bb.C", "=.a.b", "=b.C", "=C", "=", "=."];
        assert!(others.iter().all(|path| !matches(path, ".a.b.C")));
    }
}

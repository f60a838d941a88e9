//! Crate mappings: which crate has the code of which files.

use crate::error::MappingError;
use crate::names::identifier;
use std::collections::HashMap;

/// The crates of files that are generated elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrateMapping {
    crates: HashMap<String, String>,
}

impl CrateMapping {
    /// Parses a mapping: for each crate a line with its name, a line with a count, and as many import paths. Empty
    /// lines are skipped. The first crate of a file counts.
    ///
    /// # Errors
    /// Fails if a count is missing or too large.
    ///
    /// ```
    /// let mapping = protoward_google_rust::CrateMapping::parse("well_known\n1\ngoogle/protobuf/any.proto\n");
    /// assert!(mapping.is_ok());
    /// ```
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let mut lines = text.split('\n').filter(|line| !line.is_empty());
        let mut crates = HashMap::new();
        while let Some(name) = lines.next() {
            let count = lines.next().ok_or_else(|| MappingError::Short(name.to_owned()))?;
            let count: u32 = count.trim_ascii().parse().map_err(|_| MappingError::Count)?;
            for _ in 0..count {
                let path = lines.next().ok_or_else(|| MappingError::Short(name.to_owned()))?;
                crates.entry(path.to_owned()).or_insert_with(|| name.to_owned());
            }
        }
        Ok(Self { crates })
    }

    /// Returns the crate of a file as an identifier.
    pub(crate) fn crate_of(&self, path: &str) -> Option<String> {
        self.crates.get(path).map(|name| identifier(name).into_owned())
    }
}

/// A mapping of import paths to crates. The first crate of a file counts.
impl FromIterator<(String, String)> for CrateMapping {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut crates = HashMap::new();
        for (path, name) in pairs {
            crates.entry(path).or_insert(name);
        }
        Self { crates }
    }
}

#[cfg(test)]
mod tests {
    use super::{CrateMapping, MappingError};

    #[test]
    fn counts_import_paths() {
        let mapping = CrateMapping::parse("none\n0\ntype\n2\na.proto\n\nb.proto\nlater\n 1\nb.proto");
        let mapping = mapping.unwrap_or_default();
        assert_eq!(mapping.crate_of("a.proto").as_deref(), Some("r#type"));
        assert_eq!(mapping.crate_of("b.proto").as_deref(), Some("r#type"));
        assert_eq!(mapping.crate_of("c.proto"), None);
    }

    #[test]
    fn refuses_wrong_counts() {
        let short = |name: &str| Err(MappingError::Short(name.to_owned()));
        assert_eq!(CrateMapping::parse("c\n2\na.proto"), short("c"));
        assert_eq!(CrateMapping::parse("c\n1\na.proto\nb.proto"), short("b.proto"));
        assert_eq!(CrateMapping::parse("c\na.proto"), Err(MappingError::Count));
        assert_eq!(CrateMapping::parse("c\n-1\na.proto"), Err(MappingError::Count));
    }
}

//! The documented packages and their contents.

use std::collections::BTreeMap;

use protoward_schema::{EnumId, FieldId, FileId, MessageId, Name, Schema, ServiceId};

/// A documented package. Declarations are sorted by name.
#[derive(Debug, Default)]
pub(crate) struct Package<'a> {
    /// The name; empty for files without a package.
    pub(crate) name: &'a str,
    /// The files, sorted by path.
    pub(crate) files: Vec<FileId>,
    pub(crate) services: Vec<ServiceId>,
    /// The messages with a page, which are those at the top level of a file.
    pub(crate) messages: Vec<MessageId>,
    /// The enums with a page, which are those at the top level of a file.
    pub(crate) enums: Vec<EnumId>,
    /// The extensions at the top level of a file, which are on the page of the package.
    pub(crate) extensions: Vec<FieldId>,
}

impl Package<'_> {
    /// Returns the name for display.
    pub(crate) const fn title(&self) -> &str {
        title(self.name)
    }
}

/// Returns the name of a package for display.
pub(crate) const fn title(package: &str) -> &str {
    if package.is_empty() { "(no package)" } else { package }
}

/// Returns the documented packages, sorted by name.
pub(crate) fn packages(schema: &Schema, includes_imports: bool) -> Vec<Package<'_>> {
    let mut packages: BTreeMap<&str, Package<'_>> = BTreeMap::new();
    for (id, file) in schema.files.iter().filter(|(_, file)| includes_imports || !file.is_import) {
        let name = schema.package(id);
        let package = packages.entry(name).or_insert_with(|| Package { name, ..Package::default() });
        package.files.push(id);
        package.services.extend(&file.services);
        package.messages.extend(&file.messages);
        package.enums.extend(&file.enums);
        package.extensions.extend(&file.extensions);
    }
    let text = |name: Name| schema.text(name);
    for package in packages.values_mut() {
        package.files.sort_by_key(|&id| text(schema[id].path));
        package.services.sort_by_key(|&id| text(schema[id].name));
        package.messages.sort_by_key(|&id| text(schema[id].name));
        package.enums.sort_by_key(|&id| text(schema[id].name));
        package.extensions.sort_by_key(|&id| text(schema[id].name));
    }
    packages.into_values().collect()
}

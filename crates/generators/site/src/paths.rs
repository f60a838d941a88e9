//! The paths of pages: a folder for each package, and in it a file for each top-level message, enum and service.
//!
//! The names of an image can contain any characters, and names that differ in case only are one file on some systems.
//! Such names are changed, and get a number if they are taken.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::outline::Package;
use protoward_schema::{Element, Schema};

/// The page with all packages.
pub(crate) const INDEX: &str = "index.html";
/// The page with all changes.
pub(crate) const CHANGES: &str = "changes.html";
/// The page with the files that do not compile.
pub(crate) const ERRORS: &str = "errors.html";
/// The page of the scalar types.
pub(crate) const SCALARS: &str = "scalars.html";
/// The script with the tree of packages.
pub(crate) const PACKAGES: &str = "packages.js";
/// The style of all pages.
pub(crate) const STYLE: &str = "style.css";
/// The script of the search.
pub(crate) const SEARCH: &str = "search.js";
/// The index of the search.
pub(crate) const SEARCH_INDEX: &str = "search-index.js";

/// Names that are taken in the top folder.
const ROOT_NAMES: [&str; 8] = [INDEX, CHANGES, ERRORS, SCALARS, PACKAGES, STYLE, SEARCH, SEARCH_INDEX];

/// File names without extension that Windows reserves for devices.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The folder of files without a package. No package has this name.
const NO_PACKAGE: &str = "no-package";

/// The maximum number of bytes of a name, so that paths stay below the limits of file systems.
const LONGEST: usize = 100;

/// The paths of all pages, relative to the site.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    folders: BTreeMap<String, String>,
    pages: BTreeMap<Element, String>,
    /// The values of all enums by full name: a value is a sibling of its enum.
    values: HashMap<String, Element>,
}

impl Paths {
    /// Assigns the paths of all documented declarations.
    pub(crate) fn new(schema: &Schema, packages: &[Package<'_>]) -> Self {
        let mut paths = Self::default();
        let mut folders = TakenNames::new(ROOT_NAMES);
        for package in packages {
            let folder = folders.take(if package.name.is_empty() { NO_PACKAGE } else { package.name });
            let mut files = TakenNames::new(["index"]);
            let services = package.services.iter().map(|&id| Element::Service(id));
            let messages = package.messages.iter().map(|&id| Element::Message(id));
            let enums = package.enums.iter().map(|&id| Element::Enum(id));
            for element in services.chain(messages).chain(enums) {
                let stem = files.take(schema.name(element));
                paths.pages.insert(element, format!("{folder}/{stem}.html"));
            }
            paths.folders.insert(package.name.to_owned(), folder);
        }
        let values = schema.enums.iter().flat_map(|(_, declared)| &declared.values).map(|&id| Element::EnumValue(id));
        paths.values = values.map(|value| (schema.full_name(value), value)).collect();
        paths
    }

    /// Returns the enum value with a full name.
    pub(crate) fn value(&self, full_name: &str) -> Option<Element> {
        self.values.get(full_name).copied()
    }

    /// Returns the path of the page of a package.
    pub(crate) fn package(&self, name: &str) -> Option<String> {
        Some(format!("{}/{INDEX}", self.folder(name)?))
    }

    /// Returns the folder of a package.
    pub(crate) fn folder(&self, package: &str) -> Option<&str> {
        self.folders.get(package).map(String::as_str)
    }

    /// Returns the path of the page of a top-level message, enum or service.
    pub(crate) fn page(&self, element: Element) -> Option<&str> {
        self.pages.get(&element).map(String::as_str)
    }
}

/// The names that are taken in a folder, in lower case.
struct TakenNames(HashSet<String>);

impl TakenNames {
    fn new<const N: usize>(names: [&str; N]) -> Self {
        Self(names.into_iter().chain(DEVICES).map(str::to_owned).collect())
    }

    /// Returns a free name that resembles `wanted`.
    fn take(&mut self, wanted: &str) -> String {
        let plain = plain(wanted);
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let mut free =
            std::iter::once(plain.clone()).chain(numbered).filter(|name| !self.0.contains(&name.to_lowercase()));
        let name = free.next().expect("numbers do not end");
        self.0.insert(name.to_lowercase());
        name
    }
}

/// Returns a name with only letters, digits, `_` and single dots.
fn plain(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() || "_.".contains(letter) { letter } else { '-' };
    let plain: String = name.chars().map(letter).take(LONGEST).collect();
    let plain = plain.replace("..", "-");
    let plain = plain.trim_matches('.');
    if plain.is_empty() { "unnamed".to_owned() } else { plain.to_owned() }
}

/// Returns the relative URL of a page and an anchor, on another page of the site.
pub(crate) fn relative(from: &str, page: &str, anchor: &str) -> String {
    let fragment = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    let (folder, _) = from.rsplit_once('/').unwrap_or_default();
    match page.rsplit_once('/') {
        _ if page == from && !fragment.is_empty() => fragment,
        Some((of_page, name)) if of_page == folder => format!("{name}{fragment}"),
        _ => format!("{}{page}{fragment}", root(from)),
    }
}

/// Returns the relative URL of the top folder, with a slash at its end; empty for a page in that folder.
pub(crate) fn root(from: &str) -> &'static str {
    if from.contains('/') { "../" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_on_all_systems() {
        let mut names = TakenNames::new(["index"]);
        let taken = ["Order", "ORDER", "Index", "Aux", "a/../b", "<script>", "..", ""].map(|name| names.take(name));
        assert_eq!(taken, ["Order", "ORDER-2", "Index-2", "Aux-2", "a---b", "-script-", "-", "unnamed"]);
        assert_eq!(names.take(&"x".repeat(300)).len(), LONGEST);
    }

    #[test]
    fn links_are_relative() {
        assert_eq!(relative("a.v1/Order.html", "a.v1/Item.html", "sku"), "Item.html#sku");
        assert_eq!(relative("a.v1/Order.html", "a.v1/Order.html", "id"), "#id");
        assert_eq!(relative("a.v1/Order.html", "a.v1/Order.html", ""), "Order.html");
        assert_eq!(relative("a.v1/Order.html", "b/index.html", ""), "../b/index.html");
        assert_eq!(relative("index.html", "b/index.html", "x"), "b/index.html#x");
        assert_eq!(relative("b/index.html", "index.html", ""), "../index.html");
    }
}

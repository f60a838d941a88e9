//! The list of a crate for others: its own types, and those that it takes from other crates.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::manifest::{Extern, IMPORTS_FOLDER, MANIFEST, Manifest, OWN_FOLDER};
use super::texts::{Texts, fingerprint, texts};
use crate::derive_copy::would_derive_copy;
use crate::types::types_of;
use protoward_compiler::well_known;
use protoward_rust::paths::is_below;
use protoward_rust::{Generator, ImportedTypes, WELL_KNOWN};
use protoward_schema::{FileId, Schema};
use protoward_source::{Diagnostic, Sources};

/// The input for the list of types that a crate provides.
pub struct ProvidedTypes<'a> {
    /// The name of the Cargo package.
    pub package: &'a str,
    /// The path of the module with the modules of all packages, as other crates name it: `shop_types::proto`.
    pub library: &'a str,
    /// The generator of the types.
    pub generator: &'a Generator<'a>,
    /// The types that the crate takes from its dependencies.
    pub imported: &'a ImportedTypes,
    /// The texts of the files, if they were compiled from text. `None` if only descriptors are known.
    pub sources: Option<&'a Sources>,
    /// The additions that all messages of the crate have.
    pub extras: MessageExtras,
    /// Returns the package of a dependency, by its name in the code of this crate.
    pub package_of: &'a dyn Fn(&str) -> Option<String>,
}

impl fmt::Debug for ProvidedTypes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProvidedTypes")
            .field("package", &self.package)
            .field("library", &self.library)
            .finish_non_exhaustive()
    }
}

/// The additions to messages that are recorded in the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct MessageExtras {
    /// Whether the messages have JSON.
    pub json: bool,
}

/// Returns the list of provided types and the `.proto` files that it refers to, by path relative to the folder of the list.
///
/// # Errors
/// Returns an error if the name of a file cannot be a path below a folder.
pub fn provide(files: &[FileId], provided: &ProvidedTypes<'_>) -> Result<BTreeMap<String, Vec<u8>>, Box<Diagnostic>> {
    let schema = provided.generator.schema();
    let mut manifest = Manifest {
        library: provided.library.to_owned(),
        package: provided.package.to_owned(),
        prost: provided.generator.runtime().prost().to_owned(),
        json: provided.extras.json,
        ..Manifest::default()
    };
    let uncopied = uncopied(schema, provided.generator);
    for &file in files {
        let name = schema.text(schema[file].path);
        if well_known(name).is_some() {
            continue;
        }
        let (types, externs) = own_types(schema, file, provided);
        match provided.imported.package_of(name) {
            Some(package) => _ = manifest.imports.insert(name.to_owned(), package.to_owned()),
            None if types.is_empty() && !externs.is_empty() => {
                manifest.imports.insert(name.to_owned(), String::new());
                manifest.externs.extend(externs);
            }
            None => {
                manifest.uncopied.extend(types.keys().filter(|name| uncopied.contains(*name)).cloned());
                manifest.externs.extend(externs);
                manifest.files.insert(name.to_owned(), fingerprint(schema, file));
                manifest.types.extend(types);
            }
        }
    }
    let texts = texts(schema, files, provided.sources)?;
    Ok(with_texts(texts, &manifest))
}

type Types = BTreeMap<String, String>;

/// Returns the generated types of a file, and its types from other crates.
fn own_types(schema: &Schema, file: FileId, provided: &ProvidedTypes<'_>) -> (Types, BTreeMap<String, Extern>) {
    let mut own = Types::new();
    let mut externs = BTreeMap::new();
    for &ty in &types_of(schema, file) {
        let name = schema.full_name(ty);
        if is_below(&format!(".{name}"), WELL_KNOWN) {
            continue;
        }
        if !provided.generator.is_extern(ty) {
            own.insert(name, provided.generator.type_path(ty).join("::"));
        } else if let Some(path) = provided.generator.extern_path(ty) {
            externs.insert(name, extern_location(path, provided));
        }
    }
    (own, externs)
}

/// Returns the location of a type from another crate, by names that do not depend on the manifest of this crate.
fn extern_location(path: String, provided: &ProvidedTypes<'_>) -> Extern {
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '#');
    let inside = path.trim_start_matches("::");
    let Some((first, rest)) = inside.split_once("::").filter(|(first, _)| first.chars().all(is_name)) else {
        return Extern { package: String::new(), path };
    };
    match first {
        "crate" => Extern { package: provided.package.to_owned(), path },
        "self" | "super" => Extern { package: String::new(), path },
        _ => match (provided.package_of)(first) {
            // A dependency may be renamed in the manifest of this crate.
            Some(package) => Extern { path: format!("::{}::{rest}", package.replace('-', "_")), package },
            None => Extern { package: first.replace('_', "-"), path },
        },
    }
}

/// Returns the messages that are not `Copy`, although another crate would derive it: for example, they keep unknown fields, a
/// setting leaves it out, or they contain such a message.
fn uncopied(schema: &Schema, generator: &Generator<'_>) -> BTreeSet<String> {
    let messages = schema.messages.ids().filter(|&id| would_derive_copy(schema, id) && !generator.derives_copy(id));
    messages.map(|id| schema.text(schema[id].full_name).to_owned()).collect()
}

fn with_texts(texts: Texts, manifest: &Manifest) -> BTreeMap<String, Vec<u8>> {
    let folder = |name: &str| if manifest.files.contains_key(name) { OWN_FOLDER } else { IMPORTS_FOLDER };
    let mut files = BTreeMap::new();
    for (name, text) in texts {
        files.insert(format!("{}/{name}", folder(&name)), text);
    }
    files.insert(MANIFEST.to_owned(), manifest.render().into_bytes());
    files
}

use std::collections::BTreeMap;

use super::manifest::{FOREIGN, MANIFEST, Manifest, OWN, PROST};
use super::paths::{rust_path, types_of};
use super::taken::Taken;
use super::texts::{Texts, fingerprint, texts};
use crate::codegen::names::{Names, WELL_KNOWN, is_below};
use crate::compile::well_known;
use crate::report::Diagnostic;
use crate::schema::{FileId, Schema};
use crate::sorting;
use crate::source::Sources;

/// What a crate is to provide.
pub(in crate::codegen) struct Offer<'a> {
    /// The name of its package.
    pub(in crate::codegen) package: &'a str,
    /// Where the modules of all packages are, seen from others: `shop_types::proto`.
    pub(in crate::codegen) library: &'a str,
    /// What its types are called.
    pub(in crate::codegen) names: &'a Names,
    /// What the crate takes from others.
    pub(in crate::codegen) taken: &'a Taken,
    /// Paths in the schema that it takes from others as somebody said.
    pub(in crate::codegen) extern_paths: &'a [(String, String)],
    /// The texts of the files, where they are at hand.
    pub(in crate::codegen) sources: Option<&'a Sources>,
}

/// The list of what generated code has for others, and the texts it is about, by their paths beside it.
///
/// # Errors
/// When a file has a name that no folder can have.
pub(in crate::codegen) fn offer(
    schema: &Schema,
    files: &[FileId],
    offer: &Offer<'_>,
) -> Result<BTreeMap<String, Vec<u8>>, Box<Diagnostic>> {
    let mut manifest = Manifest {
        library: offer.library.to_owned(),
        package: offer.package.to_owned(),
        prost: PROST.to_owned(),
        ..Manifest::default()
    };
    for &file in files {
        let name = schema.text(schema[file].path);
        if well_known(name).is_some() {
            continue;
        }
        let types = sorting::map(own_types(schema, file, offer));
        match offer.taken.package_of(name) {
            Some(package) => _ = manifest.imports.insert(name.to_owned(), package.to_owned()),
            None if types.is_empty() && has_types(schema, file) => {
                manifest.imports.insert(name.to_owned(), String::new());
            }
            None => {
                manifest.files.insert(name.to_owned(), fingerprint(schema, file));
                manifest.types.extend(types);
            }
        }
    }
    let texts = texts(schema, files, offer.sources)?;
    Ok(with_texts(texts, &manifest))
}

fn has_types(schema: &Schema, file: FileId) -> bool {
    !(schema[file].messages.is_empty() && schema[file].enums.is_empty())
}

fn own_types(schema: &Schema, file: FileId, offer: &Offer<'_>) -> impl Iterator<Item = (String, String)> {
    let types = types_of(schema, file).into_iter().map(|ty| (schema.full_name(ty), rust_path(schema, offer.names, ty)));
    let elsewhere: Vec<&str> = offer.extern_paths.iter().map(|(proto, _)| proto.as_str()).collect();
    types.filter(move |(name, _)| {
        let path = format!(".{name}");
        !is_below(&path, WELL_KNOWN) && !elsewhere.iter().any(|proto| is_below(&path, proto))
    })
}

fn with_texts(texts: Texts, manifest: &Manifest) -> BTreeMap<String, Vec<u8>> {
    let folder = |name: &str| if manifest.files.contains_key(name) { OWN } else { FOREIGN };
    let texts = texts.into_iter().map(|(name, text)| (format!("{}/{name}", folder(&name)), text));
    sorting::map(texts.chain([(MANIFEST.to_owned(), manifest.render().into_bytes())]))
}

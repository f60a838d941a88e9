//! Selection of types: a part of a schema with the selected types and their dependencies.
//!
//! Input: a linked schema, and the names of packages, messages, enums, extensions, services and methods. Output: a
//! linked schema with exactly the files, elements, options, imports and locations that these need. The module does not
//! know the origin of the names or the purpose of the part.

mod closure;
mod diagnostics;
mod imports;
mod options;
mod places;
mod prune;
mod roots;

use std::collections::BTreeSet;

use closure::{Closure, Reason};
use places::KeptParts;
use roots::{Elements, Roots, inside_file};

use protoward_schema::descriptor::{link_raw, raw};
use protoward_schema::{FileId, Schema};
use protoward_source::Report;

/// A selection by full names without a leading dot. A name that ends with `.**` includes everything below: a package
/// with its subpackages, a message with its nested declarations.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_image::select::Types;
/// use protoward_source::{MemoryTree, Sources};
/// let text = "syntax = \"proto3\"; message A { B b = 1; } message B {} message C {}";
/// let schema = Compiler::new().resolver(MemoryTree::new([("a.proto", text)])).compile(["a.proto"]).unwrap().into_schema();
/// let part = Types { include: vec!["A".into()], exclude: vec![] }.select(&schema).expect("there is an `A`");
/// assert!(part.find("B").is_some() && part.find("C").is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Types {
    /// The types to keep with their dependencies; all types if empty.
    pub include: Vec<String>,
    /// The types to remove, with fields and options that refer to them.
    pub exclude: Vec<String>,
}

impl Types {
    /// Returns whether the selection includes the whole schema.
    pub const fn is_everything(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Returns the selected part of a schema.
    ///
    /// # Errors
    /// If a name is unknown, or if its element cannot be kept or removed. The report has all such errors.
    pub fn select(&self, schema: &Schema) -> Result<Schema, Report> {
        if self.is_everything() {
            return Ok(schema.clone());
        }
        let roots = Roots::find(self, schema)?;
        let closure = Closure::of(schema, &roots)?;
        Ok(pruned(schema, &closure))
    }
}

fn pruned(schema: &Schema, closure: &Closure<'_>) -> Schema {
    let kept: Vec<FileId> = schema.files.ids().filter(|&file| closure.keeps_file(file)).collect();
    let (mut files, places): (Vec<raw::File<'_>>, Vec<KeptParts>) =
        kept.iter().map(|&file| prune::file(closure, file)).unzip();
    let info = |(places, &file): (&KeptParts, &FileId)| schema[file].locations.bytes().map(|info| places.of(info));
    let infos: Vec<Option<Vec<u8>>> = places.iter().zip(&kept).map(info).collect();
    let options = prune::stripped_options(closure, &mut files);
    for (file, info) in files.iter_mut().zip(&infos) {
        file.source_info = info.as_deref();
    }
    prune::put_options(&options, &mut files);
    linked(schema, &files)
}

/// Links the files of a part. Their locations refer to the same sources.
fn linked(schema: &Schema, files: &[raw::File<'_>]) -> Schema {
    let mut source_of = |path: &str| {
        let file = schema.find_file(path).expect("a part has files of the whole");
        schema[file].source
    };
    let Some(first) = files.first() else { return Schema::default() };
    let image = source_of(first.name);
    let mut part = link_raw(files, image, &mut source_of).expect("a part has all that it refers to");
    let in_part = |&file: &FileId| part.find_file(schema.text(schema[file].path));
    part.requested = schema.requested.iter().filter_map(in_part).collect();
    part
}

/// Returns the full names of the imported messages, enums and extensions that the requested files use: in types of
/// fields and methods and in options, and in turn in the used declarations.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_image::select::used_imports;
/// use protoward_source::MemoryTree;
/// let tree = MemoryTree::new([
///     ("a.proto", "syntax = \"proto3\"; import \"b.proto\"; message A { B b = 1; }"),
///     ("b.proto", "syntax = \"proto3\"; message B { C c = 1; } message C {} message D {}"),
/// ]);
/// let schema = Compiler::new().resolver(tree).compile(["a.proto"]).unwrap().into_schema();
/// assert_eq!(used_imports(&schema), ["B", "C"].map(str::to_owned).into());
/// ```
pub fn used_imports(schema: &Schema) -> BTreeSet<String> {
    let mut own = Vec::new();
    for (file, _) in schema.files.iter().filter(|(_, declared)| !declared.is_import) {
        inside_file(file, schema, &mut own);
    }
    let roots = Roots { included: Some(own), left_out: Elements::default() };
    let closure = Closure::of(schema, &roots).expect("nothing is left out that something could need");
    let is_used = |reason: Reason| reason > Reason::Encloses;
    let used = closure.kept().filter(|(_, reason)| is_used(*reason)).map(|(element, _)| element);
    let imported = used.filter(|element| schema[schema.file_of(*element)].is_import);
    imported.map(|element| schema.full_name(element)).collect()
}

//! A part of a schema: the types that somebody asks for, and what they need.
//!
//! In: a linked schema and names of packages, messages, enums, extensions, services and methods. Out: a linked schema
//! with the files, elements, options, imports and places that these need, and nothing else.
//! It must not know where the names come from, or what the part is for.

mod closure;
mod diagnostics;
mod imports;
mod options;
mod places;
mod prune;
mod roots;
mod strip;

use closure::Closure;
use places::Places;
use roots::Roots;

use protoward_schema::descriptor::{link_raw, raw};
use protoward_schema::{FileId, Schema};
use protoward_source::Report;

/// What to keep of a schema, by full names without a leading dot. A name that ends with `.**` stands for what it names
/// and all that is below: a package with its subpackages, a message with what is declared in it.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_image::select::Types;
/// use protoward_source::{MemoryTree, Sources};
/// let text = "syntax = \"proto3\"; message A { B b = 1; } message B {} message C {}";
/// let schema = Compiler::new().resolver(MemoryTree::new([("a.proto", text)])).compile(["a.proto"]).unwrap().into_schema();
/// let part = Types { include: vec!["A".into()], exclude: vec![] }.of(&schema).expect("there is an `A`");
/// assert!(part.find("B").is_some() && part.find("C").is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Types {
    /// What is wanted, with what it needs; everything where nothing is named.
    pub include: Vec<String>,
    /// What is left out, with what refers to it: fields of such a type, options that are such an extension.
    pub exclude: Vec<String>,
}

impl Types {
    /// Whether nothing is named, so that a schema stays whole.
    pub const fn is_everything(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// The part of a schema that is meant.
    ///
    /// # Errors
    /// When a name names nothing, or what it names cannot be kept or left out; the report says all that is wrong.
    pub fn of(&self, schema: &Schema) -> Result<Schema, Report> {
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
    let (mut files, places): (Vec<raw::File<'_>>, Vec<Places>) =
        kept.iter().map(|&file| prune::file(closure, file)).unzip();
    let info = |(places, &file): (&Places, &FileId)| schema[file].locations.bytes().map(|info| places.of(info));
    let infos: Vec<Option<Vec<u8>>> = places.iter().zip(&kept).map(info).collect();
    let options = strip::stripped(closure, &mut files);
    for (file, info) in files.iter_mut().zip(&infos) {
        file.source_info = info.as_deref();
    }
    strip::put(&options, &mut files);
    linked(schema, &files)
}

/// The places of a part are those of the whole, in the same sources.
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

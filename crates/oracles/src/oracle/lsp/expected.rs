//! The references of a schema, from protoc's source info.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protoward_compiler::Compiler;
use protoward_schema::{Element, FieldType, Schema};
use protoward_source::{Position, Sources};

use crate::corpus::Tree;

/// A use of a type, with the declaration that it means.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) path: PathBuf,
    /// The bytes of the name, as written.
    pub(super) bytes: std::ops::Range<usize>,
    /// The position of the last character of the name.
    pub(super) position: Position,
    pub(super) full_name: String,
    /// The file and the start of the declared name.
    pub(super) declared: (PathBuf, Position),
}

/// The schema of a tree, and its uses of types.
pub(super) struct Uses {
    pub(super) all: Vec<Use>,
    pub(super) texts: BTreeMap<PathBuf, String>,
}

/// Returns the uses of types in the files of a tree, which was copied to a folder. Files with errors have none, and neither
/// have the values of maps, for which protoc records no location.
pub(super) fn uses(tree: &Tree, folder: &Path) -> Uses {
    let compiler = Compiler::new().include(folder).includes(tree.includes.iter().cloned());
    let mut sources = Sources::default();
    let loaded = compiler.load(tree.files.iter().cloned(), &mut sources);
    let schema = loaded.link(&sources).schema();
    let reader = Reader { schema: &schema, sources: &sources };
    let mut all = Vec::new();
    for (id, field) in schema.fields.iter() {
        let declared: Option<Element> = match field.ty {
            FieldType::Message(message) if !schema.is_map_entry(message) => Some(message.into()),
            FieldType::Enum(declared) => Some(declared.into()),
            FieldType::Message(_) | FieldType::Group(_) | FieldType::Scalar(_) => None,
        };
        all.extend(declared.and_then(|declared| reader.find(id.into(), &[6], declared)));
        if field.is_extension() {
            all.extend(reader.find(id.into(), &[2], field.containing().into()));
        }
    }
    for (id, method) in schema.methods.iter() {
        all.extend(reader.find(id.into(), &[2], method.input.into()));
        all.extend(reader.find(id.into(), &[3], method.output.into()));
    }
    all.sort_by(|one, other| (&one.path, one.bytes.start).cmp(&(&other.path, other.bytes.start)));
    all.dedup_by(|one, other| one.path == other.path && one.bytes == other.bytes);
    let texts = schema.files.iter().map(|(_, file)| sources.get(file.source));
    let texts = texts.map(|file| (PathBuf::from(&file.display), file.text.as_deref().unwrap_or_default().to_owned()));
    Uses { all, texts: texts.collect() }
}

struct Reader<'s> {
    schema: &'s Schema,
    sources: &'s Sources,
}

impl Reader<'_> {
    /// Returns the use of a declaration at a part of an element; `None` in or of a file that is part of the program.
    fn find(&self, element: Element, tail: &[i32], declared: Element) -> Option<Use> {
        let (schema, sources) = (self.schema, self.sources);
        schema.location(element, tail)?;
        let place = schema.part(element, tail);
        let name = schema.part(declared, &[1]);
        let [file, target] = [place, name].map(|place| sources.get(place.source));
        if file.is_built_in || target.is_built_in {
            return None;
        }
        let bytes = sources.bytes(place)?;
        let text = file.text.as_deref()?;
        let before = &text[..bytes.end - 1];
        let line = before.matches('\n').count() as u32;
        let column = (before.len() - before.rfind('\n').map_or(0, |end| end + 1)) as u32;
        let start = &target.text.as_deref()?[..sources.bytes(name)?.start];
        let declared_line = start.matches('\n').count() as u32;
        let declared_column = (start.len() - start.rfind('\n').map_or(0, |end| end + 1)) as u32;
        Some(Use {
            path: PathBuf::from(&file.display),
            bytes,
            position: Position::new(line, column),
            full_name: schema.full_name(declared),
            declared: (PathBuf::from(&target.display), Position::new(declared_line, declared_column)),
        })
    }
}

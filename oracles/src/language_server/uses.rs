//! The references of a schema, from protoc's source info.

use std::collections::BTreeMap;
use std::path::PathBuf;

use protoward_compiler::Compiler;
use protoward_schema::{Element, FieldType, Schema};
use protoward_source::{Position, Sources};

/// A use of a type, with the declaration that it means.
#[derive(Clone, Debug)]
pub struct Use {
    pub path: PathBuf,
    /// The bytes of the name, as written.
    pub bytes: std::ops::Range<usize>,
    /// The position of the last character of the name.
    pub position: Position,
    pub full_name: String,
    /// The file and the start of the declared name.
    pub declared: (PathBuf, Position),
}

/// The name of a declaration, where it is declared.
#[derive(Clone, Debug)]
pub struct Symbol {
    pub element: Element,
    pub path: PathBuf,
    /// The bytes of the name.
    pub bytes: std::ops::Range<usize>,
    /// The name.
    pub name: String,
}

/// The schema of a tree, and its uses of types.
pub struct Uses {
    pub all: Vec<Use>,
    /// The declarations with names.
    pub symbols: Vec<Symbol>,
    /// The texts of the files, by path.
    pub texts: BTreeMap<PathBuf, String>,
    pub schema: Schema,
}

/// Returns the uses of types in files, which have these include folders. Files with errors have none, and neither have the
/// values of maps, for which protoc records no location.
pub fn uses(files: &[String], folders: impl IntoIterator<Item = PathBuf>) -> Uses {
    let compiler = Compiler::new().includes(folders);
    let mut sources = Sources::default();
    let loaded = compiler.load(files.iter().cloned(), &mut sources);
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
    let symbols = schema.declarations().filter_map(|element| reader.symbol(element)).collect();
    let texts = schema.files.iter().map(|(_, file)| sources.get(file.source));
    let texts = texts.map(|file| (PathBuf::from(&file.display), file.text.as_deref().unwrap_or_default().to_owned()));
    let texts = texts.collect();
    Uses { all, symbols, texts, schema }
}

struct Reader<'s> {
    schema: &'s Schema,
    sources: &'s Sources,
}

impl Reader<'_> {
    /// Returns the declared name of an element; `None` if the text spells it differently, as for a group.
    fn symbol(&self, element: Element) -> Option<Symbol> {
        let schema = self.schema;
        let sources = self.sources;
        schema.location(element, &[1])?;
        let place = schema.part(element, &[1]);
        let file = sources.get(place.source);
        let name = schema.name(element);
        let bytes = sources.bytes(place)?;
        let is_written = file.text.as_deref()?.get(bytes.clone()) == Some(name);
        (is_written && !file.is_built_in).then(|| Symbol {
            element,
            path: PathBuf::from(&file.display),
            bytes,
            name: name.to_owned(),
        })
    }

    /// Returns the use of a declaration at a part of an element; `None` in or of a file that is part of the program.
    fn find(&self, element: Element, tail: &[i32], declared: Element) -> Option<Use> {
        let schema = self.schema;
        let sources = self.sources;
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

//! The request to check files.
//!
//! Field numbers are those of `buf/plugin/check/v1/check_service.proto` and `buf/plugin/descriptor/v1`.

use std::sync::Arc;

use protoward_schema::descriptor::encode_file;
use protoward_schema::wire::Writer;
use protoward_schema::{File, FileId, IdSet, Schema, Syntax};
use protoward_source::Sources;

use crate::listing::RuleKind;
use crate::option::{self, OptionValue};

/// The path of the syntax in a file descriptor.
const SYNTAX: &[i32] = &[12];

/// A request to check files, or to compare them with earlier ones.
#[derive(Clone, Copy, Debug)]
pub struct CheckRequest<'a> {
    /// The kind of the rules, which decides whether older files are sent.
    pub kind: RuleKind,
    /// The ids of the rules to run.
    pub rules: &'a [String],
    /// The files to check, with their imports.
    pub files: &'a CheckedFiles,
    /// The files before a change; `None` for lint.
    pub old_files: Option<&'a CheckedFiles>,
    /// The options of the plugin.
    pub options: &'a [(String, OptionValue)],
}

/// Files with their imports, encoded once for all plugins.
#[derive(Clone, Debug, Default)]
pub struct CheckedFiles {
    files: IdSet<File>,
    /// The files as field 1 of a `CheckRequest`, and as field 2.
    as_new: Arc<[u8]>,
    as_old: Arc<[u8]>,
}

impl CheckedFiles {
    /// Encodes files and everything that they import. `is_checked` returns `true` for the files to check; the others are
    /// imports. `module` returns the name of the module of a file, as `registry/owner/name`.
    pub fn new(
        schema: &Schema,
        sources: &Sources,
        is_checked: &dyn Fn(FileId) -> bool,
        module: &dyn Fn(FileId) -> Option<String>,
    ) -> Self {
        let mut as_new = Writer::default();
        let mut as_old = Writer::default();
        let mut files = IdSet::default();
        for file in with_imports(schema, schema.files.ids().filter(|&file| is_checked(file))) {
            files.insert(file);
            let encoded = encoded(schema, sources, file, is_checked(file), module(file).as_deref());
            as_new.bytes(1, &encoded);
            as_old.bytes(2, &encoded);
        }
        Self { files, as_new: as_new.into_bytes().into(), as_old: as_old.into_bytes().into() }
    }

    /// Returns `true` if a plugin gets the file.
    pub fn contains(&self, file: FileId) -> bool {
        self.files.contains(file)
    }

    /// Returns `true` if there are no files to check.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl CheckRequest<'_> {
    /// Returns the serialized `CheckRequest` for some of the rules, in pieces.
    pub(crate) fn pieces(&self, rules: &[String]) -> Vec<Arc<[u8]>> {
        let mut rest = Writer::default();
        for (key, value) in self.options {
            rest.message(3, |writer| option::write(key, value, writer));
        }
        rules.iter().for_each(|rule| rest.string(4, rule));
        let old = self.old_files.map(|files| Arc::clone(&files.as_old));
        [Arc::clone(&self.files.as_new)].into_iter().chain(old).chain([rest.into_bytes().into()]).collect()
    }
}

/// Returns a file as a `FileDescriptor` of `buf/plugin/descriptor/v1`.
fn encoded(schema: &Schema, sources: &Sources, file: FileId, is_checked: bool, module: Option<&str>) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.bytes(1, &encode_file(schema, file, true));
    if !is_checked {
        writer.uint64(2, 1);
    }
    let locations = &schema[file].locations;
    if schema[file].syntax == Syntax::Proto2 && locations.bytes().is_some() && locations.find(SYNTAX).is_none() {
        writer.uint64(3, 1);
    }
    let unused: Vec<i32> = protoward_lint::unused_imports(schema, sources, file)
        .into_iter()
        .filter_map(|index| i32::try_from(index).ok())
        .collect();
    if !unused.is_empty() {
        writer.packed(4, &unused);
    }
    if let Some([registry, owner, name]) = module.and_then(parts) {
        writer.message(5, |writer| {
            writer.string(1, registry);
            writer.string(2, owner);
            writer.string(3, name);
        });
    }
    writer.into_bytes()
}

/// Splits the full name of a module: `registry/owner/name`.
fn parts(module: &str) -> Option<[&str; 3]> {
    let mut parts = module.split('/');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    (parts.next().is_none() && three.iter().all(|part| !part.is_empty())).then_some(three)
}

/// Returns files with everything that they import, imports first.
fn with_imports(schema: &Schema, files: impl Iterator<Item = FileId>) -> Vec<FileId> {
    let mut seen = IdSet::default();
    let mut order = Vec::new();
    for file in files {
        // A stack of files with the index of the next import, because chains of imports can be long.
        let mut stack: Vec<(FileId, usize)> = Vec::new();
        if !seen.contains(file) {
            seen.insert(file);
            stack.push((file, 0));
        }
        while let Some((file, next)) = stack.last_mut() {
            let mut imports = schema[*file].imports.iter().chain(&schema[*file].option_imports);
            match imports.nth(*next) {
                Some(import) => {
                    *next += 1;
                    if let Some(imported) = import.file.filter(|&imported| !seen.contains(imported)) {
                        seen.insert(imported);
                        stack.push((imported, 0));
                    }
                }
                None => {
                    order.push(*file);
                    stack.pop();
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use protoward_compiler::Compiler;
    use protoward_schema::Element;
    use protoward_schema::wire::{Field, WireReader, WireValue};
    use protoward_source::MemoryTree;

    const FILES: [(&str, &str); 3] = [
        ("a.proto", "syntax = \"proto3\"; import \"b.proto\"; import \"c.proto\"; message A { C c = 1; }"),
        ("b.proto", "syntax = \"proto2\"; message B {}"),
        (
            "c.proto",
            "message C { optional int32 f = 1; map<string, int32> m = 2; oneof o { int32 x = 3; }
               enum E { E0 = 0; } extensions 100 to 101; extend C { optional int32 e = 100; } message N { message O {} } }
             enum T { T0 = 0; } service S { rpc M(C) returns (C); } extend C { optional int32 g = 101; }",
        ),
    ];

    fn compiled() -> (Schema, Sources) {
        let mut sources = Sources::default();
        let tree = MemoryTree::new(FILES);
        let compiler = Compiler::new().resolver(tree);
        let loaded = compiler.load(["a.proto"], &mut sources);
        let schema = loaded.link(&sources).schema();
        (schema, sources)
    }

    fn numbers(bytes: &[u8], number: u32) -> Vec<u64> {
        let is_number = |field: &Field<'_>| field.number == number;
        let value = |field: Field<'_>| if let WireValue::Varint(value) = field.value { Some(value) } else { None };
        WireReader::new(bytes).fields().filter(is_number).filter_map(value).collect()
    }

    fn contents(bytes: &[u8], number: u32) -> Vec<&[u8]> {
        let bytes = WireReader::new(bytes).fields().filter(|field| field.number == number);
        bytes.filter_map(|field| if let WireValue::Bytes(bytes) = field.value { Some(bytes) } else { None }).collect()
    }

    #[test]
    fn imports_come_first_and_are_marked() {
        let (schema, sources) = compiled();
        let a = schema.find_file("a.proto");
        let module = |file| (Some(file) == a).then(|| "buf.build/acme/a".to_owned());
        let files = CheckedFiles::new(&schema, &sources, &|file| Some(file) == a, &module);
        let all = contents(&files.as_new, 1);
        let name = |file: &&[u8]| contents(contents(file, 1)[0], 1)[0].to_vec();
        assert_eq!(all.iter().map(name).collect::<Vec<_>>(), [b"b.proto", b"c.proto", b"a.proto"]);
        assert_eq!(all.iter().map(|file| numbers(file, 2)).collect::<Vec<_>>(), [vec![1], vec![1], vec![]]);
        assert_eq!(all.iter().map(|file| numbers(file, 3)).collect::<Vec<_>>(), [vec![], vec![1], vec![]]);
        assert_eq!(contents(all[2], 4), [&[0][..]]);
        assert_eq!(contents(contents(all[2], 5)[0], 3), [b"a"]);
        assert!(contents(all[0], 5).is_empty());
        assert_eq!(contents(&files.as_old, 2), all);
    }

    #[test]
    fn paths_lead_to_their_elements() {
        let (schema, _) = compiled();
        let elements = schema.declarations().chain(schema.files.ids().map(Element::File));
        let mut count = 0;
        for element in elements {
            let file = schema.file_of(element);
            let mut path = schema.path(element);
            assert_eq!(schema.element_at(file, &path), Some(element));
            path.extend([1]);
            assert!(schema.element_at(file, &path).is_some());
            if let [.., index, _] = &mut path[..] {
                *index += 1000;
                assert_eq!(schema.element_at(file, &path), None, "{path:?}");
            }
            count += 1;
        }
        assert!(count > 15);
        let file = schema.files.ids().next().expect("there are files");
        for path in [&[4][..], &[4, -1], &[0], &[16], &[-1], &[3, 9]] {
            assert_eq!(schema.element_at(file, path), None, "{path:?}");
        }
    }
}

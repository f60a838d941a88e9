//! The file descriptors of a schema for generators.

use super::Retention;
use protoward_schema::descriptor::{Descriptor, Descriptors, encode_file, lowered};
use protoward_schema::{FileId, Schema, Syntax};
use protoward_source::parallel;

/// Returns the descriptors of all files of a schema, complete and without options of source retention.
pub fn descriptors(schema: &Schema) -> Descriptors {
    let retention = Retention::new(schema);
    let make = |id: FileId| {
        let file = &schema[id];
        let imports = file.imports.iter().chain(&file.option_imports).filter_map(|import| import.file);
        Descriptor {
            name: schema.text(file.path).to_owned(),
            imports: imports.map(|import| import.index()).collect(),
            whole: encode_file(schema, id, true),
            stripped: retention.file(lowered(schema, id), schema[id].locations.bytes()),
            edition: match file.syntax {
                Syntax::Proto2 | Syntax::Proto3 => None,
                Syntax::Edition(edition) => Some(edition.0),
            },
            has_proto3_optional: false,
        }
    };
    let ids: Vec<FileId> = schema.files.ids().collect();
    let mut files = parallel::map(ids.len(), parallel::threads(None), |index| make(ids[index]));
    for (_, field) in schema.fields.iter().filter(|(_, field)| field.proto3_optional) {
        files[field.file.index()].has_proto3_optional = true;
    }
    Descriptors::new(files)
}

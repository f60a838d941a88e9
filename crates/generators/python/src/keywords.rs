//! Names that make a module or a stub invalid, because Python does not allow its keywords there. The output is that of protoc and of
//! the plugin all the same.

use std::collections::BTreeSet;

use super::names::{in_package, is_keyword, is_reserved, module};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Approximate, Code, Diagnostic};

/// A name that is a keyword of Python, because of which Python cannot read the module.
const PYTHON_KEYWORD: Code = Code::new("python-keyword");

/// The number of the field `name` in the descriptors of all declarations.
const NAME: i32 = 1;

/// Returns warnings about the names that a stub declares. It leaves out fields with such names.
pub(super) fn in_stub(schema: &Schema, file: FileId) -> Vec<Approximate> {
    let has_services = schema[file].options.py_generic_services() == Some(true);
    let declared = schema.declarations().filter(|&element| match element {
        Element::Message(_) | Element::Enum(_) | Element::EnumValue(_) => true,
        Element::Field(id) => schema[id].is_extension(),
        Element::Service(_) => has_services,
        Element::File(_) | Element::Oneof(_) | Element::Method(_) => false,
    });
    let own = declared.filter(|&element| schema.file_of(element) == file);
    own.filter(|&element| is_keyword(schema.name(element))).map(|element| warning(schema, element, "stub")).collect()
}

/// Returns warnings about the names in the module for the services of a file.
pub(super) fn in_services(schema: &Schema, file: FileId) -> Vec<Approximate> {
    let mut found = Vec::new();
    for &service in &schema[file].services {
        let methods = &schema[service].methods;
        let declared = [service.into()].into_iter().chain(methods.iter().map(|&method| Element::from(method)));
        found.extend(declared.filter(|&it| is_keyword(schema.name(it))).map(|it| warning(schema, it, "module")));
        for &method in methods {
            let types = BTreeSet::from([schema[method].input, schema[method].output]);
            let unreadable = types.into_iter().filter(|&ty| {
                let of = schema[ty].file;
                let class = in_package(schema, of, schema[ty].full_name);
                class.split('.').any(is_keyword) || is_reserved(&module(schema.text(schema[of].path)))
            });
            found.extend(unreadable.map(|ty| {
                let message = format!(
                    "{} needs `{}` of `{}`, and a part of that name or path is a keyword of Python, so the module cannot be read",
                    described(schema, method.into()),
                    schema.full_name(ty.into()),
                    schema.text(schema[schema[ty].file].path)
                );
                placed(schema, method.into(), message)
            }));
        }
    }
    found
}

fn warning(schema: &Schema, element: Element, output: &str) -> Approximate {
    let subject = described(schema, element);
    placed(schema, element, format!("the name of {subject} is a keyword of Python, so the {output} cannot be read"))
}

fn placed(schema: &Schema, element: Element, message: String) -> Approximate {
    let diagnostic = Diagnostic::warning(PYTHON_KEYWORD, message)
        .label(schema.part(element, &[NAME]), "declared here")
        .help("choose another name, or do not use this output; protoc writes the same");
    Approximate::new(diagnostic)
}

fn described(schema: &Schema, element: Element) -> String {
    format!("{} `{}`", schema.kind(element), schema.full_name(element))
}

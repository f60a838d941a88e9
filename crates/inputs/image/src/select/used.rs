//! The imported declarations that a schema uses. The gate compares only these of a dependency.

use std::collections::BTreeSet;

use super::closure::{Closure, Reason};
use super::roots::{Elements, Roots, inside_file};
use protoward_schema::Schema;

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

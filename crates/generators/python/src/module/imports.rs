//! The imports of a module: the modules of imported files and of their public imports.

use super::super::names::{self, Imports};
use super::super::page::Page;
use protoward_schema::{FileId, Import, Schema};

/// Maximum number of import paths. A public import is repeated for each path to it, and there may be exponentially
/// many.
const MOST_WAYS: usize = 1 << 16;

/// The error for too many import paths.
#[derive(Debug, thiserror::Error)]
#[error("there are more than {MOST_WAYS} ways from it to files that are imported publicly")]
pub struct TooManyWays;

pub(super) fn write(schema: &Schema, file: FileId, page: &mut Page) -> Result<(), TooManyWays> {
    let mut imports = Imports::default();
    let mut ways = 0;
    for import in &schema[file].imports {
        let module = names::module(schema.text(import.path));
        imports.import(&module, &alias(&module), page);
        ways = forward(schema, import, &alias(&module), ways, page)?;
    }
    page.end();
    for import in schema[file].imports.iter().filter(|import| import.public) {
        page.line(format_args!("from {} import *", names::module(schema.text(import.path))));
    }
    page.end();
    Ok(())
}

/// Returns the alias of an imported module: `a_dot_b__c__pb2`.
pub(in super::super) fn alias(module: &str) -> String {
    module.replace('_', "__").replace('.', "_dot_")
}

/// Writes the public imports of an imported file, which are accessible through its module. Returns the number of
/// import paths.
fn forward(
    schema: &Schema,
    import: &Import,
    from: &str,
    mut ways: usize,
    page: &mut Page,
) -> Result<usize, TooManyWays> {
    let mut open: Vec<&Import> = public_imports(schema, import);
    while let Some(import) = open.pop() {
        ways += 1;
        if ways > MOST_WAYS {
            return Err(TooManyWays);
        }
        let module = names::module(schema.text(import.path));
        let alias = alias(&module);
        page.line(format_args!("try:\n  {alias} = {from}.{alias}"));
        page.line(format_args!("except AttributeError:\n  {alias} = {from}.{module}"));
        open.extend(public_imports(schema, import));
    }
    Ok(ways)
}

/// Returns the public imports of an imported file in reverse order.
fn public_imports<'s>(schema: &'s Schema, import: &Import) -> Vec<&'s Import> {
    let imports = import.file.map_or(&[][..], |file| &schema[file].imports);
    imports.iter().rev().filter(|import| import.public).collect()
}

//! The linked schema that has a file: one that a check has left, or one that is compiled when a request needs it.

use std::sync::Arc;

use crate::check::LinkedSchema;
use crate::project::Project;
use protoward_ide_index::{DeclarationKind, FileId, Target};
use protoward_schema::{Element, Schema};
use protoward_source::Sources;

/// Returns a schema with a file and its imports as they are now. A file with errors is not in it.
pub(super) fn current_schema(project: &Project, file: FileId) -> Option<Arc<Schema>> {
    let is_current = |linked: &LinkedSchema| {
        linked.schema.find_file(&project.analysis.file(file).name).is_some()
            && !project.analysis.has_changed(file, linked.revision)
    };
    if let Some(schema) = project.linked.find(is_current) {
        return Some(schema);
    }
    let (schema, _) = schema_of(project, std::slice::from_ref(&project.analysis.file(file).name))?;
    let schema = Arc::new(schema);
    project.linked.keep(LinkedSchema { schema: Arc::clone(&schema), revision: project.analysis.revision() });
    Some(schema)
}

/// Returns the schema of a file with its imports, and their texts. A file with errors is not in it.
pub(super) fn schema_of(project: &Project, names: &[String]) -> Option<(Schema, Sources)> {
    let (compiler, _) = project.prepared.as_ref()?.compilation()?;
    let mut sources = Sources::default();
    let loaded = compiler.load(names.iter().cloned(), &mut sources);
    let schema = loaded.link(&sources).schema();
    Some((schema, sources))
}

/// Returns the element of a schema that is a declaration of a file.
pub(super) fn element(schema: &Schema, project: &Project, target: Target) -> Option<Element> {
    let analysis = &project.analysis;
    let full_name = analysis.full_name(target);
    let (scope, name) = full_name.rsplit_once('.').unwrap_or(("", &full_name));
    let is_named = |element: &Element| schema.name(*element) == name;
    match analysis.declaration(target).kind {
        DeclarationKind::Field => {
            let message = &schema[schema.find_message(scope)?];
            message.fields.iter().map(|&field| Element::Field(field)).find(is_named)
        }
        DeclarationKind::Oneof => {
            let message = &schema[schema.find_message(scope)?];
            message.oneofs.iter().map(|&oneof| Element::Oneof(oneof)).find(is_named)
        }
        DeclarationKind::Method => {
            let Some(Element::Service(service)) = schema.find(scope) else { return None };
            schema[service].methods.iter().map(|&method| Element::Method(method)).find(is_named)
        }
        DeclarationKind::EnumValue => {
            let parent = analysis.declaration(target).parent?;
            let declared = analysis.full_name(Target { declaration: parent, ..target });
            let Some(Element::Enum(declared)) = schema.find(&declared) else { return None };
            schema[declared].values.iter().map(|&value| Element::EnumValue(value)).find(is_named)
        }
        DeclarationKind::Message
        | DeclarationKind::Group
        | DeclarationKind::Enum
        | DeclarationKind::Extension
        | DeclarationKind::Service => schema.find(&full_name),
    }
}

//! The package of a file, with all references to what the file declares.

use super::LintPlanner;
use crate::resolver::Overlay;
use protoward_edit::{Decl, Statement};
use protoward_schema::{Element, FileId};
use protoward_source::Edit;

impl LintPlanner<'_> {
    /// Returns the edits that give a file a package, and what stops working. `None` if a name is taken there, or if a text
    /// that no compiler reads may name something in the file.
    pub(super) fn with_package(&self, file: FileId, package: &str) -> Option<(Vec<Edit>, Option<&'static str>)> {
        let schema = self.schema;
        let overlay = Overlay::moved(schema, file, package);
        let is_taken = |element: Element| schema.find(&overlay.full_name(schema, element)).is_some();
        if overlay.elements().any(is_taken) || self.is_named_in_text(file) {
            return None;
        }
        let mut edits = vec![self.package_statement(file, package)?];
        let declared = overlay.elements().map(|element| schema.name(element));
        edits.extend(self.respelled(&overlay, declared.chain(package.split('.')), Some(file))?);
        let breaks = match schema[file].services.is_empty() {
            true => "generated code, `Any` and text that names the messages",
            false => "clients that call methods by their paths, generated code, `Any` and text that names the messages",
        };
        Some((edits, Some(breaks)))
    }

    fn package_statement(&self, file: FileId, package: &str) -> Option<Edit> {
        let source = self.schema[file].source;
        let document = self.texts.get(source)?;
        let root = document.root();
        let body = root.body()?;
        if let Some(Decl::Package(old)) = root.items().find(|decl| matches!(decl, Decl::Package(_))) {
            let name = old.name.plain.then_some(old.name.span.range())?;
            return Some(self.edit(source, name, package));
        }
        let mut statement = Statement::new(vec![format!("package {package};")]);
        statement.blank = (true, true);
        let at = if document.parsed.file.syntax.is_some() { body.behind(0) } else { body.top() };
        Some(self.text_edit(source, body.insert(at, &statement)))
    }

    /// Returns `true` if a string of an option may have the full name of something in a file.
    fn is_named_in_text(&self, file: FileId) -> bool {
        let (schema, declared) = (self.schema, &self.schema[file]);
        match schema.package(file) {
            "" => {
                let types = declared.messages.iter().map(|&id| schema.name(id.into()));
                let services = declared.services.iter().map(|&id| schema.name(id.into()));
                let enums = declared.enums.iter().map(|&id| schema.name(id.into()));
                types.chain(services).chain(enums).any(|name| self.mentions.has_word(name))
            }
            package => self.mentions.has_text(&format!("{package}.")),
        }
    }
}

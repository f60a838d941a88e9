//! Features that a message sets for the types in it.

use crate::planner::Planner;
use crate::refusal::Refusal;
use protoward_edit::option_name;
use protoward_schema::Element;

impl Planner<'_> {
    /// Checks that a declaration has the same features without a message around it, or with another one.
    ///
    /// The features of a message hold for its nested types, unless these set them, too
    /// (<https://protobuf.dev/editions/features/#lexical-scoping>).
    pub(crate) fn check_inherited_features(&self, element: Element, around: Element) -> Result<(), Refusal> {
        let schema = self.schema;
        let own = self.texts.declared(schema, element).ok_or(Refusal::NoText(element))?;
        for message in std::iter::successors(Some(around), |&it| schema.enclosing(it)) {
            let node = self.texts.declared(schema, message).ok_or(Refusal::NoText(message))?;
            let names = node.option_statements().map(|option| option_name(option, node.doc.text));
            let mut features = names.filter(|name| name == "features" || name.starts_with("features."));
            if features.any(|name| own.statement_setting(&name).is_none()) {
                return Err(Refusal::InheritedFeatures(message));
            }
        }
        Ok(())
    }
}

//! Reserved names, which are strings in proto2 and proto3, and identifiers in editions.

use super::Writer;
use crate::target::TargetEdition;
use protoward_edit::{Decl, TextEdit};
use protoward_syntax::ast::Reserved;
use protoward_syntax::literal;

impl Writer<'_> {
    /// Writes reserved strings as identifiers, and the other way round for proto2 and proto3. A string that is no
    /// identifier reserves nothing, and is removed.
    pub(super) fn reserved(&mut self, target: TargetEdition) {
        let mut edits = Vec::new();
        for node in self.of.tree {
            // The field of a group has the same declarations as its message.
            if node.is_group() && matches!(node.element, protoward_schema::Element::Field(_)) {
                continue;
            }
            let Some(body) = node.decl.body(self.of.doc) else { continue };
            for decl in body.items.iter() {
                let Decl::Reserved(reserved) = decl else { continue };
                match &reserved.what {
                    Reserved::Strings(strings) if !target.is_legacy() => edits.extend(self.identifiers(decl, strings)),
                    Reserved::Identifiers(names) if target.is_legacy() => edits.extend(self.strings(names)),
                    Reserved::Strings(_) | Reserved::Identifiers(_) | Reserved::Numbers(_) => {}
                }
            }
        }
        self.edits.extend(edits);
    }

    fn strings(&self, names: &[protoward_syntax::ast::Span]) -> Vec<TextEdit> {
        let text = self.of.doc.text;
        let quote = self.of.doc.quote();
        names.iter().map(|name| TextEdit::new(name.range(), format!("{quote}{}{quote}", name.of(text)))).collect()
    }

    fn identifiers(&self, decl: Decl<'_>, strings: &[protoward_syntax::ast::Span]) -> Vec<TextEdit> {
        let doc = self.of.doc;
        let names: Vec<_> = strings.iter().map(|&span| literal::string_lossy(doc.text, span)).collect();
        if names.iter().all(|name| is_identifier(name)) {
            return strings.iter().zip(&names).map(|(span, name)| TextEdit::new(span.range(), &**name)).collect();
        }
        let kept: Vec<&str> = names.iter().map(|name| &**name).filter(|name| is_identifier(name)).collect();
        match (strings.first(), strings.last()) {
            (Some(first), Some(last)) if !kept.is_empty() => {
                vec![TextEdit::new(first.start as usize..last.end as usize, kept.join(", "))]
            }
            _ => vec![doc.removal(decl)],
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    let is_start = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    bytes.next().is_some_and(is_start) && bytes.all(|byte| is_start(byte) || byte.is_ascii_digit())
}

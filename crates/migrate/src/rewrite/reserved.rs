//! Reserved names, which are identifiers in editions.

use super::Writer;
use protoward_edit::{Decl, TextEdit};
use protoward_syntax::ast::Reserved;
use protoward_syntax::literal;

impl Writer<'_> {
    /// Writes reserved strings as identifiers. A string that is no identifier reserves nothing, and is removed.
    pub(super) fn reserved(&mut self) {
        let mut edits = Vec::new();
        for node in self.of.tree {
            // The field of a group has the same declarations as its message.
            if node.is_group() && matches!(node.element, protoward_schema::Element::Field(_)) {
                continue;
            }
            let Some(body) = node.decl.body(self.of.doc) else { continue };
            for decl in body.items.iter() {
                if let Decl::Reserved(reserved) = decl
                    && let Reserved::Strings(strings) = &reserved.what
                {
                    edits.extend(self.identifiers(decl, strings));
                }
            }
        }
        self.edits.extend(edits);
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

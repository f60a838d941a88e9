//! Extensions that come back, and the room that they need: their numbers have to be open, and nobody else's.

use super::change::Change;
use super::fixer::{Fixer, Side};
use super::texts::Declared;
use super::tree::Decl;
use protoward_schema::{Element, FieldId, FieldOwner, MessageId, qualified};

impl<'t> Fixer<'t> {
    pub(crate) fn declare_extension(
        &self,
        id: FieldId,
        declared: &Declared<'t>,
        open: &mut Vec<Element>,
    ) -> Option<Vec<Change>> {
        let FieldOwner::Extension { scope, .. } = self.old[id].owner else { return None };
        if self.new.find(&self.old.full_name(id.into())).is_some() {
            return None;
        }
        let into = self.new_scope(scope)?;
        let block = declared.outer()?;
        // Beside its siblings where they are still there, else with the whole block.
        let key = block.decl.key(block.text.text);
        let siblings = self.keys(&into).get(&key).copied().and_then(|index| into.body()?.items.get(index));
        if let Some(decl) = siblings {
            let mut changes = self.room_for(&[id])?;
            changes.extend(self.bring_back(declared, &into.inner(decl), id.into(), open)?);
            return Some(changes);
        }
        let Decl::Extend(extend) = block.decl else { return None };
        let text = declared.text.text;
        let prefix = self.old.full_name(id.into());
        let prefix = prefix.rsplit_once('.').map_or("", |(scope, _)| scope);
        let is_gone = |name: &str| self.new.find(&qualified(prefix, name)).is_none();
        if !extend.fields.iter().all(|field| is_gone(field.name.of(text))) {
            return None;
        }
        let named = |name: &str| match self.old.find(&qualified(prefix, name)) {
            Some(Element::Field(id)) => Some(id),
            _ => None,
        };
        let all: Option<Vec<FieldId>> = extend.fields.iter().map(|field| named(field.name.of(text))).collect();
        let mut changes = self.room_for(&all?)?;
        changes.extend(self.bring_back(&block, &into, id.into(), open)?);
        Some(changes)
    }

    /// What an old declaration extends other messages by.
    pub(crate) fn extensions_in(&self, element: Element) -> Vec<FieldId> {
        let messages = self.inside(element).into_iter().filter_map(|inner| match inner {
            Element::Message(message) => Some(message),
            _ => None,
        });
        messages.flat_map(|message| self.old[message].extensions.iter().copied()).collect()
    }

    /// An old element with all types and extensions that are declared in it.
    pub(crate) fn inside(&self, element: Element) -> Vec<Element> {
        let mut all = vec![element];
        let mut next = 0;
        while let Some(&element) = all.get(next) {
            if let Element::Message(id) = element {
                let message = &self.old[id];
                all.extend(message.messages.iter().map(|&inner| Element::from(inner)));
                all.extend(message.enums.iter().map(|&inner| Element::from(inner)));
                all.extend(message.extensions.iter().map(|&inner| Element::from(inner)));
            }
            next += 1;
        }
        all
    }

    /// What has to be done for extensions to find their numbers open; `None` where somebody has one of them.
    pub(crate) fn room_for(&self, extensions: &[FieldId]) -> Option<Vec<Change>> {
        let mut changes = Vec::new();
        for &id in extensions {
            let (extendee, number) = (self.old[id].containing(), self.old[id].number.0);
            if self.has_extension(self.old.text(self.old[extendee].full_name), number) {
                return None;
            }
            // What comes back as well has its ranges.
            if let Some(new) = self.new_message(extendee) {
                changes.extend(self.opened(extendee, new, number)?);
            }
        }
        Some(changes)
    }

    fn opened(&self, old: MessageId, new: MessageId, number: i32) -> Option<Vec<Change>> {
        let stock = self.stock(Side::New, new.into())?;
        if stock.open.contains(number) {
            return Some(Vec::new());
        }
        let ranges = &self.old[old].extension_ranges;
        let index = ranges.iter().position(|range| range.numbers.contains(number))?;
        self.open(old, new, index, &stock.open.missing(ranges[index].numbers))
    }
}

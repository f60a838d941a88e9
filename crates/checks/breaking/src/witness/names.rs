//! Full names that disappeared: JSON contains them as the types of `Any`s and as the keys of extensions.

use super::case::MessageCase;
use super::plan::{Media, Plan, Recipe};
use super::{NoWitness, Witness, Witnesses};
use crate::Finding;
use crate::json_names::{is_key_of, json_names};
use protoward_schema::ranges::Coverage;
use protoward_schema::{Element, FieldId, FieldOwner, MessageId, Parent, Schema};

/// Maximum number of fields of type `Any` to try; they differ in nothing that matters.
const MAX_ANYS: usize = 16;

impl Witnesses<'_> {
    /// Returns the witness of a finding about declarations whose full names disappeared.
    pub(super) fn of_names(&self, finding: &Finding, otherwise: &'static str) -> Result<Witness, NoWitness> {
        let plan = Plan { media: Media::Both, recipe: Recipe::Values, otherwise };
        let scopes = self.scopes(finding);
        let extensions: Vec<_> = self.extensions(&scopes).collect();
        // One extension after the other, because each of them may leave its bytes readable.
        for case in extensions {
            match self.of_cases(&[case], plan) {
                Err(reason) if reason.is_judged() => {}
                found => return found,
            }
        }
        let packed = self.messages(&scopes).find_map(|message| self.of_packed(message, plan));
        packed.ok_or(NoWitness::NotHere(otherwise))
    }

    /// Returns JSON of an `Any` with a message.
    fn of_packed(&self, message: MessageId, plan: Plan) -> Option<Witness> {
        let plan = Plan { media: Media::Json, ..plan };
        let cases: Vec<_> =
            self.anys().take(MAX_ANYS).map(|case| MessageCase { packed: Some(message), ..case }).collect();
        self.of_cases(&cases, plan).ok()
    }

    /// Returns the fields of type `Any` of messages that both versions have.
    fn anys(&self) -> impl Iterator<Item = MessageCase> {
        let old = self.old.schema();
        let new = self.new.schema();
        self.carriers().anys().iter().filter_map(move |&id| {
            let field = &old[id];
            let read = self.counterparts().new_message(field.containing())?;
            let at = self.new.field(read, field.number)?;
            let any = new.find_message("google.protobuf.Any");
            let holds_any = |id: FieldId| new[id].ty.message() == any;
            let value = new[at].ty.message().filter(|&entry| new.is_map_entry(entry));
            let is_any =
                holds_any(at) || value.is_some_and(|entry| new[entry].fields.iter().any(|&half| holds_any(half)));
            is_any.then(|| MessageCase::new(field.containing(), read, vec![field.number]))
        })
    }

    /// Returns the old elements whose contents a finding is about.
    fn scopes(&self, finding: &Finding) -> Vec<Element> {
        let old = self.old.schema();
        let is_package = matches!(finding.rule.id(), "PACKAGE_NO_DELETE" | "PACKAGE_RENAMED");
        match finding.old_element {
            Some(Element::File(file)) if is_package => {
                old.files.ids().filter(|&other| old.package(other) == old.package(file)).map(Element::from).collect()
            }
            element => element.into_iter().collect(),
        }
    }

    /// Returns the messages in these scopes whose names disappeared.
    fn messages(&self, scopes: &[Element]) -> impl Iterator<Item = MessageId> {
        let old = self.old.schema();
        let new = self.new.schema();
        old.messages.ids().filter(move |&id| {
            let is_gone = !matches!(new.find(old.text(old[id].full_name)), Some(Element::Message(_)));
            is_gone && !old.is_map_entry(id) && is_within(old, id.into(), scopes)
        })
    }

    /// Returns the extensions in these scopes that the new version has not, or not under this name.
    fn extensions(&self, scopes: &[Element]) -> impl Iterator<Item = MessageCase> {
        let old = self.old.schema();
        let new = self.new.schema();
        let extensions = old.fields.iter().filter(|(_, field)| field.is_extension()).map(|(id, _)| id);
        extensions.filter(move |&id| is_within(old, id.into(), scopes)).filter_map(move |id| {
            let read = self.counterparts().new_message(old[id].containing())?;
            let found = self.new.json_field(read, &self.old.json_key(id));
            let is_kept = found.is_some_and(|found| new[found].number == old[id].number);
            (!is_kept).then(|| MessageCase::new(old[id].containing(), read, vec![old[id].number]))
        })
    }

    /// Returns `true` if nothing in the new version has a number or name that was reserved in the old one.
    pub(super) fn is_only_released(&self, finding: &Finding) -> bool {
        let old = self.old.schema();
        let new = self.new.schema();
        let (ranges, names) = match finding.old_element {
            Some(Element::Message(id)) => (&old[id].reserved_ranges, &old[id].reserved_names),
            Some(Element::Enum(id)) => (&old[id].reserved_ranges, &old[id].reserved_names),
            _ => return false,
        };
        let ranges = Coverage::new(ranges.iter().copied());
        let members: Vec<(i32, Vec<String>)> = match finding.element {
            Some(Element::Message(id)) => {
                if new[id].extension_ranges.iter().any(|range| ranges.touches(range.numbers)) {
                    return false;
                }
                new[id].fields.iter().map(|&id| (new[id].number.0, json_names(new, id))).collect()
            }
            Some(Element::Enum(id)) => {
                new[id].values.iter().map(|&id| (new[id].number, vec![new.name(id.into()).to_owned()])).collect()
            }
            _ => return false,
        };
        let is_field = matches!(finding.element, Some(Element::Message(_)));
        let is_reserved = |name: &String| {
            names.iter().map(|&it| old.text(it)).any(|it| if is_field { is_key_of(it, name) } else { it == name })
        };
        !members.iter().any(|(number, names)| ranges.contains(*number) || names.iter().any(is_reserved))
    }
}

/// Returns `true` if an element is one of the scopes, or inside of one.
fn is_within(schema: &Schema, mut element: Element, scopes: &[Element]) -> bool {
    loop {
        if scopes.contains(&element) {
            return true;
        }
        let parent = match element {
            Element::Message(id) => schema[id].parent,
            Element::Field(id) => match schema[id].owner {
                FieldOwner::Extension { scope, .. } => scope,
                FieldOwner::Message(message) => Parent::Message(message),
            },
            Element::File(_)
            | Element::Enum(_)
            | Element::EnumValue(_)
            | Element::Oneof(_)
            | Element::Service(_)
            | Element::Method(_) => return false,
        };
        element = match parent {
            Parent::File(file) => file.into(),
            Parent::Message(message) => message.into(),
        };
    }
}

//! The fields of a message, the values of an enum, extensions, and reserved numbers and names.

use maud::{Markup, html};

use super::Page;
use super::badges::{badges, note, notes};
use super::options;
use super::types::{declared_type, name};
use crate::changes::Change;
use crate::links::place;
use crate::removals::Removal;
use protoward_schema::{
    Element, EnumId, FieldId, FieldOwner, FieldType, MessageEncoding, MessageId, Name, NumberRange, OneofId, Presence,
    Shape, Syntax, default_json_name, ranges,
};

/// Renders the fields of a message, with the members of each oneof together.
pub(super) fn fields(page: &Page<'_>, id: MessageId) -> Markup {
    let schema = page.schema();
    let real_oneof = |field: FieldId| schema[field].oneof.filter(|&oneof| !schema[oneof].synthetic);
    let removals = removals(page, id.into());
    if schema[id].fields.is_empty() && removals.is_empty() {
        return html! {};
    }
    html! {
        ul class="members" {
            @for &field in &schema[id].fields {
                @match real_oneof(field) {
                    None => (self::field(page, field)),
                    Some(id) if schema[id].fields.first() == Some(&field) => (oneof(page, id)),
                    Some(_) => {},
                }
            }
            @for &removal in &removals { (removed(removal)) }
        }
    }
}

fn oneof(page: &Page<'_>, id: OneofId) -> Markup {
    let schema = page.schema();
    let element = Element::Oneof(id);
    let anchor = place(schema, id.into()).anchor;
    html! {
        li class="oneof" id=(anchor) {
            p class="head" {
                code { span class="keyword" { "oneof" } " " a href={ "#" (anchor) } { (schema.name(element)) } }
                span class="tag" { "at most one is set" }
                (badges(page, element))
            }
            (details(page, element))
            ul class="members" { @for &field in &schema[id].fields { (self::field(page, field)) } }
        }
    }
}

/// Renders extensions as a list of fields.
pub(super) fn extensions(page: &Page<'_>, fields: &[FieldId]) -> Markup {
    html! { ul class="members" { @for &field in fields { (self::field(page, field)) } } }
}

fn field(page: &Page<'_>, id: FieldId) -> Markup {
    let schema = page.schema();
    let element = Element::Field(id);
    let anchor = place(schema, element).anchor;
    html! {
        li id=(anchor) {
            p class="head" {
                code {
                    (declared_type(page, id)) " "
                    a class="name" href={ "#" (anchor) } { (schema.name(element)) }
                    span class="number" { " = " (schema[id].number) }
                }
                (tags(page, id))
                (badges(page, element))
            }
            (details(page, element))
        }
    }
}

/// Renders facts about a field that its type does not show.
fn tags(page: &Page<'_>, id: FieldId) -> Markup {
    let schema = page.schema();
    let field = &schema[id];
    let is_scalar = field.ty.message().is_none();
    let is_oneof_member = field.oneof.is_some_and(|oneof| !schema[oneof].synthetic);
    let presence = match schema.shape(id) {
        Shape::Single(Presence::Required) => Some("required"),
        Shape::Single(Presence::Explicit) if is_scalar && !is_oneof_member && !field.is_extension() => Some("optional"),
        _ => None,
    };
    let is_delimited = field.features.message_encoding == MessageEncoding::Delimited
        && matches!(field.ty, FieldType::Message(_) | FieldType::Group(_))
        && !matches!(schema.shape(id), Shape::Map { .. });
    let is_group = is_delimited && !matches!(schema[field.file].syntax, Syntax::Edition(_));
    let json = schema.json_name(id);
    let has_own_json = !field.is_extension() && json != default_json_name(schema.text(field.name));
    html! {
        @if let Some(presence) = presence { span class="tag" { (presence) } }
        @if is_delimited { span class="tag" { @if is_group { "group" } @else { "delimited" } } }
        @if has_own_json { span class="tag" { "JSON name " code { (json) } } }
        @if let Some(default) = &field.default {
            span class="tag" { "default " code { (String::from_utf8_lossy(default)) } }
        }
        @if let FieldOwner::Extension { extendee, .. } = field.owner {
            span class="tag" { "extends " code { (name(page, extendee.into())) } }
        }
    }
}

/// Renders the values of an enum.
pub(super) fn values(page: &Page<'_>, id: EnumId) -> Markup {
    let schema = page.schema();
    html! {
        ul class="members" {
            @for &value in &schema[id].values {
                @let element = Element::EnumValue(value);
                @let anchor = place(schema, element).anchor;
                li id=(anchor) {
                    p class="head" {
                        code {
                            a class="name" href={ "#" (anchor) } { (schema.name(element)) }
                            span class="number" { " = " (schema[value].number) }
                        }
                        (badges(page, element))
                    }
                    (details(page, element))
                }
            }
            @for removal in removals(page, id.into()) { (removed(removal)) }
        }
    }
}

/// Renders the changes, the comment and the options of an element.
pub(super) fn details(page: &Page<'_>, element: Element) -> Markup {
    html! {
        (notes(page, element))
        (page.comment(element))
        (options(page, element))
    }
}

/// Returns the declarations that were removed from an element, with their changes.
pub(super) fn removals<'s>(page: &Page<'s>, element: Element) -> Vec<&'s (Removal, Vec<Change>)> {
    page.site.changes.iter().flat_map(|changes| changes.removed_from(element)).collect()
}

/// Renders a removed declaration as an item of a list.
pub(super) fn removed((removal, changes): &(Removal, Vec<Change>)) -> Markup {
    html! {
        li class="gone" {
            p class="head" { code { span class="keyword" { (removal.kind) } " " del { (removal.label) } } }
            @for change in changes { (note(change)) }
        }
    }
}

/// Renders the reserved numbers and names of a message or enum.
pub(super) fn reserved(page: &Page<'_>, numbers: &[NumberRange], names: &[Name], max: i32) -> Markup {
    html! {
        @if !numbers.is_empty() {
            p class="fact" { "Reserved numbers: " code { (ranges::list(numbers, max)) } }
        }
        @if !names.is_empty() {
            p class="fact" {
                "Reserved names: "
                @for (at, &name) in names.iter().enumerate() {
                    @if at > 0 { ", " }
                    code { (page.schema().text(name)) }
                }
            }
        }
    }
}

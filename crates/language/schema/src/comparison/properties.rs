//! The properties of each kind of element.
//!
//! Elements are taken apart without `..`, so that the compiler asks for each new field of the model if it is a property, or
//! why not.

use super::{Property, PropertyValue as Value, Renames};
use crate::{
    Comments, Element, Enum, EnumId, EnumValue, EnumValueId, ExtensionRange, Field, FieldId, FieldOwner, FieldType,
    File, FileId, Import, Message, MessageId, Method, MethodId, Name, Oneof, OneofId, Schema, Service, ServiceId,
};

type Properties<'s> = Vec<(Property, Value<'s>)>;

/// Returns all properties of an element except its comments. Elements of one kind have the same ones, in the same order.
///
/// Names are no properties, because elements are paired by them. Full names, scopes and positions follow from names and from
/// the lists of the scope. A reference to the element around another one follows from its list as well.
pub(super) fn properties<'s>(schema: &'s Schema, element: Element, renames: &'s Renames) -> Properties<'s> {
    match element {
        Element::File(id) => file(schema, id, renames),
        Element::Message(id) => message(schema, id),
        Element::Field(id) => field(schema, id),
        Element::Oneof(id) => oneof(schema, id),
        Element::Enum(id) => enumeration(schema, id),
        Element::EnumValue(id) => enum_value(schema, id),
        Element::Service(id) => service(schema, id),
        Element::Method(id) => method(schema, id),
    }
}

/// Returns the comments of an element. Detached ones belong to no element.
pub(super) fn comments(schema: &Schema, element: Element) -> Value<'_> {
    let Comments { leading, trailing, detached: _ } = schema.comments(element);
    Value::Comments(leading, trailing)
}

fn file<'s>(schema: &'s Schema, id: FileId, renames: &'s Renames) -> Properties<'s> {
    let File {
        // Places of texts, and comments.
        source: _,
        locations: _,
        // Files are paired by their paths.
        path: _,
        // The file has the package of `renames`.
        package: _,
        syntax,
        imports,
        option_imports,
        messages,
        enums,
        services,
        extensions,
        options,
        features,
        // The choice of a compilation.
        is_import: _,
        module,
    } = &schema[id];
    let imported = imports.iter().map(|it| import(schema, it));
    let for_options = option_imports.iter().map(|it| ("option", import(schema, it).1));
    vec![
        (Property::Module, text(schema, *module)),
        (Property::Package, Value::Text(Some(renames.package(schema, id)))),
        (Property::Syntax, Value::Syntax(*syntax)),
        (Property::Imports, Value::Imports(imported.chain(for_options).collect())),
        (Property::Declarations("the messages"), list(messages)),
        (Property::Declarations("the enums"), list(enums)),
        (Property::Declarations("the services"), list(services)),
        (Property::Declarations("the extensions"), list(extensions)),
        (Property::Options, Value::Bytes(options.bytes())),
        (Property::Features, Value::Features(*features)),
    ]
}

/// Returns the keywords and the path of an import. The imported file follows from the path.
fn import<'s>(schema: &'s Schema, import: &Import) -> (&'static str, &'s str) {
    let Import { path, file: _, public, weak } = import;
    let words = match (public, weak) {
        (false, false) => "",
        (true, false) => "public",
        (false, true) => "weak",
        (true, true) => "public weak",
    };
    (words, schema.text(*path))
}

fn message(schema: &Schema, id: MessageId) -> Properties<'_> {
    let Message {
        file,
        parent: _,
        index: _,
        name: _,
        full_name: _,
        fields,
        oneofs,
        messages,
        enums,
        extensions,
        // The field has the entry as its type.
        map_field: _,
        extension_ranges,
        reserved_ranges,
        reserved_names,
        visibility,
        options,
        features,
    } = &schema[id];
    let ranges = extension_ranges.iter().map(|ExtensionRange { numbers, options }| (*numbers, options.bytes()));
    let declared = oneofs.iter().filter(|&&oneof| !schema[oneof].synthetic).map(|&oneof| oneof.into());
    vec![
        (Property::File, reference(*file)),
        (Property::Declarations("the fields"), list(fields)),
        (Property::Declarations("the oneofs"), Value::List(declared.collect())),
        (Property::Declarations("the messages"), list(messages)),
        (Property::Declarations("the enums"), list(enums)),
        (Property::Declarations("the extensions"), list(extensions)),
        (Property::ExtensionRanges, Value::ExtensionRanges(ranges.collect())),
        (Property::ReservedNumbers, Value::Ranges(reserved_ranges)),
        (Property::ReservedNames, texts(schema, reserved_names)),
        (Property::Visibility, Value::Visibility(*visibility)),
        (Property::Options, Value::Bytes(options.bytes())),
        (Property::Features, Value::Features(*features)),
    ]
}

fn field(schema: &Schema, id: FieldId) -> Properties<'_> {
    let Field {
        file,
        owner,
        index: _,
        name: _,
        number,
        cardinality,
        ty,
        // The oneof has a list of its fields.
        oneof: _,
        proto3_optional,
        default,
        json_name,
        json_name_made,
        options,
        features,
    } = &schema[id];
    let ty = match *ty {
        FieldType::Scalar(scalar) => Value::Type(scalar.keyword(), None),
        FieldType::Enum(of) => Value::Type("enum", Some(of.into())),
        FieldType::Message(of) => Value::Type("message", Some(of.into())),
        FieldType::Group(of) => Value::Type("group", Some(of.into())),
    };
    let extended = match *owner {
        FieldOwner::Message(_) => None,
        FieldOwner::Extension { extendee, scope: _ } => Some(extendee.into()),
    };
    vec![
        (Property::File, reference(*file)),
        (Property::Number, Value::Number(number.0)),
        (Property::Label, Value::Label(*cardinality, *proto3_optional)),
        (Property::Type, ty),
        (Property::ExtendedMessage, Value::Reference(extended)),
        (Property::Default, default_value(schema, schema[id].ty, default.as_deref())),
        // Only names that are set: the others follow from the names of fields.
        (Property::JsonName, text(schema, json_name.filter(|_| !json_name_made))),
        (Property::Features, Value::Features(*features)),
        (Property::Options, Value::Bytes(options.bytes())),
    ]
}

/// Returns the default of a field; that of an enum is one of its values.
fn default_value<'s>(schema: &'s Schema, ty: FieldType, default: Option<&'s [u8]>) -> Value<'s> {
    let value = |of: EnumId, default: &[u8]| {
        schema[of].values.iter().find(|&&value| schema.name(value.into()).as_bytes() == default)
    };
    match (ty, default) {
        (FieldType::Enum(of), Some(default)) => match value(of, default) {
            Some(&value) => reference(value),
            None => Value::Bytes(Some(default)),
        },
        (_, default) => Value::Bytes(default),
    }
}

fn oneof(schema: &Schema, id: OneofId) -> Properties<'_> {
    let Oneof {
        message: _,
        index: _,
        name: _,
        fields,
        // Only oneofs that are declared are compared.
        synthetic: _,
        options,
        features,
    } = &schema[id];
    vec![
        (Property::Declarations("the fields"), list(fields)),
        (Property::Options, Value::Bytes(options.bytes())),
        (Property::Features, Value::Features(*features)),
    ]
}

fn enumeration(schema: &Schema, id: EnumId) -> Properties<'_> {
    let Enum {
        file,
        parent: _,
        index: _,
        name: _,
        full_name: _,
        values,
        reserved_ranges,
        reserved_names,
        visibility,
        options,
        features,
    } = &schema[id];
    vec![
        (Property::File, reference(*file)),
        (Property::Declarations("the values"), list(values)),
        (Property::ReservedNumbers, Value::Ranges(reserved_ranges)),
        (Property::ReservedNames, texts(schema, reserved_names)),
        (Property::Visibility, Value::Visibility(*visibility)),
        (Property::Options, Value::Bytes(options.bytes())),
        (Property::Features, Value::Features(*features)),
    ]
}

fn enum_value(schema: &Schema, id: EnumValueId) -> Properties<'_> {
    let EnumValue { parent: _, index: _, name: _, number, options, features } = &schema[id];
    vec![
        (Property::Number, Value::Number(*number)),
        (Property::Options, Value::Bytes(options.bytes())),
        (Property::Features, Value::Features(*features)),
    ]
}

fn service(schema: &Schema, id: ServiceId) -> Properties<'_> {
    let Service { file, index: _, name: _, full_name: _, methods, options, features } = &schema[id];
    vec![
        (Property::File, reference(*file)),
        (Property::Declarations("the methods"), list(methods)),
        (Property::Options, Value::Bytes(options.bytes())),
        (Property::Features, Value::Features(*features)),
    ]
}

fn method(schema: &Schema, id: MethodId) -> Properties<'_> {
    let Method { service: _, index: _, name: _, input, output, client_streaming, server_streaming, options, features } =
        &schema[id];
    vec![
        (Property::Request, reference(*input)),
        (Property::Response, reference(*output)),
        (Property::Streams, Value::Streams(*client_streaming, *server_streaming)),
        (Property::Options, Value::Bytes(options.bytes())),
        (Property::Features, Value::Features(*features)),
    ]
}

fn reference(id: impl Into<Element>) -> Value<'static> {
    Value::Reference(Some(id.into()))
}

fn list<T: Copy + Into<Element>>(ids: &[T]) -> Value<'static> {
    Value::List(ids.iter().map(|&id| id.into()).collect())
}

fn text(schema: &Schema, name: Option<Name>) -> Value<'_> {
    Value::Text(name.map(|name| schema.text(name)))
}

fn texts<'s>(schema: &'s Schema, names: &[Name]) -> Value<'s> {
    Value::Texts(names.iter().map(|&name| schema.text(name)).collect())
}

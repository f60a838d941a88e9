//! A walk over the options messages of a raw file, which may replace them.

use super::raw::{Enum, File, Message, RawField};

/// The location of an options message.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The full name of the options message.
    pub kind: &'static str,
    /// The descriptor path of the options message.
    pub path: &'p [i32],
}

type Visit<'v, 'a> = dyn FnMut(Place<'_>, &mut Option<&'a [u8]>) + 'v;

/// Visits all options messages of a file.
pub fn each_options<'a>(file: &mut File<'a>, visit: &mut Visit<'_, 'a>) {
    let mut walk = Walk { visit, path: Vec::new() };
    walk.options("google.protobuf.FileOptions", 8, &mut file.options);
    walk.each(4, &mut file.messages, Walk::message);
    walk.each(5, &mut file.enums, Walk::enumeration);
    walk.each(6, &mut file.services, |walk, service| {
        walk.options("google.protobuf.ServiceOptions", 3, &mut service.options);
        walk.each(2, &mut service.methods, |walk, method| {
            walk.options("google.protobuf.MethodOptions", 4, &mut method.options);
        });
    });
    walk.each(7, &mut file.extensions, Walk::member);
}

/// The walk over a file, with field numbers of `descriptor.proto`.
struct Walk<'w, 'v, 'a> {
    visit: &'w mut Visit<'v, 'a>,
    path: Vec<i32>,
}

impl<'a> Walk<'_, '_, 'a> {
    fn options(&mut self, kind: &'static str, number: i32, options: &mut Option<&'a [u8]>) {
        self.path.push(number);
        (self.visit)(Place { kind, path: &self.path }, options);
        self.path.pop();
    }

    fn each<T>(&mut self, number: i32, all: &mut [T], mut visit: impl FnMut(&mut Self, &mut T)) {
        for (one, at) in all.iter_mut().zip(0..) {
            self.path.extend([number, at]);
            visit(self, one);
            self.path.truncate(self.path.len() - 2);
        }
    }

    /// Visits a message. Decoding has limited the recursion depth.
    fn message(&mut self, message: &mut Message<'a>) {
        self.options("google.protobuf.MessageOptions", 7, &mut message.options);
        self.each(2, &mut message.fields, Self::member);
        self.each(3, &mut message.messages, Self::message);
        self.each(4, &mut message.enums, Self::enumeration);
        self.each(5, &mut message.extension_ranges, |walk, range| {
            walk.options("google.protobuf.ExtensionRangeOptions", 3, &mut range.options);
        });
        self.each(6, &mut message.extensions, Self::member);
        self.each(8, &mut message.oneofs, |walk, oneof| {
            walk.options("google.protobuf.OneofOptions", 2, &mut oneof.options);
        });
    }

    fn member(&mut self, member: &mut RawField<'a>) {
        self.options("google.protobuf.FieldOptions", 8, &mut member.options);
    }

    fn enumeration(&mut self, declared: &mut Enum<'a>) {
        self.options("google.protobuf.EnumOptions", 3, &mut declared.options);
        self.each(2, &mut declared.values, |walk, value| {
            walk.options("google.protobuf.EnumValueOptions", 3, &mut value.options);
        });
    }
}

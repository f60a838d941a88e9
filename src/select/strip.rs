//! Options that are left out go from wherever they were used.

use super::closure::Closure;
use crate::descriptor::raw::{Enum, File, Member, Message};

type Visit<'v, 'a> = dyn FnMut(&'static str, &mut Option<&'a [u8]>) + 'v;

/// The options that change, in the order in which [`put`] wants them. Options that say nothing go at once.
pub(super) fn stripped(closure: &Closure<'_>, files: &mut [File<'_>]) -> Vec<Option<Vec<u8>>> {
    let mut all = Vec::new();
    let mut visit = |kind: &'static str, options: &mut Option<&[u8]>| {
        *options = options.filter(|bytes| !bytes.is_empty());
        all.push(options.and_then(|bytes| closure.options_without(kind, bytes)));
    };
    files.iter_mut().for_each(|file| each(file, &mut visit));
    all
}

/// Puts what [`stripped`] has found in its places; options of which nothing is left go.
pub(super) fn put<'a>(stripped: &'a [Option<Vec<u8>>], files: &mut [File<'a>]) {
    let mut next = stripped.iter();
    let mut visit = |_: &'static str, options: &mut Option<&'a [u8]>| {
        if let Some(Some(bytes)) = next.next() {
            *options = (!bytes.is_empty()).then_some(bytes);
        }
    };
    files.iter_mut().for_each(|file| each(file, &mut visit));
}

fn each<'a>(file: &mut File<'a>, visit: &mut Visit<'_, 'a>) {
    visit("google.protobuf.FileOptions", &mut file.options);
    file.messages.iter_mut().for_each(|it| message(it, visit));
    file.enums.iter_mut().for_each(|it| enumeration(it, visit));
    for service in &mut file.services {
        visit("google.protobuf.ServiceOptions", &mut service.options);
        let methods = service.methods.iter_mut();
        methods.for_each(|it| visit("google.protobuf.MethodOptions", &mut it.options));
    }
    members(&mut file.extensions, visit);
}

/// Nests as deep as messages do, which is bounded where they are read.
fn message<'a>(message: &mut Message<'a>, visit: &mut Visit<'_, 'a>) {
    visit("google.protobuf.MessageOptions", &mut message.options);
    members(&mut message.fields, visit);
    message.messages.iter_mut().for_each(|it| self::message(it, visit));
    message.enums.iter_mut().for_each(|it| enumeration(it, visit));
    let ranges = message.extension_ranges.iter_mut();
    ranges.for_each(|it| visit("google.protobuf.ExtensionRangeOptions", &mut it.options));
    members(&mut message.extensions, visit);
    message.oneofs.iter_mut().for_each(|it| visit("google.protobuf.OneofOptions", &mut it.options));
}

fn members<'a>(members: &mut [Member<'a>], visit: &mut Visit<'_, 'a>) {
    members.iter_mut().for_each(|it| visit("google.protobuf.FieldOptions", &mut it.options));
}

fn enumeration<'a>(declared: &mut Enum<'a>, visit: &mut Visit<'_, 'a>) {
    visit("google.protobuf.EnumOptions", &mut declared.options);
    declared.values.iter_mut().for_each(|it| visit("google.protobuf.EnumValueOptions", &mut it.options));
}

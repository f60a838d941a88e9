//! `jstype` of the fields of a file, the only option of fields that managed mode sets.

use super::options::Options;
use super::places::OptionPath;
use super::rules::{ManagedFile, Rules};
use protoward_schema::descriptor::raw::{self, Message, RawField};
use protoward_schema::descriptor::write;

/// The number of `jstype` in field options, and of the options in a field.
const JS_TYPE: u32 = 6;
const OPTIONS: i32 = 8;

/// A visitor of fields, with full name, descriptor path and field.
type Visit<'v, 'a> = dyn FnMut(&str, &[i32], &mut RawField<'a>) + 'v;

/// Returns the file with changed field options, and adds their paths to `gone`; `None` if nothing changes.
pub(super) fn apply(
    rules: &Rules,
    place: ManagedFile<'_>,
    descriptor: &[u8],
    gone: &mut Vec<OptionPath>,
) -> Option<Vec<u8>> {
    if !rules.has_js_types(place) {
        return None;
    }
    let mut file = raw::file(descriptor).ok()?;
    let mut changed: Vec<Option<Vec<u8>>> = Vec::new();
    each(&mut file, &mut |name, path, field| {
        let options = is_64_bit(field.ty).then(|| with_js_type(rules, place, name, field)).flatten();
        if options.is_some() {
            gone.push([path, &[OPTIONS, JS_TYPE as i32]].concat());
        }
        changed.push(options);
    });
    if changed.iter().all(Option::is_none) {
        return None;
    }
    let mut next = changed.iter();
    each(&mut file, &mut |_, _, field| {
        if let Some(Some(options)) = next.next() {
            field.options = Some(options);
        }
    });
    let mut writer = protoward_schema::wire::Writer::default();
    let info = file.source_info;
    write::file(&file, &|writer| info.iter().for_each(|info| writer.bytes(write::SOURCE_INFO, info)), &mut writer);
    Some(writer.into_bytes())
}

/// Returns `true` if a serialized file declares a field or an extension of this full name.
pub(super) fn declares(descriptor: &[u8], field: &str) -> bool {
    let Ok(mut file) = raw::file(descriptor) else { return false };
    let mut is_declared = false;
    each(&mut file, &mut |name, _, _| is_declared |= name == field);
    is_declared
}

fn with_js_type(rules: &Rules, place: ManagedFile<'_>, name: &str, field: &RawField<'_>) -> Option<Vec<u8>> {
    let ty = rules.js_type(place, name)?;
    let mut options = Options::new(field.options);
    if options.number(JS_TYPE) == Some(ty as u64) {
        return None;
    }
    options.set_number(JS_TYPE, ty as i32);
    Some(options.into_bytes())
}

/// Returns whether a type has no JavaScript number: `int64`, `uint64`, `fixed64`, `sfixed64`, `sint64`.
const fn is_64_bit(ty: i32) -> bool {
    matches!(ty, 3 | 4 | 6 | 16 | 18)
}

fn each<'a>(file: &mut raw::File<'a>, visit: &mut Visit<'_, 'a>) {
    let package = file.package.unwrap_or_default();
    let mut path = Vec::new();
    for (index, it) in file.messages.iter_mut().enumerate() {
        inside(&mut path, 4, index, |path| message(it, package, path, visit));
    }
    members(&mut file.extensions, 7, package, &mut path, visit);
}

/// Visits the fields of a message. Decoding has limited the recursion depth.
fn message<'a>(message: &mut Message<'a>, scope: &str, path: &mut Vec<i32>, visit: &mut Visit<'_, 'a>) {
    let name = protoward_schema::qualified(scope, message.name);
    members(&mut message.fields, 2, &name, path, visit);
    for (index, it) in message.messages.iter_mut().enumerate() {
        inside(path, 3, index, |path| self::message(it, &name, path, visit));
    }
    members(&mut message.extensions, 6, &name, path, visit);
}

fn members<'a>(members: &mut [RawField<'a>], number: i32, scope: &str, path: &mut Vec<i32>, visit: &mut Visit<'_, 'a>) {
    for (index, member) in members.iter_mut().enumerate() {
        let name = protoward_schema::qualified(scope, member.name);
        inside(path, number, index, |path| visit(&name, path, member));
    }
}

fn inside(path: &mut Vec<i32>, number: i32, index: usize, visit: impl FnOnce(&mut Vec<i32>)) {
    path.extend([number, i32::try_from(index).unwrap_or(i32::MAX)]);
    visit(path);
    path.truncate(path.len() - 2);
}

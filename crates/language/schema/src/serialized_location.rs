//! Serialized locations of `SourceCodeInfo`: their paths and spans.

use crate::wire::{WireReader, WireValue};
use protoward_source::{Extent, Position, PositionRange};

/// Returns the serialized location whose tag is at `start`. Empty if there is none.
pub(crate) fn location_at(bytes: &[u8], start: u32) -> &[u8] {
    let field = bytes.get(start as usize..).and_then(|rest| WireReader::new(rest).fields().next());
    match field.map(|field| field.value) {
        Some(WireValue::Bytes(location)) => location,
        _ => &[],
    }
}

/// Returns `true` if a serialized location has this path.
pub(crate) fn has_path(location: &[u8], path: &[i32]) -> bool {
    let mut rest = path.iter();
    let mut is_same = true;
    for field in WireReader::new(location).fields().filter(|field| field.number == 1) {
        each_int32(field.value, &mut |step| is_same &= rest.next() == Some(&step));
    }
    is_same && rest.next().is_none()
}

/// Returns the span of a serialized location.
pub(crate) fn span_of(location: &[u8]) -> Vec<i32> {
    let mut span = Vec::new();
    let numbers = WireReader::new(location).fields().filter(|field| field.number == 2);
    numbers.for_each(|field| each_int32(field.value, &mut |number| span.push(number)));
    span
}

/// Returns the descriptor path of a serialized location.
pub fn path_of(location: &[u8]) -> Vec<i32> {
    let mut path = Vec::new();
    push_path(location, &mut path);
    path
}

pub(crate) fn push_path(location: &[u8], into: &mut Vec<i32>) {
    let steps = WireReader::new(location).fields().filter(|field| field.number == 1);
    steps.for_each(|field| each_int32(field.value, &mut |step| into.push(step)));
}

/// Reads a repeated `int32`, packed or not.
fn each_int32(value: WireValue<'_>, take: &mut dyn FnMut(i32)) {
    match value {
        WireValue::Varint(value) => take(value as i32),
        WireValue::Bytes(bytes) => {
            let mut packed = WireReader::new(bytes);
            while let Ok(value) = packed.varint() {
                take(value as i32);
            }
        }
        WireValue::Fixed32(_) | WireValue::Fixed64(_) | WireValue::Group(_) => {}
    }
}

/// Returns the extent of a serialized location: three numbers on a single line, four otherwise.
pub(crate) fn extent_of(location: &[u8]) -> Option<Extent> {
    let number = |value: i32| u32::try_from(value).ok();
    let (start, end) = match *span_of(location) {
        [line, start, end] => ((line, start), (line, end)),
        [line, start, end_line, end] => ((line, start), (end_line, end)),
        _ => return None,
    };
    Some(Extent::Positions(PositionRange {
        start: Position::new(number(start.0)?, number(start.1)?),
        end: Position::new(number(end.0)?, number(end.1)?),
    }))
}

use crate::link::report_order::Position;
use protoward_source::Diagnostic;

/// The errors of one message or enum, in protoc's order: reserved ranges and names, members, extension ranges.
pub(super) type RangeErrors = Vec<(Position, Diagnostic)>;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Group {
    ReservedRange,
    ReservedName,
    Member,
    ExtensionRange,
}

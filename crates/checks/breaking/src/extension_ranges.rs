//! Extension declarations in the options of extension ranges.

use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{ExtensionRangeOptions, MessageId, Schema};

/// The declarations of one extension range.
#[derive(Debug, Default)]
pub(super) struct Declarations<'a> {
    all: Vec<Declaration<'a>>,
    /// `true` if undeclared extensions are rejected.
    pub(super) is_closed: bool,
}

/// One `declaration`: the required name, type and cardinality of an extension number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Declaration<'a> {
    pub(super) number: i32,
    pub(super) full_name: &'a str,
    pub(super) ty: &'a str,
    pub(super) is_reserved: bool,
    pub(super) is_repeated: bool,
}

impl<'a> Declarations<'a> {
    /// Source: `ExtensionRangeOptions` in `descriptor.proto`. As in protoc, a range with declarations is closed
    /// regardless of `verification`.
    pub(super) fn new(options: &'a ExtensionRangeOptions) -> Self {
        const DECLARATION: u32 = 2;
        let Some(bytes) = options.bytes() else { return Self::default() };
        let fields = WireReader::new(bytes).map_while(Result::ok);
        let all: Vec<_> = fields
            .filter_map(|field| match (field.number, field.value) {
                (DECLARATION, WireValue::Bytes(bytes)) => Some(Declaration::new(bytes)),
                _ => None,
            })
            .collect();
        let is_closed = !all.is_empty() || options.verification() == Some(0);
        Self { all, is_closed }
    }

    /// Returns the last declaration of a number.
    pub(super) fn find(&self, number: i32) -> Option<Declaration<'a>> {
        self.all.iter().rfind(|it| it.number == number).cloned()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Declaration<'a>> {
        self.all.iter()
    }
}

impl<'a> Declaration<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut this = Self::default();
        for field in WireReader::new(bytes).map_while(Result::ok) {
            match (field.number, field.value) {
                (1, WireValue::Varint(value)) => this.number = value as i32,
                (2, WireValue::Bytes(bytes)) => this.full_name = std::str::from_utf8(bytes).unwrap_or_default(),
                (3, WireValue::Bytes(bytes)) => this.ty = std::str::from_utf8(bytes).unwrap_or_default(),
                (5, WireValue::Varint(value)) => this.is_reserved = value != 0,
                (6, WireValue::Varint(value)) => this.is_repeated = value != 0,
                _ => {}
            }
        }
        this
    }
}

/// Returns the declarations of each extension range of a message.
pub(super) fn of_message(schema: &Schema, id: MessageId) -> Vec<Declarations<'_>> {
    schema[id].extension_ranges.iter().map(|range| Declarations::new(&range.options)).collect()
}

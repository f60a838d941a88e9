//! The settings that JSON is read and written with: the options, the types of `Any`, and how deep messages may nest.

use std::fmt;

use super::descriptor::{Descriptor, Lookup};
use super::node::Node;

/// Options for reading and writing JSON. The default is ProtoJSON.
///
/// ```
/// use protoward_runtime::json::Options;
///
/// let options = Options { ignore_unknown: true, ..Options::default() };
/// let mut json = serde_json::Deserializer::from_str(r#""3.5s""#);
/// let duration: prost_types::Duration = serde::de::DeserializeSeed::deserialize(options.read(), &mut json)?;
/// assert_eq!(duration.seconds, 3);
/// assert_eq!(serde_json::to_string(&options.write(&duration))?, r#""3.500s""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Ignores unknown fields and unknown enum values when reading.
    pub ignore_unknown: bool,
    /// Writes fields without presence even if they are zero or empty, including lists and maps.
    pub emit_defaults: bool,
    /// Writes the declared names of fields instead of their JSON names. Both are always accepted when reading.
    pub proto_names: bool,
    /// Writes enum values as numbers.
    pub enum_numbers: bool,
    /// Makes an `Any` of an unknown type an error, as protobuf's mapping does. Otherwise its JSON is the `@type`, and the encoded
    /// message as base64 under `value`.
    pub strict_any: bool,
}

impl Options {
    /// The JSON mapping of protobuf without options.
    pub const PROTO_JSON: Self = Self {
        ignore_unknown: false,
        emit_defaults: false,
        proto_names: false,
        enum_numbers: false,
        strict_any: false,
    };
}

/// The maximum nesting depth of messages, as in protobuf parsers.
const DEEPEST: u32 = 100;

/// The options for a value, the types that an `Any` may hold, and the nesting depth.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub(super) options: Options,
    pub(super) types: &'static Types,
    depth: u32,
}

impl Context {
    /// Creates the context of a value that is not nested. An `Any` may hold `types`.
    pub const fn new(options: Options, types: &'static Types) -> Self {
        Self { options, types, depth: 0 }
    }

    /// Returns this context with other options.
    pub(super) const fn with(self, options: Options) -> Self {
        Self { options, ..self }
    }

    /// Returns this context with the types of another one.
    pub(super) const fn with_types_of(self, other: &Self) -> Self {
        Self { types: other.types, ..self }
    }

    /// Returns the context of a nested message. Fails if messages are nested too deep.
    #[inline]
    pub(super) const fn deeper(self) -> Result<Self, TooDeep> {
        if self.depth > DEEPEST { Err(TooDeep) } else { Ok(Self { depth: self.depth + 1, ..self }) }
    }
}

/// The error for messages that are nested too deep.
#[derive(Debug)]
pub(super) struct TooDeep;

impl fmt::Display for TooDeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "messages are nested more than {DEEPEST} deep")
    }
}

/// Returns the error that the type of an `Any` is not known.
pub(super) fn unknown_type(url: &str) -> String {
    format!("the type `{url}` of an `Any` is not among those that were generated or registered")
}

/// Writes the value of an `Any` whose type is not known, with its `@type`. REST has one.
type WriteOther = fn(type_url: &str, value: &[u8]) -> Result<Node, String>;

/// The types that an `Any` may hold: those of one package, and those of the packages that it is linked with. Links may be
/// circular.
pub struct Types {
    /// The descriptors of messages, sorted by name.
    own: &'static [Lookup],
    linked: &'static [&'static Types],
    pub(super) other: Option<WriteOther>,
}

impl Types {
    /// Creates the list of the types of a package. `own` is sorted by name.
    pub const fn new(own: &'static [Lookup], linked: &'static [&'static Self]) -> Self {
        Self { own, linked, other: None }
    }

    /// The list for code in which no message can hold an `Any`.
    pub const EMPTY: Self = Self::new(&[], &[]);

    /// Returns the list with a function that writes values of other types.
    pub const fn or_else(self, other: WriteOther) -> Self {
        Self { other: Some(other), ..self }
    }

    /// Returns the type with a full name.
    pub(super) fn find(&'static self, name: &str) -> Option<&'static Descriptor> {
        let mut reached = vec![self];
        let mut at = 0;
        while let Some(&types) = reached.get(at) {
            if let Ok(found) = types.own.binary_search_by(|message| message().name.cmp(name)) {
                return Some(types.own[found]());
            }
            for &linked in types.linked {
                if !reached.iter().any(|&it| std::ptr::eq(it, linked)) {
                    reached.push(linked);
                }
            }
            at += 1;
        }
        None
    }
}

impl fmt::Debug for Types {
    /// Lists the names of the package only, because links may be circular.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.own.iter().map(|message| message().name)).finish()
    }
}

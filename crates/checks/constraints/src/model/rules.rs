//! The rules of an element, by the values that they let pass.

use crate::cel::value::Value;
use protoward_schema::FieldId;
use std::collections::BTreeSet;

/// The rules of a field, of the items of a list, or of the keys or values of a map.
#[derive(Clone, Debug, Default)]
pub struct FieldRules {
    /// The names around the rules, such as `repeated.items`; empty for a field.
    pub scope: String,
    /// `true` if the value must be set.
    pub is_required: bool,
    /// The path of `required` in the descriptor of the element.
    pub required_path: Vec<i32>,
    /// The values to which the rules do not apply.
    pub ignored: Ignored,
    /// The rules of the value.
    pub rules: Vec<Rule>,
    /// The rules of the items of a list.
    pub items: Option<Box<FieldRules>>,
    /// The rules of the keys of a map.
    pub keys: Option<Box<FieldRules>>,
    /// The rules of the values of a map.
    pub values: Option<Box<FieldRules>>,
}

/// The values to which rules do not apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ignored {
    /// Fields with presence that are not set.
    #[default]
    Unset,
    /// Zeros of fields without presence, too.
    Zero,
    /// All zeros. Only versions before 1.0 have it.
    EveryZero,
    /// All values.
    Always,
}

/// The rules of a message.
#[derive(Clone, Debug, Default)]
pub struct MessageRules {
    /// `true` if the message and its fields are not validated. Only versions before 1.0 have it.
    pub is_disabled: bool,
    /// The expressions about the message.
    pub rules: Vec<Rule>,
    /// The groups of fields of which at most one is set.
    pub oneofs: Vec<OneofRule>,
}

/// A group of fields of a message of which at most one is set.
#[derive(Clone, Debug)]
pub struct OneofRule {
    /// The names of the fields, as written.
    pub names: Vec<String>,
    /// The fields that the message has.
    pub fields: Vec<FieldId>,
    /// `true` if one of the fields must be set.
    pub is_required: bool,
    /// The path in the descriptor of the message.
    pub path: Vec<i32>,
    /// The group in messages to people, such as `a, b` or `a, b (required)`.
    pub shown: String,
}

/// One rule about a value.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name, such as `string.min_len`.
    pub name: String,
    /// The path in the descriptor of the element.
    pub path: Vec<i32>,
    /// The value in messages to people, such as `5` or `"[a-z]+"`.
    pub shown: String,
    /// The condition for values.
    pub test: Test,
}

/// A condition for values.
#[derive(Clone, Debug)]
pub enum Test {
    /// The only value that passes.
    Const(Value),
    /// The values that pass.
    In(Vec<Value>),
    /// The values that do not pass.
    NotIn(Vec<Value>),
    /// The bounds of numbers and times.
    Range(Range),
    /// A number that is neither infinite nor NaN.
    Finite,
    /// The number of characters.
    Characters(Lengths),
    /// The number of bytes.
    Bytes(Lengths),
    /// The number of items or pairs.
    Count(Lengths),
    /// The beginning of a text.
    Prefix(Vec<u8>),
    /// The end of a text.
    Suffix(Vec<u8>),
    /// A part of a text.
    Contains(Vec<u8>),
    /// A text that is no part of another one.
    NotContains(Vec<u8>),
    /// A regular expression of RE2.
    Pattern(String),
    /// A format of texts or bytes.
    Format(Format),
    /// One of the numbers that the enum declares.
    Defined(BTreeSet<i32>),
    /// Items that differ from each other.
    Unique,
    /// Type URLs of an `Any` that pass.
    TypeIn(Vec<String>),
    /// Type URLs of an `Any` that do not pass.
    TypeNotIn(Vec<String>),
    /// The only paths of a field mask.
    Paths(Vec<String>),
    /// Paths of a field mask that pass, with all below them.
    PathsIn(Vec<String>),
    /// Paths of a field mask that do not pass, with all below them.
    PathsNotIn(Vec<String>),
    /// A time before now.
    Past,
    /// A time after now.
    Future,
    /// A time at most so many nanoseconds from now.
    Within(i64),
    /// An expression.
    Cel(Expression),
    /// Rules for another type: a program refuses to validate the message.
    Misfit,
    /// A rule whose meaning is not known.
    Unknown,
}

/// An expression in CEL.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The expression as written.
    pub text: String,
    /// The id; the text for `cel_expression`.
    pub id: String,
    /// The message of the author; empty if there is none.
    pub message: String,
    /// The values of `rule` and `rules`, for a predefined rule.
    pub predefined: Option<Predefined>,
}

/// The rule that an expression of a predefined rule is about.
#[derive(Clone, Debug)]
pub struct Predefined {
    /// The field or extension of the rules.
    pub field: FieldId,
    /// The value of the rule.
    pub rule: Value,
    /// The message of rules.
    pub rules: Value,
    /// The message of rules as JSON, to compare versions.
    pub shown: String,
}

/// The bounds of numbers and times. If the lower one is above the upper one, the values between them do not pass.
#[derive(Clone, Debug, Default)]
pub struct Range {
    /// The lower bound, with `true` if it is excluded.
    pub low: Option<(Value, bool)>,
    /// The upper bound, with `true` if it is excluded.
    pub high: Option<(Value, bool)>,
}

/// The bounds of a length or a number of items, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// The least number.
    pub least: u64,
    /// The greatest number.
    pub most: u64,
}

/// A format of texts or bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants are named after rules of `buf.validate.StringRules`")]
pub enum Format {
    Email,
    Hostname,
    Ip,
    Ipv4,
    Ipv6,
    Uri,
    UriRef,
    Address,
    Uuid,
    Tuuid,
    IpWithPrefixlen,
    Ipv4WithPrefixlen,
    Ipv6WithPrefixlen,
    IpPrefix,
    Ipv4Prefix,
    Ipv6Prefix,
    HostAndPort,
    Ulid,
    ProtobufFqn,
    ProtobufDotFqn,
    HeaderName,
    LooseHeaderName,
    HeaderValue,
    LooseHeaderValue,
    /// `ip` of bytes.
    IpBytes,
    /// `ipv4` of bytes.
    Ipv4Bytes,
    /// `ipv6` and `uuid` of bytes.
    SixteenBytes,
}

impl FieldRules {
    /// Returns `true` if no value is rejected.
    pub fn is_empty(&self) -> bool {
        let inner = [&self.items, &self.keys, &self.values];
        self.ignored == Ignored::Always
            || !self.is_required
                && self.rules.is_empty()
                && inner.into_iter().flatten().all(|inner| inner.rules.is_empty() && inner.is_empty())
    }

    /// Returns the rules of the value: none if they are always ignored.
    pub fn applied(&self) -> &[Rule] {
        if self.ignored == Ignored::Always { &[] } else { &self.rules }
    }

    /// Returns `true` if both accept the same values as far as it shows without a look at any value.
    pub fn same(&self, other: &Self) -> bool {
        let same_inner = |one: &Option<Box<Self>>, other: &Option<Box<Self>>| match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => one.same(other),
            _ => false,
        };
        self.is_required == other.is_required
            && self.ignored == other.ignored
            && self.rules.len() == other.rules.len()
            && self
                .rules
                .iter()
                .zip(&other.rules)
                .all(|(one, other)| one.name == other.name && one.test.same(&other.test))
            && same_inner(&self.items, &other.items)
            && same_inner(&self.keys, &other.keys)
            && same_inner(&self.values, &other.values)
    }
}

impl Range {
    /// Returns `true` if the values between the bounds are those that do not pass.
    pub fn is_inverted(&self) -> bool {
        let (Some((low, _)), Some((high, _))) = (&self.low, &self.high) else { return false };
        high.compare(low).is_some_and(std::cmp::Ordering::is_lt)
    }
}

impl Test {
    /// Returns `true` if both are the same condition, written alike.
    pub fn same(&self, other: &Self) -> bool {
        let all = |one: &[Value], other: &[Value]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.equals(other))
        };
        let end = |one: &Option<(Value, bool)>, other: &Option<(Value, bool)>| match (one, other) {
            (None, None) => true,
            (Some((one, is_open)), Some((other, was_open))) => one.equals(other) && is_open == was_open,
            _ => false,
        };
        match (self, other) {
            (Self::Const(one), Self::Const(other)) => one.equals(other),
            (Self::In(one), Self::In(other)) | (Self::NotIn(one), Self::NotIn(other)) => all(one, other),
            (Self::Range(one), Self::Range(other)) => end(&one.low, &other.low) && end(&one.high, &other.high),
            (Self::Characters(one), Self::Characters(other))
            | (Self::Bytes(one), Self::Bytes(other))
            | (Self::Count(one), Self::Count(other)) => one == other,
            (Self::Prefix(one), Self::Prefix(other))
            | (Self::Suffix(one), Self::Suffix(other))
            | (Self::Contains(one), Self::Contains(other))
            | (Self::NotContains(one), Self::NotContains(other)) => one == other,
            (Self::Pattern(one), Self::Pattern(other)) => one == other,
            (Self::Format(one), Self::Format(other)) => one == other,
            (Self::Defined(one), Self::Defined(other)) => one == other,
            (Self::TypeIn(one), Self::TypeIn(other))
            | (Self::TypeNotIn(one), Self::TypeNotIn(other))
            | (Self::Paths(one), Self::Paths(other))
            | (Self::PathsIn(one), Self::PathsIn(other))
            | (Self::PathsNotIn(one), Self::PathsNotIn(other)) => one == other,
            (Self::Within(one), Self::Within(other)) => one == other,
            (Self::Cel(one), Self::Cel(other)) => one.same(other),
            (Self::Finite, Self::Finite)
            | (Self::Unique, Self::Unique)
            | (Self::Misfit, Self::Misfit)
            | (Self::Past, Self::Past)
            | (Self::Future, Self::Future) => true,
            _ => false,
        }
    }
}

impl Expression {
    /// Returns `true` for the same condition: the id and the message do not count.
    pub fn same(&self, other: &Self) -> bool {
        let shown = |it: &Self| it.predefined.as_ref().map(|it| it.shown.clone());
        self.text == other.text && shown(self) == shown(other)
    }
}

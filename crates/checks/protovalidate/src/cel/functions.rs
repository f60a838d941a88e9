//! The functions and operators of expressions: those of CEL, its extension for strings, and those of protovalidate.
//!
//! Sources: <https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions> and
//! <https://protovalidate.com/reference/cel_extensions/>.

use super::types::{Bindings, Type};
use Of::{
    A, Any, B, Bool, Bytes, Double, Duration, Int, ListOfA, ListOfAny, ListOfBool, ListOfBytes, ListOfDouble,
    ListOfInt, ListOfText, ListOfUint, MapOfAToB, Text, Timestamp, TypeOfA, Uint,
};

/// The type of an argument or a result. `A` and `B` stand for any type, the same one in all places of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Any,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Duration,
    Timestamp,
    A,
    B,
    ListOfA,
    MapOfAToB,
    TypeOfA,
    ListOfAny,
    ListOfBool,
    ListOfInt,
    ListOfUint,
    ListOfDouble,
    ListOfText,
    ListOfBytes,
}

/// One form of a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    pub(crate) name: &'static str,
    /// `true` for `target.function()`: the target is the first argument.
    pub(crate) is_member: bool,
    pub(crate) arguments: &'static [Of],
    pub(crate) result: Of,
}

const fn global(name: &'static str, arguments: &'static [Of], result: Of) -> Form {
    Form { name, is_member: false, arguments, result }
}

const fn member(name: &'static str, arguments: &'static [Of], result: Of) -> Form {
    Form { name, is_member: true, arguments, result }
}

/// Returns the forms of a function or an operator with one call style.
pub(crate) fn forms(name: &str, is_member: bool) -> impl Iterator<Item = &'static Form> {
    OPERATORS
        .iter()
        .chain(COMPARISONS)
        .chain(FUNCTIONS)
        .filter(move |form| form.is_member == is_member && form.name == name)
}

/// Returns `true` if there is a function with a name, in any call style.
pub(crate) fn exists(name: &str) -> bool {
    FUNCTIONS.iter().any(|form| form.name == name)
}

/// Returns the names of all functions with one call style.
pub(crate) fn names(is_member: bool) -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().filter(move |form| form.is_member == is_member).map(|form| form.name)
}

impl Of {
    /// Returns the type, with two open types for `A` and `B`.
    pub(crate) fn ty(self, open: &[Type; 2]) -> Type {
        let [a, b] = open;
        match self {
            Any => Type::Dyn,
            Bool => Type::Bool,
            Int => Type::Int,
            Uint => Type::Uint,
            Double => Type::Double,
            Text => Type::Text,
            Bytes => Type::Bytes,
            Duration => Type::Duration,
            Timestamp => Type::Timestamp,
            A => a.clone(),
            B => b.clone(),
            ListOfA => Type::list(a.clone()),
            MapOfAToB => Type::map(a.clone(), b.clone()),
            TypeOfA => Type::Type(Box::new(a.clone())),
            ListOfAny => Type::list(Type::Dyn),
            ListOfBool => Type::list(Type::Bool),
            ListOfInt => Type::list(Type::Int),
            ListOfUint => Type::list(Type::Uint),
            ListOfDouble => Type::list(Type::Double),
            ListOfText => Type::list(Type::Text),
            ListOfBytes => Type::list(Type::Bytes),
        }
    }
}

impl Form {
    /// Returns open types for `A` and `B`, if the form has them.
    pub(crate) fn open(&self, bindings: &mut Bindings) -> [Type; 2] {
        let is_open = |of: &Of| matches!(of, A | B | ListOfA | MapOfAToB | TypeOfA);
        if self.arguments.iter().any(is_open) { [bindings.open(), bindings.open()] } else { [Type::Dyn, Type::Dyn] }
    }
}

const OPERATORS: &[Form] = &[
    global("?:", &[Bool, A, A], A),
    global("!", &[Bool], Bool),
    global("negate", &[Double], Double),
    global("negate", &[Int], Int),
    global("==", &[A, A], Bool),
    global("!=", &[A, A], Bool),
    global("in", &[A, ListOfA], Bool),
    global("in", &[A, MapOfAToB], Bool),
    global("[]", &[ListOfA, Int], A),
    global("[]", &[MapOfAToB, A], B),
    global("+", &[Bytes, Bytes], Bytes),
    global("+", &[Double, Double], Double),
    global("+", &[Duration, Duration], Duration),
    global("+", &[Duration, Timestamp], Timestamp),
    global("+", &[Timestamp, Duration], Timestamp),
    global("+", &[Int, Int], Int),
    global("+", &[ListOfA, ListOfA], ListOfA),
    global("+", &[Text, Text], Text),
    global("+", &[Uint, Uint], Uint),
    global("-", &[Double, Double], Double),
    global("-", &[Duration, Duration], Duration),
    global("-", &[Int, Int], Int),
    global("-", &[Timestamp, Duration], Timestamp),
    global("-", &[Timestamp, Timestamp], Duration),
    global("-", &[Uint, Uint], Uint),
    global("*", &[Double, Double], Double),
    global("*", &[Int, Int], Int),
    global("*", &[Uint, Uint], Uint),
    global("/", &[Double, Double], Double),
    global("/", &[Int, Int], Int),
    global("/", &[Uint, Uint], Uint),
    global("%", &[Int, Int], Int),
    global("%", &[Uint, Uint], Uint),
];

/// The overloads of `<`. The other comparisons have the same.
const COMPARISONS: &[Form] = &[
    global("<", &[Bool, Bool], Bool),
    global("<", &[Int, Int], Bool),
    global("<", &[Int, Double], Bool),
    global("<", &[Int, Uint], Bool),
    global("<", &[Uint, Uint], Bool),
    global("<", &[Uint, Double], Bool),
    global("<", &[Uint, Int], Bool),
    global("<", &[Double, Double], Bool),
    global("<", &[Double, Int], Bool),
    global("<", &[Double, Uint], Bool),
    global("<", &[Text, Text], Bool),
    global("<", &[Bytes, Bytes], Bool),
    global("<", &[Timestamp, Timestamp], Bool),
    global("<", &[Duration, Duration], Bool),
];

const FUNCTIONS: &[Form] = &[
    global("bool", &[Bool], Bool),
    global("bool", &[Text], Bool),
    global("bytes", &[Bytes], Bytes),
    global("bytes", &[Text], Bytes),
    global("double", &[Double], Double),
    global("double", &[Int], Double),
    global("double", &[Text], Double),
    global("double", &[Uint], Double),
    global("duration", &[Duration], Duration),
    global("duration", &[Text], Duration),
    global("dyn", &[A], Any),
    global("getField", &[Any, Text], Any),
    global("int", &[Int], Int),
    global("int", &[Double], Int),
    global("int", &[Duration], Int),
    global("int", &[Text], Int),
    global("int", &[Timestamp], Int),
    global("int", &[Uint], Int),
    global("matches", &[Text, Text], Bool),
    global("size", &[Bytes], Int),
    global("size", &[ListOfA], Int),
    global("size", &[MapOfAToB], Int),
    global("size", &[Text], Int),
    global("string", &[Text], Text),
    global("string", &[Bool], Text),
    global("string", &[Bytes], Text),
    global("string", &[Double], Text),
    global("string", &[Duration], Text),
    global("string", &[Int], Text),
    global("string", &[Timestamp], Text),
    global("string", &[Uint], Text),
    global("strings.quote", &[Text], Text),
    global("timestamp", &[Timestamp], Timestamp),
    global("timestamp", &[Int], Timestamp),
    global("timestamp", &[Text], Timestamp),
    global("type", &[A], TypeOfA),
    global("uint", &[Uint], Uint),
    global("uint", &[Double], Uint),
    global("uint", &[Int], Uint),
    global("uint", &[Text], Uint),
    member("charAt", &[Text, Int], Text),
    member("contains", &[Text, Text], Bool),
    member("contains", &[Bytes, Bytes], Bool),
    member("endsWith", &[Text, Text], Bool),
    member("endsWith", &[Bytes, Bytes], Bool),
    member("format", &[Text, ListOfAny], Text),
    member("getDate", &[Timestamp], Int),
    member("getDate", &[Timestamp, Text], Int),
    member("getDayOfMonth", &[Timestamp], Int),
    member("getDayOfMonth", &[Timestamp, Text], Int),
    member("getDayOfWeek", &[Timestamp], Int),
    member("getDayOfWeek", &[Timestamp, Text], Int),
    member("getDayOfYear", &[Timestamp], Int),
    member("getDayOfYear", &[Timestamp, Text], Int),
    member("getFullYear", &[Timestamp], Int),
    member("getFullYear", &[Timestamp, Text], Int),
    member("getHours", &[Timestamp], Int),
    member("getHours", &[Timestamp, Text], Int),
    member("getHours", &[Duration], Int),
    member("getMilliseconds", &[Timestamp], Int),
    member("getMilliseconds", &[Timestamp, Text], Int),
    member("getMilliseconds", &[Duration], Int),
    member("getMinutes", &[Timestamp], Int),
    member("getMinutes", &[Timestamp, Text], Int),
    member("getMinutes", &[Duration], Int),
    member("getMonth", &[Timestamp], Int),
    member("getMonth", &[Timestamp, Text], Int),
    member("getSeconds", &[Timestamp], Int),
    member("getSeconds", &[Timestamp, Text], Int),
    member("getSeconds", &[Duration], Int),
    member("indexOf", &[Text, Text], Int),
    member("indexOf", &[Text, Text, Int], Int),
    member("isEmail", &[Text], Bool),
    member("isHostAndPort", &[Text, Bool], Bool),
    member("isHostname", &[Text], Bool),
    member("isInf", &[Double], Bool),
    member("isInf", &[Double, Int], Bool),
    member("isIp", &[Text], Bool),
    member("isIp", &[Text, Int], Bool),
    member("isIpPrefix", &[Text], Bool),
    member("isIpPrefix", &[Text, Int], Bool),
    member("isIpPrefix", &[Text, Bool], Bool),
    member("isIpPrefix", &[Text, Int, Bool], Bool),
    member("isNan", &[Double], Bool),
    member("isUri", &[Text], Bool),
    member("isUriRef", &[Text], Bool),
    member("join", &[ListOfText], Text),
    member("join", &[ListOfText, Text], Text),
    member("lastIndexOf", &[Text, Text], Int),
    member("lastIndexOf", &[Text, Text, Int], Int),
    member("lowerAscii", &[Text], Text),
    member("matches", &[Text, Text], Bool),
    member("replace", &[Text, Text, Text], Text),
    member("replace", &[Text, Text, Text, Int], Text),
    member("reverse", &[Text], Text),
    member("size", &[Bytes], Int),
    member("size", &[ListOfA], Int),
    member("size", &[MapOfAToB], Int),
    member("size", &[Text], Int),
    member("split", &[Text, Text], ListOfText),
    member("split", &[Text, Text, Int], ListOfText),
    member("startsWith", &[Text, Text], Bool),
    member("startsWith", &[Bytes, Bytes], Bool),
    member("substring", &[Text, Int], Text),
    member("substring", &[Text, Int, Int], Text),
    member("trim", &[Text], Text),
    member("unique", &[ListOfBool], Bool),
    member("unique", &[ListOfInt], Bool),
    member("unique", &[ListOfUint], Bool),
    member("unique", &[ListOfDouble], Bool),
    member("unique", &[ListOfText], Bool),
    member("unique", &[ListOfBytes], Bool),
    member("upperAscii", &[Text], Text),
];

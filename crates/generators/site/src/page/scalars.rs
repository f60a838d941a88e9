//! The page of the scalar types, to which the types of fields link.
//!
//! The facts are those of <https://protobuf.dev/programming-guides/proto3/#scalar>.

use maud::{Markup, html};

use super::Page;
use super::shell::{PageContent, SectionLink, render};
use protoward_schema::Scalar;

/// The languages whose types are shown, with the library if there are several common ones.
const LANGUAGES: [(&str, &str); 6] =
    [("Rust", "prost"), ("Go", ""), ("Java", ""), ("Python", ""), ("TypeScript", "protobuf-es"), ("C++", "")];

/// The facts about a scalar type that the page shows.
struct ScalarFacts {
    scalar: Scalar,
    values: &'static str,
    encoding: &'static str,
    json: &'static str,
    /// The types in [`LANGUAGES`].
    types: [&'static str; LANGUAGES.len()],
}

/// All scalar types, in the order of the official documentation.
const SCALARS: [ScalarFacts; 15] = [
    ScalarFacts {
        scalar: Scalar::Double,
        values: "floating point, 64 bits",
        encoding: "8 bytes",
        json: FLOAT_JSON,
        types: ["f64", "float64", "double", "float", "number", "double"],
    },
    ScalarFacts {
        scalar: Scalar::Float,
        values: "floating point, 32 bits",
        encoding: "4 bytes",
        json: FLOAT_JSON,
        types: ["f32", "float32", "float", "float", "number", "float"],
    },
    ScalarFacts {
        scalar: Scalar::Int32,
        values: SIGNED_32,
        encoding: "varint of 1 to 5 bytes; 10 for each negative number",
        json: "number",
        types: INT_32,
    },
    ScalarFacts {
        scalar: Scalar::Int64,
        values: SIGNED_64,
        encoding: "varint of 1 to 9 bytes; 10 for each negative number",
        json: INT_64_JSON,
        types: INT_64,
    },
    ScalarFacts {
        scalar: Scalar::Uint32,
        values: UNSIGNED_32,
        encoding: "varint of 1 to 5 bytes",
        json: "number",
        types: UINT_32,
    },
    ScalarFacts {
        scalar: Scalar::Uint64,
        values: UNSIGNED_64,
        encoding: "varint of 1 to 10 bytes",
        json: INT_64_JSON,
        types: UINT_64,
    },
    ScalarFacts {
        scalar: Scalar::Sint32,
        values: SIGNED_32,
        encoding: "zigzag varint of 1 to 5 bytes; short for small negative numbers too",
        json: "number",
        types: INT_32,
    },
    ScalarFacts {
        scalar: Scalar::Sint64,
        values: SIGNED_64,
        encoding: "zigzag varint of 1 to 10 bytes; short for small negative numbers too",
        json: INT_64_JSON,
        types: INT_64,
    },
    ScalarFacts {
        scalar: Scalar::Fixed32,
        values: UNSIGNED_32,
        encoding: "4 bytes; shorter than uint32 from 2²⁸ on",
        json: "number",
        types: UINT_32,
    },
    ScalarFacts {
        scalar: Scalar::Fixed64,
        values: UNSIGNED_64,
        encoding: "8 bytes; shorter than uint64 from 2⁵⁶ on",
        json: INT_64_JSON,
        types: UINT_64,
    },
    ScalarFacts { scalar: Scalar::Sfixed32, values: SIGNED_32, encoding: "4 bytes", json: "number", types: INT_32 },
    ScalarFacts { scalar: Scalar::Sfixed64, values: SIGNED_64, encoding: "8 bytes", json: INT_64_JSON, types: INT_64 },
    ScalarFacts {
        scalar: Scalar::Bool,
        values: "true and false",
        encoding: "1 byte",
        json: "true or false",
        types: ["bool", "bool", "boolean", "bool", "boolean", "bool"],
    },
    ScalarFacts {
        scalar: Scalar::String,
        values: "Unicode text",
        encoding: "length, then UTF-8",
        json: "string",
        types: ["String", "string", "String", "str", "string", "std::string"],
    },
    ScalarFacts {
        scalar: Scalar::Bytes,
        values: "any sequence of bytes",
        encoding: "length, then the bytes",
        json: "string in base64, such as \"aGk=\"",
        types: ["Vec<u8>", "[]byte", "ByteString", "bytes", "Uint8Array", "std::string"],
    },
];

const SIGNED_32: &str = "−2³¹ to 2³¹\u{a0}−\u{a0}1";
const SIGNED_64: &str = "−2⁶³ to 2⁶³\u{a0}−\u{a0}1";
const UNSIGNED_32: &str = "0 to 2³²\u{a0}−\u{a0}1";
const UNSIGNED_64: &str = "0 to 2⁶⁴\u{a0}−\u{a0}1";

const FLOAT_JSON: &str = "number, \"NaN\", \"Infinity\" or \"-Infinity\"";
const INT_64_JSON: &str = "string, such as \"42\"";

const INT_32: [&str; LANGUAGES.len()] = ["i32", "int32", "int", "int", "number", "int32_t"];
const INT_64: [&str; LANGUAGES.len()] = ["i64", "int64", "long", "int", "bigint", "int64_t"];
const UINT_32: [&str; LANGUAGES.len()] = ["u32", "uint32", "int", "int", "number", "uint32_t"];
const UINT_64: [&str; LANGUAGES.len()] = ["u64", "uint64", "long", "int", "bigint", "uint64_t"];

pub(crate) fn scalars(page: &Page<'_>) -> Markup {
    let title = "Scalar types".to_owned();
    let body = html! {
        h1 { (title) }
        p { "The types of fields that are neither messages nor enums. A field that is not set reads as 0, false or empty, unless it has a default value." }
        h2 id="-values" { "Values" }
        table class="scalars" {
            thead { tr { @for title in ["Type", "Values", "Encoding", "JSON"] { th scope="col" { (title) } } } }
            tbody { @for facts in &SCALARS { (values(facts)) } }
        }
        p class="fact" {
            "The number of the field comes before each value, or once before packed ones. In JSON, integers of 64 bits are \
             strings because numbers of JavaScript are exact up to 2⁵³ only. Readers of JSON accept numbers and strings for all \
             integers, and both alphabets of base64, with and without padding."
        }
        h2 id="-languages" { "Languages" }
        table class="scalars" {
            thead {
                tr {
                    th scope="col" { "Type" }
                    @for (language, library) in LANGUAGES {
                        th scope="col" { (language) @if !library.is_empty() { " " span class="kind" { (library) } } }
                    }
                }
            }
            tbody { @for facts in &SCALARS { (types(facts)) } }
        }
        p class="fact" {
            "Fields that know whether they are set have an option in Rust and a pointer in Go, except for bytes in Go. Java has no \
             unsigned integers: large ones appear as negative. In TypeScript, integers of 64 bits are strings in fields with "
            code { "jstype = JS_STRING" } "."
        }
        p class="fact" {
            "More: " a href="https://protobuf.dev/programming-guides/proto3/#scalar" { "scalar types" } ", "
            a href="https://protobuf.dev/programming-guides/encoding/" { "encoding" } " and "
            a href="https://protobuf.dev/programming-guides/json/" { "JSON" } " on protobuf.dev"
        }
    };
    let sections = vec![SectionLink::new("-values", "Values"), SectionLink::new("-languages", "Languages")];
    render(page, &PageContent { title, above: Vec::new(), sections, body })
}

/// Renders the row to which the types of fields link.
fn values(facts: &ScalarFacts) -> Markup {
    html! {
        tr id=(facts.scalar.keyword()) {
            (name(facts.scalar))
            td { (facts.values) }
            td { (facts.encoding) }
            td { (facts.json) }
        }
    }
}

fn types(facts: &ScalarFacts) -> Markup {
    html! {
        tr {
            (name(facts.scalar))
            @for ty in facts.types { td { code { (ty) } } }
        }
    }
}

fn name(scalar: Scalar) -> Markup {
    let keyword = scalar.keyword();
    html! { th scope="row" { code { a class="scalar" href={ "#" (keyword) } { (keyword) } } } }
}

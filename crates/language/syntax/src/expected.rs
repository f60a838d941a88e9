//! Help texts for unexpected tokens, by what was expected and what is there.

/// The expected token after `import`.
pub(super) const IMPORT_PATH: &str = "the path of a file in quotes";

/// Returns the help where `what` is expected and `found` is present. Both are in displayed form.
pub(super) fn help(what: &str, found: &str) -> Option<&'static str> {
    let help = match (what, found) {
        ("`;`", "`,`") => "statements end with `;`, not with `,`",
        ("`;`", "`(`") => "options are written in square brackets: `[deprecated = true]`",
        ("`;`", "`-`") => "a range is written `1 to 5`; names are made of letters, digits and `_`",
        ("`;`", _) => "end the statement with `;`",
        ("`{`", "`.`") => "the name of a declaration has no points; the package says where it belongs",
        ("`{`", _) => "what belongs to a declaration stands between `{` and `}`",
        ("`]` or `,`", "`;`") => "close the options with `]`",
        ("`]` or `,`", _) => "put `,` between two options, and `]` behind the last one",
        ("`=`", "`]` or `,`") => "an option is written `name = value`",
        ("`=`", _) => "write `=` between the name and the value",
        ("`)`", "`,`") => "a method takes one message; put several values into one",
        ("`)`", _) => "close the parenthesis",
        ("`(`", _) => "a method is written `rpc Name(Request) returns (Response);`",
        ("`rpc`", _) => "a service holds options and methods: `rpc Name(Request) returns (Response);`",
        ("`returns`", _) => "a method is written `rpc Name(Request) returns (Response);`",
        ("`option`", _) => "the body of a method holds options: `option name = value;`",
        ("a value", "`[`") => "a list is written inside of `{ }`, or by giving the option several times",
        ("a value", "`+`") => "numbers have no plus sign",
        ("a value", _) => "write a number, a string, a word, or fields between `{` and `}`",
        ("the name of an option", "`.`") => "remove the point",
        ("the name of a oneof", _) => "a oneof is written `oneof name { type field = 1; }`",
        ("`true` or `false`", _) => "write `true` or `false`, in lower case and without quotes",
        ("an integer", "`+`") => "numbers have no plus sign",
        ("an integer", _) => "write a whole number, such as `10`, `-1` or `0x1f`",
        ("the name of an option", "`]`") => "remove the comma or the brackets, or write `name = value`",
        ("the name of a field", "`<`") => {
            "only `map` has types in angle brackets; a list is written `repeated type name = 1;`"
        }
        ("the name of a field", _) => "a field is written `type name = 1;`",
        ("the name of a type", "`)`") => {
            "a method takes and gives one message; `google.protobuf.Empty` is one without fields"
        }
        ("the name of a type", "`{`") => "remove one of the braces, or add the declaration that they belong to",
        ("the name of a type", "`;`") => "remove the `;`",
        ("the name of a type", _) => "a field is written `type name = 1;`",
        ("the number of the field", _) => "write a whole number from 1 to 536870911",
        ("the number of the value", _) => "write a whole number of 32 bits",
        (IMPORT_PATH, _) => "an import is written `import \"folder/file.proto\";`",
        ("a string, such as `\"proto3\"`", _) => "put it in quotes",
        ("a number behind the comma" | "a name" | "a name in quotes", _) => {
            "remove the comma, or write another one; numbers and names are reserved in statements of their own"
        }
        ("a number", "`max`") => "a range is written `4 to max`",
        ("a number", "`-`") => "numbers of fields have no minus sign, and other numbers one",
        ("a number", _) => "write a number without quotes; `inf` and `nan` are numbers, in lower case",
        ("a number or a name", _) => "write `reserved 4, 8 to 10;` or reserve a name",
        ("`>` behind the types of the map", _) => "a map is written `map<string, Type> name = 1;`",
        ("`,` between the types of key and value" | "`<`", _) => "a map is written `map<string, Type> name = 1;`",
        ("a string", _) => "write the value in quotes",
        ("a name behind the point", _) => "remove the point, or go on with a name",
        _ => return None,
    };
    Some(help)
}

/// Returns the help where a number is missing and `found` is present.
pub(super) fn number_help(found: &str) -> &'static str {
    match found {
        "`.`" => "the name of a field has no points",
        "`-`" => "names are made of letters, digits and `_`",
        "`[`" => "give it a number: `name = 1`; a list is written `repeated type name = 1;`",
        "`:`" => "write `=` instead of `:`",
        found if found.trim_start_matches('`').as_bytes().first().is_some_and(u8::is_ascii_digit) => {
            "put `=` in front of it"
        }
        _ => "write `=` and a number that is still free; it identifies the field in encoded data",
    }
}

/// Returns the help where a statement of a file should start and `word` is present.
pub(super) fn statement_help(word: &str) -> &'static str {
    match word {
        "#" => "comments begin with `//`",
        "export" | "local" => "`export` and `local` begin with edition 2024",
        _ => "a file holds imports, options, messages, enums, services and extensions; a field belongs into a message",
    }
}

//! Building blocks of hostile inputs.

/// Names and contents of files. `a.proto` is compiled.
pub(super) type Files = Vec<(String, Vec<u8>)>;

pub(super) const PROTO3: &str = "syntax = \"proto3\";\n";
pub(super) const PROTO2: &str = "syntax = \"proto2\";\n";

/// Repeats `pattern`, with each `#` replaced by the number of the repetition, from 1.
pub(super) fn numbered(pattern: &str, count: usize) -> String {
    let mut text = String::with_capacity(count * (pattern.len() + 8));
    for number in 1..=count {
        let number = number.to_string();
        for (at, part) in pattern.split('#').enumerate() {
            if at > 0 {
                text.push_str(&number);
            }
            text.push_str(part);
        }
    }
    text
}

/// Returns a proto3 file with these declarations.
pub(super) fn proto3(rest: &str) -> String {
    format!("{PROTO3}{rest}")
}

pub(super) fn proto2(rest: &str) -> String {
    format!("{PROTO2}{rest}")
}

/// Returns a proto3 file with a message that has these members.
pub(super) fn message(members: &str) -> String {
    proto3(&format!("message M {{\n{members}}}\n"))
}

/// Repeats `open` and `close` `depth` times around `inside`.
pub(super) fn nested(open: &str, inside: &str, close: &str, depth: usize) -> String {
    format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
}

/// Returns a file that declares an option `o`, followed by `rest`. Its type contains itself, numbers and lists.
pub(super) fn with_option(rest: &str) -> String {
    let declarations = "import \"google/protobuf/descriptor.proto\";\n\
         message O { optional O o = 1; repeated O l = 2; optional int32 n = 3; repeated int32 r = 4; optional string s = 5; }\n\
         extend google.protobuf.FileOptions { optional O o = 50000; repeated O l = 50001; }\n";
    proto2(&format!("{declarations}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_and_numbers_pieces() {
        assert_eq!(numbered("a#=#;", 2), "a1=1;a2=2;");
        assert_eq!(nested("(", "x", ")", 2), "((x))");
    }
}

//! Hostile texts: parsing them must end quickly, with errors or a tree.

use super::checked;

fn check(text: &str, errors: usize) {
    assert_eq!(checked(text).errors.len(), errors, "{}…", &text[..text.len().min(60)]);
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let deep = 100_000;
    check(&format!("{}{}", "message A{".repeat(deep), "}".repeat(deep)), 1);
    check(&format!("message A {{ {}{} }}", "repeated group A = 1 {".repeat(deep), "}".repeat(deep)), 1);
    check(&"message A{".repeat(deep), 2);
    check(&format!("option a = {}{};", "{".repeat(deep), "}".repeat(deep)), 1);
    check(&format!("option a = {{ {}{} }};", "a <".repeat(deep), ">".repeat(deep)), 1);
    check(&format!("option {}a{} = 1;", "(".repeat(deep), ")".repeat(deep)), 1);
    check(&"{".repeat(deep), 1);
    check(&"}".repeat(deep), 1);
    check(&format!("message A {{ repeated A a = 1 {}", "[".repeat(deep)), 2);
    check(&"/*".repeat(deep), 1_000);
    check(&"message A { oneof a { extend ".repeat(deep), 2);
}

#[test]
fn parses_large_inputs() {
    let many = 20_000;
    check(&format!("syntax = \"proto3\"; message A {{ {} }}", "int32 a = 1; ".repeat(many)), 0);
    check(&"import \"a\";".repeat(many), 0);
    check(&"option a = 1; ".repeat(many), 0);
    check(&format!("option a{} = 1;", ".a".repeat(many)), 0);
    check(&format!("option a = {};", "\"a\" ".repeat(many)), 0);
    check(&format!("message A {{ reserved 1{}; }}", ", 1".repeat(many)), 0);
    check(&format!("enum A {{ option allow_alias = true; {} }}", "A = 0; ".repeat(many)), 0);
    check(&format!("package {};", "a".repeat(many)), 0);
    check(&";".repeat(many), 0);
    check(&format!("// {}", "a".repeat(many)), 0);
}

#[test]
fn limits_the_number_of_errors() {
    check(&"\u{1} ".repeat(5_000), 1_000);
    check(&"é ".repeat(5_000), 1_000);
    check(&"\u{a0}".repeat(5_000), 1_000);
    check(&format!("message A {{ {} }}", "int32 a = ;\n".repeat(5_000)), 1_000);
}

#[test]
fn arbitrary_bytes_never_panic() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for length in 0..2_000 {
        let letters = (0..length % 97).map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *b"ab1.0xeE+-\"'\\\n\r\t /*{}[]()<>=;,:\x00\x01\x7f\xc3\xa9u#".get(state as usize % 44).unwrap_or(&b' ')
        });
        let bytes: Vec<u8> = letters.collect();
        checked(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn errors_of_one_long_line_have_positions() {
    let text = format!("syntax = \"proto3\"; message A {{ {} }}", "int32 a = ; ".repeat(300_000));
    let rendered = super::rendered(&text);
    assert_eq!(rendered.lines().filter(|line| line.starts_with("error")).count(), 1_000);
    assert!(rendered.contains("a.proto:1:12030: "), "the thousandth error");
}

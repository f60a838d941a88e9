//! Changes of drawn texts that keep their declarations: comments and ignores at odd places, line endings, tabs, byte order
//! marks and missing final newlines.

use crate::alternatives::one_of;
use crate::insert;
use protoward_kit::random::Random;

/// Rules in comments that ignore findings. Two are no ids of rules, and two are the beginning of another id.
pub(super) const RULES: &str = "PACKAGE_VERSION_SUFFIX|FIELD_LOWER_SNAKE_CASE|ENUM_VALUE_PREFIX|COMMENT_FIELD|COMMENT_MESSAGE|COMMENT_ENUM|\
    COMMENT_ENUM_VALUE|COMMENT_ONEOF|MESSAGE_PASCAL_CASE|IMPORT_USED|RPC_REQUEST_RESPONSE_UNIQUE|\
    RPC_REQUEST_STANDARD_NAME|ENUM_ZERO_VALUE_SUFFIX|PACKAGE_DIRECTORY_MATCH|SERVICE_SUFFIX|RPC_PASCAL_CASE|\
    STANDARD|SOME_RULE";

/// Comments with an ignore, at the place of a rule `RULE`.
const IGNORES: &str = "\n// buf:lint:ignore RULE\n|\n// buf:lint:ignore RULE\n| // buf:lint:ignore RULE\n\
    |\n\n// buf:lint:ignore RULE\n\n| /* buf:lint:ignore RULE */ |\n/* buf:lint:ignore RULE */\n\
    |\n/*\n * buf:lint:ignore RULE\n */\n|\n/** buf:lint:ignore RULE */\n|\n//buf:lint:ignore RULE\n\
    |\n/// buf:lint:ignore RULE\n|\n//\tbuf:lint:ignore RULE\n\
    |\n// Some words.\n// buf:lint:ignore RULE and more\n// More words.\n|\n// Some words, buf:lint:ignore RULE\n\
    |\n// buf:lint:ignore RULE,COMMENT_FIELD\n|\n// buf:lint:ignore COMMENT_MESSAGE RULE\n\
    |\n// buf:lint:ignore  RULE\n|\n// buf:lint:ignore: RULE\n|\n// buf:lint:ignore RULE_2\n\
    |\n// buf:lint:ignore RULE: a reason\n";

/// Returns a text with comments, white space or line endings that others have.
pub(super) fn disguised(text: String, random: &mut Random) -> String {
    let mut text = text;
    if random.chance(4) {
        let ignores: Vec<String> =
            IGNORES.split('|').map(|ignore| ignore.replace("RULE", one_of(RULES, random))).collect();
        let count = 1 + random.below(5);
        text = insert::inserted_from(&ignores, &text, count, random);
    }
    if random.chance(6) {
        let count = 1 + random.below(4);
        text = insert::inserted(&text, count, random);
    }
    if random.chance(10) {
        text = text.replace("\n  ", "\n\t");
    }
    if random.chance(10) {
        text = text.trim_end().to_owned();
    }
    match random.below(16) {
        0 => text.replace('\n', "\r\n"),
        1 => format!("\u{feff}{text}"),
        2 => format!("// 漢字 é\n{text}"),
        _ => text,
    }
}

/// Returns a file without declarations.
pub(super) fn empty(random: &mut Random) -> String {
    ["", "\n", "// Only a comment.\n", "syntax = \"proto3\";\n", ";\n", "/* a */"][random.below(6)].to_owned()
}

//! The codes of all diagnostics about the text of one file. Codes are stable and may be compared by programs; message
//! texts may change.

use protoward_source::Code;

/// `allow_alias` without an effect.
pub const ALLOW_ALIAS: Code = Code::new("allow-alias");

/// An unknown escape sequence in a string.
pub const BAD_ESCAPE: Code = Code::new("bad-escape");

/// A malformed number.
pub const BAD_NUMBER: Code = Code::new("bad-number");

/// An unclosed block.
pub const BRACE_MISSING: Code = Code::new("brace-missing");

/// An unclosed block comment.
pub const COMMENT_NOT_CLOSED: Code = Code::new("comment-not-closed");

/// A control character outside strings and comments.
pub const CONTROL_CHARACTER: Code = Code::new("control-character");

/// A default value of a field that cannot have one.
pub const DEFAULT_OF_MESSAGE: Code = Code::new("default-of-message");

/// An `extend` block without fields.
pub const EXTEND_EMPTY: Code = Code::new("extend-empty");

/// A group in a file of an edition.
pub const GROUP_IN_EDITION: Code = Code::new("group-in-edition");

/// A group whose name does not begin with a capital letter.
pub const GROUP_NAME: Code = Code::new("group-name");

/// A group without a body.
pub const GROUP_WITHOUT_BODY: Code = Code::new("group-without-body");

/// `import option` before edition 2024.
pub const IMPORT_OPTION: Code = Code::new("import-option");

/// An import after an `import option`.
pub const IMPORT_ORDER: Code = Code::new("import-order");

/// `import weak` in edition 2024 or later.
pub const IMPORT_WEAK: Code = Code::new("import-weak");

/// An integer that is too large for its use.
pub const INTEGER_TOO_LARGE: Code = Code::new("integer-too-large");

/// A label that editions do not support.
pub const LABEL_IN_EDITION: Code = Code::new("label-in-edition");

/// A label on a field of a oneof.
pub const LABEL_IN_ONEOF: Code = Code::new("label-in-oneof");

/// A proto2 field without a label.
pub const LABEL_MISSING: Code = Code::new("label-missing");

/// A label on a map.
pub const LABEL_ON_MAP: Code = Code::new("label-on-map");

/// The option `map_entry`, which users cannot set.
pub const MAP_ENTRY: Code = Code::new("map-entry");

/// A map as an extension.
pub const MAP_IN_EXTEND: Code = Code::new("map-in-extend");

/// A map in a oneof.
pub const MAP_IN_ONEOF: Code = Code::new("map-in-oneof");

/// A marker of a merge conflict.
pub const MERGE_CONFLICT: Code = Code::new("merge-conflict");

/// A scalar type where a message is required.
pub const MESSAGE_EXPECTED: Code = Code::new("message-expected");

/// A minus sign before something that is not a number.
pub const MINUS: Code = Code::new("minus");

/// `/*` inside a block comment.
pub const NESTED_COMMENT: Code = Code::new("nested-comment");

/// Messages nested too deeply.
pub const NESTED_TOO_DEEPLY: Code = Code::new("nested-too-deeply");

/// A non-ASCII character outside strings and comments.
pub const NOT_ASCII: Code = Code::new("not-ascii");

/// An incomplete byte order mark.
pub const NOT_UTF_8: Code = Code::new("not-utf-8");

/// A field or value without a number.
pub const NUMBER_MISSING: Code = Code::new("number-missing");

/// A oneof without fields.
pub const ONEOF_EMPTY: Code = Code::new("oneof-empty");

/// A repeated `default` or `json_name`.
pub const OPTION_TWICE: Code = Code::new("option-twice");

/// Reserved names with missing or superfluous quotes.
pub const RESERVED_NAMES: Code = Code::new("reserved-names");

/// A second label on a field.
pub const SECOND_LABEL: Code = Code::new("second-label");

/// A second `package` statement.
pub const SECOND_PACKAGE: Code = Code::new("second-package");

/// An unclosed string.
pub const STRING_NOT_CLOSED: Code = Code::new("string-not-closed");

/// An unexpected token.
pub const SYNTAX: Code = Code::new("syntax");

/// `syntax` or `edition` after another statement.
pub const SYNTAX_NOT_FIRST: Code = Code::new("syntax-not-first");

/// A file of more than 2 GiB.
pub const TEXT_TOO_LONG: Code = Code::new("text-too-long");

/// An edition that does not exist.
pub const UNKNOWN_EDITION: Code = Code::new("unknown-edition");

/// A syntax that does not exist.
pub const UNKNOWN_SYNTAX: Code = Code::new("unknown-syntax");

/// An unmatched `}`.
pub const UNMATCHED_BRACE: Code = Code::new("unmatched-brace");

/// A misplaced `export` or `local`.
pub const VISIBILITY_NOT_HERE: Code = Code::new("visibility-not-here");

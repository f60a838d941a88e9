//! The codes of all diagnostics of the compiler. Codes are stable and may be compared by programs; message texts may
//! change.
//!
//! The codes of problems in the text of one file are in [`syntax`].

use protoward_source::Code;

pub use protoward_syntax::codes as syntax;

/// A name is declared twice in one scope.
pub const ALREADY_DEFINED: Code = Code::new("already-defined");

/// The default value of a field does not match its type.
pub const BAD_DEFAULT: Code = Code::new("bad-default");

/// An enum without values, without a zero value at the start, or with undeclared aliases.
pub const BAD_ENUM: Code = Code::new("bad-enum");

/// An extension of a wrong kind, or of a message that cannot be extended this way.
pub const BAD_EXTENSION: Code = Code::new("bad-extension");

/// A map field with an unsupported key type, value type, label or position.
pub const BAD_MAP: Code = Code::new("bad-map");

/// A field number or enum value outside the permitted range.
pub const BAD_NUMBER: Code = Code::new("bad-number");

/// An option value that does not match the type of the option.
pub const BAD_OPTION_VALUE: Code = Code::new("bad-option-value");

/// A number range that is empty, too large, or overlaps another range.
pub const BAD_RANGE: Code = Code::new("bad-range");

/// A field whose type must not be a closed enum.
pub const CLOSED_ENUM: Code = Code::new("closed-enum");

/// An option or feature that is deprecated in the file's edition.
pub const DEPRECATED_OPTION: Code = Code::new("deprecated-option");

/// Extension declarations that contradict each other or the extension.
pub const EXTENSION_DECLARATION: Code = Code::new("extension-declaration");

/// An extension number outside all extension ranges of the extended message.
pub const EXTENSION_NUMBER: Code = Code::new("extension-number");

/// A feature on a declaration that does not support the feature.
pub const FEATURE_MISPLACED: Code = Code::new("feature-misplaced");

/// A feature without the editions that support it.
pub const FEATURE_SUPPORT: Code = Code::new("feature-support");

/// A feature value that is not permitted on this declaration.
pub const FEATURE_VALUE: Code = Code::new("feature-value");

/// A file that is shadowed by another file of the same name.
pub const FILE_HIDDEN: Code = Code::new("file-hidden");

/// A requested file that does not exist.
pub const FILE_NOT_FOUND: Code = Code::new("file-not-found");

/// A file outside all include folders.
pub const FILE_OUTSIDE: Code = Code::new("file-outside");

/// A file of more than 2 GiB.
pub const FILE_TOO_LARGE: Code = Code::new("file-too-large");

/// A file that requests generic services, which are no longer generated.
pub const GENERIC_SERVICES: Code = Code::new("generic-services");

/// A field with implicit presence whose type, default value or label contradicts the presence.
pub const IMPLICIT_PRESENCE: Code = Code::new("implicit-presence");

/// Files that import each other, directly or indirectly.
pub const IMPORT_CYCLE: Code = Code::new("import-cycle");

/// An imported file that does not exist.
pub const IMPORT_NOT_FOUND: Code = Code::new("import-not-found");

/// An import path that is not a valid file name.
pub const IMPORT_PATH: Code = Code::new("import-path");

/// An imported file has errors. Reported only on request, as in protoc.
pub const IMPORT_WITH_ERRORS: Code = Code::new("import-with-errors");

/// A file is imported twice.
pub const IMPORTED_TWICE: Code = Code::new("imported-twice");

/// JSON names that conflict or are not permitted.
pub const JSON_NAME: Code = Code::new("json-name");

/// An option that editions replace with a feature.
pub const LEGACY_OPTION: Code = Code::new("legacy-option");

/// A file for the full runtime imports a file for the lite runtime.
pub const LITE_RUNTIME: Code = Code::new("lite-runtime");

/// A message set with a member that message sets must not have.
pub const MESSAGE_SET: Code = Code::new("message-set");

/// A name that exceeds protoc's length limit.
pub const NAME_TOO_LONG: Code = Code::new("name-too-long");

/// A name that violates the naming style that the file's edition enforces.
pub const NAMING_STYLE: Code = Code::new("naming-style");

/// A nested declaration with a misplaced `export`.
pub const NESTED_EXPORT: Code = Code::new("nested-export");

/// Messages that exceed protoc's nesting limit.
pub const NESTED_TOO_DEEPLY: Code = Code::new("nested-too-deeply");

/// A file whose content was not fetched: one of a partial clone, or of Git LFS.
pub const NOT_FETCHED: Code = Code::new("not-fetched");

/// An option or feature that does not exist in the file's edition.
pub const NOT_IN_EDITION: Code = Code::new("not-in-edition");

/// A language feature that proto3 does not have.
pub const NOT_IN_PROTO3: Code = Code::new("not-in-proto3");

/// A file that is not valid UTF-8.
pub const NOT_UTF8: Code = Code::new("not-utf8");

/// A type of another file that is `local` to that file.
pub const NOT_VISIBLE: Code = Code::new("not-visible");

/// A number that another field or enum value already uses.
pub const NUMBER_TAKEN: Code = Code::new("number-taken");

/// A oneof without fields.
pub const ONEOF_EMPTY: Code = Code::new("oneof-empty");

/// An option on a kind of declaration that does not support the option.
pub const OPTION_MISPLACED: Code = Code::new("option-misplaced");

/// An option that is set twice.
pub const OPTION_SET_TWICE: Code = Code::new("option-set-twice");

/// An option on an element that is not among the targets of the option.
pub const OPTION_TARGET: Code = Code::new("option-target");

/// An `import option` for redacted enum values, which need a plain import.
pub const REDACTED_OPTION_IMPORT: Code = Code::new("redacted-option-import");

/// A reserved name in use, or a reserved string that is not an identifier.
pub const RESERVED_NAME: Code = Code::new("reserved-name");

/// A field or enum value that uses a reserved number.
pub const RESERVED_NUMBER: Code = Code::new("reserved-number");

/// A name that is reserved twice.
pub const RESERVED_TWICE: Code = Code::new("reserved-twice");

/// More elements than protoc allows.
pub const TOO_MANY: Code = Code::new("too-many");

/// A name that does not resolve to a declaration.
pub const UNKNOWN_NAME: Code = Code::new("unknown-name");

/// An option that is not declared.
pub const UNKNOWN_OPTION: Code = Code::new("unknown-option");

/// A file that exists and cannot be read.
pub const UNREADABLE: Code = Code::new("unreadable");

/// A file of edition `UNSTABLE`, which may still change.
pub const UNSTABLE_EDITION: Code = Code::new("unstable-edition");

/// An import that the file does not use.
pub const UNUSED_IMPORT: Code = Code::new("unused-import");

/// A name that resolves to the wrong kind of declaration.
pub const WRONG_KIND: Code = Code::new("wrong-kind");

//! The codes of all diagnostics of the compiler. A code is stable: programs may compare it, and messages may change.
//!
//! [`syntax`] has those about the text of one file.

use protoward_source::Code;

pub use protoward_syntax::codes as syntax;

/// A name is declared twice in one scope.
pub const ALREADY_DEFINED: Code = Code::new("already-defined");

/// The `default` of a field is not a value of its type.
pub const BAD_DEFAULT: Code = Code::new("bad-default");

/// An enum breaks a rule for its values: none, no zero at the start, aliases that are not allowed.
pub const BAD_ENUM: Code = Code::new("bad-enum");

/// An extension that cannot be declared or extended like this.
pub const BAD_EXTENSION: Code = Code::new("bad-extension");

/// A map field with a key, a value or a place that maps cannot have.
pub const BAD_MAP: Code = Code::new("bad-map");

/// A field number, or an enum value, outside of what is allowed.
pub const BAD_NUMBER: Code = Code::new("bad-number");

/// The value of an option is not one of its type.
pub const BAD_OPTION_VALUE: Code = Code::new("bad-option-value");

/// A range of numbers that is empty, too large, or overlaps another.
pub const BAD_RANGE: Code = Code::new("bad-range");

/// A field that cannot have a closed enum as its type.
pub const CLOSED_ENUM: Code = Code::new("closed-enum");

/// An option or feature that is deprecated in the edition of the file.
pub const DEPRECATED_OPTION: Code = Code::new("deprecated-option");

/// Extension declarations that contradict each other, or the extension.
pub const EXTENSION_DECLARATION: Code = Code::new("extension-declaration");

/// The number of an extension is in no range of what it extends.
pub const EXTENSION_NUMBER: Code = Code::new("extension-number");

/// A feature that is set where it has no effect, or cannot be set.
pub const FEATURE_MISPLACED: Code = Code::new("feature-misplaced");

/// A feature that does not say in which editions it exists.
pub const FEATURE_SUPPORT: Code = Code::new("feature-support");

/// A value that a feature cannot have here.
pub const FEATURE_VALUE: Code = Code::new("feature-value");

/// A file by whose name another one is found first.
pub const FILE_HIDDEN: Code = Code::new("file-hidden");

/// A file that was asked for is not there.
pub const FILE_NOT_FOUND: Code = Code::new("file-not-found");

/// A file that lies in none of the include folders.
pub const FILE_OUTSIDE: Code = Code::new("file-outside");

/// A file of more than 2 GiB.
pub const FILE_TOO_LARGE: Code = Code::new("file-too-large");

/// A file asks for services of a kind that no longer exists.
pub const GENERIC_SERVICES: Code = Code::new("generic-services");

/// A field with implicit presence has a type, default or label that contradicts it.
pub const IMPLICIT_PRESENCE: Code = Code::new("implicit-presence");

/// Files import each other.
pub const IMPORT_CYCLE: Code = Code::new("import-cycle");

/// An imported file is not there.
pub const IMPORT_NOT_FOUND: Code = Code::new("import-not-found");

/// An import path that cannot be the name of a file.
pub const IMPORT_PATH: Code = Code::new("import-path");

/// An imported file has errors; reported as protoc does only.
pub const IMPORT_WITH_ERRORS: Code = Code::new("import-with-errors");

/// A file is imported twice.
pub const IMPORTED_TWICE: Code = Code::new("imported-twice");

/// Names in JSON that clash, or cannot be used.
pub const JSON_NAME: Code = Code::new("json-name");

/// An option that editions have replaced by a feature.
pub const LEGACY_OPTION: Code = Code::new("legacy-option");

/// A file for the full runtime uses one for the lite runtime.
pub const LITE_RUNTIME: Code = Code::new("lite-runtime");

/// A message set with something that message sets do not have.
pub const MESSAGE_SET: Code = Code::new("message-set");

/// A name that is longer than protoc allows.
pub const NAME_TOO_LONG: Code = Code::new("name-too-long");

/// A name that breaks the style that its edition enforces.
pub const NAMING_STYLE: Code = Code::new("naming-style");

/// A nested declaration that says `export` where it may not.
pub const NESTED_EXPORT: Code = Code::new("nested-export");

/// Messages nested more deeply than protoc allows.
pub const NESTED_TOO_DEEPLY: Code = Code::new("nested-too-deeply");

/// An option or feature that does not exist in the edition of the file.
pub const NOT_IN_EDITION: Code = Code::new("not-in-edition");

/// Something that proto3 does not have.
pub const NOT_IN_PROTO3: Code = Code::new("not-in-proto3");

/// A file that is not UTF-8.
pub const NOT_UTF8: Code = Code::new("not-utf8");

/// A type of another file that is local to it.
pub const NOT_VISIBLE: Code = Code::new("not-visible");

/// A number that another field or value has.
pub const NUMBER_TAKEN: Code = Code::new("number-taken");

/// A oneof without fields.
pub const ONEOF_EMPTY: Code = Code::new("oneof-empty");

/// An option on something that cannot have it.
pub const OPTION_MISPLACED: Code = Code::new("option-misplaced");

/// An option that is set twice.
pub const OPTION_SET_TWICE: Code = Code::new("option-set-twice");

/// An option on an element that its declaration does not list.
pub const OPTION_TARGET: Code = Code::new("option-target");

/// An import for options brings enum values that need a plain import.
pub const REDACTED_OPTION_IMPORT: Code = Code::new("redacted-option-import");

/// A name that is reserved, or a reserved name that is no name.
pub const RESERVED_NAME: Code = Code::new("reserved-name");

/// A number that is reserved.
pub const RESERVED_NUMBER: Code = Code::new("reserved-number");

/// A name that is reserved twice.
pub const RESERVED_TWICE: Code = Code::new("reserved-twice");

/// More elements than protoc allows.
pub const TOO_MANY: Code = Code::new("too-many");

/// A name that stands for nothing.
pub const UNKNOWN_NAME: Code = Code::new("unknown-name");

/// An option that is not declared.
pub const UNKNOWN_OPTION: Code = Code::new("unknown-option");

/// A file that cannot be read.
pub const UNREADABLE: Code = Code::new("unreadable");

/// A file of edition `UNSTABLE`, which is not finished.
pub const UNSTABLE_EDITION: Code = Code::new("unstable-edition");

/// An import that nothing is used of.
pub const UNUSED_IMPORT: Code = Code::new("unused-import");

/// A name that stands for another kind of element than is needed.
pub const WRONG_KIND: Code = Code::new("wrong-kind");

//! The field numbers of `google/protobuf/descriptor.proto` that paths consist of.

/// `FileDescriptorProto`
pub(super) mod file {
    pub(in super::super) const PACKAGE: i32 = 2;
    pub(in super::super) const DEPENDENCY: i32 = 3;
    pub(in super::super) const MESSAGE_TYPE: i32 = 4;
    pub(in super::super) const ENUM_TYPE: i32 = 5;
    pub(in super::super) const SERVICE: i32 = 6;
    pub(in super::super) const EXTENSION: i32 = 7;
    pub(in super::super) const OPTIONS: i32 = 8;
    pub(in super::super) const PUBLIC_DEPENDENCY: i32 = 10;
    pub(in super::super) const WEAK_DEPENDENCY: i32 = 11;
    /// Also the path of `edition`, because protoc uses the same number for both.
    pub(in super::super) const SYNTAX: i32 = 12;
    pub(in super::super) const OPTION_DEPENDENCY: i32 = 15;
}

/// `DescriptorProto`
pub(super) mod message {
    pub(in super::super) const NAME: i32 = 1;
    pub(in super::super) const FIELD: i32 = 2;
    pub(in super::super) const NESTED_TYPE: i32 = 3;
    pub(in super::super) const ENUM_TYPE: i32 = 4;
    pub(in super::super) const EXTENSION_RANGE: i32 = 5;
    pub(in super::super) const EXTENSION: i32 = 6;
    pub(in super::super) const OPTIONS: i32 = 7;
    pub(in super::super) const ONEOF_DECL: i32 = 8;
    pub(in super::super) const RESERVED_RANGE: i32 = 9;
    pub(in super::super) const RESERVED_NAME: i32 = 10;
}

/// `FieldDescriptorProto`
pub(super) mod field {
    pub(in super::super) const NAME: i32 = 1;
    pub(in super::super) const EXTENDEE: i32 = 2;
    pub(in super::super) const NUMBER: i32 = 3;
    pub(in super::super) const LABEL: i32 = 4;
    pub(in super::super) const TYPE: i32 = 5;
    pub(in super::super) const TYPE_NAME: i32 = 6;
    pub(in super::super) const DEFAULT_VALUE: i32 = 7;
    pub(in super::super) const OPTIONS: i32 = 8;
    pub(in super::super) const JSON_NAME: i32 = 10;
}

/// `OneofDescriptorProto`
pub(super) mod oneof {
    pub(in super::super) const NAME: i32 = 1;
    pub(in super::super) const OPTIONS: i32 = 2;
}

/// `DescriptorProto.ExtensionRange`, and the reserved ranges, which start with the same fields.
pub(super) mod range {
    pub(in super::super) const START: i32 = 1;
    pub(in super::super) const END: i32 = 2;
    pub(in super::super) const OPTIONS: i32 = 3;
}

/// `EnumDescriptorProto`
pub(super) mod enumeration {
    pub(in super::super) const NAME: i32 = 1;
    pub(in super::super) const VALUE: i32 = 2;
    pub(in super::super) const OPTIONS: i32 = 3;
    pub(in super::super) const RESERVED_RANGE: i32 = 4;
    pub(in super::super) const RESERVED_NAME: i32 = 5;
}

/// `EnumValueDescriptorProto`
pub(super) mod value {
    pub(in super::super) const NAME: i32 = 1;
    pub(in super::super) const NUMBER: i32 = 2;
    pub(in super::super) const OPTIONS: i32 = 3;
}

/// `ServiceDescriptorProto`
pub(super) mod service {
    pub(in super::super) const NAME: i32 = 1;
    pub(in super::super) const METHOD: i32 = 2;
    pub(in super::super) const OPTIONS: i32 = 3;
}

/// `MethodDescriptorProto`
pub(super) mod method {
    pub(in super::super) const NAME: i32 = 1;
    pub(in super::super) const INPUT_TYPE: i32 = 2;
    pub(in super::super) const OUTPUT_TYPE: i32 = 3;
    pub(in super::super) const OPTIONS: i32 = 4;
    pub(in super::super) const CLIENT_STREAMING: i32 = 5;
    pub(in super::super) const SERVER_STREAMING: i32 = 6;
}

//! The options that protoc knows by its own generated `descriptor.proto` types, regardless of the `descriptor.proto` in
//! the input. Fields unknown to these types follow the known fields of each message.

use protoward_schema::{FieldType, Scalar};

/// The part of a field that protoc knows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum KnownPart {
    /// The complete field, unless its message is unknown.
    Whole,
    /// An enum of which protoc knows only these numbers.
    Values(&'static [i32]),
    /// Nothing, as for all custom options.
    Nothing,
}

impl KnownPart {
    /// Returns the known part of a field of a message in `descriptor.proto`.
    pub(super) fn of(message: &str, number: u32, ty: FieldType) -> Self {
        let Some(row) = ROWS.iter().find(|row| message.strip_prefix("google.protobuf.") == Some(row.message)) else {
            return Self::Whole;
        };
        let values = row.enums.iter().find(|(known, _)| *known == number);
        let is_known = match ty {
            FieldType::Enum(_) => return values.map_or(Self::Nothing, |(_, values)| Self::Values(values)),
            FieldType::Message(_) => row.bytes.contains(&number),
            FieldType::Group(_) => false,
            FieldType::Scalar(Scalar::String | Scalar::Bytes) => row.bytes.contains(&number),
            FieldType::Scalar(
                Scalar::Double
                | Scalar::Float
                | Scalar::Fixed32
                | Scalar::Fixed64
                | Scalar::Sfixed32
                | Scalar::Sfixed64,
            ) => false,
            FieldType::Scalar(_) => row.varints.contains(&number),
        };
        if is_known { Self::Whole } else { Self::Nothing }
    }
}

/// The known fields of a message, by wire type.
struct KnownFields {
    message: &'static str,
    /// Fields of length-delimited wire type: strings, bytes and messages.
    bytes: &'static [u32],
    varints: &'static [u32],
    enums: &'static [(u32, &'static [i32])],
}

const EDITIONS: &[i32] = &[0, 1, 2, 900, 998, 999, 1000, 1001, 1002, 9999, 99997, 99998, 99999, i32::MAX];

/// Source: the `descriptor.proto` of protoc.
const ROWS: &[KnownFields] = &[
    KnownFields {
        message: "FileOptions",
        bytes: &[1, 8, 11, 36, 37, 39, 40, 41, 44, 45, 50, 999],
        varints: &[10, 16, 17, 18, 20, 23, 27, 31],
        enums: &[(9, &[1, 2, 3])],
    },
    KnownFields { message: "MessageOptions", bytes: &[12, 999], varints: &[1, 2, 3, 7, 11], enums: &[] },
    KnownFields {
        message: "FieldOptions",
        bytes: &[20, 21, 22, 999],
        varints: &[2, 3, 5, 10, 15, 16],
        enums: &[(1, &[0, 1, 2]), (6, &[0, 1, 2]), (17, &[0, 1, 2]), (19, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9])],
    },
    KnownFields { message: "FieldOptions.EditionDefault", bytes: &[2], varints: &[], enums: &[(3, EDITIONS)] },
    KnownFields {
        message: "FieldOptions.FeatureSupport",
        bytes: &[3, 5],
        varints: &[],
        enums: &[(1, EDITIONS), (2, EDITIONS), (4, EDITIONS)],
    },
    KnownFields { message: "OneofOptions", bytes: &[1, 999], varints: &[], enums: &[] },
    KnownFields { message: "EnumOptions", bytes: &[7, 999], varints: &[2, 3, 6], enums: &[] },
    KnownFields { message: "EnumValueOptions", bytes: &[2, 4, 999], varints: &[1, 3], enums: &[] },
    KnownFields { message: "ServiceOptions", bytes: &[34, 999], varints: &[33], enums: &[] },
    KnownFields { message: "MethodOptions", bytes: &[35, 999], varints: &[33], enums: &[(34, &[0, 1, 2])] },
    KnownFields { message: "ExtensionRangeOptions", bytes: &[2, 50, 999], varints: &[], enums: &[(3, &[0, 1])] },
    KnownFields { message: "ExtensionRangeOptions.Declaration", bytes: &[2, 3], varints: &[1, 5, 6], enums: &[] },
    KnownFields {
        message: "FeatureSet",
        bytes: &[],
        varints: &[],
        enums: &[
            (1, &[0, 1, 2, 3]),
            (2, &[0, 1, 2]),
            (3, &[0, 1, 2]),
            (4, &[0, 2, 3]),
            (5, &[0, 1, 2]),
            (6, &[0, 1, 2]),
            (7, &[0, 1, 2, 3]),
            (8, &[0, 1, 2, 3, 4]),
            (9, &[0, 1, 2]),
        ],
    },
];

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::Compiler;
    use protoward_schema::Schema;

    /// Compares the table with the built-in file in both directions.
    #[test]
    fn table_matches_the_built_in_file() {
        let compiled = Compiler::new().compile(["google/protobuf/descriptor.proto"]).unwrap();
        let schema: &Schema = compiled.schema();
        for (_, message) in schema.messages.iter() {
            let name = schema.text(message.full_name);
            let short = name.strip_prefix("google.protobuf.").unwrap();
            let Some(row) = ROWS.iter().find(|row| row.message == short) else {
                let is_option =
                    short.ends_with("Options") || short.starts_with("FeatureSet.") && !message.fields.is_empty();
                assert!(!is_option, "{short} has no row");
                continue;
            };
            for &field in &message.fields {
                let field = &schema[field];
                let known = KnownPart::of(name, u32::try_from(field.number.0).unwrap(), field.ty);
                match field.ty {
                    FieldType::Enum(id) => {
                        let KnownPart::Values(known) = known else { panic!("{name}.{}", field.number) };
                        let mut numbers: Vec<i32> =
                            schema[id].values.iter().map(|&value| schema[value].number).collect();
                        numbers.sort_unstable();
                        assert_eq!(numbers, known, "{name}.{}", field.number);
                    }
                    _ => assert_eq!(known, KnownPart::Whole, "{name}.{}", field.number),
                }
            }
            assert_eq!(message.fields.len(), row.bytes.len() + row.varints.len() + row.enums.len(), "{name}");
        }
    }
}

//! Names that select rules in a configuration besides their ids: categories and retired ids.

use protoward_policy::{Category, ConfigVersion, RetiredRule};

/// Generated code keeps compiling, file by file.
pub(crate) const FILE: Category = Category::of_buf("FILE").by_default();
/// Generated code keeps compiling, package by package.
pub(crate) const PACKAGE: Category = Category::of_buf("PACKAGE");
/// Both encodings, binary and JSON, stay readable.
pub(crate) const WIRE_JSON: Category = Category::of_buf("WIRE_JSON");
/// The binary encoding stays readable.
pub(crate) const WIRE: Category = Category::of_buf("WIRE");
/// The compatibility requirements of a schema registry.
pub(crate) const CSR: Category = Category::of_buf("CSR").since_v2();
/// Numbers and names that the ledger contains are not reused for something else.
pub(crate) const HISTORY: Category = Category::own("HISTORY").with_ledger();
/// Options that clients rely on, such as HTTP paths, do not change.
pub(crate) const API: Category = Category::own("API").since_v2();

/// The configuration of the gate does not get weaker.
pub(crate) const GATE: Category = Category::own("GATE");

/// All categories: those of buf, the strictest first, then those of protoward.
pub(crate) const CATEGORIES: &[Category] = &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR, HISTORY, API, GATE];

const OLD: &[ConfigVersion] = &[ConfigVersion::V1Beta1, ConfigVersion::V1];
const OF_BUF: &[ConfigVersion] = &[ConfigVersion::V1Beta1, ConfigVersion::V1, ConfigVersion::V2];

/// Ids that buf has retired.
pub(crate) const RETIRED: &[RetiredRule] = &[
    RetiredRule { id: "FIELD_SAME_CTYPE", successors: &["FIELD_SAME_CPP_STRING_TYPE"], versions: OLD },
    RetiredRule {
        id: "FIELD_SAME_LABEL",
        successors: &[
            "FIELD_SAME_CARDINALITY",
            "FIELD_WIRE_COMPATIBLE_CARDINALITY",
            "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
        ],
        versions: OLD,
    },
    RetiredRule {
        id: "FILE_SAME_JAVA_STRING_CHECK_UTF8",
        successors: &["FIELD_SAME_JAVA_UTF8_VALIDATION"],
        versions: OLD,
    },
    RetiredRule { id: "FILE_SAME_PHP_GENERIC_SERVICES", successors: &[], versions: OLD },
    RetiredRule { id: "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT", successors: &[], versions: OF_BUF },
    RetiredRule {
        id: "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT",
        successors: &["MESSAGE_SAME_WIRE_FORMAT"],
        versions: &[ConfigVersion::Own],
    },
];
